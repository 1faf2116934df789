"""Cut the outputs out of a notebook before it is parsed: nothing in them is graded, and they can be large.

Only their brackets and quotes are looked at, so that 640,000 plotted numbers cost neither the memory nor the time of
as many values. The state of widgets, which Jupyter keeps in the notebook's metadata, is cut out too, and pictures that
were pasted into text if the rest is still too large.
"""

from __future__ import annotations

import re

from autograder.submissions.limits import MIB, ReadLimits, size
from autograder.submissions.submission import UnreadableError

LARGE = MIB
"""Bytes above which a file's outputs are cut out: a smaller one cannot hold too many values."""

# In valid JSON, only a key can look like this: the quotes of one inside a string have a backslash before them.
# Beginning with the quote, a pattern is searched for quickly: 0.2 s in 64 MB of zeros, where it took 3.3 s.
_BEFORE, _BEHIND = rb'"(?<!\\")(?:', rb')"[ \t\r\n]*:[ \t\r\n]*([\[{])'
_OUTPUTS = re.compile(_BEFORE + rb"outputs|application/vnd\.jupyter\.widget-state\+json" + _BEHIND)
_ATTACHMENTS = re.compile(_BEFORE + rb"attachments" + _BEHIND)
_PLAIN = rb'[^"\\\[\]{}]*(?:"[^"\\]*"[^"\\\[\]{}]*){0,50}'
# A list or an object of plain values, a plain string, or the beginning or end of anything else.
_MARK = re.compile(rb"[\[{]" + _PLAIN + rb'[\]}]|"[^"\\]*"|["\[\]{}]')
_TEXT = re.compile(rb'[^"\\]*(?:\\.[^"\\]*){0,1000}', re.DOTALL)  # a piece of a string: the whole could fill the memory
_KEY_MARKS = 100  # for how many marks one output counts


def without_outputs(data: bytes, limits: ReadLimits) -> bytes:
    """Return UTF-8 JSON with empty outputs and as many lines. Raises UnreadableError if it is still too large."""
    if len(data) > LARGE:
        data = _without(_OUTPUTS, data, limits)
    if len(data) > limits.text_bytes:
        data = _without(_ATTACHMENTS, data, limits)
    if len(data) > limits.text_bytes:
        raise UnreadableError(f"too large: more than {size(limits.text_bytes)} without its outputs")
    return data


def _without(key: re.Pattern[bytes], data: bytes, limits: ReadLimits) -> bytes:
    kept: list[bytes] = []
    at, marks = 0, limits.output_marks
    while match := key.search(data, at):
        start = match.start(1)
        end, marks = _end(data, start, marks - _KEY_MARKS)
        lines = b"\n" * data.count(b"\n", start, end)
        kept += (data[at : start + 1], lines, data[end - 1 : end])
        at = end
    return b"".join((*kept, data[at:])) if kept else data


def _end(data: bytes, start: int, marks: int) -> tuple[int, int]:
    """Return where the list or object that begins at `start` ends, and how many marks may still follow."""
    depth, at = 0, start
    while True:
        for mark in _MARK.finditer(data, at):
            marks -= 1
            if marks < 0:
                raise UnreadableError("too much to read: too many values in its outputs; clear them and save it again")
            at = mark.end()
            if at - mark.start() == 1:
                sign = data[at - 1]
                if sign == ord('"'):
                    break
                depth += 1 if sign in b"[{" else -1
            if depth <= 0 and data[at - 1] != ord('"'):
                return at, marks
        else:
            raise _ends(data)
        at = _end_of_text(data, at)


def _end_of_text(data: bytes, at: int) -> int:
    """Return where the string ends in which `at` is."""
    while piece := _TEXT.match(data, at):
        if data[piece.end() : piece.end() + 1] == b'"':
            return piece.end() + 1
        if piece.end() == at:
            break
        at = piece.end()
    raise _ends(data)


def _ends(data: bytes) -> UnreadableError:
    return UnreadableError(f"not a notebook: the JSON ends at byte {len(data):,} (truncated file?)")
