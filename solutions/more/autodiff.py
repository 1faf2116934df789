# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Numbers that know their gradients
#
# Libraries find gradients without being told a formula: their numbers remember how they were made. In this notebook you
# write a class of such numbers. `Value(2.0)` is a number; `a + b`, `a * b` and `a.tanh()` make new ones, and
# `out.backward()` puts the derivative of `out` by every number that it was made from into its `grad`.
#
# Each number has
#
# | attribute | meaning |
# | --- | --- |
# | `data` | its value |
# | `grad` | the derivative of the output by this number, 0 until it is known |
# | `children` | the numbers that it was made from |
# | `pull` | a function without arguments: adds to the `grad` of each child what reaches it through this number |
#
# **Example.** For $z = a \cdot b$ with $a = 2$ and $b = 5$, a `grad` of 3 at $z$ means that the output grows three times
# as fast as $z$. So `z.pull()` adds $3 \cdot 5 = 15$ to `a.grad`, and $3 \cdot 2 = 6$ to `b.grad`.

# %%
import math

# %% [markdown]
# ## 1. The class
#
# Write the methods that have a description. A number may be used several times, even twice in the same operation: what
# reaches it along all ways adds up.
#
# `backward` starts at the output, whose derivative by itself is 1, and lets every number pull, each of them **once**, and
# only **after** everything that was made from it has pulled.


# %%
class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.pull = lambda: None

    def __add__(self, other):
        """Return the sum of two Values, as a Value."""
        out = Value(self.data + other.data, (self, other))

        def pull():
            self.grad += out.grad
            other.grad += out.grad

        out.pull = pull
        return out

    def __mul__(self, other):
        """Return the product of two Values, as a Value."""
        out = Value(self.data * other.data, (self, other))

        def pull():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pull = pull
        return out

    def tanh(self):
        """Return the hyperbolic tangent, as a Value."""
        out = Value(math.tanh(self.data), (self,))

        def pull():
            self.grad += (1 - out.data**2) * out.grad

        out.pull = pull
        return out

    def backward(self):
        """Put the derivative of this number into the grad of every number that it was made from."""
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for child in value.children:
                    visit(child)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            value.pull()


# %% [markdown]
# Your class is used like this to see what it does. There is nothing to write here.


# %%
def add(a, b, up):
    """Return a + b, and what reaches a and b if `up` arrives at the sum."""
    x, y = Value(a), Value(b)
    z = x + y
    z.grad = up
    z.pull()
    return {"data": z.data, "da": x.grad, "db": y.grad}


def multiply(a, b, up):
    """Return a * b, and what reaches a and b if `up` arrives at the product."""
    x, y = Value(a), Value(b)
    z = x * y
    z.grad = up
    z.pull()
    return {"data": z.data, "da": x.grad, "db": y.grad}


def tanh(a, up):
    """Return tanh(a), and what reaches a if `up` arrives there."""
    x = Value(a)
    z = x.tanh()
    z.grad = up
    z.pull()
    return {"data": z.data, "da": x.grad}


def double(a, up):
    """Return what reaches a if `up` arrives at a + a, where a has collected 1 already."""
    x = Value(a)
    x.grad = 1.0
    z = x + x
    z.grad = up
    z.pull()
    return x.grad


def square(a, up):
    """Return what reaches a if `up` arrives at a * a, where a has collected 1 already."""
    x = Value(a)
    x.grad = 1.0
    z = x * x
    z.grad = up
    z.pull()
    return x.grad


def network(w1, x1, w2, x2, b):
    """Return tanh(s + s * s) with s = w1 * x1 + w2 * x2 + b, and its derivatives by backward()."""
    values = [Value(number) for number in (w1, x1, w2, x2, b)]
    s = values[0] * values[1] + values[2] * values[3] + values[4]
    out = (s + s * s).tanh()
    out.backward()
    grads = (value.grad for value in values)
    return {"out": out.data, **dict(zip(("dw1", "dx1", "dw2", "dx2", "db"), grads)), "dout": out.grad}


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.forms import Fields, Number
from autograder.declare.problem import Call, Case, Function, InapplicableError, Misconception, Problem, Question
from autograder.declare.roles import Roles

ARGS = ("w1", "x1", "w2", "x2", "b")
GRADS = tuple(f"d{name}" for name in ARGS)


def numbers(*names):
    return Fields(tuple(map(Number, names)))


def given(name, args, result):
    return Function(name, args, result, uses=("Value",))


def one_case(rng):
    def some(count):
        return tuple(draw.number(rng) / 2 for _ in range(count))

    calls = {"add": 3, "multiply": 3, "tanh": 2, "double": 2, "square": 2, "network": 5}
    return Case({}, tuple(Call(name, some(count)) for name, count in calls.items()))


def own_collected(operation):
    """Return the rule that a number used twice has collected 1 and both of its shares."""

    def rule(a, up, call):
        shares = call(operation, a, a, up)
        return 1.0 + shares["da"] + shares["db"]

    return rule


def own_output(w1, x1, w2, x2, b, call):
    """Compute the output with the student's own operations."""
    s = call("add", call("multiply", w1, x1, 1.0)["data"], call("multiply", w2, x2, 1.0)["data"], 1.0)["data"]
    s = call("add", s, b, 1.0)["data"]
    s = call("add", s, call("multiply", s, s, 1.0)["data"], 1.0)["data"]
    return call("tanh", s, 1.0)["data"]


def own_gradient(name):
    """Return the rule that follows one derivative back through the student's own operations."""

    def rule(w1, x1, w2, x2, b, call):
        products = [call("multiply", w1, x1, 1.0)["data"], call("multiply", w2, x2, 1.0)["data"]]
        partial = call("add", *products, 1.0)["data"]
        s = call("add", partial, b, 1.0)["data"]
        squared = call("multiply", s, s, 1.0)["data"]
        inside = call("add", s, squared, 1.0)["data"]
        last = call("add", s, squared, call("tanh", inside, 1.0)["da"])
        ds = last["da"] + call("square", s, last["db"]) - 1.0
        whole = call("add", partial, b, ds)
        first = call("add", *products, whole["da"])
        one, two = call("multiply", w1, x1, first["da"]), call("multiply", w2, x2, first["db"])
        if not ds:
            raise InapplicableError("operations that pass nothing back")
        return dict(zip(GRADS, (one["da"], one["db"], two["da"], two["db"], whole["db"]), strict=True))[name]

    return rule


PROBLEM = Problem(
    name="autodiff",
    title="Numbers that know their gradients",
    functions=(
        given("add", ("a", "b", "up"), numbers("data", "da", "db")),
        given("multiply", ("a", "b", "up"), numbers("data", "da", "db")),
        given("tanh", ("a", "up"), numbers("data", "da")),
        given("double", ("a", "up"), Number("da")),
        given("square", ("a", "up"), Number("da")),
        given("network", ARGS, numbers("out", *GRADS, "dout")),
    ),
    questions=(
        *(Question(f"add.{name}", points=0.5) for name in ("data", "da", "db")),
        *(Question(f"multiply.{name}", points=0.5) for name in ("data", "da", "db")),
        *(Question(f"tanh.{name}", points=0.5) for name in ("data", "da")),
        Question("double"),
        Question("square"),
        Question("network.out"),
        *(Question(f"network.{name}") for name in (*GRADS, "dout")),
    ),
    roles=Roles(),
    cases=lambda rng: (one_case(rng), one_case(rng)),
    rules={
        "double": own_collected("add"),
        "square": own_collected("multiply"),
        "network.out": own_output,
        **{f"network.{name}": own_gradient(name) for name in GRADS},
    },
    misconceptions=(
        Misconception(
            "upstream-left-out",
            "add",
            "self.grad += out.grad\n            other.grad += out.grad",
            "self.grad += 1.0\n            other.grad += 1.0",
            "If the sum counts three times, how much does each part count?",
        ),
        Misconception(
            "one-part-forgotten",
            "add",
            "            other.grad += out.grad\n",
            "",
            "Who has made this sum?",
        ),
        Misconception(
            "shared-among-the-parts",
            "add",
            "self.grad += out.grad\n            other.grad += out.grad",
            "self.grad += out.grad / 2\n            other.grad += out.grad / 2",
            "If a grows by a little, by how much does the sum grow?",
        ),
        Misconception(
            "own-value-for-the-other",
            "multiply",
            "self.grad += other.data * out.grad\n            other.grad += self.data * out.grad",
            "self.grad += self.data * out.grad\n            other.grad += other.data * out.grad",
            "If a grows by a little, by how many times that does the product grow?",
        ),
        Misconception(
            "upstream-left-out",
            "multiply",
            "other.data * out.grad\n            other.grad += self.data * out.grad",
            "other.data\n            other.grad += self.data",
            "If the product counts three times, how much does each factor count?",
        ),
        Misconception(
            "product-for-slope",
            "multiply",
            "self.grad += other.data * out.grad\n            other.grad += self.data * out.grad",
            "self.grad += out.data * out.grad\n            other.grad += out.data * out.grad",
            "If a grows by a little, by how many times that does the product grow?",
        ),
        Misconception(
            "data-added-for-multiplied",
            "multiply",
            "Value(self.data * other.data",
            "Value(self.data + other.data",
            "What is the value of a product?",
        ),
        Misconception(
            "gradient-of-the-other",
            "multiply",
            "self.grad += other.data * out.grad",
            "self.grad += other.grad * out.grad",
            "If a grows by a little, by how many times that does the product grow?",
        ),
        Misconception(
            "slope-at-the-input",
            "tanh",
            "1 - out.data**2",
            "1 - self.data**2",
            "What is squared in the slope of tanh: the number that goes in, or the one that comes out?",
        ),
        Misconception(
            "slope-not-squared",
            "tanh",
            "1 - out.data**2",
            "1 - out.data",
            "What is the slope of tanh where its value is -0.5?",
        ),
        Misconception(
            "slope-of-sigmoid",
            "tanh",
            "1 - out.data**2",
            "out.data * (1 - out.data)",
            "Whose slope is this: that of tanh, or of another function?",
        ),
        Misconception(
            "upstream-left-out",
            "tanh",
            "(1 - out.data**2) * out.grad",
            "1 - out.data**2",
            "If the output counts three times, how much does the input count?",
        ),
        Misconception(
            "overwritten",
            "double",
            "self.grad += out.grad\n            other.grad += out.grad",
            "self.grad = out.grad\n            other.grad = out.grad",
            "What becomes of what a number has collected already?",
        ),
        Misconception(
            "overwritten",
            "square",
            "self.grad += other.data * out.grad\n            other.grad += self.data * out.grad",
            "self.grad = other.data * out.grad\n            other.grad = self.data * out.grad",
            "What becomes of what a number has collected already?",
        ),
        Misconception(
            "no-beginning",
            "network",
            "        self.grad = 1.0\n",
            "",
            "What is the derivative of the output by itself?",
        ),
        Misconception(
            "from-the-inputs-on",
            "network",
            "reversed(order)",
            "order",
            "Whose turn is it first, and who gets a turn after that?",
        ),
        Misconception(
            "every-way-again",
            "network",
            "if value not in seen:",
            "if True:",
            "How often does a number pull that was used twice?",
        ),
        Misconception(
            "before-those-it-made",
            "network",
            "                for child in value.children:\n"
            "                    visit(child)\n"
            "                order.append(value)",
            "                order.insert(0, value)\n"
            "                for child in value.children:\n"
            "                    visit(child)",
            "May a number pull before everything that was made from it has pulled?",
        ),
    ),
)
