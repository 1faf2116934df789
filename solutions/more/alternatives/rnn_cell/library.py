"""Other calls of numpy; the sum inside the tanh is handed on."""

import numpy as np


def cell(x, h, params):
    a = np.einsum("kn,nm->km", params["Wx"], x) + np.einsum("kj,jm->km", params["Wh"], h) + params["b"]
    h_next = np.tanh(a)
    return {"h_next": h_next, "z": np.add(np.dot(params["Wz"], h_next), params["c"]), "a": a}


def cell_backward(dh_next, dz, x, h, params, cache):
    da = np.add(dh_next, np.dot(params["Wz"].T, dz)) / np.cosh(np.arctanh(cache["h_next"])) ** 2
    return {
        "dWz": np.inner(dz, cache["h_next"]),
        "dc": dz.sum(axis=1).reshape(-1, 1),
        "da": da,
        "dWx": np.inner(da, x),
        "dWh": np.inner(da, h),
        "db": da.sum(axis=1).reshape(-1, 1),
        "dx": np.dot(params["Wx"].T, da),
        "dh": np.dot(params["Wh"].T, da),
    }


def forward(xs, h, params):
    hs = np.empty((len(xs), *h.shape))
    zs = np.empty((len(xs), len(params["c"]), h.shape[1]))
    for t, x in enumerate(xs):
        made = cell(x, h if t == 0 else hs[t - 1], params)
        hs[t], zs[t] = made["h_next"], made["z"]
    return {"hs": hs, "zs": zs}


def backward(dzs, xs, h, params, cache):
    starts = np.concatenate([h[np.newaxis], cache["hs"][:-1]])
    das = np.zeros_like(cache["hs"])
    dh = np.zeros_like(h)
    for t in reversed(range(len(xs))):
        here = {"h_next": cache["hs"][t], "z": cache["zs"][t]}
        made = cell_backward(dh, dzs[t], xs[t], starts[t], params, here)
        das[t], dh = made["da"], made["dh"]
    return {
        "dWx": np.einsum("tkm,tnm->kn", das, xs),
        "dWh": np.einsum("tkm,tjm->kj", das, starts),
        "db": das.sum(axis=(0, 2))[:, np.newaxis],
        "dWz": np.einsum("tqm,tkm->qk", dzs, cache["hs"]),
        "dc": dzs.sum(axis=(0, 2))[:, np.newaxis],
        "dh": dh,
    }
