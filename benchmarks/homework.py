"""Writes the submissions that are timed: ten of the five-function homework, and a class of perceptron homework."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
RIGHT = '''import numpy as np


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
'''
# Four all right, six with a typical mistake: as in the comparison of other graders.
CHANGES = (
    [], [], [], [],
    [("(t - o)", "t")],
    [("z - z.max(axis=1, keepdims=True)", "z")],
    [("m + np.log(np.exp(z - m[:, None])", "np.log(np.exp(z)")],
    [("stride + 1", "stride")],
    [("h @ W.T", "h @ W")],
    [("e.sum(axis=1, keepdims=True)", "e.sum()"), ("2 * padding", "padding")],
)  # fmt: skip


def five(folder: Path, count: int) -> Path:
    """Write `count` submissions of `five` as <student>/five.py, the ten kinds in turn."""
    for number in range(count):
        text = f"# {number}\n{RIGHT}"
        for old, new in CHANGES[number % len(CHANGES)]:
            if old not in text:
                raise ValueError(f"{old} is not in the homework")
            text = text.replace(old, new)
        _write(folder / f"s{number:05}" / "five.py", text)
    return folder


def perceptron(folder: Path, count: int) -> Path:
    """Write `count` submissions of `perceptron`: those kept with the tests in turn, no two of them equal."""
    kept = sorted((REPOSITORY / "tests" / "submissions" / "perceptron").glob("*.py"))
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
