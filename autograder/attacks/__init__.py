"""What hostile submissions try, as one table that tests and `autograder doctor --attacks` run.

Every attack is a small submission. `trial` grades each one the same way as any other and checks what it could read,
change, leave behind or gain. All of them are harmless even if they succeed: they signal with 0, create empty files in
a folder made for them, and stop filling memory after a while.
"""
