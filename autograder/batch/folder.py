"""The files that grading leaves in its output folder, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom import Row, count
from autograder.render.classroom.page import class_page
from autograder.render.csv import ENCODING, gradebook
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.report import Report


class OutputError(Exception):
    """The output folder cannot be written; the message names the file and the reason."""


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
        (self.root / ".writable").unlink()

    def feedback(self, report: Report) -> Path:
        """Give the path of a student's page."""
        return self.root / "feedback" / f"{report.slug}.html"

    def write_report(self, report: Report) -> None:
        """Write one submission's report and page."""
        self._write(self.feedback(report), to_html(report))
        self._write(self.root / "reports" / f"{report.slug}.json", to_json(report))

    def write_gradebook(self, reports: Sequence[Report]) -> Path:
        """Write the row a submission, and give the path."""
        path = self.root / "gradebook.csv"
        self._write(path, gradebook(reports), ENCODING)
        return path

    def write_class(self, rows: Iterable[Row]) -> Path:
        """Write the class page, and give the path."""
        path = self.root / "class.html"
        self._write(path, class_page(count(rows)))
        return path

    def _write(self, path: Path, text: str, encoding: str = "utf-8") -> None:
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            half.write_text(text, encoding=encoding, newline="")
            half.replace(path)
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror}") from error
