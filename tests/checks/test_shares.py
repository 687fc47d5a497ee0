"""A share of the points: how many labels are right, how far a number got, and what an author's own function says."""

from fractions import Fraction

import numpy as np
import pytest
from words import words

from grader import accuracy, close, finite, reaching, scored, unchanged
from grader.checks.declarations import Check
from grader.checks.judge import JudgedCheck, judge
from grader.checks.mistakes import name_mistakes
from grader.course.recorded_checks import UnrecordableError, pack_check, unpack
from grader.model import Call, Outcome, Status

pytestmark = pytest.mark.fast

LABELS = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 1])


def check(expect, *, public=True):
    return Check("labels", Fraction(10), public, expect, lambda hw, rng: None, "a title", "predict")


def outcome(value, **more):
    return Outcome(value, None, (Call("predict", (3,), {}, value, **more),))


def verdict(expect, got, want, *, public=True, **more):
    return judge(check(expect, public=public), outcome(got, **more), outcome(want))


def wrong(count):
    labels = LABELS.copy()
    labels[:count] = 1 - labels[:count]
    return labels


@pytest.mark.parametrize(
    ("count", "status", "share"),
    [
        (0, Status.PASSED, Fraction(1)),
        (1, Status.PASSED, Fraction(1)),
        (2, Status.FAILED, Fraction(7, 10)),  # 0.8 is three of four tenths on the way: 0.75, in tenths
        (3, Status.FAILED, Fraction(5, 10)),
        (5, Status.FAILED, Fraction(0)),
        (10, Status.FAILED, Fraction(0)),
    ],
)
def test_labels_count_between_none_and_all(count, status, share):
    found = verdict(accuracy(full=0.9, none=0.5), wrong(count), LABELS)
    assert (found.status, found.share) == (status, share)


def test_a_number_that_is_finite_in_80_bits_alone_reaches_nothing():
    found = verdict(reaching(0.5, none=2), np.longdouble("1e4000"), 0.25)
    assert found.status is Status.FAILED and not found.share


def test_it_says_how_the_share_was_reached():
    said = words(verdict(accuracy(full=0.9, none=0.5), wrong(2), LABELS))
    assert said.message == (
        "`predict` gave 8 of 10 as they should be. From 0.9 of them on it is all of the points, at 0.5 none."
    )
    assert said.got.startswith("[0, 1, 1") and said.want.startswith("[1, 0, 1")


def test_of_a_hidden_check_nothing_is_told_but_the_tenths():
    texts = {
        words(verdict(accuracy(full=0.9, none=0), wrong(n), LABELS, public=False)).message for n in range(2, 10)
    } | {words(verdict(accuracy(full=0.9, none=0), 1 - LABELS, LABELS, public=False)).message}
    assert len(texts) == 1
    own = scored(lambda got, want: (float(np.mean(got == want)), f"secret {want}"))
    found = verdict(own, wrong(2), LABELS, public=False)
    assert "secret" not in repr(found) and found.share == Fraction(8, 10)
    shares = {verdict(reaching(1, none=0), s, 1.0, public=False).share for s in np.linspace(0, 1, 1001)}
    assert shares == {Fraction(n, 10) for n in range(11)}


@pytest.mark.parametrize(
    ("full", "none", "score", "share"),
    [
        (0.75, 0.3, 0.75, 1),
        (0.75, 0.3, 0.1 + 0.2, 0),  # a sum that is three tenths but for its last bit
        (0.3, 0.1, 0.1 + 0.2 - 1e-16, 1),
        (0.75, 0.3, 0.9, 1),
        (0.75, 0.3, 0.53, Fraction(5, 10)),
        (0.1, 0.5, 0.1, 1),  # an error should be small
        (0.1, 0.5, 0.3, Fraction(5, 10)),
        (0.1, 0.5, 2.0, 0),
    ],
)
def test_a_number_gets_as_far_as_it_gets(full, none, score, share):
    found = verdict(reaching(full, none=none), score, full)
    assert (found.share, found.status is Status.PASSED) == (share, share == 1)


def test_what_is_no_such_number_is_told_by_its_form():
    for got, kind in ((np.ones(3), "shape"), (None, "none"), ("0.8", "type"), (float("nan"), "finite")):
        found = verdict(reaching(0.75, none=0.3), got, 0.8)
        assert (found.share, found.findings[0].key) == (0, f"differs.{kind}")
    assert verdict(accuracy(full=0.9), LABELS[:5], LABELS).findings[0].key == "differs.shape"
    assert verdict(accuracy(full=0.9), "x", LABELS).findings[0].key == "differs.type"


def test_an_own_score_has_its_own_sentence():
    said = "two of your three clusters are right"
    rows = scored(lambda got, want: 1 if got is want else (Fraction(2, 3), said))
    found = verdict(rows, LABELS, LABELS + 1)
    assert (found.share, words(found).message) == (Fraction(6, 10), said)
    assert verdict(scored(lambda got, want: got == want), 3, 3).status is Status.PASSED
    for share in (1.5, -0.1, float("nan"), "all"):
        assert verdict(scored(lambda got, want, share=share: share), 3, 3).status is Status.BROKEN
    with pytest.raises(TypeError, match="scored"):
        scored(0.5)
    with pytest.raises(ValueError, match="both"):
        reaching(0.5, none=0.5)


def test_a_reference_that_does_not_reach_it_breaks_the_check():
    assert verdict(reaching(0.75, none=0.3), 0.6, 0.7).status is Status.BROKEN


def test_joined_with_others_the_least_counts():
    expect = accuracy(full=0.9, none=0.5) & unchanged
    assert verdict(expect, wrong(2), LABELS).share == Fraction(7, 10)
    assert verdict(expect, wrong(2), LABELS, changed=True).share == 0
    assert verdict(unchanged & accuracy(full=0.9, none=0.5), wrong(2), LABELS).share == Fraction(7, 10)
    assert verdict(reaching(1, none=0) & finite & close, 0.5, 1.0).share == 0


def test_a_mistake_is_named_that_still_has_a_share_and_none_that_has_all():
    for count, named in ((2, ("flipped",)), (1, ())):
        expect = check(accuracy(full=0.9, none=0.5))
        got, want = outcome(wrong(count)), outcome(LABELS)
        judged = JudgedCheck(expect, got, want, judge(expect, got, want), {"flipped": outcome(wrong(count))})
        assert judged.fails_with("flipped") == bool(named)
        assert name_mistakes([judged])[0].names == named


def test_in_a_release_they_are_the_same():
    from grader.course.recorded_checks import RecordedProbe

    for expect in (accuracy(full=0.9, none=0.5), reaching(0.75, none=0.3) & unchanged):
        again = unpack(pack_check(check(expect), RecordedProbe([], ("constant", 1))))
        assert again.expect == expect
    with pytest.raises(UnrecordableError, match="Scored"):
        pack_check(check(scored(lambda got, want: 1)), RecordedProbe([], ("constant", 1)))


@pytest.mark.parametrize(("full", "none"), [(0.5, 0.9), (0.5, 0.5), (1.5, 0), (0.9, -0.1)])
def test_an_accuracy_that_no_homework_can_have_is_refused(full, none):
    with pytest.raises(ValueError, match="none= below full="):
        accuracy(full=full, none=none)
