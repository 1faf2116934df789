"""The page itself: our own template, style and script; everything else reaches it as JSON."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from autograder.render.pages import MARKDOWN, environment

CAP = 400


def mark_page(token: str, nonce: str, grader: str) -> str:
    """Return the page. `token` is needed to change anything, `nonce` lets its style and script run."""
    return _template().render(token=token, nonce=nonce, grader=grader)


@cache
def _template() -> Template:
    folder = Path(__file__).parent
    env = environment(folder, CAP, MARKDOWN, css="mark.css")
    env.globals["script"] = Markup((folder / "mark.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return env.get_template("mark.html.jinja")
