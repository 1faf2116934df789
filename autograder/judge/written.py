"""Find the answers in words in a notebook: whatever the student wrote reaches the reader, wherever it has got to.

Text of the student's own is claimed by a question if its metadata says so, or if it stands between the prompt or answer
cell of the question and the assignment's next text. Code there, and text anywhere else, is shown as near a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.declare.handed_out import HandedOut, normal
from autograder.declare.problem import Problem
from autograder.judge.spoken import ENOUGH, Block, blocks, without_markers
from autograder.plain.evidence import Cell
from autograder.report.report import NearText
from autograder.submissions.submission import WrittenCell

MOST_NEAR = 40_000
"""Characters of near text shown with one question."""

_CODE_FIRST = re.compile(r"\s*(?:(?:def|async def|class|import|from)\b|@\w)")


@dataclass
class FoundText:
    """What was found for one question: `claimed` belongs to it, `near` may; `unnamed` of both has no metadata."""

    claimed: list[str] = field(default_factory=list)
    near: list[NearText] = field(default_factory=list)
    unnamed: list[NearText] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The answer; copies of the same text, which copied cells hold, count once."""
        return "\n\n".join(dict.fromkeys(self.claimed))


def found_texts(
    problem: Problem, given: HandedOut, cells: Sequence[Cell], texts: Sequence[WrittenCell]
) -> dict[str, FoundText]:
    """Return what each written question of the problem finds in a document. No text of the assignment is among it."""
    walk = _AnswerWalk(problem, given)
    if walk.found:
        marked = {w.cell for w in texts}
        parts: list[tuple[int, Cell | WrittenCell]] = [(w.cell, w) for w in texts]
        parts += [(c.index, c) for c in cells if c.index not in marked]
        for _, part in sorted(parts, key=lambda p: p[0]):
            walk.code(part.index, part.source) if isinstance(part, Cell) else walk.text(part)
        walk.settle()
    return walk.found


class _AnswerWalk:
    """One walk through a document. `here` is the question whose region it is in, `last` the last one it was in."""

    def __init__(self, problem: Problem, given: HandedOut) -> None:
        self.given = given
        self.found = {w.name: FoundText() for w in problem.written}
        self.here: str | None = None
        self.last: str | None = None
        self.far: list[tuple[str | None, NearText]] = []
        self.remarks: list[NearText] = []
        self.touching: set[tuple[str, str]] = set()
        self.entered: set[str] = set()
        names = "|".join(map(re.escape, problem.written_names))
        self._defines = re.compile(rf"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(?:{names})\b", re.MULTILINE)

    def text(self, cell: WrittenCell) -> None:
        """Take a cell of text."""
        if cell.kind == "file":
            self.remarks.append(NearText(cell.cell, cell.text))
            return
        named = cell.question if cell.question in self.found else None
        if named is not None:
            self._enter(named)
        elif cell.kind == "code":
            self.code(cell.cell, cell.text)
            return
        elif self._defines.search(cell.text) and (self.here is None or _CODE_FIRST.match(cell.text)):
            self._in_blocks(cell.cell, cell.text)
            return
        for own in self._own(cell.text, named, untouched=cell.untouched and named is None):
            if self.here is not None:
                self.found[self.here].claimed.append(own)
                if self.here != named:
                    self.found[self.here].unnamed.append(NearText(cell.cell, own))
            else:
                self.far.append((self.last, NearText(cell.cell, own)))

    def code(self, index: int, source: str) -> None:
        """Take a cell of code."""
        if self.here is None or self._defines.search(source):
            self._in_blocks(index, source)
            return
        for own in self._own(without_markers(source), None):
            self._near(index, own)

    def settle(self) -> None:
        """Show what stands far from every question with each empty one, else with the last one before it.

        Between two questions nobody knows whose a text is: where one is left empty, it is shown there too. Remarks in
        code, and the names of files beside the notebook, are shown only with empty ones.
        """
        empty = [name for name, found in self.found.items() if not found.claimed and not found.near]
        first = next(iter(self.found))
        for name in empty:
            for other, found in self.found.items():
                if name not in self.entered or {(name, other), (other, name)} & self.touching:
                    self.found[name].near += found.unnamed
        for last, text in self.far:
            for name in empty or [last or first]:
                self.found[name].near.append(text)
        for name in empty:
            self.found[name].near = sorted([*self.found[name].near, *self.remarks], key=lambda n: n.cell)
        for found in self.found.values():
            found.near = list(_bounded(found.near))

    def _in_blocks(self, index: int, source: str) -> None:
        parts = list(blocks(source))
        if any(p.sentence for p in parts) and not self._defines.search(source):
            parts = [Block(source, spoken=True, sentence=True)]  # not Python at all
        for block in parts:
            if not block.spoken:
                if self._defines.search(block.text):
                    self.here = None
                continue
            for own in self._own(block.text, None):
                if self.here is not None or block.sentence:
                    self._near(index, own)
                elif len(normal(own).split()) >= ENOUGH:
                    self.remarks.append(NearText(index, own))

    def _near(self, index: int, text: str) -> None:
        if self.here is not None:
            self.found[self.here].near.append(NearText(index, text))
            self.found[self.here].unnamed.append(NearText(index, text))
        else:
            self.far.append((self.last, NearText(index, text)))

    def _own(self, text: str, named: str | None, *, untouched: bool = False) -> Iterator[str]:
        """Yield the student's own parts of a text, and follow the assignment's from question to question."""
        for segment in self.given.segments(text):
            if segment.own and untouched:
                self._pass(self.given.asked(normal(segment.text)), None)
            elif segment.own:
                yield segment.text
            else:
                self._pass(segment.questions, named)

    def _pass(self, questions: Sequence[str], named: str | None) -> None:
        """Go past text of the assignment; a cell that says whose answer it is keeps what follows in it."""
        if not questions:
            self.here = named
        elif self.here not in questions:
            self._enter(questions[0])

    def _enter(self, question: str) -> None:
        self.entered.add(question)
        if self.here is not None:
            self.touching.add((self.here, question))
        self.here = self.last = question


def _bounded(texts: Sequence[NearText]) -> Iterator[NearText]:
    left = MOST_NEAR
    for i, near in enumerate(texts):
        if len(near.text) > left:
            count = f"{len(texts) - i:,} more pieces of text" if len(texts) - i > 1 else "more text"
            yield NearText(near.cell, f"{near.text[:left]}\n\n(and {count} in the notebook, from this cell on)".strip())
            return
        left -= len(near.text)
        yield near
