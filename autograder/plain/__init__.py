"""Plain values that cross the wall of the sandbox: all that the sandbox knows of the rest of the package."""
