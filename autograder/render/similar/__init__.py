"""The pairs of a class that have code in common: a page for staff, and a table for the terminal."""
