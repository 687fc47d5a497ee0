"""Reference for `rnn`: the vanilla recurrent network forward and back through time (decks 000:841-846, 002:531-571)."""

from fractions import Fraction

import numpy as np

from grader import compiled, definition, derivatives, expected, misconception, numbers, step, twin


def promoted(x):
    """float64, but float32 stays float32."""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)


def start(h0):
    """The state before the first step."""
    return h0


def carried(h0, h):
    """The state that the next step starts from."""
    return h


def net(x, h, W_xh, W_hh):
    """W_hh h_{t-1} + W_xh x_t (000:841)."""
    return W_hh @ h + W_xh @ x


def squashed(z):
    """The hidden units' activation."""
    return np.tanh(z)


def state(x, h, W_xh, W_hh, b_h=0):
    """h_t from x_t and h_{t-1}."""
    return squashed(net(x, h, W_xh, W_hh) + b_h)


def read_from(before, after):
    """The state that the output of a step is read from: h_t, not h_{t-1}."""
    return after


def output(h, W_hy, b_y=0):
    """y_t = W_hy h_t + b_y, for one state or a row of them (000:846)."""
    return h @ W_hy.T + b_y


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """All states, h0 first, and the outputs."""
    X, h0, W_xh, W_hh, W_hy = map(promoted, (X, h0, W_xh, W_hh, W_hy))
    b_h, b_y = (0 if b is None else promoted(b) for b in (b_h, b_y))
    hs = [h0]
    for t, x in enumerate(X):
        hs.append(state(x, carried(h0, hs[-1]) if t else start(h0), W_xh, W_hh, b_h))
    hs = np.stack(hs)
    return hs, output(read_from(hs[:-1], hs[1:]), W_hy, b_y)


def rnn_cell_concat(x, h, W):
    """tanh(W [x, h]) (002:533)."""
    return np.tanh(promoted(W) @ np.concatenate([promoted(x), promoted(h)]))


def slope(hs, t):
    """tanh' at step t, from the state after it."""
    return 1 - hs[t + 1] ** 2


def stepped_back(W_hh, dz):
    """What a step sends back to the state before it."""
    return W_hh.T @ dz


def kept(passed, t, T):
    """What of the gradient of later losses goes on back through step t: all of it."""
    return passed


def hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy):
    """dW_xh, dW_hh, dh0 and dX from the gradients of the outputs, from the last step back."""
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        dz = (kept(dh, t, len(X)) + W_hy.T @ dys[t]) * slope(hs, t)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = stepped_back(W_hh, dz)
    return dW_xh, dW_hh, dh, dX


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    """E = 1/2 sum (Y - targets)^2 and its gradients."""
    X, h0, W_xh, W_hh, W_hy = map(promoted, (X, h0, W_xh, W_hh, W_hy))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dys = Y - promoted(targets)
    dW_xh, dW_hh, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    loss, dW_hy = float((dys**2).sum() / 2), dys.T @ hs[1:]
    return {"loss": loss, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": dW_hy, "dh0": dh0, "dX": dX}


# ---- Definition, for SymPy to differentiate: E of one and of two unrolled steps

ARRAYS = ("X", "h0", "W_xh", "W_hh", "W_hy")
UNROLLED = [
    {"X": (T, d), "h0": (H,), "W_xh": (H, d), "W_hh": (H, H), "W_hy": (K, H), "targets": (T, K)}
    for T, d, H, K in ((1, 1, 1, 1), (1, 3, 2, 2), (2, 2, 2, 2), (2, 3, 2, 1))
]


def rnn_error(*given):
    """E."""
    return rnn_bptt(*given)["loss"]


def rnn_gradients(*given):
    """E by everything but the targets."""
    found = rnn_bptt(*given)
    return tuple(found[f"d{name}"] for name in ARRAYS)


@definition(value=rnn_error, gradients=[rnn_gradients], by=ARRAYS, shapes=UNROLLED)
def unrolled(X, h0, W_xh, W_hh, W_hy, targets):
    """1/2 sum (y_t - target)^2, y_t = W_hy h_t, h_t = tanh(W_hh h_{t-1} + W_xh x_t)."""
    import sympy

    error, h = 0, h0
    for x, target in zip(X, targets, strict=True):
        h = np.array([sympy.tanh(z) for z in W_hh @ h + W_xh @ x])
        error += sum((W_hy @ h - target) ** 2) / 2
    return error


@expected(of=rnn_bptt)
def rnn_bptt_derived(X, h0, W_xh, W_hh, W_hy, targets):
    """The gradients by SymPy, at one and at two steps."""
    found = derivatives(unrolled, X, h0, W_xh, W_hh, W_hy, targets)
    loss = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)["loss"]
    return {"loss": loss} | {f"d{name}": gradient for name, gradient in zip(ARRAYS, found, strict=True)}


# ---- By hand: two steps on the student's own numbers, and how often each matrix takes part


def tenths(*values):
    """Exact decimals, in the nesting of what is given."""
    return tuple(tenths(*v) if np.ndim(v) else Fraction(int(v), 10) for v in values)


@numbers(
    lecture={
        "w_xh": tenths((1, 4), (-6, 3)),
        "w_hh": tenths((5, -3), (2, 1)),
        "w_hy": tenths((10, -10), (5, 2)),
        "h_0": tenths(2, -1),
        "x_1": tenths(10, 0),
        "x_2": tenths(0, 10),
        "count_t": 3,
        "count_losses": (3,),
        "count_h0": (0, 0),
    }
)
def draw(rng):
    """Two steps in which known mistakes show in the second decimal; 2 or 3 losses among 4 to 7 steps."""
    w_xh, w_hh, w_hy = (rng.integers(-9, 10, size=(2, 2)) for _ in range(3))
    h_0, x_1, x_2 = (rng.integers(-9, 10, size=2) for _ in range(3))
    W_xh, W_hh, W_hy = (m / 10 for m in (w_xh, w_hh, w_hy))
    if min(abs(m).min() for m in (w_xh, w_hh, w_hy, h_0, x_1, x_2)) == 0:
        return None
    if not 0.5 <= max(abs(np.linalg.eigvals(W_hh))) <= 1.1:
        return None
    X = np.array([x_1, x_2]) / 10
    hs, _ = rnn_forward(X, h_0 / 10, W_xh, W_hh, W_hy)
    near = min(nearest(x, hs[t], hs[t + 1], hs[0] * t, W_xh, W_hh, W_hy) for t, x in enumerate(X))
    if abs(hs).max() > 0.9 or near < 0.01:
        return None
    steps = int(rng.integers(4, 8))
    losses = tuple(sorted(int(t) + 1 for t in rng.choice(steps, size=int(rng.integers(2, 4)), replace=False)))
    first = (0, 0) if rng.random() < 0.5 else (int(rng.integers(1, 4)), -int(rng.integers(1, 4)))
    return {
        "w_xh": tenths(*w_xh),
        "w_hh": tenths(*w_hh),
        "w_hy": tenths(*w_hy),
        "h_0": tenths(*h_0),
        "x_1": tenths(*x_1),
        "x_2": tenths(*x_2),
        "count_t": steps,
        "count_losses": losses,
        "count_h0": first,
    }


def nearest(x, h, new, other, W_xh, W_hh, W_hy):
    """How near known mistakes in one step come to its state or to its output; `other` is a state to start from."""
    a, b, y = W_hh @ h, W_xh @ x, W_hy @ new
    bent, mirrored = np.tanh(a) + np.tanh(b), W_hh.T @ h + W_xh.T @ x
    states = [a + b, np.maximum(a + b, 0), np.tanh(a) + b, a + np.tanh(b), bent, np.tanh(b), np.tanh(a)]
    states += [np.tanh(z) for z in (W_hh.T @ h + b, a + W_xh.T @ x, mirrored, W_xh @ h + W_hh @ x, W_hh @ other + b)]
    outputs = [np.tanh(y), new @ W_hy, W_hy @ h]
    return min([abs(wrong - new).max() for wrong in states] + [abs(wrong - y).max() for wrong in outputs])


def floats(*values):
    """Exact numbers as arrays to compute with."""
    return (np.array(v, float) for v in values)


@step
def h1(w_xh, w_hh, h_0, x_1):
    """The first state."""
    W_xh, W_hh, h0, x = floats(w_xh, w_hh, h_0, x_1)
    return tuple(state(x, start(h0), W_xh, W_hh).tolist())


@step
def y1(w_hy, h_0, h1):
    """The first output."""
    W_hy, before, after = floats(w_hy, h_0, h1)
    return tuple(output(read_from(before, after), W_hy).tolist())


@step
def h2(w_xh, w_hh, h_0, x_2, h1):
    """The second state, from the first."""
    W_xh, W_hh, h0, x, before = floats(w_xh, w_hh, h_0, x_2, h1)
    return tuple(state(x, carried(h0, before), W_xh, W_hh).tolist())


@step
def y2(w_hy, h1, h2):
    """The second output."""
    W_hy, before, after = floats(w_hy, h1, h2)
    return tuple(output(read_from(before, after), W_hy).tolist())


def reached(t, T):
    """The steps that the loss at step t goes back through: its own and all before."""
    return range(1, t + 1)


def looked_at(losses, T):
    """The steps whose losses count."""
    return losses


def takes_part(t, h0):
    """Whether W_hh is multiplied by anything but zeros in step t."""
    return t > 1 or any(h0)


@step
def count_W_hy(count_t, count_losses):
    """Once for each loss."""
    return len(looked_at(count_losses, count_t))


@step
def count_W_hh(count_t, count_losses, count_h0):
    """For each loss, once for each step that it goes back through; not in the first where h0 = 0 (002:571)."""
    losses = looked_at(count_losses, count_t)
    return sum(bool(takes_part(s, count_h0)) for t in losses for s in reached(t, count_t))


@step
def count_W_xh(count_t, count_losses):
    """For each loss, once for each step that it goes back through."""
    return sum(len(reached(t, count_t)) for t in looked_at(count_losses, count_t))


# ---- A twin, for Numba to compile


@twin(of=hidden_gradients)
def hidden_gradients_compiled(X, hs, dys, W_xh, W_hh, W_hy):
    """The same, entry by entry."""
    given = X, hs, dys, W_xh, W_hh, W_hy
    if any(a.dtype != np.float64 for a in given):
        return hidden_gradients(*given)
    return compiled(walked_back)(*given)


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


# ---- Known mistakes in the forward pass


@misconception(of=net)
def recurrent_matrix_transposed(x, h, W_xh, W_hh):
    """You transpose W_hh. Row i of W_hh belongs to the new unit i, column j to the old one: W_hh h."""
    return W_hh.T @ h + W_xh @ x


@misconception(of=net)
def input_matrix_transposed(x, h, W_xh, W_hh):
    """You transpose W_xh. It has one row for each hidden unit and one column for each input: W_xh x."""
    return W_hh @ h + W_xh.T @ x


@misconception(of=net)
def row_vectors(x, h, W_xh, W_hh):
    """You multiply from the left, as with row vectors. In the lecture states are columns: W_hh h + W_xh x."""
    return h @ W_hh + x @ W_xh


@misconception(of=net)
def matrices_exchanged(x, h, W_xh, W_hh):
    """You exchange the two matrices. W_xh belongs to the input, W_hh to the state before."""
    return W_xh @ h + W_hh @ x


@misconception(of=net)
def state_left_out(x, h, W_xh, W_hh):
    """Your state does not depend on the one before, so the network remembers nothing. Add W_hh h."""
    return W_xh @ x + 0 * h


@misconception(of=net)
def input_left_out(x, h, W_xh, W_hh):
    """Your state does not depend on the input. Add W_xh x."""
    return W_hh @ h


@misconception(of=squashed)
def tanh_forgotten(z):
    """You leave the tanh out of the state. The sum of both products goes through it."""
    return z


@misconception(of=squashed)
def sigmoid_for_tanh(z):
    """You use the sigmoid. The hidden units of this network are tanh units, with values between -1 and 1."""
    return 1 / (1 + np.exp(-z))


@misconception(of=squashed)
def relu_for_tanh(z):
    """You use the ReLU. The hidden units of this network are tanh units, with values between -1 and 1."""
    return np.maximum(z, 0)


@misconception(of=squashed)
def tan_for_tanh(z):
    """You take the tangent. tanh is the hyperbolic tangent, with values between -1 and 1."""
    return np.tan(z)


@misconception(of=state)
def tanh_of_the_state_only(x, h, W_xh, W_hh, b_h=0):
    """Your tanh goes over W_hh h only. The input belongs inside as well."""
    return np.tanh(W_hh @ h) + W_xh @ x + b_h


@misconception(of=state)
def tanh_of_the_input_only(x, h, W_xh, W_hh, b_h=0):
    """Your tanh goes over W_xh x only. The state before belongs inside as well."""
    return W_hh @ h + np.tanh(W_xh @ x + b_h)


@misconception(of=state)
def two_tanhs(x, h, W_xh, W_hh, b_h=0):
    """You take the tanh of each product by itself. Add them first, then take it once."""
    return np.tanh(W_hh @ h) + np.tanh(W_xh @ x + b_h)


@misconception(of=start)
def started_at_zero(h0):
    """You start from zeros. The first step goes on from the h0 that is given."""
    return np.zeros_like(h0)


@misconception(of=carried)
def always_from_the_start(h0, h):
    """Every step of yours goes on from h0. It goes on from the state of the step before."""
    return h0


@misconception(of=read_from)
def output_of_the_old_state(before, after):
    """You read the output from the state before the step. Compute h_t first, then y_t from it."""
    return before


@misconception(of=output)
def output_squashed(h, W_hy, b_y=0):
    """You take the tanh of the output. Only the state goes through it: y = W_hy h."""
    return np.tanh(h @ W_hy.T + b_y)


@misconception(of=output)
def output_as_probabilities(h, W_hy, b_y=0):
    """You take the softmax of the output. Here it is y = W_hy h as it stands."""
    e = np.exp(h @ W_hy.T + b_y)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(of=output)
def output_matrix_transposed(h, W_hy, b_y=0):
    """You transpose W_hy. It has one row for each output and one column for each hidden unit: W_hy h."""
    return h @ W_hy + b_y


@misconception(of=rnn_forward)
def start_left_out(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """Your states begin with h_1. The first row is h0, so that there are T + 1 rows."""
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h, b_y)
    return hs[1:], Y


@misconception(of=rnn_forward)
def last_state_everywhere(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """All your rows are the last state: one array was put into the list again and again. Make a new one each step."""
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h, b_y)
    return np.tile(hs[-1], (len(hs), 1)), Y


@misconception(of=rnn_forward)
def new_components_at_once(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """Your units already see the new values of those before them. All units read the state of the step before."""
    X, h, W_xh, W_hh, W_hy = map(promoted, (X, h0, W_xh, W_hh, W_hy))
    b_h, b_y = np.zeros_like(h) if b_h is None else promoted(b_h), 0 if b_y is None else promoted(b_y)
    hs = [h]
    for x in X:
        h = h.copy()
        for i in range(len(h)):
            h[i] = squashed(W_hh[i] @ h + W_xh[i] @ x + b_h[i])
        hs.append(h)
    return np.stack(hs), output(np.stack(hs)[1:], W_hy, b_y)


@misconception(of=rnn_forward)
def start_overwritten(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """You write the new state into h0, which belongs to the caller. Make a new array each step."""
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h, b_y)
    if isinstance(h0, np.ndarray):
        h0[:] = hs[-1]
    return hs, Y


@misconception(of=rnn_forward)
def hidden_bias_left_out(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """Your states do not depend on b_h. It is added inside the tanh."""
    return rnn_forward(X, h0, W_xh, W_hh, W_hy, None, b_y)


@misconception(of=rnn_forward)
def output_bias_left_out(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """Your outputs do not depend on b_y. It is added to each of them."""
    return rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h)


@misconception(of=rnn_forward)
def biases_left_out(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """Neither of your results depends on the biases. Where they are given, b_h belongs into the tanh, b_y to y."""
    return rnn_forward(X, h0, W_xh, W_hh, W_hy)


@misconception(of=rnn_forward)
def bias_outside_tanh(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """You add b_h after the tanh. It belongs inside, with the two products."""
    hs = [promoted(h0)]
    for x in promoted(X):
        hs.append(state(x, hs[-1], promoted(W_xh), promoted(W_hh)) + (0 if b_h is None else promoted(b_h)))
    return np.stack(hs), output(np.stack(hs)[1:], promoted(W_hy), 0 if b_y is None else promoted(b_y))


@misconception(of=rnn_cell_concat)
def state_before_input(x, h, W):
    """You put the state before the input. The columns of W are those of x first, then those of h."""
    return rnn_cell_concat(h, x, W)


@misconception(of=rnn_cell_concat)
def cell_without_tanh(x, h, W):
    """You leave the tanh out of the cell."""
    return promoted(W) @ np.concatenate([promoted(x), promoted(h)])


@misconception(of=rnn_cell_concat)
def cell_with_sigmoid(x, h, W):
    """You use the sigmoid in the cell. It is tanh."""
    return 1 / (1 + np.exp(-cell_without_tanh(x, h, W)))


# ---- Known mistakes on the way back


@misconception(of=slope)
def slope_forgotten(hs, t):
    """You go back past the tanh as if it were not there. Multiply by its derivative, 1 - h^2."""
    return np.ones_like(hs[t + 1])


@misconception(of=slope)
def slope_of_the_state_before(hs, t):
    """You take the derivative of tanh at the state before the step. It belongs to the state that the step made."""
    return 1 - hs[t] ** 2


@misconception(of=slope)
def slope_not_squared(hs, t):
    """Your derivative of tanh is 1 - h. The h is squared."""
    return 1 - hs[t + 1]


@misconception(of=slope)
def slope_of_sigmoid(hs, t):
    """h (1 - h) is the derivative of the sigmoid. That of tanh is 1 - h^2."""
    return hs[t + 1] * (1 - hs[t + 1])


@misconception(of=slope)
def slope_of_tanh_twice(hs, t):
    """You take the tanh of the state once more. The state is the tanh already: its derivative is 1 - h^2."""
    return 1 - np.tanh(hs[t + 1]) ** 2


@misconception(of=stepped_back)
def back_without_transpose(W_hh, dz):
    """You go back through W_hh itself. What came forward through W_hh goes back through its transpose."""
    return W_hh @ dz


@misconception(of=stepped_back)
def back_without_matrix(W_hh, dz):
    """You pass the gradient back to the state before as it is. On its way it meets W_hh."""
    return dz


@misconception(of=kept)
def cut_after_one_step(passed, t, T):
    """Each loss of yours goes back one step only. Carry the gradient on to the step before, down to the first."""
    return 0 * passed


@misconception(of=hidden_gradients)
def cut_after_two_steps(X, hs, dys, W_xh, W_hh, W_hy):
    """Each loss of yours goes back two steps only. That is truncated BPTT: here it goes back to the first step."""
    parts = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(hs[0]), np.zeros_like(X)]
    for t in range(len(X)):
        first, own = max(0, t - 1), np.zeros_like(dys)
        own[t] = dys[t]
        found = hidden_gradients(X[first : t + 1], hs[first : t + 2], own[first : t + 1], W_xh, W_hh, W_hy)
        parts = [p + f if i < 2 else p for i, (p, f) in enumerate(zip(parts, found, strict=True))]
        parts[2] = parts[2] + (found[2] if first == 0 else 0)
        parts[3][first : t + 1] += found[3]
    return tuple(parts)


@misconception(of=hidden_gradients)
def overwritten(X, hs, dys, W_xh, W_hh, W_hy):
    """Your gradients of W_hh and W_xh are those of one step: each step overwrites the last. Add them up."""
    dz = np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        dz = (stepped_back(W_hh, dz) + W_hy.T @ dys[t]) * slope(hs, t)
    right = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    return (np.outer(dz, X[0]), np.outer(dz, hs[0]), *right[2:]) if len(X) else right


@misconception(of=hidden_gradients)
def only_the_last_loss(X, hs, dys, W_xh, W_hh, W_hy):
    """Only your last loss goes back. There is a loss at every step, and each adds to the gradient of its state."""
    last = np.zeros_like(dys)
    last[-1:] = dys[-1:]
    return hidden_gradients(X, hs, last, W_xh, W_hh, W_hy)


@misconception(of=hidden_gradients)
def state_of_the_same_step(X, hs, dys, W_xh, W_hh, W_hy):
    """In dW_hh you multiply by the state that the step made. W_hh was multiplied by the state before it."""
    dW_xh, _, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    _, dW_hh, _, _ = hidden_gradients(X, np.vstack([hs[1:], hs[-1:]]) * 0, dys, W_xh, W_hh, W_hy)
    dh = np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        dz = (dh + W_hy.T @ dys[t]) * slope(hs, t)
        dW_hh = dW_hh + np.outer(dz, hs[t + 1])
        dh = stepped_back(W_hh, dz)
    return dW_xh, dW_hh, dh0, dX


@misconception(of=hidden_gradients)
def gradient_transposed(X, hs, dys, W_xh, W_hh, W_hy):
    """Your dW_hh is transposed. It has the shape and the order of W_hh: row i for the new unit i."""
    dW_xh, dW_hh, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    return dW_xh, dW_hh.T, dh0, dX


@misconception(of=hidden_gradients)
def start_one_step_short(X, hs, dys, W_xh, W_hh, W_hy):
    """Your dh0 stops inside the first step. From there to h0 it goes back through W_hh once more."""
    dW_xh, dW_hh, _, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    dz = np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        dz = (stepped_back(W_hh, dz) + W_hy.T @ dys[t]) * slope(hs, t)
    return dW_xh, dW_hh, dz, dX


@misconception(of=hidden_gradients)
def start_behind_a_tanh(X, hs, dys, W_xh, W_hh, W_hy):
    """You multiply dh0 by 1 - h0^2 at the end. No step made h0: there is no tanh to go back through."""
    dW_xh, dW_hh, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    return dW_xh, dW_hh, dh0 * (1 - hs[0] ** 2), dX


@misconception(of=hidden_gradients)
def carried_past_the_tanh(X, hs, dys, W_xh, W_hh, W_hy):
    """What you carry to the step before lacks the slope 1 - h^2: W_hh^T meets the gradient inside the tanh."""
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(hs[0])
    for t in reversed(range(len(X))):
        dh = dh + W_hy.T @ dys[t]
        dz = dh * slope(hs, t)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = stepped_back(W_hh, dh)
    return dW_xh, dW_hh, dh, dX


@misconception(of=hidden_gradients)
def inputs_backwards(X, hs, dys, W_xh, W_hh, W_hy):
    """The rows of your dX are in the order of the way back, last step first. Row t belongs to input t."""
    dW_xh, dW_hh, dh0, dX = hidden_gradients(X, hs, dys, W_xh, W_hh, W_hy)
    return dW_xh, dW_hh, dh0, dX[::-1].copy()


@misconception(of=rnn_bptt)
def clipped(X, h0, W_xh, W_hh, W_hy, targets):
    """You clip the gradients to [-5, 5]. That keeps training from exploding; here they are asked for as they are."""
    found = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)
    return {name: value if name == "loss" else np.clip(value, -5, 5) for name, value in found.items()}


@misconception(of=rnn_bptt)
def averaged_over_steps(X, h0, W_xh, W_hh, W_hy, targets):
    """You divide by the number of steps. E is the sum over them."""
    found = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)
    return {name: value / max(len(X), 1) for name, value in found.items()}


@misconception(of=rnn_bptt)
def factor_half_forgotten_in_loss(X, h0, W_xh, W_hh, W_hy, targets):
    """Your loss is twice as large: E has the factor 1/2."""
    found = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)
    return {**found, "loss": 2 * found["loss"]}


@misconception(of=rnn_bptt)
def factor_two(X, h0, W_xh, W_hh, W_hy, targets):
    """Your gradients are twice as large: the 1/2 in E cancels the 2 of the square."""
    found = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)
    return {name: value if name == "loss" else 2 * value for name, value in found.items()}


@misconception(of=rnn_bptt)
def downhill(X, h0, W_xh, W_hh, W_hy, targets):
    """Your gradients point downhill: they are those of target minus output. The minus of the descent comes later."""
    found = rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets)
    return {name: value if name == "loss" else -value for name, value in found.items()}


@misconception(of=rnn_bptt)
def output_gradient_of_the_old_state(X, h0, W_xh, W_hh, W_hy, targets):
    """In dW_hy you multiply by the state before the step. The output was read from the state that the step made."""
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    return {**rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets), "dW_hy": (Y - promoted(targets)).T @ hs[:-1]}


# ---- Known mistakes in counting


@misconception(of=reached)
def one_step_back(t, T):
    """You count each loss once for every matrix. The state of a step goes back to all the steps before it."""
    return [t]


@misconception(of=reached)
def all_steps_back(t, T):
    """You let each loss go back through all steps of the sequence. It reaches only its own and those before it."""
    return range(1, T + 1)


@misconception(of=reached)
def own_step_not_counted(t, T):
    """You count only the steps before the loss. Its own step takes part too."""
    return range(1, t)


@misconception(of=reached)
def cut_after_two(t, T):
    """You let each loss go back one step beyond its own. Nothing is cut off here: it goes back to the first step."""
    return range(max(1, t - 1), t + 1)


@misconception(of=looked_at)
def last_loss_only(losses, T):
    """You count the last loss only. Each loss goes back by itself, and its contributions are added."""
    return losses[-1:]


@misconception(of=looked_at)
def loss_at_every_step(losses, T):
    """You count a loss at every step. There are losses at the steps given only."""
    return tuple(range(1, T + 1))


@misconception(of=takes_part)
def start_misread(t, h0):
    """Look at h0 again: W_hh is multiplied by it in the first step. When does that contribute nothing?"""
    return t > 1 or not any(h0)
