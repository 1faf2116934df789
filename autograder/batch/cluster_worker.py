"""The side of a Dask worker: it receives the course once, and does one errand after the other."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from autograder.batch.cluster_reply import Errand, encoded, refusal
from autograder.batch.judging import own_version
from autograder.batch.worker import Job, Slot, faulty, open_slot, stripped
from autograder.declare.course import open_course
from autograder.declare.mistakes.vocabulary import FOLDER, shared_files
from autograder.declare.other_texts import alternative_files
from autograder.sandbox import SandboxError

PLUGIN = "autograder"
ANOTHER_VERSION = "it has another version of autograder"


class WorkerSetup(WorkerPlugin):  # type: ignore[misc]
    """What a worker receives once: the job and the text of the course. Its sandbox opens with the first errand."""

    name = PLUGIN

    def __init__(self, job: Job, version: str) -> None:
        self.job, self.version = job, version
        folder = job.course.folder
        self.files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))}
        self.files |= {f"{FOLDER}/{path.name}": path.read_bytes() for path in shared_files(folder).values()}
        self.files |= {str(path.relative_to(folder)): path.read_bytes() for path in alternative_files(folder)}

    def setup(self, worker: Any) -> None:
        """Write the course into a folder that only this user can open."""
        self.address, self.lock = worker.address, threading.Lock()
        self.opened: AbstractContextManager[Slot] | None = None
        self.slot: Slot | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        for name, text in self.files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(text)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's contract
        """Close the sandbox and delete the folder."""
        if self.opened is not None:
            self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def do(self, errand: Errand) -> bytes:
        """Run and judge one submission; only one at a time."""
        with self.lock:
            if self.version != own_version():
                return refusal(self.address, ANOTHER_VERSION)
            try:
                slot = self.slot or self._open()
            except SandboxError as error:
                return refusal(self.address, str(error))
            source, submission = errand.source, errand.submission
            try:
                finished = slot.examine(source, submission, errand.content, errand.prior, errand.seeds)
                return encoded(self.address, stripped(finished, 0.0))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
                return encoded(self.address, faulty(source, error))

    def _open(self) -> Slot:
        job = replace(self.job, course=open_course(self.folder))
        self.opened = open_slot(job, os.getpid())
        self.slot = self.opened.__enter__()
        return self.slot


def do_there(errand: Errand) -> bytes:
    """Do an errand on the worker that runs this function."""
    desk: WorkerSetup = get_worker().plugins[PLUGIN]
    return desk.do(errand)
