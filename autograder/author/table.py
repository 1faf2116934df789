"""The output of `autograder verify`: one line per problem in 80 columns, then every fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.author.tally import GOALS, Claim, Proof, ProofTally
from autograder.plain.safe_text import terminal

FAULTS_SHOWN = 20
"""Most lines for one claim of one problem; the rest is counted."""
PERCENT = (Claim.CAUGHT, Claim.NAMED, Claim.PAIRS_CAUGHT, Claim.PAIRS_NAMED)
HEADINGS = ("gradi-\nents", "\nrules", "mis-\ntakes", "\ncaught", "\nnamed", "pairs\ntried", "\ncaught", "\nnamed")
LAST = "also\nright"


def shown(proofs: Sequence[Proof]) -> RenderableType:
    """Return the table, the notes on samples, the faults, and the verdict."""
    missed = sum(len(p.missed()) for p in proofs)
    verdict = Text("Every goal is reached.", style="bold green")
    if missed:
        verdict = Text(f"Goals not reached: {missed}.", style="bold red")
    return Group(_table(proofs), *_samples(proofs), *_all_faults(proofs), Text(), verdict)


def _table(proofs: Iterable[Proof]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("\nproblem", max_width=23, no_wrap=True)
    for heading in (*HEADINGS, LAST):
        table.add_column(heading, justify="right", no_wrap=True)
    for proof in proofs:
        singles, pairs = proof.tallies[Claim.CAUGHT], proof.tallies[Claim.PAIRS_CAUGHT]
        sampled = "*" if pairs.tried < proof.pairs else ""
        table.add_row(
            Text(terminal(proof.problem, 80), overflow="ellipsis"),
            _cell(proof, Claim.GRADIENTS),
            _cell(proof, Claim.RULES),
            _cell(proof, Claim.APPLIED) if Claim.APPLIED in proof.missed() else str(singles.tried),
            _cell(proof, Claim.CAUGHT),
            _cell(proof, Claim.NAMED),
            f"{pairs.tried}{sampled}",
            _cell(proof, Claim.PAIRS_CAUGHT),
            _cell(proof, Claim.PAIRS_NAMED),
            _cell(proof, Claim.ALTERNATIVES),
        )
    return table


def _cell(proof: Proof, claim: Claim) -> Text:
    tally = proof.tallies[claim]
    if not tally.tried:
        return Text("-")
    text = percent(tally) if claim in PERCENT else f"{tally.good}/{tally.tried}"
    return Text(text, style="red" if claim in proof.missed() else "")


def percent(tally: ProofTally) -> str:
    """Format a share, rounded down so that 100 % always means all."""
    return f"{100 * tally.good // tally.tried} %" if tally.tried else "-"


def _samples(proofs: Iterable[Proof]) -> list[Text]:
    sampled = [p for p in proofs if p.tallies[Claim.PAIRS_CAUGHT].tried < p.pairs]
    if not sampled:
        return []
    every = ", ".join(f"{terminal(p.problem, 80)} {p.pairs}" for p in sampled)
    return [Text(), Text(f"* a fixed sample (--all-pairs for all) of the pairs there are: {every}", style="dim")]


def _all_faults(proofs: Iterable[Proof]) -> list[Text]:
    """List the faults; those of the pairs' names only if the goal is missed."""
    lines = []
    for proof in proofs:
        for claim, tally in proof.tallies.items():
            missed = claim in proof.missed()
            if not tally.faults or (claim is Claim.PAIRS_NAMED and not missed):
                continue
            if claim is Claim.DECLARATION:
                lines += [Text(), Text(f"{terminal(proof.problem, 80)}: fix this first", style="bold red")]
                lines += [Text(f"  {terminal(fault, 400)}") for fault in tally.faults]
                continue
            goal = f"{100 * GOALS[claim]:g} %"
            how = f"{percent(tally)}, the goal is {goal}" if missed else f"{percent(tally)}, within the goal of {goal}"
            heading = f"{terminal(proof.problem, 80)}: {claim.value} ({how})"
            lines += [Text(), Text(heading, style="bold red" if missed else "bold")]
            lines += [Text(f"  {terminal(fault, 400)}") for fault in tally.faults[:FAULTS_SHOWN]]
            if len(tally.faults) > FAULTS_SHOWN:
                lines.append(Text(f"  and {len(tally.faults) - FAULTS_SHOWN} more", style="dim"))
    return lines
