"""The files that grading writes into its output folder, each completely or not at all."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from autograder.batch.access import SHARED, is_shared, make_folder, new_file
from autograder.classroom.overview import count, row
from autograder.classroom.written_answers import AnswerSheet
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import is_slug, terminal
from autograder.render.classroom.page import class_page
from autograder.render.csv import ENCODING, Gradebook
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.render.written_answers.page import written_page
from autograder.report.report import Report

GO_ON = "; what was graded is stored: free some space and run the same command again to continue"


class OutputError(MendableError):
    """The output folder cannot be written; the message names the file and the reason."""


def write_new(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a new file for a person to edit. Raises OutputError if it cannot be written or exists already."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if is_shared(path.parent) else 0o600)

    try:
        with open(path, "x", encoding=encoding, newline="", opener=opener) as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path} exists already; name another file, so that nothing of yours is lost") from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


def named(name: str) -> str:
    """Return a stored name that becomes a file's. Raises OutputError if it could lead to another folder."""
    if not is_slug(name):
        raise OutputError(f"{terminal(repr(name), 80)} cannot be the name of a file")
    return name


@dataclass(frozen=True)
class Pages:
    """The contents of one submission's files."""

    slug: str
    html: str
    json: str


def pages(report: Report) -> Pages:
    """Return the contents of one submission's files."""
    return Pages(report.slug, to_html(report), to_json(report))


@dataclass(frozen=True)
class OutputFolder:
    """`gradebook.csv`, `class.html`, `reports/NAME.json` and `feedback/NAME.html` below `root`."""

    root: Path

    def prepare(self, *, shared: bool = False) -> None:
        """Make the folders. Raises OutputError if that fails, before any time is spent on grading.

        Only the owner may read them and what is written into them, unless they are to be `shared`.
        """
        for folder in (self.root, self.root / "reports", self.root / "feedback"):
            self.make(folder, shared=shared)
        self._write(self.root / (SHARED if shared else ".writable"), "")
        with suppress(OSError):
            (self.root / ".writable").unlink()

    def feedback(self, report: Report) -> Path:
        """Return the path of a student's page."""
        return self.root / "feedback" / f"{named(report.slug)}.html"

    def has(self, report: Report) -> bool:
        """Return whether both files of a submission exist; one emptied by a power failure does not count."""
        try:
            return all(path.stat().st_size > 0 for path in (self.feedback(report), self._json(report)))
        except OSError:
            return False

    def write_report(self, report: Report) -> None:
        """Write one submission's report and page."""
        self.write(pages(report))

    def write(self, made: Pages) -> None:
        """Write one submission's files."""
        self._write(self.root / "feedback" / f"{named(made.slug)}.html", made.html)
        self._write(self.root / "reports" / f"{named(made.slug)}.json", made.json)

    def delete(self, slug: str) -> None:
        """Delete one submission's files."""
        for path in (self.root / "feedback" / f"{named(slug)}.html", self.root / "reports" / f"{named(slug)}.json"):
            with suppress(OSError):
                path.unlink()

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.csv"

    @property
    def class_page(self) -> Path:
        return self.root / "class.html"

    def write_class(self, reports: Iterable[Report]) -> None:
        """Write the gradebook and the class page; little more than their contents is kept in memory."""
        book, rows = Gradebook(), []
        for report in reports:
            book.add(report)
            rows.append(row(report))
        with self._writing(self.gradebook, ENCODING) as file:
            book.write(file)
        self._write(self.class_page, class_page(count(rows)))

    @property
    def marks(self) -> Path:
        """Path of the table in which staff enter points and comments for written answers."""
        return self.root / "written.csv"

    @property
    def similar(self) -> Path:
        """Path of the page on which staff compare hand-ins."""
        return self.root / "similar.html"

    def write_sheet(self, sheet: AnswerSheet) -> Path:
        """Write the page of one written question and return its path."""
        path = self.root / "written" / f"{named(sheet.name)}.html"
        self.make(path.parent)
        self._write(path, written_page(sheet))
        return path

    def write_explanation(self, slug: str, question: str, html: str) -> Path:
        """Write the page that explains one answer, and return its path."""
        path = self.root / "explained" / f"{named(slug)}.{named(question)}.html"
        self.make(path.parent)
        self._write(path, html)
        return path

    def _json(self, report: Report) -> Path:
        return self.root / "reports" / f"{named(report.slug)}.json"

    def write_text(self, path: Path, text: str) -> None:
        """Write a file, in this folder or elsewhere, completely or not at all."""
        self._write(path, text)

    def write_bytes(self, path: Path, data: bytes) -> None:
        """Write a file, in this folder or elsewhere, completely or not at all."""
        with self._opened(path) as file:
            file.write(data)

    def make(self, folder: Path, *, shared: bool = False) -> None:
        """Make a folder unless it exists. Raises OutputError if that fails."""
        try:
            make_folder(folder, shared=shared or is_shared(self.root))
        except OSError as error:
            raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error

    def write_binary(self, path: Path, write: Callable[[BinaryIO], None]) -> None:
        """Have a file written, in this folder or elsewhere, completely or not at all."""
        with self._opened(path) as file:
            write(file)

    def _write(self, path: Path, text: str) -> None:
        with self._writing(path, "utf-8") as file:
            file.write(text)

    @contextmanager
    def _writing(self, path: Path, encoding: str) -> Iterator[TextIO]:
        with self._opened(path) as file, io.TextIOWrapper(file, encoding, newline="") as text:
            yield text

    @contextmanager
    def _opened(self, path: Path) -> Iterator[BinaryIO]:
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with os.fdopen(new_file(half, shared=is_shared(self.root)), "wb") as file:
                yield file
            half.replace(path)
        except BaseException as error:
            with suppress(OSError):
                half.unlink()
            if not isinstance(error, OSError):
                raise
            more = GO_ON if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
            raise OutputError(f"cannot write {path}: {error.strerror}{more}") from error
