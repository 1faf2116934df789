"""Call the student's own functions in the running kernel.

The answers are the same as from the sandbox of grading (values pass through its wire format), so a check cannot tell
the two apart. Nothing is confined here: the code and the kernel are the student's.
"""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stdout
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.plain.evidence import Absent, Cell, Location, Outcome, Plain, Probe, Raised, Returned, TooLarge
from autograder.plain.going_on import going_on
from autograder.plain.safe_text import plain
from autograder.plain.stand_ins import stand_ins
from autograder.sandbox.inside.exceptions import COMPREHENSIONS, describe
from autograder.sandbox.inside.watch import Watch, standing_in
from autograder.sandbox.inside.witness import alike
from autograder.sandbox.wire.decoder import Frames
from autograder.sandbox.wire.encoder import TooLargeError, encode
from autograder.sandbox.wire.frames import NONCE_BYTES
from autograder.student.printed import Printed

RESULT_BYTES = 4 << 20
CODE = 120
"""Characters of a line of code that are shown."""
WITNESSED = 8
"""How many calls of a function are looked at for arguments that they change: a gradient is measured by hundreds."""
_NONCE = bytes(NONCE_BYTES)
_FILE = "<given>"


class StoppedError(KeyboardInterrupt):
    """The student stopped a function during a check. IPython shows where, instead of a traceback through our code."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Kernel:
    """Calls the functions in a namespace. `cells` holds the sources of what raised, under numbers below 0.

    `given` is the source of functions of the course's that call those in the namespace. `printed` holds what each
    function printed in its first call, `changed` the places of the arguments that it changed in place in each of its
    first calls.
    """

    def __init__(self, env: Mapping[str, Any], given: str = "") -> None:
        self._env = env
        self._given = _functions(given, env) if given and isinstance(env, dict) else {}
        self._errors = np.geterr()
        self.cells: dict[int, Cell] = {}
        self.printed: dict[str, Printed] = {}
        self.changed: dict[str, list[set[int]]] = {}
        self._files: dict[str, int] = {}

    def __call__(self, probe: Probe) -> Outcome:
        """Make one call with copies of the arguments. Any exception but an interrupt becomes an outcome."""
        target = self._given.get(probe.function) or self._env.get(probe.function)
        if not callable(target):
            return Absent()
        first = probe.function not in self.printed
        printed = self.printed.setdefault(probe.function, Printed())
        hearing = redirect_stdout(printed) if first else nullcontext()
        try:
            with hearing, np.errstate(**self._errors):  # the student's settings, not those of the check
                return self._returned(target, probe)
        except TooLargeError:
            return TooLarge(RESULT_BYTES)
        except KeyboardInterrupt as error:
            raise self._stopped(probe.function, error) from None
        except BaseException as error:  # noqa: BLE001 - SystemExit included
            _, name, message, _ = describe(error)
            return Raised(name, message, self._where(error))

    def _returned(self, target: Any, probe: Probe) -> Returned:
        args = tuple(fresh(a) for a in probe.args)
        if probe.instead is not None and isinstance(self._env, dict):
            if probe.instead.values:
                source = "".join(linecache.getlines(target.__code__.co_filename))
                line = target.__code__.co_firstlineno
                target = going_on(target, source, line, fresh(probe.instead.values), probe.instead.pieces)
            with standing_in(self._env, stand_ins(probe.instead)):
                return Returned(_plain(target(*args)))
        if not probe.watch or not isinstance(self._env, dict):
            plain = _plain(target(*args))
            seen = self.changed.setdefault(probe.function, [])
            if len(seen) < WITNESSED:
                seen.append({i for i, sent in enumerate(probe.args) if not alike(args[i], fresh(sent))})
            return Returned(plain, changed=tuple(sorted(set[int]().union(*seen))))
        watch = Watch(self._env, probe.watch, lambda: tuple(fresh(a) for a in probe.args), little=probe.little)
        with watch.on():
            value = target(*args)
        plain, strayed = _plain(value), watch.strayed
        return Returned(plain, strayed=strayed if strayed and watch.depends(target, value) else 0)

    def _stopped(self, function: str, error: KeyboardInterrupt) -> StoppedError:
        where = self._where(error)
        at = ""
        if where is not None:
            code = self.cells[where.cell].source.splitlines()[where.line - 1 : where.line]
            at = f", in line {where.line} of {where.function}: {plain(code[0].strip(), CODE) if code else ''}"
        return StoppedError(f"You stopped the check while {function} was running{at}\nDoes every loop in it end?")

    def _where(self, error: BaseException) -> Location | None:
        """Find the last line of the student's own code, and keep the text that it is in."""
        found: tuple[CodeType, int, str] | None = None
        step = error.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            if step.tb_frame.f_globals is self._env and code.co_filename != _FILE:
                inner = code.co_name in COMPREHENSIONS and found is not None  # a frame of its own before Python 3.12
                found = (code, step.tb_lineno, found[2] if inner and found else code.co_name)
            step = step.tb_next
        if found is None or not found[1]:
            return None
        code, line, name = found
        at = self._files.setdefault(code.co_filename, -1 - len(self._files))
        self.cells[at] = Cell(at, "".join(linecache.getlines(code.co_filename)))
        return Location(at, line, name)


def _functions(source: str, env: dict[str, Any]) -> dict[str, FunctionType]:
    """Return the functions that a source defines at its top level; their globals are the student's."""
    codes = (code for code in compile(source, _FILE, "exec").co_consts if isinstance(code, CodeType))
    return {code.co_name: FunctionType(code, env) for code in codes}


def _plain(value: Any) -> Plain:
    """Return a value as if from the sandbox: a copy, or the name of its type if it cannot be encoded."""
    frames = Frames(RESULT_BYTES)
    frames.feed(encode(value, _NONCE, RESULT_BYTES))
    arrived = frames.next()
    return None if arrived is None else arrived[1]
