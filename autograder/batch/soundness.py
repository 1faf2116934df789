"""Check that a store has the form that we gave it, before anything is read from it or written because of it.

Anyone who can write the file may have changed it. The tables' own declarations say what each column can hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache

from autograder.batch.schema import create
from autograder.plain.safe_text import is_slug, terminal

POINTS = ("score", "max_score", "machine_score", "points")
WORTH = "worth"
"""Points that an item of the rubric gives or, if negative, takes."""
MOST_POINTS = 1e9
"""More than a class's policy can give to one submission."""
_KINDS = {"TEXT": "'text'", "INTEGER": "'integer'", "REAL": "'real', 'integer'", "BLOB": "'blob'"}


def unsound(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with a store and in which row, None if nothing is. Raises sqlite3.Error."""
    found = connection.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    if found is not None:  # it would change what later commands write or read
        return f"it has a {found[0]}, {terminal(repr(found[1]), 80)}"
    for table, columns in _declared().items():
        if [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] != [column for column, _ in columns]:
            return f"table {table} has other columns"
        tests = " ".join(f"WHEN {test} THEN '{column}'" for column, test in columns)
        key = columns[0][0]
        query = f"SELECT {key}, wrong FROM (SELECT {key}, CASE {tests} END AS wrong FROM {table}) WHERE wrong NOTNULL"  # noqa: S608
        found = connection.execute(f"{query} LIMIT 1").fetchone()
        if found is not None:
            return f"in table {table}, row {terminal(repr(found[0]), 80)}: {found[1]} is not what it can be"
    for (name,) in connection.execute("SELECT slug FROM submissions"):
        if not is_slug(name):
            return f"in table submissions: {terminal(repr(name), 80)} cannot be the name of a page"
    return None


@cache
def _declared() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return for each table its columns, each with a condition that holds for a value that it cannot have."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create(connection)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: tuple(_tests(connection, name)) for name in names}
    connection.close()
    return found


def _tests(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    for _, name, kind, needed, _, key in connection.execute(f"PRAGMA table_info({table})"):
        column = f'"{name}"'
        kinds = _KINDS[kind] if needed or key else f"{_KINDS[kind]}, 'null'"
        test = f"typeof({column}) NOT IN ({kinds})"
        least = -MOST_POINTS if name == WORTH else 0
        yield name, f"{test} OR NOT {column} BETWEEN {least} AND {MOST_POINTS}" if name in (*POINTS, WORTH) else test
