"""pandas, scipy, matplotlib and scikit-learn in confinement: a notebook that computes with each of them.

Installs them into a virtual environment of their own and grades the notebook with a policy that lists them, then
without. Run by `make test`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.sandbox.inside.unavailable import message

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv-packages"
PACKAGES = ("pandas", "scipy", "matplotlib", "sklearn")
CELLS = {
    "pandas": """\
import io, pandas as pd
table = pd.DataFrame({"a": [1, 2.5], "t": pd.to_datetime(["2020-01-01", "2020-02-01"])})
assert len(str(table.groupby("a").sum(numeric_only=True))) > 0
assert pd.read_csv(io.StringIO("a,b\\n1,2")).b[0] == 2
assert str(table.t.dt.tz_localize("Europe/Berlin").dt.tz) == "Europe/Berlin"
""",
    "scipy": """\
import scipy.integrate, scipy.linalg, scipy.optimize, scipy.signal, scipy.sparse, scipy.special, scipy.stats
found = scipy.optimize.minimize(lambda w: ((w - 3) ** 2).sum(), [0.0, 1.0])
assert abs(found.x - 3).max() < 1e-3 and scipy.stats.norm.cdf(0) == 0.5
""",
    "matplotlib": """\
import io
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2], label="x")
axes.set_title("$\\\\alpha$")
axes.legend()
picture = io.BytesIO()
figure.savefig(picture)
assert len(picture.getvalue()) > 1000
""",
    "sklearn": """\
from sklearn.datasets import make_moons
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
x, y = make_moons(100, random_state=0)
first, second, y_first, y_second = train_test_split(x, y, random_state=0)
assert LogisticRegression().fit(first, y_first).score(second, y_second) > 0.5
assert RandomForestClassifier(5).fit(first, y_first).score(second, y_second) > 0.5
""",
}


def notes(folder: Path, *options: str) -> list[str]:
    """Grade the notebook in an empty folder and give the notes of its report: a cell that failed is named there."""
    folder.mkdir()
    code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": CELLS[name]} for name in PACKAGES]
    whole = {"cells": code, "metadata": {"autograder": {"problem": "multivariate_regression"}}, "nbformat": 4}
    (folder / "x.ipynb").write_text(json.dumps(whole))
    paths = (str(folder / "x.ipynb"), "--out", str(folder / "out"), "--solutions", str(ROOT / "solutions"))
    command = [str(VENV / "bin" / "autograder"), "grade", *paths, *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    report = json.loads((folder / "out" / "reports" / "x.json").read_text())
    return list(report["problems"][0]["notes"])


def main() -> int:
    os.umask(0o022)  # the user as whom students' code runs reads these packages
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = ("--editable", f"{ROOT}[grade]", "pandas", "scipy", "matplotlib", "scikit-learn")
    subprocess.run([*pip, "--no-compile", *wanted], check=True)
    subprocess.run([VENV / "bin" / "python", "-c", "\n".join(CELLS.values())], check=True)  # compiles what they import
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        policy = folder / "policy.toml"
        policy.write_text(f"packages = {json.dumps(PACKAGES)}\n")
        # Each in a folder of its own: an output folder remembers the policy.
        listed = notes(folder / "listed", "--policy", str(policy))
        unlisted = notes(folder / "unlisted")
    said = [message(package) for package in ("pandas", "scipy", "sklearn")]
    closed = all(any(words in note for note in unlisted) for words in said)
    print(f"listed in the policy: {', '.join(PACKAGES)} {'work' if not listed else f'FAIL: {listed}'}")
    print(f"not listed: {'each says so' if closed else f'NOT SAID: {unlisted}'}")
    return 0 if closed and not listed else 1


if __name__ == "__main__":
    sys.exit(main())
