"""What the judge tells a fork server when it starts it: one JSON argument, nothing secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from autograder.sandbox.isolation import Layers, Switches
from autograder.sandbox.limits import Limits


@dataclass(frozen=True)
class Startup:
    """All that a fork server knows.

    `control_fd` is its end of the socket to the judge; `uid` the id that a student's process changes to, None to
    keep the own one; `cpu` the core to stay on; `folders` are where the judge found the packages.
    """

    limits: Limits
    switches: Switches
    packages: tuple[str, ...]
    folders: tuple[str, ...]
    control_fd: int = -1
    uid: int | None = None
    cpu: int | None = None

    def to_json(self) -> str:
        """Write it as the one argument of the fork server."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Startup:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            limits=Limits(**fields.pop("limits")),
            switches=Switches(**fields.pop("switches")),
            packages=tuple(fields.pop("packages")),
            folders=tuple(fields.pop("folders")),
            **fields,
        )


def layers_to_json(layers: Layers, **more: int) -> bytes:
    """Write the line that a fork server sends when it is ready."""
    return json.dumps({"layers": asdict(layers), **more}).encode() + b"\n"


def layers_from_json(line: bytes) -> Layers:
    """Read what `layers_to_json` wrote."""
    fields = json.loads(line)["layers"]
    return Layers(**{**fields, "leaks": tuple(fields["leaks"])})
