"""The status of a question: the one table of what each status means, costs and is called.

Pages, terminal, notebook checks and documentation take the words from here (`tests/report/test_status.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a status asks of the student; the value is the symbol next to the words."""

    RIGHT = "✓"
    FOLLOWS = "↳"
    UNWRITTEN = "○"
    WRONG = "✗"


class Share(Enum):
    """Which share of its points a question earns; the value is its wording in the documentation."""

    FULL = "full"
    FOLLOW_THROUGH = "full, or the share that the policy sets"
    HALF_IF_TURNED = "none; half where only a transpose or an axis of size 1 is off"
    NONE = "none"


class CameBack(Enum):
    """What came back from the function."""

    NONE = "nothing"
    UNUSABLE = "something that nobody can compute with"
    NUMBERS = "numbers of the right shape, which were compared"
    REFUSED = "numbers, whatever they are"


@dataclass(frozen=True)
class Meaning:
    """One row of the table: `words` are shown on a page, `sentence` explains them in a legend."""

    kind: Kind
    answer: CameBack
    share: Share
    words: str
    sentence: str


class Status(str, Enum):
    """The status of a question: the judge gives the first that applies, in this order."""

    MISSING = "missing"
    NOT_IMPLEMENTED = "not-implemented"
    RAISED = "raised"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    NOT_ANALYTIC = "not-analytic"
    SHAPE = "shape"
    NOT_FINITE = "not-finite"
    CORRECT = "correct"
    CLOSE = "close"
    FOLLOWS = "follows"
    WRONG = "wrong"

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self]

    @property
    def kind(self) -> Kind:
        return MEANINGS[self].kind

    @property
    def words(self) -> str:
        return MEANINGS[self].words

    @property
    def accepted(self) -> bool:
        """Whether the value itself is right."""
        return MEANINGS[self].kind is Kind.RIGHT

    @property
    def paid(self) -> bool:
        """Whether the question earns points by its status alone: it is right, or follows from an earlier mistake."""
        return MEANINGS[self].kind in (Kind.RIGHT, Kind.FOLLOWS)

    @property
    def unwritten(self) -> bool:
        return MEANINGS[self].kind is Kind.UNWRITTEN

    @property
    def answered(self) -> bool:
        """Whether anything was returned."""
        return MEANINGS[self].answer is not CameBack.NONE

    @property
    def own_doing(self) -> bool:
        """Whether no other function of the student's could have led to it."""
        nothing = MEANINGS[self].answer is CameBack.NONE and self is not Status.RAISED
        return nothing or self is Status.NOT_ANALYTIC

    @property
    def unusable(self) -> bool:
        """Whether nothing can be computed from what was returned."""
        return MEANINGS[self].answer is CameBack.UNUSABLE

    @property
    def compared(self) -> bool:
        """Whether the value was read as numbers and compared."""
        return MEANINGS[self].answer is CameBack.NUMBERS

    @property
    def mistaken(self) -> bool:
        """Whether the returned value is wrong by itself: in shape, not finite, or a different number."""
        return MEANINGS[self].kind is Kind.WRONG and MEANINGS[self].answer in (CameBack.UNUSABLE, CameBack.NUMBERS)

    @property
    def explicable(self) -> bool:
        """Whether the value has the right shape, so that it may be what follows from an earlier mistake."""
        return self in (Status.WRONG, Status.NOT_FINITE)

    @property
    def may_be_spoiled(self) -> bool:
        """Whether something else of the student's may be the cause: the function is there, and nothing is refused."""
        return MEANINGS[self].kind is Kind.WRONG and MEANINGS[self].answer is not CameBack.REFUSED

    def share(self, follow_through: float, *, half: bool) -> float:
        """Return the share of the points, 0 to 1.

        `follow_through` is the policy's share for a value that follows from a mistake. `half` means that the values are
        right and only transposed.
        """
        match MEANINGS[self].share:
            case Share.FULL:
                return 1.0
            case Share.FOLLOW_THROUGH:
                return follow_through
            case Share.HALF_IF_TURNED if half:
                return 0.5
            case _:
                return 0.0


MEANINGS = {
    Status.CORRECT: Meaning(
        Kind.RIGHT, CameBack.NUMBERS, Share.FULL, "right", "The value agrees with the reference on every test."
    ),
    Status.CLOSE: Meaning(
        Kind.RIGHT,
        CameBack.NUMBERS,
        Share.FULL,
        "right, to fewer digits",
        "The value agrees, but less exactly than double precision allows: float32, or a small epsilon, went into it.",
    ),
    Status.FOLLOWS: Meaning(
        Kind.FOLLOWS,
        CameBack.NUMBERS,
        Share.FOLLOW_THROUGH,
        "follows from an earlier mistake",
        "The value is not right, but this step is: it is exactly what comes out of an earlier value that is not right. "
        "A mistake costs its points once, where it was made.",
    ),
    Status.WRONG: Meaning(
        Kind.WRONG,
        CameBack.NUMBERS,
        Share.NONE,
        "wrong",
        "The value differs from the reference by more than rounding explains.",
    ),
    Status.SHAPE: Meaning(
        Kind.WRONG,
        CameBack.UNUSABLE,
        Share.HALF_IF_TURNED,
        "wrong shape or type",
        "The result has another type, shape or name than was asked for. "
        "Right values that only stand the wrong way round earn part of the points.",
    ),
    Status.NOT_FINITE: Meaning(
        Kind.WRONG,
        CameBack.UNUSABLE,
        Share.NONE,
        "nan or infinite",
        "The value holds nan or inf where a number is expected.",
    ),
    Status.NOT_ANALYTIC: Meaning(
        Kind.WRONG,
        CameBack.REFUSED,
        Share.NONE,
        "numerical, not derived",
        "The gradient was measured by differencing the loss. Deriving it is the exercise.",
    ),
    Status.RAISED: Meaning(
        Kind.WRONG,
        CameBack.NONE,
        Share.NONE,
        "raised an error",
        "The function stopped with an exception. The line it came from is shown.",
    ),
    Status.TIMEOUT: Meaning(
        Kind.WRONG, CameBack.NONE, Share.NONE, "took too long", "The function had not come back when its time was over."
    ),
    Status.CRASHED: Meaning(
        Kind.WRONG, CameBack.NONE, Share.NONE, "crashed", "The function ended the whole program, not only itself."
    ),
    Status.NOT_IMPLEMENTED: Meaning(
        Kind.UNWRITTEN, CameBack.NONE, Share.NONE, "not written yet", "The function is still the empty stub."
    ),
    Status.MISSING: Meaning(
        Kind.UNWRITTEN, CameBack.NONE, Share.NONE, "not found", "The notebook has no function of this name."
    ),
}


def markdown_table() -> str:
    """Return the table of the documentation: status, meaning, points."""
    rows = [f"| `{s.value}` | {m.sentence} | {m.share.value} |" for s, m in MEANINGS.items()]
    return "\n".join(("| status | meaning | points |", "| --- | --- | --- |", *rows)) + "\n"
