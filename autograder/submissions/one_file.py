"""Read one file of a folder, with the Python files beside it that it imports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.submissions.beside import with_files
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.submission import Document, Submission

MOST_BESIDE = 20
"""So many Python files in the folder of a file can be imported by it."""


def read_file(source: Source, importable: Callable[[Document], bool] = lambda _: True) -> Submission:
    """Return the submission of one notebook or script; its cells can import what is `importable` beside it."""
    submission = read(source)
    if not submission.documents or not any("import" in cell.source for d in submission.documents for cell in d.cells):
        return submission
    paths = [path for path in sorted(source.path.parent.glob("*.py"))[:MOST_BESIDE] if path.name != source.path.name]
    beside = [document for path in paths for document in read(find([path])[0]).documents if importable(document)]
    document = with_files(submission.documents[0], (*submission.documents, *beside))
    return replace(submission, documents=(document,))
