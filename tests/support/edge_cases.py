"""Versions of any function that are right but in one case, and versions that are right in every case.

This file is put into a homework as it stands, so it needs NumPy only.  Each version takes the right function and gives
one that is wrong where its docstring says.
"""

import numpy as np

kept = {}


def given(args, kwargs):
    """The arguments that are arrays or lists, as they came."""
    return [a for a in (*args, *kwargs.values()) if isinstance(a, (np.ndarray, list)) and np.ndim(a)]


def arrays(args, kwargs):
    return [a for a in given(args, kwargs) if isinstance(a, np.ndarray)]


def mapped(value, change):
    """The value with every array and every number in it changed."""
    if isinstance(value, dict):
        return {key: mapped(part, change) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(mapped(part, change) for part in value)
    return value if isinstance(value, (bool, str)) or value is None else change(value)


def signature(args, kwargs):
    """What calls have in common where arrays differ in their numbers alone."""
    words = [(name, np.shape(a) if np.ndim(a) else a) for name, a in (*enumerate(args), *kwargs.items())]
    return str(words)


def of_kind(value, kind):
    """A value in another type of numbers; a plain float stays one."""
    return np.asarray(value).astype(kind) if isinstance(value, np.ndarray) else np.dtype(kind).type(value)


# ---- what comes in


def lists_refused(right):
    """Takes arrays for granted: `x.shape` of a list."""

    def wrong(*args, **kwargs):
        shapes = [a.shape for a in given(args, kwargs)]
        return right(*args, **kwargs) if shapes is not None else None

    return wrong


def integers_cut(right):
    """Puts what it finds into an array of the kind that came in: nothing is left behind the point."""

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        whole = all(np.asarray(a).dtype.kind in "iu" for a in given(args, kwargs))
        return mapped(value, lambda v: of_kind(np.trunc(v), np.int64)) if whole else value

    return wrong


def small_integers_wrapped(right):
    """Computes with 8 bits where 8 bits came in."""

    def wrong(*args, **kwargs):
        small = [a.dtype for a in arrays(args, kwargs) if a.dtype.kind in "iu" and a.dtype.itemsize == 1]
        value = right(*args, **kwargs)
        return mapped(value, lambda v: of_kind(of_kind(np.trunc(v), np.int64), small[0])) if small else value

    return wrong


def numpy_integers_refused(right):
    """Asks for `int`, which NumPy's integers are not."""

    def wrong(*args, **kwargs):
        if any(isinstance(a, np.integer) for a in (*args, *kwargs.values())):
            raise TypeError("not an integer")
        return right(*args, **kwargs)

    return wrong


def single_halved(right):
    """Goes over to half precision where single came in."""

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        single = any(a.dtype == np.float32 for a in arrays(args, kwargs))
        return mapped(value, lambda v: of_kind(of_kind(v, np.float16), np.float64)) if single else value

    return wrong


def double_cut(right):
    """Gives back single precision where double came in."""

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        double = any(a.dtype == np.float64 for a in arrays(args, kwargs))
        return mapped(value, lambda v: of_kind(v, np.float32)) if double else value

    return wrong


def memory_order(right):
    """Reads an array in the order in which it lies in memory."""

    def straight(a):
        turned = isinstance(a, np.ndarray) and a.ndim > 1 and not a.flags.c_contiguous
        return np.ravel(a, order="K").reshape(a.shape) if turned else a

    return lambda *args, **kwargs: right(*map(straight, args), **{name: straight(a) for name, a in kwargs.items()})


def views_refused(right):
    """Wants arrays whose numbers lie side by side, as compiled code does."""

    def wrong(*args, **kwargs):
        if not all(a.flags.c_contiguous for a in arrays(args, kwargs)):
            raise TypeError("No matching definition")
        return right(*args, **kwargs)

    return wrong


def empty_refused(right):
    """Stumbles over no sample, or no step."""

    def wrong(*args, **kwargs):
        if any(a.ndim == 2 and not len(a) for a in arrays(args, kwargs)):
            raise IndexError("index 0 is out of bounds")
        return right(*args, **kwargs)

    return wrong


def one_sample_refused(right):
    """Squeezes a batch, or a sequence, of one, and then misses an axis."""

    def wrong(*args, **kwargs):
        batches = [a for a in given(args, kwargs) if np.ndim(a) >= 2]
        if batches and np.shape(batches[0])[0] == 1:
            raise IndexError("too many indices for array")
        return right(*args, **kwargs)

    return wrong


def one_class_refused(right):
    """Stumbles over one class, one input, one column."""

    def wrong(*args, **kwargs):
        first = given(args, kwargs)[:1]
        if first and np.shape(first[0])[-1] == 1:
            raise IndexError("index 1 is out of bounds")
        return right(*args, **kwargs)

    return wrong


# ---- after the call


def _spoiled(right, place):
    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        floats = [a for a in arrays(args, kwargs) if a.dtype == np.float64]
        if floats:
            floats[place] += 1
        return value

    return wrong


def first_input_changed(right):
    """Works in its first array."""
    return _spoiled(right, 0)


def last_input_changed(right):
    """Works in its last array."""
    return _spoiled(right, -1)


def input_given_back(right):
    """Gives back its input where that is the result."""

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)

        def given_back(part):
            of_its_size = [a for a in arrays(args, kwargs) if a.size and a.size == np.size(part)]
            same = [a for a in of_its_size if isinstance(part, np.ndarray) and a.dtype == part.dtype]
            return next((a.reshape(part.shape) for a in same if np.array_equal(a.ravel(), part.ravel())), part)

        return mapped(value, given_back)

    return wrong


def buffer_reused(right):
    """Fills the same array at each call."""

    def wrong(*args, **kwargs):
        count = iter(range(100))

        def into(value):
            if not isinstance(value, np.ndarray):
                return value
            buffer = kept.setdefault((right.__name__, next(count), value.shape), np.empty_like(value))
            buffer[...] = value
            return buffer

        return mapped(right(*args, **kwargs), into)

    return wrong


def remembered(right):
    """Knows a call again by the shapes of its arguments."""

    def wrong(*args, **kwargs):
        key = right.__name__, signature(args, kwargs)
        if key not in kept:
            kept[key] = right(*args, **kwargs)
        return kept[key]

    return wrong


# ---- what comes out


def extra_axis(right):
    """Has an axis of length 1 too many."""
    return lambda *args, **kwargs: mapped(right(*args, **kwargs), lambda v: np.asarray(v)[..., None])


def objects(right):
    """Has arrays of objects."""
    return lambda *args, **kwargs: mapped(right(*args, **kwargs), lambda v: np.atleast_1d(v).astype(object))


def floats_for_integers(right):
    """Gives back a float, which is no size and no index."""
    return lambda *args, **kwargs: mapped(right(*args, **kwargs), lambda v: of_kind(v, np.float64))


def warned(right):
    """Divides by zero on the way, and mends it."""

    def wrong(*args, **kwargs):
        np.divide(1.0, np.zeros(1))
        return right(*args, **kwargs)

    return wrong


def another_exception(right):
    """Asserts, where a ValueError is asked for."""

    def wrong(*args, **kwargs):
        try:
            return right(*args, **kwargs)
        except ValueError as error:
            raise AssertionError from error

    return wrong


def none_for_exception(right):
    """Gives back None, where a ValueError is asked for."""

    def wrong(*args, **kwargs):
        try:
            return right(*args, **kwargs)
        except ValueError:
            return None

    return wrong


# ---- right all the same


def lists_out(right):
    """Gives back lists."""
    return lambda *args, **kwargs: mapped(right(*args, **kwargs), lambda v: np.asarray(v).tolist() if np.size(v) else v)


def zero_dimensions(right):
    """Gives back numbers as arrays of no dimension."""
    return lambda *args, **kwargs: mapped(right(*args, **kwargs), np.asarray)


def other_order(right):
    """Gives back a dict in another order."""

    def wrong(*args, **kwargs):
        value = right(*args, **kwargs)
        return dict(reversed(value.items())) if isinstance(value, dict) else value

    return wrong


def other_memory(right):
    """Gives back arrays that lie otherwise in memory and cannot be written."""

    def turned(v):
        array = np.repeat(np.asarray(v), 2, axis=-1)[..., ::2] if np.ndim(v) else np.asarray(v)
        array.flags.writeable = False
        return array

    return lambda *args, **kwargs: mapped(right(*args, **kwargs), turned)


def single_kept(right):
    """Gives back single precision where all arrays were of single precision."""

    def also_right(*args, **kwargs):
        value = right(*args, **kwargs)
        single = arrays(args, kwargs) and all(a.dtype == np.float32 for a in arrays(args, kwargs))
        return mapped(value, lambda v: of_kind(v, np.float32)) if single else value

    return also_right
