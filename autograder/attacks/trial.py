"""Try attacks: grade each like any other submission, and check everything that it must not touch."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.attacks.attack import WORKED, Attack, AttackClass, AttackScene
from autograder.attacks.course_folder import COURSE
from autograder.attacks.shown import executed
from autograder.attacks.traces import adopting, traces
from autograder.batch.folder import OutputFolder
from autograder.batch.worker import Job, Slot, open_slot
from autograder.plain.evidence import Cell, Probe, Returned
from autograder.report.report import Report
from autograder.report.verdict import Verdict
from autograder.sandbox import Isolation, Limits, Run, Sandbox, Switches
from autograder.sandbox.errors import TOO_BUSY
from autograder.submissions.gather import find

LIMITS = Limits(
    cell_seconds=1.0,
    call_seconds=0.25,
    submission_seconds=8.0,
    slot_seconds=40.0,
    cpu_seconds=5,
    memory_bytes=128 << 20,
)
"""Short limits, so that a hundred attacks on time take a minute or two. With 0.4 s per cell, a first cell that only
defines functions was sometimes late on two busy cores."""
_VICTIM_LIMITS = Limits(submission_seconds=3600.0)
_READING_SECONDS = 5.0
"""In addition to `slot_seconds`: reading the submission, starting a process, writing the page, when busy."""
_TURNS = 3


@dataclass(frozen=True)
class TrialResult:
    """The result of one attack. `faults` says in words what it gained, nothing if it was held.

    `said` is what the student or the staff sees of it.
    """

    attack: Attack
    faults: tuple[str, ...]
    said: str
    seconds: float


def tried(
    attacks: Sequence[Attack], isolation: Isolation = Isolation.REQUIRED, switches: Switches | None = None
) -> Iterator[TrialResult]:
    """Grade each attack in turn and yield its result. Raises IsolationError or SandboxError if there is no sandbox.

    Another submission's process is alive meanwhile.
    """
    switches = switches or Switches()
    with tempfile.TemporaryDirectory(prefix="autograder-trial-") as name, adopting():
        root = Path(name)
        root.chmod(0o755)
        output = OutputFolder(root / "out")
        output.prepare()
        job = Job(COURSE, secrets.token_bytes(32), output, isolation, LIMITS, switches=switches)
        with open_slot(job) as slot, _neighbour(isolation, switches) as neighbour:
            for number, attack in enumerate(attacks):
                folder = root / str(number)
                if attack.beside is None:
                    yield _tried(attack, slot, neighbour, folder)
                else:
                    yield _beside(attack, attack.beside, folder, guarded=switches.seccomp)


@contextmanager
def _neighbour(isolation: Isolation, switches: Switches) -> Iterator[Run]:
    """Keep another submission's process open."""
    cell = Cell(0, "left = {'left by ' + 'somebody': 1}\ndef f(x): return 2.0 * x")
    with Sandbox(_VICTIM_LIMITS, isolation, slot=1, switches=switches) as sandbox, sandbox.open([cell]) as run:
        yield run


def _tried(attack: Attack, slot: Slot, neighbour: Run, folder: Path) -> TrialResult:
    token = secrets.token_hex(16)
    with _scene(folder, token, neighbour.pid) as (scene, into):
        path = scene.write(attack, into)
        out = slot.output.root
        before = traces(folder.parent, out)
        reports, seconds = _graded(path, slot)
        after = traces(folder.parent, out)
    faults = [f"left {thing}" for thing in sorted(after - before)]
    faults += [f"changed {thing}" for thing in sorted(before - after)]
    for report in reports:
        faults += _gained(attack, report, token)
    if seconds > slot.grader.sandbox.limits.slot_seconds + _READING_SECONDS:
        faults.append(f"took {seconds:.1f} seconds")
    if neighbour.ask([Probe("f", (1.5,))]) != (Returned(3.0),):
        faults.append("changed the neighbour")
    return TrialResult(attack, tuple(faults), _seen(reports), seconds)


def _beside(
    attack: Attack, attempt: Callable[[Path, bool], Iterator[str]], folder: Path, *, guarded: bool
) -> TrialResult:
    folder.mkdir()
    start = time.monotonic()
    before = traces(folder, folder)
    faults = list(attempt(folder, guarded))
    faults += [f"left {thing}" for thing in sorted(traces(folder, folder) - before)]
    shutil.rmtree(folder)
    said = "; ".join(faults) or "refused"
    return TrialResult(attack, tuple(faults), said, time.monotonic() - start)


def _graded(path: Path, slot: Slot) -> tuple[list[Report], float]:
    """Return the reports of an attack and the seconds it took; tries again if the machine was too busy."""
    for _ in range(_TURNS):
        start = time.monotonic()
        reports = [slot.grade(source).report for source in find((path,))]
        seconds = time.monotonic() - start
        if not any(TOO_BUSY in (report.reason or "") for report in reports):
            break
    return reports, seconds


@contextmanager
def _scene(folder: Path, token: str, victim: int) -> Iterator[tuple[AttackScene, Path]]:
    """Create the targets: a file and a folder whose modes let everybody change them."""
    bait, into = folder / "bait", folder / "in"
    for place in (folder, bait, into):
        place.mkdir()
    bait.chmod(0o777)
    for name in ("secret", "other"):
        (bait / name).write_text(token)
        (bait / name).chmod(0o666)
    try:
        yield AttackScene(bait / "secret", bait, os.getpid(), victim), into
    finally:
        shutil.rmtree(folder)


def _gained(attack: Attack, report: Report, token: str) -> Iterator[str]:
    verdicts = {v.question: v for p in report.problems for v in p.verdicts}
    said = [v.message for v in verdicts.values()] + [n for p in report.problems for n in p.notes]
    if any(WORKED in text for text in said):
        yield f"worked: {next(text for text in said if WORKED in text)[:120]}"
    if token in repr(report):
        yield "read the secret"
    if "target" in verdicts and verdicts["target"].score > 0:
        yield "got points"
    if attack.spares and not _full(verdicts.get("honest")):
        yield f"cost the honest function its points: {report.reason or verdicts.get('honest')}"
    if report.reason and "fault of the grader" in report.reason:
        yield report.reason
    elif report.reason and attack.group is not AttackClass.FILES:
        yield f"made itself ungradable: {report.reason}"
    yield from executed(report)


def _full(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.score == verdict.max_score


def _seen(reports: Sequence[Report]) -> str:
    """Return what the staff or the student sees of it."""
    for report in reports:
        if report.reason:
            return f"not graded: {report.reason}"
        for verdict in report.problems[0].verdicts:
            if verdict.question == "target":
                return verdict.message or verdict.status.value
    return "nothing to grade"
