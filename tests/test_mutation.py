"""Every change that no scenario sees is found and told; what changes no result is set aside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from small_books import CONDITIONS, criterion, load, outcome, parameter, write

import fondsvert
from fondsvert.cli import fondsvert as program
from fondsvert.engine.errors import InputError, MissingFileError, Where
from fondsvert.engine.messages import LANGS
from fondsvert.engine.mutation.changes import changes
from fondsvert.engine.mutation.score import Score, score
from fondsvert.engine.mutation.sites import mutants
from fondsvert.engine.mutation.solver import Judge
from fondsvert.engine.mutation.telling import told
from fondsvert.engine.rulebook.parse import parse_condition
from fondsvert.engine.rulebook.scope import Scope
from fondsvert.engine.rulebook.written import written

SAMPLE = 60
"""How many mutants of the shipped rules the ordinary suite tries; the slow one tries all."""

TETE = parameter("tete", "personnes", 50)


def play(said: Iterable[tuple[dict[str, str], str]]) -> str:
    """Return a feature: each dossier, and the sentence that is true of it."""
    lines = ["# language: fr", "Fonctionnalité: Essai"]
    for rank, (fields, then) in enumerate(said):
        lines += [f"  Scénario: Essai {rank}", "    Étant donné un dossier qui dit seulement :"]
        lines += ["      | champ | valeur | information |", "      | reference | ESSAI | |"]
        lines += ['      | date_depot | "2024-03-01" | |']
        lines += [f"      | {path} | {value} | |" for path, value in fields.items()]
        lines += ["    Quand le dossier est instruit", f"    Alors {then}"]
    return "\n".join(lines) + "\n"


def features(folder: Path, *said: tuple[dict[str, str], str]) -> Path:
    """Write scenarios that are played by the sentences of the project; return their folder."""
    found = folder / "features"
    found.mkdir(exist_ok=True)
    if not (found / "steps").exists():
        (found / "steps").symlink_to(ROOT / "features" / "steps")
    (found / "essai.feature").write_text(play(said), encoding="utf-8")
    return found


def unseen(found: Score) -> set[tuple[str, str, str]]:
    """Return what lives: rule, kind of change, what it becomes."""
    return {(one.mutant.rule, one.mutant.kind, _becomes(one.mutant.after)) for one in found.live}


def _becomes(after: Any) -> str:
    if after is None:
        return ""
    return str(getattr(after, "value", "")) if hasattr(after, "path") else written(after)


def small(folder: Path, rule: dict[str, Any]) -> fondsvert.Measure:
    """Return the rule book of one criterion, and of the figure that it reads if it does."""
    figures = [TETE] if "parametres.tete" in str(rule) else []
    return load(folder, [rule], parameters=figures)


def size(effectif: object) -> dict[str, str]:
    """Return what a dossier says of its head count."""
    return {"porteur.effectif": str(effectif)}


YES, NO = "le critère ESS-01 est satisfait", "le critère ESS-01 n'est pas satisfait"
OUT = "le critère ESS-01 est sans objet"
JUDGE = "le critère ESS-01 est à apprécier"
GROUP = {"porteur.nature": "association"}
FIRM = {"porteur.nature": "entreprise"}
UNDER = criterion("ESS-01", exige="porteur.effectif < parametres.tete")
BOTH = criterion("ESS-01", exige="porteur.effectif < parametres.tete and porteur.personne_morale")
AMONG = criterion("ESS-01", exige="porteur.nature in [entreprise, association]")
DATED = criterion("ESS-01", exige="projet.date_debut >= date_depot")
APART = criterion("ESS-01", si="porteur.nature == entreprise", exige="porteur.personne_morale")
OTHERWISE = criterion(
    "ESS-01", exige="porteur.personne_morale",
    sinon=[outcome("porteur.nature == association", "a_apprecier")],
)  # fmt: skip
FALSE = {"porteur.personne_morale": "non"}
TRUE = {"porteur.personne_morale": "oui"}

WEAK: dict[str, tuple[dict[str, Any], list[tuple[dict[str, str], str]], set[Any]]] = {
    "nobody stands at the threshold": (
        UNDER,
        [(size(20), YES), (size(90), NO)],
        {("ESS-01", "operateur", "porteur.effectif <= parametres.tete"),
         ("tete", "seuil", "49000000"), ("tete", "seuil", "51000000")},
    ),
    "one side of the threshold is seen": (
        UNDER,
        [(size(49), YES), (size(90), NO)],
        {("ESS-01", "operateur", "porteur.effectif <= parametres.tete"),
         ("tete", "seuil", "51000000")},
    ),
    "the threshold is seen": (UNDER, [(size(49), YES), (size(50), NO)], set()),
    "a part is always true": (
        BOTH,
        [({**size(49), **TRUE}, YES), ({**size(50), **TRUE}, NO)],
        {("ESS-01", "partie", "")},
    ),
    "parts are always false together": (
        BOTH,
        [({**size(49), **TRUE}, YES), ({**size(50), **FALSE}, NO)],
        {("ESS-01", "partie", ""), ("tete", "seuil", "51000000"),
         ("ESS-01", "operateur", "porteur.effectif <= parametres.tete"),
         ("ESS-01", "connecteur", "porteur.effectif < parametres.tete or porteur.personne_morale")},
    ),
    "an entry of a list is not met": (
        AMONG,
        [(FIRM, YES), ({"porteur.nature": "autre"}, NO)],
        {("ESS-01", "liste", "")},
    ),
    "the day itself is not met": (
        DATED,
        [({"projet.date_debut": '"2024-03-02"'}, YES), ({"projet.date_debut": '"2024-02-29"'}, NO)],
        {("ESS-01", "operateur", "projet.date_debut > date_depot")},
    ),
    "nobody is out of scope": (
        APART,
        [({**FIRM, **TRUE}, YES), ({**FIRM, **FALSE}, NO)],
        set(),
    ),
    "the other case is not met": (
        OTHERWISE,
        [({**GROUP, **FALSE}, JUDGE), (TRUE, YES)],
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WEAK)
def test_what_weak_scenarios_do_not_see_is_found(name: str, tmp_path: Path) -> None:
    """Each living change is told in both languages, at its line, and no other is."""
    rule, said, expected = WEAK[name]
    measure = small(tmp_path, rule)
    found = score(measure, features(tmp_path, *said), remember=False)
    assert {one for one in unseen(found) if one[0] in {"ESS-01", "tete"}} == expected
    for one in found.live:
        assert one.mutant.where.line or one.mutant.sort == "delai"
        assert len({told(one.mutant, measure.book, lang) for lang in LANGS}) == 2
    assert found.undecided == ()


@pytest.mark.parametrize("name", ["nobody stands at the threshold", "a part is always true"])
def test_the_scenario_that_is_proposed_kills(name: str, tmp_path: Path) -> None:
    """Pasted beside the others, what the command proposes leaves nothing unseen of that rule."""
    rule, said, _ = WEAK[name]
    measure = small(tmp_path, rule)
    folder = features(tmp_path, *said)
    path = folder / "essai.feature"
    for _ in range(12):
        found = score(measure, folder, remember=False)
        if not found.live:
            break
        proposed = found.live[0]
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n{proposed.scenario}", encoding="utf-8")
        again = score(measure, folder, remember=False)
        killed = {one.mutant.key for one in again.tried if one.killer}
        assert proposed.mutant.key in killed, proposed.scenario
    assert found.percent == 100


SAME = {
    "a part that another holds": "porteur.personne_morale or "
    "(porteur.personne_morale and projet.rebond_industriel)",
    "a threshold that no dossier tells": "porteur.effectif >= 0",
}


@pytest.mark.parametrize("name", SAME)
def test_what_changes_no_result_is_set_aside(name: str, tmp_path: Path) -> None:
    """The solver proves it, over every dossier: it counts neither for nor against."""
    measure = load(tmp_path, [criterion("ESS-01", exige=SAME[name])])
    folder = features(tmp_path, (TRUE, "aucun critère ne refuse le dossier"))
    found = score(measure, folder, remember=False)
    kinds = {one.mutant.kind for one in found.equivalent if one.mutant.rule == "ESS-01"}
    assert kinds & {"partie", "seuil"}
    assert found.live


def test_a_scenario_that_is_not_true_proves_nothing(tmp_path: Path) -> None:
    """What it says is not so of the rules as they are: it is refused, by its place."""
    measure = load(tmp_path, [UNDER], parameters=[TETE])
    with pytest.raises(InputError) as caught:
        score(measure, features(tmp_path, (size(50), YES)), remember=False)
    assert [fault.code for fault in caught.value.faults] == ["mutation.scenario_faux"]
    assert str(caught.value.faults[0].where).startswith("essai.feature:3")


def test_scenarios_need_their_sentences(tmp_path: Path) -> None:
    """A folder without sentences, or a sentence that none explains, is told."""
    measure = load(tmp_path, [UNDER], parameters=[TETE])
    folder = features(tmp_path, (size(20), YES))
    (folder / "steps").unlink()
    with pytest.raises(MissingFileError) as caught:
        score(measure, folder, remember=False)
    assert caught.value.faults[0].code == "mutation.sans_phrases"
    with pytest.raises(MissingFileError) as caught:
        score(measure, features(tmp_path, (size(20), "le dossier danse")), remember=False)
    assert caught.value.faults[0].code == "mutation.phrase_inconnue"


def test_what_was_found_is_remembered_by_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver is asked once; a scenario taken away, or a rule changed, is seen all the same."""
    monkeypatch.setenv("FONDSVERT_CACHE", str(tmp_path / "cache"))
    measure = load(tmp_path, [UNDER], parameters=[TETE])
    weak = [(size(20), YES), (size(90), NO)]
    first = score(measure, features(tmp_path, *weak))
    asked: list[object] = []
    monkeypatch.setattr(Judge, "witness", lambda _, mutant: asked.append(mutant))
    assert score(measure, features(tmp_path, *weak)) == first
    assert asked == []
    strong = score(measure, features(tmp_path, (size(49), YES), (size(50), NO)))
    assert not {one.mutant.rule for one in strong.live} & {"ESS-01", "tete"}
    assert score(measure, features(tmp_path, *weak)) == first
    other = load(tmp_path, [UNDER], parameters=[parameter("tete", "personnes", 60)])
    score(other, features(tmp_path, *weak))
    assert asked


def test_a_sample_is_the_same_for_a_seed(tmp_path: Path) -> None:
    """Drawn by its seed alone, it tries what the whole tries, no more."""
    measure = load(tmp_path, [UNDER], parameters=[TETE])
    folder = features(tmp_path, (size(20), YES))
    one, two = (score(measure, folder, sample=3, seed=7, remember=False) for _ in range(2))
    assert one == two
    assert len(one.tried) == 3 < one.total


def test_processes_find_what_one_finds(tmp_path: Path) -> None:
    """However many share the work, the score is the same."""
    measure = load(tmp_path, [UNDER], parameters=[TETE])
    folder = features(tmp_path, (size(20), YES), (size(90), NO))
    alone, shared = (score(measure, folder, processes=n, remember=False) for n in (1, 2))
    assert [(o.mutant.key, o.killer, o.scenario) for o in alone.tried] == [
        (o.mutant.key, o.killer, o.scenario) for o in shared.tried
    ]


@given(st.sampled_from(CONDITIONS))
def test_a_change_is_always_a_change(condition: str) -> None:
    """Whatever the condition, each change is another condition, that can be written."""
    tree, _ = parse_condition(condition, Scope(fondsvert.load().book.facts), Where())
    for change in () if tree is None else changes(tree):
        assert change.tree != tree
        assert written(change.tree)


def test_each_mutant_has_a_name_of_its_own() -> None:
    """All the shipped rules: hundreds of mutants, each another rule book, each told apart."""
    book = fondsvert.load().book
    found = mutants(book)
    assert len(found) > 800
    assert len({mutant.key for mutant in found}) == len(found)
    assert all(mutant.make(book) != book for mutant in found)
    assert all(told(mutant, book, lang) for mutant in found for lang in LANGS)


def test_the_command_tells_and_fails_where_something_lives(tmp_path: Path) -> None:
    """In text and in JSON, with a scenario that would see it; 0 only when all is seen."""
    rules = write(tmp_path / "regles", [UNDER], parameters=[TETE])
    folder = features(tmp_path, (size(20), YES), (size(90), NO))
    line = ["verifier", "--mutations", "--regles", str(rules), "--scenarios", str(folder)]
    text = CliRunner().invoke(program, line)
    assert text.exit_code == 1
    assert "aucun scénario ne le verrait" in text.stdout
    assert "Scénario: " in text.stdout
    told_ = json.loads(CliRunner().invoke(program, [*line, "--format", "json"]).stdout)
    assert told_["vivants"] == sum(one["etat"] == "vivant" for one in told_["details"]) > 0
    assert told_["tues"] + told_["vivants"] + told_["equivalents"] == told_["essayes"]
    assert CliRunner().invoke(program, [*line, "--format", "sarif"]).exit_code == 2


def test_a_sample_of_the_shipped_rules_is_seen() -> None:
    """Always the same mutants: each is seen by a scenario, or proved to change no result."""
    found = score(fondsvert.load(), ROOT / "features", sample=SAMPLE, seed=2024, remember=False)
    assert [told(one.mutant, fondsvert.load().book) for one in found.live] == []
    assert found.percent == 100


@pytest.mark.slow
def test_every_mutant_of_the_shipped_rules_is_seen() -> None:
    """Every threshold, operator, list, date, part and cell is held by a scenario."""
    found = score(fondsvert.load(), ROOT / "features", processes=2, remember=False)
    assert [told(one.mutant, fondsvert.load().book) for one in found.live] == []
