"""Work with Otter: `start` opens old notebooks, `plugin` grades for Otter in our sandbox. It imports nothing heavy."""

from __future__ import annotations

from autograder.otter.start import start

__all__ = ["start"]
