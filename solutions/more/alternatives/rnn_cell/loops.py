"""Loops over units, examples and steps."""

import math

import numpy as np


def cell(x, h, params):
    (n, m), k = x.shape, len(h)
    h_next, z = np.zeros((k, m)), np.zeros((len(params["c"]), m))
    for i in range(m):
        for unit in range(k):
            inside = params["b"][unit, 0]
            inside += sum(params["Wx"][unit, j] * x[j, i] for j in range(n))
            inside += sum(params["Wh"][unit, j] * h[j, i] for j in range(k))
            h_next[unit, i] = math.tanh(inside)
        for out in range(len(z)):
            z[out, i] = params["c"][out, 0] + sum(params["Wz"][out, j] * h_next[j, i] for j in range(k))
    return {"h_next": h_next, "z": z}


def cell_backward(dh_next, dz, x, h, params, cache):
    grads = {f"d{name}": np.zeros(value.shape) for name, value in {**params, "x": x, "h": h}.items()}
    grads["da"] = np.zeros(h.shape)
    for i in range(x.shape[1]):
        at, up, column = cache["h_next"][:, i], dz[:, i], slice(i, i + 1)
        grads["dWz"] += np.outer(up, at)
        grads["dc"][:, 0] += up
        da = (dh_next[:, i] + params["Wz"].T @ up) * (1 - at) * (1 + at)
        grads["da"][:, column] = da[:, np.newaxis]
        grads["dWx"] += np.outer(da, x[:, i])
        grads["dWh"] += np.outer(da, h[:, i])
        grads["db"][:, 0] += da
        grads["dx"][:, i] = params["Wx"].T @ da
        grads["dh"][:, i] = params["Wh"].T @ da
    return grads


def forward(xs, h, params):
    states = [h]
    outputs = []
    while len(outputs) < len(xs):
        step = cell(xs[len(outputs)], states[-1], params)
        states.append(step["h_next"])
        outputs.append(step["z"])
    return {"hs": np.stack(states[1:]), "zs": np.stack(outputs)}


def backward(dzs, xs, h, params, cache):
    sums = {f"d{name}": np.zeros(value.shape) for name, value in params.items()}
    dh = np.zeros(h.shape)
    for t in range(len(xs) - 1, -1, -1):
        start = h if t == 0 else cache["hs"][t - 1]
        step = cell_backward(dh, dzs[t], xs[t], start, params, cell(xs[t], start, params))
        for name in sums:
            sums[name] += step[name]
        dh = step["dh"]
    sums["dh"] = dh
    return sums
