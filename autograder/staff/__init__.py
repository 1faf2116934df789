"""The staff's decisions and remarks: policy, roster, secret, hints, comments and marks."""
