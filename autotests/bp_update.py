"""Checks for `bp_update`: hidden unless they say public=True."""

import numpy as np

from grader import check, close, formula, prose, unchanged, worksheet

LECTURE = np.array([0.35, 0.9]), 0.5, np.array([[0.1, 0.8], [0.4, 0.6]]), np.array([0.3, 0.9]), 1.0, "sigmoid"
HOMEWORK = np.array([0.2, 0.3]), 0.5, np.array([[0.6, 0.2], [0.1, 0.7]]), np.array([0.5, 0.8]), 1.0, "relu"
SHEET = (
    "net1",
    "o1",
    "net2",
    "o2",
    "net3",
    "o",
    "g",
    "e1",
    "e2",
    "w1_new",
    "w2_new",
    "w3_new",
    "w4_new",
    "w5_new",
    "w6_new",
    "net1_after",
    "o1_after",
    "net2_after",
    "o2_after",
    "net3_after",
    "o_after",
    "loss_before",
    "loss_after",
)


def network(rng, activation="sigmoid", eta=0.7):
    """Inputs, a target, weights and a learning rate for one step."""
    x, t, W1, w2 = rng.normal(size=2), float(rng.uniform(0, 1)), rng.normal(size=(2, 2)), rng.normal(size=2)
    return x, t, W1, w2, eta, activation


def half_dead(rng, dead=1):
    """A ReLU network whose output unit is alive, with `dead` of its hidden units that are not."""
    x = rng.uniform(0.5, 1, size=2)
    W1 = rng.uniform(0.2, 1, size=(2, 2)) * np.where(np.arange(2) < dead, -1, 1)[:, None]
    return x, float(rng.uniform(2, 3)), W1, rng.uniform(0.3, 1, size=2), 0.3, "relu"


def some(result, *keys):
    """Some entries of what bp_step gives."""
    return {key: result[key] for key in keys}


def loss(x, t, activation):
    """The loss as a function of all six weights."""

    def f(net):
        return 1 / (1 + np.exp(-net)) if activation == "sigmoid" else net * (net.real > 0)

    return lambda w: 0.5 * (t - f(w[4:] @ f(w[:4].reshape(2, 2) @ x))) ** 2


def follows_gradient(hw, x, t, W1, w2, eta, activation):
    """Whether all six weights moved by -eta times the gradient of the loss, taken by the complex step."""
    after = hw.bp_step(x, t, W1, w2, eta, activation)
    new = np.concatenate([np.ravel(after["W1_new"]), after["w2_new"]])
    w, E = np.concatenate([W1.ravel(), w2]), loss(x, t, activation)
    gradient = np.array([E(w + 1e-30j * unit).imag / 1e-30 for unit in np.eye(6)])
    return bool(np.allclose(new - w, -eta * gradient, rtol=1e-8, atol=1e-12) and np.any(gradient))


# ---- bp_step: 30 + 5


@check(points=2, public=True)
def lecture_forward(hw, rng):
    """the lecture's sigmoid network: nets and outputs"""
    return some(hw.bp_step(*LECTURE), "net1", "o1", "net", "o", "loss_before")


@check(points=3, public=True)
def lecture_deltas(hw, rng):
    """the lecture's sigmoid network: g and e"""
    return some(hw.bp_step(*LECTURE), "g", "e")


@check(points=2, public=True)
def lecture_weights(hw, rng):
    """the lecture's sigmoid network: new weights and the loss after"""
    return some(hw.bp_step(*LECTURE), "W1_new", "w2_new", "loss_after")


@check(points=3, public=True)
def relu_homework(hw, rng):
    """the ReLU network of the homework: everything"""
    return hw.bp_step(*HOMEWORK)


@check(points=2)
def drawn_forward(hw, rng):
    """nets, outputs and loss of drawn sigmoid networks"""
    return [some(hw.bp_step(*network(rng)), "net1", "o1", "net", "o", "loss_before") for _ in range(2)]


@check(points=4)
def drawn_deltas(hw, rng):
    """g and e of drawn sigmoid networks"""
    return [some(hw.bp_step(*network(rng, eta=eta)), "g", "e") for eta in (0.1, 2.0, 1)]


@check(points=3)
def drawn_weights(hw, rng):
    """new weights of drawn sigmoid networks, several learning rates"""
    return [some(hw.bp_step(*network(rng, eta=eta)), "W1_new", "w2_new") for eta in (0.1, 2.0, 1)]


@check(points=2)
def drawn_losses(hw, rng):
    """the loss before and after of drawn networks"""
    drawn = network(rng, eta=2.0), half_dead(rng)
    return [some(hw.bp_step(*given), "loss_before", "loss_after") for given in drawn]


@check(points=4)
def dead_and_living_units(hw, rng):
    """ReLU networks with none, one and both hidden units dead, and with a dead output"""
    x, t, W1, w2, eta, activation = half_dead(rng, 0)
    nets = [half_dead(rng, dead) for dead in (0, 1, 2)]
    return [hw.bp_step(*given) for given in (*nets, (x, t, W1, -w2, eta, activation))]


@check(points=2)
def net_of_zero(hw, rng):
    """ReLU'(0) = 0, in a hidden unit and in the output unit"""
    x, w2 = np.array([0.5, 0.25]), np.array([1.0, 0.5])
    edge = np.array([[1.0, -2.0], [float(rng.integers(1, 4)), 1.0]])
    still = np.array([[1.0, 1.0], [1.0, 1.0]])
    return hw.bp_step(x, 2.0, edge, w2, 0.5, "relu"), hw.bp_step(x, 2.0, still, np.array([1.0, -1.0]), 0.5, "relu")


@check(points=1.5)
def other_kinds_of_arrays(hw, rng):
    """lists, integers (also small ones), arrays turned round"""
    x, t, W1, w2, eta, activation = network(rng)
    small = np.array([100, 120], np.int8), 5, np.array([[2, -1], [1, 1]], np.int8), np.array([1, -1], np.int8)
    return (
        hw.bp_step([1, 2], 1, [[1, -1], [0, 1]], [1, 2], 1, "sigmoid"),
        hw.bp_step(*small, 1, "relu"),
        hw.bp_step(x[::-1], t, W1.T, w2[::-1], eta, activation),
    )


@check(points=0.5)
def single_precision(hw, rng):
    """float32 arrays; the results may be float32 too"""
    x, t, W1, w2, eta, activation = network(rng)
    return hw.bp_step(*(np.asarray(a, np.float32) for a in (x, t, W1, w2)), eta, activation)


@check(points=1, expect=close & unchanged)
def inputs_are_left_alone(hw, rng):
    """x, W1 and w2 are as they were before the call; the results are new arrays each time"""
    return hw.bp_step(*network(rng)), hw.bp_step(*network(rng))


@check(points=3, task="bp_step")
def steps_follow_the_gradient(hw, rng):
    """all six weights move by -eta times the gradient of the loss, sigmoid and ReLU"""
    nets = [network(rng, eta=1.5), network(rng, eta=0.2), half_dead(rng, 0), half_dead(rng, 1)]
    return [follows_gradient(hw, *given) for given in nets]


@check(points=1)
def nothing_moves_at_the_target(hw, rng):
    """where t = o the deltas are 0 and the weights stay"""
    x, _, W1, w2, eta, activation = network(rng)
    o = float(hw.bp_step(x, 0.0, W1, w2, eta, activation)["o"])
    at = hw.bp_step(x, o, W1, w2, eta, activation)
    return some(at, "g", "e", "W1_new", "w2_new", "loss_after")


@check(points=1)
def rate_of_zero_changes_nothing(hw, rng):
    """with eta = 0 the weights stay, and the loss after is the loss before"""
    at = hw.bp_step(*network(rng, eta=0.0))
    same = bool(np.isclose(at["loss_after"], at["loss_before"], rtol=1e-12, atol=0))
    return some(at, "W1_new", "w2_new"), same


# ---- formula, by hand, prose

formula("hidden_error", points=10, symbols=("g", "w_h", "df_h"), title="e_h of a hidden unit")
worksheet("sigmoid_sheet", points=25, digits=4, title="one step in the sigmoid network", steps=SHEET)
worksheet(
    "relu_sheet",
    points=25,
    title="one step in the ReLU network, exact",
    steps=(
        *(f"relu_{name}" for name in SHEET),
        "relu_loss_fell",
    ),
)
prose(
    "why_old_weights",
    points=5,
    title="why the old weights",
    key_facts=(
        ("gradient", "derivative", "梯度", "导数"),
        ("forward", "same point", "same weights", "前向"),
        ("chain", "链"),
        ("simultan", "at once", "同时"),
    ),
)
