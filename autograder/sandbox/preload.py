"""The modules that the fork server loads, so that no child has to."""

from __future__ import annotations

import importlib

# What notebooks import most; each costs the child an import otherwise.
_USUAL = """math random time copy typing dataclasses itertools functools collections numpy.random numpy.linalg"""
# Where no file can be opened, this is all that can be imported.
_EVERYTHING = """abc argparse array ast asyncio base64 bisect calendar cmath colorsys concurrent.futures contextlib
 copyreg cProfile csv ctypes datetime decimal difflib dis doctest encodings.ascii encodings.idna encodings.latin_1
 encodings.raw_unicode_escape encodings.unicode_escape encodings.utf_16 enum errno fnmatch fractions getpass glob
 graphlib gzip hashlib heapq hmac html html.parser http.client inspect io json keyword linecache locale logging lzma
 multiprocessing numbers operator os pathlib pickle platform pprint pstats pdb queue re sched secrets select shutil
 signal socket sqlite3 statistics string struct subprocess sys tempfile textwrap threading timeit token tokenize
 traceback tracemalloc types unittest unittest.mock urllib.parse urllib.request uuid wave weakref
 xml.etree.ElementTree zipfile zlib zoneinfo numpy.polynomial numpy.fft numpy.ma numpy.testing
 numpy.lib.stride_tricks numpy.ctypeslib numpy.typing"""


def preload(*, everything: bool) -> None:
    """Import the usual modules, or nearly the whole standard library."""
    for name in (_USUAL + " " + _EVERYTHING if everything else _USUAL).split():
        try:
            importlib.import_module(name)
        except ImportError:  # an interpreter may be built without some of them
            continue
