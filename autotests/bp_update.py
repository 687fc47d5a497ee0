"""Checks for `bp_update`: hidden unless they say public."""

import numpy as np

from grader import close, drawn, formula, prose, task, unchanged, worksheet

LECTURE = np.array([0.35, 0.9]), 0.5, np.array([[0.1, 0.8], [0.4, 0.6]]), np.array([0.3, 0.9]), 1.0, "sigmoid"
HOMEWORK = np.array([0.2, 0.3]), 0.5, np.array([[0.6, 0.2], [0.1, 0.7]]), np.array([0.5, 0.8]), 1.0, "relu"
SHEET = (
    "net1 o1 net2 o2 net3 o g e1 e2 w1_new w2_new w3_new w4_new w5_new w6_new "
    "net1_after o1_after net2_after o2_after net3_after o_after loss_before loss_after"
).split()


def network(rng, activation="sigmoid", eta=0.7):
    """Inputs, a target, weights and a learning rate for one step."""
    x, t, W1, w2 = rng.normal(size=2), float(rng.uniform(0, 1)), rng.normal(size=(2, 2)), rng.normal(size=2)
    return x, t, W1, w2, eta, activation


def half_dead(rng, dead=1):
    """A ReLU network whose output unit is alive, with `dead` of its hidden units that are not."""
    x = rng.uniform(0.5, 1, size=2)
    W1 = rng.uniform(0.2, 1, size=(2, 2)) * np.where(np.arange(2) < dead, -1, 1)[:, None]
    return x, float(rng.uniform(2, 3)), W1, rng.uniform(0.3, 1, size=2), 0.3, "relu"


def some(result, keys):
    """Some entries of what bp_step gives."""
    return {key: result[key] for key in keys.split()}


def loss(x, t, activation):
    """The loss as a function of all six weights."""

    def f(net):
        return 1 / (1 + np.exp(-net)) if activation == "sigmoid" else net * (net.real > 0)

    return lambda w: 0.5 * (t - f(w[4:] @ f(w[:4].reshape(2, 2) @ x))) ** 2


def follows_gradient(step, x, t, W1, w2, eta, activation):
    """Whether all six weights moved by -eta times the gradient of the loss, taken by the complex step."""
    after = step(x, t, W1, w2, eta, activation)
    new = np.concatenate([np.ravel(after["W1_new"]), after["w2_new"]])
    w, E = np.concatenate([W1.ravel(), w2]), loss(x, t, activation)
    gradient = np.array([E(w + 1e-30j * unit).imag / 1e-30 for unit in np.eye(6)])
    return bool(np.allclose(new - w, -eta * gradient, rtol=1e-8, atol=1e-12) and np.any(gradient))


def steps_of(keys, *etas):
    """Some entries for a drawn sigmoid network with each rate."""
    return lambda f, rng: [some(f(*network(rng, eta=eta)), keys) for eta in etas]


t, FORWARD = task("bp_step"), "net1 o1 net o loss_before"  # 35 points
c = t.public(2, "the lecture's sigmoid network: nets and outputs")
c("lecture_forward", using=lambda f, rng: some(f(*LECTURE), FORWARD))
t.public(3, "the lecture's sigmoid network: g and e")("lecture_deltas", using=lambda f, rng: some(f(*LECTURE), "g e"))
c = t.public(2, "the lecture's sigmoid network: new weights and the loss after")
c("lecture_weights", using=lambda f, rng: some(f(*LECTURE), "W1_new w2_new loss_after"))
t.public(3, "the ReLU network of the homework: everything")("relu_homework", HOMEWORK)
c = t.hidden(1.5, "nets, outputs and loss of drawn sigmoid networks")
c("drawn_forward", using=steps_of(FORWARD, 0.7, 0.7))
t.hidden(4, "g and e of drawn sigmoid networks")("drawn_deltas", using=steps_of("g e", 0.1, 2.0, 1))
c = t.hidden(3, "new weights of drawn sigmoid networks, several learning rates")
c("drawn_weights", using=steps_of("W1_new w2_new", 0.1, 2.0, 1))


@t.hidden(2, "the loss before and after of drawn networks")
def drawn_losses(f, rng):
    return [some(f(*given), "loss_before loss_after") for given in (network(rng, eta=2.0), half_dead(rng))]


@t.hidden(3, "ReLU networks with none, one and both hidden units dead, and with a dead output")
def dead_and_living_units(f, rng):
    x, t, W1, w2, eta, activation = half_dead(rng, 0)
    return [f(*given) for given in (*(half_dead(rng, dead) for dead in (0, 1, 2)), (x, t, W1, -w2, eta, activation))]


@t.hidden(2, "ReLU'(0) = 0, in a hidden unit and in the output unit")
def net_of_zero(f, rng):
    x, edge, still = np.array([0.5, 0.25]), np.array([[1.0, -2.0], [float(rng.integers(1, 4)), 1.0]]), np.ones((2, 2))
    return f(x, 2.0, edge, np.array([1.0, 0.5]), 0.5, "relu"), f(x, 2.0, still, np.array([1.0, -1.0]), 0.5, "relu")


@t.hidden(1, "a step that is too long: the loss after it is larger than before")
def step_too_long(f, rng):
    x, t, W1, w2, _, activation = half_dead(rng, 0)
    return some(f(x, t, W1, w2, 20.0, activation), "W1_new w2_new loss_before loss_after")


x, goal, W1, w2, eta, kind = drawn(network, parts=6)
c = t.hidden(0.5, "an input of 0, a weight of 0")
c("zeros_on_the_way", (x * (0, 1), goal, W1, w2, eta, kind), (x, goal, W1, w2 * (1, 0), eta, kind))
small = np.int8([100, 120]), 5, np.int8([[2, -1], [1, 1]]), np.int8([1, -1]), 1, "relu"
unsigned = np.uint8([200, 100]), 7, np.uint8([[2, 1], [1, 3]]), np.uint8([1, 2]), 1, "relu"
c = t.hidden(1.5, "lists, integers (also small ones), arrays turned round")
c(
    "other_kinds_of_arrays",
    ([1, 2], 1, [[1, -1], [0, 1]], [1, 2], 1, "sigmoid"),
    small,
    unsigned,
    (x[::-1], goal, W1.T, w2[::-1], eta, kind),
)
c = t.hidden(0.5, "float32 arrays; the results may be float32 too")
c("single_precision", (*(a.turned(lambda a: np.asarray(a, np.float32)) for a in (x, goal, W1, w2)), eta, kind))
c = t.hidden(
    1,
    "x, W1 and w2 are as they were before the call; the results are new arrays each time, also with eta = 0",
    close & unchanged,
)
c("inputs_are_left_alone", using=lambda f, rng: [f(*network(rng, eta=eta)) for eta in (0.7, 0.7, 0.0)])


@t.hidden(3, "all six weights move by -eta times the gradient of the loss, sigmoid and ReLU")
def steps_follow_the_gradient(f, rng):
    nets = [network(rng, eta=1.5), network(rng, eta=0.2), half_dead(rng, 0), half_dead(rng, 1)]
    return [follows_gradient(f, *given) for given in nets]


@t.hidden(1, "where t = o the deltas are 0 and the weights stay")
def nothing_moves_at_the_target(f, rng):
    x, _, W1, w2, eta, activation = network(rng)
    o = float(f(x, 0.0, W1, w2, eta, activation)["o"])
    return some(f(x, o, W1, w2, eta, activation), "g e W1_new w2_new loss_after")


@t.hidden(1, "with eta = 0 the weights stay, and the loss after is the loss before")
def rate_of_zero_changes_nothing(f, rng):
    at = f(*network(rng, eta=0.0))
    return some(at, "W1_new w2_new"), bool(np.isclose(at["loss_after"], at["loss_before"], rtol=1e-12, atol=0))


formula("hidden_error", points=10, symbols=("g", "w_h", "df_h"), title="e_h of a hidden unit")
worksheet("sigmoid_sheet", points=25, digits=4, title="one step in the sigmoid network", steps=SHEET)
RELU_SHEET = [f"relu_{name}" for name in (*SHEET, "loss_fell")]
worksheet("relu_sheet", points=25, title="one step in the ReLU network, exact", steps=RELU_SHEET)
FACTS = "gradient, derivative, 梯度, 导数; forward, same point, same weights, 前向; chain, 链; simultan, at once, 同时"
prose("why_old_weights", points=5, title="why the old weights", key_facts=FACTS)
