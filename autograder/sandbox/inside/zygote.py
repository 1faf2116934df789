"""The fork server: a fresh interpreter with numpy loaded that forks one process for each submission.

It is started by exec, so it contains nothing of the judge's memory, and it never holds a submission, reference or
input: a child reads those from the judge over a socket that is only passed through here. Every child can read
everything in it. It has one thread and at most one child at a time.

The servers of further slots are copies of it, forked before it has served anybody: they need no start and share its
memory.
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import resource
import signal
import socket
import sys
import time
from dataclasses import replace
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder

from autograder.sandbox.inside import inert, magics, older_numpy
from autograder.sandbox.inside.preload import load, preload
from autograder.sandbox.inside.rehearsal import fill_gaps, rehearse
from autograder.sandbox.inside.unavailable import Unavailable
from autograder.sandbox.inside.worker import Kit, Worker
from autograder.sandbox.walls import confine, landlock, seccomp
from autograder.sandbox.walls.isolation import Layers
from autograder.sandbox.walls.readable_paths import (
    Aliases,
    import_path,
    package_folders,
    readable_files,
    remember_imports,
    stdlib_folders,
    unreadable,
)
from autograder.sandbox.walls.syscalls import Machine, plain_fork, this_machine
from autograder.sandbox.wire.encoder import encode
from autograder.sandbox.wire.frames import READY_NONCE
from autograder.sandbox.wire.startup import COPIED, COPY, ENDED, KILL, REAP, SPAWN, SPAWNED, Startup, layers_to_json

_GRACE_SECONDS = 1.0


def _can_drop(uid: int) -> bool:
    """Return whether the user id can be changed, tried in a child; a container may have too few ids."""
    pid = os.fork()
    if pid == 0:
        try:
            confine.drop_to(uid)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def prepare(startup: Startup) -> tuple[confine.ConfinementPlan, Worker, Layers]:
    """Load everything, decide which layers are available, and restrict imports to what may be read."""
    switches, limits = startup.switches, startup.limits
    machine = this_machine()
    filters = switches.seccomp and seccomp.available(machine)
    version = min(landlock.abi(machine), switches.max_abi) if switches.landlock else 0
    no_open = filters and (version == 0 if switches.no_open is None else switches.no_open)
    root = os.geteuid() == 0
    uid = startup.uid if root and startup.uid is not None and _can_drop(startup.uid) else None

    translate = magics.load() if startup.magics else magics.untranslated
    packages = load(startup.packages)
    proc = os.path.exists("/proc/self/fd")  # noqa: PTH110
    closed = uid is not None and unreadable((*stdlib_folders(), *package_folders(packages)))
    preload(everything=no_open or not proc or closed)

    if machine is not None and version:
        rules = landlock.ruleset(machine, version, readable_files(packages))
        _move(rules, confine.RULES_FD)
    folders = (*import_path(), *package_folders(packages))
    aliases = Aliases(folders if uid is not None and proc and not no_open else (), confine.FIRST_ALIAS_FD)
    unavailable = Unavailable.of([p for p in sys.path if p not in import_path()])
    sys.path[:] = import_path()
    finders = [BuiltinImporter, FrozenImporter] + ([] if no_open else [PathFinder])
    sys.meta_path[:] = finders  # type: ignore[assignment]  # no finders of editable installs
    aliases.rewrite_imports()
    remember_imports()
    older_numpy.install()
    inert.install(startup.packages)
    sys.argv[:] = sys.orig_argv[:] = [""]

    layers = Layers(
        root=root,
        uid_drop=uid is not None,
        seccomp=filters,
        landlock_abi=version,
        no_open=no_open,
        rlimits=True,
        no_new_privs=machine is not None,
        interpreter_alias=aliases.count > 0,
    )
    plan = confine.ConfinementPlan(
        aliases=aliases.count,
        machine=machine,
        uid=uid,
        rules=version > 0,
        system_calls=_filter(machine, no_open=no_open) if machine is not None and filters else None,
    )
    kit = Kit(translate, limits)
    rehearse(Worker(kit))
    worker = Worker(kit)
    sys.meta_path += [worker.own_files, unavailable]
    gc.collect()
    worker.kept = fill_gaps()
    gc.freeze()  # the collector skips what exists already, so a child copies fewer pages
    resources = confine.resources(limits, _address_space(), aliases.count)
    return replace(plan, resources=resources), worker, layers


def _filter(machine: Machine, *, no_open: bool) -> seccomp.Installer:
    return seccomp.Installer(machine, seccomp.build(machine, no_open=no_open))


def _move(fd: int, to: int) -> None:
    if fd != to:
        os.dup2(fd, to, inheritable=False)
        os.close(fd)


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return 1


def _become_worker(session: int, parent: int, plan: confine.ConfinementPlan, worker: Worker) -> None:
    """Serve a student in this process, or report why that is not possible; never returns."""
    since = time.monotonic()
    try:
        confine.confine(session, parent, plan)
        # Pass family and type: asking the descriptor for them is no longer allowed.
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=confine.SESSION_FD)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must reach the judge
        os.write(confine.SESSION_FD, encode(("failed", f"{type(error).__name__}: {error}"[:300]), READY_NONCE, 1 << 16))
        os._exit(97)
    try:
        worker.serve(link, since)
    finally:
        os._exit(0)


def _end(pid: int, *, kill: bool) -> bytes:
    """Wait for a child, with SIGKILL at once or after a short grace period, and return how it ended.

    A child that has ended by itself is not reported as killed, however late that is noticed: the student sees how it
    ended.
    """
    deadline = time.monotonic() + _GRACE_SECONDS
    killed, flags = int(kill), 0 if kill else os.WNOHANG
    if kill:
        _kill(pid)
    while True:
        late = time.monotonic() > deadline
        done, status, usage = os.wait4(pid, flags)
        if done:
            memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            return ENDED.pack(status, killed, usage.ru_utime + usage.ru_stime, memory)
        if late:
            killed, flags = 1, 0
            _kill(pid)
        else:
            time.sleep(0.001)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):  # its group too: without seccomp it may have forked
        os.killpg(pid, signal.SIGKILL)


def _become_copy(fd: int, uid: int, cpu: int, plan: confine.ConfinementPlan, worker: Worker, layers: Layers) -> None:
    """Serve the judge of another slot in this process, which has just been forked; never returns."""
    try:
        _move(fd, confine.CONTROL_FD)
        if cpu >= 0:
            os.sched_setaffinity(0, {cpu})
        if plan.uid is not None:
            plan = replace(plan, uid=uid)
        serve(socket.socket(fileno=confine.CONTROL_FD), plan, worker, layers)
    finally:
        os._exit(0)


def serve(control: socket.socket, plan: confine.ConfinementPlan, worker: Worker, layers: Layers) -> None:
    """Report which layers are in force, then fork and reap on the judge's request until it closes the connection.

    There is one child at a time. Copies of this server end when their own judges close the connection.
    """
    control.sendall(layers_to_json(layers))
    me, pid, copies = os.getpid(), 0, list[int]()
    while True:
        word, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(4))
        if word == COPY:
            theirs = array.array("i", ancillary[0][2][:4])[0]
            uid, cpu = COPIED.unpack(control.recv(COPIED.size, socket.MSG_WAITALL))
            forked = plain_fork()
            if forked == 0:
                control.close()
                _become_copy(theirs, uid, cpu, plan, worker, layers)
            os.close(theirs)  # if there is no copy, its judge reads the end of the connection
            copies += [forked] if forked > 0 else []
        elif word == SPAWN:
            session = array.array("i", ancillary[0][2][:4])[0]
            forked = plain_fork()
            if forked == 0:
                _become_worker(session, me, plan, worker)
            os.close(session)
            control.sendall(SPAWNED.pack(forked))
            pid = max(forked, 0)
        elif word in (KILL, REAP):
            control.sendall(_end(pid, kill=word == KILL))
            pid = 0
        else:
            if pid:
                _end(pid, kill=True)
            for copy in copies:
                os.waitpid(copy, 0)
            return


def main(argument: str) -> None:
    """Prepare from the judge's JSON, report which layers are in force, and serve."""
    startup = Startup.from_json(argument)
    _move(startup.control_fd, confine.CONTROL_FD)
    control = socket.socket(fileno=confine.CONTROL_FD)
    confine.reset_signals()
    if startup.cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {startup.cpu})
    try:
        plan, worker, layers = prepare(startup)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must reach the judge
        control.sendall(f"{type(error).__name__}: {error}\n".encode())
        sys.exit(1)
    if _threads() != 1:
        control.sendall(b"the fork server has more than one thread\n")
        sys.exit(1)
    confine.silence()
    serve(control, plan, worker, layers)


if __name__ == "__main__":
    main(sys.argv[1])
