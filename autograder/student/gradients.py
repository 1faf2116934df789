"""Compare the gradients of a network with differences of the student's own loss.

A gradient can only be judged if `forward` and `loss` are right. If one of them is not, the check says whether
`backward` at least fits them: that distinguishes a wrong forward from a wrong backward.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.declare.forms import Array
from autograder.declare.roles import Network
from autograder.diagnose.candidates import of_delta, place
from autograder.diagnose.factors import relate
from autograder.diagnose.gradient_chain import following
from autograder.diagnose.relations import Relation, relation
from autograder.diagnose.sample import Named, Sample
from autograder.diagnose.unexplained import kind_of
from autograder.judge.numeric import CLOSE
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Opaque, Outcome, Plain, Returned, StandIns
from autograder.plain.question_names import function_of
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.follows import let_follow
from autograder.student.public import Example
from autograder.student.public_judge import NOT_PUBLIC, in_every_size, judged
from autograder.student.true_gradients import Truth, UnmeasurableError, arrays, measure

AGREES_NOISY = 1e-3
"""Tolerance as a share of the largest entry if the loss itself is computed in float32."""
AS_FAR = "Right, as far as float32 lets it be measured."
NO_RELATION = (LookupError, TypeError, ValueError, ArithmeticError)


def measured_with(net: Network) -> tuple[str, str]:
    """Return the questions that must be right for a difference of the loss to be the right gradient."""
    return f"{net.forward}.{net.y_hat}", net.loss


def gradients(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check all gradients of `backward`."""
    caches = desk.public.of(desk.public.problem.network.forward)
    pairs = zip(desk.public.of(function), caches, strict=False)  # one pair in notebooks of version 0.1.0
    return in_every_size(desk, function, (partial(_checked, desk, function, *one) for one in pairs))


def _checked(desk: CheckSession, function: str, example: Example, cache: Example) -> tuple[CheckFinding, ...]:
    """Check the gradients by one example, and the public cache that belongs to it."""
    problem, net = desk.public.problem, desk.public.problem.network
    sound = desk.accepted(*measured_with(net))
    given = problem.bind(example.call)
    given[net.cache] = _cache(desk, given, cache.value, sound=sound)
    answered = desk.answered(example, args=problem.probe(function, given).args, watch=True)
    try:
        going_on = partial(_going_on, desk, net, given)
        here = problem.probe(net.backward, {**given, net.cache: None})
        truth = desk.measured((net.forward, net.loss), here, partial(measure, desk.call, net, given, going_on))
    except UnmeasurableError:
        truth = None
    values = _values(desk, example, truth)
    findings = judged(desk, function, (answered,), (values,))
    if truth is None:
        return tuple(_unmeasured(desk, f) for f in findings)
    readable = _readable(desk, answered, values)
    said = tuple(_measured(f, truth) for f in findings)
    if sound:
        at = {**given, net.cache: arrays(given[net.cache])}
        related = [_related(net, f, truth, readable, at) for f in said]
        return let_follow(desk, function, related, (answered,), (values,), lambda f: _measured(f, truth))
    return _for_own(desk, said)


def _going_on(desk: CheckSession, net: Network, given: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Call `forward`, which goes on with these values once it has computed its own. Raises NoAnswerError."""
    problem = desk.public.problem
    pieces = tuple(problem.function(net.forward).pieces)
    return desk.value(
        replace(problem.probe(net.forward, given), instead=StandIns(0, values=dict(values), pieces=pieces))
    )


def _cache(desk: CheckSession, given: Mapping[str, Any], public: Plain, *, sound: bool) -> Plain:
    """Return the public cache with the student's further keys, or the student's own if that is wrong as a whole."""
    try:
        own = desk.call(desk.public.problem.network.forward, given)
    except NoAnswerError:
        return public
    if not isinstance(own, dict) or not set(public) <= set(own):
        return public
    own = {name: value for name, value in own.items() if not isinstance(value, Opaque)}
    return {**own, **public} if sound else own


def _values(desk: CheckSession, example: Example, truth: Truth | None) -> dict[str, Any]:
    """Return a value for each gradient: the measured one, else zeros of its shape."""
    values: dict[str, Any] = {}
    for name, entry in desk.public.problem.function(example.call.function).pieces.items():
        shape = entry.shape if isinstance(entry, Array) else ()
        blank = np.zeros(tuple(example.sizes.get(d, 0) if isinstance(d, str) else d for d in shape))
        measured = np.asarray((truth.grads if truth else {}).get(name, blank), np.float64)
        fits = measured.size == blank.size
        values[name] = (measured.reshape(blank.shape) if fits else blank) if shape else float(measured.ravel()[0])
    return values


def _measured(finding: CheckFinding, truth: Truth) -> CheckFinding:
    """Mark a verdict as measured, with how far it can be trusted."""
    piece = finding.piece
    if not finding.compared:
        return finding
    if piece not in truth.grads:
        message = f"Its shape is as it should be. {NOT_PUBLIC}"
        return replace(finding, status=None, message=message, error=None, public=False)
    error = finding.error or 0.0
    if error <= CLOSE and finding.error is not None:
        return replace(finding, status=Status.CORRECT, message="")
    if truth.noisy and error <= AGREES_NOISY and finding.error is not None:
        return replace(finding, status=Status.CLOSE, message=AS_FAR)
    if finding.error is None:  # two equal calls disagree
        return finding
    return replace(finding, status=Status.WRONG, message="It is not the gradient of your own loss, which was measured.")


def _related(
    net: Network, finding: CheckFinding, truth: Truth, given: Mapping[str, Any], at: Mapping[str, Any]
) -> CheckFinding:
    """Mark gradients that only follow from an earlier one, and relate wrong ones to the true ones."""
    piece = finding.piece
    if finding.status is not Status.WRONG or finding.error is None or piece not in given:
        return finding
    true = {name: truth.grads[name] for name in given if name in truth.grads}
    named: Relation | Named | None = None
    try:
        with np.errstate(all="ignore"):
            named = None if truth.network is None else relation(piece, given[piece], truth.network)
            own = None if truth.network is None else following(net, piece, at, true, given)
            if own is not None and not _same_deltas(own, truth):
                if relation(piece, given[piece], own) is None and _follows(piece, given[piece], own):
                    follows = "It differs, but it is exactly what follows from an earlier gradient of yours."
                    return replace(finding, status=Status.FOLLOWS, message=follows, error=None)
                if named is None and (from_own := relation(piece, given[piece], own)) is not None:
                    sentence = f"Measured by your own gradients before it, {from_own.sentence}"
                    named = Relation(piece, from_own.name, sentence)
    except NO_RELATION:
        named = None
    if named is None:
        named = relate(piece, [_pair(net, piece, given, true, at)])
    if named is None:
        return finding
    kind = named.kind if isinstance(named, Named) else kind_of(named.name)
    return replace(finding, message="", relation=named.sentence, name=kind)


def _pair(net: Network, piece: str, given: Mapping[str, Any], true: Mapping[str, Any], at: Mapping[str, Any]) -> Sample:
    """Pair a wrong gradient with the true one, and with everything that it may be by mistake."""
    right = {f"the true {name}": value for name, value in true.items() if name != piece}
    names = {net.x: at[net.x], **at[net.params], **at[net.cache], **right}
    others = {name: np.asarray(value, np.float64) for name, value in names.items()}
    want = np.asarray(true[piece], np.float64).reshape(np.shape(given[piece]))
    return Sample(np.asarray(given[piece]), want, net.sizes(at), others)


def _follows(piece: str, given: Any, own: Any) -> bool:
    at = place(piece, own)
    if at is None:
        return False
    kind, i = at
    made = of_delta(kind, own.layers[i], own.layers[i].delta)
    return bool(np.allclose(np.atleast_2d(given), made, rtol=1e-7, atol=1e-9 * float(np.abs(made).max(initial=0.0))))


def _same_deltas(own: Any, truth: Truth) -> bool:
    return truth.network is not None and all(
        np.allclose(a.delta, b.delta, rtol=1e-6) for a, b in zip(own.layers, truth.network.layers, strict=True)
    )


def _for_own(desk: CheckSession, findings: tuple[CheckFinding, ...]) -> tuple[CheckFinding, ...]:
    """Describe how `backward` relates to a wrong forward or loss."""
    net = desk.public.problem.network
    culprits = [function_of(q) for q in measured_with(net) if not desk.accepted(q)]
    culprit = " and ".join(f"`{name}`" for name in dict.fromkeys(culprits))
    measured = [f for f in findings if f.error is not None or f.status is Status.CORRECT]
    fits = bool(measured) and all(f.status is not None and f.status.accepted for f in measured)

    def said(finding: CheckFinding) -> CheckFinding:
        if finding.status is not None and finding.status.accepted and fits:
            words = (
                f"It is right for your own `{net.forward}` and `{net.loss}`: it agrees with their numerical gradient. "
                f"The mistake is in {culprit}; once that is right, `{net.backward}` has to change with it."
            )
        elif finding in measured:
            words = f"{culprit} is not right yet, so nothing can be measured here: mend that first, then check again."
        else:
            return finding
        return replace(finding, status=None, message=words, error=None)

    return tuple(said(f) for f in findings)


def _unmeasured(desk: CheckSession, finding: CheckFinding) -> CheckFinding:
    """Return what is needed before a gradient can be measured; findings that are wrong by themselves stay."""
    if not finding.compared:
        return finding
    net = desk.public.problem.network
    both = f"`{net.forward}` and `{net.loss}`"
    missing = [function_of(q) for q in measured_with(net) if not desk.accepted(q)]
    first = " and ".join(f"`{name}`" for name in dict.fromkeys(missing)) or both
    message = f"Gradients are checked against your own {both}: write {first} first."
    return replace(finding, status=None, message=message, error=None)


def _readable(desk: CheckSession, answered: Answered, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the gradients that have the right type and shape."""
    outcome: Outcome = answered.outcome
    if not isinstance(outcome, Returned):
        return {}
    function = desk.public.problem.function(answered.call.function)
    expected = Expected(function, answered.call.args, values, answered.case.sizes)
    leaves = {piece: read(outcome.value, piece, expected)[0] for piece in values}
    return {p: leaf.got for p, leaf in leaves.items() if isinstance(leaf, Leaf) and np.isfinite(leaf.got).all()}
