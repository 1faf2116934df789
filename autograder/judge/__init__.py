"""Judging: takes evidence and the reference, returns verdicts."""
