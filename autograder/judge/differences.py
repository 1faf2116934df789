"""Find functions that take differences although they are right: by what they lose in ill-scaled calls.

Right functions may lose it, too: in odd forms, or where gradients are kept within bounds. So ordinary answers must be
off, as those of differences are, or the code may take a complex step. And small errors, and all of a network's
gradients, must jump where the arguments hardly move: differences divide rounding by a step. An epsilon does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TypeAlias

import numpy as np

from autograder.declare.problem import Call, Check
from autograder.declare.reference import Reference
from autograder.judge.held import beside, loses_digits
from autograder.judge.ill_scaled import (
    COMPLEX,
    changed,
    leaves_of,
    may_be_complex,
    mentions,
    nudge,
    shows_differences,
    tiny_inputs,
)
from autograder.judge.noise import MOST, MOVES
from autograder.judge.numeric import Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.plain.evidence import Cell, Plain, Probe, Returned
from autograder.report.verdict import Verdict

Change: TypeAlias = Callable[[Floats], Floats]
SURE = 1e-13
"""Error of an ordinary answer that right functions without a network do not have. A smaller one has to jump, too."""


def differenced(
    reference: Reference, code: Iterable[Cell], ask: Ask, answered: Sequence[Answered], verdicts: Mapping[str, Verdict]
) -> Iterator[str]:
    """Yield the functions that take differences."""

    @cache
    def complex_somewhere() -> bool:
        return mentions(code, COMPLEX)

    network = reference.problem.roles.network
    for a in (a for a in answered if a.call.check.only_shows and isinstance(a.outcome, Returned)):
        function = reference.problem.function(a.call.function)
        made = {q.piece: verdicts[q.name] for q in reference.problem.questions_of(function.name)}
        right = {piece: verdict for piece, verdict in made.items() if verdict.status.accepted}
        if not right:
            continue
        held = beside(reference, a)
        if held.exact:
            continue
        large = a.call.check is Check.EXACTNESS and not tiny_inputs(a.call.args)
        if not large and complex_somewhere() and may_be_complex(function, code):
            may = right
        elif large or a.call.check is not Check.EXACTNESS:
            may = {piece: verdict for piece, verdict in right.items() if (verdict.error or 0.0) > MOST}
        else:  # tiny inputs show complex steps only, as large ones show all others
            continue
        shown = shows_differences(held.value, may, held.expected, reference, a.call.check)
        if not shown or loses_digits(a, answered):
            continue
        ordinary = (o.call for o in answered if o.call.function == function.name and o.call.check is Check.VALUE)
        off = any((verdict.error or 0.0) > SURE for verdict in may.values())
        try:
            sure = may is right or (off and network is None)
            jump = sure or any(_jumps(reference, ask, call, list(may)) for call in ordinary)
        except UnrecordedError:  # evidence from before this was asked is judged as it was
            jump = off
        if jump:
            yield function.name


def _jumps(reference: Reference, ask: Ask, call: Call, pieces: Sequence[str]) -> bool:
    """Return whether the error of ordinary answers changes where their arguments do. Raises UnrecordedError."""
    function = reference.problem.function(call.function)
    changes: list[Change] = [partial(nudge, times=times) for times in MOVES]
    if reference.problem.roles.network is None:
        changes.append(_much_larger)  # those of a straight line jump only there
    moved = [_moved(reference, call, change) for change in changes]
    outcomes = ask_each(ask, [Probe(function.name, args) for args in moved])
    errors: defaultdict[str, list[Floats]] = defaultdict(list)
    for args, outcome, change in zip(moved, outcomes, changes, strict=True):
        if not isinstance(outcome, Returned):
            if change is _much_larger:
                continue
            return True
        expected = Expected(function, args, reference.answer(Probe(function.name, args)), {})
        for leaf in leaves_of(outcome.value, pieces, expected):
            errors[leaf.label].append((leaf.got - leaf.want) / (np.abs(leaf.want).max(initial=0.0) or 1.0))
    return any(np.ptp(path, axis=0).max(initial=0.0) > MOST for path in errors.values())


def _moved(reference: Reference, call: Call, change: Change) -> tuple[Plain, ...]:
    """Return other arguments, of which those that another function makes fit the others."""
    function = reference.problem.function(call.function)
    given = function.bind([changed(arg, change) for arg in call.args])
    for name, (other, names) in function.recomputed.items():
        given[name] = {**given[name], **reference.answer(Probe(other, tuple(given[n] for n in names)))}
    return function.arguments(given)


def _much_larger(numbers: Floats) -> Floats:
    return 16 * numbers
