"""Remarks with their authors, and how those of several graders merge. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import PurePath
from typing import TypeAlias

from autograder.plain.safe_text import terminal
from autograder.staff.policy import PolicyError
from autograder.staff.remarks import Hint, Mark

Key: TypeAlias = tuple[str, str, str]
"""Submission, problem and question of a mark; problem ("" for any), question and group of a hint."""

LISTED = 40
NOBODY = "an earlier run"


class OnConflict(Enum):
    """What to do if two graders contradict each other."""

    REFUSE = "refuse"
    KEEP = "keep"
    REPLACE = "replace"


@dataclass(frozen=True)
class By:
    """The author of a remark: a name, the file that it came from ("" for the page on which to mark), and the time."""

    grader: str = ""
    source: str = ""
    at: str = ""

    @property
    def shown(self) -> str:
        return terminal(self.grader, 60) or NOBODY

    def is_same(self, other: By) -> bool:
        """Return whether both are one grader; names of files are none unless the files are the same."""
        named = self.grader != PurePath(self.source).name
        return self.grader == other.grader and (named or self.source == other.source)


@dataclass(frozen=True)
class GivenMark:
    """A mark and its author. `comment` is what the author typed; that of the mark contains the rubric's `items` too.

    `number` increases with every mark of a class: a later one has a larger number.
    """

    mark: Mark
    by: By = By()
    items: tuple[int, ...] = ()
    comment: str = ""
    number: int = 0

    @property
    def key(self) -> Key:
        return self.mark.slug, self.mark.problem, self.mark.question

    def stands(self, texts: Mapping[Key, str]) -> bool:
        """Return whether it says anything about what is there now; `texts` are the digests of that."""
        says = self.mark.points is not None or bool(self.mark.comment)
        return says and self.mark.answer in ("", texts.get(self.key, self.mark.answer))


@dataclass(frozen=True)
class GivenHint:
    """A hint and its author."""

    hint: Hint
    by: By = By()

    @property
    def key(self) -> Key:
        return self.hint.problem or "", self.hint.question, self.hint.group


@dataclass(frozen=True)
class Merged:
    """What to store: new marks, new hints, and hints that their author has taken back; and what there is to say."""

    marks: tuple[GivenMark, ...] = ()
    hints: tuple[GivenHint, ...] = ()
    gone: tuple[Key, ...] = ()
    said: tuple[str, ...] = ()


@dataclass
class _Conflicts:
    how: OnConflict
    found: list[str] = field(default_factory=list)

    def keep(self, what: str, old: tuple[By, str], new: tuple[By, str]) -> bool:
        """Note a contradiction; return whether the old value stays."""
        (one, was), (other, now) = old, new
        names = one.shown, other.shown
        if one.grader == other.grader:
            names = f"{one.shown} ({terminal(one.source, 200)})", f"{other.shown} ({terminal(other.source, 200)})"
        self.found.append(f"{what}: {was} by {names[0]}, {now} by {names[1]}")
        return self.how is OnConflict.KEEP

    def settle(self) -> tuple[str, ...]:
        """Return what was decided. Raises PolicyError with the whole list if nothing was."""
        if not self.found:
            return ()
        if self.how is OnConflict.REFUSE:
            ask = "--on-conflict keep leaves the first of each in force, --on-conflict replace the second"
            head = f"{_count(self.found)} not the same for two graders, and nothing was changed; {ask}:"
            raise PolicyError("\n  ".join((head, *listed(self.found))))
        done = "left as they were" if self.how is OnConflict.KEEP else "replaced"
        return (f"{_count(self.found)} not the same for two graders and were {done}:", *listed(self.found))


def listed(lines: Sequence[str]) -> Iterator[str]:
    """Yield some lines, and how many more there are."""
    yield from lines[:LISTED]
    if len(lines) > LISTED:
        yield f"and {len(lines) - LISTED} more"


def merge_marks(
    held: Mapping[Key, GivenMark], news: Iterable[GivenMark], texts: Mapping[Key, str], how: OnConflict
) -> Merged:
    """Return what changes if new marks join those in force; an empty cell leaves what is there.

    `texts` are the digests of the answers that there are now: a mark for an earlier text stands back behind one for
    the present one. Raises PolicyError, which lists the contradictions, unless `how` decides them; no `how` decides
    between two rows of one table.
    """
    news = tuple(news)
    _require_agreement(news)
    conflicts, said = _Conflicts(how), []
    changed: dict[Key, GivenMark] = {}
    for new in news:
        old = changed.get(new.key) or held.get(new.key)
        if new.mark.points is None and not new.mark.comment:
            continue
        if old is None or not old.stands(texts):
            changed[new.key] = new
        elif new.mark.answer not in ("", texts.get(new.key, new.mark.answer)):
            said.append(f"the mark of {_named(new.key)} by {new.by.shown} was given for another text and is not used")
        elif (merged := _merged(old, new, conflicts)) is not None:
            changed[new.key] = merged
    decided = conflicts.settle()
    return Merged(marks=tuple(changed.values()), said=(*said, *decided))


def _require_agreement(news: Sequence[GivenMark]) -> None:
    """Raise PolicyError if one table says two things about one answer."""
    rows: dict[tuple[Key, str], list[Mark]] = {}
    for new in news:
        rows.setdefault((new.key, new.mark.answer), []).append(new.mark)
    twice = []
    for (key, _), said in rows.items():
        points = {mark.points for mark in said if mark.points is not None}
        comments = {_words(mark.comment) for mark in said if mark.comment}
        if len(points) > 1:
            twice.append(f"{_named(key)}: {' and '.join(map(_points, sorted(points)))}")
        if len(comments) > 1:
            twice.append(f"{_named(key)}: two different texts")
    if twice:
        raise PolicyError("\n  ".join(("a table contradicts itself, and nothing was changed:", *listed(twice))))


def _merged(old: GivenMark, new: GivenMark, conflicts: _Conflicts) -> GivenMark | None:
    """Return the mark that both make, None if it is the old one."""
    points, comment = old.mark.points, None
    same, name = old.by.is_same(new.by), _named(old.key)
    if new.mark.points is not None and new.mark.points != points:
        both = (old.by, _points(points)), (new.by, _points(new.mark.points))
        if points is None or same or not conflicts.keep(name, *both):
            points = new.mark.points
    said = _words(new.mark.comment)
    if said and said not in (_words(old.mark.comment), _words(old.comment)):
        both = (old.by, _quoted(old.mark.comment)), (new.by, _quoted(new.mark.comment))
        if not old.mark.comment or same or not conflicts.keep(f"{name}, comment", *both):
            comment = new.mark.comment
    if points == old.mark.points and comment is None:
        return None
    if points == old.mark.points and not old.mark.comment:  # a comment joins another grader's points
        return replace(new, mark=replace(old.mark, comment=comment or ""), comment=comment or "", items=old.items)
    kept = old.mark.comment if comment is None else comment
    answer = new.mark.answer or old.mark.answer
    return replace(new, mark=replace(old.mark, points=points, comment=kept, answer=answer), comment=kept)


def merge_hints(held: Mapping[Key, GivenHint], news: Iterable[GivenHint], by: By, how: OnConflict) -> Merged:
    """Return what changes if a file's hints join those in force: they replace what this author said before.

    Raises PolicyError, which lists the contradictions, unless `how` decides them.
    """
    conflicts, named = _Conflicts(how), set()
    changed: dict[Key, GivenHint] = {}
    for new in news:
        named.add(new.key)
        old = changed.get(new.key) or held.get(new.key)
        if old is not None and old.hint == new.hint:
            continue
        if old is None or old.by.is_same(by) or not _contradicts(old, new, conflicts):
            changed[new.key] = new
    gone = tuple(key for key, old in held.items() if key not in named and old.by.is_same(by))
    return Merged(hints=tuple(changed.values()), gone=gone, said=conflicts.settle())


def _contradicts(old: GivenHint, new: GivenHint, conflicts: _Conflicts) -> bool:
    """Return whether a hint of another grader stays instead of the new one."""
    before, now = (
        (g.by, f"{_quoted(g.hint.text)}{'' if g.hint.points is None else f' ({_points(g.hint.points)})'}")
        for g in (old, new)
    )
    return conflicts.keep(f"the hint for {new.hint.question}, group {terminal(new.hint.group, 60)}", before, now)


def _count(found: Sequence[str]) -> str:
    return "1 remark is" if len(found) == 1 else f"{len(found)} remarks are"


def _named(key: Key) -> str:
    return f"{terminal(key[0], 60)}, {terminal(key[1], 60)}.{terminal(key[2], 60)}"


def _points(points: float | None) -> str:
    return "no points" if points is None else f"{points:g}"


def _quoted(text: str) -> str:
    return f'"{terminal(text, 60)}"'


def _words(comment: str) -> str:
    """Return a comment as a table holds it."""
    return terminal(comment, 4000).removeprefix("'").strip()
