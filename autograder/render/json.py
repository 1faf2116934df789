"""The report as JSON, by the published schema `autograder/report/report.schema.json`."""

from __future__ import annotations

import json
import math
from typing import Any

from autograder.plain.safe_text import encodable
from autograder.report.report import Report, as_json

MEASURED = ("error", "got", "expected")
"""The fields that may be infinite or nan, because they come from a student's values. JSON has no such numbers."""

_WORDS = {None: "null", True: "true", False: "false"}


def to_json(report: Report) -> str:
    """Return the report as JSON; the same report gives the same text, and floats read back unchanged.

    A measured number that is not finite becomes "nan", "inf" or "-inf". The text is plain ASCII, so control and
    bidirectional characters and lone surrogates are escaped. Raises ValueError if points are not finite.
    """
    return _written(as_json(report), "\n") + "\n"


def _written(value: Any, line: str) -> str:
    """Return a value with one entry per line, like `json.dumps(value, indent=2)` in a quarter of the time.

    With an indent the library does not use its C code, but a generator for every token.
    """
    kind = type(value)
    inner = line + "  "
    if kind is str:
        return json.encoder.encode_basestring_ascii(encodable(value))
    if value is None or kind is bool:
        return _WORDS[value]
    if kind is float:
        if not math.isfinite(value):
            raise ValueError(f"JSON has no number {value}")
        return float.__repr__(value)
    if kind is dict and value:
        entries = (f'"{k}": {_written(finite(v) if k in MEASURED else v, inner)}' for k, v in value.items())
        return f"{{{inner}{f',{inner}'.join(entries)}{line}}}"
    if kind is list and value:
        return f"[{inner}{f',{inner}'.join([_written(v, inner) for v in value])}{line}]"
    return json.dumps(value, allow_nan=False)


def finite(value: float | None) -> float | str | None:
    """Return infinities and nan as words, because JSON has neither."""
    return value if value is None or math.isfinite(value) else str(float(value))
