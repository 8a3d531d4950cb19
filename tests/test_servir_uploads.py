"""Hostile files given to the officer's page: told in words, shown as text, never run nor kept."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from browsing import browse, chromium
from hostile import (
    DOSSIER,
    FAULTY,
    SCRIPT,
    SENT,
    Server,
    archive,
    dossier,
    server,
    unharmed,
)

if TYPE_CHECKING:
    import httpx
    from browsing import Browse

__all__ = ["browse", "chromium", "server", "unharmed"]

pytestmark = pytest.mark.usefixtures("unharmed")

BREAKING = [
    SCRIPT,
    '"><svg onload=alert(3)>',
    "'-alert(4)-'",
    "</title></textarea></script><script>alert(5)</script>",
    "javascript:alert(6)",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "<!--",
    "]]><script>alert(8)</script>",
]


class Found(HTMLParser):
    """What a page is made of, as a browser reads it: whatever could run, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.alive: list[str] = []
        self.text = ""
        self.csrf = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what runs, or leads elsewhere."""
        given = dict(attrs)
        source = given.get("src") or ""
        if tag == "script" and not (
            given.get("nonce") or source.startswith(("static/", "/static"))
        ):
            self.alive.append(tag)
        if tag in {"iframe", "object", "embed", "base"} or (tag == "img" and source == "x"):
            self.alive.append(tag)
        for name, value in attrs:
            leads = name in {"href", "src", "action", "formaction"}
            if name.startswith("on") or (leads and (value or "").lower().startswith("javascript")):
                self.alive.append(f"{tag} {name}")
        if tag == "input" and given.get("name") == "csrf":
            self.csrf = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def sent(server: Server, *files: tuple[str, bytes]) -> httpx.Response:
    """Give files to the page, as its own form does."""
    token = Found(server.client.get("/").text).csrf
    assert token
    return server.client.post(
        "/deposer",
        data={"csrf": token},
        files=[
            ("fichiers", (name, content, "application/octet-stream")) for name, content in files
        ],
    )


def hostile(text: str) -> bytes:
    """Return a dossier with a text in every field that takes one."""
    return dossier(
        reference=text,
        porteur={"raison_sociale": text, "nature": "entreprise"},
        projet={"intitule": text, "resume": text},
        financement={"depenses": [{"poste": text}], "ressources": [{"financeur": text}]},
        appreciations={
            name: {"auteur": text, "motif": text, "avis": "defavorable", "date": "2024-06-03"}
            for name in ("POR-07", "PRJ-08")
        },
    )


@pytest.mark.parametrize("text", BREAKING)
def test_a_text_of_a_dossier_stays_a_text(server: Server, text: str) -> None:
    """On the page of the decision, and on that of several, it is shown and nothing runs."""
    one = sent(server, ("dossier.json", hostile(text)))
    several = sent(server, ("a.json", hostile(text)), ("b.json", hostile(text + " bis")))
    for answer in (one, several):
        assert answer.status_code == 200, answer.text[:500]
        found = Found(answer.text)
        assert found.alive == []
        assert text in found.text


@pytest.mark.parametrize("text", BREAKING)
def test_a_text_in_a_fault_or_in_a_name_stays_a_text(server: Server, text: str) -> None:
    """A value that is refused is quoted, a file is called by its name: neither runs."""
    faulty = json.dumps({**DOSSIER, text: text, "projet": {"volet": text}}).encode()
    answer = sent(server, (text, faulty), ("../../../../execute", b"<script>"))
    assert answer.status_code == 422
    assert Found(answer.text).alive == []


SHEET = archive("xl/workbook.xml", b"<workbook/>")


def _spreadsheet(**parts: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return whole.getvalue()


FILES: dict[str, tuple[str, bytes]] = {
    **{
        name: ("dossier.yaml", body)
        for name, (_, body) in FAULTY.items()
        if name not in {"too many dossiers", "too many lines"}  # the page takes more than the API
    },
    "a spreadsheet without its parts": ("a.xlsx", SHEET),
    "a spreadsheet that swells": (
        "a.xlsx",
        _spreadsheet(**{"[Content_Types].xml": b" " * 3 * 10**7, "xl__workbook.xml": b" " * 10**7}),
    ),
    "a spreadsheet cut short": ("a.xlsx", SHEET[: len(SHEET) // 2]),
    "an archive in an archive": ("a.zip", archive("b.zip", archive("c.zip", SHEET))),
    "a Parquet that is none": ("a.parquet", b"PAR1" + bytes(range(256)) * 50 + b"PAR1"),
    "an old spreadsheet": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 5_000),
    "a table of formulas": (
        "a.csv",
        b"reference;date_depot;montant\n=cmd|' /C calc'!A0;2024-05-13;@SUM(1)\n",
    ),
    "a table of a hundred thousand columns": ("a.csv", b"a;" * 100_000 + b"\n"),
    "a table of bad UTF-8": ("a.csv", b"r\xff\xfef;date;x\n\xfa;\xfb;\xfc\n"),
    "a table of null bytes": ("a.csv", b"a;b;c\n\0;\0;\0\n"),
    "an export that is none": ("a.json", b'{"demarche": {"champs": [{}], "dossiers": 1}}'),
    "an export nested": ("a.json", b'{"demarche":' * 5_000),
    "an HTML page": ("a.html", f"<html>{SCRIPT}</html>".encode()),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000),
    "a program": ("a.exe", b"MZ" + bytes(range(256)) * 10),
    "a name that is a device": ("/dev/stdin", b"reference: 1"),
    "a name of four thousand letters": ("a" * 4_000, b"reference: 1"),
    "a name with line ends": ("a\r\nSet-Cookie: a=b", b"reference: 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_dossier_is_told_on_the_page(server: Server, name: str) -> None:
    """Each fault in words, with no failure of the server and nothing of ours in the answer."""
    answer = sent(server, FILES[name])
    assert answer.status_code == 422, answer.text[:500]
    assert Found(answer.text).alive == []
    assert "Traceback" not in answer.text
    assert "set-cookie: a=b" not in str(answer.headers).lower()


def test_what_a_form_carries_is_what_we_signed(server: Server) -> None:
    """A dossier carried by a page, altered on the way, is refused wherever it is sent."""
    page = sent(server, ("dossier.json", dossier())).text
    token = Found(page).csrf
    for address in ("/dossier", "/dossier/essai", "/dossier/avis", "/dossier/fichier",
                    "/dossier/courrier", "/dossier/registre", "/entretien", "/entretien/dossier",
                    "/simulateur/question", "/portefeuille", "/portefeuille/dossier",
                    "/portefeuille/fichier"):  # fmt: skip
        for carried in ("", "e30.AAAA", SENT, "x" * 100_000):
            answer = server.client.post(address, data={"csrf": token, "porte": carried})
            assert answer.status_code in {400, 403, 422}, (address, answer.status_code)
            assert "script" not in Found(answer.text).alive


def test_nothing_runs_in_a_browser(server: Server, browse: Browse) -> None:
    """Chromium reads the page of a dossier made of scripts: no dialog, no error, no request."""
    page = browse()
    shown: list[Any] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    page.goto(f"http://127.0.0.1:{server.port}/")
    content = hostile("".join(BREAKING))
    page.set_input_files(
        "#fichiers", {"name": "dossier.json", "mimeType": "application/json", "buffer": content}
    )
    page.click("form[data-drop] button[type=submit]")
    page.wait_for_selector("#criteres")
    assert shown == []
    assert page.locator("img[src=x], svg[onload]").count() == 0
