"""Calls in which functions that mean nothing replace what else of the student's a function calls."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask, key
from autograder.plain.evidence import Outcome, Plain, Probe, Raised, Returned, Rng, StandIns
from autograder.plain.stand_ins import WIDE, blank, stand_ins

Calls = Mapping[str, Sequence[tuple[Answered, Plain]]]
"""By function, its calls and what is right for each."""


def with_stand_ins(reference: Reference, one: Answered, spoiled: Calls) -> Probe:
    """Return a call with stand-ins for what the function calls: their results have the forms that belong to it."""
    call = Probe(one.call.function, one.call.args)
    examples = {
        name: (other.call.args, value)
        for name, made in spoiled.items()
        for other, value in made
        if name != call.function and (other.case is one.case or entrywise(other.call.args, value))
    }
    examples |= reference.taken(call, reference.helpers(call.function))
    net = reference.problem.roles.network
    wide = net.backward if net is not None else None  # gradients may have any length and sign
    forms = {name: stand_in_form(*example, wide=name == wide) for name, example in examples.items()}
    return replace(call, instead=StandIns(zlib.crc32(key(call)), forms))


def stand_in_form(args: tuple[Plain, ...], value: Plain, *, wide: bool = False) -> Plain:
    """Return the form of a stand-in for a function with this call and result."""
    return None if entrywise(args, value) else blank(value, WIDE if wide else 0.0)


def entrywise(args: tuple[Plain, ...], value: Plain) -> bool:
    """Return whether the result of a call has the shape of all its arguments."""
    return not isinstance(value, dict | list | tuple) and all(
        not isinstance(arg, dict | Rng) and np.shape(arg) == np.shape(value) for arg in args
    )


def with_only(probe: Probe, names: Collection[str]) -> Probe:
    """Return a call with the stand-ins for these functions only."""
    if probe.instead is None:
        return probe
    forms = {name: form for name, form in probe.instead.forms.items() if name in names}
    return replace(probe, instead=replace(probe.instead, forms=forms))


def asking(made: Probe, ask: Ask) -> Ask:
    """Return a way to ask that knows the stand-ins of a call: other calls of its function have them too."""
    functions = {} if made.instead is None else stand_ins(made.instead)

    def asked(probe: Probe) -> Outcome:
        if probe.function not in functions:
            return ask(replace(probe, instead=made.instead) if probe.function == made.function else probe)
        try:
            return Returned(functions[probe.function](*map(fresh, probe.args)))
        except (TypeError, ValueError) as error:  # arguments of shapes that do not fit each other
            return Raised(type(error).__name__, str(error))

    return asked
