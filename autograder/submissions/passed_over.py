"""Which files of a submission are not read, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from autograder.plain.unused import Reason, Unused
from autograder.submissions.names import OTHER_ARCHIVES, listed, suffix

NAMED = 5


@dataclass
class PassedOver:
    """The names of files that are neither notebook nor script, and of folders that hold installed packages."""

    files: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    unopened: dict[str, str] = field(default_factory=dict)
    """Links, pipes and what nobody may open, with the reason: they keep no other file from being read."""

    def unused(self) -> Iterator[Unused]:
        """Yield what the report says about them."""
        if self.environments:
            what = f"Not read, because it holds installed packages: {listed(self.environments, NAMED)}."
            yield Unused(Reason.NOT_READ, what)
        if self.files:
            yield Unused(Reason.NOT_READ, f"Not read, neither notebook nor script: {listed(self.files, NAMED)}.")

    def only(self) -> str:
        """Return the end of the reason of a submission that holds nothing else."""
        return only(self.files or self.environments)


def only(names: Iterable[str]) -> str:
    """Return the end of a sentence: ", only essay.pdf", or "" if there are no names."""
    several = list(names)
    if not several:
        return ""
    packed = any(suffix(name) in OTHER_ARCHIVES for name in several)
    advice = ", which is an unsupported kind of archive; make it a .zip" if packed else ""
    return f", only {listed(several, NAMED)}{advice}"
