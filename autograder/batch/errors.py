"""The error of a cluster, in a separate module because the cluster's library is slow to import."""

from __future__ import annotations

from autograder.plain.errors import MendableError


class ClusterError(MendableError):
    """The cluster cannot be used; the message says why and what to do."""
