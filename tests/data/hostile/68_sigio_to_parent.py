# Tries: to have the kernel signal the parent
# ends: value
import fcntl,os
def f(x):
    pp=os.getppid(); r=[]
    for op,arg in ((8,pp),(10,9)):
        try: fcntl.fcntl(3,op,arg); r.append((op,'BREACH'))
        except OSError as e: r.append((op,e.errno))
    try: fcntl.fcntl(3,4,0o20000); r.append('O_ASYNC')
    except OSError as e: r.append(e.errno)
    return r
