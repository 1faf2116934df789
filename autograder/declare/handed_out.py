"""What an assignment itself says, so that a student's own text can be told from it, wherever it has got to.

Text is compared word by word, without punctuation: lines are wrapped again, turned into comments or strings, and their
backslashes doubled, by the editors and exports that a notebook goes through.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from autograder.declare.frame import (
    DERIVATION,
    DERIVATION_FOLDER,
    DERIVATION_SUMMARY,
    DRAWING,
    EXAMPLE,
    GUARD,
    OTTER,
    PACKAGE,
    RATES,
    SET_UP,
    WELCOME,
)
from autograder.declare.problem import Problem
from autograder.submissions.text_cells import without_placeholder

ENOUGH = 6
"""So many words of prose in a row of an assignment's are no chance; a student may well write five of them."""
MOST_LINES = 4_000
"""Lines of one text that are compared; those after them count as the student's."""
MOST_SEEN, LONGEST_OWN = 200, 10_000
"""Texts that are recognised without comparing words again: nearly all of a class have the assignment's own cells."""

_CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
_NAME = re.compile(r"\bwritten=[\"'](\w+)[\"']")
_NOT_FOR_STUDENTS = re.compile(r"[\"'](?:solution|declaration)[\"']")
_COMMENT = re.compile(r"^#[ \t]?", re.MULTILINE)
_STRING = re.compile(r"(\"{3}|'{3})(.*?)\1", re.DOTALL)
_WORD = re.compile(r"\w+")
_PROSE_WORD = re.compile(r"(?<![\\\w])[^\W\d_]{2,}")
_FORMULA = re.compile(r"\$[^$]*\$")
_FRAME = re.compile(
    r"<!--\s*(?:BEGIN|END) QUESTION\s*-->|[_*]?For a person to read: [\d.]+ points?\.[_*]?|"
    rf"\({EXAMPLE}: a picture in cell \d+\)|"
    r"^.{0,400}colab-badge\.svg.{0,400}$",
    re.MULTILINE,
)
"""What stands around a question, and the badges that `build` and Colab itself put into a notebook."""
_IMAGE = re.compile(rf"!\[{EXAMPLE}\]\([^()\s]*\)")
"""The picture of a worked example; its address in a notebook is the picture itself."""
_SOURCE = re.compile(r"pip install (?:--quiet )?\S+(?: otter-grader)?")


@dataclass(frozen=True)
class Segment:
    """Some lines of a text. They are the student's `own`, or the assignment's.

    `questions` are the written questions in whose prompts an assignment's lines stand.
    """

    text: str
    own: bool
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedOut:
    """All words of an assignment in their order, with those of its cells, of its headings and of each prompt."""

    words: str
    whole: frozenset[str] = frozenset()
    prompts: Mapping[str, str] = field(default_factory=dict)
    _seen: dict[str, tuple[Segment, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _others: dict[str, tuple[Segment, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def segments(self, text: str) -> tuple[Segment, ...]:
        """Return the text in parts, each the student's own or the assignment's, without blank lines around them."""
        seen = self._seen.get(text) or self._others.get(text)
        if seen is None:
            seen = tuple(self._parts(without_placeholder(_FRAME.sub("", text))))
            if len(seen) == 1 and not seen[0].own:
                if len(self._seen) < MOST_SEEN:
                    self._seen[text] = seen
            elif len(text) <= LONGEST_OWN:
                if len(self._others) >= MOST_SEEN:
                    self._others.clear()
                self._others[text] = seen
        return seen

    def _parts(self, text: str) -> Iterator[Segment]:
        if not text.strip():
            return
        if (everything := normal(text)) in self.whole:
            yield Segment(text, own=False, questions=self.asked(everything))
            return
        lines = text.split("\n")
        words = [normal(line) for line in lines[:MOST_LINES]]
        own, at = 0, 0
        while at < len(words):
            end, run = self._run(words, at) if words[at] else (at, "")
            if not self._suffices(lines[at:end], run):
                at += 1
                continue
            yield from _own(lines[own:at])
            yield Segment("\n".join(lines[at:end]), own=False, questions=self.asked(run))
            own = at = end
        yield from _own(lines[own:])

    def _run(self, words: list[str], at: int) -> tuple[int, str]:
        """Return the end of the longest run of lines from `at` on that the assignment has too, and its words."""
        run, end = "", at
        for i in range(at, len(words)):
            if not words[i]:
                continue
            longer = f"{run} {words[i]}" if run else words[i]
            if f" {longer} " not in self.words:
                break
            run, end = longer, i + 1
        return end, run

    def _suffices(self, lines: list[str], run: str) -> bool:
        if not run:
            return False
        if lines[0].lstrip().startswith("#") and normal(lines[0]) in self.whole:
            return True
        return sum(len(_PROSE_WORD.findall(_FORMULA.sub(" ", line))) for line in lines) >= ENOUGH

    def asked(self, words: str) -> tuple[str, ...]:
        """Return the question whose prompt ends last among these words, else those in whose prompts they stand."""
        ends = [(at, name) for name, prompt in self.prompts.items() if (at := f" {words} ".rfind(prompt)) >= 0]
        if ends:
            return (max(ends)[1],)
        return tuple(name for name, prompt in self.prompts.items() if f" {words} " in prompt)


def _own(lines: list[str]) -> Iterator[Segment]:
    text = "\n".join(lines).strip("\n")
    if text.strip(f"{string.punctuation}{string.whitespace}"):
        yield Segment(text, own=True)


def normal(text: str) -> str:
    """Return the words of a text, with one blank between them."""
    return " ".join(_WORD.findall(_SOURCE.sub("pip install", _IMAGE.sub(" ", text))))


def handed_out(problem: Problem, path: Path) -> HandedOut:
    """Return what students get of a solution file: not the declaration, not worked solutions. Nothing if it is gone."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return HandedOut(" ")
    defines = re.compile(rf"^(?:def|class) (?:{'|'.join(problem.written_names)})\b", re.MULTILINE)
    asked = {w.name for w in problem.written}
    texts, prompts = [], {}
    heads = list(_CELL.finditer(source))
    for head, after in zip_longest(heads, heads[1:]):
        body = source[head.end() : after.start() if after is not None else None]
        if _NOT_FOR_STUDENTS.search(head[1]):
            continue
        if "[markdown]" in head[1] or "[md]" in head[1]:
            body = _COMMENT.sub("", body)
        elif defines.search(body):
            body = "\n".join(found[2] for found in _STRING.finditer(body))  # the docstring is all that a stub keeps
        if (name := _NAME.search(head[1])) and name[1] in asked:
            prompts[name[1]] = f" {normal(body)} "
        texts.append(body)
    set_up = SET_UP.format(where=PACKAGE, name=problem.name, digest="", packed="")
    texts += [WELCOME.format(where=PACKAGE), set_up, DRAWING, RATES, GUARD, *OTTER]
    if problem.roles.network is not None:
        texts.append(DERIVATION.format(function=problem.roles.network.backward))
    with suppress(OSError, ValueError):  # most courses have none
        derived = (path.parent / DERIVATION_FOLDER / f"{problem.name}.md").read_text(encoding="utf-8")
        texts.append(f"<details><summary>{DERIVATION_SUMMARY}</summary>\n{derived}\n</details>")
    headings = (line for text in texts for line in text.split("\n") if line.lstrip().startswith("#"))
    whole = {normal(text) for text in (*texts, *headings)} - {""}
    return HandedOut(f" {' '.join(normal(text) for text in texts)} ", frozenset(whole), prompts)
