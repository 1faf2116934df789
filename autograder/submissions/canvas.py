"""Canvas's export: flat files `lovelaceada_LATE_1234_56789_hw2-1.ipynb`.

That is the name of the student or the group in lower case, the user's number, the number of the file, and the student's
name for it, to which Canvas adds a number if it has been used before. A text or a link that was typed in becomes
`lovelaceada_1234_text.html` or `_link.html`. With anonymous grading, `anon_Ab1x2` takes the place of name and number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from autograder.plain.safe_text import file_name
from autograder.submissions.hand_in import LATE, File, Hand, with_distinct_names
from autograder.submissions.names import shown, stem
from autograder.submissions.student import Student

_WHAT = r"(?:(?P<number>[0-9]+)_(?P<file>.+)|(?P<typed>text|link)\.html?)"
_ANONYMOUS = re.compile(
    rf"(?P<late>LATE_)?(?P<name>anon_(?P<user>[A-Za-z0-9]+))(?P<late_too>_LATE)?_{_WHAT}", re.DOTALL
)
_NAMED = re.compile(rf"(?P<late>LATE_)?(?P<name>[^/]+?)(?P<late_too>_LATE)?_(?P<user>[0-9]+)_{_WHAT}", re.DOTALL)
_NUMBERED_GROUP = re.compile(
    r"(?P<late>LATE_)?(?P<name>[^/]+?_[0-9]+)(?P<late_too>_LATE)?_(?P<user>[0-9]+)_(?P<number>[0-9]+)_(?P<file>.+)"
    r"(?P<typed>(?!))?",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?P<base>.+)-(?P<number>[0-9]{1,3})", re.DOTALL)
_TYPED = {"text": "only a text was typed in", "link": "only a link was typed in"}

Matches = list[tuple[str, "re.Match[str]"]]


def canvas_hands(entries: Sequence[str]) -> tuple[Hand, ...]:
    """Return what each student handed in, by name; () if the names are not Canvas's."""
    users: dict[tuple[bool, str], Matches] = {}
    anonymous = {entry: match for entry in sorted(entries) if (match := _ANONYMOUS.fullmatch(entry))}
    named = {entry: match for entry in sorted(entries) if entry not in anonymous and (match := _NAMED.fullmatch(entry))}
    for entry, match in (anonymous | named | _groups(named)).items():
        users.setdefault((entry in anonymous, match["user"]), []).append((entry, match))
    if any(len({match["name"] for _, match in found}) > 1 for found in users.values()):
        return ()  # one number with two names: dates, or chapters, but no users
    hands = (_hand(found, anonymous=unnamed) for (unnamed, _), found in users.items())
    return tuple(sorted(hands, key=lambda hand: (hand.name, hand.student.lms_id.zfill(20))))


def _groups(named: Mapping[str, re.Match[str]]) -> dict[str, re.Match[str]]:
    """Return the entries `group_2_1003_50003_hw2.ipynb` whose first number belongs to a group's name.

    It does if otherwise one number had two names, or one name several numbers, or if only the second has as many digits
    as the users of other entries. Files are numbered above users.
    """
    found = {entry: match for entry in named if (match := _NUMBERED_GROUP.fullmatch(entry))}
    found = {entry: match for entry, match in found.items() if int(match["user"]) < int(match["number"])}
    names, users = defaultdict(set), defaultdict(set)
    for match in named.values():
        names[match["user"]].add(match["name"])
        users[match["name"]].add(match["user"])
    others = [match for entry, match in named.items() if entry not in found]
    apart, digits = {match["name"] for match in others}, {len(match["user"]) for match in others}

    def is_group(user: str, name: str, second: str) -> bool:
        crowded = len(users[name]) > 1 and name not in apart
        return len(names[user]) > 1 or crowded or (len(second) in digits and len(user) not in digits)

    return {e: match for e, match in found.items() if is_group(named[e]["user"], named[e]["name"], match["user"])}


def page_name(entry: str, student: Student) -> str | None:
    """Return the name under which Canvas takes a page back for an entry of its export, or None if it is none of it.

    Canvas finds the student and the file by the first two numbers between underscores, and ignores a name whose last
    part begins with `link`.
    """
    anonymous = _ANONYMOUS.fullmatch(entry)
    match = anonymous or _NAMED.fullmatch(entry)
    if match is None or not match["file"]:
        return None
    group = _NUMBERED_GROUP.fullmatch(entry)
    if not anonymous and group is not None and group["user"] == student.lms_id:
        match = group
    late = "_LATE" if _is_late(match) else ""
    who = match["name"] if anonymous else f"{match['name'].replace('_', '-')}{late}_{match['user']}"
    own = re.sub(r"(^|_)(?=link[^_]*$)", r"\1-", file_name(stem(match["file"])))
    return f"{file_name(who)}{late if anonymous else ''}_{match['number']}_{own}.html"


def _hand(found: Matches, *, anonymous: bool) -> Hand:
    first = found[0][1]
    student = Student() if anonymous else Student(lms_id=first["user"])
    marked = [shown(match["file"] or entry) for entry, match in found if _is_late(match)]
    some = f"{LATE[:-1]}: {', '.join(marked)}."
    late = () if not marked else (LATE,) if len(marked) == len(found) else (some,)
    uploaded = [(entry, match) for entry, match in found if match["file"]]
    typed = [(entry, match) for entry, match in found if match["typed"]]
    if not uploaded:
        entry, match = typed[-1]
        files = tuple(File(entry, entry) for entry, _ in typed)
        reason = f"{_TYPED[match['typed']]}, no notebook (.ipynb) or script (.py) was handed in"
        return Hand(first["name"], student, files, late, f"{shown(entry)}: {reason}", late=bool(late))
    notes = tuple(f"Not read, because it was typed in and not handed in as a file: {shown(e)}." for e, _ in typed)
    files = (*with_distinct_names(tuple(_attempts(uploaded))), *(File(entry, entry, 1) for entry, _ in typed))
    return Hand(first["name"], student, files, (*late, *notes), late=bool(late), archived=bool(late))


def _is_late(match: re.Match[str]) -> bool:
    return bool(match["late"] or match["late_too"])


def _attempts(uploaded: Matches) -> Iterator[File]:
    """Yield the files of one student; `hw.ipynb`, `hw-1.ipynb` and `hw-2.ipynb` are attempts at one file.

    `part-1.ipynb` and `part-2.ipynb` without a `part.ipynb` are two files.
    """
    names = {match["file"].casefold() for _, match in uploaded}
    attempts: dict[str, list[tuple[tuple[int, int], str, str, bool]]] = {}
    for entry, match in uploaded:
        name = match["file"].casefold()
        again = next((found for found in _numbered(name) if found[0] in names), None)
        base, number = again or (name, 0)
        attempts.setdefault(base, []).append(((int(match["number"]), number), entry, match["file"], _is_late(match)))
    for several in attempts.values():
        several.sort()
        for later, (_, entry, name, late) in enumerate(reversed(several)):
            yield File(entry, name, later, late=late)


def _numbered(name: str) -> Iterator[tuple[str, int]]:
    """Yield the name without the number before its last extension, or before all of them, and the number."""
    for start in (PurePosixPath(name).stem, stem(name)):
        if match := _NUMBERED.fullmatch(start):
            yield match["base"] + name[len(start) :], int(match["number"])
