"""The running IPython, and what became of the cells that define functions."""

from __future__ import annotations

import re
import sys
from typing import Any

DEFINES = re.compile(r"^def (\w+)", re.MULTILINE)


def shell() -> Any:
    """Return the running IPython, or None in a script."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


class FailedCells:
    """Remembers which functions still are of an earlier run, because the last run of their cell failed."""

    def __init__(self) -> None:
        self._failed: dict[str, str] = {}

    def note(self, result: Any) -> None:
        """Take the result of a cell, as IPython's event `post_run_cell` gives it."""
        source = getattr(getattr(result, "info", None), "raw_cell", "") or ""
        error = getattr(result, "error_before_exec", None)  # nothing of the cell has run
        for name in DEFINES.findall(source):
            if error is None:
                self._failed.pop(name, None)
            else:
                self._failed[name] = type(error).__name__

    def about(self, function: str, *, defined: bool) -> str:
        """Return the sentence that the last run of a function's cell failed, or nothing if it did not."""
        if function not in self._failed:
            return ""
        said = f"The last run of the cell that defines {function} failed with {self._failed[function]}."
        return f"{said} What is checked here is the version before." if defined else said
