"""Invented examples are the same in each run, and none has a deadline: a machine may pause for seconds."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
