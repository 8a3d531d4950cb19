"""Broken files: a clean error or a closed sum, whatever the bytes."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from exports import answer, as_csv, as_text, as_xlsx, csv_bytes
from forms import mapping
from hypothesis import given, settings
from hypothesis import strategies as st
from importing import import_file
from places import ROOT
from strategies import any_json

import fondsvert
from fondsvert.engine.errors import FondsvertError
from fondsvert.engine.flat import to_columns
from fondsvert.engine.intake.mapping_file import parse_mapping

NAMES = ("eligible", "a-completer", "competences")


def examples() -> list[fondsvert.Dossier]:
    """Return some dossiers."""
    return [fondsvert.read(ROOT / f"examples/{name}.yaml") for name in NAMES]


@cache
def good(kind: str) -> bytes:
    """Return a file of each kind that can be read whole."""
    batch = [dossier.model_dump(mode="json", exclude_none=True) for dossier in examples()]
    if kind == "json":
        return as_text(answer(batch)).encode()
    if kind == "lines":
        nodes = answer(batch)["data"]["demarche"]["dossiers"]["nodes"]
        return "\n".join(map(as_text, nodes)).encode()
    if kind == "csv":
        return as_csv(batch)
    frame = to_columns(examples())
    if kind == "plain":
        return csv_bytes(frame.columns, frame.rows())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if kind == "parquet":
            frame.write_parquet(path)
        else:
            as_xlsx(path, batch)
        return path.read_bytes()


def bare() -> dict[str, Any]:
    """Return the mapping of the form, without blocks."""
    found = mapping()
    del found["blocs"]
    return found


MAPPINGS: dict[str, Callable[[], dict[str, Any] | None]] = {
    "json": mapping, "lines": mapping, "csv": bare, "xlsx": mapping,
    "plain": lambda: None, "parquet": lambda: None,
}  # fmt: skip


def survives(content: bytes, kind: str) -> None:
    """Import bytes: a clean error, or dossiers and rejects that make the sum."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source"
        path.write_bytes(content)
        told = refused(lambda: import_file(path, MAPPINGS[kind]()))
    assert told is None or all(told)


def refused(work: Callable[[], object]) -> list[str] | None:
    """Return what an error says in both languages, None when the work went well."""
    try:
        work()
    except FondsvertError as error:
        return [*error.messages("fr"), *error.messages("en")]
    return None


@pytest.mark.parametrize("kind", MAPPINGS)
def test_the_files_to_break_are_whole(kind: str, tmp_path: Path) -> None:
    """Before it is broken, each file is read without a reject: breaking it is what matters."""
    path = tmp_path / "source"
    path.write_bytes(good(kind))
    found = import_file(path, MAPPINGS[kind]())
    assert len(found.dossiers) == len(NAMES)
    assert not found.reasons


@pytest.mark.parametrize("kind", MAPPINGS)
@given(data=st.data())
@settings(max_examples=40)
def test_a_file_cut_anywhere(kind: str, data: st.DataObject) -> None:
    """A download that stopped: at any byte."""
    content = good(kind)
    survives(content[: data.draw(st.integers(0, len(content)))], kind)


@pytest.mark.parametrize("kind", MAPPINGS)
@given(data=st.data())
@settings(max_examples=40)
def test_a_file_with_bytes_changed(kind: str, data: st.DataObject) -> None:
    """A disk that forgets: a few bytes become others, wherever they are."""
    content = bytearray(good(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    survives(bytes(content), kind)


@given(
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"{", b"[", b"\xd0\xcf\x11\xe0",
                           b"\xff\xfe", b"ID,x\n", b"reference;date_depot\n"]),
    rest=st.binary(max_size=300),
    kind=st.sampled_from(list(MAPPINGS)),
)  # fmt: skip
@settings(max_examples=150)
def test_any_bytes(start: bytes, rest: bytes, kind: str) -> None:
    """No bytes at all make more than a clean error."""
    survives(start + rest, kind)


@given(cells=st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
@settings(max_examples=80)
def test_any_table(cells: list[list[str]]) -> None:
    """Any cells under the columns of a dossier: each row is a dossier or a reject."""
    header = ["reference", "date_depot", "porteur.effectif", "projet.commune", "pieces"]
    survives(csv_bytes(header, cells), "plain")


@given(champs=st.lists(any_json(), max_size=4), state=any_json(), filed=any_json())
@settings(max_examples=80)
def test_any_answers(champs: list[Any], state: Any, filed: Any) -> None:
    """A node whose champs are anything whatsoever."""
    node = {"number": 12, "state": state, "dateDepot": filed, "champs": champs,
            "annotations": [{"id": "Q2hhbXAtMTAwMA==", "label": "x", "values": champs}],
            "demandeur": state}  # fmt: skip
    survives(as_text({"data": {"dossier": node}}).encode(), "json")


@given(value=any_json(), name=st.sampled_from(
    ["value", "values", "date", "datetime", "commune", "address", "etablissement", "files", "rows",
     "decimalNumber", "integerNumber", "checked", "primaryValue", "stringValue", "epci"]
))  # fmt: skip
@settings(max_examples=150)
def test_any_typed_answer(value: Any, name: str) -> None:
    """An answer of any type under any of the API's names, for a place of each kind."""
    champs = [
        {"id": link["champ"], "label": "x", name: value}
        for links in mapping()["champs"].values()
        for link in (links if isinstance(links, list) else [links])
    ]
    champs += [{"id": block["champ"], "label": "x", name: value}
               for block in mapping()["blocs"].values()]  # fmt: skip
    node = {"number": 12, "state": "accepte", "dateDepot": "2024-05-13", "champs": champs}
    survives(as_text(node).encode(), "json")


@given(value=any_json())
@settings(max_examples=60)
def test_any_json(value: Any) -> None:
    """Any JSON: an answer of the platform, or a clean error."""
    survives(as_text(value).encode("utf-8", "replace"), "json")


@given(value=any_json(), where=st.sampled_from(["", "champs", "blocs", "formulaire"]))
@settings(max_examples=150)
def test_any_mapping(value: Any, where: str) -> None:
    """A mapping that says anything whatsoever is read, or refused with its faults."""
    text = as_text({where: value} if where else value).encode("utf-8", "replace")
    told = refused(lambda: parse_mapping(text))
    assert told is None or all(told)


def test_an_archive_that_unpacks_without_end(tmp_path: Path) -> None:
    """A sheet that says four thousand million bytes is refused before it is read."""
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    content = path.read_bytes()
    size = content.index(b"PK\x01\x02") + 24  # where the directory tells the size of a member
    path.write_bytes(content[:size] + (4_100_000_000).to_bytes(4, "little") + content[size + 4 :])
    with pytest.raises(FondsvertError) as caught:
        import_file(path, mapping())
    assert [fault.code for fault in caught.value.faults] == ["importer.classeur_demesure"]
