# Tries: to answer from a thread while the worker answers too
# ends: any
# with: _forge.py
import threading
def f(x):
    here = token()
    def race():
        for _ in range(50):
            send(frame({"d": [["id", here], ["value", "raced"]]}))
    threading.Thread(target=race, daemon=True).start()
    return x * 2
