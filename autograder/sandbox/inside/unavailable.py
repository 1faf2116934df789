"""Packages that are installed but not available while grading: importing one raises an error that says so."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec

# Common in notebooks; if they are not installed, Python's own message reads like a mistake of the student's.
_COMMON = """cupy cv2 jax keras numba pandas PIL plotly polars scipy sklearn skimage statsmodels sympy tensorflow torch
 torchvision tqdm transformers xgboost""".split()


class Unavailable:
    """The last finder in sys.meta_path; knows the names of installed packages, not where they are."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    @classmethod
    def of(cls, folders: Sequence[str]) -> Unavailable:
        """Collect the top-level names in these folders."""
        entries = [entry for folder in folders if os.path.isdir(folder) for entry in os.listdir(folder)]  # noqa: PTH112, PTH208
        names = {e.partition(".")[0] for e in entries if not e.endswith((".dist-info", ".pth", ".libs"))}
        return cls(frozenset({*names, *_COMMON}))

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Raise ModuleNotFoundError for a known package that no other finder has found."""
        if path is None and (name in self._names or name in sys.stdlib_module_names) and not _asked_by_find_spec():
            raise ModuleNotFoundError(f"{name} is not available while grading", name=name)
        return None


def _asked_by_find_spec() -> bool:
    """Return whether code only asks if a package exists: `importlib.util.find_spec` must return None then."""
    frame = sys._getframe(2)  # noqa: SLF001 - the import system does not say who asks
    asking = importlib.util.find_spec.__code__
    return any(f.f_code is asking for f in (frame, frame.f_back) if f)
