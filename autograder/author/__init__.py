"""For course authors: proves that a declaration does what it says."""
