# Tries: to take over the conversation with the right ids and say what it likes
# ends: value
# with: _forge.py
answer(None)
seen = []
while True:
    request, body = receive()
    seen.append(len(body))
    send(frame({"d": [["id", request["id"]], ["value", {"t": ["forged", list(seen)]}], ["output", ""]]}))
