"""The feedback for one question, as HTML that a sanitiser keeps, or as plain text.

The HTML has elements without any attribute: Gradescope strips styles, classes and scripts. Everything that comes from
the student passes through `plain` and is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from markupsafe import Markup, escape

from autograder.plain.safe_text import plain, terminal
from autograder.render.html import pair, prose, scientific
from autograder.render.words import words
from autograder.report.status import Kind
from autograder.report.verdict import Verdict

CODE_CAP = 200
NAME_CAP = 80


class Detail(Enum):
    """How much detail to include; a result that is too long is written again with less."""

    FULL = 1500
    BRIEF = 160
    STATUS = 0


def html(verdict: Verdict, detail: Detail) -> str:
    """Return the feedback as HTML; `detail` caps each text that can be long."""
    if detail is Detail.STATUS:
        return str(Markup("<p>{}</p>").format(words(verdict)))
    return "".join(_html(verdict, detail.value, table=_compared(verdict, detail)))


def text(verdict: Verdict, detail: Detail) -> str:
    """Return the feedback as plain text."""
    if detail is Detail.STATUS:
        return words(verdict)
    return "\n".join(_text(verdict, detail.value, table=_compared(verdict, detail)))


def _html(v: Verdict, cap: int, *, table: bool) -> Iterator[str]:
    yield Markup("<p><strong>{}</strong></p>").format(_first_up(words(v)))
    if v.message:
        yield Markup("<p>{}</p>").format(prose(plain(v.message, cap)))
    if v.misconceptions:
        codes = Markup(", ").join(Markup("<code>{}</code>").format(terminal(m, NAME_CAP)) for m in v.misconceptions)
        yield Markup("<p>{} {}</p>").format(_looks(v), codes)
    if v.hint:
        yield Markup("<p><strong>Where to think:</strong> {}</p>").format(prose(plain(v.hint, cap)))
    if table:
        yield from _table(v)
    if v.where is not None:
        inside = Markup(", in <code>{}</code>").format(terminal(v.where.function, NAME_CAP)) if v.where.function else ""
        yield Markup("<p>Cell {}, line {}{}:</p>").format(v.where.cell + 1, v.where.line, inside)
        if v.where.code.strip():
            yield Markup("<pre>{}</pre>").format(plain(v.where.code.strip(), CODE_CAP))


def _table(v: Verdict) -> Iterator[str]:
    cells: list[tuple[str, Markup]] = []
    if v.worst is not None:
        got, expected = pair(v.worst)
        place = f" at [{', '.join(map(str, v.worst.index))}]" if v.worst.index else ""
        cells += [(f"your value{place}", escape(got)), ("expected", escape(expected))]
    if v.error is not None:
        cells.append(("relative error", scientific(v.error)))
        if v.tolerance is not None:
            cells.append(("allowed", scientific(v.tolerance)))
    if cells:
        heads = Markup("").join(Markup("<th>{}</th>").format(head) for head, _ in cells)
        values = Markup("").join(Markup("<td>{}</td>").format(value) for _, value in cells)
        yield Markup("<table><thead><tr>{}</tr></thead><tbody><tr>{}</tr></tbody></table>").format(heads, values)


def _text(v: Verdict, cap: int, *, table: bool) -> Iterator[str]:
    yield _first_up(words(v))
    if v.message:
        yield plain(v.message, cap)
    if v.misconceptions:
        yield f"{_looks(v)} {', '.join(terminal(m, NAME_CAP) for m in v.misconceptions)}"
    if v.hint:
        yield f"Where to think: {plain(v.hint, cap)}"
    if table and v.worst is not None:
        got, expected = pair(v.worst)
        place = f" at [{', '.join(map(str, v.worst.index))}]" if v.worst.index else ""
        yield f"Your value{place}: {got}; expected: {expected}"
    if table and v.error is not None:
        allowed = f" (allowed: {v.tolerance:.1e})" if v.tolerance is not None else ""
        yield f"Relative error: {v.error:.2g}{allowed}"
    if v.where is not None:
        inside = f", in {terminal(v.where.function, NAME_CAP)}" if v.where.function else ""
        code = v.where.code.strip()
        yield f"Cell {v.where.cell + 1}, line {v.where.line}{inside}" + (
            f": {terminal(code, CODE_CAP)}" if code else ""
        )


def _compared(v: Verdict, detail: Detail) -> bool:
    """Return whether to show both values: only if the student can learn something from them."""
    return detail is Detail.FULL and v.status.kind is Kind.WRONG


def _looks(v: Verdict) -> str:
    return "Looks like" if len(v.misconceptions) == 1 or v.together else "Looks like one of"


def _first_up(said: str) -> str:
    return said[:1].upper() + said[1:]
