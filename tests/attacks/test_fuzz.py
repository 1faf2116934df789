"""A short run of the fuzzing targets; `python -m benchmarks.fuzz` is the long one."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.seeds import SEEDS
from benchmarks.fuzz.targets import TARGETS
from tests.cpu import cpu

EXAMPLES = {"page": 15, "policy": 50}
SECONDS = 1.0
"""Of the processor, for one input: a machine that pauses meanwhile is nobody's fault."""
PIECES = [
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b":",
    b",",
    b"\\",
    b"\n",
    b"\0",
    b"=",
    b"<",
    b"`",
    b"&",
    b"\xff",
    b"9" * 300,
    b"PK",
]


def spoiled(seed: bytes, rng: random.Random) -> bytes:
    """Change a good input in a few places, as a fuzzer does."""
    data = bytearray(seed)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(4):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del data[at : at + rng.randint(1, 20)]
            case 2:
                data[at:at] = rng.choice(PIECES)
            case _:
                data[at:at] = data[rng.randrange(len(data) + 1) :][:30]
    return bytes(data)


def test_every_target_has_a_seed() -> None:
    assert set(SEEDS) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_good_and_spoiled_inputs_raise_nothing(name: str) -> None:
    rng = random.Random(name)
    for seed in SEEDS[name]:
        TARGETS[name](seed)
    for _ in range(10 * EXAMPLES.get(name, 30)):
        TARGETS[name](spoiled(rng.choice(SEEDS[name]), rng))


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_raise_nothing(name: str) -> None:
    @given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
    @settings(
        max_examples=EXAMPLES.get(name, 100),
        suppress_health_check=[HealthCheck.too_slow],
    )
    def any_bytes(data: bytes) -> None:
        def reads() -> None:
            TARGETS[name](data)

        assert cpu(reads, enough=SECONDS) < SECONDS  # the first run may have collected others' garbage

    any_bytes()


def test_a_target_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.fuzz.targets.terminal", lambda text, cap: text[:cap])
    with pytest.raises(AssertionError):
        TARGETS["line"](b"\x1b[31m")
    monkeypatch.setattr("benchmarks.fuzz.targets.csv_cell", lambda text, cap: text[:cap])
    with pytest.raises(AssertionError):
        TARGETS["cell"](b"=1+1")
    monkeypatch.setattr("benchmarks.fuzz.targets.prose", lambda text: text)
    with pytest.raises(AssertionError):
        TARGETS["sentence"](b"<img src=x>")
