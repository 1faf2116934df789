"""Which files a student's process may read, and how it reaches them after it has changed its user id.

An interpreter may be installed below a folder that is closed to others (a private home). Its folders are then kept open
as directory descriptors, and imports go through `/proc/self/fd/N`: a lookup from there does not check the folders
above again, and Landlock's rules go by inode and not by name.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import pkgutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_OTHERS_SEARCH = stat.S_IXOTH
_SYSTEM = (
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/dev/random",
)
_LIBRARIES = ("/lib/*-linux-gnu", "/usr/lib/*-linux-gnu", "/lib/lib*.so*", "/lib64/*.so*", "/usr/lib/lib*.so*")


def stdlib_folders() -> tuple[str, ...]:
    """Return the folders of the standard library, including lib-dynload's parent if that is a different one."""
    folders = [os.path.dirname(os.__file__)]  # noqa: PTH120 - pathlib costs start-up time here
    folders += [os.path.dirname(p) for p in sys.path if os.path.basename(p) == "lib-dynload"]  # noqa: PTH119, PTH120
    return tuple(dict.fromkeys(os.path.realpath(f) for f in folders))


def import_path() -> list[str]:
    """Return a sys.path with only the standard library."""
    candidates = (p for folder in stdlib_folders() for p in (folder, f"{folder}/lib-dynload"))
    return [p for p in dict.fromkeys(candidates) if Path(p).is_dir()]


def remember_imports() -> None:
    """List the folders of sys.path once, now, and keep the result.

    A right to list them would include the site-packages below and so reveal what is installed.
    """
    for folder in sys.path:
        finder: Any = pkgutil.get_importer(folder)
        if finder is not None and hasattr(finder, "_fill_cache"):
            finder.find_spec("a_name_that_no_module_has")
            finder._fill_cache = lambda: None  # noqa: SLF001 - importlib has no other way


def package_folders(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of these packages and of the shared libraries that wheels put beside them."""
    found: list[str] = []
    for name in packages:
        try:
            spec = importlib.util.find_spec(name)
        except ValueError:  # a module created by hand has no spec
            continue
        for place in (spec.submodule_search_locations or []) if spec else []:
            real = os.path.realpath(place)
            found += [p for p in (real, f"{real}.libs") if Path(p).is_dir()]
    return tuple(found)


def readable_files(packages: tuple[str, ...]) -> Iterator[str]:
    """Yield the files and folders that may be read.

    The entries of the standard library are named one by one, because site-packages, with whatever the staff installed,
    is often below the same folder.
    """
    for folder in stdlib_folders():
        for entry in os.listdir(folder):  # noqa: PTH208
            stem = entry.partition(".")[0]
            known = stem in sys.stdlib_module_names or stem in ("__pycache__", "lib-dynload")
            if known or stem.startswith("_sysconfigdata"):
                yield f"{folder}/{entry}"
    yield from package_folders(packages)
    yield from _SYSTEM
    for pattern in (*_LIBRARIES, f"{sys.base_prefix}/lib/lib*.so*"):
        yield from glob.iglob(pattern)  # noqa: PTH207


def unreachable(folder: str) -> bool:
    """Return whether a user without special rights cannot reach a folder."""
    path = Path(folder).resolve()
    return any(not _open_to_others(parent) for parent in (path, *path.parents))


def unreadable(folders: tuple[str, ...]) -> bool:
    """Return whether a user without special rights cannot read the modules in some of these folders.

    An alias opens the way to a folder, not the files in it, which a umask of 077 closes when they are installed.
    """
    modules = (next(Path(folder).glob("*.py"), None) for folder in folders)
    return any(module is not None and not module.stat().st_mode & stat.S_IROTH for module in modules)


def closed_packages(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of packages that only root can read, if root grades: students' code runs as another user."""
    return tuple(f for f in package_folders(packages) if unreadable((f,))) if os.geteuid() == 0 else ()


def _open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS_SEARCH)
    except OSError:
        return False


class Aliases:
    """Directory descriptors, numbered from `first_fd` on, that give access to unreachable folders."""

    def __init__(self, folders: tuple[str, ...], first_fd: int) -> None:
        self._names: dict[str, str] = {}
        closed = [f for f in dict.fromkeys(folders) if unreachable(f)]
        for fd, folder in enumerate(closed, first_fd):
            opened = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            if opened != fd:
                os.dup2(opened, fd, inheritable=False)
                os.close(opened)
            self._names[folder] = f"/proc/self/fd/{fd}"
        self.count = len(self._names)

    def rewrite(self, path: str) -> str:
        """Return a path through the alias of the folder that contains it."""
        real = os.path.realpath(path)
        for folder, alias in self._names.items():
            if real == folder or real.startswith(folder + "/"):
                return alias + real[len(folder) :]
        return path

    def rewrite_imports(self) -> None:
        """Make later imports use the aliases: in sys.path and in the packages already loaded."""
        if not self._names:
            return
        sys.path[:] = [self.rewrite(p) for p in sys.path]
        for module in list(sys.modules.values()):
            for holder, field in (
                (module, "__path__"),
                (getattr(module, "__spec__", None), "submodule_search_locations"),
            ):
                places = getattr(holder, field, None)
                if isinstance(places, list):
                    places[:] = [self.rewrite(p) for p in places]
            if isinstance(getattr(module, "__file__", None), str):  # where `inspect` looks for the source
                with suppress(AttributeError):  # one of torch's modules computes its own
                    module.__file__ = self.rewrite(module.__file__ or "")
        sys.path_importer_cache.clear()
