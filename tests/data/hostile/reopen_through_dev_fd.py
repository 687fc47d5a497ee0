# Tries: to reopen its descriptors with other rights
# ends: value
import os
def f(x):
    out = []
    for path in ("/proc/self/fd/3", "/dev/fd/3", "/dev/fd/0", "/proc/self/fd/1", "/dev/stdin", "/dev/stdout", "/dev/tty"):
        for flags in (os.O_RDWR, os.O_WRONLY, os.O_WRONLY | os.O_TRUNC):
            try:
                os.write(os.open(path, flags), b"x")
                out.append(("BREACH", path))
            except OSError as e:
                out.append(e.errno)
    return out
