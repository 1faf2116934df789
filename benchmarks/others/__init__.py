"""This beside two other notebook graders, on one class in one run: `python -m benchmarks.others`."""
