# Tries: to throw answers away in order to see later inputs; the best it can learn is inputs
# ends: value
# with: _forge.py
answer(None)
got = []
while True:
    request, body = receive()
    got.append(repr((request, body))[:3000])
    send(frame({"d": [["id", request["id"]], ["value", got], ["output", ""]]}))
