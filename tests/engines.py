"""Right backward functions in odd forms: a tape, dual numbers, odd products, gradients within bounds."""

from __future__ import annotations

import re

from autograder.declare.reference import Reference
from tests.cheats import copied

ENGINES = {
    "a tape": """
class Var:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = np.asarray(value, float), parents, 0.0
    shape = property(lambda self: self.value.shape)

    def __array_ufunc__(self, ufunc, method, *inputs, **_):
        a, b = [i if isinstance(i, Var) else Var(i) for i in (*inputs, 0.0)[:2]]
        x, y = a.value, b.value
        made = {
            "add": lambda: (x + y, lambda g: g, lambda g: g),
            "subtract": lambda: (x - y, lambda g: g, lambda g: -g),
            "multiply": lambda: (x * y, lambda g: g * y, lambda g: g * x),
            "divide": lambda: (x / y, lambda g: g / y, lambda g: -g * x / y**2),
            "power": lambda: (x**y, lambda g: g * y * x ** (y - 1), lambda g: g * 0),
            "matmul": lambda: (x @ y, lambda g: g @ y.T, lambda g: x.T @ g),
            "negative": lambda: (-x, lambda g: -g, lambda g: g * 0),
            "exp": lambda: (np.exp(x), lambda g: g * np.exp(x), lambda g: g * 0),
            "log": lambda: (np.log(x), lambda g: g / x, lambda g: g * 0),
        }
        value, to_a, to_b = made[ufunc.__name__]()
        return Var(value, ((a, to_a), (b, to_b)))

    def __array_function__(self, function, types, args, kwargs):
        (a,) = args
        share = 1 / a.value.size if function is np.mean else 1.0
        return Var(function(a.value), ((a, lambda g: g * share * np.ones(a.shape)),))

    __add__, __radd__ = (lambda s, o: np.add(s, o)), (lambda s, o: np.add(o, s))
    __sub__, __rsub__ = (lambda s, o: np.subtract(s, o)), (lambda s, o: np.subtract(o, s))
    __mul__, __rmul__ = (lambda s, o: np.multiply(s, o)), (lambda s, o: np.multiply(o, s))
    __truediv__, __rtruediv__ = (lambda s, o: np.divide(s, o)), (lambda s, o: np.divide(o, s))
    __matmul__, __pow__ = (lambda s, o: np.matmul(s, o)), (lambda s, o: np.power(s, o))
    __neg__ = lambda s: np.negative(s)

def _fit(g, shape):
    g = np.asarray(g)
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g.sum(axis=tuple(i for i, d in enumerate(shape) if d == 1), keepdims=True) if 1 in shape else g

def backward(x, y, params, cache):
    leaves = {k: Var(v) for k, v in params.items()}
    cache = _forward(x, leaves)
    end = _loss(cache["y_hat"], y)
    order, seen = [], set()
    def visit(v):
        if id(v) not in seen:
            seen.add(id(v))
            for parent, _ in v.parents:
                visit(parent)
            order.append(v)
    visit(end)
    end.grad = np.ones(end.shape)
    for v in reversed(order):
        for parent, pull in v.parents:
            parent.grad = parent.grad + _fit(pull(v.grad), parent.shape)
    return {"d" + k: v.grad for k, v in {**cache, **leaves}.items()}
""",
    "dual numbers": """
class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = np.asarray(value, float), np.asarray(slope, float)
    shape = property(lambda self: self.value.shape)

    def __array_ufunc__(self, ufunc, method, *inputs, **_):
        a, b = [i if isinstance(i, Dual) else Dual(i, 0.0 * np.asarray(i)) for i in (*inputs, 0.0)[:2]]
        x, y, u, v = a.value, b.value, a.slope, b.slope
        slope = {
            "add": lambda: u + v,
            "subtract": lambda: u - v,
            "multiply": lambda: u * y + x * v,
            "divide": lambda: u / y - x * v / y**2,
            "power": lambda: u * y * x ** (y - 1),
            "matmul": lambda: u @ y + x @ v,
            "negative": lambda: -u,
            "exp": lambda: u * np.exp(x),
            "log": lambda: u / x,
        }[ufunc.__name__]()
        return Dual(ufunc(*(x, y)[: ufunc.nin]), slope)

    def __array_function__(self, function, types, args, kwargs):
        return Dual(function(args[0].value), function(args[0].slope))

    __add__, __radd__ = (lambda s, o: np.add(s, o)), (lambda s, o: np.add(o, s))
    __sub__, __rsub__ = (lambda s, o: np.subtract(s, o)), (lambda s, o: np.subtract(o, s))
    __mul__, __rmul__ = (lambda s, o: np.multiply(s, o)), (lambda s, o: np.multiply(o, s))
    __truediv__, __rtruediv__ = (lambda s, o: np.divide(s, o)), (lambda s, o: np.divide(o, s))
    __matmul__, __pow__ = (lambda s, o: np.matmul(s, o)), (lambda s, o: np.power(s, o))
    __neg__ = lambda s: np.negative(s)

def backward(x, y, params, cache):
    grads = _worked_out(x, y, params, cache)
    for name, value in params.items():
        value = np.asarray(value, float)
        grad = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            along = np.zeros(value.shape)
            along[index] = 1.0
            one = {k: Dual(v, along if k == name else 0.0 * np.asarray(v)) for k, v in params.items()}
            grad[index] = _loss(_forward(x, one)["y_hat"], y).slope
        grads["d" + name] = grad
    return grads
""",
}
PRODUCTS = {
    "differences of squares": "((d[:, None] + a) ** 2 - (d[:, None] - a) ** 2).sum(axis=2) / 4",
    "rows of length 1": "(d @ (a / np.linalg.norm(a, axis=1, keepdims=True)).T) * np.linalg.norm(a, axis=1)",
    "inputs in float32": "d @ a.astype(np.float32).T",
}
"""What `d @ a.T` may be. They lose what is much smaller or larger than all else; so do no derivatives in float64."""
BOUNDS = {
    "entries below 1e6": "np.clip(g, -1e6, 1e6)",
    "a norm below 1e3": "g * min(1.0, 1e3 / (np.linalg.norm(g) + 1e-6))",
    "a common norm below 1e3": "g * min(1.0, 1e3 / np.sqrt(sum(np.sum(np.square(e)) for e in grads.values())))",
    "no entries below 1e-300": "np.where(np.abs(g) < 1e-300, 0.0, g)",
}
"""What becomes of a gradient `g`: the same, unless it is ill-scaled."""
RESULTS = {
    "rounded to ten places": "np.round(g, 10)",
    "a float32 of each": "np.float64(np.float32(g))",
}
"""What makes a gradient less exact."""
BOUNDED = """
def backward(x, y, params, cache):
    grads = _worked_out(x, y, params, cache)
    return {name: BOUND for name, g in grads.items()}
"""
PRODUCT = """
SMALL = 1e-12  # of low complexity
def _product(d, a):
    return
"""


def texts(reference: Reference) -> dict[str, str]:
    """Return the texts of such functions by their kind."""
    own = reference.sources["backward"]
    worked_out = own.replace("def backward(", "def _worked_out(")
    made = {how: "\n\n".join((copied(reference), worked_out, code)) for how, code in ENGINES.items()}
    inexact = re.sub(r" / m$", " / (m + 1e-11)", worked_out, flags=re.MULTILINE)
    made |= {f"{how}, inexact": f"{inexact}\n\n{BOUNDED.replace('BOUND', bound)}" for how, bound in BOUNDS.items()}
    if "np.log" not in reference.sources["loss"]:  # the gradients of labels are not that large in any call
        narrow = BOUNDED.replace("BOUND", "np.clip(np.float32(g), -1e6, 1e6)")
        made["entries below 1e6, float32"] = f"{worked_out}\n\n{narrow}"
    made |= {how: f"{worked_out}\n\n{BOUNDED.replace('BOUND', bound)}" for how, bound in (BOUNDS | RESULTS).items()}
    odd = re.sub(r"(\w+) @ (\S+)\.T\b", r"_product(\1, \2)", own.replace("np.sum(dy_hat * x)", "(dy_hat @ x.T).item()"))
    return made | {how: f"{PRODUCT.rstrip()} {code}\n\n{odd}" for how, code in PRODUCTS.items()}
