"""Decode the bytes of a file into text that every later stage can encode."""

from __future__ import annotations

import codecs

from autograder.submissions.submission import UnreadableError

_MARKS = (  # UTF-32 before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, encoding: str | None = None) -> str:
    """Decode by the byte order mark, else `encoding`, else UTF-8. Raises UnreadableError, which names the byte."""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            encoding = marked
    encoding = encoding or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start + (len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        shown = encoding.upper().removesuffix("-SIG")
        raise UnreadableError(f"not text: invalid {shown} at byte {start:,}") from None


def cleaned(source: str) -> tuple[str, str | None]:
    """Return the source without NUL and lone surrogates, which Python cannot compile, and a note if there were any."""
    done = []
    if "\0" in source:
        source = source.replace("\0", "")
        done.append("contained NUL bytes, which were removed")
    try:
        source.encode()
    except UnicodeEncodeError:
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        done.append("contained half characters (lone surrogates), which were replaced")
    return source, " and ".join(done) or None
