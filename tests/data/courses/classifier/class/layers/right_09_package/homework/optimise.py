def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    v = -rate * dw if state is None else momentum * state[0] - rate * dw
    return w + v, [v]
