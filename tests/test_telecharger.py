"""Dossiers fetched from the platform: what is asked, what is kept, and the token told to nobody."""

from __future__ import annotations

import json
import logging
import stat
from datetime import date
from pathlib import Path
from typing import Any

import graphql
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from plateforme import DEMARCHE, TOKEN, Platform, Said, dossier, every_champ, refused
from telechargements import FakeClock, alone, answered, faults, fetch, numbers

from fondsvert.engine.errors import InputError, RemoteError, RemoteRefusedError
from fondsvert.engine.intake.filing import Filed
from fondsvert.engine.intake.graphql.answers import json_line, read_answer
from fondsvert.engine.intake.graphql.client import Client, checked_token, checked_url
from fondsvert.engine.intake.graphql.download import download
from fondsvert.engine.intake.graphql.query import QUERY, STATES, URL, Asked, body
from fondsvert.engine.intake.graphql.store import Progress, beside
from fondsvert.engine.intake.json_source import JsonSource
from fondsvert.engine.intake.record import Wanted


def test_the_query_is_valid_in_the_published_schema(server: Platform) -> None:
    """Every name that we ask for exists, and what we ask has the shape that it has."""
    assert graphql.validate(server.schema, graphql.parse(QUERY)) == []


def test_the_query_asks_neither_links_nor_agents() -> None:
    """Nothing is fetched that screening does not need."""
    for name in ("url", "checksum", "instructeurs", "messages", "avis", "traitements"):
        assert name not in QUERY.replace("groupeInstructeur", "").split()


def test_the_states_are_those_of_the_schema(server: Platform) -> None:
    """The choices of ``--etat`` are the platform's."""
    kind = server.schema.type_map["DossierState"]
    assert isinstance(kind, graphql.GraphQLEnumType)
    assert set(STATES) == set(kind.values)


def test_a_day_is_asked_for_from_its_earliest_midnight() -> None:
    """``--depuis`` loses no dossier, whatever the season; what is not asked for is not sent."""
    asked = body(Asked(7, "accepte", date(2025, 1, 15)), 50, None)["variables"]
    assert asked == {"demarcheNumber": 7, "state": "accepte", "first": 50,
                     "updatedSince": "2025-01-15T00:00:00+02:00"}  # fmt: skip


@pytest.mark.parametrize(("count", "size"), [(0, 100), (1, 1), (7, 3), (100, 100), (1000, 100)])
def test_every_dossier_comes_once_in_order(
    server: Platform, tmp_path: Path, count: int, size: int
) -> None:
    """From no dossier to a thousand, the file holds each of them, a line each, and stands alone."""
    server.reset([dossier(number) for number in range(1, count + 1)])
    out = tmp_path / "dossiers.jsonl"
    done = fetch(server, out, size=size)
    assert numbers(out) == list(range(1, count + 1))
    assert (done.dossiers, done.complet, done.titre) == (count, True, "Fonds vert « essai »")
    assert done.pages == len(server.requests) == max(1, -(-count // size))
    assert alone(out)


def test_a_dossier_is_kept_as_it_was_given(server: Platform, tmp_path: Path) -> None:
    """Every champ of every type is in the file, under the names of the platform's own query."""
    server.reset([dossier(1, champs=every_champ())])
    out = tmp_path / "dossiers.jsonl"
    fetch(server, out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    kept = json.loads(lines[0])
    champs = {champ["label"]: champ for champ in kept["champs"]}
    assert len(champs) == len(every_champ())
    told = {
        ("Début", "date"): "2024-10-01", ("Visite", "datetime"): "2024-10-01T09:00:00+02:00",
        ("Certifié", "checked"): True, ("Contrefactuel", "selected"): None,
        ("Montant", "decimalNumber"): 980000.1, ("Effectif", "integerNumber"): "84",
        ("Civilité", "civilite"): "Mme", ("Nature", "value"): "Extension",
        ("Thèmes", "values"): ["a", "b"], ("Volet", "primaryValue"): "x",
        ("EPCI", "epci"): {"name": "CC", "code": "200090561"},
        ("Devis", "files"): [{"filename": "devis.pdf", "contentType": "application/pdf",
                              "byteSize": "12345"}],
    }  # fmt: skip
    assert {key: champs[key[0]][key[1]] for key in told} == told
    assert champs["SIRET"]["etablissement"]["entreprise"]["siren"] == "732829320"
    assert champs["Commune"]["commune"]["code"] == "18279"
    assert champs["Dépenses"]["rows"][0]["champs"][0]["decimalNumber"] == 0.1
    assert kept["demarche"] == {"number": DEMARCHE, "revision": {"id": "UmV2aXNpb24tMQ=="}}
    assert kept["usager"] == {"email": "porteur@exemple.fr"}
    assert b"secret" not in out.read_bytes()


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-10**20, 10**20) | st.text(
        st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
))  # fmt: skip
def test_a_line_holds_the_same_data(data: Any) -> None:
    """What is written is one line for any reader, in UTF-8, and reads as what came."""
    line = json_line(data)
    assert json.loads(line) == data
    assert len((line + "x").splitlines()) == 1
    assert line.encode("utf-8").decode("utf-8") == line


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["", "0", "e2", "E+05"]))
def test_figures_are_kept_digit_for_digit(value: Any, tail: str) -> None:
    """A decimal number never goes through a binary float, however long it is."""
    written = f"{value:f}"
    written = f"{written}{tail}" if "." in written else f"{written}.10{tail}"
    node = f'{{"number": 1, "dateDerniereModification": "", "state": "", "champs": [{written}]}}'
    page = read_answer(200, {}, answered(node), demarche=DEMARCHE, url="u")
    assert page.nodes[0].line == node


def test_the_importer_reads_what_is_fetched(server: Platform, tmp_path: Path) -> None:
    """Each line is a dossier for ``fondsvert importer``, with its form; nothing is left aside."""
    server.reset([dossier(number, champs=every_champ()) for number in (1, 2, 3)])
    out = tmp_path / "dossiers.jsonl"
    fetch(server, out, size=2)
    source = JsonSource(out, "dossiers.jsonl")
    read = list(source.records())
    assert [type(each) for each in read] == [Filed] * 3
    values = [each.value(Wanted(label="Montant")) for each in read if isinstance(each, Filed)]
    assert [str(value.raw) for value in values if value is not None] == ["980000.1"] * 3
    assert source.warnings == []


def test_dossiers_are_chosen_by_the_platform(server: Platform, tmp_path: Path) -> None:
    """``--etat`` and ``--depuis`` are asked of the platform, which gives only those."""
    server.reset([
        dossier(1, state="accepte"), dossier(2), dossier(3, state="accepte"),
        dossier(4, state="accepte", modified="2023-01-01T00:00:00Z"),
    ])  # fmt: skip
    out = tmp_path / "d.jsonl"
    fetch(server, out, asked=Asked(DEMARCHE, "accepte", date(2024, 1, 1)), size=1)
    assert numbers(out) == [1, 3]


def test_only_their_owner_reads_the_files(server: Platform, tmp_path: Path) -> None:
    """Dossiers are private: so are the file, and what stands beside it meanwhile."""
    server.reset([dossier(1), dossier(2)])
    out, seen = tmp_path / "d.jsonl", list[int]()

    def look(_progress: Progress) -> None:
        seen.extend(stat.S_IMODE(path.stat().st_mode) for path in beside(out))

    fetch(server, out, size=1, tell=look)
    assert {*seen, stat.S_IMODE(out.stat().st_mode)} == {0o600}


# -- the token and the address ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["http://demarche.numerique.gouv.fr/api/v2/graphql", "http://192.168.1.10/graphql",
     "http://127.0.0.1.exemple.fr/", "http://localhost.exemple.fr/", "http://10.0.0.1:8080/"],
)  # fmt: skip
def test_the_token_never_goes_in_clear(url: str) -> None:
    """Without TLS, only this very machine is spoken to."""
    with pytest.raises(InputError) as error:
        checked_url(url)
    assert faults(error) == [("adresse_en_clair", "")]


@pytest.mark.parametrize(
    "url", ["", "graphql", "ftp://exemple.fr/", "https://", "//exemple.fr/", "file:///etc/passwd",
            "https://exemple.fr:x/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address_is_told(url: str) -> None:
    """An address is one that HTTP knows."""
    with pytest.raises(InputError) as error:
        checked_url(url)
    assert faults(error) == [("adresse", "")]


@pytest.mark.parametrize(
    "url", ["https://moi:secret@exemple.fr/", "https://exemple.fr/?jeton=secret",
            "https://exemple.fr/#secret"],
)  # fmt: skip
def test_an_address_holds_no_secret(url: str) -> None:
    """An address is shown and written: what may be secret in it is refused, and not shown."""
    with pytest.raises(InputError) as error:
        checked_url(url)
    assert faults(error) == [("adresse_secrete", "")]
    assert "secret@" not in str(error.value)
    assert "=secret" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["https://demarche.numerique.gouv.fr/api/v2/graphql", "http://localhost:3000/graphql",
            "http://127.0.0.1/", "http://[::1]:8080/"],
)  # fmt: skip
def test_good_addresses_are_taken(url: str) -> None:
    """TLS, or this machine."""
    assert checked_url(url) == url


@pytest.mark.parametrize("token", ["", "  \n", "deux mots", "jeton\ncoupé", "jetôn", "a\x00b"])
def test_a_token_that_is_none_is_told_without_being_shown(token: str) -> None:
    """A missing or torn token is refused before anything is sent, and not repeated."""
    with pytest.raises(RemoteRefusedError) as error:
        checked_token(token)
    assert error.value.exit_code == 77
    assert not token.strip() or token.strip() not in str(error.value)


def test_the_token_travels_in_one_header_alone(
    server: Platform, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in no body, no other header, no log at any level, no file."""
    server.reset([dossier(1), dossier(2)])
    out, written = tmp_path / "d.jsonl", list[bytes]()
    with caplog.at_level(logging.DEBUG):
        fetch(server, out, size=1, token=f" {TOKEN}\n",
              tell=lambda _: written.extend(path.read_bytes() for path in beside(out)))  # fmt: skip
    assert len(server.headers) == 2
    for headers in server.headers:
        assert headers.pop("authorization") == f"Bearer {TOKEN}"
        assert TOKEN not in str(headers)
    assert TOKEN not in f"{server.requests}{caplog.text}{written}{out.read_bytes()!r}"


def test_a_token_sent_back_is_hidden(server: Platform, tmp_path: Path) -> None:
    """A service that repeats the token in its answer does not make us show it."""
    echo = refused(f"bad token {TOKEN}", f"code {TOKEN}")
    answers = (
        Said(403, json.dumps(echo).encode()),
        Said(200, json.dumps(echo).encode()),
        Said(302, b"", {"location": f"https://exemple.fr/?t={TOKEN}"}),
        Said(200, json.dumps({"data": {"demarche": TOKEN}}).encode()),
    )
    for answer in answers:
        server.reset([], answer)
        with pytest.raises(RemoteError) as error:
            fetch(server, tmp_path / "d.jsonl")
        assert TOKEN not in str(error.value)


def test_a_redirection_is_not_followed(server: Platform, tmp_path: Path) -> None:
    """The token goes nowhere else than asked; where it should go is told."""
    server.reset([dossier(1)], Said(301, b"", {"location": server.url + "/ailleurs"}))
    with pytest.raises(RemoteError, match="ailleurs") as error:
        fetch(server, tmp_path / "d.jsonl")
    assert faults(error) == [("redirection", "")]
    assert len(server.requests) == 1


def test_a_proxy_is_not_told_what_is_for_this_machine(
    server: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy of the environment is not used towards this machine: it would read the token."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.reset([dossier(1)])
    fetch(server, tmp_path / "d.jsonl")
    assert numbers(tmp_path / "d.jsonl") == [1]


def test_tls_is_not_given_up(server: Platform, tmp_path: Path) -> None:
    """A server that does not speak TLS where it is asked gets nothing."""
    server.reset([dossier(1)])
    with (
        Client(server.url.replace("http://", "https://"), TOKEN, clock=FakeClock()) as client,
        pytest.raises(RemoteError),
    ):
        download(client, Asked(DEMARCHE), tmp_path / "d.jsonl")
    assert server.requests == []


def test_the_documented_endpoint_is_the_default() -> None:
    """The page names the address that the code has."""
    text = (ROOT / "docs/telecharger.md").read_text(encoding="utf-8")
    assert URL in text
