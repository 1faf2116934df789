"""Backward functions by kind that take differences in disguise: of a copy of the network, or under other names.

Each text stands in place of `backward`. The gradients of values on the way are worked out, those of the parameters are
differences.
"""

from __future__ import annotations

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


def copied(reference: Reference) -> str:
    """Return a copy of the network's forward and loss under other names, which takes complex numbers too."""
    text = "\n\n".join(reference.sources[name] for name in reference.sources if name in ("sigmoid", "forward", "loss"))
    for name in ("sigmoid", "forward", "loss"):
        text = text.replace(f"def {name}(", f"def _{name}(").replace(f" {name}(", f" _{name}(")
    return text.replace("float(", "(")


def texts(reference: Reference) -> dict[str, str]:
    """Return the texts of such functions by their kind."""
    worked_out = reference.sources["backward"].replace("def backward(", "def _worked_out(")
    made = {}
    for rule, slope in RULES.items():
        made[f"copy, {rule}"] = "\n\n".join((copied(reference), worked_out, DIFFERENCED.replace("RULE", slope)))
    for alias, code in ALIASES.items():
        rule = RULES["central, 1e-5"]
        made[f"alias, {alias}"] = "\n\n".join((code, worked_out, DIFFERENCED.replace("RULE", rule)))
    return made
