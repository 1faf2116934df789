"""The sheet of one problem as one self-contained HTML file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from autograder.author.derivation import derivation
from autograder.author.drawing import PICTURE, drawn
from autograder.author.lesson import CellKind, LessonCell, lesson
from autograder.declare.reference import Reference
from autograder.render.calculation.piece import piece
from autograder.render.pages import environment
from autograder.render.svg import calculation as svg
from autograder.render.written_answers.markdown import to_html

CAP = 100_000
MATPLOTLIB = "import matplotlib"
LINES_IN_WORDS = 8
"""Lines to write on for an answer in words."""
LINES_MORE = 3
"""Lines to write on for a function, besides those of the reference."""
HEADING = re.compile(r"<(/?)h([456])\b")


@dataclass(frozen=True)
class SheetPart:
    """A part of the sheet. `html` is text, `code` is shown as it is; `lines` to write on if there is no solution.

    A `solution` is on the sheet with solutions only, a `question` only on the one without.
    """

    html: Markup = field(default_factory=Markup)
    code: str = ""
    points: float = 0.0
    lines: int = 0
    solution: bool = False
    question: bool = False


def sheet(reference: Reference, *, solutions: bool) -> str:
    """Return the sheet. Raises ModuleNotFoundError if what renders formulas is not installed."""
    problem = reference.problem
    blocks = [block for block in _blocks(reference) if not (block.question if solutions else block.solution)]
    points = sum(q.points for q in problem.questions) + sum(w.points for w in problem.written)
    template = environment(Path(__file__).parent, CAP, css="sheet.css").get_template("sheet.html.jinja")
    return template.render(title=problem.title, points=points, blocks=blocks, solutions=solutions)


def _blocks(reference: Reference) -> Iterator[SheetPart]:
    parts = lesson(reference)
    for i, part in enumerate(parts):
        match part.kind:
            case CellKind.PROSE if not _is_about_a_picture(parts, i):
                yield SheetPart(_prose(part.source, reference))
            case CellKind.PICTURE if MATPLOTLIB not in part.source:
                yield SheetPart(code=part.source)
            case CellKind.GIVEN:
                yield SheetPart(code=part.source)
            case CellKind.FUNCTION:
                yield from _function(reference, part)
            case CellKind.WRITTEN:
                question = next(w for w in reference.problem.written if w.name == part.name)
                yield SheetPart(_prose(part.source, reference), points=question.points, lines=LINES_IN_WORDS)
            case CellKind.WORKED:
                yield SheetPart(_prose(part.source, reference), solution=True)


def _is_about_a_picture(parts: Sequence[LessonCell], i: int) -> bool:
    """Return whether a text only speaks of the picture that follows, which a sheet does not have."""
    return i + 1 < len(parts) and parts[i + 1].kind is CellKind.PICTURE and MATPLOTLIB in parts[i + 1].source


def _function(reference: Reference, part: LessonCell) -> Iterator[SheetPart]:
    points = sum(q.points for q in reference.problem.questions_of(part.name))
    stub, lines = _stub(part.source, part.name)
    yield SheetPart(code=stub, points=points, lines=lines + LINES_MORE, question=True)
    yield SheetPart(code=part.source, points=points, solution=True)
    net = reference.problem.roles.network
    if net is not None and part.name == net.backward:
        if text := derivation(reference):
            yield SheetPart(_prose(text, reference), solution=True)
        shown = drawn(reference)
        if shown is not None:
            yield SheetPart(Markup(piece(shown, "One example, number by number.")), solution=True)  # noqa: S704 - escaped there


def _stub(source: str, name: str) -> tuple[str, int]:
    """Return a function up to its docstring, and how many lines of code it has."""
    function = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == name)
    has_words = ast.get_docstring(function) is not None
    first = function.body[0]
    start = first.end_lineno if has_words else first.lineno - 1
    end = function.end_lineno or 0
    return "\n".join(source.splitlines()[:start]), end - (start or 0)


def _prose(text: str, reference: Reference) -> Markup:
    """Return Markdown of our own as HTML, with the drawing of a worked example where the text has it."""
    before, picture, after = text.partition(PICTURE)
    shown = drawn(reference) if picture else None
    html = _markdown(before)
    if shown is not None:
        html += f"<figure>{svg.draw(shown).svg('worked-example')}</figure>"
    return Markup(html + _markdown(after))  # noqa: S704 - our own text, rendered without raw HTML


def _markdown(text: str) -> str:
    return HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) - 3}", str(to_html(text)))
