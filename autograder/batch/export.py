"""Turn a graded class into the lines of an export: each student once, and a note on those who are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.batch.entry import Entry
from autograder.batch.store import Store
from autograder.plain.safe_text import terminal
from autograder.render.grades import ExportSheet, Grade
from autograder.staff.roster import Roster, find_student
from autograder.submissions.student import Student


@dataclass(frozen=True)
class Export:
    """A sheet, and messages for the person who uploads it."""

    sheet: ExportSheet
    said: tuple[str, ...]


def export(store: Store, roster: Roster | None, assignment: str) -> Export:
    """Match submissions and students, in the order of the roster, or of the gradebook if there is no roster."""
    entries = list(store.entries())
    most = max((e.report.total.whole_max for e in entries if e.report.gradable), default=0.0)
    said: list[str] = []
    unknown: list[Entry] = []
    if roster is None:
        grades = [
            Grade(entry.student or Student(name=entry.report.name), entry.report, entry.file) for entry in entries
        ]
    else:
        grades = list(_by_roster(entries, roster, said, unknown))
    said += _left_out(grades, len(unknown))
    return Export(ExportSheet(grades, assignment, roster, most), tuple(said))


def _by_roster(entries: list[Entry], roster: Roster, said: list[str], unknown: list[Entry]) -> Iterator[Grade]:
    theirs: dict[Student, list[Entry]] = {}
    strangers = []
    for entry in entries:
        found = find_student(entry.report.name, entry.student or Student(), roster)
        if len(found) == 1:
            theirs.setdefault(found[0], []).append(entry)
        else:
            strangers.append(entry)
    for student, cells in roster.rows:
        own = theirs.get(student, [])
        if len(own) > 1:
            names = ", ".join(terminal(entry.file, 60) for entry in own)
            said.append(f"{_name(student)} has {len(own)} submissions, of which the last counts: {names}")
        if own:
            yield Grade(student, own[-1].report, own[-1].file, cells)
        else:
            yield Grade(student, cells=cells)
    unknown.extend(strangers)
    if strangers:
        said.append(f"{len(strangers)} are not in the roster, or match several of its students: {_names(strangers)}")
    for entry in strangers:
        yield Grade(entry.student or Student(name=entry.report.name), entry.report, entry.file)


def _left_out(grades: list[Grade], unknown: int) -> Iterator[str]:
    """Yield messages about students whose grade stays empty, and why: an empty cell is not a zero."""
    nothing = "have no submission that is known to be theirs" if unknown else "handed nothing in"
    lacking = {
        nothing: [g for g in grades if g.report is None],
        "could not be graded and have no grade": [g for g in grades if g.report is not None and not g.report.gradable],
        "have written answers that nobody has marked, and no grade yet": [
            g for g in grades if g.report is not None and g.report.gradable and g.tally is None
        ],
    }
    for what, whose in lacking.items():
        if whose:
            yield f"{len(whose)} {what}: {', '.join(_name(g.student) for g in whose)}"
    if len({g.report.total.whole_max for g in grades if g.report is not None and g.report.gradable}) > 1:
        yield "not all students have the same maximum: grades are points, not shares"


def _name(student: Student) -> str:
    return terminal(student.name or student.email or student.login or student.sid or student.lms_id or "?", 60)


def _names(entries: list[Entry]) -> str:
    return ", ".join(terminal(entry.report.name, 60) for entry in entries)
