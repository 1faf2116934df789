"""Statistics of a class, groups of equal wrong answers, and written answers."""
