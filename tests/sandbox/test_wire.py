import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.plain.dtypes import DTYPES
from autograder.plain.evidence import Cell, Opaque, OwnFile, Probe, Program, Rng
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.wire import decoder
from autograder.sandbox.wire.decoder import Frames, decode
from autograder.sandbox.wire.encoder import TooLargeError, encode, encode_returned
from autograder.sandbox.wire.frames import HEADER, MAGIC, MAX_STRUCTURE
from autograder.sandbox.wire.request import new_base, nonce_of, read_request, write_calls, write_cells

NONCE = b"n" * 16
MANY = 1 << 30


def there_and_back(value: Any, cap: int = MANY) -> Any:
    """Send a value to the judge, a second time when its structure is remembered, and to the student's process."""
    first, second = (_sent(value, cap, decode) for _ in range(2))
    assert _picture(first) == _picture(second) == _picture(_asked(value))
    return first


def _asked(value: Any) -> Any:
    """Send a value to the student's process, as an argument of two calls that share nothing there."""
    frames = Frames(MANY, read_request, MANY)
    frames.feed(write_calls([Probe("f", (value, 1), ("g",), little=True), Probe("h", (value,))], NONCE))
    frame = frames.next()
    assert frame is not None
    base, calls = frame
    (f, (first, one), watched, little, _), (h, (second,), *unwatched) = calls
    assert (base, f, one, watched, little, h, *unwatched) == (NONCE, "f", 1, ("g",), True, "h", (), False, None)
    assert _picture(first) == _picture(second)
    if isinstance(first, list | dict | np.ndarray):
        assert first is not second
        assert not isinstance(first, np.ndarray) or not np.shares_memory(first, second)
    return second


def _sent(value: Any, cap: int, reading: Callable[[bytes, bytes], Any]) -> Any:
    frames = Frames(cap, reading)
    frames.feed(encode(value, NONCE, cap))
    frame = frames.next()
    assert frame is not None
    assert frame[0] == NONCE
    assert frames.next() is None
    return frame[1]


def _picture(value: Any) -> Any:
    """Write a value with its types and every bit."""
    if isinstance(value, np.ndarray | np.generic):
        return type(value), value.dtype, value.shape, value.tobytes()
    if isinstance(value, dict):
        return [(k, _picture(v)) for k, v in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [_picture(v) for v in value]
    return repr(value)


SCALARS = [None, True, False, 0, -1, 2**200, 0.0, -0.0, 1e-320, 1.5, "", "text", "é\u202e\n", "long " * 200]
PLAIN: list[Any] = [
    *SCALARS,
    2 + 3j,
    (),
    [],
    {},
    (1, [2, {"a": None, 3: (4.0,)}]),
    [0.1] * 50,
    tuple([0.1] * 50),
    Opaque("numpy.matrix"),
    Rng(5, (3, 4)),
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda v: repr(v)[:30])
def test_plain_values_come_back_as_they_went(value: Any) -> None:
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)
    assert repr(back) == repr(value)


@pytest.mark.parametrize("text", ["inf", "-inf", "nan"])
def test_floats_that_are_no_numbers_travel(text: str) -> None:
    assert repr(there_and_back(float(text))) == text


@pytest.mark.parametrize("name", sorted(DTYPES))
def test_arrays_and_scalars_keep_dtype_and_shape(name: str) -> None:
    array = np.arange(12).reshape(3, 4).astype(name)
    for value in (array, array.T, array[::2, 1:], array[:0], np.array(array[1, 1])):
        back = there_and_back(value)
        assert type(back) is np.ndarray
        assert back.dtype == value.dtype
        assert back.shape == value.shape
        assert back.flags.owndata
        assert back.flags.writeable
        np.testing.assert_array_equal(back, value)
    scalar = there_and_back(array[1, 1])
    assert type(scalar) is type(array[1, 1])
    assert scalar == array[1, 1]


@given(hnp.arrays(st.sampled_from([np.float64, np.float32, np.int64, np.bool_]), hnp.array_shapes(min_dims=0)))
@settings(max_examples=50)
def test_any_array_survives(array: Any) -> None:
    assert there_and_back(array).tobytes() == array.tobytes()


def test_foreign_byte_order_and_long_double_are_converted() -> None:
    assert there_and_back(np.array([1.0, 2.0], ">f8")).tolist() == [1.0, 2.0]
    assert there_and_back(np.array([1.5], np.longdouble)).tolist() == [1.5]


class Sub(np.ndarray[Any, Any]):
    pass


@pytest.mark.parametrize("kind", [Sub, np.recarray])
def test_an_array_of_a_subclass_arrives_as_a_plain_one(kind: type[np.ndarray[Any, Any]]) -> None:
    value = np.arange(6.0).reshape(2, 3)
    back = _sent({"a": value.T.view(kind), "b": value.astype(">f8").view(kind)}, MANY, decode)
    assert type(back["a"]) is type(back["b"]) is np.ndarray
    assert np.array_equal(back["a"], value.T)
    assert np.array_equal(back["b"], value)


def iter_nothing() -> Iterator[None]:
    yield None


OPAQUE = [
    (np.zeros((1, 1)).view(np.matrix), "numpy.matrix"),
    (np.ma.masked_array([1.0]), "numpy.ma"),
    (np.array([None]), "numpy.ndarray of dtype object"),
    (np.array(["a"]), "numpy.ndarray of dtype str"),
    (np.zeros(1, [("a", "f8")]), "numpy.ndarray of dtype void"),
    (iter_nothing(), "generator"),
    (2**300, "int of 301 bits"),
    (object(), "object"),
    ({1}, "set"),
    (test_any_array_survives, "function"),
]


@pytest.mark.parametrize(("value", "name"), OPAQUE, ids=[name for _, name in OPAQUE])
def test_what_does_not_travel_is_opaque_in_its_place(value: Any, name: str) -> None:
    back = there_and_back({"good": 1.0, "bad": value, "list": [value, 2]})
    assert back["good"] == 1.0
    assert isinstance(back["bad"], Opaque)
    assert name in back["bad"].type_name
    assert back["list"] == [back["bad"], 2]


def test_a_cycle_is_cut() -> None:
    ring: list[Any] = []
    ring.append(ring)
    back = _sent(ring, MANY, decode)
    while isinstance(back, list):
        (back,) = back
    assert back == Opaque("nested too deeply")


def test_lone_surrogates_are_replaced() -> None:
    assert there_and_back("a\ud800b") == "a?b"


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(200),
        np.broadcast_to(np.float64(1), (10**6, 10**6)),
        np.broadcast_to(np.array(1, ">f8"), (10**6, 10**6)),
        "x" * 2000,
        list(range(5000)),
        [0.0] * 5000,
    ],
    ids=["array", "broadcast", "foreign broadcast", "text", "list", "floats"],
)
def test_too_much_is_refused_before_it_is_copied(value: Any) -> None:
    with pytest.raises(TooLargeError):
        encode(value, NONCE, 1000)


HOSTILE = [
    b"",
    b"[1]",
    b"nul",
    b"NaN",
    b"1e5",
    b"[" * 100_000,
    b'{"z":[]}',
    b'{"a":["<f8",0,2]}',
    b'{"a":["|O",0,1]}',
    b'{"a":["<f8",0,-1]}',
    b'{"a":["<f8",0,1099511627775,1099511627775]}',
    b'{"a":["<f8",0,true]}',
    b'{"a":["<f8",7]}',
    b'{"a":[]}',
    b'{"a":["<f8",0,0,1099511627775,1099511627775,1099511627775]}',
    b'{"d":[[1]]}',
    b'{"d":[[[],1]]}',
    b'{"d":[[{"t":[]},1]]}',
    b'{"d":[[null,1]]}',
    b'{"f":"x"}',
    b'{"f":1}',
    b'{"f":[1]}',
    b'{"f":[]}',
    b'{"c":[]}',
    b'{"c":[1,2]}',
    b'{"d":[[{"f":[]},1]]}',
    b'{"d":[[{"o":[]},1]]}',
    b'{"d":[[{"o":["x"],"t":[]},1]]}',
    b'{"s":[-1]}',
    b'{"s":[99]}',
    b'{"Fl":[4097]}',
    b'{"Fl":[1]}',
    b'{"o":[1]}',
    b'{"o":["' + b"x" * 200 + b'"]}',
    b'{"r":[]}',
    b'{"r":[1.5]}',
    b'{"l":[],"t":[]}',
    b"9" * 200,
    b"9" * 10_000,
]


@pytest.mark.parametrize("structure", HOSTILE, ids=lambda s: s[:40].decode())
def test_hostile_structures_are_protocol_errors(structure: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(structure, b"")


def test_equal_structures_make_values_that_share_nothing() -> None:
    value = {"a": [np.zeros(2)], "b": {}}
    first, second = (_sent(value, MANY, decode) for _ in range(2))
    first["a"][0][:] = 1
    first["a"].append(1)
    first["b"]["new"] = 1
    assert repr(second) == repr(value) == repr(_sent(value, MANY, decode))


def test_only_short_structures_are_remembered_and_few_of_them() -> None:
    remembered = decoder._remembered
    remembered.cache_clear()
    decode(b'{"l":[' + b"1," * 600 + b"1]}", b"")
    assert remembered.cache_info().currsize == 0
    for i in range(1000):
        decode(b'{"l":[%d]}' % i, b"")
    assert remembered.cache_info().currsize <= 128
    with pytest.raises(ProtocolError):
        decode(b'{"l":[999]}', b"12345678")


RETURNED = [*PLAIN, np.arange(6.0).reshape(2, 3), {"a": np.float32(1), "b": [{}, "x" * 300]}, [1] * 4089, np.zeros(200)]


@pytest.mark.parametrize("value", RETURNED, ids=lambda v: repr(v)[:30])
@pytest.mark.parametrize("changed", [[], [0], [2, 0, 11]])
def test_the_short_way_to_write_an_answer_writes_the_same(value: Any, changed: list[int]) -> None:
    assert encode_returned(value, changed, NONCE, MANY) == encode(("returned", value, changed), NONCE, MANY)


@pytest.mark.parametrize("size", range(4085, 4096))
def test_the_short_way_refuses_the_same(size: int) -> None:
    def refused(write: Callable[..., bytes], *said: Any) -> bool:
        try:
            write(*said, NONCE, MANY)
        except TooLargeError:
            return True
        return False

    value = [1] * size
    assert refused(encode_returned, value, [1]) == refused(encode, ("returned", value, [1])) == (size > 4091)


@pytest.mark.parametrize("depth", range(10, 18))
def test_the_short_way_cuts_at_the_same_depth(depth: int) -> None:
    value: Any = 1.0
    for _ in range(depth):
        value = [value]
    assert encode_returned(value, [], NONCE, MANY) == encode(("returned", value, []), NONCE, MANY)


def test_cells_arrive_in_their_order() -> None:
    cells = (Cell(3, "é = 1\n" * 1000), Cell(5, ""), Cell(4, "a\ud800b"))
    program = Program(cells, (OwnFile("lib/h.py", "é = 2"), OwnFile("k.py", "")), ("f", "g"))
    frames = Frames(MANY, read_request, MANY)
    frames.feed(write_cells(program, NONCE, {5}, {4: [2, 7]}))
    frame = frames.next()
    assert frame is not None
    assert list(frame[1]) == [(3, "é = 1\n" * 1000, False, []), (5, "", True, []), (4, "a?b", False, [2, 7])]
    assert list(frame[1].files()) == [("lib/h.py", "é = 2"), ("k.py", "")]
    assert frame[1].functions == ["f", "g"]


def test_a_request_may_have_a_structure_larger_than_an_answer_may() -> None:
    many = [Probe("f", ([[i] * 4 for i in range(4000)],)) for _ in range(40)]
    frame = write_calls(many, NONCE)
    assert len(frame) > MAX_STRUCTURE
    frames = Frames(MANY, read_request, MANY)
    frames.feed(frame)
    found = frames.next()
    assert found is not None
    assert [args for _, args, *_ in found[1]] == [probe.args for probe in many]
    answers = Frames(MANY)
    answers.feed(frame)
    with pytest.raises(ProtocolError):
        answers.next()


def test_each_answer_has_a_nonce_of_its_own() -> None:
    base = new_base(bytes(range(16)))
    assert nonce_of(base, 0) == base
    assert len({nonce_of(base, i) for i in range(1000)}) == 1000
    assert {len(nonce_of(base, i)) for i in (0, 1, 1 << 31)} == {16}


def test_data_that_nobody_declared_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError):
        decode(b"null", b"12345678")


def test_bytes_in_a_bool_array_are_0_or_1() -> None:
    assert decode(b'{"a":["|b1",0,3]}', b"\x00\x02\xff\0\0\0\0\0").view(np.uint8).tolist() == [0, 1, 1]


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_random_bytes_raise_nothing_but_protocol_errors(noise: bytes) -> None:
    frames = Frames(1000)
    frames.feed(noise)
    with suppress(ProtocolError):
        frames.next()
        decode(noise, noise)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(sorted(DTYPES)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "d", "t", "l", "Fl", "Ft", "c", "s", "o", "r", "f"]), inner, max_size=2)
    ),
)


@given(JSON, st.binary(max_size=64))
@settings(max_examples=300)
def test_structures_of_any_form_raise_nothing_but_protocol_errors(tree: Any, data: bytes) -> None:
    import json

    with suppress(ProtocolError):
        decode(json.dumps(tree).encode(), data)


@given(st.data())
@settings(max_examples=100)
def test_a_damaged_frame_raises_nothing_but_protocol_errors(data: st.DataObject) -> None:
    good = bytearray(encode({"a": np.arange(3.0), "b": [1.5] * 20, "c": "x" * 300}, NONCE, MANY))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    frames = Frames(10_000)
    frames.feed(bytes(good))
    with suppress(ProtocolError):
        frames.next()


@pytest.mark.parametrize(
    "header",
    [
        HEADER.pack(b"EVIL", NONCE, 1, 0),
        HEADER.pack(MAGIC, NONCE, MAX_STRUCTURE + 1, 0),
        HEADER.pack(MAGIC, NONCE, 1, 2**63),
    ],
)
def test_sizes_are_checked_before_anything_is_kept(header: bytes) -> None:
    frames = Frames(1000)
    frames.feed(header)
    with pytest.raises(ProtocolError):
        frames.next()


def test_a_frame_is_found_however_it_is_cut() -> None:
    frame = encode([1, 2.0], NONCE, MANY) * 2
    frames = Frames(MANY)
    found = []
    for byte in struct.unpack(f"{len(frame)}c", frame):
        frames.feed(byte)
        if (one := frames.next()) is not None:
            found.append(one)
    assert found == [(NONCE, [1, 2.0])] * 2
