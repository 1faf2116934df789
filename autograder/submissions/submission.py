"""What a student handed in, as text."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.plain.evidence import Cell


class UnreadableError(Exception):
    """A file that cannot be a submission; the message says what is wrong and where, in words for a TA."""


@dataclass(frozen=True)
class WrittenCell:
    """One Markdown cell that answers the written question `question`; both are hostile text."""

    question: str
    text: str


@dataclass(frozen=True)
class Document:
    """One notebook or script.

    `name` is the file's own name (hostile text). `declared` is the problem that its metadata names, if any.
    `cells` are the code cells in order, each with its index among all the cells of the file.
    `notes` are sentences for the report, such as "cell 3 held NUL bytes, which were removed". `written` are the cells
    that answer written questions. `public` is the public part of the problem, where the notebook carries it.
    """

    name: str
    declared: str | None
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    written: tuple[WrittenCell, ...] = ()
    public: str | None = None


@dataclass(frozen=True)
class Submission:
    """One student's hand-in.

    `name` is as the student or system gave it (hostile text); `slug` is safe and unique in its class as a file name.
    `sha256` is over the bytes of all its files. Where it cannot be read, `trouble` says why and `documents` is empty.
    `notes` are what the learning platform says of it, such as which attempt counts.
    """

    name: str
    slug: str
    sha256: str
    documents: tuple[Document, ...] = ()
    trouble: str | None = None
    notes: tuple[str, ...] = ()
