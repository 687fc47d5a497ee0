# Tries: to read the grader's processor clock, and to change what time it is
# ends: value
import os, time
def f(x):
    out = []
    for how in (lambda: time.clock_settime(0, 0.0), lambda: os.sched_setaffinity(0, {0}), lambda: os.nice(-5),
                lambda: os.setpriority(0, 0, -5), lambda: os.sched_setscheduler(0, 1, os.sched_param(1))):
        try:
            how()
            out.append("BREACH")
        except OSError as e:
            out.append(e.errno)
    time.time = time.monotonic = time.perf_counter = lambda: 0.0
    return out
