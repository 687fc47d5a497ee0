"""The checks of `five` as tests: what `python -m pytest` in a fresh process runs beside a submission.

The same ten calls on numbers of the same sizes, with expected values that stand here.  It is given the least to do:
no course to load, no plugins' cache to write, no report.
"""

import five
import numpy as np
import pytest

rng = np.random.default_rng(0)
Z = rng.normal(size=(4, 7))
X = rng.normal(size=4)
SMALL = [rng.normal(size=s) for s in ((1, 3), (1, 2), (2, 3), (2, 2), (2,))]
LARGE = [rng.normal(size=s) for s in ((8, 5), (8, 4), (4, 5), (4, 4), (4,))]


def close(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logsumexp(z):
    return z.max(axis=1) + np.log(np.exp(z - z.max(axis=1)[:, None]).sum(axis=1))


def test_update_of_a_wrong_sample():
    close(five.perceptron_update([0.5, -1.0, 2.0], [1.0, 3.0, 0.5], 1, 0.1), [0.7, -0.4, 2.1])


def test_update_of_a_drawn_sample():
    close(five.perceptron_update(-X, X, 1, 0.25), -0.5 * X)


@pytest.mark.parametrize("shift", [0, 1000])
def test_softmax(shift):
    close(five.softmax(shift + Z), softmax(shift + Z))


@pytest.mark.parametrize("shift", [0, 1000])
def test_logsumexp(shift):
    close(five.logsumexp(shift + Z), logsumexp(shift + Z))


@pytest.mark.parametrize(("given", "size"), [((28, 5, 1, 0), 24), ((32, 3, 2, 1), 16)])
def test_conv_output_size(given, size):
    assert five.conv_output_size(*given) == size


@pytest.mark.parametrize("given", [SMALL, LARGE])
def test_rnn_step(given):
    x, h, U, W, b = given
    close(five.rnn_step(x, h, U, W, b), np.tanh(x @ U.T + h @ W.T + b))
