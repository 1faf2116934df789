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
# # Exercises
#
# Thirteen questions as they come up in exams: work each one out on paper, then write the result as a small function.
# They are independent of each other, except where a text says so.
#
# As everywhere in this course, **columns are examples**: $m$ examples, $n$ features, $k$ hidden units. A gradient is
# named after the variable that it is taken with respect to: `dW` is $\partial L / \partial W$, and it has the shape of
# `W`. "Upstream" is the gradient that comes back from what stands behind.

# %% [markdown]
# **Four pitfalls.**
#
# 1. Where two paths meet, their gradients add up. Look for every path before you write.
# 2. A gradient has the shape of what it belongs to: write the shapes first, they rule out most mistakes.
# 3. What was broadcast on the way forward is summed on the way back. Over which axis?
# 4. Check a derivative by a small move: change one input by 0.001 and look how far the result moves.

# %%
import numpy as np

# %% [markdown]
# ## 1. A circuit with a gate
#
# $$f(p, q, r) = (p + q) \cdot \max(q, r)$$
#
# Give the three derivatives of $f$. Note that $q$ reaches $f$ along two paths. $q$ and $r$ are never equal.
#
# | symbol | type |
# | --- | --- |
# | `p`, `q`, `r` | numbers |
# | `dp`, `dq`, `dr` | numbers: the derivatives of $f$ |
#
# **Example of the method.** In $g(p, q) = p \cdot \max(p, q)$ at $p = 3$, $q = 2$, name the parts: $v = \max(p, q) = 3$
# and $g = p\,v = 9$. Going back, $\partial g / \partial v = 3$. Straight to $p$ comes $v = 3$; through the gate, which
# is open for $p$, comes another $3$. So the derivative with respect to $p$ is $6$, and that with respect to $q$ is $0$.


# %%
def max_circuit(p, q, r):
    """The derivatives of (p + q) * max(q, r). p, q, r: numbers, q and r not equal. Returns (dp, dq, dr): numbers."""
    total, largest = p + q, max(q, r)
    dtotal, dlargest = largest, total
    dp = dtotal
    dq = dtotal + (dlargest if q > r else 0.0)
    dr = dlargest if r > q else 0.0
    return dp, dq, dr


# %% [markdown] tags=["solution"]
# **Solution.** Name the parts: $s = p + q$, $u = \max(q, r)$, $f = s\,u$. A product passes to each factor the other one:
#
# $$\frac{\partial f}{\partial s} = u \qquad\qquad \frac{\partial f}{\partial u} = s$$
#
# A sum hands its gradient to both terms. The gate hands it to the larger input alone. Where two paths meet, as at $q$,
# their gradients add up:
#
# $$\frac{\partial f}{\partial p} = u \qquad \frac{\partial f}{\partial q} = u + s\,[q > r] \qquad \frac{\partial f}{\partial r} = s\,[r > q]$$
#
# At $p = 1$, $q = 2$, $r = -1$: $s = 3$, $u = 2$, so the derivatives are $2$, $2 + 3 = 5$ and $0$.

# %% [markdown]
# ## 2. Softmax and cross-entropy
#
# For $k$ classes, the softmax turns the $k$ scores of an example into probabilities. The scores of one example stand in
# one column:
#
# $$\hat y_{ci} = \frac{e^{z_{ci}}}{\sum_{j=1}^{k} e^{z_{ji}}}$$
#
# The target $y$ holds a single 1 in each column, in the row of the right class. The loss is the mean over the examples of
# the cross-entropy:
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \sum_{c=1}^{k} y_{ci} \ln \hat y_{ci}$$
#
# Give the loss, and its gradient with respect to the *scores*. On paper, find how $\ln \hat y_{ci}$ moves with the
# score $z_{ci}$ of the same class, then with $z_{ji}$ of another class. The result is much shorter than the way to it.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `z` | (k, m) | the scores, one example per column |
# | `y` | (k, m) | the targets: 1.0 at the right class, 0.0 elsewhere |
# | `y_hat` | (k, m) | the probabilities |
# | `loss` | number | the mean cross-entropy |
# | `dz` | (k, m) | $\partial L / \partial z$, the $1/m$ of the loss inside it |
#
# **Example.** Scores $(0, \ln 3)$ have the exponentials $(1, 3)$, hence the probabilities $(0.25, 0.75)$. If the second
# class is right, this example costs $-\ln 0.75 \approx 0.288$.


# %%
def softmax(z):
    """The probabilities of the classes, for each example. z: (k, m). Returns y_hat: (k, m), whose columns sum to 1."""
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


# %%
def softmax_cross_entropy(z, y):
    """Mean cross-entropy of the softmax of z, and its gradient.

    z, y: (k, m). Returns (loss, dz): a number and (k, m).
    """
    m = z.shape[1]
    y_hat = softmax(z)
    loss = float(-np.sum(y * np.log(y_hat)) / m)
    dz = (y_hat - y) / m
    return loss, dz


# %% [markdown] tags=["solution"]
# **Solution.** Take one example, whose right class is $c$. Its part of the loss is
#
# $$-\ln \hat y_c = -z_c + \ln \sum_{j} e^{z_j}$$
#
# The first term depends on $z_c$ alone. The derivative of the second with respect to any $z_j$ is
# $e^{z_j} / \sum_l e^{z_l} = \hat y_j$. Together: $\hat y_j - 1$ for the right class, $\hat y_j$ for the others, which is
# $\hat y_j - y_j$. The mean over the examples brings in its $1/m$:
#
# $$\frac{\partial L}{\partial z} = \frac{1}{m} \left(\hat y - y\right)$$
#
# In the example above: $(0.25, -0.25)$. The gradient pushes the score of the right class up and the other one down, by
# what is missing to certainty.
#
# Taking the largest score of a column from all of them changes no probability, because it cancels above and below the
# line; it keeps the exponentials from overflowing.

# %% [markdown]
# ## 3. Back through a ReLU layer
#
# $$z = W x + b \qquad\qquad a = \max(z, 0)$$
#
# The upstream gradient `da` comes with the $1/m$ of the loss inside it. Give the gradients of everything in the layer. No
# entry of $z$ is zero.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `da` | (k, m) | the upstream gradient $\partial L / \partial a$ |
# | `x` | (n, m) | the layer's inputs |
# | `W`, `b` | (k, n), (k, 1) | its weights and biases |
# | `dz` | (k, m) | $\partial L / \partial z$ |
# | `dW`, `db`, `dx` | (k, n), (k, 1), (n, m) | the gradients of weights, biases and inputs |
#
# **Check.** Only one order of the factors, and only one transpose, gives each gradient the shape of what it belongs to.


# %%
def relu_layer_backward(da, x, W, b):
    """The gradients of a ReLU layer.

    da: (k, m). x: (n, m). W: (k, n). b: (k, 1).
    Returns {"dz": (k, m), "dW": (k, n), "db": (k, 1), "dx": (n, m)}.
    """
    z = W @ x + b
    dz = da * (z > 0)
    dW = dz @ x.T
    db = np.sum(dz, axis=1, keepdims=True)
    dx = W.T @ dz
    return {"dz": dz, "dW": dW, "db": db, "dx": dx}


# %% [markdown] tags=["solution"]
# **Solution.** The slope of $\max(z, 0)$ is 1 where $z > 0$ and 0 where $z < 0$: a gate for each unit and example,
#
# $$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \odot [z > 0]$$
#
# From there on it is a linear layer. With $z_{ui} = \sum_f W_{uf}\, x_{fi} + b_u$, the weight $W_{uf}$ moves $z_{ui}$
# of every example $i$ by $x_{fi}$, so its parts add up over the examples; a bias moves all of them by 1; and $x_{fi}$
# moves every unit $u$ by $W_{uf}$:
#
# $$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z}\, x^\top \qquad
# \frac{\partial L}{\partial b_u} = \sum_{i} \frac{\partial L}{\partial z_{ui}} \qquad
# \frac{\partial L}{\partial x} = W^\top\, \frac{\partial L}{\partial z}$$
#
# A unit that is negative for every example gets no gradient at all. It stays as it is: it is dead.

# %% [markdown]
# ## 4. An L2 term
#
# To keep the weights small, a term is added to the loss $L_0$ of the data:
#
# $$L = L_0 + \frac{\lambda}{2m} \sum_{u, f} W_{uf}^2$$
#
# You are given the gradient of $L_0$. Give that of $L$.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `dW` | (k, n) | $\partial L_0 / \partial W$, which backpropagation gave |
# | `W` | (k, n) | the weights |
# | `lam` | number | $\lambda$, the strength of the term |
# | `m` | number | how many examples the loss averages |
#
# **Example.** With the single weight $W = 3$, $\lambda = 0.4$ and $m = 2$, the term is $0.1 \cdot 9 = 0.9$. With
# $W = 3.01$ it is about $0.906$.


# %%
def regularized_gradient(dW, W, lam, m):
    """The gradient of the loss with its L2 term. dW, W: (k, n). lam, m: numbers. Returns an array (k, n)."""
    return dW + lam / m * W


# %% [markdown] tags=["solution"]
# **Solution.** Only one term of the sum holds $W_{uf}$, and $\partial W_{uf}^2 / \partial W_{uf} = 2 W_{uf}$. The 2
# cancels the one below the line, which stands there for this very reason:
#
# $$\frac{\partial L}{\partial W} = \frac{\partial L_0}{\partial W} + \frac{\lambda}{m}\, W$$
#
# In the example, the term adds $0.2 \cdot 3 = 0.6$, the slope seen between $0.9$ and $0.906$. A step of gradient descent
# first shrinks $W$ by the factor $1 - \alpha\lambda/m$: hence the name weight decay.

# %% [markdown]
# ## 5. Back through a broadcast sum
#
# $$z = A + b + c + d$$
#
# numpy stretches the smaller arrays: each entry of `b` is used for a whole row, each entry of `c` for a whole column, and
# the number `d` everywhere. Given the upstream gradient of $z$, give those of $b$, $c$ and $d$.
#
# | symbol | shape |
# | --- | --- |
# | `A`, `dz` | (k, m) |
# | `b`, `db` | (k, 1) |
# | `c`, `dc` | (1, m) |
# | `d`, `dd` | numbers |
#
# **Check.** Ask how many entries of $z$ one entry of $b$ moves.


# %%
def broadcast_backward(dz):
    """Pass the gradient back through A + b + c + d. dz: (k, m). Returns (db, dc, dd): (k, 1), (1, m) and a number."""
    db = np.sum(dz, axis=1, keepdims=True)
    dc = np.sum(dz, axis=0, keepdims=True)
    dd = float(np.sum(dz))
    return db, dc, dd


# %% [markdown] tags=["solution"]
# **Solution.** $b_u$ moves $z_{ui}$ by 1 for every $i$, so what comes back from all of them adds up. **Stretching an
# axis on the way forward means summing over that axis on the way back**:
#
# $$\frac{\partial L}{\partial b_u} = \sum_{i} \frac{\partial L}{\partial z_{ui}} \qquad
# \frac{\partial L}{\partial c_i} = \sum_{u} \frac{\partial L}{\partial z_{ui}} \qquad
# \frac{\partial L}{\partial d} = \sum_{u, i} \frac{\partial L}{\partial z_{ui}}$$
#
# With the upstream gradient $\begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix}$: $b$ gets $(6, 15)$ as a column, $c$
# gets $(5, 7, 9)$ as a row, and $d$ gets $21$.

# %% [markdown]
# ## 6. Two linear layers are one
#
# $$h = W_1 x + b_1 \qquad\qquad \hat y = W_2 h + b_2$$
#
# Without an activation between them, two layers can do no more than one. Give the single layer $\hat y = W x + b$ that
# answers the same for every $x$.
#
# | symbol | shape |
# | --- | --- |
# | `W1`, `b1` | (k, n), (k, 1) |
# | `W2`, `b2` | (q, k), (q, 1) |
# | `W`, `b` | (q, n), (q, 1) |
#
# **Example.** With one of everything, $h = 2x + 1$ and $\hat y = 3h - 5$: put the first into the second, and sort.


# %%
def collapse(W1, b1, W2, b2):
    """The single layer that two linear layers amount to.

    W1: (k, n). b1: (k, 1). W2: (q, k). b2: (q, 1). Returns (W, b): (q, n) and (q, 1).
    """
    return W2 @ W1, W2 @ b1 + b2


# %% [markdown] tags=["solution"]
# **Solution.** Put the first formula into the second and sort by $x$:
#
# $$\hat y = W_2 \left(W_1 x + b_1\right) + b_2 = \left(W_2 W_1\right) x + \left(W_2 b_1 + b_2\right)$$
#
# so $W = W_2 W_1$ and $b = W_2 b_1 + b_2$: the first bias goes through the second layer too. In the example,
# $3(2x + 1) - 5 = 6x - 2$.

# %% [markdown]
# ## 7. The largest stable learning rate
#
# Near a minimum, every smooth loss looks like a quadratic bowl:
#
# $$L(w) = \frac{1}{2}\, w^\top A\, w$$
#
# $A$ is symmetric, and all its eigenvalues, the curvatures of the bowl, are positive. One step of gradient descent is
# $w \leftarrow w - \alpha A w$. If $\alpha$ is too large, the steps overshoot more and more. Give the limit: below it
# gradient descent converges from everywhere, above it, it diverges from nearly everywhere.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `A` | (n, n) | the symmetric matrix of the second derivatives |
#
# **Start.** Take $L = \frac{1}{2} \lambda w^2$ with a single $w$. By which factor does one step multiply $w$? For which
# $\alpha$ does that keep it from growing? Then: $n$ directions, one $\alpha$ for all of them. `np.linalg` can find
# eigenvalues.


# %%
def largest_learning_rate(A):
    """The limit below which gradient descent on w.T A w / 2 converges.

    A: (n, n), symmetric, with positive eigenvalues. Returns a number.
    """
    return float(2 / np.max(np.linalg.eigvalsh(A)))


# %% [markdown] tags=["solution"]
# **Solution.** Along an eigenvector of $A$ with the eigenvalue $\lambda$, the step is
#
# $$w \leftarrow w - \alpha \lambda w = (1 - \alpha\lambda)\, w$$
#
# It shrinks as long as $|1 - \alpha\lambda| < 1$, that is $0 < \alpha < 2/\lambda$. Every direction sets such a limit
# and the steepest one sets the lowest:
#
# $$\alpha_{\max} = \frac{2}{\lambda_{\max}}$$
#
# For $A = \begin{pmatrix} 4 & 0 \\ 0 & 1 \end{pmatrix}$ that is $0.5$. With $\alpha = 0.45$, the steep direction is
# multiplied by $-0.8$ in each step and the flat one by $0.55$; with $\alpha = 0.55$, the steep one is multiplied by
# $-1.2$ and explodes.

# %% [markdown]
# ## 8. Shapes of gradients
#
# $$z_1 = W_1 x + b_1 \qquad a_1 = \sigma(z_1) \qquad z_2 = W_2 a_1 + b_2$$
#
# with $n$ features, $k$ hidden units, $q$ outputs and $m$ examples: `x` is (n, m), `z2` is (q, m). The loss is one
# number. Give the shapes of four gradients for given sizes, each as a tuple of two whole numbers.
#
# | symbol | meaning |
# | --- | --- |
# | `dW1`, `db1` | the gradients of the first layer's weights and biases |
# | `da1` | the gradient of the activations |
# | `dW2` | the gradient of the second layer's weights |
#
# **Example.** `dz2` belongs to `z2`. For $q = 2$ and $m = 50$ its shape is `(2, 50)`.


# %%
def gradient_shapes(n, k, q, m):
    """The shapes of four gradients of a network with two layers.

    n, k, q, m: how many features, hidden units, outputs and examples there are.
    Returns {"dW1", "db1", "da1", "dW2"}: a tuple (rows, columns) for each.
    """
    return {"dW1": (k, n), "db1": (k, 1), "da1": (k, m), "dW2": (q, k)}


# %% [markdown] tags=["solution"]
# **Solution.** The loss is one number, so a gradient has one entry for every entry of what it belongs to: **the same
# shape**. $W_1$ turns $n$ features into $k$ units, so it is $(k, n)$; its biases are $(k, 1)$; the activations, $k$ for
# each example, are $(k, m)$; $W_2$ turns $k$ units into $q$ outputs: $(q, k)$.
#
# The number of examples stands in the gradients of intermediate values and never in those of parameters: all examples
# share the parameters, and their parts have been added up.

# %% [markdown]
# ## 9. Momentum under a constant gradient
#
# There are two conventions for the velocity. One adds the gradients up, the other averages them:
#
# $$\text{summed: } v \leftarrow \beta v + g \qquad\qquad \text{averaged: } v \leftarrow \beta v + (1 - \beta)\, g$$
#
# In both, $v$ starts at zero and the parameter then moves by $-\alpha v$. On a long even slope the gradient $g$ is the
# same in every step. Towards which length does the step $\alpha v$ go, in each convention?
#
# | symbol | type | meaning |
# | --- | --- | --- |
# | `g` | number | the constant gradient |
# | `lr`, `beta` | numbers | $\alpha$, and $\beta$ between 0 and 1 |
# | `summed`, `averaged` | numbers | the limits of $\alpha v$ |
#
# **Start.** Write down the first velocities: in the summed convention with $\beta = 0.5$ and $g = 1$ they are $1$, $1.5$,
# $1.75$. Or ask which $v$ a step leaves as it is.


# %%
def momentum_limit(g, lr, beta):
    """Where the steps of momentum go when the gradient stays the same.

    g, lr, beta: numbers, 0 < beta < 1. Returns (summed, averaged): the limit of lr * v in each convention.
    """
    return lr * g / (1 - beta), lr * g


# %% [markdown] tags=["solution"]
# **Solution.** In the limit a step leaves $v$ as it is. Summed: $v = \beta v + g$, so $v = g / (1 - \beta)$. Averaged:
# $v = \beta v + (1 - \beta) g$, so $v = g$. The steps are
#
# $$\frac{\alpha\, g}{1 - \beta} \qquad \text{and} \qquad \alpha\, g$$
#
# The geometric series says the same: $v = g\,(1 + \beta + \beta^2 + \cdots) = g/(1 - \beta)$. With $\beta = 0.9$, the
# summed convention takes steps ten times as long, and needs a learning rate ten times as small.

# %% [markdown]
# ## 10. How many steps to half the way
#
# On the bowl $L = \frac{1}{2} \lambda w^2$, each step multiplies the distance from the minimum by the rate
# $|1 - \alpha\lambda|$. How many steps does it take until the distance is at most half of what it was?
#
# | symbol | type | meaning |
# | --- | --- | --- |
# | `lr`, `lam` | numbers | $\alpha$ and $\lambda$, with $\alpha\lambda$ between 0 and 2, but not 1 |
# | the result | whole number | the smallest number of steps that is enough |
#
# **Example.** With $\alpha\lambda = 0.3$ the distances are $1$, $0.7$, $0.49$: two steps. Write an equation for the
# number of steps and solve it, or count in a loop; both are fine. $\alpha\lambda$ may be larger than 1.


# %%
def steps_to_halve(lr, lam):
    """How many steps until the distance from the minimum is at most half of what it was.

    lr, lam: numbers with 0 < lr * lam < 2 and lr * lam not 1. Returns a whole number.
    """
    rate = abs(1 - lr * lam)
    return np.ceil(np.log(0.5) / np.log(rate))


# %% [markdown] tags=["solution"]
# **Solution.** After $t$ steps the distance is $r^t$ times the first one, with $r = |1 - \alpha\lambda|$. We need
# $r^t \le \frac{1}{2}$. Take logarithms; $\ln r$ is negative, so dividing by it turns the inequality round:
#
# $$t \ge \frac{\ln \frac{1}{2}}{\ln r}$$
#
# and $t$ is the next whole number. In the example, $\ln 0.5 / \ln 0.7 \approx 1.94$: two steps. With
# $\alpha\lambda = 1.9$ each step jumps across the minimum to the other side, and the distance still shrinks by $0.9$:
# seven steps.

# %% [markdown]
# ## 11. A shared weight
#
# A recurrent network uses the same weight again and again. Here it is used twice:
#
# $$h = \tanh(w\,x) \qquad\qquad \hat y = \tanh(w\,h)$$
#
# Give the derivative of $\hat y$ with respect to $w$.
#
# | symbol | type |
# | --- | --- |
# | `w`, `x` | numbers |
# | the result | number: $\partial \hat y / \partial w$ |
#
# **Start.** Give the two uses different names, $w_1$ and $w_2$. What is the derivative with respect to each of them,
# and what happens if both move together? The slope of $\tanh u$ is $1 - \tanh^2 u$.


# %%
def shared_weight_gradient(w, x):
    """The derivative of tanh(w * tanh(w * x)) by w. w, x: numbers. Returns a number."""
    h = np.tanh(w * x)
    y_hat = np.tanh(w * h)
    du = 1 - y_hat**2
    later_use = du * h
    first_use = du * w * (1 - h**2) * x
    return float(later_use + first_use)


# %% [markdown] tags=["solution"]
# **Solution.** With $h = \tanh(w_1 x)$ and $\hat y = \tanh(w_2 h)$:
#
# $$\frac{\partial \hat y}{\partial w_2} = (1 - \hat y^2)\, h \qquad\qquad
# \frac{\partial \hat y}{\partial w_1} = (1 - \hat y^2)\, w_2\, (1 - h^2)\, x$$
#
# $w_1$ and $w_2$ are the same weight, so they move together and **the gradients of all uses add up**:
#
# $$\frac{\partial \hat y}{\partial w} = (1 - \hat y^2) \left(h + w\,(1 - h^2)\, x\right)$$
#
# The second term passed through the weight once more. Over many uses, that factor comes again and again: this is how
# gradients of recurrent networks vanish or explode.

# %% [markdown]
# ## 12. A numerical gradient without a loop
#
# The **log-sum-exp** is a soft maximum. For each column of $z$ it gives one number:
#
# $$f(z) = \ln \sum_{j=1}^{k} e^{z_j}$$
#
# First write it for $N$ columns at once. Then use it to *measure* the gradient of $f$ at one point, a single column, by
# the central difference:
#
# $$\frac{\partial f}{\partial z_j} \approx \frac{f(z + h\,e_j) - f(z - h\,e_j)}{2h}$$
#
# where $e_j$ is 1 in entry $j$ and 0 elsewhere. Because your function takes many columns, all $k$ moved points can be
# evaluated in one call. `np.eye` helps to build them. Give the central difference for the $h$ that is asked for, even
# though an exact formula exists.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `z` in `log_sum_exp` | (k, N) | N points, one per column; the result is (1, N) |
# | `z` in `numerical_gradient` | (k, 1) | one point; the result is (k, 1) |
# | `h` | number | how far each entry is moved |
#
# **Example.** For $z = (0, \ln 3)$ as a column, $f = \ln 4 \approx 1.386$: a little more than the larger entry,
# $\ln 3 \approx 1.099$.


# %%
def log_sum_exp(z):
    """The log-sum-exp of every column. z: (k, N). Returns an array (1, N)."""
    return np.log(np.sum(np.exp(z), axis=0, keepdims=True))


# %%
def numerical_gradient(z, h):
    """The central difference of log_sum_exp by every entry of z. z: (k, 1). h: number. Returns an array (k, 1)."""
    moves = h * np.eye(len(z))
    return (log_sum_exp(z + moves) - log_sum_exp(z - moves)).T / (2 * h)


# %% [markdown] tags=["solution"]
# **Solution.** `h * np.eye(k)` holds the $k$ moves as its columns. Adding it to the column `z` broadcasts: the sum is
# (k, k), and its column $j$ is $z + h\,e_j$. One call gives the $k$ values as a row, another one those of $z - h\,e_j$.
# Their difference over $2h$ is the gradient as a row; its transpose has the shape of `z`.
#
# Why *central*? Taylor's formula gives $f(z \pm h) = f \pm h f' + \frac{h^2}{2} f'' \pm \frac{h^3}{6} f''' + \cdots$ In
# the difference, the $f''$ cancels: the error is about $\frac{h^2}{6} f'''$, while that of $(f(z + h) - f(z))/h$ is
# about $\frac{h}{2} f''$. At $z = (0, \ln 3)$ the exact gradient is the softmax, $(0.25, 0.75)$.

# %% [markdown]
# ## 13. The chain rule through a sigmoid neuron
#
# $$u = \sum_{i=1}^{n} w_i x_i + b \qquad\qquad \hat y = \sigma(u) = \frac{1}{1 + e^{-u}} \qquad\qquad L = (\hat y - y)^2$$
#
# One example, and the squared error as the loss. Give the gradients of the loss by the weights and by the bias.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `w`, `x` | (n,) | weights and inputs |
# | `b`, `y` | numbers | the bias; the target, 0.0 or 1.0 |
# | `dw`, `db` | (n,), number | $\partial L / \partial w$ and $\partial L / \partial b$ |
#
# **Start.** Three links: from $L$ to $\hat y$, from $\hat y$ to $u$, from $u$ to the parameters. With $w = (1, -2)$,
# $x = (3, 1)$, $b = -1$ and $y = 1$: $u = 0$, $\hat y = 0.5$, $L = 0.25$.


# %%
def neuron_gradient(w, b, x, y):
    """The gradients of (sigmoid(w . x + b) - y)**2.

    w, x: (n,). b, y: numbers. Returns (dw, db): (n,) and a number.
    """
    y_hat = 1 / (1 + np.exp(-(np.sum(w * x) + b)))
    dy_hat = 2 * (y_hat - y)
    du = dy_hat * y_hat * (1 - y_hat)
    return du * x, float(du)


# %% [markdown] tags=["solution"]
# **Solution.** Link by link:
#
# $$\frac{\partial L}{\partial \hat y} = 2(\hat y - y) \qquad \frac{\partial \hat y}{\partial u} = \hat y (1 - \hat y) \qquad
# \frac{\partial u}{\partial w_i} = x_i \qquad \frac{\partial u}{\partial b} = 1$$
#
# and their product is
#
# $$\frac{\partial L}{\partial w} = 2(\hat y - y)\,\hat y (1 - \hat y)\, x \qquad\qquad
# \frac{\partial L}{\partial b} = 2(\hat y - y)\,\hat y (1 - \hat y)$$
#
# In the example: $2 \cdot (-0.5) \cdot 0.25 = -0.25$, so $\partial L / \partial w = (-0.75, -0.25)$ and
# $\partial L / \partial b = -0.25$. If $\hat y$ is near 0 while $y = 1$, the neuron is as wrong as can be, and yet
# $\hat y(1 - \hat y)$ makes the gradient nearly zero. The cross-entropy cures that.

# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import questions
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import number, sizes, until
from autograder.declare.forms import Array, Extents, Fields, Number, Parts
from autograder.declare.problem import Call, Case, Check, Function, IllScaled, InapplicableError, Problem, Question

KINK = 0.02
"""How far a pre-activation stays from relu's kink."""
CLEAR = 0.1
"""How far apart numbers of a circuit stay, and how far a number of steps stays from a whole one."""
STEP = (0.1, 0.2)
"""h of the numerical gradient: so large that the central difference and the exact gradient are told apart."""


def draw_circuit(rng, gate_open_for_q):
    def clear(args):
        p, q, r = args
        total, largest = p + q, max(q, r)
        apart = (q - r, total, total - largest, total + largest)
        return (q > r) == gate_open_for_q and min(abs(v) for v in apart) > CLEAR

    return Case({}, (Call("max_circuit", until(lambda: (number(rng), number(rng), number(rng)), clear)),))


def draw_classes(rng, *earlier):
    drawn = sizes(rng, *earlier, k=(3, 6), m=(4, 8))
    k, m = drawn["k"], drawn["m"]
    y = np.eye(k)[:, rng.integers(k, size=m)]
    scores = Call("softmax", (draw.normal(rng, k, m),))
    return Case(drawn, (scores, Call("softmax_cross_entropy", (draw.normal(rng, k, m), y))))


def draw_layer(rng, *earlier):
    """Everything that takes arrays of one layer: n features, k units, m examples."""
    drawn = sizes(rng, *earlier, n=(3, 6), k=(3, 6), m=(4, 8))
    n, k, m = drawn["n"], drawn["k"], drawn["m"]

    def layer():
        return draw.normal(rng, n, m), draw.normal(rng, k, n), draw.normal(rng, k, 1)

    def clear(given):
        x, W, b = given
        return np.min(np.abs(W @ x + b)) > KINK

    strength = float(rng.uniform(0.5, 2.0))
    return Case(
        drawn,
        (
            Call("relu_layer_backward", (draw.normal(rng, k, m) / m, *until(layer, clear))),
            Call("regularized_gradient", (draw.normal(rng, k, n), draw.normal(rng, k, n), strength, m)),
            Call("broadcast_backward", (draw.normal(rng, k, m),)),
        ),
    )


def draw_network(rng, *earlier):
    drawn = sizes(rng, *earlier, n=(3, 7), k=(3, 7), q=(3, 7), m=(8, 12))
    n, k, q, m = drawn.values()
    layers = draw.normal(rng, k, n), draw.normal(rng, k, 1), draw.normal(rng, q, k), draw.normal(rng, q, 1)
    return Case(drawn, (Call("collapse", layers), Call("gradient_shapes", (n, k, q, m))))


def draw_bowl(rng, *earlier):
    """A symmetric matrix of distinct positive eigenvalues, of which `eig` puts the largest neither first nor last."""
    drawn = sizes(rng, *earlier, n=(3, 5))
    n = drawn["n"]

    curvatures = np.linspace(0.5, 4.0, n) * rng.uniform(0.8, 1.2)

    def bowl():
        normal = draw.normal(rng, n, 1)
        axes = np.eye(n) - 2 * normal @ normal.T / (normal * normal).sum()  # reflected at a plane
        made = (axes * curvatures) @ axes.T
        return (made + made.T) / 2

    def inside(matrix):
        return all(0 < values.real.argmax() < n - 1 for values in (np.linalg.eigvals(matrix), np.linalg.eig(matrix)[0]))

    return Case(drawn, (Call("largest_learning_rate", (until(bowl, inside),)),))


def draw_steps(rng, rates, parts, sign):
    """A learning rate and a curvature whose number of steps, before rounding, ends in one of `parts`."""
    rate = until(lambda: float(rng.uniform(*rates)), lambda r: parts[0] < float(np.log(0.5) / np.log(r)) % 1 < parts[1])
    lam = float(rng.uniform(1.5, 4.0))
    return Case({}, (Call("steps_to_halve", ((1 - sign * rate) / lam, lam)),))


def draw_numbers(rng, *_):
    beta = float(rng.uniform(0.75, 0.95))
    w, x = 0.6 * number(rng), 0.6 * number(rng)
    limit = Call("momentum_limit", (number(rng), float(rng.uniform(0.05, 0.2)), beta))
    return Case({}, (limit, Call("shared_weight_gradient", (w, x))))


def draw_points(rng, *earlier):
    drawn = sizes(rng, *earlier, k=(3, 6), N=(4, 8))
    k, N = drawn["k"], drawn["N"]
    points = Call("log_sum_exp", (draw.normal(rng, k, N),))
    return Case(drawn, (points, Call("numerical_gradient", (draw.normal(rng, k, 1), float(rng.uniform(*STEP))))))


def draw_neuron(rng, y, *earlier):
    drawn = sizes(rng, *earlier, n=(3, 7))
    n = drawn["n"]

    def given():
        return draw.normal(rng, n), number(rng), draw.normal(rng, n), y

    def tame(args):
        w, b, x, _ = args
        return abs(w @ x + b) < 3

    return Case(drawn, (Call("neuron_gradient", until(given, tame)),))


def draw_two(rng, make):
    """Two cases of other sizes."""
    first = make(rng)
    return first, make(rng, first.sizes)


def cases(rng):
    neuron = draw_neuron(rng, 0.0)
    return (
        draw_circuit(rng, gate_open_for_q=True),
        draw_circuit(rng, gate_open_for_q=False),
        *(case for make in (draw_classes, draw_layer, draw_network, draw_bowl) for case in draw_two(rng, make)),
        draw_steps(rng, (0.85, 0.95), (CLEAR, 0.5 - CLEAR), sign=1),
        draw_steps(rng, (0.6, 0.9), (0.5 + CLEAR, 1 - CLEAR), sign=-1),
        *(case for make in (draw_numbers, draw_points) for case in draw_two(rng, make)),
        neuron,
        draw_neuron(rng, 1.0, neuron.sizes),
    )


def own_total(p, q, r):
    """What reaches the larger of q and r, seen where q is the larger one."""
    if q > r:
        raise InapplicableError("r is the smaller one: nothing reaches it")
    (dp, dq, _) = (yield [("max_circuit", p, q, q - 1.0)])[0].values()
    return dq - dp


def own_log_sum_exp(z, y, call):
    return np.mean(call("log_sum_exp", z) - np.sum(y * z, axis=0, keepdims=True))


HUGE, TINY = 2.0**60, 2.0**-1012
"""Beside HUGE a step is nothing, and TINY times the step of a complex difference is nothing."""


def sure_classes(z, y):
    """Every example is sure of its class: the other ones have a gradient near 1e-306."""
    return {"z": np.where(y == 1, 0.0, -700 - np.abs(z))}


LARGER_INPUTS = IllScaled(lambda w, x: {"w": w / HUGE, "x": x * HUGE})
TINY_INPUTS = IllScaled(lambda x: {"x": x * TINY}, Check.NOTHING_LOST)
ILL_SCALED = {
    "max_circuit": (
        IllScaled(lambda q: {"q": -HUGE * abs(q)}),
        IllScaled(lambda q, r: {"q": -HUGE * abs(q), "r": TINY * abs(r)}, Check.NOTHING_LOST),
    ),
    "softmax_cross_entropy": (IllScaled(sure_classes, Check.NOTHING_LOST),),
    "relu_layer_backward": (IllScaled(lambda x, W: {"x": x * HUGE, "W": W / HUGE}), TINY_INPUTS),
    "regularized_gradient": (
        IllScaled(lambda W, lam: {"W": W * HUGE, "lam": lam / HUGE}),
        IllScaled(lambda dW, W: {"dW": dW * TINY / HUGE, "W": W * TINY}, Check.NOTHING_LOST),
    ),
    **dict.fromkeys(("shared_weight_gradient", "neuron_gradient"), (LARGER_INPUTS, TINY_INPUTS)),
}

MISTAKES = """
# max_circuit
one-path-only
    Along how many paths does the loss see this input? What comes back along each of them?
    dtotal + e_ -> dtotal
gate-path-only
    Along how many paths does the loss see this input? What comes back along each of them?
    dtotal + e_ -> e_
gate-open-for-both
    Move the smaller one of the two a little. Does the larger one notice?
    all dlargest if e_ else 0.0 -> dlargest
gate-reversed
    Move the smaller one of the two a little. Does the larger one notice?
    all dlargest if e_ > d_ else 0.0 -> dlargest if d_ > e_ else 0.0
swapped-inputs
    How far does a product move when one factor moves: as far as that factor says, or as the other one says?
    dtotal, dlargest = largest, total -> dtotal, dlargest = total, largest
product-slope-missing
    The last operation is a product. What does it do to the gradient on the way back?
    dtotal, dlargest = largest, total -> dtotal, dlargest = 1.0, 1.0

# relu_layer_backward
relu-slope-missing
    An activation function stands between the two. How steep is it there?
    da * (z > 0) -> da
gate-reversed
    Which units let a gradient back: those that passed something on, or those that were silent?
    z > 0 -> z < 0
gate-on-upstream
    Who decides whether the gradient passes: the pre-activation, or the gradient itself?
    z > 0 -> da > 0
value-for-slope
    You multiply by the value of the activation. Is that how steep it is?
    z > 0 -> np.maximum(z, 0)
bias-left-out
    Which units are active? Look at what decides it: is everything in there?
    W @ x + b -> W @ x
slope-skipped-in-dx
    Does the gradient of the inputs pass through the activation too?
    W.T @ dz -> W.T @ da
mean-twice
    The 1/m is already inside da. How often does it appear in dW and db?
    dz @ x.T -> dz @ x.T / x.shape[1]
    & np.sum(dz, axis=1, keepdims=True) -> np.mean(dz, axis=1, keepdims=True)
mean-in-bias
    The 1/m is already inside da. How often does it appear in db?
    np.sum(dz, axis=1, keepdims=True) -> np.mean(dz, axis=1, keepdims=True)
bias-over-wrong-axis
    There is one bias a unit. Over what is its gradient added up?
    np.sum(dz, axis=1, keepdims=True) -> np.sum(dz, axis=0, keepdims=True)
bias-not-summed
    One entry was used in many places. How do their parts become one number?
    np.sum(dz, axis=1, keepdims=True) -> dz
transposed-gradient
    A gradient has the shape of what it belongs to. Compare yours with W.
    dz @ x.T -> x @ dz.T

# regularized_gradient
factor-two-twice
    What does the 2 below the line do when the square is differentiated?
    lam / m -> 2 * lam / m
factor-two-missing
    What is the derivative of a square?
    lam / m -> lam / (2 * m)
missing-mean
    Look at the constant in front of the L2 term. Is all of it in your gradient?
    lam / m -> lam
penalty-for-gradient
    You add the L2 term itself. What of it belongs into a gradient?
    lam / m * W -> lam / (2 * m) * np.sum(W ** 2)
data-gradient-lost
    The loss has two terms. Where is the gradient of the first one?
    dW + e_ -> e_
sign-flipped
    Should the term make large weights smaller, or larger still?
    dW + e_ -> dW - e_
absolute-penalty
    Does your term pull a large weight harder than a small one? Which norm is that?
    lam / m * W -> lam / m * np.sign(W)

# broadcast_backward
axes-swapped
    One entry of b serves a whole row. Along which axis do you go to meet all of them?
    return db, dc, dd -> return dc, db, dd
mean-for-sum
    Gradients that come back from several places: are they averaged?
    all np.sum(dz) -> np.mean(dz)
    & all np.sum(dz, axis=c_, keepdims=True) -> np.mean(dz, axis=c_, keepdims=True)
not-summed
    One entry was used in many places. How do their parts become one number?
    return db, dc, dd -> return dz, dz, dz
mean-for-number
    Gradients that come back from several places: are they averaged?
    np.sum(dz) -> np.mean(dz)
first-entry-only
    One entry was used in many places. How do their parts become one number?
    return db, dc, dd -> return dz[:, :1], dz[:1], float(dz[0, 0])
axes-flattened
    A gradient has the shape of what it belongs to. How many axes does b have?
    all np.sum(dz, axis=c_, keepdims=True) -> np.sum(dz, axis=c_)

# collapse
first-bias-left-out
    What do the two layers answer where x is zero? And yours?
    W2 @ b1 + b2 -> b2
second-bias-left-out
    What do the two layers answer where x is zero? And yours?
    W2 @ b1 + b2 -> W2 @ b1
first-bias-unweighted
    Which weights does the first bias meet on its way to the output?
    W2 @ b1 -> np.sum(b1)
bias-subtracted
    Look at the sign of the bias.
    W2 @ b1 + b2 -> W2 @ b1 - b2
transposed-weights
    Your weights answer for rows. Which way round do they have to stand to be multiplied with a column?
    W2 @ W1 -> W1.T @ W2.T

# largest_learning_rate
half-the-limit
    At your learning rate, the steepest direction is done in one step. May a step overshoot and still converge?
    2 / e_ -> 1 / e_
flattest-direction
    Try yours in the steepest direction. Which direction breaks first?
    np.max(e_) -> np.min(e_)
sum-of-curvatures
    Does a further flat direction make the steepest one less stable?
    np.max(e_) -> np.sum(e_)
mean-of-curvatures
    Is the average direction the one that breaks first?
    np.max(e_) -> np.mean(e_)
entry-for-eigenvalue
    The entries of A belong to the axes. Is the steepest direction one of them?
    np.linalg.eigvalsh(A) -> A
upside-down
    In a steeper bowl, may the learning rate be larger, or must it be smaller?
    2 / e_ -> e_ / 2

# gradient_shapes
transposed-gradient
    The examples are columns. Which shape must a matrix have that turns a column of features into one of units?
    (k, n) -> (n, k)
    & (q, k) -> (k, q)
examples-first (convention)
    Your shapes fit a course in which the examples are rows. What are they here?
    return e_ -> return {"dW1": (n, k), "db1": (1, k), "da1": (m, k), "dW2": (k, q)}
bias-not-summed
    How many biases does one unit have? Does that depend on the number of examples?
    (k, 1) -> (k, m)
bias-flattened
    How many axes does a column have?
    (k, 1) -> (k,)
one-example
    Is there one activation a unit, or one a unit and example?
    (k, m) -> (k, 1)
examples-in-weights
    Do the weights get more when there are more examples? A gradient has the shape of what it belongs to.
    (k, n) -> (k, m)
    & (q, k) -> (q, m)

# momentum_limit
swapped-conventions
    In which convention can the velocity become longer than the gradient?
    return e_, d_ -> return d_, e_
first-step
    This is the first step. What do the later ones add?
    return e_, d_ -> return lr * g, lr * (1 - beta) * g
beta-for-remainder
    Let beta go to zero: nothing is remembered. Where does your step go?
    1 - beta -> beta
alternating-series
    Do the gradients of the past add to the present one, or do they cancel it?
    1 - beta -> 1 + beta
learning-rate-left-out
    Is it the velocity that was asked for, or the step?
    all lr * g -> g
average-stretched-too
    What is the average of numbers that are all the same?
    return e_, d_ -> return e_, e_
average-shrunk
    What is the average of numbers that are all the same?
    return e_, d_ -> return e_, lr * (1 - beta) * g

# steps_to_halve
overshoot-forgotten
    What becomes of your rate when a step jumps across the minimum? A distance is never negative.
    abs(e_) -> e_
rounded-down
    Try your number of steps. Has the distance come down far enough?
    np.ceil(e_) -> np.floor(e_)
rounded-to-nearest
    Try your number of steps. Has the distance come down far enough in both directions of rounding?
    np.ceil(e_) -> np.round(e_)
not-rounded
    Can one take a part of a step?
    np.ceil(e_) -> e_
one-step-too-many
    Is the starting point a step?
    np.ceil(e_) -> np.ceil(e_) + 1
loss-for-distance
    What is to be halved: the distance, or the loss?
    np.log(rate) -> np.log(rate ** 2)
step-for-rate
    Is this the share that a step takes away, or the share that it leaves?
    abs(1 - lr * lam) -> lr * lam

# shared_weight_gradient
last-use-only
    The weight stands in two places. Which one moved in your derivative?
    later_use + first_use -> later_use
first-use-only
    The weight stands in two places. Which one moved in your derivative?
    later_use + first_use -> first_use
mean-of-uses
    Both uses move together. Does each of them do only half of its work then?
    later_use + first_use -> (later_use + first_use) / 2
product-of-uses
    Factors belong to one path. What happens to two paths that lead to the same weight?
    later_use + first_use -> later_use * first_use
tanh-slope-missing
    An activation function stands between the two. How steep is it there?
    du * w * (1 - h ** 2) -> du * w
last-slope-missing
    An activation function stands between the two. How steep is it there?
    1 - y_hat ** 2 -> 1.0
weights-left-out
    Walk from the output to the first use. What do you meet between the two layers?
    du * w * (1 - h ** 2) -> du * (1 - h ** 2)

# log_sum_exp
sum-over-points
    Each column is a point and gets one number. Over what is the sum taken?
    np.sum(e_, axis=0, keepdims=True) -> np.sum(e_, axis=1, keepdims=True)
mean-for-sum
    Is the average in the definition, or the sum?
    np.sum(e_, axis=0, keepdims=True) -> np.mean(e_, axis=0, keepdims=True)
logarithm-inside
    Which comes first, the sum or the logarithm? They do not change places.
    return e_ -> return np.sum(z, axis=0, keepdims=True)
logarithm-missing
    Your number is much larger than the largest entry. Which step is left?
    np.log(e_) -> e_

# numerical_gradient
forward-difference
    Which two points are compared in a central difference?
    return e_ -> return (log_sum_exp(z + moves) - log_sum_exp(z)).T / h
backward-difference
    Which two points are compared in a central difference?
    return e_ -> return (log_sum_exp(z) - log_sum_exp(z - moves)).T / h
factor-two-missing
    How far apart are the two points that you compare?
    2 * h -> h
exact-for-numerical
    This is the exact gradient, and a right one. Here the measured one is asked for, with the h that is given.
    return e_ -> return np.exp(z) / np.sum(np.exp(z))
all-entries-moved
    How many entries of z have moved in one of your points?
    np.eye(len(z)) -> np.ones((len(z), len(z)))
sign-flipped
    Which of the two values is taken from which?
    log_sum_exp(e_) - log_sum_exp(d_) -> log_sum_exp(d_) - log_sum_exp(e_)
transposed-gradient
    A gradient has the shape of what it belongs to. Compare yours with z.
    e_.T -> e_

# neuron_gradient
sigmoid-slope-missing
    An activation function stands between the two. How steep is it there?
    dy_hat * y_hat * (1 - y_hat) -> dy_hat
cross-entropy-gradient
    This short form belongs to another loss. Which one is asked for here?
    dy_hat * y_hat * (1 - y_hat) -> y_hat - y
factor-two-missing
    What is the derivative of a square?
    2 * (y_hat - y) -> y_hat - y
sign-flipped
    If the answer is too large, should the derivative be positive or negative?
    y_hat - y -> y - y_hat
slope-incomplete
    Far out on either side the sigmoid is flat. Is your slope near zero on both sides?
    dy_hat * y_hat * (1 - y_hat) -> dy_hat * (1 - y_hat)
slope-at-pre-activation
    The slope can be written with the value of the sigmoid. What did you put there?
    dy_hat * y_hat * (1 - y_hat) -> dy_hat * (np.sum(w * x) + b) * (1 - (np.sum(w * x) + b))
loss-for-gradient
    Does the chain begin with the loss itself, or with its derivative?
    2 * (y_hat - y) -> (y_hat - y) ** 2
weights-for-input
    How much does the sum move when one weight moves a little: by the weight itself, or by something else?
    du * x -> du * w
input-factor-missing
    How much does the sum move when one weight moves a little? Does that depend on x?
    du * x -> du * np.ones_like(x)
bias-gradient-constant
    The sum moves as much as the bias does, but how much does the loss move?
    return e_, d_ -> return e_, 1.0
"""

FUNCTIONS = (
    Function("max_circuit", ("p", "q", "r"), Parts((Number("dp"), Number("dq"), Number("dr")))),
    Function("softmax", ("z",), Array("y_hat", ("k", "m"))),
    Function("softmax_cross_entropy", ("z", "y"), Parts((Number("loss"), Array("dz", ("k", "m"))))),
    Function(
        "relu_layer_backward",
        ("da", "x", "W", "b"),
        Fields(
            (Array("dz", ("k", "m")), Array("dW", ("k", "n")), Array("db", ("k", 1)), Array("dx", ("n", "m"))),
        ),
    ),
    Function("regularized_gradient", ("dW", "W", "lam", "m"), Array("gradient", ("k", "n"))),
    Function("broadcast_backward", ("dz",), Parts((Array("db", ("k", 1)), Array("dc", (1, "m")), Number("dd")))),
    Function("collapse", ("W1", "b1", "W2", "b2"), Parts((Array("W", ("q", "n")), Array("b", ("q", 1))))),
    Function("largest_learning_rate", ("A",), Number("limit")),
    Function(
        "gradient_shapes",
        ("n", "k", "q", "m"),
        Fields((Extents("dW1"), Extents("db1"), Extents("da1"), Extents("dW2"))),
    ),
    Function("momentum_limit", ("g", "lr", "beta"), Parts((Number("summed"), Number("averaged")))),
    Function("steps_to_halve", ("lr", "lam"), Number("steps")),
    Function("shared_weight_gradient", ("w", "x"), Number("dw")),
    Function("log_sum_exp", ("z",), Array("f", (1, "N"))),
    Function("numerical_gradient", ("z", "h"), Array("gradient", ("k", 1))),
    Function("neuron_gradient", ("w", "b", "x", "y"), Parts((Array("dw", ("n",)), Number("db")))),
)
POINTS = {
    "regularized_gradient": 2.0,
    "largest_learning_rate": 3.0,
    **dict.fromkeys([f"gradient_shapes.{name}" for name in ("dW1", "db1", "da1", "dW2")], 0.5),
    "steps_to_halve": 2.0,
    "shared_weight_gradient": 3.0,
    "numerical_gradient": 2.0,
}

PROBLEM = Problem(
    name="exercises",
    title="Exercises",
    functions=FUNCTIONS,
    questions=(
        *questions(FUNCTIONS[:-1], POINTS),
        Question("neuron_gradient.db", 2.0),
        Question("neuron_gradient.dw"),
    ),
    cases=cases,
    ill_scaled=ILL_SCALED,
    rules=DerivedRules.of(
        FUNCTIONS,
        globals(),
        last={"softmax_cross_entropy.loss": own_log_sum_exp},
        by_hand={"max_circuit.dr": (lambda new_dp, new_dq, p, q: p + q - (new_dq - new_dp), own_total)},
    ),
    vocabulary=("softmax", MISTAKES),
)
