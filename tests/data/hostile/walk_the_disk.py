# Tries: to walk every folder and read every file that is small
# ends: value timed_out
import os
import numpy
own = os.path.dirname(numpy.__file__), os.path.dirname(os.__file__)  # what it is given to read
mark = "-".join(["sealed", "canary"]).encode()
def f(x):
    found, seen = [], 0
    for top in ("SECRETDIR", "REPOSITORY", "/tmp", "/home", "/root", "/var", "/etc", "/opt", "/run", "/srv", "/mnt"):
        for folder, _, files in os.walk(top):
            for name in files:
                path = os.path.join(folder, name)
                if path.startswith(own):
                    continue
                seen += 1
                try:
                    with open(path, "rb") as file:
                        found.append(("BREACH", path, file.read(200)))
                except OSError:
                    pass
    return found
