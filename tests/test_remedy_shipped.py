"""Remedies of the measure that ships: each sentence is true, to the cent, by both evaluators."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import golden
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import ROOT

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.errors import Fault, InferenceError
from fondsvert.engine.messages import LANGS
from fondsvert.engine.remedy import finder
from fondsvert.engine.remedy.altered import amount, written
from fondsvert.engine.remedy.finder import MOST, Remedies, remedies
from fondsvert.engine.remedy.search import FAVOURABLE, Search
from fondsvert.engine.report.remedy_view import RemedyView
from fondsvert.engine.schemas import decision_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fondsvert.engine.measure import Engine
    from fondsvert.engine.messages import Lang

ENGINES: tuple[Engine, ...] = ("durable", "reference")
EXAMPLES = ROOT / "examples"
KEPT = {"nature": "equipement", "eligible": True}
OWN = {"origine": "autofinancement", "etat": "acquis"}
FUND = {"origine": "publique", "etat": "sollicite", "fonds_vert": True}
STATE = {"origine": "publique", "etat": "acquis"}


def plan(kept: float, own: float, fund: float, *, other: float = 0, state: float = 0) -> Any:
    """Return a financing: eligible and other expenses, own funds, the Fonds vert, other aid."""
    lines = [{**KEPT, "montant_ht": kept},
             {"nature": "batiment", "eligible": False, "montant_ht": other}]  # fmt: skip
    resources = [{**OWN, "montant": own}, {**FUND, "montant": fund}, {**STATE, "montant": state}]
    return {"depenses": lines, "ressources": [one for one in resources if one["montant"]],
            "montant_demande": fund, "avance_demandee": 0, "de_minimis_3_ans": 0}  # fmt: skip


CASES: dict[str, dict[str, Any]] = {
    "assiette": {"financement": plan(385000, 310000, 120000, other=45000)},
    "sans-fonds-propres": {"financement": plan(500000, 0, 120000)},
    "surfinance": {"financement": plan(500000, 400000, 120000)},
    "aides-publiques": {"financement": plan(500000, 200000, 120000, other=300000, state=480000)},
    "regime": {"financement": plan(1000000, 300000, 700000)},
    "avance": {"financement.avance_demandee": 200000},
    "obligations": {"porteur.obligations_fiscales_a_jour": False,
                    "porteur.obligations_sociales_a_jour": False},
    "difficulte": {"porteur.difficulte.capitaux_propres": -100000,
                   "porteur.difficulte.sortie_acceptee_ademe": False},
    "gouvernance-et-pieces": {"gouvernance.accord": "defavorable", "pieces": ["description"],
                              "appreciations": {}},
    "porteur-et-obligations": {"porteur.nature": "autre",
                               "porteur.obligations_fiscales_a_jour": False},
    "avis": {"appreciations": {"PRJ-08": {"avis": "defavorable"}}},
}  # fmt: skip


ENGLISH = {"assiette", "gouvernance-et-pieces", "porteur-et-obligations"}


@pytest.fixture(scope="module")
def measure() -> fondsvert.Measure:
    """The measure that ships."""
    return shipped()


@cache
def shipped() -> fondsvert.Measure:
    """Return the measure that ships."""
    return fondsvert.load()


@cache
def told_of(case: str, lang: Lang = "fr") -> tuple[fondsvert.Dossier, Remedies]:
    """Return the dossier of a case, and its remedies."""
    dossier = changed(shipped(), CASES[case])
    decision = shipped().screen(dossier, lang=lang)
    return dossier, remedies(shipped(), dossier, decision=decision)


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path."""
    *sections, name = path.split(".")
    for section in sections:
        data = data.setdefault(section, {})
    data[name] = value


def changed(
    measure: fondsvert.Measure, values: Mapping[str, Any], example: str = "eligible"
) -> fondsvert.Dossier:
    """Return a shipped example with some of its facts changed."""
    data = fondsvert.read(EXAMPLES / f"{example}.yaml").model_dump(mode="json", exclude_none=True)
    for path, value in values.items():
        put(data, path, value)
    return fondsvert.Dossier.model_validate(data, context=measure.context)


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_a_refusal(case: str, measure: fondsvert.Measure) -> None:
    """The sentences of each refusal are kept and reviewed, some of them in English too."""
    for lang in LANGS if case in ENGLISH else LANGS[:1]:
        _, found = told_of(case, lang)
        lines = list(RemedyView(measure.book, lang).lines(found))
        golden.check(f"remede/{case}.{lang}.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_an_applicant_is_told_the_same_without_names_of_criteria(
    case: str, measure: fondsvert.Measure
) -> None:
    """What a criterion is called helps officers only; as many sentences, the same figures."""
    _, found = told_of(case)
    plain = list(RemedyView(measure.book, "fr", plainly=True).lines(found))
    named = list(RemedyView(measure.book, "fr").lines(found))
    ids = [item.id for item in measure.book.criteria]
    assert not any(name in line for name in ids for line in plain)
    assert len(plain) == len(named)
    golden.check(f"remede/{case}.porteur.txt", "\n".join(plain) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_each_way_is_enough_and_no_less_is(case: str) -> None:
    """Made, the changes lift what is said; any left out or shrunk by a unit, they do not."""
    dossier, told = told_of(case)
    assert told.nature == "changements"
    check(dossier, told, ENGINES)


AMOUNTS = st.sampled_from([0, 1, 120000, 300000.01, 399999.99, 400000, 1100000])
DRAWN = st.fixed_dictionaries(
    {"financement": st.builds(plan, AMOUNTS, AMOUNTS, AMOUNTS, other=AMOUNTS, state=AMOUNTS)},
    optional={
        "porteur.obligations_fiscales_a_jour": st.booleans(),
        "porteur.effectif": st.sampled_from([3, 249, 250]),
        "porteur.nature": st.sampled_from(["entreprise", "collectivite", "association"]),
        "porteur.difficulte.capitaux_propres": st.sampled_from([-5000, 200000, 250000]),
        "gouvernance.accord": st.sampled_from(["favorable", "defavorable", "en_attente"]),
        "projet.commune": st.sampled_from(["18279", "36088", "28085", "41018"]),
    },
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(DRAWN)
def test_any_refusal_is_told_the_truth(values: dict[str, Any]) -> None:
    """Whatever a dossier says, its ways are enough, and no less is."""
    dossier = changed(shipped(), values)
    check(dossier, remedies(shipped(), dossier, engine="reference"), ("reference",))


def check(dossier: fondsvert.Dossier, told: Remedies, engines: tuple[Engine, ...]) -> None:
    """Check that each way lifts what it says, and that each of its changes is the least."""
    if not told.ways:
        assert told.blocking or told.nature != "changements"
        return
    search = Search(shipped(), dossier, told.decision, None)
    strict = search.beside(told.blocking) if told.blocking else search.lifting()
    found, _ = search.ways(strict, MOST)
    if not found and not told.blocking:
        found, _ = search.ways(search.any_way(), MOST)
    assert len(found) == len(told.ways)
    for way, one in zip(told.ways, found, strict=True):
        assert way.lifts == tuple(n for n in search.refused if n not in told.blocking)
        assert all(not refused(way.data, told, engine) for engine in engines)
        less = [one._replace(moves={**one.moves, path: move - (1 if move > 0 else -1)})
                for path, move in one.moves.items()]  # fmt: skip
        less += [one._replace(choices={k: v for k, v in one.choices.items() if k != path})
                 for path in one.choices]  # fmt: skip
        assert len(less) == len(way.changes)
        for smaller in less:
            data = written(dossier, search.levers, smaller)
            assert all(refused(data, told, engine) for engine in engines)


def refused(data: Mapping[str, Any], told: Remedies, engine: Engine) -> bool:
    """Whether a criterion is refused, or worse than it was, what blocks apart."""
    before = told.decision.criteres
    return any(
        item.statut == "non_satisfait"
        or not (item.statut in FAVOURABLE or item.statut == before[name].statut)
        for name, item in screened(shipped(), data, engine).criteres.items()
        if name not in told.blocking
    )


def screened(measure: fondsvert.Measure, data: Mapping[str, Any], engine: Engine) -> Any:
    """Return the decision of an engine on the data of a dossier."""
    dossier = fondsvert.Dossier.model_validate(data, context=measure.context)
    return measure.screen(dossier, engine=engine)


LINES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "financement.assiette_eligible": ("depenses", "montant_ht", KEPT),
    "financement.total_depenses": ("depenses", "montant_ht", {}),
    "financement.total_ressources": ("ressources", "montant", {}),
    "financement.aides_publiques": ("ressources", "montant", {"origine": "publique"}),
    "financement.autres_aides": ("ressources", "montant", STATE),
}


@pytest.mark.parametrize("example", ["eligible", "competences"])
def test_a_margin_is_exact(example: str, measure: fondsvert.Measure) -> None:
    """At its limit a figure leaves the criterion as it is; a unit further the criterion changes."""
    dossier = changed(measure, {}, example)
    found = remedies(measure, dossier)
    assert found.nature == "marges"
    assert {one.criterion for one in found.margins} >= {"PRJ-04", "FIN-01", "FIN-02", "FIN-06"}
    for one in found.margins:
        before = found.decision.criteres[one.criterion].statut
        kept = FAVOURABLE if before in FAVOURABLE else {before}
        for value, statuses in ((one.limit, kept), (one.crossed, {one.status})):
            data = moved(dossier, one.path, value - one.value, value, measure)
            assert screened(measure, data, "reference").criteres[one.criterion].statut in statuses
    nearest = next(one for one in found.margins if one.criterion == "PRJ-04")
    data = moved(dossier, nearest.path, nearest.crossed - nearest.value, 0, measure)
    assert screened(measure, data, "durable").criteres["PRJ-04"].statut == nearest.status


def moved(
    dossier: fondsvert.Dossier, path: str, change: int, value: int, measure: fondsvert.Measure
) -> dict[str, Any]:
    """Return the data of a dossier with a figure moved, a sum through its first line that can."""
    data: dict[str, Any] = dossier.model_dump(mode="json", exclude_none=True)
    if path not in LINES:
        put(data, path, amount(value, measure.book.facts[path]))
        return data
    name, column, cells = LINES[path]
    rows = data["financement"][name]
    for row in rows:
        cents = round(float(row[column]) * 100) + change
        if cents >= 0 and all(row.get(key) == wanted for key, wanted in cells.items()):
            row[column] = f"{cents / 100:.2f}"
            return data
    rows.append({**cells, column: f"{change / 100:.2f}"})
    return data


def test_a_dossier_to_complete_is_sent_to_its_questions(measure: fondsvert.Measure) -> None:
    """Where facts are missing and nothing refuses, there is nothing to change: there is to ask."""
    found = measure.remedy(changed(measure, {}, "a-completer"))
    assert found == Remedies(found.decision, "questions")


def test_without_an_edition_nothing_is_said(measure: fondsvert.Measure) -> None:
    """No edition covers the day: no rule says what it would take."""
    found = measure.remedy(changed(measure, {"date_depot": "2026-05-04"}))
    assert found.nature == "hors_edition"


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> str:
    """Run ``instruire --remede``; return what it prints."""
    monkeypatch.setattr("sys.argv", ["fondsvert", "instruire", "--remede", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    return capsys.readouterr().out


def test_the_command_says_it_under_the_decision(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal of the shipped example names what blocks, and what would lift the rest."""
    shown = run(capsys, monkeypatch, str(EXAMPLES / "ineligible.yaml"))
    golden.check("remede/ineligible.fr.txt", shown[shown.index("Ce qu’il faudrait") :])
    shown = run(capsys, monkeypatch, "--lang", "en", str(EXAMPLES / "eligible.yaml"))
    golden.check("remede/eligible.en.txt", shown[shown.index("Margins") :])


def test_json_has_the_same_as_data(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key comes after those of the decision, only when asked; amounts are in euros."""
    told = json.loads(
        run(capsys, monkeypatch, "--format", "json", str(EXAMPLES / "ineligible.yaml"))
    )
    assert list(told)[-1] == "remede"
    assert told["remede"]["bloquants"] == ["PRJ-02"]
    (way,) = told["remede"]["voies"]
    assert way["leve"] == ["PRJ-04"]
    assert [(c["chemin"], c["avant"], c["apres"], c["ecart"]) for c in way["changements"]] == [
        ("financement.assiette_eligible", 385000.0, 400000.0, 15000.0),
        ("financement.part_propre", 310000.0, 325000.0, 15000.0),
    ]
    margins = json.loads(
        run(capsys, monkeypatch, "--format", "json", str(EXAMPLES / "eligible.yaml"))
    )["remede"]
    base = next(one for one in margins["marges"] if one["critere"] == "PRJ-04")
    assert (base["sens"], base["limite"], base["marge"]) == ("baisse", 400000.0, 700000.0)


@pytest.mark.parametrize("shape", ["json", "texte"])
def test_a_decision_is_shown_even_where_the_solver_gives_up(
    shape: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dossier after it is told too; the exit code and standard error say what happened."""

    def gives_up(*_: Any, **__: Any) -> Remedies:
        raise InferenceError([Fault("preuve.indecis", params={"raison": "essai"})])

    monkeypatch.setattr(finder, "remedies", gives_up)
    files = [str(EXAMPLES / f"{name}.yaml") for name in ("ineligible", "eligible")]
    arguments = ["fondsvert", "instruire", "--remede", "--format", shape, *files]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert left.value.code == InferenceError.exit_code
    assert printed.err.count("essai") == 2
    assert all(name in printed.out for name in ("FV-TI-0003", "FV-TI-0001"))
    assert "remede" not in printed.out


def test_the_schema_says_it_too(measure: fondsvert.Measure) -> None:
    """A decision with its remedies is what ``schema decision`` describes."""
    validator = jsonschema.Draft202012Validator(decision_schema())
    view = RemedyView(measure.book, "fr")
    for dossier in (told_of("difficulte")[0], changed(measure, {}, "competences")):
        decision = measure.screen(dossier)
        told = view.as_data(remedies(measure, dossier, decision=decision))
        validator.validate({**json.loads(decision.model_dump_json()), "remede": told})
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**json.loads(decision.model_dump_json()), "remedes": told})
