"""What pytest loads in every run on this machine: the options, and nothing else until one of them is used."""

from __future__ import annotations

import pytest

OPTIONS = ("autograder", "autograder_solutions", "autograder_report", "autograder_classroom")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the setting."""
    group = parser.getgroup("autograder", "exercises on gradient descent and backpropagation")
    group.addoption(
        "--autograder",
        action="store_true",
        help="make each question of the notebooks and scripts at the given paths a test",
    )
    group.addoption(
        "--autograder-solutions",
        metavar="DIR",
        help="grade with these solutions, in the sandbox; nothing but the questions is collected",
    )
    group.addoption(
        "--autograder-report", metavar="DIR", help="write the page and the report of each hand-in; needs the solutions"
    )
    group.addoption(
        "--autograder-isolation",
        choices=("required", "best-effort"),
        default="required",
        help="with the solutions: refuse if student code cannot be fully confined (default), or run it anyway",
    )
    group.addoption(
        "--autograder-classroom",
        metavar="DIR",
        help="write results.json for the reporter of GitHub Classroom and summary.md for the page of the run; "
        "nothing but the questions is collected",
    )
    parser.addini(
        "autograder",
        "problems, paths or patterns whose questions are tests, or the tests file of a repository",
        type="linelist",
        default=[],
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Load no conftest.py beside hand-ins where only the questions count: it may be a student's."""
    known = early_config.known_args_namespace
    if known.autograder_solutions is not None or known.autograder_classroom is not None:
        known.noconftest = True


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin proper if anything asks for it."""
    if any(config.getoption(name) for name in OPTIONS) or config.getini("autograder"):
        _import_as_it_is(config)
        from autograder.pytest_plugin.plugin import registered  # noqa: PLC0415 - nothing else may be loaded before

        registered(config)


def _import_as_it_is(config: pytest.Config) -> None:
    """Have pytest import this package without rewriting its asserts: 200 modules would take two seconds at first."""
    marked: set[str] = getattr(config.pluginmanager.rewrite_hook, "_must_rewrite", set())
    marked -= {name for name in marked if name.partition(".")[0] == "autograder"}
