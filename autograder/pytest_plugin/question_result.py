"""The result of one test, as it is reported."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.report.status import Status


@dataclass
class QuestionResult:
    """One question of a run: `outcome` is passed, failed, skipped or error, as pytest counts; `text` says why."""

    nodeid: str
    problem: str
    question: str
    status: Status | None
    outcome: str
    text: str
    score: float
    max_score: float
    names: str = ""
    seconds: float = 0.0

    @property
    def file(self) -> str:
        return self.nodeid.partition("::")[0]
