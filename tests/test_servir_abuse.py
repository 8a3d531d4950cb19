"""Hostile requests: nothing is executed, nothing is written, nothing is told, the server stays up.

They are sent through sockets to the command itself, run in a folder that is watched.
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable

import pytest
from hostile import DOSSIER, FAULTY, JSON, SCRIPT, SENT, Server, dossier, server, unharmed

__all__ = ["server", "unharmed"]

pytestmark = pytest.mark.usefixtures("unharmed")


def spoken(server: Server, text: bytes, *, close: bool = False) -> bytes:
    """Send raw bytes; return all that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as there:
        there.sendall(text)
        if close:
            there.shutdown(socket.SHUT_WR)
        found = b""
        while part := there.recv(65536):
            found += part
            if not close and b"\r\n\r\n" in found:
                break
    return found


def status(answer: bytes) -> int:
    """Return the status of a raw answer, 0 where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_no_dossier_is_refused(server: Server, name: str) -> None:
    """Bombs, numbers, encodings, archives: refused in words, whatever the address they go to."""
    kind, body = FAULTY[name]
    answer = server.client.post("/api/v1/decisions", content=body, headers={"content-type": kind})
    assert answer.status_code == 422, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 300_000
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "text",
    [SCRIPT, "{{7*7}}{% raw %}", "${jndi:ldap://x/y}", "../../../../etc/passwd",
     "'; DROP TABLE x;--", "=cmd|' /C calc'!A0", "%s%n%x", "\u202etxt.exe", "a" * 200],
)  # fmt: skip
def test_a_hostile_text_is_only_a_text(server: Server, text: str) -> None:
    """In every text field, it comes back as it was or not at all, in JSON that nobody runs."""
    body = dossier(
        reference=text,
        porteur={"raison_sociale": text},
        projet={"intitule": text, "resume": text},
        financement={"depenses": [{"poste": text}], "ressources": [{"financeur": text}]},
        appreciations={"PRJ-08": {"auteur": text, "motif": text, "avis": "favorable",
                                  "date": "2024-06-03"}},
    )  # fmt: skip
    answer = server.client.post("/api/v1/decisions", content=body, headers={"content-type": JSON})
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert answer.json()["reference"] == text
    assert answer.headers["content-type"].startswith("application/")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [("text/plain", 415), ("application/xml", 415), ("application/zip", 415), ("", 415),
     ("application/x-www-form-urlencoded", 415), ("multipart/form-data", 415),
     ("application/json; charset=utf-7", 200)],
)  # fmt: skip
def test_only_what_is_announced_is_read(server: Server, kind: str, status: int) -> None:
    """A type that a form of another site could send is refused; a charset changes nothing."""
    answer = server.client.post(
        "/api/v1/decisions", content=dossier(), headers={"content-type": kind}
    )
    assert answer.status_code == status


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x"])
def test_a_compressed_body_is_refused(server: Server, coding: str) -> None:
    """Nothing is unpacked, be it a bomb."""
    answer = server.client.post("/api/v1/decisions", content=gzip.compress(b" " * 10**7),
        headers={"content-type": JSON, "content-encoding": coding},
    )  # fmt: skip
    assert answer.status_code == 415


HEAD = "POST /api/v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
RAW: dict[str, tuple[bytes, set[int]]] = {
    "a length that lies": (f"{HEAD}Content-Length: 99999999999\r\n\r\n".encode(), {413}),
    "a negative length": (f"{HEAD}Content-Length: -1\r\n\r\n".encode(), {400}),
    "two lengths": (f"{HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n1".encode(), {400}),
    "a length and chunks": (
        f"{HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode(),
        {400, 422},
    ),
    "an unknown transfer": (f"{HEAD}Transfer-Encoding: gzip\r\n\r\n".encode(), {400, 501}),
    "a chunk that is no number": (
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode(), {0, 400},
    ),
    "chunks beyond the limit": (
        f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
        + (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 90, {413},
    ),
    "no host": (b"GET /api/v1/sante HTTP/1.1\r\n\r\n", {400}),
    "two hosts": (b"GET /api/v1/sante HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n", {400}),
    "a folded header": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", {200, 303, 400, 404},
    ),
    "a header of a megabyte": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 10**6, {400, 431},
    ),
    "ten thousand headers": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 10_000, {400, 431},
    ),
    "a line without end": (b"GET /" + b"a" * 10**6, {400, 414}),
    "noise": (bytes(range(256)) * 10, {400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n", {400}),
    "an unknown method": (b"HACK / HTTP/1.1\r\nHost: localhost\r\n\r\n", {403, 404, 405, 415}),
    "TRACE": (b"TRACE /api/v1/sante HTTP/1.1\r\nHost: localhost\r\n\r\n", {405}),
    "CONNECT": (b"CONNECT evil:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 403, 404, 405, 415}),
    "an address elsewhere": (
        b"GET http://evil/api/v1/sante HTTP/1.1\r\nHost: evil\r\n\r\n", {421},
    ),
    "an HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 421, 505}),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_request_is_refused(server: Server, name: str) -> None:
    """Lies about lengths, hosts and methods, and what is not HTTP at all."""
    text, expected = RAW[name]
    try:
        answer = spoken(server, text)
    except (ConnectionResetError, BrokenPipeError):
        return  # cut while it was still sending: a refusal too
    assert status(answer) in expected, answer[:300]


def test_a_client_that_leaves_is_no_defect(server: Server) -> None:
    """In the middle of its headers, or of its body."""
    for text in (HEAD, f"{HEAD}Content-Length: 100\r\n\r\n{{"):
        with socket.create_connection(("127.0.0.1", server.port), 30) as there:
            there.sendall(text.encode())


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost:80:80", "a@localhost",
     "localhost/x", "localhost?", "", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]",
     "localhost\t"],
)  # fmt: skip
def test_another_name_is_refused(server: Server, host: str) -> None:
    """A page of elsewhere whose name was made to lead here reads nothing (DNS rebinding)."""
    text = f"GET /api/v1/sante HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: localhost\r\n\r\n"
    expected = {200} if host.strip() == "localhost" else {400, 421}
    assert status(spoken(server, text.encode())) in expected


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:1"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_another_site_is_refused(server: Server, headers: dict[str, str]) -> None:
    """What another site makes a browser send is refused, the API included."""
    answer = server.client.post("/api/v1/decisions", json=DOSSIER, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/..%2f..%2fetc%2fpasswd", "/static/..%2f..%2fpyproject.toml", "/static/../../pyproject.toml",
     "/static/%2e%2e/%2e%2e/pyproject.toml", "/static//etc/passwd", "/static/%00",
     "/api/v1/schemas/..%2fdossier", "/api/v1/schemas/%00", "/api/v1/criteres/..%2f..%2fmesure",
     "/api/v1/criteres/%F0%9F%92%A9", "/api/v1/territoires/..%2f..%2fetc%2fpasswd",
     "/api/v1/territoires/%27%20OR%201=1", "/api/v1/territoires/" + "%C3%A9" * 99,
     "/api/v1/territoires/%0d%0aSet-Cookie:%20a=b", "/" + "a/" * 4_000, "/%c0%ae%c0%ae/"],
    ids=lambda path: path[:40],
)  # fmt: skip
def test_no_name_leads_to_a_file(server: Server, path: str) -> None:
    """An address that climbs finds nothing."""
    answer = spoken(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert status(answer) in {400, 404}, answer[:300]
    assert b"set-cookie: a=b" not in answer.partition(b"\r\n\r\n")[0].lower()


def test_ten_thousand_parameters_are_refused(server: Server) -> None:
    """A query is read once and refused at the first parameter that nobody knows."""
    query = "&".join(f"p{n}=1" for n in range(3_000))
    assert server.client.get(f"/api/v1/sante?{query}").status_code == 400


def form(parts: int, name: str = "champ", filename: str = "") -> tuple[bytes, dict[str, str]]:
    """Return a form of many parts, and its headers."""
    named = f'; filename="{filename}"' if filename else ""
    part = f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n{SENT}\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    return (part * parts + "--x--\r\n").encode(), kind


FORMS: dict[str, Callable[[], tuple[bytes, dict[str, str]]]] = {
    "ten thousand fields": lambda: form(10_000),
    "ten thousand files": lambda: form(10_000, filename="a.yaml"),
    "a file whose name climbs": lambda: form(1, filename="../../../execute"),
    "a field without token": lambda: form(1),
    "a forged token": lambda: form(1, name="csrf"),
    "two tokens": lambda: form(2, name="csrf"),
    "a token that is a file": lambda: form(1, name="csrf", filename="a"),
    "a form without boundary": lambda: (b"x", {"content-type": "multipart/form-data"}),
    "a form cut short": lambda: (form(1)[0][:-20], form(1)[1]),
    "a boundary that is not there": lambda: (
        b"x" * 10_000, {"content-type": "multipart/form-data; boundary=y"},
    ),
    "a part without name": lambda: (b"--x\r\n\r\na\r\n--x--\r\n", form(1)[1]),
    "ten thousand fields of text": lambda: (
        b"&".join([b"a=1"] * 10_000), {"content-type": "application/x-www-form-urlencoded"},
    ),
    "a charset that does not exist": lambda: (
        form(1)[0], {"content-type": "multipart/form-data; boundary=x; charset=bombe"},
    ),
    "JSON in a form's place": lambda: (dossier(), {"content-type": JSON}),
    "a forged session": lambda: (
        form(1, name="csrf")[0],
        {**form(1)[1], "cookie": "fondsvert=eyJjc3JmIjoiYSJ9.Z0000A.aaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_not_ours_is_refused(server: Server, name: str) -> None:
    """Before any page sees it, wherever it is sent."""
    body, headers = FORMS[name]()
    answer = server.client.post("/", content=body, headers=headers)
    assert answer.status_code in {400, 403, 413, 415}
    assert SENT not in answer.text
