"""What staff decide and say: policy, roster, secret, hints, comments and marks."""
