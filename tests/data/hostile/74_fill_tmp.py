# Tries: to fill the disk
# ends: value
import os
def f(x):
    out=[]
    for d in ('/tmp','/dev/shm','/var/tmp','.','/run','SECRETDIR'):
        try:
            with open(d+'/sbx_fill','wb') as h:
                for i in range(20000): h.write(b'a'*(1<<20))
            out.append((d,'BREACH'))
        except OSError as e: out.append((d,e.errno))
    return out
