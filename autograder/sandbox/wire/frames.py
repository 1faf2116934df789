"""The layout of the frames that go between the judge and a student's process.

A frame is MAGIC | nonce (16 bytes) | length of the structure | length of the data | structure (JSON) | data (raw
buffers, each padded to 8 bytes). Never pickle, never object arrays. `request` writes and reads the judge's requests,
which are trusted. `encoder` writes an answer, and the judge reads it with `decoder`, which checks everything.
"""

from __future__ import annotations

import struct

HEADER = struct.Struct("<4s16sIQ")
MAGIC = b"AGW3"
NONCE_BYTES = 16
READY_NONCE = bytes(NONCE_BYTES)
MAX_STRUCTURE = 1 << 20
MAX_DEPTH, MAX_NODES, MAX_DIMENSIONS = 16, 4096, 32
MAX_INT_BITS = 256
MAX_NAME = 100
MAX_MESSAGE, MAX_TYPE = 500, 100
"""Maximum number of characters of an exception's message and of its type's name."""


def clean(text: str) -> str:
    """Replace lone surrogates, which no file and no database accepts."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
