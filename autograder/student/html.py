"""The result of a check in a notebook: a small table, and the computation graph if something in it is wrong.

It is not a page of its own: the style is restricted to one class, and no script runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from types import MappingProxyType

from autograder.declare.problem import Problem
from autograder.report.picture import Graph
from autograder.report.status import Kind
from autograder.student.finding import CheckFinding
from autograder.student.numbers import Numbers, shown
from autograder.student.public import Public
from autograder.student.words import by_function, error_of, heading, sentences, unwritten

CLASS = "autograder-check"
KINDS = {Kind.RIGHT: "right", Kind.FOLLOWS: "follows", Kind.UNWRITTEN: "unwritten", Kind.WRONG: "wrong"}
SCOPE = f".{CLASS}" * 3
"""The class three times, to take precedence over Jupyter's rules for tables in outputs."""
LIGHT = (
    "--ink: #1d2129; --quiet: #5b6472; --line: #e3e6eb; --paper: #ffffff; --tint: #f5f6f8; --accent: #2456c9; "
    "--good: #1a7343; --bad: #b3261e;"
)
DARK = (
    "--ink: #e4e7ec; --quiet: #a0a8b4; --line: #343a44; --paper: #16191e; --tint: #20242b; --accent: #86aaff; "
    "--good: #6fd39a; --bad: #ff8a80;"
)
STYLE = f"""
{SCOPE} {{ {LIGHT}
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  box-sizing: border-box; container-type: inline-size; max-width: 736px; margin: 4px 0; padding: 12px 16px;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px;
  font: 14px/1.5 system-ui, sans-serif; }}
@media screen and (prefers-color-scheme: dark) {{ {SCOPE} {{ {DARK} }} }}
[data-jp-theme-light="true"] {SCOPE}, .notebook_app {SCOPE}, .vscode-light {SCOPE} {{ {LIGHT} }}
[data-jp-theme-light="false"] {SCOPE}, .vscode-dark {SCOPE}, html[theme="dark"] {SCOPE} {{ {DARK} }}
{SCOPE} p {{ margin: 0 0 8px; font-weight: 600; }}
{SCOPE} table {{ border-collapse: collapse; border: 0; margin: 0 0 8px; max-width: 100%; font-size: 13px;
  table-layout: auto; }}
{SCOPE} tr, {SCOPE} tr:hover {{ background: none; }}
{SCOPE} th, {SCOPE} td {{ padding: 3.2px 16px 3.2px 0; text-align: left; vertical-align: top; border: 0;
  background: none; color: var(--ink); white-space: nowrap; max-width: none; }}
{SCOPE} th {{ color: var(--quiet); font-weight: 400; border-bottom: 1px solid var(--line); }}
{SCOPE} code, {SCOPE} .m {{ font-family: var(--mono); font-size: 12.5px; color: var(--ink); background: none; }}
{SCOPE} code {{ padding: 0; }}
{SCOPE} tr.right .v {{ color: var(--good); }}
{SCOPE} tr.wrong .v {{ color: var(--bad); font-weight: 600; }}
{SCOPE} tr.follows .v, {SCOPE} tr.unwritten .v {{ color: var(--quiet); }}
{SCOPE} tr.said td {{ padding: 0 0 6.4px 16px; white-space: normal; }}
{SCOPE} tr.said td > div,
{SCOPE} tr.said details > div:not([class]) {{
  padding-left: 12px; border-left: 3px solid var(--accent); overflow-wrap: anywhere; }}
{SCOPE} details {{ margin: 2.4px 0; }}
{SCOPE} .scroll {{ max-width: calc(100cqi - 44px); overflow-x: auto; }}
{SCOPE} summary {{ display: list-item; cursor: pointer; color: var(--accent); font-size: 12.5px; }}
{SCOPE} pre {{ margin: 4px 0; padding: 0; white-space: pre; word-break: normal;
  max-width: calc(100cqi - 44px); overflow-x: auto;
  font: 12px/1.4 var(--mono); color: var(--ink); background: none; border: 0; }}
@container (max-width: 544px) {{
  {SCOPE} th, {SCOPE} td {{ padding-right: 8px; white-space: normal; overflow-wrap: break-word; font-size: 12px; }}
  {SCOPE} tr.said td {{ padding-left: 0; }}
}}
@container (max-width: 320px) {{
  {SCOPE} tr:not(.said) > :nth-child(4), {SCOPE} tr:not(.said) > :nth-child(6) {{ display: none; }}
}}
{SCOPE} figure {{ overflow-x: auto; margin: 8px 0 0; }}
{SCOPE} figcaption {{ color: var(--quiet); font-size: 12.5px; }}
{SCOPE} .mark {{ padding: 0; background: none; font-weight: 600; }}
{SCOPE} .mark.right {{ color: var(--good); }}
{SCOPE} .mark.wrong, {SCOPE} .mark.first {{ color: var(--bad); }}
"""


def page(
    public: Public,
    findings: Sequence[CheckFinding],
    around: Mapping[str, CheckFinding],
    notes: Sequence[str] = (),
    printed: Mapping[str, str] = MappingProxyType({}),
    picture: str = "",
) -> str:
    """Return the HTML of a result, with all text escaped.

    `around` are findings about other functions, by question, which the graph also needs. `picture` is the HTML of one
    example on its way through the network; it comes below the first wrong value of the network, one click deeper.
    """
    functions = list(by_function(findings))
    done = [function for function, several in functions if len(functions) > 1 and all(f.passed for f in several)]
    parts = [f'<p class="note">{_prose(note)}</p>' for note in notes]
    parts += [f"<p>All right: {', '.join(f'<code>{escape(name)}</code>' for name in done)}</p>"] if done else []
    drawn_at = _first_wrong(public.problem, findings) if picture else None
    parts += [_section(function, several, drawn_at, picture) for function, several in functions if function not in done]
    parts += [_figure(graph) for graph in _graphs(public, findings, around)]
    parts += [
        f"<p>{escape(name)} printed in its first call</p><pre>{escape(text)}</pre>" for name, text in printed.items()
    ]
    return framed("".join(parts))


def framed(content: str) -> str:
    """Return HTML in our frame, with its style."""
    return f'<div class="{CLASS}"><style>{STYLE}{_drawing_style()}</style>{content}</div>'


def _first_wrong(problem: Problem, findings: Sequence[CheckFinding]) -> CheckFinding | None:
    """Return the first wrong value of a network, gradients first."""
    net = problem.roles.network
    passes = () if net is None else (net.backward, net.forward)
    wrong = [f for f in findings if f.kind is Kind.WRONG and f.function in passes]
    return min(wrong, key=lambda f: passes.index(f.function), default=None)


def _section(function: str, findings: Sequence[CheckFinding], drawn_at: CheckFinding | None, picture: str) -> str:
    rows = "".join(_rows(findings, drawn_at, picture))
    head = "".join(f"<th>{name}</th>" for name in ("", "quantity", "shape", "expected", "verdict", "error"))
    return f"<p>{escape(heading(function, findings))}</p><table><tr>{head}</tr>{rows}</table>"


def _rows(findings: Sequence[CheckFinding], drawn_at: CheckFinding | None, picture: str) -> Iterator[str]:
    for i, finding in enumerate(findings):
        cells = (
            ("v", finding.kind.value),
            ("m", finding.short_name),
            ("m", finding.got),
            ("m", finding.expected),
            ("v", finding.words),
            ("m", error_of(finding)),
        )
        shown = "".join(f'<td class="{kind}">{escape(text)}</td>' for kind, text in cells)
        yield f'<tr class="{KINDS[finding.kind]}">{shown}</tr>'
        said = sentences(finding)
        again = i + 1 < len(findings) and sentences(findings[i + 1]) == said
        if said and not again:
            yield f'<tr class="said"><td></td><td colspan="5"><div>{"<br>".join(map(_prose, said))}</div></td></tr>'
        drawing = picture if finding is drawn_at else ""
        if finding.kind is Kind.WRONG and (finding.name or finding.numbers is not None or drawing):
            yield f'<tr class="said"><td></td><td colspan="5">{"".join(_deeper(finding, drawing))}</td></tr>'


def _deeper(finding: CheckFinding, drawing: str) -> Iterator[str]:
    """Return what takes one more click: the name, the numbers of the smallest public example, and the `drawing`."""
    if finding.name:
        yield f"<details><summary>its name</summary>{escape(finding.name)}</details>"
    if finding.numbers is not None:
        yield from _numbers(finding.numbers)
    if drawing:
        yield f"<details><summary>one example, drawn with your functions</summary>{drawing}</details>"


def _numbers(behind: Numbers) -> Iterator[str]:
    yield "<details><summary>the numbers</summary>"
    if behind.in_short:
        yield f"<div>{escape(behind.in_short)}</div>"
    rows = (("yours", behind.got), (behind.source, behind.want), *behind.inputs)
    yield from (f"<pre><b>{escape(name)}</b>\n{escape(shown(value))}</pre>" for name, value in rows)
    yield "</details>"


def _prose(text: str) -> str:
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))


def _graphs(public: Public, findings: Sequence[CheckFinding], around: Mapping[str, CheckFinding]) -> Iterator[Graph]:
    """Draw the network if one of its values or gradients is wrong."""
    from autograder.sketch.graph import Wiring, network_graph  # noqa: PLC0415

    problem: Problem = public.problem
    net = problem.roles.network
    if net is None or public.wires is None:
        return
    functions = {f.function for f in findings}
    shown = [f for f in findings if f.function in net.functions]
    if not shown or all(f.passed for f in shown) or unwritten(shown):
        return
    values, gradients = public.wires
    statuses = {q.name: None for q in problem.questions if q.function in net.functions}
    known = {**{name: f.status for name, f in around.items()}, **{f.question: f.status for f in shown}}
    wiring = Wiring(values, gradients if net.backward in functions or net.forward not in functions else {})
    yield network_graph(problem, wiring, {name: known.get(name) for name in statuses})


def _figure(graph: Graph) -> str:
    from autograder.render.svg import figure  # noqa: PLC0415

    drawn = figure(graph, f"{CLASS}-{sha256(repr(graph).encode()).hexdigest()[:8]}")  # one page holds many
    caption = drawn.caption if graph.gradients else "What is computed from what."
    keys = " &nbsp; ".join(
        f'<span class="mark {key.kind}">{escape(key.character)}</span> {escape(key.words)}' for key in drawn.legend
    )
    return f"<figure>{drawn.svg}<figcaption>{escape(caption)}<br>{keys}</figcaption></figure>"


@cache
def _drawing_style() -> str:
    """Take the rules for pictures from the style of the feedback page, and restrict them to this class."""
    css = (Path(__file__).parents[1] / "render" / "feedback.css").read_text("utf-8")
    rules = re.findall(r"^(\.(?:picture|graph)\b[^{\n]*)(\{[^}]*\})", css, re.MULTILINE)
    return "\n".join(
        ", ".join(f"{SCOPE} {s.strip()}" for s in selectors.split(",")) + " " + body for selectors, body in rules
    )
