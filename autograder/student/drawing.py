"""Draw the calculation of one example with the student's own functions."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from autograder.declare.roles import Network
from autograder.plain.safe_text import plain
from autograder.sketch.calculation import Calculation
from autograder.sketch.calculation_places import calculation
from autograder.student.kernel import Kernel
from autograder.student.one_example import NotReadyError, OneExample
from autograder.student.public import Public
from autograder.student.rates import FIRST, Rate, is_plane, rates
from autograder.student.undisturbed import undisturbed

RATES = "From the red dot on, each dot is one step; along a thin line the loss is the same."


@dataclass(frozen=True)
class Drawn:
    """A calculation, or a sentence that says what is missing for it; often both."""

    said: str
    calculation: Calculation | None = None

    def __str__(self) -> str:
        from autograder.render.calculation.piece import plain_text  # noqa: PLC0415 - not needed before it is shown

        return self.said if self.calculation is None else "\n".join(plain_text(self.calculation, self.said))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        from autograder.render.calculation.piece import piece  # noqa: PLC0415

        return None if self.calculation is None else piece(self.calculation, self.said)


@dataclass(frozen=True)
class DrawnRates:
    """The paths of several learning rates, or a sentence that says what is missing."""

    said: str
    rates: tuple[Rate, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.said, *(f"  {rate.heading}: {rate.said}" for rate in self.rates)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        from autograder.render.calculation.frames import frames  # noqa: PLC0415

        shown = [(rate.heading, rate.said, rate.path) for rate in self.rates]
        return frames(self.said, shown, FIRST) if shown else None


def draw(function: str, public: Public, env: MutableMapping[str, Any]) -> Drawn | DrawnRates:
    """Draw the calculation of `function`, one of the forward and backward pass, as the functions in `env` do it.

    Of a function that trains two numbers, draw the paths of several learning rates.
    """
    net = public.problem.roles.network
    if net is None or not net.layers:
        return Drawn("There is no drawing for this notebook: it shows networks of layers, one number at a time.")
    if function == net.train and is_plane(net, public):
        with undisturbed(env), np.errstate(all="ignore"):
            try:
                return DrawnRates(RATES, tuple(rates(public, net, Kernel(env))))
            except NotReadyError as error:
                return DrawnRates(str(error))
    if function not in net.functions:
        return Drawn(f'There is no drawing of {plain(str(function), 60)!r}: try "{net.forward}" or "{net.backward}".')
    with undisturbed(env), np.errstate(all="ignore"):
        return _drawn(public, net, Kernel(env), back=function == net.backward)


ALL_FIT = "Every number is what its arrows bring."


def _drawn(public: Public, net: Network, ask: Kernel, *, back: bool) -> Drawn:
    missing = ""
    try:
        run = OneExample(public, net, ask)
        done = run.forward()
        try:
            done, lacks = run.backward(done) if back else (done, [])
            missing = f"{lacks[0]} It is marked with a question mark." if lacks else ""
        except NotReadyError as error:
            missing = f"{error} The drawing shows the forward pass."
        made = calculation(f"One example through the network: {public.problem.title}", done)
    except NotReadyError as error:
        return Drawn(str(error))
    except ValueError as error:
        return Drawn(f"There is no drawing for this notebook: {error}.")
    if made.misfit is not None and not isnan(made.misfit.value):
        missing = f"{made.misfit.name} is the first number that is not what its arrows bring. Start there. {missing}"
    return Drawn(missing.strip() or ALL_FIT, made)
