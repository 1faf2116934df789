"""Work with Otter: `start` opens the checks inside a notebook, `plugin` grades for Otter in our sandbox.

Notebooks import this package, so it imports nothing.
"""

from __future__ import annotations

from autograder.otter.start import start

__all__ = ["start"]
