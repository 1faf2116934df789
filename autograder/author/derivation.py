"""The derivation of a network's gradients: one Markdown file per problem, beside the solutions."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.declare.frame import DERIVATION, DERIVATION_FOLDER, DERIVATION_SUMMARY, SKIP
from autograder.declare.reference import Reference
from autograder.notebook.packing import packed


class Derivations(Enum):
    """When students can read the derivation of a backward pass."""

    AFTER = "after"
    NEVER = "never"
    OPEN = "open"


def derivation(reference: Reference) -> str:
    """Return the text of a problem's derivation, "" if there is none."""
    path = reference.path.parent / DERIVATION_FOLDER / f"{reference.problem.name}.md"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def derivation_cells(reference: Reference, when: Derivations) -> Iterator[Any]:
    """Return the cell below the check of the backward pass, if students get the derivation.

    After they have tried, `grader.derivation` shows it. Packing it hides it from a glance and from nobody else.
    """
    text, net = derivation(reference), reference.problem.roles.network
    if not text or net is None or when is Derivations.NEVER:
        return
    if when is Derivations.OPEN:
        yield new_markdown_cell(f"<details><summary>{DERIVATION_SUMMARY}</summary>\n\n{text}\n\n</details>")
        return
    line = packed({"derivation": text})
    source = f'{DERIVATION.format(function=net.backward)}\ngrader.derivation("{net.backward}", "{line}")'
    metadata = {"tags": [SKIP], "cellView": "form", "jupyter": {"source_hidden": True}}
    yield new_code_cell(source, metadata=metadata)
