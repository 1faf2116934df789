"""Small reports made by hand, one for each thing that a renderer has to say."""

from __future__ import annotations

import hashlib
import math

from autograder.plain.evidence import Timings
from autograder.report.picture import Bowl, Descent, Graph, Losses, Node, NodeMark, Trace
from autograder.report.report import NearText, ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine, Verdict, WorstEntry


def verdict(question: str, status: Status = Status.CORRECT, message: str = "", **more: object) -> Verdict:
    full = status in (Status.CORRECT, Status.CLOSE, Status.FOLLOWS)
    fields = {"score": 1.0 if full else 0.0, "max_score": 1.0, "message": message, **more}
    return Verdict(question, status, **fields)  # type: ignore[arg-type]


def report(name: str, *problems: ProblemReport, **more: object) -> Report:
    fields = {"slug": "slug", "sha256": hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(), **more}
    return Report(name, problems=problems, **fields)  # type: ignore[arg-type]


def right(*questions: str) -> tuple[Verdict, ...]:
    return tuple(verdict(q) for q in questions)


WRITTEN = (
    WrittenAnswer(
        "derivation", "Derive the gradient on paper", 2.0, "By the chain rule.\n\n$\\hat y$ < 1, **so** it is."
    ),
    WrittenAnswer("random_search", "Is a random search a good idea?", 1.0, ""),
    WrittenAnswer(
        "direction",
        "What could direct the search?",
        1.0,
        "",
        near=(NearText(11, "# the gradient: <i>down</i> is better"),),
    ),
)

ALL_RIGHT = report(
    "Ada Lovelace",
    ProblemReport(
        "univariate_regression", "Linear regression, one feature", right("forward.y_hat", "loss"), written=WRITTEN
    ),
    timings=Timings(0.004, 0.012, 0.0061, 0.002, 0.001),
)

ONE_MISTAKE = report(
    "Müller, Jörg (two_layer_nonlinear.ipynb)",
    ProblemReport(
        "two_layer_nonlinear",
        "Two layers with a sigmoid",
        (
            *right("sigmoid", "forward.z1", "forward.a1", "forward.y_hat"),
            verdict("loss", Status.CLOSE, "float32 went into it; the steps are right."),
            *right("backward.dy_hat", "backward.dW2", "backward.db2", "backward.da1"),
            verdict(
                "backward.dz1",
                Status.WRONG,
                "The values of dz1 differ from the derivative of the loss by `z1`. Everything before it is right.",
                error=0.0423,
                tolerance=1e-9,
                misconceptions=("sigmoid-slope-of-z",),
                hint="At which of its two stored values is the slope of the sigmoid taken?",
                worst=WorstEntry((0, 2), -0.123456, 0.234567),
            ),
            verdict("backward.dW1", Status.FOLLOWS, "This is what comes out of your dz1."),
            verdict("backward.db1", Status.FOLLOWS, "This is what comes out of your dz1."),
            verdict("train.params", Status.FOLLOWS),
            verdict("train.losses", Status.FOLLOWS),
            verdict("train.converges", Status.FOLLOWS),
        ),
        notes=("cell 3: `import torch` failed, so nothing that comes after it in this cell was run.",),
    ),
)

KINDS = report(
    "Grace Hopper",
    ProblemReport(
        "multivariate_regression",
        "Linear regression, several features",
        (
            *right("forward.y_hat"),
            verdict("loss", Status.MISSING, "There is no function `loss`."),
            verdict(
                "backward.dw",
                Status.SHAPE,
                "dw: got shape (3, 1), expected (1, n) = (1, 3); n=3, m=7.",
                score=0.5,
                max_score=1.0,
            ),
            verdict("backward.db", Status.SHAPE, "db: got a list, expected a float."),
            *(
                verdict(
                    f"train.{piece}",
                    Status.RAISED,
                    "`train` raised ValueError: operands could not be broadcast together with shapes (3,1) (1,7)",
                    where=SourceLine(4, 3, "train", "    w = w - lr * grads['dw'] * x"),
                )
                for piece in ("params", "losses", "converges")
            ),
        ),
    ),
    ProblemReport(
        "optimizers",
        "Optimizers",
        (
            verdict("gradient_descent", Status.TIMEOUT, "`gradient_descent` did not come back within 2 s."),
            verdict("momentum.params", Status.CRASHED, "`momentum` ended the process."),
            verdict(
                "momentum.v",
                Status.WRONG,
                "v differs from the first step on.",
                error=3.2e-7,
                tolerance=1e-9,
                misconceptions=("beta-swapped", "nesterov"),
                worst=WorstEntry((), 0.1234567, 0.1234568),
            ),
            verdict(
                "rmsprop.s",
                Status.NOT_FINITE,
                "s holds nan where the reference holds numbers.",
                error=math.nan,
                tolerance=1e-9,
                worst=WorstEntry((1, 0), -math.inf, 0.25),
            ),
            verdict("adam.params", Status.NOT_ANALYTIC, "`adam` measures its gradient by calling `loss`."),
            verdict("adam.v", Status.NOT_IMPLEMENTED),
            verdict("adam.s", Status.NOT_IMPLEMENTED),
        ),
    ),
    isolation="no Landlock on this kernel; file access was refused by seccomp alone.",
)

BOWL = Bowl((0.0, 0.0), (1.0, -0.8, 2.0))

PICTURES = report(
    "Emmy Noether",
    ProblemReport(
        "univariate_regression",
        "Univariate regression",
        (
            *right("forward.y_hat", "loss"),
            verdict("backward.dy_hat", Status.WRONG, "dy_hat differs.", error=0.5, tolerance=1e-9),
            verdict("backward.dw", Status.FOLLOWS),
            verdict("backward.db", Status.NOT_IMPLEMENTED),
            verdict("train.params", Status.WRONG),
        ),
        pictures=(
            Graph(
                "Computation graph: Univariate regression",
                (
                    Node("x", 0),
                    Node("y_hat", 1, 0, NodeMark.RIGHT, "dy_hat", NodeMark.FIRST),
                    Node("loss", 2, 0, NodeMark.RIGHT),
                    Node("w", 1, -1, NodeMark.PLAIN, "dw", NodeMark.FOLLOWS),
                    Node("b", 1, 1, NodeMark.PLAIN, "db", NodeMark.UNWRITTEN),
                    Node("y", 2, -1),
                ),
                (("x", "y_hat"), ("w", "y_hat"), ("b", "y_hat"), ("y_hat", "loss"), ("y", "loss")),
                (("loss", "y_hat"), ("y_hat", "w"), ("y_hat", "b")),
            ),
            Losses(
                "train",
                Trace(((0.0, 0.6), (1.0, 1.5), (2.0, 2.8)), left=2),
                Trace(tuple((float(i), 0.6 - 0.1 * i) for i in range(10))),
                -0.5,
                (0.0, -0.8),
                (9.0, 2.8),
                log=True,
            ),
            Descent(
                "train",
                ("w", "b"),
                BOWL,
                (0.1, 0.4, 0.9, 1.6),
                Trace(((-2.0, 1.0), (-1.5, 0.7)), lost=2),
                Trace(((-2.0, 1.0), (-1.2, 0.4), (-0.5, 0.1))),
                (-2.7, -2.0),
                (2.7, 2.0),
            ),
        ),
    ),
)

NOTHING_WRITTEN = report(
    "Anonymous",
    ProblemReport(
        "univariate_regression",
        "Linear regression, one feature",
        tuple(verdict(q, Status.NOT_IMPLEMENTED) for q in ("forward.y_hat", "loss", "backward.dw", "backward.db")),
    ),
)

UNGRADABLE = report("Alan Turing", reason="The notebook is no valid JSON: it ends in the middle of cell 12.")

SAMPLES = {
    "all_right": ALL_RIGHT,
    "one_mistake": ONE_MISTAKE,
    "kinds": KINDS,
    "pictures": PICTURES,
    "nothing_written": NOTHING_WRITTEN,
    "ungradable": UNGRADABLE,
}

PAYLOADS = {
    "script": "<script>document.title='ran'</script>",
    "closing": "</style></title></code></pre></textarea><script>document.title='ran'</script>",
    "handler": "<img src=x onerror=\"document.title='ran'\">",
    "svg": "<svg onload=document.title='ran'>",
    "attribute": "\" onmouseover=\"document.title='ran'\" x='",
    "markdown": "[click](javascript:document.title='ran') ![x](https://example.com/x.png)",
    "request": "<link rel=stylesheet href=//example.com/x.css><base href=https://example.com>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "backticks": "`<b>bold</b>` ``<script>`",
    "ansi": "\x1b[31mred\x1b[0m\x9b31m",
    "osc": "\x1b]0;title\x07\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "bidi": "abc\u202etxt.exe\u202c \u2066x\u2069 \u200f",
    "formula": '=HYPERLINK("https://example.com","click")',
    "formulas": "+1|-1|@SUM(A1)",
    "tabbed": "\t=1+1",
    "shell": "$(reboot); `reboot` | rm -rf / & '\"",
    "newlines": "one\r\ntwo\nthree\x85four\u2028five",
    "long": "a" * 5000,
    "wide": "漢" * 300,
    "dots": "../../etc/passwd",
    "device": "CON",
    "markup": "[bold red]not markup[/bold red][/]",
    "nul": "a\x00b\x7f",
    "surrogate": "lone \ud800 half",
    "combining": "Z" + "\u0300" * 400,
    "quotes": 'a "quoted", name;\nwith lines',
}


def hostile(text: str) -> Report:
    """Put the text into every field that a student can reach."""
    says = verdict(
        "backward.dW1",
        Status.RAISED,
        text,
        hint=text,
        misconceptions=(text,),
        where=SourceLine(0, 1, text, text),
    )
    also = verdict("backward.dz1", Status.CLOSE, text)
    answer = WrittenAnswer("words", text, 1.0, text, near=(NearText(0, text),))
    return report(
        text,
        ProblemReport("problem", text, (says, also), notes=(text,), written=(answer,)),
        isolation=text or "x",
    )


def hostile_reason(text: str) -> Report:
    return report(text, reason=text)
