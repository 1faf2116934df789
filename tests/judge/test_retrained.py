"""A training of any course loses one point for a wrong step, and one for wrong losses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.declare.course import open_course
from autograder.declare.reference import Reference
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.status import Status
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document

SOLUTION = '''# %% [markdown]
# # Trained

# %%
import numpy as np


# %%
def cost(w, x, y):
    """w: (n,). x: (m, n). y: (m,). Returns (loss, dw): a number, and its gradient (n,)."""
    loss = np.mean((x @ w - y) ** 2)
    dw = 2 * x.T @ (x @ w - y) / len(y)
    return loss, dw


# %%
def train(STATE, x, y, lr, steps):
    """x: (m, n). y: (m,). lr: number. steps: whole number. Returns (STATE, losses)."""
    losses = []
    for i in range(steps):
        loss, dw = cost(NOW, x, y)
        losses.append(loss)
        STEP
    return STATE, losses


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def inputs(rng, sizes):
    n, m = sizes["n"], sizes["m"]
    more = {"w": normal(rng, n), "params": {"w": normal(rng, n)}, "v": normal(rng, n)}
    taken = {name: more[name] for name in ("w", *"STATE".split(", "))}
    return {**taken, "x": normal(rng, m, n), "y": normal(rng, m), "lr": 0.1, "steps": 4}


RANGES = {"n": (3, 5), "m": (6, 9)}
PROBLEM = operations(name="trained", title="Trained", functions=(cost, train), inputs=inputs, ranges=RANGES)
'''
STATES = {  # what is returned, where the weights are, and a step with its length to be changed
    "w": ("w", "w = w - lr * dw"),
    "params": ('params["w"]', 'params = {"w": params["w"] - lr * dw}'),
    "w, v": ("w", "v = 0.5 * v + dw\n        w = w - lr * v"),
}
WRONG_STEPS = (("- lr", "+ lr"), ("lr * ", "2 * lr * "), ("- lr * ", "- "), (" - lr * ", " - lr * 0.3 - 0 * "))
WRONG_LOSSES = (("append(loss)", "append(2 * loss)"), ("append(loss)", "insert(0, loss)"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=Isolation.BEST_EFFORT) as opened:
        yield opened


def course(state: str, tmp_path: Path, **more: str) -> Reference:
    now, step = STATES[state]
    text = SOLUTION
    for name, new in {"STATE": state, "NOW": now, "STEP": step, **more}.items():
        text = text.replace(name, new)
    (tmp_path / "trained.py").write_text(text, encoding="utf-8")
    return open_course(tmp_path).reference("trained")


def statuses(reference: Reference, change: tuple[str, str], sandbox: Sandbox) -> dict[str, Status]:
    text = reference.path.read_text(encoding="utf-8").split("# %% tags")[0]
    assert change[0] in text
    document = Document("trained.py", None, (Cell(0, text.replace(*change)),))
    return {v.question: v.status for v in examine(document, reference, sandbox, 1, Policy())[0].verdicts}


@pytest.mark.parametrize("state", STATES)
def test_losses_follow_from_a_wrong_step_and_not_from_themselves(state: str, tmp_path: Path, sandbox: Sandbox) -> None:
    reference = course(state, tmp_path)
    for change in WRONG_STEPS:
        found = statuses(reference, change, sandbox)
        assert Status.WRONG in found.values()
        assert found["train.losses"] is Status.FOLLOWS
    for change in WRONG_LOSSES:
        found = statuses(reference, change, sandbox)
        assert {q for q, status in found.items() if status is not Status.CORRECT} == {"train.losses"}


def test_losses_that_are_not_of_the_weights_alone_follow_from_nothing(tmp_path: Path, sandbox: Sandbox) -> None:
    reference = course("w", tmp_path, STEP="losses[-1] += i\n        w = w - lr * dw")
    found = statuses(reference, ("- lr", "+ lr"), sandbox)
    assert (found["train.w"], found["train.losses"]) == (Status.WRONG, Status.WRONG)


def test_losses_do_not_follow_from_a_training_that_never_moves(tmp_path: Path, sandbox: Sandbox) -> None:
    found = statuses(course("w", tmp_path), (" - lr * ", " - 0 * "), sandbox)
    assert (found["train.w"], found["train.losses"]) == (Status.WRONG, Status.WRONG)
