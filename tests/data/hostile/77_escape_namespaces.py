# Tries: odd system calls that have opened sandboxes before
# ends: value
import ctypes
l=ctypes.CDLL(None,use_errno=True)
def f(x):
    r=[]
    b=ctypes.create_string_buffer(256)
    for n,a in dict(unshare_user=(272,0x10000000),mount=(165,b'none',b'/',b'tmpfs',0,b''),chroot=(161,b'/'),setns=(308,3,0),bpf=(321,0,b,128),perf=(298,b,0,-1,-1,0),io_uring=(425,8,b),userfaultfd=(323,0),keyctl=(250,0,-3),add_key=(248,b'user',b'a',b'b',1,-3),personality=(135,0x40000),ptrace=(101,0,0,0,0),setuid0=(105,0),setresuid=(117,0,0,0),memfd=(319,b'x',0),shmget=(29,0,4096,0o1600),msgget=(68,0,0o1600),semget=(64,0,1,0o1600),mq_open=(240,b'x',0o102,0o600,None),openat2=(437,-100,b'/etc/passwd',b,24),name_to_handle=(303,-100,b'/etc/passwd',b,b,0),open_by_handle=(304,-100,b,0),socket=(41,1,1,0),socketpair=(53,1,1,0,b),pidfd_getfd=(438,3,1,0),kcmp=(312,1,1,0,0,0),prctl_dump=(157,4,1,0,0,0),seccomp=(317,0,0,None),iopl=(172,3),modify_ldt=(154,0,b,16),x32_getpid=(0x40000000+39,),quotactl=(179,0,b,0,b),swapon=(167,b'/',0),reboot=(169,0,0,0,None),clock_settime=(227,0,b),sched_setaff=(203,0,8,b),setpriority=(141,0,0,-20),process_madvise=(440,3,b,1,4,0)).items():
        ctypes.set_errno(0); v=l.syscall(*[ctypes.c_long(q) if isinstance(q,int) else q for q in a]); r.append((n,v,ctypes.get_errno()))
    return [('BREACH', q) for q in r if q[1]>=0] or 'all refused'
