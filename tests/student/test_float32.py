"""The check in a notebook that runs accepts float32, also where only the code of its cells shows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.notebook.checking import checked
from tests.luck import in_float32
from tests.solutions.common import PROBLEMS, reference
from tests.student.common import public


@pytest.mark.parametrize("results", ["np.float32", "np.float64"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_float32_is_right_in_a_notebook_that_runs(name: str, results: str) -> None:
    (cell,) = in_float32(reference(name), results).cells
    shell: dict[str, Any] = {"In": ["", cell.source]}
    exec(cell.source, shell)
    with np.errstate(all="ignore"):
        found = checked(public(name), shell, reference(name).problem.written_names).findings
    assert not [(f.question, f.status, f.message, f.relation) for f in found if not f.passed]
