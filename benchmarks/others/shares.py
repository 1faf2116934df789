"""Where our time goes: the wall seconds of one class, cut into the stages of grading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from autograder.batch.store import NAME, open_store

STAGES = {
    "spawn": "sandbox: a fresh process",
    "cells": "running the cells",
    "probes": "calling the functions",
    "judging": "judging, diagnosing, drawing",
    "rendering": "the page and the report",
}


@dataclass(frozen=True)
class Shares:
    """Wall seconds by stage, which add up to those of the command."""

    seconds: dict[str, float]

    @property
    def whole(self) -> float:
        return sum(self.seconds.values())


def shares(out: Path, slots: int, began: float, ended: float) -> Shares:
    """Cut the time of a command, which began and ended at two times of the clock, by what it left in its folder.

    Each submission's own stages stand in the store. The first and the last report that was written say when the slots
    began and ended: what is before is the start, what is after the end. What the stages leave of the slots' time is
    reading, packing, and waiting for each other, the store and the core.
    """
    with open_store(out / NAME) as store:
        timings = {r.slug: r.timings for r in store.reports()}
    stages = {title: sum(getattr(t, name) for t in timings.values()) / slots for name, title in STAGES.items()}
    written = {slug: (out / "reports" / f"{slug}.json").stat().st_mtime for slug in timings}
    first = min(written, key=lambda slug: written[slug])
    start = written[first] - sum(vars(timings[first]).values()) - began
    end = ended - max(written.values())
    rest = ended - began - start - end - sum(stages.values())
    between = {"reading, packing, storing, waiting": rest}
    return Shares({"start: imports, fork servers": start} | stages | between | {"end: gradebook, class page": end})


def warm_a_minute(out: Path, slots: int) -> float:
    """Give how many submissions a minute were graded once each slot had its first, up to the last report's writing."""
    written = sorted(path.stat().st_mtime for path in (out / "reports").iterdir())
    return 60 * (len(written) - slots) / (written[-1] - written[slots - 1])


def shares_table(made: Shares, submissions: int, cores: int) -> Table:
    """Show them."""
    table = Table(title=f"where our time goes: {submissions} submissions on {cores} cores", box=None)
    table.add_column("stage")
    for name in ("seconds", "share", "ms each"):
        table.add_column(name, justify="right")
    for stage, seconds in made.seconds.items():
        each = f"{1e3 * seconds / submissions:.1f}"
        table.add_row(stage, f"{seconds:.2f}", f"{100 * seconds / made.whole:.0f} %", each)
    table.add_row("in all", f"{made.whole:.2f}", "100 %", f"{1e3 * made.whole / submissions:.1f}")
    return table
