"""A made-up class: notebooks as students hand them in, drawn from the references and their misconceptions."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.author.lesson import CellKind, LessonCell, lesson
from autograder.author.master import guarded
from autograder.declare.course import Course
from autograder.declare.frame import SKIP
from autograder.declare.reference import Reference

MISTAKES = (0, 0, 0, 1, 1, 1, 1, 2, 2, 3)
"""The numbers of mistakes of a student, to draw from."""

SCRATCH = (
    "x_try = np.arange(6.0).reshape(2, 3)\nx_try.shape",
    "np.dot(np.ones((2, 3)), np.ones((2, 3)))  # why does this fail?",
    "print('version', np.__version__)",
    "%%time\ntotal = 0.0\nfor i in range(1000):\n    total += i",
    "help(np.sum)",
    "!pip list | head -3",
    "undefined_name + 1",
    "# TODO ask in section: why divide by m here and not there?",
    "%matplotlib inline\nimport matplotlib.pyplot as plt",
    "assert np.allclose(np.ones(3) * 2, 2.0)",
    "name = input('press return to go on')",
)
TRAINING = """\
rng = np.random.default_rng(0)
x_demo = rng.standard_normal((3, 20))
y_demo = x_demo[:1] - 0.5 * x_demo[1:2] + 0.1 * rng.standard_normal((1, 20))
try:
    params_demo = {{"w": np.zeros((1, 3)), "b": 0.0}}
    params_demo, losses_demo = {training}
    plt.plot(losses_demo)
    plt.xlabel("step")
    plt.show()
except Exception as error:
    print("training did not work:", error)
"""
PROSE = (
    "My derivation is on paper.",
    "**Note to myself:** check the shapes again.",
    "The loss goes down, so I think it works.",
    "I used the chain rule as on the slides.",
)
ANSWERS = (
    "_Type your answer here, replacing this text._",
    "I worked it out on paper and it came out as in my code. The shape is the one of the parameter.",
    "The gradient says in which direction the loss grows, so we go the other way.",
    "One path for each example, and where paths meet the derivatives add up, so the examples are summed away.",
)


@dataclass(frozen=True)
class SampleStudent:
    """One made-up notebook before it is written: where the student's code differs from the reference."""

    name: str
    reference: Reference
    lesson: tuple[LessonCell, ...]
    sources: dict[str, str]
    rng: random.Random


def make_class(course: Course, folder: Path, students: int, seed: int) -> Path:
    """Write one file for each student into `folder`, which is emptied first, and return the folder.

    Most make up to three of the declared mistakes. Every tenth does something that a grader must survive.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    width = max(2, len(str(students)))
    lessons: dict[str, tuple[LessonCell, ...]] = {}  # reading one takes longer than writing a notebook
    for number in range(1, students + 1):
        name = f"student-{number:0{width}d}"
        reference = course.reference(rng.choice(course.names))
        if reference.problem.name not in lessons:
            lessons[reference.problem.name] = lesson(reference)
        student = SampleStudent(name, reference, lessons[reference.problem.name], _with_mistakes(reference, rng), rng)
        oddity = ODDITIES[number // 10 % len(ODDITIES)] if number % 10 == 0 else _as_it_is
        content = oddity(student)
        (folder / f"{name}.ipynb").write_text(content, encoding="utf-8")
    return folder


def _with_mistakes(reference: Reference, rng: random.Random) -> dict[str, str]:
    """Apply a few mistakes, at most one per function, to the reference's sources."""
    sources = dict(reference.sources)
    mistakes = list(reference.mistakes)
    rng.shuffle(mistakes)
    wanted, touched = rng.choice(MISTAKES), set[str]()
    for mistake in mistakes:
        if len(touched) < wanted and mistake.function not in touched:
            touched.add(mistake.function)
            sources[mistake.function] = sources[mistake.function].replace(mistake.old, mistake.new)
    return sources


def _as_it_is(student: SampleStudent) -> str:
    return _notebook(student)


def _unfinished(student: SampleStudent) -> str:
    """Leave the last two functions as stubs."""
    for name in [f.name for f in student.reference.problem.functions][-2:]:
        head, quotes, rest = student.sources[name].partition('"""')
        docstring = rest.partition('"""')[0]
        student.sources[name] = f"{head}{quotes}{docstring}{quotes}\n    raise NotImplementedError\n"
    return _notebook(student)


def _never_ends(student: SampleStudent) -> str:
    """Let the last function loop forever. No cell calls it, which would add ten seconds to the demo."""
    name = student.reference.problem.functions[-1].name
    lines = student.sources[name].splitlines()
    student.sources[name] = f"{lines[0]}\n    while True:\n        pass\n"
    return _notebook(student, training=False)


def _leaves(student: SampleStudent) -> str:
    """Let the first function end the process."""
    name = student.reference.problem.functions[0].name
    lines = student.sources[name].splitlines()
    student.sources[name] = f"{lines[0]}\n    import os\n    os._exit(0)\n"
    return _notebook(student)


def _truncated(student: SampleStudent) -> str:
    """Cut the file off, as a broken upload does."""
    whole = _notebook(student)
    return whole[: len(whole) * 2 // 3]


ODDITIES: tuple[Callable[[SampleStudent], str], ...] = (_as_it_is, _unfinished, _never_ends, _leaves, _truncated)


def _notebook(student: SampleStudent, *, training: bool = True) -> str:
    """Write the notebook: the lesson's prose, the student's functions, and what students leave in between."""
    rng = student.rng
    cells = [cell for part in student.lesson for cell in _cells(part, student)]
    net = student.reference.problem.roles.network
    if training and net is not None and net.train:
        demo = {net.x: "x_demo", net.y: "y_demo", net.params: "params_demo", net.lr: "0.1", net.steps: "50"}
        args = student.reference.problem.function(net.train).args
        if set(args) <= demo.keys():
            cells.append(_code(TRAINING.format(training=f"{net.train}({', '.join(demo[a] for a in args)})"), rng))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell["execution_count"] = number + 1
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "autograder": {"problem": student.reference.problem.name},
    }
    notebook = new_notebook(cells=cells, metadata=metadata)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cells(part: LessonCell, student: SampleStudent) -> Iterator[Any]:
    """Return the student's version of one cell of the lesson."""
    rng = student.rng
    match part.kind:
        case CellKind.WORKED:
            return
        case CellKind.PROSE:
            yield new_markdown_cell(part.source)
        case CellKind.WRITTEN:
            yield new_markdown_cell(part.source)
            yield new_markdown_cell(rng.choice(ANSWERS), metadata={"autograder": {"written": part.name}})
        case CellKind.PICTURE:
            yield new_code_cell(guarded(part.source), metadata={"tags": [SKIP]})
        case CellKind.GIVEN | CellKind.FUNCTION:
            yield _code(_as_written(part.source, student), rng)
            if rng.random() < 0.4:
                yield _code(rng.choice(SCRATCH), rng)
            if rng.random() < 0.2:
                yield new_markdown_cell(rng.choice(PROSE))


def _as_written(source: str, student: SampleStudent) -> str:
    """Replace the reference's functions by the student's."""
    for name, original in student.reference.sources.items():
        source = source.replace(original.strip(), student.sources[name].strip())
    return source


def _code(source: str, rng: random.Random) -> Any:
    outputs: Iterable[Any] = ()
    if source.startswith("print") and rng.random() < 0.5:
        outputs = [new_output("stream", name="stdout", text="version 2\n")]
    return new_code_cell(source, outputs=list(outputs))
