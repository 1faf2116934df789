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
# # Scalar operations
#
# Backpropagation through a large network is the same small step over and over: **one operation passes one gradient
# back**. Here we write that step for the operations that networks are made of.
#
# Let an operation take $x$ and give $z = f(x)$. Somewhere behind it stands the loss $L$. What comes back from there is
# the **upstream gradient** $\partial L / \partial z$, in code `dz`: how much the loss moves when $z$ moves a little. The
# operation need not know what stands behind it. It multiplies what comes back by its own slope and passes it on:
#
# $$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial x}$$
#
# An operation of two inputs does that once for each of them.
#
# **Example.** The cube, $z = x^3$, has the slope $3x^2$. At $x = 2$ with the upstream gradient $0.5$ it gives $z = 8$ and
# passes back $0.5 \cdot 3 \cdot 2^2 = 6$. In code:
#
#     def cube(x):
#         return x**3
#
#     def cube_backward(dz, x):
#         return dz * 3 * x**2
#
# All operations work **entry by entry** on arrays: entry $i$ of $z$ depends on entry $i$ of $x$ alone. So slopes are
# multiplied entry by entry too, and every array has the same shape.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x`, `y` | one shape, with one axis or two | the inputs of the operation |
# | `dz` | the same | the upstream gradient: the derivative of the loss with respect to the operation's *output* |
# | `dx`, `dy` | the same | the derivatives of the loss with respect to the inputs |
#
# An operation may call one that you have written before.

# %% [markdown]
# **Four pitfalls.**
#
# 1. Every backward function multiplies by the upstream gradient `dz`. An operation whose slope is 1 does it too.
# 2. A slope belongs to the *input* of the operation. Which of $x$ and $z$ is in your formula, and does it fit?
# 3. Two inputs, two gradients: give them back in the order of the arguments.
# 4. Slopes are multiplied entry by entry: nothing is summed, and every array keeps its shape.

# %%
import numpy as np

# %% [markdown]
# ## Add
#
# $$z = x + y$$
#
# At $x = 2$, $y = 5$: $z = 7$. Move $x$ to $2.01$ and look how far $z$ moves. Then do the same with $y$.


# %%
def add(x, y):
    """The sum of x and y, entry by entry. x, y: arrays of one shape. Returns an array of that shape."""
    return x + y


# %%
def add_backward(dz, x, y):
    """Pass the gradient back through add.

    dz, x, y: arrays of one shape. Returns (dx, dy): two arrays of that shape.
    """
    return dz, dz


# %% [markdown]
# ## Multiply
#
# $$z = x \cdot y$$
#
# At $x = 2$, $y = 5$: $z = 10$. Move $x$ to $2.01$: how far does $z$ move, and what would it depend on if $y$ were
# another number?


# %%
def multiply(x, y):
    """The product of x and y, entry by entry. x, y: arrays of one shape. Returns an array of that shape."""
    return x * y


# %%
def multiply_backward(dz, x, y):
    """Pass the gradient back through multiply.

    dz, x, y: arrays of one shape. Returns (dx, dy): two arrays of that shape.
    """
    return dz * y, dz * x


# %% [markdown]
# ## Divide
#
# $$z = \frac{x}{y}$$
#
# At $x = 6$, $y = 2$: $z = 3$. A larger $x$ makes $z$ larger. What does a larger $y$ do? No entry of `y` is near zero.


# %%
def divide(x, y):
    """x divided by y, entry by entry. x, y: arrays of one shape. Returns an array of that shape."""
    return x / y


# %%
def divide_backward(dz, x, y):
    """Pass the gradient back through divide.

    dz, x, y: arrays of one shape. Returns (dx, dy): two arrays of that shape.
    """
    dx = dz / y
    dy = -dz * x / y**2
    return dx, dy


# %% [markdown]
# ## Maximum
#
# $$z = \max(x, y)$$
#
# A gate: one of the two numbers passes, the other is stopped. At $x = 2$, $y = 5$: $z = 5$. Does $z$ move when $x$ goes
# to $2.01$? When $y$ goes to $5.01$? The two are never equal here, so it does not matter what happens at the tie.


# %%
def maximum(x, y):
    """The larger of x and y, entry by entry. x, y: arrays of one shape. Returns an array of that shape."""
    return np.maximum(x, y)


# %%
def maximum_backward(dz, x, y):
    """Pass the gradient back through maximum.

    dz, x, y: arrays of one shape, x and y nowhere equal. Returns (dx, dy): two arrays of that shape.
    """
    return dz * (x > y), dz * (x < y)


# %% [markdown]
# ## Square
#
# $$z = x^2$$
#
# The first operation of one input: its backward function returns one array, `dx` alone. At $x = 3$: $z = 9$; at
# $3.01$: $9.0601$.


# %%
def square(x):
    """The square of every entry of x. Returns an array of the shape of x."""
    return x**2


# %%
def square_backward(dz, x):
    """Pass the gradient back through square. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    return 2 * x * dz


# %% [markdown]
# ## Exponential
#
# $$z = e^x$$
#
# At $x = 0$: $z = 1$; at $x = 1$: $z \approx 2.718$. The steeper it gets, the larger it is. Is there a connection?


# %%
def exp(x):
    """e to the power of every entry of x. Returns an array of the shape of x."""
    return np.exp(x)


# %%
def exp_backward(dz, x):
    """Pass the gradient back through exp. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    return dz * exp(x)


# %% [markdown]
# ## Logarithm
#
# $$z = \ln x$$
#
# The natural logarithm, the inverse of the exponential: $\ln 1 = 0$, $\ln 2.718 \approx 1.000$. From $x = 1$ to $1.01$ it
# grows by about $0.01$, from $100$ to $100.01$ by about $0.0001$. All entries of `x` are positive.


# %%
def log(x):
    """The natural logarithm of every entry of x, all positive. Returns an array of the shape of x."""
    return np.log(x)


# %%
def log_backward(dz, x):
    """Pass the gradient back through log. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    return dz / x


# %% [markdown]
# ## Sigmoid
#
# $$z = \sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# It lies between 0 and 1; $\sigma(0) = 0.5$, $\sigma(2) \approx 0.88$. Take its derivative on paper and write it with
# $\sigma$ itself. Where is the slope largest? How large is it far out on both sides?


# %%
def sigmoid(x):
    """The sigmoid of every entry of x. Returns an array of the shape of x."""
    return 1 / (1 + np.exp(-x))


# %%
def sigmoid_backward(dz, x):
    """Pass the gradient back through sigmoid. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    s = sigmoid(x)
    return dz * s * (1 - s)


# %% [markdown]
# ## Tanh
#
# $$z = \tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}$$
#
# It lies between $-1$ and $1$; $\tanh 0 = 0$, $\tanh 1 \approx 0.76$. Its derivative, too, can be written with $\tanh$
# itself. Compare its slope at zero with that of the sigmoid.


# %%
def tanh(x):
    """The hyperbolic tangent of every entry of x. Returns an array of the shape of x."""
    return np.tanh(x)


# %%
def tanh_backward(dz, x):
    """Pass the gradient back through tanh. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    t = tanh(x)
    return dz * (1 - t**2)


# %% [markdown]
# ## ReLU
#
# The **rectified linear unit** lets positive entries through and makes negative ones zero:
#
# $$z = \max(x, 0)$$
#
# At $x = 3$: $z = 3$; at $x = -3$: $z = 0$. No entry of `x` is zero, so the slope is clear everywhere.


# %%
def relu(x):
    """The positive entries of x, and zero for the negative ones. Returns an array of the shape of x."""
    return np.maximum(x, 0)


# %%
def relu_backward(dz, x):
    """Pass the gradient back through relu. dz, x: arrays of one shape. Returns dx: an array of that shape."""
    return dz * (x > 0)


# %% [markdown]
# ## One neuron
#
# Now chain operations together. A neuron weighs its $n$ inputs, adds a bias, and squashes the sum:
#
# $$u = \sum_{i=1}^{n} w_i x_i + b \qquad\qquad z = \sigma(u)$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `w` | (n,) | the weights |
# | `x` | (n,) | the inputs |
# | `b` | number | the bias |
# | `dz` | number | the upstream gradient $\partial L / \partial z$ |
# | `dw`, `dx` | (n,) | the derivatives of the loss with respect to the weights and the inputs |
# | `db` | number | the derivative of the loss with respect to the bias |
#
# **Example.** With $w = (1, -2)$, $x = (3, 1)$ and $b = -1$: $u = 3 - 2 - 1 = 0$ and $z = 0.5$.
#
# For the way back, walk through the operations in reverse. The first one you meet is the sigmoid: it turns
# $\partial L / \partial z$ into $\partial L / \partial u$. From $u$, each of the three inputs is one more step.


# %%
def neuron(w, x, b):
    """The output of one sigmoid neuron. w, x: (n,). b: number. Returns a number."""
    return float(sigmoid(np.sum(w * x) + b))


# %%
def neuron_backward(dz, w, x, b):
    """Pass the gradient back through the neuron.

    dz: number. w, x: (n,). b: number. Returns (dw, dx, db): (n,), (n,), number.
    """
    z = neuron(w, x, b)
    du = dz * z * (1 - z)
    return du * x, du * w, du


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import number, sizes, until
from autograder.declare.forms import Array, Number, Parts
from autograder.declare.problem import Call, Case, Check, Function, IllScaled, Problem, Question
from autograder.declare.roles import Operation, Roles

KINK = 0.02
"""How far relu's and maximum's inputs stay from their kinks: the 4-point rule reaches 2e-3."""
SATURATED = 4.0
"""|u| of a neuron beyond which its slope, below 0.02, would leave little to see."""
SAME_SHAPE = ()
"""The shape of the inputs, which has one axis in one case and two in the others."""
PAIRS = ("add", "multiply", "divide", "maximum")
SINGLES = ("square", "exp", "log", "sigmoid", "tanh", "relu")


def away_from_zero(rng, shape, gap):
    """Draw numbers of both signs, none nearer to zero than `gap`."""
    drawn = until(lambda: draw.normal(rng, *shape), lambda v: v.min() < 0 < v.max())
    return drawn + gap * np.sign(drawn)


def draw_inputs(rng, op, shape):
    """Draw what an operation takes: its inputs, kinks, poles and edges avoided."""
    x = away_from_zero(rng, shape, KINK)
    match op:
        case "add" | "multiply":
            return x, draw.normal(rng, *shape)
        case "divide":
            return x, away_from_zero(rng, shape, 0.4)
        case "maximum":
            return x, x + away_from_zero(rng, shape, KINK)
        case "log":
            return (np.exp(x),)
        case "sigmoid":  # at zero, too, which is neither positive nor negative
            return (np.where(np.abs(x) == np.abs(x).min(), 0.0, x),)
        case _:
            return (x,)


def draw_operations(rng, drawn):
    """One call of every operation and, with other inputs, of its backward function."""
    shape = tuple(drawn.values())
    calls = []
    for op in (*PAIRS, *SINGLES):
        calls.append(Call(op, draw_inputs(rng, op, shape)))
        calls.append(Call(f"{op}_backward", (draw.normal(rng, *shape), *draw_inputs(rng, op, shape))))
    return Case(drawn, tuple(calls))


def draw_neurons(rng, *earlier):
    drawn = sizes(rng, *earlier, n=(3, 7))

    def given():
        return draw.normal(rng, drawn["n"]), draw.normal(rng, drawn["n"]), number(rng)

    def tame(args):
        w, x, b = args
        return abs(w @ x + b) < SATURATED

    neuron = Call("neuron", until(given, tame))
    return Case(drawn, (neuron, Call("neuron_backward", (number(rng), *until(given, tame)))))


def cases(rng):
    first = sizes(rng, n=(3, 5), m=(3, 5))
    neuron = draw_neurons(rng)
    return (
        draw_operations(rng, first),
        draw_operations(rng, sizes(rng, first, n=(3, 5), m=(3, 5))),
        draw_operations(rng, sizes(rng, n=(6, 9))),
        neuron,
        draw_neurons(rng, neuron.sizes),
    )


def operation(op):
    inputs = ("x", "y") if op in PAIRS else ("x",)
    gradients = tuple(Array(f"d{name}", SAME_SHAPE) for name in inputs)
    return (
        Function(op, inputs, Array("z", SAME_SHAPE)),
        Function(f"{op}_backward", ("dz", *inputs), Parts(gradients) if op in PAIRS else gradients[0]),
    )


def roles(op):
    gradients = {"dx": "x", "dy": "y"} if op in PAIRS else {"": "x"}
    return Operation(op, f"{op}_backward", "dz", gradients)


def questions(op):
    """An operation is one line of code; its derivative is the exercise."""
    pieces = ("backward.dx", "backward.dy") if op in PAIRS else ("backward",)
    return (Question(op, 0.5), *(Question(f"{op}_{piece}") for piece in pieces))


HUGE, TINY, LARGEST = 2.0**60, 2.0**-1012, np.finfo(float).max
"""Beside HUGE a step is nothing; TINY times the step of a complex difference is nothing; above LARGEST is inf."""


def every_second(values, *others):
    """Return the values with other numbers in every second place, the given ones in turn."""
    made = np.array(values)
    made.flat[1::2] = np.resize(others, made.size // 2)
    return made


def pairs(*of, check=Check.NOTHING_LOST):
    """Other pairs in every second place of x and y."""
    xs, ys = zip(*of, strict=True)
    return IllScaled(lambda x, y: {"x": every_second(x, *xs), "y": every_second(y, *ys)}, check)


def quotients(*of):
    """The same with an upstream gradient of 1: with a very small one, a derivative could be finite although values on
    the way to it, in some orders, are not.
    """
    change = pairs(*of).change
    return IllScaled(lambda dz, x, y: {"dz": every_second(dz, 1.0), **change(x, y)}, Check.NOTHING_LOST)


def singles(*of):
    """Other numbers in every second place of x, and strong upstream gradients."""
    return IllScaled(lambda dz, x: {"x": every_second(x, *of), "dz": HUGE * dz}, Check.NOTHING_LOST)


ALL_HUGE = IllScaled(lambda x: {"x": HUGE * x}), IllScaled(lambda x, y: {"x": HUGE * x, "y": HUGE * y})
LARGER_INPUTS = IllScaled(lambda w, x: {"w": w / HUGE, "x": x * HUGE})
TINY_INPUTS = IllScaled(lambda x: {"x": x * TINY}, Check.NOTHING_LOST)


def in_turn(*numbers, upstream=1.0):
    """Numbers in turn as x. In every second place, one that is lost counts only if the one before is not."""
    change = lambda dz, x: {"x": np.resize(numbers, x.shape), "dz": upstream * dz}  # noqa: E731 - bound by its names
    return IllScaled(change, Check.NOTHING_LOST_LATER)


OVERFLOWING = in_turn(-250.0, -345.0, -400.0, -705.0)
"""exp(-x) squared is too large in the third number, and what a complex step adds is too small in the fourth."""
NEAR = 2.0**-18, 2.0**-22, 2.0**-26
"""How far from a kink most steps reach beyond it, those in proportion to the number too."""
ILL_SCALED = {
    "add_backward": (pairs((1.0, HUGE), (HUGE, 1.0), check=Check.EXACTNESS),),
    "multiply_backward": (
        ALL_HUGE[1],
        pairs((HUGE**10, HUGE**10), (1.5, TINY), (TINY, 1.5)),
    ),
    "divide_backward": (
        ALL_HUGE[1],
        quotients((HUGE**17, 1 / 32), (1.5, 1 / TINY)),
    ),
    "maximum_backward": (ALL_HUGE[1], pairs(*((1.0, 1 + near) for near in NEAR), *((1 + near, 1.0) for near in NEAR))),
    "square_backward": (ALL_HUGE[0], singles(TINY)),
    "exp_backward": (in_turn(-715.0, -734.5, -715.0, -735.0, -715.0, -735.5, upstream=HUGE), OVERFLOWING),
    "log_backward": (ALL_HUGE[0], singles(LARGEST)),
    "sigmoid_backward": (singles(*np.linspace(26.4, 27.6, 6)), OVERFLOWING),
    "tanh_backward": (singles(*np.linspace(13.2, 13.8, 6)),),
    "relu_backward": (ALL_HUGE[0], singles(*NEAR)),
    "neuron_backward": (LARGER_INPUTS, TINY_INPUTS),
}

MISTAKES = """
# add
sign-flipped
    Which of the two inputs makes your result smaller?
    x + y -> x - y
mean-for-sum
    Try two ones. What is their sum, and what do you give?
    x + y -> (x + y) / 2
product-for-sum
    Try a zero and a one. Which operation do you carry out?
    x + y -> x * y

# add_backward
product-rule
    How far does a sum move when one of its terms moves? Does that depend on the other term?
    return dz, dz -> return dz * y, dz * x
first-input-only
    Does the sum stay where it is when only the second input moves?
    return dz, dz -> return dz, np.zeros_like(dz)

# add_backward, maximum_backward
shared-out
    Does an input move the output by half of what it moves itself?
    return e_, d_ -> return dz / 2, dz / 2

# add_backward, multiply_backward
sign-flipped
    Does the output grow or shrink when the input grows? Look at the sign of your slope.
    return e_, d_ -> return e_, -d_

# multiply
sum-for-product
    Try a zero and a one. Which operation do you carry out?
    x * y -> x + y
matrix-product
    Entry by entry, or rows times columns? Look at the shape of your result.
    x * y -> x @ y.T
quotient-for-product
    Try a one and a two. Which operation do you carry out?
    x * y -> x / y

# multiply_backward, divide_backward
swapped-inputs
    Move the first input a little. Which gradient says what happens then, and where does it stand in your pair?
    return e_, d_ -> return d_, e_

# multiply_backward
slope-missing
    The gradient goes through as if this were a sum. How far does a product move when one factor moves?
    return e_, d_ -> return dz, dz
value-for-slope
    You multiply by the value of the function. Is that how steep it is?
    return e_, d_ -> return dz * x * y, dz * x * y

# divide
upside-down
    Which of the two inputs stands above the line, which below?
    x / y -> y / x
product-for-quotient
    Try a one and a two. Which operation do you carry out?
    x / y -> x * y
rounded-down
    Your quotients are whole numbers. Which division does Python do?
    x / y -> x // y
numerator-missing
    Does your result notice when the first input changes?
    x / y -> 1 / y

# divide_backward
square-missing
    How does one over y fall when y grows: is its derivative still only one over y?
    y ** 2 -> y
sign-flipped
    Does the quotient grow or shrink when the divisor grows? Let both inputs be positive.
    -dz -> dz
numerator-missing
    The divisor's gradient: would it be the same if the numerator were a hundred times larger?
    -dz * x -> -dz
upside-down
    The first input's gradient: does a larger divisor make the quotient move more, or less?
    dz / y -> dz * y
slope-missing
    How far does the quotient move when its numerator moves? Try it with the divisor 10.
    dz / y -> dz

# maximum_backward
gate-reversed
    Does the output move when the smaller of the two moves?
    return e_, d_ -> return d_, e_
gate-open-for-both
    Can both inputs move the larger of the two at the same time?
    return e_, d_ -> return dz, dz
first-input-only
    Your gate always opens for the same input. Does it look at both of them?
    return e_, d_ -> return dz, np.zeros_like(dz)
value-for-slope
    You multiply by the value of the function. Is that how steep it is?
    return e_, d_ -> return dz * np.where(x > y, x, 0.0), dz * np.where(x < y, y, 0.0)
relu-gate
    With what is each input compared: with the other one, or with zero?
    return e_, d_ -> return dz * (x > 0), dz * (y > 0)

# square_backward, exp_backward, log_backward
factor-two-missing
    What is the derivative of a square?
    2 * x -> x
value-for-slope
    You multiply by the value of the function. Is that how steep it is?
    2 * x -> x ** 2
    dz / x -> dz * np.log(x)
input-factor-missing
    Is a parabola equally steep everywhere? Compare a small input with a large one.
    2 * x -> 2
power-rule
    Where does x stand: in the base, or in the exponent? The rule for powers belongs to the other one.
    exp(x) -> x * exp(x - 1)
input-factor-extra
    What is the derivative of the exponent itself? Is it really x?
    exp(x) -> x * exp(x)
upside-down
    Is the logarithm steeper near zero, or far out? And your slope?
    dz / x -> dz * x
second-derivative
    A logarithm always grows, so what must the sign of its slope be? How often have you taken the derivative?
    dz / x -> -dz / x ** 2
slope-at-output
    At which point do you take the slope: at the input, or at what came out?
    exp(x) -> exp(exp(x))
    dz / x -> dz / np.log(x)
slope-missing
    The gradient goes through unchanged. How much does the output move when the input moves a little?
    dz * exp(x) -> dz
slope-at-upstream
    At which point is the slope taken?
    2 * x -> 2 * dz
    exp(x) -> exp(dz)

# neuron
bias-left-out
    What does the neuron answer where every input is zero?
    np.sum(w * x) + b -> np.sum(w * x)
bias-subtracted
    Look at the sign of the bias.
    np.sum(w * x) + b -> np.sum(w * x) - b
activation-left-out
    Between which values should the answer of the neuron stay?
    sigmoid(e_) -> e_
bias-outside-activation
    Is the bias added before or after the squashing?
    sigmoid(np.sum(w * x) + b) -> sigmoid(np.sum(w * x)) + b
bias-for-every-input
    How often is the bias added if there are five inputs?
    np.sum(w * x) + b -> np.sum(w * x + b)
tanh-for-sigmoid
    Which activation function is asked for here? Between which values does it stay?
    sigmoid(e_) -> np.tanh(e_)

# neuron_backward
sigmoid-slope-missing
    The sigmoid stands between the sum and the output. How much does the output move when the sum moves?
    dz * z * (1 - z) -> dz
slope-at-pre-activation
    The slope can be written with the value of the function. Is it the input that you put there?
    neuron(w, x, b) -> float(np.sum(w * x) + b)
slope-at-activation
    At which point do you take the slope: at the input, or at what came out?
    neuron(w, x, b) -> sigmoid(neuron(w, x, b))
swapped-inputs
    How far does the sum move when one weight moves: as far as the weight says, or as the input says?
    return e_, d_, c_ -> return d_, e_, c_
input-factor-missing
    How far does the sum move when one weight moves a little? Is that the same for every input?
    du * x -> du * np.ones_like(x)
slope-missing-in-bias
    Does the bias reach the output without passing through the sigmoid?
    return e_, d_, c_ -> return e_, d_, dz
input-factor-in-bias
    How far does the sum move when the bias moves a little? Do the inputs matter for that?
    return e_, d_, c_ -> return e_, d_, float(np.sum(e_))
bias-gradient-constant
    The sum moves as much as the bias does, but how much does the loss move?
    return e_, d_, c_ -> return e_, d_, 1.0
"""

FUNCTIONS = (
    *(function for op in (*PAIRS, *SINGLES) for function in operation(op)),
    Function("neuron", ("w", "x", "b"), Number("z")),
    Function(
        "neuron_backward",
        ("dz", "w", "x", "b"),
        Parts((Array("dw", ("n",)), Array("dx", ("n",)), Number("db"))),
    ),
)

PROBLEM = Problem(
    name="scalar_operations",
    title="Scalar operations",
    functions=FUNCTIONS,
    questions=(
        *(question for op in (*PAIRS, *SINGLES) for question in questions(op)),
        Question("neuron"),
        Question("neuron_backward.db"),
        Question("neuron_backward.dw"),
        Question("neuron_backward.dx"),
    ),
    roles=Roles(
        operations=(
            *(roles(op) for op in (*PAIRS, *SINGLES)),
            Operation("neuron", "neuron_backward", "dz", {"dw": "w", "dx": "x", "db": "b"}),
        )
    ),
    cases=cases,
    ill_scaled=ILL_SCALED,
    rules=DerivedRules.of(FUNCTIONS, globals()),
    vocabulary=("operation", MISTAKES),
)
