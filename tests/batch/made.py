"""Small classes, and the commands on them."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.scale import make_class

__all__ = ["COMMAND", "ENVIRONMENT", "JUNK", "ROOT", "make_class", "run"]
ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "autograder"
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "AUTOGRADER_SECRET": "of the tests"}

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    (1 << 64) - 1,
    1e308,
    float("nan"),
    "A+",
    b"\0",
    [],
    {},
    [[[]]],
    "../../evil",
    "correct",
    [9] * 9,
)
"""What nobody honest writes into a column of the store or a worker's reply."""


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process forked for it unless other options of `subprocess.run` are given.

    A class is graded in one process unless `--jobs` says otherwise: a second sandbox takes longer to start than these
    small classes take to grade.
    """
    command = [str(COMMAND), *map(str, arguments)]
    if arguments[:1] == ("grade",) and "--jobs" not in arguments and "--cluster" not in arguments:
        command += ["--jobs", "1"]
    usual: dict[str, Any] = {"capture_output": True, "text": True, "env": ENVIRONMENT, "cwd": ROOT, "timeout": 1200}
    if sys.platform == "linux" and options.keys() <= {"env", "cwd", "umask"}:
        names = ("env", "cwd", "timeout", *options)
        return forked(command, **{name: (usual | options)[name] for name in names})
    return subprocess.run(command, check=False, **usual | options)


@cache
def server(of: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start the process that forks commands, one for each process of tests."""
    del of
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        script = Path(__file__).with_name("command_server.py")
        command = [sys.executable, str(script), str(theirs.fileno())]
        env = {**ENVIRONMENT, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a fork copies no threads
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=env, cwd=ROOT)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return process, ours


def forked(
    command: list[str], env: dict[str, str], cwd: Path, timeout: float, umask: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Do what `subprocess.run` does, by a request to the server."""
    process, link = server(os.getpid())
    if umask is None:
        umask = os.umask(0o077)
        os.umask(umask)
    request = {"argv": command, "env": dict(env), "cwd": str(cwd), "umask": umask}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        socket.send_fds(link, [json.dumps(request).encode()], [out.fileno(), err.fileno()])
        link.settimeout(timeout)
        try:
            code = int(link.recv(100))
        except TimeoutError:
            process.kill()
            server.cache_clear()
            raise
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, code, out.read(), err.read())
