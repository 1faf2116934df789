"""A page that shows a results.json as Gradescope would, for tests and for the pictures in docs/gradescope.md.

`python -m tests.gradescope.page results.json page.html` writes it. The look is like Gradescope's, not a copy of it.
"""

from __future__ import annotations

import html
import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ALLOWED = frozenset(
    "p strong em code pre table thead tbody tr th td sup sub ul ol li br hr b i h3 h4 blockquote".split()
)
"""Elements that sanitisers keep in their usual settings; Gradescope does not publish its own list."""

VOID = frozenset({"br", "hr"})
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 0; background: #f4f4f4; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
section { background: #fff; border: 1px solid #ddd; padding: .3rem 1rem; margin: 0 0 .6rem; }
.passed { border-left: 5px solid #1ca0a0; } .failed { border-left: 5px solid #c5403c; }
h1 { font-size: 1.2rem; margin: .4rem 0; } h2 { font-size: 1rem; margin: .4rem 0; font-weight: 600; }
h2 span { color: #666; font-weight: 400; float: right; }
p { margin: .35rem 0; } pre, code { background: #f1f1f1; font: 13px/1.4 ui-monospace, monospace; }
pre { padding: .5rem; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { border: 1px solid #ccc; padding: .2rem .6rem; text-align: left; }
"""


class Sanitiser(HTMLParser):
    """Keeps allowed elements without their attributes; of all others only the text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED or attrs:
            self.dropped.append(tag)
        if tag in ALLOWED:
            self.pieces.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ALLOWED - VOID:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(html.escape(data))

    def handle_comment(self, data: str) -> None:
        self.dropped.append(f"comment {data}")


def sanitised(text: str) -> tuple[str, list[str]]:
    """Give what is left, and what was dropped."""
    reader = Sanitiser()
    reader.feed(text)
    reader.close()
    return "".join(reader.pieces), reader.dropped


def page(results: dict[str, Any]) -> str:
    """Render what a student sees."""
    seen = [t for t in results["tests"] if t.get("visibility", "visible") == "visible"]
    total = sum(t.get("max_score", 0) for t in results["tests"])
    hidden = len(seen) < len(results["tests"])
    score = "Autograder score hidden" if hidden else f"Autograder score {results['score']:g} / {total:g}"
    parts = [f"<section><h1>{score}</h1>{_body(results)}</section>"]
    for test in seen:
        points = f"{test['score']:g}/{test['max_score']:g}" if "score" in test else ""
        name = html.escape(f"{test['number']}) {test['name']}")
        parts.append(
            f'<section class="{test.get("status", "")}"><h2>{name} <span>{points}</span></h2>{_body(test)}</section>'
        )
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Results</title><style>{STYLE}</style>'
    return f"{head}<main>{''.join(parts)}</main></html>"


def _body(part: dict[str, Any]) -> str:
    if part.get("output_format") == "html":
        return sanitised(part.get("output", ""))[0]
    return f"<pre>{html.escape(part.get('output', ''))}</pre>"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
