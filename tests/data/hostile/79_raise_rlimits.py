# Tries: to raise its own limits
# ends: value
import resource
def f(x):
    out = []
    for k in (0, 9, 7, 1, 6, 2):
        before = resource.getrlimit(k)
        try:
            resource.setrlimit(k, (resource.RLIM_INFINITY,) * 2)
        except Exception as e:
            out.append((k, type(e).__name__))
        if resource.getrlimit(k) != before:
            out.append((k, "BREACH"))
    return out
