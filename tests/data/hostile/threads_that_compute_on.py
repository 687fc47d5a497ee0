# Tries: to go on computing in many threads after the answer, so that the calls after it and the others have no time
# ends: value right timed_out crashed raised
import threading

import numpy as np


def burn():
    x = np.ones((200, 200))
    while True:
        x = x @ x * 0


def f(x):
    for _ in range(30):
        try:
            threading.Thread(target=burn, daemon=True).start()
        except RuntimeError:
            break
    return 2 * x
