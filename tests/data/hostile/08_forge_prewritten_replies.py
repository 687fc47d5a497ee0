# Tries: to send answers before they are asked for
# ends: crashed
# with: _forge.py
for i in range(4):
    send(frame({"d": [["id", "0000000000000000"], ["problems", []], ["value", 1], ["output", ""]]}))
def f(x): return 0
