"""Right submissions by kind: the reference, with its results or its functions in every form that the contract accepts.

Each form is a text that follows the reference's functions, and is told their names.
"""

from __future__ import annotations

from autograder.declare.reference import Reference

DRESS = """
import functools

def _inside(value, dress):
    if isinstance(value, np.ndarray):
        return dress(value)
    if isinstance(value, dict):
        return {key: _inside(entry, dress) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_inside(entry, dress) for entry in value)
    return value

def _dressed(function, dress):
    @functools.wraps(function)
    def made(*args):
        return dress(function(*args))
    return made

for _name in NAMES:
    globals()[_name] = _dressed(globals()[_name], _dress)
"""
ARRAYS = {
    "a subclass": "class Named(np.ndarray): pass\ndef _array(a): return a.view(Named)",
    "a subclass with its own arithmetic and a slot": "class Own(np.ndarray):\n"
    "    def __array_finalize__(self, of): self.unit = getattr(of, 'unit', 'm')\n"
    "    def __array_wrap__(self, a, context=None, return_scalar=False):\n"
    "        return a[()] if a.ndim == 0 else a.view(Own)\n"
    "def _array(a): return a.view(Own)",
    "big-endian": "def _array(a): return a.astype('>f8')",
    "read-only": "def _array(a):\n    a = a.copy()\n    a.setflags(write=False)\n    return a",
    "Fortran order": "def _array(a): return np.asfortranarray(a)",
    "negative strides": "def _array(a): return np.flip(np.ascontiguousarray(np.flip(a)))",
    "a slice of a larger array": "def _array(a):\n"
    "    whole = np.full(tuple(3 * s for s in a.shape), np.nan)\n"
    "    part = whole[tuple(slice(1, None, 3) for _ in a.shape)]\n"
    "    part[...] = a\n    return part",
    "a broadcast view": "def _array(a): return np.broadcast_to(a, a.shape)",
    "a record array": "def _array(a): return a.view(np.recarray)",
    "long doubles": "def _array(a): return a.astype(np.longdouble)",
}
"""How an array may be: `_array` turns a plain one into it."""
RESULTS = {
    "numbers of size 1": "def _dress(v): return _numbers(v, lambda x: np.array([[x]]))",
    "numbers without axes": "def _dress(v): return _numbers(v, np.array)",
    "numpy's numbers": "def _dress(v): return _numbers(v, np.float64)",
    "fractions": "from fractions import Fraction\ndef _dress(v): return _numbers(v, Fraction)",
    "kinds of dict": "from collections import OrderedDict, defaultdict\n"
    "class Params(dict): pass\n"
    "def _dress(v):\n"
    "    if isinstance(v, tuple): return tuple(_dress(e) for e in v)\n"
    "    if not isinstance(v, dict): return v\n"
    "    return Params(defaultdict(float, OrderedDict(v)))",
    "more keys": "def _dress(v):\n"
    "    if isinstance(v, tuple): return tuple(_dress(e) for e in v)\n"
    "    if not isinstance(v, dict) or not all(isinstance(k, str) for k in v): return v\n"
    "    return {**v, 'note': 'mine', 3: None, 'f': len}",
    "a list for several": "def _dress(v): return list(v) if isinstance(v, tuple) else v",
    "a tuple of its own kind": "class Pair(tuple): pass\ndef _dress(v): return Pair(v) if isinstance(v, tuple) else v",
}
NUMBERS = """
def _numbers(value, make):
    if type(value) is float:
        return make(value)
    if isinstance(value, dict):
        return {key: _numbers(entry, make) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(v if isinstance(v, list) else _numbers(v, make) for v in value)
    return value
"""
OPTIMIZERS = {
    "states made with zeros of a shape": """
def momentum(params, grads, v, lr, beta):
    v = {k: v[k].copy() if v else np.zeros(g.shape, g.dtype) for k, g in grads.items()}
    out = {k: np.empty(p.shape, p.dtype) for k, p in params.items()}
    for k, g in grads.items():
        v[k][...] = beta * v[k] + (1 - beta) * g
        np.subtract(params[k], lr * v[k], out=out[k])
    return out, v
""",
    "entry by entry": """
def rmsprop(params, grads, s, lr, beta, eps):
    new_p, new_s = {}, {}
    for k in params:
        new_p[k], new_s[k] = params[k].copy(), np.zeros_like(grads[k])
        for i in np.ndindex(*grads[k].shape):
            new_s[k][i] = beta * (s[k][i] if k in s else 0.0) + (1 - beta) * grads[k][i] ** 2
            new_p[k][i] -= lr * grads[k][i] / (np.sqrt(new_s[k][i]) + eps)
    return new_p, new_s
""",
    "methods of arrays": """
def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    out, vs, ss = {}, {}, {}
    for k, g in grads.items():
        flat = g.reshape(-1)
        vs[k] = (beta1 * v[k].ravel() if v else np.zeros(flat.size)) + (1 - beta1) * flat
        ss[k] = (beta2 * s[k].ravel() if s else np.zeros(flat.size)) + (1 - beta2) * flat * flat
        step = lr * (vs[k] / (1 - beta1**t)) / ((ss[k] / (1 - beta2**t)) ** 0.5 + eps)
        vs[k], ss[k] = vs[k].reshape(g.shape), ss[k].reshape(g.shape)
        out[k] = params[k].astype(np.float64) - step.reshape(params[k].shape)
    return out, vs, ss
""",
    "rows of arrays": """
def gradient_descent(params, grads, lr):
    return {k: np.array([row - lr * g for row, g in zip(params[k], grads[k])]) for k in params}

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    p = {"w": params["w"], "b": np.array([[params["b"]]])}
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((p["w"] @ x + p["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (p["w"] @ xb + p["b"] - yb) / xb.shape[1]
            p = gradient_descent(p, {"w": d @ xb.T, "b": d.sum(axis=1, keepdims=True)}, lr)
    return {"w": p["w"], "b": p["b"].item()}, losses
""",
}
"""Optimizers that need what the contract promises: dicts of arrays with at least one axis."""
FUNCTIONS = {
    "partial": "functools.partial(F)",
    "lambdas": "(lambda f: lambda *a: f(*a))(F)",
    "callable objects": "type('Called', (), {'__call__': lambda self, *a: self.f(*a), 'f': staticmethod(F)})()",
    "bound methods": "type('Bound', (), {'f': lambda self, *a, verbose=False, f=F: f(*a)})().f",
    "classmethods": "type('Of', (), {'f': classmethod(lambda cls, *a, f=F: f(*a))}).f",
    "printing": "(lambda f: lambda *a: (print(*a), f(*a))[1])(F)",
    "more parameters": "(lambda f: lambda *a, scale=1.0, **more: f(*a))(F)",
}
"""How a function may be: an expression in `F`, the plain one."""


def texts(reference: Reference) -> dict[str, str]:
    """Return the texts of right submissions by the name of their form."""
    names = list(reference.sources)
    plain = "import functools\nimport numpy as np\n\n" + "\n\n".join(reference.sources.values())
    told = f"{plain}\nNAMES = {names!r}\n"
    made = {}
    for form, code in ARRAYS.items():
        made[form] = f"{told}{code}\ndef _dress(v): return _inside(v, _array)\n{DRESS}"
    for form, code in RESULTS.items():
        if form == "numbers of size 1" and "neuron" in names:
            continue  # its own backward would multiply that with arrays
        made[form] = f"{told}{NUMBERS}\n{code}\n{DRESS}"
    for form, expression in FUNCTIONS.items():
        made[form] = f"{told}for _n in NAMES:\n    F = globals()[_n]\n    globals()[_n] = {expression}\n"
    if reference.problem.roles.optimizers:
        made |= {form: f"{plain}\n{code}" for form, code in OPTIMIZERS.items()}
    return made
