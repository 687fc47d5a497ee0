# Tries: threads that go on after the call, print, and change what was returned
# ends: any
import threading
keep = []
def run():
    while True:
        print("still here")
        for a in keep:
            a += 1
def f(x):
    y = x * 2
    keep.append(y)
    threading.Thread(target=run, daemon=True).start()
    return y
