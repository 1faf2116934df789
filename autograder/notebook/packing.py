"""Pack texts into one line of a notebook's set-up cell, and unpack them again."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping

LARGEST = 32 << 20
"""Maximum size in bytes of what a set-up cell may unpack: the largest notebook of the course has 1 MiB."""
DAMAGED = "The checks in the set-up cell are damaged. Take a fresh copy of the notebook."


def packed(files: Mapping[str, str]) -> str:
    """Pack texts by name. The same texts give the same line with the same zlib."""
    text = json.dumps(files, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii")


def unpacked(text: str) -> dict[str, str]:
    """Return the packed texts by name. Raises ValueError if the line is damaged."""
    try:
        inflated = zlib.decompressobj()
        content = inflated.decompress(base64.b64decode(text, validate=True), LARGEST)
        files = json.loads(content) if inflated.eof else None
    except (ValueError, zlib.error):
        files = None
    if not isinstance(files, dict) or not all(name.isidentifier() and isinstance(t, str) for name, t in files.items()):
        raise ValueError(DAMAGED)
    return files
