"""What keeps a zip from being built or tried."""


class GradescopeError(Exception):
    """The message says what is wrong, where, and what to do about it."""
