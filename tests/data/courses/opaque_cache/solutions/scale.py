"""Reference for `scale`."""

from grader import misconception, opaque


@opaque(1)
def scale_forward(x, w):
    """The reference's cache is (x, w)."""
    return x * w, (x, w)


def scale_backward(dout, cache):
    """Both gradients."""
    x, w = cache
    return dout * w, (dout * x).sum()


@misconception(of=scale_backward)
def swapped(dout, cache):
    """You swapped them."""
    x, w = cache
    return (dout * x).sum(), dout * w
