"""The zip in a fresh Ubuntu root: setup.sh as root, then run_autograder with the rights that Docker leaves.

Right, wrong and hostile submissions, as root and as a user without rights; the attacks aim at the exact paths.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.gradescope.container import limits_for
from autograder.gradescope.place import Ran, require, unpack
from autograder.gradescope.root import Root
from tests.gradescope.common import PROBLEMS, ROOT, SECRET, Outcome, put, right, validated

pytestmark = pytest.mark.slow

UNI, LINEAR = PROBLEMS
USER = 1000
MARKER = "marker-of-the-metadata"
METADATA = {
    "created_at": "2026-11-27T12:00:00.000000-08:00",
    "users": [{"email": MARKER}],
    "previous_submissions": [{"submission_time": "2026-11-27T11:00:00-08:00", "score": 1, "results": {"x": MARKER}}],
}
AIMS = (
    "/autograder/results/results.json",
    "/autograder/run_autograder",
    "/autograder/submission_metadata.json",
    "/autograder/source/secret",
    "/autograder/source/manifest.json",
    "/autograder/source/plan.json",
    f"/autograder/source/solutions/{UNI}.py",
)
READING = """
    import ctypes, io, mmap, numpy, os, pathlib, shutil, subprocess
    c = ctypes.CDLL(None)
    def by_libc():
        buffer = ctypes.create_string_buffer(64)
        return c.read(c.open(path.encode(), 0), buffer, 64) > 0 and buffer.raw
    def by_descriptor():
        return [n for n in range(3, 64) if os.path.exists(f"/proc/self/fd/{n}") and os.pread(n, 9, 0)]
    tries = {
        "open": lambda: open(path).read(),
        "os.open": lambda: os.read(os.open(path, os.O_RDONLY), 99),
        "io": lambda: io.FileIO(path).read(),
        "libc": by_libc,
        "numpy": lambda: numpy.fromfile(path, dtype="u1"),
        "mmap": lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:9],
        "list": lambda: os.listdir(os.path.dirname(path)),
        "copy": lambda: shutil.copy(path, "/tmp/copy"),
        "link": lambda: os.link(path, "/tmp/link"),
        "symlink": lambda: os.symlink(path, "/tmp/symlink"),
        "shell": lambda: subprocess.check_output(["cat", path]),
        "system": lambda: os.system(f"cat {path}") == 0,
        "root": lambda: open(f"/proc/1/root{path}").read(),
        "parent": lambda: open(f"/proc/{os.getppid()}/environ").read(),
        "keeper": lambda: open("/proc/1/mem", "rb").read(9),
        "import": lambda: __import__("autograder.gradescope.entry") and 0,
        "descriptors": by_descriptor,
    }
"""
WRITING = """
    import ctypes, os, pathlib, shutil
    c = ctypes.CDLL(None)
    tries = {
        "open": lambda: open(path, "w").write("x"),
        "append": lambda: open(path, "a").write("x"),
        "update": lambda: open(path, "r+").write("x"),
        "libc": lambda: c.open(path.encode(), 577, 0o666) >= 0,
        "truncate": lambda: os.truncate(path, 0) or True,
        "unlink": lambda: os.unlink(path) or True,
        "rename": lambda: os.rename(path, path + ".old") or True,
        "replace": lambda: os.replace("/etc/passwd", path) or True,
        "chmod": lambda: os.chmod(path, 0o777) or True,
        "chown": lambda: os.chown(path, os.getuid(), os.getgid()) or True,
        "mkdir": lambda: os.mkdir(path + ".d") or True,
        "beside": lambda: open(os.path.dirname(path) + "/planted", "w").write("x"),
        "utime": lambda: os.utime(path, (1, 1)) or True,
        "mount": lambda: c.mount(b"none", os.path.dirname(path).encode(), b"tmpfs", 0, 0) == 0,
        "unshare": lambda: c.unshare(0x20000) == 0,
        "rmtree": lambda: shutil.rmtree(os.path.dirname(path)) or True,
    }
"""
TRYING = """
def attempts(path):
{kind}
    done = []
    for name, attempt in tries.items():
        try:
            if attempt():
                done.append(name)
        except BaseException:
            pass
    return done
"""
HOSTILE = """
def loss(y_hat, y):
    reached = {{path: done for path in {aims!r} if (done := attempts(path))}}
    raise RuntimeError(f"tried {{len({aims!r})}}, reached: {{reached}}")
"""


def hostile(kind: str) -> str:
    return right(UNI, attempts=TRYING.format(kind=kind), loss=HOSTILE.format(aims=AIMS))


class Container:
    """A root that is set up once, for many submissions."""

    def __init__(self, base: Path, zipped: Path) -> None:
        self.root = Root(base, megabytes=768, cpus=2.0)
        unpack(zipped, self.root.base)
        self.setup = require(self.root.setup(), "setup.sh")

    def submit(self, files: dict[str, str | bytes], user: int | None = None) -> Outcome:
        folder = self.root.base
        self.root.inside("rm -rf /autograder/submission /autograder/results", 60)
        (folder / "results").mkdir()
        put(folder, files, METADATA)
        self.root._user = user
        self.root._give_to(user or 0)
        ran = self.root.run()
        results = validated((folder / "results" / "results.json").read_text(encoding="utf-8"))
        return Outcome(results, ran.output, ran.code)

    def inside(self, command: str) -> Ran:
        return self.root.inside(command, 60)

    def state(self) -> dict[str, tuple[int, int, str]]:
        """Give every file of `/autograder` but the environment and the results: mode, owner, content."""
        found = {}
        for path in sorted(self.root.base.rglob("*")):
            name = str(path.relative_to(self.root.base))
            if not name.startswith(("venv", "results/results.json")):
                stat = path.lstat()
                data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
                found[name] = (stat.st_mode, stat.st_uid, data)
        return found


@pytest.fixture(scope="module")
def container(base: Path, zipped: Path) -> Iterator[Container]:
    made = Container(base, zipped)
    yield made
    made.root.close()


USERS = pytest.mark.parametrize("user", [None, USER], ids=["root", "plain user"])


def test_setup_leaves_the_systems_python_alone_and_pins_what_it_installs(container: Container) -> None:
    system = container.inside("python3 -c 'import numpy'; python3 -c 'import autograder.gradescope'")
    assert system.output.count("ModuleNotFoundError") == 2
    versions = container.inside(
        "/autograder/venv/bin/python -c 'import numpy, msgspec, jinja2; print(numpy.__version__, msgspec.__version__)'"
    )
    pinned = json.loads((container.root.base / "source" / "manifest.json").read_text())["requirements"]
    assert [f"numpy=={versions.output.split()[0]}", f"msgspec=={versions.output.split()[1]}"] == [
        next(p for p in pinned if p.startswith(name)) for name in ("numpy", "msgspec")
    ]
    changed = container.inside(
        "find /usr /etc /root -newer /autograder/source/setup.sh -type f | grep -c site-packages"
    )
    assert changed.output.strip() == "0"


def test_setup_fails_loudly(container: Container) -> None:
    done = container.inside("AUTOGRADER_PYTHON=/bin/false bash /autograder/source/setup.sh")
    assert done.code != 0
    assert "python3 must be 3.10 to 3.13" in done.output
    container.inside("cp -a /autograder/source /autograder/broken && echo x >> /autograder/broken/plan.json")
    done = container.inside("/autograder/venv/bin/python -I -m autograder.gradescope.entry --check /autograder/broken")
    container.inside("rm -rf /autograder/broken")
    assert done.code != 0
    assert "plan.json: its content does not match the manifest" in done.output


def test_the_imitation_of_docker_refuses_what_docker_refuses(container: Container) -> None:
    """The positive control stands beside it: without the imitation the same commands work."""
    rights = "grep -E 'CapEff|CapBnd' /proc/self/status | sort -u"
    dockerlike = "/autograder/venv/bin/python -I -m autograder.gradescope.dockerlike"
    for command in ("unshare --mount true", "mount -t tmpfs none /mnt", "unshare --ipc true"):
        assert container.inside(command).code == 0, command
        refused = container.inside(f"{dockerlike} {command}")
        assert refused.code != 0
        assert "not permitted" in refused.output or "denied" in refused.output
    caps = container.inside(f'{dockerlike} bash -c "{rights}"').output.split()
    assert {int(word, 16) for word in caps if not word.endswith(":")} == {0xA80425FB}


@USERS
def test_right_and_wrong_submissions_are_graded(container: Container, user: int | None) -> None:
    outcome = container.submit({f"{UNI}.py": right(UNI), f"{LINEAR}.py": right(LINEAR)}, user)
    assert outcome.score == sum(t["max_score"] for t in outcome.tests()) > 0, outcome.stdout
    assert outcome.results["extra_data"]["isolation"] == "full"
    wrong = ROOT / "tests" / "corpus" / UNI / "wrong" / "missing_mean.py"
    outcome = container.submit({wrong.name: wrong.read_bytes()}, user)
    status = {t["name"].partition(": ")[2]: t["status"] for t in outcome.tests(UNI)}
    assert (status["forward.y_hat"], status["backward.dy_hat"]) == ("passed", "failed")


@USERS
@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_hostile_code_reads_and_changes_nothing(container: Container, user: int | None, kind: str) -> None:
    source = hostile(READING if kind == "reading" else WRITING)
    container.submit({f"{UNI}.py": right(UNI)}, user)
    put(container.root.base, {f"{UNI}.py": source})
    before = container.state()
    outcome = container.submit({f"{UNI}.py": source}, user)
    assert container.state() == before
    loss = next(t for t in outcome.tests(UNI) if t["name"].endswith(": loss"))
    assert f"tried {len(AIMS)}, reached: {{}}" in loss["output"], loss["output"]
    shown = json.dumps(outcome.results) + outcome.stdout
    assert MARKER not in shown
    assert SECRET not in shown
    assert outcome.results["extra_data"]["isolation"] == "full"
    forward = next(t for t in outcome.tests(UNI) if t["name"].endswith("forward.y_hat"))
    assert forward["status"] == "passed"


def test_outside_of_the_sandbox_the_same_attacks_reach_everything(container: Container) -> None:
    """The positive control: what keeps them off above is the sandbox."""
    container.submit({f"{UNI}.py": right(UNI)})
    probe = container.root.base / "submission" / "probe.py"
    probe.write_text(TRYING.format(kind=READING) + f"\nfor path in {AIMS!r}: print('reached', len(attempts(path)))\n")
    output = container.inside("/autograder/venv/bin/python /autograder/submission/probe.py").output
    counts = [int(n) for n in re.findall(r"^reached ([0-9]+)$", output, re.MULTILINE)]
    assert len(counts) == len(AIMS)
    assert min(counts) >= 8


def test_names_of_our_package_and_of_numpy_in_the_upload_are_not_imported(container: Container) -> None:
    planted = "raise SystemExit('planted')"
    files: dict[str, Any] = {
        "numpy.py": planted,
        "autograder/__init__.py": planted,
        "sitecustomize.py": planted,
        f"{UNI}.py": right(UNI),
    }
    outcome = container.submit(files)
    assert "planted" not in outcome.stdout
    assert outcome.score == sum(t["max_score"] for t in outcome.tests(UNI)) > 0, outcome.output


def test_student_processes_do_not_outlive_the_run(container: Container) -> None:
    forking = "import os\nfor _ in range(3):\n    try:\n        os.fork()\n    except OSError:\n        pass\n"
    container.submit({f"{UNI}.py": forking + right(UNI)})
    left = [p for p in Path("/proc").iterdir() if p.name.isdigit() and _root_of(p) == container.root.base.parent]
    assert left == []


def _root_of(process: Path) -> Path | None:
    try:
        return (process / "root").readlink().parent
    except OSError:
        return None


@pytest.mark.parametrize("problems", [1, 4, 20])
def test_a_busy_machine_does_not_make_it_miss_the_deadline(problems: int) -> None:
    limits = limits_for(540.0, problems)
    assert limits.slot_seconds * problems <= 540.0
    assert limits.submission_seconds <= limits.slot_seconds
