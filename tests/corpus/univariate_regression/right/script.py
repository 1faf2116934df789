# autograder: problem = univariate_regression
# style: a script with plots, input() and a main block
import numpy as np
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D
from matplotlib import cm


def random_search(x, y, candidates):
    losses = []
    for cand in candidates:
        losses += [loss(forward(x, {"w": cand[0], "b": cand[1]})["y_hat"], y)]
    i = losses.index(min(losses))
    return {"w": candidates[i][0], "b": candidates[i][1]}, losses[i]


def forward(x, params):
    w = params["w"]
    b = params["b"]
    y_hat = w * x + b
    return {"y_hat": y_hat}


def loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()


def backward(x, y, params, cache):
    m = len(x[0])
    dy_hat = 2 * (cache["y_hat"] - y) / m
    return {"dy_hat": dy_hat, "dw": sum(dy_hat[0] * x[0]), "db": sum(dy_hat[0])}


def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for i in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * grads["dw"], b - lr * grads["db"]
        if i % 10 == 0:
            print(f"step {i}: loss {losses[-1]:.4f}")
    return {"w": w, "b": b}, losses


rng = np.random.default_rng(3)
x_demo = rng.normal(size=(1, 30))
y_demo = 1.7 * x_demo - 0.4 + 0.1 * rng.normal(size=(1, 30))
fitted, curve = train(x_demo, y_demo, {"w": 0.0, "b": 0.0}, 0.1, 50)

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
left.scatter(x_demo[0], y_demo[0], s=8)
left.plot(x_demo[0], forward(x_demo, fitted)["y_hat"][0], color="tab:orange")
right.semilogy(curve)
right.set_xlabel("step")
fig.tight_layout()
plt.show()

ax = plt.figure().add_subplot(projection="3d")
grid_w, grid_b = np.meshgrid(np.linspace(0, 3, 20), np.linspace(-2, 1, 20))
ax.plot_surface(grid_w, grid_b, grid_w**2 + grid_b**2, cmap=cm.viridis)

name = input("Your name for the plot title: ")
plt.title(name)

if __name__ == "__main__":
    print("final", fitted, "loss", curve[-1])
