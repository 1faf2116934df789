"""The names of questions: `FUNCTION`, or `FUNCTION.PIECE` where a function returns several things."""

from __future__ import annotations


def function_of(question: str) -> str:
    """Return the function that a question is about."""
    return question.partition(".")[0]


def piece_of(question: str) -> str:
    """Return the piece of the function's result that a question is about, "" where it is all of it."""
    return question.partition(".")[2]


class OfQuestion:
    """Mixin for what belongs to one question: the parts of the question's name."""

    question: str

    @property
    def function(self) -> str:
        return function_of(self.question)

    @property
    def piece(self) -> str:
        return piece_of(self.question)

    @property
    def short_name(self) -> str:
        """The piece, or the function where the question is about all of its result."""
        return self.piece or self.question
