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
# # A classifier with PyTorch
#
# In PyTorch, nobody writes a backward pass: tensors remember how they were made, and `loss.backward()` puts the
# derivatives of the loss into the `grad` of every tensor that asks for them. What is left to you is to call things in the
# right order, and to know which tensors remember what.
#
# The network has one hidden layer with ReLU and gives each of k classes a score. As everywhere in PyTorch, **rows are
# examples** here.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x`, `y` | (m, n), (m,) | inputs, and the number of the right class of each example |
# | `W1`, `b1` | (h, n), (h,) | hidden layer, in the dict `params` |
# | `W2`, `b2` | (k, h), (k,) | output layer, in `params` |

# %%
import torch
import torch.nn.functional as F

# %% [markdown]
# ## 1. Scores


# %%
def scores(x, params):
    """Compute the score of every class.

    x: (m, n). params: {"W1": (h, n), "b1": (h,), "W2": (k, h), "b2": (k,)}, all tensors. Returns a tensor (m, k).
    """
    hidden = torch.relu(x @ params["W1"].T + params["b1"])
    return hidden @ params["W2"].T + params["b2"]


# %% [markdown]
# ## 2. Loss
#
# The mean cross-entropy of the right classes. `F.cross_entropy` takes scores, not probabilities.


# %%
def loss(z, y):
    """Return the mean cross-entropy of the scores z (m, k) for the classes y (m,), a tensor without axes."""
    return F.cross_entropy(z, y)


# %% [markdown]
# ## 3. Gradients
#
# The parameters come in as plain tensors and stay so: make copies that ask for their gradients.


# %%
def gradients(x, y, params):
    """Return the gradient of the loss by each parameter, a dict of tensors with the keys of params."""
    asking = {name: value.clone().requires_grad_() for name, value in params.items()}
    loss(scores(x, asking), y).backward()
    return {name: value.grad for name, value in asking.items()}


# %% [markdown]
# ## 4. Training with momentum
#
# PyTorch's momentum collects the gradients, $v \leftarrow \beta v + g$ and $p \leftarrow p - \eta v$, with $v$ starting
# from zeros.


# %%
def train(x, y, params, lr, beta, steps):
    """Take some steps of gradient descent with momentum.

    Returns (params, losses): the new parameters, and a list in which losses[i] is the loss before step i, a number.
    """
    v = {name: torch.zeros_like(value) for name, value in params.items()}
    losses = []
    for _ in range(steps):
        losses.append(loss(scores(x, params), y).item())
        grads = gradients(x, y, params)
        v = {name: beta * v[name] + grads[name] for name in params}
        params = {name: params[name] - lr * v[name] for name in params}
    return params, losses


# %% [markdown]
# Your functions are called like this to see what they do. There is nothing to write here.


# %%
def output(x, params):
    """Return what scores returns, as an array (m, k)."""
    z = scores(torch.tensor(x), {name: torch.tensor(value) for name, value in params.items()})
    return z.detach().numpy()


def cost(z, classes):
    """Return what loss returns, as a number."""
    return float(loss(torch.tensor(z), torch.tensor(classes)))


def slopes(x, classes, params):
    """Return what gradients returns, as arrays."""
    grads = gradients(torch.tensor(x), torch.tensor(classes), {k: torch.tensor(v) for k, v in params.items()})
    return {f"d{name}": grads[name].detach().numpy() for name in params}


def descent(x, classes, params, lr, beta, steps):
    """Return what train returns: the new parameters as arrays, and the losses."""
    plain = {name: torch.tensor(value) for name, value in params.items()}
    trained, losses = train(torch.tensor(x), torch.tensor(classes), plain, lr, beta, steps)
    return {name: trained[name].detach().numpy() for name in params}, [float(one) for one in losses]


# %% tags=["declaration"]
import numpy as np

from autograder.declare import draw
from autograder.declare.forms import Array, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Call, Case, Function, Misconception, Problem, Question

SHAPES = {"W1": ("h", "n"), "b1": ("h",), "W2": ("k", "h"), "b2": ("k",)}
GRADS = Fields(tuple(Array(f"d{name}", shape) for name, shape in SHAPES.items()))
LR, BETA = 0.2, 0.7


def one_case(rng, steps, *earlier):
    sizes = draw.sizes(rng, *earlier, n=(2, 3), h=(4, 5), k=(3, 4), m=(5, 7))

    def inputs():
        def drawn():
            x = draw.normal(rng, sizes["m"], sizes["n"])
            return x, {name: draw.normal(rng, *(sizes[d] for d in shape)) for name, shape in SHAPES.items()}

        def tame(given):  # no unit is near its kink, and each is active somewhere
            x, params = given
            z = x @ params["W1"].T + params["b1"]
            return np.abs(z).min() > 0.02 and (z > 0).any(axis=0).all()

        x, params = draw.until(drawn, tame)
        return x, rng.integers(0, sizes["k"], sizes["m"]).tolist(), params

    x, _, params = inputs()
    calls = (
        Call("output", (x, params)),
        Call("cost", (draw.normal(rng, sizes["m"], sizes["k"]), inputs()[1])),
        Call("slopes", inputs()),
        Call("descent", (*inputs(), LR, BETA, steps)),
    )
    return Case({**sizes, "steps": steps}, calls)


def cases(rng):
    first = one_case(rng, 4)
    return (first, one_case(rng, 3, {name: size for name, size in first.sizes.items() if name != "steps"}))


def slope_of_own_loss(name):
    """Return the rule that a gradient is that of the student's own scores and loss, measured by differences."""

    def rule(x, classes, params):
        value, step = params[name], 1e-3
        moves = [step * move.reshape(value.shape) for move in np.eye(value.size)]
        moved = [{**params, name: value + k * move} for move in moves for k in (-2, -1, 1, 2)]
        outputs = yield [("output", x, at) for at in moved]
        costs = yield [("cost", z, classes) for z in outputs]
        before, back, on, after = np.reshape(costs, (-1, 4)).T
        return ((8 * (on - back) - (after - before)) / (12 * step)).reshape(value.shape)

    return rule


def own_params(x, classes, params, lr, beta, steps):
    v = dict.fromkeys(params, 0)
    for _ in range(steps):
        (grads,) = yield [("slopes", x, classes, params)]
        v = {name: beta * v[name] + grads[f"d{name}"] for name in params}
        params = {name: params[name] - lr * v[name] for name in params}
    return params


def own_losses(x, classes, params, lr, beta, steps):
    later = yield [("descent", x, classes, params, lr, beta, done) for done in range(1, steps)]
    outputs = yield [("output", x, at) for at in (params, *(one["params"] for one in later))]
    return (yield [("cost", z, classes) for z in outputs])


PROBLEM = Problem(
    name="torch_classifier",
    title="A classifier with PyTorch",
    functions=(
        Function("output", ("x", "params"), Array("z", ("m", "k")), uses=("scores",)),
        Function("cost", ("z", "classes"), Number("loss"), uses=("loss",)),
        Function("slopes", ("x", "classes", "params"), GRADS, uses=("gradients",)),
        Function(
            "descent",
            ("x", "classes", "params", "lr", "beta", "steps"),
            Parts((Like("params", "params", change=True), Series("losses", "steps"))),
            uses=("train",),
        ),
    ),
    questions=(
        Question("output", points=2),
        Question("cost"),
        *(Question(f"slopes.d{name}") for name in SHAPES),
        Question("descent.params", points=2),
        Question("descent.losses"),
    ),
    cases=cases,
    rules={
        **{f"slopes.d{name}": slope_of_own_loss(name) for name in SHAPES},
        "descent.params": own_params,
        "descent.losses": own_losses,
    },
    misconceptions=(
        Misconception(
            "relu-forgotten",
            "output",
            'torch.relu(x @ params["W1"].T + params["b1"])',
            'x @ params["W1"].T + params["b1"]',
            "What makes two layers more than one?",
        ),
        Misconception(
            "relu-on-the-scores",
            "output",
            'hidden @ params["W2"].T + params["b2"]',
            'torch.relu(hidden @ params["W2"].T + params["b2"])',
            "May a score be negative?",
        ),
        Misconception(
            "softmax-in-the-scores",
            "output",
            'hidden @ params["W2"].T + params["b2"]',
            'torch.softmax(hidden @ params["W2"].T + params["b2"], dim=1)',
            "Who takes the softmax: your scores, or the loss?",
        ),
        Misconception(
            "bias-left-out",
            "output",
            ' + params["b1"]',
            ' + 0 * params["b1"]',
            "What do the hidden units see where x is zero?",
        ),
        Misconception(
            "softmax-twice",
            "cost",
            "F.cross_entropy(z, y)",
            "F.cross_entropy(torch.softmax(z, dim=1), y)",
            "Does F.cross_entropy want scores or probabilities?",
        ),
        Misconception(
            "sum-for-mean",
            "cost",
            "F.cross_entropy(z, y)",
            'F.cross_entropy(z, y, reduction="sum")',
            "Would your loss grow if every example were there twice? Should it?",
        ),
        Misconception(
            "probabilities-for-logarithms",
            "cost",
            "F.cross_entropy(z, y)",
            "F.nll_loss(torch.softmax(z, dim=1), y)",
            "What does F.nll_loss want: probabilities, or their logarithms?",
        ),
        Misconception(
            "sum-for-mean",
            "slopes",
            "loss(scores(x, asking), y).backward()",
            "(len(x) * loss(scores(x, asking), y)).backward()",
            "The loss is a mean. Is what you differentiate the loss?",
        ),
        Misconception(
            "backward-twice",
            "slopes",
            "loss(scores(x, asking), y).backward()",
            "[loss(scores(x, asking), y).backward() for _ in range(2)]",
            "What does a second call of backward do to the grad that is there already?",
        ),
        Misconception(
            "hidden-layer-cut-off",
            "slopes",
            "loss(scores(x, asking), y).backward()",
            'loss(torch.relu(x @ asking["W1"].T + asking["b1"]).detach() @ asking["W2"].T + asking["b2"], y).backward()\n'
            '    asking["W1"].grad, asking["b1"].grad = torch.zeros_like(params["W1"]), torch.zeros_like(params["b1"])',
            "What does detach do to the way back?",
        ),
        Misconception(
            "momentum-averaged",
            "descent",
            "beta * v[name] + grads[name]",
            "beta * v[name] + (1 - beta) * grads[name]",
            "Are the gradients collected in PyTorch's momentum, or averaged?",
        ),
        Misconception(
            "uphill",
            "descent",
            "params[name] - lr",
            "params[name] + lr",
            "The gradient points to where the loss grows. Which way do we want to go?",
        ),
        Misconception(
            "no-momentum",
            "descent",
            "beta * v[name] + grads[name]",
            "grads[name]",
            "What does a step keep of the ones before it?",
        ),
        Misconception(
            "grads-not-zeroed",
            "descent",
            "        grads = gradients(x, y, params)\n",
            "        now = gradients(x, y, params)\n"
            "        grads = now if len(losses) == 1 else {name: grads[name] + now[name] for name in now}\n",
            "What is in grad before backward is called the second time?",
        ),
    ),
)
