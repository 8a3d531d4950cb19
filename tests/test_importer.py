"""``fondsvert importer`` as its users meet it: what it writes and says, what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import golden
import pytest
from exports import csv_bytes
from importing import import_file
from places import ROOT

import fondsvert
from fondsvert.engine import yaml_text
from fondsvert.engine.errors import FondsvertError, InputError, MissingFileError
from fondsvert.engine.intake.origins import Origins
from fondsvert.engine.intake.output import Output, as_yaml

EXAMPLES = ROOT / "examples/importer"
MAPPING = EXAMPLES / "correspondance.yaml"
REFERENCES = ["24000101", "24000102", "24000103"]
Result = subprocess.CompletedProcess[str]


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run the command in a process of its own, from the root of the project."""
    done = subprocess.run(
        [sys.executable, "-m", "fondsvert.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "80"},
        cwd=ROOT,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def importer(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run ``fondsvert importer``."""
    return run("importer", *arguments, stdin=stdin)


@pytest.mark.parametrize("name", ["dossiers.json", "dossiers.xlsx"])
def test_a_folder_of_dossiers(name: str, tmp_path: Path) -> None:
    """A file a dossier, and where each field comes from; the same from the API and the export."""
    out = tmp_path / "dossiers"
    done = importer(EXAMPLES / name, "-o", out, "--correspondance", MAPPING)
    assert (done.returncode, done.stderr) == (0, "")
    files = sorted(path.name for path in out.iterdir())
    assert files == [*(f"{each}.yaml" for each in REFERENCES), "origines.jsonl"]
    found = [fondsvert.read(out / f"{each}.yaml") for each in REFERENCES]
    for dossier, example in zip(found, ("eligible", "a-completer", "ineligible"), strict=True):
        meant = fondsvert.read(ROOT / f"examples/{example}.yaml")
        assert dossier.projet == meant.projet
        assert dossier.porteur == meant.porteur
        assert dossier.financement == meant.financement


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_the_terminal_shows(lang: str, tmp_path: Path) -> None:
    """The sum, what was repaired, each reject with its row and its reasons."""
    done = importer("examples/importer/dossiers.csv", "-o", tmp_path / "dossiers.jsonl",
                    "--correspondance", MAPPING, "--lang", lang)  # fmt: skip
    assert done.returncode == 65
    head, _, rest = done.stdout.partition("\n\n")  # what was written, and where, is left out
    golden.check(f"importer/csv.{lang}.txt", "\n".join([*head.split("\n")[:2], "", rest]))
    assert len((tmp_path / "dossiers.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_the_report_is_the_whole_account(tmp_path: Path) -> None:
    """JSON: the sum, each repair and each reject, with file, row, column, label and value."""
    report = tmp_path / "rapport.json"
    done = importer(
        *(EXAMPLES / "fonds-vert.csv", "-o", tmp_path / "out", "--rapport", report),
        *("--correspondance", EXAMPLES / "fonds-vert.yaml", "--format", "json"),
    )
    assert done.returncode == 65
    shown, told = json.loads(done.stdout), json.loads(report.read_text(encoding="utf-8"))
    assert told["bilan"] == {key: shown[key] for key in told["bilan"]}
    assert (shown["lignes"], shown["dossiers"], shown["rejets"]) == (5, 3, 2)
    assert shown["somme_juste"] is True
    assert len(told["rejets"]) == 2
    assert len(told["reparations"]) == sum(shown["reparations"].values())
    first = told["rejets"][0]
    assert (first["reference"], first["ligne"]) == ("91000004", 6)
    why = first["motifs"][0]
    assert (why["code"], why["colonne"], why["libelle"], why["valeur"]) == (
        "importer.rejet_nombre", "M", "montant_engage", "environ 12 000")  # fmt: skip


def test_no_reject_no_repair_still_a_report(tmp_path: Path) -> None:
    """Empty lists are lists."""
    path, report = tmp_path / "tableau.csv", tmp_path / "rapport.json"
    path.write_bytes(csv_bytes(["reference", "date_depot"], [["1", "2024-05-13"]]))
    done = importer(path, "-o", tmp_path / "out", "--rapport", report, "--forme", "json")
    assert done.returncode == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["reparations"], told["rejets"]) == ([], [])
    assert fondsvert.read(tmp_path / "out" / "1.json").reference == "1"


def test_missing_facts_name_the_question(tmp_path: Path) -> None:
    """« à demander » says which question was left blank; a refusal, on which it rests."""
    out = tmp_path / "dossiers.jsonl"
    assert importer(EXAMPLES / "dossiers.json", "-o", out, "--correspondance", MAPPING,
                    ).returncode == 0  # fmt: skip
    origins = tmp_path / "dossiers.origines.jsonl"
    done = run("instruire", out, "--origines", origins)
    shown = " ".join(done.stdout.replace("\u00a0", " ").split())
    assert done.returncode == 0
    assert "(ligne 2) (PRJ-04, FIN-02, FIN-04), question « Dépense éligible ? »" in shown
    assert "le calendrier prévisionnel (PIE-02), question « Calendrier prévisionnel »" in shown
    assert "D’après les réponses au formulaire : « Rien n’est-il signé à ce jour" in shown
    told = run("instruire", out, "--origines", origins, "--format", "json").stdout.splitlines()
    plain = run("instruire", out, "--format", "json").stdout.splitlines()
    for line, without in zip(told, plain, strict=True):
        decision = json.loads(line)
        questions = decision.pop("questions")
        assert decision == json.loads(without)
        assert set(questions) <= set(decision["manquants"])
    assert json.loads(told[1])["questions"]["projet.impacts.eau_apres_m3"] == (
        "Eau après projet (m3)"
    )


def test_origins_name_every_place(tmp_path: Path) -> None:
    """Each line says file and row and, for each field, the column or the champ, and its label."""
    out = tmp_path / "out"
    importer(EXAMPLES / "dossiers.xlsx", "-o", out, "--correspondance", MAPPING)
    text = (out / "origines.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["reference"] for line in lines] == REFERENCES
    first = {each["chemin"]: each for each in lines[0]["champs"]}
    assert lines[0]["feuille"] == "Dossiers"
    assert lines[0]["ligne"] == 2
    assert first["porteur.siret"] == {"chemin": "porteur.siret", "colonne": "H",
                                      "libelle": "Numéro SIRET de l'entreprise"}  # fmt: skip
    line = first["financement.depenses[1].montant_ht"]
    assert (line["feuille"], line["ligne"]) == ("(4000) Dépenses prévisionnelle", 3)
    assert first["porteur.difficulte.sortie_acceptee_ademe"]["vide"] is True
    found = Origins(out / "origines.jsonl").questions("24000101")
    assert found["pieces", "couts"] == "Détail des coûts"
    assert Origins(out / "origines.jsonl").questions("inconnu") == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"reference": 1}', '{"reference": "1"}'])
def test_a_file_that_holds_no_origins(content: str, tmp_path: Path) -> None:
    """It is refused at its line; one that is absent too."""
    path = tmp_path / "origines.jsonl"
    path.write_text(f"\n{content}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Origins(path)
    assert [(f.code, f.where.line) for f in caught.value.faults] == [("importer.origines", 2)]
    with pytest.raises(MissingFileError):
        Origins(tmp_path / "absent.jsonl")


def test_nothing_is_written_unless_all_is(tmp_path: Path) -> None:
    """A source that breaks half-way leaves the folder as it was, and no temporary file."""
    path = tmp_path / "tableau.csv"
    path.write_text('reference;date_depot\n1;2024-05-13\n2;"2024', encoding="utf-8")
    for out in (tmp_path / "out", tmp_path / "out.jsonl"):
        done = importer(path, "-o", out)
        assert done.returncode == 65
        assert "3" in done.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["tableau.csv"]


def test_a_folder_is_replaced_on_purpose(tmp_path: Path) -> None:
    """A folder that holds something is left alone, unless it is to be replaced, whole."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("à garder", encoding="utf-8")
    table = EXAMPLES / "tableau.csv"
    done = importer(table, "-o", out)
    assert done.returncode == 65
    assert "--remplacer" in done.stderr
    assert (out / "notes.txt").exists()
    assert importer(table, "-o", out, "--remplacer").returncode == 0
    assert sorted(each.name for each in out.iterdir()) == ["TAB-1.yaml", "TAB-2.yaml",
                                                           "origines.jsonl"]  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out"]


def test_names_of_files_are_safe(tmp_path: Path) -> None:
    """References become names: never a path, never twice the same, whatever the case."""
    with Output(tmp_path / "out") as output:
        for reference in ("../../etc", "A/B", "a b", "A_B", "…", "CON" + "x" * 200):
            dossier = fondsvert.Dossier.model_validate(
                {"reference": reference, "date_depot": "2024-05-13"}
            )
            output.add(dossier, import_origin(), [])
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len({name.casefold() for name in names}) == 7
    assert all("/" not in name and len(name) < 120 for name in names)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def import_origin() -> Any:
    """Return an origin for tests that do not look at it."""
    from fondsvert.engine.intake.record import Origin

    return Origin("source.csv", row=2)


@pytest.mark.parametrize(
    "text", ["1e3", "12E4", "no", "~", "null", "2024-05-13", "01004", "#x", "a: b", "- a", "\u2028",
             "\u0085x", 'a"b\\', "=1+1", "a\nb", "@x", "0x1F", ".5", "on", " x "],
)  # fmt: skip
def test_texts_of_yaml_read_back(text: str) -> None:
    """Whatever a text looks like, it is read back as the same text."""
    data = {"a": text, "b": [text], "c": [{text: text}]}
    assert yaml_text.load(as_yaml(data)).data == data


def test_standard_input(tmp_path: Path) -> None:
    """« - » reads what another program gives, whatever its format."""
    content = (EXAMPLES / "dossiers.xlsx").read_bytes()
    done = importer("-", "-o", tmp_path / "x.jsonl", "--correspondance", MAPPING, stdin=content)
    assert done.returncode == 0
    assert "stdin" in done.stdout


def test_a_draft_goes_to_a_file_once(tmp_path: Path) -> None:
    """``--proposer -o`` never replaces a mapping that was read over."""
    draft = tmp_path / "carte.yaml"
    done = importer(EXAMPLES / "dossiers.json", "--proposer", "-o", draft)
    assert done.returncode == 0
    assert "a_confirmer: true" in draft.read_text(encoding="utf-8")
    assert importer(EXAMPLES / "dossiers.json", "--proposer", "-o", draft).returncode == 2
    printed = importer(EXAMPLES / "dossiers.json", "--proposer").stdout
    assert printed == draft.read_text(encoding="utf-8")


def test_a_check_says_what_is_missing() -> None:
    """0 when the mapping finds all that it looks for, 1 when it does not; JSON for programs."""
    done = importer(EXAMPLES / "dossiers.json", "--verifier", "--correspondance", MAPPING)
    assert done.returncode == 0
    done = importer(EXAMPLES / "fonds-vert.csv", "--verifier", "--correspondance", MAPPING,
                    "--format", "json")  # fmt: skip
    told = json.loads(done.stdout)
    assert (done.returncode, told["complet"]) == (1, False)
    assert told["obligatoires_absents"] == ["reference", "date_depot"]
    shown = importer(EXAMPLES / "fonds-vert.csv", "--verifier", "--correspondance", MAPPING)
    assert "reference (la référence du dossier)" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["dossiers.json"], 2),
        (["dossiers.json", "--proposer", "--verifier", "--correspondance", "c"], 2),
        (["dossiers.json", "--verifier"], 2),
        (["absent.json", "-o", "x"], 66),
        (["dossiers.json", "-o", "x", "--correspondance", "absente.yaml"], 66),
        (["dossiers.json", "-o", "x"], 65),
        (["dossiers.xlsx", "-o", "x", "--feuille", "Feuil9"], 65),
        (["tableau.csv", "-o", "/dev/null/x"], 74),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], code: int) -> None:
    """Each misuse has its exit code, and says what to do."""
    first, *rest = arguments
    done = importer(EXAMPLES / first, *rest)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Erreur")


@pytest.mark.parametrize("module", ["openpyxl", "rapidfuzz", "polars"])
def test_a_missing_reader_says_what_to_install(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measure: fondsvert.Measure
) -> None:
    """Without an optional library only what needs it is refused, with the words to install it."""
    from fondsvert.engine.intake.convert import Converter
    from fondsvert.engine.intake.likely import Likely

    path = tmp_path / "source"
    path.write_bytes(b"PAR1PAR1")
    monkeypatch.setitem(sys.modules, module, None)
    needs: dict[str, Any] = {
        "openpyxl": lambda: import_file(EXAMPLES / "dossiers.xlsx", {}),
        "polars": lambda: import_file(path, {}),
        "rapidfuzz": lambda: Likely(measure.book, Converter(measure.cog)),
    }
    with pytest.raises(FondsvertError) as caught:
        needs[module]()
    assert caught.value.exit_code == 69
    assert "pip install" in str(caught.value)


DATA = Path(os.environ.get("FONDSVERT_DONNEES", ROOT.parent / "shared/data"))


def test_the_real_open_data_come_in_whole() -> None:
    """The 562 awards of 2023 in Centre-Val de Loire: the sum is closed, « NULL » is unknown."""
    path = DATA / "fonds_vert_2023_cvl.csv"
    if not path.exists():
        pytest.skip(f"no open data: {path.name} (FONDSVERT_DONNEES says where)")
    mapping = yaml_text.load((EXAMPLES / "fonds-vert.yaml").read_bytes()).data
    found = import_file(path, mapping)
    assert (found.journal.rows, len(found.dossiers)) == (562, 562)
    assert found.journal.repairs["absence"] == 6
    assert sum(d.projet is None or d.projet.commune is None for d in found.dossiers) == 6
