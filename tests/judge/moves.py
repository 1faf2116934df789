"""What people do to the cell of an answer in words: where the text goes, and what happens to the notebook then."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

import jupytext
import nbformat

from autograder.declare.frame import ANSWER

Cells: TypeAlias = list[dict[str, Any]]
Place: TypeAlias = Callable[[Cells, int, str], None]
"""Puts a text into the cells, for the question whose answer cell has this index; its prompt stands before it."""


def source(cell: dict[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def new(kind: str, text: str, **metadata: Any) -> dict[str, Any]:
    made = {"cell_type": kind, "id": "new", "metadata": metadata, "source": text}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def comments(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def halves(text: str) -> tuple[str, str]:
    words = text.split(" ")
    return " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])


def _over(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = text


def _below_the_placeholder(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = f"{ANSWER}\n\n{text}"


def _beside_the_placeholder(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = f"{ANSWER} {text}"


def _above_the_placeholder(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = f"{text}\n{ANSWER.replace('_', '*')}"


def _at_the_end_of_the_prompt(cells: Cells, at: int, text: str) -> None:
    cells[at - 1]["source"] = f"{source(cells[at - 1])}\n\n{text}"


def _behind_the_last_word_of_the_prompt(cells: Cells, at: int, text: str) -> None:
    cells[at - 1]["source"] = f"{source(cells[at - 1])} {text}"


def _at_the_start_of_the_prompt(cells: Cells, at: int, text: str) -> None:
    cells[at - 1]["source"] = f"{text}\n\n{source(cells[at - 1])}"


def _within_the_prompt(cells: Cells, at: int, text: str) -> None:
    head, _, points = source(cells[at - 1]).rpartition("\n\n")
    cells[at - 1]["source"] = f"{head}\n\n{text}\n\n{points}"


def _over_the_prompt(cells: Cells, at: int, text: str) -> None:
    cells[at - 1]["source"] = text


def _split(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"], second = halves(text)
    cells.insert(at + 1, {**deepcopy(cells[at]), "id": "second", "source": second})


def _split_without_metadata(cells: Cells, at: int, text: str) -> None:
    _split(cells, at, text)
    cells[at + 1]["metadata"] = {}


def _split_around_code(cells: Cells, at: int, text: str) -> None:
    _split_without_metadata(cells, at, text)
    cells.insert(at + 1, new("code", "print(1 + 1)"))


def _answer_deleted(kind: str, form: Callable[[str], str] = str) -> Place:
    def place(cells: Cells, at: int, text: str) -> None:
        cells[at] = new(kind, form(text))

    return place


def _turned_into(kind: str, form: Callable[[str], str] = str) -> Place:
    def place(cells: Cells, at: int, text: str) -> None:
        cells[at] = {**new(kind, form(text)), "metadata": cells[at]["metadata"], "id": cells[at]["id"]}

    return place


def _in_a_new_cell(offset: int, kind: str, form: Callable[[str], str] = str) -> Place:
    def place(cells: Cells, at: int, text: str) -> None:
        cells.insert(at + offset, new(kind, form(text)))

    return place


def _at_the_end(kind: str, form: Callable[[str], str] = str) -> Place:
    return lambda cells, _, text: cells.append(new(kind, form(text)))


def _at_the_start(cells: Cells, _: int, text: str) -> None:
    cells.insert(1, new("markdown", text))


def _copied(cells: Cells, at: int, text: str) -> None:
    cells.insert(at, {**deepcopy(cells[at]), "id": "copy", "source": text})


def _copied_behind(cells: Cells, at: int, text: str) -> None:
    cells.insert(at + 1, {**deepcopy(cells[at]), "id": "copy", "source": text})


def _copied_twice_with_the_text(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = text
    cells.insert(at + 1, {**deepcopy(cells[at]), "id": "copy"})


def _merged(first: int, last: int) -> Place:
    """Merge cells: Jupyter keeps the metadata of the first."""

    def place(cells: Cells, at: int, text: str) -> None:
        cells[at]["source"] = text
        cells[at + first]["source"] = "\n\n".join(source(c) for c in cells[at + first : at + last + 1])
        del cells[at + first + 1 : at + last + 1]

    return place


def _merged_after_typing_below(cells: Cells, at: int, text: str) -> None:
    _in_a_new_cell(1, "markdown")(cells, at, text)
    _merged_plain(cells, at, 3)


def _merged_plain(cells: Cells, at: int, count: int) -> None:
    cells[at]["source"] = "\n\n".join(source(c) for c in cells[at : at + count])
    del cells[at + 1 : at + count]


def _in_the_next_text(cells: Cells, at: int, text: str) -> None:
    cells[at + 1]["source"] = f"{text}\n\n{source(cells[at + 1])}"


def _at_the_end_of_the_next_text(cells: Cells, at: int, text: str) -> None:
    cells[at + 1]["source"] = f"{source(cells[at + 1])}\n\n{text}"


def _before_the_next_function(cells: Cells, at: int, text: str) -> None:
    after = next(c for c in cells[at:] if c["cell_type"] == "code")
    after["source"] = f"{comments(text)}\n{source(after)}"


def _in_the_check_above(cells: Cells, at: int, text: str) -> None:
    check = next(c for c in reversed(cells[:at]) if c["cell_type"] == "code")
    check["source"] = f"{source(check)}\n{comments(text)}"


def _without(*offsets: int) -> Place:
    def place(cells: Cells, at: int, text: str) -> None:
        cells[at]["source"] = text
        for offset in sorted(offsets, reverse=True):
            del cells[at + offset]

    return place


def _below_without_the_next_text(cells: Cells, at: int, text: str) -> None:
    _in_a_new_cell(1, "markdown")(cells, at, text)
    del cells[at + 2]


def _prompt_into_code(cells: Cells, at: int, text: str) -> None:
    cells[at - 1] = new("code", f"{comments(source(cells[at - 1]))}\n\n{comments(text)}")


def _moved_to_the_end(cells: Cells, at: int, text: str) -> None:
    cells[at]["source"] = text
    cells.append(cells.pop(at))


def _moved_to_the_end_with_its_prompt(cells: Cells, at: int, text: str) -> None:
    _moved_to_the_end(cells, at, text)
    cells.insert(-1, cells.pop(at - 1))


def quoted(text: str) -> str:
    return f'"""\n{text}\n"""'


def assigned(text: str) -> str:
    return f'answer = """{text}"""'


FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("comments", comments),
    ("prose", str),
    ("a string", quoted),
    ("an assignment", assigned),
    ("a magic", "%%markdown\n{}".format),
)
PLACES: dict[str, Place] = {
    "over the placeholder": _over,
    "below the placeholder": _below_the_placeholder,
    "beside the placeholder": _beside_the_placeholder,
    "above the placeholder": _above_the_placeholder,
    "at the end of the prompt": _at_the_end_of_the_prompt,
    "behind the last word of the prompt": _behind_the_last_word_of_the_prompt,
    "at the start of the prompt": _at_the_start_of_the_prompt,
    "within the prompt": _within_the_prompt,
    "over the prompt": _over_the_prompt,
    "split": _split,
    "split without metadata": _split_without_metadata,
    "split around code": _split_around_code,
    "in a Markdown cell below": _in_a_new_cell(1, "markdown"),
    "in a Markdown cell above": _in_a_new_cell(0, "markdown"),
    "in a Markdown cell above the prompt": _in_a_new_cell(-1, "markdown"),
    "in a raw cell below": _in_a_new_cell(1, "raw"),
    "in a raw cell above": _in_a_new_cell(0, "raw"),
    "turned into a raw cell": _turned_into("raw"),
    "retyped": _answer_deleted("markdown"),
    "retyped as a raw cell": _answer_deleted("raw"),
    "copied": _copied,
    "copied behind": _copied_behind,
    "copied with the text": _copied_twice_with_the_text,
    "merged with the prompt": _merged(-1, 0),
    "merged with the next text": _merged(0, 1),
    "merged with both": _merged(-1, 1),
    "merged with the next text after typing below": _merged_after_typing_below,
    "in the next text": _in_the_next_text,
    "at the end of the next text": _at_the_end_of_the_next_text,
    "without the prompt": _without(-1),
    "without the next text": _without(1),
    "without both": _without(-1, 1),
    "below, without the next text": _below_without_the_next_text,
    "in the prompt as code": _prompt_into_code,
    "moved to the end": _moved_to_the_end,
    "moved to the end with its prompt": _moved_to_the_end_with_its_prompt,
    "at the start of the notebook": _at_the_start,
    "at the end in Markdown": _at_the_end("markdown"),
    "at the end raw": _at_the_end("raw"),
    **{f"turned into code, as {name}": _turned_into("code", form) for name, form in FORMS},
    **{f"retyped as code, as {name}": _answer_deleted("code", form) for name, form in FORMS},
    **{f"in a code cell below, as {name}": _in_a_new_cell(1, "code", form) for name, form in FORMS},
    **{f"in a code cell above, as {name}": _in_a_new_cell(0, "code", form) for name, form in FORMS},
    **{f"in a code cell at the end, as {name}": _at_the_end("code", form) for name, form in FORMS},
    "in the check above, as comments": _in_the_check_above,
    "before the next function, as comments": _before_the_next_function,
}


Notebook: TypeAlias = dict[str, Any]


def _as_it_is(notebook: Notebook) -> None:
    """Leave it alone."""


def _without_metadata(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)


def _through_colab(notebook: Notebook) -> None:
    """Keep an id in the metadata, new for every cell, and nothing of ours."""
    for i, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"Xy{i}Zz"}
        cell.pop("id", None)


def _with_new_ids(notebook: Notebook) -> None:
    for i, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{i:08x}"


def _without_tags(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"].pop("tags", None)


def _with_trailing_blanks(notebook: Notebook) -> None:
    """Write every line as an editor on Windows does."""
    for cell in notebook["cells"]:
        cell["source"] = source(cell).replace("\n", "  \r\n")


def _as_lines(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["source"] = source(cell).splitlines(keepends=True)


AFTERMATHS: dict[str, Callable[[Notebook], None]] = {
    "saved": _as_it_is,
    "metadata gone": _without_metadata,
    "through Colab": _through_colab,
    "new ids": _with_new_ids,
    "tags gone": _without_tags,
    "written on Windows": _with_trailing_blanks,
    "sources as lines": _as_lines,
}


def _percent(notebook: Notebook) -> str:
    made = nbformat.from_dict({**notebook, "cells": [{**c, "source": source(c)} for c in notebook["cells"]]})
    return str(jupytext.writes(made, fmt="py:percent"))


def _bare_percent(notebook: Notebook) -> str:
    """Write as VS Code does: markers without metadata."""
    parts = []
    for cell in notebook["cells"]:
        is_code = cell["cell_type"] == "code"
        parts.append(f"# %%\n{source(cell)}" if is_code else f"# %% [markdown]\n{comments(source(cell))}")
    return "\n\n".join(parts)


def _nbconvert(notebook: Notebook) -> str:
    parts = ["#!/usr/bin/env python\n# coding: utf-8"]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            parts.append(f"# In[ ]:\n\n\n{source(cell)}")
        elif cell["cell_type"] == "markdown":
            parts.append("\n".join(f"# {line}" for line in source(cell).split("\n")))
        else:
            parts.append(comments(source(cell)))
    return "\n\n\n".join(parts) + "\n"


COLAB_HEAD = '''"""Copy of homework.ipynb

Automatically generated by Colab.

Original file is located at
    https://colab.research.google.com/drive/1x2y3z
"""'''


def _colab_script(notebook: Notebook) -> str:
    parts = ["# -*- coding: utf-8 -*-", COLAB_HEAD]
    texts: list[str] = []
    for cell in [*notebook["cells"], new("code", "")]:
        if cell["cell_type"] != "code":
            texts.append(source(cell).replace("\\", "\\\\"))
            continue
        parts += ['"""{}\n"""'.format("\n\n".join(texts))] if texts else []
        texts = []
        parts.append(re.sub(r"^%", "# %", source(cell), flags=re.MULTILINE))
    return "\n\n".join(parts)


SCRIPTS: dict[str, Callable[[Notebook], str]] = {
    "as a percent script": _percent,
    "as a script of VS Code": _bare_percent,
    "as a script of nbconvert": _nbconvert,
    "as a script of Colab": _colab_script,
}


def answer_cells(cells: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return the index of each written question's answer cell."""
    found = ((c["metadata"].get("autograder", {}).get("written"), i) for i, c in enumerate(cells))
    return {str(name): i for name, i in found if name}


def edited(notebook: Notebook, question: str, place: Place, text: str) -> Notebook:
    """Return the notebook with the text put into that place."""
    made: Notebook = json.loads(json.dumps(notebook))
    place(made["cells"], answer_cells(made["cells"])[question], text)
    return made
