"""The magics of IPython that turn a cell into something other than Python."""

from __future__ import annotations

WRITING = frozenset({"writefile", "file"})
"""Those that keep the cell as a file."""

NOT_PYTHON = WRITING | frozenset(
    """! bash sh script system sx cmd html HTML javascript js latex markdown svg SVG perl ruby R sql bigquery cython
    python python2 python3 pypy skip shell md mermaid cpp julia sparksql local configure""".split()
)
"""Those whose body is not run in the notebook; that of every other one is, as of `%%time`."""
