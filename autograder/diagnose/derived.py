"""Name the wrong answers that no declared mistake explains by mistakes that are derived from the reference itself."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
from autograder.diagnose.other_values import all_replaced
from autograder.judge.numeric import agree
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.judge.values import far_apart, identical
from autograder.plain.evidence import Plain, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

Variants = Callable[[Reference, str, str, str, Sequence[Plain]], Iterable["Derived"]]
"""Returns variants of a text of a function of the reference that may give a piece as these answers do."""
RANK = {kind: place for place, kind in enumerate(KINDS)}


def own_text(reference: Reference, function: str) -> Sequence[str]:
    """Return the text of the reference's function; none of a given one: no single function is the student's."""
    return [reference.sources[function]] if function in reference.sources else []


def alternative_texts(reference: Reference, function: str) -> Sequence[str]:
    """Return other right texts of a function; none of trainings, and few of optimizers: they take seconds."""
    roles, texts = reference.problem.roles, other_texts(reference).get(function, ())
    if roles.network is not None and function == roles.network.train:
        return ()
    return texts if roles.optimizer(function) is None else [t for t in texts if t.count(" for ") == 1]


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


def all_derived(reference: Reference, function: str, text: str, _: str, __: Sequence[Plain]) -> Iterable[Derived]:
    """Return all variants of a text that are derived from it, whatever the student's answer is."""
    return derived(reference, function, text)


def name_derived(
    verdicts: Sequence[Verdict],
    answered: Sequence[Answered],
    reference: Reference,
    texts: Callable[[Reference, str], Sequence[str]] = own_text,
    variants: Variants = all_derived,
) -> tuple[Verdict, ...]:
    """Add a name and its hint to the wrong values that have none and that a variant of the reference returns too.

    `answered` are the student's answers to the calls that the class shares. Each piece is named by itself. One mistake
    that explains the whole answer also replaces two that do so together. The variants are those of some `texts`, all
    that are derived or those that `variants` gives.
    """
    looked_at = (Status.WRONG, Status.NOT_FINITE)
    return tuple(
        _named(v, answered, reference, texts(reference, v.function), variants)
        if (v.nameless or v.together) and v.status in looked_at
        else v
        for v in verdicts
    )


def _named(
    verdict: Verdict, answered: Sequence[Answered], reference: Reference, texts: Sequence[str], variants: Variants
) -> Verdict:
    shared, values = shared_calls(reference, verdict.function), shared_values(verdict, answered, reference)
    if not values:
        return verdict
    several = (variants(reference, verdict.function, text, verdict.piece, values) for text in texts)
    kinds = {kind for some in several for kind in _kinds(verdict.piece, values, some, shared)}
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
    """Yield the kinds that give this piece, each with True if they give another answer elsewhere.

    Of a dict, they need to give the entries only that are not right.
    """
    read_ones = [_leaves(value, piece, expected) for value, expected in zip(values, shared, strict=True)]
    wrong = {leaf.label for block in read_ones for leaf in block if not agree(leaf.got, leaf.want)}
    blocks = [[leaf for leaf in block if leaf.label in wrong] for block in read_ones]
    whole = all(len(block) == len(several) for block, several in zip(blocks, read_ones, strict=True))
    pieces = [_piece(e, piece, value) if whole else None for e, value in zip(shared, values, strict=True)]
    leaves = [leaf.got for block in blocks for leaf in block]
    sizes = isinstance(piece_form(shared[0].function, piece), Extents)
    if not sizes and all(block.size > 1 and len(np.unique(block[np.isfinite(block)])) < 2 for block in leaves):
        return  # the same number everywhere, or none at all: too many mistakes lead there
    if not any((np.isfinite(block) & (block != 0)).any() for block in leaves):
        return
    for variant in variants:
        if whole and far_apart(pieces[0], _piece(shared[0], piece, variant.first)):
            continue
        if not _agree(blocks[0], variant.first, shared[0], piece) or (answers := variant.answers) is None:
            continue
        if all(map(_agree, blocks, answers, shared, [piece] * len(blocks))):
            yield variant.kind, any(map(far_apart, values, answers))


def _leaves(value: Plain, piece: str, expected: Expected) -> list[Leaf]:
    try:
        return [leaf for leaf in read(value, piece, expected) if isinstance(leaf, Leaf)]
    except (LookupError, TypeError, ValueError):  # a variant may return anything
        return []


def _agree(leaves: Sequence[Leaf], answer: Plain, expected: Expected, piece: str) -> bool:
    if answer is None:
        return False
    made = {leaf.label: leaf.got for leaf in _leaves(answer, piece, expected)}
    return all(own.label in made and _equal(own, made[own.label]) for own in leaves)


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
            with suppress(Exception):  # it may fail in any way
                variant = reference.variant(function, compile(mutant.tree, name, "exec"))
                found.append(Derived(mutant.kind, variant, calls, _answer(variant, calls[0])))
        own = reference.sources.get(function) == text
        for kind, variant in all_replaced(reference, function, text, usual=True) if own else ():
            with suppress(Exception):
                found.append(Derived(kind, variant, calls, _answer(variant, calls[0])))
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
