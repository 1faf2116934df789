"""The messages between the two sides of the sandbox, as bytes."""
