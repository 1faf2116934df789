"""Every way in which a notebook may have been saved: a program, a layout, an encoding."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from copy import deepcopy

from tests.notebooks.editors import EDITORS, Notebook, code_cells, text
from tests.notebooks.exports import EXPORTS

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda t: t.encode(),
    "with a mark": lambda t: codecs.BOM_UTF8 + t.encode(),
    "UTF-16": lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"),
    "UTF-16 of the other order": lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"),
    "UTF-16 without a mark": lambda t: t.encode("utf-16-le"),
    "UTF-32": lambda t: t.encode("utf-32"),
    "CRLF": lambda t: t.replace("\n", "\r\n").encode(),
    "CR": lambda t: t.replace("\n", "\r").encode(),
    "no line end at the end": lambda t: t.rstrip("\n").encode(),
    "zeros at the end": lambda t: t.encode() + bytes(5),
    "empty lines at the start": lambda t: b"\n\n" + t.encode(),
}
LAYOUTS: dict[str, Callable[[Notebook], str]] = {
    "indented": lambda n: json.dumps(n, indent=1, ensure_ascii=False) + "\n",
    "on one line": lambda n: json.dumps(n, separators=(",", ":")),
    "with tabs": lambda n: json.dumps(n, indent="\t") + "\n",
}


def with_magics(notebook: Notebook) -> Notebook:
    """Return the notebook with magics in its cells, and a helper in a file that a cell writes."""
    made: Notebook = deepcopy(notebook)
    imports = next(c for c in code_cells(made) if text(c).startswith("import numpy"))
    imports["source"] = f"%matplotlib inline\n!pip install numpy\n{text(imports)}"
    first, *_, last = (c for c in code_cells(made) if str(c["id"]).startswith("write-"))
    first["source"] = f"%%time\n{text(first)}"
    helper = {**deepcopy(imports), "id": "helper", "source": "%%writefile tools_.py\ndef same(v):\n\n    return v\n"}
    last["source"] = f"from tools_ import same\nONE = same(1)\n\n{text(last)}\nassert ONE == 1\n"
    made["cells"].insert(made["cells"].index(imports) + 1, helper)
    return made


def ways() -> dict[str, tuple[str, Callable[[Notebook], bytes]]]:
    """Return each way of saving: the file's extension and its bytes."""
    utf8 = ENCODINGS["UTF-8"]
    found: dict[str, tuple[str, Callable[[Notebook], bytes]]] = {}

    def add(name: str, extension: str, write: Callable[[Notebook], str], encode: Callable[[str], bytes]) -> None:
        found[name] = extension, lambda notebook: encode(write(notebook))

    for name, change in EDITORS.items():
        add(name, ".ipynb", lambda n, c=change: LAYOUTS["indented"](c(n)), utf8)  # type: ignore[misc]
    for name, layout in LAYOUTS.items():
        add(name, ".ipynb", layout, utf8)
    for name, (extension, made) in EXPORTS.items():
        add(name, extension, made, utf8)
        add(f"with magics, {name}", extension, lambda n, m=made: m(with_magics(n)), utf8)  # type: ignore[misc]
    for name, encode in ENCODINGS.items():
        add(f"notebook, {name}", ".ipynb", LAYOUTS["indented"], encode)
        add(f"large notebook, {name}", ".ipynb", lambda n: LAYOUTS["indented"](EDITORS["large outputs"](n)), encode)
        add(f"script, {name}", ".py", EXPORTS["Jupytext, py:percent"][1], encode)
        add(f"Markdown, {name}", ".md", EXPORTS["Jupytext, md"][1], encode)
    return found


WAYS = ways()
