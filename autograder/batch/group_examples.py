"""Examples for groups of wrong answers: one student's code and the smallest inputs on which it goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.batch.packing import PackingError, unpack_document
from autograder.batch.store import Store
from autograder.classroom.excerpt import definition
from autograder.classroom.groups import Explained, Group
from autograder.classroom.shrink import Shown, smallest
from autograder.declare.course import Course
from autograder.declare.reference import CourseError
from autograder.plain.evidence import Program
from autograder.sandbox import Sandbox, SandboxError
from autograder.submissions.submission import Document

LOOKED_AT = 12
"""Number of members whose code is compared to find the shortest."""


def explain(groups: Iterable[Group], store: Store, course: Course, sandbox: Sandbox) -> Iterator[Explained]:
    """Yield an explanation of each group; one that cannot be explained does not affect the others."""
    for group in groups:
        slug, document, code = _representative(group, store)
        yield Explained(group, slug, code, None if document is None else _shown(group, document, course, sandbox))


def _representative(group: Group, store: Store) -> tuple[str, Document | None, str]:
    """Return the member with the shortest code, because a TA reads it."""
    read = [(slug, _document(store, slug, group.problem)) for slug in group.members[:LOOKED_AT]]
    found = [(slug, d, definition(d.cells, group.function)) for slug, d in read if d is not None]
    if not found:
        return group.members[0], None, ""
    return min(found, key=lambda f: (not f[2], len(f[2])))


def _document(store: Store, slug: str, problem: str) -> Document | None:
    for packed in store.packed(slug):
        if packed.problem == problem:
            try:
                return unpack_document(packed.document)
            except PackingError:
                return None
    return None


def _shown(group: Group, document: Document, course: Course, sandbox: Sandbox) -> Shown | None:
    if group.problem not in course.names:
        return None
    try:
        reference = course.reference(group.problem)
        question = next((q for q in reference.problem.questions if q.name == group.questions[0]), None)
        if question is None:
            return None
        with sandbox.open(Program(document.cells, document.files, (group.function,))) as run:
            return smallest(reference, question, run.ask)
    except (SandboxError, CourseError):
        return None
