"""The ten calls of the five-function homework, as a process makes them that does without checks and probes."""

from typing import Any

import numpy as np

rng = np.random.default_rng(0)
Z, X = rng.normal(size=(4, 7)), rng.normal(size=4)
SMALL = [rng.normal(size=s) for s in ((1, 3), (1, 2), (2, 3), (2, 2), (2,))]
LARGE = [rng.normal(size=s) for s in ((8, 5), (8, 4), (4, 5), (4, 4), (4,))]
CALLS: list[tuple[str, list[Any]]] = [
    ("perceptron_update", [[0.5, -1.0, 2.0], [1.0, 3.0, 0.5], 1, 0.1]),
    ("perceptron_update", [-X, X, 1, 0.25]),
    ("softmax", [Z]),
    ("softmax", [1000 + Z]),
    ("logsumexp", [Z]),
    ("logsumexp", [1000 + Z]),
    ("conv_output_size", [28, 5, 1, 0]),
    ("conv_output_size", [32, 3, 2, 1]),
    ("rnn_step", SMALL),
    ("rnn_step", LARGE),
]
