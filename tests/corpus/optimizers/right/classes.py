# autograder: problem = optimizers
# style: one class with subclasses, made for a single step each; type hints
from __future__ import annotations

from typing import Any

import numpy as np

Arrays = dict[str, Any]


class Optimizer:
    def __init__(self, lr: float) -> None:
        self.lr = lr

    def direction(self, key: str, grad: Any) -> Any:
        return grad

    def step(self, params: Arrays, grads: Arrays) -> Arrays:
        return {key: value - self.lr * self.direction(key, grads[key]) for key, value in params.items()}


class Momentum(Optimizer):
    def __init__(self, lr: float, beta: float, v: Arrays) -> None:
        super().__init__(lr)
        self.beta, self.v = beta, dict(v)

    def direction(self, key: str, grad: Any) -> Any:
        self.v[key] = self.beta * self.v.setdefault(key, np.zeros_like(grad)) + (1 - self.beta) * grad
        return self.v[key]


class RMSprop(Optimizer):
    def __init__(self, lr: float, beta: float, eps: float, s: Arrays) -> None:
        super().__init__(lr)
        self.beta, self.eps, self.s = beta, eps, dict(s)

    def direction(self, key: str, grad: Any) -> Any:
        self.s[key] = self.beta * self.s.setdefault(key, np.zeros_like(grad)) + (1 - self.beta) * grad**2
        return grad / (np.sqrt(self.s[key]) + self.eps)


class Adam(Optimizer):
    def __init__(self, lr: float, betas: tuple[float, float], eps: float, t: int, v: Arrays, s: Arrays) -> None:
        super().__init__(lr)
        self.first, self.second = Momentum(1.0, betas[0], v), RMSprop(1.0, betas[1], 0.0, s)
        self.scale = 1 - betas[0] ** t, 1 - betas[1] ** t
        self.eps = eps

    def direction(self, key: str, grad: Any) -> Any:
        v_hat = self.first.direction(key, grad) / self.scale[0]
        self.second.direction(key, grad)
        return v_hat / (np.sqrt(self.second.s[key] / self.scale[1]) + self.eps)


def gradient_descent(params, grads, lr):
    return Optimizer(lr).step(params, grads)


def momentum(params, grads, v, lr, beta):
    optimizer = Momentum(lr, beta, v)
    return optimizer.step(params, grads), optimizer.v


def rmsprop(params, grads, s, lr, beta, eps):
    optimizer = RMSprop(lr, beta, eps, s)
    return optimizer.step(params, grads), optimizer.s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    optimizer = Adam(lr, (beta1, beta2), eps, t, v, s)
    return optimizer.step(params, grads), optimizer.first.v, optimizer.second.s


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    cuts = np.arange(batch_size, len(order), batch_size)
    return list(zip(np.split(x[:, order], cuts, axis=1), np.split(y[:, order], cuts, axis=1)))


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    optimizer, losses = Optimizer(lr), np.zeros(epochs)
    for epoch in range(epochs):
        losses[epoch] = np.mean((params["w"] @ x + params["b"] - y) ** 2)
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = params["w"] @ xb + params["b"] - yb
            params = optimizer.step(params, {"w": 2 * np.mean(r * xb, axis=1)[None], "b": 2 * r.mean()})
    return params, losses
