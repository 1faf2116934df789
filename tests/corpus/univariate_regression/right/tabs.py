# autograder: problem = univariate_regression
# style: tabs for indentation, a while loop for training, semicolons
import numpy as np

def random_search(x, y, candidates):
	i = 0; best = 0
	scores = []
	while i < len(candidates):
		w, b = candidates[i]
		scores.append(np.mean((w*x+b-y)**2))
		if scores[i] < scores[best]:
			best = i
		i += 1
	return {"w": candidates[best][0], "b": candidates[best][1]}, scores[best]

def forward(x, params):
	return {"y_hat": params["w"]*x+params["b"]}

def loss(y_hat, y):
	diff = y_hat-y
	return np.mean(diff*diff)

def backward(x, y, params, cache):
	m = y.size
	dy_hat = 2*(cache["y_hat"]-y)/m
	return {"dy_hat": dy_hat, "dw": np.sum(dy_hat*x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
	w = params["w"]; b = params["b"]
	losses = []
	remaining = steps
	while remaining > 0:
		cache = forward(x, {"w": w, "b": b})
		losses.append(loss(cache["y_hat"], y))
		g = backward(x, y, {"w": w, "b": b}, cache)
		w = w - lr*g["dw"]; b = b - lr*g["db"]
		remaining -= 1
	return {"w": w, "b": b}, losses
