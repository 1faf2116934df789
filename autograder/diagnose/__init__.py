"""Find the named mistake behind a wrong answer."""
