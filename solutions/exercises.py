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
# **Example of the method.** In $g(p, q) = p \cdot \max(p, q)$ at $p = 3$, $q = 2$, name the parts: $u = \max(p, q) = 3$
# and $g = p\,u = 9$. Going back, $\partial g / \partial u = 3$. Straight to $p$ comes $u = 3$; through the gate, which
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
# \frac{\partial L}{\partial b} = \sum_{i} \frac{\partial L}{\partial z_{\cdot i}} \qquad
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
from autograder.declare.draw import number, sizes, until
from autograder.declare.forms import Array, Extents, Fields, Number, Parts
from autograder.declare.problem import (
    Call,
    Case,
    Check,
    Function,
    IllScaled,
    InapplicableError,
    Misconception,
    Problem,
    Question,
)

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
    return Case(
        drawn,
        (
            Call("softmax", (draw.normal(rng, k, m),)),
            Call("softmax_cross_entropy", (draw.normal(rng, k, m), y)),
        ),
    )


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
    return Case(
        {},
        (
            Call("momentum_limit", (number(rng), float(rng.uniform(0.05, 0.2)), beta)),
            Call("shared_weight_gradient", (w, x)),
        ),
    )


def draw_points(rng, *earlier):
    drawn = sizes(rng, *earlier, k=(3, 6), N=(4, 8))
    k, N = drawn["k"], drawn["N"]
    return Case(
        drawn,
        (
            Call("log_sum_exp", (draw.normal(rng, k, N),)),
            Call("numerical_gradient", (draw.normal(rng, k, 1), float(rng.uniform(*STEP)))),
        ),
    )


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


def own_cross_entropy(z, y, call):
    return -np.sum(y * np.log(call("softmax", z))) / z.shape[1]


def own_difference(z, h, call):
    moves = h * np.eye(len(z))
    return (call("log_sum_exp", z + moves) - call("log_sum_exp", z - moves)).T / (2 * h)


HUGE, TINY = 2.0**60, 2.0**-1012
"""Beside HUGE a step is nothing, and TINY times the step of a complex difference is nothing."""


def sure_classes(z, y):
    """Every example is sure of its class: the other ones have a gradient near 1e-306."""
    return {"z": np.where(y == 1, 0.0, -700 - np.abs(z))}


ILL_SCALED = {
    "max_circuit": (
        IllScaled(lambda q: {"q": -HUGE * abs(q)}),
        IllScaled(lambda q, r: {"q": -HUGE * abs(q), "r": TINY * abs(r)}, Check.NOTHING_LOST),
    ),
    "softmax_cross_entropy": (IllScaled(sure_classes, Check.NOTHING_LOST),),
    "relu_layer_backward": (
        IllScaled(lambda x, W: {"x": x * HUGE, "W": W / HUGE}),
        IllScaled(lambda x: {"x": x * TINY}, Check.NOTHING_LOST),
    ),
    "regularized_gradient": (
        IllScaled(lambda W, lam: {"W": W * HUGE, "lam": lam / HUGE}),
        IllScaled(lambda dW, W: {"dW": dW * TINY / HUGE, "W": W * TINY}, Check.NOTHING_LOST),
    ),
    "shared_weight_gradient": (
        IllScaled(lambda w, x: {"w": w / HUGE, "x": x * HUGE}),
        IllScaled(lambda x: {"x": x * TINY}, Check.NOTHING_LOST),
    ),
    "neuron_gradient": (
        IllScaled(lambda w, x: {"w": w / HUGE, "x": x * HUGE}),
        IllScaled(lambda x: {"x": x * TINY}, Check.NOTHING_LOST),
    ),
}

WHOLE = "e = np.exp(z - np.max(z, axis=0, keepdims=True))\n    return e / np.sum(e, axis=0, keepdims=True)"
PATHS = "Along how many paths does the loss see this input? What comes back along each of them?"
GATE = "Move the smaller one of the two a little. Does the larger one notice?"
WHICH_AXIS = "Which axis counts the examples, and which the classes? What should add up to one?"
BATCH = "Would your answer change if every example were there twice? Should it?"
MEAN = "The loss is a mean. What does that do to its derivative?"
NOT_SUMMED = "One entry was used in many places. How do their parts become one number?"
MEAN_FOR_SUM = "Gradients that come back from several places: are they averaged?"
SIGN = "If the answer is too large, should the derivative be positive or negative?"
SLOPE = "An activation function stands between the two. How steep is it there?"

PROBLEM = Problem(
    name="exercises",
    title="Exercises",
    functions=(
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
    ),
    questions=(
        Question("max_circuit.dp"),
        Question("max_circuit.dq"),
        Question("max_circuit.dr"),
        Question("softmax"),
        Question("softmax_cross_entropy.loss"),
        Question("softmax_cross_entropy.dz"),
        Question("relu_layer_backward.dz"),
        Question("relu_layer_backward.dW"),
        Question("relu_layer_backward.db"),
        Question("relu_layer_backward.dx"),
        Question("regularized_gradient", 2.0),
        Question("broadcast_backward.db"),
        Question("broadcast_backward.dc"),
        Question("broadcast_backward.dd"),
        Question("collapse.W"),
        Question("collapse.b"),
        Question("largest_learning_rate", 3.0),
        Question("gradient_shapes.dW1", 0.5),
        Question("gradient_shapes.db1", 0.5),
        Question("gradient_shapes.da1", 0.5),
        Question("gradient_shapes.dW2", 0.5),
        Question("momentum_limit.summed"),
        Question("momentum_limit.averaged"),
        Question("steps_to_halve", 2.0),
        Question("shared_weight_gradient", 3.0),
        Question("log_sum_exp"),
        Question("numerical_gradient", 2.0),
        Question("neuron_gradient.db", 2.0),
        Question("neuron_gradient.dw"),
    ),
    cases=cases,
    ill_scaled=ILL_SCALED,
    rules={
        "max_circuit.dq": lambda new_dp, p, q, r: new_dp + (p + q if q > r else 0.0),
        "max_circuit.dr": (lambda new_dp, new_dq, p, q: p + q - (new_dq - new_dp), own_total),
        "softmax_cross_entropy.loss": (own_cross_entropy, own_log_sum_exp),
        "softmax_cross_entropy.dz": lambda z, y, call: (call("softmax", z) - y) / z.shape[1],
        "relu_layer_backward.dW": lambda dz, x: dz @ x.T,
        "relu_layer_backward.db": lambda dz: np.sum(dz, axis=1, keepdims=True),
        "relu_layer_backward.dx": lambda dz, W: W.T @ dz,
        "broadcast_backward.dd": (lambda new_db: new_db.sum(), lambda new_dc: new_dc.sum()),
        "momentum_limit.averaged": lambda new_summed, beta: (1 - beta) * new_summed,
        "numerical_gradient": own_difference,
        "neuron_gradient.dw": lambda new_db, x: new_db * x,
    },
    misconceptions=(
        Misconception("one-path-only", "max_circuit", "dtotal + (dlargest if q > r else 0.0)", "dtotal", PATHS),
        Misconception(
            "gate-path-only",
            "max_circuit",
            "dtotal + (dlargest if q > r else 0.0)",
            "dlargest if q > r else 0.0",
            PATHS,
        ),
        Misconception(
            "gate-open-for-both",
            "max_circuit",
            "(dlargest if q > r else 0.0)\n    dr = dlargest if r > q else 0.0",
            "dlargest\n    dr = dlargest",
            GATE,
        ),
        Misconception(
            "gate-reversed",
            "max_circuit",
            "if q > r else 0.0)\n    dr = dlargest if r > q else 0.0",
            "if r > q else 0.0)\n    dr = dlargest if q > r else 0.0",
            GATE,
        ),
        Misconception(
            "swapped-inputs",
            "max_circuit",
            "dtotal, dlargest = largest, total",
            "dtotal, dlargest = total, largest",
            "How far does a product move when one factor moves: as far as that factor says, or as the other one says?",
        ),
        Misconception(
            "product-slope-missing",
            "max_circuit",
            "dtotal, dlargest = largest, total",
            "dtotal, dlargest = 1.0, 1.0",
            "The last operation is a product. What does it do to the gradient on the way back?",
        ),
        Misconception(
            "softmax-over-examples",
            "softmax",
            WHOLE,
            "e = np.exp(z)\n    return e / np.sum(e, axis=1, keepdims=True)",
            WHICH_AXIS,
        ),
        Misconception("softmax-over-everything", "softmax", WHOLE, "return np.exp(z) / np.sum(np.exp(z))", WHICH_AXIS),
        Misconception(
            "not-normalized",
            "softmax",
            WHOLE,
            "return np.exp(z)",
            "Add up the probabilities of one example. What should come out?",
        ),
        Misconception(
            "exponential-missing",
            "softmax",
            WHOLE,
            "return z / np.sum(z, axis=0, keepdims=True)",
            "Can a probability be negative? Which step makes all scores positive first?",
        ),
        Misconception(
            "sigmoid-for-softmax",
            "softmax",
            WHOLE,
            "return 1 / (1 + np.exp(-z))",
            "Does the probability of one class notice when the score of another one grows?",
        ),
        Misconception(
            "exponent-sign",
            "softmax",
            WHOLE,
            "return np.exp(-z) / np.sum(np.exp(-z), axis=0, keepdims=True)",
            "Which class should be the most probable one: that with the largest score, or with the smallest?",
        ),
        Misconception("sum-for-mean", "softmax_cross_entropy", "(y_hat)) / m", "(y_hat))", BATCH),
        Misconception(
            "mean-over-classes",
            "softmax_cross_entropy",
            "-np.sum(y * np.log(y_hat)) / m",
            "-np.mean(y * np.log(y_hat))",
            "Over what is the mean taken: over the examples, or over all entries of the table?",
        ),
        Misconception(
            "binary-cross-entropy",
            "softmax_cross_entropy",
            "np.sum(y * np.log(y_hat))",
            "np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
            "Your loss has a term for the wrong classes as well. Is it in the definition here?",
        ),
        Misconception(
            "sign-lost",
            "softmax_cross_entropy",
            "-np.sum",
            "np.sum",
            "A logarithm of a probability is negative. Can a loss be?",
        ),
        Misconception("missing-mean", "softmax_cross_entropy", "(y_hat - y) / m", "y_hat - y", MEAN),
        Misconception(
            "missing-mean-everywhere",
            "softmax_cross_entropy",
            " / m)\n    dz = (y_hat - y) / m",
            ")\n    dz = y_hat - y",
            BATCH,
        ),
        Misconception("sign-flipped", "softmax_cross_entropy", "y_hat - y", "y - y_hat", SIGN),
        Misconception(
            "gradient-of-probabilities",
            "softmax_cross_entropy",
            "(y_hat - y) / m",
            "-y / y_hat / m",
            "You have the derivative by the probabilities. Which step is left to reach the scores?",
        ),
        Misconception(
            "slope-twice",
            "softmax_cross_entropy",
            "(y_hat - y) / m",
            "(y_hat - y) * y_hat * (1 - y_hat) / m",
            "The softmax has been passed once already. Which part of your product brought you through it?",
        ),
        Misconception(
            "other-classes-forgotten",
            "softmax_cross_entropy",
            "(y_hat - y) / m",
            "y * (y_hat - y) / m",
            "Do the scores of the wrong classes matter for the probability of the right one?",
        ),
        Misconception("relu-slope-missing", "relu_layer_backward", "da * (z > 0)", "da", SLOPE),
        Misconception(
            "gate-reversed",
            "relu_layer_backward",
            "z > 0",
            "z < 0",
            "Which units let a gradient back: those that passed something on, or those that were silent?",
        ),
        Misconception(
            "gate-on-upstream",
            "relu_layer_backward",
            "z > 0",
            "da > 0",
            "Who decides whether the gradient passes: the pre-activation, or the gradient itself?",
        ),
        Misconception(
            "value-for-slope",
            "relu_layer_backward",
            "(z > 0)",
            "np.maximum(z, 0)",
            "You multiply by the value of the activation. Is that how steep it is?",
        ),
        Misconception(
            "bias-left-out",
            "relu_layer_backward",
            "W @ x + b",
            "W @ x",
            "Which units are active? Look at what decides it: is everything in there?",
        ),
        Misconception(
            "slope-skipped-in-dx",
            "relu_layer_backward",
            "W.T @ dz",
            "W.T @ da",
            "Does the gradient of the inputs pass through the activation too?",
        ),
        Misconception(
            "mean-twice",
            "relu_layer_backward",
            "dz @ x.T\n    db = np.sum(dz, axis=1, keepdims=True)",
            "dz @ x.T / x.shape[1]\n    db = np.mean(dz, axis=1, keepdims=True)",
            "The 1/m is already inside da. How often does it appear in dW and db?",
        ),
        Misconception(
            "mean-in-bias",
            "relu_layer_backward",
            "np.sum(dz, axis=1",
            "np.mean(dz, axis=1",
            "The 1/m is already inside da. How often does it appear in db?",
        ),
        Misconception(
            "bias-over-wrong-axis",
            "relu_layer_backward",
            "np.sum(dz, axis=1",
            "np.sum(dz, axis=0",
            "There is one bias a unit. Over what is its gradient added up?",
        ),
        Misconception("bias-not-summed", "relu_layer_backward", "np.sum(dz, axis=1, keepdims=True)", "dz", NOT_SUMMED),
        Misconception(
            "transposed-gradient",
            "relu_layer_backward",
            "dz @ x.T",
            "x @ dz.T",
            "A gradient has the shape of what it belongs to. Compare yours with W.",
        ),
        Misconception(
            "factor-two-twice",
            "regularized_gradient",
            "lam / m",
            "2 * lam / m",
            "What does the 2 below the line do when the square is differentiated?",
        ),
        Misconception(
            "factor-two-missing",
            "regularized_gradient",
            "lam / m",
            "lam / (2 * m)",
            "What is the derivative of a square?",
        ),
        Misconception(
            "missing-mean",
            "regularized_gradient",
            "lam / m",
            "lam",
            "Look at the constant in front of the L2 term. Is all of it in your gradient?",
        ),
        Misconception(
            "penalty-for-gradient",
            "regularized_gradient",
            "lam / m * W",
            "lam / (2 * m) * np.sum(W**2)",
            "You add the L2 term itself. What of it belongs into a gradient?",
        ),
        Misconception(
            "data-gradient-lost",
            "regularized_gradient",
            "dW + lam",
            "lam",
            "The loss has two terms. Where is the gradient of the first one?",
        ),
        Misconception(
            "sign-flipped",
            "regularized_gradient",
            "dW + lam",
            "dW - lam",
            "Should the term make large weights smaller, or larger still?",
        ),
        Misconception(
            "absolute-penalty",
            "regularized_gradient",
            "* W",
            "* np.sign(W)",
            "Does your term pull a large weight harder than a small one? Which norm is that?",
        ),
        Misconception(
            "axes-swapped",
            "broadcast_backward",
            "return db, dc, dd",
            "return dc, db, dd",
            "One entry of b serves a whole row. Along which axis do you go to meet all of them?",
        ),
        Misconception(
            "mean-for-sum",
            "broadcast_backward",
            "db = np.sum(dz, axis=1, keepdims=True)\n    dc = np.sum(dz, axis=0, keepdims=True)\n    dd = float(np.sum(",
            "db = np.mean(dz, axis=1, keepdims=True)\n    dc = np.mean(dz, axis=0, keepdims=True)\n    dd = float(np.mean(",
            MEAN_FOR_SUM,
        ),
        Misconception(
            "not-summed",
            "broadcast_backward",
            "return db, dc, dd",
            "return dz, dz, dz",
            NOT_SUMMED,
        ),
        Misconception(
            "mean-for-number", "broadcast_backward", "dd = float(np.sum(dz))", "dd = float(np.mean(dz))", MEAN_FOR_SUM
        ),
        Misconception(
            "first-entry-only",
            "broadcast_backward",
            "db = np.sum(dz, axis=1, keepdims=True)\n    dc = np.sum(dz, axis=0, keepdims=True)\n    dd = float(np.sum(dz))",
            "db = dz[:, :1]\n    dc = dz[:1]\n    dd = float(dz[0, 0])",
            NOT_SUMMED,
        ),
        Misconception(
            "axes-flattened",
            "broadcast_backward",
            "axis=1, keepdims=True)\n    dc = np.sum(dz, axis=0, keepdims=True)",
            "axis=1)\n    dc = np.sum(dz, axis=0)",
            "A gradient has the shape of what it belongs to. How many axes does b have?",
        ),
        Misconception(
            "first-bias-left-out",
            "collapse",
            "W2 @ b1 + b2",
            "b2",
            "What do the two layers answer where x is zero? And yours?",
        ),
        Misconception(
            "second-bias-left-out",
            "collapse",
            "W2 @ b1 + b2",
            "W2 @ b1",
            "What do the two layers answer where x is zero? And yours?",
        ),
        Misconception(
            "first-bias-unweighted",
            "collapse",
            "W2 @ b1 + b2",
            "np.sum(b1) + b2",
            "Which weights does the first bias meet on its way to the output?",
        ),
        Misconception(
            "bias-subtracted",
            "collapse",
            "W2 @ b1 + b2",
            "W2 @ b1 - b2",
            "Look at the sign of the bias.",
        ),
        Misconception(
            "transposed-weights",
            "collapse",
            "W2 @ W1",
            "W1.T @ W2.T",
            "Your weights answer for rows. Which way round do they have to stand to be multiplied with a column?",
        ),
        Misconception(
            "half-the-limit",
            "largest_learning_rate",
            "2 /",
            "1 /",
            "At your learning rate, the steepest direction is done in one step. May a step overshoot and still converge?",
        ),
        Misconception(
            "flattest-direction",
            "largest_learning_rate",
            "np.max(",
            "np.min(",
            "Try yours in the steepest direction. Which direction breaks first?",
        ),
        Misconception(
            "sum-of-curvatures",
            "largest_learning_rate",
            "np.max(",
            "np.sum(",
            "Does a further flat direction make the steepest one less stable?",
        ),
        Misconception(
            "mean-of-curvatures",
            "largest_learning_rate",
            "np.max(",
            "np.mean(",
            "Is the average direction the one that breaks first?",
        ),
        Misconception(
            "entry-for-eigenvalue",
            "largest_learning_rate",
            "np.max(np.linalg.eigvalsh(A))",
            "np.max(A)",
            "The entries of A belong to the axes. Is the steepest direction one of them?",
        ),
        Misconception(
            "upside-down",
            "largest_learning_rate",
            "2 / np.max(np.linalg.eigvalsh(A))",
            "np.max(np.linalg.eigvalsh(A)) / 2",
            "In a steeper bowl, may the learning rate be larger, or must it be smaller?",
        ),
        Misconception(
            "transposed-gradient",
            "gradient_shapes",
            '(k, n), "db1": (k, 1), "da1": (k, m), "dW2": (q, k)',
            '(n, k), "db1": (k, 1), "da1": (k, m), "dW2": (k, q)',
            "The examples are columns. Which shape must a matrix have that turns a column of features into one of units?",
        ),
        Misconception(
            "examples-first",
            "gradient_shapes",
            '(k, n), "db1": (k, 1), "da1": (k, m), "dW2": (q, k)',
            '(n, k), "db1": (1, k), "da1": (m, k), "dW2": (k, q)',
            "Your shapes fit a course in which the examples are rows. What are they here?",
            convention=True,
        ),
        Misconception(
            "bias-not-summed",
            "gradient_shapes",
            '"db1": (k, 1)',
            '"db1": (k, m)',
            "How many biases does one unit have? Does that depend on the number of examples?",
        ),
        Misconception(
            "bias-flattened",
            "gradient_shapes",
            '"db1": (k, 1)',
            '"db1": (k,)',
            "How many axes does a column have?",
        ),
        Misconception(
            "one-example",
            "gradient_shapes",
            '"da1": (k, m)',
            '"da1": (k, 1)',
            "Is there one activation a unit, or one a unit and example?",
        ),
        Misconception(
            "examples-in-weights",
            "gradient_shapes",
            '(k, n), "db1": (k, 1), "da1": (k, m), "dW2": (q, k)',
            '(k, m), "db1": (k, 1), "da1": (k, m), "dW2": (q, m)',
            "Do the weights get more when there are more examples? A gradient has the shape of what it belongs to.",
        ),
        Misconception(
            "swapped-conventions",
            "momentum_limit",
            "lr * g / (1 - beta), lr * g",
            "lr * g, lr * g / (1 - beta)",
            "In which convention can the velocity become longer than the gradient?",
        ),
        Misconception(
            "first-step",
            "momentum_limit",
            "lr * g / (1 - beta), lr * g",
            "lr * g, lr * (1 - beta) * g",
            "This is the first step. What do the later ones add?",
        ),
        Misconception(
            "beta-for-remainder",
            "momentum_limit",
            "(1 - beta)",
            "beta",
            "Let beta go to zero: nothing is remembered. Where does your step go?",
        ),
        Misconception(
            "alternating-series",
            "momentum_limit",
            "(1 - beta)",
            "(1 + beta)",
            "Do the gradients of the past add to the present one, or do they cancel it?",
        ),
        Misconception(
            "learning-rate-left-out",
            "momentum_limit",
            "lr * g / (1 - beta), lr * g",
            "g / (1 - beta), g",
            "Is it the velocity that was asked for, or the step?",
        ),
        Misconception(
            "average-stretched-too",
            "momentum_limit",
            "(1 - beta), lr * g",
            "(1 - beta), lr * g / (1 - beta)",
            "What is the average of numbers that are all the same?",
        ),
        Misconception(
            "average-shrunk",
            "momentum_limit",
            "(1 - beta), lr * g",
            "(1 - beta), lr * (1 - beta) * g",
            "What is the average of numbers that are all the same?",
        ),
        Misconception(
            "overshoot-forgotten",
            "steps_to_halve",
            "abs(1 - lr * lam)",
            "1 - lr * lam",
            "What becomes of your rate when a step jumps across the minimum? A distance is never negative.",
        ),
        Misconception(
            "rounded-down",
            "steps_to_halve",
            "np.ceil",
            "np.floor",
            "Try your number of steps. Has the distance come down far enough?",
        ),
        Misconception(
            "rounded-to-nearest",
            "steps_to_halve",
            "np.ceil",
            "np.round",
            "Try your number of steps. Has the distance come down far enough in both directions of rounding?",
        ),
        Misconception(
            "not-rounded",
            "steps_to_halve",
            "np.ceil(np.log(0.5) / np.log(rate))",
            "np.log(0.5) / np.log(rate)",
            "Can one take a part of a step?",
        ),
        Misconception(
            "one-step-too-many",
            "steps_to_halve",
            "np.ceil(np.log(0.5) / np.log(rate))",
            "np.ceil(np.log(0.5) / np.log(rate)) + 1",
            "Is the starting point a step?",
        ),
        Misconception(
            "loss-for-distance",
            "steps_to_halve",
            "np.log(rate)",
            "np.log(rate**2)",
            "What is to be halved: the distance, or the loss?",
        ),
        Misconception(
            "step-for-rate",
            "steps_to_halve",
            "abs(1 - lr * lam)",
            "lr * lam",
            "Is this the share that a step takes away, or the share that it leaves?",
        ),
        Misconception(
            "last-use-only",
            "shared_weight_gradient",
            "later_use + first_use",
            "later_use",
            "The weight stands in two places. Which one moved in your derivative?",
        ),
        Misconception(
            "first-use-only",
            "shared_weight_gradient",
            "later_use + first_use",
            "first_use",
            "The weight stands in two places. Which one moved in your derivative?",
        ),
        Misconception(
            "mean-of-uses",
            "shared_weight_gradient",
            "later_use + first_use",
            "(later_use + first_use) / 2",
            "Both uses move together. Does each of them do only half of its work then?",
        ),
        Misconception(
            "product-of-uses",
            "shared_weight_gradient",
            "later_use + first_use",
            "later_use * first_use",
            "Factors belong to one path. What happens to two paths that lead to the same weight?",
        ),
        Misconception("tanh-slope-missing", "shared_weight_gradient", "du * w * (1 - h**2) * x", "du * w * x", SLOPE),
        Misconception("last-slope-missing", "shared_weight_gradient", "1 - y_hat**2", "1.0", SLOPE),
        Misconception(
            "weights-left-out",
            "shared_weight_gradient",
            "du * w * (1 - h**2)",
            "du * (1 - h**2)",
            "Walk from the output to the first use. What do you meet between the two layers?",
        ),
        Misconception(
            "sum-over-points",
            "log_sum_exp",
            "axis=0",
            "axis=1",
            "Each column is a point and gets one number. Over what is the sum taken?",
        ),
        Misconception(
            "mean-for-sum",
            "log_sum_exp",
            "np.sum",
            "np.mean",
            "Is the average in the definition, or the sum?",
        ),
        Misconception(
            "logarithm-inside",
            "log_sum_exp",
            "np.log(np.sum(np.exp(z), axis=0, keepdims=True))",
            "np.sum(z, axis=0, keepdims=True)",
            "Which comes first, the sum or the logarithm? They do not change places.",
        ),
        Misconception(
            "logarithm-missing",
            "log_sum_exp",
            "np.log(np.sum(np.exp(z), axis=0, keepdims=True))",
            "np.sum(np.exp(z), axis=0, keepdims=True)",
            "Your number is much larger than the largest entry. Which step is left?",
        ),
        Misconception(
            "forward-difference",
            "numerical_gradient",
            "(log_sum_exp(z + moves) - log_sum_exp(z - moves)).T / (2 * h)",
            "(log_sum_exp(z + moves) - log_sum_exp(z)).T / h",
            "Which two points are compared in a central difference?",
        ),
        Misconception(
            "backward-difference",
            "numerical_gradient",
            "(log_sum_exp(z + moves) - log_sum_exp(z - moves)).T / (2 * h)",
            "(log_sum_exp(z) - log_sum_exp(z - moves)).T / h",
            "Which two points are compared in a central difference?",
        ),
        Misconception(
            "factor-two-missing",
            "numerical_gradient",
            "(2 * h)",
            "h",
            "How far apart are the two points that you compare?",
        ),
        Misconception(
            "exact-for-numerical",
            "numerical_gradient",
            "(log_sum_exp(z + moves) - log_sum_exp(z - moves)).T / (2 * h)",
            "np.exp(z) / np.sum(np.exp(z))",
            "This is the exact gradient, and a right one. Here the measured one is asked for, with the h that is given.",
        ),
        Misconception(
            "all-entries-moved",
            "numerical_gradient",
            "np.eye(len(z))",
            "np.ones((len(z), len(z)))",
            "How many entries of z have moved in one of your points?",
        ),
        Misconception(
            "sign-flipped",
            "numerical_gradient",
            "z + moves) - log_sum_exp(z - moves)",
            "z - moves) - log_sum_exp(z + moves)",
            "Which of the two values is taken from which?",
        ),
        Misconception(
            "transposed-gradient",
            "numerical_gradient",
            ").T /",
            ") /",
            "A gradient has the shape of what it belongs to. Compare yours with z.",
        ),
        Misconception("sigmoid-slope-missing", "neuron_gradient", "dy_hat * y_hat * (1 - y_hat)", "dy_hat", SLOPE),
        Misconception(
            "cross-entropy-gradient",
            "neuron_gradient",
            "2 * (y_hat - y)\n    du = dy_hat * y_hat * (1 - y_hat)",
            "y_hat - y\n    du = dy_hat",
            "This short form belongs to another loss. Which one is asked for here?",
        ),
        Misconception(
            "factor-two-missing",
            "neuron_gradient",
            "2 * (y_hat - y)",
            "y_hat - y",
            "What is the derivative of a square?",
        ),
        Misconception("sign-flipped", "neuron_gradient", "y_hat - y)", "y - y_hat)", SIGN),
        Misconception(
            "slope-incomplete",
            "neuron_gradient",
            "dy_hat * y_hat * (1 - y_hat)",
            "dy_hat * (1 - y_hat)",
            "Far out on either side the sigmoid is flat. Is your slope near zero on both sides?",
        ),
        Misconception(
            "slope-at-pre-activation",
            "neuron_gradient",
            "dy_hat * y_hat * (1 - y_hat)",
            "dy_hat * (np.sum(w * x) + b) * (1 - (np.sum(w * x) + b))",
            "The slope can be written with the value of the sigmoid. What did you put there?",
        ),
        Misconception(
            "loss-for-gradient",
            "neuron_gradient",
            "2 * (y_hat - y)",
            "(y_hat - y) ** 2",
            "Does the chain begin with the loss itself, or with its derivative?",
        ),
        Misconception(
            "weights-for-input",
            "neuron_gradient",
            "du * x, float(du)",
            "du * w, float(du)",
            "How much does the sum move when one weight moves a little: by the weight itself, or by something else?",
        ),
        Misconception(
            "input-factor-missing",
            "neuron_gradient",
            "du * x, float(du)",
            "du * np.ones_like(x), float(du)",
            "How much does the sum move when one weight moves a little? Does that depend on x?",
        ),
        Misconception(
            "bias-gradient-constant",
            "neuron_gradient",
            "du * x, float(du)",
            "du * x, 1.0",
            "The sum moves as much as the bias does, but how much does the loss move?",
        ),
    ),
)
