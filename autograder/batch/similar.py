"""Compare the stored code of a class, pair by pair."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.batch.packing import PackingError, unpack_document
from autograder.batch.store import Store
from autograder.classroom.similar.comparison import ComparedPair, Handed, compared
from autograder.classroom.similar.pairs import Index, given_grams
from autograder.classroom.similar.tokens import Tokens, tokens_of
from autograder.declare.course import Course
from autograder.declare.reference import Reference

_CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
_NOT_GIVEN = re.compile(r"\[(?:markdown|md|raw)\]|[\"'](?:solution|declaration)[\"']")


@dataclass(frozen=True)
class Similar:
    """The pairs that are most alike, the best first; `count` hand-ins were compared, `limit` may share a passage."""

    pairs: tuple[ComparedPair, ...]
    count: int
    limit: int


def similar(store: Store, course: Course, most: int) -> Similar:
    """Return the pairs of a class that have the most code in common that few others have.

    Members of a group who handed in together are one hand-in. The code of one hand-in at a time is in memory.
    """
    hands = list(_handed(store))
    named = {packed.problem for hand in hands for packed in store.packed(hand.slugs[0])}
    given = [given_code(course.reference(name)) for name in sorted(named) if name in course.names]
    index = Index(given_grams([code for codes in given for code in codes]))
    for hand in hands:
        index.add(_tokens(store, hand))
    found = []
    for pair in index.pairs(most):
        both = hands[pair.first], hands[pair.second]
        found.append(compared(pair, both, (_tokens(store, both[0]), _tokens(store, both[1])), index))
    return Similar(tuple(found), len(hands), index.limit)


def given_code(reference: Reference) -> Sequence[str]:
    """Return the code that students are given: that of the solution file with stubs instead of the functions."""
    text = reference.path.read_text(encoding="utf-8")
    for source in reference.sources.values():
        text = text.replace(source.strip(), source.strip().partition("\n")[0])
    heads = list(_CELL.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [text[head.end() : end] for head, end in zip(heads, ends, strict=True) if not _NOT_GIVEN.search(head[1])]


def _handed(store: Store) -> Iterator[Handed]:
    """Yield the hand-ins that could be graded; the members of a group have the same file of the platform's export."""
    together: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in store.entries():
        if entry.report.gradable:
            key = (entry.file or entry.report.slug, entry.report.sha256)
            together.setdefault(key, []).append((entry.report.name, entry.report.slug))
    for several in together.values():
        names, slugs = zip(*several, strict=True)
        yield Handed(names, slugs)


def _tokens(store: Store, hand: Handed) -> Tokens:
    sources = []
    for packed in store.packed(hand.slugs[0]):
        try:
            document = unpack_document(packed.document)
        except PackingError:
            continue  # `regrade` says that it is damaged
        sources += [cell.source for cell in document.cells]
        sources += [file.source for file in document.files]
    return tokens_of(sources)
