"""Packages that are not available while grading: importing one raises, and so does using what was not imported."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from numbers import Real
from types import FunctionType
from typing import Any, NoReturn

# Common in notebooks; if they are not installed, Python's own message reads like a mistake of the student's.
_COMMON = """cupy cv2 jax keras numba pandas PIL plotly polars scipy sklearn skimage statsmodels sympy tensorflow torch
 torchvision transformers xgboost""".split()


def message(name: str) -> str:
    """Return what a student reads about a package that cannot be imported."""
    return f"{name} is not available while grading: do without it, or ask the course staff to allow it"


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
            raise ModuleNotFoundError(message(name), name=name)
        return None


def _asked_by_find_spec() -> bool:
    """Return whether code only asks if a package exists: `importlib.util.find_spec` must return None then."""
    frame = sys._getframe(2)  # noqa: SLF001 - the import system does not say who asks
    asking = importlib.util.find_spec.__code__
    return any(f.f_code is asking for f in (frame, frame.f_back) if f)


class NotImported:
    """What a name stands for whose import failed, and what is made of it: it raises where its value is needed.

    It can be mentioned, as in annotations, and called, as in `wandb.log(loss)`; what it decorates or surrounds stays.
    """

    def __init__(self, reason: str, *, called: bool = False) -> None:
        self.__dict__.update(_reason=reason, _called=called)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        """Forget it."""

    def __setitem__(self, index: object, value: object) -> None:
        """Forget it."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self.__dict__["_called"] and len(args) == 1 and not named and isinstance(args[0], FunctionType):
            return args[0]  # `@torch.no_grad()`; but `jax.grad(loss)` is a value
        return NotImported(self.__dict__["_reason"], called=True)

    def __enter__(self) -> NotImported:
        return self

    def __exit__(self, *_: object) -> None:
        """Let exceptions through."""

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return ()

    def _mentioned(self, *_: object) -> NotImported:
        return self

    __getitem__ = __or__ = __ror__ = _mentioned

    def _used(self, *_: object, **__: object) -> NoReturn:
        raise ModuleNotFoundError(self.__dict__["_reason"])

    __iter__ = __len__ = __bool__ = __float__ = __int__ = __index__ = __contains__ = __array__ = _used
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _used
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _used


Real.register(NotImported)  # what a function returns is sent as a number, which raises
