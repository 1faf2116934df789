"""Open the checks of a notebook of version 0.1.0, whose set-up cell holds the packed tests of Otter."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from autograder.notebook import start as start_checks

SPEC = re.compile(r"^\s*spec = '([^'\\\n]*)'$", re.MULTILINE)
"""The public part in a test, as far as its function needs it."""


def start(problem: str, tests: str) -> Any:
    """Return the checks of a notebook, without Otter. Raises ValueError if the text of its set-up cell is damaged."""
    from autograder.notebook.packing import packed, unpacked  # noqa: PLC0415 - the plugin's process needs none of it
    from autograder.student.public import shipped_text  # noqa: PLC0415

    caller = sys._getframe(1).f_globals  # noqa: SLF001 - the notebook's names
    files = unpacked(tests)
    if shipped_text(problem) is not None:
        return start_checks(problem, env=caller)
    return start_checks(problem, packed=packed({"public": _joined(files.values())}), env=caller)


def _joined(tests: Any) -> str:
    """Return the public part whose examples are spread over the tests of the functions."""
    parts = [json.loads(found) for test in tests for found in SPEC.findall(test)[:1]]
    examples = {json.dumps(example): example for part in parts for example in part["examples"]}
    return json.dumps({**parts[0], "examples": list(examples.values())}) if parts else ""
