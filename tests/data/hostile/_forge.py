# A hostile submission's tools for speaking the frames itself; it is loaded as the first cell of files that ask for it.
import json
import os
import struct
import sys


def frame(tree, body=b""):
    header = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("<4sIQ", b"SBX1", len(header), len(body)) + header + body


def send(data):
    while data:
        data = data[os.write(3, data) :]


def receive():
    def exactly(count):
        data = b""
        while len(data) < count:
            more = os.read(3, count - len(data))
            if not more:
                os._exit(5)
            data += more
        return data

    _magic, header, body = struct.unpack("<4sIQ", exactly(16))
    return dict(json.loads(exactly(header))["d"]), exactly(body)


def token():
    """The id of the request that is being served, found in the worker's own frames."""
    here = sys._getframe()
    while here is not None:
        if type(here.f_locals.get("request")) is dict and "id" in here.f_locals["request"]:
            return here.f_locals["request"]["id"]
        here = here.f_back
    return "not found"


def answer(value, body=b"", **fields):
    pairs = {"id": token(), "output": "", "problems": [], "value": value, **fields}
    send(frame({"d": [[k, v] for k, v in pairs.items()]}, body))


def swallow():
    """Take what comes without answering, so that the forged answer stands alone."""
    while os.read(3, 65536):
        pass
    os._exit(0)
