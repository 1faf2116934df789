"""The error of building or trying a zip."""

from autograder.plain.errors import MendableError


class GradescopeError(MendableError):
    """A zip cannot be built or tried; the message says what is wrong, where, and what to do about it."""
