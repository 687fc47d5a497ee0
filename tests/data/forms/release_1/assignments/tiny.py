"""Tiny: one neuron."""

import numpy as np

STUDENT = ...
NUMBERS = "lecture"


def output(w, x):
    """The weighted sum of the inputs."""
    raise NotImplementedError


def update(w, x, t, eta):
    """The weights (w) and the error (e) after one step: a dict."""
    raise NotImplementedError


def mean(values):
    """The mean; ValueError where there is none."""
    raise NotImplementedError


X_1 = 2
ETA = 0.5

# the error of an output of x_1 against the target 3
error = ...
# the change of the weight
change = ...
# the error as a formula in t and o
error_formula = ...
# in your own words
why = ...
