"""Turn a lesson into a master notebook of Otter Assign: questions, solutions, tests, points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.author.derivation import Derivations, derivation_cells
from autograder.author.drawing import with_picture
from autograder.author.lesson import CellKind, LessonCell, lesson
from autograder.author.public import public_part, public_spec
from autograder.author.stub import marked
from autograder.declare.frame import ANSWER, DRAWING, GUARD, HOW_TO_SUBMIT, PACKAGE, RATES, SET_UP, SKIP, WELCOME, worth
from autograder.declare.problem import Question, Written
from autograder.declare.reference import Reference
from autograder.notebook.packing import packed
from autograder.notebook.starting import digest_of
from autograder.sketch.calculation import is_chain
from autograder.student.public import shipped_text
from autograder.student.rates import is_plane

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({})"
COLAB = "https://colab.research.google.com/github/{}/blob/{}/{}"


def master(
    reference: Reference,
    badge: str | None,
    where: str | None,
    plugin: dict[str, Any] | None = None,
    *,
    zipped: bool,
    derivations: Derivations = Derivations.AFTER,
) -> Any:
    """Make the master notebook.

    `badge` is the address behind its Colab badge. `where` is what pip installs this package from, None for a package
    index. Where it is `zipped`, Otter makes its autograder zip too, in which
    `plugin` grades, with the folder `solutions` beside the notebook. `derivations` says when students can read these.
    """
    problem = reference.problem
    cells = [_raw(f"# ASSIGNMENT CONFIG\n{json.dumps(_config(reference, where, plugin, zipped=zipped), indent=1)}")]
    parts = tuple(replace(part, source=with_picture(part.source, reference)) for part in lesson(reference))
    opening = next((i for i, part in enumerate(parts) if part.kind is not CellKind.PROSE), len(parts))
    cells += [new_markdown_cell(part.source) for part in parts[: min(opening, 1)]]
    cells += [new_markdown_cell(BADGE.format(badge))] if badge else []
    source = f'"{where}"' if where else PACKAGE
    cells.append(new_markdown_cell(WELCOME.format(where=source)))
    cells.append(new_code_cell(set_up(reference, source), metadata=_set_up_metadata()))
    cells += [new_markdown_cell(part.source) for part in parts[1:opening]]
    for part, worked in _with_worked(parts[opening:]):
        match part.kind:
            case CellKind.FUNCTION:
                questions = tuple(q for f in problem.judging(part.name) for q in problem.questions_of(f.name))
                spec = public_spec(reference, part.name)
                cells += _function(part.name, part.source, worked, questions, spec)
                cells += _around(reference, part.name, derivations)
            case CellKind.WRITTEN:
                question = next(w for w in problem.written if w.name == part.name)
                cells += _written(question, part.source, worked)
            case CellKind.PICTURE:
                cells.append(new_code_cell(guarded(part.source), metadata={"tags": [SKIP]}))
            case CellKind.GIVEN:
                cells.append(new_code_cell(part.source))
            case _:
                cells.append(new_markdown_cell(part.source))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _config(reference: Reference, where: str | None, plugin: dict[str, Any] | None, *, zipped: bool) -> dict[str, Any]:
    """Return Otter Assign's settings as JSON, which is YAML too."""
    package = f"{PACKAGE}[grade]" if plugin else PACKAGE
    return {
        "name": reference.problem.name,
        "init_cell": False,
        "check_all_cell": True,
        "export_cell": {"pdf": False, "run_tests": False, "ignore_log": True, "instructions": HOW_TO_SUBMIT},
        "tests": {"files": True, "ok_format": False},
        "run_tests": False,
        "requirements": [f"{package} @ {where}" if where and "://" in where else package],
        "generate": {"show_all_public": True} if zipped else False,
        **({"plugins": [plugin], "autograder_files": ["solutions"]} if plugin else {}),
    }


def set_up(reference: Reference, where: str) -> str:
    """Return the set-up cell. A problem that does not come with this package is packed into it."""
    name, public = reference.problem.name, public_spec(reference)
    ours = shipped_text(name)
    known = ours is not None and digest_of(ours) == digest_of(public)
    text = "" if known else f', "{packed({"public": public})}"'
    return SET_UP.format(where=where, name=name, digest=digest_of(public), packed=text)


def _set_up_metadata() -> dict[str, Any]:
    return {"tags": [SKIP], "cellView": "form", "jupyter": {"source_hidden": True}}


def _with_worked(parts: tuple[LessonCell, ...]) -> Iterator[tuple[LessonCell, list[str]]]:
    """Return each part with its worked solutions: they belong to the last question before them."""
    groups: list[tuple[LessonCell, list[str]]] = []
    last: list[str] = []
    for part in parts:
        if part.kind is CellKind.WORKED:
            last.append(part.source)
            continue
        groups.append((part, []))
        if part.kind in {CellKind.FUNCTION, CellKind.WRITTEN}:
            last = groups[-1][1]
    return iter(groups)


def _function(name: str, source: str, worked: list[str], questions: tuple[Question, ...], spec: str) -> Iterator[Any]:
    """Return the cells of a function or class: what students write, and one test for each question about it."""
    yield _raw(f"# BEGIN QUESTION\nname: {name}\npoints: null")
    yield _raw("# BEGIN SOLUTION")
    yield new_code_cell(marked(source, name))
    yield from (new_markdown_cell(text) for text in worked)
    yield _raw("# END SOLUTION")
    yield _raw("# BEGIN TESTS")
    yield from (new_code_cell(_test(question, spec)) for question in questions)
    yield _raw("# END TESTS")
    yield _raw("# END QUESTION")


def _around(reference: Reference, function: str, derivations: Derivations) -> Iterator[Any]:
    """Return the cells below a check: drawings, and the derivation of a backward pass."""
    net = reference.problem.roles.network
    if net is not None and function == net.train and is_plane(net, public_part(reference)):
        yield new_code_cell(f'{RATES}\ngrader.draw("{function}")', metadata={"tags": [SKIP]})
    if net is None or function != net.backward:
        return
    if is_chain(net):
        yield new_code_cell(f'{DRAWING}\ngrader.draw("{function}")', metadata={"tags": [SKIP]})
    yield from derivation_cells(reference, derivations)


def _test(question: Question, spec: str) -> str:
    """Return one test of Otter's exception-based kind. Otter keeps only the function from its cell."""
    return (
        f'""" # BEGIN TEST CONFIG\npoints: {question.points}\n""" # END TEST CONFIG\n'
        f"def test_{question.name.replace('.', '_')}(env):\n"
        "    from autograder.notebook import check\n"
        f"    spec = {spec!r}\n"
        f"    check({question.name!r}, spec, env)\n"
    )


def _written(question: Written, prompt: str, worked: list[str]) -> Iterator[Any]:
    """Return the cells of a question that a person marks."""
    yield _raw(f"# BEGIN QUESTION\nname: {question.name}\nmanual: true\npoints: {question.points}")
    yield new_markdown_cell(f"{prompt}\n\n{worth(question)}")
    yield _raw("# BEGIN PROMPT")
    yield new_markdown_cell(ANSWER, metadata={"autograder": {"written": question.name}})
    yield _raw("# END PROMPT")
    yield _raw("# BEGIN SOLUTION")
    yield from (new_markdown_cell(text) for text in worked)
    yield _raw("# END SOLUTION")
    yield _raw("# END QUESTION")


def guarded(picture: str) -> str:
    """Let a picture say what it lacks in a sentence instead of showing a traceback."""
    lines = (f"    {line}" if line.strip() else "" for line in picture.splitlines())
    return "\n".join(("try:", *lines, GUARD))


def _raw(text: str) -> Any:
    return new_raw_cell(text)
