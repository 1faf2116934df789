"""The error of the plugin, in a separate module because the plugin imports the rest late."""

from __future__ import annotations


class UngradableError(Exception):
    """This submission could not be graded, with the reason: Otter writes no results, so it does not become a zero."""
