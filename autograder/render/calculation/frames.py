"""Several pictures of the same thing as one piece of HTML: side by side, or one at a time with a slider."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from html import escape

from autograder.render.calculation.piece import CLASS, style_and_script
from autograder.render.svg import descent as svg
from autograder.report.picture import Descent


def frames(said: str, shown: Sequence[tuple[str, str, Descent]], first: int) -> str:
    """Return the pictures, each with a heading and a sentence; `first` is the one that is seen first."""
    anchor = f"{CLASS}-{sha256(repr(shown).encode()).hexdigest()[:8]}"
    items = "".join(
        f"<li><strong>{escape(heading)}</strong>{svg.draw(path).svg(f'{anchor}-{i}')}<p>{escape(words)}</p></li>"
        for i, (heading, words, path) in enumerate(shown)
    )
    style, script = style_and_script()
    return (
        f'<div class="{CLASS} frames" data-first="{first}">{style}<p class="said">{escape(said)}</p>'
        f'<div class="controls"></div><ol class="steps">{items}</ol>{script}</div>'
    )
