"""Recognise known wrong answers to the public examples by their digests, and read the hint that each one unlocks.

A notebook holds no answers and no readable hints. A digest is a slow hash of a *wrong* answer, rounded; it has fewer
bits than the rounded answer, so many answers share one. The hint of a named mistake is encrypted with a key that only
the wrong answer itself gives.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from autograder.diagnose.mistake_kinds import KINDS
from autograder.judge.numeric import Floats
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain

STEPS = 61803.398875
"""Steps per largest entry to which an answer is rounded. It is no simple number, so that an exact answer such as one
half of the largest entry is never in the middle between two steps, where processors would round differently."""
SMALLEST = 1e-9
"""A block whose entries are all smaller is zero: what differences of equal numbers leave depends on the processor."""
ROUNDS = 1000
"""Rounds of the hash, 0.5 ms: a check computes one per wrong value, somebody who searches for an answer 10^12."""
DIGEST, KEY = 6, 9
"""Characters of a digest (36 bits), and bytes of a key."""


@dataclass(frozen=True)
class KnownMistake:
    """The name of a mistake and its hint."""

    name: str
    hint: str


@dataclass(frozen=True)
class KnownMistakes:
    """Digests of known wrong answers, by question.

    `kinds` holds the digests of each kind of mistake, by its `mark`, one after the other. `locked` holds, for each of
    `texts`, the digests of its answers, each followed by the key that the answer unlocks.
    """

    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    def of(self, functions: set[str]) -> KnownMistakes:
        """Return only the mistakes of these functions."""

        def kept(given: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
            return {name: found for name, found in given.items() if name.partition(".")[0] in functions}

        locked = kept(self.locked)
        used = sorted({int(i) for found in locked.values() for i in found})
        place = {str(old): str(new) for new, old in enumerate(used)}
        renumbered = {q: {place[i]: digests for i, digests in found.items()} for q, found in locked.items()}
        return KnownMistakes(kept(self.kinds), renumbered, tuple(self.texts[i] for i in used))

    def named(self, question: str, blocks: Sequence[Floats]) -> KnownMistake | None:
        """Return the mistake that gives these wrong values, or None if no known one does."""
        if question not in self.kinds and question not in self.locked:
            return None
        print_ = fingerprint(question, blocks)
        for index, entries in self.locked.get(question, {}).items():
            for digest, pad in _pairs(entries):
                if digest == print_.digest:
                    return _unlocked(self.texts[int(index)], _xor(pad, print_.pad))
        for kind in KINDS:
            digests = self.kinds.get(question, {}).get(mark(kind.name), "")
            if print_.digest in (digests[i : i + DIGEST] for i in range(0, len(digests), DIGEST)):
                return KnownMistake(kind.name, kind.hint)
        return None


@dataclass(frozen=True)
class Fingerprint:
    """What identifies a wrong answer, and what hides the key to its hint."""

    digest: str
    pad: bytes


def fingerprint(question: str, blocks: Sequence[Floats], steps: float = STEPS) -> Fingerprint:
    """Return the fingerprint of the values of one question in all public examples."""
    text = repr([_rounded(block, steps) for block in blocks]).encode()
    made = hashlib.pbkdf2_hmac("sha256", text, question.encode(), ROUNDS)
    return Fingerprint(base64.b64encode(made[:6]).decode()[:DIGEST], made[-KEY:])


def _rounded(block: Floats, steps: float) -> tuple[tuple[int, ...], int, list[int]]:
    """Return the shape, the magnitude, and the entries in steps of the largest entry."""
    largest = float(np.abs(block).max(initial=0.0))
    if largest < SMALLEST:
        return block.shape, 0, []
    magnitude = round(float(np.log(largest)) * steps)
    return block.shape, magnitude, np.rint(block / largest * steps).astype(np.int64).ravel().tolist()


def blocks_of(piece: str, calls: Sequence[Expected], values: Sequence[Plain]) -> list[Floats] | None:
    """Return the numbers of one piece of some answers, or None if their form is wrong or they say too little.

    The same number everywhere says too little: many mistakes lead there.
    """
    blocks: list[Floats] = []
    for value, expected in zip(values, calls, strict=True):
        try:
            leaves = read(value, piece, expected)
        except (LookupError, TypeError, ValueError):  # a variant of a function may return anything
            return None
        good = [leaf.got for leaf in leaves if isinstance(leaf, Leaf) and leaf.got.shape == leaf.want.shape]
        if len(good) < len(leaves) or not all(np.isfinite(block).all() for block in good):
            return None
        blocks += good
    return blocks if any(_tells(block) for block in blocks) else None


def _tells(block: Floats) -> bool:
    largest = float(np.abs(block).max(initial=0.0))
    return largest >= SMALLEST and (block.size == 1 or float(np.ptp(block)) > SMALLEST * largest)


def locked(mistake: KnownMistake) -> tuple[bytes, str]:
    """Return the key of a hint, and the hint encrypted with it. The same hint gives the same key."""
    text = f"{mistake.name}\n{mistake.hint}".encode()
    key = hashlib.sha256(text).digest()[:KEY]
    return key, base64.b64encode(_xor(text, _stream(key, len(text)))).decode()


def entry(print_: Fingerprint, key: bytes) -> str:
    """Return a digest with the key that its answer unlocks."""
    return print_.digest + base64.b64encode(_xor(key, print_.pad)).decode()


def mark(kind: str) -> str:
    """Return what stands for a kind of mistake in a notebook, which names none."""
    return hashlib.sha256(kind.encode()).hexdigest()[:DIGEST]


def _pairs(entries: str) -> Iterator[tuple[str, bytes]]:
    each = DIGEST + KEY * 4 // 3
    for at in range(0, len(entries), each):
        yield entries[at : at + DIGEST], base64.b64decode(entries[at + DIGEST : at + each])


def _unlocked(text: str, key: bytes) -> KnownMistake | None:
    hidden = base64.b64decode(text)
    try:
        name, _, hint = _xor(hidden, _stream(key, len(hidden))).decode().partition("\n")
    except UnicodeDecodeError:  # an answer that shares only the digest
        return None
    return KnownMistake(name, hint)


def _stream(key: bytes, length: int) -> bytes:
    made = b""
    for number in count():
        if len(made) >= length:
            return made
        made += hashlib.sha256(key + bytes([number])).digest()
    raise AssertionError("count() never ends")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def known_to_json(known: KnownMistakes) -> dict[str, Any]:
    """Write known mistakes as nested dicts of texts."""
    return {"kinds": known.kinds, "locked": known.locked, "texts": list(known.texts)}


def known_from_json(given: Any) -> KnownMistakes:
    """Read known mistakes. Raises KeyError, TypeError, ValueError or AttributeError if they are invalid."""

    def nested(table: Any) -> dict[str, dict[str, str]]:
        return {str(q): {str(name): str(digests) for name, digests in found.items()} for q, found in table.items()}

    if given is None:
        return KnownMistakes()
    return KnownMistakes(nested(given["kinds"]), nested(given["locked"]), tuple(str(t) for t in given["texts"]))
