"""Loops over examples, filters and places."""

import numpy as np


def padded_image(image, pad):
    c, H, W = image.shape
    around = np.zeros((c, H + 2 * pad, W + 2 * pad))
    around[:, pad : pad + H, pad : pad + W] = image
    return around


def conv(x, w, b, stride, pad):
    m, _, H, W = x.shape
    f, _, k, _ = w.shape
    out = np.zeros((m, f, 1 + (H + 2 * pad - k) // stride, 1 + (W + 2 * pad - k) // stride))
    for n in range(m):
        image = padded_image(x[n], pad)
        for q in range(f):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    seen = image[:, i * stride : i * stride + k, j * stride : j * stride + k]
                    out[n, q, i, j] = b[q] + (seen * w[q]).sum()
    return out


def conv_backward(dout, x, w, b, stride, pad):
    m, _, H, W = x.shape
    f, _, k, _ = w.shape
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n in range(m):
        image = padded_image(x[n], pad)
        dimage = np.zeros(image.shape)
        for q in range(f):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    share, at = dout[n, q, i, j], (i * stride, j * stride)
                    db[q] += share
                    dw[q] += share * image[:, at[0] : at[0] + k, at[1] : at[1] + k]
                    dimage[:, at[0] : at[0] + k, at[1] : at[1] + k] += share * w[q]
        dx[n] = dimage[:, pad : H + pad, pad : W + pad]
    return dx, dw, db


def pool(x, size):
    m, c, H, W = x.shape
    out = np.zeros((m, c, H // size, W // size))
    for place in np.ndindex(out.shape):
        n, q, i, j = place
        out[place] = max(x[n, q, i * size + s, j * size + t] for s in range(size) for t in range(size))
    return out


def pool_backward(dout, x, size):
    dx = np.zeros(x.shape)
    for n, q, i, j in np.ndindex(dout.shape):
        best = max(
            ((x[n, q, i * size + s, j * size + t], s, t) for s in range(size) for t in range(size)),
        )
        dx[n, q, i * size + best[1], j * size + best[2]] = dout[n, q, i, j]
    return dx
