"""The piece of HTML: all numbers at once in print and without scripts, one step after the other with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from autograder.render.svg import calculation as svg
from autograder.sketch.calculation import Calculation, CalculationStep
from autograder.sketch.calculation_steps import sentences

CLASS = "autograder-drawing"
SMALLEST = 0.9
"""Least scale of the picture: a narrower screen scrolls it, for smaller numbers cannot be read."""


def piece(shown: Calculation, said: str = "") -> str:
    """Return the picture of a calculation with its steps; `said` is a sentence above it.

    A script shows the first step with a number that does not fit, and everything if there is none.
    """
    drawing = svg.draw(shown)
    anchor = f"{CLASS}-{sha256(repr(shown).encode()).hexdigest()[:8]}"
    steps = "".join(_step(step) for step in shown.steps)
    style, script = style_and_script()
    wrong = next((i for i, step in enumerate(shown.steps) if not all(a.fits for a in step.amounts)), None)
    first = "" if wrong is None else f' data-first="{wrong}"'
    opening = f'<p class="said">{escape(said)}</p>' if said else ""
    return (
        f'<div class="{CLASS}"{first}>{style}{opening}<figure>'
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(drawing.title)}">'
        f'<div class="wide" style="min-width:{SMALLEST * drawing.width:.0f}px">{drawing.svg(anchor)}</div></div>'
        f'<figcaption>{escape(drawing.caption)}</figcaption></figure><div class="controls"></div>'
        f'<ol class="steps">{steps}</ol>{script}</div>'
    )


def still(shown: Calculation) -> str:
    """Return the picture alone, small and without a script: it stands inside something else."""
    drawing = svg.draw(shown)
    anchor = f"{CLASS}-{sha256(repr(shown).encode()).hexdigest()[:8]}"
    style, _ = style_and_script()
    alone = drawing.svg(anchor).replace('class="picture ', 'class="', 1)  # the rules of another page's pictures
    return (
        f'<div class="{CLASS} still">{style}<div class="scroll" tabindex="0" role="group" '
        f'aria-label="{escape(drawing.title)}"><div class="wide" style="width:{SMALLEST * drawing.width:.0f}px">'
        f'{alone}</div></div><span class="caption">{escape(drawing.caption)}</span></div>'
    )


def plain_text(shown: Calculation, said: str = "") -> Iterator[str]:
    """Yield the same as lines of text."""
    if said:
        yield said
    for step in shown.steps:
        yield heading(step)
        yield from (f"  {sentence}" for sentence in sentences(step))


def heading(step: CalculationStep) -> str:
    """Return what a step is about."""
    if not step.name:
        return "Given"
    way = "Backward" if step.back else "Forward"
    return f"{way}: {step.name}" + ("" if step.asked else " (on the way, not asked for)")


def _step(step: CalculationStep) -> str:
    wrong = any(not a.fits for a in step.amounts)
    lines = "".join(f"<span>{escape(sentence)}</span>" for sentence in sentences(step))
    return f"<li{' class=misfit' if wrong else ''}><strong>{escape(heading(step))}</strong>{lines}</li>"


@cache
def style_and_script() -> tuple[str, str]:
    """Return the elements with the style and the script of every drawing."""
    css, script = (Path(__file__).with_name(f"calculation.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return f"<style>{css}</style>", f"<script>{script}</script>"
