"""All windows at once, as a view."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, k, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return sliding_window_view(padded, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]


def conv(x, w, b, stride, pad):
    return np.einsum("mcpqkl,fckl->mfpq", windows(x, w.shape[2], stride, pad), w) + b[:, np.newaxis, np.newaxis]


def conv_backward(dout, x, w, b, stride, pad):
    k = w.shape[2]
    seen = windows(x, k, stride, pad)
    dw = np.einsum("mfpq,mcpqkl->fckl", dout, seen)
    shares = np.einsum("mfpq,fckl->mcpqkl", dout, w)
    H, W = x.shape[2:]
    dpadded = np.zeros((*x.shape[:2], H + 2 * pad, W + 2 * pad))
    for i in range(k):
        for j in range(k):
            rows, columns = shares.shape[2], shares.shape[3]
            dpadded[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride] += shares[..., i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))


def pool(x, size):
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::size, ::size].max(axis=(-2, -1))


def pool_backward(dout, x, size):
    m, c, P, Q = dout.shape
    squares = x.reshape(m, c, P, size, Q, size).transpose(0, 1, 2, 4, 3, 5).reshape(m, c, P, Q, -1)
    dsquares = np.zeros_like(squares)
    np.put_along_axis(dsquares, squares.argmax(axis=-1)[..., np.newaxis], dout[..., np.newaxis], axis=-1)
    return dsquares.reshape(m, c, P, Q, size, size).transpose(0, 1, 2, 4, 3, 5).reshape(x.shape)
