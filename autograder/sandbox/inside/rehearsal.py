"""One submission run in the fork server before the first fork, so that each student's process starts warm.

What Python and numpy do only the first time (specialize code, fill caches, set up the linear algebra) is done here once
and not in each process, where it also costs a copy of each memory page that it writes to.
"""

from __future__ import annotations

import socket
from collections import Counter

import numpy as np

from autograder.plain.evidence import Cell, Probe, Program
from autograder.sandbox.inside.worker import Worker
from autograder.sandbox.wire.frames import NONCE_BYTES
from autograder.sandbox.wire.request import new_base, write_calls, write_cells

_CELL = '''"""What notebooks do: arrays in dicts, sums over an axis, matrix products, a loop. No formula of a lesson."""
import numpy as np
from math import exp

def squash(z):
    """Return values between 0 and 1."""
    return 0.9 * np.exp(-np.abs(z)) + 0.05

def forward(x, params):
    z = params["W"] @ x + params["b"]
    a = squash(z)
    return {"z": z, "a": a, "y_hat": np.dot(np.ones((1, a.shape[0])), a)}

def loss(y_hat, y):
    return float(np.mean(np.sqrt((y_hat - y) ** 2 + 1)) - np.log(np.abs(y_hat) + 1).sum() / y.size)

def backward(x, y, params, cache):
    m = x.shape[1]
    d = np.cos(cache["y_hat"]) * y / (3 + m)
    da = np.ones((cache["a"].shape[0], 1)) @ d
    dz = np.where(cache["a"] > 0.3, da * (3 - cache["a"]), 0)
    return {"dz": dz, "dW": (dz + 1) @ x.T, "db": np.sum(dz**2, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    params = {name: value.copy() for name, value in params.items()}
    losses = []
    for step in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for name in params:
            params[name] = (1 - lr) * params[name] + np.tanh(grads["d" + name])
    return params, losses

def fail(x):
    raise ValueError(f"{x} is too large")

print(squash(np.array([0.0, 1.0])), exp(1.0))
'''
_STEPS = 12  # Python specializes what has run eight times


def rehearse(worker: Worker) -> None:
    """Have a worker serve a small submission, whose answers nobody reads."""
    judge, session = socket.socketpair()
    with judge, session:
        base = new_base(bytes(NONCE_BYTES))
        judge.sendall(write_cells(Program((Cell(0, _CELL), Cell(1, "1 +")), functions=("forward", "train")), base))
        judge.sendall(write_calls(_calls(), base))
        judge.shutdown(socket.SHUT_WR)
        worker.serve(session, 0.0)


def _calls() -> list[Probe]:
    x, y = np.linspace(-1, 1, 15).reshape(3, 5), np.linspace(0, 1, 5).reshape(1, 5)
    params = {"W": np.linspace(-1, 1, 12).reshape(4, 3), "b": np.zeros((4, 1))}
    z = params["W"] @ x
    cache = {"z": z, "a": np.exp(-np.abs(z)), "y_hat": np.zeros((1, 5))}
    return [
        Probe("squash", (z,)),
        Probe("forward", (x, params)),
        Probe("loss", (y, y)),
        Probe("backward", (x, y, params, cache)),
        Probe("backward", (x, y, params, cache), watch=("forward", "loss")),
        Probe("train", (x, y, params, 0.1, _STEPS)),
        Probe("fail", (1.0,)),
        Probe("missing", ()),
    ]


_POOL = 14  # log2 of the size of Python's pools, each of which holds objects of one size
_SMALLEST, _LARGEST = 48, 512
_AT_ONCE, _MOST_TIMES = 1 << 15, 64
_EMPTY = len(b"") + b"".__sizeof__()


def fill_gaps() -> list[bytes]:
    """Return objects that fill what is free between the objects of this process.

    The small objects that a forked process makes are side by side then. Otherwise each fills another gap, and the page
    around it, which the process shares with this one, has to be copied: 4 µs.
    """
    kept: list[bytes] = []
    for size in range(_SMALLEST, _LARGEST + 1, 16):
        full = (1 << _POOL) // size - 4
        for _ in range(_MOST_TIMES):
            made = [bytes(size - _EMPTY) for _ in range(_AT_ONCE // size)]
            pools = Counter(id(block) >> _POOL for block in made)
            kept += [block for block in made if pools[id(block) >> _POOL] < full]
            if max(pools.values()) >= full:  # a pool with nothing else in it: there are no gaps left
                break
        else:
            return []  # another allocator than Python's own
    return kept
