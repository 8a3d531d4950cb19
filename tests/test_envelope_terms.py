"""The file of constraints: what it may say, and every fault at its place."""

from __future__ import annotations

from pathlib import Path

import golden
import pytest
from places import ROOT
from portfolios import ENVELOPE, A, B, C, plain

from fondsvert.engine.envelope.sayings import SaidFault
from fondsvert.engine.envelope.terms import Bound, Terms
from fondsvert.engine.envelope.terms_file import parse_terms, read_terms
from fondsvert.engine.envelope.vocabulary import Vocabulary, vocabulary
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.engine.measure import Measure

NAMES = Vocabulary(
    {
        "thematique": {"decarbonation": "décarbonation", "competences": "compétences"},
        "volet": {"investissement": "investissement", "competences": "compétences"},
        "departement": {"18": "18", "28": "28", "45": "45"},
        "territoire": {"ti-2401": "Berry Sologne", "ti-2402": "Chartres Métropole"},
    }
)

FAULTY = """\
reserve: 600000
engages:
  - {reference: D, montant: 10}
  - {reference: Z-9999}
  - {montant: "1 000"}
  - {reference: A, montant: -5}
financement_partiel: {autorise: oui, part_minimale: "33,3 %"}
parts:
  - {selon: departement, valeur: 28, maximum: "30 %"}
  - {selon: theme, valeur: decarbonation, maximum: 1}
  - {selon: thematique, valeur: decarbonnation, maximum: 1}
  - {selon: territoire, valeur: Lyon, minimum: 1}
  - {selon: volet, valeur: competences, minimum: "60 %", maximum: 200000}
  - {selon: volet, valeur: competences}
  - {selon: volet, valeur: competences, maximum: "130 %"}
  - {selon: volet, valeur: competences, minimum: beaucoup, libele: Peu}
  - 30 %
reserves: 1
"""


def parse(text: str, envelope: int = ENVELOPE) -> Terms:
    return parse_terms(text, [A, B, C], envelope, NAMES, file="contraintes.yaml")


def refused(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        parse(text)
    return [fault.code for fault in error.value.faults]


def test_a_file_says_everything() -> None:
    """Reserve, commitments, partial funding and shares, by id or by name."""
    terms = parse("""
reserve: 1000.50
engages: [{reference: A, montant: 2000}, {reference: B}]
financement_partiel: {autorise: true, part_minimale: "60 %"}
parts:
  - {selon: departement, valeur: "28", minimum: "12,5 %", maximum: 300000, libelle: Beauce}
  - {selon: territoire, valeur: berry sologne, maximum: "25 %"}
""")
    assert terms.reserve == 100050
    assert terms.committed == {"A": 200000, "B": None}
    assert terms.least_part == 60
    first, second = terms.shares
    assert (first.axis, first.value, first.label) == ("departement", "28", "Beauce")
    assert (first.minimum, first.maximum) == (Bound(rate=125_000), Bound(cents=30000000))
    assert (second.value, second.name, second.where.line) == ("ti-2401", "Berry Sologne", 7)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("financement_partiel: {autorise: false, part_minimale: '10 %'}", 100),
        ("financement_partiel: {autorise: true}", 50),
        ("financement_partiel: null\nreserve: null\nparts: []\nengages: null", 100),
    ],
)
def test_partial_funding_is_off_unless_allowed(text: str, part: int) -> None:
    """Without a word on it, a dossier is funded whole or not at all."""
    assert parse(text) == Terms(least_part=part)


def test_shares_of_the_envelope_are_whole_cents_on_the_right_side() -> None:
    """A third of a cent more is needed to reach a minimum; a maximum never lets it pass."""
    bound = Bound(rate=333_333)
    assert bound.least(100) == 34
    assert bound.most(100) == 33


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_fault_is_told_at_once(lang: str) -> None:
    """Each with its line, its column, what was read and what was expected."""
    with pytest.raises(InputError) as error:
        parse(FAULTY)
    golden.check(f"programme/contraintes.{lang}.txt", "\n".join(error.value.messages(lang)) + "\n")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("engages: [{reference: A}, {reference: A}]", "enveloppe.engage_en_double"),
        ("engages: [{reference: A, montant: 500000.01}]", "enveloppe.engages_trop_grands"),
        ("reserve: 200000\nengages: [{reference: A}]", "enveloppe.engages_trop_grands"),
        ("- 1", "entree.section"),
        ("parts: 3", "entree.liste"),
        ("reserve: 1\nreserve: 2", "entree.cle_en_double"),
        ("# rien", "entree.fichier_vide"),
    ],
)
def test_a_fault_has_its_code(text: str, code: str) -> None:
    """Faults that stand alone."""
    assert refused(text) == [code]


def test_a_commitment_needs_an_amount() -> None:
    """A dossier that asks for an unknown amount cannot be committed without one."""
    unknown = A.__class__("A", "eligible")
    with pytest.raises(InputError) as error:
        parse_terms("engages: [{reference: A}]", [unknown], ENVELOPE, NAMES)
    assert [fault.code for fault in error.value.faults] == ["enveloppe.engage_sans_montant"]


def test_amounts_in_a_fault_are_written_as_the_language_writes_them() -> None:
    """The same fault, in euros, in both languages."""
    with pytest.raises(InputError) as error:
        parse("reserve: 600000")
    (fault,) = error.value.faults
    assert isinstance(fault, SaidFault)
    assert "(600 000,00 €) dépasse l'enveloppe (500 000,00 €)" in plain(fault.message("fr"))
    assert "(€600,000.00) exceeds the envelope (€500,000.00)" in fault.message("en")


def test_a_missing_file_is_said_missing(tmp_path: Path) -> None:
    """As for a dossier: code 66."""
    with pytest.raises(MissingFileError):
        read_terms(tmp_path / "absent.yaml", [], ENVELOPE, NAMES)


def test_the_example_is_accepted(measure: Measure) -> None:
    """The documented file is valid with the rule book that ships, whatever the dossiers."""
    names = vocabulary(measure.book, measure.territories, [])
    path = ROOT / "examples/enveloppe/contraintes.yaml"
    terms = read_terms(path, [], 5_600_000_00, names)
    assert [share.value for share in terms.shares] == [
        "decarbonation", "28", "ti-2401", "competences"
    ]  # fmt: skip
    assert (terms.reserve, terms.least_part) == (200_000_00, 60)
