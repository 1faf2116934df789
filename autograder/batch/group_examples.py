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
        shown = None if document is None else shown_by(document, group.problem, group.questions[0], course, sandbox)
        yield Explained(group, slug, code, shown)


def _representative(group: Group, store: Store) -> tuple[str, Document | None, str]:
    """Return the member with the shortest code, because a TA reads it."""
    read = [(slug, document_of(store, slug, group.problem)) for slug in group.members[:LOOKED_AT]]
    found = [(slug, d, definition(d.cells, group.function)) for slug, d in read if d is not None]
    if not found:
        return group.members[0], None, ""
    return min(found, key=lambda f: (not f[2], len(f[2])))


def document_of(store: Store, slug: str, problem: str) -> Document | None:
    """Return what is stored of a submission's code for one problem, or None."""
    for packed in store.packed(slug):
        if packed.problem == problem:
            try:
                return unpack_document(packed.document)
            except PackingError:
                return None
    return None


def shown_by(document: Document, problem: str, question: str, course: Course, sandbox: Sandbox) -> Shown | None:
    """Return the smallest call that shows what is wrong with a question, or None if the code shows nothing."""
    if problem not in course.names:
        return None
    try:
        reference = course.reference(problem)
        asked = next((q for q in reference.problem.questions if q.name == question), None)
        if asked is None:
            return None
        names = reference.problem.function(asked.function).written
        with sandbox.open(Program(document.cells, document.files, names, reference.given)) as run:
            return smallest(reference, asked, run.ask)
    except (SandboxError, CourseError):
        return None
