"""Windows as the columns of one matrix."""

import numpy as np


def places(x, k, stride, pad):
    c, (H, W) = x.shape[1], x.shape[2:]
    rows = stride * np.arange((H + 2 * pad - k) // stride + 1)
    columns = stride * np.arange((W + 2 * pad - k) // stride + 1)
    channel, down, right = np.meshgrid(np.arange(c), np.arange(k), np.arange(k), indexing="ij")
    top, left = np.meshgrid(rows, columns, indexing="ij")
    at = (
        channel.reshape(-1, 1),
        down.reshape(-1, 1) + top.reshape(1, -1),
        right.reshape(-1, 1) + left.reshape(1, -1),
    )
    return at, (len(rows), len(columns))


def around(x, pad):
    return np.pad(x, [(0, 0)] * 2 + [(pad, pad)] * 2)


def conv(x, w, b, stride, pad):
    (channel, row, column), shape = places(x, w.shape[2], stride, pad)
    seen = around(x, pad)[:, channel, row, column]
    out = w.reshape(len(w), -1) @ seen + b.reshape(-1, 1)
    return out.reshape(len(x), len(w), *shape)


def conv_backward(dout, x, w, b, stride, pad):
    (channel, row, column), _ = places(x, w.shape[2], stride, pad)
    seen = around(x, pad)[:, channel, row, column]
    flat = dout.reshape(*dout.shape[:2], -1)
    dw = sum(d @ s.T for d, s in zip(flat, seen, strict=True)).reshape(w.shape)
    dpadded = np.zeros(around(x, pad).shape)
    np.add.at(dpadded, (slice(None), channel, row, column), w.reshape(len(w), -1).T @ flat)
    inner = slice(pad, -pad or None)
    return dpadded[:, :, inner, inner], dw, flat.sum(axis=2).sum(axis=0)


def pool(x, size):
    best = x[:, :, ::size, ::size]
    for i in range(size):
        for j in range(size):
            best = np.maximum(best, x[:, :, i::size, j::size])
    return best


def pool_backward(dout, x, size):
    dx, best = np.zeros_like(x), pool(x, size)
    for i in range(size):
        for j in range(size):
            dx[:, :, i::size, j::size] = np.where(x[:, :, i::size, j::size] == best, dout, 0)
    return dx
