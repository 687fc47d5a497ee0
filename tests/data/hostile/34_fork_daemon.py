# Tries: to leave a daemon running
# ends: raised
import os,time
def f(x):
    if os.fork()==0:
        os.setsid()
        if os.fork()==0:
            time.sleep(3600)
        os._exit(0)
    return 'BREACH'
