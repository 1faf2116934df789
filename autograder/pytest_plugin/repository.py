"""The files that a repository on GitHub needs: a workflow, the tests file, the settings of pytest and a .gitignore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.author.public import public_spec
from autograder.declare.course import Course
from autograder.pytest_plugin.results import RESULTS, SUMMARY
from autograder.pytest_plugin.tests_file import EXPECTED, NAME, digest, tests_text
from autograder.staff.policy import Policy

PACKAGE = "backprop-autograder"
WORKFLOW = ".github/workflows/classroom.yml"
SETTINGS = "pytest.ini"
FOLDER = ".autograder"
"""The folder of the results, in the repository and not part of it."""

_SETTINGS = f"""\
# `pytest` shows each question of the assignment as a test. Made by `autograder classroom init`.
[pytest]
autograder =
    {NAME}
"""

_IGNORED = f"""\
{FOLDER}/
.ipynb_checkpoints/
.pytest_cache/
__pycache__/
.venv/
"""

_WORKFLOW = """\
# Made by `autograder classroom init`. GitHub Classroom reads the points from the last step, and the page of the run
# shows the summary. What this protects and what not: docs/pytest.md of backprop-autograder.
name: Autograding Tests
on: [push, workflow_dispatch, repository_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      - name: Set up Python
        uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install the checks
        run: python -m pip install --quiet "{requirement}"
      - name: Check each question
        id: autograder
        env:
          {expected}: {sha256}
        run: |
          # No line that a test prints is a command to this runner. pytest.ini and conftest.py are not used.
          stop="$(python -c 'import secrets; print(secrets.token_hex(16))')"
          echo "::stop-commands::$stop"
          code=0
          pytest -c /dev/null --rootdir . -p no:cacheprovider -o autograder={name} \\
            --autograder-classroom {folder} -ra . || code=$?
          echo "::$stop::"
          test "$code" -le 1 || echo "::error::pytest ended with $code, see above"
          echo "result=$(base64 -w 0 {folder}/{results})" >> "$GITHUB_OUTPUT"
          cat {folder}/{summary} >> "$GITHUB_STEP_SUMMARY"
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          AUTOGRADER_RESULTS: "${{{{ steps.autograder.outputs.result }}}}"
        with:
          runners: autograder
"""


@dataclass(frozen=True)
class RepositoryFiles:
    """The texts of the files by their paths in the repository; `sha256` is the digest of the tests file."""

    texts: Mapping[str, str]
    sha256: str
    points: float


def repository_files(
    course: Course, problems: Sequence[str], policy: Policy, assignment: str, where: str | None
) -> RepositoryFiles:
    """Return the files for an assignment. `where` is what the package is installed from, None for a package index.

    Raises CourseError if a solution file cannot be used.
    """
    asked: dict[str, tuple[dict[str, float], float, str]] = {}
    for name in problems:
        reference = course.reference(name)
        points = {q.name: policy.points(name, q.name, q.points) for q in reference.problem.questions}
        asked[name] = (points, policy.follows(name), public_spec(reference))
    tests = tests_text(assignment, asked)
    sha256 = digest(tests)
    workflow = _WORKFLOW.format(
        requirement=requirement(where),
        expected=EXPECTED,
        sha256=sha256,
        name=NAME,
        folder=FOLDER,
        results=RESULTS,
        summary=SUMMARY,
    )
    texts = {WORKFLOW: workflow, NAME: tests, SETTINGS: _SETTINGS, ".gitignore": _IGNORED}
    return RepositoryFiles(texts, sha256, sum(sum(points.values()) for points, _, _ in asked.values()))


def requirement(where: str | None) -> str:
    """Return what pip installs: the package of an index, a wheel in the repository, or the package at an address."""
    if where is None:
        return f"{PACKAGE}[pytest]"
    return f"{PACKAGE}[pytest] @ {where}" if "://" in where else f"{where}[pytest]"
