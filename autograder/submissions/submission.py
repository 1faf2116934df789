"""What a student handed in, as text."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.plain.evidence import Cell, OwnFile
from autograder.plain.record import record
from autograder.plain.unused import Unused


class UnreadableError(Exception):
    """A file that cannot be read as a submission; the message tells a TA what is wrong and where."""


class UnopenedError(UnreadableError):
    """A file that is no regular one, or that nobody may open; the other files of a submission can be read."""


@record(frozen=True)
class WrittenCell:
    """One cell of text: Markdown, raw, or of code that does not run in grading or says that it answers a question.

    `question` is the written question that its metadata names, "" if it names none. `text` is without the placeholder
    for the student. Both are hostile. `cell` is its index in the file, -1 in a document that version 0.1.0 stored.
    `kind` is "Markdown", "raw", "code", or "file" for the name of a file beside the notebook, which is not read. It is
    `untouched` if its id is the digest of its text, as it was built.
    """

    question: str
    text: str
    cell: int = -1
    kind: str = "Markdown"
    untouched: bool = False


@dataclass(frozen=True)
class Document:
    """One notebook or script.

    `name` is the file's name (hostile text). `declared` is the problem that its metadata names, if any.
    `cells` are the code cells in order, each with its index among all the cells of the file.
    `notes` are sentences for the report, such as "cell 3 contained NUL bytes, which were removed". `written` are the
    cells of text, those of the assignment included. `public` is the public part of the problem, if the notebook
    contains it. `files` are the Python files handed in beside it, which its cells can import.
    `later` is the number of later attempts that the student has handed in for this file. `handed_in` and `late` are
    those of its attempt, as in `Submission`; None if the platform does not tell attempts apart. `recency` orders the
    documents of a submission by the times in its archive: a larger one was changed later, equal ones at about the same
    time or unknown.
    """

    name: str
    declared: str | None
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    written: tuple[WrittenCell, ...] = ()
    public: str | None = None
    files: tuple[OwnFile, ...] = ()
    later: int = 0
    recency: int = 0
    handed_in: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    `name` is as the student or system gave it (hostile text); `slug` is a safe file name, unique in the class.
    `sha256` covers the bytes of all its files. If it cannot be read, `trouble` says why and `documents` is empty.
    `notes` are what the learning platform says about it, such as which attempt counts. `unused` are files that were
    not read. `unread` names files that cannot be read beside those that can: it counts if these are not enough.
    `handed_in` is the time in ISO 8601 if it is known, without an offset if that is not; `late`: the learning
    platform says that it was late.
    """

    name: str
    slug: str
    sha256: str
    documents: tuple[Document, ...] = ()
    trouble: str | None = None
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    handed_in: str = ""
    late: bool = False
    unread: str = ""
