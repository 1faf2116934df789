"""Copies come first, however they are disguised; what is given or what everybody writes makes nobody suspicious."""

from __future__ import annotations

import itertools
import random
import sys
import time
import tracemalloc

import pytest

from autograder.classroom.similar.comparison import Handed, compared
from autograder.classroom.similar.fingerprints import GRAM, WINDOW, grams, winnowed
from autograder.classroom.similar.pairs import Index, given_grams
from autograder.classroom.similar.passages import passages, pieces
from autograder.classroom.similar.tokens import MOST_CHARACTERS, Tokens, tokens_of
from tests.classroom.similar.made import GIVEN, disguised, own
from tests.sample import WHOLE

Class = list[Tokens]


def a_class(students: int, copies: int, seed: int) -> tuple[Class, set[frozenset[int]]]:
    """The hand-ins, and which are copies of which; the copies are spread over the class."""
    rng = random.Random(seed)
    written = [own(rng) for _ in range(students - copies)]
    originals = rng.sample(range(len(written)), copies)
    hands = [(number, cells) for number, cells in enumerate(written)]
    hands += [(original, disguised(written[original], rng)) for original in originals]
    rng.shuffle(hands)
    places: dict[int, list[int]] = {}
    for place, (number, _) in enumerate(hands):
        places.setdefault(number, []).append(place)
    return [tokens_of(cells) for _, cells in hands], {frozenset(p) for p in places.values() if len(p) > 1}


def indexed(hands: Class) -> Index:
    index = Index(given_grams([GIVEN]))
    for hand in hands:
        index.add(hand)
    return index


@pytest.mark.parametrize("students", [12, 40, 300])
def test_disguised_copies_come_before_everybody_else(students: int) -> None:
    for seed in range(3):
        hands, copied = a_class(students, 4, seed)
        ranked = indexed(hands).pairs(40)
        assert {frozenset((p.first, p.second)) for p in ranked[:4]} == copied, (seed, ranked[:6])
        assert ranked[3].likeness > 1.2 * ranked[4].likeness


def test_the_given_code_and_what_everybody_writes_is_no_evidence() -> None:
    alone = [tokens_of([GIVEN]) for _ in range(40)]
    assert indexed(alone).pairs(10) == []
    everybody = own(random.Random(1))
    assert indexed([tokens_of(everybody) for _ in range(40)]).pairs(10) == []


def test_of_two_hand_ins_the_common_code_is_still_shown() -> None:
    cells = own(random.Random(1))
    (pair,) = indexed([tokens_of(cells), tokens_of(disguised(cells, random.Random(2)))]).pairs(10)
    assert pair.likeness > 0.3


def test_every_shared_run_of_tokens_that_is_long_enough_is_found() -> None:
    """The guarantee of winnowing: GRAM + WINDOW - 1 tokens in a row share a fingerprint, whatever is around them."""
    rng = random.Random(5)
    words = "( ) [ ] + - * / . , : if for in = == return 1 name and or not".split()
    for _ in range(200):
        shared = [rng.choice(words) for _ in range(GRAM + WINDOW - 1)]
        texts = []
        for _ in range(2):
            around = [[rng.choice(words) for _ in range(rng.randrange(60))] for _ in range(2)]
            texts.append(tokens_of([" ".join((*around[0], *shared, *around[1]))]))
        kept = [set(grams(t)[winnowed(t)].tolist()) for t in texts]
        assert kept[0] & kept[1]


def test_the_passages_of_a_pair_are_equal_tokens_and_its_pieces_are_the_whole_text() -> None:
    for seed in range(20):
        rng = random.Random(seed)
        cells = own(rng)
        first, second = tokens_of(cells), tokens_of(disguised(cells, rng))
        index = indexed([first, second])
        found = passages(first, second, index, without=(bytearray(len(first)), bytearray(len(second))))
        assert sum(p.length for p in found) > 0.5 * len(second)
        for side, tokens in ((0, first), (1, second)):
            spans = [((p.first, p.second)[side], p.length) for p in found]
            taken = sorted(spans)
            assert all(a + n <= b for (a, n), (b, _) in itertools.pairwise(taken)), "none overlap"
            assert "".join(piece.text for piece in pieces(tokens, spans)) == tokens.text
        for p in found:
            assert (first.kinds[p.first : p.first + p.length] == second.kinds[p.second : p.second + p.length]).all()


def test_passages_stop_where_the_given_code_begins() -> None:
    rng = random.Random(3)
    cells = own(rng)
    hands = [tokens_of(cells), tokens_of(disguised(cells, rng)), *(tokens_of(own(rng)) for _ in range(10))]
    both, index = (hands[0], hands[1]), indexed(hands)
    found = compared(index.pairs(1)[0], (Handed(("a",), ("a",)), Handed(("b",), ("b",))), both, index)
    for side in found.sides:
        shown = "".join(piece.text for piece in side.pieces if piece.passage)
        assert "def backward" in shown
        assert "plt.plot" not in shown
        assert 50 < side.share <= 100


@pytest.mark.parametrize(
    "text",
    [
        *("", "'", '"""', "'''" + "\\'''" * 20_000, '"' * 90_000, "\\" * 90_000, "\\\n" * 40_000, "f'{'" * 20_000),
        *("a." * 40_000, "(" * 90_000, "\ud800" * 90_000, "\0\x1b[31m\u202e", "0" * 90_000, "x = 1\n" * 30_000),
        "".join(map(chr, range(0x3000))),
    ],
    ids=range(15),
)
def test_any_text_is_compared(text: str) -> None:
    tokens = tokens_of([text])
    assert len(tokens.text) <= MOST_CHARACTERS
    index = indexed([tokens, tokens])
    index.pairs(3)
    found = passages(tokens, tokens, index, without=(bytearray(len(tokens)), bytearray(len(tokens))))
    assert "".join(piece.text for piece in pieces(tokens, [(p.first, p.length) for p in found])) == tokens.text


def test_memory_grows_no_faster_than_the_class() -> None:
    hands, _ = a_class(40, 4, 1)
    peaks = []
    for times in (5, 15):
        tracemalloc.start()
        indexed(hands * times).pairs(30)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3.5 * peaks[0]


def test_the_figures_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """`WHOLE=1 pytest tests/classroom/similar/test_pairs.py -k figures` prints those that docs/tas.md gives."""
    students = 5_000 if WHOLE else 60
    rng = random.Random(7)
    written = [own(rng) for _ in range(students)]
    started = time.process_time()
    indexed([tokens_of(cells) for cells in written]).pairs(30)
    seconds = time.process_time() - started
    tracemalloc.start()
    index = Index(given_grams([GIVEN]))
    for cells in written:
        index.add(tokens_of(cells))
    index.pairs(30)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    if WHOLE:
        with capsys.disabled():
            sys.stdout.write(f"\n{students:,} hand-ins: {seconds:.0f} seconds of CPU time, {peak:.0f} MB\n")
    assert peak < 0.05 * students
