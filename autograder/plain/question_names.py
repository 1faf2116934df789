"""The names of questions: `FUNCTION`, or `FUNCTION.PIECE` where a function returns several things."""

from __future__ import annotations


def function_of(question: str) -> str:
    """Return the function that a question is about."""
    return question.partition(".")[0]


def piece_of(question: str) -> str:
    """Return the piece of the function's result that a question is about, "" where it is all of it."""
    return question.partition(".")[2]


def short_name(question: str) -> str:
    """Return the piece, or the function where the question is about all of its result."""
    return piece_of(question) or question
