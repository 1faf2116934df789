"""A backward that takes differences earns nothing; one that calls forward again, or checks itself, loses nothing."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.plain.evidence import Cell, Outcome, Probe, Returned
from autograder.plain.question_names import function_of
from autograder.sandbox import Sandbox
from tests.diagnose.common import graded, statuses
from tests.solutions.common import NETWORKS, reference

DIFFERENCES = {
    "central": """
def total(x, y, params):
    return loss(forward(x, params)["y_hat"], y)

def backward(x, y, params, cache):
    grads, h = {}, 1e-5
    for name, value in params.items():
        array = np.array(value, dtype=float)
        grad = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            for sign in (1, -1):
                moved = array.copy()
                moved[index] += sign * h
                grad[index] += sign * total(x, y, {**params, name: moved}) / (2 * h)
        grads["d" + name] = grad
    return grads
""",
    "one-sided, in place": """
def backward(x, y, params, cache):
    h, grads = 1e-7, {}
    base = loss(forward(x, params)["y_hat"], y)
    for name in params:
        if np.ndim(params[name]) == 0:
            params[name] += h
            grads["d" + name] = (loss(forward(x, params)["y_hat"], y) - base) / h
            params[name] -= h
            continue
        grads["d" + name] = np.zeros(params[name].shape)
        for index in np.ndindex(params[name].shape):
            params[name][index] += h
            grads["d" + name][index] = (loss(forward(x, params)["y_hat"], y) - base) / h
            params[name][index] -= h
    return grads
""",
    "a library's routine": """
def approx_derivative(f, theta, h=1e-6):
    steps = h * np.eye(theta.size)
    return np.array([(f(theta + s) - f(theta - s)) / (2 * h) for s in steps])

def backward(x, y, params, cache):
    shapes = {name: np.shape(value) for name, value in params.items()}

    def unpack(theta):
        out, at = {}, 0
        for name, shape in shapes.items():
            size = int(np.prod(shape))
            out[name] = theta[at:at + size].reshape(shape)
            at += size
        return out

    theta = np.concatenate([np.ravel(value) for value in params.values()])
    grad = approx_derivative(lambda t: loss(forward(x, unpack(t))["y_hat"], y), theta)
    return {"d" + name: value for name, value in unpack(grad).items()}
""",
    "only the loss, by the predictions": """
def backward(x, y, params, cache):
    h, y_hat = 1e-5, cache["y_hat"]
    dy_hat = np.zeros_like(y_hat)
    for i in range(y_hat.shape[1]):
        e = np.zeros_like(y_hat)
        e[0, i] = h
        dy_hat[0, i] = (loss(y_hat + e, y) - loss(y_hat - e, y)) / (2 * h)
    return {"dy_hat": dy_hat, "dz2": dy_hat, "dz": dy_hat}
""",
}

COMPLEX = """
def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    w = complex(params["w"], 1e-30)
    b = complex(params["b"], 1e-30)
    dw = np.imag(loss(forward(x, {"w": w, "b": params["b"]})["y_hat"], y)) / 1e-30
    db = np.imag(loss(forward(x, {"w": params["w"], "b": b})["y_hat"], y)) / 1e-30
    return {"dy_hat": 2 * (cache["y_hat"] - y) / x.shape[1], "dw": dw, "db": db}
"""

HONEST = {
    "differences beside the gradients": """
def backward(x, y, params, cache):
    moved = [forward(x, {name: value + h for name, value in params.items()})["y_hat"] for h in (1e-5, -1e-5)]
    checked = (loss(moved[0], y) - loss(moved[1], y)) / 2e-5
    return {**reference_backward(x, y, params, cache), "checked": checked}
""",
    "forward again": """
def backward(x, y, params, cache):
    return reference_backward(x, y, params, forward(x, params))
""",
    "forward again, by names, and the loss for show": """
def backward(x, y, params, cache):
    again = forward(params=dict(params), x=x.copy())
    print(loss(again["y_hat"], y), loss(y_hat=cache["y_hat"], y=y))
    return reference_backward(x, y, params, again)
""",
    "one example after the other": """
def backward(x, y, params, cache):
    m = x.shape[1]
    parts = [
        reference_backward(x[:, i:i + 1], y[:, i:i + 1], params, forward(x[:, i:i + 1], params)) for i in range(m)
    ]
    rows = {key for key, value in parts[0].items() if cache["y_hat"].shape[1] > 1 and np.shape(value)[-1:] == (1,)}
    total = {}
    for key, value in parts[0].items():
        if key in ("dy_hat", "dz", "dz1", "dz2", "da1", "dh"):
            total[key] = np.hstack([p[key] for p in parts]) / m
        else:
            total[key] = sum(p[key] for p in parts) / m
    return total
""",
    "in float32": """
def backward(x, y, params, cache):
    small = {k: np.asarray(v, np.float32) for k, v in params.items()}
    forward(x.astype(np.float32), small)
    return reference_backward(x, y, params, cache)
""",
    "forward once, on standardized inputs": """
def backward(x, y, params, cache):
    standard = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    seen = forward(standard, params)["y_hat"]
    grads = reference_backward(x, y, params, cache)
    grads["dy_hat_of_standard"] = seen + loss(seen, y)
    return grads
""",
    "forward once, at smaller parameters": """
def backward(x, y, params, cache):
    seen = forward(x, {k: 0.99 * v for k, v in params.items()})["y_hat"]
    return {**reference_backward(x, y, params, cache), "seen": seen, "loss": loss(seen, y)}
""",
    "forward once, at rounded parameters": """
def backward(x, y, params, cache):
    seen = forward(x, {k: np.round(v, 2) for k, v in params.items()})["y_hat"]
    return {**reference_backward(x, y, params, cache), "seen": seen}
""",
    "a check of its own": """
def backward(x, y, params, cache):
    grads = reference_backward(x, y, params, cache)
    h = 1e-5
    for name, value in params.items():
        array = np.array(value, dtype=float)
        plus, minus = array.copy(), array.copy()
        plus.flat[0] += h
        minus.flat[0] -= h
        up = loss(forward(x, {**params, name: plus})["y_hat"], y)
        down = loss(forward(x, {**params, name: minus})["y_hat"], y)
        assert abs((up - down) / (2 * h) - np.ravel(grads["d" + name])[0]) < 1e-7
    return grads
""",
}


def honest(name: str, text: str) -> str:
    own = reference(name).sources["backward"].replace("def backward", "def reference_backward")
    return f"{own}\n\n{text}"


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("how", DIFFERENCES)
def test_differences_cost_the_whole_of_backward_and_nothing_else(name: str, how: str, sandbox: Sandbox) -> None:
    report, _, _ = graded(reference(name), sandbox, {"backward": DIFFERENCES[how]})
    own = [v for v in report.verdicts if v.question.startswith("backward.")]
    assert {v.status.value for v in own} == {"not-analytic"}
    assert sum(v.score for v in own) == 0
    assert "work them out on paper" in own[0].message
    others = {v.question for v in report.verdicts if v.status.value == "not-analytic"} - {v.question for v in own}
    assert not others


def test_a_complex_step_is_exact_and_still_no_derivation(sandbox: Sandbox) -> None:
    report, _, _ = graded(reference("univariate_regression"), sandbox, {"backward": COMPLEX})
    assert statuses(report) == dict.fromkeys(("backward.dy_hat", "backward.dw", "backward.db"), "not-analytic")


SLOPES = {
    "differences of the sigmoid": ("(sigmoid(Z + 1e-5) - sigmoid(Z - 1e-5)) / 2e-5", "not-analytic"),
    "a difference to one side": ("(sigmoid(Z + 1e-8) - A) / 1e-8", "not-analytic"),
    "a complex step": ("sigmoid(Z + 1e-20j).imag / 1e-20", "not-analytic"),
    "the sigmoid of both sides": ("sigmoid(Z) * sigmoid(-Z)", "correct"),
    "sums in another order": ("sigmoid(Z * (1 + 2e-16)) * (1 - A)", "correct"),
}


@pytest.mark.parametrize("name", ["two_layer_nonlinear", "two_layer_perceptron"])
@pytest.mark.parametrize("how", SLOPES)
def test_the_slope_of_the_sigmoid_is_not_to_be_differenced_either(name: str, how: str, sandbox: Sandbox) -> None:
    slope, status = SLOPES[how]
    slope = slope.replace("Z", 'cache["z1"]').replace("A", 'cache["a1"]')
    own = reference(name).sources["backward"]
    text = own.replace('cache["a1"] * (1 - cache["a1"])', f"({slope})")
    assert text != own
    report, _, _ = graded(reference(name), sandbox, {"backward": text})
    assert {v.status.value for v in report.verdicts if v.function == "backward"} <= {status, "correct", "close"}
    assert (status == "correct") == (report.score == report.max_score)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("how", HONEST)
def test_calling_forward_with_what_was_given_costs_nothing(name: str, how: str, sandbox: Sandbox) -> None:
    report, _, _ = graded(reference(name), sandbox, {"backward": honest(name, HONEST[how])})
    assert statuses(report) == {}


OPERATIONS = {
    "central": ("sigmoid", "h = 1e-5; return dz * (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)"),
    "one-sided": ("tanh", "return dz * (tanh(x + 1e-7) - tanh(x)) / 1e-7"),
    "complex": ("exp", "return dz * exp(x + 1e-20j).imag / 1e-20"),
    "by the first input": ("multiply", "return dz * (multiply(x + 1e-6, y) - multiply(x - 1e-6, y)) / 2e-6, dz * x"),
    "by the bias": (
        "neuron",
        "u = dz * (neuron(w, x, b + 1e-6) - neuron(w, x, b - 1e-6)) / 2e-6; return u * x, u * w, u",
    ),
}
IDENTITIES = {
    "the other side": ("sigmoid", "return dz * sigmoid(x) * sigmoid(-x)"),
    "half the argument": ("tanh", "t = tanh(x / 2); return dz * (1 - (2 * t / (1 + t * t)) ** 2)"),
    "a gate": ("relu", "return dz * (relu(x + 1e-12) > 0)"),
    "exp of both": ("exp", "return exp(x + np.log(np.abs(dz))) * np.sign(dz)"),
    "a check of its own": (
        "square",
        "g = 2 * x * dz; assert np.allclose(dz * (square(x + 1e-5) - square(x - 1e-5)) / 2e-5, g); return g",
    ),
}


def operation(name: str, body: str) -> dict[str, str]:
    arguments = {"multiply": "dz, x, y", "neuron": "dz, w, x, b"}.get(name, "dz, x")
    return {f"{name}_backward": f"def {name}_backward({arguments}):\n    {body}"}


@pytest.mark.parametrize("how", OPERATIONS)
def test_an_operation_is_not_to_be_differenced_either(how: str, sandbox: Sandbox) -> None:
    name, body = OPERATIONS[how]
    report, _, _ = graded(reference("scalar_operations"), sandbox, operation(name, body))
    assert set(statuses(report).values()) == {"not-analytic"}
    assert {function_of(question) for question in statuses(report)} == {f"{name}_backward"}


@pytest.mark.parametrize("how", IDENTITIES)
def test_an_identity_that_calls_the_operation_elsewhere_costs_nothing(how: str, sandbox: Sandbox) -> None:
    report, _, _ = graded(reference("scalar_operations"), sandbox, operation(*IDENTITIES[how]))
    assert statuses(report) == {}


def test_a_watched_function_is_itself_to_whoever_looks_at_it(sandbox: Sandbox) -> None:
    text = """
def helper(x):
    return x + helper.offset
helper.offset = 1

def f(x):
    helper.offset += 1
    return [helper.__name__, helper(x)]
"""

    def outcome(*calls: Probe) -> tuple[Outcome, ...]:
        with sandbox.open([Cell(0, text)]) as run:
            return run.ask(calls)

    watched = outcome(Probe("f", (2.0,), ("helper", "nobody")), Probe("f", (2.0,)))
    assert watched == (Returned(["helper", 4.0]), Returned(["helper", 5.0]))


def test_the_count_says_how_many_calls_strayed(sandbox: Sandbox) -> None:
    text = "def g(x): return x * x\ndef f(x): return g(x) + (g(x + 1e-3) - g(x - 1e-3)) / 2e-3"
    with sandbox.open([Cell(0, text)]) as run:
        watched, free = run.ask([Probe("f", (2.5,), ("g",)), Probe("f", (2.5,))])
    assert isinstance(watched, Returned)
    assert isinstance(free, Returned)
    assert (watched.strayed, free.strayed) == (2, 0)
    assert watched.value == free.value


def test_watching_loads_nothing(sandbox: Sandbox) -> None:
    cells = "import sys\ndef exp(x): return np.exp(x)\ndef exp_backward(dz, x): return dz * exp(x)\n"
    with sandbox.open([Cell(0, f"import numpy as np\n{cells}def loaded(): return sorted(sys.modules)")]) as run:
        before, watched, after = run.ask(
            [Probe("loaded", ()), Probe("exp_backward", (2.0, np.arange(30) / 7), ("exp",)), Probe("loaded", ())]
        )
    assert isinstance(watched, Returned)
    assert before == after, "an import in each student's process takes longer than all the rest"
