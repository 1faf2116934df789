"""A student's answer in words, for a person to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NearText:
    """Text of the student's in `cell`, counted from 0, that belongs to no question for certain; hostile."""

    cell: int
    text: str


@dataclass(frozen=True)
class WrittenAnswer:
    """A student's answer to a question that a person reads. `text` is hostile, "" if nothing was written.

    It is worth `max_score` points, which count in the total once nothing waits for a reader. `score` is what a person
    gave for it, None until then; `comment` is that person's comment. `near` is what may belong to the answer too.
    """

    question: str
    title: str
    max_score: float
    text: str
    score: float | None = None
    comment: str | None = None
    near: tuple[NearText, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing for a person to read."""
        return not self.text.strip() and not self.near

    @property
    def unread(self) -> bool:
        """Whether a person still has to read it; a question of 0 points holds nobody up."""
        return self.score is None and self.max_score > 0 and not self.empty

    @property
    def whole(self) -> str:
        """The text with that near the question: what a mark is given for."""
        return "\0".join((self.text, *(n.text for n in self.near)))
