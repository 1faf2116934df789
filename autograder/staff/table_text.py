"""Decode tables that spreadsheets and learning platforms save."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def table_text(data: bytes) -> str:
    """Return the text of a CSV: UTF-8 or UTF-16, with or without a byte order mark, else Windows's code page 1252.

    Raises UnicodeDecodeError if it has a mark and does not keep to it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if len(data) % 2 == 0 and 2 * zeros.count(0) > len(zeros):
            return data.decode(encoding)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # takes the five bytes that code page 1252 leaves out
