"""Mutants: wrong versions of any function, each wrong in its own way."""

import numpy as np
import pytest

from grader.verification import trials


def test_mutants_are_wrong_in_their_own_way():
    given = np.array([1.0, 2.0])
    made = {what: space["f"] for what, _, space in trials.mutant_spaces({"f": lambda x: (2 * x, True, 3)}, ["f", "g"])}
    assert set(made) == {f"`f` {what}" for what in (*trials.VALUE_MUTANTS, *trials.FATAL_MUTANTS)}
    doubled, yes, three = made["`f` is off by one"](given)
    assert doubled.tolist() == [3.0, 5.0] and yes is False and three == 4
    assert made["`f` gives zeros"](given)[0].tolist() == [0.0, 0.0]
    assert made["`f` returns None"](given) is None
    assert given.tolist() == [1.0, 2.0]
    assert made["`f` changes its inputs"](given)[0].tolist() == [2.0, 4.0]
    assert given.tolist() == [2.0, 3.0]
    with pytest.raises(ValueError, match="not this"):
        made["`f` raises"](given)
