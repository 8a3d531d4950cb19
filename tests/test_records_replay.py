"""Decisions derived again: identical, or what differs and because of what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from places import ROOT
from registers import AT, KEY, PUBLIC

import fondsvert
from fondsvert.cli import fondsvert as command
from fondsvert.engine.records.journal import open_journal
from fondsvert.engine.records.materials import Materials
from fondsvert.engine.records.replay import Replayed, Replayer
from fondsvert.engine.records.verification import verify
from fondsvert.engine.records.writer import Asked, Writer

AFR = ROOT / "features/liste_afr_d_essai.csv"
ASKED = Asked(engine="reference")


@pytest.fixture(scope="module")
def shipped() -> Materials:
    """What the measure that ships is made of, with a list."""
    return Materials.taken(afr=AFR)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rules of which one figure was moved, and that read the table of communes that ships."""
    folder = tmp_path_factory.mktemp("regles") / "rules"
    shutil.copytree(ROOT / "rules", folder, ignore=shutil.ignore_patterns("cog", "__pycache__"))
    path = folder / "parametres.yaml"
    text = path.read_text(encoding="utf-8")
    assert "      valeur: 400000\n" in text
    path.write_text(text.replace("      valeur: 400000\n", "      valeur: 2000000\n"), "utf-8")
    return folder


def recorded(path: Path, materials: Materials, **changes: Any) -> None:
    """Record the decision on the eligible example, made with some materials."""
    dossier = fondsvert.read(ROOT / "examples/eligible.yaml")
    with materials.measure() as measure, open_journal(path, create=True) as journal:
        decision = measure.screen(dossier, engine="reference")
        journal.start(KEY, at=AT)
        decision = decision.model_copy(update=changes)
        Writer(journal, KEY, materials).record(dossier, decision, ASKED, at=AT)
        assert not verify(journal, keys=[PUBLIC]).faults


def replayed(path: Path, today: Materials | None = None) -> Replayed:
    """Return the only decision of a register, derived again."""
    with open_journal(path) as journal, Replayer(journal, today) as replayer:
        (found,) = replayer.all()
    return found


def test_a_decision_is_found_again(tmp_path: Path, shipped: Materials) -> None:
    """With what was recorded, and with what is installed when it is the same: identical."""
    recorded(tmp_path / "r", shipped)
    assert replayed(tmp_path / "r").identical
    assert replayed(tmp_path / "r", shipped).identical


def test_rules_that_changed_are_named(tmp_path: Path, shipped: Materials, local: Path) -> None:
    """The recorded rules give the recorded decision; those of today another, field by field."""
    recorded(tmp_path / "r", Materials.taken(local, afr=AFR))
    assert replayed(tmp_path / "r").identical
    found = replayed(tmp_path / "r", shipped)
    assert {each.cause for each in found.differences} == {"regles"}
    told = {each.path: (each.before, each.after) for each in found.differences}
    assert told["verdict"] == ("ineligible", "eligible")
    assert told["criteres[PRJ-04].statut"] == ("non_satisfait", "satisfait")


def test_a_list_that_changed_is_named(tmp_path: Path, shipped: Materials) -> None:
    """What the list of communes alone changes is put down to it."""
    recorded(tmp_path / "r", shipped)
    found = replayed(tmp_path / "r", Materials.taken())
    assert {each.cause for each in found.differences} == {"afr"}


def test_a_decision_that_no_rule_gives_is_put_down_to_the_program(
    tmp_path: Path, shipped: Materials
) -> None:
    """All else being as recorded, what differs comes from the version."""
    recorded(tmp_path / "r", shipped, verdict="ineligible")
    (found,) = replayed(tmp_path / "r").differences
    assert (found.cause, found.path) == ("version", "verdict")
    assert (found.before, found.after) == ("ineligible", "eligible")


def call(*arguments: object) -> Result:
    """Call the command in this process."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_commands_keep_a_register(tmp_path: Path) -> None:
    """Key, record, replay, verify, erase: each says what it did, in text and in JSON."""
    key, path, head = tmp_path / "k.pem", tmp_path / "r", tmp_path / "tete"
    assert call("registre", "cle", key).exit_code == 0
    files = [ROOT / "examples/eligible.yaml", ROOT / "examples/ineligible.yaml"]
    options = ["--registre", path, "--cle", key, "--tete", head, "--horodatage", AT]
    assert call("instruire", *files, *options, "--moteur", "reference").exit_code == 0
    result = call("rejouer", path, "--format", "json")
    first, second = map(json.loads, result.output.splitlines())
    assert (result.exit_code, first["identique"], second["identique"]) == (0, True, True)
    trusted = ["--verifier", "--cle-publique", f"{key}.pub", "--tete", head]
    told = json.loads(call("rejouer", path, *trusted, "--format", "json").output)
    assert (told["intact"], told["entrees"], told["tete"]["numero"]) == (True, 3, 2)
    assert told["cles_de_confiance"]
    assert told["tete_de_confiance"]
    reference = first["reference"]
    erased = call("registre", "effacer", path, reference, "--motif", "RGPD", "--cle", key)
    assert erased.exit_code == 0, erased.output
    assert call("rejouer", path, *trusted).exit_code == 0
    assert "1 effacées" in call("rejouer", path).output
    path.write_bytes(b"")
    assert call("rejouer", path, *trusted).exit_code == 1


def test_what_the_commands_need_is_said(tmp_path: Path) -> None:
    """A register without a key, an option without its register: usage errors."""
    example = ROOT / "examples/eligible.yaml"
    for arguments in (
        ["instruire", example, "--registre", tmp_path / "r"],
        ["instruire", example, "--tete", tmp_path / "t"],
        ["instruire", example, "--registre", tmp_path / "r", "--horodatage", "hier"],
        ["rejouer", tmp_path / "r", "--tete", tmp_path / "t"],
    ):
        assert call(*arguments).exit_code == 2
    assert not (tmp_path / "r").exists()


def test_without_the_libraries_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The friendly error, not a traceback."""
    monkeypatch.setattr("fondsvert.engine.records.find_spec", lambda _name: None)
    result = call("rejouer", "r")
    assert isinstance(result.exception, fondsvert.EngineUnavailableError)
    assert "fondsvert[registre]" in str(result.exception)
