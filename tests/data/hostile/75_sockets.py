# Tries: to reach the network and local services
# ends: value
import socket
def f(x):
    out=[]
    for fam,typ in ((2,1),(2,2),(10,1),(1,1),(16,3),(17,3)):
        try:
            s=socket.socket(fam,typ); out.append((fam,'BREACH'))
            try: s.settimeout(1); s.connect(('127.0.0.1',PORT)); s.send(b'hello from student'); out.append('CONNECTED')
            except Exception as e: out.append(str(e))
        except OSError as e: out.append((fam,e.errno))
    try: s=socket.socket(1,1); s.connect('\0sbx_abstract_PORT'); out.append('BREACH')
    except OSError as e: out.append(e.errno)
    return out
