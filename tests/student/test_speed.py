"""The times that were promised, in CPU seconds: other work on the machine does not count."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder import notebook
from tests.cpu import cpu, slowness
from tests.student.common import PROBLEMS, env, reference, spec

CHECK_SECONDS, IMPORT_SECONDS = 0.150, 0.05
"""On a machine as quick as that of `tests/cpu.py`; a slower one has as much more."""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong"])
def test_no_check_takes_longer_than_150_ms(name: str, *, wrong: bool) -> None:
    for function in reference(name).problem.functions:
        changed = {}
        if wrong:
            source = reference(name).sources[function.name]
            inner = source.replace(f"def {function.name}(", "def _right(", 1)
            off = "v * 1.5 if isinstance(v, (float, np.ndarray)) else v"
            changed[function.name] = (
                f"{inner}\n\ndef {function.name}(*args):\n    out = _right(*args)\n"
                f"    if isinstance(out, dict):\n        return {{k: {off} for k, v in out.items()}}\n"
                f"    return tuple({off} for v in out) if isinstance(out, tuple) else (lambda v: {off})(out)\n"
            )
        names = env(name, **changed)
        taken = cpu(
            lambda f=function.name, n=names: notebook.result(f, spec(name), n)._repr_html_(), enough=CHECK_SECONDS
        )
        assert taken <= CHECK_SECONDS, f"{function.name}: {1000 * taken:.0f} ms"


def test_a_check_that_is_slow_would_be_noticed() -> None:
    slow = "def sigmoid(z):\n    for _ in range(20_000_000):\n        pass\n    return 1 / (1 + np.exp(-z))"
    names = env("two_layer_nonlinear", sigmoid=slow)
    assert cpu(lambda: notebook.result("sigmoid", spec("two_layer_nonlinear"), names), 1) > CHECK_SECONDS


def test_importing_costs_next_to_nothing_over_numpy() -> None:
    code = "import time, numpy; s = time.process_time(); {}; print(time.process_time() - s)"

    def once(statement: str) -> float:
        command = [sys.executable, "-c", code.format(statement)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    allowed = IMPORT_SECONDS * slowness()
    assert any(once("import autograder, autograder.notebook") <= allowed for _ in range(3))
    assert once("import jupytext") > allowed  # what an import that is not light takes
