"""From a wrong answer to a named mistake."""
