"""Write one call as a few lines to paste into a notebook: its arguments, the call, and both answers as comments."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import numpy as np

from autograder.classroom.shrink import Shown
from autograder.declare.forms import Fields, Parts
from autograder.plain.evidence import Opaque, Outcome, Plain, Raised, Returned, Rng
from autograder.plain.safe_text import plain, terminal

CAP = 2000
WIDTH = 104


def snippet(shown: Shown, whose: str = "the student's", width: int = WIDTH) -> str:
    """Return the lines. The student's text is only in comments, one line each, so it does nothing when run.

    Lines are broken at `width` where Python allows it.
    """
    function = shown.expected.function
    lines = [
        part
        for name, value in zip(function.args, shown.expected.args, strict=True)
        for line in _assigned(name, value)
        for part in _broken(line, width)
    ]
    access = _access(shown)
    return "\n".join(
        (
            *lines,
            f"print({function.name}({', '.join(function.args)}){access})",
            *_comment(whose, _said(shown.outcome, shown, width), width),
            *_comment("expected", _written(_picked(shown.expected.value, shown), width), width),
        )
    )


def _broken(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    return wrap(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _assigned(name: str, value: Plain) -> Iterator[str]:
    if isinstance(value, Rng):
        yield f"{name} = np.random.default_rng({value.seed})"
        yield from (f"{name}.permutation({m})" for m in value.skip)
        return
    yield f"{name} = {_code(value)}"


def _code(value: Plain) -> str:
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r})"
        case dict():
            return "{" + ", ".join(f"{key!r}: {_code(entry)}" for key, entry in value.items()).replace("'", '"') + "}"
        case np.generic():
            return repr(value.item())
        case _:
            return repr(value)


def _access(shown: Shown) -> str:
    """Return the code that selects the piece that is compared."""
    if not shown.piece:
        return ""
    match shown.expected.function.result:
        case Fields():
            return f'["{shown.piece}"]'
        case Parts(parts=parts):
            return f"[{[p.name for p in parts].index(shown.piece)}]"
        case _:
            return ""


def _picked(value: Any, shown: Shown) -> Any:
    """Return the piece that is compared, if the value has it, else the whole value."""
    if not shown.piece:
        return value
    match shown.expected.function.result:
        case Fields() if isinstance(value, dict):
            return value.get(shown.piece, value)
        case Parts(parts=parts) if isinstance(value, list | tuple) and len(value) == len(parts):
            return value[[p.name for p in parts].index(shown.piece)]
        case _:
            return value


def _said(outcome: Outcome, shown: Shown, width: int) -> str:
    match outcome:
        case Returned(value):
            return _written(_picked(value, shown), width)
        case Raised(type_name, message):
            return f"raises {terminal(type_name, 80)}: {terminal(message, 200)}"
        case _:
            return "does not return"


def _written(value: Any, width: int) -> str:
    match value:
        case Opaque(type_name):
            return f"<{terminal(type_name, 80)}>"
        case np.ndarray():
            return np.array2string(value, separator=", ", precision=6, threshold=60, max_line_width=width - 4)
        case dict():
            entries = (f"{terminal(str(k), 40)!r}: {_written(v, width)}" for k, v in list(value.items())[:12])
            return "{" + ", ".join(entries) + "}"
        case list() | tuple():
            inside = ", ".join(_written(v, width) for v in value[:12])
            return f"[{inside}]" if isinstance(value, list) else f"({inside})"
        case float() | np.floating():
            return f"{value:.6g}"
        case _:
            return repr(value)


def _comment(title: str, text: str, width: int) -> Iterator[str]:
    lines = plain(text, CAP).splitlines() or [""]
    if len(lines) == 1 and len(whole := f"# {title}: {lines[0]}") <= width:
        yield whole
        return
    yield f"# {title}:"
    for line in lines:
        yield from (f"#   {part}" for part in _broken(line, width - 4))
