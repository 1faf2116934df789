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
# # Convolution and max pooling
#
# A convolutional layer looks at an image through a small window. At every place of the window, each filter multiplies what
# is seen with its weights, adds everything up, and adds a bias. The same weights serve all places.
#
# Images have four axes here: example, channel, row, column. The window moves by `stride` pixels, and `pad` rows and
# columns of zeros are put around the image first, so that the window can reach its edge.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (m, c, H, W) | m images with c channels |
# | `w`, `b` | (f, c, k, k), (f,) | weights and biases of f filters |
# | `out` | (m, f, P, Q) | what the filters return, with $P = \lfloor (H + 2 pad - k) / stride \rfloor + 1$, and Q alike from W |
#
# **Example.** The row 1, 5, 2, 4 seen through the filter 1, -1 gives $1 - 5$, $5 - 2$, $2 - 4$: -4, 3, -2. With a stride
# of 2 it gives -4 and -2. The filter is not turned around: this is what every deep-learning library calls a convolution.

# %%
import numpy as np

# %% [markdown]
# ## 1. Convolution


# %%
def conv(x, w, b, stride, pad):
    """Apply filters to images.

    x: (m, c, H, W). w: (f, c, k, k). b: (f,). stride and pad are whole numbers. Returns out (m, f, P, Q).
    """
    k = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = (padded.shape[2] - k) // stride + 1
    columns = (padded.shape[3] - k) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns), np.result_type(x, w, b))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            window = padded[:, :, top : top + k, left : left + k]
            out[:, :, i, j] = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) + b
    return out


# %% [markdown]
# ## 2. Back through a convolution
#
# Every place of the window gives its share: to the weights, from the pixels it saw; and to these pixels, from the weights.
# A pixel is seen from several places, and the shares add up. What reaches the zeros at the edge is thrown away.


# %%
def conv_backward(dout, x, w, b, stride, pad):
    """Pass a gradient back through a convolution.

    dout: (m, f, P, Q). The rest is as above. Returns (dx, dw, db), of the shapes of x, w and b.
    """
    k = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * stride, j * stride
            share = dout[:, :, i, j]
            dw += np.tensordot(share, padded[:, :, top : top + k, left : left + k], axes=((0,), (0,)))
            dpadded[:, :, top : top + k, left : left + k] += np.tensordot(share, w, axes=1)
    dx = dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return dx, dw, np.sum(dout, axis=(0, 2, 3))


# %% [markdown]
# ## 3. Max pooling
#
# Pooling makes an image smaller: of every square of `size` times `size` pixels, only the largest value stays. The squares
# do not overlap. **Example.** With size 2, the rows 1, 5, 2, 4 and 3, 0, 7, 6 become the row 5, 7.


# %%
def pool(x, size):
    """Keep the largest value of each square.

    x: (m, c, H, W), where size divides H and W. Returns (m, c, P, Q) with P = H / size and Q = W / size.
    """
    m, c, H, W = x.shape
    squares = x.reshape(m, c, H // size, size, W // size, size)
    return np.max(squares, axis=(3, 5))


# %% [markdown]
# ## 4. Back through pooling
#
# Only one pixel of a square has reached the output. No two pixels of a square are equal here.


# %%
def pool_backward(dout, x, size):
    """Pass a gradient back through pooling.

    dout: (m, c, P, Q). x: (m, c, H, W). Returns dx, of the shape of x.
    """
    largest = np.repeat(np.repeat(pool(x, size), size, axis=2), size, axis=3)
    spread = np.repeat(np.repeat(dout, size, axis=2), size, axis=3)
    return spread * (x == largest)


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.forms import Array, Parts
from autograder.declare.problem import Call, Case, Function, Problem, Question
from autograder.declare.roles import Operation, Roles

X, OUT, W, B = ("m", "c", "H", "W"), ("m", "f", "P", "Q"), ("f", "c", "k", "k"), ("f",)


def conv_case(rng, m, c, f, height, width, k, stride, pad):
    sizes = {"m": m, "c": c, "f": f, "H": height, "W": width, "k": k}
    sizes |= {"P": (height + 2 * pad - k) // stride + 1, "Q": (width + 2 * pad - k) // stride + 1}

    def of(*shapes):
        return [draw.normal(rng, *(sizes[d] for d in shape)) for shape in shapes]

    calls = (
        Call("conv", (*of(X, W, B), stride, pad)),
        Call("conv_backward", (*of(OUT, X, W, B), stride, pad)),
    )
    return Case(sizes, calls)


def pool_case(rng, m, c, height, width, size):
    sizes = {"m": m, "c": c, "H": height, "W": width, "P": height // size, "Q": width // size}

    def image():  # all pixels are apart, so that none near the largest becomes it
        return (rng.permutation(m * c * height * width) / 40 - 1.0).reshape(m, c, height, width)

    calls = (
        Call("pool", (image(), size)),
        Call("pool_backward", (draw.normal(rng, m, c, sizes["P"], sizes["Q"]), image(), size)),
    )
    return Case(sizes, calls)


def cases(rng):
    return (
        conv_case(rng, 2, 1, 4, 5, 6, k=3, stride=1, pad=1),
        conv_case(rng, 1, 6, 5, 8, 7, k=2, stride=2, pad=0),
        conv_case(rng, 1, 9, 7, 8, 5, k=4, stride=3, pad=2),
        pool_case(rng, 5, 1, 4, 6, size=2),
        pool_case(rng, 1, 4, 6, 9, size=3),
    )


MISTAKES = """
# conv
bias-left-out
    What does a filter return where the image is black?
    np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) + b -> np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3)))
kernel-turned-around
    Does the first weight of a filter meet the first pixel of the window, or its last?
    np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) -> np.tensordot(window, w[:, :, ::-1, ::-1], axes=((1, 2, 3), (1, 2, 3)))
stride-ignored
    How far has the window moved at the second place?
    (i * stride, j * stride) -> (i, j)
edge-repeated
    What is put around an image?
    np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))) -> np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge")
channels-apart
    Which channels of an image does a filter see?
    np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) -> np.tensordot(window[:, 0], w[:, 0], axes=((1, 2), (1, 2)))
mean-of-the-window
    Is what a filter sees added up, or averaged?
    np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) -> np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) / k ** 2

# conv_backward
shares-overwritten
    From how many places is a pixel seen?
    dpadded[:, :, top:top + k, left:left + k] += np.tensordot(share, w, axes=1) -> dpadded[:, :, top:top + k, left:left + k] = np.tensordot(share, w, axes=1)
only-the-last-place
    How many places does a weight serve?
    dw += np.tensordot(share, padded[:, :, top:top + k, left:left + k], axes=((0,), (0,))) -> dw = np.tensordot(share, padded[:, :, top:top + k, left:left + k], axes=((0,), (0,)))
stride-ignored
    Which pixels did the window see at the second place?
    (i * stride, j * stride) -> (i, j)
edge-kept-at-one-side
    Which rows and columns of the padded image are the image itself?
    dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]] -> dpadded[:, :, :x.shape[2], :x.shape[3]]
mean-over-examples
    Is the mean over the examples in the incoming gradient already?
    np.sum(dout, axis=(0, 2, 3)) -> np.mean(dout, axis=0).sum(axis=(1, 2))
mean-over-places
    A bias serves all places. Do their gradients add up?
    np.sum(dout, axis=(0, 2, 3)) -> np.sum(np.mean(dout, axis=(2, 3)), axis=0)

# pool
mean-for-largest
    Which value of a square stays?
    np.max -> np.mean
smallest-kept
    Which value of a square stays?
    np.max -> np.min
rows-of-a-square-only
    How many pixels has a square?
    np.max(squares, axis=(3, 5)) -> np.max(squares, axis=3)[..., 0]

# pool_backward
to-every-pixel
    If a pixel that is not the largest of its square grows a little, does the output change?
    spread * (x == largest) -> spread
shared-evenly
    If a pixel that is not the largest of its square grows a little, does the output change?
    spread * (x == largest) -> spread / size ** 2
value-for-slope
    By how much does the largest value change if its pixel grows by a little?
    spread -> spread * x
upstream-left-out
    How much does the loss depend on the output of this square?
    spread -> 1.0
"""

FUNCTIONS = (
    Function("conv", ("x", "w", "b", "stride", "pad"), Array("out", OUT)),
    Function(
        "conv_backward",
        ("dout", "x", "w", "b", "stride", "pad"),
        Parts((Array("dx", X), Array("dw", W), Array("db", B))),
    ),
    Function("pool", ("x", "size"), Array("out", ("m", "c", "P", "Q"))),
    Function("pool_backward", ("dout", "x", "size"), Array("dx", X)),
)

PROBLEM = Problem(
    name="convolution",
    title="Convolution and max pooling",
    functions=FUNCTIONS,
    questions=(
        Question("conv", points=2),
        Question("conv_backward.dx", points=2),
        Question("conv_backward.dw", points=2),
        Question("conv_backward.db"),
        Question("pool"),
        Question("pool_backward"),
    ),
    roles=Roles(
        operations=(
            Operation("conv", "conv_backward", "dout", {"dx": "x", "dw": "w", "db": "b"}),
            Operation("pool", "pool_backward", "dout", {"": "x"}),
        )
    ),
    cases=cases,
    rules=DerivedRules.of(FUNCTIONS, globals()),
    vocabulary=(MISTAKES,),
)
