"""Reference for `bp_update`: one step of BP in a 2-2-1 network, in code and by hand (decks 000:363-395, 000:968)."""

from fractions import Fraction

import numpy as np

from grader import again, definition, derivatives, expected, misconception, numbers, step

# ---- One unit.  Each function holds one idea, for a number by hand as for an array in code.


def sigmoid(net):
    """1 / (1 + exp(-net)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(net, float)))


def relu(net):
    """max(0, net)."""
    return (net > 0) * net


def hidden_output(net, activation):
    """f(net) of a hidden unit."""
    return sigmoid(net) if activation == "sigmoid" else relu(net)


def final_output(net, activation):
    """f(net) of the output unit: it has the same activation."""
    return sigmoid(net) if activation == "sigmoid" else relu(net)


def slope(net, o, activation):
    """f'(net): o (1 - o) of the sigmoid, 1 or 0 of ReLU, 0 at net = 0."""
    return o * (1 - o) if activation == "sigmoid" else (net > 0) * 1


def final_slope(net, o, activation):
    """f'(net) of the output unit."""
    return slope(net, o, activation)


def hidden_slope(net_h, o_h, net, o, activation):
    """f'(net_h) of a hidden unit: its own."""
    return slope(net_h, o_h, activation)


def kink(value, net, activation):
    """f'(net) as code meets it, which may be at net = 0; no net by hand is 0."""
    return value


def last_unit(net, activation):
    """f(net) and f'(net) of the output unit, as code meets it."""
    o = final_output(net, activation)
    return o, kink(final_slope(net, o, activation), net, activation)


def incoming(w):
    """Weights [to, from]: a row are those that lead to one unit."""
    return w


def weighted(w, x):
    """net = sum of weight times input."""
    return w[0] * x[0] + w[1] * x[1]


def error(t, o):
    """What the output falls short of its target."""
    return t - o


def output_delta(t, o, slope):
    """g = (t - o) f'(net) (000:370)."""
    return error(t, o) * slope


def way_back(w_h, w_other, w_h_new):
    """The weight through which the error comes back: that of the forward pass (000:391)."""
    return w_h


def returned(g, w, t, o, o_h):
    """The part of the output's delta that comes back to a hidden unit."""
    return g * w


def hidden_delta(g, w_h, w_other, w_h_new, t, o, o_h, slope):
    """e_h = g w_h f'(net_h) (000:374)."""
    return returned(g, way_back(w_h, w_other, w_h_new), t, o, o_h) * slope


def into_output(o_h, o_other, net_h, x, o):
    """The input that a weight of the output unit carries."""
    return o_h


def into_hidden(x, other, o_h):
    """The input that a weight of a hidden unit carries."""
    return x


def delta_at(e_h, e_other):
    """The delta of the unit that a weight leads to."""
    return e_h


def moved(w, eta, delta, x):
    """w + eta delta x."""
    return w + eta * delta * x


def output_weight(w, eta, g, x):
    """An output weight after the step."""
    return moved(w, eta, g, x)


def hidden_weight(w, eta, e, x):
    """A hidden weight after the step."""
    return moved(w, eta, e, x)


def in_second_pass(new, old):
    """The weights of the second pass."""
    return new


def output_in_second_pass(new, old):
    """The output weights of the second pass."""
    return in_second_pass(new, old)


def outputs_in_second_pass(new, old):
    """The hidden outputs of the second pass."""
    return new


def crossed(delta, x):
    """Column of deltas and row of inputs, whose product is [to, from]."""
    return delta, x


def half_square(t, o):
    """1/2 (t - o)^2 (000:373)."""
    return (t - o) ** 2 / 2


def promoted(*arrays):
    """float64: products of small integers would wrap around."""
    return [np.asarray(a, np.float64) for a in arrays]


def bp_step(x, t, W1, w2, eta, activation):
    """Forward, deltas, new weights, forward again."""
    x, t, W1, w2 = promoted(x, t, W1, w2)
    net1 = weighted(incoming(W1).T, x)
    o1 = hidden_output(net1, activation)
    net = weighted(w2, o1)
    o, final = last_unit(net, activation)
    g = output_delta(t, o, final)
    w2_new = output_weight(w2, eta, g, into_output(o1, o1[::-1], net1, x, o))
    back = kink(hidden_slope(net1, o1, net, o, activation), net1, activation)
    e = hidden_delta(g, w2, w2[::-1], w2_new, t, o, o1, back)
    inputs = into_hidden(x[None, :], x[None, ::-1], o1[:, None])
    W1_new = hidden_weight(W1, eta, *crossed(delta_at(e, e[::-1])[:, None], inputs))
    o1_after = hidden_output(weighted(incoming(in_second_pass(W1_new, W1)).T, x), activation)
    carried = outputs_in_second_pass(o1_after, o1)
    o_after, _ = last_unit(weighted(output_in_second_pass(w2_new, w2), carried), activation)
    return {
        "net1": net1,
        "o1": o1,
        "net": float(net),
        "o": float(o),
        "g": float(g),
        "e": e,
        "W1_new": W1_new,
        "w2_new": w2_new,
        "loss_before": float(half_square(t, o)),
        "loss_after": float(half_square(t, o_after)),
    }


# ---- Definitions, for SymPy to differentiate: E of both networks by their weights

TWO_TWO_ONE = [{"x": (2,), "t": (), "W1": (2, 2), "w2": (2,)}]


def network_error(x, t, W1, w2, activation):
    """1/2 (t - o)^2."""
    return bp_step(x, t, W1, w2, 0.0, activation)["loss_before"]


def network_gradient(x, t, W1, w2, activation):
    """dE/dW1 and dE/dw2: a step of length 1 goes the other way."""
    after = bp_step(x, t, W1, w2, 1.0, activation)
    return W1 - after["W1_new"], w2 - after["w2_new"]


def network_defined(x, t, W1, w2, f):
    """1/2 (t - f(w2.f(W1 x)))^2."""
    return (t - f(w2 @ np.array([f(net) for net in W1 @ x]))) ** 2 / 2


@definition(
    value=lambda *given: network_error(*given, "sigmoid"),
    by=["W1", "w2"],
    shapes=TWO_TWO_ONE,
    gradients=[lambda *given: network_gradient(*given, "sigmoid")],
)
def sigmoid_network_defined(x, t, W1, w2):
    """f(net) = 1 / (1 + exp(-net))."""
    import sympy

    return network_defined(x, t, W1, w2, lambda net: 1 / (1 + sympy.exp(-net)))


@definition(
    value=lambda *given: network_error(*given, "relu"),
    by=["W1", "w2"],
    shapes=TWO_TWO_ONE,
    gradients=[lambda *given: network_gradient(*given, "relu")],
)
def relu_network_defined(x, t, W1, w2):
    """f(net) = net above 0, else 0; at 0 it is the 0 that is differentiated, as in the lecture."""
    import sympy

    return network_defined(x, t, W1, w2, lambda net: sympy.Piecewise((net, net > 0), (0, True)))


@expected(of=bp_step)
def bp_step_derived(x, t, W1, w2, eta, activation):
    """The weights go by -eta dE/dw, and a delta is -dE/dw over the input of that weight."""
    defined = sigmoid_network_defined if activation == "sigmoid" else relu_network_defined
    dW1, dw2 = derivatives(defined, x, t, W1, w2)
    seen = bp_step(x, t, W1, w2, eta, activation)
    x, W1, w2 = promoted(x, W1, w2)
    W1_new, w2_new = W1 - eta * dW1, w2 - eta * dw2
    return seen | {
        "g": delta_from(dw2, seen["o1"], seen["g"]),
        "e": delta_from(dW1, x, seen["e"]),
        "W1_new": W1_new,
        "w2_new": w2_new,
        "loss_after": network_error(x, t, W1_new, w2_new, activation),
    }


def delta_from(slopes, inputs, otherwise):
    """The delta behind derivatives by weights, taken where most comes in; none shows where nothing does."""
    most = np.argmax(abs(inputs))
    return -slopes[..., most] / inputs[most] if inputs[most] else otherwise


# ---- By hand: the student's own networks, the sigmoid one in floats, the ReLU one in fractions


def tenths(*values):
    """Numbers given in hundredths, as fractions."""
    return [Fraction(v, 100) for v in values]


def named(prefix, a, b, t, eta, w):
    """The numbers of one sheet under the names of the handout."""
    values = {"a": a, "b": b, "t": t, "eta": eta, **{f"w{i}": v for i, v in enumerate(w, 1)}}
    return {prefix + name: value for name, value in values.items()}


SIGMOID = named("", *tenths(35, 90, 50, 100), tenths(30, 90, 10, 80, 40, 60))
RELU = named("relu_", *tenths(20, 30, 50, 100), tenths(50, 80, 60, 20, 10, 70))


def table(a, b, t, eta, w1, w2, w3, w4, w5, w6, activation):
    """One step of BP in floats, to see whether numbers will do."""
    x, t, W1, w2 = promoted((a, b), t, ((w3, w4), (w5, w6)), (w1, w2))
    return bp_step(x, t, W1, w2, float(eta), activation)


@numbers(lecture={**SIGMOID, **RELU})
def draw(rng):
    """Two networks whose deltas are large enough to be told from wrong ones; ReLU with one unit dead in about half."""
    return {**first(sigmoid_numbers, rng), **first(relu_numbers, rng)}


def first(sample, rng):
    """The first network that will do."""
    return next(drawn for drawn in iter(lambda: sample(rng), ...) if drawn is not None)


def sigmoid_numbers(rng):
    """Inputs in steps of 0.05 and weights in steps of 0.1, well apart."""
    a, b = (5 * int(v) for v in rng.integers(2, 20, 2))
    w = [10 * int(v) for v in rng.choice([-9, -8, -7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7, 8, 9], 6)]
    t, eta = int(rng.choice([10, 20, 80, 90])), int(rng.choice([40, 60, 80, 120, 150, 200]))
    if abs(a - b) < 20 or abs(w[0] - w[1]) < 20 or abs(w[3] - w[4]) < 20:
        return None
    drawn = named("", *tenths(a, b, t, eta), tenths(*w))
    seen = table(**drawn, activation="sigmoid")
    large = abs(seen["g"]) >= 0.03 and min(abs(seen["e"])) >= 0.005 and abs(seen["net"]) > 0.05
    return drawn if large and min(abs(seen["net1"])) > 0.05 and told_apart(seen, np.array(w[:2]) / 100) else None


def told_apart(seen, w2):
    """Whether the usual wrong derivatives, and the new output weights in e, change the deltas by 5 % at least."""
    net, o, net1, o1 = seen["net"], seen["o"], seen["net1"], seen["o1"]
    final, hidden = o * (1 - o), o1 * (1 - o1)
    wrong = np.array([o, 1 - o, 1 - o**2, net * (1 - net), sigmoid(o) * (1 - sigmoid(o))]) / final
    behind = np.concatenate([final / hidden, net1 * (1 - net1) / hidden, seen["w2_new"] / w2])
    return min(abs(np.concatenate([wrong, behind]) - 1)) >= 0.05


def relu_numbers(rng):
    """Inputs and weights in steps of 0.1; one hidden unit dead in about half of the draws, never both."""
    a, b, t = (10 * int(v) for v in rng.integers(1, 10, 3))
    w = [10 * int(v) for v in rng.choice([-9, -8, -7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7, 8, 9], 6)]
    eta, dead = int(rng.choice([40, 60, 80, 120, 150, 200])), rng.random() < 0.25  # the dead are taken more often
    if abs(a - b) < 20 or abs(w[0] - w[1]) < 20 or abs(w[3] - w[4]) < 20:
        return None
    nets = a * w[2] + b * w[3], a * w[4] + b * w[5]
    if (min(nets) < 0) != dead or max(nets) < 0:  # most are turned down by this, in plain integers
        return None
    drawn = named("relu_", *tenths(a, b, t, eta), tenths(*w))
    seen = table(**{name.removeprefix("relu_"): value for name, value in drawn.items()}, activation="relu")
    clear = min(abs(seen["net1"])) >= 0.05 and seen["net"] >= 0.05 and abs(t / 100 - seen["o"]) >= 0.1
    if not clear:
        return None
    after = table(
        a / 100,
        b / 100,
        t / 100,
        eta / 100,
        *seen["w2_new"],
        *seen["W1_new"].ravel(),
        activation="relu",
    )
    # So far from the kink that a slip on the way does not kill a unit, after which there would be nothing left to do.
    kept = np.all((after["net1"] > 0) == (seen["net1"] > 0)) and after["net"] >= 0.2
    return drawn if kept and min(abs(after["net1"])) >= 0.1 else None


@step
def net1(a, b, w3, w4, w5, w6):
    return weighted(incoming(((w3, w4), (w5, w6)))[0], (a, b))


@step
def net2(a, b, w3, w4, w5, w6):
    return weighted(incoming(((w3, w4), (w5, w6)))[1], (a, b))


@step
def o1(net1, *, activation="sigmoid"):
    return hidden_output(net1, activation)


@step
def o2(net2, *, activation="sigmoid"):
    return hidden_output(net2, activation)


@step
def net3(o1, o2, w1, w2):
    return weighted((w1, w2), (o1, o2))


@step
def o(net3, *, activation="sigmoid"):
    return final_output(net3, activation)


@step
def g(t, net3, o, *, activation="sigmoid"):
    return output_delta(t, o, final_slope(net3, o, activation))


@step
def e1(g, w1, w2, w1_new, t, net3, o, net1, o1, *, activation="sigmoid"):
    return hidden_delta(g, w1, w2, w1_new, t, o, o1, hidden_slope(net1, o1, net3, o, activation))


@step
def e2(g, w1, w2, w2_new, t, net3, o, net2, o2, *, activation="sigmoid"):
    return hidden_delta(g, w2, w1, w2_new, t, o, o2, hidden_slope(net2, o2, net3, o, activation))


@step
def w1_new(w1, eta, g, o1, o2, net1, a, o):
    return output_weight(w1, eta, g, into_output(o1, o2, net1, a, o))


@step
def w2_new(w2, eta, g, o1, o2, net2, b, o):
    return output_weight(w2, eta, g, into_output(o2, o1, net2, b, o))


@step
def w3_new(w3, eta, e1, e2, a, b, o1):
    return hidden_weight(w3, eta, delta_at(e1, e2), into_hidden(a, b, o1))


@step
def w4_new(w4, eta, e1, e2, a, b, o1):
    return hidden_weight(w4, eta, delta_at(e1, e2), into_hidden(b, a, o1))


@step
def w5_new(w5, eta, e1, e2, a, b, o2):
    return hidden_weight(w5, eta, delta_at(e2, e1), into_hidden(a, b, o2))


@step
def w6_new(w6, eta, e1, e2, a, b, o2):
    return hidden_weight(w6, eta, delta_at(e2, e1), into_hidden(b, a, o2))


@step
def net1_after(a, b, w3, w4, w5, w6, w3_new, w4_new, w5_new, w6_new):
    new, old = ((w3_new, w4_new), (w5_new, w6_new)), ((w3, w4), (w5, w6))
    return weighted(incoming(in_second_pass(new, old))[0], (a, b))


@step
def net2_after(a, b, w3, w4, w5, w6, w3_new, w4_new, w5_new, w6_new):
    new, old = ((w3_new, w4_new), (w5_new, w6_new)), ((w3, w4), (w5, w6))
    return weighted(incoming(in_second_pass(new, old))[1], (a, b))


@step
def o1_after(net1_after, *, activation="sigmoid"):
    return hidden_output(net1_after, activation)


@step
def o2_after(net2_after, *, activation="sigmoid"):
    return hidden_output(net2_after, activation)


@step
def net3_after(o1, o2, o1_after, o2_after, w1, w2, w1_new, w2_new):
    outputs = outputs_in_second_pass((o1_after, o2_after), (o1, o2))
    return weighted(output_in_second_pass((w1_new, w2_new), (w1, w2)), outputs)


@step
def o_after(net3_after, *, activation="sigmoid"):
    return final_output(net3_after, activation)


@step
def loss_before(t, o):
    return half_square(t, o)


@step
def loss_after(t, o_after):
    return half_square(t, o_after)


# The ReLU sheet: the same steps on its own numbers, all of whose names begin with relu_.
relu_net1, relu_net2, relu_net3 = (again(f, "relu_") for f in (net1, net2, net3))
relu_o1, relu_o2, relu_o = (again(f, "relu_", activation="relu") for f in (o1, o2, o))
relu_g, relu_e1, relu_e2 = (again(f, "relu_", activation="relu") for f in (g, e1, e2))
relu_w1_new, relu_w2_new, relu_w3_new = (again(f, "relu_") for f in (w1_new, w2_new, w3_new))
relu_w4_new, relu_w5_new, relu_w6_new = (again(f, "relu_") for f in (w4_new, w5_new, w6_new))
relu_net1_after, relu_net2_after, relu_net3_after = (again(f, "relu_") for f in (net1_after, net2_after, net3_after))
relu_o1_after, relu_o2_after = (again(f, "relu_", activation="relu") for f in (o1_after, o2_after))
relu_o_after = again(o_after, "relu_", activation="relu")
relu_loss_before, relu_loss_after = (again(f, "relu_") for f in (loss_before, loss_after))


@step
def relu_loss_fell(relu_loss_before, relu_loss_after):
    return "yes" if relu_loss_after < relu_loss_before else "no"


@step
def hidden_error(g, w_h, df_h):
    """e_h."""
    return g * w_h * df_h


# ---- Known mistakes: at the output


@misconception(of=error)
def error_flipped(t, o):
    """Your error has the wrong sign, so the loss rises: g begins with target minus output."""
    return o - t


@misconception(of=error)
def factor_two(t, o):
    """There is a factor 2 too much in g. The 1/2 in the loss cancels the 2 that comes from the square."""
    return 2 * (t - o)


@misconception(of=error)
def loss_for_error(t, o):
    """You put the loss where its derivative belongs: g begins with t - o itself, not with its square."""
    return (t - o) ** 2 / 2


@misconception(of=error)
def square_for_error(t, o):
    """You square t - o. The derivative of the loss is proportional to t - o itself, which also has a sign."""
    return (t - o) ** 2


@misconception(of=final_slope)
def final_slope_forgotten(net, o, activation):
    """f'(net) of the output unit is missing in g: the error has to go back through its sigmoid as well."""
    return 1


@misconception(of=final_slope)
def final_slope_at_net(net, o, activation):
    """In g you write net (1 - net). The sigmoid's derivative in terms of its output is o (1 - o)."""
    return net * (1 - net) if activation == "sigmoid" else slope(net, o, activation)


@misconception(of=final_slope)
def sigmoid_twice(net, o, activation):
    """In g you apply the sigmoid to o once more. o is the sigmoid of net already: its derivative is o (1 - o)."""
    return sigmoid(o) * (1 - sigmoid(o)) if activation == "sigmoid" else slope(net, o, activation)


@misconception(of=final_slope)
def final_slope_rest_alone(net, o, activation):
    """In g the derivative of the sigmoid has only its factor 1 - o; the factor o is missing."""
    return 1 - o if activation == "sigmoid" else slope(net, o, activation)


@misconception(of=final_slope)
def final_slope_o_alone(net, o, activation):
    """In g the derivative of the sigmoid has only its factor o; the factor 1 - o is missing."""
    return o if activation == "sigmoid" else slope(net, o, activation)


@misconception(of=slope)
def slope_of_tanh(net, o, activation):
    """1 - o^2 is the derivative of tanh. That of the sigmoid is o (1 - o)."""
    return 1 - o**2 if activation == "sigmoid" else (net > 0) * 1


@misconception(of=slope)
def slope_of_sigmoid_for_relu(net, o, activation):
    """o (1 - o) is the derivative of the sigmoid. This network has ReLU, whose derivative is much simpler."""
    return o * (1 - o)


# ---- On the way back


@misconception(of=way_back)
def updated_weight(w_h, w_other, w_h_new):
    """You used the output weight after its update; the error goes back through the weight of the forward pass."""
    return w_h_new


@misconception(of=way_back)
def weight_forgotten(w_h, w_other, w_h_new):
    """In e the output weight is missing: a hidden unit has a share in the error in proportion to it."""
    return 1


@misconception(of=way_back)
def weights_exchanged(w_h, w_other, w_h_new):
    """In e you use the other unit's output weight. w1 leads from unit 1, w2 from unit 2."""
    return w_other


@misconception(of=way_back)
def weights_added(w_h, w_other, w_h_new):
    """In e you add both output weights. Only the one that leads from this very unit carries its error."""
    return w_h + w_other


@misconception(of=returned)
def raw_error_returned(g, w, t, o, o_h):
    """You send t - o back. It is g that goes back: the output's derivative belongs to the way."""
    return error(t, o) * w


@misconception(of=returned)
def target_for_hidden(g, w, t, o, o_h):
    """You compare the hidden output with the target. Hidden units have none: their error comes back from the output."""
    return t - o_h


@misconception(of=hidden_slope)
def hidden_slope_forgotten(net_h, o_h, net, o, activation):
    """In e the derivative f' of the hidden unit itself is missing."""
    return 1


@misconception(of=hidden_slope)
def slope_of_the_output(net_h, o_h, net, o, activation):
    """In e you use the output unit's o (1 - o). Each unit has its own derivative, at its own output."""
    return slope(net, o, activation) if activation == "sigmoid" else slope(net_h, o_h, activation)


@misconception(of=hidden_slope)
def hidden_slope_at_net(net_h, o_h, net, o, activation):
    """In e you write net (1 - net). The sigmoid's derivative in terms of its output is o (1 - o)."""
    return net_h * (1 - net_h) if activation == "sigmoid" else slope(net_h, o_h, activation)


@misconception(of=hidden_slope)
def output_for_slope(net_h, o_h, net, o, activation):
    """In e you multiply by the unit's output. ReLU's derivative is 1 where its net is positive, and 0 elsewhere."""
    return o_h if activation == "relu" else slope(net_h, o_h, activation)


# ---- New weights


@misconception(of=moved)
def rate_forgotten(w, eta, delta, x):
    """The steps of your weights are not scaled by eta."""
    return w + delta * x


@misconception(of=moved)
def rate_of_one_half(w, eta, delta, x):
    """You work with a learning rate of 0.5. Look again at the one that is given."""
    return w + delta * x / 2


@misconception(of=moved)
def step_subtracted(w, eta, delta, x):
    """You subtract the step. With t - o in g the minus of the descent is in it already: eta delta x is added."""
    return w - eta * delta * x


@misconception(of=moved)
def change_alone(w, eta, delta, x):
    """What you give is the change. The new weight is the old one plus the change."""
    return eta * delta * x


@misconception(of=into_output)
def net_for_output(o_h, o_other, net_h, x, o):
    """In the output weights' step you multiply by net. What such a weight carries is the hidden unit's output."""
    return net_h


@misconception(of=into_output)
def inputs_for_outputs(o_h, o_other, net_h, x, o):
    """In the output weights' step you multiply by A and B. What such a weight carries is the hidden unit's output."""
    return x


@misconception(of=into_output)
def own_output_for_input(o_h, o_other, net_h, x, o):
    """In the output weights' step you multiply by the output o. A weight's step has what comes in through it."""
    return o


@misconception(of=into_output)
def outputs_exchanged(o_h, o_other, net_h, x, o):
    """In the output weights' step the hidden outputs are exchanged. w1 comes from unit 1, w2 from unit 2."""
    return o_other


@misconception(of=into_hidden)
def inputs_exchanged(x, other, o_h):
    """In the hidden weights' step A and B are exchanged. w3 and w5 come from A, w4 and w6 from B."""
    return other


@misconception(of=into_hidden)
def output_for_input(x, other, o_h):
    """In the hidden weights' step you multiply by the unit's own output. It is the input that such a weight carries."""
    return o_h


@misconception(of=delta_at)
def deltas_exchanged(e_h, e_other):
    """In the hidden weights' step the deltas are exchanged. w3 and w4 lead to unit 1, w5 and w6 to unit 2."""
    return e_other


@misconception(of=hidden_weight)
def hidden_layer_kept(w, eta, e, x):
    """The hidden layer's weights do not move in your work. BP changes them too: that is what e is for."""
    return w


@misconception(of=crossed)
def outer_product_transposed(delta, x):
    """Your change of W1 is transposed. W1[to, from] changes by eta e[to] x[from]."""
    return delta.T, x.T


# ---- Forward


@misconception(of=incoming)
def rows_for_columns(w):
    """The cross edges are exchanged: w4 leads from B to unit 1, w5 from A to unit 2; in code W1 is [to, from]."""
    return w.T if isinstance(w, np.ndarray) else tuple(zip(*w, strict=True))


@misconception(of=hidden_output)
def hidden_linear(net, activation):
    """Your hidden units give their net itself. It still has to go through the activation."""
    return net


@misconception(of=hidden_output)
def hidden_sigmoid_for_relu(net, activation):
    """Your hidden units go through the sigmoid here. This network has ReLU."""
    return sigmoid(net)


@misconception(of=final_output)
def final_linear(net, activation):
    """Your output unit gives its net itself. It has the same activation as the hidden units."""
    return net


@misconception(of=sigmoid)
def tanh_for_sigmoid(net):
    """You use tanh. The activation is the sigmoid, whose values lie between 0 and 1."""
    return np.tanh(np.asarray(net, float))


@misconception(of=sigmoid)
def exponent_positive(net):
    """Your sigmoid falls where it should rise: the exponent is -net."""
    return 0.5 * (1 - np.tanh(0.5 * np.asarray(net, float)))


@misconception(of=in_second_pass)
def old_weights_again(new, old):
    """Your second pass uses the old weights. It is there to see what the new ones do."""
    return old


@misconception(of=output_in_second_pass)
def old_output_weights_again(new, old):
    """In your second pass the output weights are still the old ones."""
    return old


@misconception(of=outputs_in_second_pass)
def old_outputs_again(new, old):
    """In your second pass the hidden outputs are still the old ones. They change with the weights before them."""
    return old


@misconception(of=half_square)
def half_left_out(t, o):
    """The 1/2 of the loss is missing."""
    return (t - o) ** 2


@misconception(of=half_square)
def size_for_loss(t, o):
    """You give the size of the error |t - o|. The loss is half its square."""
    return abs(t - o)


@misconception(of=promoted)
def integers_kept(*arrays):
    """With integers your result is cut to integers, or wraps around: go over to floats first."""
    kept = [np.asarray(a) for a in arrays]
    return kept if any(a.dtype.kind == "f" for a in kept) else [a.astype(np.int8) for a in kept]


@misconception(of=kink)
def slope_one_at_zero(value, net, activation):
    """You take ReLU's derivative at net = 0 as 1. In the lecture it is 0 there."""
    return np.where((activation == "relu") & (net == 0), 1, value)


@misconception(of=kink)
def slope_half_at_zero(value, net, activation):
    """You take ReLU's derivative at net = 0 as 1/2. In the lecture it is 0 there."""
    return np.where((activation == "relu") & (net == 0), 0.5, value)


@misconception(of=kink)
def slope_always_one(value, net, activation):
    """You take ReLU's derivative as 1 everywhere. A unit whose net is not positive is dead: nothing goes back."""
    return np.where(activation == "relu", 1, value)


@misconception(of=kink)
def slopes_at_net(value, net, activation):
    """Your sigmoid's derivative is net (1 - net). In terms of the output it is o (1 - o)."""
    return net * (1 - net) if activation == "sigmoid" else value


@misconception(of=kink)
def slopes_at_output(value, net, activation):
    """Your derivative applies the sigmoid to o once more. Give it net, or write o (1 - o) with the o that you have."""
    return slope(net, sigmoid(sigmoid(net)), activation) if activation == "sigmoid" else value


@misconception(of=last_unit)
def output_unit_linear(net, activation):
    """Your output unit is linear: o = net, g = t - o. It has the same activation as the hidden units, in g too."""
    return net, 1


@misconception(of=crossed)
def no_outer_product(delta, x):
    """e * x is one row, and is added to both rows of W1. W1[to, from] changes by eta e[to] x[from]: np.outer(e, x)."""
    return delta.T, x


@misconception(of=bp_step)
def transposed_throughout(x, t, W1, w2, eta, activation):
    """You read W1 as [from, to]. It is W1[to, from]: the nets are W1 @ x, a row for each hidden unit."""
    step = bp_step(x, t, np.asarray(W1).T, w2, eta, activation)
    return {**step, "W1_new": step["W1_new"].T}


@misconception(of=bp_step)
def rate_in_deltas(x, t, W1, w2, eta, activation):
    """Your g and e have eta in them. The deltas are derivatives; eta comes in where the weights move."""
    step = bp_step(x, t, W1, w2, eta, activation)
    return {**step, "g": eta * step["g"], "e": eta * step["e"]}


@misconception(of=bp_step)
def activation_ignored(x, t, W1, w2, eta, activation):
    """You compute with the sigmoid whatever `activation` says."""
    return bp_step(x, t, W1, w2, eta, "sigmoid")


@misconception(of=bp_step)
def weights_changed_in_place(x, t, W1, w2, eta, activation):
    """`W1 += ...` changes the caller's arrays. Write W1_new = W1 + ..., which makes a new one."""
    step = bp_step(x, t, W1, w2, eta, activation)
    for given, new in ((W1, step["W1_new"]), (w2, step["w2_new"])):
        if isinstance(given, np.ndarray) and given.dtype.kind == "f" and given.flags.writeable:
            given[:] = new
    return step


# ---- Known mistakes in the formula


@misconception(of=hidden_error)
def formula_without_slope(g, w_h, df_h):
    """The derivative of the hidden unit itself is missing."""
    return g * w_h


@misconception(of=hidden_error)
def formula_without_weight(g, w_h, df_h):
    """The output weight is missing: a hidden unit has a share in the error in proportion to it."""
    return g * df_h


@misconception(of=hidden_error)
def formula_without_g(g, w_h, df_h):
    """The delta of the output is missing: it is what goes back."""
    return w_h * df_h


@misconception(of=hidden_error)
def formula_sign(g, w_h, df_h):
    """The sign is wrong. g has the sign of t - o already."""
    return -g * w_h * df_h


@misconception(of=hidden_error)
def formula_divided(g, w_h, df_h):
    """You divide by the weight. Going back through an edge multiplies by it, as going forward does."""
    return g * df_h / w_h


@misconception(of=hidden_error)
def formula_of_sum(g, w_h, df_h):
    """You add what has to be multiplied: each part of the way back is a factor."""
    return (g + w_h) * df_h
