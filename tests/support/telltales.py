"""Homework that tries to tell what it was given: by what it raises, returns, prints, changes, or by how it ends.

`t` is a text made of the input, `w` one that can be a name, `n` a number; `right` is what would be right to return.
"""

from collections.abc import Iterator

import small_course

ENCODINGS = {
    "values": "repr([float(v) for v in x[:3]])",
    "digits": "''.join(c for c in f'{float(x[0]):.17g}' if c.isdigit())",
    "hex": "x[:2].tobytes().hex()",
    "shape": "str(x.shape)",
    "word": "word or 'none'",
    "whole": "repr((x, word))",
}
# Each is tried with two encodings, which nobody may be able to tell apart.
TEXTS = {
    # first what a check is told of another one
    "what was given before": "KEPT.append(t); raise ValueError(KEPT[0])",
    # exceptions that say it
    "system exit": "raise SystemExit(t)",
    "keyboard interrupt": "raise KeyboardInterrupt(t)",
    "generator exit": "raise GeneratorExit(t)",
    "base exception": "raise BaseException(t)",
    "not written": "raise NotImplementedError(t)",
    "errno": "raise OSError(5, t, t, None, t)",
    "stop iteration": "raise StopIteration(t)",
    "name error": "raise NameError(t, name=t)",
    "attribute error": "raise AttributeError(t, name=t, obj=x)",
    "import error": "raise ImportError(t, name=t, path=t)",
    "syntax error": "raise SyntaxError(t, (t, n % 1000 + 1, 3, t, n % 1000 + 1, 5))",
    "indentation error": "raise IndentationError(t, ('submission.py', n % 1000 + 1, 3, t))",
    "decode error": "raise UnicodeDecodeError('utf-8', t.encode(), 0, 1, t)",
    "encode error": "raise UnicodeEncodeError(t, t, 0, 1, t)",
    "linear algebra": "raise np.linalg.LinAlgError(t)",
    "axis": "raise np.exceptions.AxisError(t)",
    "axis and dimension": "raise np.exceptions.AxisError(n % 1000, n % 99, t)",
    "assertion": "assert False, t",
    "many arguments": "raise ValueError(t, n, x)",
    "note": "error = ValueError('no'); error.add_note(t); raise error",
    "cause": "raise ValueError('no') from KeyError(t)",
    "context": "try:\n    raise KeyError(t)\nexcept KeyError:\n    raise ValueError('no')",
    "group": "raise ExceptionGroup(t, [ValueError(t), KeyError(t)])",
    "base group": "raise BaseExceptionGroup(t, [KeyboardInterrupt(t)])",
    # exceptions named by it
    "own class": "raise type(t, (Exception,), {})()",
    "own class of a value": "raise type(t, (ValueError,), {'__module__': t, '__qualname__': t})(t)",
    "class written out": "exec(f'class {w}(IndexError): pass\\nraise {w}(1)')",
    "renamed class": "Own.__name__ = Own.__qualname__ = t; raise Own(t)",
    "own base": "raise type('Own', (type(t, (KeyError,), {}),), {})(t)",
    "own text": "raise type('Own', (Exception,), {'__str__': lambda self: t, '__repr__': lambda self: t})()",
    "text that raises": "def angry(self): raise type(t, (Exception,), {})(t)\n"
    "raise type('Own', (Exception,), {'__str__': angry})()",
    "metaclass": "raise type(t, (type,), {'__repr__': lambda self: t})(t, (Exception,), {})(t)",
    # exceptions of Python and NumPy whose words quote it
    "int of text": "int(t + '!')",
    "float of text": "float(t + '!')",
    "missing key": "{}[t]",
    "missing attribute": "getattr(x, w)",
    "missing method": "getattr([], w)()",
    "missing name": "eval(compile(w, t, 'eval'))",
    "missing module": "__import__(w)",
    "missing file": "open(t[:50])",
    "missing dtype": "np.dtype('nosuch' + w)",
    "bad source": "compile(t + ' (', t, 'exec')",
    "text and number": "t + n",
    "unexpected keyword": "facts(x, word, **{w: 1})",
    "unhashable": "{}[[t]]",
    "iteration over a number": "a, b = [t]",
    "bad json": "import json; json.loads(t + '!')",
    "bad encoding": "'ä'.encode(t)",
    "shapes": "np.zeros(len(t) + 2) + np.zeros(n % 1000 + len(t) + 3)",
    "matrix product": "np.zeros((2, n % 1000 + 2)) @ np.zeros((n % 997 + 1100, 2))",
    "index past the end": "np.zeros(3)[n % 10**6 + 3]",
    "axis past the end": "np.zeros(3).sum(axis=n % 1000 + 1)",
    "reshape": "np.zeros(n % 1000 + 1).reshape(3, n % 1000 + 1)",
    "concatenate": "np.concatenate([np.zeros((2, n % 1000 + 2)), np.zeros((1, 1))])",
    "too large": "np.zeros(10**12 + n)",
    "key in a chain": "d = {'w': {'x': {}}}; d['w']['x'][t]",
    # where it happened
    "forged file": "exec(compile('raise ValueError', t, 'exec'))",
    "forged function": "code = compile('def f(): raise ValueError\\nf()', 'a', 'exec')\n"
    "exec(code.replace(co_consts=tuple(c.replace(co_name=t) if hasattr(c, 'co_name') else c for c in code.co_consts)))",
    "forged own function": "facts.__code__ = facts.__code__.replace(co_name=t, co_qualname=t); facts()",
    "frame's variables": "__tracebackhide__ = t; __file__ = t; 1 / 0",
    # what is said beside the result
    "print": "print(t); return [t]",
    "error stream": "import sys; sys.stderr.write(t); sys.__stderr__ and sys.__stderr__.write(t); return None",
    "descriptors": "import os\nfor number in (1, 2):\n    try: os.write(number, t.encode())\n"
    "    except OSError: pass\nreturn None",
    "warning": "import warnings; warnings.warn(t); return right",
    "warning of its own": "import warnings; warnings.warn(t, type(t, (RuntimeWarning,), {})); return None",
    "warning as an error": "import warnings; warnings.simplefilter('error'); warnings.warn(t)",
    "warning with a place": "import warnings; warnings.warn_explicit(t, UserWarning, t, n % 1000); return None",
    "hook": "import sys; sys.excepthook = lambda *_: print(t); raise ValueError(t)",
    "standard output": "import sys; "
    "sys.stdout = sys.stderr = open('/dev/null', 'w') if n < 0 else type(t, (), {})()\nreturn None",
    "log": "import logging; logging.error(t); return None",
    "write a file": "for path in ('told.txt', '/tmp/told.txt', __file__):\n"
    "    try: open(path, 'w').write(t)\n    except OSError: pass\nreturn None",
    "write where nobody can": "open('/told.txt', 'w').write(t)",
    "environment": "import os; os.environ['TOLD'] = t; os.environ[t.replace('=', ' ')] = '1'; return None",
    # what is left in the file's names
    "documentation": "global __doc__, STUDENT\n__doc__ = STUDENT = t; FUNCTION.__doc__ = t; return None",
    "function's name": "FUNCTION.__name__ = FUNCTION.__qualname__ = FUNCTION.__module__ = t; raise ValueError('no')",
    "new name": "globals()[w] = globals()[t + '!'] = FUNCTION; return None",
    "renamed function": "globals()[w] = globals().pop(FUNCTION.__name__); return None",
    "module's name": "import sys; sys.modules[t] = sys.modules['submission']; globals()['__name__'] = t; 1 / 0",
    "source": "import linecache\nfor file in [*linecache.cache]:\n"
    "    linecache.cache[file] = (9, None, [t] * 99, t)\n1 / 0",
    # results
    "a text": "return t",
    "a list of texts": "return [t, [t]]",
    "a key": "return {'k' + t: 1.0}",
    "keys beside the right ones": "return {**right, 'k' + t: 1.0} if isinstance(right, dict) else {t: right}",
    "an array of text": "return np.array([t, t])",
    "bytes": "return t.encode()",
    "a set": "return {t}",
    "the inputs": "return x, word, x.reshape(-1, 1)",
    "the input's text": "return str(x), repr(word)",
    "a field's name": "return np.zeros(1, dtype=[(w, float)])",
    "an object": "return type(t, (), {'__repr__': lambda self: t})()",
    "an object in a list": "return [type(t, (), {'__str__': lambda self: t, '__repr__': lambda self: t})()]",
    "an array of objects": "return np.array([type(t, (), {'__repr__': lambda self: t})()], dtype=object)",
    "an object that raises": "def angry(self, *_): raise type(t, (ValueError,), {})(t)\n"
    "return type('Own', (), dict.fromkeys(['__len__', '__iter__', '__array__', '__repr__', '__float__'], angry))()",
    "a named tuple": "import collections; return collections.namedtuple('T', [w])(1.0)",
    "a text of its own kind": "return type(t, (str,), {'__repr__': lambda self: t})(t)",
    "a number of its own kind": "return type(t, (float,), {'__repr__': lambda self: t, '__str__': lambda self: "
    "t})(1.5)",
    "a dict of its own kind": "return type(t, (dict,), {})({t: t})",
    "an array of its own kind": "return np.zeros(3).view(type(t, (np.ndarray,), {}))",
    "a function": "FUNCTION.__name__ = t; return lambda: t",
    "a class": "return type(t, (), {})",
    "an exception": "return ValueError(t)",
    "a generator": "return (c for c in t)",
    "a module": "import types; return types.ModuleType(t)",
    "a masked array": "return np.ma.masked_array(x, fill_value=n)",
    "too deep": "deep = t\nfor _ in range(3000): deep = [deep]\nreturn deep",
    "itself": "loop = [t]; loop.append(loop); return loop",
    "a long integer": "return int.from_bytes(9 * t.encode(), 'big')",
    "raised in a generator": "def f():\n    yield 1\n    raise ValueError(t)\nlist(f())",
    "raised in a coroutine": "async def f(): raise StopAsyncIteration(t)\nf().send(None)",
    "raised while sorting": "sorted([1, t])",
    "raised in a callback": "np.apply_along_axis(lambda v: int(t + '!'), 0, np.zeros((2, 2)))",
    "raised by a descriptor": "type('Own', (), {'__getattr__': lambda self, name: {}[t]})().told",
    "forged answer's error": "forge(error='ValueError', message=t, line=3, base=t, cell=0)",
    "forged answer's class": "forge(error=t, message=t, line=3, base='ValueError', cell=0)",
    "forged answer's frames": "forge(error='KeyError', message=t, base='KeyError', frames=[[0, n % 1000 + 1, t]] * 3)",
    "forged answer's warnings": "forge(value=None, warnings=[t] * 3, output=t)",
    "forged answer's problems": "forge(value=t, problems=[[0, {'error': t, 'message': t, 'line': 1}]], "
    "skipped=[[0, {'error': t}]])",
}  # fmt: skip
# Each chooses by the input among a few ways to end: what it can choose is what we say in the same words.
CHOICES = {
    "a line": "if n % 2:\n    raise ValueError('no')\nelse:\n\n    raise ValueError('no')",
    "one of a hundred lines": "exec(compile('\\n"
    "' * (n % 100) + 'raise ValueError', facts.__code__.co_filename, 'exec'))",
    "a forged line": "FUNCTION.__code__ = FUNCTION.__code__.replace(co_firstlineno=n % 1000 + 1); "
    "raise ValueError('no')",
    "a depth": "def f(k): return f(k - 1) if k else {}[k]\nf(n % 90)",
    "a helper": "raise [ValueError, IndexError][n % 2](n)",
    "a kind of exception": "raise [e for e in vars(__import__('builtins')).values()\n"
    "       if isinstance(e, type) and issubclass(e, Exception) and not issubclass(e, (UnicodeError, "
    "ExceptionGroup))][n % 50]",
    "a cause by its words": "raise [IndexError, ValueError, TypeError, NameError][n % 4](WORDS[n % len(WORDS)])",
    "a shape by its words": "raise ValueError(f'operands could not be broadcast together with shapes '\n"
    "                 f'({n % 997},) (3,) ')",
    "an index by its words": "raise IndexError(f'index {n % 997} is out of bounds for axis 0 with size 3')",
    "a kind of warning": "import warnings; warnings.warn('no', [UserWarning, RuntimeWarning][n % 2]); return right",
    "whether it warns": "if n % 2: np.log(np.zeros(1))\nreturn right",
    "right or wrong": "return right if n % 2 else None",
    "a place in an array": "x = np.array(x); x[n % len(x)] = 99; return x * 2",
    "a place of what is no number": "x = np.array(x); x[n % len(x)] = np.nan; return x * 2",
    "a place of infinity": "x = np.array(x); x[-(n % len(x)) - 1] = np.inf; return x * 2",
    "a place in a list": "x = list(x); x[n % len(x)] = None; return x",
    "a place in lists": "return [[v] if i == n % len(x) else v for i, v in enumerate(2 * x)]",
    "a shape": "return np.zeros((n % 97, n % 89))",
    "a number of dimensions": "return np.zeros((1,) * (n % 9))",
    "a length": "return [0.0] * (n % 500)",
    "a number of keys": "return {str(i): i for i in range(n % 50)}",
    "a depth of lists": "deep = 1.0\nfor _ in range(n % 30): deep = [deep]\nreturn deep",
    "a dtype": "return np.zeros(len(x), ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f2', 'f4', 'c8', '?', "
    "'U3', 'M8[s]'][n % 14])",
    "a type": "return [1, 1.5, True, 'a', b'a', None, [], (), {}, set(), 1j, range(3), object(), slice(1)][n % 14]",
    "a value": "return n",
    "a value under its word": "return {name: float(n) for name in right} if isinstance(right, dict) else n",
    "a value at its place": "return np.full(len(x), float(n))",
    "an exit code": "import os; os._exit(n % 256)",
    "an exit": "import sys; sys.exit(n % 256)",
    "a signal": "import os; os.kill(os.getpid(), [4, 6, 8, 11][n % 4])",
    "an abort or an end": "import os; os.abort() if n % 2 else os._exit(1)",
    "whether it changes the input": "given = np.asarray(GIVEN[0])\n"
    "if n % 2 and given.flags.writeable: given[...] = 0\nreturn right",
    "whether it gives the input back": "return GIVEN[0] if n % 2 else right",
    "whether the function is there": "if n % 2: globals().pop(FUNCTION.__name__)\nraise ValueError('no')",
    "what takes the function's place": "globals()[FUNCTION.__name__] = [None, 1, {}.get][n % 3]; "
    "raise ValueError('no')",
    "a size that is too large": "return np.zeros(2_200_000 + n % 1000 * 1000) if len(x) > 999 else right",
    "a number of parts": "return [[]] * (11_000 + n % 1000) if word else right",
    "memory": "keep = bytearray(3 * 10**9 + n); return len(keep)",
    "a sleep": "import time; time.sleep(n % 3 / 50); return right",
    "known mistakes": "return [2 * x, abs(2 * x), x * x][n % 3]",
    "one mistake or none": "return x * x if n % 2 else x + 1",
    "a forged line in an answer": "forge(error='ValueError', message='', line=n % 1000 + 1, base='ValueError', cell=0)",
    "a forged cell": "forge(error='ValueError', message='', line=3, base='ValueError', cell=n % 3)",
    "forged marks": "forge(value=None, **{['missing', 'too_large', 'changed', 'shared', 'overwrote'][n % 5]: True})",
    "what is forged": "forge(**[{'missing': True}, {'too_large': True}, {'error': 'NotImplementedError'}, "
    "{'error': None}][n % 4])",
    "an answer that is none": "import os; os.write(3, bytes([n % 256]) * 40)",
    "digits of a number": "return np.array(x) * (2 + 10.0 ** -(n % 17))",
    "a negative size": "np.zeros(-(n % 100) - 1)",
    "what went on before": "KEPT.append(n); return [right, None, {}][KEPT[0] % 3]",
    "a recursion": "def f(k): return f(k + n)\nf(1)",
}  # fmt: skip
# What Python and NumPy say, to be said by somebody else.
WORDS = (
    "index 5 is out of bounds for axis 0 with size 5",
    "list index out of range",
    "too many indices for array: array is 1-dimensional, but 2 were indexed",
    "operands could not be broadcast together with shapes (3,) (4,) ",
    "shapes (2,3) and (2,) not aligned: 3 (dim 1) != 2 (dim 0)",
    "could not broadcast input array from shape (3,) into shape (4,)",
    "cannot reshape array of size 3 into shape (2,2)",
    "'NoneType' object is not iterable",
    "'NoneType' object has no attribute 'shape'",
    "'float' object is not callable",
    "'list' object has no attribute 'shape'",
    "unsupported operand type(s) for -: 'list' and 'float'",
    "too many values to unpack (expected 2)",
    "name 'w' is not defined",
    "cannot access local variable 'w' where it is not associated with a value",
    "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    "only integer scalar arrays can be converted to a scalar index",
    "f() missing 1 required positional argument: 'w'",
    "f() got an unexpected keyword argument 'w'",
    "module 'numpy' has no attribute 'product'",
    "maximum recursion depth exceeded",
    "setting an array element with a sequence.",
    "zero-size array to reduction operation maximum which has no identity",
)
# Each runs out of its time, so that there are few.
SLOW = {"a sleep without end": "import time\nwhile len(x) > 999: time.sleep(1 + n % 3)"}
# Of a class: what an instance, its attributes and what it hands on tell.
IN_A_CLASS = {
    "attribute": "self.__dict__[t] = t; setattr(self, 'W', t); return None",
    "every attribute": "type(self).__getattr__ = lambda self, name: {}[t]; return self.told",
    "property": "type(self).told = property(lambda self: int(t + '!')); return self.told",
    "own text": "type(self).__repr__ = type(self).__str__ = lambda self: t; return self",
    "class's name": "type(self).__name__ = type(self).__qualname__ = t; raise ValueError(t)",
    "another class": "self.__class__ = type(t, (type(self),), {}); raise TypeError(t)",
    "method's name": "type(self).predict.__name__ = type(self).predict.__qualname__ = t; facts(1, 2, 3, 4)",
    "method is gone": "del type(self).predict; raise AttributeError(t)",
    "class is gone": "globals().pop('Nearest'); globals()[t] = type(self); raise ValueError(t)",
    "instance in a list": "return [self, t]",
    "instance as a key": "return {self: t}",
    "truth": "type(self).__bool__ = type(self).__len__ = lambda self: {}[t]; return [0] if self else [1]",
    "comparison": "type(self).__eq__ = lambda *_: {}[t]; return self == self",
    "own __del__": "type(self).__del__ = lambda self: print(t); raise ValueError(t)",
    "missing argument": "self.predict()",
    "missing method": "getattr(self, t)()",
}
# Of what a function keeps for another one: by its kind, and by what it does when somebody looks at it.
IN_A_CACHE = {
    "its text": "Cache.__repr__ = Cache.__str__ = lambda self: t; return cache",
    "its class": "Cache.__name__ = Cache.__qualname__ = t; return cache",
    "its attributes": "cache.__dict__[t] = t; return cache",
    "a text in its place": "return t",
    "a key in its place": "return {t: t}",
    "numbers in its place": "return x, n",
    "a long one": "return [t] * n if n < 10**5 else [t] * (n % 10**5)",
    "what comes when it goes": "Cache.__del__ = lambda self: print(t); Cache(1, 2); return cache",
    "its use in the other": "global _tell\ndef _tell(*_): raise type(t, (ValueError,), {})(t)\nreturn cache",
    "its text in the other": "global _tell\ndef _tell(*_): return t, {t: t}\nreturn cache",
    "its length in the other": "global _tell\ndef _tell(*_): return (0,) * (n % 50)\nreturn cache",
    "its key in the other": "global _tell\ndef _tell(*_): return {}[t]\nreturn cache",
    "a handle that is forged": "forge(value={'h': [n % 9, t]})",
}

ABOVE = '''"""Homework."""
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"
KEPT = []
WORDS = @WORDS@


class Own(Exception):
    pass


def facts(given, word=""):
    """What was given: numbers, a word, and a number made of both."""
    x = np.asarray(given, float).ravel()
    n = int.from_bytes(x.tobytes()[:7], "big") + sum(map(ord, word))
    return x, n


def forge(**answer):
    import json, os, struct, sys
    here = sys._getframe()
    while "id" not in (here.f_locals.get("request") or ()):
        here = here.f_back
    told = {"output": "", **answer, "id": here.f_locals["request"]["id"]}
    header = json.dumps({"d": [[k, {"d": list(map(list, v.items()))} if isinstance(v, dict) else v]
                               for k, v in told.items()]}).encode()
    os.write(3, struct.pack("<4sIQ", b"SBX1", len(header), 0) + header)
    os._exit(0)
'''
FUNCTIONS = """

def double(x):
    try:
        float(x[0])
    except ValueError:
        return x
    return _tell(double, (x,), 2 * np.asarray(x, float), x)


def named(x, word):
    return _tell(named, (x, word), {word: float(np.sum(x))}, x, word)


class Holder:
    def __init__(self, W):
        self.kept = np.array(W)

    @property
    def W(self):
        return _tell(Holder, (self.kept,), self.kept, self.kept)


def _tell(FUNCTION, GIVEN, right, x, word=""):
    x, n = facts(x, word)
    """
CLASS = """

class Nearest:
    def train(self, X, y):
        self.X, self.y = X, y

    def predict(self, X):
        distances = ((X[:, None] - self.X[None]) ** 2).sum(axis=2)
        return self._tell(Nearest.predict, (X,), self.y[distances.argmin(axis=1)], X)

    def _tell(self, FUNCTION, GIVEN, right, x, word=""):
        x, n = facts(x, word)
        """
OPAQUE = """

def scale_forward(x, w):
    return x * w, _cache(x, w)


def scale_backward(dout, cache):
    x, w = (cache.x, cache.w) if isinstance(cache, Cache) else (LAST.x, LAST.w)
    return _tell(scale_backward, (dout, cache), (dout * w, (dout * x).sum()), dout)


class Cache:
    def __init__(self, x, w):
        global LAST
        self.x, self.w = x, w
        LAST = self


def _tell(FUNCTION, GIVEN, right, x, word=""):
    return right


def _cache(x, w, word=""):
    cache = right = Cache(x, w)
    FUNCTION, GIVEN = scale_forward, (x, w)
    x, n = facts(x)
    """


def homework() -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The assignment, what is tried, and two homeworks that try it: nobody may be able to tell these apart.

    Where the input chooses among ways to end, both are the same homework: there it is the choices that are few.
    """
    names, choices = list(ENCODINGS), {**CHOICES, **SLOW}
    for number, (what, body) in enumerate(TEXTS.items()):
        one, other = (ENCODINGS[names[(number + more) % len(names)]] for more in (0, 1))
        yield "tiny", what, (_homework(FUNCTIONS, body, one), _homework(FUNCTIONS, body, other))
    for what, body in choices.items():
        yield "tiny", what, (_homework(FUNCTIONS, body, ENCODINGS["whole"]),) * 2
    yield "tiny", "a cell", (_notebook(),) * 2
    few = {what: body for number, (what, body) in enumerate({**TEXTS, **CHOICES}.items()) if number % 10 == 0}
    for name, above, its_own in (("knn", CLASS, IN_A_CLASS), ("scale", OPAQUE, IN_A_CACHE)):
        for what, body in {**its_own, **few}.items():
            one, other = _homework(above, body, ENCODINGS["values"]), _homework(above, body, ENCODINGS["digits"])
            yield name, what, (one, one if what in choices else other)


def _homework(above: str, body: str, encoding: str) -> str:
    indent = " " * (len(above) - len(above.rstrip(" ")))
    texts = f"t = {encoding}", "w = 'v' + ''.join(c for c in t if c.isalnum())[:40]"
    lines = "".join(f"{indent}{line}\n" for line in (*texts, *body.splitlines(), "return right"))
    return ABOVE.replace("@WORDS@", repr(WORDS)) + above.rstrip(" ") + lines


def _notebook() -> str:
    """Homework that ends in one of several cells."""
    cells = (f"def end{number}(n):\n    raise ValueError" for number in range(5))
    choosing = _homework(FUNCTIONS, "globals()[f'end{n % 5}'](n)", ENCODINGS["whole"])
    return small_course.as_notebook(*cells, choosing)
