"""The error that a user can fix, shown as one line."""

from __future__ import annotations


class MendableError(Exception):
    """A command cannot go on; the message says what is wrong, where, and what to do. Exit code 2."""
