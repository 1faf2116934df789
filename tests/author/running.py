"""Runs notebooks in a real kernel, as Jupyter does, and reads what the cells show."""

from __future__ import annotations

import asyncio
import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.author.built import reference, source

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def solved(name: str, notebook: dict[str, Any]) -> dict[str, Any]:
    """The students' notebook with the reference in the place of each stub."""
    done = copy.deepcopy(notebook)
    for cell in done["cells"]:
        if cell["id"].startswith("write-"):
            function = cell["id"].removeprefix("write-")
            cell["source"] = reference(name).sources[function].splitlines(keepends=True)
    return done


def run(notebooks: dict[Path, dict[str, Any]]) -> list[dict[str, Any]]:
    """Run each notebook from top to bottom in the folder given, in a kernel of its own, two at a time."""
    return asyncio.run(_run(notebooks))


async def _run(notebooks: dict[Path, dict[str, Any]]) -> list[dict[str, Any]]:
    few = asyncio.Semaphore(2)

    async def one(folder: Path, notebook: dict[str, Any]) -> dict[str, Any]:
        node = nbformat.reads(json.dumps(notebook), as_version=4)
        where = {"metadata": {"path": str(folder)}}
        client = NotebookClient(node, timeout=600, startup_timeout=300, allow_errors=True, resources=where)
        async with few:
            await client.async_execute()
        return dict(node)

    return list(await asyncio.gather(*(one(folder, notebook) for folder, notebook in notebooks.items())))


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
