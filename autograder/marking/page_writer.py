"""Write the pages of students whose marks have changed, while graders go on."""

from __future__ import annotations

import threading
from contextlib import suppress

from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.judging import pictured
from autograder.batch.packing import PackingError
from autograder.marking.desk import Desk

SECONDS = 2.0
"""A page takes 10 ms; a grader who goes through a rubric changes a student's page several times in a row."""


class PageWriter:
    """Writes changed pages at short intervals until it is closed. What fails is left to the end of `mark`."""

    def __init__(self, desk: Desk, output: OutputFolder, seconds: float = SECONDS) -> None:
        self._desk, self._output, self._seconds = desk, output, seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pages", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and wait until the page that is being written is there."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            for report, packed in self._desk.changed_reports():
                if self._ended.is_set():
                    return
                with suppress(OutputError, PackingError):
                    self._output.write_report(pictured(report, packed))
