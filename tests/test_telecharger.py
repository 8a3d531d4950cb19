"""Dossiers fetched from the platform: nothing lost, nothing doubled, the token told to nobody."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ROOT
from plateforme import CUT, DEMARCHE, TOKEN, Platform, Said, dossier, every_champ, refused, running

from fondsvert.engine.errors import (
    Fault,
    FondsvertError,
    InputError,
    RemoteBusyError,
    RemoteError,
    RemoteMissingError,
    RemoteRefusedError,
)
from fondsvert.engine.intake.graphql import client as carrier
from fondsvert.engine.intake.graphql.answers import Again, Page, json_line, read_answer
from fondsvert.engine.intake.graphql.client import Client, checked_token, checked_url
from fondsvert.engine.intake.graphql.download import download
from fondsvert.engine.intake.graphql.query import QUERY, STATES, Asked, body
from fondsvert.engine.intake.graphql.store import Progress, beside
from fondsvert.engine.messages import LANGS

BUSY = Said(503)


class FakeClock:
    """A clock that passes time without taking any."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def monotonic(self) -> float:
        """Return the time it is."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Be later."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(scope="module")
def server() -> Iterator[Platform]:
    """The platform of this module's tests."""
    with running() as platform:
        yield platform


@pytest.fixture(autouse=True, scope="module")
def _no_disk() -> Iterator[None]:
    """Nothing waits for the disk: what is written is read back by the same machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _descriptor: None)
        yield


def fetch(
    server: Platform,
    path: Path,
    *,
    asked: Asked | None = None,
    clock: FakeClock | None = None,
    token: str = TOKEN,
    resume: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
    **how: Any,
) -> Progress:
    """Download from the platform of the tests, without ever waiting."""
    how.setdefault("rate", 1000.0)
    with Client(server.url, token, clock=clock or FakeClock(), **how) as client:
        return download(client, asked or Asked(DEMARCHE), path, resume=resume, tell=tell)


def numbers(path: Path) -> list[int]:
    """Return the numbers of the dossiers of a file, in order."""
    return [json.loads(line)["number"] for line in path.read_bytes().splitlines()]


def alone(path: Path) -> bool:
    """Whether a file is all that its folder holds."""
    return list(path.parent.iterdir()) == [path]


def faults(error: pytest.ExceptionInfo[FondsvertError]) -> list[tuple[str, str]]:
    """Return the code and the path of each fault."""
    return [(fault.code.partition(".")[2], fault.where.path) for fault in error.value.faults]


# -- what is asked and kept ------------------------------------------------------------------------


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


def answered(*nodes: str, info: str = '{"hasNextPage": false, "endCursor": null}') -> bytes:
    """Return an answer with these dossiers, in JSON."""
    dossiers = f'{{"pageInfo": {info}, "nodes": [{", ".join(nodes)}]}}'
    demarche = f'{{"number": {DEMARCHE}, "title": "t", "dossiers": {dossiers}}}'
    return f'{{"data": {{"demarche": {demarche}}}}}'.encode()


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


# -- interruptions ---------------------------------------------------------------------------------


class Stop(Exception):
    """The end of the program, anywhere."""


@settings(max_examples=60)
@given(
    count=st.integers(1, 9),
    size=st.integers(1, 4),
    cuts=st.lists(st.integers(0, 4), max_size=4),
    torn=st.binary(max_size=40),
)
def test_a_cut_at_any_page_loses_and_doubles_nothing(
    server: Platform, tmp_path_factory: pytest.TempPathFactory,
    count: int, size: int, cuts: list[int], torn: bytes,
) -> None:  # fmt: skip
    """Stopped after any pages, even in the middle of writing one, the file is the same."""
    out = tmp_path_factory.mktemp("cut") / "d.jsonl"
    server.reset([dossier(number) for number in range(1, count + 1)])
    for cut in cuts:
        left = cut

        def stop(_progress: Progress) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stop

        try:
            fetch(server, out, size=size, resume=True, tell=stop)
        except Stop:
            assert not out.exists()
            for path in beside(out)[:1]:
                if path.exists():
                    with path.open("ab") as file:
                        file.write(torn)
        else:
            out.unlink()
    fetch(server, out, size=size, resume=True)
    assert numbers(out) == list(range(1, count + 1))
    assert alone(out)


@pytest.mark.parametrize("place", range(4))
def test_a_lost_connection_is_resumed_from_its_page(
    server: Platform, tmp_path: Path, place: int
) -> None:
    """When the platform is gone, what came is kept, and only what is missing is asked again."""
    server.reset([dossier(n) for n in range(1, 5)], *[None] * place, *[CUT] * carrier.TRIES)
    out = tmp_path / "d.jsonl"
    with pytest.raises(RemoteBusyError) as error:
        fetch(server, out, size=1)
    assert faults(error) == [("reseau", "")]
    assert not out.exists()
    assert all(path.exists() for path in beside(out)) == (place > 0)
    server.requests.clear()
    fetch(server, out, size=1, resume=True)
    assert numbers(out) == [1, 2, 3, 4]
    assert len(server.requests) == 4 - place


@pytest.mark.parametrize("renamed", [False, True])
def test_a_cut_at_the_very_end_is_resumed_without_asking(
    server: Platform, tmp_path: Path, renamed: bool
) -> None:
    """When all has come and only the files are left to put in place, the platform is not asked."""
    server.reset([dossier(1), dossier(2)])
    out = tmp_path / "d.jsonl"

    def stop(progress: Progress) -> None:
        if progress.complet:
            raise Stop

    with pytest.raises(Stop):
        fetch(server, out, tell=stop)
    if renamed:
        beside(out)[0].rename(out)
    server.requests.clear()
    assert fetch(server, out, resume=True).dossiers == 2
    assert (numbers(out), server.requests, alone(out)) == ([1, 2], [], True)


def begun(server: Platform, out: Path) -> None:
    """Leave behind a download cut after two dossiers of four."""
    server.reset([dossier(n) for n in range(1, 5)], None, None, Said(404))
    with pytest.raises(RemoteError):
        fetch(server, out, size=1)


def test_what_was_begun_is_not_overwritten(server: Platform, tmp_path: Path) -> None:
    """Without ``--reprendre`` an unfinished download is kept, and the error says how to go on."""
    out = tmp_path / "d.jsonl"
    begun(server, out)
    with pytest.raises(InputError) as error:
        fetch(server, out)
    assert faults(error) == [("deja_commence", "")]
    assert "--reprendre" in str(error.value)
    fetch(server, out, resume=True)
    assert numbers(out) == [1, 2, 3, 4]


def test_an_earlier_file_stays_until_the_new_one_is_complete(
    server: Platform, tmp_path: Path
) -> None:
    """A download that fails leaves the file of the last one, whole."""
    out = tmp_path / "d.jsonl"
    server.reset([dossier(1)])
    fetch(server, out)
    begun(server, out)
    assert numbers(out) == [1]
    fetch(server, out, resume=True)
    assert numbers(out) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (Asked(DEMARCHE, "refuse"), ["etat"]),
        (Asked(9, None, date(2025, 1, 1)), ["demarche", "depuis"]),
    ],
)
def test_another_request_is_not_mixed_in(
    server: Platform, tmp_path: Path, asked: Asked, names: list[str]
) -> None:
    """``--reprendre`` with other options names each that differs, and touches nothing."""
    out = tmp_path / "d.jsonl"
    begun(server, out)
    with pytest.raises(InputError) as error:
        fetch(server, out, asked=asked, resume=True)
    assert [fault.params["champ"] for fault in error.value.faults] == names
    fetch(server, out, resume=True)
    assert numbers(out) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda partial, _: partial.unlink(), "partiel_absent"),
        (lambda partial, _: partial.write_bytes(partial.read_bytes()[:-5]), "partiel_different"),
        (lambda partial, _: partial.write_bytes(b"[]\n" * 4000), "partiel_different"),
        (lambda partial, _: partial.write_bytes(partial.read_bytes().splitlines(True)[0] * 2),
         "partiel_different"),
        (lambda _, state: state.write_text("{}"), "etat_illisible"),
        (lambda _, state: state.write_bytes(state.read_bytes()[:-9]), "etat_illisible"),
        (lambda _, state: state.write_bytes(b"\xff\x00"), "etat_illisible"),
    ],
)  # fmt: skip
def test_files_that_do_not_agree_are_told(
    server: Platform, tmp_path: Path, spoil: Callable[[Path, Path], object], code: str
) -> None:
    """A state or a partial file changed by somebody is an error in words, never a wrong file."""
    out = tmp_path / "d.jsonl"
    begun(server, out)
    spoil(*beside(out))
    with pytest.raises(InputError) as error:
        fetch(server, out, resume=True)
    assert faults(error) == [(code, "")]
    assert not out.exists()


@given(st.data())
def test_a_dossier_modified_meanwhile_is_kept_once_in_its_last_version(
    server: Platform, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """With ``--depuis`` a dossier modified while we read comes again: the last one is kept."""
    out = tmp_path_factory.mktemp("again") / "d.jsonl"
    count = data.draw(st.integers(2, 6))
    touched = data.draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, count)), max_size=4))
    stopped = data.draw(st.integers(1, 12))
    server.reset([dossier(n, modified=f"2025-01-01T00:00:{n:02}Z") for n in range(1, count + 1)])
    pages = 0

    def live(progress: Progress) -> None:
        nonlocal pages
        pages += progress.pages > 0
        for rank, (page, number) in enumerate(touched):
            if page == pages:
                server.dossiers[number - 1]["dateDerniereModification"] = (
                    f"2025-02-{page:02}T00:00:{rank:02}Z"
                )
        if pages == stopped:
            pages += 1
            raise Stop

    asked = Asked(DEMARCHE, depuis=date(2024, 1, 1))
    try:
        fetch(server, out, asked=asked, size=1, tell=live)
    except Stop:
        fetch(server, out, asked=asked, size=1, tell=live, resume=True)
    kept = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert sorted(each["number"] for each in kept) == list(range(1, count + 1))
    assert alone(out)
    if not touched:
        assert [each["number"] for each in kept] == list(range(1, count + 1))


def test_the_last_version_is_the_one_kept(server: Platform, tmp_path: Path) -> None:
    """The version written is the newer one, at the place where it came."""
    server.reset([dossier(n, modified=f"2025-01-0{n}T00:00:00Z") for n in (1, 2, 3)])
    out = tmp_path / "d.jsonl"

    def touch(progress: Progress) -> None:
        if progress.pages == 2:
            server.dossiers[0]["dateDerniereModification"] = "2025-03-01T00:00:00Z"

    done = fetch(server, out, asked=Asked(DEMARCHE, depuis=date(2024, 1, 1)), size=1, tell=touch)
    kept = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert [(each["number"], each["dateDerniereModification"][:7]) for each in kept] == [
        (2, "2025-01"), (3, "2025-01"), (1, "2025-03")]  # fmt: skip
    assert done.dossiers == 3


# -- a platform that struggles ---------------------------------------------------------------------


def test_the_pace_is_kept(server: Platform, tmp_path: Path) -> None:
    """At most N requests a second: time passes between two, and none is lost before the first."""
    server.reset([dossier(n) for n in range(1, 5)])
    clock = FakeClock()
    fetch(server, tmp_path / "d.jsonl", size=1, rate=4.0, clock=clock)
    assert clock.slept == [0.25] * 3


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(server: Platform, tmp_path: Path, status: int) -> None:
    """One refusal for want of means is no failure: the next attempt succeeds, after a second."""
    server.reset([dossier(1), dossier(2)], None, Said(status, b"<html>"))
    out, clock = tmp_path / "d.jsonl", FakeClock()
    fetch(server, out, size=1, clock=clock)
    assert numbers(out) == [1, 2]
    assert [round(pause) for pause in clock.slept if pause > 0.5] == [1]


def test_attempts_grow_apart_then_stop(server: Platform, tmp_path: Path) -> None:
    """Each wait doubles, up to the last attempt; the user is told of each, and why."""
    server.reset([dossier(1)], *[BUSY] * carrier.TRIES)
    clock, told = FakeClock(), list[str]()

    def notify(*both: Fault) -> None:
        told.append(" ".join(each.message() for each in both))

    with pytest.raises(RemoteBusyError) as error:
        fetch(server, tmp_path / "d.jsonl", clock=clock, notify=notify)
    assert faults(error) == [("occupe", "")]
    assert clock.slept == [1, 2, 4, 8, 16]
    assert len(server.requests) == carrier.TRIES
    assert len(told) == 5
    assert all("503" in line for line in told)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Mon, 06 Jan 2025 10:00:30 GMT",
          "date": "Mon, 06 Jan 2025 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Mon, 06 Jan 2025 09:00:00 GMT",
          "date": "Mon, 06 Jan 2025 10:00:00 GMT"}, 0.0),
        ({"retry-after": "demain"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_retry_after_is_read_in_both_forms(headers: dict[str, str], wait: float | None) -> None:
    """Seconds, or a date counted from the server's own clock; anything else is as if absent."""
    with pytest.raises(Again) as again:
        read_answer(429, headers, b"", demarche=1, url="u")
    assert again.value.after == wait


def test_retry_after_is_honoured(server: Platform, tmp_path: Path) -> None:
    """A service that asks for 17 seconds gets them."""
    server.reset([dossier(1)], Said(429, b"", {"retry-after": "17"}))
    clock = FakeClock()
    fetch(server, tmp_path / "d.jsonl", clock=clock)
    assert clock.slept == [17]


def test_too_long_a_wait_is_left_to_the_user(server: Platform, tmp_path: Path) -> None:
    """A service that asks to come back in an hour is not waited for: what came is kept."""
    server.reset([dossier(1), dossier(2)], None, Said(429, b"", {"retry-after": "3600"}))
    out, clock = tmp_path / "d.jsonl", FakeClock()
    with pytest.raises(RemoteBusyError) as error:
        fetch(server, out, size=1, clock=clock)
    assert faults(error) == [("occupe", ""), ("plus_tard", "")]
    assert error.value.faults[1].params == {"minutes": 60}
    assert max(clock.slept) < 1
    fetch(server, out, resume=True)
    assert numbers(out) == [1, 2]


def graphql_error(code: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what replaces an answer by an error of this code."""
    return lambda _: refused("Timeout on Dossier.champs", code)


@pytest.mark.parametrize("code", ["timeout", "internal_server_error"])
def test_a_page_too_heavy_is_asked_in_smaller_ones(
    server: Platform, tmp_path: Path, code: str
) -> None:
    """When the platform takes too long over a page, it is asked for half, then half again."""
    server.reset([dossier(n) for n in range(1, 10)], graphql_error(code), graphql_error(code))
    out = tmp_path / "d.jsonl"
    fetch(server, out, size=8)
    assert numbers(out) == list(range(1, 10))
    assert [each["variables"]["first"] for each in server.requests] == [8, 4, 2, 2, 2, 2, 2]


def test_a_dossier_too_heavy_alone_stops(server: Platform, tmp_path: Path) -> None:
    """One dossier that the platform can never give is an error, after as many attempts."""
    server.reset([dossier(1)], *[graphql_error("timeout")] * 20)
    with pytest.raises(RemoteBusyError) as error:
        fetch(server, tmp_path / "d.jsonl", size=4)
    assert faults(error) == [("trop_long", "")]
    assert [each["variables"]["first"] for each in server.requests] == [4, 2, *[1] * 6]


def test_an_answer_too_big_is_asked_in_smaller_ones(
    server: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size of an answer is bounded: smaller pages are asked for, then it is an error."""
    server.reset([dossier(n) for n in (1, 2, 3, 4)])
    monkeypatch.setattr(carrier, "MAX_BYTES", 4500)
    out = tmp_path / "d.jsonl"
    fetch(server, out, size=4)
    assert numbers(out) == [1, 2, 3, 4]
    assert server.requests[-1]["variables"]["first"] < 4
    monkeypatch.setattr(carrier, "MAX_BYTES", 100)
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "e.jsonl", size=4)
    assert faults(error) == [("trop_gros", "")]


def test_an_answer_that_drips_is_given_up(server: Platform, tmp_path: Path) -> None:
    """An answer that never ends does not hold the command for ever."""
    server.reset([dossier(1)])

    class Slow(FakeClock):
        def monotonic(self) -> float:
            self.now += carrier.MAX_SECONDS + 1
            return self.now

    with pytest.raises(RemoteBusyError) as error:
        fetch(server, tmp_path / "d.jsonl", clock=Slow())
    assert faults(error) == [("delai", "")]


# -- a platform that refuses, or answers what it should not ----------------------------------------


def test_a_wrong_token_is_refused(server: Platform, tmp_path: Path) -> None:
    """An unknown token is told so, at once, and never shown."""
    server.reset([dossier(1)])
    with pytest.raises(RemoteRefusedError) as error:
        fetch(server, tmp_path / "d.jsonl", token="mauvais-jeton")  # noqa: S106 # of the tests
    assert faults(error) == [("jeton_refuse", "")]
    assert "mauvais-jeton" not in str(error.value)
    assert len(server.requests) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [(DEMARCHE + 1, RemoteRefusedError, "acces_refuse"),
     (DEMARCHE + 2, RemoteMissingError, "demarche_inconnue")],
)  # fmt: skip
def test_a_demarche_that_is_not_ours_is_told(
    server: Platform, tmp_path: Path, number: int, kind: type[RemoteError], code: str
) -> None:
    """A démarche that the token has no right to, or that does not exist, is named."""
    server.reset([dossier(1)])
    with pytest.raises(kind) as error:
        fetch(server, tmp_path / "d.jsonl", asked=Asked(number))
    assert faults(error) == [(code, "")]
    assert str(number) in str(error.value)


def test_an_expired_token_is_told(server: Platform, tmp_path: Path) -> None:
    """The platform's word for it is repeated, without the control characters it may hold."""
    content = json.dumps(refused("Token\x1b[31m expired\n", "unauthorized")).encode()
    server.reset([], Said(401, content))
    with pytest.raises(RemoteRefusedError, match=r"Token \[31m expired"):
        fetch(server, tmp_path / "d.jsonl")


def test_errors_of_graphql_are_told_with_their_path(server: Platform, tmp_path: Path) -> None:
    """Any error is fatal, as the platform asks; all of them are told, each with its path."""

    def two(data: dict[str, Any]) -> dict[str, Any]:
        listed = [
            {"message": "Cannot return null", "extensions": {"code": "invalid_null"},
             "path": ["demarche", "dossiers", "nodes", 3, "demandeur"]},
            {"message": "Field 'siret' doesn't exist", "path": ["query", {}]},
        ]  # fmt: skip
        return {**data, "errors": listed}

    server.reset([dossier(1)], two)
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl")
    assert error.value.exit_code == 76
    assert faults(error) == [("graphql", "demarche.dossiers.nodes[3].demandeur"), ("graphql", "")]
    assert [fault.params["code"] for fault in error.value.faults] == ["invalid_null", "?"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "pas_du_json"), (b"<html>Maintenance</html>", "pas_du_json"),
        (b'{"data": {"demarche"', "pas_du_json"), (b"\xff\xfe{}", "pas_du_json"),
        (b"[]", "pas_du_json"), (b"null", "pas_du_json"), (b'{"data": NaN}', "pas_du_json"),
        (b"[" * 200_000, "pas_du_json"), (b'{"data": ' + b"9" * 5000 + b"}", "pas_du_json"),
        (b"{}", "champ_absent"), (b'{"data": null}', "attendu_objet"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_a_clean_error(
    server: Platform, tmp_path: Path, content: bytes, code: str
) -> None:
    """Something else than the answer of a GraphQL API is told in words, not tried again."""
    server.reset([], Said(200, content))
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl")
    assert [name for name, _ in faults(error)] == [code]
    assert len(server.requests) == 1


def spoiled(path: str, value: object = ...) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what changes, or takes away, what is at a path of an answer."""

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        *way, last = [int(name) if name.isdigit() else name for name in path.split(".")]
        inside: Any = answer
        for name in way:
            inside = inside[name]
        if value is ...:
            del inside[last]
        else:
            inside[last] = value
        return answer

    return change


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("data.demarche", None, "attendu_objet"),
        ("data.demarche", ..., "champ_absent"),
        ("data.demarche.number", ..., "champ_absent"),
        ("data.demarche.number", "4242", "attendu_entier"),
        ("data.demarche.dossiers", None, "attendu_objet"),
        ("data.demarche.dossiers.nodes", None, "attendu_liste"),
        ("data.demarche.dossiers.nodes", {}, "attendu_liste"),
        ("data.demarche.dossiers.nodes.1", None, "attendu_objet"),
        ("data.demarche.dossiers.nodes.0.number", True, "attendu_entier"),
        ("data.demarche.dossiers.nodes.0.champs", ..., "champ_absent"),
        ("data.demarche.dossiers.nodes.0.champs", None, "attendu_liste"),
        ("data.demarche.dossiers.nodes.1.dateDerniereModification", None, "attendu_texte"),
        ("data.demarche.dossiers.pageInfo", None, "attendu_objet"),
        ("data.demarche.dossiers.pageInfo.hasNextPage", "non", "attendu_booleen"),
        ("data.demarche.dossiers.pageInfo.endCursor", ..., "champ_absent"),
        ("data.demarche.dossiers.pageInfo.endCursor", None, "attendu_texte"),
    ],
)
def test_a_schema_that_changed_is_told_by_its_path(
    server: Platform, tmp_path: Path, path: str, value: object, code: str
) -> None:
    """A field that is gone, or is not what it was, is an error with its path; nothing is kept."""
    server.reset([dossier(n) for n in (1, 2, 3)], spoiled(path, value))
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl", size=2)
    shown = path.replace(".0", "[0]").replace(".1", "[1]")
    assert faults(error) == [(code, shown)]
    assert error.value.exit_code == 76
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_in_a_page_is_told_at_once(server: Platform, tmp_path: Path) -> None:
    """Every dossier of the page is looked at before any error is raised."""

    def both(answer: dict[str, Any]) -> dict[str, Any]:
        first = spoiled("data.demarche.dossiers.nodes.0.state")(answer)
        return spoiled("data.demarche.dossiers.nodes.2", None)(first)

    server.reset([dossier(n) for n in (1, 2, 3)], both)
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl")
    assert [path[-10:] for _, path in faults(error)] == ["s[0].state", "s.nodes[2]"]


def test_the_answer_for_another_demarche_is_refused(server: Platform, tmp_path: Path) -> None:
    """Dossiers of another démarche are never taken for those asked for."""
    server.reset([dossier(1)], spoiled("data.demarche.number", 9))
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl")
    assert faults(error) == [("autre_demarche", "")]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_platform_that_goes_round_in_circles_is_left(
    server: Platform, tmp_path: Path, length: int
) -> None:
    """Pages that come again, under whatever cursor, stop the download; what came is kept."""
    server.reset([dossier(n) for n in range(1, 9)])
    pages = list[dict[str, Any]]()

    def turn(answer: dict[str, Any]) -> dict[str, Any]:
        pages.append(answer)
        page = pages[(len(pages) - 1) % length]
        page["data"]["demarche"]["dossiers"]["pageInfo"]["endCursor"] += " "
        return page

    server.faults.extend([turn] * 8)
    out = tmp_path / "d.jsonl"
    with pytest.raises(RemoteError) as error:
        fetch(server, out, size=2)
    assert faults(error) == [("boucle", "")]
    assert len(server.requests) == length + 1
    assert not out.exists()


def test_an_empty_page_that_announces_more_is_a_circle(server: Platform, tmp_path: Path) -> None:
    """A page without dossier cannot lead further."""
    server.reset([dossier(n) for n in (1, 2)], spoiled("data.demarche.dossiers.nodes", []))
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl", size=1)
    assert faults(error) == [("boucle", "")]


@given(st.sampled_from([200, 400, 401, 404, 429, 500]), st.binary() | st.builds(
    lambda cut, byte, where: (text := answered('{"number": 1}'))[:cut] + byte + text[where:],
    st.integers(0, 120), st.binary(max_size=3), st.integers(0, 160)))  # fmt: skip
def test_any_answer_is_a_page_or_a_clean_error(status: int, content: bytes) -> None:
    """Whatever comes, cut or altered anywhere, is read or told in both languages."""
    try:
        page = read_answer(status, {}, content, demarche=DEMARCHE, url="u")
    except Again as again:
        told = [again.fault]
    except RemoteError as error:
        told = list(error.faults)
    else:
        assert isinstance(page, Page)
        return
    assert told
    assert all(fault.message(lang) for fault in told for lang in LANGS)


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
    assert "https://demarche.numerique.gouv.fr" in text
