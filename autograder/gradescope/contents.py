"""The files of a zip: their names, the manifest with their hashes, and how the container reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.declare.course import Course
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.plan import ZipPlan
from autograder.staff.assignment import Assignment
from autograder.staff.policy import Policy

FORMAT = "autograder-gradescope/1"
SETUP, RUN, MANIFEST, REQUIREMENTS = "setup.sh", "run_autograder", "manifest.json", "requirements.txt"
PLAN, POLICY, UNGRADED, SECRET, SOLUTIONS = "plan.json", "policy.json", "ungraded.json", "secret", "solutions"
ASSIGNMENT = "assignment.json"
EXECUTABLE = (SETUP, RUN)


class Manifest(msgspec.Struct, frozen=True):
    """What is in a zip: versions, problems, and the SHA-256 of every other file."""

    format: str
    autograder: str
    wheel: str
    problems: tuple[str, ...]
    requirements: tuple[str, ...]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Contents:
    """What the container needs for grading."""

    course: Course
    plan: ZipPlan
    policy: Policy
    secret: bytes
    assignment: Assignment = Assignment()  # noqa: RUF009 - frozen


def manifest_of(text: bytes) -> Manifest:
    """Return a parsed manifest. Raises GradescopeError if it is not one of ours."""
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise GradescopeError(f"{MANIFEST}: {error}") from error
    if manifest.format != FORMAT:
        raise GradescopeError(f"{MANIFEST}: format {manifest.format!r}; this version reads {FORMAT!r}")
    return manifest


def digest(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def verify(source: Path) -> Manifest:
    """Compare every file with the manifest. Raises GradescopeError for the first that is missing or changed."""
    manifest = manifest_of(_read(source / MANIFEST))
    for name, expected in manifest.files.items():
        if digest(_read(source / name)) != expected:
            raise GradescopeError(f"{name}: its content does not match the manifest; upload the zip again")
    return manifest


def read_contents(source: Path) -> Contents:
    """Return what grading needs. Raises GradescopeError if a file is missing or not ours."""
    try:
        plan = msgspec.json.decode(_read(source / PLAN), type=ZipPlan)
        policy = msgspec.json.decode(_read(source / POLICY), type=Policy)
        assignment = msgspec.json.decode(_read(source / ASSIGNMENT), type=Assignment)
    except msgspec.DecodeError as error:
        raise GradescopeError(f"{source}: {error}") from error
    secret = _read(source / SECRET)
    return Contents(Course(source / SOLUTIONS, plan.names), plan, policy, secret, assignment)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GradescopeError(f"{path.name}: {error.strerror}") from error
