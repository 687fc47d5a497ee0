"""The numbers that the lectures print and that were worked out for them, and the references that have to give them.

One line a number: the assignment, where it stands (000:168 is a deck and its line; 3.2 and A5 are sections of the
curriculum, which works it out from the deck's definitions with fractions or 30 digits), how the reference is asked, and
the number.  A text is rounded: it holds to half a unit of its last digit.  A plain number is exact.
"""

import ast
import re
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hand_sheets import sheet
from homeworks import ROOT

from grader.course import loader
from grader.handwork.simulated_student import SimulatedStudent

COURSE = loader.Course(ROOT)
NAMES = [path.stem for path in sorted((ROOT / "solutions").glob("*.py"))]
SOLUTIONS = {name: COURSE.assignment(name).solution for name in NAMES}
SPACES = {name: SimpleNamespace(**solution.space) for name, solution in SOLUTIONS.items()}

CORNERS = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
AND = np.column_stack([np.ones(4), CORNERS]), (-1, -1, -1, 1)
XOR = AND[0], (-1, 1, 1, -1)
X, T = np.array([(3, 3), (4, 3), (1, 1)]), np.array([1, 1, -1])
X1 = np.column_stack([np.ones(3), X])
Y = T[:, None] * X1
TRACE = [(2, 6, 6), (0, 4, 4), (-2, 2, 2), (-4, 0, 0), (-2, 6, 6), (-4, 4, 4), (-6, 2, 2)]
W1, W2 = np.array([0.02, 0.12, 0.1]), np.array([0.0056, 0.1304, 0.1064])
UNIT = np.array([[1, 0.8, 0.5]]), [1], np.array([0.1, 0.2, -0.3]), 0.5
SIGMOID = np.array([0.35, 0.9]), 0.5, np.array([[0.1, 0.8], [0.4, 0.6]]), np.array([0.3, 0.9]), 1.0, "sigmoid"
RELU = np.array([0.2, 0.3]), 0.5, np.array([[0.6, 0.2], [0.1, 0.7]]), np.array([0.5, 0.8]), 1.0, "relu"
CROSSED = (*RELU[:2], np.array([[0.6, 0.1], [0.2, 0.7]]), *RELU[3:])
IMAGE = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])
KERNEL = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])
EDGE = [[1, 0, -1], [0, 0, 0], [-1, 0, 1]]
BITS = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
RNN = (
    np.array([[1, 0], [0, 1], [1, 1], [-1, 0.5]]),
    np.array([0.2, -0.1]),
    np.array([[0.1, 0.4], [-0.6, 0.3]]),
    np.array([[0.5, -0.3], [0.2, 0.1]]),
    np.array([[1.0, -1.0]]),
)
TARGETS = np.array([[0.5], [-0.2], [0.4], [0.0]])
SHORT = RNN[0][:3], np.zeros(2), *RNN[2:], TARGETS[:3]


def wrong(name, mistake):
    """The functions of somebody who holds a mistake."""
    return SimpleNamespace(**SOLUTIONS[name].wrong_space(mistake))


def path(step, given, w, eta, steps):
    """The weights after so many steps."""
    for _ in range(steps):
        w = step(*given, w, eta)
    return w


def by_hand(name, **numbers):
    """What is to be written by hand on these numbers; on the lecture's, where none are said."""
    solution = SOLUTIONS[name]
    return SimulatedStudent(solution, COURSE.assignment(name).tasks, {**solution.lecture, **numbers}).answer_texts()


def relu_sheet(step):
    """A step of the exact sheet, as a fraction."""
    solution = SOLUTIONS["bp_update"]
    (task,) = [task for task in COURSE.assignment("bp_update").tasks if f"relu_{step}" in task.steps]
    return Fraction(sheet(solution.space, task.steps, solution.lecture, digits=None)[f"relu_{step}"])


def counts(losses, first):
    """How often W_hy, W_hh and W_xh take part in three steps."""
    texts = by_hand("rnn", count_losses=losses, count_h0=first)
    return [int(texts[f"count_W_{name}"]) for name in ("hy", "hh", "xh")]


def carried_back(r, w, start, steps):
    """dh_T / dh_0 of h = tanh(w h): every loss but the last is 0, and that has the slope 1."""
    given = np.zeros((steps, 1)), np.array([start]), np.ones((1, 1)), np.array([[w]]), np.ones((1, 1))
    targets = r.rnn_forward(*given)[1].copy()
    targets[-1] -= 1
    return r.rnn_bptt(*given, targets)["dh0"][0]


def fits(r, *args, **kwargs):
    """The size of an output, None where there is none."""
    try:
        return r.conv_output_size(*args, **kwargs)
    except ValueError:
        return None


def fit(r, X=X, t=T, **kwargs):
    return r.perceptron_fit(X, t, **kwargs)


def bound():
    """Novikoff's bound (R / margin)^2 of the three points with the largest margin."""
    best = np.array([-2, 0.5, 0.5])
    return (Y**2).sum(axis=1).max() * (best @ best) / (Y @ best).min() ** 2


NUMBERS = [
    # 3.1  M-P neuron
    ("perceptron", "000:168 AND, threshold 1.5", lambda r: r.mp_neuron(CORNERS, (1, 1), 1.5), [0, 0, 0, 1]),
    ("perceptron", "000:168 AND, threshold 2 and sgn(0) = 1", lambda r: r.mp_neuron(CORNERS, (1, 1), 2), [0, 0, 0, 1]),
    ("perceptron", "000:168 OR", lambda r: r.mp_neuron(CORNERS, (1, 1), 0.5), [0, 1, 1, 1]),
    ("perceptron", "000:168 NOT x1", lambda r: r.mp_neuron(CORNERS, (-0.6, 0), -0.5), [1, 1, 0, 0]),
    ("perceptron", "000:168 NAND", lambda r: r.mp_neuron(CORNERS, (-1, -1), -1.5), [1, 1, 1, 0]),
    # 3.2  perceptron learning
    ("perceptron", "004:82-132 weights", lambda r: fit(r)[0], TRACE),
    ("perceptron", "004:82-132 samples", lambda r: fit(r)[1], [0, 2, 2, 2, 0, 2, 2]),
    ("perceptron", "004:82-132 ends", lambda r: fit(r)[2], True),
    ("perceptron", "004:82-132 margins of the last weights", lambda r: Y @ fit(r)[0][-1], [6, 8, 2]),
    ("perceptron", "3.2 Novikoff's bound", lambda r: bound(), 117),
    ("perceptron", "3.2 restarted scan", lambda r: fit(wrong("perceptron", "scan_restarted"))[0], TRACE),
    ("perceptron", "3.2 stays on a sample", lambda r: fit(wrong("perceptron", "stayed_on_sample"))[0], TRACE),
    ("perceptron", "3.2 reversed: updates", lambda r: len(fit(r, X[::-1], T[::-1])[0]), 4),
    ("perceptron", "3.2 reversed: last", lambda r: fit(r, X[::-1], T[::-1])[0][-1], (-4, 2, 0)),
    ("perceptron", "3.2 ties are negative", lambda r: fit(r, tie="neg")[0], TRACE),
    ("perceptron", "3.2 x3 first, ties are errors", lambda r: fit(r, X[[2, 0, 1]], T[[2, 0, 1]])[0][0], (-2, -2, -2)),
    (
        "perceptron",
        "3.2 x3 first, ties are negative",
        lambda r: fit(r, X[[2, 0, 1]], T[[2, 0, 1]], tie="neg")[0][0],
        (2, 6, 6),
    ),
    ("perceptron", "3.2 ties are positive", lambda r: fit(r, tie="pos")[0][:2], [(-2, -2, -2), (0, 4, 4)]),
    ("perceptron", "3.2 ties are positive: updates", lambda r: len(fit(r, tie="pos")[0]), 7),
    ("perceptron", "3.2 ties are positive: last", lambda r: fit(r, tie="pos")[0][-1], (-6, 2, 2)),
    (
        "perceptron",
        "3.2 np.sign",
        lambda r: fit(wrong("perceptron", "tie_is_zero"))[0],
        [(1, 3, 3), (-1, 1, 1), (-3, -1, -1), (-1, 5, 5), (-3, 3, 3), (-5, 1, 1)],
    ),
    ("perceptron", "3.2 XOR ends", lambda r: fit(r, CORNERS, XOR[1], max_updates=40)[2], False),
    ("perceptron", "3.2 eta = 1/2", lambda r: fit(r, eta=0.5)[0][-1], (-3, 1, 1)),
    # 3.3, 3.4  one update, criterion
    ("perceptron", "004:103", lambda r: Fraction(by_hand("perceptron")["one_update"]), Fraction(4, 25)),
    (
        "perceptron",
        "004:54-68 J_p along the trace",
        lambda r: [r.perceptron_criterion(a, Y)[0] for a in TRACE],
        [14, 8, 2, 8, 10, 4, 0],
    ),
    ("perceptron", "004:54-68 J_p at 0", lambda r: r.perceptron_criterion((0, 0, 0), Y)[0], 0),
    ("perceptron", "004:54-68 gradient", lambda r: r.perceptron_criterion((0, 4, 4), Y)[1], (1, 1, 1)),
    ("perceptron", "004:54-68 gradient, a tie", lambda r: r.perceptron_criterion((-4, 0, 0), Y)[1], (-2, -7, -6)),
    # 3.6  delta rule
    ("delta_rule", "004:138-220 E at 0", lambda r: r.lms_error(X1, T, np.zeros(3)), 1.5),
    ("delta_rule", "004:138-220 batch 1", lambda r: r.delta_batch_step(X1, T, np.zeros(3), 0.02), W1),
    ("delta_rule", "004:138-220 E after it", lambda r: r.lms_error(X1, T, W1), 0.84),
    ("delta_rule", "004:138-220 batch 2", lambda r: r.delta_batch_step(X1, T, W1, 0.02), W2),
    ("delta_rule", "004:138-220 E after it", lambda r: r.lms_error(X1, T, W2), 0.82390336),
    ("delta_rule", "3.6 largest stable eta", lambda r: r.largest_stable_eta(X.tolist()), "0.0422604"),
    (
        "delta_rule",
        "3.6 incremental, by hand",
        lambda r: [ast.literal_eval(by_hand("delta_rule")[f"incremental_{i}"]) for i in (1, 2, 3)],
        [(0.02, 0.06, 0.06), (0.0312, 0.1048, 0.0936), (0.006608, 0.080208, 0.069008)],
    ),
    (
        "delta_rule",
        "3.6 incremental",
        lambda r: r.delta_incremental_epoch(X1, T, np.zeros(3), 0.02),
        (0.006608, 0.080208, 0.069008),
    ),
    ("delta_rule", "3.6 E after it", lambda r: r.lms_error(X1, T, (0.006608, 0.080208, 0.069008)), 0.925244699904),
    ("delta_rule", "3.6 limit", lambda r: path(r.delta_batch_step, (X1, T), np.zeros(3), 0.04, 20_000), (-2, 0, 1)),
    ("delta_rule", "3.6 AND: limit", lambda r: path(r.delta_batch_step, AND, np.zeros(3), 0.2, 500), (-1.5, 1, 1)),
    ("delta_rule", "3.6 AND: E", lambda r: r.lms_error(*AND, (-1.5, 1, 1)), 0.5),
    ("delta_rule", "3.6 XOR: limit", lambda r: path(r.delta_batch_step, XOR, np.ones(3), 0.2, 500), (0, 0, 0)),
    ("delta_rule", "3.6 XOR: E", lambda r: r.lms_error(*XOR, (0, 0, 0)), 2),
    (
        "delta_rule",
        "3.6 AND, incremental, eta = 0.1: limit",
        lambda r: path(r.delta_incremental_epoch, AND, np.zeros(3), 0.1, 2000),
        (-14 / 9, 10 / 9, 19 / 18),
    ),
    (
        "delta_rule",
        "3.6 AND, incremental, eta = 0.01: limit",
        lambda r: path(r.delta_incremental_epoch, AND, np.zeros(3), 0.01, 20_000),
        ("-1.50505", "1.01010", "1.00505"),
    ),
    (
        "delta_rule",
        "3.6 eta = 0.1, E after five steps",
        lambda r: r.lms_error(X1, T, path(r.delta_batch_step, (X1, T), np.zeros(3), 0.1, 5)),
        "339777",
    ),
    # 3.7  sigmoid unit
    ("delta_rule", "3.7 output", lambda r: r.sigmoid(0.11), "0.5274723043445937"),
    (
        "delta_rule",
        "3.7 dw",
        lambda r: r.sigmoid_unit_step(*UNIT) - UNIT[2],
        ("0.058887647132", "0.047110117706", "0.029443823566"),
    ),
    (
        "delta_rule",
        "3.7 w after",
        lambda r: r.sigmoid_unit_step(*UNIT),
        ("0.158887647132", "0.247110117706", "-0.270556176434"),
    ),
    ("delta_rule", "3.7 E before", lambda r: 0.5 * (1 - r.sigmoid(0.11)) ** 2, "0.111641211581"),
    (
        "delta_rule",
        "3.7 E after",
        lambda r: 0.5 * (1 - r.sigmoid(r.sigmoid_unit_step(*UNIT) @ UNIT[0][0])) ** 2,
        "0.098968124412",
    ),
    # 3.9  BP by hand, sigmoid
    ("bp_update", "000:383 nets", lambda r: r.bp_step(*SIGMOID)["net1"], (0.755, 0.68)),
    ("bp_update", "000:383 o1, o2", lambda r: r.bp_step(*SIGMOID)["o1"], ("0.680267196699", "0.663738697404")),
    ("bp_update", "000:383 net3", lambda r: r.bp_step(*SIGMOID)["net"], "0.801444986674"),
    ("bp_update", "000:383 o", lambda r: r.bp_step(*SIGMOID)["o"], "0.690283492908"),
    ("bp_update", "000:387 g", lambda r: r.bp_step(*SIGMOID)["g"], "-0.040681125112"),
    ("bp_update", "000:387 e1, e2", lambda r: r.bp_step(*SIGMOID)["e"], ("-0.002654489031", "-0.008171645064")),
    ("bp_update", "000:390 w1, w2", lambda r: r.bp_step(*SIGMOID)["w2_new"], ("0.272325965061", "0.872998363009")),
    (
        "bp_update",
        "000:390 w3-w6",
        lambda r: r.bp_step(*SIGMOID)["W1_new"].ravel(),
        ("0.099070928839", "0.797610959872", "0.397139924228", "0.592645519442"),
    ),
    (
        "bp_update",
        "000:395 second pass: net1-3",
        lambda r: [float(Fraction(by_hand("bp_update")[f"net{i}_after"])) for i in (1, 2, 3)],
        ("0.752524688979", "0.672379940978", "0.763063962526"),
    ),
    (
        "bp_update",
        "000:395 second pass: o1, o2, o",
        lambda r: [float(Fraction(by_hand("bp_update")[f"{name}_after"])) for name in ("o1", "o2", "o")],
        ("0.679728567229", "0.662035862798", "0.682018583264"),
    ),
    ("bp_update", "3.9 E before", lambda r: r.bp_step(*SIGMOID)["loss_before"], "0.018103903837"),
    ("bp_update", "3.9 E after", lambda r: r.bp_step(*SIGMOID)["loss_after"], "0.016565382327"),
    ("bp_update", "3.9 |t - o| before", lambda r: r.bp_step(*SIGMOID)["o"] - 0.5, "0.190283492908"),
    ("bp_update", "3.9 |t - o| after", lambda r: (2 * r.bp_step(*SIGMOID)["loss_after"]) ** 0.5, "0.182018583264"),
    (
        "bp_update",
        "3.9 new weights: o after",
        lambda r: 0.5 + (2 * wrong("bp_update", "updated_weight").bp_step(*SIGMOID)["loss_after"]) ** 0.5,
        "0.682031202746",
    ),
    # 3.10  BP by hand, ReLU
    (
        "bp_update",
        "000:968 nets",
        lambda r: [relu_sheet("net1"), relu_sheet("net2")],
        [Fraction(9, 50), Fraction(23, 100)],
    ),
    ("bp_update", "000:968 o", lambda r: relu_sheet("o"), Fraction(137, 500)),
    ("bp_update", "000:968 loss", lambda r: relu_sheet("loss_before"), Fraction(12769, 500_000)),
    (
        "bp_update",
        "000:968 g, e1, e2",
        lambda r: [relu_sheet(n) for n in ("g", "e1", "e2")],
        [Fraction(113, 500), Fraction("0.113"), Fraction("0.1808")],
    ),
    (
        "bp_update",
        "000:968 w1-w6",
        lambda r: [relu_sheet(f"w{i}_new") for i in range(1, 7)],
        [Fraction(n) for n in ("0.54068", "0.85198", "0.6226", "0.2339", "0.13616", "0.75424")],
    ),
    (
        "bp_update",
        "000:968 second pass: nets",
        lambda r: [relu_sheet("net1_after"), relu_sheet("net2_after")],
        [Fraction("0.19469"), Fraction("0.253504")],
    ),
    ("bp_update", "000:968 second pass: o", lambda r: relu_sheet("o_after"), Fraction(4015566589, 12_500_000_000)),
    ("bp_update", "000:968 loss after", lambda r: r.bp_step(*RELU)["loss_after"], "0.015976616538"),
    (
        "bp_update",
        "3.10 crossed labels: o, loss",
        lambda r: [r.bp_step(*CROSSED)["o"], r.bp_step(*CROSSED)["loss_before"]],
        (0.275, 0.0253125),
    ),
    (
        "bp_update",
        "3.10 crossed labels: o after",
        lambda r: 0.5 - (2 * r.bp_step(*CROSSED)["loss_after"]) ** 0.5,
        0.32196734375,
    ),
    (
        "bp_update",
        "3.10 loss after, mistakes",
        lambda r: [
            wrong("bp_update", mistake).bp_step(*RELU)["loss_after"]
            for mistake in ("updated_weight", "weight_forgotten", "factor_two")
        ],
        ("0.015630", "0.013746", "0.008175"),
    ),
    # 3.12  convolution
    (
        "conv_size",
        "003:364-481 correlation",
        lambda r: r.correlate2d(IMAGE, KERNEL),
        [[12, 12, 17], [10, 17, 19], [9, 6, 14]],
    ),
    ("conv_size", "3.12 convolution", lambda r: r.convolve2d(IMAGE, KERNEL), [[18, 20, 19], [10, 9, 17], [11, 8, 14]]),
    ("conv_size", "3.12 stride 2", lambda r: r.correlate2d(IMAGE, KERNEL, 2), [[12, 17], [9, 14]]),
    (
        "conv_size",
        "3.12 padding 1",
        lambda r: r.correlate2d(IMAGE, KERNEL, padding=1),
        [[6, 14, 17, 11, 3], [14, 12, 12, 17, 11], [8, 10, 17, 19, 13], [11, 9, 6, 14, 12], [6, 4, 4, 6, 4]],
    ),
    (
        "conv_size",
        "3.12 padding 1, stride 2",
        lambda r: r.correlate2d(IMAGE, KERNEL, 2, 1),
        [[6, 17, 3], [8, 17, 13], [6, 4, 4]],
    ),
    (
        "conv_size",
        "3.12 unsigned bytes",
        lambda r: r.correlate2d((IMAGE * 50).astype(np.uint8), KERNEL.astype(np.uint8)),
        [[600, 600, 850], [500, 850, 950], [450, 300, 700]],
    ),
    ("conv_size", "003:393 edges", lambda r: r.correlate2d(IMAGE, EDGE), [[0, 3, 3], [-3, -1, 2], [-1, -1, 0]]),
    ("conv_size", "002 UFLDL's image", lambda r: r.correlate2d(BITS, CROSS), [[4, 3, 4], [2, 4, 3], [2, 3, 4]]),
    ("conv_size", "3.12 the same turned", lambda r: r.convolve2d(BITS, CROSS), [[4, 3, 4], [2, 4, 3], [2, 3, 4]]),
    ("conv_size", "3.12 one row, convolution", lambda r: r.convolve2d([[1, 2, 3, 4]], [[1, 0, -2]]), [[1, 0]]),
    ("conv_size", "3.12 one row, correlation", lambda r: r.correlate2d([[1, 2, 3, 4]], [[1, 0, -2]]), [[-5, -6]]),
    # 3.13  sizes
    ("conv_size", "003 N = 7, F = 3, S = 1, 2", lambda r: [fits(r, 7, 3, s) for s in (1, 2)], [5, 3]),
    ("conv_size", "003 N = 7, F = 3, S = 3", lambda r: fits(r, 7, 3, 3), None),
    ("conv_size", "3.13 rounded down, up", lambda r: [fits(r, 7, 3, 3, rounding=h) for h in ("floor", "ceil")], [2, 3]),
    ("conv_size", "3.13 10, 3, 2", lambda r: fits(r, 10, 3, 2), None),
    ("conv_size", "3.13 7, 3, 3 with padding 1", lambda r: fits(r, 7, 3, 3, 1), 3),
    ("conv_size", "3.13 AlexNet, 227 and 224", lambda r: [fits(r, n, 11, 4) for n in (227, 224)], [55, None]),
    (
        "conv_size",
        "3.13 AlexNet by hand",
        lambda r: [by_hand("conv_size")[f"alexnet_{n}"] for n in (227, 224)],
        ["55", "None"],
    ),
    (
        "conv_size",
        "003:669-681 transposed",
        lambda r: [r.transposed_conv_output_size(*n) for n in ((2, 3), (2, 3, 2), (3, 3, 2, 1))],
        [4, 5, 5],
    ),
    ("conv_size", "3.13 output padding", lambda r: r.transposed_conv_output_size(3, 3, 2, 1, output_padding=1), 6),
    (
        "conv_size",
        "3.13 5 and 6 both lead to 3",
        lambda r: [fits(r, n, 3, 2, 1, rounding="floor") for n in (5, 6)],
        [3, 3],
    ),
    ("conv_size", "3.13 dilated, out of 7", lambda r: [fits(r, 7, 3, dilation=d) for d in (1, 2, 3)], [5, 3, 1]),
    ("conv_size", "3.13 dilated kernel", lambda r: [8 - fits(r, 7, 3, dilation=d) for d in (1, 2, 3)], [3, 5, 7]),
    ("conv_size", "3.13 S > N", lambda r: fits(r, 7, 3, 10, rounding="floor"), 1),
    ("conv_size", "3.13 F = N", lambda r: fits(r, 4, 4), 1),
    (
        "conv_size",
        "3.13 F > N",
        lambda r: [fits(r, 2, 3, 2, rounding=h) for h in ("error", "floor", "ceil")],
        [None, None, None],
    ),
    ("conv_size", "3.13 S < 1", lambda r: [fits(r, 7, 3, s, rounding="floor") for s in (0, -1)], [None, None]),
    (
        "conv_size",
        "A5 same padding",
        lambda r: [r.same_padding(*n) for n in ((3,), (5,), (7,), (4, 2), (3, 2))],
        [1, 2, 3, 3, 2],
    ),
    # 3.16  recurrent networks
    (
        "rnn",
        "3.16 states",
        lambda r: r.rnn_forward(*RNN)[0][1:],
        [
            ("0.226028352279", "-0.515359278007"),
            ("0.583413435205", "0.285508935032"),
            ("0.608196458735", "-0.153542456632"),
            ("0.422031310807", "0.694338679842"),
        ],
    ),
    (
        "rnn",
        "3.16 outputs",
        lambda r: r.rnn_forward(*RNN)[1][:, 0],
        ("0.741387630286", "0.297904500174", "0.761738915367", "-0.272307369035"),
    ),
    ("rnn", "3.16 loss", lambda r: r.rnn_bptt(*RNN, TARGETS)["loss"], "0.255591612735"),
    (
        "rnn",
        "3.16 dW_hh",
        lambda r: r.rnn_bptt(*RNN, TARGETS)["dW_hh"],
        [("0.104105116465", "-0.125477387241"), ("-0.252655306009", "0.203014617163")],
    ),
    (
        "rnn",
        "3.16 dW_xh",
        lambda r: r.rnn_bptt(*RNN, TARGETS)["dW_xh"],
        [("0.693426414231", "0.413370633709"), ("-0.708292803407", "-0.734115222762")],
    ),
    ("rnn", "3.16 dW_hy", lambda r: r.rnn_bptt(*RNN, TARGETS)["dW_hy"], [("0.450130714601", "-0.226860992124")]),
    ("rnn", "3.16 dh0", lambda r: r.rnn_bptt(*RNN, TARGETS)["dh0"], ("0.088536555542", "-0.117666617930")),
    (
        "rnn",
        "3.16 the cell on [x, h]",
        lambda r: r.rnn_cell_concat(RNN[0][0], RNN[1], np.hstack(RNN[2:4])),
        ("0.226028352279", "-0.515359278007"),
    ),
    (
        "rnn",
        "3.16 T = 3, h0 = 0 hides that cut",
        lambda r: wrong("rnn", "cut_after_two_steps").rnn_bptt(*SHORT)["dW_hh"] - r.rnn_bptt(*SHORT)["dW_hh"],
        np.zeros((2, 2)),
    ),
    ("rnn", "002:571 counts, loss at step 3, h0 = 0", lambda r: counts((3,), (0, 0)), [1, 2, 3]),
    ("rnn", "002:571 counts, loss at step 3", lambda r: counts((3,), (1, 0)), [1, 3, 3]),
    ("rnn", "002:571 counts, three losses, h0 = 0", lambda r: counts((1, 2, 3), (0, 0)), [3, 3, 6]),
    ("rnn", "002:571 counts, three losses", lambda r: counts((1, 2, 3), (2, 1)), [3, 6, 6]),
    ("rnn", "3.16 vanishing: w = 1/2, ten steps", lambda r: carried_back(r, 0.5, 0.5, 10), "8.99894e-4"),
    ("rnn", "3.16 exploding: w = 2, three steps", lambda r: carried_back(r, 2.0, 0.01, 3), "7.9332"),
    # 3.20  softmax
    (
        "softmax",
        "000:598 softmax",
        lambda r: r.softmax([1, 2, 3]),
        ("0.090030573170", "0.244728471055", "0.665240955775"),
    ),
    ("softmax", "000:598 LSE", lambda r: r.logsumexp([1, 2, 3]), "3.40760596444438"),
    (
        "softmax",
        "000:598 log-softmax",
        lambda r: r.log_softmax([1, 2, 3]),
        ("-2.407605964444", "-1.407605964444", "-0.407605964444"),
    ),
    (
        "softmax",
        "000:605 Jacobian",
        lambda r: r.softmax_jacobian([1, 2, 3]),
        [
            (".081925069065", "-.022033044520", "-.059892024545"),
            ("-.022033044520", ".184836446510", "-.162803401990"),
            ("-.059892024545", "-.162803401990", ".222695426535"),
        ],
    ),
    (
        "softmax",
        "000:605 gradient of LSE",
        lambda r: r.logsumexp_gradient([1, 2, 3]),
        ("0.090030573170", "0.244728471055", "0.665240955775"),
    ),
    (
        "softmax",
        "000:605 Jacobian of log-softmax",
        lambda r: r.log_softmax_jacobian([1, 2, 3]),
        [
            (".909969426830", "-.244728471055", "-.665240955775"),
            ("-.090030573170", ".755271528945", "-.665240955775"),
            ("-.090030573170", "-.244728471055", ".334759044225"),
        ],
    ),
    ("softmax", "000:965 near 1000", lambda r: r.softmax([1000, 1001, 1002]), (".0900", ".2447", ".6652")),
    ("softmax", "000:965 near 1000, LSE", lambda r: r.logsumexp([1000, 1001, 1002]), "1002.407605964"),
    ("softmax", "3.20 near -1000", lambda r: r.softmax([-1000, -1001, -1002]), (".6652", ".2447", ".0900")),
    ("softmax", "3.20 near -1000, LSE", lambda r: r.logsumexp([-1000, -1001, -1002]), "-999.592394036"),
    (
        "softmax",
        "3.20 divided by the maximum",
        lambda r: wrong("softmax", "divided_by_maximum").softmax([1000, 1001, 1002]),
        (".3330", ".3333", ".3337"),
    ),
    ("softmax", "3.20 three times 709", lambda r: r.softmax([709, 709, 709]), (1 / 3, 1 / 3, 1 / 3)),
    ("softmax", "3.20 three times 709, LSE", lambda r: r.logsumexp([709, 709, 709]), "710.098612289"),
    ("softmax", "3.20 -2000, 2000", lambda r: r.softmax([-2000, 2000]), (0, 1)),
    ("softmax", "3.20 -2000, 2000, LSE", lambda r: r.logsumexp([-2000, 2000]), 2000),
    ("softmax", "3.20 10000, 0, -10000", lambda r: r.softmax([10_000, 0, -10_000]), (1, 0, 0)),
    ("softmax", "3.20 10000, 0, -10000, LSE", lambda r: r.logsumexp([10_000, 0, -10_000]), 10_000),
    ("softmax", "3.20 10000, 0, -10000, log", lambda r: r.log_softmax([10_000, 0, -10_000]), (0, -10_000, -20_000)),
    ("softmax", "3.20 equal logits, LSE", lambda r: r.logsumexp([5, 5, 5]), "6.098612289"),
    ("softmax", "3.20 one class", lambda r: [r.softmax([7])[0], r.logsumexp([7])], (1, 7)),
    ("softmax", "3.20 -inf, 0, 1", lambda r: r.softmax([-np.inf, 0, 1]), ("0.0000", ".2689", ".7311")),
    ("softmax", "3.20 -inf, 0, 1, LSE", lambda r: r.logsumexp([-np.inf, 0, 1]), "1.313261688"),
    ("softmax", "3.20 -inf alone, LSE", lambda r: r.logsumexp([-np.inf, -np.inf]), -np.inf),
    ("softmax", "3.20 int8", lambda r: r.softmax(np.array([-100, 100], np.int8)), ("0.000000000", "1.000000000")),
    (
        "softmax",
        "000:965 exp overflows",
        lambda r: [float(by_hand("softmax")[f"exp_overflow_float{bits}"]) for bits in (64, 32, 16)],
        ("709.8", "88.72", "11.09"),
    ),
    ("softmax", "000:965 n exp(709)", lambda r: by_hand("softmax")["largest_n"], "2"),
]


def half_a_unit(text):
    """Half a unit of the last digit of a number as it is written."""
    digits, _, exponent = text.partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


def assert_near(got, want, at=""):
    if isinstance(want, str) and not isinstance(got, str):
        assert abs(float(got) - float(want)) <= half_a_unit(want) * (1 + 1e-9), f"{at}: {got!r} is not {want}"
    elif isinstance(want, (list, tuple, np.ndarray)):
        assert len(got) == len(want), f"{at}: {got!r} is not {want!r}"
        for place, (mine, published) in enumerate(zip(got, want, strict=True)):
            assert_near(mine, published, f"{at}[{place}]")
    elif want is None or isinstance(want, (str, bool, Fraction)):
        assert got == want, f"{at}: {got!r} is not {want!r}"
    else:
        assert got == want or abs(got - want) <= 1e-9 * max(1, abs(want)), f"{at}: {got!r} is not {want!r}"


@pytest.mark.parametrize(("name", "source", "ask", "number"), NUMBERS, ids=[f"{n}, {s}" for n, s, _, _ in NUMBERS])
def test_the_reference_gives_the_published_number(name, source, ask, number):
    assert_near(ask(SPACES[name]), number)


def test_every_assignment_has_its_numbers_and_every_number_a_source():
    assert {name for name, *_ in NUMBERS} == set(NAMES)
    assert all(re.match(r"00\d|3\.\d|A5", source) for _, source, _, _ in NUMBERS)


def test_rounding_is_half_a_unit_of_the_last_digit():
    assert_near(0.08996, ".0900")
    for text, near, far in (("0.68", 0.6849, 0.6851), ("8.99894e-4", 8.998943e-4, 8.99895e-4), ("2", 2.4, 2.6)):
        assert_near(near, text)
        with pytest.raises(AssertionError):
            assert_near(far, text)
