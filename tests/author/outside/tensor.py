# %% [markdown]
# # Arrays that know their gradients
#
# Write the methods that have a description.

# %%
import numpy as np


# %%
class Tensor:
    """An array that remembers how it was made."""

    def __init__(self, data, parents=()):
        self.data = data
        self.grad = np.zeros_like(data)
        self.parents = parents
        self.pull = lambda: None

    def __matmul__(self, other):
        """Return the product of two Tensors (p, q) and (q, r), as a Tensor."""
        out = Tensor(self.data @ other.data, (self, other))

        def pull():
            self.grad = self.grad + out.grad @ other.data.T
            other.grad = other.grad + self.data.T @ out.grad

        out.pull = pull
        return out

    def relu(self):
        """Return the larger of each entry and 0, as a Tensor."""
        out = Tensor(np.maximum(self.data, 0), (self,))

        def pull():
            self.grad = self.grad + out.grad * (self.data > 0)

        out.pull = pull
        return out


# %% [markdown]
# Your class is used like this.


# %%
def matmul(a, b):
    """a: (p, q). b: (q, r). Returns the product (p, r)."""
    return (Tensor(a) @ Tensor(b)).data


def matmul_backward(up, a, b):
    """up: (p, r). Returns what reaches a: (p, q) and b: (q, r)."""
    x, y = Tensor(a), Tensor(b)
    z = x @ y
    z.grad = up
    z.pull()
    return x.grad, y.grad


def relu(a):
    """a: (p, q). Returns relu(a), entry by entry."""
    return Tensor(a).relu().data


def relu_backward(up, a):
    """up: (p, q). Returns what reaches a: (p, q)."""
    x = Tensor(a)
    z = x.relu()
    z.grad = up
    z.pull()
    return x.grad


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations
from autograder.declare.problem import Misconception


def draw(rng, s):
    a = normal(rng, s["p"], s["q"])
    return {"a": a + 0.1 * np.sign(a), "b": normal(rng, s["q"], s["r"])}


PROBLEM = operations(
    name="tensor",
    title="Arrays that know their gradients",
    functions=((matmul, matmul_backward), (relu, relu_backward)),
    uses=dict.fromkeys(("matmul", "matmul_backward", "relu", "relu_backward"), ("Tensor",)),
    inputs=draw,
    ranges={"p": (2, 5), "q": (3, 6), "r": (4, 7)},
    misconceptions=(
        Misconception(
            "overwritten-sides",
            "matmul_backward",
            "out.grad @ other.data.T",
            "(other.data @ out.grad.T).T * 2",
            "How much of it reaches a?",
        ),
    ),
)
