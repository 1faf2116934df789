"""Five small networks, written for the tests of the solution-free diagnosis alone: example by example, in loops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from autograder.declare.network import roles
from autograder.declare.roles import Dense, Network
from autograder.diagnose.backprop import Backprop, backprop
from autograder.diagnose.gradient_check import numerical_gradient, total

M = 7
Params = dict[str, Any]


def squash(z: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-z))


@dataclass(frozen=True)
class Net:
    """`hidden`: none, "linear" or "sigmoid". `logistic`: a sigmoid and the cross-entropy at the end."""

    hidden: str
    logistic: bool

    @property
    def layers(self) -> int:
        return 2 if self.hidden else 1

    def draw(self, seed: int, m: int = M) -> tuple[Any, Any, Params]:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((3, m))
        y = (rng.random((1, m)) < 0.5) * 1.0 if self.logistic else rng.standard_normal((1, m))
        if not self.hidden:
            return x, y, {"w": rng.standard_normal((1, 3)), "b": float(rng.standard_normal())}
        weights = {"W1": rng.standard_normal((4, 3)), "b1": rng.standard_normal((4, 1))}
        return x, y, {**weights, "W2": rng.standard_normal((1, 4)), "b2": float(rng.standard_normal())}

    def forward(self, x: Any, params: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        below = x
        if self.hidden == "linear":
            below = values["h"] = params["W1"] @ x + params["b1"]
        elif self.hidden:
            values["z1"] = params["W1"] @ x + params["b1"]
            below = values["a1"] = squash(values["z1"])
        out = params["W2" if self.hidden else "w"] @ below + params["b2" if self.hidden else "b"]
        if not self.logistic:
            return {**values, "y_hat": out}
        return {**values, "z2" if self.hidden else "z": out, "y_hat": squash(out)}

    def loss(self, y_hat: Any, y: Any) -> float:
        if self.logistic:
            return float(-np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))
        return float(np.mean((y_hat - y) ** 2))

    def grads(self, x: Any, y: Any, params: Any, mistake: str = "") -> dict[str, Any]:  # noqa: C901, PLR0912
        """The gradients of all parameters, one example after the other; with one mistake."""
        values, m = self.forward(x, params), x.shape[1]
        total: dict[str, Any] = {}
        chosen = [i for i in range(m) if not (mistake == "last dropped" and i == m - 1)]
        if mistake == "last only":
            chosen = [m - 1]
        if mistake == "first dropped":
            chosen = chosen[1:]
        for i in chosen:
            error = float(values["y_hat"][0, i] - y[0, i]) * (1.0 if self.logistic else 2.0) / m
            p = float(values["y_hat"][0, i])
            if self.logistic and mistake == "output slope twice":
                error *= p * (1 - p)
            part: dict[str, Any] = {}
            if not self.hidden:
                part = {"w": error * x[:, i][None], "b": error}
            else:
                into = values["a1" if self.hidden == "sigmoid" else "h"][:, i]
                seen = into
                if mistake == "z for a":
                    seen = values["z1"][:, i]
                part = {"W2": error * seen[None], "b2": error}
                weights = params["W2"][0]
                if mistake == "weights left out":
                    weights = np.ones_like(weights)
                if mistake == "updated weights":
                    weights = weights - 0.3 * self.grads(x, y, params)["dW2"][0]
                delta = error * weights
                if self.hidden == "sigmoid":
                    slope = into * (1 - into)
                    if mistake == "hidden slope missing":
                        slope = np.ones_like(into)
                    if mistake == "hidden slope twice":
                        slope = slope**2
                    if mistake == "hidden slope with z for a":
                        slope = values["z1"][:, i] * (1 - values["z1"][:, i])
                    if mistake == "hidden slope at a":
                        slope = squash(into) * (1 - squash(into))
                    delta = delta * slope
                part |= {"W1": np.multiply.outer(delta, x[:, i]), "b1": delta[:, None]}
            for name, value in part.items():
                total[name] = total.get(name, 0.0) + value
        return {f"d{name}": value for name, value in total.items()}

    @cache  # noqa: B019 - five networks for the whole run
    def backprop(self, seed: int, m: int = M) -> Backprop:
        x, y, params = self.draw(seed, m)

        def of_example(bias: str, i: int) -> Any:
            return numerical_gradient(self.total(x[:, i : i + 1], y[:, i : i + 1]), params, bias).ravel() / m

        deltas = {
            bias: np.stack([of_example(bias, i) for i in range(m)], axis=1)
            for bias in (layer.bias for layer in self.roles.layers)
        }
        return backprop(self.roles, {"x": x, "params": params, "cache": self.forward(x, params)}, deltas)

    def call(self, function: str, given: Params) -> Any:
        """Call forward or loss with what they take of `given`."""
        if function == "forward":
            return self.forward(given["x"], given["params"])
        return self.loss(given["y_hat"], given["y"])

    def total(self, x: Any, y: Any) -> Any:
        """The loss as a function of the parameters."""
        return total(lambda params: self.forward(x, params)["y_hat"], lambda y_hat: self.loss(y_hat, y))

    @property
    def roles(self) -> Network:
        """The network as a declaration would have it."""
        end = {"sums": "z2" if self.hidden else "z", "sigmoid": "y_hat"} if self.logistic else {"sums": "y_hat"}
        first = Dense("W1", "b1", "x", "h")
        layers = [Dense("w", "b", "x", **end)]
        if self.hidden:
            first = Dense("W1", "b1", "x", "z1", "a1") if self.hidden == "sigmoid" else first
            layers = [first, Dense("W2", "b2", first.sigmoid or first.sums, **end)]
        of = [name for layer in layers for name in (layer.weights, layer.bias, layer.sums, layer.inputs)]
        net = roles({f"d{name}": () for name in of}, *layers).network
        assert net is not None
        return net


NETS = {
    "linear": Net("", logistic=False),
    "logistic": Net("", logistic=True),
    "two linear layers": Net("linear", logistic=False),
    "nonlinear": Net("sigmoid", logistic=False),
    "perceptron": Net("sigmoid", logistic=True),
}
