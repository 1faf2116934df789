"""A class of which half is hostile: `python -m benchmarks.load [HONEST HOSTILE]`, on all cores.

Grades the honest ones alone, then mixed with the hostile ones, and prints whether every honest report is the same and
how many honest submissions a slot grades in a second, alone and mixed. The hostile ones are the attacks of the table,
in turn, handed in for a problem of the course.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from autograder.attacks.attack import PROBLEM, Attack, AttackScene
from autograder.attacks.table import attacks
from autograder.batch.cores import cores
from autograder.batch.folder import OutputFolder
from autograder.batch.pool import grade_groups
from autograder.batch.worker import Job
from autograder.declare.course import Course, open_course
from autograder.plain.evidence import Timings
from autograder.render.json import to_json
from autograder.report.report import Report
from autograder.sandbox import Limits
from autograder.submissions.gather import find
from autograder.submissions.source import Source
from benchmarks.__main__ import _ordinary

ATTACKED = "multivariate_regression"
EVERYWHERE = "\nforward = loss = backward = train = lambda *args: target(args[0])\n"
LIMITS = Limits(cell_seconds=1.0, call_seconds=0.5, submission_seconds=5.0)
"""Shorter than usual: what never ends is waited for, and there is much of it."""


@dataclass(frozen=True)
class Load:
    """What a run came to: honest submissions a second and slot, alone and mixed; names whose reports differ."""

    honest: int
    hostile: int
    alone: float
    mixed: float
    different: tuple[str, ...]
    ungradable: tuple[str, ...]
    seconds: float
    bait: bool

    @property
    def ratio(self) -> float:
        return self.mixed / self.alone


def loaded(honest: int, hostile: int, folder: Path, limits: Limits = LIMITS) -> Load:
    """Grade both classes below a folder."""
    course = open_course()
    mine = find([_ordinary(course, folder / "honest", honest)])[:honest]
    scene, others = _hostile(folder, hostile)
    before = _picture(scene)
    alone, _ = _graded(course, mine, folder / "alone", limits)
    mixed_sources = [*mine, *others]
    random.Random(1).shuffle(mixed_sources)
    mixed, seconds = _graded(course, mixed_sources, folder / "mixed", limits)
    pairs = [(alone[s.slug], mixed[s.slug]) for s in mine]
    return Load(
        honest=len(mine),
        hostile=len(others),
        alone=len(pairs) / sum(_seconds(a) for a, _ in pairs),
        mixed=len(pairs) / sum(_seconds(m) for _, m in pairs),
        different=tuple(_difference(a, m) for a, m in pairs if _said(a) != _said(m)),
        ungradable=tuple(m.reason for _, m in pairs if m.reason),
        seconds=seconds,
        bait=_picture(scene) == before,
    )


def _hostile(folder: Path, count: int) -> tuple[AttackScene, tuple[Source, ...]]:
    bait, class_folder = folder / "bait", folder / "hostile"
    for place in (bait, class_folder):
        place.mkdir()
    bait.chmod(0o777)
    for name in ("secret", "other"):
        (bait / name).write_text("secret")
        (bait / name).chmod(0o666)
    scene = AttackScene(bait / "secret", bait, os.getpid(), os.getpid())
    every = attacks()
    for number in range(count):
        _write(scene, every[number % len(every)], class_folder / f"{number:05}")
    return scene, tuple(replace(s, slug=f"hostile-{s.slug}") for s in find([class_folder]))


def _write(scene: AttackScene, attack: Attack, folder: Path) -> None:
    """Hand an attack in for a problem of the course, in the place of each of its functions."""
    folder.mkdir()
    path = scene.write(attack, folder)
    if path.is_file() and not path.is_symlink() and path.suffix == ".ipynb" and path.stat().st_size < 1 << 24:
        text = path.read_bytes().replace(f'"problem": "{PROBLEM}"'.encode(), f'"problem": "{ATTACKED}"'.encode())
        path.write_bytes(
            text.replace(b"return worked(attempt())\n", b"return worked(attempt())\n" + EVERYWHERE.encode())
        )


def _graded(course: Course, sources: Sequence[Source], out: Path, limits: Limits) -> tuple[dict[str, Report], float]:
    output = OutputFolder(out)
    output.prepare()
    start = time.monotonic()
    groups = grade_groups(Job(course, b"secret", output, limits=limits), sources, len(cores()))
    reports = [finished.report for group in groups for finished in group]
    return {r.slug: r for r in reports}, time.monotonic() - start


def _difference(alone: Report, mixed: Report) -> str:
    """Show the first line in which two reports differ."""
    lines = zip(_said(alone).splitlines(), _said(mixed).splitlines(), strict=False)
    first = next(((a.strip(), m.strip()) for a, m in lines if a != m), ("", ""))
    return f"{alone.name}: {first[0][:200]} | {first[1][:200]}"


def _said(report: Report) -> str:
    """Give all of a report but the times that it took."""
    return to_json(replace(report, timings=Timings()))


def _seconds(report: Report) -> float:
    return float(sum(astuple(report.timings)))


def _picture(scene: AttackScene) -> object:
    return sorted((p.name, p.stat().st_mode, p.stat().st_mtime_ns, p.read_bytes()) for p in scene.folder.iterdir())


def main() -> int:
    honest, hostile = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (2000, 2000)
    with tempfile.TemporaryDirectory() as name:
        load = loaded(honest, hostile, Path(name))
    print(f"{load.honest} honest and {load.hostile} hostile submissions on {len(cores())} cores: {load.seconds:.0f} s")
    print(f"honest submissions a second and slot: {load.alone:.1f} alone, {load.mixed:.1f} mixed: {load.ratio:.2f}")
    print(f"honest reports that differ: {len(load.different)} {load.different[:3]} {load.ungradable[:3]}")
    print(f"bait unchanged: {load.bait}")
    return 0 if not load.different and load.ratio >= 0.5 and load.bait else 1


if __name__ == "__main__":
    sys.exit(main())
