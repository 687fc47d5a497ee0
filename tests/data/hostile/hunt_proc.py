# Tries: to walk /proc for environments, command lines, memory and open files of others
# ends: value
import os
def f(x):
    out = []
    try:
        pids = [p for p in os.listdir("/proc") if p.isdigit()]
    except OSError:
        pids = [str(p) for p in (1, os.getppid(), *range(2, 400))]
    for pid in pids:
        for name in ("environ", "cmdline", "maps", "mem", "root/etc/passwd", "cwd/secret.txt", "fd/3", "stack"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    out.append(("BREACH", pid, name, file.read(4096)))
            except OSError:
                pass
    return out
