"""Grades exercises on gradient descent and backpropagation."""

__version__ = "0.1.0"
DISTRIBUTION = "backprop-autograder"
"""What pip calls this package. Another one has the same import name; it has no such line."""
