"""The pipeline from a submission to its result, for one file, a pool of processes or a cluster."""
