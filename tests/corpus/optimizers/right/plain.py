# autograder: problem = optimizers
# style: plain loops over the keys
import numpy as np

def gradient_descent(params, grads, lr):
    new = {}
    for key in params.keys():
        new[key] = params[key] - lr * grads[key]
    return new

def momentum(params, grads, v, lr, beta):
    new_params = {}
    new_v = {}
    for key in params:
        if key in v:
            old = v[key]
        else:
            old = np.zeros(np.shape(params[key]))
        new_v[key] = beta * old + (1 - beta) * grads[key]
        new_params[key] = params[key] - lr * new_v[key]
    return new_params, new_v

def rmsprop(params, grads, s, lr, beta, eps):
    new_params = {}
    new_s = {}
    for key in params:
        old = s[key] if s else 0
        new_s[key] = beta * old + (1 - beta) * np.square(grads[key])
        new_params[key] = params[key] - lr * grads[key] / (np.sqrt(new_s[key]) + eps)
    return new_params, new_s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    new_params = {}
    new_v = {}
    new_s = {}
    for key in params:
        old_v = v[key] if v else 0
        old_s = s[key] if s else 0
        new_v[key] = beta1 * old_v + (1 - beta1) * grads[key]
        new_s[key] = beta2 * old_s + (1 - beta2) * grads[key] ** 2
        v_corrected = new_v[key] / (1 - beta1 ** t)
        s_corrected = new_s[key] / (1 - beta2 ** t)
        new_params[key] = params[key] - lr * v_corrected / (np.sqrt(s_corrected) + eps)
    return new_params, new_v, new_s

def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    perm = rng.permutation(m)
    x_shuffled = x[:, perm]
    y_shuffled = y[:, perm]
    batches = []
    i = 0
    while i < m:
        x_batch = x_shuffled[:, i:i + batch_size]
        y_batch = y_shuffled[:, i:i + batch_size]
        batches.append((x_batch, y_batch))
        i += batch_size
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w = params["w"]
    b = params["b"]
    losses = []
    for epoch in range(epochs):
        y_hat = w @ x + b
        losses.append(np.mean((y_hat - y) ** 2))
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            m_batch = x_batch.shape[1]
            error = w @ x_batch + b - y_batch
            dw = 2 / m_batch * error @ x_batch.T
            db = 2 / m_batch * np.sum(error)
            w = w - lr * dw
            b = b - lr * db
    return {"w": w, "b": b}, losses
