"""What the page asks for and does, as JSON: names of actions, and the form of what comes with each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

import msgspec

from autograder.classroom.alike import Pile, words
from autograder.classroom.written_answers import Card
from autograder.marking.desk import Desk, MarkWish, RefusedError, verdict_on
from autograder.plain.safe_text import plain, terminal
from autograder.render import words as wording
from autograder.render.written_answers.markdown import to_html
from autograder.report.report import ProblemReport, Report
from autograder.report.verdict import Verdict
from autograder.staff.given import GivenMark

Json: TypeAlias = dict[str, Any]
Explain: TypeAlias = Callable[[Report, ProblemReport, Verdict], str]
WAIT_SECONDS = 20.0
LONGEST_NAME = 100
CAP = 20_000
T = TypeVar("T")


class BadRequestError(Exception):
    """A request that the page never sends."""


class _Mark(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    cards: list[int]
    by: str
    seen: int
    points: float | None = None
    items: list[int] = []
    comment: str = ""


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    by: str
    text: str = ""
    worth: float = 0.0
    item: int | None = None
    was: tuple[str, float] | None = None


class _Cards(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    cards: list[int]


class _Decision(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    card: int
    asked: str
    by: str
    seen: int
    points: float | None = None
    why: str = ""


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    card: int
    asked: str


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    text: str


class Actions:
    """The desk for the page. `explain` runs a student's code in the sandbox and returns harmless HTML."""

    def __init__(self, desk: Desk, explain: Explain) -> None:
        self._desk, self._explain = desk, explain

    def read(self, name: str, asked: Mapping[str, str]) -> Json:
        """Return what an address asks for. Raises BadRequestError or RefusedError."""
        question = asked.get("question", "")
        match name:
            case "overview":
                return self._overview()
            case "answers":
                return self._answers(question)
            case "changes":
                return self._changes(question, asked.get("tick", ""))
            case "names":
                cards = self._desk.sheets[question].cards if question in self._desk.sheets else ()
                return {"names": {c.number: terminal(c.name, LONGEST_NAME) for c in cards if not c.empty}}
            case "student":
                number = asked.get("card", "")
                if not (number.isascii() and number.isdigit() and len(number) < 9):
                    raise BadRequestError("card")
                return self._student(question, int(number))
        raise BadRequestError("there is no such address")

    def write(self, name: str, said: Json) -> Json:
        """Do something. Raises BadRequestError, RefusedError or OvertakenError."""
        match name:
            case "mark":
                one = _read(said, _Mark)
                wanted = MarkWish(tuple(one.cards), _finite(one.points), tuple(one.items), one.comment, one.seen)
                self._desk.give(one.question, wanted, one.by)
                return self._state(one.question)
            case "item":
                new = _read(said, _Item)
                worth = _finite(new.worth) or 0.0
                number = self._desk.set_item(new.question, new.item, new.text, worth, new.was, new.by)
                return {**self._state(new.question), "item": number}
            case "remove":
                old = _read(said, _Item)
                self._desk.remove_item(old.question, old.item or 0, old.by)
                return self._state(old.question)
            case "apart":
                few = _read(said, _Cards)
                self._desk.take_apart(few.question, few.cards)
                return self._answers(few.question)
            case "adjust":
                d = _read(said, _Decision)
                self._desk.adjust(d.question, d.card, d.asked, _finite(d.points), d.why, d.seen, d.by)
                return self._student(d.question, d.card)
            case "explain":
                a = _read(said, _Asked)
                report, problem, _ = self._desk.student(a.question, a.card)
                return {"html": self._explain(report, problem, verdict_on(problem, a.asked))}
            case "preview":
                return {"html": str(to_html(_read(said, _Text).text))}
        raise BadRequestError("there is no such action")

    def shown(self, marks: Mapping[int, GivenMark]) -> Json:
        """Return marks by card for the page; what graders typed is text, its rendering is cleaned."""
        return {
            str(n): {
                "points": g.mark.points,
                "items": list(g.items),
                "comment": g.comment,
                "html": _comment(g.comment),
                "by": g.by.shown,
                "number": g.number,
            }
            for n, g in marks.items()
        }

    def _overview(self) -> Json:
        counts = self._desk.counts()
        return {
            "questions": [
                {"id": s.name, "title": s.title, "problem": s.problem_title, "most": s.max_score, "counts": counts[n]}
                for n, s in self._desk.sheets.items()
            ],
            "tick": self._desk.tick,
        }

    def _state(self, question: str) -> Json:
        with self._desk.changed:  # nothing changes between the parts
            rubric = [{"item": i.item, "text": i.text, "worth": i.worth} for i in self._desk.rubric(question)]
            counts = self._desk.counts()
            marks = self.shown(self._desk.marks(question))
            return {"tick": self._desk.tick, "marks": marks, "rubric": rubric, "counts": counts}

    def _answers(self, question: str) -> Json:
        found = self._desk.piles(question)
        return {**self._state(question), "most": self._desk.most(question), "piles": [_pile(pile) for pile in found]}

    def _changes(self, question: str, tick: str) -> Json:
        """Return the state once it differs from what the page has seen, or after a while."""
        desk = self._desk
        with desk.changed:
            desk.changed.wait_for(lambda: str(desk.tick) != tick or desk.closed, WAIT_SECONDS)
            return {"tick": desk.tick} if str(desk.tick) == tick else self._state(question)

    def _student(self, question: str, card: int) -> Json:
        _, problem, given = self._desk.student(question, card)
        return {
            "questions": [
                {
                    "asked": v.question,
                    "words": wording.words(v),
                    "points": v.score,
                    "most": v.max_score,
                    "machine": v.machine_score,
                    "decided": v.decided,
                    "by": given[v.question].by.shown if v.question in given else "",
                    "seen": given[v.question].number if v.question in given else 0,
                }
                for v in problem.verdicts
            ]
        }


@lru_cache(maxsize=4096)
def _comment(text: str) -> str:
    return str(to_html(text)) if text else ""


def _pile(pile: Pile) -> Json:
    return {
        "cards": [c.number for c in pile.cards],
        "html": _answer(pile.cards[0]),
        "variants": [
            {"cards": [c.number for c in same], "text": list(_differences(pile.cards[0], same[0]))}
            for same in pile.variants
        ],
    }


def _answer(card: Card) -> str:
    """Return an answer, and the text near the question, as cleaned HTML."""
    near = (f"Text near the question{wording.cell(n)}:\n\n{n.text}" for n in card.answer.near)
    return "<hr>".join(str(to_html(text)) for text in (card.answer.text, *near) if text.strip())


def _differences(one: Card, other: Card) -> Iterator[tuple[str, bool]]:
    """Yield the words of a nearly equal answer, each with whether the first one has it too."""
    known = set(words(one.answer.text))
    for part in plain(other.answer.text, CAP).split():
        yield part, all(word in known for word in words(part))


def _read(said: Json, kind: type[T]) -> T:
    try:
        return msgspec.convert(said, kind)
    except (msgspec.ValidationError, OverflowError) as error:
        raise BadRequestError(str(error)) from error


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise RefusedError("this is no number of points")
    return value
