"""`autograder gradescope build`: pack a course, the chosen problems and a policy into one zip."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

import autograder
from autograder import __version__
from autograder.declare.course import Course
from autograder.declare.mistakes.vocabulary import FOLDER
from autograder.declare.other_texts import alternative_files
from autograder.gradescope import contents
from autograder.gradescope.compose import Graded, compose
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.plan import ZipPlan, plan_of
from autograder.gradescope.results import to_json
from autograder.staff.assignment import Assignment
from autograder.staff.policy import Policy

EPOCH = (2020, 1, 1, 0, 0, 0)  # the same input gives the same zip


@dataclass(frozen=True)
class BuiltZip:
    """The zip that was written."""

    path: Path
    plan: ZipPlan
    size: int
    sha256: str


def build(
    course: Course,
    names: tuple[str, ...],
    policy: Policy,
    secret: bytes,
    out: Path,
    assignment: Assignment = Assignment(),  # noqa: B008 - frozen
) -> BuiltZip:
    """Write the zip for these problems. Raises GradescopeError, or CourseError because of a solution file."""
    _require(course, names, policy)
    plan = plan_of(course, names, policy)
    wheel_name, wheel = _wheel()
    files: dict[str, bytes] = {
        contents.SETUP: _own(contents.SETUP),
        contents.RUN: _own(contents.RUN),
        contents.REQUIREMENTS: _requirements(policy).encode(),
        wheel_name: wheel,
        contents.PLAN: _json(plan),
        contents.POLICY: _json(policy),
        contents.ASSIGNMENT: _json(replace(assignment, problems=names, policy=Policy())),
        contents.UNGRADED: to_json(compose(plan, policy.gradescope, Graded())).encode(),
        contents.SECRET: secret,
    }
    for name in names:
        files[f"{contents.SOLUTIONS}/{name}.py"] = course.reference(name).path.read_bytes()
        for path in course.reference(name).shared_files:
            files[f"{contents.SOLUTIONS}/{FOLDER}/{path.name}"] = path.read_bytes()
        for path in alternative_files(course.folder, name):
            files[f"{contents.SOLUTIONS}/{path.relative_to(course.folder)}"] = path.read_bytes()
    manifest = contents.Manifest(
        contents.FORMAT,
        __version__,
        wheel_name,
        names,
        tuple(_pins(_requirements(policy))),
        {name: contents.digest(data) for name, data in sorted(files.items())},
    )
    data = _zipped({contents.MANIFEST: msgspec.json.format(_json(manifest), indent=1), **files})
    _write(out, data)
    return BuiltZip(out, plan, len(data), contents.digest(data))


def _require(course: Course, names: tuple[str, ...], policy: Policy) -> None:
    unknown = [name for name in names if name not in course.names]
    if unknown:
        raise GradescopeError(f"{unknown[0]}: this course has {', '.join(course.names)}")
    if len(set(names)) < len(names):
        raise GradescopeError("a problem is named twice")
    if policy.packages and not policy.gradescope.requirements:
        raise GradescopeError(
            f"the policy lets students import {', '.join(policy.packages)}: list in its table [gradescope] what to "
            'install for that, such as requirements = ["scipy==1.15.3"]'
        )


def _requirements(policy: Policy) -> str:
    own = _own(contents.REQUIREMENTS).decode()
    more = "".join(f"{requirement}\n" for requirement in policy.gradescope.requirements)
    return own + (f"# From the policy.\n{more}" if more else "")


def _pins(requirements: str) -> list[str]:
    lines = [line.partition("#")[0].strip() for line in requirements.splitlines()]
    return [line for line in lines if line]


def _own(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def _wheel() -> tuple[str, bytes]:
    """Build our wheel from the checkout; it contains no solutions."""
    root = Path(autograder.__file__).resolve().parents[1]
    if not (root / "pyproject.toml").is_file():
        raise GradescopeError("the zip is built from a checkout of backprop-autograder, not from an installed package")
    try:
        from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - only here
    except ImportError as error:
        raise GradescopeError('hatchling is missing: pip install "backprop-autograder[grade]"') from error
    with tempfile.TemporaryDirectory() as folder:
        (path,) = map(Path, WheelBuilder(str(root)).build(directory=folder, versions=["standard"]))
        return path.name, path.read_bytes()


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = (0o100755 if name in contents.EXECUTABLE else 0o100600) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def _write(out: Path, data: bytes) -> None:
    """Write the zip completely or not at all, readable by the owner only: it contains the answers."""
    half = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        half.replace(out)
    except OSError as error:
        raise GradescopeError(f"cannot write {out}: {error.strerror}") from error
