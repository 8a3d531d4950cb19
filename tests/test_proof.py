"""The encoding says what the evaluators say; its witnesses are dossiers that a file could hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_books
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_books import CITATION, criterion, load, parameter
from strategies import dossiers

import fondsvert
from fondsvert.engine.audit.gherkin import flat
from fondsvert.engine.errors import InferenceError
from fondsvert.engine.proof import replay, terms
from fondsvert.engine.proof.encoding import Encoding, vocabulary_of, windows
from fondsvert.engine.proof.expressions import ordinal, whole_years
from fondsvert.engine.proof.pins import ACTIVITY, PLACE, pins
from fondsvert.engine.proof.solving import decides
from fondsvert.engine.proof.stated import Stated
from fondsvert.engine.proof.vocabulary import Vocabulary
from fondsvert.engine.questions.unknowns import stated_by
from fondsvert.engine.rulebook.kleene import whole_years as elapsed

LINES = 4
"""The longest lists that the strategies draw."""
heard = st.dictionaries(
    st.sampled_from([f"ESS-{rank:02d}" for rank in range(1, 6)]),
    st.fixed_dictionaries({"avis": st.sampled_from(["favorable", "defavorable"])}),
)
"""What people say of some criteria."""
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.fixture(scope="module")
def shipped(measure: fondsvert.Measure) -> dict[str, Encoding]:
    """The editions that ship, encoded."""
    return {name: Encoding(measure, name, lines=LINES) for name in ("2024", "2025")}


@settings(max_examples=40)
@given(dossiers())
def test_the_encoding_agrees_on_the_rules_that_ship(
    shipped: dict[str, Encoding], measure: fondsvert.Measure, data: dict[str, Any]
) -> None:
    """Every status and the verdict, opinions heard, are those of the reference evaluator."""
    edition = measure.book.edition_on(date.fromisoformat(data["date_depot"]))
    assert edition is not None
    replay.replayed(shipped[edition.id], data, ["reference"])


def test_it_agrees_beyond_an_edition_and_with_every_list(
    measure: fondsvert.Measure, eligible: dict[str, Any]
) -> None:
    """Under a forced edition and day, in the adjustment period of the regimes, as well."""
    encoding = Encoding(measure, "2025", on=date(2027, 1, 15))
    found = replay.replayed(encoding, eligible, ["reference"])
    assert found.edition == "2025"
    assert str(found.date_reference) == "2027-01-15"


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(small_books.books(), st.lists(st.tuples(dossiers(), heard), min_size=5, max_size=5))
def test_the_encoding_agrees_on_any_rule_book(
    tmp_path_factory: pytest.TempPathFactory,
    criteria: list[dict[str, Any]],
    cases: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    """Rule books and dossiers are both drawn: statuses and verdict are the same."""
    measure = drawn(tmp_path_factory.mktemp("recueil"), criteria)
    encoding = Encoding(measure, "2024", lines=LINES)
    for data, said in cases:
        opinions = {name: said[name] for name in encoding.criteria if name in said}
        given_ = {**data, "date_depot": "2024-05-13", "appreciations": opinions}
        replay.replayed(encoding, given_, ["reference"])


def stated(
    measure: fondsvert.Measure, data: dict[str, Any], opened: Callable[[list[str]], frozenset[str]]
) -> tuple[Encoding, fondsvert.Dossier]:
    """Return the rules for one dossier, of which some facts are let open, and the dossier."""
    dossier = fondsvert.Dossier.model_validate(data)
    day = dossier.date_depot
    edition = measure.book.edition_on(day)
    assert edition is not None
    vocabulary = Vocabulary.of([measure.program(edition, day)])
    facts = stated_by(measure, dossier, day, vocabulary, ()).facts
    site, activity = set(vocabulary.of_site), set(vocabulary.of_activity)
    codes = {PLACE: site, ACTIVITY: activity}
    free = opened([*sorted(vocabulary.facts.keys() - site - activity), *codes])
    gone = free.union(*(codes[path] for path in free & codes.keys()))
    kept = {path: value for path, value in facts.items() if path not in gone}
    made = Encoding(measure, edition.id, on=day, vocabulary=vocabulary, lines=LINES,
                    stated=Stated(kept, free))  # fmt: skip
    return made, dossier


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    small_books.books(), st.lists(st.tuples(dossiers(), heard), min_size=5, max_size=5), st.data()
)
def test_a_dossier_that_is_stated_needs_no_solver(
    tmp_path_factory: pytest.TempPathFactory,
    criteria: list[dict[str, Any]],
    cases: list[tuple[dict[str, Any], dict[str, Any]]],
    draw: st.DataObject,
) -> None:
    """What it fixes is computed away: each formula is plainly true or false, as evaluators say.

    Where some of its facts are let open, then fixed again for the solver, the verdict is the same.
    """
    measure = drawn(tmp_path_factory.mktemp("recueil"), criteria)
    names = {item["id"] for item in criteria}
    for data, said in cases:
        opinions = {name: said[name] for name in names if name in said}
        given_ = {**data, "date_depot": "2024-05-13", "appreciations": opinions}
        encoding, dossier = stated(measure, given_, lambda _: frozenset())
        decision = measure.screen(dossier, engine="reference")
        for name, found in decision.criteres.items():
            plain = {s: one for s, one in encoding.status(name).items() if one is not False}
            assert plain == {found.statut: True}, name
        assert encoding.verdict()[decision.verdict] is True
    free = draw.draw(st.randoms(use_true_random=False))
    encoding, dossier = stated(
        measure, given_, lambda paths: frozenset(p for p in paths if free.random() < 0.5)
    )
    solver = encoding.solver()
    solver.add(*(one for one in pins(encoding, dossier).values() if one is not True))
    assert decides(solver, [encoding.verdict()[decision.verdict]])
    assert not decides(solver, [terms.no(encoding.verdict()[decision.verdict])])


@settings(max_examples=20)
@given(dossiers())
def test_a_dossier_is_decided_by_the_rules_that_ship_without_the_solver(
    measure: fondsvert.Measure, data: dict[str, Any]
) -> None:
    """Every status is plainly true or false."""
    encoding, dossier = stated(measure, data, lambda _: frozenset())
    for name, found in measure.screen(dossier, engine="reference").criteres.items():
        assert encoding.status(name)[found.statut] is True, name


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(small_books.books())
def test_a_witness_shows_what_it_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory, criteria: list[dict[str, Any]]
) -> None:
    """For each status that the solver says possible, both evaluators give it on the witness."""
    measure = drawn(tmp_path_factory.mktemp("recueil"), criteria)
    encoding = Encoding(measure, "2024")
    name = criteria[-1]["id"]
    for status, formula in encoding.status(name).items():
        found = encoding.find(formula)
        assert (found is None) == (encoding.check(formula) is None)
        if found is not None:
            decision = replay.replayed(encoding, found, ["reference"])
            assert decision.criteres[name].statut == status
            for path, less in lessened(found):
                other = replay.replayed(encoding, less, ["reference"])
                assert other.criteres[name].statut != status, path


def lessened(dossier: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a dossier without one of its fields, for each field that is neither list nor date."""
    for path, value in flat(dossier):
        *above, name = path.split(".")
        if "[" in path or isinstance(value, list) or not above:
            continue
        less = deepcopy(dossier)
        section = less
        for part in above:
            section = section[part]
        del section[name]
        yield path, less


def drawn(folder: Path, criteria: list[dict[str, Any]]) -> fondsvert.Measure:
    """Return a rule book with these criteria, and the facts and tables they may read."""
    return load(folder, criteria, facts=small_books.FACTS, parameters=small_books.PARAMETERS,
                tables=small_books.TABLES)  # fmt: skip


def test_the_least_witness(tmp_path: Path) -> None:
    """Nothing is said that is not needed, and figures are those of the rules."""
    needs = criterion(
        "ESS-01",
        si="porteur.nature == entreprise",
        exige="somme(financement.depenses.montant_ht, si=eligible) >= parametres.minimum",
    )
    measure = load(tmp_path, [needs], parameters=[parameter("minimum", "euros", 400_000)])
    encoding = Encoding(measure, "2024")
    assert encoding.find(encoding.status("ESS-01")["satisfait"]) == {
        "reference": "PREUVE",
        "date_depot": "2024-01-01",
        "financement": {"depenses": [{"montant_ht": 400_000, "eligible": True}]},
    }
    assert encoding.find(encoding.status("ESS-01")["non_satisfait"]) == {
        "reference": "PREUVE",
        "date_depot": "2024-01-01",
        "porteur": {"nature": "entreprise"},
        "financement": {"depenses": []},
    }


def test_what_cannot_be_is_proved(tmp_path: Path) -> None:
    """A requirement and its contrary: no dossier satisfies both, and it is said by None."""
    one = criterion("ESS-01", exige="porteur.effectif < parametres.tete")
    two = criterion("ESS-02", exige="porteur.effectif >= parametres.tete")
    measure = load(tmp_path, [one, two], parameters=[parameter("tete", "personnes", 50)])
    encoding = Encoding(measure, "2024")
    met = [encoding.status(name)["satisfait"] for name in ("ESS-01", "ESS-02")]
    assert encoding.find(*met) is None
    assert encoding.check(*met) is None
    assert all(encoding.check(one) is not None for one in met)
    assert encoding.find(encoding.verdict()["eligible"]) is None


def test_a_fact_that_no_rule_reads_is_not_in_the_encoding(tmp_path: Path) -> None:
    """It makes no difference: asking for it is an error of the caller."""
    encoding = Encoding(load(tmp_path, [criterion("ESS-01", exige="porteur.personne_morale")]),
                        "2024")  # fmt: skip
    assert encoding.check(encoding.known("porteur.personne_morale")) is not None
    with pytest.raises(KeyError):
        encoding.known("porteur.effectif")


def test_a_disagreement_is_told(tmp_path: Path) -> None:
    """An encoding of other rules than those replayed names each criterion that differs."""
    one = load(tmp_path / "un", [criterion("ESS-01", exige="porteur.personne_morale")])
    two = load(tmp_path / "deux", [criterion("ESS-01", exige="not porteur.personne_morale")])
    encoding = Encoding(one, "2024")
    found = encoding.find(encoding.status("ESS-01")["satisfait"])
    assert found is not None
    encoding.measure = two
    with pytest.raises(InferenceError, match="ESS-01"):
        replay.replayed(encoding, found)


def test_a_figure_that_changes_makes_two_windows(tmp_path: Path) -> None:
    """Each window has its own figures; a day of the second is not of the first."""
    tall = parameter("tete", "personnes", (10, "2024-01-01", "2024-06-30"), (50, "2024-07-01", ""))
    rule = criterion("ESS-01", exige="porteur.effectif < parametres.tete")
    measure = load(tmp_path, [rule], parameters=[tall])
    early, late = windows(measure, measure.edition("2024"))
    assert (early.end, late.start) == (date(2024, 6, 30), date(2024, 7, 1))
    found = []
    for window in (early, late):
        encoding = Encoding(measure, "2024", window=window)
        refused = encoding.find(encoding.status("ESS-01")["non_satisfait"])
        assert refused is not None
        replay.replayed(encoding, refused)
        found.append((refused["date_depot"], refused["porteur"]["effectif"]))
    assert found == [("2024-01-01", 10), ("2024-07-01", 50)]


def test_an_adapted_edition_is_forced(tmp_path: Path) -> None:
    """An edition that derives from another is never chosen by date: its witness is replayed so."""
    adapted = small_books.edition(
        "2024-essai", "2024-01-01", "2024-12-31", derive_de="2024", decide_par="préfète",
        decide_le="2024-02-01", parametres={"minimum": {"valeur": 10, "source": CITATION}},
    )  # fmt: skip
    plain = small_books.edition("2024", "2024-01-01", "2024-12-31")
    rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")
    measure = load(tmp_path, [rule], parameters=[parameter("minimum", "euros", 100)],
                   editions=[plain, adapted])  # fmt: skip
    encoding = Encoding(measure, "2024-essai")
    found = encoding.find(encoding.status("ESS-01")["satisfait"])
    assert found is not None
    assert found["financement"]["montant_demande"] == 10
    assert replay.replayed(encoding, found).edition == "2024-essai"


def test_the_last_lines_of_a_list_have_room(tmp_path: Path) -> None:
    """However short lists may be, there is room for as many lines as the rules look at."""
    rule = criterion(
        "ESS-01",
        exige="existe(derniers(porteur.difficulte.exercices, annee, 2), si=ebitda < dettes)",
    )
    encoding = Encoding(load(tmp_path, [rule]), "2024", lines=1)
    found = encoding.find(encoding.status("ESS-01")["satisfait"])
    assert found is not None
    assert len(found["porteur"]["difficulte"]["exercices"]) == 2


def test_two_encodings_speak_of_the_same_dossier(tmp_path: Path) -> None:
    """Over one vocabulary, a difference between two rule books is one question to one solver."""
    books = []
    for name, amount in (("un", 400_000), ("deux", 300_000)):
        rule = criterion("ESS-01", exige="financement.montant_demande >= parametres.minimum")
        books.append(
            load(tmp_path / name, [rule], parameters=[parameter("minimum", "euros", amount)])
        )
    shared = vocabulary_of(books[0], "2024").merged(vocabulary_of(books[1], "2024"))
    one, two = (
        Encoding(book, "2024", vocabulary=shared, name=name)
        for book, name in zip(books, ("un", "deux"), strict=True)
    )
    solver = one.solver()
    solver.add(*two.constraints)
    differs = z3.And(one.status("ESS-01")["non_satisfait"], two.status("ESS-01")["satisfait"])
    assert solver.check(differs) == z3.sat
    asked = solver.model().eval(one.value("financement.montant_demande").term).as_long()
    assert 300_000_00 <= asked < 400_000_00
    assert solver.check(z3.Not(one.verdict()["eligible"]), two.verdict()["ineligible"]) == z3.sat
    assert solver.check(one.verdict()["eligible"], two.verdict()["ineligible"]) == z3.unsat


def day(value: date) -> terms.Day:
    """Return a date as variables fixed to it."""
    fixed = [z3.IntVal(part) for part in (value.year, value.month, value.day)]
    return terms.Day(True, *fixed)


@given(DAYS, DAYS)
def test_the_calendar_of_the_formulas(one: date, two: date) -> None:
    """Days and whole years between any two dates are those of the evaluators."""
    start, end = day(one), day(two)
    assert z3.simplify(ordinal(end) - ordinal(start)).as_long() == (two - one).days
    assert z3.simplify(whole_years(start, end)).as_long() == elapsed(one, two)
    plain = [terms.day_of(value) for value in (one, two)]
    assert ordinal(plain[1]) - ordinal(plain[0]) == (two - one).days
    assert whole_years(*plain) == elapsed(one, two)


def test_both_engines_replay(shipped: dict[str, Encoding]) -> None:
    """A witness of a verdict is screened by durable_rules too, where it is installed."""
    encoding = shipped["2025"]
    found = encoding.find(encoding.verdict()["eligible"])
    assert found is not None
    decision = replay.replayed(encoding, found)
    assert decision.verdict == "eligible"
