# Tries: to write, make and remove files wherever that may work
# ends: value
import os, tempfile
import numpy as np
def f(x):
    out = []
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "SECRETDIR", ".", "/", "/dev", "/run", os.path.dirname(np.__file__), os.path.expanduser("~")):
        path = folder + "/sbx_written"
        for how in (lambda: np.save(path, x), lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR), lambda: os.mkdir(path),
                    lambda: os.mkfifo(path), lambda: os.mknod(path), lambda: os.symlink("/etc/passwd", path),
                    lambda: os.open(path, os.O_CREAT), lambda: tempfile.mkstemp(dir=folder), lambda: os.chdir(folder),
                    lambda: os.rmdir("SECRETDIR"), lambda: os.chmod("SECRETDIR", 0o777), lambda: os.utime("SECRETDIR")):
            try:
                how()
                out.append(("BREACH", path))
            except OSError as e:
                out.append(e.errno)
    return out
