"""Otter, from both sides: `start` opens the checks inside a notebook, `plugin` lets our sandbox grade for Otter.

A notebook imports this, so it imports nothing.
"""

from __future__ import annotations

from autograder.otter.start import start

__all__ = ["start"]
