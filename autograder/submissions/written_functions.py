"""Which functions a student has written, by the text of the cells: a guess, to choose among files.

Nothing here parses Python, because student code is parsed in the sandbox only.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from autograder.plain.evidence import Cell

_DEFINITION = re.compile(
    r"^(?P<margin>[ \t]*)(?:async[ \t]+)?def[ \t]+(?P<function>\w+)[ \t]*\("
    r"|^(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(?:lambda\b|(?:\w+\.)*(?:partial|vectorize)\(|[A-Za-z_][\w.]*[ \t]*(?:#.*)?$)",
    re.MULTILINE,
)
_TEXT = re.compile(
    r'[rRbBuUfF]{0,2}(?:"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\')', re.DOTALL
)
_RAISES = re.compile(r"raise[ \t]+NotImplementedError\b.*")
_STUB = re.compile(rf"(?:pass|\.\.\.|return(?:[ \t]+None)?|\"[^\"]*\"|'[^']*'|{_RAISES.pattern})[ \t;]*")
_RETURNS = re.compile(r"return\b(?![ \t]*$)")
_LONGEST, _LONGEST_HEAD, _MOST = 20_000, 2_000, 20
"""Characters of a function, and of its head, and definitions of one function that are looked at."""


def written_functions(cells: Iterable[Cell], functions: Collection[str]) -> frozenset[str]:
    """Return which of the functions have a definition that is more than a stub."""
    places: defaultdict[str, deque[tuple[str, int, int | None]]] = defaultdict(lambda: deque(maxlen=_MOST))
    for cell in cells:
        for match in _DEFINITION.finditer(cell.source):
            name = match["function"] or match["name"]
            if name in functions:
                margin = None if match["function"] is None else len(match["margin"])
                places[name].append((cell.source, match.end(), margin))
    return frozenset(
        name
        for name, found in places.items()
        if any(margin is None or _is_written(text[at : at + _LONGEST], margin) for text, at, margin in found)
    )


def _is_written(rest: str, margin: int) -> bool:
    """Return whether a function has code that can be reached; `rest` begins behind its opening parenthesis."""
    body = _body(rest, margin)
    base = min((indent for indent, _ in body), default=0)
    for number, (indent, code) in enumerate(body):
        if indent == base and _RAISES.match(code):
            return any(_RETURNS.match(earlier) for _, earlier in body[:number])
    return any(not _STUB.fullmatch(code) for _, code in body)


def _body(rest: str, margin: int) -> list[tuple[int, str]]:
    """Return the indentation and the code of each line of a function's body, without docstring and comments."""
    depth, end = 1, 0
    for character in rest[:_LONGEST_HEAD]:
        depth += (character in "([{") - (character in ")]}")
        end += 1
        if not depth:
            break
    first, *others = _TEXT.sub("", rest[end:].partition(":")[2]).split("\n")
    lines = [(margin + 1, first)]
    for line in others:
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= margin:
            break
        lines.append((indent, line))
    codes = [(indent, re.split(r"(?:^|[ \t])#", line.strip())[0].strip()) for indent, line in lines]
    return [(indent, code) for indent, code in codes if code]
