"""A problem as a sheet to print: for an exam or for practice, without and with solutions."""
