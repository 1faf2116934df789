"""Cells with a magic in a script that Colab has exported: it turns the whole cell into comments."""

from __future__ import annotations

import re

_CELL = re.compile(
    r"^# Commented out IPython magic to ensure Python compatibility\.\n"
    r"# %%(?P<name>\w+)(?P<line>[^\n]*)\n(?P<body>(?:#[^\n]*(?:\n|\Z))*)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"^# ?", re.MULTILINE)
_RUN = frozenset({"time", "timeit", "capture", "prun", "memit", "lprun", "mprun", "debug"})
_WRITE = frozenset({"writefile", "file"})


def with_magics(source: str) -> str:
    """Return a script with these cells as code again, and with as many lines."""
    return _CELL.sub(_restored, source) if "# %%" in source else source


def _restored(cell: re.Match[str]) -> str:
    body = _COMMENT.sub("", cell["body"])
    if cell["name"] in _RUN:
        return f"\n\n{body}"
    if cell["name"] in _WRITE:
        written = f"get_ipython().run_cell_magic({cell['name']!r}, {cell['line'].strip()!r}, {body!r})"
        return f"\n{written}\n{chr(10) * body.count(chr(10))}"
    return cell[0]
