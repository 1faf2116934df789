"""Runs notebooks in a real kernel, as Jupyter does, and reads what the cells show."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.build.common import reference, source

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def solved(name: str, notebook: dict[str, Any]) -> dict[str, Any]:
    """The students' notebook with the reference in the place of each stub."""
    done = copy.deepcopy(notebook)
    for cell in done["cells"]:
        if cell["id"].startswith("write-"):
            function = cell["id"].removeprefix("write-")
            cell["source"] = reference(name).sources[function].splitlines(keepends=True)
    return done


def run(notebook: dict[str, Any], folder: Path, *, stop: bool = False) -> dict[str, Any]:
    """Run all cells in a new kernel; with `stop` an error in one is an error here."""
    node = nbformat.reads(json.dumps(notebook), as_version=4)
    client = NotebookClient(node, timeout=120, allow_errors=not stop, resources={"metadata": {"path": str(folder)}})
    client.execute()
    return dict(node)


def errors(notebook: dict[str, Any]) -> list[str]:
    """Tracebacks, each with the cell it came from."""
    return [
        f"{source(cell)[:200]}\n{ANSI.sub('', chr(10).join(output['traceback']))}"
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]


def shown(cell: dict[str, Any], kind: str = "text/plain") -> str:
    """All that a cell shows, one output after the other."""
    texts = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            texts.append("".join(output["text"]))
        elif kind in output.get("data", {}):
            texts.append("".join(output["data"][kind]))
    return ANSI.sub("", "\n".join(texts))
