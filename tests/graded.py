"""Grade files of the corpus and print what came of each question, as JSON: for tests that compare processes.

python -m tests.graded FILE...
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from autograder.report.report import ProblemReport
from tests.corpus import CORPUS, grading


def outcome(report: ProblemReport) -> dict[str, object]:
    """Return all that a student and the staff are told, without the figures of errors."""
    return {
        "first_wrong": report.first_wrong,
        "notes": report.notes,
        **{
            v.question: [v.status.value, v.score, v.misconceptions, v.hint, v.together, v.group, v.message]
            for v in report.verdicts
        },
    }


def main() -> None:
    with grading() as graded:
        paths = [Path(name) for name in sys.argv[1:]]
        print(json.dumps({str(p.relative_to(CORPUS)): outcome(graded(p)) for p in paths}))


if __name__ == "__main__":
    main()
