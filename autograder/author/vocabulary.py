"""The shared vocabulary of mistakes, as a page: every name with its hints and where it occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.mistake_kinds import KINDS

HEAD = """\
# Names of mistakes

{names} names for {edits} mistakes in {problems} problems. The same kind of mistake has the same name everywhere; its
hint can differ between functions. Students see both. Names marked *convention* are definitions of other books.

This page is made from the declarations in `solutions/` by `tests/author/test_misconceptions_page.py`.
"""


DERIVED = """\
## Names that are derived

If no declared mistake gives a student's answer, grading looks for it among the variants of the reference that have a
single mistake of one of these kinds (`autograder/diagnose/operators.py`). The first kind that fits counts.

| name | hint |
| --- | --- |
"""


def page(references: Sequence[Reference]) -> str:
    """Write the page for some problems: the names in alphabetical order, each with its functions and hints."""
    entries: dict[str, list[tuple[str, Misconception]]] = {}
    for reference in references:
        for mistake in reference.mistakes:
            entries.setdefault(mistake.name, []).append((reference.problem.name, mistake))
    edits = sum(len(found) for found in entries.values())
    head = HEAD.format(names=len(entries), edits=edits, problems=len(references))
    kinds = "\n".join(f"| {kind.name} | {kind.hint} |" for kind in KINDS)
    return "\n".join([head, *(_entry(name, entries[name]) for name in sorted(entries)), DERIVED + kinds + "\n"])


def _entry(name: str, found: Sequence[tuple[str, Misconception]]) -> str:
    mark = " (convention)" if any(mistake.convention for _, mistake in found) else ""
    functions: dict[str, list[str]] = {}
    for problem, mistake in found:
        functions.setdefault(problem, []).append(f"`{mistake.function}`")
    where = "; ".join(f"{problem}: {', '.join(_once(names))}" for problem, names in functions.items())
    hints = "\n".join(f"- {hint}" for hint in _once(mistake.hint for _, mistake in found))
    return f"## {name}{mark}\n\n{where}\n\n{hints}\n"


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
