"""Store: a `gradebook.sqlite` that is not as we wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from unittest import mock

from autograder.attacks.attack import Attack, AttackClass
from autograder.attacks.beside import change, judge_all_again, make_graded, unchanged
from autograder.batch.schema import create
from autograder.batch.store import NAME

TABLES = ("verdicts", "written", "problems", "submissions")


def _open(stack: ExitStack) -> None:
    """Take our guards away, for the positive control."""
    for place in ("folder.is_slug", "soundness.is_slug"):
        stack.enter_context(mock.patch(f"autograder.batch.{place}", return_value=True))
    stack.enter_context(mock.patch("autograder.batch.store.unsound", return_value=None))
    stack.enter_context(mock.patch("autograder.batch.store.migrate", _made))


def _made(connection: Connection) -> None:
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        create(connection)


def _regraded(statements: tuple[str, ...], folder: Path, guarded: bool) -> Iterator[str]:  # noqa: FBT001
    out = make_graded(folder)
    if statements:
        change(out, *statements)
    else:
        (out / NAME).write_bytes(b"")
    found: list[str] = []
    with ExitStack() as stack, unchanged(folder, found):
        if not guarded:
            _open(stack)
        judge_all_again(out, guarded=guarded)
    yield from found


def _attack(name: str, says: str, *statements: str, works: bool = False) -> Attack:
    return Attack(AttackClass.STORE, name, says, beside=partial(_regraded, statements), works=works)


STORE = (
    _attack(
        "a path for a slug",
        "names a page outside of the folder",
        *(f"UPDATE {table} SET slug = '../../evil' WHERE slug = 'ada'" for table in TABLES),  # noqa: S608 - our own
        "UPDATE submissions SET judged = ''",
        works=True,
    ),
    _attack("emptied", "empties the gradebook", works=True),
    _attack("without content", "has no submissions left", "DELETE FROM submissions", works=True),
    _attack("points beyond measure", "gives 1e308 points", "UPDATE verdicts SET max_score = 1e308"),
    _attack("a letter for points", "gives an A+", "UPDATE verdicts SET score = 'A+'"),
    _attack("a status of its own", "is splendid", "UPDATE verdicts SET status = 'splendid'"),
    _attack("another form", "has numbers for texts", "UPDATE verdicts SET message = x'00'"),
    _attack("damaged evidence", "has no evidence left", "UPDATE problems SET evidence = x'00', plan = ''"),
    _attack("a newer version", "is of a newer version", "PRAGMA user_version = 99"),
    _attack(
        "a trigger",
        "gives full points whenever verdicts are written",
        "CREATE TRIGGER more AFTER INSERT ON verdicts BEGIN UPDATE verdicts SET score = max_score; END",
        "UPDATE submissions SET judged = ''",
        works=True,
    ),
    _attack("another program's", "is another program's", "PRAGMA application_id = 7"),
)
