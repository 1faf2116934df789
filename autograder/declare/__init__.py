"""The words in which a problem is declared, and the reference that a declaration loads."""
