from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.plain.evidence import Cell
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.script import read_script
from autograder.submissions.submission import Document, UnreadableError


def parsed(data: bytes) -> Document:
    return read_script(data, "alice.py", Budget(LIMITS))


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableError) as error:
        parsed(data)
    return str(error.value)


def test_a_script_without_markers_is_one_cell() -> None:
    source = "a = 1\n# 100 %% sure\nif a:\n# %%\n    b = 2\n"
    assert parsed(source.encode()) == Document("alice.py", None, (Cell(0, source),))


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("# %% [markdown]\n# text\n# %%\na = 1\n", "\n\n# %%\na = 1\n"),
        ("a = 0\n# In[12]:\n\nb = 1\n# In[ ]:\nc", "a = 0\n# In[12]:\n\nb = 1\n# In[ ]:\nc"),
        ('# %%\na = 1\n#%% tags=["skip-grading"]\ngrader.check("f")\n# %%\nb', "# %%\na = 1\n\n\n# %%\nb"),
        ('# %%\na = 1\n#%% tags=["skip-grading"]\nmine = 2\n', '# %%\na = 1\n#%% tags=["skip-grading"]\nmine = 2\n'),
        ("# %%\na = '''\n# %% [raw]\n'''\n# %%\nb", "# %%\na = '''\n# %% [raw]\n'''\n# %%\nb"),
        ("def f():\n# %% [raw]\n    return 1\n", "def f():\n# %% [raw]\n    return 1\n"),
    ],
    ids=["prose", "nbconvert", "skipped", "changed", "in a string", "in a function"],
)
def test_what_is_no_code_becomes_empty_lines(source: str, code: str) -> None:
    assert parsed(source.encode()).cells == (Cell(0, code),)


def test_a_script_of_markers_is_cut_in_bounded_time_and_memory() -> None:
    for source in ("#%%\n" * 100_000, "a = '''\n" + "#%%\n" * 100_000):
        assert len(parsed(source.encode()).cells) == 1


def test_a_script_that_is_no_python_is_still_text() -> None:
    assert parsed(b"def f(:\n  )").cells == (Cell(0, "def f(:\n  )"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_or_without_a_mark_is_read(encoding: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    assert parsed(marks.get(encoding, b"") + "a = 'é'\n".encode(encoding)).cells == (Cell(0, "a = 'é'\n"),)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "iso-8859-15", "mac_roman"])
def test_a_coding_line_is_honoured(encoding: str) -> None:
    source = f"#!/usr/bin/env python\n# -*- coding: {encoding} -*-\na = 'é'\n"
    assert parsed(source.encode(encoding)).cells == (Cell(0, source),)


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", "中文"), ("shift_jis", "日本"), ("euc-kr", "한국")])
def test_a_coding_line_of_east_asia_is_honoured(encoding: str, text: str) -> None:
    source = f"# coding: {encoding}\n# {text}\n"
    assert parsed(source.encode(encoding)).cells == (Cell(0, source),)


@pytest.mark.parametrize("codec", ["rot13", "zlib", "punycode", "idna", "unicode_escape", "utf-7", "undefined"])
def test_a_codec_that_is_no_character_set_is_refused(codec: str) -> None:
    assert reason(f"# coding: {codec}\na = 1\n".encode()) == f"its coding line names '{codec}', which is not supported"


def test_an_unknown_coding_is_read_as_utf_8() -> None:
    assert parsed(b"# coding: no-such-thing\na = 1\n").cells[0].source.endswith("a = 1\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b"\0\0\n", "an empty file"),
        (b"a = '\xe9\x01'", "not text: invalid UTF-8 at byte 5"),
        (b"\xff\xfea", "not text: invalid UTF-16 at byte 2"),
        (b"x" * (LIMITS.source_bytes + 1), "too much to read: more than 2,097,152 bytes of source in one submission"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, words: str) -> None:
    assert reason(data) == words


WINDOWS = "is not in UTF-8 and does not say in what, so it was read as Windows's code page 1252"


@pytest.mark.parametrize("head", ["", "# -*- coding: utf-8 -*-\n"])
@pytest.mark.parametrize(
    ("encoding", "text", "note"),
    [
        ("cp1252", "dérivée à gauche « fin »", WINDOWS),
        ("gb18030", "计算梯度, 然后更新", WINDOWS.replace("Windows's code page 1252", "GB 18030")),
        ("latin-1", "é \x81", WINDOWS.replace("Windows's code page 1252", "Latin-1")),
    ],
)
def test_what_windows_editors_save_without_a_coding_line_is_read(
    encoding: str, text: str, note: str, head: str
) -> None:
    source = f"{head}# {text}\na = '{text}'\n"
    document = parsed(source.encode(encoding))
    assert document.cells == (Cell(0, source),)
    assert document.notes == (f"the script {note}",)


def test_nul_bytes_are_removed_with_a_note() -> None:
    document = parsed(b"a\0 = 1")
    assert document.cells == (Cell(0, "a = 1"),)
    assert document.notes == ("the script contained NUL bytes, which were removed",)


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        ("# autograder: problem = optimizers\n", "optimizers"),
        ("#!python\n# ---\n# jupyter: x\n# ---\n#autograder:problem=two_layer_linear\r\n", "two_layer_linear"),
        ("#" + "\n#" * 5000 + "\n# autograder: problem = optimizers\n", None),
        ("x = 1 # autograder: problem = optimizers\n", None),
        ("# autograder: problem =\noptimizers\n", None),
        ("# autograder: problem = two words\n", None),
    ],
)
def test_the_declared_problem_stands_in_a_comment_of_the_first_lines(source: str, declared: str | None) -> None:
    assert parsed(source.encode()).declared == declared


@given(
    st.binary(max_size=100),
    st.sampled_from([b"", b"# coding: ", b"\xff\xfe", b"\xef\xbb\xbf# coding: ", b"\n#coding="]),
)
@settings(max_examples=200)
def test_any_bytes_give_a_document_or_a_reason(data: bytes, start: bytes) -> None:
    with suppress(UnreadableError):
        (cell,) = parsed(start + data).cells
        assert "\0" not in cell.source
        cell.source.encode()
