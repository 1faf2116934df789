"""The report as JSON, by the published schema `autograder/report/report.schema.json`."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

from autograder.plain.safe_text import encodable
from autograder.report.report import Report, as_json

MEASURED = ("error", "got", "expected")
"""The fields that may be infinite or nan, because they come from a student's values. JSON has no such numbers."""


def to_json(report: Report) -> str:
    """Return the report as JSON; the same report gives the same text, and floats read back unchanged.

    A measured number that is not finite becomes "nan", "inf" or "-inf". The text is plain ASCII, so control and
    bidirectional characters and lone surrogates are escaped. Raises ValueError if points are not finite.
    """
    value = as_json(report)
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError:
        text = ""
    if not text or "\\ud" in text:  # not finite, or the escape of a surrogate, which may be a lone one
        text = json.dumps(_writable(value), allow_nan=False)
    # With an indent `json` would not use its C code, but a generator for every token.
    return msgspec.json.format(text, indent=2) + "\n"


def _writable(value: Any) -> Any:
    """Return a copy with words for measured numbers that are not finite, and without lone surrogates."""
    match value:
        case dict():
            return {k: _writable(finite(v) if k in MEASURED else v) for k, v in value.items()}
        case list():
            return [_writable(v) for v in value]
        case str():
            return encodable(value)
        case _:
            return value


def finite(value: float | None) -> float | str | None:
    """Return infinities and nan as words, because JSON has neither."""
    return value if value is None or math.isfinite(value) else str(float(value))
