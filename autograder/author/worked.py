"""What staff get of each problem: the notebook with its solution, and sheets to print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from autograder.author.sheet.page import sheet
from autograder.author.worked_notebook import worked_notebook
from autograder.batch.access import make_folder, new_file
from autograder.batch.folder import OutputError
from autograder.batch.pdf import browser, to_pdf
from autograder.declare.reference import Reference


def write_worked(reference: Reference, folder: Path, program: str | None) -> Iterator[Path]:
    """Write the files of one problem, and yield their paths. Raises OutputError.

    `program` is the browser that prints PDFs, see `printer`. Files with solutions are their owner's alone.
    """
    name = reference.problem.name
    yield _written(folder / f"{name}.solution.ipynb", worked_notebook(reference).encode(), solution=True)
    for ending, solution in (("", False), (".solution", True)):
        page = sheet(reference, solutions=solution).encode()
        yield _written(folder / f"{name}{ending}.html", page, solution=solution)
        if program is not None:
            yield _written(folder / f"{name}{ending}.pdf", to_pdf(program, page), solution=solution)


def printer() -> tuple[str | None, str]:
    """Return the browser that prints PDFs, or None and why there is none."""
    try:
        return browser(), ""
    except OutputError as error:
        return None, str(error)


def _written(path: Path, content: bytes, *, solution: bool) -> Path:
    try:
        make_folder(path.parent, shared=True)
        with os.fdopen(new_file(path, shared=not solution), "wb") as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    return path
