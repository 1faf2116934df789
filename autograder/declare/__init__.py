"""The vocabulary for declaring problems, and the reference that a declaration loads."""
