"""Functions by kind that take differences in disguise: of a copy of a network or an operation, or under other names.

Each text stands in place of the function. The gradients of values on a network's way are worked out, those of the
parameters are differences.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.declare.reference import Reference

RULES = {
    "central, 1e-5": "(at(h) - at(-h)) / (2 * h)",
    "central, 1e-4": "(at(10 * h) - at(-10 * h)) / (20 * h)",
    "one-sided": "(at(1e-3 * h) - at(0.0)) / (1e-3 * h)",
    "backwards": "(at(0.0) - at(-1e-2 * h)) / (1e-2 * h)",
    "four points": "(8 * (at(100 * h) - at(-100 * h)) - (at(200 * h) - at(-200 * h))) / (1200 * h)",
    "Richardson": "(4 * (at(5 * h) - at(-5 * h)) / (10 * h) - (at(10 * h) - at(-10 * h)) / (20 * h)) / 3",
    "relative step": "(at(h * max(1.0, abs(v))) - at(-h * max(1.0, abs(v)))) / (2 * h * max(1.0, abs(v)))",
    "complex step": "np.imag(at(1e-30j)) / 1e-30",
    "complex step, 1e-20": "np.imag(at(1e-20j)) / 1e-20",
    "complex step, 1e-200": "np.imag(at(1e-200j)) / 1e-200",
}
"""How a slope is taken: `at(t)` is the loss where the entry `v` is moved by t, `h` is 1e-5."""
OF_NETWORKS = {
    "seven points": "sum(c * (at(k * 1e-2) - at(-k * 1e-2)) for k, c in ((1, 45), (2, -9), (3, 1))) / 0.6",
    "a polynomial": "np.polyfit(np.arange(-2, 3), [at(1e3 * h * k) for k in range(-2, 3)], 4)[-2] / (1e3 * h)",
    "long doubles": "float((at(np.longdouble(h)) - at(-np.longdouble(h))) / (2 * np.longdouble(h)))",
    "by the largest": "(lambda s: (at(s) - at(-s)) / (2 * s))(h * (np.abs(array).max() + 1e-3))",
    "by its own size": "(lambda s: (at(s) - at(-s)) / (2 * s))(h * abs(v) if v else h)",
    "averaged": "np.mean([(at(s) - at(-s)) / (2 * s) for s in (h / 3, h, 3 * h)])",
    "rounded": "np.round((at(h) - at(-h)) / (2 * h), 10)",
    "half of it": "(at(h) - at(-h)) / (4 * h) + np.asarray(grads['d' + name])[index] / 2",
}
"""The same of whole networks, where such a slope is seen too."""
ALIASES = {
    "another name": "_forward, _loss = forward, loss",
    "defaults": "_forward, _loss = (lambda *a, f=forward: f(*a)), (lambda *a, f=loss: f(*a))",
    "in a list": "_all = [forward, loss]\ndef _forward(*a): return _all[0](*a)\ndef _loss(*a): return _all[1](*a)",
    "partial": "import functools\n_forward, _loss = functools.partial(forward), functools.partial(loss)",
    "methods": "class Net:\n    f, l = staticmethod(forward), staticmethod(loss)\n_forward, _loss = Net.f, Net.l",
    "the same code": "import types\n_forward = types.FunctionType(forward.__code__, globals())\n"
    "_loss = types.FunctionType(loss.__code__, globals())",
}
DIFFERENCED = """
def _total(x, y, params):
    return _loss(_forward(x, params)["y_hat"], y)

def backward(x, y, params, cache):
    grads, h = _worked_out(x, y, params, cache), 1e-5
    for name, value in params.items():
        array = np.array(value, float)
        grad = np.zeros_like(array)
        if not (CHOSEN):
            continue
        for index in np.ndindex(array.shape):
            v = array[index]
            def at(t):
                moved = array.astype(np.asarray(t).dtype)
                moved[index] += t
                return _total(x, y, {**params, name: moved if moved.ndim else moved[()]})
            grad[index] = RULE
        grads["d" + name] = grad
    return grads
"""
SLOPE = """
def _slope(z, h=1e-5):
    return (1 / (1 + np.exp(-z - h)) - 1 / (1 + np.exp(-z + h))) / (2 * h)
"""


def copied(reference: Reference, names: Sequence[str] = ("sigmoid", "forward", "loss")) -> str:
    """Return copies of functions, those of a network at first, under other names; they take complex numbers too."""
    text = "\n\n".join(reference.sources[name] for name in reference.sources if name in names)
    for name in names:
        text = text.replace(f"def {name}(", f"def _{name}(").replace(f" {name}(", f" _{name}(")
    return text.replace("float(", "(")


def texts(reference: Reference) -> dict[str, str]:
    """Return the texts of such functions by their kind."""
    worked_out = reference.sources["backward"].replace("def backward(", "def _worked_out(")
    differenced = DIFFERENCED.replace("CHOSEN", "True")
    made = {}
    for rule, slope in (RULES | OF_NETWORKS).items():
        made[f"copy, {rule}"] = "\n\n".join((copied(reference), worked_out, differenced.replace("RULE", slope)))
    for alias, code in ALIASES.items():
        rule = RULES["central, 1e-5"]
        made[f"alias, {alias}"] = "\n\n".join((code, worked_out, differenced.replace("RULE", rule)))
    return made


def in_part(reference: Reference) -> dict[str, str]:
    """Return the texts of functions by kind that take few differences: of one parameter, slope or size."""
    own, net = reference.sources["backward"], reference.problem.network
    worked_out = own.replace("def backward(", "def _worked_out(")
    choices = {f"only {layer.weights}": f"name == {layer.weights!r}" for layer in net.layers}
    choices |= {f"only {layer.bias}": f"name == {layer.bias!r}" for layer in net.layers}
    choices["other sizes"] = "sizes.setdefault('m', x.shape[1]) != x.shape[1]"
    made = {}
    for how, chosen in choices.items():
        differenced = DIFFERENCED.replace("RULE", RULES["central, 1e-5"]).replace("CHOSEN", chosen)
        made[how] = "\n\n".join((copied(reference), worked_out, "sizes = {}", differenced))
    slope = own.replace('cache["a1"] * (1 - cache["a1"])', "_slope(cache['z1'])")
    if slope != own:
        made["the slope of a sigmoid"] = f"{SLOPE}\n\n{slope}"
    return made


ONE_BY_ONE = """
def _slopes(f, *given):
    made, h = [], 1e-5
    for place, value in enumerate(given):
        array = np.array(value, float)
        grad = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            v = array[index]
            def at(t):
                moved = array.astype(np.asarray(t).dtype)
                moved[index] += t
                here = [moved if i == place else np.array(g, float) for i, g in enumerate(given)]
                made = f(*(a if a.ndim else a[()] for a in here))
                return made[index] if np.ndim(made) else made
            grad[index] = RULE
        made.append(grad if grad.ndim else float(grad))
    return made
"""
EXERCISES = {
    "max_circuit": """
def _f(p, q, r): return (p + q) * np.maximum(q, r)
def max_circuit(p, q, r): return tuple(_slopes(_f, p, q, r))
""",
    "softmax_cross_entropy": """
def _probabilities(z):
    e = np.exp(z - z.real.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)
def softmax_cross_entropy(z, y):
    def f(z): return -np.sum(y * np.log(_probabilities(z))) / z.shape[1]
    return float(f(z)), _slopes(f, z)[0]
""",
    "relu_layer_backward": """
def relu_layer_backward(da, x, W, b):
    def f(x, W, b): return np.sum(da * np.maximum(W @ x + b, 0))
    dx, dW, db = _slopes(f, x, W, b)
    return {"dz": da * (W @ x + b > 0), "dW": dW, "db": db, "dx": dx}
""",
    "regularized_gradient": """
def regularized_gradient(dW, W, lam, m):
    return dW + _slopes(lambda W: lam / (2 * m) * np.sum(W**2), W)[0]
""",
    "shared_weight_gradient": """
def shared_weight_gradient(w, x): return _slopes(lambda w: np.tanh(w * np.tanh(w * x)), w)[0]
""",
    "neuron_gradient": """
def neuron_gradient(w, b, x, y):
    return tuple(_slopes(lambda w, b: (1 / (1 + np.exp(-(np.sum(w * x) + b))) - y) ** 2, w, b))
""",
}
"""Differences of what an exercise describes and no function of it computes."""


OTHERS = "scalar_operations", "exercises"
"""Problems without a network whose functions compute derivatives."""


def of_functions(reference: Reference) -> dict[tuple[str, str], str]:
    """Return such functions of a problem without a network by their name and kind."""
    return of_operations(reference) if reference.problem.roles.operations else of_exercises()


def of_exercises() -> dict[tuple[str, str], str]:
    """Return such functions of the exercises by their name and kind."""
    return {
        (name, f"copy, {rule}"): f"{ONE_BY_ONE.replace('RULE', slope)}{text}"
        for name, text in EXERCISES.items()
        for rule, slope in RULES.items()
    }


def of_operations(reference: Reference) -> dict[tuple[str, str], str]:
    """Return such functions of operations by their name and kind."""
    made = {}
    for operation in reference.problem.roles.operations:
        name, takes = operation.forward, reference.problem.function(operation.forward).args
        pieces = reference.problem.function(operation.backward).pieces
        slopes = f"[dz * s for s in _slopes(_f, {', '.join(takes)})]"
        returned = f"tuple({slopes})" if pieces else f"{slopes}[0]"
        text = f"def {operation.backward}(dz, {', '.join(takes)}):\n    return {returned}\n"
        for rule, slope in RULES.items():
            own = copied(reference, (*reference.helpers(name), name)) + f"\n\n_f = _{name}\n"
            made[operation.backward, f"copy, {rule}"] = ONE_BY_ONE.replace("RULE", slope) + own + text
        for alias, code in ALIASES.items():
            own = "def loss(): pass\n" + code.replace("_forward", "_f").replace("forward", name) + "\n"
            central = ONE_BY_ONE.replace("RULE", RULES["central, 1e-5"])
            made[operation.backward, f"alias, {alias}"] = central + own + text
    return made
