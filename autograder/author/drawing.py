"""The worked example of a lesson: the calculation of one example with the reference, as a picture."""

from __future__ import annotations

import base64

from autograder.author.public import public_part
from autograder.declare.frame import EXAMPLE
from autograder.declare.reference import Reference
from autograder.render.svg import calculation as svg
from autograder.sketch.calculation import Calculation
from autograder.student.drawing import Drawn, draw

PICTURE = f"![{EXAMPLE}](calculation.svg)"
"""Where a lesson has its worked example; the picture is drawn from the reference."""
STYLE = """
.calculation { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
rect { fill: #f5f6f8; stroke: #5b6472; } rect.paper { fill: #ffffff; stroke: none; }
.value { stroke: #5b6472; fill: none; }
.value.head { fill: #5b6472; stroke: none; } text { font-size: 12px; fill: #1d2129; }
.label { font-size: 10.5px; fill: #5b6472; }
.slope { fill: #2456c9; } .halo { stroke: #ffffff; stroke-width: 4px; paint-order: stroke; }
"""


def drawn(reference: Reference) -> Calculation | None:
    """Return the calculation of the small example with the reference, or None if it cannot be drawn."""
    net = reference.problem.roles.network
    if net is None:
        return None
    made = draw(net.backward, public_part(reference), dict(reference.namespace))
    return made.calculation if isinstance(made, Drawn) else None


def with_picture(text: str, reference: Reference) -> str:
    """Put the picture into a Markdown text that has a worked example, as a data address: the notebook is one file."""
    if PICTURE not in text:
        return text
    shown = drawn(reference)
    return text if shown is None else text.replace("(calculation.svg)", f"({address(shown)})")


def address(shown: Calculation) -> str:
    """Return the picture as a data address. It has a light background, whatever the page has."""
    image = svg.draw(shown).svg("worked-example").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    head, bracket, rest = image.partition(">")
    paper = f'<style>{STYLE}</style><rect class="paper" width="100%" height="100%"/>'
    return "data:image/svg+xml;base64," + base64.b64encode(f"{head}{bracket}{paper}{rest}".encode()).decode()
