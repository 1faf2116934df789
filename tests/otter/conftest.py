"""The zips that `build` makes for Otter: `plain`, and with our `plugin`."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author.build import Options, build
from tests.author.built import reference

NAME = "two_layer_nonlinear"


@pytest.fixture(scope="session")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("zips")
    build(reference(NAME), Options(zips=folder / "plain"))
    build(reference(NAME), Options(zips=folder / "plugin", plugin=True))
    return {kind: folder / kind / f"{NAME}-autograder.zip" for kind in ("plain", "plugin")}
