# autograder: problem = optimizers
# mistake: the gradient of the last batch, which is smaller, is divided by the batch size too
# name: divided-by-batch-size
# expect: minibatch_descent.params wrong
# expect: minibatch_descent.losses follows
# named: minibatch_descent.params divided-by-batch-size
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
    out, first, second = {}, {}, {}
    for name in grads:
        g = np.asarray(grads[name])
        first[name] = beta1 * v.get(name, 0) + (1 - beta1) * g
        second[name] = beta2 * s.get(name, 0) + (1 - beta2) * g * g
        m_hat = first[name] / (1 - np.power(beta1, t))
        root = np.sqrt(second[name] / (1 - np.power(beta2, t)))
        out[name] = params[name] - lr * m_hat / (root + eps)
    return out, first, second
def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = np.array(params["w"]), params["b"], []
    for _ in range(epochs):
        losses.append(np.mean(np.square(w.dot(x) + b - y)))
        for xb, yb in minibatches(x, y, batch_size, rng):
            gw, gb = np.zeros_like(w), 0.0
            for i in range(xb.shape[1]):
                error = w.dot(xb[:, i]) + b - yb[:, i]
                gw += 2 * error * xb[:, i] / batch_size
                gb += 2 * float(error[0]) / batch_size
            w, b = w - lr * gw, b - lr * gb
    return {"w": w, "b": b}, losses
