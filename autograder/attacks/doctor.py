"""What this machine offers for confining student code, in words for the person who runs the grader."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder import DISTRIBUTION
from autograder.attacks.attack import AttackClass
from autograder.attacks.namesake import namesakes
from autograder.plain.safe_text import terminal
from autograder.sandbox import Isolation, Layers, Limits, Sandbox, fit_to_container

if TYPE_CHECKING:  # it renders pages, and a student who runs `doctor` has no jinja2
    from autograder.attacks.trial import TrialResult

NO_OPEN = "no file can be opened"
TESTED_PYTHON = ("3.10", "3.13")
TESTED_NUMPY = ("1.26", "2.5")
"""The oldest and the newest version that `make test` grades with (tests/other_versions.py)."""
NAMESAKE = f"""\
Another package has the same import name and command: {{}}.
The two overwrite each other's files. To keep only this one:
  pip uninstall --yes {{}} {DISTRIBUTION}
  pip install {DISTRIBUTION}    (or the address that you installed it from)"""


@dataclass(frozen=True)
class Examination:
    """The result of an examination: whether grading may start, which packages are in the way, what to show."""

    full: bool
    namesakes: tuple[str, ...]
    shown: RenderableType


def examine() -> Examination:
    """Start a sandbox with all available layers, let it test itself, and describe it."""
    limits = fit_to_container(Limits())
    with Sandbox(limits, Isolation.BEST_EFFORT) as sandbox:
        layers = sandbox.layers
    verdict = Text("Isolation is full: student code can be graded here.", style="bold green")
    if not layers.full:
        verdict = Text(f"Isolation is not full ({layers.description}).", style="bold red")
        verdict.append(
            "\n`autograder grade` refuses. With --isolation best-effort it runs student code anyway, and says so in"
            " every report.",
            style="not bold default",
        )
    others = namesakes()
    shown = Lines(_facts(limits), *_remarks(others), Text(), _table(layers), Text(), verdict)
    return Examination(layers.full, others, shown)


def _facts(limits: Limits) -> Text:
    user = "root" if getattr(os, "geteuid", lambda: 1)() == 0 else "a plain user"
    return Text(
        f"{platform.system()} {platform.release()} on {platform.machine()}, running as {user}\n"
        f"Python {platform.python_version()}, numpy {np.__version__}\n"
        f"a submission may use {limits.memory_bytes >> 20} MB, {limits.call_seconds:g} s per call, "
        f"{limits.cell_seconds:g} s per cell, {limits.submission_seconds:g} s in all"
    )


def _remarks(others: Sequence[str]) -> list[Text]:
    """Return what is unusual about the packages that are installed here."""
    remarks = [Text(line, style="yellow") for line in untested(platform.python_version(), np.__version__)]
    if others:
        names = " ".join(other.split()[0] for other in others)
        remarks.append(Text(NAMESAKE.format(", ".join(others), names), style="bold red"))
    return remarks


def untested(python: str, numpy: str) -> list[str]:
    """Return a sentence for each of these two versions that the tests do not cover."""
    return [
        f"{name} {version} is outside the tested range, {oldest} to {newest}."
        for name, version, (oldest, newest) in (("Python", python, TESTED_PYTHON), ("numpy", numpy, TESTED_NUMPY))
        if not _minor(oldest) <= _minor(version) <= _minor(newest)
    ]


def _minor(version: str) -> tuple[int, int]:
    major, minor, *_ = version.split(".")
    return int(major), int(minor)


def _table(layers: Layers) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("layer")
    table.add_column("in force", no_wrap=True)
    table.add_column("what to do")
    for layer, in_force, advice in layers.advice():
        if layer == NO_OPEN and not in_force and layers.landlock_abi:
            continue  # it only replaces Landlock
        mark = Text("yes", style="green") if in_force else Text("no", style="red")
        table.add_row(layer, mark, "" if in_force else Text(advice))
    return table


def attacks_table(findings: Sequence[TrialResult]) -> RenderableType:
    """Return a table with the result of every attack, class by class."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("attack")
    table.add_column("what it does")
    table.add_column("", no_wrap=True)
    for group in AttackClass:
        mine = [f for f in findings if f.attack.group is group]
        if mine:
            table.add_row(Text(f"{group.value} ({len(mine)})", style="bold"), "", "")
        for finding in mine:
            mark = Text("WORKED", style="bold red") if finding.faults else Text("held", style="green")
            said = Text("; ".join([finding.attack.says, *(terminal(fault, 200) for fault in finding.faults)]))
            table.add_row(Text("  " + finding.attack.name), said, mark)
    worked = sum(bool(f.faults) for f in findings)
    verdict = Text(f"All {len(findings)} attacks were held.", style="bold green")
    if worked:
        verdict = Text(f"{worked} of {len(findings)} attacks worked: please report this.", style="bold red")
    return Lines(Text(), table, Text(), verdict)
