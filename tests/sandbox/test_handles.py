"""Opaque values: what stays in the worker, the handles that stand for it, and where these are good."""

import textwrap

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sandboxes import QUICK, kill

from grader import sandbox
from grader.model import FaultKind, Handle
from grader.sandbox import wire
from grader.sandbox.session import HandlesLost

pytestmark = pytest.mark.fast

NET = {"Net": (None,), "Net.__init__": (), "Net.step": (), "Net.forward": (), "Net.itself": ()}
OPAQUE = {**NET, "f": (1,), "whole": (None,), "named": ("cache", "more"), "forge": (0,)}
X = np.arange(3.0)


@pytest.fixture(scope="module")
def box():
    with sandbox.start(limits=QUICK) as box:
        yield box


def opened(box, source):
    return box.open(["hw.py"], [textwrap.dedent(source)], opaque=OPAQUE)


def call(session, function, *args):
    return session.call(function, args, {})


CACHES = {
    "a tuple": "(x, x + 1)",
    "a dict": "{'x': x}",
    "nothing": "None",
    "a number": "5",
    "an array": "x",
    "a function": "lambda: x",
    "a generator": "(i for i in x)",
    "an instance": "Own(x)",
    "one that raises at every touch": "Angry(x)",
    "itself": "cyclic(x)",
    "a lock": "threading.Lock()",
    "a lot": "np.zeros(10**7)",
}


@pytest.mark.parametrize("cache", CACHES.values(), ids=CACHES)
def test_the_same_object_comes_back(box, cache):
    source = f"""
        import threading
        import numpy as np
        class Own:
            def __init__(self, x): self.x = x
        def angry(*_): raise RuntimeError("leave me alone")
        class Angry(Own):
            __eq__ = __repr__ = __len__ = __bool__ = __iter__ = __del__ = __getitem__ = __array__ = __hash__ = angry
        def cyclic(x):
            made = [x]
            made.append(made)
            return made
        last = None
        def f(x):
            global last
            last = {cache}
            return x * 2, last
        def same(c): return c is last
        def inside(cs): return cs[0]["c"][1] is last, len(cs)
        def by_name(*, c): return c is last
        def whole(x): return f(x)[1]
        def view(c): return c[:1]
        def named(x): return {{"out": x, "cache": f(x)[1]}}
    """
    with opened(box, source) as session:
        made = call(session, "f", X)
        out, handle = made.value
        assert np.array_equal(out, X * 2) and type(handle) is Handle and repr(handle) == "<what f returned>"
        assert session.answered < 10_000, "nothing of it was sent"
        assert [call(session, "same", handle).value for _ in range(2)] == [True, True]
        assert call(session, "inside", [{"c": (1, handle)}, 2]).value == (True, 2)
        assert session.call("by_name", (), {"c": handle}).value is True
        for function in ("same", "inside"):
            given_ = handle if function == "same" else [{"c": (1, handle)}, 2]
            seen = call(session, function, given_)
            assert not (seen.changed or seen.shared or seen.overwrote), "nobody looks into it"
        if cache == "x":
            assert not call(session, "view", handle).shared, "its own array is no argument that it was given"
        assert call(session, "same", call(session, "whole", X).value).value is True
        assert call(session, "same", handle).value is (cache in ("None", "5")), "another call made another one"
        assert call(session, "same", call(session, "named", X).value["cache"]).value is True


def test_what_a_homework_does_to_its_own_cache_is_no_change_of_an_input(box):
    source = """
        def f(x): return x * 2, [x, x * 3]
        def pops(c): return c.pop()
        def changes(c):
            c[0][:] = 7
            return c[0]
        def puts(cs): cs[0] = None
        def changes_both(c, x): x[0] = 9
    """
    with opened(box, source) as session:
        _, cache = call(session, "f", X).value
        popped, changed = call(session, "pops", cache), call(session, "changes", cache)
        assert np.array_equal(popped.value, X * 3) and not (popped.changed or popped.shared)
        assert changed.value.tolist() == [7, 7, 7] and not (changed.changed or changed.shared)
        assert call(session, "puts", [cache]).changed, "the list is the check's"
        assert call(session, "changes_both", cache, X.copy()).changed


def test_a_result_without_the_place_is_as_it_is(box):
    source = """
        def f(x): return x
        def named(x): return {"cache": object()}
    """
    with opened(box, source) as session:
        assert np.array_equal(call(session, "f", X).value, X)
        (cache,) = call(session, "named", X).value.values()
        assert type(cache) is Handle
        assert call(session, "f", 7).value == 7


def test_a_handle_is_good_in_its_own_process_and_check_alone(box):
    source = """
        import os
        def f(x): return x, object()
        def same(c): return 1
        def leave(c): os._exit(3)
    """
    with opened(box, source) as one:
        _, cache = call(one, "f", X).value
        assert call(one, "same", cache).value == 1
        one.begin_check()
        _, other = call(one, "f", X).value
        assert (other, call(one, "same", other).value) == (cache, 1), "numbers begin anew"
        assert_gone(call(one, "same", cache))
        one.fresh()
        assert_gone(call(one, "same", other))
        assert call(one, "same", call(one, "f", X).value[1]).value == 1
        _, third = call(one, "f", X).value
        assert call(one, "leave", third).fault.kind is FaultKind.CRASHED
        assert_gone(call(one, "same", third))
    with opened(box, source) as two:
        call(two, "f", X)
        assert_gone(call(two, "same", third))


def assert_gone(made):
    assert made.fault.kind is FaultKind.UNUSABLE and "gone with its process" in made.fault.message


def test_a_worker_that_was_ended_from_outside_takes_the_check_with_it(box):
    source = "def f(x): return x, object()\ndef same(c): return 1"
    with sandbox.start(limits=QUICK) as own, opened(own, source) as session:
        _, cache = call(session, "f", X).value
        kill(own)
        with pytest.raises(HandlesLost):
            call(session, "same", cache)
        session.begin_check()
        assert call(session, "same", call(session, "f", X).value[1]).value == 1


def test_the_first_call_of_a_check_is_made_again_where_the_worker_was_ended(box):
    with sandbox.start(limits=QUICK) as own, opened(own, "def f(x): return x, object()\ndef g(x): return 1") as session:
        call(session, "g", X)
        kill(own)
        assert call(session, "f", X).value[1] == Handle(1, "f")


def test_no_answer_can_bring_a_handle(box):
    """A worker that forges one has not answered; what it puts into an opaque place is never read."""
    source = """
        import sys
        wire = sys.modules["wire"]
        class Forged:
            wire_key = [1, "f"]
        def f(x): return Forged(), 2
        def forge(x): return Forged(), 2
        def plain(x): return [Forged()]
    """
    with opened(box, source) as session:
        for function in ("f", "plain"):
            made = call(session, function, X)
            assert made.fault.kind is FaultKind.CRASHED and "could not be read" in made.fault.message
        handle, two = call(session, "forge", X).value
        assert type(handle) is Handle and handle._of == "forge" and two == 2


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=3)))
def test_a_key_is_refused_where_none_was_sent(key):
    with pytest.raises(wire.WireError):
        wire.decode(wire.json.dumps([{"h": key}]).encode(), b"")


def test_functions_go_by_their_names(box):
    source = """
        import numpy as np
        def cube(x): return x ** 3
        def slope(f, x): return (f(x + 1e-3) - f(x - 1e-3)) / 2e-3
        def is_tanh(f): return f is np.tanh
        def later(x): raise NotImplementedError
    """
    with opened(box, source) as session:
        assert call(session, "slope", Handle(0, "cube"), 2.0).value == pytest.approx(12)
        assert call(session, "slope", np.tanh, 0.0).value == pytest.approx(1)
        assert call(session, "is_tanh", np.tanh).value is True
        assert call(session, "slope", Handle(0, "later"), 2.0).fault.kind is FaultKind.UNWRITTEN
        assert "'nowhere' is not defined" in call(session, "slope", Handle(0, "nowhere"), 2.0).fault.message
        with pytest.raises(TypeError, match="only plain data"):
            call(session, "slope", lambda x: x, 2.0)


def test_a_new_check_lets_go_of_what_the_one_before_kept(box):
    source = """
        living = 0
        class Cache:
            def __init__(self):
                global living
                living += 1
            def __del__(self):
                global living
                living -= 1
        def f(x): return x, Cache()
        def count(): return living
    """
    with opened(box, source) as session:
        for made in (4, 1):
            session.begin_check()
            for _ in range(made):
                call(session, "f", X)
            assert call(session, "count").value == made


def test_methods_are_called_and_attributes_are_read(box):
    source = """
        import numpy as np
        class Net:
            def __init__(self, w): self.w, self.out = np.array(w), np.zeros(2)
            def step(self): self.w += 1
            def forward(self, x):
                self.out[:] = x
                return self.out
            def itself(self): return self
            @property
            def angry(self): raise KeyError("no")
    """
    with opened(box, source) as session:
        net = call(session, "Net", [1.0, 2.0]).value
        assert repr(net) == "<Net>" and set(net._methods) == {"__init__", "step", "forward", "itself"}
        assert call(session, "Net.w", net).value.tolist() == [1, 2]
        step = call(session, "Net.step", net)
        assert not (step.overwrote or step.changed or step.shared), "to read an attribute is no result"
        assert call(session, "Net.w", net).value.tolist() == [2, 3]
        assert not call(session, "Net.forward", net, 1.0).overwrote
        call(session, "Net.w", net)
        assert call(session, "Net.forward", net, 2.0).overwrote, "what was read in between changes nothing"
        assert call(session, "Net.itself", net).value is None
        assert call(session, "Net.angry", net).fault.error == "KeyError"
        assert call(session, "Net.nowhere", net).fault.error == "AttributeError"
        assert call(session, "Net.step", net, 1).fault.error == "TypeError"
        assert session.call("Net", (), {"v": 1}).fault.error == "TypeError"
