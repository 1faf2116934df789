"""Name the wrong answers that no declared mistake explains by mistakes that are derived from the reference itself."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.forms import Extents
from autograder.declare.other_texts import other_texts
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


def own_text(reference: Reference, function: str) -> Sequence[str]:
    """Return the text of the reference's function; none of a given one: no single function is the student's."""
    return [reference.sources[function]] if function in reference.sources else []


def alternative_texts(reference: Reference, function: str) -> Sequence[str]:
    """Return other right texts of a function; none of trainings and optimizers, which take seconds for no name."""
    roles = reference.problem.roles
    steps = {roles.network.train} if roles.network is not None else set()
    if function in steps or roles.optimizer(function) is not None:
        return ()
    return other_texts(reference).get(function, ())


@dataclass(frozen=True, eq=False)
class Derived:
    """One variant of a function, and its answer to the first of the `calls` that the class shares."""

    kind: MistakeKind
    variant: Callable[..., Plain]
    calls: Sequence[Expected]
    first: Plain

    @cached_property
    def answers(self) -> tuple[Plain, ...] | None:
        """The answers to all calls, or None if it raises or gives the right answer throughout.

        The first answer rules out nearly all variants, so the others are computed when they are asked for.
        """
        try:
            with quietly():
                made = (self.first, *(_answer(self.variant, expected) for expected in self.calls[1:]))
        except Exception:  # noqa: BLE001 - a variant may fail in any way
            return None
        right = all(identical(one, expected.value) for one, expected in zip(made, self.calls, strict=True))
        return None if right else made


def name_derived(
    verdicts: Sequence[Verdict],
    answered: Sequence[Answered],
    reference: Reference,
    texts: Callable[[Reference, str], Sequence[str]] = own_text,
) -> tuple[Verdict, ...]:
    """Add a name and its hint to the wrong values that have none and that a variant of the reference returns too.

    `answered` are the student's answers to the calls that the class shares. Each piece is named by itself. One mistake
    that explains the whole answer also replaces two that do so together. The variants are those of some `texts`.
    """
    looked_at = (Status.WRONG, Status.NOT_FINITE)
    return tuple(
        _named(v, answered, reference, texts(reference, v.function))
        if (v.nameless or v.together) and v.status in looked_at
        else v
        for v in verdicts
    )


def _named(verdict: Verdict, answered: Sequence[Answered], reference: Reference, texts: Sequence[str]) -> Verdict:
    shared, values = shared_calls(reference, verdict.function), shared_values(verdict, answered, reference)
    if not values:
        return verdict
    kinds = {k for t in texts for k in _kinds(verdict.piece, values, derived(reference, verdict.function, t), shared)}
    if not kinds:
        return verdict
    kind, elsewhere = min(kinds, key=lambda found: (found[1], RANK[found[0]]))
    if verdict.together and elsewhere:
        return verdict
    return replace(verdict, misconceptions=(kind.name,), hint=kind.hint, together=False)


def shared_values(verdict: Verdict, answered: Sequence[Answered], reference: Reference) -> list[Plain]:
    """Return what the student's function gave in each call that the class shares, if it gave something in all."""
    if verdict.piece not in compared(reference.problem, verdict.function):
        return []
    calls = [a for a in answered if a.call.function == verdict.function and a.call.check is Check.VALUE]
    shared = shared_calls(reference, verdict.function)
    if len(calls) != len(shared) or any(c.call.args is not s.args for c, s in zip(calls, shared, strict=True)):
        return []  # evidence of an older version has no such answers
    values = [a.outcome.value for a in calls if isinstance(a.outcome, Returned)]
    return values if len(values) == len(shared) else []


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
    if not sizes and all(block.size > 1 and len(np.unique(block[np.isfinite(block)])) < 2 for block in leaves):
        return  # the same number everywhere, or none at all: too many mistakes lead there
    if not any((np.isfinite(block) & (block != 0)).any() for block in leaves):
        return
    for variant in variants:
        if far_apart(pieces[0], _piece(shared[0], piece, variant.first)) or (answers := variant.answers) is None:
            continue
        made = [_piece(e, piece, value) for e, value in zip(shared, answers, strict=True)]
        if any(far_apart(one, other) for one, other in zip(pieces, made, strict=True)):
            continue
        if all(map(_agree, blocks, answers, shared, [piece] * len(blocks))):
            yield variant.kind, any(map(far_apart, values, answers))


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


@lru_cache(maxsize=128)
def derived(reference: Reference, function: str, text: str) -> tuple[Derived, ...]:
    """Return the variants of a right text of a function that answer the first call. Cached: the class shares them."""
    name, calls = f"<{reference.problem.name}.{function}>", shared_calls(reference, function)
    if not calls:
        return ()
    found = []
    with quietly():
        for mutant in mutants(text, entries(reference, function)):
            try:
                variant = reference.variant(function, compile(mutant.tree, name, "exec"))
                found.append(Derived(mutant.kind, variant, calls, _answer(variant, calls[0])))
            except Exception:  # noqa: BLE001, S112 - a variant may fail in any way
                continue
    return tuple(found)


def entries(reference: Reference, function: str) -> list[str]:
    """Return the values in the arguments of a network's backward that it could use, as they are written."""
    net = reference.problem.roles.network
    if net is None or function != net.backward:
        return []
    return [f'{net.cache}["{name}"]' for name in reference.problem.function(net.forward).pieces]


def _answer(variant: Callable[..., Plain], expected: Expected) -> Plain:
    return variant(*[fresh(a) for a in expected.args])


@contextmanager
def quietly() -> Iterator[None]:
    """Suppress what Python and numpy warn of in variants: nobody wrote them."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
