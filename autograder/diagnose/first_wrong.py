"""Find the first wrong value in order of computation, and the values that only follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.declare.forms import Fields
from autograder.declare.problem import Problem, piece_names
from autograder.declare.rule import parameters
from autograder.plain.question_names import function_of, piece_of
from autograder.report.status import Status
from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class FirstWrong:
    """One function's first wrong question, the pieces that follow from it, and those that are wrong by themselves.

    A value of a wrong shape, with nan or with nothing but zeros cannot be used to check what follows: `perhaps` are
    the wrong pieces that are computed from such a value.
    """

    question: str
    following: tuple[str, ...]
    others: tuple[str, ...]
    perhaps: tuple[str, ...] = ()

    @property
    def says_more(self) -> bool:
        """Whether there is more to say than the page of questions already shows."""
        return bool(self.following or self.others or self.perhaps)

    def sentence(self, *, of_all: bool) -> str:
        """Return the sentence for the student; `of_all` marks the first of the whole problem."""
        function, piece = function_of(self.question), piece_of(self.question)
        said = f"The first wrong value is `{self.question}`"
        if not of_all:
            said = f"In `{function}`, the first wrong value is `{piece}`" if piece else f"`{function}` is wrong as well"
        if self.following:
            said += f"; {_listed(self.following)} {'follows' if len(self.following) == 1 else 'follow'} from it"
        if self.perhaps:
            said += f". Mend it first: what is wrong with {_listed(self.perhaps)} may come from it"
        if self.others:
            said += f". Not explained by it: {_listed(self.others)}"
        return said + "."


def first_wrong(problem: Problem, verdicts: Sequence[Verdict]) -> tuple[FirstWrong, ...]:
    """Return the first wrong value of each function of a network that has one, in order of computation."""
    if problem.roles.network is None:
        return ()
    return tuple(
        found
        for f in problem.functions
        for found in _of_function(problem, f.name, verdicts, chained=isinstance(f.result, Fields))
    )


def _of_function(
    problem: Problem, function: str, verdicts: Sequence[Verdict], *, chained: bool
) -> Iterator[FirstWrong]:
    own = [v for v in verdicts if v.function == function]
    wrong = [v for v in own if v.status.mistaken]
    if not wrong:
        return
    if not chained:
        yield FirstWrong(wrong[0].question, (), ())
        return
    after = _made_from(problem, wrong[0].question, lambda _: True)
    follow = {v.question for v in own if v.status is Status.FOLLOWS}
    following = _made_from(problem, wrong[0].question, follow.__contains__)
    others = [v.piece for v in wrong[1:]]
    perhaps = [piece for piece in others if piece in after] if wrong[0].broken else []
    left = [piece for piece in others if piece not in perhaps]
    yield FirstWrong(wrong[0].question, tuple(following), tuple(left), tuple(perhaps))


def _made_from(problem: Problem, question: str, through: Callable[[str], bool]) -> list[str]:
    """Walk from a question through the quantities that its rules use, by their names."""
    function = function_of(question)
    own = piece_names(problem.function(function))
    reached = [piece_of(question)]
    for piece in own:  # in order of computation
        sources = {name for rule in problem.rules_of(f"{function}.{piece}") for name in parameters(rule)}
        if through(f"{function}.{piece}") and sources & set(reached):
            reached.append(piece)
    return reached[1:]


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"
