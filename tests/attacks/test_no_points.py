"""Whoever tries to get points for a network without writing it gets none that an honest start would not get."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.attacks.attack import notebook
from autograder.batch.folder import OutputFolder
from autograder.batch.worker import Job, Slot, open_slot
from autograder.declare.course import open_course
from autograder.submissions.gather import find

PROBLEM = "multivariate_regression"
HONEST = """\
import numpy as np
def forward(x, params): return {"y_hat": params["w"] @ x + params["b"]}
def loss(y_hat, y): return float(np.mean((y_hat - y) ** 2))
"""
STUB = "def backward(x, y, params, cache): ...\ndef train(x, y, params, lr, steps): ..."
GRADIENTS = 'def backward(x, y, params, cache): return {"dy_hat": %s, "dw": %s, "db": %s}\n'
NOTHING_DONE = "def train(x, y, params, lr, steps): return params, [1.0] * steps\n"
UNMOVED = (
    "def train(x, y, params, lr, steps):\n"
    "    l = loss(forward(x, params)['y_hat'], y)\n    return {k: v + 0 for k, v in params.items()}, [l] * steps\n"
)
CURVE = (
    "def train(x, y, params, lr, steps):\n"
    "    l = loss(forward(x, params)['y_hat'], y)\n    return dict(params), [l * 0.9**i for i in range(steps)]\n"
)
TRICKS = {
    "gradients of nothing, and parameters that stay": GRADIENTS
    % ("cache['y_hat'] * 0 + 1e-300", "params['w'] * 0 + 1e-300", "1e-300")
    + UNMOVED,
    "gradients that vanish beside the parameters": GRADIENTS
    % ("cache['y_hat'] * 0 + 1e-18", "params['w'] * 0 + 1e-18", "1e-18")
    + UNMOVED,
    "gradients of zero": GRADIENTS % ("cache['y_hat'] * 0", "params['w'] * 0", "0.0") + UNMOVED,
    "gradients of nan": GRADIENTS % ("cache['y_hat'] * np.nan", "params['w'] * np.nan", "np.nan") + NOTHING_DONE,
    "a loss curve that was made up": GRADIENTS % ("cache['y_hat'] * 0", "params['w'] * 0", "0.0") + CURVE,
    "a loss curve that was made up, for small gradients": GRADIENTS
    % ("cache['y_hat'] * 0 + 1e-18", "params['w'] * 0 + 1e-18", "1e-18")
    + CURVE,
    "the arguments as the answer": "def backward(x, y, params, cache): return {**params, **cache}\n" + NOTHING_DONE,
    "a backward that differences its own forward": (
        "def backward(x, y, params, cache):\n"
        "    def at(w, b): return loss(forward(x, {'w': w, 'b': b})['y_hat'], y)\n"
        "    h, w, b, dw = 1e-5, params['w'], params['b'], np.zeros_like(params['w'])\n"
        "    for j in range(w.shape[1]):\n"
        "        e = np.zeros_like(w)\n"
        "        e[0, j] = h\n"
        "        dw[0, j] = (at(w + e, b) - at(w - e, b)) / (2 * h)\n"
        "    return {'dy_hat': dw * 0, 'dw': dw, 'db': (at(w, b + h) - at(w, b - h)) / (2 * h)}\n"
        "def train(x, y, params, lr, steps): ...\n"
    ),
    "an array that agrees with everything": (
        "class Same(np.ndarray):\n"
        "    def __eq__(self, other): return np.ones(self.shape, bool)\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "def backward(x, y, params, cache):\n"
        "    return {'dy_hat': y.view(Same), 'dw': params['w'].view(Same), 'db': 0.0}\n" + NOTHING_DONE
    ),
    "the inputs of another call": (
        "seen = []\n"
        "def backward(x, y, params, cache):\n"
        "    seen.append((x, y, params, cache))\n"
        "    x, y, params, cache = seen[0]\n"
        "    return {'dy_hat': y, 'dw': params['w'], 'db': 0.0}\n" + NOTHING_DONE
    ),
    "numpy replaced": (
        "np.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n" + STUB.replace("...", "return {}")
    ),
}


@pytest.fixture(scope="module")
def slot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slot]:
    output = OutputFolder(tmp_path_factory.mktemp("out"))
    output.prepare()
    with open_slot(Job(open_course(), b"secret", output)) as one:
        yield one


def scored(slot: Slot, folder: Path, code: str) -> dict[str, float]:
    path = folder / "attack.ipynb"
    path.write_text(notebook((HONEST, code), PROBLEM))
    (report,) = [slot.grade(source).report for source in find([path])]
    assert report.gradable, report.reason
    return {v.question: v.score for v in report.problems[0].verdicts}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_gets_no_more_than_the_stub(slot: Slot, tmp_path: Path, trick: str) -> None:
    stub = scored(slot, tmp_path, STUB)
    assert sum(stub.values()) == 2.0
    assert scored(slot, tmp_path, TRICKS[trick]) == stub


def test_this_would_see_points(slot: Slot, tmp_path: Path) -> None:
    right = GRADIENTS % ("2 * (cache['y_hat'] - y) / x.shape[1]", "1.0", "1.0")
    assert scored(slot, tmp_path, right)["backward.dy_hat"] == 1.0
