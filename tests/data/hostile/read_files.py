# Tries: to read the course's files, the system's, and whatever else can be found
# ends: value
import os
def f(x):
    out = []
    for path in ("CANARY", "/etc/passwd", "/etc/shadow", "/etc/hostname", "/root/.bashrc", "/proc/1/environ", "/proc/version",
                 "/proc/self/../../CANARY", "/usr/lib/../../CANARY", "/dev/mem", "/dev/kmsg", "/dev/vda", "/sys/kernel/notes"):
        for how in (lambda p: open(p, "rb").read(200), lambda p: os.read(os.open(p, os.O_RDONLY | os.O_NONBLOCK), 200),
                    lambda p: os.listdir(os.path.dirname(p)) if p == "CANARY" else os.listdir(p)):
            try:
                out.append(("BREACH", path, how(path)))
            except OSError as e:
                out.append(e.errno)
    return out
