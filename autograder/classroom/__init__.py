"""A class counted: statistics, groups of equal answers, answers in words."""
