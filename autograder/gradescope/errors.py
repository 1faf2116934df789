"""What keeps a zip from being built or tried."""

from autograder.plain.errors import MendableError


class GradescopeError(MendableError):
    """The message says what is wrong, where, and what to do about it."""
