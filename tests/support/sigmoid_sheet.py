"""The lecture's hand-worked example of backpropagation as a sheet of 21 steps, and students who work it out."""

import math
import random
from collections import Counter
from fractions import Fraction

from grader.followthrough import nodes
from grader.followthrough.marking import WorksheetMarking
from grader.followthrough.nodes import OwnValues, parameter_names
from grader.handwork import marking
from grader.model import Credit
from grader.submissions.answer_sheet import number_from_text

FORWARD = ["net1", "o1", "net2", "o2", "net3", "o"]
NAMES = ("A", "B", "t", "eta", "w1", "w2", "w3", "w4", "w5", "w6")
LECTURE = dict(
    zip(NAMES, map(Fraction, ["0.35", "0.9", "0.5", "1", "0.3", "0.9", "0.1", "0.8", "0.4", "0.6"]), strict=True)
)
DECK = """
net1=0.755 o1=0.68 net2=0.68 o2=0.6637 net3=0.80133 o=0.69 g=-0.0406 e1=-2.650e-3 e2=-8.156e-3
w1_new=0.2724 w2_new=0.8731 w3_new=0.0991 w4_new=0.7976 w5_new=0.3971 w6_new=0.5927 net1_after=0.7525 o1_after=0.6797
net2_after=0.6724 o2_after=0.6620 net3_after=0.7631 o_after=0.6820
"""


def sigmoid(net):
    return 1 / (1 + math.exp(-net))


def net1(A, B, w3, w4):
    return A * w3 + B * w4


def o1(net1):
    return sigmoid(net1)


def net2(A, B, w5, w6):
    return A * w5 + B * w6


def o2(net2):
    return sigmoid(net2)


def net3(w1, w2, o1, o2):
    return w1 * o1 + w2 * o2


def o(net3):
    return sigmoid(net3)


def g(t, o):
    return (t - o) * o * (1 - o)


def e1(g, w1, o1):
    return g * w1 * o1 * (1 - o1)


def e2(g, w2, o2):
    return g * w2 * o2 * (1 - o2)


def w1_new(w1, eta, g, o1):
    return w1 + eta * g * o1


def w2_new(w2, eta, g, o2):
    return w2 + eta * g * o2


def w3_new(w3, eta, e1, A):
    return w3 + eta * e1 * A


def w4_new(w4, eta, e1, B):
    return w4 + eta * e1 * B


def w5_new(w5, eta, e2, A):
    return w5 + eta * e2 * A


def w6_new(w6, eta, e2, B):
    return w6 + eta * e2 * B


def net1_after(A, B, w3_new, w4_new):
    return A * w3_new + B * w4_new


def o1_after(net1_after):
    return sigmoid(net1_after)


def net2_after(A, B, w5_new, w6_new):
    return A * w5_new + B * w6_new


def o2_after(net2_after):
    return sigmoid(net2_after)


def net3_after(w1_new, w2_new, o1_after, o2_after):
    return w1_new * o1_after + w2_new * o2_after


def o_after(net3_after):
    return sigmoid(net3_after)


STEPS = {
    f.__name__: f
    for f in (
        net1,
        o1,
        net2,
        o2,
        net3,
        o,
        g,
        e1,
        e2,
        w1_new,
        w2_new,
        w3_new,
        w4_new,
        w5_new,
        w6_new,
        net1_after,
        o1_after,
        net2_after,
        o2_after,
        net3_after,
        o_after,
    )
}


def updated_e1(g, w1_new, o1):
    return g * w1_new * o1 * (1 - o1)


def updated_e2(g, w2_new, o2):
    return g * w2_new * o2 * (1 - o2)


def without_derivative(t, o):
    return t - o


def without_old_weight(eta, g, o1):
    return eta * g * o1


UPDATED = {**STEPS, "e1": updated_e1, "e2": updated_e2}
# step -> mistake -> the steps of somebody who makes it
WRONG = {
    "e1": {"updated_weights": UPDATED},
    "e2": {"updated_weights": UPDATED},
    "g": {"without_derivative": {**STEPS, "g": without_derivative}},
    "w1_new": {"only_the_change": {**STEPS, "w1_new": without_old_weight}},
}


def cell(text):
    return (number_from_text(text),)


def marking_of(space, numbers, written, wrong, digits=None):
    """The marking of cells as they were written, with the precision that they have."""
    steps = list(space)
    exact = nodes.compute_steps(steps, space, numbers)
    cells = marking.with_precision(written, written, space, exact, numbers.values())
    return WorksheetMarking(OwnValues(steps, space, numbers, cells, digits=digits), wrong)


def sheet(texts, numbers=LECTURE, digits=4):
    """The sheet of what was written, a text for each step."""
    written = {name: cell(text) for name, text in texts.items()}
    return marking_of(STEPS, numbers, written, WRONG, digits)


def marked(texts, numbers=LECTURE, digits=4):
    return {mark.step: mark for mark in sheet(texts, numbers, digits).marks()}


def lost(marks):
    """The steps that earn nothing; those that wait for a person are not lost."""
    earning = (Credit.RIGHT, Credit.FOLLOW_THROUGH)
    return [name for name, mark in marks.items() if mark.credit not in earning and not mark.doubt]


def rounded(value, decimals):
    """As the sheet asks for it: decimals, but significant digits for what is small."""
    value = float(value)
    return f"{value:.{decimals}f}" if abs(value) >= 0.05 else f"{value:.{max(decimals, 4) - 1}e}"


def cut(value, decimals):
    """The same for who leaves out further digits and does not round."""
    last = len(rounded(value, decimals).partition("e")[0].partition(".")[2])
    power = int(rounded(value, decimals).partition("e")[2] or 0)
    short = math.trunc(float(value) * 10 ** (last - power)) / 10**last
    return f"{short:.{last}f}e{power}"


def worked(numbers, decimals, *, carried, slips=None, steps=STEPS, write=rounded):
    """A student's sheet: rounded in writing only or carried along; `slips` changes values as they come up."""
    values, texts = dict(numbers), {}

    def value(name):
        if name not in values:
            function = steps[name]
            made = float(function(**{p: value(p) for p in parameter_names(function)}))
            made = slips[name](made) if slips and name in slips else made
            texts[name] = write(made, decimals)
            values[name] = Fraction(texts[name]) if carried else made
        return values[name]

    for name in steps:
        value(name)
    return {name: texts[name] for name in STEPS}


def drawn(seed):
    """Numbers like the lecture's, on which no error is too small to be seen."""
    rng = random.Random(seed)
    while True:
        inputs = [Fraction(rng.randint(2, 19), 20) for _ in range(2)]
        weights = [Fraction(rng.choice([-1, 1]) * rng.randint(2, 9), 10) for _ in range(6)]
        target = Fraction(rng.choice([1, 2, 8, 9]), 10)
        numbers = dict(zip(NAMES, (*inputs, target, Fraction(1), *weights), strict=True))
        exact = nodes.compute_steps(list(STEPS), STEPS, numbers)
        wrong = nodes.compute_steps(list(STEPS), UPDATED, numbers)
        apart = all(abs(wrong[e] - exact[e]) >= 0.05 * abs(exact[e]) for e in ("e1", "e2"))
        if (
            abs(exact["g"]) >= 0.03
            and min(abs(exact["e1"]), abs(exact["e2"])) >= 0.005
            and apart
            and abs(inputs[0] - inputs[1]) >= 0.2
        ):
            return numbers


SLIPS = (lambda x: 0.7 * x, lambda x: 0.85 * x, lambda x: 1.05 * x, lambda x: 1.2 * x, lambda x: 1.5 * x, lambda x: -x)


def seen(step, text, other, decimals):
    """Whether a slip can be seen: it changes what is written by more than rounding the inputs of a step can.

    A sum of a few rounded products may be small itself; that makes it no finer.
    """
    one, two = number_from_text(text), number_from_text(other)
    rounding = Fraction(1, 10**decimals) if step.startswith("net") else one.half_unit + two.half_unit
    return abs(one.value - two.value) > 5 * rounding


def simulate(students):
    """Every step slipped once by each student, at 3 roundings; returns how often what happened, and what should not."""
    told, surprises = Counter(), []
    for student in range(students):
        numbers, rng = drawn(student), random.Random(student)
        for decimals in (3, 4, 6):
            carried = rng.random() < 0.5
            right = worked(numbers, decimals, carried=carried)
            honest = marked(right, numbers)
            told["honest sheets"] += 1
            told["steps that wait"] += sum(bool(m.doubt) for m in honest.values())
            surprises += [("honest", student, decimals, name) for name in lost(honest)]
            for step in STEPS:
                texts = worked(numbers, decimals, carried=carried, slips={step: rng.choice(SLIPS)})
                if not seen(step, texts[step], right[step], decimals):
                    continue
                found = lost(marked(texts, numbers))
                told["slips"] += 1
                if found != [step]:
                    surprises.append(("slip", student, decimals, step, found))
            updated = marked(worked(numbers, decimals, carried=carried, steps=UPDATED), numbers)
            if lost(updated) != ["e1", "e2"] or {updated[e].misconceptions for e in ("e1", "e2")} != {
                ("updated_weights",)
            }:
                surprises.append(("updated weights", student, decimals, lost(updated)))
            zero = marked(worked(numbers, decimals, carried=carried, slips={"g": lambda _: 0.0}), numbers)
            if [name for name in zero if name not in lost(zero)] != FORWARD:
                surprises.append(("zero", student, decimals))
    return told, surprises
