"""What all pages share: templates that escape every text, colours for light and dark, and content policy hashes."""

from __future__ import annotations

import base64
import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from autograder.plain.safe_text import plain

THEME, MARKDOWN = (Path(__file__).parent / name for name in ("theme.css", "markdown.css"))
_OPTIONS = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
"""What this module says about templates also decides what they are compiled to."""


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates where Python keeps our compiled modules; where nothing can be written, nothing is kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder / "__pycache__"), f"template.{_OPTIONS}.%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def environment(folder: Path, cap: int, *styles: Path, **files: str) -> Environment:
    """Return the environment of the templates in a folder; every text is cut to `cap` characters and escaped.

    `files` are the page's own style and script by their names in the template: `css="class.css"` defines `css`, with
    the theme and `styles` before it, and `css_hash`, for the page's content security policy, which allows nothing else.
    """

    def clean(value: Any) -> Any:
        """Make any text safe to show before the template escapes it; every expression passes through this."""
        return plain(value, cap) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=_CompiledTemplates(folder),
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
            text = "".join(style.read_text(encoding="utf-8") for style in (THEME, *styles)) + text
        made.globals[name] = Markup(text)  # noqa: S704 - our own file
        made.globals[f"{name}_hash"] = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return made
