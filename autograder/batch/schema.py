"""The tables of `gradebook.sqlite`, and the migrations from older versions.

The version is kept in SQLite's `user_version`; each migration takes the file from its index in the list to the next, in
one transaction. A migration that has been released is never changed.
"""

from __future__ import annotations

import sqlite3

APPLICATION = 0x41475242  # "AGRB": distinguishes our files from other SQLite files

MIGRATIONS = (
    """
    -- What holds for the whole class: the policy, the hints and the marks in force, as staff wrote them.
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    -- One hand-in each. reason: why it could not be graded. judged, settled: digests of what its verdicts and its
    -- points depend on besides the evidence. student, remarks, timings: JSON.
    CREATE TABLE submissions (
        slug TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
        content TEXT NOT NULL, reason TEXT, score REAL, max_score REAL, isolation TEXT NOT NULL, judged TEXT NOT NULL,
        settled TEXT NOT NULL, student TEXT, remarks TEXT NOT NULL, timings TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX submissions_in_order ON submissions (place, slug);
    CREATE INDEX submissions_by_hash ON submissions (sha256);

    -- plan: digest of the calls that the seed draws. version: digest of the solution file. packages: what could be
    -- imported. notes: JSON. document, evidence, pictures: see packing.py; evidence is NULL where too large to keep.
    CREATE TABLE problems (
        slug TEXT NOT NULL REFERENCES submissions ON DELETE CASCADE, position INTEGER NOT NULL, problem TEXT NOT NULL,
        title TEXT NOT NULL, first_wrong TEXT, notes TEXT NOT NULL, seed TEXT NOT NULL, plan TEXT NOT NULL,
        version TEXT NOT NULL, packages TEXT NOT NULL, document BLOB NOT NULL, evidence BLOB,
        pictures BLOB NOT NULL, PRIMARY KEY (slug, position)
    );

    -- machine_score: the judge's points where staff gave others. details: JSON of what is measured and said besides.
    CREATE TABLE verdicts (
        slug TEXT NOT NULL, problem INTEGER NOT NULL, position INTEGER NOT NULL, question TEXT NOT NULL,
        status TEXT NOT NULL, score REAL NOT NULL, max_score REAL NOT NULL, machine_score REAL,
        misconceptions TEXT NOT NULL, "group" TEXT NOT NULL, message TEXT NOT NULL, hint TEXT, comment TEXT,
        details TEXT NOT NULL, PRIMARY KEY (slug, problem, position),
        FOREIGN KEY (slug, problem) REFERENCES problems ON DELETE CASCADE
    ) WITHOUT ROWID;

    -- score is NULL while nobody has read the answer.
    CREATE TABLE written (
        slug TEXT NOT NULL, problem INTEGER NOT NULL, position INTEGER NOT NULL, question TEXT NOT NULL,
        title TEXT NOT NULL, max_score REAL NOT NULL, text TEXT NOT NULL, score REAL, comment TEXT,
        PRIMARY KEY (slug, problem, position), FOREIGN KEY (slug, problem) REFERENCES problems ON DELETE CASCADE
    ) WITHOUT ROWID;
    """,
    """
    -- near: JSON of the text that may belong to an answer, with its cells.
    ALTER TABLE written ADD COLUMN near TEXT NOT NULL DEFAULT '[]';
    """,
    """
    -- unused: JSON of what was read of the hand-in and not used, each with its reason.
    ALTER TABLE problems ADD COLUMN unused TEXT NOT NULL DEFAULT '[]';
    """,
    """
    -- head: JSON of the assignment, the times of the hand-in and of grading, and how late it was.
    ALTER TABLE submissions ADD COLUMN head TEXT NOT NULL DEFAULT '{}';
    """,
    """
    -- What people decided about an answer in words or a question that the machine judged: the last row of each counts,
    -- earlier ones are kept as a record. points: NULL if nobody decides, not yet or any more. answer: digest of what
    -- was read. items: JSON of the rubric's items that make the points. grader, source, at: who, from where, and when.
    CREATE TABLE marks (
        number INTEGER PRIMARY KEY, slug TEXT NOT NULL, problem TEXT NOT NULL, question TEXT NOT NULL, points REAL,
        comment TEXT NOT NULL, answer TEXT NOT NULL, items TEXT NOT NULL, grader TEXT NOT NULL, source TEXT NOT NULL,
        at TEXT NOT NULL
    );
    CREATE INDEX marks_of_answers ON marks (slug, problem, question, number);

    -- Comments for groups of answers. problem: '' for any.
    CREATE TABLE hints (
        problem TEXT NOT NULL, question TEXT NOT NULL, "group" TEXT NOT NULL, text TEXT NOT NULL, points REAL,
        grader TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (problem, question, "group")
    ) WITHOUT ROWID;

    -- What answers in words earn or lose points for; worth may be negative.
    CREATE TABLE rubric (
        item INTEGER PRIMARY KEY, problem TEXT NOT NULL, question TEXT NOT NULL, text TEXT NOT NULL, worth REAL NOT NULL
    );

    -- Answers in words, by their digests, that are marked apart from those that are nearly equal to them.
    CREATE TABLE apart (
        problem TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (problem, question, answer)
    ) WITHOUT ROWID;

    -- decided: why a person gave other points than the judge.
    ALTER TABLE verdicts ADD COLUMN decided TEXT;
    """,
)


TABLES = {
    **dict.fromkeys(("settings", "submissions", "problems", "verdicts", "written"), 1),
    **dict.fromkeys(("marks", "hints", "rubric", "apart"), 5),
}
"""Each table, with the version that made it."""


class SchemaError(Exception):
    """A file that is not a gradebook, or one of a newer version."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file."""
    _advance(connection, 0)


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate a gradebook to the newest version. Raises SchemaError if it is none, before anything is written."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not (application or version or tables):
        raise SchemaError("it is empty; if there is no copy of it, remove it and grade again")
    if application != APPLICATION:
        raise SchemaError("it is another program's database")
    if version > len(MIGRATIONS):
        raise SchemaError(f"it was made by a newer version of autograder (its schema is {version})")
    missing = [name for name, since in TABLES.items() if since <= version and name not in tables]
    if missing or not version:
        raise SchemaError(f"it is damaged: it has no {missing[0] if missing else 'version'}")
    _advance(connection, version)


def _advance(connection: sqlite3.Connection, version: int) -> None:
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
        try:
            connection.executescript(f"BEGIN IMMEDIATE; {script} {marks} COMMIT;")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
