"""Points that a person gives one student instead of the machine's: given, listed, and taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.batch.lookup import Called, find_question, find_submission, known
from autograder.batch.new_remarks import settle_in
from autograder.batch.remark_store import keep, marks
from autograder.batch.settings import Standing, in_force
from autograder.batch.store import Store
from autograder.declare.course import Course
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal
from autograder.report.report import Report
from autograder.staff.given import By, GivenMark, Merged, OnConflict, merge_marks
from autograder.staff.policy import PolicyError
from autograder.staff.remark_files import points_in, require_no_more
from autograder.staff.remarks import Mark, questions

COLUMNS = ("student", "question", "points", "why")


@dataclass(frozen=True)
class Wish:
    """What somebody typed or wrote into a table; `where` says in which line, "" for what was typed."""

    student: str
    question: str
    points: str
    why: str
    where: str = ""


@dataclass(frozen=True)
class Adjustment:
    """A decision in force: whose it is, what the machine gave (None for an answer in words), and what a person."""

    name: str
    slug: str
    question: str
    machine: float | None
    given: GivenMark


def parse_wishes(text: str, where: str) -> tuple[Wish, ...]:
    """Return the rows of a table with the columns student, question, points and why. Raises PolicyError."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise PolicyError(f"{where}: line 1: there is no column {missing[0]!r}; needed are {', '.join(COLUMNS)}")
        found = []
        for row in rows:
            student, question, points, why = ((row.get(name) or "").strip().removeprefix("'") for name in COLUMNS)
            if student or question or points or why:
                found.append(Wish(student, question, points, why, f"{where}: line {rows.line_num}"))
        return tuple(found)
    except csv.Error as error:
        raise PolicyError(f"{where}: line {rows.line_num + 1}: {error}") from error


def adjust(
    store: Store, held: Standing, course: Course, wishes: Sequence[Wish], by: By, how: OnConflict
) -> tuple[str, ...]:
    """Store decisions, all of them or none, and return what there is to say.

    Raises PolicyError or LookupFailedError if one of them is wrong, or contradicts another grader's.
    """
    with store.together():
        basis = settle_in(store, held, course)
        everybody = known(store.entries())
        news = [_decision(store, wish, everybody, by) for wish in wishes]
        texts = {key: digest for report in _reports(store, news) for key, digest, _ in questions(report)}
        merged = merge_marks(marks(store), news, texts, how)
        keep(store, merged)
        require_no_more(in_force(store).marks, course, basis.policy)
    return merged.said


def undo(store: Store, held: Standing, course: Course, student: str, question: str, by: By) -> None:
    """Take a decision back. Raises LookupFailedError if there is none."""
    with store.together():
        settle_in(store, held, course)
        report = _report(store, find_submission(student, known(store.entries())))
        found = find_question(question, report)
        key = (report.slug, found.problem.problem, found.asked.question)
        given = marks(store).get(key)
        if given is None or not (given.mark.points is not None or given.mark.comment):
            raise PolicyError(f"nobody has decided about {found.asked.question} of {terminal(report.name, 80)}")
        keep(store, Merged((GivenMark(Mark(*key, None), by),)))


def adjustments(store: Store) -> Iterator[Adjustment]:
    """Yield the decisions in force about questions that the machine judged, in the order of the gradebook."""
    given = marks(store)
    for report in store.reports():
        for problem in report.problems:
            for v in problem.verdicts:
                one = given.get((report.slug, problem.problem, v.question))
                if one is not None and v.decided is not None:
                    name = f"{problem.problem}.{v.question}"
                    yield Adjustment(report.name, report.slug, name, v.machine_score, one)


def _decision(store: Store, wish: Wish, everybody: Sequence[Called], by: By) -> GivenMark:
    try:
        report = _report(store, find_submission(wish.student, everybody))
        found = find_question(wish.question, report)
        most = found.asked.max_score
        points = points_in(wish.points, most, f"points {terminal(wish.points, 60)!r} for {found.asked.question}")
        if points is None or not wish.why:
            raise PolicyError("there are no points" if points is None else "there is no reason: say why")
    except MendableError as error:
        raise PolicyError(f"{wish.where}: {error}" if wish.where else str(error)) from error
    key = (report.slug, found.problem.problem, found.asked.question)
    digest = next(digest for one, digest, _ in questions(report) if one == key)
    return GivenMark(Mark(*key, points, wish.why, digest), by, (), wish.why)


def _report(store: Store, found: Called) -> Report:
    entry = store.entry(found.slug)
    assert entry is not None  # noqa: S101 - it was just listed, and the folder is ours alone
    return entry.report


def _reports(store: Store, news: Iterable[GivenMark]) -> Iterator[Report]:
    for slug in dict.fromkeys(given.mark.slug for given in news):
        entry = store.entry(slug)
        if entry is not None:
            yield entry.report
