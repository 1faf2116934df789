"""Classes made by hand: so many students, with mistakes drawn by a seed, or all alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from autograder.classroom.overview import Class, count, row
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Status
from autograder.report.verdict import Verdict

QUESTIONS = {
    "two_layer_linear": (
        "forward.h forward.y_hat loss backward.dy_hat backward.dW2 backward.db2 backward.dh backward.dW1 backward.db1 "
        "train.params train.losses train.converges"
    ).split(),
    "optimizers": (
        "gradient_descent momentum.params momentum.v rmsprop.params rmsprop.s adam.params adam.v adam.s minibatches "
        "minibatch_descent.params minibatch_descent.losses"
    ).split(),
}
TITLES = {"two_layer_linear": "A linear network with two layers", "optimizers": "Optimizers"}
NAMES = ("missing-mean", "transposed-gradient", "bias-not-summed", "eps-inside-root", "slope-twice")
LIKELY = (Status.CORRECT,) * 12 + (Status.WRONG,) * 3 + (Status.FOLLOWS,) * 2 + (Status.NOT_IMPLEMENTED, Status.RAISED)


def verdict(question: str, status: Status, rng: random.Random) -> Verdict:
    paid = status in (Status.CORRECT, Status.CLOSE, Status.FOLLOWS)
    named = (rng.choice(NAMES),) if status is Status.WRONG and rng.random() < 0.7 else ()
    group = f"{rng.randrange(40):08x}" if status in (Status.WRONG, Status.RAISED) and not named else ""
    return Verdict(question, status, float(paid), 1.0, "", misconceptions=named, group=group)


def report(
    name: str, slug: str, draw: Callable[[], Status], rng: random.Random, problems: Sequence[str] = tuple(QUESTIONS)
) -> Report:
    made = (ProblemReport(p, TITLES[p], tuple(verdict(q, draw(), rng) for q in QUESTIONS[p])) for p in problems)
    return Report(name, slug, "0" * 64, tuple(made))


def a_class(students: int, status: Status | None = None, broken: int = 0) -> Class:
    """Make a class; everything has the one status where one is given, and the last few cannot be graded."""
    rng = random.Random(students)
    reports = []
    for i in range(students):
        name, slug = f"Student {i:04d}", f"student-{i:04d}"
        if i >= students - broken:
            reports.append(Report(name, slug, "", reason=f"{slug}.ipynb: not a notebook: it ends at byte {i}"))
            continue
        reports.append(report(name, slug, lambda: status or rng.choice(LIKELY), rng))
    return count(row(r) for r in reports)
