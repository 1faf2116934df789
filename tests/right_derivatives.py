"""Right derivatives of operations and exercises by kind: every formula, stable or not, and dual numbers."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.declare.reference import Reference

OPERATIONS = {
    "add": (
        "return (dz, dz)",
        "return (dz * 1.0, dz * np.ones_like(y))",
        "return (dz * np.ones(x.shape), 1 * dz)",
    ),
    "multiply": (
        "return (dz * y, x * dz)",
        "return (np.multiply(dz, y), np.multiply(dz, x))",
        "return (multiply(dz, y), multiply(dz, x))",
    ),
    "divide": (
        "return (dz / y, -dz * x / y ** 2)",
        "return (dz / y, -dz * x / (y * y))",
        "return (dz * y ** (-1), -dz * x * y ** (-2.0))",
        "z = x / y; return (dz / y, -dz * z / y)",
        "z = divide(x, y); return (dz * (1 / y), dz * (-z / y))",
        "return (dz * 1 / y, dz * -x / np.square(y))",
        "return (divide(dz, y), -divide(divide(x, y), y) * dz)",
        "return (dz / (y + 1e-12), -dz * x / (y ** 2 + 1e-12))",
        "return (np.divide(dz, y), np.negative(dz) * np.divide(x, np.power(y, 2)))",
    ),
    "maximum": (
        "return (dz * (x > y), dz * (y > x))",
        "return (np.where(x > y, dz, 0), np.where(x > y, 0, dz))",
        "m = np.maximum(x, y); return (dz * (x == m), dz * (y == m))",
        "a = (np.sign(x - y) + 1) / 2; return (dz * a, dz * (1 - a))",
        "return (dz * np.heaviside(x - y, 0.5), dz * np.heaviside(y - x, 0.5))",
        "m = (x >= y).astype(float); return (m * dz, (1 - m) * dz)",
        (
            "dx = np.zeros_like(dz)\n"
            "    dy = dx.copy()\n"
            "    dx[x > y] = dz[x > y]\n"
            "    dy[x <= y] = dz[x <= y]\n"
            "    return (dx, dy)"
        ),
    ),
    "square": (
        "return 2 * x * dz",
        "return dz * 2 * x",
        "return dz * (x + x)",
        "return np.multiply(2 * x, dz)",
        "return dz * 2 * x ** 1",
        "return dz * 2 * np.sqrt(x ** 2) * np.sign(x) if 0 else 2.0 * dz * x",
        "return multiply(dz, x) + multiply(x, dz)",
    ),
    "exp": (
        "return dz * np.exp(x)",
        "return exp(x) * dz",
        "return exp(x + np.log(np.abs(dz))) * np.sign(dz)",
        "return dz * np.e ** x",
        "return dz * np.power(np.e, x)",
        "import math; return dz * np.vectorize(math.exp)(x)",
        "return dz / np.exp(-x)",
        "return np.asarray(dz * np.exp(np.longdouble(x)), float)",
    ),
    "log": (
        "return dz / x",
        "return dz * (1 / x)",
        "return dz * x ** (-1)",
        "return np.divide(dz, x)",
        "return dz / (x + 1e-08)",
        "return dz / (x + 1e-12)",
        "return dz * np.power(x, -1.0)",
        "return dz * np.reciprocal(x)",
        "return dz * np.exp(-np.log(x))",
    ),
    "sigmoid": (
        "s = sigmoid(x); return dz * s * (1 - s)",
        "s = 1 / (1 + np.exp(-x)); return dz * (s - s ** 2)",
        "return dz * np.exp(-x) / (1 + np.exp(-x)) ** 2",
        "return dz * np.exp(-x) / np.square(1 + np.exp(-x))",
        "return dz * sigmoid(x) * sigmoid(-x)",
        "return dz / (2 + np.exp(x) + np.exp(-x))",
        "return dz * (1 - np.tanh(x / 2) ** 2) / 4",
        "return dz / (4 * np.cosh(x / 2) ** 2)",
        "s = np.exp(x) / (1 + np.exp(x)); return dz * s * (1 - s)",
        "s = np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x))); return dz * s * (1 - s)",
        "s = np.clip(sigmoid(x), 1e-12, 1 - 1e-12); return dz * s * (1 - s)",
        "s = np.clip(sigmoid(x), 1e-07, 1 - 1e-07); return dz * s * (1 - s)",
        "s = 1 / (1 + np.exp(-np.clip(x, -500, 500))); return dz * s * (1 - s)",
        "s = 1 / (1 + np.exp(-np.clip(x, -20, 20))); return dz * s * (1 - s)",
        "s = sigmoid(x); return dz * s * s * np.exp(-x)",
        "e = np.exp(-x); return dz * e / (1 + e) / (1 + e)",
        "e = np.exp(x); return dz * e / (1 + e) ** 2",
        "s = sigmoid(x); return dz * s * (1 - s + 1e-12)",
        "s = 1 / (1 + np.exp(-x) + 1e-12); return dz * s * (1 - s)",
        "s = sigmoid(np.longdouble(x)); return np.asarray(dz * s * (1 - s), float)",
        "return dz * np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2",
        "s = 0.5 * (1 + np.tanh(x / 2)); return dz * s * (1 - s)",
        "s = np.exp(-np.logaddexp(0, -x)); return dz * s * (1 - s)",
        "s = np.exp(-np.logaddexp(0, -x)); return dz * s * np.exp(-np.logaddexp(0, x))",
    ),
    "tanh": (
        "t = np.tanh(x); return dz * (1 - t ** 2)",
        "return dz / np.cosh(x) ** 2",
        "t = tanh(x); return dz * (1 - t * t)",
        "t = np.tanh(x); return dz * (1 - t) * (1 + t)",
        "t = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)); return dz * (1 - t ** 2)",
        "return dz * 4 / (np.exp(x) + np.exp(-x)) ** 2",
        "t = 2 * sigmoid(2 * x) - 1; return dz * (1 - t ** 2)",
        "return dz * 4 * sigmoid(2 * x) * (1 - sigmoid(2 * x))",
        "t = (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1); return dz * (1 - t * t)",
        "t = np.sinh(x) / np.cosh(x); return dz * (1 - np.square(t))",
        "t = (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x)); return dz * (1 - t ** 2)",
        "t = tanh(x / 2); return dz * (1 - (2 * t / (1 + t * t)) ** 2)",
        "return dz * (1 - np.power(tanh(x), 2))",
        "return dz * (1 - square(tanh(x)))",
        "e = np.exp(2 * x); return dz * 4 * e / (e + 1) ** 2",
    ),
    "relu": (
        "return dz * (x > 0)",
        "return np.where(x > 0, dz, 0)",
        "d = dz.copy(); d[x <= 0] = 0; return d",
        "return dz * np.heaviside(x, 0)",
        "return dz * (np.sign(x) + 1) / 2",
        "return dz * relu(x) / x",
        "return dz * (relu(x) > 0)",
        "return dz * np.sign(relu(x))",
        "return maximum_backward(dz, x, np.zeros_like(x))[0]",
        "return dz * (x + np.abs(x)) / (2 * x)",
    ),
    "neuron": (
        "z = neuron(w, x, b); d = dz * z * (1 - z); return (d * x, d * w, d)",
        "u = np.dot(w, x) + b; d = dz * np.exp(-u) / (1 + np.exp(-u)) ** 2; return (d * x, d * w, d)",
        (
            "u = sum((w[i] * x[i] for i in range(len(w)))) + b\n"
            "    d = float(sigmoid_backward(dz, u))\n"
            "    return (d * x, d * w, d)"
        ),
        (
            "d = float(sigmoid_backward(np.array([dz]), np.array([w @ x + b]))[0])\n"
            "    dw, dx = multiply_backward(d * np.ones_like(w), w, x)\n"
            "    return (dw, dx, d)"
        ),
    ),
}
"""Bodies of the function that passes the gradient back, in the names of its arguments."""
EXERCISES = {
    "max_circuit": (
        "u = max(q, r); s = p + q; return (u, u + s, 0.0) if q > r else (u, u, s)",
        "g = float(q > r); u = np.maximum(q, r); return (u, u + (p + q) * g, (p + q) * (1 - g))",
        "return (q, p + 2 * q, 0) if q > r else (r, r, p + q)",
        "return (max(q, r), max(q, r) + (p + q) * (q > r), (p + q) * (r > q))",
    ),
    "softmax_cross_entropy": (
        "m = z.shape[1]; p = softmax(z); return (-np.sum(y * np.log(p)) / m, (p - y) / m)",
        (
            "m = z.shape[1]\n"
            "    p = np.clip(softmax(z), 1e-12, 1 - 1e-12)\n"
            "    return (-np.sum(y * np.log(p)) / m, (p - y) / m)"
        ),
        (
            "m = z.shape[1]\n"
            "    e = np.exp(z)\n"
            "    p = e / e.sum(0)\n"
            "    return (-(y * np.log(p + 1e-12)).sum() / m, (p - y) / m)"
        ),
        (
            "m = z.shape[1]\n"
            "    l = log_sum_exp(z)\n"
            "    return (float(np.sum(l - np.sum(y * z, 0, keepdims=True)) / m), (np.exp(z - l) - y) / m)"
        ),
        (
            "m = z.shape[1]\n"
            "    p = softmax(z)\n"
            "    dz = p.copy()\n"
            "    dz[y.argmax(0), np.arange(m)] -= 1\n"
            "    return (-np.mean(np.log(p[y.argmax(0), np.arange(m)])), dz / m)"
        ),
        (
            "m = z.shape[1]\n"
            "    p = softmax(z)\n"
            "    dp = -y / p / m\n"
            "    dz = p * (dp - np.sum(dp * p, axis=0, keepdims=True))\n"
            "    return (-np.sum(y * np.log(p)) / m, dz)"
        ),
        (
            "m = z.shape[1]\n"
            "    p = softmax(z)\n"
            "    dz = np.zeros_like(z)\n"
            "    for i in range(m):\n"
            "        J = np.diag(p[:, i]) - np.outer(p[:, i], p[:, i])\n"
            "        dz[:, i] = J @ (-y[:, i] / p[:, i]) / m\n"
            "    return (-np.sum(y * np.log(p)) / m, dz)"
        ),
        "m = z.shape[1]\n    p = np.maximum(softmax(z), 1e-15)\n    return (-np.sum(y * np.log(p)) / m, (p - y) / m)",
    ),
    "relu_layer_backward": (
        (
            "z = W @ x + b\n"
            "    dz = np.where(z > 0, da, 0)\n"
            "    return {'dz': dz, 'dW': dz.dot(x.T), 'db': dz.sum(1, keepdims=True), 'dx': W.T.dot(dz)}"
        ),
        (
            "z = W @ x + b\n"
            "    dz = da.copy()\n"
            "    dz[z <= 0] = 0\n"
            "    dW, dx = np.einsum('ki,ni->kn', dz, x), np.einsum('kn,ki->ni', W, dz)\n"
            "    return {'dz': dz, 'dW': dW, 'db': dz.sum(axis=1).reshape(-1, 1), 'dx': dx}"
        ),
        (
            "z = W @ x + b\n"
            "    a = np.maximum(z, 0)\n"
            "    dz = da * (a > 0)\n"
            "    dW = sum(np.outer(dz[:, i], x[:, i]) for i in range(x.shape[1]))\n"
            "    return {'dz': dz, 'dW': dW, 'db': dz @ np.ones((x.shape[1], 1)), 'dx': (dz.T @ W).T}"
        ),
    ),
    "regularized_gradient": (
        "return dW + lam * W / m",
        "return dW + W * lam / m",
        "return dW + 2 * W * lam / (2 * m)",
        "return np.add(dW, lam / m * W)",
        "return dW + lam / (2 * m) * (W + W)",
    ),
    "shared_weight_gradient": (
        "h = np.tanh(w * x); y = np.tanh(w * h); return (1 - y ** 2) * (h + w * (1 - h ** 2) * x)",
        (
            "import math\n"
            "    h = math.tanh(w * x)\n"
            "    s = 1 / math.cosh(w * h) ** 2\n"
            "    return s * (h + w * x / math.cosh(w * x) ** 2)"
        ),
        "h = np.tanh(w * x); y = np.tanh(w * h); d = 1 - y * y; return d * h + d * w * (1 - h * h) * x",
    ),
    "neuron_gradient": (
        "u = w @ x + b; s = 1 / (1 + np.exp(-u)); d = 2 * (s - y) * s * (1 - s); return (d * x, d)",
        (
            "u = np.dot(w, x) + b\n"
            "    e = np.exp(-u)\n"
            "    s = 1 / (1 + e)\n"
            "    d = 2 * (s - y) * e / (1 + e) ** 2\n"
            "    return (d * x, d)"
        ),
        (
            "s = 0.5 * (1 + np.tanh((np.sum(w * x) + b) / 2))\n"
            "    d = 2 * (s - y) * s * (1 - s)\n"
            "    return (np.array([d * i for i in x]), d)"
        ),
    ),
}
DUAL = """
class D:
    __array_priority__ = 99
    def __init__(s, v, d): s.v, s.d = v, d
    def __add__(a, b): b = b if isinstance(b, D) else D(b, 0*b); return D(a.v+b.v, a.d+b.d)
    __radd__ = __add__
    def __neg__(a): return D(-a.v, -a.d)
    def __sub__(a, b): return a + (-b)
    def __rsub__(a, b): return -a + b
    def __mul__(a, b): b = b if isinstance(b, D) else D(b, 0*b); return D(a.v*b.v, a.d*b.v+a.v*b.d)
    __rmul__ = __mul__
    def __truediv__(a, b): b = b if isinstance(b, D) else D(b, 0*b); return D(a.v/b.v, a.d/b.v - a.v*b.d/b.v**2)
    def __rtruediv__(a, b): return D(b, 0*b) / a
    def exp(a): return D(np.exp(a.v), a.d*np.exp(a.v))
    def log(a): return D(np.log(a.v), a.d/a.v)
    def tanh(a): t=np.tanh(a.v); return D(t, a.d*(1-t*t))
"""
FORWARD = {
    "add": ("x+y",),
    "multiply": ("x*y",),
    "divide": ("x/y",),
    "square": ("x*x",),
    "exp": ("x.exp()",),
    "log": ("x.log()",),
    "sigmoid": (
        "1/(1+(-x).exp())",
        "x.exp()/(1+x.exp())",
    ),
    "tanh": (
        "x.tanh()",
        "(x.exp()-(-x).exp())/(x.exp()+(-x).exp())",
        "2/(1+(-2*x).exp())-1",
    ),
}
"""What dual numbers go through, for each operation."""
NARROW = (
    "s = sigmoid(x.astype(np.float32)); return dz * s * (1 - s)",
    "t = np.tanh(np.float32(x)); return dz * (1 - t * t)",
)
"""Right to what float32 holds."""


LOSSY = {
    "add_backward": ("return ((x + 2 * dz - x) / 2, dz)",),
    "multiply_backward": (
        "z = x * y; return (dz * (z / x), dz * (z / y))",
        "s, d = x + y, x - y; return (dz * (s - d) / 2, dz * (s + d) / 2)",
        "return (dz * ((x + 1) * y - x * y), dz * x)",
        "return (dz * ((x + y) ** 2 - x ** 2 - y ** 2) / (2 * x), dz * x)",
    ),
    "divide_backward": ("return (dz * y / y ** 2, -dz * x * y ** 2 / y ** 4)",),
    "square_backward": (
        "return 2 * dz * square(x) / x",
        "return dz * ((x + 1) ** 2 - x ** 2 - 1)",
        "return dz * ((x + 1) ** 2 - (x - 1) ** 2) / 2",
    ),
    "log_backward": ("return dz * x ** 3 / x ** 4", "return dz * x / square(x)", "return dz / np.sqrt(x * x)"),
    "max_circuit": (
        "u = (q + r + abs(q - r)) / 2; g = (1 + np.sign(q - r)) / 2; return (u, u + g * (p + q), (1 - g) * (p + q))",
    ),
    "regularized_gradient": ("return (m * dW + lam * W) / m",),
}
"""Right forms that lose digits beside very large or very small numbers."""


def lossy(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield right functions of a problem that lose digits at odd numbers."""
    of = {name: bodies for name, bodies in LOSSY.items() if name in reference.sources}
    yield from (_text(reference, name, body) for name, bodies in of.items() for body in bodies)


def of_functions(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield right functions of a problem without a network by their name."""
    if not reference.problem.roles.operations:
        yield from (_text(reference, name, body) for name, bodies in EXERCISES.items() for body in bodies)
        return
    for op, bodies in OPERATIONS.items():
        yield from (_text(reference, f"{op}_backward", body) for body in bodies)
    yield from (_text(reference, f"{op}_backward", body) for op, body in zip(("sigmoid", "tanh"), NARROW, strict=True))
    for op, forms in FORWARD.items():
        two = len(reference.problem.function(op).args) == 2
        for form in forms:
            slopes = [f"x, y = D(x0, {a} + 0 * x0), D(y0, {1 - a} + 0 * y0); d{a} = ({form}).d" for a in (1, 0)]
            taken = f"x0, y0 = x, y; {'; '.join(slopes)}; return dz * d1, dz * d0"
            name, text = _text(
                reference, f"{op}_backward", taken if two else f"x = D(x, 1 + 0 * x); return dz * ({form}).d"
            )
            yield name, DUAL + text


def _text(reference: Reference, name: str, body: str) -> tuple[str, str]:
    return name, f"def {name}({', '.join(reference.problem.function(name).args)}):\n    {body}\n"
