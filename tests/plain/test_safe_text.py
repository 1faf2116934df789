from __future__ import annotations

import csv
import io
import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.plain.safe_text import SLUG_LENGTH, csv_cell, encodable, plain, slug, terminal, unique_slugs

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SEEN_FORMAT = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\\x0dc"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;http://x\x07y", "\\x1b]8;;http://x\\x07y"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("gpj.\u202egnp", "gpj.\\u202egnp"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("z\u200bero\ufeff", "z\\u200bero\\ufeff"),
        ("so\xadft", "so\\xadft"),
        ("\ud800", "\\ud800"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("<b>&é 王 😀", "<b>&é 王 😀"),
    ],
)
def test_plain_shows_what_cannot_be_seen(text: str, shown: str) -> None:
    assert plain(text, 100) == shown


@pytest.mark.parametrize(("cap", "shown"), [(6, "abcdef"), (5, "abcd…"), (2, "a…"), (1, "…"), (0, "")])
def test_plain_cuts_with_an_ellipsis(cap: int, shown: str) -> None:
    assert plain("abcdef", cap) == shown


def test_plain_counts_the_cap_after_escaping() -> None:
    assert plain("\x1b" * 10, 9) == "\\x1b\\x1b…"
    assert len(plain("\u202e" * 5_000, 500)) == 500


@given(any_text, st.integers(0, 80))
@settings(max_examples=200)
def test_plain_and_terminal_hold_what_they_promise(text: str, cap: int) -> None:
    for shown, allowed in ((plain(text, cap), "\n\t"), (terminal(text, cap), "")):
        assert len(shown) <= cap
        assert all(
            c in allowed or c in SEEN_FORMAT or unicodedata.category(c) not in UNSEEN or ord(c) > 0x10FFF for c in shown
        )
        shown.encode()
    assert plain(plain(text, 2_000), 2_000) == plain(text, 2_000)


def test_every_format_character_that_python_knows_is_shown_except_visible_ones() -> None:
    known = [chr(i) for i in range(0x110000) if unicodedata.category(chr(i)) in {"Cf", "Cs", "Zl", "Zp"}]
    left = {c for c in known if plain(c, 20) == c}
    assert {c for c in left if ord(c) < 0x10000} <= SEEN_FORMAT


def test_terminal_is_one_line() -> None:
    assert terminal("a\nb\tc\r\nd", 100) == "a\\nb c\\nd"
    assert terminal("a\n\n\n\n", 5) == "a\\n\\…"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1)",
        "|cmd",
        "%x",
        "\t=1+1",
        "\r=1+1",
        "\tname",
        "   =1+1",
        "\n=1+1",
        "\xa0=1+1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        " \uff1d1",
        "-",
        "--1",
        "-1-1",
        "+1 650 555",
        "-nan",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text, 100).startswith("'")


@pytest.mark.parametrize("text", ["1", "-1", "+1", "-0.5", ".5", "-.5", "1e-9", "-1.5E+300", " -3 ", "17."])
def test_plain_numbers_stay_numbers_in_a_csv(text: str) -> None:
    assert csv_cell(text, 100) == text


@pytest.mark.parametrize("text", ["", "alice", "5%", "a=b", "two-layer", "'quoted'", "wrong by -1"])
def test_harmless_text_stays_as_it_is_in_a_csv(text: str) -> None:
    assert csv_cell(text, 100) == text


@given(any_text, st.integers(1, 80))
@settings(max_examples=200)
def test_a_csv_cell_never_begins_a_formula_and_comes_back_whole(text: str, cap: int) -> None:
    cell = csv_cell(text, cap)
    assert len(cell) <= cap
    number = re.fullmatch(r"\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*", cell)
    assert number or unicodedata.normalize("NFKC", cell).strip()[:1] not in {*"=+-@|%"} - {""}
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([cell])
    assert next(csv.reader(io.StringIO(out.getvalue()))) == [cell]


def test_encodable_escapes_only_lone_surrogates() -> None:
    assert encodable("é\udcff\n") == "é\\udcff\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice", "alice"),
        ("Müller, José", "Muller-Jose"),
        ("Łukasz Ørsted-Weiß", "Lukasz-Orsted-Weiss"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("trailing. ", "trailing"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("COM¹", "_COM1"),
        ("console", "console"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("\x1b[31m\n", "31m"),
        ("$(rm -rf ~); `x`", "rm-rf-x"),
        ("=1+1", "1-1"),
    ],
)
def test_slug_is_readable_and_safe(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_names_without_ascii_letters_stay_apart_by_a_digest() -> None:
    first, second = slug("王小明"), slug("李伟")
    assert first != second
    assert re.fullmatch("unnamed-[0-9a-f]{8}", first)
    assert re.fullmatch("hw1-[0-9a-f]{8}", slug("李伟 hw1"))


def test_a_long_name_is_cut() -> None:
    assert slug("a" * 5_000) == "a" * SLUG_LENGTH
    assert len(slug("王" + "a" * 5_000)) == SLUG_LENGTH


def test_names_that_differ_in_case_or_unicode_form_get_different_slugs() -> None:
    names = ["alice", "Alice", "José", "Jose\u0301", "jose", "alice", "alice-2"]
    slugs = unique_slugs(names)
    assert len({s.casefold() for s in slugs}) == len(names)
    assert slugs[6] == "alice-2"
    assert slugs[1] == "Alice"


def test_slugs_do_not_depend_on_the_order_of_the_names() -> None:
    names = ["alice", "Alice", "ALICE", "alice-2", "bob", "王", "a" * 100, "a" * 101, "CON", "con"]
    expected = dict(zip(names, unique_slugs(names), strict=True))
    for seed in range(10):
        shuffled = random.Random(seed).sample(names, len(names))
        assert dict(zip(shuffled, unique_slugs(shuffled), strict=True)) == expected


def test_thousands_of_equal_names_get_different_slugs() -> None:
    assert len(set(unique_slugs(["x" * 200] * 5_000))) == 5_000


@given(st.lists(any_text | st.sampled_from(["a", "A", "a-2", "CON", "é", "e\u0301"]), max_size=12))
@settings(max_examples=150)
def test_slugs_are_safe_and_unique_whatever_the_names(names: list[str]) -> None:
    slugs = unique_slugs(names)
    assert len({unicodedata.normalize("NFKC", s).casefold() for s in slugs}) == len(names)
    for s in slugs:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", s)
        assert not s.endswith((".", "-"))
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", s, re.IGNORECASE)
