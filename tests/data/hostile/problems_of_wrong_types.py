# Tries: to report loading problems of wrong types and impossible cells
# ends: value
# with: _forge.py
a = {"a": ["<f8", [2], 0]}
answer(None, b"A" * 20000, problems=[a, 1, [a, a], [10**6, {"d": [["error", "E"]]}], [-1, {"d": []}], [True, {"d": []}],
    [0, {"d": [["error", a], ["message", a], ["line", 10**300]]}], [0, {"d": [[0, a]]}]] * 100, output=a)
while True:
    request, _ = receive()
    send(frame({"d": [["id", request["id"]], ["value", 1]]}))
