"""Written answers for a TA to read: one page per question, and the table to enter points in."""
