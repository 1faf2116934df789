"""The wheel: everything that grading needs, and none of the answers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(built) as wheel:
        return wheel.namelist()


def test_no_solution_is_in_the_wheel(names: list[str]) -> None:
    assert not [name for name in names if "solution" in name.lower()]
    roots = {name.split("/")[0] for name in names}
    assert {r for r in roots if not r.endswith(".dist-info")} == {"autograder"}
    stems = {p.stem for p in (ROOT / "solutions").glob("*.py")}
    assert stems
    assert not [name for name in names if Path(name).stem in stems]


def test_every_module_and_data_file_of_the_package_is_in_the_wheel(names: list[str]) -> None:
    ours = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "autograder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= set(names)
    assert {"autograder/report/report.schema.json", "autograder/py.typed"} <= set(names)
