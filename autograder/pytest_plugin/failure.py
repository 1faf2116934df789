"""A failure in our words, in the form that pytest prints and summarises."""

from __future__ import annotations

from _pytest._code.code import ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter


class ToldFailure(TerminalRepr):
    """The text of a failure; its first line is the one of the short summary."""

    def __init__(self, path: str, text: str) -> None:
        self.text = text
        lines = [line for line in text.splitlines() if line.strip()] or [""]
        more = f": {lines[1]}" if len(lines) > 1 else ""
        self.reprcrash = ReprFileLocation(path, 1, lines[0] + more)

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write the text."""
        for line in self.text.splitlines():
            tw.line(line, red=True)
