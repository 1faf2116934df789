"""The explanation of one answer: as text for the terminal, and as a page for the student."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from textwrap import wrap

from jinja2 import Template

from autograder.classroom.explanation import ExplainedAnswer
from autograder.plain.safe_text import plain, terminal
from autograder.render.html import name, prose, staff_text
from autograder.render.pages import MARKDOWN, environment
from autograder.render.snippet import snippet
from autograder.render.words import points, words
from autograder.report.verdict import Verdict

CAP = 4000
WIDTH = 80


def explanation_text(made: ExplainedAnswer) -> str:
    """Return the explanation in at most 80 columns, apart from the student's own lines."""
    return "\n".join(_lines(made)) + "\n"


def explanation_page(made: ExplainedAnswer) -> str:
    """Return a page for the student: self-contained, without scripts or requests."""
    return _template("explanation.html.jinja").render(**_parts(made))


def explanation_body(made: ExplainedAnswer) -> str:
    """Return what the page says as a piece of another page."""
    return _template("explanation_body.html.jinja").render(**_parts(made))


def _parts(made: ExplainedAnswer) -> dict[str, object]:
    call = "" if made.shown is None else snippet(made.shown, "yours", WIDTH)
    return {"made": made, "call": call, "words": words(made.verdict)}


@cache
def _template(file: str) -> Template:
    env = environment(Path(__file__).parent, CAP, MARKDOWN, css="feedback.css")
    env.filters |= {"points": points, "prose": prose, "staff_text": staff_text, "name": name, "words": words}
    return env.get_template(file)


def _lines(made: ExplainedAnswer) -> Iterator[str]:
    v = made.verdict
    yield from _wrapped(f"{terminal(made.name, 60)}, {terminal(made.title, 60)}: {v.question}")
    yield from _wrapped(f"{words(v)}, {_points(v)}")
    yield from _wrapped(terminal(v.message, 600))
    if v.misconceptions:
        yield from _wrapped(f"Looks like {' or '.join(terminal(m, 60) for m in v.misconceptions)}.")
    if v.decided is not None:
        yield from _wrapped(f"Decided by a person: {terminal(v.decided, 600)}")
    yield ""
    if made.code:
        yield f"The student's {v.function}:"
        yield ""
        yield from (f"    {line}" for line in plain(made.code, CAP).splitlines())
    else:
        yield f"There is no definition of {v.function} in what was handed in."
    yield ""
    if made.shown is not None:
        yield "The smallest inputs that show it:"
        yield ""
        yield from (f"    {line}" for line in snippet(made.shown, width=WIDTH - 4).splitlines())
    elif made.right:
        yield "It agrees with the reference on every test."
    else:
        yield from _wrapped(made.trouble or "")
    if made.before or made.after:
        yield ""
    if made.before:
        yield from _wrapped(f"It is computed from {_named(made.before)}.")
    if made.after:
        yield from _wrapped(f"From it follow {_named(made.after)}: their own steps are right and keep their points.")


def _named(verdicts: Iterable[Verdict]) -> str:
    return ", ".join(f"{v.question} ({words(v)}, {points(v.score)} of {points(v.max_score)})" for v in verdicts)


def _points(verdict: Verdict) -> str:
    machine = "" if verdict.machine_score is None else f" (the machine gave {points(verdict.machine_score)})"
    return f"{points(verdict.score)} of {points(verdict.max_score)} points{machine}"


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH)
