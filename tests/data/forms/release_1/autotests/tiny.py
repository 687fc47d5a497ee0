"""Public checks for `tiny`: grader check tiny.py runs them."""

from grader import check, close, finite, raised, unchanged
from grader import formula, prose, worksheet


@check(points=10, public=True)
def weighted_sum(hw, rng):
    """the output of four samples"""
    return hw.output(rng.normal(size=3), rng.normal(size=(4, 3)))


@check(points=20, public=True, expect=close & finite & unchanged)
def two_steps(hw, rng):
    """two steps, the second from where the first ends"""
    first = hw.update(rng.normal(size=2), rng.normal(size=2), 1.0, 0.5)
    return hw.update(first["w"], rng.normal(size=2), -1.0, 0.5)


@check(points=10, public=True)
def mean_of_three(hw, rng):
    """the mean of three integers"""
    return hw.mean([1, 2, 6])


@check(points=10, public=True, task="mean")
def mean_of_none(hw, rng):
    """the mean of no values"""
    return raised(hw.mean, [])


worksheet('sheet', points=20, title='one step by hand', steps=('error', 'change'))
formula('error_formula', points=10, title='the error', symbols=('t', 'o'))
prose('why', points=10, title='why')
