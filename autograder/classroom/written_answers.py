"""The written answers of a class, one sheet per question, in an order that reveals no names. Pure counting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.report.report import Report, WrittenAnswer


@dataclass(frozen=True)
class Card:
    """One student's answer; `number` is the same on the page and in the table. `name` is hostile text."""

    number: int
    name: str
    slug: str
    answer: WrittenAnswer

    @property
    def empty(self) -> bool:
        return self.answer.empty


@dataclass(frozen=True)
class AnswerSheet:
    """All answers to one question."""

    problem: str
    problem_title: str
    question: str
    title: str
    max_score: float
    cards: tuple[Card, ...]

    @property
    def name(self) -> str:
        """The file name without its extension; the names of a declaration are safe file names."""
        return f"{self.problem}.{self.question}"

    @property
    def unread(self) -> int:
        return sum(c.answer.unread for c in self.cards)


def sheets(reports: Iterable[Report]) -> tuple[AnswerSheet, ...]:
    """Return the answers of a class by question, in the order in which the questions first occur."""
    found: dict[tuple[str, str], tuple[str, list[tuple[Report, WrittenAnswer]]]] = {}
    for report in reports:
        for problem in report.problems:
            for answer in problem.written:
                _, answers = found.setdefault((problem.problem, answer.question), (problem.title, []))
                answers.append((report, answer))
    return tuple(_sheet(problem, title, answers) for (problem, _), (title, answers) in found.items())


def _sheet(problem: str, problem_title: str, answers: list[tuple[Report, WrittenAnswer]]) -> AnswerSheet:
    first = answers[0][1]
    shuffled = sorted(answers, key=lambda a: (a[1].empty, _shuffled(a[0].slug, problem, first.question)))
    cards = tuple(Card(i, report.name, report.slug, answer) for i, (report, answer) in enumerate(shuffled, 1))
    return AnswerSheet(problem, problem_title, first.question, first.title, max(a.max_score for _, a in answers), cards)


def _shuffled(*parts: str) -> bytes:
    """Return a sort key that is independent of names, differs between questions and is the same in every run."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).digest()
