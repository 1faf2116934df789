"""A problem as a notebook with everything in it that students work out: to run, to read, to show in class."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from nbformat import validate
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.author.derivation import derivation
from autograder.author.drawing import with_picture
from autograder.author.lesson import CellKind, lesson
from autograder.author.master import KERNEL, guarded
from autograder.declare.frame import worth
from autograder.declare.reference import Reference


def worked_notebook(reference: Reference) -> str:
    """Return the text of the notebook file. The same problem gives the same text."""
    cells = [{**cell, "id": f"cell-{i}"} for i, cell in enumerate(_cells(reference))]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    validate(notebook)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cells(reference: Reference) -> Iterator[Any]:
    net = reference.problem.roles.network
    for part in lesson(reference):
        match part.kind:
            case CellKind.PICTURE:
                yield new_code_cell(guarded(part.source))
            case CellKind.GIVEN | CellKind.FUNCTION:
                yield new_code_cell(part.source)
            case CellKind.WRITTEN:
                question = next(w for w in reference.problem.written if w.name == part.name)
                yield new_markdown_cell(f"{part.source}\n\n{worth(question)}")
            case _:
                yield new_markdown_cell(with_picture(part.source, reference))
        if net is not None and part.name == net.backward and (text := derivation(reference)):
            yield new_markdown_cell(text)
