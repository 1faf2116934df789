"""For course authors: prove that a declaration does what it says."""
