"""A platform that struggles, refuses, or answers what it should not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plateforme import DEMARCHE, Platform, Said, dossier, refused
from telechargements import FakeClock, answered, faults, fetch, numbers

from fondsvert.engine.errors import (
    Fault,
    RemoteBusyError,
    RemoteError,
    RemoteMissingError,
    RemoteRefusedError,
)
from fondsvert.engine.intake.graphql import client as carrier
from fondsvert.engine.intake.graphql.answers import Again, Page, read_answer
from fondsvert.engine.intake.graphql.query import Asked
from fondsvert.engine.messages import LANGS

BUSY = Said(503)


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


def test_a_gateway_that_times_out_is_asked_for_less(server: Platform, tmp_path: Path) -> None:
    """Code 504 is a page too heavy too; the other codes are not."""
    server.reset([dossier(n) for n in (1, 2, 3)], Said(503), Said(504))
    fetch(server, tmp_path / "d.jsonl", size=4)
    assert [each["variables"]["first"] for each in server.requests] == [4, 4, 2, 2]


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


def test_a_cursor_that_stands_still_is_a_circle(server: Platform, tmp_path: Path) -> None:
    """A page that leads to itself stops the download, even when its dossiers are new."""
    server.reset([dossier(n) for n in range(1, 9)])
    cursor = base64.b64encode(b"2024-01-01T00:00:02Z;2").decode()
    server.faults.extend([None, spoiled("data.demarche.dossiers.pageInfo.endCursor", cursor)])
    with pytest.raises(RemoteError) as error:
        fetch(server, tmp_path / "d.jsonl", size=2)
    assert faults(error) == [("boucle", "")]
    assert len(server.requests) == 2


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
