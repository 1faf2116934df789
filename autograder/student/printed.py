"""What a student's functions print during a check: kept up to a limit, because a function may print without end."""

from __future__ import annotations

import io
from typing import Final

MOST: Final = 1000
"""Characters that are kept of one call."""


class Printed(io.StringIO):
    """A stream that keeps the first characters and counts the others."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._most = most
        self._left_out = 0

    def write(self, text: str) -> int:
        """Keep the text as far as there is room."""
        room = max(0, self._most - self.tell())
        super().write(text[:room])
        self._left_out += max(0, len(text) - room)
        return len(text)

    def __str__(self) -> str:
        rest = f"\n… and {self._left_out} more characters" if self._left_out else ""
        return self.getvalue().rstrip("\n") + rest
