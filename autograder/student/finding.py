"""What a check says about one question, and its wording."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.plain.question_names import OfQuestion
from autograder.report.status import Kind, Status
from autograder.report.verdict import SourceLine
from autograder.student.numbers import Numbers

WAITS = "cannot be said yet"


@dataclass(frozen=True)
class CheckFinding(OfQuestion):
    """One question, checked without the solution.

    `status` is None if it is not known yet because it depends on another function. `got` and `expected` are shapes.
    `error` is relative to the largest entry. `relation` is the sentence that names what is wrong, `name` its name.
    `public` is False where the notebook cannot tell right from wrong. `half`: only a shape is wrong, not the values.
    `fault`: the check itself failed. `numbers` are those of a wrong value.
    """

    question: str
    status: Status | None
    message: str = ""
    got: str = ""
    expected: str = ""
    error: float | None = None
    relation: str = ""
    name: str = ""
    where: SourceLine | None = None
    public: bool = True
    half: bool = False
    fault: bool = False
    numbers: Numbers | None = None

    @property
    def passed(self) -> bool:
        return self.status is not None and self.status.paid

    def share(self, follow_through: float = 1.0) -> float:
        """Return the share of its points that the question earns; `follow_through` is that of a following value."""
        return 0.0 if self.status is None else self.status.share(follow_through, half=self.half)

    @property
    def compared(self) -> bool:
        """Whether the value was read as numbers and compared."""
        return self.status is not None and self.status.compared

    @property
    def kind(self) -> Kind:
        return Kind.UNWRITTEN if self.status is None else self.status.kind

    @property
    def words(self) -> str:
        return WAITS if self.status is None else self.status.words

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything there is to say, joined together."""
        return tuple(s for s in (self.message, self.relation) if s)
