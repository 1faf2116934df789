"""Milliseconds that diagnosing adds to a submission, over the written corpus: `python -m benchmarks.diagnose`.

Processor time of the judge in `diagnose` alone; the student's functions, asked some 15 times at most, come on top.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

from autograder import grading
from autograder.declare.course import open_course
from autograder.diagnose.diagnosis import diagnose
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.submissions.gather import find
from autograder.submissions.read import read

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
ROUNDS = 3


def main() -> None:
    course = open_course()
    limits = Limits(cell_seconds=5.0, call_seconds=0.6, submission_seconds=30.0)
    with Sandbox(limits, Isolation.BEST_EFFORT) as sandbox:
        grader = grading.Grader(course, sandbox, secret=b"corpus")
        for side in ("right", "wrong"):
            best: dict[str, float] = {}
            first: list[float] = []
            for turn in range(ROUNDS):
                for path in sorted(p for p in CORPUS.glob(f"*/{side}/*") if p.suffix in {".py", ".ipynb"}):
                    (source,) = find([path])
                    submission = read(source)
                    with _timed() as spent:
                        grader.grade(submission)
                    best[str(path)] = min(best.get(str(path), 1e9), 1e3 * sum(spent))
                    first += [1e3 * sum(spent)] if turn == 0 else []
            _print(side, best, first)


@contextmanager
def _timed() -> Iterator[list[float]]:
    spent: list[float] = []

    def timed(*args: Any) -> Any:
        started = process_time()
        try:
            return diagnose(*args)
        finally:
            spent.append(process_time() - started)

    with patch.object(grading, "diagnose", timed):
        yield spent


def _print(side: str, best: dict[str, float], first: list[float]) -> None:
    times = sorted(best.values())
    print(
        f"{side}: {len(times)} submissions; ms each, best of {ROUNDS}: median {statistics.median(times):.1f}, "
        f"90 % below {times[9 * len(times) // 10]:.1f}, worst {times[-1]:.1f}; first round, effects of the mistakes "
        f"included: mean {statistics.mean(first):.1f}"
    )
    for name in sorted(best, key=best.__getitem__)[-5:]:
        print(f"    {best[name]:6.1f}  {name}")


if __name__ == "__main__":
    main()
