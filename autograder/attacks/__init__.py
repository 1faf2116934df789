"""What hostile submissions try, as one table that tests and `autograder doctor --attacks` run.

Every attack is a small submission. `trial` grades each through the same path as any other, and looks for what it could
read, change, leave behind or gain. All of them are harmless where they succeed: they signal with 0, plant empty files
in a folder of their own, and stop filling memory after a while.
"""
