"""Convert roles to plain JSON and back. Reading trusts nothing: the text may come from anybody's notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields
from typing import Any, TypeVar

from autograder.declare.roles import Batching, Dense, Network, Operation, Optimizer, Roles
from autograder.student.codec import PublicError

_Role = TypeVar("_Role", Dense, Network, Operation, Optimizer, Batching)


def roles_to_json(roles: Roles) -> dict[str, Any]:
    """Write the roles as nested dicts and lists of names."""
    written = asdict(roles)
    written["operations"] = [{name: of for name, of in one.items() if of} for one in written["operations"]]
    return written


def roles_from_json(given: Any) -> Roles:
    """Read the roles. Raises PublicError, KeyError, TypeError or AttributeError if they are invalid."""
    net = given["network"]
    return Roles(
        None if net is None else _read(Network, {**net, "layers": [_read(Dense, layer) for layer in net["layers"]]}),
        tuple(_read(Operation, one) for one in given["operations"]),
        tuple(_read(Optimizer, one) for one in given["optimizers"]),
        tuple(_read(Batching, one) for one in given["batchings"]),
    )


def _read(kind: type[_Role], given: Mapping[str, Any]) -> _Role:
    """Make one role from its fields, each a name, several names, or a mapping of names."""

    def needed(field: Field[Any]) -> bool:
        return field.name in given or (field.default is MISSING and field.default_factory is MISSING)

    return kind(**{field.name: _names(given[field.name]) for field in fields(kind) if needed(field)})


def _names(given: Any) -> Any:
    match given:
        case str() | Dense():
            return given
        case list() | tuple():
            return tuple(_names(one) for one in given)
        case dict() if all(isinstance(name, str) for name in given.values()):
            return dict(given)
        case _:
            raise PublicError(f"not a role: {str(given)[:60]}")
