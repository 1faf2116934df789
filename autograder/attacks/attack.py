"""One attack, and how it is written as a submission."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PROBLEM = "attacked"
WORKED = "AttackWorked"
PORT = 20_000 + os.getpid() % 10_000
KEY = 0x6174_0000 + os.getpid() % 0x1_0000
MARK = f"autograder-attack-{os.getpid():08}"
"""Part of the name of everything that an attack would leave outside its folder; keeps two simultaneous trials apart."""


class AttackClass(str, Enum):
    """What an attack is after."""

    READING = "reading"
    WRITING = "writing"
    EXHAUSTING = "exhausting"
    LEAVING = "leaving early"
    REACHING = "reaching out"
    HITTING = "hitting others"
    LYING = "lying"
    SPEAKING = "speaking"
    FILES = "files"
    UNGRADABLE = "ungradable at will"
    STORE = "store"
    FOLDER = "output folder"
    CLUSTER = "cluster"
    OTTER = "Otter"


BESIDE = (AttackClass.STORE, AttackClass.FOLDER, AttackClass.CLUSTER, AttackClass.OTTER)
"""The classes that attack what is beside the sandbox: they are no submissions that are graded."""


@dataclass(frozen=True)
class Attack:
    """One hostile submission, or an attack on what is beside the sandbox.

    `body` is what `attempt()` does: if it returns anything true, the attack has worked. `cells` are a whole notebook
    instead, and `file` writes a submission of any other kind into a folder and returns its path. `beside` is no
    submission: it is given a folder and whether our guard is in force, and yields what it gained. `title` is the name
    of the submission. `spares`: the honest function of the same notebook keeps its points. `works`: it works if no
    layer is in force. `machine`: its numbers of system calls are those of this machine. `needs` is a module without
    which there is nothing to attack.
    """

    group: AttackClass
    name: str
    says: str
    body: str = ""
    cells: tuple[str, ...] = ()
    file: Callable[[Path], Path] | None = None
    beside: Callable[[Path, bool], Iterator[str]] | None = None
    title: str = "attack"
    spares: bool = True
    works: bool = False
    machine: str | None = None
    needs: str | None = None

    def __str__(self) -> str:
        return f"{self.group.value}: {self.name}"


@dataclass(frozen=True)
class AttackScene:
    """The targets of an attack: a file and a folder it must not touch, and the processes it must not reach."""

    secret: Path
    folder: Path
    judge: int
    victim: int

    def write(self, attack: Attack, into: Path) -> Path:
        """Write the attack as a submission and return its path."""
        if attack.file is not None:
            return attack.file(into)
        head = HELPERS.format(secret=str(self.secret), folder=str(self.folder), judge=self.judge, victim=self.victim)
        path = into / f"{attack.title}.ipynb"
        path.write_text(notebook((head, *(attack.cells or (_attempt(attack.body),)))), encoding="utf-8")
        return path


def notebook(cells: tuple[str, ...], problem: str = PROBLEM) -> str:
    """Return cells as the text of a notebook."""
    made: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in cells
    ]
    return json.dumps({"cells": made, "metadata": {"autograder": {"problem": problem}}, "nbformat": 4})


def _attempt(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"def attempt():\n{lines}\n\ndef target(x):\n    return worked(attempt())\n"


HELPERS = """\
import ctypes, os, sys
import numpy as np
SECRET, FOLDER, JUDGE, VICTIM = {secret!r}, {folder!r}, {judge}, {victim}

class AttackWorked(Exception):
    pass

def worked(got):
    if got is None or got is False or (isinstance(got, (int, str, bytes, list)) and got in (0, -1, "", b"", [])):
        raise AssertionError("nothing came of it")
    raise AttackWorked(repr(got)[:200])

def libc(name, *args):
    return getattr(ctypes.CDLL(None), name)(*args)

def syscall(number, *args):
    call = ctypes.CDLL(None).syscall
    call.restype = ctypes.c_long
    return call(*(ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *args)))

def honest(x):
    return 2.0 * x
"""
