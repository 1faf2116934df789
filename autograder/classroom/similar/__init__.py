"""Pairs of hand-ins with code in common that is neither given nor what most of the class writes. Pure counting.

Theory: winnowing, the published method of MOSS (S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: Local Algorithms
for Document Fingerprinting, SIGMOD 2003). Code becomes tokens without names, comments and strings; each run of `GRAM`
tokens has a hash; of each `WINDOW` neighbouring hashes the smallest is kept. So two hand-ins that share any run of at
least GRAM + WINDOW - 1 tokens share a fingerprint, wherever it is in them. An index from fingerprint to hand-ins finds
the pairs; fingerprints of the given code, and of more hand-ins than chance would share, are left out.

Nothing is parsed as Python and nothing runs: the lexer is one regular expression that takes any text in linear time.
"""
