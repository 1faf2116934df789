"""The pictures and tables of a lesson say in a sentence that a function is not ready, whatever it gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from tests.author.built import PROBLEMS, reference, source, student_notebook
from tests.author.test_in_a_kernel import draws, uses_functions

CELLS = {
    name: [c for c in student_notebook(name)["cells"] if draws(c) and uses_functions(name, c)] for name in PROBLEMS
}
NOT_YET = "This is made with your functions, and one of them does not work yet: "
GIVES = {"None": "None", "a number": "0.0", "a dict": "{}", "an argument": "args[-1]", "it raises": "1 / 0"}
"""What a half-written function may give."""


@pytest.mark.parametrize("gives", GIVES)
@pytest.mark.parametrize("name", [name for name, cells in CELLS.items() if cells])
def test_no_picture_ends_in_a_traceback(
    name: str, gives: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plt.switch_backend("agg")
    monkeypatch.setattr(plt, "show", lambda: None)
    written, said = reference(name).sources, []
    for function in written:
        for cell in CELLS[name]:
            made: dict[str, Any] = {"np": np, "display": lambda *_: None}
            for text in (*written.values(), f"def {function}(*args, **named):\n    return {GIVES[gives]}"):
                exec(text, made)
            exec(source(cell), made)
            said.append(capsys.readouterr().out)
            plt.close("all")
    assert any(text.startswith(NOT_YET) for text in said)
