# Tries: to watch and change the worker's own frames with trace and profile functions
# ends: any
import sys, threading
def trace(frame, event, arg):
    if "reply" in frame.f_locals:
        frame.f_locals["reply"]["value"] = "traced"
    return trace
sys.settrace(trace); sys.setprofile(trace); threading.settrace(trace)
frame = sys._getframe()
while frame is not None:
    frame.f_trace = trace
    frame = frame.f_back
def f(x): return x * 2
