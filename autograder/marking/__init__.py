"""A page in the browser on which people mark answers in words: a small server on this machine only."""
