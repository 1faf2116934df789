"""Rules that are derived from a reference whose results are indices, or have the names of arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.declare.course import open_course
from autograder.declare.reference import Reference
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document

HEAD = "# %% [markdown]\n# # One\n\n# %%\nimport numpy as np\n\n\n# %%\n"
LOWEST = '''def lowest(rates, losses):
    """rates, losses: (K,). Returns (at, rate): the index of the lowest loss, and its rate: two numbers."""
    at = int(np.argmin(losses))
    rate = rates[at]
    return at, rate
'''
LOWEST_DECLARED = """functions=(lowest,),
    inputs=lambda rng, sizes: (rng.uniform(1, 2, sizes["K"]), rng.uniform(1, 2, sizes["K"])),
    ranges={"K": (6, 9)},
"""
MOVED = '''def moved(x, mu):
    """x: (n, m). mu: (n, 1). Returns {"r": (n, m), "mu": (n, 1)}: the residuals of mu, and the new mu."""
    r = np.tanh(x - mu)
    mu = mu + np.mean(r, axis=1, keepdims=True)
    return {"r": r, "mu": mu}
'''
MOVED_DECLARED = """functions=(moved,),
    inputs=lambda rng, sizes: (normal(rng, sizes["n"], sizes["m"]), normal(rng, sizes["n"], 1)),
    ranges={"n": (3, 5), "m": (6, 9)},
"""
TAIL = """

# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations

PROBLEM = operations(
    name="one",
    title="One",
    {}
)
"""


def problem(folder: Path, function: str, declared: str) -> Reference:
    (folder / "one.py").write_text(HEAD + function + TAIL.format(declared), encoding="utf-8")
    return open_course(folder).reference("one")


@pytest.mark.parametrize(
    ("function", "declared", "old", "new", "lost"),
    [
        (LOWEST, LOWEST_DECLARED, "argmin", "argmax", "lowest.at"),
        (LOWEST, LOWEST_DECLARED, "rates[at]", "losses[at]", "lowest.rate"),
        (MOVED, MOVED_DECLARED, "x - mu", "mu - x", "moved.r"),
        (MOVED, MOVED_DECLARED, "mu + np", "mu - np", "moved.mu"),
    ],
)
def test_one_mistake_costs_one_question(
    tmp_path: Path, function: str, declared: str, old: str, new: str, lost: str
) -> None:
    reference = problem(tmp_path, function, declared)
    assert old in function
    found = {}
    with Sandbox(isolation=Isolation.BEST_EFFORT) as sandbox:
        for text in (function, function.replace(old, new)):
            document = Document("a.py", None, (Cell(0, "import numpy as np"), Cell(1, text)))
            report = examine(document, reference, sandbox, 1, Policy())[0]
            found[text] = [v.question for v in report.verdicts if v.score < v.max_score]
    assert list(found.values()) == [[], [lost]]
