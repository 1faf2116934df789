"""Compute the wrong answers to the public examples that the declared and the derived mistakes of a problem give."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.derived import RANK, entries
from autograder.diagnose.effects import compared, effects
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.operators import mutants
from autograder.diagnose.other_values import all_replaced
from autograder.diagnose.pairs import both
from autograder.judge.ill_scaled import changed, nudge
from autograder.judge.numeric import Floats
from autograder.judge.reading import Expected
from autograder.plain.evidence import Plain, Probe
from autograder.student.known_mistakes import (
    Fingerprint,
    KnownMistake,
    KnownMistakes,
    blocks_of,
    entry,
    fingerprint,
    locked,
    mark,
    odd_blocks,
)
from autograder.student.public import Public, to_text
from autograder.student.public_calls import public_calls

Mistake = tuple[KnownMistake, ...] | MistakeKind
"""One declared mistake, two together, or a kind."""
LEAST = 1e-4
"""Least difference from the right answer, as a share of its largest entry: many steps of the rounding, so that no
digest is of an answer that is right but for its last digits."""


@dataclass(frozen=True)
class _Wrong:
    """One wrong value of a question, and the mistake, which makes `changed` questions of the function wrong."""

    mistake: Mistake
    changed: int
    print: Fingerprint

    @property
    def rank(self) -> tuple[int, int, int]:
        """Declared mistakes come first, then kinds, those that change least before the others, and pairs at the end."""
        if isinstance(self.mistake, MistakeKind):
            return 1, self.changed, RANK[self.mistake]
        return 0 if len(self.mistake) == 1 else 2, 0, 0


@dataclass(frozen=True)
class _Course:
    """What the answers depend on, so that a course that is loaded again computes none of them again."""

    text: str
    sources: tuple[tuple[str, str], ...]
    mistakes: tuple[Misconception, ...]
    reference: Reference = field(compare=False)
    public: Public = field(compare=False)


def known_mistakes(reference: Reference, public: Public) -> KnownMistakes:
    """Return the digests of all known wrong answers. The same reference gives the same ones on every processor."""
    sources, mistakes = tuple(reference.sources.items()), reference.mistakes
    return _known(_Course(to_text(public), sources, mistakes, reference, public))


@lru_cache(maxsize=32)
def _known(course: _Course) -> KnownMistakes:
    reference, public = course.reference, course.public
    kinds: dict[str, dict[str, str]] = {}
    held: dict[str, dict[str, str]] = {}
    texts: dict[str, str] = {}
    for function in public.problem.functions:
        for question, found in sorted(_best(reference, public, function.name).items()):
            for one in found:
                if isinstance(one.mistake, MistakeKind):
                    digests = kinds.setdefault(question, {})
                    name = mark(one.mistake.name)
                    digests[name] = digests.get(name, "") + one.print.digest
                else:
                    keys, hidden = zip(*map(locked, one.mistake), strict=True)
                    index = " ".join(texts.setdefault(text, str(len(texts))) for text in hidden)
                    entries = held.setdefault(question, {})
                    entries[index] = entries.get(index, "") + entry(one.print, *keys)
    return KnownMistakes(kinds, held, tuple(texts))


def _best(reference: Reference, public: Public, function: str) -> Mapping[str, Sequence[_Wrong]]:
    """Return, for each question, the wrong values with the mistakes that explain each of them best."""
    best: dict[tuple[str, str], list[_Wrong]] = {}
    for question, wrong in _wrong(reference, public, function):
        at = best.setdefault((question, wrong.print.digest), [wrong])
        if wrong.rank < at[0].rank:
            at[:] = [wrong]
        elif wrong.rank == at[0].rank and wrong.mistake not in [one.mistake for one in at]:
            at.append(wrong)  # other questions may tell
    chosen: dict[str, list[_Wrong]] = {}
    for (question, _), several in sorted(best.items()):
        chosen.setdefault(question, []).extend(several)
    return chosen


def _wrong(reference: Reference, public: Public, function: str) -> Iterator[tuple[str, _Wrong]]:
    calls = public_calls(public, function)
    if not calls or function not in reference.sources:  # of given functions no single one is the student's
        return
    right = [reference.answer(Probe(function, c.args)) for c in calls]
    known = {c: blocks_of(c, calls, right) for c in compared(reference.problem, function)}
    hashed = lru_cache(maxsize=None)(lambda q, shapes, data: fingerprint(q, _arrays(shapes, data)))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of some variants; nobody wrote them
        for mistake, variant in _variants(reference, function):
            try:
                values = [variant(*map(fresh, c.args)) for c in calls]
            except Exception:  # noqa: BLE001, S112 - a variant may fail in any way
                continue
            wrong = {}
            for piece, good in known.items():
                blocks = blocks_of(piece, calls, values)
                if blocks is None:
                    blocks = odd_blocks(piece, calls, values)
                    if isinstance(mistake, MistakeKind) and all(np.isfinite(b).all() for b in blocks or ()):
                        continue
                    if _by_rounding(piece, calls, blocks, variant):
                        continue
                if blocks is not None and (good is None or not _alike(blocks, good)):
                    question = f"{function}.{piece}" if piece else function
                    shapes = tuple(b.shape for b in blocks)
                    wrong[question] = hashed(question, shapes, np.concatenate([b.ravel() for b in blocks]).tobytes())
            for question, print_ in wrong.items():
                yield question, _Wrong(mistake, len(wrong), print_)


def _by_rounding(
    piece: str, calls: Sequence[Expected], blocks: Sequence[Floats] | None, variant: Callable[..., Plain]
) -> bool:
    """Return whether rounding decides where an answer has no numbers: it is another one on another processor."""
    if blocks is None or all(np.isfinite(b).all() for b in blocks):
        return False
    try:
        again = odd_blocks(piece, calls, [variant(*(changed(fresh(a), nudge) for a in c.args)) for c in calls])
    except Exception:  # noqa: BLE001 - a variant may fail in any way
        return True
    return again is None or [np.isfinite(b).tolist() for b in again] != [np.isfinite(b).tolist() for b in blocks]


def _arrays(shapes: Sequence[tuple[int, ...]], data: bytes) -> list[Floats]:
    sizes = [int(np.prod(shape)) for shape in shapes]
    parts = np.split(np.frombuffer(data), np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def _variants(reference: Reference, function: str) -> Iterator[tuple[Mistake, Callable[..., Plain]]]:
    for misconception, edited in reference.edits_of(function):
        yield _declared(misconception), edited.namespace[function]
    for mutant in mutants(reference.sources[function], entries(reference, function)):
        try:
            code = compile(mutant.tree, f"<{reference.problem.name}.{function}>", "exec")
            variant = reference.variant(function, code)
        except Exception:  # noqa: BLE001, S112 - a variant may be no program
            continue
        yield mutant.kind, variant
    yield from all_replaced(reference, function, reference.sources[function], usual=True)
    if reference.problem.roles.optimizer(function) is not None:  # one formula; elsewhere they meet in few values
        for one, other in combinations(effects(reference, function), 2):
            if one.touched & other.touched and (pair := both(reference, one, other)) is not None:
                yield _declared(one.mistake, other.mistake), pair.edited.namespace[function]


def _declared(*mistakes: Misconception) -> tuple[KnownMistake, ...]:
    return tuple(KnownMistake(m.name, m.hint) for m in mistakes)


def _alike(blocks: Sequence[Floats], right: Sequence[Floats]) -> bool:
    """Return whether an answer is right, or near to it."""
    return len(blocks) == len(right) and all(
        b.shape == r.shape and np.abs(b - r).max(initial=0.0) <= LEAST * np.abs(r).max(initial=0.0)
        for b, r in zip(blocks, right, strict=True)
    )
