"""Classes as learning platforms export them, made from their documented layouts, with the nasty cases."""

from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = """\
# autograder: problem = univariate_regression
import numpy as np

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)
# {who}
"""
EMPTY = b'{"cells": [], "metadata": {"autograder": {"problem": "univariate_regression"}}, "nbformat": 4}'


def code(who: str) -> bytes:
    return SOURCE.format(who=who).encode()


@dataclass(frozen=True)
class Made:
    """The files of an export by their names in it."""

    files: dict[str, bytes] = field(default_factory=dict)

    def as_folder(self, folder: Path) -> Path:
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                path.mkdir(exist_ok=True)
            else:
                path.write_bytes(content)
        return folder

    def as_zip(self, path: Path, prefix: str = "") -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in self.files.items():
                archive.writestr(prefix + name, content)
        return path


NFC, NFD = (unicodedata.normalize(form, "Zoë Ørsted") for form in ("NFC", "NFD"))

CANVAS = Made(
    {
        "lovelaceada_1001_50001_hw2.py": code("ada"),
        "smithjohn_1002_50002_hw2.py": code("john, first"),
        "smithjohn_LATE_1003_50003_hw2.py": code("john, second"),  # another student of the same name, late
        "müllerjörg_1004_50004_hw2.py": code("jörg, first"),
        "müllerjörg_1004_50004_hw2-1.py": code("jörg, again"),
        "müllerjörg_1004_50004_hw2-2.py": code("jörg, last"),
        "hoppergrace_1005_50005_univariate_regression.py": code("grace"),
        "hoppergrace_1005_50005_two_layer_linear.ipynb": EMPTY.replace(b"univariate_regression", b"two_layer_linear"),
        "turingalan_1006_50006_essay.pdf": b"%PDF",  # nothing to grade
        "noetheremmy_1007_50007_empty.ipynb": b"",
    }
)
CANVAS_ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,HW 2 (777),Final Score
,,,,,Manual Posting,
    Points Possible,,,,,10,(read only)
"Lovelace, Ada",1001,u1,ada,Sec 1,,
"Smith, John",1002,u2,jsmith,Sec 1,,
"Smith, John",1003,u3,jsmith2,Sec 2,,
"Müller, Jörg",1004,u4,jm,Sec 1,,
"Hopper, Grace",1005,u5,=cmd|'/c calc'!A1,Sec 2,,
"Turing, Alan",1006,u6,at,Sec 2,,
"Noether, Emmy",1007,u7,en,Sec 1,,
"Germain, Sophie",1008,u8,sg,Sec 1,,
"Student, Test",1999,,test,Sec 1,,
"""

MOODLE = Made(
    {
        "Ada Lovelace_2001_assignsubmission_file_/hw2.py": code("ada"),
        f"{NFC}_2002_assignsubmission_file_/hw2.py": code("nfc"),
        f"{NFD}_2003_assignsubmission_file_/hw2.py": code("nfd"),
        "Anna_Maria Weiß_2004_assignsubmission_file_/a/univariate_regression.py": code("anna"),
        "Anna_Maria Weiß_2004_assignsubmission_onlinetext_/onlinetext.html": b"<p>see file</p>",
        "Alan Turing_2005_assignsubmission_onlinetext_/onlinetext.html": b"<p>no file</p>",
        "=1+1_2006_assignsubmission_file_/hw2.py": code("formula"),
        "Emmy Noether_2007_assignsubmission_file_/": b"",
    }
)
MOODLE_WORKSHEET = f"""\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 2001","Ada Lovelace",ada@example.edu,"Submitted for grading",,100.00,Yes,"Monday, 2 March 2026, 9:00 PM",-,
"Participant 2002","{NFC}",zoe1@example.edu,"Submitted for grading",,100.00,Yes,"Monday, 2 March 2026, 9:00 PM",-,
"Participant 2003","{NFD}",zoe2@example.edu,"Submitted for grading - 1 day late",,100.00,Yes,"-",-,
"Participant 2006","=1+1",f@example.edu,"Submitted for grading",,100.00,Yes,"-",-,
"Participant 2008","Sophie Germain",sg@example.edu,"No submission",,100.00,Yes,-,-,
"""

GRADESCOPE = Made(
    {
        "submission_metadata.yml": b"""\
---
submission_3001:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0010'
    :email: ada@example.edu
  :created_at: 2026-03-01 21:14:22.365935000 -08:00
  :score: 0.0
  :status: processed
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
  :history:
  - :id: 2999
    :created_at: 2026-02-28 21:14:22.365935000 -08:00
submission_3002:
  :submitters:
  - :name: John Smith
    :sid: '0011'
    :email: john@example.edu
  - :name: John Smith
    :sid: '0012'
    :email: john.smith@example.edu
  :created_at: 2026-03-02 10:00:00.000000000 Z
  :history: []
submission_3003:
  :submitters:
  - :name: Grace Hopper
    :sid:
    :email: grace@example.edu
  :created_at: 2026-03-02 10:00:00.000000000 Z
submission_3004:
  :submitters:
  - :name: Grace Hopper
    :sid:
    :email: Grace@example.edu
  :created_at: 2026-03-03 10:00:00.000000000 Z
submission_3005:
  :submitters:
  - :name: Alan Turing
    :sid: '0013'
    :email: alan@example.edu
  :created_at: 2026-03-03 10:00:00.000000000 Z
submission_3006:
  :submitters:
  - :name: Emmy Noether
    :sid: '0014'
    :email: emmy@example.edu
  :created_at: 2026-03-03 10:00:00.000000000 Z
""",
        "submission_3001/hw2.py": code("ada"),
        "submission_3002/hw2.py": code("both johns"),
        "submission_3003/hw2.py": code("grace, first"),
        "submission_3004/hw2.py": code("grace, last"),
        "submission_3005/notes.txt": b"none",
    }
)

NBGRADER = Made(
    {
        "nbgrader_config.py": b"c = get_config()\n",
        "source/ps1/problem.py": b"raise NotImplementedError\n",
        "submitted/ada/ps1/univariate_regression.py": code("ada"),
        "submitted/ada/ps1/timestamp.txt": b"2026-03-01 10:00:00 UTC",
        "submitted/grace/ps1/univariate_regression.py": code("grace"),
        "submitted/alan/ps1/": b"",
    }
)
