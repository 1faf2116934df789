"""Groups of wrong answers as Markdown: readable in a terminal, in a file, and in the staff's forum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from autograder.classroom.groups import Explained, Group
from autograder.plain.safe_text import plain, terminal
from autograder.render.snippet import snippet

CAP = 4000
NAMED_AT_MOST = 3


def to_markdown(explained: Explained) -> str:
    """Return one group as text: how many, what, one student's code, and the smallest inputs that show it."""
    return "\n".join(_lines(explained)) + "\n"


def template(groups: Iterable[Group]) -> str:
    """Return a `hints.toml` to fill in, with one entry per group that is commented out."""
    return "\n".join((*HEAD, *(line for group in groups for line in _entry(group))))


HEAD = (
    "# Comments for the members of a group, and for later submissions with the same answer.",
    "# Remove the # in front of an entry, write its text, then run: autograder regrade DIR --hints THIS-FILE",
    "# points (optional) replace the machine's.",
    "",
)


def _lines(explained: Explained) -> Iterator[str]:
    group = explained.group
    yield f"## {students(group)}: {', '.join(f'`{q}`' for q in group.questions)}"
    yield ""
    yield f"{_title(group)}. {_named(group)} For example {_examples(explained)}."
    if group.comment is not None:
        yield f"Comment so far: {terminal(group.comment, 300)}"
    yield ""
    if explained.code:
        yield from _fenced(plain(explained.code, CAP))
    else:
        yield f"The file contains no definition of `{group.function}`: it is created in some other way."
    yield ""
    if explained.shown is None:
        yield "No smaller inputs show it when the code runs again."
    else:
        yield "The smallest inputs that show it:"
        yield ""
        yield from _fenced(snippet(explained.shown))


def students(group: Group) -> str:
    """Return the number of students in a group, in words."""
    return "1 student" if len(group.members) == 1 else f"{len(group.members)} students"


def _title(group: Group) -> str:
    return f"{terminal(group.title, 100)}, group {', '.join(dict.fromkeys(group.keys))}"


def _named(group: Group) -> str:
    if not group.names:
        return "It has no name yet."
    return f"Its name is {' or '.join(f'`{terminal(n, 60)}`' for n in group.names)}."


def _examples(explained: Explained) -> str:
    others = [m for m in explained.group.members if m != explained.representative]
    return ", ".join((explained.representative, *others[: NAMED_AT_MOST - 1]))


def _fenced(text: str) -> Iterator[str]:
    """Fence a text by more backticks than it contains."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    yield f"{fence}python"
    yield text
    yield fence


def _entry(group: Group) -> Iterator[str]:
    what = " or ".join(group.names) or "no name yet"
    yield f"# {students(group)}, {what}; for example {group.members[0]}"
    for question, key in zip(group.questions[:1], group.keys[:1], strict=True):
        yield "# [[hints]]"
        yield f'# problem = "{group.problem}"'
        yield f'# question = "{question}"'
        yield f'# group = "{key}"'
        yield '# text = ""'
    yield ""
