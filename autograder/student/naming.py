"""Name wrong values that equal a known wrong answer to the public examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Check
from autograder.diagnose.followed_gradients import moves, wrong_steps
from autograder.diagnose.related_training import VAGUE
from autograder.judge.numeric import Floats, agree
from autograder.judge.reading import Expected
from autograder.plain.evidence import Opaque, Plain, Probe, Returned, StandIns
from autograder.plain.question_names import piece_of
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.known_mistakes import KnownMistake, blocks_of, odd_blocks
from autograder.student.public_calls import public_calls
from autograder.student.steps import measured_gradients
from autograder.student.true_gradients import UnmeasurableError


def named(desk: CheckSession, function: str, findings: Sequence[CheckFinding]) -> tuple[CheckFinding, ...]:
    """Name wrong values as grading does: by their known mistakes, else by what relates them to the right ones."""
    if not any(map(_mistaken, findings)):
        return tuple(findings)
    calls = public_calls(desk.public, function, lambda given, shown: with_own(desk, given, shown))
    values = answers(desk, function, calls)
    arrivals = {q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE}
    lost = [f for f in findings if values and f.question not in arrivals and not (f.status and f.status.accepted)]
    blocks = {f.question: _blocks(f, calls, values) for f in lost}
    known = desk.public.known.named({q: v for q, v in blocks.items() if v is not None})
    apart = _by_themselves(desk, function, calls, lost, known)
    known |= apart
    said = [  # what is named apart was measured with what came before
        _named(desk, replace(f, relation="") if f.question in apart else f, known[f.question])
        if _mistaken(f) and f.question in known
        else f
        for f in findings
    ]
    net = desk.public.problem.roles.network
    of_steps = "" if net is None else f"{net.train}.{net.trained}"
    said = [_followed(desk, f) if f.question == of_steps and _nameless(f) else f for f in said]
    steps = next((f for f in said if f.question == of_steps and f.name), None)
    return tuple(
        replace(f, name=steps.name, relation=steps.relation) if steps and f.question in arrivals and _nameless(f) else f
        for f in said
    )


def _by_themselves(
    desk: CheckSession,
    function: str,
    calls: Sequence[Expected],
    lost: Sequence[CheckFinding],
    known: Mapping[str, KnownMistake],
) -> dict[str, KnownMistake]:
    """Name further wrong values of a function, made from the right ones before them as far as those are known."""
    pieces, found = tuple(desk.public.problem.function(function).pieces), dict[str, KnownMistake]()
    names = [f.piece for f in lost]
    nameless = [(i, f) for i, f in enumerate(lost) if i and _mistaken(f) and f.question not in known]
    right = _right_values(desk, function, calls) if nameless else []
    for place, finding in nameless:
        if not all(name in values for values in right for name in names[:place]):
            break
        instead = [StandIns(0, values={n: values[n] for n in names[:place]}, pieces=pieces) for values in right]
        made = answers(desk, function, calls, instead) if right else []
        if made and (blocks := _blocks(finding, calls, made)) is not None:
            found |= desk.public.known.named({finding.question: blocks})
    return found


def _right_values(desk: CheckSession, function: str, calls: Sequence[Expected]) -> list[Mapping[str, Any]]:
    """Return the right pieces of a function in each call: public ones, or measured gradients; none if not known."""
    declared, net = desk.public.problem.function(function), desk.public.problem.roles.network
    if all(example.value is not None for example in desk.public.of(function)):
        return [{name: declared.piece(name, c.value) for name in declared.pieces} for c in calls]
    if net is None or function != net.backward:
        return []
    given = [declared.bind(c.args) for c in calls]
    try:
        return [measured_gradients(desk, one)(one[net.params]) for one in given]
    except UnmeasurableError:
        return []


def _blocks(finding: CheckFinding, calls: Sequence[Expected], values: Sequence[Plain]) -> list[Floats] | None:
    return blocks_of(finding.piece, calls, values) or odd_blocks(finding.piece, calls, values)


def _named(desk: CheckSession, finding: CheckFinding, known: KnownMistake) -> CheckFinding:
    net = desk.public.problem.roles.network
    if known.derived and net and finding.function == net.train and finding.name not in ("", *VAGUE):
        return finding
    related = finding.relation.partition(": ")[0].rstrip(".")  # what follows the colon says where to think, as hints do
    end = "" if related.endswith("?") else "."
    said = f"{related}{end} {known.hint}" if related else known.hint
    return replace(finding, relation=said, name=known.name)


def _nameless(finding: CheckFinding) -> bool:
    return _mistaken(finding) and not finding.name


def _mistaken(finding: CheckFinding) -> bool:
    return finding.status is not None and finding.status.mistaken


def _followed(desk: CheckSession, finding: CheckFinding) -> CheckFinding:
    """Name the parameters of a training by the gradients of its first step, as if `backward` had given them."""
    net = desk.public.problem.network
    calls, values, wrong = public_calls(desk.public, net.backward), [], set()
    try:
        for expected in calls:
            given = {**expected.function.bind(expected.args), net.lr: 1.0, net.steps: 1}
            ended = desk.public.problem.function(net.train).piece(net.trained, desk.call(net.train, given))
            taken = moves(net, given[net.params], ended)
            values.append({**expected.value, **taken})
            true = measured_gradients(desk, given)(given[net.params])
            wrong |= {name for name, move in taken.items() if not agree(np.asarray(move), np.asarray(true[name]))}
    except (NoAnswerError, UnmeasurableError, LookupError, TypeError, ValueError):
        return finding
    blocks = {f"{net.backward}.{g}": blocks_of(g, calls, values) for g in net.gradient_of.values() if g in wrong}
    known = desk.public.known.named({q: v for q, v in blocks.items() if v is not None})
    if not wrong or len(known) < len(wrong):
        return finding
    first = next(iter(known.values()))
    return replace(finding, relation=f"{wrong_steps([piece_of(q) for q in known])} {first.hint}", name=first.name)


def answers(
    desk: CheckSession, function: str, calls: Sequence[Expected], instead: Sequence[StandIns | None] = ()
) -> list[Plain]:
    """Return the student's answers to these calls, or nothing if one of them is not answered.

    `instead` is what replaces other functions of the student's in each call.
    """
    replaced = instead or [None] * len(calls)
    outcomes = [desk.ask(Probe(function, c.args, instead=one)) for c, one in zip(calls, replaced, strict=True)]
    values = [o.value for o in outcomes if isinstance(o, Returned)]
    return values if len(values) == len(calls) else []


def with_own(desk: CheckSession, given: Mapping[str, Any], shown: Plain) -> Plain:
    """Return a public cache with the further keys of the student's own."""
    return {**own(desk, given), **shown} if isinstance(shown, dict) else shown


def own(desk: CheckSession, given: Mapping[str, Any]) -> dict[str, Plain]:
    """Return what can be read of the cache that the student's own forward returns."""
    try:
        cache = desk.call(desk.public.problem.network.forward, given)
    except (NoAnswerError, LookupError):
        return {}
    return {k: v for k, v in cache.items() if not isinstance(v, Opaque)} if isinstance(cache, dict) else {}
