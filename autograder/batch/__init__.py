"""A class of submissions: the pool of slots that grades it, and the files that it writes."""
