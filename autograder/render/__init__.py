"""Render a report, or a class of reports, for people to read: pure functions, one module per format."""
