"""Convert students' Markdown with formulas to harmless HTML.

markdown-it parses it without raw HTML, links and pictures; latex2mathml turns formulas into MathML, which browsers show
without a script; finally nh3 removes everything but known-harmless tags and attributes from the result.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from autograder.plain.safe_text import plain

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

CAP = 20_000
FORMULA_CAP = 2_000
NOT_SHOWN = re.compile(
    r"\\(?:[egx]?def|let|futurelet|(?:re|provide)?newcommand|DeclareMathOperator|href|class|style)\b"
)
"""Definitions can grow without end, and the others affect more than the formula: these are shown as source."""
TEXT_TAGS = set("p br hr em strong s code pre blockquote ul ol li table thead tbody tr th td h4 h5 h6 div span".split())
MATH_TAGS = set(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts "
    "mprescripts mtable mtr mtd mstyle mpadded mphantom menclose mfenced ms".split()
)
MATH_ATTRIBUTES = set(
    "display displaystyle scriptlevel mathvariant stretchy fence separator form accent accentunder lspace rspace "
    "linethickness minsize maxsize movablelimits columnalign rowspacing columnspacing width height depth "
    "notation".split()
)
ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split|gathered|gather\*?)\}")
"""Environments that latex2mathml does not know, with an equivalent that it knows."""
HEADINGS = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6", "h6": "h6"}


def to_html(text: str) -> Markup:
    """Return one answer as HTML, or its source if that fails in any way.

    Raises ModuleNotFoundError if the libraries are not installed.
    """
    shown, reader = plain(text, CAP), _reader()
    try:
        return Markup(_clean(reader.render(shown)))  # noqa: S704 - cleaned
    except Exception:  # noqa: BLE001 - hostile text may break any of the three; it is shown all the same
        return Markup("<pre>{}</pre>").format(shown)


@cache
def _reader() -> MarkdownIt:
    import latex2mathml.converter  # noqa: F401, PLC0415 - report a missing module here
    import nh3  # noqa: F401, PLC0415 - the same
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.dollarmath import dollarmath_plugin  # noqa: PLC0415

    reader = MarkdownIt("commonmark", {"html": False, "linkify": False})
    reader.enable(["table", "strikethrough"])
    reader.disable(["link", "image", "autolink", "reference", "html_block", "html_inline"])
    reader.use(dollarmath_plugin, renderer=_formula, double_inline=True)
    for rule in ("heading_open", "heading_close"):
        reader.add_render_rule(rule, _heading)
    return reader


def _heading(self: Any, tokens: Any, at: int, options: Any, env: Any) -> str:
    """Keep a student's headings below the page's own."""
    tokens[at].tag = HEADINGS[tokens[at].tag]
    return str(self.renderToken(tokens, at, options, env))


def _formula(source: str, options: dict[str, Any]) -> str:
    from latex2mathml.converter import convert  # noqa: PLC0415

    if len(source) <= FORMULA_CAP and not NOT_SHOWN.search(source):
        try:
            known = ALIGNED.sub(r"\\\1{align*}", source)
            return str(convert(known, display="block" if options["display_mode"] else "inline"))
        except Exception:  # noqa: BLE001, S110 - its errors have no common base class; the source is shown then
            pass
    marks = "$$" if options["display_mode"] else "$"
    return f"<code>{escape(marks + source + marks)}</code>"


def _clean(html: str) -> str:
    import nh3  # noqa: PLC0415

    return nh3.clean(
        html,
        tags=TEXT_TAGS | MATH_TAGS,
        attributes=dict.fromkeys(MATH_TAGS, MATH_ATTRIBUTES),
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
