"""From files that nobody trusts to `Submission`: executes nothing and parses no Python."""
