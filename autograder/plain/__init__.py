"""Plain values that cross the sandbox's wall: the only part of the package that the sandbox may import."""
