"""The desk: every action is in the store at once, and no grader overwrites another one unseen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from autograder.batch.folder import OutputFolder
from autograder.batch.judging import Basis
from autograder.batch.locked_folder import alone
from autograder.batch.store import Store
from autograder.declare.course import open_course
from autograder.marking.desk import Desk, MarkWish, OvertakenError, RefusedError
from autograder.marking.page_writer import PageWriter
from tests.batch.made import ROOT
from tests.marking.made import FIRST, a_class

pytestmark = pytest.mark.slow


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return a_class(tmp_path / "out", {f"s{i}": "same words" if i < 3 else f"other {i}" for i in range(8)})


@contextmanager
def desk(out: Path) -> Iterator[tuple[Desk, Store]]:
    with alone(out, make=False) as store:
        yield Desk(store, Basis(open_course(ROOT / "solutions")), lambda: "now"), store


def wanted(*cards: int, points: float | None = None, items: tuple[int, ...] = (), seen: int = 0) -> MarkWish:
    return MarkWish(cards, points, items, "", seen)


def stored(store: Store) -> dict[str, float | None]:
    answers = ((r.slug, w) for r in store.reports() for w in r.problems[0].written)
    return {slug: w.score for slug, w in answers if w.question == "random_sampling"}


def test_a_mark_for_a_pile_is_in_every_report_of_it_at_once(out: Path) -> None:
    with desk(out) as (mine, store):
        pile = next(p for p in mine.piles(FIRST) if len(p.cards) == 3)
        mine.give(FIRST, wanted(*(c.number for c in pile.cards), points=0.5), "Dee")
        assert stored(store) == {f"s{i}": 0.5 if i < 3 else None for i in range(8)}
        assert mine.counts()[FIRST] == (3, 8)
    with desk(out) as (again, store):
        assert {m.mark.points for m in again.marks(FIRST).values()} == {0.5}
        assert store.unread == 5


def test_an_item_whose_points_change_changes_all_answers_that_carry_it(out: Path) -> None:
    with desk(out) as (mine, store):
        right = mine.set_item(FIRST, None, "Names the space", 0.5, None, "Dee")
        wrong = mine.set_item(FIRST, None, "But not its size", -0.25, None, "Dee")
        mine.give(FIRST, wanted(1, items=(right,)), "Dee")
        mine.give(FIRST, wanted(2, items=(right, wrong)), "Dee")
        mine.give(FIRST, wanted(3, points=0.1), "Dee")
        assert {n: m.mark.points for n, m in mine.marks(FIRST).items()} == {1: 0.5, 2: 0.25, 3: 0.1}
        assert mine.marks(FIRST)[2].mark.comment == "- Names the space (+0.5)\n- But not its size (-0.25)"
        mine.set_item(FIRST, right, "Names the space", 2.0, ("Names the space", 0.5), "Bo")
        assert {n: m.mark.points for n, m in mine.marks(FIRST).items()} == {1: 1.0, 2: 1.0, 3: 0.1}, (
            "at most the maximum"
        )
        with pytest.raises(RefusedError, match="another grader"):
            mine.set_item(FIRST, right, "Names it", 1.0, ("Names the space", 0.5), "Dee")
        mine.remove_item(FIRST, right, "Dee")
        assert {n: m.mark.points for n, m in mine.marks(FIRST).items()} == {1: None, 2: 0.0, 3: 0.1}
        assert sorted(p for p in stored(store).values() if p is not None) == [0.0, 0.1]


def test_the_second_of_two_graders_sees_the_mark_of_the_first(out: Path) -> None:
    with desk(out) as (mine, _):
        mine.give(FIRST, wanted(1, 2, points=1), "Dee")
        with pytest.raises(OvertakenError) as raised:
            mine.give(FIRST, wanted(2, 3, points=0), "Bo")
        (theirs,) = raised.value.now.values()
        assert (theirs.by.grader, theirs.mark.points) == ("Dee", 1)
        assert 3 not in mine.marks(FIRST), "all of them or none"
        mine.give(FIRST, wanted(2, 3, points=0, seen=theirs.number), "Bo")
        assert {n: m.mark.points for n, m in mine.marks(FIRST).items()} == {1: 1, 2: 0, 3: 0}


def test_many_graders_at_once_lose_no_click(out: Path) -> None:
    """Each grader marks every answer, as often as it takes to be the last who has seen all that was there before."""
    with desk(out) as (mine, store):
        done: list[tuple[str, int, float]] = []

        def work(name: str) -> None:
            for card in range(1, 9):
                seen = 0
                while True:
                    try:
                        mine.give(FIRST, wanted(card, points=len(name) / 10, seen=seen), name)
                    except OvertakenError as error:
                        seen = max(m.number for m in error.now.values())
                    else:
                        done.append((name, card, len(name) / 10))
                        break

        graders = [threading.Thread(target=work, args=("x" * n,)) for n in range(1, 5)]
        for one in graders:
            one.start()
        for one in graders:
            one.join()
        assert len(done) == 32
        with store.reading() as connection:
            rows = connection.execute("SELECT grader, count(*) FROM marks GROUP BY grader").fetchall()
        assert rows == [("x" * n, 8) for n in range(1, 5)]
        last = [m.mark.points or 0.0 for m in mine.marks(FIRST).values()]
        assert sorted(last) == sorted(p for p in stored(store).values() if p is not None)


def test_a_decision_about_another_question_of_the_student_is_stored_and_taken_back(out: Path) -> None:
    with desk(out) as (mine, store):
        mine.adjust(FIRST, 1, "loss", 1.0, "a misprint", 0, "Dee")
        report, _, given = mine.student(FIRST, 1)
        assert report.score == 1.0
        with pytest.raises(OvertakenError):
            mine.adjust(FIRST, 1, "loss", 0.0, "no", 0, "Bo")
        mine.adjust(FIRST, 1, "loss", None, "", given["loss"].number, "Bo")
        assert sum(r.score for r in store.reports()) == 0


def test_answers_taken_apart_stay_apart(tmp_path: Path) -> None:
    texts = {"a": "The gradient vanishes for large inputs", "b": "The gradeint vanishes for large inputs"}
    with desk(a_class(tmp_path / "out", texts)) as (mine, _):
        (pile,) = mine.piles(FIRST)
        mine.take_apart(FIRST, [c.number for c in pile.variants[0]])
        assert len(mine.piles(FIRST)) == 2
    with desk(tmp_path / "out") as (again, _):
        assert len(again.piles(FIRST)) == 2


def test_a_page_is_there_a_moment_after_the_mark_although_nobody_ends_the_server(out: Path) -> None:
    with desk(out) as (mine, _), closing(PageWriter(mine, OutputFolder(out), seconds=0.01)):
        page = out / "feedback" / f"{mine.student(FIRST, 1)[0].slug}.html"
        assert not page.exists()
        mine.give(FIRST, MarkWish((1,), 0.75, (), "A comment of Dee", 0), "Dee")
        give_up = monotonic() + 60
        while not page.exists() and monotonic() < give_up:
            sleep(0.01)
        assert "A comment of Dee" in page.read_text(encoding="utf-8")
        assert [path.stem for path in page.parent.glob("*.html")] == [page.stem]
