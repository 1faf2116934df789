"""What students and platforms hand in, and what must come of it: points, notes, answers in words, who is listed.

Each row is one member of a kind that went wrong once.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.batch import made

pytestmark = pytest.mark.slow

Files: TypeAlias = dict[str, bytes]
NAME = "two_layer_linear.ipynb"
SCRIPT = "# autograder: problem = two_layer_linear\n"
IMPORTS = "import numpy as np"
FORWARD = """\
def forward(x, params):
    hidden = params["W1"].dot(x) + params["b1"]
    return dict(h=hidden, y_hat=params["W2"].dot(hidden) + params["b2"])
"""
LOSS = """\
def loss(y_hat, y):
    difference = y_hat - y
    return float(np.sum(difference * difference)) / y.shape[1]
"""
BACKWARD = """\
def backward(x, y, params, cache):
    grads = {"dy_hat": 2.0 / x.shape[1] * (cache["y_hat"] - y)}
    grads["dW2"] = grads["dy_hat"].dot(cache["h"].T)
    grads["db2"] = np.sum(grads["dy_hat"])
    grads["dh"] = params["W2"].T.dot(grads["dy_hat"])
    grads["dW1"] = grads["dh"].dot(x.T)
    grads["db1"] = grads["dh"].sum(1)[:, np.newaxis]
    return grads
"""
TRAIN = """\
def train(x, y, params, lr, steps):
    params, history = dict(params), []
    for step in range(steps):
        cache = forward(x, params)
        history += [loss(cache["y_hat"], y)]
        slopes = backward(x, y, params, cache)
        for name in params:
            params[name] = params[name] - lr * slopes["d" + name]
    return params, history
"""
WITH_HELPER = FORWARD.replace('params["W1"].dot(x) + params["b1"]', 'layer(params["W1"], x, params["b1"])')
WITH_BAR = TRAIN.replace("range(steps)", "tqdm(range(steps))")
HELPER = "def layer(weights, inputs, bias):\n    return weights.dot(inputs) + bias\n"
FIRST, SECOND = "The first half speaks of one entry of W1.", "The second half puts all entries into one matrix."


def code(source: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": []}


def words(source: str, *, answers: bool = False) -> dict[str, Any]:
    about = {"autograder": {"written": "derive_dW1"}} if answers else {}
    return {"cell_type": "markdown", "metadata": about, "source": source}


def notebook(*cells: dict[str, Any]) -> bytes:
    about = {"autograder": {"problem": "two_layer_linear"}}
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 4}).encode()


def whole(*, imports: str = IMPORTS, forward: str = FORWARD, train: str = TRAIN, loss: str = LOSS) -> bytes:
    return notebook(*map(code, (imports, forward, loss, BACKWARD, train)), words(FIRST, answers=True))


def script(*parts: str) -> Files:
    return {"two_layer_linear.py": (SCRIPT + "\n".join(parts)).encode()}


def answered(*cells: dict[str, Any]) -> Files:
    return {NAME: notebook(*map(code, (IMPORTS, FORWARD, LOSS, BACKWARD)), *cells, code(TRAIN))}


def zipped(files: Files) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # zipfile mends backslashes
            archive.writestr(info, data)
    return buffer.getvalue()


@dataclass(frozen=True)
class Case:
    """What one student hands in; `lost` of the 12 points; a piece of a note; the pieces of the answer, in order."""

    files: Files
    lost: float = 0
    note: str = ""
    answer: tuple[str, ...] = ()


UNTOUCHED = notebook(*(code(f"def {f}(*args):\n    raise NotImplementedError") for f in ("forward", "loss", "train")))
CASES: dict[str, Case] = {
    "a helper in a cell with the tag of those that are skipped": Case(
        {NAME: notebook(code(HELPER, "skip-grading"), *map(code, (IMPORTS, WITH_HELPER, LOSS, BACKWARD, TRAIN)))},
        note="which grading skips, was changed, so it was run",
    ),
    "the import in the set-up cell": Case(
        {NAME: notebook(code(f"grader = 0\n{IMPORTS}", "skip-grading"), *map(code, (FORWARD, LOSS, BACKWARD, TRAIN)))},
        note="which grading skips, was changed, so it was run",
    ),
    "an answer in two cells": Case(
        answered(words(FIRST, answers=True), words(SECOND, answers=True)), answer=(FIRST, SECOND)
    ),
    "an answer below its cell": Case(answered(words("", answers=True), words(SECOND)), answer=(SECOND,)),
    "the original beside a finished copy": Case(
        {NAME: UNTOUCHED, "two_layer_linear-Copy1.ipynb": whole()},
        note="two_layer_linear-Copy1.ipynb is graded (4 of 4 functions written)",
    ),
    "the original behind a finished copy": Case(
        {"a two_layer_linear final.ipynb": whole(), NAME: UNTOUCHED}, note="(nothing written in it) is not"
    ),
    "an indented cell": Case({NAME: whole(forward="\n".join(f"    {line}" for line in FORWARD.split("\n")))}),
    "a package that is not there, above numpy": Case(
        {NAME: whole(imports=f"from a_package_of_theirs import thing\n{IMPORTS}")}, note="a_package_of_theirs"
    ),
    "a progress bar that is not used": Case({NAME: whole(imports=f"from tqdm import tqdm\n{IMPORTS}")}),
    "a progress bar around the steps": Case(
        {NAME: whole(imports=f"{IMPORTS}\nfrom tqdm import tqdm", train=WITH_BAR)}
    ),
    "helpers in a file beside": Case(
        {NAME: whole(imports=f"{IMPORTS}\nfrom layers_of_mine import layer", forward=WITH_HELPER),
         "layers_of_mine.py": HELPER.encode()}
    ),
    "a function in a Markdown cell": Case(
        {NAME: notebook(*map(code, (IMPORTS, FORWARD, LOSS)), words(BACKWARD), code(TRAIN))},
        lost=6,
        note="Cell 4 holds `def backward`, but it is a Markdown cell",
    ),
    "a script, pandas above numpy": Case(
        script("import pandas as pd", IMPORTS, FORWARD, LOSS, BACKWARD, TRAIN), note="pandas is not available"
    ),
    "a script, pandas below numpy": Case(
        script(IMPORTS, "import pandas as pd", FORWARD, LOSS, BACKWARD, TRAIN), note="pandas is not available"
    ),
    "a script, what was pasted from a notebook inside a function": Case(
        script(IMPORTS, FORWARD.replace("):\n", "):\n# In[3]: f(x)\n#%% x\n# Out[3]: 14\n", 1), LOSS, BACKWARD, TRAIN)
    ),
    "a zip of Windows": Case(
        {"hw2.zip": zipped({f"hw2\\part one\\{NAME}": whole(), "hw2\\img\\plot.png": b"\x89PNG"})},
        note="Not read, neither notebook nor script: hw2.zip/hw2/img/plot.png",
    ),
    "a notebook called .ipynb.txt": Case({f"{NAME}.txt": whole()}),
    "a notebook called .ipynb.json": Case({f"{NAME}.json": whole()}),
    "a notebook that ends in the middle, beside a finished one": Case(
        {NAME: whole(), "two_layer_linear-Copy1.ipynb": whole()[:-9]},
        note="two_layer_linear-Copy1.ipynb: not a notebook: the JSON ends",
    ),
    "a script that an editor on Windows saved": Case(
        {"hw.py": f"{SCRIPT}# dérivée\n{IMPORTS}\n{FORWARD}\n{LOSS}\n{BACKWARD}\n{TRAIN}".encode("cp1252")},
        note="read as Windows's code page 1252",
    ),
    "a notebook with a comma too many": Case({NAME: whole()[:-1] + b",}"}, note="commas behind which nothing follows"),
    **{
        f"a helper in a folder of its own, {way}": Case(
            {
                f"hw/notebooks/{NAME}": whole(imports=f"import sys\n{reached}\n{IMPORTS}", forward=WITH_HELPER),
                "hw/src/tools.py": HELPER.encode(),
                "hw/src/__init__.py": b"",
            }
        )
        for way, reached in {
            "as a package": "sys.path.append('..')\nfrom src.tools import layer",
            "by its path": "sys.path.insert(0, '../src')\nfrom tools import layer",
            "by a path of the machine": "import os\nsys.path += [os.path.abspath('../src')]\nfrom tools import layer",
        }.items()
    },
    **{
        f"a helper that `%run {typed}` runs": Case(
            {NAME: whole(imports=f"%run {typed}\n{IMPORTS}", forward=WITH_HELPER), "my tools.py": HELPER.encode()}
        )
        for typed in ('"my tools.py"', '-i "my tools.py"', '-i -n "my tools.py"')
    },
}  # fmt: skip
NAMES = list(CASES)


def put(folder: Path, files: Files) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def run(*arguments: object, code: int = 0) -> str:
    done = made.run(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    root = tmp_path_factory.mktemp("cases")
    for i, case in enumerate(CASES.values()):
        put(root / "class" / f"{i:02}", case.files)
    run("grade", root / "class", "--out", root / "out")

    def report(name: str) -> dict[str, Any]:
        path = root / "out" / "reports" / f"{NAMES.index(name):02}.json"
        of: dict[str, Any] = json.loads(path.read_text("utf-8"))["problems"][0]
        return of

    return report


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_out_right(name: str, graded: Callable[[str], dict[str, Any]]) -> None:
    case, problem = CASES[name], graded(name)
    questions = problem["questions"]
    lost = sum(q["max_score"] - q["score"] for q in questions)
    assert lost == case.lost, [(q["question"], q["message"]) for q in questions if q["score"] < q["max_score"]]
    if case.note:
        assert any(case.note in note for note in problem["notes"]), problem["notes"]
    else:
        assert problem["notes"] == []
    (written,) = problem["written"]
    shown = "\n".join((written["text"] or "", *(n["text"] for n in written.get("near", ()))))
    places = [shown.find(piece) for piece in case.answer]
    assert -1 not in places
    assert places == sorted(places)
    if case.answer:
        assert written["score"] is None  # a person decides


@pytest.mark.parametrize("beside", [{NAME: UNTOUCHED}, {"optimizers.py": b"# autograder: problem = optimizers\n"}])
def test_what_cannot_be_read_is_not_made_up_for_by_a_file_with_nothing_in_it(tmp_path: Path, beside: Files) -> None:
    """The broken one may be all of the work."""
    put(tmp_path / "class" / "ada", {"two_layer_linear-Copy1.ipynb": whole()[:-9], **beside})
    put(tmp_path / "class" / "bob", {NAME: whole()})
    said = run("grade", tmp_path / "class", "--out", tmp_path / "out", code=1)
    assert "ada/two_layer_linear-Copy1.ipynb: not a notebook: the JSON ends" in " ".join(said.split())


def test_the_check_says_the_same_of_them(tmp_path: Path) -> None:
    for name in ("an indented cell", "a progress bar around the steps", "helpers in a file beside"):
        assert "12 questions: 12 right" in run("check", put(tmp_path / name, CASES[name].files) / NAME)
    case = CASES["a function in a Markdown cell"]
    assert case.note in run("check", put(tmp_path / "retyped", case.files) / NAME, code=1)


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def test_canvas_without_names(tmp_path: Path) -> None:
    export = put(
        tmp_path / "export",
        {
            f"anon_Pp3rr_8001_{NAME}": UNTOUCHED,
            "anon_Pp3rr_8002_two_layer_linear-1.ipynb": whole(),
            f"LATE_anon_Kk7ss_8003_{NAME}": whole(),
            "anon_Ww9tt_8004_notes.pdf": b"%PDF",
        },
    )
    run("grade", export, "--out", tmp_path / "out", code=1)
    found = rows(tmp_path / "out" / "gradebook.csv")
    assert {name: row["score"] for name, row in found.items()} == {
        "anon_Pp3rr": "12",
        "anon_Kk7ss": "12",
        "anon_Ww9tt": "",
    }
    assert "notes.pdf" in found["anon_Ww9tt"]["reason"]
    report = json.loads((tmp_path / "out" / "reports" / "anon_Kk7ss.json").read_text("utf-8"))
    assert report["submission"]["late"]


def test_canvas_with_texts_and_links(tmp_path: Path) -> None:
    export = put(
        tmp_path / "export",
        {
            "bohrniels_LATE_6002_text.html": b"<p>my answer</p>",
            f"curiemarie_6001_90001_{NAME}": whole(),
            f"meitnerlise_6004_90009_{NAME}": whole(),
            "paulwolfgang_6003_link.html": b"<a href='https://example.org'>",
        },
    )
    people = (("Curie, Marie", 6001), ("Bohr, Niels", 6002), ("Paul, Wolfgang", 6003), ("Meitner, Lise", 6004))
    lines = [
        "Student,ID,SIS User ID,SIS Login ID,Section,HW (7)",
        *(f'"{name}",{n},u{n},l{n},S,' for name, n in people),
    ]
    (tmp_path / "roster.csv").write_text("\n".join(lines), encoding="utf-8")
    said = run("grade", export, "--roster", tmp_path / "roster.csv", "--out", tmp_path / "out", code=1)
    found = rows(tmp_path / "out" / "gradebook.csv")
    assert {row["gradable"] for name, row in found.items() if name in {"Curie, Marie", "Meitner, Lise"}} == {"yes"}
    assert "only a text was typed in" in found["Bohr, Niels"]["reason"]
    assert "only a link was typed in" in found["Paul, Wolfgang"]["reason"]
    assert "handed in nothing" not in said


def test_moodle_in_another_language(tmp_path: Path) -> None:
    head = "ID,Volledige naam,E-mailadres,Status,Cijfer,Maximumcijfer,Cijfer kan gewijzigd worden,Laatste wijziging"
    lines = [f"{head} (inzending),Laatste wijziging (cijfer),Feedback als commentaar"]
    people = (("Ada Löwe", 5001, whole()), ("Bo Ng", 5002, whole(loss=LOSS.replace(" / y.shape[1]", ""))))
    files = {}
    for name, number, data in people:
        lines.append(f'Deelnemer{number},{name},{number}@example.edu,Ingediend,,"10,00",Ja,-,-,')
        files[f"{name}_{number}_assignsubmission_file/{NAME}"] = data
    roster = tmp_path / "worksheet.csv"
    roster.write_text("\n".join(lines), encoding="cp1252")
    (tmp_path / "assignment.toml").write_text('problems = ["two_layer_linear"]\n', encoding="utf-8")
    run("grade", put(tmp_path / "export", files), "--roster", roster, "--out", tmp_path / "out")
    run("export", tmp_path / "out", "--to", "moodle", "--unread", "zero")
    with (tmp_path / "out" / "export-moodle.csv").open(encoding="utf-8-sig", newline="") as file:
        back = list(csv.DictReader(file))
    assert list(back[0]) == lines[0].split(",")
    assert [row["Volledige naam"] for row in back] == ["Ada Löwe", "Bo Ng"]
    assert [row["Cijfer"].replace(",", ".") for row in back] == ["8.57", "7.86"]  # 12 and 11 of 14, out of 10
