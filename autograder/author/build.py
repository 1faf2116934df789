"""Make the students' notebooks from the solutions with Otter Assign. The same solutions give the same notebooks."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat

from autograder.author.derivation import Derivations, derivation
from autograder.author.master import COLAB, KERNEL, master
from autograder.author.public import public_spec
from autograder.batch.access import new_file
from autograder.batch.folder import OutputError
from autograder.declare.frame import SKIP
from autograder.declare.mistakes.vocabulary import FOLDER
from autograder.declare.reference import CourseError, Reference
from autograder.notebook.packing import unpacked
from autograder.submissions.handed_out import SHIPPED, digest

PLUGIN = "autograder.otter.plugin.SandboxedGrading"
ROLES = (
    (re.compile(r'grader\.check\("(\w+)"\)'), "check"),
    (re.compile(r"(?:def|class) (\w+)\b"), "write"),
    (re.compile(r'#.*\ngrader\.draw\("(\w+)"\)'), "draw"),
    (re.compile(r'#.*\ngrader\.derivation\("(\w+)"'), "derivation"),
)
"""The cells whose ids are named after a function: its stub, and what is below it."""
PACKED = re.compile(r'(?<=\\", \\")([A-Za-z0-9+/=]{100,})(?=\\"\))')
"""The packed public part in a notebook's JSON."""
ADDRESS = r"(?:git\+)?(?:https?|ssh|file)://[A-Za-z0-9._+:/@%~=#&?,-]+"
WHEEL = r"[A-Za-z0-9._/][A-Za-z0-9._+/-]*\.whl"
"""What is allowed between the quotes of the set-up cell's `%pip` line: nothing that ends them or IPython expands."""
INSTALLED_FROM = re.compile(rf'%pip install --quiet \\"({ADDRESS}|{WHEEL})\\"')
DERIVATIONS = re.compile(r'"derivations": "(after|never|open)"')
COLAB_BADGE = re.compile(r"colab\.research\.google\.com/github/([\w.-]+/[\w.-]+)/blob/([\w./-]+)/assignments/")


@dataclass(frozen=True)
class Options:
    """What a course wants in its notebooks.

    `repository` is "OWNER/NAME" or "OWNER/NAME@BRANCH" on GitHub, for the Colab badge. `install_from` is the wheel or
    address from which the set-up cell installs this package; None for a package index. `zips` is a folder for Otter's
    autograder zips. With `plugin` their grading hands the notebook to our sandbox, and the solutions are in them.
    `derivations` says when students can read the derivations of the gradients.
    """

    repository: str | None = None
    install_from: str | None = None
    zips: Path | None = None
    plugin: bool = False
    derivations: Derivations = Derivations.AFTER


@dataclass(frozen=True)
class BuiltNotebooks:
    """One problem's notebooks as nbformat JSON (`staff` has the solutions), and the test files by function."""

    name: str
    student: dict[str, Any]
    staff: dict[str, Any]
    tests: dict[str, str]

    @property
    def handed_out(self) -> list[str]:
        """Return the digests of the cells that grading skips as long as they are unchanged."""
        digests: list[str] = self.student["metadata"]["autograder"]["handed_out"]
        return digests

    @property
    def text(self) -> str:
        """Return the text of the student's notebook file."""
        return json.dumps(self.student, indent=1, ensure_ascii=False) + "\n"


def build(reference: Reference, options: Options = Options()) -> BuiltNotebooks:
    """Run Otter Assign on one problem. Raises CourseError with what it could not use.

    Not thread-safe: Otter changes the working directory of the process while it works.
    """
    name = reference.problem.name
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        plugin = _plugin(reference, folder) if options.plugin else None
        badge, zipped = _badge(name, options.repository), options.zips is not None
        notebook = master(
            reference, badge, options.install_from, plugin, zipped=zipped, derivations=options.derivations
        )
        path = folder / f"{name}.ipynb"
        nbformat.write(notebook, path)
        _assign(path, folder / "out", reference)
        if options.zips is not None:
            made = next((folder / "out" / "autograder").glob("*.zip"))
            with writing(options.zips / f"{name}-autograder.zip") as file:
                descriptor = new_file(file, shared=not options.plugin)  # with the plugin, the solutions are in it
                with os.fdopen(descriptor, "wb") as archive:
                    archive.write(made.read_bytes())
        tests = {p.stem: p.read_text(encoding="utf-8") for p in sorted((folder / "out/student/tests").glob("*.py"))}
        student, staff = (
            _finished(
                json.loads((folder / "out" / kind / path.name).read_text(encoding="utf-8")),
                reference,
                options.derivations,
            )
            for kind in ("student", "autograder")
        )
    return BuiltNotebooks(name, student, staff, tests)


def write(built: BuiltNotebooks, folder: Path) -> bool:
    """Write the student's notebook unless it is up to date. Return whether it was written. Raises OutputError."""
    path = folder / f"{built.name}.ipynb"
    if not stale(built, folder):
        return False
    with writing(path) as file:
        file.write_text(built.text, encoding="utf-8", newline="\n")
    return True


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Make the folder of a file to be written. Raises OutputError if making the folder or writing the file fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def stale(built: BuiltNotebooks, folder: Path) -> bool:
    """Return whether the notebook in the folder is missing or out of date."""
    path = folder / f"{built.name}.ipynb"
    try:
        return _comparable(path.read_text(encoding="utf-8")) != _comparable(built.text)
    except (OSError, ValueError):  # not there, not text, or with damaged tests
        return True


def write_handed_out(notebooks: Iterable[BuiltNotebooks], path: Path = SHIPPED) -> bool:
    """Put the digests of these notebooks into the package's file. Return whether it was written."""
    old = path.read_text("utf-8") if path.exists() else "{}"
    digests = json.loads(old) | {built.name: built.handed_out for built in notebooks}
    text = json.dumps(digests, indent=1, sort_keys=True) + "\n"
    if text != old:
        path.write_text(text, "utf-8")
    return text != old


def repository_in(folder: Path, name: str) -> str | None:
    """Return the repository that an existing notebook's badge names, or None if it has none."""
    found = COLAB_BADGE.search(_text_in(folder, name))
    return f"{found[1]}@{found[2]}" if found else None


def installed_from(folder: Path, name: str) -> str | None:
    """Return the wheel or address from which an existing notebook installs this package, None for a package index."""
    found = INSTALLED_FROM.search(_text_in(folder, name))
    return found[1] if found else None


def derivations_in(folder: Path, name: str) -> Derivations | None:
    """Return when an existing notebook shows its derivation, or None if there is no such notebook."""
    found = DERIVATIONS.search(_text_in(folder, name))
    return Derivations(found[1]) if found else None


def is_installable(where: str) -> bool:
    """Return whether `where` is a wheel or an address that may be put into every student's notebook.

    An address with a password or token in it cannot.
    """
    if re.fullmatch(WHEEL, where):
        return True
    if not re.fullmatch(ADDRESS, where):
        return False
    parts = urlsplit(where.removeprefix("git+"))
    return parts.password is None and (parts.username is None or parts.scheme == "ssh")


def _text_in(folder: Path, name: str) -> str:
    try:
        return (folder / f"{name}.ipynb").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _comparable(text: str) -> str:
    """Replace the packed public part by its contents: another build of zlib packs them into a different line."""
    return PACKED.sub(lambda found: json.dumps(unpacked(found[1]), sort_keys=True), text)


def _badge(name: str, repository: str | None) -> str | None:
    if repository is None:
        return None
    place, _, branch = repository.partition("@")
    return COLAB.format(place, branch or "main", f"assignments/{name}.ipynb")


def _plugin(reference: Reference, folder: Path) -> dict[str, Any]:
    """Put the solution next to the master notebook, and name it in the plugin's settings."""
    solutions = folder / "solutions"
    solutions.mkdir()
    shutil.copyfile(reference.path, solutions / reference.path.name)
    (solutions / FOLDER).mkdir()
    for path in reference.shared_files:
        shutil.copyfile(path, solutions / FOLDER / path.name)
    return {PLUGIN: {"solutions": "solutions"}}


def _assign(path: Path, out: Path, reference: Reference) -> None:
    """Run Otter Assign, and turn any complaint into one line."""
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")  # Otter's own dependencies deprecate each other
            from otter.assign import main as assign  # noqa: PLC0415 - 0.9 s, and only builders have it

            assign(str(path), str(out), no_pdfs=True, no_run_tests=True)
    except Exception as error:
        raise CourseError(f"{reference.path}: Otter Assign: {error}") from error


def _finished(notebook: dict[str, Any], reference: Reference, derivations: Derivations) -> dict[str, Any]:
    """Complete a notebook made by Otter Assign: metadata, stable ids, tags."""
    taken: Counter[str] = Counter()
    cells = []
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if not source.strip():
            continue  # Otter's buffer at the end
        metadata = {**cell["metadata"]}
        if cell["cell_type"] == "code" and source.lstrip("# ").startswith(("grader.", "Save your notebook")):
            metadata["tags"] = [*metadata.get("tags", []), SKIP]
        made_id = identity(source, cell)
        taken[made_id] += 1
        if taken[made_id] > 1:
            made_id = f"{made_id}-{taken[made_id]}"
        made = {"cell_type": cell["cell_type"], "id": made_id, "metadata": dict(sorted(metadata.items()))}
        if cell["cell_type"] == "code":
            made |= {"execution_count": None, "outputs": []}
        cells.append({**made, "source": source.splitlines(keepends=True)})
    skipped = ("".join(cell["source"]) for cell in cells if SKIP in cell["metadata"].get("tags", ()))
    digests = sorted({digest(source) for source in skipped})
    public = json.loads(public_spec(reference))
    metadata = {
        "autograder": {
            **({"derivations": derivations.value} if derivation(reference) else {}),
            "handed_out": digests,
            "problem": reference.problem.name,
            "public": public,
        },
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
        "otter": notebook["metadata"]["otter"],
    }
    finished = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    nbformat.validate(finished)
    return finished


def identity(source: str, cell: dict[str, Any]) -> str:
    """Name a cell after its purpose or its content, so that a change elsewhere does not rename it."""
    written = cell["metadata"].get("autograder", {}).get("written")
    if written is not None:
        return f"answer-{written}"
    for pattern, role in ROLES:
        if cell["cell_type"] == "code" and (found := pattern.match(source)):
            return f"{role}-{found[1]}"
    return f"{cell['cell_type']}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
