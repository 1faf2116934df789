"""Evidence as bytes: what is read is what was written, and bytes from elsewhere are refused."""

from __future__ import annotations

import zlib
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.batch.packing import FORMAT, PackingError, pack, pack_document, unpack, unpack_document
from autograder.plain.evidence import (
    Absent,
    Answer,
    Cell,
    CellRun,
    Crashed,
    Evidence,
    Failure,
    Location,
    Opaque,
    Outcome,
    Probe,
    Raised,
    Replaced,
    Returned,
    Rng,
    StandIns,
    TimedOut,
    Timings,
    TooLarge,
)
from autograder.submissions.submission import Document, WrittenCell

PLAN = (Probe("forward", (np.ones((2, 3)), {"w": 1.0}), ("loss",)), Probe("loss", (1.0, 2.0)))
NAN = np.array([[np.nan, -np.inf], [-0.0, 5e-324]])
OBJECTS = ["|O", [1], b"12345678"]
"""An array of addresses, as a forger would write it."""

VALUES = [
    None,
    True,
    -0.0,
    float("nan"),
    2**200,
    -(2**63) - 1,
    1 + 2j,
    "text \x00 ü",
    (1, [2.0, (3,)], {}),
    {"W1": NAN, 3: "x", Opaque("Tensor"): None},
    np.zeros((0, 3)),
    np.array(1.5),
    np.float32(1.5),
    np.arange(4, dtype="<i2")[::2],
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.array([True, False]),
    Opaque("numpy.matrix"),
    Rng(7, (5, 4)),
]


def same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray | np.generic):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict) and isinstance(b, dict):
        return [*a] == [*b] and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and repr(a) == repr(b)


def roundtrip(value: object) -> object:
    evidence = Evidence("p", 1, (), (Answer(PLAN[0], Returned(value, (1,), 2)), Answer(PLAN[1], Absent())), planned=2)
    outcome = unpack(pack(evidence), PLAN).answers[0].outcome
    assert isinstance(outcome, Returned)
    assert (outcome.changed, outcome.strayed) == ((1,), 2)
    return outcome.value


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_with_its_type_and_every_bit(value: object) -> None:
    assert same(roundtrip(value), value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=8,
)


@given(PLAIN)
def test_any_plain_value_comes_back(value: object) -> None:
    assert same(roundtrip(value), value)


def test_everything_else_comes_back_too() -> None:
    recorded = Answer(Probe("sigmoid", (np.array([1.0]), Rng(3))), Raised("ValueError", "no", Location(1, 2, "f")))
    instead = StandIns(5, {"sigmoid": None, "forward": {"z": NAN}}, {"dz1": np.ones(2)}, ("dz1", "dW1"))
    tried_again = Answer(Probe("backward", (1.0,), instead=instead), Absent())
    right = StandIns(0, reported=("sigmoid",), results=({"z": np.ones(2)}, 0.5))
    with_right_helpers = Answer(Probe("backward", (2.0,), instead=right), Returned(["sigmoid", [NAN], {}]))
    outcomes: list[Outcome] = [TimedOut(2.0, "cell"), Crashed("left")]
    answers = (*(Answer(p, o) for p, o in zip(PLAN, outcomes, strict=True)), recorded, tried_again, with_right_helpers)
    runs = (CellRun(0), CellRun(3, (Failure(TimedOut(9.0, "submission"), 2, 4),), (Replaced("f", "int"),)))
    timings = Timings(0.1, 0.2, 0.3, 0.4, 0.5)
    evidence = Evidence("p", 2**127 + 1, runs, answers, "printed", timings, 2)
    back = unpack(pack(evidence), PLAN)
    assert repr(back) == repr(evidence)
    assert back.timings == timings
    too_large = Evidence("p", 1, (), (Answer(PLAN[0], TooLarge(5)), Answer(PLAN[1], Absent())), planned=2)
    assert unpack(pack(too_large), PLAN).answers == too_large.answers


def test_a_document_comes_back() -> None:
    document = Document("a.ipynb", "p", (Cell(0, "x = 1"), Cell(4, "ü")), ("note",), (WrittenCell("why", "text"),))
    assert unpack_document(pack_document(document)) == document


def forged(value: object, arrays: list[object]) -> bytes:
    outcomes = [[0, value, [], 0], [4]]
    return zlib.compress(msgspec.msgpack.encode([FORMAT, "p", "1", [], outcomes, [], "", [0.0] * 5, arrays]))


def test_what_is_forged_well_is_read() -> None:
    (answer, _) = unpack(forged([7, 0], [["<f8", [1], np.float64(2.0).tobytes()]]), PLAN).answers
    assert answer.outcome == Returned(np.array([2.0]), (), 0)


def numbers(*arrays: np.ndarray) -> Evidence:
    answers = (Answer(PLAN[0], Returned(arrays, (), 0)), Answer(PLAN[1], Absent()))
    return Evidence("p", 1, (), answers, planned=2)


def test_an_array_that_comes_again_is_stored_once_and_read_as_one_of_its_own() -> None:
    first = np.random.default_rng(0).normal(size=(100, 2))
    once, twice = pack(numbers(first)), pack(numbers(first, first.copy(), first.copy()))
    assert len(twice) < len(once) + 20
    outcome = unpack(twice, PLAN).answers[0].outcome
    assert isinstance(outcome, Returned)
    one, other, _ = outcome.value
    one[0, 0] = 7.0
    assert np.array_equal(other, first)


def test_what_is_no_mass_of_numbers_or_a_large_one_is_compressed() -> None:
    assert len(pack(replace(numbers(np.ones(100)), output="many words " * 1000))) < 1000
    assert len(pack(numbers(np.zeros(1 << 17)))) < 10_000
    assert len(pack(numbers(np.zeros(1000)))) > 8000, "not worth the time"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zlib",
        zlib.compress(b"\xc1"),
        zlib.compress(msgspec.msgpack.encode([99, "p", "1", [], [], [], "", [0.0] * 5])),
        zlib.compress(
            msgspec.msgpack.encode([FORMAT, "p", "1", [], [], [], "", [0.0] * 5, []])
        ),  # other than two answers
        forged([7, 0], [OBJECTS]),
        forged([7, 1], [["<f8", [1], b"12345678"]]),
        forged([7, "0"], []),
        forged([7, 0], [["<f8", [2], b"12345678"]]),
    ],
)
def test_bytes_that_are_no_evidence_are_refused(data: bytes) -> None:
    with pytest.raises(PackingError):
        unpack(data, PLAN)


def test_what_is_no_plain_value_is_never_stored() -> None:
    with pytest.raises(TypeError, match="object is not a plain value"):
        roundtrip(object())
