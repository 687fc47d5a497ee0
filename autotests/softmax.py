"""Checks for `softmax`: hidden unless they say public=True."""

import numpy as np

from grader import answer, check, close, exact, finite, formula, prose, quiet, unchanged

THOUSANDS = np.array([1000.0, 1001.0, 1002.0])
relative = close(rtol=1e-9, atol=0)


def far_apart(rng):
    """A batch whose rows lie around +2000, 0 and -2000."""
    return np.array([[2000.0], [0.0], [-2000.0]]) + rng.normal(size=(3, 4))


# ---- softmax: 8


@check(points=1, public=True, expect=close & quiet)
def ordinary(hw, rng):
    """softmax of (1, 2, 3), and of a batch"""
    return hw.softmax(np.array([1.0, 2.0, 3.0])), hw.softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]))


@check(points=1, public=True, expect=close & finite & quiet)
def large_logits(hw, rng):
    """softmax of logits near 1000"""
    return hw.softmax(THOUSANDS)


@check(points=1, expect=close & finite & quiet)
def small_logits(hw, rng):
    """softmax of logits near -1000"""
    return hw.softmax(-THOUSANDS + rng.normal(size=3))
