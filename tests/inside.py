"""Judging without a sandbox, for the tests: it belongs to the authors' room."""

from autograder.author.inside import judged, with_functions

__all__ = ["judged", "with_functions"]
