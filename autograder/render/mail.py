"""One message for each student, with the page attached: a file that mail programs open as a draft."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from autograder.plain.safe_text import plain, terminal
from autograder.render.grades.sheet import LONGEST_COMMENT, ExportSheet, Grade, names, remarks
from autograder.render.words import late_words, points
from autograder.report.report import Report

CAP = 200
ATTACHED = "feedback.html"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""RFC 5322's dot-atom at the name of a host."""


class AddressError(Exception):
    """A text that is no address of one person."""


def message(grade: Grade, sheet: ExportSheet, page: bytes, sender: Address, when: datetime) -> bytes:
    """Return the message as bytes, by RFC 5322. Raises AddressError if the student has no address."""
    made = EmailMessage(SMTP)
    made["From"] = sender
    made["To"] = address(grade.student.email, grade.student.name)
    made["Date"] = when
    made["Subject"] = f"{terminal(sheet.assignment, CAP)}: your feedback"
    made["X-Unsent"] = "1"  # Outlook opens it as a draft
    made.set_content(_text(grade, sheet))
    made.add_attachment(page, maintype="text", subtype="html", filename=ATTACHED)
    return made.as_bytes()


def address(email: str, name: str = "") -> Address:
    """Return the address of one person. Raises AddressError if the text is none, or several."""
    if not _ADDRESS.fullmatch(email.strip()):
        raise AddressError(email)
    return Address(terminal(name, CAP), addr_spec=email.strip())


def _text(grade: Grade, sheet: ExportSheet) -> str:
    called = " ".join(filter(None, names(grade.student))) or "student"
    lines = [f"Dear {terminal(called, CAP)},", "", _result(grade, sheet)]
    if (report := grade.report) is not None and report.gradable:
        late = [] if report.head.late is None else [late_words(report.head.late, report.total)]
        said = ["- " + remark.replace("\n", "\n  ") for remark in remarks(report)] or ["Everything is right."]
        lines += [*late, "", plain("\n".join(said), LONGEST_COMMENT)]
    return "\n".join([*lines, "", "The attached page says what and where: save it, and open it in a browser.", ""])


def _result(grade: Grade, sheet: ExportSheet) -> str:
    name = terminal(sheet.assignment, CAP)
    report: Report | None = grade.report
    if report is None or not report.gradable:
        return f"{name} could not be graded yet. This is not a zero."
    if grade.total is None:
        return f"{name} has no total yet. {report.total.waits}"
    return f"{name}: {points(grade.total)} of {points(grade.most or 0)} points."
