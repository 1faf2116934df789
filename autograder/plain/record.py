"""Frozen dataclasses of which a submission makes hundreds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, eq: bool = True) -> Callable[[type[Any]], type[Any]]:
        """Return the decorator of a dataclass that is frozen for the type checker alone.

        A frozen dataclass takes four times as long to make: it assigns each field by a call.
        """
        return dataclass(eq=eq, unsafe_hash=frozen and eq)


__all__ = ["record"]
