"""Writes the submissions that are timed: ten of the five-function homework, and a class of perceptron homework."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
RIGHT = """import numpy as np


def perceptron_update(w, x, t, eta):
    w, x = np.asarray(w, float), np.asarray(x, float)
    o = 1 if w @ x >= 0 else -1
    return w + eta * (t - o) * x


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logsumexp(z):
    m = z.max(axis=1)
    return m + np.log(np.exp(z - m[:, None]).sum(axis=1))


def conv_output_size(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride + 1


def rnn_step(x, h, U, W, b):
    return np.tanh(x @ U.T + h @ W.T + b)
"""
# Four all right, six with a typical mistake: as in the comparison of other graders.
CHANGES = (
    [],
    [],
    [],
    [],
    [("(t - o)", "t")],
    [("z - z.max(axis=1, keepdims=True)", "z")],
    [("m + np.log(np.exp(z - m[:, None])", "np.log(np.exp(z)")],
    [("stride + 1", "stride")],
    [("h @ W.T", "h @ W")],
    [("e.sum(axis=1, keepdims=True)", "e.sum()"), ("2 * padding", "padding")],
)

# A class as it comes in, twenty at a time: what becomes of it, and how the right homework is changed into it.
_ABORT = ("return np.tanh(x @ U.T + h @ W.T + b)", "import os\n    os.abort()")
_EXIT = ("m = z.max(axis=1)", "import os\n    os._exit(0)")
_RAISE = ("o = 1 if w @ x >= 0 else -1", "o = np.sign(w @ X)")
_TOP = ("import numpy as np", "import numpy as np\nimport matplotlib_that_nobody_has")
_UNWRITTEN = ("return (n + 2 * padding - kernel) // stride + 1", "raise NotImplementedError")
_UNREADABLE = ("def softmax(z):", "def softmax(z)")
MIXED = (
    *(("right", []) for _ in range(8)),
    *(("wrong", change) for change in CHANGES[4:]),
    ("wrong", [_UNWRITTEN]),
    ("crashing", [_RAISE]),
    ("crashing", [_ABORT]),
    ("crashing", [_EXIT]),
    ("crashing", [_TOP]),
    ("unreadable", [_UNREADABLE]),
)


def share(kind: str) -> str:
    """Return how much of a mixed class is of a kind."""
    return f"{100 * sum(k == kind for k, _ in MIXED) / len(MIXED):.0f} %"


def five(folder: Path, count: int) -> Path:
    """Write `count` submissions of `five` as <student>/five.py, the ten kinds in turn."""
    return _changed(folder, count, CHANGES)


def mixed(folder: Path, count: int) -> Path:
    """Write `count` submissions of `five` of the kinds that a class hands in; no two of them are equal."""
    return _changed(folder / "in", count, [change for _, change in MIXED])


def _changed(folder: Path, count: int, changes: Sequence[Sequence[tuple[str, str]]]) -> Path:
    for number in range(count):
        text = f"# {number}\n{RIGHT}"
        for old, new in changes[number % len(changes)]:
            if old not in text:
                raise ValueError(f"{old} is not in the homework")
            text = text.replace(old, new)
        _write(folder / f"s{number:05}" / "five.py", text)
    return folder


def perceptron(folder: Path, count: int) -> Path:
    """Write `count` submissions of `perceptron`: those kept with the tests in turn, no two of them equal."""
    kept = sorted((REPOSITORY / "tests" / "data" / "submissions" / "perceptron").glob("*.py"))
    kept = [path for path in kept if b"coding" not in path.read_bytes()[:100]]
    texts = [text for path in kept if (text := _text(path)) and "\r" not in text]
    for number in range(count):
        _write(folder / f"s{number:05}" / "perceptron.py", f"{texts[number % len(texts)]}\n# {number}\n")
    return folder


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
