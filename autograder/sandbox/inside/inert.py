"""Modules that a notebook may import and use but that do nothing: plots, widgets, Colab, other graders."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

_PROGRESS = frozenset("tqdm fastprogress progressbar progressbar2 alive_progress rich".split())
NAMES = _PROGRESS | frozenset(
    "matplotlib mpl_toolkits seaborn otter IPython google ipywidgets pylab plotly autograder numba".split()
)
_COUNTS = {"plot": 1, "hist": 3, "get_legend_handles_labels": 2, "stem": 3, "pie": 2, "errorbar": 3}


class Inert:
    """An object that accepts every operation and does nothing: call, index, unpack, compute, `with`."""

    def __init__(self, name: str = "", shape: tuple[int, ...] = (2,)) -> None:
        self.__dict__.update(_name=name, _shape=shape)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name in ("flat", "T"):
            return Inert(name, (int(np.prod(self._shape)),))
        return Inert(name, self._shape if name in ("flatten", "ravel", "reshape", "tolist") else (2,))

    def __setattr__(self, name: str, value: object) -> None:
        """Forget it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], Inert):
            return args[0]  # a decorator leaves the function as it is
        if self._name == "subplots":
            return Inert("figure"), _axes(*args, **kwargs)
        if self._name in ("flatten", "ravel"):
            return Inert("axes", (int(np.prod(self._shape)),))
        return Inert("", (_COUNTS.get(self._name, 2),))

    def __iter__(self) -> Iterator[Any]:
        return iter([Inert("", self._shape[1:] or (2,)) for _ in range(self._shape[0])])

    def __len__(self) -> int:
        return int(self._shape[0])

    def __getitem__(self, index: object) -> Any:
        return Inert()

    def __setitem__(self, index: object, value: object) -> None:
        """Forget it."""

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *args: object) -> None:
        """Let exceptions through."""

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __index__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<inert>"

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.zeros((), dtype)

    __array_ufunc__ = None  # arithmetic with an array uses the operators below

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return ()

    def _quiet(self, *_: object) -> Inert:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _quiet
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _quiet
    __neg__ = __pos__ = __abs__ = __and__ = __or__ = _quiet

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__


def _axes(nrows: Any = 1, ncols: Any = 1, *_: Any, **__: Any) -> Inert:
    rows = nrows if type(nrows) is int else 1
    columns = ncols if type(ncols) is int else 1
    shape = tuple(n for n in (rows, columns) if n > 1)
    return Inert("axes", shape or (2,))


class InertModule(ModuleType):
    """A module in which every name exists."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "Inert while grading.")
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert(name)


class Progress(Inert):
    """A progress bar that hands its items through."""

    def __init__(self, iterable: Any = (), *_: object, **__: object) -> None:
        super().__init__("progress")
        self.__dict__["_items"] = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__["_items"])

    def __len__(self) -> int:
        return len(self.__dict__["_items"])


class Maker(Inert):
    """What a notebook calls to get a progress bar: `tqdm` itself, which has attributes of its own."""

    def __init__(self, name: str, make: Callable[..., Any]) -> None:
        super().__init__(name)
        self.__dict__["_make"] = make

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self.__dict__["_make"](*args, **named)


_MAKERS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(
        "tqdm tqdm_notebook progress_bar progressbar ProgressBar track alive_it master_bar".split(), Progress
    ),
    **dict.fromkeys(("trange", "tnrange"), lambda *args, **_: Progress(range(*args))),
    "tenumerate": lambda items, start=0, **_: Progress(enumerate(items, start)),
    "tzip": lambda *several, **_: Progress(zip(*several, strict=False)),
    "prange": range,  # numba's
}


class UsefulModule(InertModule):
    """A module of which some names must work: progress bars and loops hand their items through."""

    def __getattr__(self, name: str) -> Any:
        if name in _MAKERS:
            return Maker(name, _MAKERS[name])
        if name in ("notebook", "auto", "std", "autonotebook", "gui", "asyncio", "contrib", "progress"):
            return self
        return super().__getattr__(name)


class _Finder:
    """Finds the inert modules and everything below them."""

    names = NAMES

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG004
        """Return the spec of an inert module, or None to let the next finder try."""
        if name.partition(".")[0] not in _Finder.names:
            return None
        return ModuleSpec(name, _Finder, is_package=True)  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        """Return a new inert module."""
        useful = spec.name.partition(".")[0] in _PROGRESS | {"numba"}
        return (UsefulModule if useful else InertModule)(spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Leave it empty."""


def install(packages: tuple[str, ...] = ()) -> None:
    """Replace real modules, installed or already loaded, by the inert ones, except those in `packages`."""
    _Finder.names = NAMES - frozenset(packages)
    for name in list(sys.modules):
        if name.partition(".")[0] in _Finder.names:
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder)
