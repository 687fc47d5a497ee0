"""Plain data as frames: a JSON tree and raw array buffers; never pickle.

A frame is `<4s I Q` (magic, bytes of header, bytes of body), the header (JSON), the body (array buffers, each on a
16-byte boundary).  `decode` is what the trusted side runs on hostile bytes: it builds None, bool, int, float, complex,
str, bytes, list, tuple, dict, set, NumPy arrays and scalars, and `Unsent`; everything else is a `WireError`.  What
stays in a worker goes by a key, in requests and in frames of our own alone: no answer can bring one.
Whatever it returns can be printed, hashed where its type says so, and turned into a float: no lone surrogates, no
integers beyond the largest float, no array that claims more than was sent.
Both sides use this file; it needs the standard library and NumPy only.
"""

import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

HEAD, MAGIC = struct.Struct("<4sIQ"), b"SBX1"
MAX_HEADER = 2 << 20
MAX_TEXT = 8 << 10  # printed output, for one call
MAX_FRAMES = 10  # of an exception, the innermost
MAX_DEPTH, MAX_DIMENSIONS, MAX_LENGTH = 40, 16, 1 << 31
MAX_EMPTY = 1 << 20  # an empty array costs no bytes, but what is computed from its other dimensions may
MAX_INT_BITS = 1023  # beyond that float(x) overflows, and later str(x) refuses
MAX_NODES = 50_000  # lists, arrays and whatever else takes microseconds to build
MAX_KEYS = 1024  # keys that are not text, and members of sets: equal hashes cost n**2, and hash(int) can be chosen
MAX_PARTS = 64  # of such a key: where hashes are equal, all of them may be compared
# What a dtype may look like before np.dtype sees it: no objects, records, dates, or items of no size.
DTYPE = re.compile(r"[<>|=]?([?]|[biufc]\d{1,2}|[US][1-9]\d{0,5})")
_UNPRINTABLE = re.compile(r"[^\w .,:<>()\[\]-]", re.ASCII)


class WireError(Exception):
    """These bytes are not a frame that we accept, or this value does not fit into one."""


class UnsendableError(Exception):
    """An argument that cannot be sent: the submission itself returned it, as an object that stayed in its process."""


class Unsent:
    """A stand-in for a value that is not plain data; `name` is the name of its type."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unsent) and other.name == self.name


class _Encoder:
    """An encoder of header and buffers; a request may be of any size, but has to be plain data."""

    def __init__(self, request: bool, home: object = None) -> None:
        self.request, self.home = request, home
        self.buffers: list[bytes] = []
        self.offset = self.nodes = self.keys = 0

    def _append(self, data: bytes) -> int:
        pad = -self.offset % 16
        self.buffers += [bytes(pad), data] if pad else [data]
        self.offset += pad + len(data)
        return self.offset - len(data)

    def _array(self, x: Any) -> Any:
        dtype = x.dtype
        if not DTYPE.fullmatch(dtype.str):
            return self._not_plain(f"ndarray of dtype {dtype}", x)
        tree = [dtype.str, list(x.shape), self._append(x.tobytes())]
        marks = _marks(x) if self.request else ""
        return {"a": [*tree, marks] if marks else tree}

    def tree(self, x: Any, depth: int = 0) -> Any:
        kind = type(x)
        if x is None or kind is bool or kind is float:
            return x
        if kind is str:
            if len(x) > MAX_HEADER and not self.request:
                raise WireError("a text longer than a frame")  # at once: only to escape it would take seconds
            return x
        if kind is int:
            return self._int(x)
        if depth > MAX_DEPTH:
            return self._not_plain("something nested too deeply", x)
        self.nodes += 1
        if kind is np.ndarray:
            return self._array(x)
        return self._container(x, depth + 1)

    def _int(self, x: int) -> Any:
        bits = x.bit_length()
        if bits < 64:
            return x
        return {"i": hex(x)} if bits <= MAX_INT_BITS else self._not_plain(f"int of {bits} bits", x)

    def _container(self, x: Any, depth: int) -> Any:
        # Subclasses (named tuples, np.matrix) are sent as the plain type that they are built on.
        if isinstance(x, list):
            return [self.tree(v, depth) for v in list.__iter__(x)]
        if isinstance(x, tuple):
            return {"t": [self.tree(v, depth) for v in tuple.__iter__(x)]}
        if isinstance(x, dict):
            pairs = [[self.tree(k, depth), self.tree(v, depth)] for k, v in dict.items(x)]
            self.keys += sum(_weight(k) for k, _ in pairs if type(k) is not str)
            return {"d": pairs}
        if isinstance(x, (set, frozenset)):
            members = [self.tree(v, depth) for v in x]
            self.keys += sum(map(_weight, members))
            return {"s": members}
        return self._scalar(x)

    def _scalar(self, x: Any) -> Any:  # noqa: PLR0911 - one line a type
        if isinstance(x, np.generic) and DTYPE.fullmatch(x.dtype.str):
            return {"n": [x.dtype.str, self._append(x.tobytes())]}
        if isinstance(x, np.ndarray) and not (isinstance(x, np.ma.MaskedArray) and np.ma.is_masked(x)):
            return self._array(np.ndarray.view(x, np.ndarray))
        if isinstance(x, (bytes, bytearray)):
            return {"b": [len(x), self._append(bytes(x))]}
        if isinstance(x, float | int):
            return self.tree(float.__pos__(x) if isinstance(x, float) else int.__pos__(x))  # whatever a subclass says
        if isinstance(x, str):
            return str.__str__(x)
        if isinstance(x, complex):
            return {"c": [float(x.real), float(x.imag)]}
        if isinstance(x, Fraction | Decimal):
            return float(x)
        kind = type(x)
        home = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        return self._not_plain(x.name if kind is Unsent else home + kind.__name__, x)

    def _not_plain(self, name: str, x: Any) -> dict[str, Any]:
        if hasattr(type(x), "wire_key"):  # stands for what stays in a worker
            if self.home is not None and x._number and x._home is not self.home:
                raise UnsendableError(f"{x!r}, which is gone with its process")
            return {"h": x.wire_key}
        own = getattr(x, "__name__", "") if self.request else ""
        if own and vars(np).get(own) is x:
            return {"h": [0, f"np.{own}"]}
        if not self.request:
            return {"x": str(name)[:200]}
        if isinstance(x, (Unsent, str, list, tuple, dict, int)):
            raise UnsendableError(name)
        raise TypeError(f"only plain data can be sent to a submission, not {name}")


def _marks(x: Any) -> str:
    """How an array lies in memory where that is not the usual way: F Fortran order, S strided, R read-only."""
    marks = ""
    if x.size and not x.flags.c_contiguous:
        marks += "F" if x.flags.f_contiguous else "S"
    return marks if x.flags.writeable else marks + "R"


class _Knowing(_Encoder):
    """An encoder of requests in which some objects, by their ids, go by a key."""

    def __init__(self, known: Mapping[int, Any]) -> None:
        super().__init__(request=True)
        self.known = known

    def tree(self, x: Any, depth: int = 0) -> Any:
        return {"h": self.known[id(x)]} if id(x) in self.known else super().tree(x, depth)


def parts_exchanged(value: Any, places: Iterable[Any], exchange: Callable[[Any, Any], Any]) -> Any:
    """Return a result with other parts at these places: indices of a tuple or list, keys of a dict, None for all of it.

    `exchange` is given a place and what is there; a place that the result does not have is left out.
    """
    for place in places:
        if place is None:
            value = exchange(place, value)
        elif isinstance(value, dict) and place in value:
            value = {**value, place: exchange(place, value[place])}
        elif isinstance(value, (tuple, list)) and type(place) is int and place < len(value):
            parts = [*value[:place], exchange(place, value[place]), *value[place + 1 :]]
            value = tuple(parts) if isinstance(value, tuple) else parts
    return value


def encode(value: Any, *, request: bool = False, home: object = None, known: Mapping[int, Any] | None = None) -> bytes:
    """Return the frame of a value.

    An answer stays within the limits or raises WireError, and what is not plain data becomes `Unsent`.  In a request,
    arrays arrive as they lie in memory here, nothing is too large, and what is not plain data raises TypeError, or
    UnsendableError where it came from a submission, or stayed anywhere else than at `home`, where that is named.
    """
    encoder = _Knowing(known) if known else _Encoder(request, home)
    header = json.dumps(encoder.tree(value)).encode()
    if not request and (len(header) > MAX_HEADER or encoder.nodes > MAX_NODES or encoder.keys > MAX_KEYS):
        raise WireError("more than a frame holds")
    return b"".join([HEAD.pack(MAGIC, len(header), encoder.offset), header, *encoder.buffers])


Found = Callable[[Any], Any]  # what a key of what stays in a worker stands for


def decode(header: bytes | bytearray, body: Any, *, request: bool = False, find: Found | None = None) -> Any:
    """Return a frame's value; raise WireError for what is not plain data within the limits, which requests have not.

    `find` returns what a key stands for; without it, a key is refused.
    """
    if not request and header.count(b"[") + header.count(b"{") > 4 * MAX_NODES:
        raise WireError("too many nodes")  # told before anything is built of them
    try:
        return _Decoder(body, request, find).value(json.loads(header.decode("ascii")), 0)
    except (ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"header: {type(error).__name__}") from None


def decode_frame(frame: bytes, *, request: bool = False, find: Found | None = None) -> Any:
    """Return the value of a frame of our own; raises struct.error or WireError where it is none."""
    _, header, _ = HEAD.unpack(frame[: HEAD.size])
    start = HEAD.size + header
    return decode(frame[HEAD.size : start], frame[start:], request=request, find=find)


class _Decoder:
    """A decoder of values that counts what they may cost."""

    def __init__(self, body: Any, request: bool, find: Found | None) -> None:
        self.body, self.request, self.find = memoryview(body), request, find
        self.nodes, self.keys = MAX_NODES, MAX_KEYS
        self.bytes = len(self.body)  # no byte is used twice: many arrays over the same bytes would multiply them

    def value(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if tree is None or kind is bool or kind is float:
            return tree
        if kind is str:
            return tree if tree.isascii() else tree.encode("utf-8", "replace").decode()
        if kind is int:
            return _small(tree)
        self.nodes -= 1
        if depth > MAX_DEPTH + 2 or (self.nodes < 0 and not self.request):
            raise WireError("too deep, or too many nodes")
        if kind is list:
            return [v if type(v) is float else self.value(v, depth + 1) for v in tree]
        if kind is not dict or len(tree) != 1:
            raise WireError("bad node")
        ((tag, content),) = tree.items()
        try:
            return self._tagged(tag, content, depth + 1)
        except (TypeError, ValueError, KeyError, IndexError, OverflowError, MemoryError) as error:
            raise WireError(f"bad node: {type(error).__name__}") from None

    def _tagged(self, tag: str, content: Any, depth: int) -> Any:  # noqa: PLR0911 - one line a tag
        if tag == "a":
            return self._array(*_list(content))
        if tag == "n":
            return self._array(content[0], [], content[1])[()]
        if tag == "t":
            return tuple([self.value(v, depth) for v in _list(content)])
        if tag == "d":
            pairs = [_list(p, 2) for p in _list(content)]
            self._count_keys(sum(_weight(k) for k, _ in pairs if type(k) is not str))
            return {self.value(k, depth): self.value(v, depth) for k, v in pairs}
        if tag == "s":
            self._count_keys(sum(map(_weight, _list(content))))
            return {self.value(v, depth) for v in content}
        if tag == "c" and all(type(part) is float for part in _list(content, 2)):
            return complex(*content)
        if tag == "h" and self.find is not None:
            return self.find(content)
        return self._bytes(tag, content)

    def _bytes(self, tag: str, content: Any) -> Any:
        if tag == "b":
            size, start = _list(content, 2)
            return bytes(self._piece(start, _bounded(size, len(self.body))))
        if tag == "i" and type(content) is str and len(content) <= MAX_INT_BITS // 4 + 4:
            return _small(int(content, 16))
        if tag == "x" and type(content) is str:
            return Unsent(_UNPRINTABLE.sub("?", content[:200]))
        raise WireError("bad node")

    def _array(self, name: Any, shape: Any, start: Any, marks: Any = "") -> Any:
        if type(name) is not str or not DTYPE.fullmatch(name):
            raise WireError("dtype refused")
        dtype = np.dtype(name)
        if not dtype.itemsize or not DTYPE.fullmatch(dtype.str) or len(_list(shape)) > MAX_DIMENSIONS:
            raise WireError("dtype or shape refused")
        count = math.prod(_bounded(n, MAX_LENGTH) for n in shape)
        if not count:
            _bounded(math.prod(n for n in shape if n), MAX_EMPTY)
        # A copy: it owns its bytes, can be written to, and does not keep the whole body alive.
        array = np.ndarray(shape, dtype, self._piece(start, count * dtype.itemsize)).copy()
        if (marks and not self.request) or (dtype.kind in "Ub" and not _valid(array, dtype.kind)):
            raise WireError("not what NumPy would have sent")
        return _laid_out(array, marks) if marks else array

    def _piece(self, start: Any, size: int) -> memoryview:
        self.bytes -= size
        if _bounded(start, len(self.body)) + size > len(self.body) or self.bytes < 0 or start % 16:
            raise WireError("longer than the body")
        return self.body[start : start + size]

    def _count_keys(self, count: int) -> None:
        self.keys -= count
        if self.keys < 0 and not self.request:
            raise WireError("too many keys")


def _weight(key: Any) -> int:
    """Return the weight of a key; a key of too many parts exceeds the limit.  Hashes of text cannot be chosen."""
    return 1 if type(key) is str or json.dumps(key).count(",") < MAX_PARTS else MAX_KEYS + 1


def _valid(array: Any, kind: str) -> bool:
    """Return whether NumPy itself would have written the bytes: it trusts them when it prints."""
    if kind == "b":
        return not (array.view(np.uint8) > 1).any()
    codes = np.frombuffer(array.tobytes(), array.dtype.byteorder.replace("|", "=") + "u4")
    return not ((codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))).any()


def _laid_out(array: Any, marks: str) -> Any:
    strided = "S" in marks and "F" not in marks
    if "F" in marks:
        array = np.asfortranarray(array)
    elif strided:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        array = wide
    if "R" in marks and array.size:  # on bytes: no code can make it writeable again
        order: Any = "F" if array.flags.fnc else "C"
        array = np.frombuffer(array.tobytes(order), array.dtype).reshape(array.shape, order=order)
    elif "R" in marks:
        array.flags.writeable = False
    return array[..., ::2] if strided else array


def _bounded(n: Any, limit: int) -> int:
    if type(n) is not int or not 0 <= n <= limit:
        raise WireError("bad number")
    return n


def _small(n: int) -> int:
    return n if n.bit_length() <= MAX_INT_BITS else _bounded(n, 0)


def _list(x: Any, length: int | None = None) -> list[Any]:
    if type(x) is not list or length not in (None, len(x)):
        raise WireError("bad list")
    return x
