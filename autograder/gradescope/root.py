"""Try a zip in a separate root file system: an unchanged base, a layer above it, and chroot in new namespaces."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.gradescope.cgroup import limited
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.pip_settings import pip_settings
from autograder.gradescope.place import RUN_SECONDS, SETUP_SECONDS, Ran, container_umask
from autograder.gradescope.prefix import shell

RUNNING = "/"
UBUNTU = ("bionic", "focal", "jammy", "noble", "plucky", "questing", "resolute")
PACKAGES = "python3,python3-venv"
SCRIPTS = Path("/usr/share/debootstrap/scripts")
DOCKERLIKE = "/autograder/venv/bin/python -I -m autograder.gradescope.dockerlike"

_INSIDE = """\
set -eu
mount -t overlay overlay -o lowerdir={base},upperdir={layer}/upper,workdir={layer}/work {top}
mkdir -p {top}/proc {top}/sys {top}/dev {top}/autograder
mount -t proc proc {top}/proc
mount --rbind /sys {top}/sys
mount --rbind /dev {top}/dev
mount --bind {folder} {top}/autograder
{binds}
{joining}
cd {top}/autograder
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 {environment} \\
  chroot {top} /bin/bash -c {command}
"""


class Root:
    """A layer above `base`; with `user`, the grading runs as that user instead of root."""

    name = "root"
    differs: tuple[str, ...] = (
        "the base is a plain system without the packages of Gradescope's own image",
        "Docker's capabilities and seccomp profile are imitated, AppArmor is not",
    )

    def __init__(self, base: Path, megabytes: int, cpus: float, user: int | None = None) -> None:
        self._base = base
        self._limits = (megabytes, cpus)
        self._user = user
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-try-"))
        with container_umask():
            for name in ("upper", "work", "top", "autograder"):
                (self._folder / name).mkdir()
        self._folder.chmod(0o755)
        self._pip = pip_settings()
        if base == Path(RUNNING):
            self.differs = (f"the system and its Python are this machine's, not Ubuntu 22.04's; {self.differs[1]}",)

    @property
    def base(self) -> Path:
        """The folder that is `/autograder` inside."""
        return self._folder / "autograder"

    def setup(self) -> Ran:
        """Run setup.sh as root, with the network and this machine's settings of pip and apt."""
        variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in self._pip.environment.items())
        return self.inside("bash /autograder/source/setup.sh", SETUP_SECONDS, variables, network=True)

    def run(self) -> Ran:
        """Run run_autograder with the rights and the limits that it has at Gradescope."""
        who = "" if self._user is None else f"--user {self._user} "
        if self._user is not None:
            self._give_to(self._user)
        with limited(f"autograder-try-{os.getpid()}", *self._limits) as group:
            command = f"cd /autograder && exec {DOCKERLIKE} {who}/autograder/run_autograder"
            ran = self.inside(command, RUN_SECONDS, joining=group.joining)
            return Ran(ran.code, ran.output, ran.seconds, group.peak or None)

    def inside(
        self, command: str, seconds: int, environment: str = "", joining: str = "", *, network: bool = False
    ) -> Ran:
        """Run a command as root inside."""
        top = self._folder / "top"
        script = _INSIDE.format(
            base=self._base,
            layer=self._folder,
            top=top,
            folder=self.base,
            binds="\n".join(self._binds(top)) if network else "",
            joining=joining,
            environment=environment,
            command=shlex.quote(command),
        )
        flags = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private")
        return shell(script, seconds, dict(os.environ), *flags)

    def close(self) -> None:
        """Remove the layer."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _binds(self, top: Path) -> list[str]:
        """Return the commands that mount, read-only, the files needed for the network and by pip's settings."""
        wanted = [Path("/etc/resolv.conf"), *self._pip.paths]
        lines = []
        for path in wanted:
            at = shlex.quote(f"{top}{path}")
            real = shlex.quote(str(path.resolve()))
            make = f"mkdir -p {at}" if path.is_dir() else f"mkdir -p $(dirname {at}) && rm -f {at} && touch {at}"
            lines.append(f"{make} && mount --bind -o ro {real} {at}")
        return lines

    def _give_to(self, user: int) -> None:
        for path in (self.base, *self.base.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)


def trouble() -> str | None:
    """Return why such a place is not possible here, or None if it is."""
    if sys.platform != "linux":
        return "only possible on Linux"
    if os.geteuid() != 0:
        return "only possible as root"
    if shutil.which("unshare") is None:
        return "the command unshare is missing (package util-linux)"
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, part) for part in ("lower", "upper", "work", "top")]
        for folder in folders:
            folder.mkdir()
        lower, upper, work, top = folders
        options = f"lowerdir={lower},upperdir={upper},workdir={work}"
        command = f"mount -t overlay overlay -o {options} {top}"
        flags = ("unshare", "--mount", "--pid", "--fork", "--propagation", "private")
        ran = shell(command, 20, dict(os.environ), *flags)
    return None if ran.code == 0 else f"namespaces or overlay mounts are refused here: {ran.output.strip()[-200:]}"


def base_root(wanted: str, cache: Path, tell: Callable[[str], None]) -> Path:
    """Return the folder of a base: an existing one, the running system (`/`), or a suite installed by debootstrap."""
    if "/" in wanted:
        folder = Path(wanted).resolve()
        if not (folder / "usr").is_dir():
            raise GradescopeError(f"--base {wanted}: no root file system there")
        return folder
    made = cache / wanted
    if (made / "usr/bin/python3").exists():
        return made
    if shutil.which("debootstrap") is None:
        raise GradescopeError(f"--base {wanted}: debootstrap is missing (apt-get install debootstrap)")
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / f"{wanted}.lock"):
        return made if (made / "usr/bin/python3").exists() else _debootstrapped(wanted, made, tell)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for another process that makes the same base: making it twice would remove the first while it is used."""
    import fcntl  # noqa: PLC0415 - not on Windows

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _debootstrapped(wanted: str, made: Path, tell: Callable[[str], None]) -> Path:
    half = Path(tempfile.mkdtemp(prefix=f"{wanted}-", dir=made.parent))
    half.chmod(0o755)
    components = "main,universe" if wanted in UBUNTU else "main"
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", f"--components={components}"]
    tell(f"making a base of {wanted} with debootstrap: about a minute, once (kept in {made})")
    done = subprocess.run(  # noqa: S603
        [*command, wanted, str(half), *_how(wanted)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
        umask=0o022,
    )
    if done.returncode != 0:
        shutil.rmtree(half, ignore_errors=True)
        last = (done.stdout.strip().splitlines() or ["no output"])[-1]
        raise GradescopeError(f"--base {wanted}: debootstrap failed: {last}")
    shutil.rmtree(made, ignore_errors=True)
    half.rename(made)
    return made


def _how(suite: str) -> list[str]:
    """Return mirror and script of an Ubuntu suite: on Debian, debootstrap would look for it on Debian's mirrors.

    Both are found in debootstrap's scripts; a suite too new for them uses those of an earlier one.
    """
    earlier = SCRIPTS / "gutsy"
    if suite not in UBUNTU or not earlier.exists():
        return []
    found = re.findall(r"^\s*default_mirror\s+(\S+)", earlier.read_text(encoding="utf-8"), re.MULTILINE)
    mirrors = [mirror for mirror in found if "old-releases" not in mirror]  # x86 first, then the others
    script = suite if (SCRIPTS / suite).exists() else earlier.name
    return [mirrors[0 if os.uname().machine == "x86_64" else -1], script] if mirrors else []
