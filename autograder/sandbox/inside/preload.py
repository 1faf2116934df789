"""The modules that the fork server loads, so that no child has to."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
import tempfile

# What notebooks import most; without this each child would have to import it.
_USUAL = """math random time copy typing dataclasses itertools functools collections numpy.random numpy.linalg"""
# If no file can be opened, this is all that can be imported.
_EVERYTHING = """abc argparse array ast asyncio base64 bisect calendar cmath colorsys concurrent.futures
 concurrent.futures.thread contextlib copyreg cProfile csv ctypes datetime decimal difflib dis doctest
 encodings.ascii encodings.idna encodings.latin_1 encodings.raw_unicode_escape encodings.unicode_escape
 encodings.utf_16 enum errno fnmatch fractions getpass glob graphlib gzip hashlib heapq hmac html html.parser
 http.client inspect io json keyword linecache locale logging lzma multiprocessing numbers operator os pathlib
 pickle platform pprint pstats pdb queue re sched secrets select shutil signal socket sqlite3 statistics string
 struct subprocess sys tempfile textwrap threading timeit token tokenize traceback tracemalloc types unittest
 unittest.mock urllib.parse urllib.request uuid wave weakref xml.etree.ElementTree zipfile zlib zoneinfo
 numpy.polynomial numpy.fft numpy.ma numpy.testing numpy.lib.stride_tricks numpy.ctypeslib numpy.typing"""


def load(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Import the packages that the staff chose; return their names and those of all packages imported along.

    What they import later from a package that they depend on must be readable too.
    """
    before = set(sys.modules)
    for name in packages:
        _FIRST.get(name, _nothing)()
        importlib.import_module(name)
    came = {name.partition(".")[0] for name in set(sys.modules) - before}
    return tuple(dict.fromkeys((*packages, *sorted(came - sys.stdlib_module_names - {"autograder"}))))


def _nothing() -> None:
    """Do nothing: most packages need no preparation."""


def _matplotlib() -> None:
    """Have matplotlib look for its fonts now: it caches their paths in a file, and no child can write one."""
    os.environ.update(MPLBACKEND="Agg", MPLCONFIGDIR=tempfile.mkdtemp(prefix="autograder-fonts-"))
    try:
        importlib.import_module("matplotlib.pyplot")
    finally:
        shutil.rmtree(os.environ["MPLCONFIGDIR"], ignore_errors=True)


_FIRST = {"matplotlib": _matplotlib}


def preload(*, everything: bool) -> None:
    """Import the usual modules, or nearly the whole standard library."""
    for name in (_USUAL + " " + _EVERYTHING if everything else _USUAL).split():
        try:
            importlib.import_module(name)
        except ImportError:  # an interpreter may be built without some of them
            continue
    if everything:
        numpy = importlib.import_module("numpy")
        for name in numpy.__all__:  # some are modules, which `from numpy import *` loads
            with contextlib.suppress(AttributeError, ImportError):
                getattr(numpy, name)
