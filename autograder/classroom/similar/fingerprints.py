"""Winnowing: a few hashes of a hand-in's tokens, chosen so that any longer run that two share has one in common."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.classroom.similar.tokens import Tokens

GRAM, WINDOW = 14, 7
"""Tokens in one hash, and hashes in one window: every shared run of 20 tokens, two or three lines, is found. With 8 or
10 tokens the products and sums of backpropagation alone look alike; with 25 one changed line hides a function."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def grams(tokens: Tokens) -> NDArray[np.uint64]:
    """Return the hash of each run of `GRAM` tokens, in order."""
    count = max(len(tokens) - GRAM + 1, 0)
    hashes = np.zeros(count, np.uint64)
    with np.errstate(over="ignore"):
        for i in range(GRAM):
            hashes = (hashes + tokens.kinds[i : i + count]) * _FACTOR
            hashes ^= hashes >> _SHIFT
    return hashes


def winnowed(tokens: Tokens) -> NDArray[np.int64]:
    """Return where the hashes are that are kept: the smallest of each window, the last one of equals."""
    hashes = grams(tokens)
    if not len(hashes):
        return np.zeros(0, np.int64)
    window = min(WINDOW, len(hashes))
    backwards = sliding_window_view(hashes, window)[:, ::-1]
    return np.unique(np.arange(len(backwards)) + window - 1 - backwards.argmin(axis=1))
