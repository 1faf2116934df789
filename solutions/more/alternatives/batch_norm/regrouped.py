"""The same in stages, one node of the graph after the other."""

import numpy as np


def batchnorm_forward(x, gamma, beta, state, mode, eps=1e-5, momentum=0.9):
    m = x.shape[1]
    if mode != "train":
        inverse = (state["var"] + eps) ** -0.5
        return x * (gamma * inverse) + (beta - gamma * inverse * state["mean"]), {}
    mean = x @ np.ones((m, 1)) / m
    centred = x - mean
    var = np.sum(centred * centred, axis=1, keepdims=True) / m
    for name, now in (("mean", mean), ("var", var)):
        state[name] += (1 - momentum) * (now - state[name])
    inverse = (var + eps) ** -0.5
    return (centred * inverse) * gamma + beta, {"centred": centred, "inverse": inverse, "gamma": gamma}


def batchnorm_backward(dy, cache):
    centred, inverse = cache["centred"], cache["inverse"]
    m = dy.shape[1]
    dhat = cache["gamma"] * dy
    dvar = -0.5 * inverse**3 * np.sum(dhat * centred, axis=1, keepdims=True)
    dcentred = dhat * inverse + 2 / m * centred * dvar
    dx = dcentred - np.sum(dcentred, axis=1, keepdims=True) / m
    return [dx, np.sum(dy * (centred * inverse), axis=1, keepdims=True), dy @ np.ones((m, 1))]
