"""Hand-ins of one exercise by students who have not met, and copies that hide what they are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

GIVEN = """\
import numpy as np
import matplotlib.pyplot as plt
rng = np.random.default_rng(0)
x_demo = rng.standard_normal((3, 20))
y_demo = x_demo[:1] - 0.5 * x_demo[1:2] + 0.1 * rng.standard_normal((1, 20))
params_demo = {"W1": np.zeros((4, 3)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": 0.0}
plt.plot(losses_demo)
plt.xlabel("step")
plt.show()
"""
RENAMED = {
    "x": "data",
    "y": "target",
    "m": "n_examples",
    "h": "hidden",
    "d": "delta",
    "grads": "g",
    "p": "q",
    "W1": "A",
}


def forward(rng: random.Random) -> list[str]:
    dot = rng.choice(("{} @ {}", "np.dot({}, {})", "np.matmul({}, {})", "{}.dot({})"))
    unpack = rng.choice((True, False))
    w1, b1, w2, b2 = ("W1", "b1", "W2", "b2") if unpack else (f'p["{n}"]' for n in ("W1", "b1", "W2", "b2"))
    lines = []
    if unpack:
        lines = rng.choice(
            (
                ['W1, b1, W2, b2 = p["W1"], p["b1"], p["W2"], p["b2"]'],
                ['W1 = p["W1"]', 'b1 = p["b1"]', 'W2 = p["W2"]', 'b2 = p["b2"]'],
                ['W1, b1, W2, b2 = (p[k] for k in ("W1", "b1", "W2", "b2"))'],
            )
        )
    lines = [*lines, f"h = {dot.format(w1, 'x')} + {b1}"]
    out = f"{dot.format(w2, 'h')} + {b2}"
    ends = (
        [f'return {{"h": h, "y_hat": {out}}}'],
        [f"y_hat = {out}", 'return {"h": h, "y_hat": y_hat}'],
        ["cache = {}", 'cache["h"] = h', f'cache["y_hat"] = {out}', "return cache"],
        [f"return dict(h=h, y_hat={out})"],
    )
    return ["def forward(x, p):", *(f"    {line}" for line in (*lines, *rng.choice(ends)))]


def loss(rng: random.Random) -> list[str]:
    ways = (
        ["return np.mean((y_hat - y) ** 2)"],
        ["return ((y_hat - y) ** 2).mean()"],
        ["d = y_hat - y", "return np.sum(d * d) / y.shape[1]"],
        ["m = y.shape[1]", "return float(np.sum(np.square(y_hat - y)) / m)"],
        [
            "total = 0.0",
            "for i in range(y.shape[1]):",
            "    total += (y_hat[0, i] - y[0, i]) ** 2",
            "return total / y.shape[1]",
        ],
        ["return np.average(np.power(np.subtract(y_hat, y), 2))"],
    )
    return ["def loss(y_hat, y):", *(f"    {line}" for line in rng.choice(ways))]


def backward(rng: random.Random) -> list[str]:
    m = rng.choice((["m = x.shape[1]"], ["_, m = x.shape"], ["m = y.size"], ["m = len(y[0])"]))
    first = rng.choice(
        ('d = 2 * (c["y_hat"] - y) / m', 'd = (2 / m) * (c["y_hat"] - y)', 'd = c["y_hat"] - y; d = 2.0 * d / m')
    )
    ones = rng.choice(
        ("{}.sum(axis=1, keepdims=True)", "np.sum({}, axis=1, keepdims=True)", "{}.sum(1).reshape(-1, 1)")
    )
    total = rng.choice(("d.sum()", "np.sum(d)", "float(np.sum(d))"))
    w2, w1 = rng.choice(
        (("d @ c['h'].T", "dh @ x.T"), ("np.dot(d, c['h'].T)", "np.dot(dh, x.T)"), ("d.dot(c['h'].T)", "dh.dot(x.T)"))
    )
    dh = rng.choice(("p['W2'].T @ d", "np.dot(p['W2'].T, d)", "p['W2'].T * d", "np.transpose(p['W2']) @ d"))
    named = [("dW2", w2), ("db2", total), ("dh", dh), ("dW1", w1), ("db1", ones.format("dh"))]
    if rng.random() < 0.5:
        named[0], named[1] = named[1], named[0]
    if rng.random() < 0.5:
        named[3], named[4] = named[4], named[3]
    if rng.random() < 0.4:
        body = [*m, first, "grads = {}", 'grads["dy_hat"] = d']
        for name, value in named:
            body += [f'grads["{name}"] = {value}'] if name != "dh" else [f"dh = {value}", 'grads["dh"] = dh']
        body.append("return grads")
    else:
        pairs = ", ".join(f'"{name}": {name}' for name, _ in named)
        body = [*m, first, *(f"{name} = {value}" for name, value in named), f'return {{"dy_hat": d, {pairs}}}']
    return ["def backward(x, y, p, c):", *(f"    {line}" for line in body)]


def train(rng: random.Random) -> list[str]:
    loop = rng.choice(("for _ in range(steps):", "for step in range(steps):"))
    keep = rng.choice(('losses.append(loss(c["y_hat"], y))', 'losses += [loss(c["y_hat"], y)]'))
    step = rng.choice(
        (
            'p = {k: p[k] - lr * g["d" + k] for k in p}',
            'p = {k: v - lr * g[f"d{k}"] for k, v in p.items()}',
            'p = dict(W1=p["W1"] - lr * g["dW1"], b1=p["b1"] - lr * g["db1"], b2=p["b2"] - lr * g["db2"], W2=0)',
        )
    )
    body = [
        "losses = []",
        loop,
        "    c = forward(x, p)",
        f"    {keep}",
        "    g = backward(x, y, p, c)",
        f"    {step}",
        "return p, losses",
    ]
    return ["def train(x, y, p, lr, steps):", *(f"    {line}" for line in body)]


FUNCTIONS: tuple[Callable[[random.Random], list[str]], ...] = (forward, loss, backward, train)
SCRATCH = (
    "print(forward(x_demo, params_demo)['y_hat'].shape)",
    "# todo: ask about the shapes",
    "assert np.allclose(loss(np.ones((1, 3)), np.zeros((1, 3))), 1.0)",
    "eps = 1e-6\nprint((loss(y_demo + eps, y_demo) - loss(y_demo - eps, y_demo)) / (2 * eps))",
    "help(np.sum)",
    "for name, value in params_demo.items():\n    print(name, value.shape)",
)


HABITS = (
    "assert x.shape[0] > 0",
    "n, k = 3, 4",
    "x = np.asarray(x, dtype=float)",
    "print('here', x.shape)",
    "if x is None: return None",
    "q = dict(p)",
    "scale = 1.0 / max(x.shape[1], 1)",
    "shape = [v.shape for v in p.values()]",
    "tmp = x.copy()",
    "ok = not np.isnan(x).any()",
)


def with_habits(lines: list[str], rng: random.Random) -> list[str]:
    """Add what somebody alone would add: a check here, a copy there."""
    added = lines[:1]
    for line in lines[1:]:
        if line.startswith("    ") and line[4] != " " and rng.random() < 0.3:
            added.append(f"    {rng.choice(HABITS)}")
        added.append(line)
    return added


def own(rng: random.Random) -> list[str]:
    """One student's cells: the given code, four functions in the student's own way, and some scratch work."""
    cells = [GIVEN]
    for write in FUNCTIONS:
        cells.append("\n".join(with_habits(write(rng), rng)))
        if rng.random() < 0.4:
            cells.append(rng.choice(SCRATCH))
    return cells


def disguised(cells: list[str], rng: random.Random) -> list[str]:
    """The same with other names, comments, strings, constants, blank lines and order of the functions."""
    changed = []
    for source in cells[1:]:
        cell = source
        for old, new in RENAMED.items():
            cell = re.sub(rf"(?<![\w\"'.]){old}(?![\w\"'=])", new, cell)
        lines = []
        for line in cell.split("\n"):
            if rng.random() < 0.3:
                lines.append(f"{' ' * (len(line) - len(line.lstrip()))}# step {rng.randrange(99)}")
            lines.append(line.replace(" = ", "  =  ").replace("0.0", "0.").replace('"', "'"))
        changed.append("\n".join(lines))
    rng.shuffle(changed)
    return [GIVEN, *changed]
