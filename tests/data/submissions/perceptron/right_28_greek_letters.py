STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np

ℝ = np.float64


def mp_neuron(x, w, theta):
    ϑ = ℝ(theta)
    Σ = np.asarray(x, ℝ) @ np.asarray(w, ℝ)
    return (Σ - ϑ >= 0) * 1


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    Ξ = np.array([[1, *ξ] for ξ in X], ℝ)
    τ, η = np.array(t, ℝ), ℝ(eta)
    ω = np.zeros_like(Ξ[0]) if w0 is None else np.array(w0, ℝ)
    ο_bei_null = {"err": -τ, "neg": -1 + 0 * τ, "pos": 1 + 0 * τ}[tie]
    spur, wer, ruhig, ν = [], [], 0, 0
    while ruhig < len(τ):
        σ = np.sign(Ξ[ν] @ ω)
        ο = ο_bei_null[ν] if σ == 0 else σ
        δ = τ[ν] - ο
        if δ == 0:
            ruhig += 1
        elif len(wer) == max_updates:
            return np.array(spur).reshape(-1, ω.size), np.array(wer, int), False
        else:
            ω = ω + η * δ * Ξ[ν]
            spur.append(ω); wer.append(ν); ruhig = 0
        ν = (ν + 1) % len(τ)
    return np.array(spur).reshape(-1, ω.size), np.array(wer, int), True


def perceptron_criterion(a, Y):
    Υ = np.array(Y, ℝ)
    μ = Υ.dot(a)
    return -μ[μ <= 0].sum(), -Υ[μ <= 0].sum(0)


η, ξ, τ, ο = 0.1, 0.8, 1, -1
one_update = η * (τ - ο) * ξ
trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
why_xor_never_converges = """Weil keine Gerade die Klassen trennt."""
