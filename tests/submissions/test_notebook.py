from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.plain.evidence import Cell
from autograder.submissions.handed_out import digest
from autograder.submissions.limits import LIMITS, Budget, ReadLimits
from autograder.submissions.notebook import CHANGED, COMMAS, read_notebook
from autograder.submissions.submission import Document, UnreadableError, WrittenCell
from tests.cpu import cpu

Code = Callable[..., dict[str, Any]]
Build = Callable[..., bytes]


def parsed(data: bytes, limits: ReadLimits = LIMITS) -> Document:
    return read_notebook(data, "alice.ipynb", Budget(limits))


def reason(data: bytes, limits: ReadLimits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as error:
        parsed(data, limits)
    return str(error.value)


def test_code_cells_keep_their_place_among_all_cells(notebook: Build, code: Code) -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "text"}
    raw = {"cell_type": "raw", "metadata": {}, "source": "text"}
    document = parsed(notebook(markdown, code("a = 1"), raw, code(["b = 2\n", "c = 3"])))
    assert document.cells == (Cell(1, "a = 1"), Cell(3, "b = 2\nc = 3"))
    assert document.notes == ()
    assert document.name == "alice.ipynb"


def test_cells_tagged_skip_grading_are_left_out(notebook: Build, code: Code) -> None:
    cells = (code("plot()", tags=["x", "skip-grading"]), code("a = 1", tags=["other"]), code("b", tags="skip-grading"))
    document = parsed(notebook(*cells, autograder={"handed_out": [digest("plot()")]}))
    assert document.cells == (Cell(1, "a = 1"), Cell(2, "b"))
    assert document.notes == ()


def test_a_tagged_cell_that_was_changed_is_run_with_a_note(notebook: Build, code: Code) -> None:
    cells = (code("plot()", tags=["skip-grading"]), code("plot()\nW = 3", tags=["skip-grading"]))
    document = parsed(notebook(*cells, autograder={"handed_out": [digest("plot()")]}))
    assert document.cells == (Cell(1, "plot()\nW = 3"),)
    assert document.notes == (CHANGED.format("Cell 2", "was", "it was"),)


def test_a_tagged_cell_is_run_where_nothing_is_known_of_the_assignment(notebook: Build, code: Code) -> None:
    document = parsed(notebook(code("plot()", tags=["skip-grading"]), code('grader.check("f")', tags=["skip-grading"])))
    assert document.cells == (Cell(0, "plot()"),)
    assert document.notes == ()


def test_cells_of_nbformat_3_come_from_all_worksheets() -> None:
    sheets = [
        {"cells": [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]},
        "junk",
        {"cells": [{"cell_type": "code", "input": "c = 3"}]},
        {"cells": 7},
    ]
    old = {"nbformat": 3, "metadata": {"name": "two_layer_linear"}, "worksheets": sheets}
    document = parsed(json.dumps(old).encode())
    assert document.cells == (Cell(1, "a = 1\nb = 2"), Cell(2, "c = 3"))
    assert document.declared is None


def test_a_notebook_without_code_is_readable(notebook: Build) -> None:
    assert parsed(notebook()).cells == ()
    assert parsed(notebook({"cell_type": "markdown", "source": "x"})).cells == ()


def test_the_declared_problem_comes_from_the_metadata(notebook: Build) -> None:
    assert parsed(notebook(autograder={"problem": " optimizers "})).declared == "optimizers"


@pytest.mark.parametrize("value", [None, 3, [], {}, {"problem": 3}, {"problem": None}, {"problem": " "}, "optimizers"])
def test_a_declaration_of_the_wrong_type_is_none(notebook: Build, value: Any) -> None:
    assert parsed(notebook(autograder=value)).declared is None


def test_metadata_of_the_wrong_type_is_ignored(code: Code) -> None:
    cell = code("a = 1") | {"metadata": [1]}
    assert parsed(json.dumps({"metadata": "x", "cells": [cell]}).encode()).cells == (Cell(0, "a = 1"),)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (None, "cell 1 is null, not a cell; it was left out"),
        ([], "cell 1 is a list, not a cell; it was left out"),
        (True, "cell 1 is a boolean, not a cell; it was left out"),
        ({}, "cell 1 has no type; it was left out"),
        ({"cell_type": ["code"]}, "cell 1 has no type; it was left out"),
        ({"cell_type": "code", "source": {"a": 1}}, "cell 1 has an object as its source; it was left out"),
        ({"cell_type": "code", "source": None}, "cell 1 has null as its source; it was left out"),
        ({"cell_type": "code", "source": 1e400}, "cell 1 has a number as its source; it was left out"),
    ],
)
def test_a_cell_of_the_wrong_type_is_left_out_with_a_note(notebook: Build, code: Code, cell: Any, note: str) -> None:
    document = parsed(notebook(cell, code("a = 1")))
    assert document.cells == (Cell(1, "a = 1"),)
    assert document.notes == (note,)


def test_lines_of_the_wrong_type_are_left_out_with_a_note(notebook: Build, code: Code) -> None:
    document = parsed(notebook(code(["a = 1\n", 7, None, "b = 2"])))
    assert document.cells == (Cell(0, "a = 1\nb = 2"),)
    assert document.notes == ("cell 1 contained lines that are not strings, which were left out",)


def test_many_notes_are_counted_instead_of_listed(notebook: Build) -> None:
    notes = parsed(notebook(*[None] * 50)).notes
    assert len(notes) == LIMITS.notes
    assert notes[-1] == "and 31 more notes of this kind"
    assert notes[-2].startswith("cell 19 ")


def test_nul_bytes_are_removed_with_a_note(notebook: Build, code: Code) -> None:
    document = parsed(notebook(code("a\0 = 1")))
    assert document.cells == (Cell(0, "a = 1"),)
    assert document.notes == ("cell 1 contained NUL bytes, which were removed",)


def test_a_file_padded_with_nul_bytes_is_read_with_a_note(notebook: Build, code: Code) -> None:
    document = parsed(notebook(code("a = 1")) + bytes(4096))
    assert document.cells == (Cell(0, "a = 1"),)
    assert document.notes == ("the file contained NUL bytes, which were removed",)


def test_lone_surrogates_are_replaced_with_a_note(notebook: Build, code: Code) -> None:
    document = parsed(notebook(code("a = '\ud800'"), autograder={"problem": "\udfff"}))
    assert document.cells == (Cell(0, "a = '\ufffd'"),)
    assert document.notes == ("cell 1 contained half characters (lone surrogates), which were replaced",)
    assert document.declared == "\\udfff"


def test_the_halves_of_one_character_on_two_lines_are_put_together(notebook: Build, code: Code) -> None:
    assert parsed(notebook(code(["'\ud83d", "\ude00'\n"]))).cells[0].source == "'😀'\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_honoured(notebook: Build, code: Code, encoding: str) -> None:
    assert parsed(notebook(code("a = 'é'")).decode().encode(encoding)).cells == (Cell(0, "a = 'é'"),)


def test_raw_control_characters_in_strings_are_tolerated(notebook: Build, code: Code) -> None:
    assert parsed(notebook(code("a = 1")).replace(b"a = 1", b"a =\n\t1")).cells == (Cell(0, "a =\n\t1"),)


@pytest.mark.parametrize(
    ("json_text", "with_commas"),
    [
        ('"a = [1,]"', '"a = [1,]",'),
        ('["a = [1,]"]', '["a = [1,]",]'),
        ('["a = [1,]"]', '["a = [1,]", , ,]'),
        ('["a = [1,]"]', '["a = [1,]",\n\n  ]\n,'),
    ],
)
def test_stray_commas_are_left_out_with_a_note(json_text: str, with_commas: str) -> None:
    whole = '{"cells": [{"cell_type": "code", "source": SOURCE}]}'
    document = parsed(whole.replace("SOURCE", with_commas).encode())
    assert document.cells == parsed(whole.replace("SOURCE", json_text).encode()).cells == (Cell(0, "a = [1,]"),)
    assert document.notes == (f"the file {COMMAS}",)


@pytest.mark.parametrize(
    "data", [b'{"cells": [,]', b'{"cells": [1 2]}', b'{"cells": [], ', b'{"a": [' + b"1, , " * 100 + b"]}"]
)
def test_other_mistakes_in_json_are_not_guessed_at(data: bytes) -> None:
    assert reason(data).startswith("not a notebook: ")


def test_a_notebook_in_a_code_page_of_windows_is_read_with_a_note(notebook: Build, code: Code) -> None:
    data = notebook(code("a = 'XX'")).replace(b"XX", "dérivée à gauche".encode("cp1252"))
    document = parsed(data)
    assert document.cells == (Cell(0, "a = 'dérivée à gauche'"),)
    assert document.notes == (
        "the file is not in UTF-8 and does not say in what, so it was read as Windows's code page 1252",
    )


def test_of_duplicate_keys_the_last_counts_as_in_jupyter() -> None:
    data = b'{"cells": 3, "cells": [{"cell_type": "raw", "cell_type": "code", "source": "a", "source": "b"}]}'
    assert parsed(data).cells == (Cell(0, "b"),)


def test_long_integers_cost_nothing(notebook: Build, code: Code) -> None:
    data = notebook(code("a = 1")).replace(b"null", b"9" * 1_000_000)
    assert parsed(data).cells == (Cell(0, "a = 1"),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b" \n\t", "an empty file"),
        (bytes(1000), "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b"[1]", "not a notebook: its JSON is a list, not an object"),
        (b"null", "not a notebook: its JSON is null, not an object"),
        (b"NaN", "not a notebook: its JSON is a number, not an object"),
        (b"{}", "not a notebook: it has no cells"),
        (b'{"cells": "x"}', 'not a notebook: its "cells" is a string, not a list'),
        (b'{"cells": null}', 'not a notebook: its "cells" is null, not a list'),
        (b'{"worksheets": {}}', 'not a notebook: its "worksheets" is an object, not a list'),
        (b'{"cells": []} x', "not a notebook: invalid JSON at line 1, column 15 (Extra data)"),
        (b"import numpy", "not a notebook: invalid JSON at line 1, column 1 (Expecting value)"),
        (b'{"a": "\xff\x01"}', "not text: invalid UTF-8 at byte 7"),
        (b'\xef\xbb\xbf{"a": "\xff\x01"}', "not text: invalid UTF-8 at byte 10"),
        (b"\xff\xfe{\0\0", "not text: invalid UTF-16 at byte 4"),
        (b"%PDF-1.4 ..", "not a notebook but a PDF"),
        (b"<!DOCTYPE html>", "not a notebook but a web page (saved or exported as HTML)"),
        (b"PK\x03\x04zip", "not a notebook but a zip archive"),
        (b'{\n<<<<<<< HEAD\n"a": 1}', "not a notebook: it contains a git merge conflict, from line 2 on"),
        (b"<<<<<<< HEAD\n{\n=======\n{", "not a notebook: it contains a git merge conflict, from line 1 on"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(data: bytes, words: str) -> None:
    assert reason(data) == words


def test_a_truncated_file_is_named_so(notebook: Build, code: Code) -> None:
    data = notebook(code("a = 1" * 100))
    assert reason(data[:300]) == "not a notebook: the JSON ends at byte 300 (truncated file?)"
    assert reason(data[:-1]) == f"not a notebook: the JSON ends at byte {len(data) - 1} (truncated file?)"


def test_deeply_nested_lists_are_refused() -> None:
    words = "not a notebook: its JSON is nested too deeply"
    assert reason(b"[" * 200_000 + b"]" * 200_000) == words
    assert reason(b'{"a":' * 200_000 + b"1" + b"}" * 200_000) == words


def test_too_many_cells_are_refused(notebook: Build) -> None:
    assert reason(notebook(*[{}] * 2001)) == "too much to read: more than 2,000 cells in one submission"
    many = b'{"cells": [' + b",".join([b'{"cell_type":"code","source":"a"}'] * 100_000) + b"]}"
    assert reason(many).startswith("too much to read: more than")


def test_too_much_source_is_refused(notebook: Build, code: Code) -> None:
    words = "too much to read: more than 2,097,152 bytes of source in one submission"
    assert reason(notebook(code("é" * (1 << 20)), code("a"))) == words


def test_text_of_outputs_does_not_count_as_values(notebook: Build, code: Code) -> None:
    cell = code("a = 1") | {"outputs": [{"text": '\\"[{,:' * 1000}]}
    assert parsed(notebook(cell), ReadLimits(json_values=40)).cells == (Cell(0, "a = 1"),)
    assert "values in the JSON; clear the outputs" in reason(notebook(*[cell] * 10), ReadLimits(json_values=40))


@pytest.mark.parametrize("unit", [b"[],", b'"",', b'"a\\\\",', b"1e9,", b'{"":0},', b"[[[[0]]]],", '"Ā",'.encode()])
def test_a_large_file_of_small_values_is_neither_slow_nor_large_in_memory(unit: bytes) -> None:
    data = b"[" + unit * ((LIMITS.text_bytes - 4) // len(unit)) + b"0]"
    said: list[str] = []
    assert cpu(lambda: said.append(reason(data)), enough=1) < 1
    assert "values in the JSON" in said[0]
    small = b"[" + unit * 10_000 + b"0]"
    tracemalloc.start()
    try:
        assert reason(small, ReadLimits(json_values=1_000)).startswith("too much to read")
        assert tracemalloc.get_traced_memory()[1] < 30 * len(small)
    finally:
        tracemalloc.stop()


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=6,
)
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "raw"]) | json_values,
        "source": st.text() | json_values,
        "input": json_values,
        "metadata": st.fixed_dictionaries({"tags": json_values}) | json_values,
    },
)
odd_notebooks = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(odd_cells | json_values, max_size=5) | json_values,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(odd_cells)}) | json_values) | json_values,
        "metadata": st.fixed_dictionaries({"autograder": json_values}) | json_values,
    },
)


def test_answers_in_words_are_told_by_their_cells_metadata() -> None:
    def cell(question: Any, source: Any, kind: str = "markdown") -> dict[str, Any]:
        return {"cell_type": kind, "metadata": {"autograder": {"written": question}}, "source": source}

    blank = "_Type your answer here, replacing this text._"
    cells = [
        cell("shape", [" by the\n", "chain rule\0 "]),
        cell("mean", blank),
        cell(3, "x"),
        cell("code", "1", "code"),
    ]
    document = parsed(json.dumps({"cells": [*cells, {"cell_type": "markdown", "source": "prose"}]}).encode())
    assert document.written == (
        WrittenCell("shape", "by the\nchain rule", 0),
        WrittenCell("mean", "", 1),
        WrittenCell("", "x", 2),
        WrittenCell("code", "1", 3, "code"),
        WrittenCell("", "prose", 4),
    )
    assert [c.source for c in document.cells] == ["1"]


@given(odd_notebooks | json_values)
@settings(max_examples=60)
def test_wrong_types_everywhere_give_a_document_or_a_reason(value: Any) -> None:
    with suppress(UnreadableError):
        for cell in parsed(json.dumps(value).encode()).cells:
            assert "\0" not in cell.source
            cell.source.encode()


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_give_a_document_or_a_reason(data: bytes) -> None:
    with suppress(UnreadableError):
        parsed(data)


@given(st.integers(0, 5_000), st.binary(max_size=3))
@settings(max_examples=100)
def test_a_cut_or_spoiled_notebook_gives_a_document_or_a_reason(at: int, spoil: bytes) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": ["a = 1\n", "é"]}] * 60
    data = json.dumps({"cells": cells}, ensure_ascii=False).encode()
    for spoiled in (data[:at] + spoil, data[:at] + spoil + data[at + len(spoil) :]):
        with suppress(UnreadableError):
            parsed(spoiled)


@given(json_values)
@settings(max_examples=100)
def test_the_count_of_values_is_never_below_the_truth(value: Any) -> None:
    def truth(v: Any) -> int:
        if isinstance(v, dict):
            return 1 + sum(1 + truth(x) for x in v.values())
        return 1 + sum(map(truth, v)) if isinstance(v, list) else 1

    if truth(value) > 1:
        assert "values in the JSON" in reason(json.dumps(value).encode(), ReadLimits(json_values=truth(value) - 1))
