# autograder: problem = multivariate_regression
# style: Greek names and f-strings with them
import numpy as np


def forward(x, params):
    ω, β = params["w"], params["b"]
    ŷ = ω @ x + β
    return {"y_hat": ŷ, "ŷ": ŷ}


def loss(ŷ, y):
    Δ = ŷ - y
    ℓ = (Δ**2).mean()
    print(f"ℓ = {ℓ:.3e} für {Δ.shape[1]} Beispiele – ✓")
    return ℓ


def backward(x, y, params, cache):
    Δ = cache["ŷ"] - y if "ŷ" in cache else cache["y_hat"] - y
    δ = 2 * Δ / Δ.shape[1]
    return {"dy_hat": δ, "dw": δ @ x.T, "db": δ.sum(), "‖∇‖": np.sqrt((δ @ x.T) @ (δ @ x.T).T)}


def train(x, y, θ, α, steps):
    L = []
    for _ in range(steps):
        cache = forward(x, θ)
        L.append(loss(cache["y_hat"], y))
        grads = backward(x, y, θ, cache)
        θ = {name: value - α * grads[f"d{name}"] for name, value in θ.items()}
    return θ, L
