"""A class that works by hand: honest work is never wrong, a slip costs one number, a zero carried on gains nothing."""

from fractions import Fraction

import pytest
from places import BENCHMARKS


@pytest.fixture
def simulated(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import simulated_class

    return simulated_class


def check(tallies):
    for name, tally in tallies.items():
        assert tally.surprises == [], (name, tally.surprises[0])
        assert tally.wrong == 0 and tally.honest > 0, name
        assert tally.waiting <= Fraction(1, 10) * tally.honest, name
        assert tally.slips > 0 and (tally.cost == tally.slips or "chains" in name), name
    rounded = [tallies[name] for name in ("bp_update sigmoid_sheet", "bp_update relu_sheet", "rnn steps")]
    for tally in rounded:  # what this is good for
        assert tally.strict_wrong["allclose"] >= tally.honest // 5
        assert min(tally.strict_cost.values()) >= 2 * tally.slips


def test_a_small_class_holds_no_surprise(simulated):
    check(simulated.simulate(1, slips=4))


@pytest.mark.long
def test_a_class_holds_no_surprise(simulated):
    check(simulated.simulate(20))


def test_the_table_is_read_at_a_glance(simulated, monkeypatch):
    monkeypatch.setattr(simulated, "SHEETS", {"conv_size": {"chains": False}})
    lines = simulated.run(students=1).splitlines()
    assert max(map(len, lines)) <= 80 and any("| conv chains" in line for line in lines)
