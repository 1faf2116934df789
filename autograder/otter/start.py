"""Open the tests that a notebook contains, for Otter in the student's kernel.

Otter reads tests from the notebook's metadata or from a folder. The metadata fails on Colab, where a notebook is not a
file, and after a rename. So the notebook's set-up cell contains the tests, which are unpacked into a temporary folder.
"""

from __future__ import annotations

import base64
import inspect
import json
import os
import re
import sys
import tempfile
import weakref
import zlib
from pathlib import Path
from typing import Any

import autograder

LARGEST = 32 << 20
"""Maximum size in bytes of all tests together: the largest notebook of the course has 1 MiB."""

PUBLIC = re.compile(r"spec = '([^']*)'")
"""The public part of the problem, as each test holds it."""
NO_FILE = (
    "This notebook's file is not on the machine that runs it, so there is nothing to zip. Hand in the notebook itself: "
    "save it, and on Colab choose File > Download > Download .ipynb."
)
NAMESAKE = (
    "Another package called autograder has overwritten parts of backprop-autograder. If a check fails, run "
    "`pip uninstall --yes autograder backprop-autograder`, restart the kernel, and run this cell again."
)


def start(problem: str, tests: str) -> Any:
    """Return Otter's `Notebook` with the packed tests; its `check` and `check_all` are Otter's own.

    Its `draw` shows the calculation of a function of the network, its `export` prints what to do if it finds no file to
    hand in. Raises ValueError if the text is damaged because the set-up cell was changed.
    """
    files = unpacked(tests)
    if not hasattr(autograder, "DISTRIBUTION"):  # then this package's __init__.py is the other's
        print(NAMESAKE)  # noqa: T201 - the set-up cell's word to the student
    import otter  # noqa: PLC0415 - 0.9 s, and only a notebook needs it

    class Notebook(otter.Notebook):  # type: ignore[misc]
        """Otter's notebook with its tests in our temporary folder."""

        def draw(self, function: str) -> Any:
            """Draw one example on its way through the functions of the notebook."""
            frame = inspect.currentframe()
            caller = frame.f_back if frame is not None else None
            return _drawn(function, files, caller.f_globals if caller is not None else {})

        def derivation(self, function: str, text: str) -> Any:
            """Show the derivation of a function's gradients, once it has been tried."""
            from autograder.student.derivation import derivation  # noqa: PLC0415

            frame = inspect.currentframe()
            caller = frame.f_back if frame is not None else None
            env = caller.f_globals if caller is not None else {}
            return derivation(function, unpacked(text)["derivation"], _public(function, files), env)

        def export(self, *args: Any, **options: Any) -> None:
            """Write the zip to hand in."""
            if self._notebook is None and not args and "nb_path" not in options:
                print(NO_FILE)  # noqa: T201 - the student reads it below the cell
            else:
                super().export(*args, **options)

    folder = tempfile.TemporaryDirectory(prefix="autograder-checks-")
    for name, text in files.items():
        Path(folder.name, f"{name}.py").write_text(text, encoding="utf-8")
    notebook = Notebook(_file(problem), tests_dir=folder.name)
    weakref.finalize(notebook, folder.cleanup)
    print("The checks are ready.")  # noqa: T201 - the student reads it below the cell
    return notebook


def _drawn(function: str, tests: dict[str, str], env: dict[str, Any]) -> Any:
    """Return the drawing that the public part in a function's tests allows."""
    from autograder.student.drawing import Drawn, draw  # noqa: PLC0415 - nothing of it is needed before

    if function not in tests:
        return Drawn(f"There is no drawing of {function}: name one of {', '.join(sorted(tests))}.")
    return draw(function, _public(function, tests), env)


def _public(function: str, tests: dict[str, str]) -> Any:
    """Read the public part of the problem. Raises LookupError if there is no test of this function."""
    from autograder.student.public import from_text  # noqa: PLC0415

    found = PUBLIC.search(tests[function])
    if found is None:
        raise LookupError(function)
    return from_text(found[1])


def _file(problem: str) -> str | None:
    """Return the file that `export` hands in: the one open in Jupyter or VS Code, else the one with this name."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    in_vs_code = str(getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__", ""))
    names = (Path(os.environ.get("JPY_SESSION_NAME", "")).name, Path(in_vs_code).name, f"{problem}.ipynb")
    return next((name for name in names if name.endswith(".ipynb") and Path(name).is_file()), None)


def unpacked(tests: str) -> dict[str, str]:
    """Return the texts of the test files by name; the inverse of `autograder.author.pack.packed`."""
    try:
        inflated = zlib.decompressobj()
        text = inflated.decompress(base64.b64decode(tests, validate=True), LARGEST)
        files = json.loads(text) if inflated.eof else None
    except (ValueError, zlib.error):
        files = None
    if not isinstance(files, dict) or not all(name.isidentifier() and isinstance(t, str) for name, t in files.items()):
        raise ValueError("The checks in the set-up cell are damaged. Take a fresh copy of the notebook.")
    return files
