"""What people do to notebooks, as mutations of the solved ones, and the two places in which these are run."""
