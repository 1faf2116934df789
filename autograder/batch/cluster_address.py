"""Which clusters may be used: answers and grades travel only where nobody else reads or writes them."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from pathlib import Path

from distributed import Security

from autograder.batch.errors import ClusterError

ENCRYPTED = ("tls", "wss")
INSIDE = ("inproc",)
CERTIFICATE, KEY, AUTHORITY = "cert.pem", "key.pem", "ca.pem"


def security(address: str, folder: Path | None) -> Security:
    """Return what a connection is made with: the certificates in a folder, else those of Dask's own settings.

    Raises ClusterError if there are none and the address needs them.
    """
    if folder is None:
        found = Security()
        if _scheme(address) in ENCRYPTED and not (found.tls_ca_file and found.tls_client_cert):
            raise ClusterError(f"{address} needs certificates: name their folder with --cluster-tls")
        return found
    missing = [name for name in (CERTIFICATE, KEY) if not (folder / name).is_file()]
    if missing:
        raise ClusterError(f"--cluster-tls {folder}: there is no {missing[0]} in it")
    authority = folder / AUTHORITY
    return Security(
        tls_ca_file=str(authority if authority.is_file() else folder / CERTIFICATE),
        tls_client_cert=str(folder / CERTIFICATE),
        tls_client_key=str(folder / KEY),
        require_encryption=True,
    )


def require_closed(addresses: Iterable[str]) -> None:
    """Raise ClusterError for an address that others can listen to, or answer in place of the process behind it."""
    for address in addresses:
        if not (_scheme(address) in (*ENCRYPTED, *INSIDE) or _is_loopback(address)):
            raise ClusterError(
                f"{address} is open to everybody who can reach it: use tls:// (see docs/classes.md), "
                "or --insecure-cluster if nobody else is in that network"
            )


def _scheme(address: str) -> str:
    return address.partition("://")[0] if "://" in address else "tcp"


def _is_loopback(address: str) -> bool:
    host = address.rpartition("://")[2].rpartition(":")[0].strip("[]")
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(entry[4][0])).is_loopback for entry in found)
