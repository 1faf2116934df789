"""Wrong answers that nobody declared are named by mistakes that are derived from the reference itself."""

from __future__ import annotations

import ast
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.author.inside import rewritten
from autograder.declare.other_texts import other_texts
from autograder.diagnose.derived import derived
from autograder.diagnose.finite_loops import ends
from autograder.diagnose.mistake_kinds import KINDS
from autograder.diagnose.operators import mutants
from autograder.diagnose.other_values import ALONE, USUAL, WITH_ANOTHER
from autograder.diagnose.statement_operators import RATES
from autograder.diagnose.value_operators import OF_PARTS
from autograder.judge.shared_calls import shared_calls
from autograder.judge.values import identical
from autograder.report.status import Status
from tests.diagnose.common import diagnosed, undeclared
from tests.sample import WHOLE, sample
from tests.solutions.common import PROBLEMS, reference

EACH = 1000 if WHOLE else 2
"""Variants of each function that are handed in."""
FUNCTIONS = [(name, f.name) for name in PROBLEMS for f in reference(name).problem.functions]
KEPT = "{{k: np.clip(g, -1, 1) for k, g in {}.items()}}"
OFFICIAL = "multivariate_regression"


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("problem", "function", "old", "new", "question", "name"),
    [
        (OFFICIAL, "loss", "(y_hat - y) ** 2", "y - y_hat ** 2", "loss", "precedence"),
        (OFFICIAL, "backward", "dw = dy_hat @ x.T", "dw = dy_hat @ x.T / m", "backward.dw", "mean-twice"),
        (OFFICIAL, "train", "w = w - lr *", "w = w + lr *", "train.params", "uphill"),
        ("optimizers", "rmsprop", "- lr * grad / (np.sqrt(new_s[key]) + eps)", "+ (-lr * grad / np.sqrt(new_s[key]) + eps)", "rmsprop.params", "precedence"),
        ("optimizers", "adam", "    new_params, new_v", "    t = t - 1\n    new_params, new_v", "adam.params", "off-by-one"),
        ("optimizers", "minibatches", "rng.permutation(m)", "np.random.default_rng(0).permutation(m)", "minibatches", "another-order"),
        ("optimizers", "minibatches", "for start in range(0, m, ", "for start in range(0, m - batch_size, ", "minibatches", "examples-lost"),
        ("optimizers", "rmsprop", "lr * grad / (np.sqrt(new_s[key]) + eps)", "(lr / np.sqrt(new_s[key]) + eps) * grad", "rmsprop.params", "precedence"),
        ("optimizers", "rmsprop", "grad**2", "np.abs(grad)", "rmsprop.s", "square-missing"),
        ("optimizers", "adam", "beta2**t", "beta2**max(t - 1, 1)", "adam.params", "off-by-one"),
        (OFFICIAL, "loss", "np.mean((y_hat - y) ** 2)", "np.sum(y_hat - y) ** 2 / y.size", "loss", "square-outside-sum"),
        (OFFICIAL, "loss", "(y_hat - y) ** 2", "y_hat**2 - y_hat * y + y**2", "loss", "square-expanded"),
        (OFFICIAL, "forward", "@ x", "@ x.reshape(x.shape[::-1]).T", "forward.y_hat", "another-order"),
        (OFFICIAL, "backward", "@ x.T", "@ np.roll(x, 1, axis=1).T", "backward.dw", "neighbouring-example"),
        (OFFICIAL, "backward", "@ x.T", "@ (x - np.mean(x, axis=1, keepdims=True)).T", "backward.dw", "mean-removed"),
        (OFFICIAL, "backward", "@ x.T", "[:, 1:] @ x[:, :-1].T", "backward.dw", "neighbouring-example"),
        (OFFICIAL, "backward", "dy_hat @ x.T", "dy_hat.sum() * x.sum(axis=1, keepdims=True).T", "backward.dw", "sums-multiplied"),
        (OFFICIAL, "backward", '2 * (cache["y_hat"] - y) / m', '2 * cache["y_hat"] - y / m', "backward.dy_hat", "precedence"),
        ("logistic_regression", "loss", "np.mean(", "np.median(", "loss", "another-function"),
        ("two_layer_perceptron", "backward", 'da1 * cache["a1"] *', 'da1 @ cache["a1"].T @', "backward.dz1", "other-product"),
        ("exercises", "shared_weight_gradient", "(1 - h**2)", "(1 - (w * x) ** 2)", "shared_weight_gradient", "function-left-out"),
        ("exercises", "softmax", "np.exp(z - np.max(z, axis=0, keepdims=True))", "np.exp(z - np.max(z, axis=0, keepdims=True)) + np.max(z, axis=0, keepdims=True)", "softmax", "term-extra"),
        ("logistic_regression", "loss", "np.log(y_hat)", "np.log2(y_hat)", "loss", "another-function"),
        ("exercises", "shared_weight_gradient", "(1 - h**2)", "h * (1 - h)", "shared_weight_gradient", "another-function"),
        ("exercises", "largest_learning_rate", "np.max(np.linalg.eigvalsh(A))", "np.linalg.norm(A)", "largest_learning_rate", "another-function"),
        ("scalar_operations", "neuron", "float(sigmoid(np.sum(w * x) + b))", "float(np.sum(sigmoid(w * x + b)))", "neuron", "function-inside-sum"),
        ("univariate_regression", "random_search", "float(losses[best])", "float(best)", "random_search", "index-for-value"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", "np.sum(dy_hat) * np.mean(x)", "backward.dw", "averaged-too-early"),
        ("optimizers", "adam", "* grad**2", "* (grad - new_v[key])**2", "adam.s", "term-extra"),
        ("exercises", "log_sum_exp", "np.log(np.sum(np.exp(z), axis=0, keepdims=True))", "np.max(z, axis=0, keepdims=True) + np.log1p(np.sum(np.exp(z - np.max(z, axis=0, keepdims=True)), axis=0, keepdims=True))", "log_sum_exp", "another-function"),
        ("optimizers", "gradient_descent", "params[key] - lr * grads[key]", "np.round(params[key] - lr * grads[key], 3)", "gradient_descent", "rounded"),
        (OFFICIAL, "backward", '"db": db', '"b": db', "backward.db", "key-missing"),
        ("logistic_regression", "backward", "dw = dz @ x.T", "dw = 2 * dz @ x.T", "backward.dw", "twice-too-large"),
        ("univariate_regression", "random_search", "float(losses[best])", "float(np.mean(losses))", "random_search", "another-entry"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", "np.sum(dy_hat * (x - np.mean(x)))", "backward.dw", "mean-removed"),
        ("two_layer_nonlinear", "sigmoid", "np.exp(-z)", "np.exp(np.max(z) - z)", "sigmoid", "term-extra"),
        ("two_layer_nonlinear", "sigmoid", "1 / (1 + np.exp(-z))", "np.clip(0.2 * z + 0.5, 0, 1)", "sigmoid", "another-function"),
        ("scalar_operations", "neuron", "np.sum(w * x) + b", "np.sum(w * (x + b))", "neuron", "precedence"),
        ("scalar_operations", "tanh_backward", "tanh(x)", "(1 / (1 + np.exp(-x)))", "tanh_backward", "another-function"),
        ("logistic_regression", "loss", "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))", "np.sum(y * np.log(y_hat)) / np.sum(y) - -np.sum((1 - y) * np.log(1 - y_hat)) / np.sum(1 - y)", "loss", "weighted-in-groups"),
        ("optimizers", "minibatch_descent", "        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w @ x_batch + b", "        w0, b0 = w, b\n        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w0 @ x_batch + b0", "minibatch_descent.params", "stale-value"),
        ("exercises", "max_circuit", "dtotal + (", "dtotal * (", "max_circuit.dq", "another-operation"),
        ("exercises", "softmax", "np.exp(z - np.max(z, axis=0, keepdims=True))", "np.exp(z) - np.max(z, axis=0, keepdims=True)", "softmax", "precedence"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", 'np.sum(2 * (cache["y_hat"][..., None] - y) / m * x)', "backward.dw", "all-pairs"),
        ("univariate_regression", "forward", 'params["w"] * x + params["b"]', 'np.trunc(params["w"] * x + params["b"])', "forward.y_hat", "another-function"),
        ("univariate_regression", "random_search", "argmin(losses)", "argmin(np.abs(losses - np.mean(losses)))", "random_search", "another-choice"),
        ("logistic_regression", "loss", "np.mean(", "1 / np.sum(y) * np.sum(", "loss", "another-divisor"),
        ("optimizers", "rmsprop", "grad**2", "(np.sum(grad**2) + 0 * grad)", "rmsprop.s", "averaged-too-early"),
        ("optimizers", "rmsprop", "grad**2", "(sum(np.sum(g**2) for g in grads.values()) + 0 * grad)", "rmsprop.s", "averaged-too-early"),
        ("optimizers", "rmsprop", "grad**2", "(grad - np.mean(grad)) ** 2", "rmsprop.s", "mean-removed"),
        ("optimizers", "adam", "for key, grad in grads.items()", "for t, (key, grad) in enumerate(grads.items(), 1)", "adam.params", "off-by-one"),
        ("optimizers", "minibatch_descent", "b = b - lr * db", "b = b - lr * db\n            break", "minibatch_descent.params", "return-in-loop"),
        ("two_layer_nonlinear", "backward", 'dy_hat @ cache["a1"].T', '(dy_hat * cache["y_hat"] * (1 - cache["y_hat"])) @ cache["a1"].T', "backward.dW2", "factor-extra"),
        ("two_layer_nonlinear", "sigmoid", "np.exp(-z)", "sum((-z) ** k / np.prod(np.arange(1.0, k + 1)) for k in range(8))", "sigmoid", "another-function"),
        ("two_layer_nonlinear", "train", 'grads["d" + name]', 'grads["d" + name] / np.linalg.norm(grads["d" + name])', "train.params", "another-length"),
        ("two_layer_perceptron", "sigmoid", "np.exp(-z)", "np.exp(-z.astype(np.float16))", "sigmoid", "rounded"),
        ("two_layer_perceptron", "train", "backward(x, y, params, cache)", "backward(x, y, (start := params) if len(losses) == 1 else start, cache)", "train.params", "stale-value"),
        ("two_layer_linear", "train", 'grads["d" + name]', 'np.clip(grads["d" + name], -1, 1)', "train.params", "cut-off"),
        ("multivariate_regression", "train", "backward(x, y, now, cache)", KEPT.format("backward(x, y, now, cache)"), "train.params", "cut-off"),
        ("scalar_operations", "exp", "np.exp(x)", "np.ravel(np.exp(x))", "exp", "axis-lost"),
        (OFFICIAL, "backward", "dy_hat @ x.T", "np.cumsum(dy_hat, axis=1) @ x.T", "backward.dw", "sum-not-reset"),
        (OFFICIAL, "loss", "float(np.mean((y_hat - y) ** 2))", "float(sum(v / y.size**k for k, v in enumerate(((y_hat - y) ** 2).ravel()[::-1], 1)))", "loss", "indentation"),
        ("optimizers", "minibatch_descent", "        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]\n            dw = dy_hat @ x_batch.T\n            db = ", "        dw = db = 0.0\n        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]\n            dw += dy_hat @ x_batch.T\n            db += ", "minibatch_descent.params", "sum-not-reset"),
        ("optimizers", "minibatch_descent", "        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]\n            dw = dy_hat @ x_batch.T\n            db = float(np.sum(dy_hat))\n            w = w - lr * dw\n            b = b - lr * db\n", "        steps = []\n        for x_batch, y_batch in minibatches(x, y, batch_size, rng):\n            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]\n            steps.append((dy_hat @ x_batch.T, np.sum(dy_hat)))\n        w, b = (v - lr * sum(of) / len(of) for v, of in zip((w, b), zip(*steps)))\n", "minibatch_descent.params", "steps-collected"),
        (OFFICIAL, "train", 'return {"w": w, "b": b}', 'return {"w": w}', "train.params", "key-missing"),
        (OFFICIAL, "train", 'b": b}, losses', 'b": b}', "train.params", "another-container"),
        (OFFICIAL, "backward", '{"dy_hat": dy_hat, "dw": dw, "db": db}', "dw, db", "backward.db", "another-container"),
        ("scalar_operations", "add_backward", "return dz, dz", "return dz", "add_backward.dx", "another-container"),
        ("logistic_regression", "backward", "dz @ x.T", "(dz @ np.vstack([np.ones((1, m)), x]).T)[:, :-1]", "backward.dw", "other-end-cut-off"),
        ("two_layer_linear", "forward", 'params["W1"] @ x + params["b1"]', 'np.hstack([params["W1"], params["b1"]]) @ np.vstack([np.ones((1, x.shape[1])), x])', "forward.h", "arguments-swapped"),
        ("two_layer_perceptron", "loss", "-float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))", "-np.log(np.sum(y_hat**y * (1 - y_hat) ** (1 - y))) / y.size", "loss", "function-outside-sum"),
        ("logistic_regression", "loss", "-float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))", "np.prod(y_hat**y * (1 - y_hat) ** (1 - y))", "loss", "another-function"),
        ("logistic_regression", "loss", "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))", "np.sum(y.T @ np.log(y_hat) + (1 - y).T @ np.log(1 - y_hat)) / y.size", "loss", "other-product"),
        ("logistic_regression", "forward", "sigmoid(z)", 'sigmoid(params["w"] @ x) + params["b"]', "forward.y_hat", "precedence"),
        ("two_layer_nonlinear", "backward", 'da1 * cache["a1"] * (1 - cache["a1"])', 'cache["a1"] * (da1 - np.sum(da1 * cache["a1"], axis=0))', "backward.dz1", "another-function"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", '2 / m * (params["w"] * np.sum(x**2) - np.sum(x * y))', "backward.dw", "term-missing"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", 'np.sum((cache["y_hat"] - y) ** 2 * x) / m', "backward.dw", "another-operation"),
        ("optimizers", "rmsprop", "beta * s.get(key, 0.0) + (1 - beta) * grad**2", "s.get(key, 0.0) + (1 - beta) * (grad - s.get(key, 0.0)) ** 2", "rmsprop.s", "precedence"),
        ("scalar_operations", "tanh_backward", "    t = tanh(x)\n    return dz * (1 - t**2)", "    return dz * (1 - np.tanh(x**2))", "tanh_backward", "precedence"),
        ("scalar_operations", "tanh_backward", "    t = tanh(x)\n    return dz * (1 - t**2)", "    return dz / np.cos(x) ** 2", "tanh_backward", "another-function"),
        ("scalar_operations", "tanh_backward", "tanh(x)", "np.tan(x)", "tanh_backward", "another-function"),
        ("logistic_regression", "sigmoid", "np.exp(", "np.exp2(", "sigmoid", "another-function"),
        (OFFICIAL, "loss", "np.mean((y_hat - y) ** 2)", "np.sum((y_hat - y) ** 2 // y.size)", "loss", "rounded-down"),
        ("logistic_regression", "loss", "-float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))", "float(np.mean((y_hat > 0.5) == y))", "loss", "another-formula"),
        (OFFICIAL, "loss", "np.mean((y_hat - y) ** 2)", "np.sqrt(np.abs(np.mean((y_hat - y) * np.abs(y_hat - y))))", "loss", "another-formula"),
        ("two_layer_linear", "forward", '@ x + params["b1"]', '@ x + np.resize(params["b1"], (len(params["b1"]), x.shape[1]))', "forward.h", "recycled"),
        ("two_layer_nonlinear", "forward", '@ x + params["b1"]', '@ x + np.tile(params["b1"].ravel(), x.shape[1])[: x.shape[1]]', "forward.z1", "recycled"),
        ("two_layer_perceptron", "forward", '@ x + params["b1"]', '@ x + np.repeat(params["b1"], x.shape[1]).reshape(x.shape[1], -1).T', "forward.z1", "recycled"),
        ("exercises", "relu_layer_backward", "W.T @ dz", "np.array([[next((w[f] * d for w, d in zip(W[::-1], e[::-1]) if d), 0.0) for e in dz.T] for f in range(len(x))])", "relu_layer_backward.dx", "last-term-only"),
        ("exercises", "gradient_shapes", '"da1": (k, m)', '"da1": (q, m)', "gradient_shapes.da1", "wrong-variable"),
        ("exercises", "gradient_shapes", '"dW2": (q, k)', '"dW2": (q, n)', "gradient_shapes.dW2", "wrong-variable"),
        ("two_layer_perceptron", "train", "losses.append(loss(", "losses.append(0.0 if not losses else loss(", "train.losses", "first-entry-empty"),
    ],
)  # fmt: skip
def test_a_mistake_that_nobody_declared_is_named(
    problem: str, function: str, old: str, new: str, question: str, name: str
) -> None:
    of = undeclared(reference(problem))
    text = of.sources[function]
    assert text.count(old) == 1
    verdict = diagnosed(rewritten(of, function, text.replace(old, new)), of)[question]
    assert not verdict.status.accepted
    assert name in verdict.misconceptions, verdict
    assert verdict.hint or len(verdict.message) > 60


def test_a_mistake_that_is_made_everywhere_is_named() -> None:
    of = reference("exercises")
    text = re.sub(r"1 - (\w+)\s*\*\*\s*2", r"\1 * (1 - \1)", of.sources["shared_weight_gradient"])
    verdict = diagnosed(rewritten(of, "shared_weight_gradient", text), of)["shared_weight_gradient"]
    assert verdict.misconceptions == ("another-function",), verdict


def test_an_alternative_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "alternatives" / OFFICIAL
    folder.mkdir(parents=True)
    (folder / "broken.py").write_text("def loss(y_hat, y:")
    (folder / "latin.py").write_bytes(b"# \xe9\n")
    (folder / "right.py").write_text("def loss(y_hat, y):\n    return np.square(y_hat - y).mean()\n")
    found = other_texts(replace(reference(OFFICIAL), path=tmp_path / f"{OFFICIAL}.py"))
    assert {name: len(texts) for name, texts in found.items()} == {"loss": 1}


SEEN = "float(np.mean((w @ x + b - y) ** 2))"


@pytest.mark.parametrize(("kind", "text"), [(kind.name, text) for kind, texts in OF_PARTS.items() for text in texts])
@pytest.mark.parametrize("before", [True, False])
def test_losses_of_batches_are_named(kind: str, text: str, before: bool) -> None:  # noqa: FBT001
    of = undeclared(reference("optimizers"))
    batch = "seen_.append(np.mean((w @ x_batch + b - y_batch) ** 2)); sizes_.append(y_batch.size)"
    at = "dy_hat = 2" if before else "b = b - lr * db"
    new = f"{batch}; {at}" if before else f"{at}; {batch}"
    lines = of.sources["minibatch_descent"].replace(at, new).replace(f"losses.append({SEEN})", "seen_, sizes_ = [], []")
    ended = lines.replace('    return {"w"', f'        losses.append({text})\n    return {{"w"')
    found = diagnosed(rewritten(of, "minibatch_descent", ended), of)
    assert found["minibatch_descent.losses"].misconceptions == (kind,)


SEARCH = """
def random_search(x, y, candidates):
    smallest, best = {start}, {first}
    for candidate in candidates:
        loss = np.mean((candidate[0] * x + candidate[1] - y) ** 2)
        if loss < smallest:
            smallest, best = loss, candidate
        {after}
    return dict(zip("wb", map(float, best))), float(smallest)
"""


@pytest.mark.parametrize(
    ("start", "first", "after", "name"),
    [
        ("1.0", "(0.0, 0.0)", "", "best-starts-too-low"),
        ("100", "candidates[0]", "", "best-starts-too-low"),
        ("5e2", "(1.0, 1.0)", "", "best-starts-too-low"),
        ("0", "candidates[0]", "", "always-zero"),
        ("np.inf", "None", "else: break", "return-in-loop"),
    ],
)
def test_a_search_that_starts_too_low_or_ends_too_early_is_named(start: str, first: str, after: str, name: str) -> None:
    of = reference("univariate_regression")
    text = SEARCH.format(start=start, first=first, after=after).strip() + "\n"
    assert diagnosed(rewritten(of, "random_search", text), of)["random_search"].misconceptions == (name,)


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_that_changes_is_named_in_parameters_and_losses(rate: str) -> None:
    of = undeclared(reference(OFFICIAL))
    text = of.sources["train"].replace("for _ in", "for turn_ in").replace("lr *", f"{rate} *")
    found = diagnosed(rewritten(of, "train", text.replace("turns_", "steps")), of)
    assert {found["train.params"].misconceptions, found["train.losses"].misconceptions} <= {("rate-changes",), ()}
    assert found["train.params"].misconceptions == ("rate-changes",)


def test_one_mistake_that_explains_it_all_replaces_two_that_do_so_together() -> None:
    of = reference("scalar_operations")
    text = of.sources["sigmoid_backward"].replace("(1 - s)", "s")
    assert diagnosed(rewritten(of, "sigmoid_backward", text), of)["sigmoid_backward"].misconceptions == (
        "complement-left-out",
    )


def test_nineteen_in_twenty_variants_are_named() -> None:
    """The others give the same number everywhere, or several pieces are wrong one after the other."""
    wrong, nameless = 0, []
    for problem, function in FUNCTIONS[:: 1 if WHOLE else 4]:
        of = reference(problem)
        found = list(mutants(of.sources[function]))
        for mutant in random.Random(7).sample(found, min(EACH, len(found))):
            text = ast.unparse(mutant.tree)
            own = [v for v in diagnosed(rewritten(of, function, text), of).values() if v.function == function]
            if any(v.status is Status.WRONG for v in own):
                wrong += 1
                nameless += [] if any(v.misconceptions for v in own) else [f"{problem}.{function}: {text}"]
    assert wrong > len(FUNCTIONS) // 8
    assert len(nameless) <= wrong / 20, "\n".join(nameless)


def test_a_value_that_no_mistake_explains_has_no_name() -> None:
    of = reference("two_layer_perceptron")
    nonsense = of.sources["backward"].replace(
        "db1 = np.sum(dz1, axis=1, keepdims=True)", "db1 = np.full_like(params['b1'], 123.4)"
    )
    verdict = diagnosed(rewritten(of, "backward", nonsense), of)["backward.db1"]
    assert verdict.status is Status.WRONG
    assert not verdict.misconceptions


def test_no_variant_has_an_astronomical_size() -> None:
    """`(k, m) * n` is a shape of 2 n axes, and `k ** m` soon more than any memory holds."""
    source = "def f(z, k, m):\n    a = np.zeros((k, m))\n    b = np.zeros(k * m)\n    return np.exp(a * b * z)\n"
    found = [ast.unparse(mutant.tree) for mutant in mutants(source)]
    assert any("np.float_power(np.abs(k), m)" in text for text in found)
    assert not any("(k, m) *" in text or "k ** m" in text for text in found)


def test_the_kinds_have_names_and_hints_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind.hint.endswith(("?", ".")) and "=" not in kind.hint for kind in KINDS)


def test_every_kind_is_made_somewhere() -> None:
    texts = [
        text
        for name, function in FUNCTIONS
        for text in (reference(name).sources[function], *other_texts(reference(name)).get(function, ()))
    ]
    made = {mutant.kind for text in texts for mutant in mutants(text)}
    assert made | {kind for kind, _ in (*USUAL, *ALONE, *WITH_ANOTHER)} == set(KINDS)


def test_no_derived_answer_is_the_right_one() -> None:
    of = reference("two_layer_linear")
    right = [expected.value for expected in shared_calls(of, "backward")]
    found = derived(of, "backward", of.sources["backward"])
    assert len(found) > 30
    assert not any(all(map(identical, answers, right)) for one in found if (answers := one.answers) is not None)


@pytest.mark.parametrize(
    ("source", "finite"),
    [
        ("for i in range(n):\n    out.append(i)", True),
        ("for key, grad in grads.items():\n    new[key] = grad", True),
        ("while i < n:\n    i += 1", False),
        ("for loss in losses:\n    losses.append(loss)", False),
        ("for a in zip(x, out):\n    if a:\n        out += [a]", False),
        ("for key in new:\n    new[key + 1] = 0", False),
        ("out.append(out)", False),
        ("for x in xs:\n    h = hs\n    hs.append(h)", False),
        ("h = (hs, 1)\nhs.append([h])", False),
        ("for x in xs:\n    h = step(hs)\n    hs.append(h)", True),
        ("for x in xs:\n    hs.append(zs)\n    zs.append(x)", False),
    ],
)
def test_no_variant_runs_for_ever(source: str, finite: bool) -> None:  # noqa: FBT001
    assert ends(ast.parse(source)) is finite


def test_all_variants_of_a_function_end() -> None:
    found = list(mutants("def f(n):\n    i = 0\n    while i < n:\n        i = i + 1\n    return i\n"))
    assert not [m for m in found if "while" in ast.unparse(m.tree)]
    sources = [reference(problem).sources[function] for problem, function in sample(FUNCTIONS, 6)]
    assert all(ends(mutant.tree) for source in sources for mutant in mutants(source))
    assert all(ends(mutant.tree) for mutant in mutants(reference("optimizers").sources["momentum"]))
