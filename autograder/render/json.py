"""The report as JSON, by the published schema `autograder/report.schema.json`."""

from __future__ import annotations

import json
import math
from typing import Any

from autograder.report import Report, as_json
from autograder.text import encodable

MEASURED = ("error", "got", "expected")
"""The numbers that may be infinite or nan, because they come from a student's values. JSON has no such numbers."""


def to_json(report: Report) -> str:
    """Write the report: the same report gives the same text, and floats read back as they were.

    A measured number that is not finite becomes "nan", "inf" or "-inf", a lone surrogate its escape. The text is plain
    ASCII, so control and bidirectional characters stand there as escapes. ValueError if points are not finite.
    """
    return json.dumps(_encodable(as_json(report)), indent=2, allow_nan=False) + "\n"


def _encodable(value: Any) -> Any:
    match value:
        case dict():
            return {k: _number(v) if k in MEASURED else _encodable(v) for k, v in value.items()}
        case list():
            return [_encodable(v) for v in value]
        case str():
            return encodable(value)
        case _:
            return value


def _number(value: float | None) -> float | str | None:
    return value if value is None or math.isfinite(value) else str(float(value))
