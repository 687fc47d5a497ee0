# Tries: to walk every folder and read every file that is small
# ends: value
import os
mark = "-".join(["sealed", "canary"]).encode()
def f(x):
    found, seen = [], 0
    for top in ("SECRETDIR", "REPOSITORY", "/tmp", "/home", "/root", "/var", "/etc", "/opt", "/run", "/srv", "/mnt"):
        for folder, _, files in os.walk(top):
            for name in files:
                path = os.path.join(folder, name)
                if ".pyenv" in path or "site-packages" in path:
                    continue
                seen += 1
                try:
                    with open(path, "rb") as file:
                        found.append(("BREACH", path, file.read(200)))
                except OSError:
                    pass
    return found
