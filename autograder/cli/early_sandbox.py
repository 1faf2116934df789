"""The sandbox that `grade` starts while its own modules load."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.sandbox import Sandbox


@contextmanager
def early_sandbox(
    isolation: str, slots: int, packages: Sequence[str], *, wanted: bool
) -> Iterator[Callable[[], Sandbox] | None]:
    """Start the sandbox of the only slot, or that of which those of several slots are copies; yield what waits for it.

    It takes as long as the imports that follow. None is yielded if it is not wanted, or of no use to several slots.
    """
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    if not wanted or (slots > 1 and sys.platform != "linux"):  # where the processes of slots are not forked
        yield None
        return
    limits, loaded = fit_to_container(Limits(), slots), ("numpy", *packages)
    with Sandbox(limits, Isolation(isolation), packages=loaded, wait=False) as early:

        def ready() -> Sandbox:
            early.wait()
            return early

        yield ready
