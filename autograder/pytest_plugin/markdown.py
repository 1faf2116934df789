"""The summary of a run in Markdown, for the page of a run of GitHub Actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.plain.safe_text import plain
from autograder.pytest_plugin.question_result import QuestionResult
from autograder.pytest_plugin.tests_file import RepositoryTests
from autograder.render.mermaid import to_mermaid
from autograder.report.picture import Graph
from autograder.report.status import Kind
from autograder.report.total import points
from autograder.sketch.graph import Wiring, network_graph
from autograder.student.public import Public, shipped

CAP = 600
SPECIAL = re.compile(r"[^\w\s.,:;()=+\-/'·\u00d7²√Σ∂ŷ≤≥…✓✗○↳]")
"""Everything that could mean something to Markdown or HTML."""
OUTCOMES = {"passed": "✓", "failed": "✗", "skipped": "○", "error": "!"}


def summary(questions: Sequence[QuestionResult], tests: RepositoryTests | None) -> str:
    """Return the summary: the points, the tests file, and for each problem a table and a picture."""
    return "\n".join(_lines(questions, tests)) + "\n"


def _lines(questions: Sequence[QuestionResult], tests: RepositoryTests | None) -> Iterator[str]:
    title = (tests.assignment if tests is not None else "") or "Checks"
    yield f"## {_safe(title, 100)}"
    yield ""
    score, most = sum(q.score for q in questions), sum(q.max_score for q in questions)
    if tests is not None and tests.changed:
        yield f"**Nothing is scored**, because the tests file was changed: {_safe(tests.standing(), 200)}"
    else:
        yield f"**{points(score)} of {points(most)} points**"
        if tests is not None:
            yield ""
            yield _safe(tests.standing(), 200)
    for problem in dict.fromkeys(q.problem for q in questions):
        yield ""
        yield from _problem(problem, [q for q in questions if q.problem == problem], tests)


def _problem(name: str, questions: Sequence[QuestionResult], tests: RepositoryTests | None) -> Iterator[str]:
    yield f"### {_safe(name, 100) or 'Files'}"
    yield ""
    yield "| | question | points | |"
    yield "| --- | --- | --- | --- |"
    for q in questions:
        kind = q.status.kind.value if q.status is not None and q.outcome != "error" else OUTCOMES[q.outcome]
        said, _, _ = q.text.partition("\n\n")  # the numbers behind it are in the log
        text = _safe(said, CAP) if q.outcome != "passed" else ""
        worth = f"{points(q.score)} / {points(q.max_score)}"
        yield f"| {kind} | {_safe(q.question or q.file, 100)} | {worth} | {text} |"
    graph = _graph(name, questions, tests)
    if graph is not None:
        yield ""
        yield "```mermaid"
        yield to_mermaid(graph)
        yield "```"


def _graph(name: str, questions: Sequence[QuestionResult], tests: RepositoryTests | None) -> Graph | None:
    """Return the computation graph of a network, if something of it is written."""
    public = _public(name, tests)
    if public is None or public.problem.roles.network is None or public.wires is None:
        return None
    net = public.problem.roles.network
    known = {q.question: q.status for q in questions}
    statuses = {q.name: known.get(q.name) for q in public.problem.questions if q.function in net.functions}
    if all(status is None or status.kind is Kind.UNWRITTEN for status in statuses.values()):
        return None
    return network_graph(public.problem, Wiring(*public.wires), statuses)


def _public(name: str, tests: RepositoryTests | None) -> Public | None:
    given = None if tests is None else tests.problem(name)
    return given.public if given is not None else shipped(name)


def _safe(text: str, cap: int) -> str:
    """Return text that is nothing but text in a cell of a table."""
    shown = SPECIAL.sub(lambda found: f"&#{ord(found[0])};", plain(text, cap).strip())
    return re.sub(r"\s*\n\s*", "<br>", shown).replace("_", "&#95;")
