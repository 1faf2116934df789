"""The result of a submission: statuses, verdicts, the report and its pictures as plain data."""
