"""The notation in which ways to go wrong are written down: for a kind of function, patterns and what becomes of them.

    # forward
    bias-left-out
        What does {out} hold where {i} is zero?
        W_ @ i_ + b_ -> W_ @ i_

A section names functions, or `forward`, `loss`, `backward`, `train` and `activation` of a network. `# search < loss`
takes what the section `loss` has for the function `search` as well; `< loss: half-mean, sum-for-mean` only these. Below
a name (with `(convention)` if it is a valid one elsewhere) stand its hint and its patterns. Each pattern makes a
mistake of its own wherever it matches. `&` joins a line to the one above it: both changes are one mistake, and a line
that changes nothing says where the others apply. `all` changes every match at once, `any` even if there is none. What
ends in `_` stands for code, see `code_names`. Statements are joined by `;`. A hint below patterns is the hint of those
that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import autograder

FOLDER = "vocabulary"
ARROW = re.compile(r"(?:^|\s)->(?:\s|$)")
HEADER = re.compile(r"#\s*([\w, ]+?)\s*(?:<\s*(\w+)\s*(?::\s*(.+))?)?$")
NAME = re.compile(r"([a-z0-9-]+)( \(convention\))?$")


class NotationError(Exception):
    """A line that is not written in the notation; the message holds it."""


@dataclass(frozen=True)
class CodeChange:
    """One pattern and what becomes of each match, or of all matches at once; `optional` if there may be none."""

    old: str
    new: str
    everywhere: bool = False
    optional: bool = False


@dataclass(frozen=True)
class MistakeOperator:
    """One way to go wrong: changes that are made together."""

    name: str
    hint: str
    changes: tuple[CodeChange, ...]
    convention: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Operators by section, and for which functions sections are taken as well."""

    sections: Mapping[str, tuple[MistakeOperator, ...]]
    taken: Mapping[str, tuple[tuple[str, frozenset[str]], ...]] = field(default_factory=dict)

    def joined(self, other: Vocabulary) -> Vocabulary:
        """Return the operators of both, these first."""
        names = dict.fromkeys((*self.sections, *other.sections))
        both = {n: (*self.sections.get(n, ()), *other.sections.get(n, ())) for n in names}
        return Vocabulary(both, {**self.taken, **other.taken})

    def of(self, function: str, role: str) -> Iterator[MistakeOperator]:
        """Yield the operators for a function that has this role in a network; "" is none."""
        yield from self.sections.get(function, ())
        if role and role != function:
            yield from self.sections.get(role, ())
        for section, names in self.taken.get(function, ()):
            yield from (o for o in self.sections.get(section, ()) if not names or o.name in names)


def shared_file(name: str, solutions: Path) -> Path:
    """Return the file of a vocabulary that problems share, such as `network`. Raises NotationError if there is none."""
    found = shared_files(solutions).get(name)
    if found is None:
        raise NotationError(f"no vocabulary {name!r} at {solutions / FOLDER}")
    return found


def shared_files(solutions: Path) -> dict[str, Path]:
    """Return the vocabularies that the problems of a solutions folder can share, by name.

    They are in its folder `vocabulary`, or else in that of this package's checkout: the patterns are right code, so no
    wheel holds them.
    """
    checkout = Path(autograder.__file__).parents[1] / "solutions"
    return {path.stem: path for folder in (checkout, solutions) for path in sorted((folder / FOLDER).glob("*.txt"))}


@lru_cache(maxsize=64)
def vocabulary(text: str) -> Vocabulary:
    """Read the notation. Raises NotationError."""
    reader = VocabularyReader()
    for line in text.splitlines():
        if line.strip():
            reader.read(line)
    reader.finish()
    taken = {name: tuple(several) for name, several in reader.taken.items()}
    return Vocabulary({name: tuple(several) for name, several in reader.sections.items()}, taken)


@dataclass
class VocabularyReader:
    """Reads the notation line by line."""

    sections: dict[str, list[MistakeOperator]] = field(default_factory=dict)
    taken: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    name: str = ""
    hint: str = ""
    convention: bool = False
    bare: bool = False

    def finish(self) -> None:
        """End a name. Raises NotationError if no pattern is below it."""
        if self.bare:
            raise NotationError(f"no pattern below {self.name!r}; write one a line: OLD -> NEW")

    def read(self, raw: str) -> None:
        """Read the next line. Raises NotationError."""
        line = raw.strip()
        if (header := HEADER.match(line)) is not None:
            self.finish()
            self._section(*header.groups(""))
        elif not raw[0].isspace():
            if (found := NAME.match(line)) is None or not self.functions:
                raise NotationError(f"neither a section nor a name: {line!r}")
            self.finish()
            self.name, self.convention, self.hint, self.bare = found[1], bool(found[2]), "", True
        elif ARROW.search(line) is None:
            self.hint = line
        else:
            self._changes(line)

    def _section(self, functions: str, taken: str, names: str) -> None:
        self.functions = tuple(name.strip() for name in functions.split(","))
        self.name = ""
        for function in self.functions:
            self.sections.setdefault(function, [])
            if taken:
                only = frozenset(n.strip() for n in names.split(",") if n.strip())
                self.taken.setdefault(function, []).append((taken, only))

    def _changes(self, line: str) -> None:
        if not self.name or not self.hint:
            raise NotationError(f"no name and hint above {line!r}")
        change = _change(line.removeprefix("&").strip())
        self.bare = False
        for function in self.functions:
            section = self.sections[function]
            if line.startswith("&") and section:
                section[-1] = replace(section[-1], changes=(*section[-1].changes, change))
            else:
                section.append(MistakeOperator(self.name, self.hint, (change,), self.convention))


def _change(line: str) -> CodeChange:
    kind, _, rest = line.partition(" ")
    everywhere = kind in ("all", "any")
    text = (rest if everywhere else line).replace("\\n", "\n")
    old, new = (part.strip() for part in ARROW.split(text, maxsplit=1))
    if not old:
        raise NotationError(f"no pattern in {line!r}")
    return CodeChange(old, new, everywhere, kind == "any")
