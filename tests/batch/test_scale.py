"""A class of any size is never in memory as a whole: small here, 10,000 in the benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.batch.entry import Entry, Packed
from autograder.batch.store import NAME, Store, open_store
from autograder.render.csv import Gradebook
from autograder.render.terminal import Summary
from tests.render.samples import KINDS, ONE_MISTAKE

ROOT = Path(__file__).parents[2]


def filled(store: Store, count: int) -> None:
    packed = Packed("p", 1, "", "", "", b"x" * 2000, b"x" * 10_000, b"x" * 2000)
    with store.together():
        for number in range(count):
            sample = (ONE_MISTAKE, KINDS)[number % 2]
            own = tuple(replace(p, pictures=()) for p in sample.problems)
            report = replace(sample, slug=f"s{number}", problems=own)
            store.put([(Entry(number, "f", report), [packed] * len(own))])


def peak(store: Store, *, hoard: bool) -> int:
    tracemalloc.start()
    try:
        held = list(store.reports()) if hoard else []
        with Path(os.devnull).open("w") as nowhere:
            book, said = Gradebook(), Summary()
            for report in store.reports():
                book.add(report)
                said.add(report)
            book.write(nowhere)
            Console(file=nowhere).print(said.text())
        assert hoard is bool(held)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def measured(name: str, *, hoard: bool) -> list[int]:
    folder = Path(name)
    peaks = []
    for count in (20, 200):
        (folder / str(count)).mkdir()
        with open_store(folder / str(count) / NAME, make=True) as store:
            filled(store, count)
            peak(store, hoard=hoard)  # what is made once is made before
            peaks.append(peak(store, hoard=hoard))
    return peaks


@pytest.mark.parametrize("hoard", [False, True])
def test_ten_times_the_class_takes_hardly_more_memory(tmp_path: Path, *, hoard: bool) -> None:
    """Where somebody holds all reports at once, the test sees it.

    In a process of its own: threads that other tests have left would be counted too.
    """
    code = f"from tests.batch.test_scale import measured; print(*measured({str(tmp_path)!r}, hoard={hoard}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    peaks = [int(n) for n in done.stdout.split()]
    assert ((peaks[1] - peaks[0]) / 180 < 1000) is not hoard, "bytes a submission; a report has eight times that"


def test_what_is_read_back_is_what_was_put(tmp_path: Path) -> None:
    with open_store(tmp_path / NAME, make=True) as store:
        filled(store, 2)
        for entry, sample in zip(store.entries(), (ONE_MISTAKE, KINDS), strict=True):
            plain = replace(sample, slug=entry.report.slug, problems=entry.report.problems)
            assert repr(replace(entry.report, problems=())) == repr(replace(plain, problems=()))
            for read, put in zip(entry.report.problems, sample.problems, strict=True):
                assert repr(read) == repr(replace(put, pictures=()))
