"""Evidence and reference in, verdicts out."""
