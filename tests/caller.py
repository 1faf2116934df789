"""What tests take over from the environment of their caller: all else could change what commands print or read.

A runner's CI makes pytest write whole lines, FORCE_COLOR colours them, PYTHONWARNINGS adds some, COLUMNS wraps them.
"""

from __future__ import annotations

from collections.abc import Iterable

TAKEN = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP", "LANG", "LC_", "TZ", "TERM"),
    *("LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYENV", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("PYTEST_XDIST", "PYTEST_CURRENT", "COV", "WHOLE", "UPDATE_", "SCREENSHOTS", "BENCH_"),  # asked of the tests
    *("OPENBLAS", "OMP_", "MKL_", "BLIS_", "VECLIB", "NPY_"),  # a processor to test for
    *("PIP_", "SSL_", "REQUESTS_", "CURL_", "http", "HTTP", "https", "HTTPS", "no_proxy", "NO_PROXY", "ALL_PROXY"),
    *("SYSTEM", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "PROGRAM", "USERPROFILE"),  # Windows
)
"""How the names begin that are kept."""


def foreign(names: Iterable[str]) -> list[str]:
    """Return the names of variables that tests do without."""
    return [name for name in names if not name.startswith(TAKEN)]
