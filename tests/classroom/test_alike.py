"""Equal and nearly equal answers are one pile; what may mean something else never is."""

from __future__ import annotations

import random

import pytest

from autograder.classroom.alike import is_slip, piles
from autograder.classroom.written_answers import Card
from autograder.report.report import WrittenAnswer

TEXT = "The gradient of the loss vanishes because the sigmoid saturates for large inputs, so $W_1$ stays where it is."


def cards(*texts: str) -> list[Card]:
    return [Card(i, f"n{i}", f"s{i}", WrittenAnswer("why", "Why?", 2.0, text)) for i, text in enumerate(texts)]


def numbers(*texts: str, apart: frozenset[str] = frozenset()) -> list[list[int]]:
    made = cards(*texts)
    found = piles(made, apart, [card.answer.text for card in made])
    return [[c.number for group in (pile.cards, *pile.variants) for c in group] for pile in found]


@pytest.mark.parametrize(
    "other",
    [
        TEXT,
        TEXT.upper().replace("$W_1$".upper(), "$W_1$"),
        TEXT.replace(" ", "\n"),
        TEXT.replace("$W_1$", "$ W_1 $").removesuffix("."),
        TEXT.replace("The gradient of the", "Gradient of"),
        TEXT.replace("saturates", "saturtes"),
        TEXT.replace("vanishes", "vanihses"),
        f"**{TEXT}**",
    ],
)
def test_the_same_words_are_one_pile(other: str) -> None:
    assert numbers(TEXT, other) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("vanishes", "explodes"),
        TEXT.replace("because", "not because"),
        TEXT.replace("large", "small"),
        TEXT.replace("$W_1$", "$W_2$"),
        TEXT.replace("$W_1$", "$w_1$"),
        TEXT.replace("saturates", "saturtes").replace("gradient", "gradeint"),
        "",
    ],
)
def test_other_words_are_another_pile(other: str) -> None:
    assert numbers(TEXT, other) == [[0], [1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("atypical", "typical"), ("layer1", "layer2"), ("linear", "nonlinear"), ("bigger", "digger"), ("mean", "man")],
)
def test_what_turns_the_meaning_around_is_no_slip(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)


def test_one_slip_anywhere_is_near_and_two_are_not() -> None:
    rng = random.Random(1)
    word = "backpropagation"
    for _ in range(200):
        place = rng.randrange(1, len(word) - 1)
        once = rng.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + "q" + word[place:],
                word[:place] + "q" + word[place + 1 :],
            )
        )
        assert is_slip(word, once)
        assert is_slip(once, word)
    assert not is_slip(word, "bakpropagatoin")


def test_an_answer_that_was_taken_apart_stays_apart() -> None:
    other = TEXT.replace("saturates", "saturtes")
    assert numbers(TEXT, other, TEXT, apart=frozenset({other})) == [[0, 2], [1]]


def test_no_answer_is_lost_or_twice_in_any_class() -> None:
    rng = random.Random(2)
    texts = []
    for _ in range(400):
        said = TEXT.split()
        for _ in range(rng.randrange(3)):
            said[rng.randrange(len(said))] = rng.choice(("not", "saturtes", "the", "$x$", "", "\u202e", "a" * 5000))
        texts.append(" ".join(said))
    assert sorted(n for pile in numbers(*texts) for n in pile) == list(range(400))
