# Tries: to read and write memory through /proc/self
# ends: value
def f(x):
    out = []
    for name in ("mem", "maps", "environ", "fd/3", "root", "pagemap", "clear_refs", "oom_score_adj", "attr/current"):
        for mode in ("rb", "wb", "r+b"):
            try:
                open(f"/proc/self/{name}", mode).close()
                out.append(("BREACH", name, mode))
            except OSError as e:
                out.append(e.errno)
    return out
