"""From a report, or a class of reports, to something to read: pure functions, one module a form."""
