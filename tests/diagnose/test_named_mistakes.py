"""Does the feedback name the mistake? Over all wrong submissions of the corpus, none of which an edit has made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.plain.question_names import function_of
from tests.corpus import Graded, files, grading, head

pytestmark = pytest.mark.slow

LEAST_SUBMISSIONS = 150
LEAST_SHARE = 0.95


@dataclass(frozen=True)
class Mistake:
    """One mistake of one file: the function that has it, its name, and the questions that should carry the name."""

    path: Path
    function: str
    name: str
    questions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path.name}: {self.function} {self.name}"


@pytest.fixture(scope="module")
def graded() -> Iterator[Graded]:
    with grading() as graded:
        yield graded


def mistakes(path: Path) -> Iterator[Mistake]:
    """Yield each mistake of a file once, however many questions it spoils."""
    said = head(path)
    expected = [*said.names("named"), *said.names("unnamed")]
    for function, name in dict.fromkeys((function_of(question), name) for question, name in expected):
        questions = tuple(q for q, n in expected if n == name and function_of(q) == function)
        yield Mistake(path, function, name, questions)


def is_named(mistake: Mistake, graded: Graded) -> bool:
    given = {v.question: v.misconceptions for v in graded(mistake.path).verdicts}
    return all(given[question] == (mistake.name,) for question in mistake.questions)


def test_every_wrong_submission_is_caught(graded: Graded) -> None:
    wrong = files("wrong")
    assert len(wrong) >= LEAST_SUBMISSIONS
    assert [p.name for p in wrong if graded(p).score >= graded(p).max_score] == []


def test_nearly_every_mistake_carries_its_name(graded: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    all_mistakes = [mistake for path in files("wrong") for mistake in mistakes(path)]
    missed = [mistake for mistake in all_mistakes if not is_named(mistake, graded)]
    named = len(all_mistakes) - len(missed)
    share = named / len(all_mistakes)
    everywhere, somewhere = {mistake.path for mistake in all_mistakes}, {mistake.path for mistake in missed}
    text = (
        f"{named} of {len(all_mistakes)} mistakes carry their name: {share:.1%}; "
        f"all of them in {len(everywhere - somewhere)} of {len(everywhere)} wrong submissions"
    )
    with capsys.disabled():
        print(f"\n{text}")  # noqa: T201 - `make test` shows the figure
    assert share >= LEAST_SHARE, "\n".join(map(str, missed))


def test_what_is_marked_as_unnamed_still_is(graded: Graded) -> None:
    """A mistake that is named by now should say so in its file."""
    for path in files("wrong"):
        given = {v.question: v.misconceptions for v in graded(path).verdicts}
        for question, name in head(path).names("unnamed"):
            assert given[question] != (name,), f"{path.name}: {question} carries {name}: make it a `named` line"


def test_no_right_submission_carries_a_name(graded: Graded) -> None:
    carrying = [p.name for p in files("right") if any(v.misconceptions for v in graded(p).verdicts)]
    assert carrying == []
