"""Checks for `five`: a public and a hidden one for each function, one call each."""

from grader import check, exact


@check(points=10, public=True)
def update_of_a_wrong_sample(hw, rng):
    """a sample on the wrong side"""
    return hw.perceptron_update([0.5, -1.0, 2.0], [1.0, 3.0, 0.5], 1, 0.1)


@check(points=10)
def update_of_a_drawn_sample(hw, rng):
    """drawn weights and samples"""
    x = rng.normal(size=4)
    return hw.perceptron_update(-x, x, 1, 0.25)


@check(points=10, public=True)
def softmax_of_ordinary_logits(hw, rng):
    """softmax of ordinary logits"""
    return hw.softmax(rng.normal(size=(4, 7)))


@check(points=10)
def softmax_of_large_logits(hw, rng):
    """softmax of logits near 1000"""
    return hw.softmax(1000 + rng.normal(size=(4, 7)))


@check(points=10, public=True)
def logsumexp_of_ordinary_logits(hw, rng):
    """logsumexp of ordinary logits"""
    return hw.logsumexp(rng.normal(size=(4, 7)))


@check(points=10)
def logsumexp_of_large_logits(hw, rng):
    """logsumexp of logits near 1000"""
    return hw.logsumexp(1000 + rng.normal(size=(4, 7)))


@check(points=10, public=True, expect=exact)
def size_of_a_plain_convolution(hw, rng):
    """28 inputs, a kernel of 5"""
    return hw.conv_output_size(28, 5, 1, 0)


@check(points=10, expect=exact)
def size_with_stride_and_padding(hw, rng):
    """a stride that does not divide the length"""
    return hw.conv_output_size(32, 3, 2, 1)


@check(points=10, public=True)
def one_step(hw, rng):
    """one step from a drawn state"""
    return hw.rnn_step(*(rng.normal(size=s) for s in ((1, 3), (1, 2), (2, 3), (2, 2), (2,))))


@check(points=10)
def a_step_of_a_batch(hw, rng):
    """a step of a batch of eight"""
    return hw.rnn_step(*(rng.normal(size=s) for s in ((8, 5), (8, 4), (4, 5), (4, 4), (4,))))
