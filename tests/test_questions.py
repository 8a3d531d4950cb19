"""Questions: the smallest sets are those that trying everything finds; the rest is idle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import golden
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import ROOT
from small_books import criterion, load, text, write

import fondsvert
from fondsvert.cli import main
from fondsvert.engine.errors import RulesError
from fondsvert.engine.questions.finder import questions

FACTS = ("porteur.personne_morale", "porteur.maitre_ouvrage", "projet.collectif",
         "projet.contrefactuel")  # fmt: skip
atoms = st.sampled_from(FACTS) | st.sampled_from(FACTS).map(lambda fact: f"(not {fact})")
formulas = st.recursive(
    atoms,
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
        lambda three: f"({' '.join(three)})"
    ),
    max_leaves=4,
)
criteria = st.lists(st.tuples(st.none() | formulas, formulas), min_size=1, max_size=3)
SAID: dict[str, Any] = {"reference": "ESSAI", "date_depot": "2024-05-13"}


def dossier(measure: fondsvert.Measure, values: dict[str, Any]) -> fondsvert.Dossier:
    """Return a dossier that says these facts and no other."""
    data: dict[str, Any] = dict(SAID)
    for path, value in values.items():
        if value is not None:
            section, name = path.split(".")
            data[section] = {**data.get(section, {}), name: value}
    return fondsvert.Dossier.model_validate(data, context=measure.context)


class Tried:
    """What the reference evaluator says of every completion of a dossier."""

    def __init__(self, measure: fondsvert.Measure, known: dict[str, bool]) -> None:
        self.unknown = [fact for fact in FACTS if fact not in known]
        self.verdicts = {}
        for values in product((None, True, False), repeat=len(self.unknown)):
            said = {**known, **dict(zip(self.unknown, values, strict=True))}
            found = measure.screen(dossier(measure, said), engine="reference")
            self.verdicts[values] = found.verdict

    def sets(self, *wanted: str) -> set[frozenset[str]]:
        """Return the minimal sets of facts that can give one of these verdicts."""
        enough: list[frozenset[str]] = []
        for size in range(len(self.unknown) + 1):
            for chosen in map(frozenset, combinations(self.unknown, size)):
                if not any(one <= chosen for one in enough) and self._gives(chosen, wanted):
                    enough.append(chosen)
        return set(enough)

    def _gives(self, chosen: frozenset[str], wanted: tuple[str, ...]) -> bool:
        return any(
            verdict in wanted
            and all(v is None or n in chosen for n, v in zip(self.unknown, values, strict=True))
            for values, verdict in self.verdicts.items()
        )

    def useful(self) -> set[str]:
        """Return the facts of which two values give two verdicts, all else the same."""
        return {self.unknown[rank] for rank, _ in self._differing()}

    def _differing(self) -> Iterator[tuple[int, Any]]:
        for values, verdict in self.verdicts.items():
            for rank, _ in enumerate(values):
                for other in (None, True, False):
                    changed = (*values[:rank], other, *values[rank + 1 :])
                    if self.verdicts[changed] != verdict:
                        yield rank, changed


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(criteria, st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=2))
def test_the_sets_are_those_that_trying_everything_finds(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[tuple[str | None, str]],
    known: dict[str, bool],
) -> None:
    """Every minimal set is found and no other; what is useful and what is idle are told apart."""
    written = [
        criterion(f"ESS-{rank:02d}", exige=formula, **({} if when is None else {"si": when}))
        for rank, (when, formula) in enumerate(drawn, 1)
    ]
    measure = load(tmp_path_factory.mktemp("recueil"), written)
    found = questions(measure, dossier(measure, known), engine="reference")
    tried = Tried(measure, known)
    if found.settled:
        assert set(tried.verdicts.values()) == {found.decision.verdict}
        return
    settled = tried.sets("eligible", "ineligible", "a_apprecier")
    assert set(map(frozenset, found.paths)) == settled
    assert [len(one) for one in found.paths] == sorted(len(one) for one in found.paths)
    if found.best_verdict is not None:
        assert set(map(frozenset, found.hopeful)) == tried.sets(found.best_verdict)
    assert set(found.useful) >= tried.useful()
    assert not set(found.idle) & tried.useful()


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> str:
    """Run the command; return what it prints."""
    monkeypatch.setattr("sys.argv", ["fondsvert", "questions", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    return capsys.readouterr().out


def test_the_shipped_example(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The governance's answer alone can settle; what no regime waits for is not asked."""
    found = json.loads(
        run(capsys, monkeypatch, "--format", "json", str(ROOT / "examples" / "a-completer.yaml"))
    )
    assert found["premiere"]["chemin"] == "gouvernance.accord"
    assert found["ensembles"] == [["gouvernance.accord"]]
    assert found["meilleur_verdict"] == "a_apprecier"
    assert "porteur.difficulte.exercices" in found["inutiles"]


def test_a_dossier_that_waits_for_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal asks nothing more."""
    shown = run(capsys, monkeypatch, str(ROOT / "examples" / "ineligible.yaml"))
    assert shown.splitlines()[1:] == ["Ce verdict n’attend plus aucune information du dossier."]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["a-apprecier", "a-completer", "hors-territoire", "ineligible"])
def test_what_is_said_of_the_examples(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    """In words, and for other programs, word for word."""
    example = str(ROOT / "examples" / f"{name}.yaml")
    golden.check(f"questions/{name}.{lang}.txt", run(capsys, monkeypatch, "--lang", lang, example))
    data = json.loads(run(capsys, monkeypatch, "--lang", lang, "--format", "json", example))
    text = json.dumps(data, ensure_ascii=False, indent=2)
    golden.check(f"questions/{name}.{lang}.json", f"{text}\n")


def test_what_costs_less_to_obtain_comes_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two easy answers before one dear one; among sets as dear, the smaller; the rest is told."""
    rule = criterion(
        "ESS-01",
        exige="(porteur.personne_morale and porteur.maitre_ouvrage) or projet.collectif",
        echec="a_apprecier",
    )

    def asked(cost: int) -> list[tuple[str, ...]]:
        folder = tmp_path_factory.mktemp("recueil")
        label = {"libelle": text("le caractère collectif"), "demande": {"cout": cost}}
        write(folder, [rule])
        (folder / "faits.yaml").write_text(
            json.dumps({"interlocuteurs": {}, "faits": {"projet.collectif": label}}),
            encoding="utf-8",
        )
        measure = fondsvert.load(folder)
        found = questions(measure, dossier(measure, {}), engine="reference")
        assert set(found.hopeful) == {
            ("porteur.maitre_ouvrage", "porteur.personne_morale"), ("projet.collectif",)
        }  # fmt: skip
        assert not found.more_hopeful
        return list(found.hopeful)

    assert asked(1)[0] == asked(2)[0] == ("projet.collectif",)
    assert asked(3)[0] == ("porteur.maitre_ouvrage", "porteur.personne_morale")


@pytest.mark.parametrize("cost", [0, -1, 101, "2", 1.5])
def test_a_cost_is_a_small_whole_number(tmp_path: Path, cost: object) -> None:
    """The rule book is refused otherwise, where the cost stands."""
    write(tmp_path, [criterion("ESS-01", exige="projet.collectif")])
    label = {"libelle": text("le caractère collectif"), "demande": {"cout": cost}}
    (tmp_path / "faits.yaml").write_text(
        json.dumps({"interlocuteurs": {}, "faits": {"projet.collectif": label}}), encoding="utf-8"
    )
    with pytest.raises(RulesError, match=r"projet\.collectif\.demande\.cout"):
        fondsvert.load(tmp_path)
