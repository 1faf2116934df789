"""Find functions that take differences although they are right: by what they lose in ill-scaled calls.

Right functions may lose it, too: in odd forms, or where gradients are kept within bounds. So ordinary answers must be
off, as those of differences are, or the code may take a complex step. And small errors, and all of a network's
gradients, must jump where the arguments hardly move: differences divide rounding by a step. An epsilon does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import TypeAlias

import numpy as np

from autograder.declare.problem import Call, Check
from autograder.declare.reference import Reference
from autograder.judge.held import beside, loses_digits
from autograder.judge.ill_scaled import (
    COMPLEX,
    FAR,
    LARGE,
    MOST,
    exact,
    ill_scaled,
    leaves_of,
    lost,
    may_be_complex,
    mentions,
    moved,
    nudge,
    shows_differences,
    shrunk,
    tiny,
)
from autograder.judge.numeric import Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.plain.evidence import Cell, Probe, Returned
from autograder.report.verdict import Verdict

Change: TypeAlias = Callable[[Floats], Floats]
SURE = 1e-13
"""Error of an ordinary answer that right functions without a network do not have. A smaller one has to jump, too."""


def differenced(
    reference: Reference, code: Iterable[Cell], ask: Ask, answered: Sequence[Answered], verdicts: Mapping[str, Verdict]
) -> Iterator[str]:
    """Yield the functions that take differences."""
    search = _Search(reference, code, ask, answered)
    for a in chain((a for a in answered if a.call.check.only_shows), search.of_other_sizes(verdicts)):
        made = {q.piece: verdicts[q.name] for q in reference.problem.questions_of(a.call.function)}
        right = {piece: verdict for piece, verdict in made.items() if verdict.status.accepted}
        if right and isinstance(a.outcome, Returned) and search.shows(a, right):
            yield a.call.function


@dataclass(frozen=True)
class _Search:
    reference: Reference
    code: Iterable[Cell]
    ask: Ask
    answered: Sequence[Answered]

    @cached_property
    def complex_somewhere(self) -> bool:
        return mentions(self.code, COMPLEX)

    def of_other_sizes(self, verdicts: Mapping[str, Verdict]) -> Iterator[Answered]:
        """Yield the answers to further ill-scaled calls of a network, if one of its gradients is as off as differences.

        It may take them for some sizes only.
        """
        problem = self.reference.problem
        net = problem.roles.network
        if net is None:
            return
        right = [v for q in problem.questions_of(net.backward) if (v := verdicts[q.name]).status.accepted]
        if all((v.error or 0.0) <= MOST for v in right):
            return
        ordinary = [a for a in self.answered if a.call.function == net.backward and a.call.check is Check.VALUE]
        for a in ordinary[1:]:
            call = ill_scaled(problem, a.call, LARGE)
            try:
                if call is not None:
                    yield Answered(a.case, call, self.ask(Probe(call.function, call.args)))
            except UnrecordedError:  # evidence from before this was asked
                return

    def shows(self, a: Answered, right: Mapping[str, Verdict]) -> bool:
        """Return whether the answer to an ill-scaled call is one of differences; `right` are the accepted pieces."""
        held, network = beside(self.reference, a), self.reference.problem.roles.network
        if held.exact:
            return False
        function, check = held.expected.function, a.call.check
        small = check is not Check.EXACTNESS or tiny(held.expected.value)

        def shown(pieces: Mapping[str, Verdict]) -> bool:
            far_off = shows_differences(held.value, pieces, held.expected, self.reference, check)
            return far_off and not loses_digits(a, self.answered)

        if small and self.complex_somewhere and may_be_complex(function, self.code) and shown(right):
            return True
        if network is not None and shrunk(list(leaves_of(held.value, right, held.expected))):
            return False
        may = {piece: verdict for piece, verdict in right.items() if (verdict.error or 0.0) > MOST}
        if network is not None and small:
            if not exact(right.values()):  # float32 does not hold what is small, and rounded results are zero
                return False
            leaves = leaves_of(held.expected.value, may, held.expected)
            may = {leaf.name: may[leaf.name] for leaf in leaves if np.abs(leaf.want).max() > FAR}
        if network is not None and any(map(lost, leaves_of(held.value, network.biases & right.keys(), held.expected))):
            return True
        return shown(may) and self._noisy(function.name, may)

    def _noisy(self, function: str, may: Mapping[str, Verdict]) -> bool:
        off = any((verdict.error or 0.0) > SURE for verdict in may.values())
        if off and self.reference.problem.roles.network is None:
            return True
        ordinary = (a.call for a in self.answered if a.call.function == function and a.call.check is Check.VALUE)
        try:
            return any(_jumps(self.reference, self.ask, call, list(may)) for call in ordinary)
        except UnrecordedError:  # evidence from before this was asked is judged as it was
            return off


def _jumps(reference: Reference, ask: Ask, call: Call, pieces: Sequence[str]) -> bool:
    """Return whether the error of ordinary answers changes where their arguments do. Raises UnrecordedError."""
    from autograder.judge.noise import MOVES  # noqa: PLC0415 - hardly any right submission is off by so much

    function = reference.problem.function(call.function)
    changes: list[Change] = [partial(nudge, times=times) for times in MOVES]
    if reference.problem.roles.network is None:
        changes.append(_much_larger)  # those of a straight line jump only there
    every = [moved(reference, function, call.args, change) for change in changes]
    outcomes = ask_each(ask, [Probe(function.name, args) for args in every])
    errors: defaultdict[str, list[Floats]] = defaultdict(list)
    for args, outcome, change in zip(every, outcomes, changes, strict=True):
        if not isinstance(outcome, Returned):
            if change is _much_larger:
                continue
            return True
        expected = Expected(function, args, reference.answer(Probe(function.name, args)), {})
        for leaf in leaves_of(outcome.value, pieces, expected):
            errors[leaf.label].append((leaf.got - leaf.want) / (np.abs(leaf.want).max(initial=0.0) or 1.0))
    return any(np.ptp(path, axis=0).max(initial=0.0) > MOST for path in errors.values())


def _much_larger(numbers: Floats) -> Floats:
    return 16 * numbers
