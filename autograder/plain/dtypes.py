"""The kinds of numbers that cross the wall of the sandbox and are stored: no objects, no text, no other byte order."""

from __future__ import annotations

from typing import Any

import numpy as np

_NAMES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
DTYPES: dict[str, np.dtype[Any]] = {name: np.dtype(name) for name in _NAMES}
"""By the names that `dtype.str` gives them on a little-endian machine."""
NAMES = {kind: name for name, kind in DTYPES.items()}
"""The names: numpy needs ten times as long to make one."""
