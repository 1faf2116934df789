"""A failure in our words, in the form that pytest prints and summarises."""

from __future__ import annotations

from _pytest._code.code import ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter


class ToldFailure(TerminalRepr):
    """The text of a failure; the short summary, which names the question itself, shows the line below the first."""

    def __init__(self, path: str, text: str) -> None:
        self.text = text
        lines = [line for line in text.splitlines() if line.strip()] or [""]
        self.reprcrash = ReprFileLocation(path, 1, lines[min(1, len(lines) - 1)])

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write the text."""
        for line in self.text.splitlines():
            tw.line(line, red=True)
