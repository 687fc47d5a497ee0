# Tries: shared memory, queues and locks that would outlive it
# ends: raised
import multiprocessing.shared_memory as sm
def f(x):
    return "BREACH", sm.SharedMemory("sbx_shm", create=True, size=4096).name
