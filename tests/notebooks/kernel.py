"""Run notebooks as a kernel does, cell by cell, and print which questions the notebook's own checks call right.

python -m tests.notebooks.kernel FILE...    each in a process of its own, forked after IPython is loaded
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

LOADED = (
    "ipykernel.inprocess.ipkernel",
    "ipykernel.debugger",
    "autograder.student.checks",
    "autograder.student.kernel",
    "autograder.student.result",
)
"""What every notebook would load after the fork."""


def ran(path: Path) -> dict[str, Any]:
    """Run one notebook in its folder; return by question whether it is right, and what the cells raised."""
    from ipykernel.inprocess.ipkernel import InProcessKernel

    os.chdir(path.parent)
    sys.path.insert(0, "")
    sys.modules.pop("__main__", None)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shell: Any = InProcessKernel().shell  # type: ignore[no-untyped-call]
    raised = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]), store_history=True)
            error = done.error_before_exec or done.error_in_exec
            if error is not None:
                raised.append(f"{type(error).__name__}: {error}")
    results = shell.user_ns["grader"]._results.values()  # what `grader.check_all()` has just found
    right = {finding.question: finding.passed for shown in results for finding in shown.findings}
    return {"right": right, "raised": raised}


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)

    import autograder.notebook.checks  # noqa: F401 - loaded before the forks

    results = {}
    for name in sys.argv[1:]:
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
            try:
                said = json.dumps(ran(Path(name)))
            except BaseException as error:  # noqa: BLE001 - the parent reports it
                said = json.dumps({"failed": f"{type(error).__name__}: {error}"})
            with os.fdopen(write, "w") as file:
                file.write(said)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as file:
            results[name] = json.load(file)
        os.waitpid(child, 0)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
