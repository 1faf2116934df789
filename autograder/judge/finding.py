"""What one call says about one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judge.numeric import CLOSE, EXACT, Agreement, Comparison
from autograder.judge.reading import Leaf
from autograder.report.status import Status

WORST_FIRST = (Status.SHAPE, Status.NOT_FINITE, Status.WRONG, Status.FOLLOWS, Status.CLOSE, Status.CORRECT)


@dataclass(frozen=True)
class Finding:
    """What one call says about one question. `half` means that only a transpose or an axis of size 1 is wrong."""

    status: Status
    message: str = ""
    comparison: Comparison | None = None
    half: bool = False


EXACTLY = Finding(Status.CORRECT, "", EXACT)


def worst(findings: Sequence[Finding]) -> Finding:
    """Return the finding that decides a question's verdict, the first of those that differ by rounding alone."""
    return min(findings, key=lambda f: (WORST_FIRST.index(f.status), -float(f"{_error(f):.6g}")))


def accepted(comparison: Comparison) -> Finding:
    """Return the finding for a value within tolerance, with the reason if it is not called equal."""
    if comparison.agreement is Agreement.CORRECT:
        return Finding(Status.CORRECT, "", comparison)
    why = "computed in float32" if comparison.tolerance > CLOSE else "an epsilon or a rounding away from exact"
    return Finding(Status.CLOSE, f"Accepted: {why} (relative error {comparison.error:.1e}).", comparison)


def not_finite(leaf: Leaf) -> str:
    """Describe which entries of a block are not finite numbers."""
    odd = ~np.isfinite(leaf.got)
    kind = "nan" if np.isnan(leaf.got[odd]).all() else "inf" if np.isinf(leaf.got[odd]).all() else "nan or inf"
    if odd.all():
        return f"{leaf.label} is {kind}{' everywhere' if odd.size > 1 else ''}"
    first = ", ".join(str(i) for i in np.argwhere(odd)[0])
    return f"{leaf.label} holds {kind} in {odd.sum()} of {odd.size} entries, first at [{first}]"


def _error(finding: Finding) -> float:
    """Rank findings of one status. One without a measured error, such as that of a repeated call, comes first."""
    return np.inf if finding.comparison is None else finding.comparison.error
