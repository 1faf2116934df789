"""What all pages share: templates that escape every text, colours for light and dark, and content policy hashes."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.plain.safe_text import plain

THEME = Path(__file__).parent / "theme.css"


def environment(folder: Path, cap: int, **files: str) -> Environment:
    """Return the environment of the templates in a folder; every text is cut to `cap` characters and escaped.

    `files` are the page's own style and script by their names in the template: `css="class.css"` defines `css`, with
    the theme before it, and `css_hash`, for the page's content security policy, which allows nothing else.
    """

    def clean(value: Any) -> Any:
        """Make any text safe to show before the template escapes it; every expression passes through this."""
        return plain(value, cap) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    for name, file in files.items():
        text = folder.joinpath(file).read_text(encoding="utf-8")
        if name == "css":
            text = THEME.read_text(encoding="utf-8") + text
        made.globals[name] = Markup(text)  # noqa: S704 - our own file
        made.globals[f"{name}_hash"] = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return made
