"""Runs commands, each in a process of its own, which is forked when the package is loaded: half of a small one's time.

Only modules and the templates of pages are loaded before the fork: the folder, the environment, the umask and the
output are a command's own.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

ROOMS = ("batch", "classroom", "declare", "diagnose", "judge", "render", "sandbox.host", "staff", "submissions", "cli")


def load() -> None:
    """Load what the commands load, except what only a cluster needs."""
    root = Path(str(import_module("autograder").__file__)).parent
    for room in ROOMS:
        for module in iter_modules([str(root.joinpath(*room.split(".")))]):
            if not module.name.startswith(("cluster", "__")):
                import_module(f"autograder.{room}.{module.name}")
    feedback, page = import_module("autograder.render.html"), import_module("autograder.render.classroom.page")
    feedback.template().environment.get_template(feedback.LINE)
    page._template()


def main(link: socket.socket) -> int:
    """Answer each request with the exit code of its command; in the fork, be the command."""
    while True:
        said, outputs, _, _ = socket.recv_fds(link, 1 << 20, 2)
        if not said:
            return 0
        child = os.fork()
        if child == 0:
            link.close()
            return command(json.loads(said), outputs)
        for descriptor in outputs:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        link.send(str(os.waitstatus_to_exitcode(status)).encode())


def command(request: Any, outputs: list[int]) -> int:
    """Be the command of a request."""
    for descriptor, ours in zip((os.open(os.devnull, os.O_RDONLY), *outputs), (0, 1, 2), strict=True):
        os.dup2(descriptor, ours)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    os.umask(request["umask"])
    sys.argv = request["argv"]
    return int(import_module("autograder.cli").main() or 0)


if __name__ == "__main__":
    sys.path[0] = str(Path(sys.executable).parent)  # as for the command
    load()
    assert len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - nothing else to ask
    gc.freeze()
    sys.exit(main(socket.socket(fileno=int(sys.argv[1]))))
