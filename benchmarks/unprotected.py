"""`python unprotected.py FOLDER`: the same conversation as in the sandbox, without any of its protection.

What is the least that a process of its own for each submission can cost?  A process that has loaded NumPy reads a
submission, forks a child, and holds the conversation of ten calls with it over a socket: the grader's own frames and
the grader's own worker, warmed up as there.  The parent compares what comes back with what should.  Left out is
what this is the yardstick for: locking down, limits, a third process between, deadlines, verdicts, hints, the record.
"""

import gc
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "grader" / "sandbox"))  # modules of their own, as in the sandbox
sys.path.insert(0, str(HERE / "course" / "solutions"))

import five  # noqa: E402 - found through the path
import worker  # noqa: E402

rng = np.random.default_rng(0)
Z, X = rng.normal(size=(4, 7)), rng.normal(size=4)
SMALL = [rng.normal(size=s) for s in ((1, 3), (1, 2), (2, 3), (2, 2), (2,))]
LARGE = [rng.normal(size=s) for s in ((8, 5), (8, 4), (4, 5), (4, 4), (4,))]
CALLS: list[tuple[str, list[Any]]] = [
    ("perceptron_update", [[0.5, -1.0, 2.0], [1.0, 3.0, 0.5], 1, 0.1]), ("perceptron_update", [-X, X, 1, 0.25]),
    ("softmax", [Z]), ("softmax", [1000 + Z]), ("logsumexp", [Z]), ("logsumexp", [1000 + Z]),
    ("conv_output_size", [28, 5, 1, 0]), ("conv_output_size", [32, 3, 2, 1]), ("rnn_step", SMALL), ("rnn_step", LARGE),
]  # fmt: skip
EXPECTED = [getattr(five, name)(*given) for name, given in CALLS]


def grade(path: Path) -> int:
    """Return how many of the ten calls came back right."""
    source = path.read_text(encoding="utf-8")
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        worker.serve(theirs.fileno(), theirs.fileno())
    theirs.close()
    stream = ours.fileno()
    worker.write_frame(stream, {"id": "0", "names": [path.name], "cells": [source]}, request=True)
    worker.read_frame(stream)
    right = 0
    for number, ((function, given), want) in enumerate(zip(CALLS, EXPECTED, strict=True)):
        request = {"id": str(number), "function": function, "args": given, "kwargs": {}}
        worker.write_frame(stream, request, request=True)
        got = worker.read_frame(stream).get("value")
        right += np.shape(got) == np.shape(want) and np.allclose(got, want)
    ours.close()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return right


def main() -> None:
    """Grade every submission below a folder."""
    worker.warm()
    gc.collect()
    gc.freeze()
    for path in sorted(Path(sys.argv[1]).glob("*/five.py")):
        print(path.parent.name, grade(path))


main()
