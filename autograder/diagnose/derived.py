"""Name the wrong answers that no declared mistake explains by mistakes that are derived from the reference itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.forms import Extents
from autograder.declare.problem import Check, piece_form
from autograder.declare.reference import Reference
from autograder.diagnose.effects import compared
from autograder.diagnose.mistake_kinds import KINDS, MistakeKind
from autograder.diagnose.operators import mutants
from autograder.judge.numeric import agree
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.judge.values import far_apart, identical
from autograder.plain.evidence import Plain, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

RANK = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, eq=False)
class Derived:
    """The answers of one variant of a function to the calls that the class shares."""

    kind: MistakeKind
    answers: tuple[Plain, ...]


def name_derived(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Add a name and its hint to the wrong values that have none and that a variant of the reference returns too.

    `answered` are the student's answers to the calls that the class shares. Each piece is named by itself.
    """
    looked_at = (Status.WRONG, Status.NOT_FINITE)
    return tuple(_named(v, answered, reference) if v.nameless and v.status in looked_at else v for v in verdicts)


def _named(verdict: Verdict, answered: Sequence[Answered], reference: Reference) -> Verdict:
    if verdict.piece not in compared(reference.problem, verdict.function):
        return verdict
    calls = [a for a in answered if a.call.function == verdict.function and a.call.check is Check.VALUE]
    shared = shared_calls(reference, verdict.function)
    if len(calls) != len(shared) or any(c.call.args is not s.args for c, s in zip(calls, shared, strict=True)):
        return verdict  # evidence of an older version has no such answers
    values = [a.outcome.value for a in calls if isinstance(a.outcome, Returned)]
    if len(values) != len(shared):
        return verdict
    kinds = set(_kinds(verdict.piece, values, derived(reference, verdict.function), shared))
    if not kinds:
        return verdict
    kind, _ = min(kinds, key=lambda found: (found[1], RANK[found[0]]))
    return replace(verdict, misconceptions=(kind.name,), hint=kind.hint)


def _kinds(
    piece: str, values: Sequence[Plain], variants: Iterable[Derived], shared: Sequence[Expected]
) -> Iterator[tuple[MistakeKind, bool]]:
    """Yield the kinds that give this piece, each with True if they give another answer elsewhere."""
    pieces = [_piece(e, piece, value) for e, value in zip(shared, values, strict=True)]
    blocks = [
        [leaf for leaf in read(value, piece, expected) if isinstance(leaf, Leaf)]
        for value, expected in zip(values, shared, strict=True)
    ]
    leaves = [leaf.got for block in blocks for leaf in block]
    sizes = isinstance(piece_form(shared[0].function, piece), Extents)
    if not sizes and all(block.size > 1 and not (np.isfinite(block).all() and np.ptp(block)) for block in leaves):
        return  # the same number everywhere, or none at all: too many mistakes lead there
    if not any((np.isfinite(block) & (block != 0)).any() for block in leaves):
        return
    for variant in variants:
        made = [_piece(e, piece, value) for e, value in zip(shared, variant.answers, strict=True)]
        if any(far_apart(one, other) for one, other in zip(pieces, made, strict=True)):
            continue
        if all(map(_agree, blocks, variant.answers, shared, [piece] * len(blocks))):
            yield variant.kind, any(map(far_apart, values, variant.answers))


def _agree(leaves: Sequence[Leaf], answer: Plain, expected: Expected, piece: str) -> bool:
    if answer is None:
        return False
    try:
        made = read(answer, piece, expected)
    except (LookupError, TypeError, ValueError):  # a variant may return anything
        return False
    if len(made) != len(leaves) or not all(isinstance(leaf, Leaf) for leaf in made):
        return False
    return all(isinstance(other, Leaf) and _equal(own, other.got) for own, other in zip(leaves, made, strict=True))


def _equal(own: Leaf, other: Any) -> bool:
    if own.got.shape != other.shape:
        return False
    same = np.array_equal(own.got, other, equal_nan=True)
    return bool(same or agree(own.got, other, narrow=own.narrow, since=own.since))


def _piece(expected: Expected, piece: str, value: Plain) -> Plain:
    """Return one piece of an answer, or None if the answer has another form."""
    try:
        return expected.function.piece_if_any(piece, value)
    except (LookupError, TypeError, ValueError):
        return None


@lru_cache(maxsize=64)
def derived(reference: Reference, function: str) -> tuple[Derived, ...]:
    """Return the variants of a function whose answers differ from the right ones. Cached: the class shares them."""
    name = f"<{reference.problem.name}.{function}>"
    if function not in reference.sources:  # a given function: no single one is the student's
        return ()
    found = []
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of some variants; nobody wrote them
        for mutant in mutants(reference.sources[function], entries(reference, function)):
            try:
                code = compile(mutant.tree, name, "exec")
            except (SyntaxError, ValueError, TypeError):
                continue
            answers = _answers(code, function, reference)
            if answers is not None:
                found.append(Derived(mutant.kind, answers))
    return tuple(found)


def entries(reference: Reference, function: str) -> list[str]:
    """Return the values in the arguments of a network's backward that it could use, as they are written."""
    net = reference.problem.roles.network
    if net is None or function != net.backward:
        return []
    return [f'{net.cache}["{name}"]' for name in reference.problem.function(net.forward).pieces]


def _answers(code: CodeType, function: str, reference: Reference) -> tuple[Plain, ...] | None:
    """Return the answers of a variant, or None if it raises or gives the right answer throughout."""
    shared = shared_calls(reference, function)
    try:
        variant = reference.variant(function, code)
        answers = tuple(variant(*[fresh(a) for a in expected.args]) for expected in shared)
    except Exception:  # noqa: BLE001 - a variant may fail in any way
        return None
    right = all(identical(made, expected.value) for made, expected in zip(answers, shared, strict=True))
    return None if right else answers
