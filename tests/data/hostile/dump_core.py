# Tries: to write its memory into a core file
# ends: crashed
import os, resource
def f(x):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    except (OSError, ValueError):
        pass
    os.abort()
