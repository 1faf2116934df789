"""The public part of a problem: what a student's notebook may contain, and its text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.declare.problem import Call, Case, Check, Function, Problem, Question
from autograder.plain.evidence import Plain
from autograder.student.codec import PublicError, form_from_json, form_to_json, value_from_json, value_to_json
from autograder.student.known_mistakes import KnownMistakes, known_from_json, known_to_json
from autograder.student.right_answers import RightAnswers, right_from_json, right_to_json
from autograder.student.roles_codec import roles_from_json, roles_to_json

SCHEMA, FIRST_SCHEMA = "autograder-public/2", "autograder-public/1"
SHIPPED = Path(__file__).parent / "problems"
"""The public parts that come with the package, one `NAME.public.json` per problem."""
ENDING = ".public.json"


@dataclass(frozen=True)
class Example:
    """One call with the sizes that its messages name. `value` is its result, or None if that is not public."""

    call: Call
    sizes: Mapping[str, int]
    value: Plain = None

    @property
    def case(self) -> Case:
        return Case(dict(self.sizes), (self.call,))


@dataclass(frozen=True)
class Public:
    """Everything that a check needs of a problem.

    `problem` has no rules, no mistakes and no cases of its own. `uses` says which declared functions another one is
    meant to call. `wires` says, for the picture, which values (first) and which gradients are computed from which.
    `given` is the source of the given functions.
    `known` recognises known wrong answers to the examples, `right` right ones.
    """

    problem: Problem
    examples: tuple[Example, ...]
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wires: tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]] | None = None
    given: str = ""
    known: KnownMistakes = field(default_factory=KnownMistakes)
    right: RightAnswers = field(default_factory=RightAnswers)

    def of(self, function: str, *, longer: bool = False) -> tuple[Example, ...]:
        """Return the examples of one function that are compared by value; with `longer`, those of convergence."""
        own = (e for e in self.examples if e.call.function == function and not e.call.check.only_shows)
        return tuple(e for e in own if (e.call.check is Check.VALUE) != longer)

    def ill_scaled(self, function: str) -> tuple[Example, ...]:
        """Return the ill-scaled calls of one function."""
        return tuple(e for e in self.examples if e.call.function == function and e.call.check.only_shows)


def to_text(public: Public) -> str:
    """Write it as one line of ASCII without backslash or apostrophe, which fits into any string of a notebook."""
    problem = public.problem
    written = {
        "schema": SCHEMA,
        "problem": problem.name,
        "title": problem.title,
        "functions": [_function_to_json(f, problem) for f in problem.functions],
        "questions": [{"name": q.name, "points": q.points, "check": q.check.name} for q in problem.questions],
        "roles": roles_to_json(problem.roles),
        "examples": [_example_to_json(e) for e in public.examples],
        "uses": {name: list(used) for name, used in public.uses.items()},
        "wires": public.wires and [{made: list(of) for made, of in wires.items()} for wires in public.wires],
        "known": known_to_json(public.known),
        "right": right_to_json(public.right),
    }
    if public.given:
        written["given"] = public.given
    return json.dumps(written, separators=(",", ":")).replace("'", "\\u0027")


def from_text(text: str) -> Public:
    """Read a public part from its text. Raises PublicError if the text is invalid."""
    try:
        return _read(json.loads(text))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PublicError(f"not the public part of a problem: {type(error).__name__}") from None


def shipped(name: str) -> Public | None:
    """Return a problem that comes with the package, or None if there is none of that name."""
    text = shipped_text(name)
    return None if text is None else from_text(text)


def shipped_text(name: str) -> str | None:
    """Return the text of a problem that comes with the package, or None if there is none of that name."""
    return (SHIPPED / f"{name}{ENDING}").read_text("utf-8") if name in shipped_names() else None


def shipped_names() -> tuple[str, ...]:
    """List the problems that come with the package."""
    return tuple(sorted(p.name.removesuffix(ENDING) for p in SHIPPED.glob(f"*{ENDING}")))


def _function_to_json(function: Function, problem: Problem) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": function.name,
        "args": list(function.args),
        "result": form_to_json(function.result),
    }
    if function.recomputed and problem.roles.operation(function.name) is not None:
        written["recomputed"] = {name: [other, *names] for name, (other, names) in function.recomputed.items()}
    if function.uses:
        written["uses"] = list(function.uses)
    return written


def _function(given: Any) -> Function:
    made = {str(name): (str(other), _texts(names)) for name, (other, *names) in given.get("recomputed", {}).items()}
    return Function(
        str(given["name"]), _texts(given["args"]), form_from_json(given["result"]), made, _texts(given.get("uses", ()))
    )


def _texts(given: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in given)


def _example_to_json(example: Example) -> dict[str, Any]:
    call = example.call
    return {
        "function": call.function,
        "sizes": dict(example.sizes),
        "args": [value_to_json(a) for a in call.args],
        "check": call.check.name,
        "goal": call.goal,
        "least": call.least,
        "value": value_to_json(example.value),
    }


def _read(given: Any) -> Public:
    if given["schema"] == FIRST_SCHEMA and (ours := shipped(str(given["problem"]))) is not None:
        return ours  # a notebook of version 0.1.0, whose public part says nothing of roles
    if given["schema"] != SCHEMA:
        raise PublicError("a public part of another version of backprop-autograder: update both")
    functions = tuple(_function(f) for f in given["functions"])
    questions = tuple(Question(str(q["name"]), float(q["points"]), Check[q["check"]]) for q in given["questions"])
    roles = roles_from_json(given["roles"])
    problem = Problem(str(given["problem"]), str(given["title"]), functions, questions, lambda _rng: (), roles=roles)
    examples = tuple(_read_example(e) for e in given["examples"])
    declared = {f.name for f in functions}
    if not {q.function for q in questions} | {e.call.function for e in examples} <= declared:
        raise PublicError("a question or an example of a function that is not declared")
    wires = given["wires"]
    both = None if wires is None else (_names(wires[0]), _names(wires[1]))
    known, right = known_from_json(given.get("known")), right_from_json(given.get("right"))
    return Public(problem, examples, _names(given["uses"]), both, str(given.get("given", "")), known, right)


def _read_example(given: Any) -> Example:
    goal, least = given["goal"], given.get("least")  # which notebooks of version 0.1.0 do not have
    call = Call(
        str(given["function"]),
        tuple(value_from_json(a) for a in given["args"]),
        Check[given["check"]],
        None if goal is None else float(goal),
        least=None if least is None else float(least),
    )
    return Example(call, {str(n): int(s) for n, s in given["sizes"].items()}, value_from_json(given["value"]))


def _names(given: Any) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(str(n) for n in names) for name, names in given.items()}
