"""What stands before every page: names, passwords, forms, limits; what a defect tells."""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from places import ROOT
from serving import KEY, Client, served
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import fondsvert
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.web import serving as web_serving
from fondsvert.web.app import create_app
from fondsvert.web.forms import form_of, token_of
from fondsvert.web.login import Users, hashed
from fondsvert.web.settings import Limits, Settings, Sources
from fondsvert.web.workers import workers_of

if TYPE_CHECKING:
    from starlette.requests import Request

SAID = "Zébulon-Confidentiel"
COMMAND = "fondsvert.cli"


# -- a page for tests ------------------------------------------------------------------------


async def _shown(request: Request) -> Response:
    return HTMLResponse(f"{token_of(request)} {request.scope['state']['person']}")


async def _sent(request: Request) -> Response:
    form = form_of(request)
    return HTMLResponse(" ".join(sorted(form.keys())))


def broken(_measure: fondsvert.Measure, text: str) -> None:
    """Fail, with what was sent in the message."""
    raise RuntimeError(text)


async def _broken(request: Request) -> Response:
    await workers_of(request).call(broken, SAID)
    return Response()


async def _defect(_request: Request) -> Response:
    raise RuntimeError(SAID)


PAGES = [
    Route("/", _shown),
    Route("/", _sent, methods=["POST"]),
    Route("/panne", _broken),
    Route("/api/v1/panne", _defect),
]


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of an application whose pages are those above."""
    with served(pages=PAGES) as found:
        yield found


def token(client: Client) -> str:
    """Return the token of this session's forms."""
    return client.get("/").text.split()[0]


# -- headers and forms -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/nulle-part", "/api/v1/sante", "/panne"])
def test_every_answer_is_guarded(client: Client, path: str) -> None:
    """Whatever is answered, no other site can frame, read, sniff or keep it."""
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_a_nonce_serves_once(client: Client) -> None:
    """Each answer has a nonce of its own."""
    found = [client.get("/").headers["content-security-policy"] for _ in range(2)]
    nonces = [re.findall(r"'nonce-([\w-]{20,})'", policy) for policy in found]
    assert nonces[0]
    assert nonces[0] != nonces[1]


def test_a_form_carries_the_token_of_its_session(client: Client) -> None:
    """With it the form is taken; without, with another's, twice, or by another session: not."""
    mine = token(client)
    assert client.post("/", data={"csrf": mine, "champ": "a"}).text == "champ csrf"
    assert client.post("/", data={"csrf": mine}, files={"f": b"x"}).text == "csrf f"
    for data in ({"champ": "a"}, {"csrf": ""}, {"csrf": mine[:-1]}, {"csrf": [mine, mine]}):
        assert client.post("/", data=data).status_code == 403
    with served(pages=PAGES) as other:
        token(other)
        assert other.post("/", data={"csrf": mine}).status_code == 403


def test_the_cookie_is_for_this_site_alone(client: Client) -> None:
    """Neither a script nor another site ever has it."""
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    with served(pages=PAGES, https=True) as secure:
        answer = secure.get("/")
    assert answer.headers["set-cookie"].startswith("__Host-fondsvert=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_a_form_may_not_have_too_many_fields() -> None:
    """Fields and files are counted, whatever the form is made of."""
    with served(pages=PAGES, limits=Limits(fields=5, files=2)) as client:
        mine = token(client)
        many = {f"c{n}": "a" for n in range(5)}
        assert client.post("/", data={"csrf": mine, **many}).status_code in {400, 413}
        files = [("f", ("a", b"x"))] * 3
        assert client.post("/", data={"csrf": mine}, files=files).status_code == 400
        assert client.post("/", data={"csrf": mine, "a": "b"}, files=files[:2]).status_code == 200


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [("fondsvert.exemple.fr", "fondsvert.exemple.fr", 200),
     ("Fondsvert.Exemple.FR:8443", "fondsvert.exemple.FR:443", 200),
     ("fe80::1", "[fe80::1]:8000", 200), ("[fe80::1]", "[FE80::1]", 200),
     ("fondsvert.exemple.fr", "exemple.fr", 421), ("", "", 421), ("*", "localhost", 421)],
)  # fmt: skip
def test_the_page_answers_to_its_names(name: str, asked: str, status: int) -> None:
    """As people write them, whatever the port; to no other."""
    with served(hosts=(name,)) as client:
        assert client.get("/api/v1/sante", headers={"host": asked}).status_code == status


# -- defects ---------------------------------------------------------------------------------


def test_a_defect_tells_a_number_and_nothing_else(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the page nor the log says what was sent; the log says where it happened."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("fondsvert.web").propagate = True
    for path in ("/panne?nom=" + SAID, "/api/v1/panne"):
        answer = client.get(path)
        assert answer.status_code == 500
        number = re.search(r"\b[0-9a-f]{8}\b", answer.text)
        assert number
        assert f"defect {number[0]}: RuntimeError at test_servir.py:" in caplog.text
        assert SAID not in answer.text
    assert SAID not in caplog.text


def test_a_page_of_errors_that_fails_is_done_without(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """What went wrong is told all the same."""

    def failing(*_given: Any) -> Response:
        raise RuntimeError(SAID)

    logging.getLogger("fondsvert.web").propagate = True
    client.app.state.error_page = failing
    answer = client.post("/", data={"a": "b"})
    assert answer.status_code == 403
    assert "<h1>" in answer.text
    assert SAID not in caplog.text


def test_the_simulator_alone_has_no_api() -> None:
    """An applicant's page offers nothing to screen in bulk; it still says that it is there."""
    with served(pages=PAGES, simulator=True) as client:
        assert client.post("/api/v1/decisions", json={}).status_code == 404
        assert client.get("/api/v1/sante").status_code == 200


# -- who comes in ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Users:
    """One user, read from a file."""
    path = tmp_path_factory.mktemp("utilisateurs") / "utilisateurs"
    path.write_text(f"# l'équipe\n\nanne:{hashed('sésame ouvre-toi')}\n", encoding="utf-8")
    return Users.read(path)


def test_a_password_lets_in(users: Users) -> None:
    """The right one, for the right name; the page then knows who it is."""
    with served(pages=PAGES, users=users) as client:
        refused = client.get("/")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")
        right = httpx.BasicAuth(b"anne", "sésame ouvre-toi".encode())
        for _ in range(2):  # what was verified once is known
            assert client.get("/", auth=right).text.split()[1] == "anne"
        for name, password in (("anne", "sésame"), ("marc", "sésame ouvre-toi"), ("", "")):
            wrong = httpx.BasicAuth(name.encode(), password.encode())
            assert client.get("/api/v1/sante", auth=wrong).status_code == 401
        for value in ("Basic", "Basic !!!", "Bearer x", "Basic " + "YQ==" * 9999):
            assert client.get("/", headers={"authorization": value}).status_code == 401


@pytest.mark.parametrize(
    "text",
    ["anne", "anne:clair", "anne:scrypt$a$b", ":x", "", "# rien",
     f"anne:{hashed('a')}\nanne:{hashed('b')}"],
)  # fmt: skip
def test_a_file_of_users_is_checked(tmp_path: Path, text: str) -> None:
    """A password that is not hashed, a name twice, nobody at all: told with the line."""
    path = tmp_path / "utilisateurs"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="utilisateur"):
        Users.read(path)
    with pytest.raises(MissingFileError):
        Users.read(tmp_path / "absent")


def test_a_proxy_names_the_person() -> None:
    """Its header is believed from it alone; from elsewhere nobody comes in, header or not."""
    given: dict[str, Any] = {"user_header": "X-Remote-User", "pages": PAGES}
    with served(**given) as near:
        assert near.get("/", headers={"x-remote-user": "anne"}).text.split()[1] == "anne"
        assert near.get("/").status_code == 401
        two = [("x-remote-user", "anne"), ("x-remote-user", "marc")]
        assert near.get("/", headers=two).status_code == 401
    with served(address="10.0.0.9", **given) as far:
        assert far.get("/", headers={"x-remote-user": "anne"}).status_code == 403
    proxies = (ip_network("10.0.0.0/24"),)
    with served(address="10.0.0.9", proxies=proxies, **given) as declared:
        assert declared.get("/", headers={"x-remote-user": "anne"}).status_code == 200


def test_without_being_asked_a_header_is_nothing(client: Client) -> None:
    """A name that nobody asked for is not believed."""
    assert client.get("/", headers={"x-remote-user": "anne"}).text.split()[1:] == []


# -- through a socket ------------------------------------------------------------------------


@contextmanager
def listening(**given: Any) -> Iterator[int]:
    """Serve through a socket, in a thread; give its port."""
    place, ready = web_serving.bound("127.0.0.1", 0), threading.Event()
    settings = Settings(key=KEY, workers=0, **given)
    server = web_serving.server_of(create_app(settings, pages=PAGES), ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
    thread.start()
    assert ready.wait(60)
    yield place.getsockname()[1]
    server.should_exit = True
    thread.join(60)


def test_a_slow_client_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not come is refused, headers that do not come cut the connection."""
    monkeypatch.setattr(web_serving, "HEADERS_SECONDS", 0.3)
    head = (
        b"POST /api/v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    )
    with listening(limits=Limits(body_seconds=0.3)) as port:
        with socket.create_connection(("127.0.0.1", port), 60) as there:
            there.sendall(head + b"Content-Length: 10\r\n\r\n{")
            assert there.recv(65536).startswith(b"HTTP/1.1 408 ")
        for slow in (b"", b"GET / HT", head):
            with socket.create_connection(("127.0.0.1", port), 60) as there:
                there.sendall(slow)
                assert there.recv(65536) == b""
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/sante").status_code == 200


# -- the register ----------------------------------------------------------------------------


def test_a_decision_is_recorded_when_asked(tmp_path: Path) -> None:
    """And only then; what is recorded replays to the same bytes."""
    from registers import AT, PUBLIC
    from registers import KEY as SIGNER

    from fondsvert.engine.records.journal import open_journal
    from fondsvert.engine.records.replay import Replayer
    from fondsvert.engine.records.verification import verify
    from fondsvert.web.register import Register

    path = tmp_path / "registre.sqlite"
    register = Register(str(path), SIGNER, Sources(), lambda: AT, str(tmp_path / "tete.json"))
    body = (ROOT / "examples/ineligible.yaml").read_bytes()
    kind = {"content-type": "application/yaml"}
    with served(register=register) as client:
        silent = client.post("/api/v1/decisions", content=body, headers=kind)
        kept = client.post("/api/v1/decisions?enregistrer=true", content=body, headers=kind)
    register.close()
    assert "fondsvert-registre" not in silent.headers
    assert kept.headers["fondsvert-registre"] == "1"
    assert kept.text == silent.text
    with open_journal(path) as journal:
        assert not verify(journal, keys=[PUBLIC], heads=[]).faults
        with Replayer(journal) as replayer:
            assert [each.identical for each in replayer.all()] == [True]
