"""Reference for `rnn`: the vanilla recurrent network forward and back through time (decks 000:841-846, 002:531-571)."""

from fractions import Fraction

import numpy as np

from grader import (
    compiled,
    definition,
    derivatives,
    expected,
    misconception,
    misconceptions,
    numbers,
    part,
    steps,
    twin,
)


def promoted(x):
    """float64, but float32 stays float32."""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)


# ---- Forward

net = part(
    lambda x, h, W_xh, W_hh: W_hh @ h + W_xh @ x,  # 000:841
    recurrent_matrix_transposed=lambda x, h, W_xh, W_hh: W_hh.T @ h + W_xh @ x,
    input_matrix_transposed=lambda x, h, W_xh, W_hh: W_hh @ h + W_xh.T @ x,
    row_vectors=lambda x, h, W_xh, W_hh: h @ W_hh + x @ W_xh,
    matrices_exchanged=lambda x, h, W_xh, W_hh: W_xh @ h + W_hh @ x,
    state_left_out=lambda x, h, W_xh, W_hh: W_xh @ x + 0 * h,
    input_left_out=lambda x, h, W_xh, W_hh: W_hh @ h,
)
squashed = part(
    lambda z: np.tanh(z),
    tanh_forgotten=lambda z: z,
    sigmoid_for_tanh=lambda z: 1 / (1 + np.exp(-z)),
    relu_for_tanh=lambda z: np.maximum(z, 0),
    tan_for_tanh=lambda z: np.tan(z),
)
state = part(
    lambda x, h, W_xh, W_hh, b_h=0: squashed(net(x, h, W_xh, W_hh) + b_h),
    tanh_of_the_state_only=lambda x, h, W_xh, W_hh, b_h=0: np.tanh(W_hh @ h) + W_xh @ x + b_h,
    tanh_of_the_input_only=lambda x, h, W_xh, W_hh, b_h=0: W_hh @ h + np.tanh(W_xh @ x + b_h),
    two_tanhs=lambda x, h, W_xh, W_hh, b_h=0: np.tanh(W_hh @ h) + np.tanh(W_xh @ x + b_h),
)
start = part(lambda h0: h0, started_at_zero=lambda h0: np.zeros_like(h0))  # the state before the first step
carried = part(lambda h0, h: h, always_from_the_start=lambda h0, h: h0)  # what the next step starts from
read_from = part(lambda before, after: after, output_of_the_old_state=lambda before, after: before)
output = part(
    lambda h, W_hy, b_y=0: h @ W_hy.T + b_y,  # y_t = W_hy h_t + b_y, for one state or a row of them (000:846)
    output_squashed=lambda h, W_hy, b_y=0: np.tanh(h @ W_hy.T + b_y),
    output_as_probabilities=lambda h, W_hy, b_y=0: (e := np.exp(h @ W_hy.T + b_y)) / e.sum(axis=-1, keepdims=True),
    output_matrix_transposed=lambda h, W_hy, b_y=0: h @ W_hy + b_y,
)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = map(promoted, (X, h0, W_xh, W_hh, W_hy))
    b_h, b_y = (0 if b is None else promoted(b) for b in (b_h, b_y))
    hs = [h0]
    for t, x in enumerate(X):
        hs.append(next_state(x, carried(h0, hs[-1]) if t else start(h0), W_xh, W_hh, b_h))
    hs = np.stack(hs)
    return returned(hs), output(read_from(hs[:-1], hs[1:]), W_hy, b_y)


def next_state(x, h, W_xh, W_hh, b_h):
    return state(x, h, W_xh, W_hh, b_h)


returned = part(
    lambda hs: hs, start_left_out=lambda hs: hs[1:], last_state_everywhere=lambda hs: np.tile(hs[-1], (len(hs), 1))
)


@misconception(of=next_state)
def new_components_at_once(x, h, W_xh, W_hh, b_h):
    h, b_h = h.copy(), b_h + 0 * h
    for i in range(len(h)):
        h[i] = squashed(W_hh[i] @ h + W_xh[i] @ x + b_h[i])
    return h


@misconception(of=rnn_forward)
def start_overwritten(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h, b_y)
    if isinstance(h0, np.ndarray):
        h0[:] = hs[-1]
    return hs, Y


misconceptions(
    of=rnn_forward,
    hidden_bias_left_out=lambda X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None: rnn_forward(
        X, h0, W_xh, W_hh, W_hy, b_y=b_y
    ),
    output_bias_left_out=lambda X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None: rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h),
    biases_left_out=lambda X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None: rnn_forward(X, h0, W_xh, W_hh, W_hy),
)
misconceptions(of=next_state, bias_outside_tanh=lambda x, h, W_xh, W_hh, b_h: state(x, h, W_xh, W_hh) + b_h)
rnn_cell_concat = part(
    lambda x, h, W: np.tanh(promoted(W) @ np.concatenate([promoted(x), promoted(h)])),  # tanh(W [x, h]) (002:533)
    state_before_input=lambda x, h, W: rnn_cell_concat(h, x, W),
    cell_without_tanh=lambda x, h, W: promoted(W) @ np.concatenate([promoted(x), promoted(h)]),
    cell_with_sigmoid=lambda x, h, W: 1 / (1 + np.exp(-promoted(W) @ np.concatenate([promoted(x), promoted(h)]))),
)

# ---- Back through time

slope = part(
    lambda hs, t: 1 - hs[t + 1] ** 2,  # tanh' at step t, from the state after it
    slope_forgotten=lambda hs, t: np.ones_like(hs[t + 1]),
    slope_of_the_state_before=lambda hs, t: 1 - hs[t] ** 2,
    slope_not_squared=lambda hs, t: 1 - hs[t + 1],
    slope_of_sigmoid=lambda hs, t: hs[t + 1] * (1 - hs[t + 1]),
    slope_of_tanh_twice=lambda hs, t: 1 - np.tanh(hs[t + 1]) ** 2,
)
stepped_back = part(  # to the state before step t: what comes of its own loss and of later ones, by the slope s
    lambda W_hh, own, later, s, t: W_hh.T @ ((later + own) * s),
    back_without_transpose=lambda W_hh, own, later, s, t: W_hh @ ((later + own) * s),
    back_without_matrix=lambda W_hh, own, later, s, t: (later + own) * s,
)
kept = part(lambda dh: dh, cut_after_one_step=lambda dh: 0 * dh)  # what of later losses goes on through a step


def hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy):
    """dW_xh, dW_hh, dh0 and dX from the gradients of the outputs, from the last step back."""
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        own, later, s = W_hy.T @ dys[t], kept(dh), slope(hs, t)
        dz = (later + own) * s
        dW_xh = added(dW_xh, np.outer(dz, X[t]))
        dW_hh = added(dW_hh, np.outer(dz, state_before(hs, t)))
        dX[t] = W_xh.T @ dz
        dh = stepped_back(W_hh, own, later, s, t)
    return dW_xh, dW_hh, dh, dX


def altered(alter):
    return lambda X, hs, dys, W_xh, W_hh, W_hy: alter(*hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy), hs[0])


misconceptions(
    of=stepped_back,
    cut_after_two_steps=lambda W_hh, own, later, s, t: W_hh.T @ ((own if t else later + own) * s),
)
added = part(lambda total, new: total + new, overwritten=lambda total, new: new)
misconceptions(
    of=hidden_gradients,
    only_the_last_loss=lambda X, hs, dys, *weights: hidden_gradients(
        X, hs, np.append(0 * dys[:-1], dys[-1:], 0), *weights
    ),
)
state_before = part(lambda hs, t: hs[t], state_of_the_same_step=lambda hs, t: hs[t + 1])
misconceptions(of=hidden_gradients, gradient_transposed=altered(lambda xh, hh, dh0, dX, h0: (xh, hh.T, dh0, dX)))
misconceptions(
    of=stepped_back,
    start_one_step_short=lambda W_hh, own, later, s, t: W_hh.T @ ((later + own) * s) if t else (later + own) * s,
)
misconceptions(
    of=hidden_gradients,
    start_behind_a_tanh=altered(lambda xh, hh, dh0, dX, h0: (xh, hh, dh0 * (1 - h0**2), dX)),
)
misconceptions(of=stepped_back, carried_past_the_tanh=lambda W_hh, own, later, s, t: W_hh.T @ (later + own))
misconceptions(
    of=hidden_gradients, inputs_backwards=altered(lambda xh, hh, dh0, dX, h0: (xh, hh, dh0, dX[::-1].copy()))
)


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    """E = 1/2 sum (Y - targets)^2 and its gradients."""
    X, h0, W_xh, W_hh, W_hy = map(promoted, (X, h0, W_xh, W_hh, W_hy))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dys = Y - promoted(targets)
    dW_xh, dW_hh, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    loss, dW_hy = float((dys**2).sum() / 2), output_gradient(dys, hs)
    return {"loss": loss, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": dW_hy, "dh0": dh0, "dX": dX}


def scaled(loss=lambda loss, T: loss, gradient=lambda dW, T: dW):
    """rnn_bptt whose loss or whose gradients are others, for T steps."""
    return lambda X, *given: {
        name: (loss if name == "loss" else gradient)(value, len(X)) for name, value in rnn_bptt(X, *given).items()
    }


misconceptions(
    of=rnn_bptt,
    clipped=scaled(gradient=lambda dW, T: np.clip(dW, -5, 5)),
    averaged_over_steps=scaled(lambda loss, T: loss / max(T, 1), lambda dW, T: dW / max(T, 1)),
    factor_half_forgotten_in_loss=scaled(loss=lambda loss, T: 2 * loss),
    factor_two=scaled(gradient=lambda dW, T: 2 * dW),
    downhill=scaled(gradient=lambda dW, T: -dW),
)
output_gradient = part(lambda dys, hs: dys.T @ hs[1:], output_gradient_of_the_old_state=lambda dys, hs: dys.T @ hs[:-1])

# ---- Definition, for SymPy to differentiate: E of one and of two unrolled steps

ARRAYS = ("X", "h0", "W_xh", "W_hh", "W_hy")
UNROLLED = [
    {"X": (T, d), "h0": (H,), "W_xh": (H, d), "W_hh": (H, H), "W_hy": (K, H), "targets": (T, K)}
    for T, d, H, K in ((1, 1, 1, 1), (1, 3, 2, 2), (2, 2, 2, 2), (2, 3, 2, 1))
]


def rnn_error(*given):
    return rnn_bptt(*given)["loss"]


def rnn_gradients(*given):
    found = rnn_bptt(*given)
    return tuple(found[f"d{name}"] for name in ARRAYS)


@definition(value=rnn_error, gradients=[rnn_gradients], by=ARRAYS, shapes=UNROLLED)
def unrolled(X, h0, W_xh, W_hh, W_hy, targets):
    import sympy

    error, h = 0, h0
    for x, target in zip(X, targets, strict=True):
        h = np.array([sympy.tanh(z) for z in W_hh @ h + W_xh @ x])
        error += sum((W_hy @ h - target) ** 2) / 2
    return error


@expected(of=rnn_bptt)
def rnn_bptt_derived(X, h0, W_xh, W_hh, W_hy, targets):
    found = derivatives(unrolled, X, h0, W_xh, W_hh, W_hy, targets)
    loss = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)["loss"]
    return {"loss": loss} | {f"d{name}": gradient for name, gradient in zip(ARRAYS, found, strict=True)}


# ---- A twin, for Numba to compile


@twin(of=hidden_gradients)
def hidden_gradients_compiled(X, hs, dys, W_xh, W_hh, W_hy):
    given = X, hs, dys, W_xh, W_hh, W_hy
    return (compiled(walked_back) if all(a.dtype == np.float64 for a in given) else hidden_gradients)(*given)


def walked_back(X, hs, dys, W_xh, W_hh, W_hy):
    """What each unit of each step, from the last on, hands to the weights, to the input and to the step before."""
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(hs[0])
    for t in range(len(X) - 1, -1, -1):
        passed = np.zeros_like(dh)
        for i in range(len(dh)):
            dz = dh[i]
            for k in range(len(W_hy)):
                dz += W_hy[k, i] * dys[t, k]
            dz *= 1 - hs[t + 1, i] ** 2
            for j in range(X.shape[1]):
                dW_xh[i, j] += dz * X[t, j]
                dX[t, j] += W_xh[i, j] * dz
            for j in range(len(dh)):
                dW_hh[i, j] += dz * hs[t, j]
                passed[j] += W_hh[i, j] * dz
        dh = passed
    return dW_xh, dW_hh, dh, dX


# ---- By hand: two steps on the student's own numbers, and how often each matrix takes part


def tenths(*values):
    return tuple(tenths(*v) if np.ndim(v) else Fraction(int(v), 10) for v in values)


MATRICES = {"w_xh": tenths((1, 4), (-6, 3)), "w_hh": tenths((5, -3), (2, 1)), "w_hy": tenths((10, -10), (5, 2))}
STATES = {"h_0": tenths(2, -1), "x_1": tenths(10, 0), "x_2": tenths(0, 10)}


@numbers(lecture={**MATRICES, **STATES, "count_t": 3, "count_losses": (3,), "count_h0": (0, 0)})
def draw(rng):
    """Two steps in which known mistakes show in the second decimal; 2 or 3 losses among 4 to 7 steps."""
    drawn = {name: rng.integers(-9, 10, size=np.shape(value)) for name, value in (MATRICES | STATES).items()}
    if not all(map(np.all, drawn.values())):
        return None
    W_xh, W_hh, W_hy, h_0, x_1, x_2 = (value / 10 for value in drawn.values())
    if not 0.5 <= max(abs(np.linalg.eigvals(W_hh))) <= 1.1:
        return None
    X = np.array([x_1, x_2])
    hs, _ = rnn_forward(X, h_0, W_xh, W_hh, W_hy)
    near = min(nearest(x, hs[t], hs[t + 1], hs[0] * t, W_xh, W_hh, W_hy) for t, x in enumerate(X))
    if abs(hs).max() > 0.9 or near < 0.01:
        return None
    T = int(rng.integers(4, 8))
    losses = tuple(sorted(int(t) + 1 for t in rng.choice(T, size=int(rng.integers(2, 4)), replace=False)))
    first = (0, 0) if rng.random() < 0.5 else (int(rng.integers(1, 4)), -int(rng.integers(1, 4)))
    exact = {name: tenths(*value) for name, value in drawn.items()}
    return {**exact, "count_t": T, "count_losses": losses, "count_h0": first}


def nearest(x, h, new, other, W_xh, W_hh, W_hy):
    """How near known mistakes in one step come to its state or to its output; `other` is a state to start from."""
    a, b, y = W_hh @ h, W_xh @ x, W_hy @ new
    bent, mirrored = np.tanh(a) + np.tanh(b), W_hh.T @ h + W_xh.T @ x
    states = [a + b, np.maximum(a + b, 0), np.tanh(a) + b, a + np.tanh(b), bent, np.tanh(b), np.tanh(a)]
    states += [np.tanh(z) for z in (W_hh.T @ h + b, a + W_xh.T @ x, mirrored, W_xh @ h + W_hh @ x, W_hh @ other + b)]
    outputs = [np.tanh(y), new @ W_hy, W_hy @ h]
    return min([abs(wrong - new).max() for wrong in states] + [abs(wrong - y).max() for wrong in outputs])


def floats(*values):
    return (np.array(v, float) for v in values)


def new_state(w_xh, w_hh, x, before):
    W_xh, W_hh, x, before = floats(w_xh, w_hh, x, before)
    return tuple(state(x, before, W_xh, W_hh).tolist())


def new_output(w_hy, before, after):
    W_hy, before, after = floats(w_hy, before, after)
    return tuple(output(read_from(before, after), W_hy).tolist())


reached = part(
    lambda t, T: range(1, t + 1),  # the steps that the loss at step t goes back through: its own and all before
    one_step_back=lambda t, T: [t],
    all_steps_back=lambda t, T: range(1, T + 1),
    own_step_not_counted=lambda t, T: range(1, t),
    cut_after_two=lambda t, T: range(max(1, t - 1), t + 1),
)
looked_at = part(
    lambda losses, T: losses,  # the steps whose losses count
    last_loss_only=lambda losses, T: losses[-1:],
    loss_at_every_step=lambda losses, T: tuple(range(1, T + 1)),
)
takes_part = part(
    lambda t, h0: t > 1 or any(h0),  # whether W_hh is multiplied by anything but zeros in step t (002:571)
    start_misread=lambda t, h0: t > 1 or not any(h0),
)
steps(
    h1=lambda w_xh, w_hh, h_0, x_1: new_state(w_xh, w_hh, x_1, start(np.array(h_0, float))),
    y1=lambda w_hy, h_0, h1: new_output(w_hy, h_0, h1),
    h2=lambda w_xh, w_hh, h_0, x_2, h1: new_state(w_xh, w_hh, x_2, carried(h_0, h1)),
    y2=lambda w_hy, h1, h2: new_output(w_hy, h1, h2),
    count_W_hy=lambda count_t, count_losses: len(looked_at(count_losses, count_t)),
    count_W_hh=lambda count_t, count_losses, count_h0: sum(
        bool(takes_part(s, count_h0)) for t in looked_at(count_losses, count_t) for s in reached(t, count_t)
    ),
    count_W_xh=lambda count_t, count_losses: sum(len(reached(t, count_t)) for t in looked_at(count_losses, count_t)),
)
