"""Downloads of learning systems, zipped or unpacked: their formats, and the files to grade in them."""
