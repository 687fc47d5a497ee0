"""Plain data as frames: a JSON tree and raw array buffers; never pickle.

A frame is `<4s I Q` (magic, bytes of header, bytes of body), the header (JSON), the body (array buffers, each on a
16-byte boundary).  `decode` is what the trusted side runs on hostile bytes: it builds None, bool, int, float, complex,
str, bytes, list, tuple, dict, set, NumPy arrays and scalars, and `Opaque`; everything else is a `WireError`.
Both sides use this file; it needs the standard library and NumPy only.
"""

import json
import math
import re
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

HEAD = struct.Struct("<4sIQ")
MAGIC = b"SBX1"
MAX_HEADER = 2 << 20
MAX_DEPTH = 40
MAX_DIMENSIONS = 16
MAX_LENGTH = 1 << 31
MAX_EMPTY_LENGTH = 1 << 20  # a dimension of an empty array costs no bytes, so it is bounded by itself
MAX_INT_BITS = 1 << 16
MAX_KEYS = 1024  # keys that are not text, and members of sets: equal hashes cost n**2, and hash(int) can be chosen
# What a dtype may look like, before np.dtype sees it: no objects, no records, no zero-sized items.
DTYPE = re.compile(r"[<>|=]?([?]|[biufc]\d{1,2}|[US][1-9]\d{0,5}|[mM]8(\[\d{0,6}[a-zA-Z]{1,2}\])?)")


class WireError(Exception):
    """These bytes are not a frame that we accept."""


class Opaque:
    """Stands for a value that is not plain data; `name` is its type's."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and other.name == self.name

    __hash__ = None  # type: ignore[assignment]


class _Encoder:
    def __init__(self, layout: bool) -> None:
        self.layout = layout
        self.buffers: list[Any] = []
        self.offset = 0

    def _append(self, data: Any) -> int:
        pad = -self.offset % 16
        if pad:
            self.buffers.append(bytes(pad))
        start = self.offset + pad
        self.buffers.append(data)
        self.offset = start + len(data)
        return start

    def _array(self, x: Any) -> Any:
        dtype = x.dtype
        if not DTYPE.fullmatch(dtype.str):
            return {"x": f"ndarray of dtype {dtype}"}
        tree = [dtype.str, list(x.shape), self._append(np.ascontiguousarray(x).tobytes())]
        if self.layout:
            marks = _marks(x)
            if marks:
                tree.append(marks)
        return {"a": tree}

    def tree(self, x: Any, depth: int = 0) -> Any:
        kind = type(x)
        if x is None or kind is bool or kind is float or kind is str:
            return x
        if kind is int:
            bits = x.bit_length()
            if bits < 64:
                return x
            return {"i": hex(x)} if bits <= MAX_INT_BITS else {"x": f"int of {bits} bits"}
        if depth > MAX_DEPTH:
            return {"x": "something nested too deeply"}
        if kind is np.ndarray:
            return self._array(x)
        return self._container(x, depth + 1)

    def _container(self, x: Any, depth: int) -> Any:
        # Subclasses (named tuples, np.matrix) are sent as the plain type that they are built on.
        if isinstance(x, list):
            return [self.tree(v, depth) for v in list.__iter__(x)]
        if isinstance(x, tuple):
            return {"t": [self.tree(v, depth) for v in tuple.__iter__(x)]}
        if isinstance(x, dict):
            return {"d": [[self.tree(k, depth), self.tree(v, depth)] for k, v in dict.items(x)]}
        if isinstance(x, (set, frozenset)):
            return {"s": [self.tree(v, depth) for v in x]}
        return self._scalar(x)

    def _scalar(self, x: Any) -> Any:
        if isinstance(x, np.generic):
            return {"n": [x.dtype.str, self._append(x.tobytes())]} if DTYPE.fullmatch(x.dtype.str) else _opaque(x)
        if isinstance(x, np.ndarray) and not isinstance(x, np.ma.MaskedArray):
            return self._array(np.ndarray.view(x, np.ndarray))
        if isinstance(x, (bytes, bytearray)):
            return {"b": [len(x), self._append(bytes(x))]}
        for plain in (float, int, str):
            if isinstance(x, plain):
                return self.tree(plain(x))
        if isinstance(x, complex):
            return {"c": [x.real, x.imag]}
        if isinstance(x, (Fraction, Decimal)):
            return float(x)
        return _opaque(x)


def _opaque(x: Any) -> dict[str, str]:
    kind = type(x)
    module = getattr(kind, "__module__", "")
    name = kind.__name__ if module == "builtins" else f"{module}.{kind.__name__}"
    return {"x": str(name)[:200]}


def _marks(x: Any) -> str:
    """How an array lies in memory where that is not the usual way: F Fortran order, S strided, R read-only."""
    marks = ""
    if x.size and not x.flags.c_contiguous:
        marks += "F" if x.flags.f_contiguous else "S"
    return marks if x.flags.writeable else marks + "R"


def encode(value: Any, *, layout: bool = False) -> bytes:
    """Return the frame that says `value`; with `layout`, arrays arrive as they lie in memory here."""
    encoder = _Encoder(layout)
    header = json.dumps(encoder.tree(value)).encode()
    return b"".join([HEAD.pack(MAGIC, len(header), encoder.offset), header, *encoder.buffers])


def decode(header: bytes, body: Any) -> Any:
    """Return the value of a frame; raise WireError for anything that is not plain data within the limits."""
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError(f"header: {type(error).__name__}") from None
    return _Decoder(body).value(tree, 0)


class _Decoder:
    def __init__(self, body: Any) -> None:
        self.body = memoryview(body)
        self.keys = MAX_KEYS

    def value(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if tree is None or kind is bool or kind is int or kind is float or kind is str:
            return tree
        if depth > MAX_DEPTH + 2:
            raise WireError("too deep")
        if kind is list:
            return [self.value(v, depth + 1) for v in tree]
        if kind is not dict or len(tree) != 1:
            raise WireError("bad node")
        ((tag, content),) = tree.items()
        try:
            return self._tagged(tag, content, depth + 1)
        except WireError:
            raise
        except (TypeError, ValueError, KeyError, IndexError, OverflowError, MemoryError) as error:
            raise WireError(f"bad node: {type(error).__name__}") from None

    def _tagged(self, tag: str, content: Any, depth: int) -> Any:  # noqa: PLR0911, C901 - one line a tag
        if tag == "a":
            return self._array(*content)
        if tag == "n":
            return self._array(content[0], [], content[1])[()]
        if tag == "t":
            return tuple(self.value(v, depth) for v in _list(content))
        if tag == "d":
            self._spend(sum(type(pair[0]) is not str for pair in _list(content)))
            return {self.value(k, depth): self.value(v, depth) for k, v in content}
        if tag == "s":
            self._spend(len(_list(content)))
            return {self.value(v, depth) for v in content}
        if tag == "c":
            return complex(float(content[0]), float(content[1]))
        if tag == "b":
            size, start = _bounded(content[0], len(self.body)), _bounded(content[1], len(self.body))
            if start + size > len(self.body):
                raise WireError("bytes longer than the body")
            return bytes(self.body[start : start + size])
        if tag == "i":
            if type(content) is not str or len(content) > MAX_INT_BITS // 4 + 4:
                raise WireError("bad int")
            return int(content, 16)
        if tag == "x":
            return Opaque(str(content)[:200])
        raise WireError("unknown tag")

    def _array(self, name: Any, shape: Any, start: Any, marks: Any = "") -> Any:
        if type(name) is not str or len(name) > 24 or not DTYPE.fullmatch(name):
            raise WireError("dtype refused")
        dtype = np.dtype(name)
        if not dtype.itemsize or not DTYPE.fullmatch(dtype.str):
            raise WireError("dtype refused")
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
            raise WireError("bad shape")
        count = math.prod(_bounded(n, MAX_LENGTH) for n in shape)
        if _bounded(start, len(self.body)) + count * dtype.itemsize > len(self.body):
            raise WireError("array longer than the body")
        if count == 0:
            if max(shape) > MAX_EMPTY_LENGTH:
                raise WireError("bad shape")
            return np.empty(shape, dtype)
        flat = np.frombuffer(self.body, dtype, count, start)
        return _laid_out(flat.reshape(shape), marks) if marks else flat.reshape(shape)

    def _spend(self, count: int) -> None:
        self.keys -= count
        if self.keys < 0:
            raise WireError("too many keys")


def _laid_out(array: Any, marks: Any) -> Any:
    if "F" in marks:
        array = np.asfortranarray(array)
    elif "S" in marks:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        array = wide[..., ::2]
    if "R" in marks:
        array = array[...]
        array.flags.writeable = False
    return array


def _bounded(n: Any, limit: int) -> int:
    if type(n) is not int or not 0 <= n <= limit:
        raise WireError("bad number")
    return n


def _list(x: Any) -> list[Any]:
    if type(x) is not list:
        raise WireError("not a list")
    return x
