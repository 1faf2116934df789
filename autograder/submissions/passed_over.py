"""Which files of a submission are not read, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.plain.unused import Reason, Unused
from autograder.submissions.names import OTHER_ARCHIVES, listed, shown, suffix
from autograder.submissions.submission import WrittenCell

NAMED = 5
_PAPER = frozenset(
    """.pdf .jpg .jpeg .png .heic .heif .webp .tif .tiff .doc .docx .odt .rtf .pages .tex .txt .md .html .htm""".split()
)
"""What an answer on paper, or typed elsewhere, is handed in as."""
_OF_TOOLS = ("requirements", "readme", "license", "environment")


@dataclass
class PassedOver:
    """The names of files that are neither notebook nor script, and of folders that hold installed packages."""

    files: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    unopened: dict[str, str] = field(default_factory=dict)
    """Links, pipes, names that lead elsewhere, what nobody may open: each with the reason. Other files are read."""

    def unused(self) -> Iterator[Unused]:
        """Yield what the report says about them."""
        if self.environments:
            what = f"Not read, because it holds installed packages: {listed(self.environments, NAMED)}."
            yield Unused(Reason.NOT_READ, what)
        if self.files:
            yield Unused(Reason.NOT_READ, f"Not read, neither notebook nor script: {listed(self.files, NAMED)}.")

    def papers(self, documents: Iterable[str]) -> Iterator[WrittenCell]:
        """Yield the files that may hold answers in words, as text that belongs to no cell.

        A web page with the name of one of the documents is an export of it.
        """
        exports = {PurePosixPath(name).stem.casefold() for name in documents}
        for name in sorted(self.files):
            start = PurePosixPath(name).stem.casefold()
            exported = suffix(name) in {".html", ".htm"} and start in exports
            if suffix(name) in _PAPER and not exported and not start.startswith(_OF_TOOLS):
                yield WrittenCell("", f"Not read, handed in beside the notebook: {shown(name)}", kind="file")

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
