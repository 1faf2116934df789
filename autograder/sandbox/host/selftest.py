"""The self-test at start-up: code in the sandbox tries everything that must be impossible."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from autograder.plain.evidence import Cell, Probe, Program, Returned
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.host.run import Run
from autograder.sandbox.walls.limits import Limits

_FAR_TOO_MUCH = 1 << 36


def possible(open_run: Callable[[Program, Limits], Run]) -> tuple[str, ...]:
    """Return the names of the forbidden actions that worked; none in a sound sandbox.

    The secret file's mode lets everybody read it, so only the sandbox protects it.
    """
    try:
        return _tried(open_run, Path(__file__).parents[1].joinpath("inside", "canary.py").read_text(encoding="utf-8"))
    except OSError as error:
        raise SandboxError(f"the self-test cannot create its files: {error}") from error


def _tried(open_run: Callable[[Program, Limits], Run], source: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="autograder-selftest-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        secret = folder / "secret"
        for file in (secret, folder / "victim"):
            file.write_text("secret")
            file.chmod(0o666)
        with open_run(Program((Cell(0, source),)), Limits()) as run:
            probe = Probe("attempts", (str(secret), name, os.getpid(), _FAR_TOO_MUCH))
            (answer,) = run.ask([probe])
            trouble = run.cells[0].trouble
        if trouble is not None or not isinstance(answer, Returned) or not isinstance(answer.value, list):
            raise SandboxError(f"the self-test did not run: {trouble or answer}")
        worked = [str(word) for word in answer.value]
        left = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file() and not file.is_symlink()}
        if left != {"secret": b"secret", "victim": b"secret"} or len(list(folder.iterdir())) != len(left):
            worked.append("leave traces")
    return tuple(worked)
