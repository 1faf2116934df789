"""Turn a graded class into the lines of an export: each student once, and a note on those who are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.batch.entry import Entry
from autograder.batch.store import Store
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal
from autograder.render.grades.platforms import Platform
from autograder.render.grades.sheet import ExportSheet, Grade, Unread
from autograder.render.words import points
from autograder.staff.grade_column import GradeColumn, chosen
from autograder.staff.roster import Roster, find_student
from autograder.submissions.student import Student

MOST_NAMES = 10


class UnreadAnswersError(MendableError):
    """Somebody's answers in words are unread, and nobody has said what counts for them."""


@dataclass(frozen=True)
class ExportRequest:
    """What is exported: for a platform if it has a table, into the `column` of this name, or a new one.

    `maximum` is the platform's, as staff know it; what the roster says comes first. `unread` is None if staff have not
    said what counts for answers that nobody has read.
    """

    column: str
    platform: Platform | None = None
    new_column: bool = False
    unread: Unread | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Export:
    """A sheet, and messages for the person who uploads it."""

    sheet: ExportSheet
    said: tuple[str, ...] = ()


def export(store: Store, roster: Roster | None, ask: ExportRequest) -> Export:
    """Match submissions and students, in the order of the roster, or of the gradebook if there is no roster.

    Raises UnreadAnswersError, and ColumnError if the roster has columns of assignments but not this one.
    """
    column = _column(roster, ask)
    entries = list(store.entries())
    said: list[str] = []
    unknown: list[Entry] = []
    unread = ask.unread or Unread.EMPTY
    if roster is None:
        grades = [_grade(entry, unread) for entry in entries]
    else:
        grades = list(_by_roster(entries, roster, unread, said, unknown))
    waiting = _waiting(grades)
    if waiting is not None and ask.unread is None:
        raise UnreadAnswersError(
            f"{waiting}. Mark them (`autograder written`), or go on with --unread empty (no grade for them yet), "
            "--unread zero, or --machine-only (no points in words for anybody)"
        )
    most = max((grade.most for grade in grades if grade.most is not None), default=0.0)
    sheet = ExportSheet(grades, ask.column, roster, most, column, ask.maximum)
    said += _left_out(grades, len(unknown), waiting if unread is Unread.EMPTY else None)
    if ask.platform is not None:
        said += _for_platform(sheet, ask.platform)
    return Export(sheet, tuple(said))


def name_of(student: Student) -> str:
    """Return what a student is called in a message."""
    return terminal(student.name or student.email or student.login or student.sid or student.lms_id or "?", 60)


def listed(names: Iterable[str]) -> str:
    """Return some names for a message, and the number of the others."""
    several = list(names)
    more = f" and {len(several) - MOST_NAMES} more" if len(several) > MOST_NAMES else ""
    return ", ".join(several[:MOST_NAMES]) + more


def _column(roster: Roster | None, ask: ExportRequest) -> GradeColumn | None:
    """Return the assignment's column in the roster, or None if there is none to choose from, or a new one is wanted."""
    columns = () if roster is None or ask.platform is None else ask.platform.columns(roster)
    return chosen(columns, ask.column) if columns and not ask.new_column else None


def _grade(entry: Entry, unread: Unread) -> Grade:
    return Grade(entry.student or Student(name=entry.report.name), entry.report, entry.file, unread=unread)


def _by_roster(
    entries: list[Entry], roster: Roster, unread: Unread, said: list[str], unknown: list[Entry]
) -> Iterator[Grade]:
    theirs: dict[Student, list[Entry]] = {}
    for entry in entries:
        found = find_student(entry.report.name, entry.student or Student(), roster)
        if len(found) == 1:
            theirs.setdefault(found[0], []).append(entry)
        else:
            unknown.append(entry)
    once: dict[Student, tuple[str, ...]] = {}
    for student, cells in roster.rows:
        once.setdefault(student, cells)  # a student may be in two sections
    for student, cells in once.items():
        own = theirs.get(student, [])
        if len(own) > 1:
            timed = all(entry.report.head.handed_in for entry in own)
            own.sort(key=lambda entry: (entry.report.head.handed_in if timed else "", entry.report.head.graded))
            names = ", ".join(terminal(entry.file, 60) for entry in own)
            said.append(f"{name_of(student)} has {len(own)} submissions, of which the last counts: {names}")
        if own:
            yield Grade(student, own[-1].report, own[-1].file, cells, unread)
        else:
            yield Grade(student, cells=cells, unread=unread)
    if unknown:
        names = listed(terminal(entry.report.name, 60) for entry in unknown)
        verbs = "is not in the roster, or matches" if len(unknown) == 1 else "are not in the roster, or match"
        said.append(f"{len(unknown)} {verbs} several of its students: {names}")
    yield from (_grade(entry, unread) for entry in unknown)


def _waiting(grades: Sequence[Grade]) -> str | None:
    """Return a sentence on the answers that nobody has read and on the students whose total they hold up, or None."""
    held = [(grade, grade.tally.unread) for grade in grades if grade.tally is not None and grade.tally.unread]
    if not held:
        return None
    count = sum(unread for _, unread in held)
    what = "1 answer in words is unread and holds" if count == 1 else f"{count} answers in words are unread and hold"
    return f"{what} up {len(held)} of {len(grades)} students: {listed(name_of(g.student) for g, _ in held)}"


def _left_out(grades: list[Grade], unknown: int, waiting: str | None) -> Iterator[str]:
    """Yield messages about students whose grade stays empty, and why: an empty cell is not a zero."""
    ungradable = [g for g in grades if g.report is not None and not g.report.gradable]
    without = [g for g in grades if g.report is None]
    have = "has" if len(without) == 1 else "have"
    nothing = f"{have} no submission that is known to be theirs" if unknown else "handed nothing in"
    lacking = {
        nothing: without,
        "could not be graded and got no grade": ungradable,
    }
    for what, whose in lacking.items():
        if whose:
            yield f"{len(whose)} {what}: {listed(name_of(g.student) for g in whose)}"
    if waiting is not None:
        yield f"{waiting}; their grade stays empty"
    if len({g.most for g in grades if g.most is not None}) > 1:
        yield "not all students have the same maximum: grades are points, not shares"


def _for_platform(sheet: ExportSheet, platform: Platform) -> Iterator[str]:
    """Yield messages about students that the platform cannot tell apart, and about how it counts."""
    strange = [g for g in sheet.listed if g.total is not None and not platform.knows(g.student)]
    if strange:
        whose = listed(name_of(g.student) for g in strange)
        yield f"{len(strange)} have nothing by which the platform knows them, use a roster from there: {whose}"
    if sheet.column and sheet.column.maximum and sheet.stated and sheet.column.maximum != sheet.stated:
        ours, theirs = points(sheet.stated), points(sheet.column.maximum)
        yield f"the assignment says that the platform's maximum is {ours}, the roster says {theirs}, which counts"
    message = platform.scaled(sheet)
    if message is not None:
        yield message
