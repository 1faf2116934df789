"""Check a notebook without the solution, by public examples and the student's own functions.

A problem comes here as its *public* part (`public`): forms, shapes and small examples, no gradient of a network. What a
function gives is held against the examples (`examples`), gradients against differences of the student's own loss
(`gradients`, `upstream`), training against gradient descent with the student's own gradients (`training`).
"""
