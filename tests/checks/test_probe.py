"""What a probe may go on with."""

import numpy as np
import pytest

from grader.checks.probe import TrustedHomework, observe
from grader.model import FaultKind

pytestmark = pytest.mark.fast

RIGHT = {"loss": 2.0, "dW": np.ones((2, 3)), "dx": np.zeros(3)}


def _seen(probe, answer):
    want = observe(probe, TrustedHomework({"f": lambda: RIGHT}), np.random.default_rng(0))
    return observe(probe, TrustedHomework({"f": lambda: answer}), np.random.default_rng(0), want.calls)


@pytest.mark.parametrize("broken", [{"dW": None}, {"dW": np.ones(6)}, {"dW": "later"}, {"dW": np.zeros((99, 99))}])
def test_a_part_of_another_form_ends_only_what_looks_at_it(broken):
    answer = {**RIGHT, **broken}
    assert _seen(lambda hw, rng: hw.f()["loss"] * 2, answer).value == 4.0
    ended = _seen(lambda hw, rng: hw.f()["dW"].sum(), answer)
    assert ended.fault.kind is FaultKind.UNUSABLE and ended.calls[0].value is answer


def test_a_part_that_is_missing_ends_only_what_looks_at_it():
    answer = {"loss": 2.0, "more": np.zeros(10**6)}
    assert _seen(lambda hw, rng: hw.f()["loss"], answer).value == 2.0
    assert _seen(lambda hw, rng: hw.f()["dx"], answer).fault.kind is FaultKind.UNUSABLE
    assert _seen(lambda hw, rng: hw.f(), answer).value == {"loss": 2.0}, "what is not asked for is not computed on"


@pytest.mark.parametrize("answer", [None, [2.0, 1.0, 0.0], "loss", 2.0])
def test_what_is_no_dict_ends_the_probe(answer):
    assert _seen(lambda hw, rng: hw.f(), answer).fault.kind is FaultKind.UNUSABLE


def observed(probe, given):
    """The outcome of a probe on a class whose `train` gives this where the reference gives a list of losses."""

    def space(result):
        def train(self, x):
            self.x = x
            return result

        return {"Net": type("Net", (), {"train": train, "double": lambda self: 2 * self.x})}

    opaque = {"Net": (None,), "Net.train": (), "Net.double": ()}
    rng = np.random.default_rng(0)
    want = observe(probe, TrustedHomework(space([0.5, 0.25]), opaque), rng)
    assert want.fault is None, want.fault
    return observe(probe, TrustedHomework(space(given), opaque), rng, want.calls)


@pytest.mark.parametrize("given", [None, ([0.5], 1.0), np.ones((2, 2)), {"loss": 1.0}])
def test_what_a_method_gives_and_nobody_uses_may_have_any_form(given):
    def probe(hw, rng):
        net = hw.Net()
        net.train(3.0)
        return net.double()

    assert observed(probe, given).value == 6.0


USES = {
    "brought back": lambda losses, net: losses,
    "brought back in a list": lambda losses, net: [net.double(), losses],
    "a part": lambda losses, net: losses[-1],
    "a mean": lambda losses, net: float(np.mean(losses)),
    "an array": lambda losses, net: np.asarray(losses),
    "twice the list": lambda losses, net: 2 * losses,
    "NumPy's own product": lambda losses, net: np.ones(2) * losses,
    "a comparison": lambda losses, net: losses == [1.0],
    "its parts": lambda losses, net: list(losses),
    "its length": lambda losses, net: len(losses),
    "handed on": lambda losses, net: net.train(losses),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_what_a_method_gives_in_another_form_ends_the_probe_where_it_is_used(use):
    def probe(hw, rng):
        net = hw.Net()
        return use(net.train(3.0), net)

    assert observed(probe, None).fault.kind is FaultKind.UNUSABLE
