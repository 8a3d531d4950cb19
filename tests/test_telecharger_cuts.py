"""A download cut anywhere goes on: nothing lost, nothing doubled, no wrong file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plateforme import CUT, DEMARCHE, Platform, Said, dossier
from telechargements import Stop, alone, faults, fetch, numbers

from fondsvert.engine.errors import InputError, RemoteBusyError, RemoteError
from fondsvert.engine.intake.graphql import client as carrier
from fondsvert.engine.intake.graphql.query import Asked
from fondsvert.engine.intake.graphql.store import Progress, Store, beside


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
        (lambda partial, _: partial.write_bytes(partial.read_bytes().replace(b"Four", b"Fours")),
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


def test_what_was_begun_and_brought_nothing_is_begun_again(
    server: Platform, tmp_path: Path
) -> None:
    """Killed before the first page came, the command starts again without being told to."""
    server.reset([dossier(1)])
    out = tmp_path / "d.jsonl"
    killed = Store(out, Asked(DEMARCHE, "refuse"), "https://exemple.fr/")
    assert all(path.exists() for path in beside(out))
    fetch(server, out)
    killed.__exit__(None, None, None)
    assert (numbers(out), alone(out)) == ([1], True)
