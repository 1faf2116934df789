"""Ways to go wrong, as patterns of code that make named mistakes of right functions."""
