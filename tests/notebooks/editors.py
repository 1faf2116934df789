"""How editors and services save a notebook as JSON. Each turns the same notebook into what that program would write."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeAlias

Cell: TypeAlias = dict[str, Any]
Notebook: TypeAlias = dict[str, Any]

EDITORS: dict[str, Callable[[Notebook], Notebook]] = {}
_PICTURE = base64.b64encode(bytes(range(256)) * 40).decode()


def text(cell: Cell) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def editor(does: str) -> Callable[[Callable[[Notebook], Notebook | None]], Callable[[Notebook], Notebook | None]]:
    """Register a change of a notebook, which is made on a copy."""

    def add(change: Callable[[Notebook], Notebook | None]) -> Callable[[Notebook], Notebook | None]:
        def saved(notebook: Notebook) -> Notebook:
            copy = deepcopy(notebook)
            return change(copy) or copy

        EDITORS[does] = saved
        return change

    return add


def code_cells(notebook: Notebook) -> Iterator[Cell]:
    return (c for c in notebook["cells"] if c["cell_type"] == "code")


def _without_ids(notebook: Notebook, minor: int) -> None:
    notebook["nbformat_minor"] = minor
    for c in notebook["cells"]:
        c.pop("id", None)


@editor("Jupyter")
def _jupyter(notebook: Notebook) -> None:
    for i, c in enumerate(code_cells(notebook)):
        c["execution_count"] = i + 1


for _minor in range(5):
    editor(f"nbformat 4.{_minor}")(lambda notebook, minor=_minor: _without_ids(notebook, minor))  # type: ignore[misc]


@editor("VS Code")
def _vscode(notebook: Notebook) -> None:
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv (3.12.1)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.1"},
        "vscode": {"interpreter": {"hash": "ab" * 32}},
    }
    for i, c in enumerate(notebook["cells"]):
        c["metadata"] = {"vscode": {"languageId": "python" if c["cell_type"] == "code" else "markdown"}}
        c["id"] = f"{i:08x}"


@editor("Colab")
def _colab(notebook: Notebook) -> None:
    _without_ids(notebook, 0)
    notebook["metadata"] = {
        "colab": {
            "provenance": [{"file_id": "1aB", "timestamp": 1}],
            "name": "Copy of hw.ipynb",
            "collapsed_sections": [],
        },
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"ab12": {"state": {"value": 3}, "model_name": "X"}}},
    }
    for i, c in enumerate(notebook["cells"]):
        c["metadata"] = {"id": f"q{i}Zx_-9", "colab": {"base_uri": "https://localhost:8080/", "height": 35}}
        if c["cell_type"] == "code":
            c["metadata"] |= {"outputId": "ab-12", "cellView": "form"}
            data = {"image/png": _PICTURE, "text/plain": ["<Figure>"]}
            c["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {"needs_background": "light"}}]
            c["source"] = (
                f'#@title Part {i} {{ display-mode: "form" }}\nlr_{i} = 0.1 #@param {{type:"number"}}\n{text(c)}'
            )


@editor("Kaggle")
def _kaggle(notebook: Notebook) -> None:
    _without_ids(notebook, 4)
    notebook["metadata"] = {
        "kaggle": {"accelerator": "none", "dataSources": [], "isInternetEnabled": True, "language": "python"},
        "papermill": {"duration": float("nan"), "exception": None},
    }
    for c in notebook["cells"]:
        c["metadata"] = {
            "_cell_guid": "b1-07",
            "_uuid": "8f28",
            "trusted": True,
            "execution": {"shell.execute_reply": "x"},
        }
    first = "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder, names)"
    notebook["cells"].insert(0, {"cell_type": "code", "metadata": {"trusted": True}, "source": first, "outputs": []})


@editor("Deepnote")
def _deepnote(notebook: Notebook) -> None:
    _without_ids(notebook, 0)
    notebook["metadata"] = {"deepnote": {}, "deepnote_notebook_id": "ab", "deepnote_execution_queue": []}
    for c in notebook["cells"]:
        c["metadata"] = {"cell_id": "00-ab", "deepnote_cell_type": c["cell_type"], "source_hash": "cd", "tags": []}
        c["block_group"] = "ef"
    tail = "<a style='text-decoration:none' href='https://deepnote.com'>Created in Deepnote</a>"
    notebook["cells"].append(
        {"cell_type": "markdown", "metadata": {"created_in_deepnote_cell": True}, "source": [tail]}
    )


@editor("Databricks")
def _databricks(notebook: Notebook) -> None:
    _without_ids(notebook, 0)
    notebook["metadata"] = {"application/vnd.databricks.v1+notebook": {"language": "python", "widgets": {}}}
    for i, c in enumerate(notebook["cells"]):
        c["metadata"] = {"application/vnd.databricks.v1+cell": {"nuid": f"{i}", "title": "", "inputWidgets": {}}}
        if c["cell_type"] == "markdown":
            notebook["cells"][i] = {**c, "cell_type": "code", "outputs": [], "source": f"%md\n{text(c)}"}


@editor("Azure and nteract")
def _nteract(notebook: Notebook) -> None:
    notebook["metadata"]["nteract"] = {"version": "0.28.0"}
    for c in notebook["cells"]:
        c["metadata"] = {"jupyter": {"outputs_hidden": False}, "nteract": {"transient": {}}, "gather": {"logged": 1}}


def _in_format_3(notebook: Notebook) -> Iterator[Cell]:
    for c in notebook["cells"]:
        if c["cell_type"] == "code":
            old = {"cell_type": "code", "collapsed": False, "input": c["source"], "language": "python", "outputs": []}
            yield {**old, "metadata": {}, "prompt_number": 3}
        elif text(c).startswith("# ") and "\n" not in text(c).strip():
            yield {"cell_type": "heading", "level": 1, "metadata": {}, "source": text(c)[2:]}
        else:
            yield {"cell_type": c["cell_type"], "metadata": {}, "source": c["source"]}


@editor("nbformat 3")
def _format_3(notebook: Notebook) -> Notebook:
    sheet = {"cells": list(_in_format_3(notebook)), "metadata": {}}
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}


@editor("nbformat 3, several worksheets")
def _worksheets(notebook: Notebook) -> Notebook:
    cells = list(_in_format_3(notebook))
    sheets = [{"cells": cells[:5]}, {"cells": [], "metadata": {}}, {"cells": cells[5:], "metadata": None}]
    return {"metadata": {"name": "hw", "signature": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets}


@editor("nbformat 2")
def _format_2(notebook: Notebook) -> Notebook:
    cells = [{**c, "input": "".join(c["input"])} if "input" in c else c for c in _in_format_3(notebook)]
    return {"metadata": {"name": "hw"}, "nbformat": 2, "worksheets": [{"cells": cells}]}


@editor("the contents of Jupyter's server")
def _contents(notebook: Notebook) -> Notebook:
    about = {"name": "hw.ipynb", "path": "hw.ipynb", "created": "2026-01-01T00:00:00Z", "writable": True}
    return {**about, "content": notebook, "format": "json", "mimetype": None, "type": "notebook"}


# How sources, outputs and metadata are written.


@editor("sources as strings")
def _strings(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = text(c)


@editor("sources as lists of one string")
def _one_string(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = [text(c)]


@editor("lines without ends")
def _without_ends(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = text(c).split("\n")


@editor("CRLF in the sources")
def _crlf(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = text(c).replace("\n", "\r\n").splitlines(keepends=True)


@editor("CR in the sources")
def _cr(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["source"] = text(c).replace("\n", "\r")


@editor("separators of lines that Python does not know")
def _separators(notebook: Notebook) -> None:
    for c in code_cells(notebook):
        c["source"] = "\n".join(line + "\u2028" if line.startswith("#") else line for line in text(c).split("\n"))


@editor("nan and infinity in outputs")
def _not_finite(notebook: Notebook) -> None:
    for c in code_cells(notebook):
        data = {"application/json": [float("nan"), float("inf"), float("-inf")]}
        c["outputs"] = [
            {"output_type": "execute_result", "execution_count": float("nan"), "data": data, "metadata": {}}
        ]


@editor("large outputs")
def _large(notebook: Notebook) -> None:
    for c in code_cells(notebook):
        many = {"application/vnd.plotly.v1+json": {"data": [{"x": list(range(6000))}]}, "image/png": _PICTURE * 9}
        c["outputs"] = [{"output_type": "display_data", "data": many, "metadata": {}}]


@editor("errors in outputs")
def _errors(notebook: Notebook) -> None:
    for c in code_cells(notebook):
        trace = ["\x1b[0;31mNameError\x1b[0m: 😀", '{"cells": []}']
        c["outputs"] = [{"output_type": "error", "ename": "NameError", "evalue": "\x00", "traceback": trace}]


@editor("null everywhere")
def _null(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c |= {"metadata": None, "id": None, "attachments": None}
        if c["cell_type"] == "code":
            c |= {"outputs": None, "execution_count": None}


@editor("nothing that can be missing")
def _bare(notebook: Notebook) -> Notebook:
    return {"cells": [{"cell_type": c["cell_type"], "source": c["source"]} for c in notebook["cells"]]}


@editor("the same id for all cells")
def _same_id(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        c["id"] = "same"


@editor("unknown keys")
def _unknown(notebook: Notebook) -> None:
    notebook |= {"signature": "sha256:00", "orig_nbformat": 3, "extra": [{"cells": []}], "worksheets_": []}
    for c in notebook["cells"]:
        c |= {"slideshow": {"slide_type": "slide"}, "source_hash": 7, "inputs": ["x"], "prompt_number": 1}


@editor("the state of widgets")
def _widgets(notebook: Notebook) -> None:
    state = {f"{i:032x}": {"model_name": "FloatProgressModel", "state": {"value": i, "_": "]}"}} for i in range(400)}
    notebook["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 2}
    }


@editor("run in another order")
def _other_order(notebook: Notebook) -> None:
    counts = list(range(1, len(notebook["cells"]) + 1))
    random.Random(3).shuffle(counts)
    for c, count in zip(code_cells(notebook), counts, strict=False):
        c["execution_count"] = count


@editor("pictures pasted into text")
def _attachments(notebook: Notebook) -> None:
    for c in notebook["cells"]:
        if c["cell_type"] == "markdown":
            c["attachments"] = {"image.png": {"image/png": _PICTURE}}
            c["source"] = f"{text(c)}\n\n![a drawing](attachment:image.png)"


@editor("made by a program, keys in order")
def _sorted(notebook: Notebook) -> Notebook:
    made: Notebook = json.loads(json.dumps(notebook, sort_keys=True))
    return made
