"""One page per written question: all answers side by side, with names hidden until the reader shows them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Template

from autograder.classroom.written_answers import AnswerSheet
from autograder.plain.safe_text import terminal
from autograder.render.pages import MARKDOWN, environment
from autograder.render.words import cell, points
from autograder.render.written_answers.markdown import to_html

CAP = 4000
NAME_CAP = 120


def written_page(sheet: AnswerSheet) -> str:
    """Return the page of one question, self-contained, without scripts. Its links lead to `../feedback/SLUG.html`."""
    return _template().render(
        sheet=sheet,
        given=[c for c in sheet.cards if not c.empty],
        empty=[c for c in sheet.cards if c.empty],
    )


@cache
def _template() -> Template:
    env = environment(Path(__file__).parent, CAP, MARKDOWN, css="written.css")
    env.filters |= {"points": points, "rendered": to_html, "cell": cell, "name": lambda text: terminal(text, NAME_CAP)}
    return env.get_template("written.html.jinja")
