"""What the checks of a notebook say of wrong submissions, as the page docs/checks.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.report.status import Status
from autograder.student.check_session import FAULT
from autograder.student.finding import CheckFinding
from tests.corpus import CORPUS, files, head
from tests.student.battery import UNEXPLAINED, Attempt, Said

PAGE = CORPUS.parents[1] / "docs" / "checks.md"
EVERY = 5
"""Of the wrong submissions of the corpus, in the order of their names, one in so many is shown."""
HEAD = """# What the notebook's checks catch

Made by `UPDATE_DOCS=1 pytest tests/student/test_corpus.py`; that test fails if the checks say something else.

The checks in a notebook have no solution to compare with. They know small public examples, and measure gradients as
differences of the student's own loss. This page says what they find in one of every {every} wrong submissions of the
test corpus. *Named*: the check says how the value relates to the right one. *Told otherwise*: the status says what
is wrong, for example another shape, an error with its line, or a loop that never ends. *Only differs*: the check says
no more than that. *Called right*: none, ever.

{right} right submissions pass the same checks: nothing in them is marked wrong.

"""


@dataclass(frozen=True)
class Catch:
    """One wrong submission: what it shows, and the first questions that the checks do not accept."""

    problem: str
    mistake: str
    question: str
    said: str
    named: bool
    told: bool


RIGHT_ONES = "right ones"
BATTERIES = """
## Every declared mistake, 220 variants, and right ones

Made by the same command; `WHOLE=1 pytest tests/student/test_corpus.py` compares it with what the checks say. All run
in a real kernel by the notebook's own cells: its set-up, its functions, its check. Each wrong function is checked in a
notebook whose other functions are right. The variants are drawn from those of the operators that a notebook's known
wrong answers come from; what the judge of grading accepts is left out. The right ones are whole notebooks, with results
and functions of each form that is allowed: all of them have to be called right.

"""


def batteries(tried: Mapping[str, Sequence[Attempt]]) -> str:
    """Write how many of each battery are named, told otherwise, only differ, or are called right.

    Of `RIGHT_ONES` all should be called right, of the others none. The exceptions are listed below the table.
    """
    rows = ["| battery | tried | named | told otherwise | only differs | called right |", "| --- " * 6 + "|"]
    for name, attempts in tried.items():
        counts = [sum(a.said is said for a in attempts) for said in Said]
        rows.append(f"| {name} | {len(attempts)} | {' | '.join(map(str, counts))} |")
    wrong = [a for name in tried if name != RIGHT_ONES for a in tried[name]]
    right = [a for a in tried.get(RIGHT_ONES, ()) if a.said is not Said.GREEN]
    rest = [
        ("Only differ or are called right", [a for a in wrong if a.said in (Said.DIFFERS, Said.GREEN)]),
        ("Right and not called right", right),
    ]
    said = ((head, "; ".join(dict.fromkeys(f"`{a.function}`, {a.mistake}" for a in found))) for head, found in rest)
    return BATTERIES + "\n".join((*rows, *(f"\n{head}: {found}." for head, found in said if found), ""))


def shown() -> list[Path]:
    return files("wrong")[::EVERY]


def catch(path: Path, findings: Sequence[CheckFinding]) -> Catch:
    said = head(path)
    mistake = said.of("mistake")[0]
    assert not any(f.message.startswith(FAULT) for f in findings)
    failing = [f for f in findings if not f.passed]
    named = next((f for f in findings if f.name), None)
    told = next((f for f in failing if f.status not in UNEXPLAINED), None)
    first = named or told or next((f for f in failing if f.status is Status.WRONG), None) or next(iter(failing), None)
    if first is None:
        return Catch(said.problem, mistake, "", "**not caught**", named=False, told=False)
    return Catch(
        said.problem, mistake, f"`{first.question}`", first.name or first.words, named is not None, told is not None
    )


def beginning() -> str:
    return HEAD.format(every=EVERY, right=len(files("right")))


def page(catches: Sequence[Catch]) -> str:
    return "\n".join((beginning() + "\n".join(_summary(catches)), "", *rows(catches), ""))


def _summary(catches: Sequence[Catch]) -> Iterator[str]:
    yield "| problem | shown | named | told otherwise | only differs | called right |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for problem in sorted({c.problem for c in catches}):
        yield _counts(f"`{problem}`", [c for c in catches if c.problem == problem])
    yield _counts("**all**", catches)


def _counts(name: str, catches: Sequence[Catch]) -> str:
    green, named = sum(not c.question for c in catches), sum(c.named for c in catches)
    told = sum(c.told and not c.named for c in catches)
    return f"| {name} | {len(catches)} | {named} | {told} | {len(catches) - green - named - told} | {green} |"


def rows(catches: Sequence[Catch]) -> Iterator[str]:
    yield "| problem | what the submission does | seen at | the check says |"
    yield "| --- | --- | --- | --- |"
    for c in catches:
        yield f"| {c.problem} | {c.mistake.replace('|', '/')} | {c.question} | {c.said.replace('|', '/')} |"
