"""Answers in words as a TA reads them: a page a question, and the table to write points in."""
