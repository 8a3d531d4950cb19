"""Every error of an input file: what the user reads, kept as golden files in both languages.

Each input stands beside its messages in ``tests/golden/entree``.
"""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import golden
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import any_json

from fondsvert.engine.dossier import Dossier
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.engine.intake.files import MAX_FAULTS, read, read_dossiers
from fondsvert.engine.messages import LANGS

FOLDER = golden.FOLDER / "entree"
INPUTS = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".txt")
CONTEXT = {"criteres": {"PRJ-07", "PRJ-08"}, "regimes": {"rgec-38", "de-minimis"}}
HEAD = "reference: FV-TI-0001\ndate_depot: 2024-05-13\n"


def errors(text: str | bytes) -> list[InputError]:
    raw = text.encode() if isinstance(text, str) else text
    found = read_dossiers(io.BytesIO(raw), name="dossier.yaml", context=CONTEXT)
    return [item for item in found if isinstance(item, InputError)]


def codes(text: str | bytes) -> list[str]:
    return [fault.code for error in errors(text) for fault in error.faults]


@pytest.mark.parametrize("name", INPUTS)
def test_an_error_reads_as_its_golden_file(name: str) -> None:
    """The messages name file, line, column and path, then the value and what was expected."""
    found = list(read_dossiers(FOLDER / name, name=name, context=CONTEXT))
    wrong = [item for item in found if isinstance(item, InputError)]
    assert wrong
    for lang in LANGS:
        lines = [line for error in wrong for line in error.messages(lang)]
        golden.check(f"entree/{name}.{lang}.txt", "\n".join(lines) + "\n")


def test_every_message_of_the_catalogue_is_met_by_a_test() -> None:
    """No error is written for nobody: each has its golden input or its own test here."""
    catalogue = Path(golden.__file__).parent.parent / "engine/messages/entree.json"
    elsewhere = {"fichier_absent", "fichier_illisible", "fichier_trop_gros", "texte_trop_long",
                 "liste_trop_longue", "trop_de_fautes", "plusieurs_documents"}  # fmt: skip
    met = {
        fault.code.removeprefix("entree.")
        for name in INPUTS
        for item in read_dossiers(FOLDER / name, context=CONTEXT)
        if isinstance(item, InputError)
        for fault in item.faults
    }
    assert met | elsewhere == set(json.loads(catalogue.read_text(encoding="utf-8")))
    assert not met & elsewhere


@pytest.mark.parametrize("name", ["lot.json", "lot.jsonl", "lot.yaml"])
def test_an_invalid_dossier_never_hides_the_others(name: str) -> None:
    """A batch yields one item a dossier, in order, valid or not."""
    found = list(read_dossiers(FOLDER / name))
    assert isinstance(found[0], Dossier)
    assert [type(item) for item in found].count(InputError) >= 2


def test_a_missing_file_is_no_input_error(tmp_path: Path) -> None:
    """An absent file and a folder are said as such, before anything is read."""
    cases = {"absent.yaml": "entree.fichier_absent", ".": "entree.fichier_illisible",
             "a\0b": "entree.fichier_illisible"}  # fmt: skip
    for name, code in cases.items():
        with pytest.raises(MissingFileError) as caught:
            list(read_dossiers(tmp_path / name))
        assert caught.value.faults[0].code == code
        assert caught.value.exit_code == 66


def test_reading_one_dossier_refuses_several(tmp_path: Path) -> None:
    """``read`` gives the dossier of a file that holds one, and nothing else."""
    path = tmp_path / "dossier.yaml"
    path.write_text(HEAD, encoding="utf-8")
    assert read(path).reference == "FV-TI-0001"
    path.write_text(f"{HEAD}---\n{HEAD}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.faults[0].code == "entree.plusieurs_documents"
    path.write_text("reference: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert len(caught.value.faults) == 2


def test_too_much_is_refused_and_said_shortly() -> None:
    """Long texts, long lists, big files and many faults never make a long message."""
    cases = {
        f"{HEAD}projet: {{resume: {'a' * 100_001}}}": "entree.texte_trop_long",
        f"{HEAD}pieces: [{'couts, ' * 10_001}]": "entree.liste_trop_longue",
        "a" * 20_000_001: "entree.fichier_trop_gros",
    }
    for text, code in cases.items():
        assert codes(text) == [code]
        assert len(errors(text)[0].messages()[0]) < 250
    many = codes(HEAD + "".join(f"champ_{n}: 1\n" for n in range(300)))
    assert len(many) == MAX_FAULTS + 1
    assert many[-1] == "entree.trop_de_fautes"


def test_a_huge_cell_is_shown_shortened() -> None:
    """A 32 kB cell, or a number of a million digits, is never printed whole."""
    text = json.dumps({"reference": "A", "date_depot": "x" * 32_000, "y" * 32_000: 1})
    assert all(len(line) < 250 for line in errors(text)[0].messages())
    with pytest.raises(ValueError, match="…"):
        Dossier.model_validate({"reference": 10**1000, "date_depot": "2024-01-01"})


def test_terminal_sequences_are_never_echoed() -> None:
    """What a file smuggles in an escape sequence comes out as visible characters."""
    text = json.dumps({"reference": "A", "date_depot": "\x1b[31m", "\x1b]0;x\x07": 1})
    lines = "".join(errors(text)[0].messages())
    assert not [char for char in lines if unicodedata.category(char) == "Cc"]


def test_a_stream_of_text_is_read_as_utf8_whatever_the_locale() -> None:
    """Standard input, opened by Python with the locale's encoding, is read as bytes."""
    text = HEAD + "projet: {intitule: Électrique}\n"
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="ascii")
    (dossier,) = read_dossiers(stream, name="-")
    assert isinstance(dossier, Dossier)
    assert dossier.projet is not None
    assert dossier.projet.intitule == "Électrique"
    (again,) = read_dossiers(io.StringIO(text), name="-")
    assert again == dossier


@settings(max_examples=400)
@given(any_json())
def test_any_json_gives_dossiers_or_a_clean_error(value: Any) -> None:
    """Whatever the JSON, every item is a dossier or an InputError that both languages can say."""
    for item in read_dossiers(io.BytesIO(json.dumps(value).encode())):
        if isinstance(item, InputError):
            for lang in LANGS:
                assert all(line and len(line) < 1500 for line in item.messages(lang))


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(alphabet="{}[]:,-\"'#&*!|>%@` \n\tab01.e~?", max_size=60))
def test_any_bytes_give_dossiers_or_a_clean_error(raw: str | bytes) -> None:
    """Whatever the bytes, nothing but an InputError comes out."""
    for item in read_dossiers(io.BytesIO(raw.encode() if isinstance(raw, str) else raw)):
        if isinstance(item, InputError):
            assert item.messages("fr")
            assert item.messages("en")
