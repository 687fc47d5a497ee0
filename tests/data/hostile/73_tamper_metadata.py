# Tries: to change the course's files and what is known about them
# ends: value
import os
def f(x):
    out=[]
    P='CANARY'
    for nm,fn in dict(chmod=lambda:os.chmod(P,0),utime=lambda:os.utime(P,(1,1)),chown=lambda:os.chown(P,os.getuid(),os.getgid()),xattr=lambda:os.setxattr(P,'user.a',b'b'),unlink=lambda:os.unlink(P),rename=lambda:os.rename(P,P+'x'),link=lambda:os.link(P,P+'y'),symlink=lambda:os.symlink(P,P+'z'),trunc=lambda:os.truncate(P,0),write=lambda:open(P,'w').write('pwn'),append=lambda:open(P,'a').write('pwn'),mkdir=lambda:os.mkdir(os.path.dirname(P)+'/newdir'),mkfifo=lambda:os.mkfifo(os.path.dirname(P)+'/ff')).items():
        try: fn(); out.append((nm,'BREACH'))
        except OSError as e: out.append((nm,e.errno))
    return repr(out)
