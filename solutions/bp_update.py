"""Reference for `bp_update`: one step of BP in a 2-2-1 network, in code and by hand (decks 000:363-395, 000:968)."""

from fractions import Fraction

import numpy as np

from grader import again, definition, derivatives, expected, misconceptions, numbers, part, steps

# Each part holds one idea, for a number by hand as for an array in code; `f` names the activation of the network.  What
# a student reads of each mistake stands in bp_update.hints.toml.  First what happens at the output.

error = part(
    lambda t, o: t - o,  # what the output falls short of its target
    error_flipped=lambda t, o: o - t,
    factor_two=lambda t, o: 2 * (t - o),
    loss_for_error=lambda t, o: (t - o) ** 2 / 2,
    square_for_error=lambda t, o: (t - o) ** 2,
)
final_slope = part(
    lambda net, o, f: slope(net, o, f),
    final_slope_forgotten=lambda net, o, f: 1,
    final_slope_at_net=lambda net, o, f: net * (1 - net) if f == "sigmoid" else slope(net, o, f),
    sigmoid_twice=lambda net, o, f: sigmoid(o) * (1 - sigmoid(o)) if f == "sigmoid" else slope(net, o, f),
    final_slope_rest_alone=lambda net, o, f: 1 - o if f == "sigmoid" else slope(net, o, f),
    final_slope_o_alone=lambda net, o, f: o if f == "sigmoid" else slope(net, o, f),
)
slope = part(
    lambda net, o, f: o * (1 - o) if f == "sigmoid" else (net > 0) * 1,  # of ReLU 0 at net = 0
    slope_of_tanh=lambda net, o, f: 1 - o**2 if f == "sigmoid" else (net > 0) * 1,
    slope_of_sigmoid_for_relu=lambda net, o, f: o * (1 - o),
)

# On the way back: e_h = g w_h f'(net_h) (000:374), through the weight of the forward pass (000:391)
way_back = part(
    lambda w_h, w_other, w_h_new: w_h,
    updated_weight=lambda w_h, w_other, w_h_new: w_h_new,
    weight_forgotten=lambda w_h, w_other, w_h_new: 1,
    weights_exchanged=lambda w_h, w_other, w_h_new: w_other,
    weights_added=lambda w_h, w_other, w_h_new: w_h + w_other,
)
returned = part(
    lambda g, w, t, o, o_h: g * w,
    raw_error_returned=lambda g, w, t, o, o_h: error(t, o) * w,
    target_for_hidden=lambda g, w, t, o, o_h: t - o_h,
)
hidden_slope = part(
    lambda net_h, o_h, net, o, f: slope(net_h, o_h, f),  # its own
    hidden_slope_forgotten=lambda net_h, o_h, net, o, f: 1,
    slope_of_the_output=lambda net_h, o_h, net, o, f: slope(net, o, f) if f == "sigmoid" else slope(net_h, o_h, f),
    hidden_slope_at_net=lambda net_h, o_h, net, o, f: net_h * (1 - net_h) if f == "sigmoid" else slope(net_h, o_h, f),
    output_for_slope=lambda net_h, o_h, net, o, f: o_h if f == "relu" else slope(net_h, o_h, f),
)

# New weights: w + eta delta x, with the delta of the unit that a weight leads to and the input that it carries
moved = part(
    lambda w, eta, delta, x: w + eta * delta * x,
    rate_forgotten=lambda w, eta, delta, x: w + delta * x,
    rate_of_one_half=lambda w, eta, delta, x: w + delta * x / 2,
    step_subtracted=lambda w, eta, delta, x: w - eta * delta * x,
    change_alone=lambda w, eta, delta, x: eta * delta * x,
)
into_output = part(
    lambda o_h, o_other, net_h, x, o: o_h,
    net_for_output=lambda o_h, o_other, net_h, x, o: net_h,
    inputs_for_outputs=lambda o_h, o_other, net_h, x, o: x,
    own_output_for_input=lambda o_h, o_other, net_h, x, o: o,
    outputs_exchanged=lambda o_h, o_other, net_h, x, o: o_other,
)
into_hidden = part(
    lambda x, other, o_h: x, inputs_exchanged=lambda x, other, o_h: other, output_for_input=lambda x, other, o_h: o_h
)
delta_at = part(lambda e_h, e_other: e_h, deltas_exchanged=lambda e_h, e_other: e_other)
hidden_weight = part(lambda w, eta, e, x: moved(w, eta, e, x), hidden_layer_kept=lambda w, eta, e, x: w)
# Column of deltas and row of inputs, whose product is [to, from]
crossed = part(lambda delta, x: (delta, x), outer_product_transposed=lambda delta, x: (delta.T, x.T))

# Forward: weights [to, from], a row leads to one unit; in the second pass the new ones
incoming = part(
    lambda w: w, rows_for_columns=lambda w: w.T if isinstance(w, np.ndarray) else tuple(zip(*w, strict=True))
)
hidden_output = part(
    lambda net, f: sigmoid(net) if f == "sigmoid" else relu(net),
    hidden_linear=lambda net, f: net,
    hidden_sigmoid_for_relu=lambda net, f: sigmoid(net),
)
final_output = part(lambda net, f: sigmoid(net) if f == "sigmoid" else relu(net), final_linear=lambda net, f: net)
sigmoid = part(
    lambda net: 0.5 * (1 + np.tanh(0.5 * np.asarray(net, float))),  # 1 / (1 + exp(-net)), without overflow
    tanh_for_sigmoid=lambda net: np.tanh(np.asarray(net, float)),
    exponent_positive=lambda net: 0.5 * (1 - np.tanh(0.5 * np.asarray(net, float))),
)
in_second_pass = part(lambda new, old: new, old_weights_again=lambda new, old: old)
output_in_second_pass = part(lambda new, old: in_second_pass(new, old), old_output_weights_again=lambda new, old: old)
outputs_in_second_pass = part(lambda new, old: new, old_outputs_again=lambda new, old: old)
half_square = part(  # the loss (000:373)
    lambda t, o: (t - o) ** 2 / 2, half_left_out=lambda t, o: (t - o) ** 2, size_for_loss=lambda t, o: abs(t - o)
)

# What only code meets: small integers, whose products would wrap around, and f'(net) at net = 0; no net by hand is 0
promoted = part(
    lambda *arrays: [np.asarray(a, np.float64) for a in arrays],
    integers_kept=lambda *arrays: (
        [np.asarray(a) for a in arrays]
        if any(np.asarray(a).dtype.kind == "f" for a in arrays)
        else [np.asarray(a).astype(np.int8) for a in arrays]
    ),
)
kink = part(
    lambda value, net, f: value,
    slope_one_at_zero=lambda value, net, f: np.where((f == "relu") & (net == 0), 1, value),
    slope_half_at_zero=lambda value, net, f: np.where((f == "relu") & (net == 0), 0.5, value),
    slope_always_one=lambda value, net, f: np.where(f == "relu", 1, value),
    slopes_at_net=lambda value, net, f: net * (1 - net) if f == "sigmoid" else value,
    slopes_at_output=lambda value, net, f: slope(net, sigmoid(sigmoid(net)), f) if f == "sigmoid" else value,
)
last_unit = part(
    lambda net, f: ((o := final_output(net, f)), kink(final_slope(net, o, f), net, f)),
    output_unit_linear=lambda net, f: (net, 1),
)
misconceptions(of=crossed, no_outer_product=lambda delta, x: (delta.T, x))

# What has no mistake of its own: g = (t - o) f'(net) (000:370), and e_h of a hidden unit
relu = part(lambda net: (net > 0) * net)
weighted = part(lambda w, x: w[0] * x[0] + w[1] * x[1])
output_delta = part(lambda t, o, slope: error(t, o) * slope)
hidden_delta = part(lambda g, w, other, new, t, o, o_h, slope: returned(g, way_back(w, other, new), t, o, o_h) * slope)


def bp_step(x, t, W1, w2, eta, activation):
    x, t, W1, w2 = promoted(x, t, W1, w2)
    net1 = weighted(incoming(W1).T, x)
    o1 = hidden_output(net1, activation)
    net = weighted(w2, o1)
    o, final = last_unit(net, activation)
    g = output_delta(t, o, final)
    w2_new = moved(w2, eta, g, into_output(o1, o1[::-1], net1, x, o))
    back = kink(hidden_slope(net1, o1, net, o, activation), net1, activation)
    e = hidden_delta(g, w2, w2[::-1], w2_new, t, o, o1, back)
    inputs = into_hidden(x[None, :], x[None, ::-1], o1[:, None])
    W1_new = hidden_weight(W1, eta, *crossed(delta_at(e, e[::-1])[:, None], inputs))
    o1_after = hidden_output(weighted(incoming(in_second_pass(W1_new, W1)).T, x), activation)
    second = output_in_second_pass(w2_new, w2), outputs_in_second_pass(o1_after, o1)
    o_after, _ = last_unit(weighted(*second), activation)
    loss_before, loss_after = (float(half_square(t, out)) for out in (o, o_after))
    seen = {"net1": net1, "o1": o1, "net": float(net), "o": float(o), "g": float(g), "e": e}
    return seen | {"W1_new": W1_new, "w2_new": w2_new, "loss_before": loss_before, "loss_after": loss_after}


def changed(change):
    """A homework whose step is changed, beside what it was called with."""
    return lambda x, t, W1, w2, eta, activation: change(bp_step(x, t, W1, w2, eta, activation), W1, w2, eta)


def in_place(step, W1, w2, eta):
    for given, new in ((W1, step["W1_new"]), (w2, step["w2_new"])):
        if isinstance(given, np.ndarray) and given.dtype.kind == "f" and given.flags.writeable:
            given[:] = new
    return step


misconceptions(
    of=bp_step,
    transposed_throughout=lambda x, t, W1, w2, eta, f: (
        (step := bp_step(x, t, np.asarray(W1).T, w2, eta, f)) | {"W1_new": step["W1_new"].T}
    ),
    rate_in_deltas=changed(lambda step, W1, w2, eta: step | {"g": eta * step["g"], "e": eta * step["e"]}),
    activation_ignored=lambda x, t, W1, w2, eta, activation: bp_step(x, t, W1, w2, eta, "sigmoid"),
    weights_changed_in_place=changed(in_place),
)

# ---- Definitions, for SymPy to differentiate: E of both networks by their weights

DEFINED = {"by": ["W1", "w2"], "shapes": [{"x": (2,), "t": (), "W1": (2, 2), "w2": (2,)}]}
network_error = part(lambda x, t, W1, w2, f: bp_step(x, t, W1, w2, 0.0, f)["loss_before"])


def network_gradient(x, t, W1, w2, activation):
    """dE/dW1 and dE/dw2: a step of length 1 goes the other way."""
    after = bp_step(x, t, W1, w2, 1.0, activation)
    return W1 - after["W1_new"], w2 - after["w2_new"]


def of_network(activation):
    value, gradient = (lambda *given, of=of: of(*given, activation) for of in (network_error, network_gradient))
    return definition(value=value, gradients=[gradient], **DEFINED)


def network_defined(x, t, W1, w2, f):
    return (t - f(w2 @ np.array([f(net) for net in W1 @ x]))) ** 2 / 2


@of_network("sigmoid")
def sigmoid_network_defined(x, t, W1, w2):
    import sympy

    return network_defined(x, t, W1, w2, lambda net: 1 / (1 + sympy.exp(-net)))


@of_network("relu")
def relu_network_defined(x, t, W1, w2):
    """At net = 0 it is the 0 that is differentiated, as in the lecture."""
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
    deltas = {"g": delta_from(dw2, seen["o1"], seen["g"]), "e": delta_from(dW1, x, seen["e"])}
    loss_after = network_error(x, t, W1_new, w2_new, activation)
    return seen | deltas | {"W1_new": W1_new, "w2_new": w2_new, "loss_after": loss_after}


def delta_from(slopes, inputs, otherwise):
    """The delta behind derivatives by weights, taken where most comes in; none shows where nothing does."""
    most = np.argmax(abs(inputs))
    return -slopes[..., most] / inputs[most] if inputs[most] else otherwise


# ---- By hand: the student's own networks, the sigmoid one in floats, the ReLU one in fractions


def named(prefix, w, *rest):
    """The numbers of one sheet, given in hundredths, under the names of the handout."""
    values = dict(zip(["a", "b", "t", "eta", *(f"w{i}" for i in range(1, 7))], [*rest, *w], strict=True))
    return {prefix + name: Fraction(value, 100) for name, value in values.items()}


LECTURE = named("", (30, 90, 10, 80, 40, 60), 35, 90, 50, 100) | named(
    "relu_", (50, 80, 60, 20, 10, 70), 20, 30, 50, 100
)


def table(a, b, t, eta, w1, w2, w3, w4, w5, w6, activation):
    x, t, W1, w2 = promoted((a, b), t, ((w3, w4), (w5, w6)), (w1, w2))
    return bp_step(x, t, W1, w2, float(eta), activation)


@numbers(lecture=LECTURE)
def draw(rng):
    """Two networks whose deltas are large enough to be told from wrong ones; ReLU with one unit dead in about half."""
    return {**first(sigmoid_numbers, rng), **first(relu_numbers, rng)}


def first(sample, rng):
    return next(drawn for drawn in iter(lambda: sample(rng), ...) if drawn is not None)


def sigmoid_numbers(rng):
    """Inputs in steps of 0.05 and weights in steps of 0.1, well apart."""
    a, b = (5 * int(v) for v in rng.integers(2, 20, 2))
    w = [10 * int(v) for v in rng.choice([-9, -8, -7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7, 8, 9], 6)]
    t, eta = int(rng.choice([10, 20, 80, 90])), int(rng.choice([40, 60, 80, 120, 150, 200]))
    if abs(a - b) < 20 or abs(w[0] - w[1]) < 20 or abs(w[3] - w[4]) < 20:
        return None
    drawn = named("", w, a, b, t, eta)
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
    drawn = named("relu_", w, a, b, t, eta)
    seen = table(**{name.removeprefix("relu_"): value for name, value in drawn.items()}, activation="relu")
    if min(abs(seen["net1"])) < 0.05 or seen["net"] < 0.05 or abs(t / 100 - seen["o"]) < 0.1:
        return None
    new = seen["w2_new"], seen["W1_new"].ravel()
    after = table(a / 100, b / 100, t / 100, eta / 100, *new[0], *new[1], activation="relu")
    # So far from the kink that a slip on the way does not kill a unit, after which there would be nothing left to do.
    kept = np.all((after["net1"] > 0) == (seen["net1"] > 0)) and after["net"] >= 0.2
    return drawn if kept and min(abs(after["net1"])) >= 0.1 else None


sheet = steps(
    net1=lambda a, b, w3, w4, w5, w6: weighted(incoming(((w3, w4), (w5, w6)))[0], (a, b)),
    net2=lambda a, b, w3, w4, w5, w6: weighted(incoming(((w3, w4), (w5, w6)))[1], (a, b)),
    o1=lambda net1, *, f="sigmoid": hidden_output(net1, f),
    o2=lambda net2, *, f="sigmoid": hidden_output(net2, f),
    net3=lambda o1, o2, w1, w2: weighted((w1, w2), (o1, o2)),
    o=lambda net3, *, f="sigmoid": final_output(net3, f),
    g=lambda t, net3, o, *, f="sigmoid": output_delta(t, o, final_slope(net3, o, f)),
    e1=lambda g, w1, w2, w1_new, t, net3, o, net1, o1, *, f="sigmoid": hidden_delta(
        g, w1, w2, w1_new, t, o, o1, hidden_slope(net1, o1, net3, o, f)
    ),
    e2=lambda g, w1, w2, w2_new, t, net3, o, net2, o2, *, f="sigmoid": hidden_delta(
        g, w2, w1, w2_new, t, o, o2, hidden_slope(net2, o2, net3, o, f)
    ),
    w1_new=lambda w1, eta, g, o1, o2, net1, a, o: moved(w1, eta, g, into_output(o1, o2, net1, a, o)),
    w2_new=lambda w2, eta, g, o1, o2, net2, b, o: moved(w2, eta, g, into_output(o2, o1, net2, b, o)),
    w3_new=lambda w3, eta, e1, e2, a, b, o1: hidden_weight(w3, eta, delta_at(e1, e2), into_hidden(a, b, o1)),
    w4_new=lambda w4, eta, e1, e2, a, b, o1: hidden_weight(w4, eta, delta_at(e1, e2), into_hidden(b, a, o1)),
    w5_new=lambda w5, eta, e1, e2, a, b, o2: hidden_weight(w5, eta, delta_at(e2, e1), into_hidden(a, b, o2)),
    w6_new=lambda w6, eta, e1, e2, a, b, o2: hidden_weight(w6, eta, delta_at(e2, e1), into_hidden(b, a, o2)),
    net1_after=lambda a, b, w3, w4, w5, w6, w3_new, w4_new, w5_new, w6_new: weighted(
        incoming(in_second_pass(((w3_new, w4_new), (w5_new, w6_new)), ((w3, w4), (w5, w6))))[0], (a, b)
    ),
    net2_after=lambda a, b, w3, w4, w5, w6, w3_new, w4_new, w5_new, w6_new: weighted(
        incoming(in_second_pass(((w3_new, w4_new), (w5_new, w6_new)), ((w3, w4), (w5, w6))))[1], (a, b)
    ),
    o1_after=lambda net1_after, *, f="sigmoid": hidden_output(net1_after, f),
    o2_after=lambda net2_after, *, f="sigmoid": hidden_output(net2_after, f),
    net3_after=lambda o1, o2, o1_after, o2_after, w1, w2, w1_new, w2_new: weighted(
        output_in_second_pass((w1_new, w2_new), (w1, w2)), outputs_in_second_pass((o1_after, o2_after), (o1, o2))
    ),
    o_after=lambda net3_after, *, f="sigmoid": final_output(net3_after, f),
    loss_before=lambda t, o: half_square(t, o),
    loss_after=lambda t, o_after: half_square(t, o_after),
)
# The ReLU sheet: the same steps on its own numbers, all of whose names begin with relu_.
fixed = {name: {"f": "relu"} if step.__kwdefaults__ else {} for name, step in sheet.items()}
steps(**{f"relu_{name}": again(step, "relu_", **fixed[name]) for name, step in sheet.items()})
steps(
    relu_loss_fell=lambda relu_loss_before, relu_loss_after: "yes" if relu_loss_after < relu_loss_before else "no",
    hidden_error="g * w_h * df_h",
)
misconceptions(
    of="hidden_error",
    formula_without_slope="g * w_h",
    formula_without_weight="g * df_h",
    formula_without_g="w_h * df_h",
    formula_sign="-g * w_h * df_h",
    formula_divided="g * df_h / w_h",
    formula_of_sum="(g + w_h) * df_h",
)
