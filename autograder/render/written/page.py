"""One page a written question: all answers side by side, without names until somebody asks for them."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from autograder.render.words import points
from autograder.render.written.markdown import to_html
from autograder.text import plain, terminal
from autograder.written import Sheet

CAP = 4000
NAME_CAP = 120


def written_page(sheet: Sheet) -> str:
    """Write the page of one question: self-contained, without scripts. Its links lead to `../feedback/SLUG.html`."""
    return _template().render(
        sheet=sheet,
        given=[c for c in sheet.cards if not c.empty],
        empty=[c for c in sheet.cards if c.empty],
    )


@cache
def _template() -> Template:
    here = Path(__file__).parent
    css = here.joinpath("written.css").read_text(encoding="utf-8")
    env = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    env.globals["css"] = Markup(css)  # noqa: S704 - our own file
    env.globals["css_hash"] = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    env.filters |= {"points": points, "rendered": to_html, "name": lambda text: terminal(text, NAME_CAP)}
    return env.get_template("written.html.jinja")


def _clean(value: Any) -> Any:
    """Make any text safe to show before the template escapes it; no expression of the template gets around this."""
    return plain(value, CAP) if isinstance(value, str) and not isinstance(value, Markup) else value
