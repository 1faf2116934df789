"""The derivation of a backward pass, which opens after the student has tried to write it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from autograder.plain.evidence import Absent, Raised, Returned
from autograder.student.kernel import Kernel
from autograder.student.public import Public
from autograder.student.undisturbed import undisturbed


@dataclass(frozen=True)
class Derivation:
    """A derivation in Markdown, or the sentence that it is not open yet."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def derivation(function: str, text: str, public: Public, env: MutableMapping[str, Any]) -> Derivation:
    """Return the derivation if `function` has been tried: whatever it does now, it is no stub any more."""
    with undisturbed(env):
        if _is_tried(function, public, Kernel(env)):
            return Derivation(text)
    return Derivation(f"Try to write `{function}` first. Then run this cell again: it shows the derivation.")


def _is_tried(function: str, public: Public, ask: Kernel) -> bool:
    net = public.problem.network
    example = next(e for e in public.of(function))
    cache = next(e.value for e in public.of(net.forward))
    match ask(public.problem.probe(function, {**public.problem.bind(example.call), net.cache: cache})):
        case Absent() | Raised(type_name="NotImplementedError") | Returned(value=None):
            return False
        case _:
            return True
