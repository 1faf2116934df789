"""Examples in rows inside; the two layers' product taken first; terms in another order."""


def forward(x, params):
    h = (x.T @ params["W1"].T + params["b1"].T).T
    y_hat = (params["W2"] @ params["W1"]) @ x + (params["W2"] @ params["b1"] + params["b2"])
    return {"h": h, "y_hat": y_hat}


def loss(y_hat, y):
    return ((y - y_hat) @ (y - y_hat).T).item() / y.shape[1]


def backward(x, y, params, cache):
    residual = cache["y_hat"] - y
    scale = 2 / residual.shape[1]
    W2 = params["W2"]
    return {
        "dy_hat": scale * residual,
        "dW2": scale * (cache["h"] @ residual.T).T,
        "db2": scale * residual.sum(),
        "dh": W2.T * residual * scale,
        "dW1": scale * W2.T @ (residual @ x.T),
        "db1": scale * residual.sum() * W2.T,
    }


def train(x, y, params, lr, steps):
    def step(now):
        grads = backward(x, y, now, forward(x, now))
        return {name: now[name] - lr * grads[f"d{name}"] for name in ("b2", "W2", "b1", "W1")}

    visited = [params]
    for _ in range(steps):
        visited.append(step(visited[-1]))
    return visited[-1], [loss(forward(x, p)["y_hat"], y) for p in visited[:steps]]
