"""The project's own figures, measured side by side in one run: `make bench`."""
