"""What graders do on the page: each action is one transaction of the gradebook, and none overwrites another unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from sqlite3 import Connection

from autograder.batch.entry import Packed
from autograder.batch.judging import Basis, restated
from autograder.batch.remark_store import RubricItem, earned, marks, put_mark, rubric
from autograder.batch.store import Store
from autograder.classroom.alike import Pile, piles
from autograder.classroom.written_answers import AnswerSheet, Card, sheets
from autograder.plain.errors import MendableError
from autograder.plain.safe_text import encodable
from autograder.report.report import ProblemReport, Report
from autograder.report.verdict import Verdict
from autograder.staff.given import By, GivenMark, Key
from autograder.staff.remarks import Mark, answer_digest, submission_digest

LONGEST = 4000
MOST_ITEMS = 60


class RefusedError(MendableError):
    """Something that cannot be done: a wrong number, an item that is gone."""


class OvertakenError(Exception):
    """Another grader was faster; `now` are the marks that are in force, by card."""

    def __init__(self, now: Mapping[int, GivenMark]) -> None:
        super().__init__("another grader was faster")
        self.now = now


@dataclass(frozen=True)
class MarkWish:
    """What a grader wants for some cards of a question: items of the rubric, or points, or neither (unread again).

    `seen` is the number of the newest mark of these cards that the grader has seen.
    """

    cards: tuple[int, ...]
    points: float | None
    items: tuple[int, ...]
    comment: str
    seen: int


class Desk:
    """The answers in words of a class, and the store in which every mark lands at once.

    Methods may be called from any thread; one waits for the other. `changed` is notified of every change, and `tick`
    counts them.
    """

    def __init__(self, store: Store, basis: Basis, clock: Callable[[], str]) -> None:
        self._store, self._basis, self._clock = store, basis, clock
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self.tick = 1
        self.closed = False
        self._touched: dict[str, None] = {}
        self.sheets: dict[str, AnswerSheet] = {sheet.name: sheet for sheet in sheets(store.reports())}

    @cached_property
    def _cards(self) -> dict[str, dict[int, Card]]:
        return {name: {c.number: c for c in sheet.cards if not c.empty} for name, sheet in self.sheets.items()}

    def close(self) -> None:
        """Let nothing happen any more: another action than those of the page needs the store."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def changed_reports(self) -> list[tuple[Report, tuple[Packed, ...]]]:
        """Return the reports that have changed since the last time, with what is stored of their problems."""
        with self._lock:
            slugs, self._touched = tuple(self._touched), {}
            entries = [entry for slug in slugs if (entry := self._store.entry(slug)) is not None]
            return [(entry.report, self._store.packed(entry.report.slug)) for entry in entries]

    def most(self, question: str) -> float:
        """Return the maximum of points of a question."""
        return self._sheet(question).max_score

    def piles(self, question: str) -> tuple[Pile, ...]:
        """Return the answers to a question, equal and nearly equal ones together."""
        sheet = self._sheet(question)
        cards = list(self._cards[question].values())
        with self._lock, self._store.reading() as connection:
            rows = connection.execute(
                "SELECT answer FROM apart WHERE problem = ? AND question = ?", (sheet.problem, sheet.question)
            ).fetchall()
        return piles(cards, frozenset(answer for (answer,) in rows), [answer_digest(c.answer.whole) for c in cards])

    def rubric(self, question: str) -> tuple[RubricItem, ...]:
        """Return the items of a question's rubric."""
        sheet = self._sheet(question)
        with self._lock:
            return tuple(i for i in rubric(self._store) if (i.problem, i.question) == (sheet.problem, sheet.question))

    def marks(self, question: str) -> dict[int, GivenMark]:
        """Return the marks of a question that say something about the texts that are there, by card."""
        sheet = self._sheet(question)
        with self._lock:
            given = marks(self._store)
        found = ((n, c, given.get(_key(sheet, c))) for n, c in self._cards[question].items())
        return {n: one for n, c, one in found if one is not None and one.mark.answer in ("", _digest(c))}

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return for each question how many answers have points, and how many there are."""
        with self._lock:
            return {
                name: (sum(m.mark.points is not None for m in self.marks(name).values()), len(self._cards[name]))
                for name in self.sheets
            }

    def give(self, question: str, wanted: MarkWish, grader: str) -> None:
        """Store a mark for all cards, or raise OvertakenError if another grader has marked one of them meanwhile."""
        sheet = self._sheet(question)
        with self._writing():
            now = self.marks(question)
            chosen = self._chosen(question, wanted.items)
            points = earned(chosen, sheet.max_score) if chosen else _within(wanted.points, sheet.max_score)
            cards = [self._card(question, number) for number in wanted.cards]
            newer = {c.number: now[c.number] for c in cards if c.number in now and now[c.number].number > wanted.seen}
            if newer:
                raise OvertakenError(newer)
            by, comment = self._by(grader), _text(wanted.comment)
            items = tuple(item.item for item in chosen)
            self._put(GivenMark(Mark(*_key(sheet, c), points, comment, _digest(c)), by, items, comment) for c in cards)

    def set_item(
        self, question: str, item: int | None, text: str, worth: float, was: tuple[str, float] | None, grader: str
    ) -> int:
        """Add an item to the rubric, or change one for all answers that carry it, and return its number.

        Raises RefusedError if the item `was` something else, because another grader has changed it.
        """
        sheet = self._sheet(question)
        if not text.strip() or not -1000 <= worth <= 1000:
            raise RefusedError("an item needs a text, and points")
        with self._writing() as connection:
            said = encodable(text.strip()[:LONGEST])
            if item is None:
                if len(self.rubric(question)) >= MOST_ITEMS:
                    raise RefusedError(f"a rubric has at most {MOST_ITEMS} items")
                row = (sheet.problem, sheet.question, said, worth)
                added = connection.execute("INSERT INTO rubric VALUES (NULL, ?, ?, ?, ?)", row)
                return int(added.lastrowid or 0)
            (old,) = self._chosen(question, (item,))
            if was is not None and was != (old.text, old.worth):
                raise RefusedError(f"another grader has changed this item to {old.worth:+g}: {old.text}")
            connection.execute("UPDATE rubric SET text = ?, worth = ? WHERE item = ?", (said, worth, item))
            self._apply(question, item, self._by(grader))
            return item

    def remove_item(self, question: str, item: int, grader: str) -> None:
        """Remove an item from the rubric and from all answers that carry it."""
        with self._writing() as connection:
            self._chosen(question, (item,))
            connection.execute("DELETE FROM rubric WHERE item = ?", (item,))
            self._apply(question, item, self._by(grader))

    def take_apart(self, question: str, cards: Sequence[int]) -> None:
        """Mark some answers apart from those that are nearly equal."""
        sheet = self._sheet(question)
        with self._writing() as connection:
            for number in cards:
                row = (sheet.problem, sheet.question, _digest(self._card(question, number)))
                connection.execute("INSERT OR IGNORE INTO apart VALUES (?, ?, ?)", row)

    def student(self, question: str, card: int) -> tuple[Report, ProblemReport, dict[str, GivenMark]]:
        """Return the report behind a card, its problem, and the decisions about judged questions of it."""
        sheet, slug = self._sheet(question), self._card(question, card).slug
        with self._lock:
            entry = self._store.entry(slug)
            given = marks(self._store)
        if entry is None:
            raise RefusedError("this submission is no longer there")
        problem = next(p for p in entry.report.problems if p.problem == sheet.problem)
        known = ((v.question, given.get((slug, sheet.problem, v.question))) for v in problem.verdicts)
        return entry.report, problem, {name: one for name, one in known if one is not None}

    def adjust(self, question: str, card: int, asked: str, points: float | None, why: str, seen: int, by: str) -> None:
        """Store a person's decision about a judged question of the student behind a card; None takes it back."""
        with self._writing():
            report, problem, given = self.student(question, card)
            verdict = verdict_on(problem, asked)
            if points is not None and not why.strip():
                raise RefusedError("a decision needs a reason")
            if asked in given and given[asked].number > seen:
                raise OvertakenError({card: given[asked]})
            points, why = _within(points, verdict.max_score), _text(why if points is not None else "")
            key = (report.slug, problem.problem, asked)
            mark = Mark(*key, points, why, submission_digest(report))
            self._put([GivenMark(mark, self._by(by), (), why)])

    def _apply(self, question: str, item: int, by: By) -> None:
        """Count the points again of all answers that carry an item."""
        known = {i.item: i for i in self.rubric(question)}
        changed = []
        for given in self.marks(question).values():
            if item in given.items:
                left = [known[i] for i in given.items if i in known]
                points = earned(left, self.most(question)) if left else None
                mark = replace(given.mark, points=points)
                changed.append(replace(given, mark=mark, items=tuple(i.item for i in left), by=by))
        self._put(changed)

    def _put(self, given: Iterable[GivenMark]) -> None:
        """Store marks, and the points and comments that follow from them in each report."""
        touched: dict[str, None] = {}
        with self._store.writing() as connection:
            for one in given:
                put_mark(connection, one)
                touched[one.mark.slug] = None
            everything = marks(self._store) if touched else {}
            for slug in touched:
                entry = self._store.entry(slug)
                if entry is None:
                    continue
                own = tuple(g.mark for g in everything.values() if g.mark.slug == slug)
                basis = replace(self._basis, staff=replace(self._basis.staff, marks=own))
                self._store.restate(replace(entry, report=restated(entry, basis), settled=""))
        self._touched.update(touched)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Run one action as a transaction, and then notify everybody who waits for changes."""
        with self._lock:
            with self._store.writing() as connection:
                yield connection
            self.tick += 1
            self.changed.notify_all()

    def _by(self, grader: str) -> By:
        return By(grader.strip()[:100] or "somebody", "", self._clock())

    def _sheet(self, question: str) -> AnswerSheet:
        if self.closed:
            raise RefusedError("the server has ended")
        if question not in self.sheets:
            raise RefusedError("there is no such question")
        return self.sheets[question]

    def _card(self, question: str, number: int) -> Card:
        self._sheet(question)
        if number not in self._cards[question]:
            raise RefusedError("there is no such answer")
        return self._cards[question][number]

    def _chosen(self, question: str, items: Sequence[int]) -> tuple[RubricItem, ...]:
        known = {i.item: i for i in self.rubric(question)}
        if any(item not in known for item in items):
            raise RefusedError("another grader has removed this item")
        return tuple(known[item] for item in dict.fromkeys(items))


def verdict_on(problem: ProblemReport, asked: str) -> Verdict:
    """Return the verdict on one question. Raises RefusedError if there is none."""
    found = next((v for v in problem.verdicts if v.question == asked), None)
    if found is None:
        raise RefusedError("there is no such question")
    return found


def _key(sheet: AnswerSheet, card: Card) -> Key:
    return card.slug, sheet.problem, sheet.question


def _digest(card: Card) -> str:
    return answer_digest(card.answer.whole)


def _within(points: float | None, most: float) -> float | None:
    if points is not None and not 0 <= points <= most:
        raise RefusedError(f"points are from 0 to {most:g}")
    return points


def _text(text: str) -> str:
    return encodable(text.strip()[:LONGEST])
