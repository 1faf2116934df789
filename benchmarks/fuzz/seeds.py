"""What a fuzzer starts from: one good input for each target, and pieces to put together."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from autograder.sandbox.wire.encoder import encode

_WHOLE = encode(
    ("returned", {"a": np.arange(3.0), "b": [1.5] * 20, 3: ("x" * 300, 2**80, 1j)}, [0]), b"n" * 16, 1 << 20
)
_STRUCTURE = (
    b'{"t":["returned",{"d":[["a",{"a":["<f8",0,3]}],[3,{"t":[{"f":[]},{"s":[5]},{"Fl":[2]},{"o":["x"]}]}]]},'
    b'{"l":[0]}]}'
)
_NOTEBOOK = (
    b'{"cells": [{"cell_type": "code", "source": ["a = 1\\n", "b"], "metadata": {"tags": ["skip-grading"]}},'
    b'{"cell_type": "markdown", "source": "x", "metadata": {"autograder": {"written": "w"}}}],'
    b'"metadata": {"autograder": {"problem": "p"}}, "nbformat": 4, "worksheets": [{"cells": []}]}'
)
_POLICY = (
    b'follow_through = 0.5\nvisibility = "hidden"\npackages = ["scipy"]\n'
    b'[problems.attacked.questions."honest"]\npoints = 2\nvisibility = "visible"\n'
)


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/x.py", "x = 1\n" * 50, zipfile.ZIP_DEFLATED)
        archive.writestr("b.ipynb", _NOTEBOOK)
    return buffer.getvalue()


SEEDS: dict[str, tuple[bytes, ...]] = {
    "frames": (_WHOLE, _WHOLE[:60]),
    "structure": (len(_STRUCTURE).to_bytes(2, "little") + _STRUCTURE + bytes(range(56)),),
    "notebook": (_NOTEBOOK,),
    "script": (b"# -*- coding: latin-1 -*-\n# autograder: problem = attacked\nx = 1\n",),
    "archive": (_zip(),),
    "line": ("=1\x1b[31m\u202e\u00e9 CON.txt".encode(),),
    "cell": (b'=HYPERLINK("x";"y")', b"-1.5e3", "＝1".encode()),  # noqa: RUF001 - the look-alike is meant
    "sentence": (b"`a<b>` &amp; ``<script>`",),
    "page": (b"<img src=x onerror=1> `code`",),
    "policy": (_POLICY,),
    "hints": (b'[[hints]]\nquestion = "honest"\ngroup = "x"\ntext = "think"\npoints = 1\nproblem = "attacked"\n',),
    "marks": (b"submission,problem,question,points,comment\nada,attacked,words,1,fine\n", b"submission;problem\n"),
}
