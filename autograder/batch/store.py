"""`gradebook.sqlite`: the evidence and results of a class, written as each submission is finished."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from autograder.batch.access import is_shared, new_file
from autograder.batch.entry import (
    Entry,
    Packed,
    entry_of,
    head_text,
    problem_rows,
    submission_row,
    verdict_rows,
    written_rows,
)
from autograder.batch.folder import GO_ON, OutputError
from autograder.batch.packing import PackingError, unpack, unpack_document
from autograder.batch.schema import SchemaError, create, migrate
from autograder.batch.setting import Setting
from autograder.batch.soundness import unsound
from autograder.declare.course import Course
from autograder.grading import Exhibit
from autograder.judge.probes import draw_cases, plan
from autograder.judge.student_calls import digest
from autograder.plain.safe_text import terminal
from autograder.report.report import Report
from autograder.submissions.names import GRADEBOOK

__all__ = ["NAME", "Setting", "Store", "open_store", "unpacked"]
NAME = GRADEBOOK
_WAIT_SECONDS = 30.0
_AT_ONCE = 8  # submissions read by one query: half the time of one query each, and little memory
_FULL = 13  # SQLITE_FULL
_LONGEST_SEED = 100
_SUBMISSION = "INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PROBLEM = "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_VERDICT = "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_WRITTEN = "INSERT INTO written VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Store:
    """An open gradebook; every method raises OutputError if the file cannot be read or written."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def put(self, finished: Iterable[tuple[Entry, Sequence[Packed]]]) -> None:
        """Write submissions, replacing those with the same slugs: all of them, or none."""
        with self.writing() as connection:
            for entry, packed in finished:
                connection.execute("DELETE FROM submissions WHERE slug = ?", (entry.report.slug,))
                connection.execute(_SUBMISSION, submission_row(entry))
                connection.executemany(_PROBLEM, problem_rows(entry.report, packed))
                self._write_verdicts(connection, entry)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run everything written in this block as one transaction: all of it takes effect, or nothing."""
        with self.writing():
            yield

    def restate(self, entry: Entry) -> None:
        """Replace the verdicts and points of a submission; its evidence and pictures stay."""
        slug, report = entry.report.slug, entry.report
        with self.writing() as connection:
            columns = "score = ?, max_score = ?, judged = ?, settled = ?, head = ?"
            now = (report.score, report.max_score, entry.judged, entry.settled, head_text(report.head), slug)
            connection.execute(f"UPDATE submissions SET {columns} WHERE slug = ?", now)  # noqa: S608 - our own names
            for table in ("verdicts", "written"):
                connection.execute(f"DELETE FROM {table} WHERE slug = ?", (slug,))  # noqa: S608 - our own names
            self._write_verdicts(connection, entry)

    def unsettle(self) -> dict[str, str]:
        """Mark every page as possibly outdated until it is settled; return the previous digests, by slug."""
        with self.writing() as connection:
            before = dict(connection.execute("SELECT slug, settled FROM submissions"))
            connection.execute("UPDATE submissions SET settled = ''")
        return before

    def settle(self, entry: Entry) -> None:
        """Mark the page of a submission as matching what is stored."""
        with self.writing() as connection:
            own = (entry.settled, entry.report.slug)
            connection.execute("UPDATE submissions SET settled = ? WHERE slug = ?", own)

    def place_in_order(self, slugs: Sequence[str]) -> None:
        """Move some submissions to the top of the gradebook, in this order; the others follow in theirs."""
        with self.writing() as connection:
            held = connection.execute("SELECT slug, place FROM submissions ORDER BY place, slug").fetchall()
            now = dict(held)
            first = dict.fromkeys(slug for slug in slugs if slug in now)
            order = [*first, *(slug for slug, _ in held if slug not in first)]
            moved = [(place, slug) for place, slug in enumerate(order) if now[slug] != place]
            connection.executemany("UPDATE submissions SET place = ? WHERE slug = ?", moved)

    def __len__(self) -> int:
        with self.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM submissions").fetchone()[0])

    @property
    def unread(self) -> int:
        """Number of written answers that have not been marked."""
        with self.reading() as connection:
            filled = "(trim(text, ' \t\r\n') <> '' OR near <> '[]')"
            read = f"SELECT count(*) FROM written WHERE score IS NULL AND max_score > 0 AND {filled}"  # noqa: S608
            return int(connection.execute(read).fetchone()[0])

    def slugs(self) -> tuple[str, ...]:
        """Return the slugs of all submissions in the order of the gradebook."""
        with self.reading() as connection:
            return tuple(slug for (slug,) in connection.execute("SELECT slug FROM submissions ORDER BY place, slug"))

    def entries(self) -> Iterator[Entry]:
        """Yield all submissions in the order of the gradebook, with a few at a time in memory."""
        slugs = self.slugs()
        for start in range(0, len(slugs), _AT_ONCE):
            yield from self._entries(slugs[start : start + _AT_ONCE])

    def reports(self) -> Iterator[Report]:
        """Yield the reports of all submissions in the order of the gradebook, one at a time."""
        return (entry.report for entry in self.entries())

    def entry(self, slug: str) -> Entry | None:
        """Return one submission, or None if there is none with this slug."""
        return next(self._entries([slug]), None)

    def _entries(self, slugs: Sequence[str]) -> Iterator[Entry]:
        """Yield those of some submissions that exist; each table is read with one query."""
        here = f"WHERE slug IN ({', '.join('?' * len(slugs))})"
        columns = "slug, position, problem, title, first_wrong, notes, unused, length(document) = 0"
        with self.reading() as connection:
            submissions, *others = (
                connection.execute(query, slugs).fetchall()
                for query in (
                    f"SELECT * FROM submissions {here}",  # noqa: S608 - our own names
                    f"SELECT {columns} FROM problems {here} ORDER BY slug, position",  # noqa: S608
                    f"SELECT * FROM verdicts {here} ORDER BY slug, problem, position",  # noqa: S608
                    f"SELECT * FROM written {here} ORDER BY slug, problem, position",  # noqa: S608
                )
            )
            known = {row[0]: row for row in submissions}
            problems, verdicts, written = (
                {slug: tuple(rows) for slug, rows in groupby(table, itemgetter(0))} for table in others
            )
            for slug in slugs:
                if slug in known:
                    yield entry_of(known[slug], problems.get(slug, ()), verdicts.get(slug, ()), written.get(slug, ()))

    def packed(self, slug: str) -> tuple[Packed, ...]:
        """Return what is stored of the documents and evidence of one submission."""
        columns = "problem, seed, plan, version, packages, document, evidence, pictures"
        with self.reading() as connection:
            rows = connection.execute(
                f"SELECT {columns} FROM problems WHERE slug = ? ORDER BY position",  # noqa: S608 - our own names
                (slug,),
            ).fetchall()
            return tuple(Packed(problem, _seed(seed), *rest) for problem, seed, *rest in rows)

    def exhibits(self, slug: str, course: Course) -> tuple[Exhibit, ...]:
        """Return the evidence of one submission, without what can no longer be judged: see `unpacked`."""
        found = (unpacked(packed, course) for packed in self.packed(slug))
        return tuple(exhibit for exhibit in found if exhibit is not None)

    def setting(self, name: Setting) -> str | None:
        """Return a setting that the folder remembers, or None."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = ?", (name.value,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: Setting, value: str) -> None:
        """Store a setting, for later commands."""
        with self.writing() as connection:
            connection.execute("REPLACE INTO settings VALUES (?, ?)", (name.value, value))

    def forget(self, name: Setting) -> None:
        """Delete a setting."""
        with self.writing() as connection:
            connection.execute("DELETE FROM settings WHERE name = ?", (name.value,))

    def remove(self, slug: str) -> None:
        """Delete a submission with everything that is stored of it but what people decided, in case it comes back."""
        with self.writing() as connection:
            connection.execute("DELETE FROM submissions WHERE slug = ?", (slug,))

    @staticmethod
    def _write_verdicts(connection: sqlite3.Connection, entry: Entry) -> None:
        connection.executemany(_VERDICT, verdict_rows(entry.report))
        connection.executemany(_WRITTEN, written_rows(entry.report))

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction, or as part of the one that `together` began."""
        if self._connection.in_transaction:  # of `together`
            yield self._connection
            return
        with _explained(self.path, "written"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run queries; raises OutputError if the file cannot be read."""
        with _explained(self.path, "read"):
            yield self._connection


@contextmanager
def open_store(path: Path, *, make: bool = False) -> Iterator[Store]:
    """Open a gradebook, creating it if `make` is set. Raises OutputError if that is not possible.

    Commits reach the disk before they return: what is in the file stays there, even after a power failure.
    """
    if not path.is_file():
        if not make:
            raise OutputError(f"there is no {path.name} in {path.parent}: grade a class into it first")
        _create(path)
    with closing(_opened(path)) as connection:
        yield Store(connection, path)


def _create(path: Path) -> None:
    """Make an empty gradebook, completely or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    with _explained(path, "made"):
        os.close(new_file(half, shared=is_shared(path.parent)))
        with closing(_connected(half)) as connection:
            connection.execute("PRAGMA journal_mode = MEMORY")  # no second file beside the half
            create(connection)
        half.replace(path)


def _opened(path: Path) -> sqlite3.Connection:
    with _explained(path, "opened"):
        connection = _connected(path)
        try:
            migrate(connection)  # first, so that nothing is written into a file that is not ours
            wrong = unsound(connection)
            if wrong is not None:
                raise SchemaError(f"it is damaged: {wrong}")
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)


def unpacked(packed: Packed, course: Course) -> Exhibit | None:
    """Return one document and its evidence, or None if it was not kept or the problem's calls have changed."""
    if packed.evidence is None or packed.problem not in course.names:
        return None
    problem = course.reference(packed.problem).problem
    probes = [p.probe for p in plan(problem, draw_cases(problem, packed.seed))]
    if digest(probes) != packed.plan:
        return None
    try:
        return Exhibit(unpack_document(packed.document), unpack(packed.evidence, probes))
    except PackingError:
        return None


def _seed(text: str) -> int:
    """Return a stored seed. Raises ValueError if the text is none."""
    if len(text) > _LONGEST_SEED or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{terminal(repr(text), 60)} is no seed")
    return int(text)


@contextmanager
def _explained(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except SchemaError as error:
        raise OutputError(f"{path} cannot be {what}: {error}") from error
    except OSError as error:
        raise OutputError(f"{path} cannot be {what}: {error.strerror}") from error
    except (sqlite3.Error, ValueError) as error:  # ValueError: rows that we did not write
        full = getattr(error, "sqlite_errorcode", None) == _FULL  # from Python 3.11 on
        raise OutputError(f"{path} cannot be {what}: {error}{GO_ON if full else ''}") from error
