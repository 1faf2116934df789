"""The submissions of a graded class by name: who is new, who is meant, and whose hand-in is graded again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from autograder.batch.entry import Entry
from autograder.batch.judging import Basis
from autograder.batch.lookup import Called, LookupFailedError, SeveralFoundError, find_submission, known
from autograder.batch.store import Setting, Store
from autograder.plain.safe_text import encodable, terminal
from autograder.submissions.common_problems import common_problems, held_problems
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.student import Student

SAMPLE = 60
"""So many hand-ins tell which problems an assignment has; not evenly spaced ones, as each student may have several."""


def taken_problems(sources: Sequence[Source], known: Sequence[str], fallback: str | None) -> tuple[str, ...]:
    """Return the problems that most hand-ins hold, or () if there is no common one."""
    drawn = sorted(sources, key=lambda source: sha256(source.slug.encode()).digest())[:SAMPLE]
    some = (source for source in drawn if source.trouble is None)
    return common_problems([held_problems(s, read(s), known, fallback) for s in some], known)


def newcomers(store: Store, sources: Sequence[Source]) -> tuple[str, ...]:
    """Return the names of the sources that a completely graded class does not have yet."""
    if store.setting(Setting.COMPLETE) is None:
        return ()
    before = frozenset(store.slugs())
    return tuple(source.name for source in sources if source.slug not in before)


def unextended(store: Store, basis: Basis) -> tuple[str, ...]:
    """Return in words which names with an extension nobody in the class has."""
    extensions = basis.assignment.extensions
    reports = store.reports() if extensions else ()
    called = {name.casefold() for report in reports for name in (report.name, report.slug)}
    lost = [terminal(name, 60) for name, _ in extensions if name.casefold() not in called]
    return (f"extensions: nobody in this class is called {', '.join(lost)}",) if lost else ()


def entry_named(store: Store, name: str) -> Entry:
    """Return the submission of a student by name, page name, e-mail, login or number. Raises LookupFailedError."""
    entries = list(store.entries())
    slug = find_submission(name, known(entries)).slug
    return next(entry for entry in entries if entry.report.slug == slug)


def source_named(sources: Sequence[Source], name: str) -> Source:
    """Return the hand-in of a student, called in the same ways. Raises LookupFailedError."""
    called = [Called(source.slug, source.name, source.student or Student()) for source in sources]
    slug = find_submission(name, called).slug
    return next(source for source in sources if source.slug == slug)


def sources_named(sources: Sequence[Source], name: str, paths: Sequence[Path], store: Store) -> tuple[Source, ...]:
    """Return the source of one student, who is then graded again in place.

    If none of the sources has that name, a single path is what the student has handed in. Raises LookupFailedError.
    """
    try:
        return (source_named(sources, name),)
    except SeveralFoundError:
        raise
    except LookupFailedError:
        entry = entry_named(store, name)
    if len(paths) != 1:
        raise LookupFailedError(f"--student {terminal(name, 60)}: nothing at these paths has that name")
    path = paths[0].resolve()
    made = sources[0] if len(sources) == 1 else Source("", encodable(path.name), path)
    return (replace(made, name=entry.report.name, slug=entry.report.slug, student=entry.student),)
