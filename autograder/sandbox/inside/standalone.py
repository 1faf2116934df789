"""The student's side where there is no fork (Windows): one unconfined interpreter that serves one submission."""

from __future__ import annotations

import importlib
import json
import socket
import sys
import time

from autograder.sandbox.inside import inert, magics, older_numpy
from autograder.sandbox.inside.worker import Kit, Worker
from autograder.sandbox.wire.startup import LOOPBACK, Startup


def main(argument: str) -> None:
    """Connect back to the judge and serve it, without confinement."""
    since = time.monotonic()
    text, port, token = json.loads(argument)
    startup = Startup.from_json(text)
    translate = magics.load() if startup.magics else magics.untranslated
    for package in startup.packages:
        importlib.import_module(package)
    older_numpy.install()
    inert.install()
    sys.argv[:] = sys.orig_argv[:] = [""]
    worker = Worker(Kit(translate, startup.limits))
    sys.meta_path.append(worker.own_files)
    session = socket.create_connection((LOOPBACK, port))
    session.sendall(bytes.fromhex(token))
    worker.serve(session, since)
