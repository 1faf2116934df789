"""Write what goes back: a platform's table with the zip of pages for it, messages, or PDFs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from autograder.batch.export import Export, listed, name_of
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.pdf import browser, to_pdf
from autograder.plain.safe_text import terminal
from autograder.render.grades.platforms import PLATFORMS
from autograder.render.grades.sheet import Grade
from autograder.render.mail import AddressError, address, message

EPOCH = (2020, 1, 1, 0, 0, 0)  # the same class gives the same zip


@dataclass(frozen=True)
class HandedBack:
    """What was written, one line each, and messages about whom it leaves out."""

    written: tuple[str, ...]
    said: tuple[str, ...] = ()


def write_table(made: Export, name: str, output: OutputFolder, out: Path | None) -> HandedBack:
    """Write a platform's table, and beside it the zip of pages if the platform takes one."""
    platform, path = PLATFORMS[name], out or output.root / f"export-{name}.csv"
    output.write_text(path, platform.table(made.sheet))
    written = f"{_many(len(made.sheet.grades), 'student')}: {path}"
    if platform.page is None:
        return HandedBack((written,))
    zipped = path.with_suffix(".zip")
    handed = [grade for grade in made.sheet.listed if grade.report is not None]
    nameless = _write_zip(output, zipped, handed, platform.page)
    pages = f"{_many(len(handed) - len(nameless), 'page')}, for {platform.upload}: {zipped}"
    if not nameless:
        return HandedBack((written, pages))
    left_out = "1 page is" if len(nameless) == 1 else f"{len(nameless)} pages are"
    said = f"{left_out} not in the zip, because {name} has no names for the hand-ins: {_names(nameless)}"
    return HandedBack((written, pages), (said,))


def write_messages(
    made: Export, output: OutputFolder, out: Path | None, student: str | None, sender: str, when: datetime
) -> HandedBack:
    """Write one message for each student who handed something in. Raises OutputError if `sender` is no address."""
    try:
        author = address(sender)
    except AddressError:
        raise OutputError(f"--sender {terminal(sender, 80)} is no e-mail address") from None

    def content(grade: Grade, page: bytes) -> bytes | None:
        try:
            return message(grade, made.sheet, page, author, when)
        except AddressError:
            return None

    folder = out or output.root / "mail"
    count, without = _write_each(output, folder, ".eml", _of(made, student), content, everybody=not (out or student))
    said = (f"{len(without)} have no e-mail address: {_names(without)}",) if without else ()
    return HandedBack((f"{_many(count, 'message')}: {folder}",), said)


def write_pdfs(made: Export, output: OutputFolder, out: Path | None, student: str | None) -> HandedBack:
    """Write one PDF for each student who handed something in."""
    program, folder = browser(), out or output.root / "pdf"
    whole = not (out or student)
    count, _ = _write_each(
        output, folder, ".pdf", _of(made, student), lambda _, page: to_pdf(program, page), everybody=whole
    )
    return HandedBack((f"{_many(count, 'PDF')}: {folder}",))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _of(made: Export, student: str | None) -> Sequence[Grade]:
    """Return the grades, or the one of a student by name or page. Raises OutputError if there is none."""
    handed = [grade for grade in made.sheet.grades if grade.report is not None]
    if student is None:
        return handed
    found = [g for g in handed if g.report and student in (g.report.slug, g.report.name, g.student.name)]
    if not found:
        raise OutputError(f"--student {terminal(student, 80)}: nobody of this name handed something in")
    return found


def _write_each(
    output: OutputFolder,
    folder: Path,
    ending: str,
    grades: Iterable[Grade],
    content: Callable[[Grade, bytes], bytes | None],
    *,
    everybody: bool,
) -> tuple[int, list[Grade]]:
    """Write a file for each student; return how many, and those for whom there is none.

    With `everybody`, what an earlier export left in the folder is removed: it may hold other grades.
    """
    output.make(folder)
    written, without = set(), []
    for grade, slug, page in _pages(output, grades):
        data = content(grade, page)
        if data is None:
            without.append(grade)
        else:
            path = folder / f"{slug}{ending}"
            output.write_bytes(path, data)
            written.add(path)
    if everybody:
        for old in set(folder.glob(f"*{ending}")) - written:
            old.unlink()
    return len(written), without


def _pages(output: OutputFolder, grades: Iterable[Grade]) -> Iterator[tuple[Grade, str, bytes]]:
    """Yield the page of each submission with its slug, one at a time. Raises OutputError if one cannot be read."""
    for grade in grades:
        if grade.report is not None:
            path = output.feedback(grade.report)
            try:
                yield grade, grade.report.slug, path.read_bytes()
            except OSError as error:
                again = "`autograder regrade` writes missing pages again"
                raise OutputError(f"cannot read {path}: {error.strerror}; {again}") from error


def _write_zip(
    output: OutputFolder, path: Path, grades: Iterable[Grade], name: Callable[[Grade], str | None]
) -> list[Grade]:
    """Write the zip, and return those whose page has no name on the platform, or one that is taken."""
    nameless: list[Grade] = []

    def write(file: BinaryIO) -> None:
        taken: set[str] = set()
        with zipfile.ZipFile(file, "w") as archive:
            for grade, _, page in _pages(output, grades):
                member = name(grade)
                if member is None or member in taken:
                    nameless.append(grade)
                    continue
                taken.add(member)
                info = zipfile.ZipInfo(member, EPOCH)
                info.external_attr = 0o100600 << 16
                archive.writestr(info, page, zipfile.ZIP_DEFLATED)

    output.write_binary(path, write)
    return nameless


def _names(grades: Iterable[Grade]) -> str:
    return listed(name_of(grade.student) for grade in grades)
