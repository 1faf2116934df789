"""Recognise known wrong answers to the public examples by their digests, and read the hint that each one unlocks.

A notebook holds no answers and no readable hints. A digest is a slow hash of a *wrong* answer, rounded; it has fewer
bits than the rounded answer, so many answers share one. The hint of a named mistake is encrypted with a key that only
the wrong answer itself gives.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from autograder.diagnose.mistake_kinds import KINDS
from autograder.judge.numeric import Floats
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain
from autograder.plain.question_names import function_of

STEPS = 61803.398875
"""Steps per largest entry to which an answer is rounded. It is no simple number, so that an exact answer such as one
half of the largest entry is never in the middle between two steps, where processors would round differently."""
SMALLEST = 1e-9
"""A block whose entries are all smaller is zero: what differences of equal numbers leave depends on the processor."""
ROUNDS = 1000
"""Rounds of the hash, 0.5 ms: a check computes one per wrong value, somebody who searches for an answer 10^12."""
DIGEST, KEY, MARK = 6, 6, 3
"""Characters of a digest (36 bits), bytes of a key, and characters of the mark of a kind."""


@dataclass(frozen=True)
class KnownMistake:
    """The name of a mistake, or of two together, and its hint; `derived` if no declaration names it."""

    name: str
    hint: str
    derived: bool = False


@dataclass(frozen=True)
class KnownMistakes:
    """Digests of known wrong answers, by question.

    `kinds` holds the digests of each kind of mistake, by its `mark`, one after the other. `locked` holds, for each of
    `texts` ("3") or two together ("3 7"), the digests of their answers, each followed by the keys that it unlocks.
    """

    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    def of(self, functions: set[str]) -> KnownMistakes:
        """Return only the mistakes of these functions."""

        def kept(given: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
            return {name: found for name, found in given.items() if name.partition(".")[0] in functions}

        locked = kept(self.locked)
        used = sorted({int(i) for found in locked.values() for several in found for i in several.split()})
        place = {str(old): str(new) for new, old in enumerate(used)}
        renumbered = {
            q: {" ".join(place[i] for i in several.split()): digests for several, digests in found.items()}
            for q, found in locked.items()
        }
        return KnownMistakes(kept(self.kinds), renumbered, tuple(self.texts[i] for i in used))

    def named(self, values: Mapping[str, Sequence[Floats]]) -> dict[str, KnownMistake]:
        """Return the mistakes that give these wrong values of one function, by question, as far as they are known.

        Of several declared ones, that of most values is chosen, and of those the one that changes fewest. A value that
        says too little has only the name of what explains all values.
        """
        prints = {q: fingerprint(q, v) for q, v in values.items() if q in self.kinds or q in self.locked}
        declared = {q: self._declared(q, print_) for q, print_ in prints.items()}
        votes = Counter(index for several in declared.values() for index in several)
        own = [held for q, held in self.locked.items() if function_of(q) in map(function_of, values)]
        rank = {index: (-many, sum(index in held for held in own)) for index, many in votes.items()}
        chosen: dict[str, KnownMistake] = {}
        for question, print_ in prints.items():
            tells = any(map(_tells, values[question]))
            several = [index for index in declared[question] if tells or votes[index] == len(values)]
            best = min(map(rank.__getitem__, several), default=None)
            first = [declared[question][index] for index in several if rank[index] == best]
            found = self._derived(question, print_) if tells and not several else first[0] if len(first) == 1 else None
            if found is not None:  # else nothing tells them apart
                chosen[question] = found
        return chosen

    def _declared(self, question: str, print_: Fingerprint) -> dict[str, KnownMistake]:
        """Return the declared mistakes that give a value, by the indices of their texts."""
        found = {
            several: _unlocked([self.texts[int(index)] for index in several.split()], _xor(pads, print_.pads))
            for several, entries in self.locked.get(question, {}).items()
            for digest, pads in _opened(entries, several.count(" ") + 1)
            if digest == print_.digest
        }
        return {several: mistake for several, mistake in found.items() if mistake is not None}

    def _derived(self, question: str, print_: Fingerprint) -> KnownMistake | None:
        for kind in KINDS:
            digests = self.kinds.get(question, {}).get(mark(kind.name), "")
            if print_.digest in (digests[i : i + DIGEST] for i in range(0, len(digests), DIGEST)):
                return KnownMistake(kind.name, kind.hint, derived=True)
        return None


@dataclass(frozen=True)
class Fingerprint:
    """What identifies a wrong answer, and what hides the keys to its hints, of which there are one or two."""

    digest: str
    pads: bytes


def fingerprint(question: str, blocks: Sequence[Floats], steps: float = STEPS) -> Fingerprint:
    """Return the fingerprint of the values of one question in all public examples."""
    text = repr([_rounded(block, steps) for block in blocks]).encode()
    made = hashlib.pbkdf2_hmac("sha256", text, question.encode(), ROUNDS)
    return Fingerprint(base64.b64encode(made[:6]).decode()[:DIGEST], made[-2 * KEY :])


def _rounded(block: Floats, steps: float) -> tuple[Any, ...]:
    """Return the shape, the magnitude, and the entries in steps of the largest entry; then what is no number."""
    finite = np.isfinite(block)
    if not finite.all():
        return *_rounded(np.where(finite, block, 0.0), steps), [str(v) for v in block[~finite]], finite.tolist()
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


def odd_blocks(piece: str, calls: Sequence[Expected], values: Sequence[Plain]) -> list[Floats] | None:
    """Return the numbers of one piece of some answers, whatever their form, or None if they are none."""
    arrays = [a for c, v in zip(calls, values, strict=True) for a in _arrays_in(c.function.piece_if_any(piece, v))]
    return [a.astype(np.float64) for a in arrays] if all(a.dtype.kind in "fiu" for a in arrays) else None


def _arrays_in(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for _, entry in sorted(value.items(), key=lambda item: repr(item[0])):  # to write an array out takes long
                yield from _arrays_in(entry)
        case [*entries] if any(isinstance(entry, list | tuple | np.ndarray) for entry in entries):
            for entry in entries:
                yield from _arrays_in(entry)
        case _:
            yield np.asarray(value)


def _tells(block: Floats) -> bool:
    block = block[np.isfinite(block)]
    largest = float(np.abs(block).max(initial=0.0))
    return largest >= SMALLEST and (block.size == 1 or float(np.ptp(block)) > SMALLEST * largest)


def locked(mistake: KnownMistake) -> tuple[bytes, str]:
    """Return the key of a hint, and the hint encrypted with it. The same hint gives the same key."""
    text = f"{mistake.name}\n{mistake.hint}".encode()
    key = hashlib.sha256(text).digest()[:KEY]
    return key, base64.b64encode(_xor(text, _stream(key, len(text)))).decode()


def entry(print_: Fingerprint, *keys: bytes) -> str:
    """Return a digest with the keys that its answer unlocks."""
    return print_.digest + base64.b64encode(_xor(b"".join(keys), print_.pads)).decode()


def mark(kind: str) -> str:
    """Return what stands for a kind of mistake in a notebook, which names none."""
    return base64.b64encode(hashlib.sha256(kind.encode()).digest()).decode()[:MARK]


def _opened(entries: str, keys: int) -> Iterator[tuple[str, bytes]]:
    each = DIGEST + keys * KEY * 4 // 3
    for at in range(0, len(entries), each):
        yield entries[at : at + DIGEST], base64.b64decode(entries[at + DIGEST : at + each])


def _unlocked(texts: Sequence[str], keys: bytes) -> KnownMistake | None:
    read = []
    for place, hidden in enumerate(map(base64.b64decode, texts)):
        try:
            read.append(_xor(hidden, _stream(keys[place * KEY :][:KEY], len(hidden))).decode().partition("\n"))
        except UnicodeDecodeError:  # an answer that shares only the digest
            return None
    return KnownMistake(", ".join(name for name, _, _ in read), " ".join(hint for _, _, hint in read))


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
