"""Decode the bytes of a file into text that every later stage can encode."""

from __future__ import annotations

import codecs
import re

from autograder.submissions.submission import UnreadableError

_MARKS = (  # UTF-32 before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


_ZEROS: dict[tuple[bool, ...], str] = {  # which of the first four bytes are zero in ASCII text without a mark
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}

_PLAIN = re.compile(rb"[\t\n\r\f\x1a\x1b -~\x80-\xff]*")
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_NOT_UTF8 = "is not in UTF-8 and does not say in what, so it was read as {}"


def wide_encoding(data: bytes) -> str | None:
    """Return the encoding of two or four bytes a character that a text is in, or None if it is in none."""
    marked = next((encoding for mark, encoding in _MARKS[1:] if data.startswith(mark)), None)
    return marked or _ZEROS.get(tuple(not byte for byte in data[:4]))


def in_utf8(data: bytes) -> bytes:
    """Return a text in UTF-8, whatever it is in. Raises UnreadableError if it cannot be decoded."""
    return data if wide_encoding(data) is None else decoded(data).encode()


def decoded(data: bytes, encoding: str | None = None) -> str:
    """Decode by the byte order mark, else `encoding`, else UTF-8. Raises UnreadableError, which names the byte."""
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    encoding = wide_encoding(data) or encoding or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start + (len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        shown = encoding.upper().removesuffix("-SIG")
        raise UnreadableError(f"not text: invalid {shown} at byte {start:,}") from None


def decoded_anyhow(data: bytes, encoding: str | None = None) -> tuple[str, str | None]:
    """Decode as `decoded` does, else as editors save on a Windows that is not set to UTF-8, with a note.

    Raises UnreadableError if it is no text.
    """
    try:
        return decoded(data, encoding), None
    except UnreadableError:
        if wide_encoding(data) is not None or not _PLAIN.fullmatch(data):
            raise
    foreign = _FOREIGN.findall(data)
    if all(len(run) % 2 == 0 and min(run) > 0xA0 for run in foreign):  # two bytes are a Chinese character
        return data.decode("gb18030", "replace"), _NOT_UTF8.format("GB 18030")
    try:
        return data.decode("cp1252"), _NOT_UTF8.format("Windows's code page 1252")
    except UnicodeDecodeError:
        return data.decode("latin-1"), _NOT_UTF8.format("Latin-1")


def cleaned(source: str) -> tuple[str, str | None]:
    """Return the source without NUL and lone surrogates, which Python cannot compile, and a note if there were any.

    Every line ends as on Unix.
    """
    done = []
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in source:
        source = source.replace("\0", "")
        done.append("contained NUL bytes, which were removed")
    try:
        source.encode()
    except UnicodeEncodeError:
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        done.append("contained half characters (lone surrogates), which were replaced")
    return source, " and ".join(done) or None
