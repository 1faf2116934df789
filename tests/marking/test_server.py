"""The server of the page answers to nobody but who has the token, on this machine, and never with more than it must."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, cast

import pytest

from autograder.marking.actions import Actions
from autograder.marking.server import MarkServer
from tests.batch.made import run
from tests.marking.made import FIRST, PROBLEM, Running, a_class, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    out = a_class(tmp_path_factory.mktemp("class") / "out", {"Ada": "yes", "Bob": "no", "Eve": "yes"})
    with running(out) as found:
        yield found


def ask(server: Running, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET" if body is None else "POST", path, data, named)
    reply = connection.getresponse()
    found = reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    connection.close()
    return found


@pytest.fixture(scope="module")
def known(server: Running) -> dict[str, str]:
    return opened(server)


def opened(server: Running) -> dict[str, str]:
    """What a browser sends that has opened the address: the cookie, and the token of the page."""
    status, headers, _ = ask(server, f"/?token={server.token}")
    assert (status, headers["location"]) == (303, "/")
    assert headers["set-cookie"].endswith("; HttpOnly; SameSite=Strict")
    cookie = headers["set-cookie"].partition(";")[0]
    status, headers, page = ask(server, "/", Cookie=cookie)
    assert status == 200
    (token,) = re.findall(rb'data-token="([^"]+)"', page)
    return {"Cookie": cookie, "X-Autograder-Token": token.decode(), "Content-Type": "application/json"}


def mark(**more: Any) -> dict[str, Any]:
    return {"question": FIRST, "cards": [1], "points": 1, "by": "Dee", "seen": 0, **more}


def points(server: Running, known: dict[str, str]) -> dict[str, Any]:
    _, _, body = ask(server, f"/api/answers?question={FIRST}", **known)
    found: dict[str, Any] = json.loads(body)["marks"]
    return found


def test_nobody_without_the_token_gets_anything(server: Running, known: dict[str, str]) -> None:
    for path in (
        "/",
        "/?token=",
        "/?token=wrong",
        "/api/overview",
        f"/api/answers?question={FIRST}",
        "/../../etc/passwd",
    ):
        for cookie in ("", "autograder-mark=x", f"autograder-mark-{server.port}=wrong", "a=\x01;;;=", '"'):
            status, _, body = ask(server, path, Cookie=cookie)
            assert status == 403, path
            assert b"yes" not in body
    assert ask(server, "/api/mark", mark(), **{**known, "Cookie": ""})[0] == 403
    assert points(server, known) == {}


def test_a_form_or_a_script_of_another_site_changes_nothing(server: Running, known: dict[str, str]) -> None:
    here = f"127.0.0.1:{server.port}"
    for change in (
        {"X-Autograder-Token": ""},
        {"X-Autograder-Token": server.token},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "example.com"},
        {"Host": f"example.com:{server.port}"},
        {"Host": f"127.0.0.1.example.com:{server.port}"},
        {"Host": ""},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert ask(server, "/api/mark", mark(), **{**known, **change})[0] in (403, 415), change
    assert points(server, known) == {}
    assert ask(server, "/", **{**known, "Host": "example.com"})[0] == 403
    assert ask(server, "/", **{**known, "Host": f"localhost:{server.port}"})[0] == 200
    assert ask(server, "/", **{**known, "Origin": f"http://{here}"})[0] == 200


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("mark", b"[]"),
        ("mark", b"{"),
        ("mark", b"[" * 60000),
        ("mark", {"question": FIRST}),
        ("mark", mark(points="1")),
        ("mark", mark(cards=["1"])),
        ("mark", mark(cards=[10**30])),
        ("mark", mark(more=1)),
        ("mark", mark(points=2)),
        ("mark", mark(points=-1)),
        (
            "mark",
            b'{"question": "univariate_regression.random_sampling", "cards": [1], "by": "", "seen": 0, "points": NaN}',
        ),
        ("mark", mark(cards=[99])),
        ("mark", mark(items=[7])),
        ("mark", mark(question="../../etc")),
        ("item", {"question": FIRST, "by": "", "text": "", "worth": 1}),
        ("item", {"question": FIRST, "by": "", "text": "x", "worth": 1e300}),
        ("remove", {"question": FIRST, "by": "", "item": 9}),
        ("adjust", {"question": FIRST, "card": 1, "asked": "none", "by": "", "seen": 0, "points": 1, "why": "x"}),
        ("adjust", {"question": FIRST, "card": 1, "asked": "loss", "by": "", "seen": 0, "points": 1, "why": " "}),
        ("delete-everything", {}),
    ],
)
def test_what_the_page_never_sends_is_refused(server: Running, known: dict[str, str], action: str, said: Any) -> None:
    status, _, body = ask(server, f"/api/{action}", said, **known)
    assert status in (400, 422)
    assert b"Traceback" not in body
    assert points(server, known) == {}


def test_too_much_is_not_read(server: Running, known: dict[str, str]) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=120) as raw:
        head = "".join(f"{name}: {value}\r\n" for name, value in known.items())
        raw.sendall(f"POST /api/mark HTTP/1.1\r\nHost: localhost\r\n{head}Content-Length: 99999999\r\n\r\n".encode())
        assert b" 413 " in raw.recv(100)
    for length in ("", "-1", "x", "9" * 400):
        with socket.create_connection(("127.0.0.1", server.port), timeout=120) as raw:
            raw.sendall(f"POST /api/mark HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
            assert raw.recv(100)[9:12] in (b"411", b"413")
    assert ask(server, "/api/preview", {"text": "x" * 70000}, **known)[0] == 413
    assert ask(server, "/" + "x" * 3000, **known)[0] == 414


def test_the_policy_allows_one_script_by_a_nonce_that_is_new_each_time(server: Running, known: dict[str, str]) -> None:
    policies = set()
    for _ in range(3):
        _, headers, page = ask(server, "/", **known)
        policy = headers["content-security-policy"]
        (nonce,) = re.findall(r"script-src 'nonce-([^']+)'", policy)
        assert page.count(f'<script nonce="{nonce}">'.encode()) == page.count(b"<script") == 1
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        policies.add(policy)
    assert len(policies) == 3
    for path in ("/", "/api/overview", "/nothing"):
        _, headers, _ = ask(server, path, **known)
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
        assert server.token not in str(headers)


def test_only_this_machine_can_connect(server: Running) -> None:
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    for address in {str(info[4][0]) for info in found if not str(info[4][0]).startswith("127.")}:
        with socket.socket() as other:
            other.settimeout(5)
            assert other.connect_ex((address, server.port)) != 0
    with MarkServer(cast("Actions", None), "Dee") as made:
        assert made.server_address[0] == "127.0.0.1"


def test_no_thread_is_left_when_the_server_has_closed() -> None:
    """Regrading forks: a thread that is left could hold a lock, for which the new process would wait forever."""
    before = threading.active_count()
    with MarkServer(cast("Actions", None), "Dee") as made:
        serving = threading.Thread(target=made.serve_forever, args=(0.05,))
        serving.start()
        kept = http.client.HTTPConnection("127.0.0.1", made.port, timeout=120)
        kept.request("GET", f"/?token={made.token}")
        with kept.getresponse() as reply, closing(kept):  # a browser keeps a connection open
            assert reply.read() == b""
            assert threading.active_count() == before + 2
            made.shutdown()
            serving.join()
            made.server_close()
            assert threading.active_count() == before


def test_names_and_slugs_are_sent_only_on_request(server: Running, known: dict[str, str]) -> None:
    for path in ("/", "/api/overview", f"/api/answers?question={FIRST}", f"/api/student?question={FIRST}&card=1"):
        _, _, body = ask(server, path, **known)
        assert b"Ada" not in body
        assert b"ada" not in body.lower().replace(b"metadata", b"")
    assert b"Ada" in ask(server, f"/api/names?question={FIRST}", **known)[2]


def test_marks_outlive_a_server_that_is_killed_while_they_come(tmp_path: Path) -> None:
    """Every mark that was answered is in the gradebook after `regrade`; the one on its way is there whole or not."""
    out = a_class(tmp_path / "out", {f"Student {i:02d}": f"answer {i}" for i in range(40)})
    answered: list[int] = []
    with running(out) as server:
        browser = opened(server)

        def send() -> None:
            with suppress(OSError, http.client.HTTPException):
                for card in range(1, 41):
                    status, _, _ = ask(server, "/api/mark", mark(cards=[card], comment=f"c{card}"), **browser)
                    assert status == 200
                    answered.append(card)

        sending = threading.Thread(target=send)
        sending.start()
        while len(answered) < 7:
            assert sending.is_alive()
        server.process.kill()
        sending.join()
    assert 7 <= len(answered) < 40
    done = run("regrade", out)
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO((out / "gradebook.csv").read_text(encoding="utf-8-sig")))
    given = [row for row in rows if row[f"{PROBLEM}:random_sampling"] == "1"]
    assert len(given) in (len(answered), len(answered) + 1)
    pages = [page.read_text("utf-8") for page in (out / "feedback").iterdir()]
    assert len([page for page in pages if "<strong>From the course staff:</strong>" in page]) == len(given)
