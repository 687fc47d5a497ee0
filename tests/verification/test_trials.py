"""Mutants: wrong versions of any function, each wrong in its own way."""

import numpy as np

from grader.checks.probe import TrustedHomework
from grader.model import FaultKind, Handle
from grader.verification import trials


def test_mutants_are_wrong_in_their_own_way():
    def call(what, function="f"):
        homework = TrustedHomework({"f": lambda x: (2 * x, True, 3, x), "g": lambda x: x}, {"f": (3,)})
        return trials.Mutant(homework, *made[f"`f` {what}"]).call(function, (np.array([1.0, 2.0]),), {})

    made = {what: (function, change) for what, _, function, change in trials.mutants(["f", "f"])}
    assert set(made) == {f"`f` {what}" for what in (*trials.VALUE_MUTANTS, *trials.FATAL_MUTANTS)}
    doubled, yes, three, kept = call("is off by one").value
    assert doubled.tolist() == [3.0, 5.0] and yes is False and three == 4 and type(kept) is Handle
    assert call("gives zeros").value[0].tolist() == [0.0, 0.0]
    assert call("returns None").value is None
    assert call("changes its inputs").changed and not call("gives zeros").changed
    assert (call("raises").fault.kind, call("raises").fault.base) == (FaultKind.RAISED, "ValueError")
    assert call("raises", "g").value.tolist() == [1.0, 2.0], "the others are as they were"
