"""Read untrusted files into a `Submission`, without executing anything or parsing Python."""
