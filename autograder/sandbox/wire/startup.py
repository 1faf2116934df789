"""Messages between the judge and a fork server: one JSON argument at the start, then one-byte commands."""

from __future__ import annotations

import json
import os
import struct
from dataclasses import asdict, dataclass

from autograder.sandbox.walls.isolation import Layers, Switches
from autograder.sandbox.walls.limits import Limits

SPAWN, KILL, REAP, COPY = b"S", b"K", b"R", b"C"
LOOPBACK = "127.0.0.1"
SPAWNED = struct.Struct("=i")  # the pid, or an errno below 0
COPIED = struct.Struct("=ii")  # the user id and the core of a copy of the fork server, -1 for none
ENDED = struct.Struct("=iidq")  # wait status, killed by the server, CPU seconds, most memory in bytes
ENVIRONMENT = {
    "HOME": "/",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
"""The environment of the fork server and its children."""
KERNELS = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "GLIBC_TUNABLES")
"""Variables that are passed on if they are set: they select the kernels of numpy, its BLAS and the C library."""


def environment() -> dict[str, str]:
    """Return the whole environment of a fork server."""
    return ENVIRONMENT | {name: os.environ[name] for name in KERNELS if name in os.environ}


@dataclass(frozen=True)
class Startup:
    """Everything that a fork server knows.

    `control_fd` is its end of the socket to the judge; `uid` the id that a student's process changes to, or None to
    keep the current one; `cpu` the core to stay on; `folders` where the judge found the packages. With `magics`,
    IPython is required, to translate them.
    """

    limits: Limits
    switches: Switches
    packages: tuple[str, ...]
    folders: tuple[str, ...]
    control_fd: int = -1
    uid: int | None = None
    cpu: int | None = None
    magics: bool = True

    def to_json(self) -> str:
        """Return the JSON text that is the only argument of the fork server."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Startup:
        """Parse what `to_json` returned."""
        fields = json.loads(text)
        return cls(
            limits=Limits(**fields.pop("limits")),
            switches=Switches(**fields.pop("switches")),
            packages=tuple(fields.pop("packages")),
            folders=tuple(fields.pop("folders")),
            **fields,
        )


def layers_to_json(layers: Layers, **more: int) -> bytes:
    """Return the line that a fork server sends when it is ready."""
    return json.dumps({"layers": asdict(layers), **more}).encode() + b"\n"


def layers_from_json(line: bytes) -> Layers:
    """Parse what `layers_to_json` returned."""
    fields = json.loads(line)["layers"]
    return Layers(**{**fields, "leaks": tuple(fields["leaks"])})
