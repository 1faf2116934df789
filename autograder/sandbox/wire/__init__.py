"""What the two sides of the sandbox say to each other, as bytes."""
