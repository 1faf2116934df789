"""numpy's own mean and variance; the cache is a function that goes back."""

import numpy as np


def batchnorm_forward(x, gamma, beta, state, mode, eps=1e-5, momentum=0.9):
    training = mode == "train"
    mean = x.mean(axis=1, keepdims=True) if training else state["mean"]
    var = x.var(axis=1, keepdims=True) if training else state["var"]
    if training:
        state.update(
            mean=np.average([state["mean"], mean], axis=0, weights=[momentum, 1 - momentum]),
            var=np.average([state["var"], var], axis=0, weights=[momentum, 1 - momentum]),
        )
    deviation = np.sqrt(np.add(var, eps))
    hat = np.divide(np.subtract(x, mean), deviation)

    def back(dy):
        dhat = np.multiply(dy, gamma)
        covariance = np.einsum("nm,nm->n", dhat, hat)[:, np.newaxis] / x.shape[1]
        return (dhat - dhat.mean(axis=1, keepdims=True) - hat * covariance) / deviation, hat

    return np.multiply(gamma, hat) + beta, back


def batchnorm_backward(dy, cache):
    dx, hat = cache(dy)
    return dx, np.einsum("nm,nm->n", dy, hat).reshape(-1, 1), dy.sum(axis=1).reshape(-1, 1)
