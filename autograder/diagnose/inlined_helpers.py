"""Variants of a function with a mistake in what it may compute itself, where the reference calls another function."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

from autograder.declare.calls import calling, fresh
from autograder.declare.reference import Reference
from autograder.diagnose.derived import Derived, derived, own_text, quietly
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Plain


def inlined_variants(reference: Reference, function: str, _: str, __: str, ___: Sequence[Plain]) -> Sequence[Derived]:
    """Return all variants of a function in which another one that it calls has a mistake."""
    return inlined(reference, function)


@lru_cache(maxsize=64)
def inlined(reference: Reference, function: str) -> tuple[Derived, ...]:
    """Return the same. Cached: the class shares them."""
    calls, found = shared_calls(reference, function), []
    with quietly():
        for helper in reference.helpers(function) if calls else ():
            own = [one for text in own_text(reference, helper) for one in derived(reference, helper, text)]
            for one in (*own, *inlined(reference, helper)):
                variant = calling(reference.callable(function), {helper: one.variant})
                with suppress(Exception):  # it may fail in any way
                    found.append(Derived(one.kind, variant, calls, variant(*map(fresh, calls[0].args))))
    return tuple(found)
