"""The server of the page: on this machine only, for who has the token, and never with anything to run but our script.

Theory of operation. The address that the command prints holds a token, as Jupyter's does. Opening it sets a cookie that
no script can read and no other site can make a browser send (HttpOnly, SameSite=Strict), and leads to the page without
the token in its address. Whatever changes anything also needs a second token, which is in the page alone, in a header
that no form of another site can send. A request must name this machine as its host, so that a name of another site that
was made to lead here (DNS rebinding) gets nothing. What students wrote reaches the page as cleaned HTML or as text; the
content policy allows one script and one style by a nonce that is new for each page.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from autograder.marking.actions import Actions, BadRequestError
from autograder.marking.desk import OvertakenError, RefusedError
from autograder.marking.page import mark_page
from autograder.plain.errors import MendableError

HERE = "127.0.0.1"
NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
LARGEST = 64 << 10
"""Bytes of one request: a comment of 4,000 characters and the numbers of 5,000 answers fit."""
PATIENCE = 60.0
"""Seconds after which a connection on which nothing comes is closed."""
LONGEST_ADDRESS = 2000
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class MarkServer(ThreadingHTTPServer):
    """The server; `address` is what a grader opens.

    At its end every connection is closed and every thread has ended: a process that is forked while another thread
    holds a lock waits for that lock forever.
    """

    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, actions: Actions, grader: str, port: int = 0) -> None:
        self._open: set[Any] = set()
        super().__init__((HERE, port), _Handler)
        self.actions, self.grader = actions, grader
        self.token, self.write_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def cookie(self) -> str:
        """The name of the cookie: browsers send one of this machine to all of its ports."""
        return f"autograder-mark-{self.port}"

    @property
    def address(self) -> str:
        return f"http://{HERE}:{self.port}/?token={self.token}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Close every connection, and wait for the threads that answer them."""
        for request in tuple(self._open):
            with suppress(OSError):  # gone already
                request.shutdown(socket.SHUT_RD)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a browser that has gone away."""


class _Handler(BaseHTTPRequestHandler):
    server: MarkServer
    timeout = PATIENCE
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "autograder", ""
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"
    statuses: ClassVar[Mapping[type[Exception], HTTPStatus]] = {
        BadRequestError: HTTPStatus.BAD_REQUEST,
        RefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
        MendableError: HTTPStatus.INTERNAL_SERVER_ERROR,
    }

    def do_GET(self) -> None:
        if not self._is_for_us():
            return
        address = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(address.query, max_num_fields=10).items()}
        if address.path == "/" and "token" in asked and _same(asked["token"], self.server.token):
            self._to_the_page()
        elif not self._is_known():
            self._refuse(HTTPStatus.FORBIDDEN, "open the address that `autograder mark` prints")
        elif address.path == "/":
            nonce = secrets.token_urlsafe(16)
            html = mark_page(self.server.write_token, nonce, self.server.grader)
            policy = (
                f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; "
                "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            )
            more = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
            self._answer(HTTPStatus.OK, html.encode(), more)
        elif address.path.startswith("/api/"):
            self._act(self.server.actions.read, address.path.removeprefix("/api/"), asked)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "the length is missing")
        elif len(length) > 9 or int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
        elif not self._is_for_us():
            return
        elif not self._is_known() or not _same(self.headers.get("X-Autograder-Token", ""), self.server.write_token):
            self._refuse(HTTPStatus.FORBIDDEN, "open the page again")
        elif self.headers.get_content_type() != "application/json" or not self.path.startswith("/api/"):
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "only JSON")
        else:
            try:
                said = json.loads(self.rfile.read(int(length)))
            except (ValueError, RecursionError):
                said = None
            if isinstance(said, dict):
                self._act(self.server.actions.write, self.path.removeprefix("/api/"), said)
            else:
                self._refuse(HTTPStatus.BAD_REQUEST, "no JSON object")

    def _act(self, action: Any, name: str, asked: Mapping[str, Any]) -> None:
        try:
            status, said = HTTPStatus.OK, action(name, asked)
        except OvertakenError as error:
            status, said = HTTPStatus.CONFLICT, {"now": self.server.actions.shown(error.now)}
        except (BadRequestError, MendableError) as error:
            status = next(s for kind, s in self.statuses.items() if isinstance(error, kind))
            said = {"error": str(error)}
        self._answer(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _is_for_us(self) -> bool:
        """Return whether a request names this machine, and comes from no other site; it is refused otherwise."""
        host = self.headers.get("Host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        origin = self.headers.get("Origin")
        if len(self.path) > LONGEST_ADDRESS:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "too long")
        elif name not in NAMES or (origin is not None and origin != f"http://{host}"):
            self._refuse(HTTPStatus.FORBIDDEN, "this is for the machine itself")
        elif self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none") and "/api/" in self.path:
            self._refuse(HTTPStatus.FORBIDDEN, "this is for the page itself")
        else:
            return True
        return False

    def _is_known(self) -> bool:
        try:
            sent = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            return False
        return sent is not None and _same(sent.value, self.server.token)

    def _to_the_page(self) -> None:
        kept = f"{self.server.cookie}={self.server.token}; Path=/; HttpOnly; SameSite=Strict"
        self._answer(HTTPStatus.SEE_OTHER, b"", {"Location": "/", "Set-Cookie": kept})

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True  # what was sent has not been read
        self._answer(status, f"{why}\n".encode(), {"Content-Type": "text/plain; charset=utf-8", "Connection": "close"})

    def _answer(self, status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library's name
        """Keep quiet: addresses hold tokens."""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
