# autograder: problem = optimizers
# mistake: the predictions of every step are those of the first parameters
# name: gradient-never-renewed
# expect: minibatch_descent.params wrong
# expect: minibatch_descent.losses follows
# named: minibatch_descent.params gradient-never-renewed
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s
def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    new = {}
    for k in params:
        v_corrected = v[k] / (1 - beta1 ** t)
        s_corrected = s[k] / (1 - beta2 ** t)
        new[k] = params[k] - lr * v_corrected / (np.sqrt(s_corrected) + eps)
    return new, v, s
def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    trained, losses = dict(params), []
    for _ in range(epochs):
        losses.append(float(np.mean((trained["w"] @ x + trained["b"] - y) ** 2)))
        for xb, yb in minibatches(x, y, batch_size, rng):
            y_hat = params["w"] @ xb + params["b"]
            d = 2 * (y_hat - yb) / yb.size
            trained["w"] = trained["w"] - lr * d @ xb.T
            trained["b"] = trained["b"] - lr * d.sum()
    return trained, losses
