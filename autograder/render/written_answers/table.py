"""The table in which a TA enters points and comments; `regrade --written` reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from autograder.classroom.written_answers import AnswerSheet
from autograder.plain.safe_text import csv_cell
from autograder.render.words import points
from autograder.staff.remarks import answer_digest

COLUMNS = ("card", "problem", "question", "points", "max_points", "comment", "answer", "submission")
CAP = 4000


def written_table(sheets: Iterable[AnswerSheet]) -> str:
    """Return a CSV with one row per non-empty answer, in the order of the pages, with the marks in force.

    `card` is its number on the page, `answer` the digest of the text that was read: a mark applies to no other text.
    Every cell is quoted, and no spreadsheet runs one as a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sheet in sheets:
        for card in sheet.cards:
            answer = card.answer
            if card.empty:
                continue
            given = "" if answer.score is None else points(answer.score)
            writer.writerow(
                (
                    card.number,
                    sheet.problem,
                    sheet.question,
                    given,
                    points(answer.max_score),
                    csv_cell(answer.comment or "", CAP),
                    answer_digest(answer.whole),
                    csv_cell(card.slug, CAP),
                )
            )
    return out.getvalue()
