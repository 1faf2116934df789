"""The class page: one self-contained file that a TA opens from disk."""
