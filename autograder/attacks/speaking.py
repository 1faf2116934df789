"""Speaking: text that a browser, a spreadsheet, a terminal or a shell would execute."""

from __future__ import annotations

from pathlib import Path

from autograder.attacks.attack import Attack, AttackClass, notebook

PAYLOADS = {
    "script": "<script>document.title='ran'</script>",
    "closing": "</style></title></code></pre></textarea><script>document.title='ran'</script>",
    "handler": "<img src=x onerror=\"document.title='ran'\">",
    "svg": "<svg onload=document.title='ran'>",
    "attribute": "\" onmouseover=\"document.title='ran'\" x='",
    "link": "[click](javascript:document.title='ran') ![x](https://example.com/x.png)",
    "request": "<link rel=stylesheet href=//example.com/x.css><base href=https://example.com>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "backticks": "`<b>bold</b>` ``<script>`",
    "ANSI": "\x1b[2J\x1b[31mred\x1b[0m\x9b31m",
    "OSC": "\x1b]0;title\x07\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "bidi": "abc\u202etxt.exe\u202c \u2066x\u2069 \u200f",
    "formula": '=HYPERLINK("https://example.com","click")',
    "formulas": "+1|-1|@SUM(A1)",
    "tabbed formula": "\t=1+1",
    "wide formula": "\uff1d1+1",
    "command": "=cmd|' /C calc'!A0",
    "shell": "$(reboot); `reboot` | rm -rf / & '\"",
    "newlines": "one\r\ntwo\nthree\x85four\u2028five",
    "5,000 characters": "a" * 5000,
    "wide characters": "\u6f22" * 300,
    "marks": "Z" + "\u0300" * 400,
    "markup": "[bold red]not markup[/bold red][/]",
    "surrogate": "lone \ud800 half",
    "NUL": "a\x00b\x7f",
    "quotes": 'a "quoted", name;\nwith lines',
}
"""Hostile texts for every place where a student's text is shown; the tests of every renderer use them."""

NAMES = {
    "a name with a tag": "<img src=x onerror=alert(1)>",
    "a name that is a formula": "=HYPERLINK(x)",
    "a name with an escape sequence": "\x1b[31mred",
    "a name that reads backwards": "\u202egnp",
    "a name with a line break": "a\nb",
    "a name of 200 characters": "n" * 200,
    "a name for a shell": "$(reboot) `reboot`",
    "a name that climbs": "..",
    "a name that is a device": "CON",
    "a name that is an option": "--out=x",
}


def _says(name: str, text: str) -> Attack:
    body = f"text = {text!r}\nprint(text)\nraise type(text.replace(chr(0), '')[:60] or 'E', (Exception,), {{}})(text)"
    return Attack(AttackClass.SPEAKING, name, "puts it into an exception, its class and the output", body)


def _named(name: str, title: str) -> Attack:
    return Attack(AttackClass.SPEAKING, name, "is called so", "return 0", title=title)


def _markdown(folder: Path) -> Path:
    """Put every payload into Markdown, outputs, attachments and metadata."""
    path = folder / "attack.ipynb"
    text = "\n\n".join(PAYLOADS.values()).encode("utf-8", "replace").decode()
    whole = notebook(("def honest(x): return 2.0 * x\ndef target(x): return 0.0",))
    said = notebook((text,)).replace('"code"', '"markdown"')
    inner = said[said.index("[") + 1 : said.rindex("]")]
    path.write_text(whole.replace('"cells": [', f'"cells": [{inner}, ', 1), encoding="utf-8")
    return path


def _twins(folder: Path) -> Path:
    """Submit two files whose names differ only in case, and two that differ in their Unicode form."""
    place = folder / "twins"
    place.mkdir()
    for name in ("Attack", "attack", "\u00e9attack", "e\u0301attack"):
        text = notebook(("def honest(x): return 2.0 * x\ndef target(x): return 0.0",))
        (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return place


SPEAKING = (
    *(_says(name, text) for name, text in PAYLOADS.items()),
    *(_named(name, title) for name, title in NAMES.items()),
    Attack(
        AttackClass.SPEAKING,
        "Markdown and outputs",
        "puts every text into Markdown, outputs and metadata",
        file=_markdown,
    ),
    Attack(AttackClass.SPEAKING, "twins", "hands in files that differ in case or in Unicode form", file=_twins),
)
