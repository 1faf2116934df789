"""The loop inside a student's process: run cells, make calls, answer each.

From the first cell on the student controls everything here, so the judge trusts none of it.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from autograder.plain.evidence import Rng
from autograder.plain.reported_calls import ReportedCalls
from autograder.plain.stand_ins import stand_ins
from autograder.sandbox.inside.exceptions import describe
from autograder.sandbox.inside.magics import Transform
from autograder.sandbox.inside.notebook import Notebook, Output
from autograder.sandbox.inside.older_numpy import needs_older, newer, older
from autograder.sandbox.inside.own_files import OwnFiles
from autograder.sandbox.inside.watch import Watch, standing_in
from autograder.sandbox.inside.witness import changed
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.decoder import Frames
from autograder.sandbox.wire.encoder import TooLargeError, encode, encode_returned
from autograder.sandbox.wire.frames import READY_NONCE
from autograder.sandbox.wire.request import Calls, Cells, nonce_of, read_request

_NO_CAP = 1 << 40
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Kit:
    """What a worker is built from."""

    translate: Transform
    limits: Limits


def _arguments(sent: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([_generator(arg) if type(arg) is Rng else arg for arg in sent])


def _generator(value: Rng) -> np.random.Generator:
    generator = np.random.default_rng(value.seed)
    for m in value.skip:
        generator.permutation(m)
    return generator


class Worker:
    """Serves one socket in a student's process; created before the fork if possible, for all children."""

    _session: socket.socket
    kept: list[bytes]
    """Fills gaps in the memory of the fork server."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._frames = Frames(_NO_CAP, read_request, _NO_CAP)
        self._output = Output(kit.limits.output_chars)
        self._notebook = Notebook(kit.translate, self._output, kit.limits.cell_seconds)
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - students use the global generator

    @property
    def own_files(self) -> OwnFiles:
        """Return the finder of the student's own files."""
        return self._notebook.files

    def serve(self, session: socket.socket, since: float) -> None:
        """Answer requests until the judge closes the connection; `since` is when this process started."""
        self._session = session
        self._write(encode(("ready", monotonic() - since), READY_NONCE, _NO_CAP))
        while (frame := self._read()) is not None:
            base, request = frame
            if isinstance(request, Cells):
                self._prepare(request)
                for order, cell in enumerate(request):
                    start = monotonic()
                    ended = self._notebook.run(*cell)
                    ran = ("ran", *ended, self._output.take(), monotonic() - start)
                    self._write(self._pack(ran, nonce_of(base, order)))
            else:
                self._notebook.define_late()
                self._notebook.callables.restore()
                for order in range(len(request)):
                    self._write(self._answer(request, order, nonce_of(base, order)))
                    self._output.take()

    def _prepare(self, cells: Cells) -> None:
        for path, source in cells.files():
            self._notebook.files.add(path, source)
        self._notebook.callables.watch(cells.functions)

    def _answer(self, calls: Calls, order: int, nonce: bytes, *, as_older: bool = False) -> bytes:
        """Make one call and return the frame with its outcome."""
        try:
            function, args, watched, little, instead = calls[order]
        except Exception:  # noqa: BLE001 - not computed, or numpy set to raise and a step overflows
            return self._pack(("unmade",), nonce)
        target: Callable[..., Any] | None = self._notebook.namespace.get(function)
        if not callable(target):
            return self._pack(("absent",), nonce)
        try:
            given = older(_arguments(args)) if as_older else _arguments(args)
            if watched:
                watch = Watch(self._notebook.namespace, watched, lambda: _arguments(calls[order][1]), little=little)
                with watch.on():
                    value = target(*given)
                places, strayed = changed(calls, order, newer(given) if as_older else given), watch.strayed
                frame = self._returned(value, places, nonce)
                if strayed and watch.depends(target, value):
                    return self._pack(("returned", value, places, strayed), nonce)
                return frame
            if instead is not None:
                if instead.reported:
                    calls_made = ReportedCalls(instead.reported, instead.results)
                    with standing_in(self._notebook.namespace, calls_made.functions):
                        return self._returned(calls_made.reply(target, given), [], nonce)
                if instead.values:
                    target = self._notebook.going_on(target, instead.values, instead.pieces)
                with standing_in(self._notebook.namespace, stand_ins(instead)):
                    return self._returned(target(*given), [], nonce)
            value = target(*given)
            calls.keep(order, value)
            return self._returned(value, changed(calls, order, newer(given) if as_older else given), nonce)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt included
            if needs_older(error) and not as_older:
                return self._answer(calls, order, nonce, as_older=True)
            return self._pack(describe(error), nonce)

    def _pack(self, reply: Any, nonce: bytes) -> bytes:
        return self._write_or_too_large(encode, nonce, reply)

    def _returned(self, value: Any, changed: list[int], nonce: bytes) -> bytes:
        return self._write_or_too_large(encode_returned, nonce, value, changed)

    def _write_or_too_large(self, write: Callable[..., bytes], nonce: bytes, *values: Any) -> bytes:
        """Return the frame of an answer, or of "too large"."""
        try:
            return write(*values, nonce, self._kit.limits.result_bytes)
        except TooLargeError:
            return encode(("large",), nonce, _NO_CAP)

    def _read(self) -> tuple[bytes, Cells | Calls] | None:
        """Return the next request, or None once the judge has closed the connection."""
        while (frame := self._frames.next()) is None:
            chunk = self._session.recv(_CHUNK)
            if not chunk:
                return None
            self._frames.feed(chunk)
        return frame

    def _write(self, data: bytes) -> None:
        self._session.sendall(data)
