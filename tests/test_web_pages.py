"""The officer's page without a script: sent files, decisions, opinions, suppositions, downloads."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from places import ROOT
from serving import Client, served
from web_pages import EXAMPLES, Page, Visit

import fondsvert
from fondsvert.engine.errors import InputError
from fondsvert.engine.messages import message
from fondsvert.web.decided import decide
from fondsvert.web.desk import Asked
from fondsvert.web.lot import judged
from fondsvert.web.uploads import plain, read_files

MOST_BYTES = 200_000
NAMES = ("eligible", "a-completer", "a-apprecier", "ineligible", "competences", "hors-territoire")
PAGES = ("/", "/entretien", "/formulaire", "/portefeuille", "/simulateur")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Give the application, and nowhere to keep anything."""
    with served() as found:
        yield found


@pytest.fixture
def visit(client: Client) -> Visit:
    """Give a person on the first page."""
    return Visit(client)


@pytest.fixture(scope="module")
def measure() -> fondsvert.Measure:
    """Give the measure that ships."""
    return fondsvert.load()


def example(name: str) -> Path:
    """Return the file of an example."""
    return EXAMPLES / f"{name}.yaml"


def spaced(text: str) -> str:
    """Return a text with plain spaces, as the text of a page is read."""
    return " ".join(text.split())


def sound(page: Page) -> None:
    """Fail where a page holds what no page may."""
    assert len(page.ids) == len(set(page.ids)), sorted(i for i in page.ids if page.ids.count(i) > 1)
    assert not [each for each in page.attributes if each[1].startswith("on")]
    assert not [each for each in page.attributes if each[1] == "style"]
    assert not [link for link in page.links if link.startswith(("http", "//"))]
    assert "stylesheet" not in page.source  # nothing is waited for before the page is painted
    assert page.source.count("<script") == page.source.count('<script src="/static/page.js" defer>')
    anchors = [link[1:] for link in page.links if link.startswith("#")]
    assert set(anchors) <= set(page.ids), sorted(set(anchors) - set(page.ids))
    assert len(page.source.encode()) < MOST_BYTES


# -- the first page, and what is sent ----------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_open(client: Client, path: str, lang: str) -> None:
    """Each page opens in both languages, light, without script or style inside its tags."""
    page = Page(client.get(f"{path}?lang={lang}"))
    assert page.status == 200
    assert f'<html lang="{lang}">' in page.source
    sound(page)


@pytest.mark.parametrize("name", NAMES)
def test_a_dossier_opens_its_decision(visit: Visit, measure: fondsvert.Measure, name: str) -> None:
    """The page tells the verdict, every criterion and every motive that the library tells."""
    page = visit.drop(example(name))
    decision = measure.screen(fondsvert.read(example(name)))
    assert page.status == 200
    sound(page)
    titles = {each.id: each.title.plain("fr") for each in measure.book.verdicts}
    assert f"{decision.reference} — {titles[decision.verdict]}" in page.text
    for found in decision.criteres.values():
        assert found.id in page.ids
        assert spaced(found.motif) in page.text
        assert spaced(measure.book.sources[found.source.cle].title.plain("fr")) in page.text
    for warning in decision.avertissements:
        assert spaced(warning) in page.text


def test_faults_are_told_at_once(visit: Visit) -> None:
    """What is wrong with a file is told whole: place, value, what was expected."""
    page = visit.drop(
        ("faux.yaml", b"reference: A\ndate_depot: 2024-02-30\nporteur: {nature: x}\n")
    )
    assert page.status == 422
    for word in ("faux.yaml", "date_depot", "porteur.nature", "2024-02-30", "2 erreurs"):
        assert word in page.text
    sound(page)


def test_nothing_sent(visit: Visit) -> None:
    """A form without a file says so."""
    page = visit.send("/deposer")
    assert page.status == 422
    assert spaced(message("page.aucun_fichier")) in page.text


def test_a_script_is_a_text(visit: Visit) -> None:
    """A script in a text field, in a name of file or in a value is read, never run."""
    data = plain(fondsvert.read(example("eligible")))
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    data["reference"] = data["projet"]["intitule"] = data["porteur"]["raison_sociale"] = evil
    page = visit.drop((f"{evil}.json", json.dumps(data).encode()))
    assert page.status == 200
    assert "alert(1)</script>" in page.text
    sound(page)
    page = visit.send("/dossier/essai", "geste=essayer", {"v.reference": f"{evil}2"})
    sound(page)
    page = Visit(visit.client).drop((f"{evil}.yaml", b"reference: [\n"))
    assert page.status == 422
    sound(page)


def test_tables_and_exports_are_imported(measure: fondsvert.Measure) -> None:
    """What importer reads, the page reads: the same dossiers, the same rejects."""
    folder = EXAMPLES / "importer"
    mapping = ("c.yaml", (folder / "correspondance.yaml").read_bytes())
    for name, known in (("dossiers.csv", 3), ("dossiers.json", 3), ("dossiers.xlsx", 3)):
        sent = (name, (folder / name).read_bytes())
        assert len(read_files(measure, [sent], mapping, 10, "fr").dossiers) == known
    found = read_files(measure, [("dossiers.csv", (folder / "dossiers.csv").read_bytes())],
                       mapping, 10, "fr")  # fmt: skip
    assert {fault.where.line for fault in found.faults} == {5, 6}
    bare = read_files(measure, [("t.csv", (folder / "tableau.csv").read_bytes())], None, 10, "fr")
    assert [each["reference"] for each in bare.dossiers] == ["TAB-1", "TAB-2"]
    export = [("d.json", (folder / "dossiers.json").read_bytes())]
    told = read_files(measure, export, None, 10, "fr").faults
    assert [fault.code for fault in told] == ["importer.correspondance_absente"]


def test_an_export_opens_a_portfolio(visit: Visit) -> None:
    """An export with its mapping opens the portfolio, and says what was refused."""
    folder = EXAMPLES / "importer"
    page = visit.drop(folder / "dossiers.csv", mapping=folder / "correspondance.yaml")
    assert page.status == 200
    assert "3 dossiers examinés" in page.text
    assert "732829320" in page.text
    sound(page)


# -- one dossier -------------------------------------------------------------------------------


def test_opinions_are_given(visit: Visit, measure: fondsvert.Measure) -> None:
    """Opinions, each with author and reasons, settle what was to be judged, and leave with it."""
    visit.drop(EXAMPLES / "portefeuille/PF-12.yaml")
    before = measure.screen(fondsvert.read(EXAMPLES / "portefeuille/PF-12.yaml"))
    assert before.verdict == "a_apprecier"
    name = next(iter(before.deciding))
    page = visit.send("/dossier/avis", "", {f"avis.{name}.avis": "favorable"})
    assert page.status == 422
    assert spaced(message("page.avis_sans_auteur")) in page.text
    assert spaced(message("page.avis_sans_motif")) in page.text
    assert (f"avis.{name}.avis", "favorable") in visit.form("/dossier/avis").fields
    sound(page)
    said = {f"avis.{name}.auteur": "DREETS", f"avis.{name}.motif": "Plan <solide>",
            f"avis.{name}.date": "2024-06-03"}  # fmt: skip
    page = visit.send("/dossier/avis", "", said)
    assert page.status == 200
    assert "Plan <solide>" in page.text
    kept = yaml.safe_load(visit.answer("/dossier/fichier", "quoi=yaml").content)
    assert kept["appreciations"][name]["auteur"] == "DREETS"
    decision = visit.answer("/dossier/fichier", "quoi=decision").json()
    assert decision["verdict"] == "eligible"


def test_an_opinion_is_taken_back(visit: Visit) -> None:
    """An opinion left blank leaves the dossier."""
    visit.drop(example("eligible"))
    blank = {f"avis.PRJ-07.{part}": "" for part in ("avis", "auteur", "date", "motif")}
    visit.send("/dossier/avis", "", blank)
    kept = visit.answer("/dossier/fichier", "quoi=dossier").json()
    assert sorted(kept["appreciations"]) == ["POR-07", "PRJ-08"]


def test_what_if(visit: Visit) -> None:
    """Another value shows both verdicts and what differs in words; the dossier stays as it was."""
    visit.drop(example("eligible"))
    changed = {"v.financement.montant_demande": "900 000 €", "v.projet.date_fin": "2026-06-30"}
    page = visit.send("/dossier/essai", "geste=essayer", changed)
    for words in ("300 000,00 € 900 000,00 €", "31 mars 2026 30 juin 2026", "FIN-04",
                  "Éligible Inéligible Changé"):  # fmt: skip
        assert words in page.text
    sound(page)
    original = next(f for f in page.forms if f.action == "/dossier/fichier")
    token = dict(original.fields)["porte"]
    adopted = next(f for f in page.forms if f.action == "/dossier")
    assert dict(adopted.fields)["porte"] != token
    kept = visit.answer("/dossier/fichier", "quoi=dossier").json()
    assert kept["financement"]["montant_demande"] == 300000
    page = visit.send("/dossier", "=")
    assert "— Inéligible" in page.text
    kept = visit.answer("/dossier/fichier", "quoi=dossier").json()
    assert kept["financement"]["montant_demande"] == 900000


def test_what_if_nothing_changes(visit: Visit) -> None:
    """A form sent as it came changes nothing, and says so."""
    visit.drop(example("a-completer"))
    page = visit.send("/dossier/essai", "geste=essayer")
    assert spaced(message("page.essai_rien_change")) in page.text


@pytest.mark.parametrize("name", ["a-apprecier", "a-completer", "competences"])
def test_the_form_holds_the_dossier(visit: Visit, name: str) -> None:
    """Whatever a dossier says, the blank form filled with it gives that very dossier back."""
    visit.drop(example(name))
    filled = [each for each in visit.form("/dossier/essai").fields if each[0][:2] in ("v.", "au")]
    again = Visit(visit.client, "/formulaire")
    values: dict[str, Any] = {}
    for key, value in filled:
        values.setdefault(key, []).append(value)
    page = again.send("/formulaire", "", values)
    assert page.status == 200
    data = plain(fondsvert.read(example(name)))
    data.pop("appreciations", None)
    found = again.answer("/dossier/fichier", "quoi=dossier").json()
    for each in (data, found):  # the order of a set says nothing
        each["projet"]["thematiques"] = sorted(each["projet"].get("thematiques", ()))
    assert found == data


def test_faults_of_a_form(client: Client) -> None:
    """Each wrong field is told beside it and at the top; what was typed stays."""
    visit = Visit(client, "/formulaire")
    page = visit.send("/formulaire", "", {
        "v.porteur.siret": "123", "v.porteur.effectif": "beaucoup",
        "v.projet.commune": "Saint-Denis",
        "v.financement.depenses.0.montant_ht": "dix"})  # fmt: skip
    assert page.status == 422
    for field in ("f-reference", "f-date_depot", "f-porteur-siret", "f-porteur-effectif",
                  "f-projet-commune", "f-financement-depenses"):  # fmt: skip
        assert f"#{field}" in page.links
    assert ("v.porteur.effectif", "beaucoup") in visit.form("/formulaire").fields
    sound(page)


def test_lists_grow(visit: Visit) -> None:
    """A line typed under the others joins the list; an emptied one leaves it."""
    visit.drop(example("eligible"))
    line = "v.financement.depenses"
    changed = {f"{line}.2.poste": "Étude", f"{line}.2.montant_ht": "1 000,50"}
    changed |= {f"{line}.0.{part}": "" for part in ("poste", "nature", "montant_ht", "eligible")}
    visit.send("/dossier/essai", "geste=garder", changed)
    kept = visit.answer("/dossier/fichier", "quoi=dossier").json()["financement"]["depenses"]
    assert [each["poste"] for each in kept] == ["Raccordement électrique", "Étude"]
    assert kept[1]["montant_ht"] == 1000.5


def test_letters(visit: Visit) -> None:
    """Each letter offered is a document; one that is not a model of ours is refused."""
    visit.drop(example("ineligible"))
    offered = [value for _, value, _ in visit.form("/dossier/courrier").buttons]
    assert "refus" in offered
    answer = visit.answer("/dossier/courrier", "modele=refus")
    assert answer.headers["content-disposition"] == 'attachment; filename="refus.docx"'
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert visit.answer("/dossier/courrier", "", {"modele": "../../x.docx"}).status_code == 400
    assert visit.answer("/dossier/courrier", "", {"modele": "favorable"}).status_code == 422


def test_nothing_is_kept_unless_asked(visit: Visit) -> None:
    """Without a register no button records, and who asks all the same is refused."""
    page = visit.drop(example("eligible"))
    assert "/dossier/registre" not in [each.action for each in page.forms]
    fields = dict(visit.form("/dossier/fichier").fields)
    assert visit.client.post("/dossier/registre", data=fields).status_code == 409


def test_a_decision_is_recorded_when_asked(tmp_path: Path) -> None:
    """With a register a button records the decision, once, and tells its number."""
    from registers import AT
    from registers import KEY as SIGNER

    from fondsvert.engine.records.journal import open_journal
    from fondsvert.web.register import Register
    from fondsvert.web.settings import Sources

    path = tmp_path / "registre.sqlite"
    register = Register(str(path), SIGNER, Sources(), lambda: AT)
    with served(register=register) as client:
        visit = Visit(client)
        visit.drop(example("eligible"))
        page = visit.send("/dossier/registre")
    register.close()
    assert spaced(message("page.inscrit", "fr", numero=1)) in page.text
    sound(page)
    with open_journal(path) as journal:
        assert journal.head().number == 1


def test_what_is_carried_is_signed(visit: Visit) -> None:
    """What a page carries is refused once changed, or where it is not what is carried there."""
    visit.drop(example("eligible"))
    fields = dict(visit.form("/dossier/fichier").fields)
    wrong = fields | {"porte": "A" + fields["porte"][1:]}
    assert visit.client.post("/dossier", data=wrong).status_code == 403
    assert visit.client.post("/dossier", data={"csrf": fields["csrf"]}).status_code == 403
    for path in ("/portefeuille", "/entretien", "/simulateur/question"):
        sent = fields | {"geste": "sauter"}
        assert visit.client.post(path, data=sent).status_code == 403


def test_a_dossier_of_other_rules(measure: fondsvert.Measure) -> None:
    """What a page carries and these rules do not know is told as a fault, and never fails."""
    data = plain(fondsvert.read(example("eligible")))
    data["appreciations"]["ZZZ-99"] = {"avis": "favorable"}
    with pytest.raises(InputError) as told:
        decide(measure, data, Asked())
    assert [fault.code for fault in told.value.faults] == ["entree.critere_inconnu"]
    rows, faults = judged(measure, [data], Asked())
    assert rows == []
    assert [fault.code for fault in faults] == ["entree.critere_inconnu"]


def test_what_would_have_to_change(measure: fondsvert.Measure) -> None:
    """A refusal says what would lift it, where the solver is installed."""
    pytest.importorskip("z3")
    data = plain(fondsvert.read(example("ineligible")))
    assert any(
        line.startswith("Le refus au titre de PRJ-04 tomberait si")
        for line in decide(measure, data, Asked())["remede"]
    )


def test_margins_are_computed_when_asked(visit: Visit) -> None:
    """How far an eligible dossier is from losing a criterion is told once asked."""
    pytest.importorskip("z3")
    visit.drop(example("eligible"))
    page = visit.send("/dossier", "geste=marges")
    assert "remede" in page.ids
    sound(page)


def test_the_script_is_ours(client: Client) -> None:
    """The only script is served from here, and is small."""
    answer = client.get("/static/page.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert len(answer.content) < 5_000
    assert answer.content == (ROOT / "web/assets/page.js").read_bytes()
