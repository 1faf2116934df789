"""Make hostile text safe to show: control, bidirectional and surrogate characters, length, CSV formulas, file names.

Pure functions on str. HTML escaping is left to the template engine; `plain` runs before it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

SLUG_LENGTH = 80  # with an extension this stays far below 255 bytes, the limit of a file name everywhere

# Characters that move the cursor, change the reading direction or are invisible, except newline and tab.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, so also ANSI and OSC sequences
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # zero width, bidirectional, line separators
    "\ud800-\udfff"  # lone surrogates: no encoder takes them
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3"  # format of hieroglyphs and of shorthand
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"  # musical format, tags, variation selectors
)
_NUMBER = re.compile(r" *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *")
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@|%＝＋－＠｜％]")  # noqa: RUF001 - look-alikes are the point

_UNNAMED = "unnamed"
_NOT_IN_SLUG = re.compile(r"[^A-Za-z0-9._]+")
_NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\t\n]')
_SLUG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)  # devices on Windows
_NOT_DECOMPOSED = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)


def plain(text: str, cap: int) -> str:
    r"""Cut `text` to `cap` characters and write invisible ones as \xNN or \uNNNN; newline and tab stay."""
    if len(text) <= cap and text.isascii() and text.isprintable():
        return text
    start = text[: cap + 2].replace("\r\n", "\n")
    shown = _UNSEEN.sub(_escape, start)
    whole = len(text) <= cap + 2 and len(shown) <= cap
    return shown if whole else shown[: max(cap - 1, 0)] + "…"[:cap]


def terminal(text: str, cap: int) -> str:
    r"""Make `plain` text of one line: a newline is shown as \n, a tab as a space."""
    shown = plain(text, cap).replace("\t", " ").replace("\n", "\\n")
    return shown if len(shown) <= cap else plain(shown, cap)


def csv_cell(text: str, cap: int) -> str:
    """Put an apostrophe before `terminal` text that a spreadsheet would run as a formula; numbers stay numbers.

    Write such cells with csv.QUOTE_ALL: a semicolon in an unquoted cell splits it where that is the list separator.
    """
    shown = terminal(text, cap)
    if _NUMBER.fullmatch(shown) or not (_FORMULA.match(text) or _FORMULA.match(shown)):
        return shown
    return "'" + terminal(text, cap - 1)


def encodable(text: str) -> str:
    r"""Write lone surrogates, which undecodable file names contain, as \uNNNN."""
    return text.encode("utf-8", "backslashreplace").decode()


def slug(name: str) -> str:
    """Return a readable ASCII file name without extension, safe on Linux, macOS and Windows; never empty or hidden.

    Letters that have no ASCII form are replaced by a digest of the name, so that such names stay distinct.
    """
    spelled = unicodedata.normalize("NFKD", name.translate(_NOT_DECOMPOSED))
    seen = "".join(c for c in spelled if not unicodedata.combining(c))
    readable = _NOT_IN_SLUG.sub("-", seen).strip(".-")
    tail = ""
    if any(c.isalnum() and not c.isascii() for c in seen):
        composed = unicodedata.normalize("NFC", name)
        tail = "-" + hashlib.sha256(composed.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    if _RESERVED.match(readable):
        readable = "_" + readable
    return _ended(readable or _UNNAMED, tail)


def file_name(text: str, cap: int = 120) -> str:
    """Return a name for a file in a zip: any letters, but nothing that leads elsewhere or that a system refuses."""
    readable = _NOT_IN_FILE_NAME.sub("-", plain(text, cap)).strip(" .") or _UNNAMED
    return "_" + readable if _RESERVED.match(readable) else readable


def is_slug(name: str) -> bool:
    """Return whether a name that comes from elsewhere can be used like a slug, in this folder and in no other."""
    return _SLUG.fullmatch(name) is not None


def unique_slugs(names: Sequence[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a slug for each name, distinct from each other and from `others` when case is ignored.

    The order of the names does not matter.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    slugs = [slug(name) for name in names]
    for i in sorted(range(len(names)), key=lambda i: (names[i], i)):
        groups[slugs[i].casefold()].append(i)
    before = {other.casefold() for other in others}
    taken = groups.keys() | before
    for base, group in groups.items():
        number = 2
        for i in group if base in before else group[1:]:
            while (candidate := _ended(slugs[i], f"-{number}")).casefold() in taken:
                number += 1
            taken.add(candidate.casefold())
            slugs[i] = candidate
    return tuple(slugs)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _ended(base: str, tail: str) -> str:
    return base[: SLUG_LENGTH - len(tail)].rstrip(".-") + tail
