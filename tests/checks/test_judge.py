"""Outcomes become verdicts: each fault its sentence, hidden checks keep their inputs, mistakes are named with care."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from words import words

from grader import formatting
from grader.checks.comparison import Difference, Expectation, close, exact, finite, integers, quiet, unchanged
from grader.checks.declarations import Check
from grader.checks.judge import JudgedCheck, judge
from grader.checks.mistakes import name_mistakes
from grader.gradebook.recorded_results import verdict_data
from grader.model import Call, Fault, FaultKind, Handle, Outcome, Status
from grader.sandbox.wire import Unsent

pytestmark = pytest.mark.fast


def check(*, public=True, expect=close, name="plain"):
    return Check(name, Fraction(2), public, expect, lambda hw, rng: None, "a title", "fit")


def outcome(*values, fault=None, value="the last", args=(3, 4), function="fit", **more):
    calls = tuple(Call(function, args, {}, v, **more) for v in values)
    if fault is not None:
        calls += (Call(function, args, {}, fault=fault),)
    return Outcome(values[-1] if value == "the last" and values else value, fault, calls)


def failed(kind, error="", message="", line=None, **more):
    return outcome(fault=Fault(kind, error, message, line), **more)


# ---- faults


@pytest.mark.parametrize(
    ("kind", "error", "message", "status", "told"),
    [
        (FaultKind.UNWRITTEN, "NotImplementedError", "", Status.NOT_ATTEMPTED, "`fit` is not written yet."),
        (FaultKind.MISSING, "", "", Status.NOT_ATTEMPTED, "Your file has no function `fit`."),
        (FaultKind.RAISED, "ValueError", "too many", Status.RAISED, "`fit` ended in ValueError (line 7): too many"),
        (
            FaultKind.NOT_LOADED,
            "NameError",
            "no x",
            Status.RAISED,
            "stops with NameError (line 7) before `fit` is defined: no x",
        ),
        (
            FaultKind.TIMED_OUT,
            "",
            "",
            Status.TIMED_OUT,
            "`fit` did not finish in time: look for a loop that does not end.",
        ),
        (FaultKind.TIMED_OUT, "hung before", "", Status.TIMED_OUT, "Not run: `fit` had already run out of time"),
        (FaultKind.TIMED_OUT, "submission", "", Status.TIMED_OUT, "had used up the time for the whole homework."),
        (FaultKind.TIMED_OUT, "while loading", "", Status.TIMED_OUT, "look for a loop outside the functions"),
        (FaultKind.CRASHED, "", "killed", Status.CRASHED, "`fit` ended the whole process"),
        (FaultKind.CRASHED, "while loading", "killed", Status.CRASHED, "Loading your file ended the whole process"),
        (FaultKind.TOO_LARGE, "", "27 MB", Status.FAILED, "`fit` gave back far too much"),
    ],
)
@pytest.mark.parametrize("public", [True, False])
def test_each_fault_has_its_status_and_its_sentence(kind, error, message, status, told, public):
    verdict = judge(check(public=public), failed(kind, error, message, 7), outcome(5.0))
    assert (verdict.status, verdict.share, verdict.misconceptions) == (status, 0, ())
    if public or kind is not FaultKind.RAISED:
        assert told in words(verdict).message
    else:
        assert words(verdict).message == "`fit` ended in an exception."
    assert words(verdict).message.endswith((".", message)) and bool(words(verdict).call) == public


@pytest.mark.parametrize(("public", "kind"), [(True, " (IndexError)"), (False, "")])
def test_a_value_that_the_probe_could_not_go_on_with_is_told_with_the_kind_of_error(public, kind):
    got = Outcome(None, Fault(FaultKind.UNUSABLE, "IndexError"), outcome(5.0).calls)
    verdict = judge(check(public=public), got, outcome(5.0))
    assert words(verdict).message == f"`fit` gave back something that this check cannot go on with{kind}."
    assert verdict.status is Status.FAILED


def test_how_a_process_ended_and_how_much_came_back_is_told_in_public_only():
    """An exit code and a size can be chosen to say what the input was."""
    for kind, message in ((FaultKind.CRASHED, "ended with exit code 77"), (FaultKind.TOO_LARGE, "it takes 77 MB")):
        assert "77" in words(judge(check(), failed(kind, "", message), outcome(5.0))).message
        assert "77" not in words(judge(check(public=False), failed(kind, "", message), outcome(5.0))).message
    loading = failed(FaultKind.CRASHED, "while loading", "ended itself with exit code 77")
    assert "77" in words(judge(check(public=False), loading, outcome(5.0))).message, "nothing has been called yet"


@pytest.mark.parametrize("error", ["while loading", "not_loaded", "check", "[3, 4]"])
def test_whatever_a_homework_calls_its_exception_a_hidden_check_says_no_more(error):
    verdict = judge(check(public=False), failed(FaultKind.RAISED, error, "x = [3, 4]", 7), outcome(1.0))
    assert words(verdict).message == "`fit` ended in an exception."
    assert "[3, 4]" not in repr(verdict)


def test_every_kind_of_fault_is_judged():
    for kind in FaultKind:
        verdict = judge(check(), failed(kind), outcome(5.0))
        assert verdict.status is not Status.PASSED and words(verdict).message


def say(mine, due, got, want, names=(), **more):
    """The message where a probe brought back `got` of two results, and `want` of the reference's."""
    calls = outcome(*mine, **more).calls
    due = Outcome(want, None, outcome(*due).calls, part_names={"fit": names})
    return words(judge(check(), Outcome(got, None, calls), due)).message


def test_a_part_has_the_name_that_its_contract_gives_it():
    mine, due = (2.0, np.array([1.0, 5.0])), (1.0, np.array([1.0, 4.0]))
    told = say([mine], [due], mine[1], due[1], ("loss", "dx"))
    assert told == "`dx[1]` of `fit` is 5, but should be 4."
    assert say([mine], [due], mine[1], due[1], ("loss", "its gradient")).startswith(
        "its gradient (`[1][1]`) of `fit` is 5"
    )
    assert say([mine], [due], mine[1], due[1], ("loss", "dx", "dw")).startswith("`result[1][1]` is"), "other parts"
    assert say([mine], [due], mine[1], due[1], ("loss", "")).startswith("`result[1][1]` is")


def test_the_part_is_found_where_the_probe_took_it():
    mine, due = np.arange(6.0).reshape(2, 3) + 10, np.arange(6.0).reshape(2, 3) + 10
    mine[0, 0], mine[1, 1] = 5.0, 7.0
    parts = (1.0, mine), (2.0, due)
    for of in (lambda a: a[1], lambda a: a[:, 1:], lambda a: a.T[1:], lambda a: a[1:, 1]):
        told = say([parts[0]], [parts[1]], of(mine), of(due), ("n", "h"))
        assert told.startswith("`h[1, 1]` of `fit` is 7, but should be 14")
    assert say([(3, 8)], [(4, 9)], 8, 9).startswith("`result[1]` is 8, but should be 9"), "an integer"
    assert say([{"a": 3, "b": (True, 1)}], [{"a": 4, "b": (False, 1)}], True, False).startswith("`result['b'][0]`")
    assert say([(1, 2)], [(1.5, 3)], [1, 2, 2], [1, 2, 3]).startswith("`result[1]` is 2"), "one of several values"


def test_a_later_call_is_told_where_it_was_given_what_it_should():
    (first, second), due = ((1.0, np.ones(2)), (2.0, np.zeros(2))), (3.0, np.full(2, 4.0))
    args = {"args": (3, 4)}
    told = say([first, second], [due, due], second[1], due[1], ("a", "b"), **args)
    assert told == "`b[0]` of `fit` is 0, but should be 4."
    told = say([first, second], [due, due], second[1], due[1], ("a", "b"), args=(3, 5))
    assert told == "`a` of `fit` is 1, but should be 3.", "it was given another thing: the first wrong call is told"


def test_what_a_probe_works_out_of_several_parts_is_told_as_that():
    mine, due = (2.0, np.array([3.0])), (1.0, np.array([3.0]))
    told = say([mine], [due], (True, mine[1] / 2), (True, due[1] / 1))
    assert told == "`[1][0]` of what this check works out from the result of `fit` is 1.5, but should be 3."


def test_a_value_of_another_form_is_told_by_its_form():
    got = outcome(np.ones(3), fault=None)
    got = Outcome(None, Fault(FaultKind.UNUSABLE), got.calls)
    verdict = judge(check(), got, outcome(np.ones((2, 3))))
    assert words(verdict).message == "the result of `fit` is of shape (3,), but should be of shape (2, 3)."


def test_of_a_dict_the_part_that_the_check_looks_at_is_told():
    mine, due = {"loss": 2.0, "dW": np.ones(3), "dx": 0.25}, {"loss": 1.0, "dW": np.ones(2), "dx": 0.5}

    def said(got, want, fault=None):
        return words(judge(check(), Outcome(got, fault, outcome(mine).calls), outcome(due, value=want))).message

    assert said({"dx": 0.25}, {"dx": 0.5}) == "`result['dx']` is 0.25, but should be 0.5."
    assert said(0.5**2, 0.5).startswith("`result['dx']`"), "it is wrong in the same way, wherever it came from"
    assert said(0.5**3, 0.5).startswith("`result['loss']`"), "nothing says at which it looked"
    assert said(mine["dx"], 0.5) == "`result['dx']` is 0.25, but should be 0.5."
    ended = said(None, 0.5, Fault(FaultKind.UNUSABLE, path=("dW",)))
    assert ended == "`result['dW']` of `fit` is of shape (3,), but should be of shape (2,)."


@pytest.mark.parametrize("key", [np.int64(3), np.float64("nan"), np.bool_(True), (np.int8(1), "a"), frozenset({2})])
@pytest.mark.parametrize("public", [True, False])
def test_whatever_the_reference_has_for_keys_a_verdict_can_be_kept(key, public):
    for value in ({key: 2.0}, {}):
        verdict = judge(check(public=public), outcome(value), outcome({key: 3.0}))
        assert verdict.status is Status.FAILED
        assert json.loads(json.dumps(verdict_data(verdict)))["findings"]


def test_the_sides_that_an_expectation_of_the_authors_own_gives_can_be_kept():
    class Own(Expectation):
        def differ(self, got, want):
            return None if got is want else Difference("value", (), np.array(got.value), np.float32("nan"))

    verdict = judge(check(expect=Own()), Outcome([1, 2]), Outcome(3))
    assert words(verdict).message == "the result is [1, 2], but should be nan."
    assert json.dumps(verdict_data(verdict))


def test_the_authors_fault_is_broken_whatever_came_back():
    for got in (outcome(1.0), failed(FaultKind.RAISED), failed(FaultKind.MISSING)):
        verdict = judge(check(), got, failed(FaultKind.RAISED, "ZeroDivisionError", "division"))
        assert verdict.status is Status.BROKEN and "costs you nothing" in words(verdict).message


def test_an_expectation_that_raises_is_the_authors_fault():
    class Bad(Expectation):
        def differ(self, got, want):
            raise KeyError("author")

    verdict = judge(check(expect=Bad()), outcome(1.0), outcome(1.0))
    assert verdict.status is Status.BROKEN and "KeyError" in words(verdict).message


# ---- right and wrong


def test_a_right_value_passes_whole():
    for public in (True, False):
        verdict = judge(check(public=public), outcome([1, 2]), outcome(np.array([1.0, 2.0])))
        assert (verdict.status, verdict.share, words(verdict).message) == (Status.PASSED, 1, "")


def test_a_public_check_tells_the_place_both_sides_and_the_call():
    verdict = judge(check(), outcome(np.array([1.0, 5.0])), outcome(np.array([1.0, 2.0])))
    assert words(verdict).message == "`result[1]` is 5, but should be 2."
    assert (words(verdict).call, words(verdict).got, words(verdict).want) == ("fit(3, 4)", "[1, 5]", "[1, 2]")


def test_of_several_calls_the_first_that_differs_is_told():
    got, want = outcome(1.0, 9.0, 8.0), outcome(1.0, 2.0, 3.0)
    got = Outcome([1.0, 9.0, 8.0], None, (got.calls[0], Call("fit", (7,), {}, 9.0), got.calls[2]))
    verdict = judge(check(), got, Outcome([1.0, 2.0, 3.0], None, want.calls))
    assert (words(verdict).call, words(verdict).got, words(verdict).want) == ("fit(7)", "9", "2")


def test_what_the_probe_computed_is_told_where_no_call_differs():
    got = Outcome([False], None, outcome(1.0).calls)
    verdict = judge(check(), got, Outcome([True], None, outcome(1.0).calls))
    assert (verdict.status, words(verdict).got, words(verdict).want) == (Status.FAILED, "False", "True")


@pytest.mark.parametrize("public", [True, False])
def test_what_the_probe_computed_of_a_model_is_told_although_every_model_gives_something_else(public):
    def classified(holds, *labels):
        made = Call("fit", (3,), {}, Handle(1, "fit"))
        return Outcome(holds, None, (made, Call("classify", (made.value, 7), {}, list(labels))))

    verdict = judge(check(public=public), classified(False, 1, 1, 0), classified(True, 0, 1, 1))
    assert words(verdict).message == "this does not hold of what `classify` gave."
    for got, want in ((0, 1), ([1, 1, 0], [0, 1, 1])):  # these are no truths
        assert "hold" not in words(judge(check(), classified(got, 1, 1, 0), classified(want, 0, 1, 1))).message


def test_of_a_model_that_may_differ_the_result_of_another_form_is_told():
    def seen(weights, loss, slope, **ended):
        net = Handle(1, "Net", methods=("loss",))
        calls = (
            Call("Net", (), {}, net),
            Call("Net.w", (net,), {}, weights),
            Call("Net.loss", (net,), {}, (loss, slope)),
        )
        return Outcome(None, ended.get("fault"), calls)

    ended = seen([0.1], 3.0, np.ones((1, 2)), fault=Fault(FaultKind.UNUSABLE))
    verdict = judge(check(), ended, seen([0.2], 4.0, np.ones(2)))
    assert words(verdict).message == "`result[1]` of `Net.loss` is of shape (1, 2), but should be of shape (2,)."
    assert words(verdict).call == "net = Net(); net.loss"
    other = Fault(FaultKind.UNUSABLE, "IndexError")  # the probe's own: nobody knows by which result
    assert (
        words(judge(check(), seen([0.1], 3.0, np.ones(2), fault=other), seen([0.2], 4.0, np.ones(2)))).call
        == "net = Net(); net.w"
    )


def test_none_asks_for_the_return():
    for public in (True, False):
        verdict = judge(check(public=public), outcome(None), outcome(1.0))
        assert words(verdict).message == "`fit` gave back None: is there a return at its end?"


def test_a_changed_input_is_told_as_such_and_is_no_other_mistake():
    verdict = judge(check(expect=unchanged), outcome(9.0, changed=True), outcome(1.0))
    assert words(verdict).message == (
        "an input of `fit` was changed by the call, but should be left as it was: "
        "`x -= 1` changes the caller's array, `x = x - 1` makes a new one."
    )
    assert judge(check(expect=unchanged), outcome(9.0), outcome(1.0)).status is Status.PASSED


def _calls(*values, **more):
    return tuple(Call("fit", (n,), {}, value, **more) for n, value in enumerate(values))


def test_the_call_that_is_shown_is_the_one_that_gave_a_float_for_an_integer():
    got, want = Outcome([2.0, 7, 8], None, _calls(2.0, 7, 8)), Outcome([2, 7, 8], None, _calls(2, 7, 8))
    verdict = judge(check(expect=close & integers), got, want)
    assert (words(verdict).call, words(verdict).message) == (
        "fit(0)",
        "the result of `fit` is a float, but should be an integer.",
    )
    assert (words(verdict).got, words(verdict).want) == ("a float", "an integer")


def test_the_call_that_is_shown_is_the_one_that_warned():
    warned = Call("fit", (0,), {}, 1.0, warnings=("RuntimeWarning: overflow encountered in exp",))
    got = Outcome([1.0, 2.0], None, (warned, Call("fit", (1,), {}, 2.0)))
    verdict = judge(check(expect=close & quiet), got, Outcome([1.0, 2.0], None, _calls(1.0, 2.0)))
    assert (verdict.status, words(verdict).call) == (Status.FAILED, "fit(0)")
    assert "overflow encountered in exp" in words(verdict).message


# ---- hidden checks

SECRETS = st.integers(10_000, 10**9) | st.integers(10_000_001, 10**12).map(lambda n: n / 1000)
FAULTS = st.sampled_from(list(FaultKind))
EXPECTATIONS = st.sampled_from([close, exact, finite, integers, unchanged, close & finite & unchanged])


def _echoes(secret):
    """What a submission may bring back that says its input."""
    text = str(secret)
    small = int(secret) % 997 + 1000
    return st.sampled_from(
        [
            secret,
            [secret],
            np.array([secret]),
            text,
            {text: 1},
            {text: float("nan"), "a": 1.0},
            {text: 1.5, "a": 1.0},
            {"a": secret},
            Unsent(text),
            (secret, secret),
            np.float32(secret),
            np.zeros((small, 0)),
            np.zeros(small),
            [1] * small,
            -secret,
            complex(secret, secret),
            np.array([text]),
            None,
            float("nan"),
            np.array([[secret, float("nan")]]),
            np.zeros(3),
            [[secret], [1, 2]],
        ]
    ), small


@given(st.data(), SECRETS, EXPECTATIONS)
def test_a_hidden_check_never_tells_a_number_of_its_inputs(data, secret, expectation):
    echoes, small = _echoes(secret)
    value, text = data.draw(echoes), str(secret)
    kind = data.draw(st.none() | FAULTS)
    fault = None if kind is None else Fault(kind, f"E{text}", f"said {text} and {small} MB", 12)
    calls = (Call("fit", (secret, np.array([secret])), {"w0": secret}, value, fault, data.draw(st.booleans())),)
    if kind is FaultKind.NOT_LOADED:
        return  # a file is loaded before it is given anything
    want_value = data.draw(
        st.sampled_from([1.0, np.ones((2, 2)), (np.ones(3), 1), [1.0], True, {"a": 1.0}, {"a": 1}, "text"])
    )
    want = Outcome(want_value, None, (Call("fit", (secret,), {}, want_value),))
    got = Outcome(None if fault else value, fault, calls)
    verdict = judge(check(public=False, expect=expectation), got, want)
    told = f"{words(verdict)} {verdict}"
    assert (words(verdict).call, words(verdict).got, words(verdict).want) == ("", "", "")
    for shown in {text, f"{secret:.6g}", str(int(secret)), str(small)}:
        assert shown not in told, words(verdict).message


@pytest.mark.parametrize(
    ("value", "want", "named"),
    [
        ((1.0, np.array([1.0, 3.0])), (1.0, np.ones(2)), "`result[1]` of `fit`"),
        ({"a": 1.0, "b": [1.0, 3.0]}, {"a": 1.0, "b": [1.0, 2.0]}, "`result['b']` of `fit`"),
        ({"a": 1.0, "spam": 3.0}, {"a": 1.0, "spam": 2.0}, "the result of `fit`"),
        ([1.0, 3.0], [1.0, 2.0], "the result of `fit`"),
        ((1.0,) * 40 + (3.0,), (1.0,) * 41, "the result of `fit`"),
    ],
)
def test_a_hidden_check_names_a_part_where_the_contract_does(value, want, named):
    verdict = judge(check(public=False), outcome(value), replace(outcome(want), words=frozenset("ab")))
    assert words(verdict).message == f"{named} has another value than it should."


@given(SECRETS)
def test_the_same_check_in_public_does_tell(secret):
    verdict = judge(check(), outcome(secret, args=(secret,)), outcome(1.0))
    assert formatting.value_text(secret) in words(verdict).call and words(verdict).got and words(verdict).want == "1"


# ---- names of mistakes


def names(checks):
    return [named.names for named in name_mistakes(checks)]


def tried(name, got, want, wrongs, *, public=True, expect=close):
    made = check(public=public, name=name, expect=expect)
    return JudgedCheck(made, got, want, judge(made, got, want), wrongs)


def test_a_mistake_is_named_where_it_explains_every_call():
    wrongs = {"half": outcome(0.5), "twice": outcome(2.0)}
    assert names([tried("a", outcome(0.5), outcome(1.0), wrongs)]) == [("half",)]
    assert names([tried("a", outcome(0.7), outcome(1.0), wrongs)]) == [()]


def test_two_that_look_the_same_are_both_named_and_three_are_none():
    both = {"one": outcome(0.5), "other": outcome(0.5)}
    assert names([tried("a", outcome(0.5), outcome(1.0), both)]) == [("one", "other")]
    assert names([tried("a", outcome(0.5), outcome(1.0), {**both, "third": outcome(0.5)})]) == [()]


def test_a_check_passed_that_the_mistake_would_have_failed_speaks_against_it():
    first = tried("a", outcome(0.5), outcome(1.0), {"half": outcome(0.5)})
    second = tried("b", outcome(1.0), outcome(1.0), {"half": outcome(0.5)})
    assert names([first, second]) == [(), ()]


def test_a_check_that_the_mistake_would_have_passed_too_says_nothing():
    """Purity, say, or the last weights only: the calls differ from the reference's, the verdict does not."""
    first = tried("a", outcome(0.5), outcome(1.0), {"half": outcome(0.5)})
    pure = tried("b", outcome(0.5), outcome(1.0), {"half": outcome(0.5)}, expect=unchanged)
    assert names([first, pure]) == [("half",), ()]


def test_a_likeness_in_one_of_many_checks_is_chance():
    """One that explains a check but not the others that it would fail is not believed."""
    first = tried("a", outcome(0.5), outcome(1.0), {"half": outcome(0.5)})
    others = [tried(n, outcome(0.3), outcome(1.0), {"half": outcome(0.5)}) for n in "bc"]
    assert names([first, *others]) == [(), (), ()]


def test_the_one_that_explains_more_is_named():
    wrongs = {"half": outcome(0.5), "often": outcome(0.5)}
    more = {"half": outcome(1.0), "often": outcome(0.5)}
    checks = [tried("a", outcome(0.5), outcome(1.0), wrongs), tried("b", outcome(0.5), outcome(1.0), more)]
    assert names(checks) == [("often",), ("often",)]


def test_an_exception_tells_no_mistake_apart():
    """Whatever has gone wrong may raise."""
    wrong = {"raises": failed(FaultKind.RAISED, "ValueError")}
    assert names([tried("a", failed(FaultKind.RAISED, "ValueError"), outcome(1.0), wrong)]) == [()]


def test_what_is_right_is_put_down_to_no_mistake():
    passed = tried("a", outcome(1.0), outcome(1.0), {"same": outcome(1.0), "half": outcome(0.5)})
    assert names([passed]) == [()] and not passed.fails_with("same") and passed.fails_with("half")
    silent = tried("b", Outcome(5.0), Outcome(1.0), {"half": Outcome(5.0)})
    assert names([silent]) == [()], "without a call there is nothing to explain"


# ---- of parts


def tuple_check(name, got, want, wrongs, of=lambda value: value):
    def brought(value):
        return Outcome(of(value), None, outcome(value).calls)

    return tried(name, brought(got), brought(want), {wrong: brought(value) for wrong, value in wrongs.items()})


RIGHT = (1.0, np.array([1.0, 2.0]))
WRONG = {"halved": (0.5, RIGHT[1]), "forgotten": (1.0, RIGHT[1] / 2)}
REPLACED = {"halved": ("total",), "forgotten": ("slope",)}


def test_a_mistake_is_named_by_the_part_that_a_check_looks_at():
    other = (0.7, WRONG["forgotten"][1] + 0)
    loss = tuple_check("loss", other, RIGHT, WRONG, lambda value: value[0])
    gradient = tuple_check("gradient", other, RIGHT, WRONG, lambda value: value[1])
    assert names([loss, gradient]) == [(), ("forgotten",)]
    whole = tuple_check("whole", other, RIGHT, WRONG)
    assert names([whole]) == [()], "of the whole, one part is unexplained"
    assert names([loss, gradient, whole]) == [(), (), ()], "it fails a check that it does not explain"


def test_two_mistakes_of_different_functions_are_named_together():
    both = (0.5, WRONG["forgotten"][1] + 0)
    whole = tuple_check("whole", both, RIGHT, WRONG)
    assert name_mistakes([whole], REPLACED) == [(("halved", "forgotten"), True)]
    assert names([whole]) == [()], "nothing says that they are of different functions"
    assert name_mistakes([whole], {"halved": ("total",), "forgotten": ("total",)}) == [((), False)]
    passed = tuple_check("passed", RIGHT, RIGHT, WRONG, lambda value: value[0])
    assert name_mistakes([whole, passed], REPLACED) == [((), False), ((), False)], "who halves would not have passed"
    slip = tuple_check("slip", (0.5, np.array([1.0, 3.0])), RIGHT, WRONG)
    assert name_mistakes([slip], REPLACED) == [((), False)]


def test_the_other_part_has_to_be_what_the_mistake_makes_of_it():
    """Who makes half of a mistake is not told of the whole."""
    wrongs = {"both_lost": (0.5, RIGHT[1] / 2)}
    assert names([tuple_check("whole", (0.5, RIGHT[1] + 0), RIGHT, wrongs)]) == [()]
