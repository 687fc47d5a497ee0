# Tries: 30 GB that fit into 30 MB
# ends: raised timed_out
import bz2, zlib
def f(x):
    data = zlib.compress(b"\0" * (64 << 20), 9)
    once = zlib.decompress(data) * 4
    return bz2.decompress(bz2.compress(once)) + once * 100
