"""Pass a `backward` the extra cache entries that only the student's own `forward` stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.declare.reference import Reference
from autograder.judge.probes import Answered, watched
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.plain.evidence import Opaque, Plain, Probe, Raised, Returned


@dataclass(frozen=True)
class Completed:
    """The answers, some from a second call with a completed argument. `notes` say which keys were added."""

    answered: tuple[Answered, ...]
    notes: tuple[str, ...] = ()


def completed(answered: Sequence[Answered], reference: Reference, ask: Ask) -> Completed:
    """Repeat the calls that raised, adding the keys that only the student's own function provides.

    An argument that another function makes (`recomputed`: the cache) comes from the reference. Students may store
    further keys there and look them up again.
    """
    done: list[Answered] = []
    added: dict[str, tuple[str, ...]] = {}
    for one in answered:
        again = one
        if isinstance(one.outcome, Raised):
            try:
                again, keys = _again(one, reference, ask)
            except UnrecordedError:  # evidence from before this was asked
                keys = ()
            if keys:
                added[one.call.function] = keys
        done.append(again)
    notes = [
        f"{function} looks up what only your own forward pass hands on: {', '.join(keys)[:200]} was added for it."
        for function, keys in added.items()
    ]
    return Completed(tuple(done), tuple(notes))


def _again(one: Answered, reference: Reference, ask: Ask) -> tuple[Answered, tuple[str, ...]]:
    """Repeat one call with the keys that the student's own function adds; none if that changes nothing."""
    function = reference.problem.function(one.call.function)
    extra = _own_keys(one, reference, ask)
    if extra:
        given = function.bind(one.call.args)
        args = function.arguments(given | {name: {**keys, **given[name]} for name, keys in extra.items()})
        outcome = ask(watched(reference.problem, replace(one.call, args=args)))
        if not isinstance(outcome, Raised):
            return replace(one, outcome=outcome, repeat=None), tuple(key for keys in extra.values() for key in keys)
    return one, ()


def _own_keys(answered: Answered, reference: Reference, ask: Ask) -> dict[str, dict[str, Plain]]:
    """Return the keys that a student's function adds to each argument that it makes.

    They are added only if all declared keys are present too: different names instead of those break the contract.
    """
    function = reference.problem.function(answered.call.function)
    given = function.bind(answered.call.args)
    found = {}
    for name, (other, names) in function.recomputed.items():
        own = ask(Probe(other, tuple(given[n] for n in names)))
        known = given[name]
        if isinstance(own, Returned) and isinstance(own.value, dict) and known.keys() <= own.value.keys():
            extra = {
                k: v
                for k, v in own.value.items()
                if isinstance(k, str) and k not in known and not isinstance(v, Opaque)
            }
            if extra:
                found[name] = extra
    return found
