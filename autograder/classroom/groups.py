"""Group the wrong answers of a class by answer. Pure counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from autograder.classroom.shrink import Shown
from autograder.plain.question_names import function_of
from autograder.report.report import Report


@dataclass(frozen=True)
class Group:
    """Students who gave the same wrong answer; `members` are their slugs, in the order of the class.

    `keys` are the groups of the questions, in their order: one mistake in a function may affect several questions.
    `names` are those of the mistake, empty if it has none yet. `comment` is what staff have already written about it.
    """

    problem: str
    title: str
    questions: tuple[str, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[str, ...]
    comment: str | None = None

    @property
    def function(self) -> str:
        return function_of(self.questions[0])


@dataclass(frozen=True)
class Explained:
    """A group, one of its members, that member's code (hostile text, "" if none is kept), and the smallest call.

    `shown` is None if no call shows the mistake any more: the problem changed, or the code is not deterministic.
    """

    group: Group
    representative: str
    code: str
    shown: Shown | None


@dataclass
class _Counted:
    title: str
    members: list[str] = field(default_factory=list)
    names: Counter[tuple[str, ...]] = field(default_factory=Counter)
    comment: str | None = None


def groups_of(reports: Iterable[Report]) -> tuple[Group, ...]:
    """Return the groups of wrong answers of a class, the largest first; the order is deterministic."""
    counted: dict[tuple[str, str, str], _Counted] = {}
    for report in reports:
        for problem in report.problems:
            for verdict in problem.verdicts:
                if verdict.group:
                    key = (problem.problem, verdict.question, verdict.group)
                    one = counted.setdefault(key, _Counted(problem.title))
                    one.members.append(report.slug)
                    one.names[verdict.misconceptions] += 1
                    one.comment = verdict.comment or one.comment
    joined: dict[tuple[str, str, tuple[str, ...]], Group] = {}
    for (problem_name, question, key_of_group), one in counted.items():
        names = next((n for n, _ in one.names.most_common() if n), ())
        members = tuple(one.members)
        at = (problem_name, function_of(question), members)
        same = joined.get(at)
        if same is None:
            joined[at] = Group(problem_name, one.title, (question,), (key_of_group,), names, members, one.comment)
        else:
            joined[at] = replace(
                same,
                questions=(*same.questions, question),
                keys=(*same.keys, key_of_group),
                names=same.names or names,
                comment=same.comment or one.comment,
            )
    return tuple(sorted(joined.values(), key=lambda g: (-len(g.members), g.problem, g.questions)))
