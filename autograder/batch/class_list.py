"""The submissions of a graded class by name: who is new, who is meant, and whose hand-in is graded again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from difflib import get_close_matches
from pathlib import Path

from autograder.batch.entry import Entry
from autograder.batch.store import Setting, Store
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import encodable, terminal
from autograder.submissions.common_problems import common_problems, held_problems
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.student import Student

SAMPLE = 60
"""So many hand-ins, evenly spaced, tell which problems an assignment has."""


class NoSuchStudentError(MendableError):
    """A name that no submission of the class has, or more than one."""


def taken_problems(sources: Sequence[Source], known: Sequence[str], fallback: str | None) -> tuple[str, ...]:
    """Return the problems that most hand-ins hold, or () if there is no common one."""
    step = -(-len(sources) // SAMPLE)
    some = (source for source in sources[::step] if source.trouble is None)
    return common_problems([held_problems(s, read(s), known, fallback) for s in some], known)


def newcomers(store: Store, sources: Sequence[Source]) -> tuple[str, ...]:
    """Return the names of the sources that a completely graded class does not have yet."""
    if store.setting(Setting.COMPLETE) is None:
        return ()
    known = frozenset(store.slugs())
    return tuple(source.name for source in sources if source.slug not in known)


def entry_named(store: Store, name: str) -> Entry:
    """Return the submission of a name, slug or student's number. Raises NoSuchStudentError if there is not just one."""
    entries = list(store.entries())
    found = [entry for entry in entries if means(name, entry.report.name, entry.report.slug, entry.student)]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(entry.report.slug for entry in found)
        raise NoSuchStudentError(f"{terminal(name, 60)} may be {several}: use one of these")
    near = get_close_matches(name, [entry.report.name for entry in entries], 3)
    meant = f"; did you mean {', '.join(terminal(n, 60) for n in near)}?" if near else ""
    raise NoSuchStudentError(f"no submission in {store.path} is called {terminal(name, 60)}{meant}")


def sources_named(sources: Sequence[Source], name: str, paths: Sequence[Path], store: Store) -> tuple[Source, ...]:
    """Return the source of one student, who is then graded again in place.

    If none of the sources has that name, a single path is what the student has handed in. Raises NoSuchStudentError.
    """
    found = [source for source in sources if means(name, source.name, source.slug, source.student)]
    if len(found) == 1:
        return (found[0],)
    if found:
        raise NoSuchStudentError(f"--student {terminal(name, 60)} may be {', '.join(source.slug for source in found)}")
    entry = entry_named(store, name)
    if len(paths) != 1:
        raise NoSuchStudentError(f"--student {terminal(name, 60)}: nothing at these paths has that name")
    path = paths[0].resolve()
    made = sources[0] if len(sources) == 1 else Source("", encodable(path.name), path)
    return (replace(made, name=entry.report.name, slug=entry.report.slug, student=entry.student),)


def means(name: str, own: str, slug: str, student: Student | None) -> bool:
    """Return whether a name that somebody typed is that of a submission, its slug, or one of the student's numbers."""
    known = {own.casefold(), slug.casefold()} | {text.casefold() for text in astuple(student or Student()) if text}
    return name.casefold() in known
