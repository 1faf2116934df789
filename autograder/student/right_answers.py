"""Digests of right answers to the public examples, for functions that the student's other functions cannot show right.

A notebook holds no answers: see `student.known_mistakes` for what a digest gives away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from autograder.judge.numeric import Floats
from autograder.plain.evidence import Plain, StandIns
from autograder.student.codec import PublicError
from autograder.student.known_mistakes import DIGEST, STEPS, fingerprint

FINE = 16 * STEPS
"""Steps per largest entry to which a right answer is rounded: one of them is as much as grading accepts."""

MOST = 1 << 16
"""Entries of one array in a form."""


@dataclass(frozen=True)
class RightAnswers:
    """Digests by question: of the answer to the public calls, and of those to calls with stand-ins.

    `forms` says for each public call of a function which functions that it calls are replaced, and by what.
    """

    plain: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, tuple[Mapping[str, Plain], ...]] = field(default_factory=dict)

    def of(self, functions: Collection[str]) -> RightAnswers:
        """Return only those of these functions."""

        def kept(given: Mapping[str, Any]) -> dict[str, Any]:
            return {name: found for name, found in given.items() if name.partition(".")[0] in functions}

        return RightAnswers(kept(self.plain), kept(self.replaced), kept(self.forms))

    def instead(self, function: str) -> tuple[StandIns, ...]:
        """Return the stand-ins for each public call of a function; none if it needs none."""
        return tuple(StandIns(number, dict(forms)) for number, forms in enumerate(self.forms.get(function, ())))


def digest(question: str, blocks: Sequence[Floats]) -> str:
    """Return the digest of the values of one question in all public calls."""
    return fingerprint(question, blocks, FINE).digest


def right_to_json(right: RightAnswers) -> dict[str, Any]:
    """Write right answers as nested dicts of texts."""
    return {
        "plain": dict(right.plain),
        "replaced": {name: "".join(digests) for name, digests in right.replaced.items()},
        "forms": {name: [_form_to_json(dict(forms)) for forms in calls] for name, calls in right.forms.items()},
    }


def right_from_json(given: Any) -> RightAnswers:
    """Read right answers; notebooks of earlier versions have none.

    Raises KeyError, TypeError, ValueError, AttributeError or PublicError if they are invalid.
    """
    if given is None:
        return RightAnswers()
    forms = {str(name): tuple(_dict(_form(f)) for f in calls) for name, calls in given["forms"].items()}
    return RightAnswers(
        {str(name): str(made) for name, made in given["plain"].items()},
        {str(name): _cut(str(digests)) for name, digests in given["replaced"].items()},
        forms,
    )


def _cut(digests: str) -> tuple[str, ...]:
    return tuple(digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST))


def _form_to_json(form: Plain) -> Any:
    """Write a form, of which only the shapes of its arrays are needed."""
    match form:
        case np.ndarray():
            return {"zeros": list(form.shape)}
        case dict():
            return {"dict": {name: _form_to_json(entry) for name, entry in form.items()}}
        case list() | tuple():
            return {"list" if isinstance(form, list) else "tuple": [_form_to_json(entry) for entry in form]}
        case _:
            return form


def _form(given: Any) -> Plain:
    match given:
        case None | float():
            return given
        case {"zeros": [*shape]} if all(type(n) is int and n >= 0 for n in shape) and prod(shape) <= MOST:
            return np.zeros(shape)
        case {"dict": dict(entries)}:
            return {str(name): _form(entry) for name, entry in entries.items()}
        case {"list": [*entries]}:
            return [_form(entry) for entry in entries]
        case {"tuple": [*entries]}:
            return tuple(_form(entry) for entry in entries)
        case _:
            raise PublicError(f"not a form: {str(given)[:60]}")


def _dict(value: Plain) -> Mapping[str, Plain]:
    if not isinstance(value, dict):
        raise TypeError("forms by the names of functions are a dict")
    return value
