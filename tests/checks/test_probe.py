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
