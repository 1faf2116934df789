"""Find one submission and one of its questions by what a person typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from autograder.batch.entry import Entry
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.verdict import Verdict
from autograder.staff.roster import Roster, find_student
from autograder.submissions.student import Student

NEAR = 5
LONGEST = 80


class LookupFailedError(MendableError):
    """What was typed names nothing, or several; the message lists what is near."""


class SeveralFoundError(LookupFailedError):
    """What was typed names several."""


@dataclass(frozen=True)
class Called:
    """A submission and the names by which it may be called."""

    slug: str
    name: str
    student: Student

    @property
    def words(self) -> tuple[str, ...]:
        s = self.student
        return tuple(dict.fromkeys(w for w in (self.name, self.slug, s.name, s.email, s.login, s.sid) if w))


@dataclass(frozen=True)
class AskedOf:
    """One question of one submission."""

    report: Report
    problem: ProblemReport
    asked: Verdict | WrittenAnswer


def known(entries: Iterable[Entry]) -> tuple[Called, ...]:
    """Return the names of a class."""
    return tuple(Called(e.report.slug, e.report.name, e.student or Student()) for e in entries)


def find_submission(text: str, everybody: Sequence[Called]) -> Called:
    """Return the submission of a student by name, page name, e-mail, login or number; letter case does not matter.

    Raises LookupFailedError if there is none, or several.
    """
    typed = text.strip()
    slugs = [one for one in everybody if one.slug.casefold() == typed.casefold()]
    if len(slugs) == 1:
        return slugs[0]
    rows = tuple((replace(one.student, name=one.student.name or one.name), (one.slug,)) for one in everybody)
    students = set(find_student(typed, Student(*[typed] * 5), Roster((), rows))) if typed else set()
    named = [one for one in everybody if " ".join(one.name.split()).casefold() == " ".join(typed.split()).casefold()]
    theirs = {slug for student, (slug,) in rows if student in students}
    found = [one for one in everybody if one.slug in theirs] or named
    if len(found) == 1:
        return found[0]
    if found:
        pages = _listed(one.slug for one in found)
        raise SeveralFoundError(f"{_shown(typed)} could be {len(found)} students, by the names of their pages: {pages}")
    words = {word.casefold(): word for one in everybody for word in one.words}
    inside = [word for low, word in words.items() if typed and typed.casefold() in low]
    near = dict.fromkeys((*inside, *(words[w] for w in get_close_matches(typed.casefold(), words, NEAR, 0.6))))
    raise LookupFailedError(f"no student {_shown(typed)} in this class{_near(near)}")


def find_question(text: str, report: Report) -> AskedOf:
    """Return a question of a submission by its name, or `problem.question` where several problems have one.

    Raises LookupFailedError if there is none, or several.
    """
    typed = text.strip()
    if report.reason is not None:
        raise LookupFailedError(f"{_shown(report.name)} could not be graded: {terminal(report.reason, 300)}")
    every = list(_questions(report))
    found = [one for one in every if typed in (one.asked.question, _full(one))]
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralFoundError(f"several problems have a question {_shown(typed)}: {_listed(map(_full, found))}")
    names = list(dict.fromkeys(name for one in every for name in (one.asked.question, _full(one))))
    inside = [name for name in names if typed and typed in name]
    near = dict.fromkeys((*get_close_matches(typed, names, NEAR, 0.6), *inside))
    here = "" if near else f"; there are {_listed(one.asked.question for one in every)}"
    raise LookupFailedError(f"{_shown(report.name)} has no question {_shown(typed)}{_near(near)}{here}")


def _questions(report: Report) -> Iterator[AskedOf]:
    for problem in report.problems:
        yield from (AskedOf(report, problem, verdict) for verdict in problem.verdicts)
        yield from (AskedOf(report, problem, answer) for answer in problem.written)


def _full(found: AskedOf) -> str:
    return f"{found.problem.problem}.{found.asked.question}"


def _shown(text: str) -> str:
    return repr(terminal(text, LONGEST))


def _near(words: Iterable[str]) -> str:
    few = list(words)[:NEAR]
    return f"; did you mean {' or '.join(_shown(word) for word in few)}?" if few else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(terminal(word, LONGEST) for word in words)
