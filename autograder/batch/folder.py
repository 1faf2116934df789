"""The files that grading leaves in its output folder, each written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from autograder.batch.page_process import PageProcess
from autograder.classroom.overview import count, row
from autograder.classroom.written_answers import AnswerSheet
from autograder.plain.errors import MendableError
from autograder.render.csv import ENCODING, Gradebook
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.render.written_answers.page import written_page
from autograder.report.report import Report

CHARTED, MANY = 2, 2000
"""Submissions from which on the class page has charts; and those from which on it is written in this process. There the
seconds that another one saves are none that anybody feels, and both would hold the class."""
GO_ON = "; what was graded is stored: make room, and the same command goes on"


class OutputError(MendableError):
    """The output folder cannot be written; the message names the file and the reason."""


def write_new(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file for a person to go on with; OutputError where it cannot be written, or is there already."""
    try:
        with path.open("x", encoding=encoding, newline="") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{path} is there already; name another file, so that nothing of yours is lost") from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


@dataclass(frozen=True)
class Pages:
    """The texts of one submission's files."""

    slug: str
    html: str
    json: str


def pages(report: Report) -> Pages:
    """Make the texts of one submission's files."""
    return Pages(report.slug, to_html(report), to_json(report))


@dataclass(frozen=True)
class OutputFolder:
    """`gradebook.csv`, `class.html`, `reports/NAME.json` and `feedback/NAME.html` below `root`."""

    root: Path

    def prepare(self) -> None:
        """Make the folders; OutputError where that fails, before any grading is done in vain."""
        for folder in (self.root / "reports", self.root / "feedback"):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error
        self._write(self.root / ".writable", "")
        with suppress(OSError):
            (self.root / ".writable").unlink()

    def feedback(self, report: Report) -> Path:
        """Give the path of a student's page."""
        return self.root / "feedback" / f"{report.slug}.html"

    def has(self, report: Report) -> bool:
        """Whether both files of a submission are there; one that a power failure emptied is not."""
        try:
            return all(path.stat().st_size > 0 for path in (self.feedback(report), self._json(report)))
        except OSError:
            return False

    def write_report(self, report: Report) -> None:
        """Write one submission's report and page."""
        self.write(pages(report))

    def write(self, made: Pages) -> None:
        """Write what was made of one submission."""
        self._write(self.root / "feedback" / f"{made.slug}.html", made.html)
        self._write(self.root / "reports" / f"{made.slug}.json", made.json)

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.csv"

    @property
    def class_page(self) -> Path:
        return self.root / "class.html"

    def write_class(self, reports: Iterable[Report]) -> None:
        """Write the gradebook and the class page; of each report little more is kept than what stands in them."""
        book, rows = Gradebook(), []
        with PageProcess() as writer:
            for report in reports:
                book.add(report)
                rows.append(row(report))
                if len(rows) == CHARTED:
                    writer.start()
                elif len(rows) == MANY:
                    writer.end()
            with self._writing(self.gradebook, ENCODING) as file:
                book.write(file)
            self._write(self.class_page, writer.page(count(rows)))

    @property
    def marks(self) -> Path:
        """The table of points and comments for answers in words, which is staff's own."""
        return self.root / "written.csv"

    def write_sheet(self, sheet: AnswerSheet) -> Path:
        """Write the page of one written question, and give its path."""
        path = self.root / "written" / f"{sheet.name}.html"
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the folder {path.parent}: {error.strerror}") from error
        self._write(path, written_page(sheet))
        return path

    def _json(self, report: Report) -> Path:
        return self.root / "reports" / f"{report.slug}.json"

    def write_text(self, path: Path, text: str) -> None:
        """Write a file of this folder, or another one, as a whole or not at all."""
        self._write(path, text)

    def _write(self, path: Path, text: str) -> None:
        with self._writing(path, "utf-8") as file:
            file.write(text)

    @contextmanager
    def _writing(self, path: Path, encoding: str) -> Iterator[TextIO]:
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with half.open("w", encoding=encoding, newline="") as file:
                yield file
            half.replace(path)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            more = GO_ON if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
            raise OutputError(f"cannot write {path}: {error.strerror}{more}") from error
