"""« Alors », of the amount: what each regime admits, which is retained, what binds."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import parsers, then

from .francais import AMOUNT, NUMBER, number, plain, signed_amount
from .situation import Situation, label_of, path_of

REGIME = r"(?P<regime>[a-z]+-[a-z0-9]+)"
BOUNDS = {
    "le taux du régime": "taux",
    "le plafond du régime": "plafond",
    "les aides de minimis déjà reçues": "de_minimis",
    "le cumul avec les autres aides publiques": "cumul",
    "l'assiette éligible": "assiette",
    "la part propre de la collectivité": "part_propre",
    "l'enveloppe régionale": "enveloppe",
}
BOUND = rf"(?P<borne>{'|'.join(BOUNDS)})"
SUM = rf"(?P<montant>{AMOUNT})"


def same(found: float | None, expected: str) -> None:
    """Check an amount to the cent."""
    assert found is not None, f"attendu : {expected}"
    assert Decimal(str(found)) == signed_amount(expected), f"{found} au lieu de {expected}"


# -- one regime -----------------------------------------------------------------------------


@then(parsers.re(rf"le régime {REGIME} attend (?P<label>.+)"))
def _(situation: Situation, regime: str, label: str) -> None:
    missing = situation.regime(regime).manquants
    assert path_of(label) in missing, [label_of(path) for path in missing]


@then(parsers.re(rf"le régime {REGIME} n'attend rien du porteur"))
def _(situation: Situation, regime: str) -> None:
    assert situation.regime(regime).manquants == []


@then(
    parsers.re(
        rf'le motif du régime {REGIME} (?P<negation>ne )?mentionne (?:pas )?"(?P<texte>[^"]+)"'
    )
)
def _(situation: Situation, regime: str, negation: str | None, texte: str) -> None:
    motive = plain(situation.regime(regime).motif)
    assert (texte in motive) == (negation is None), motive


@then(parsers.re(rf"son taux est de (?P<taux>{NUMBER}) %"))
def _(situation: Situation, taux: str) -> None:
    rate = situation.regime().taux_max
    assert rate is not None
    assert Decimal(str(rate)) * 100 == number(taux), rate


@then(parsers.re(rf"son plafond est de {SUM}"))
def _(situation: Situation, montant: str) -> None:
    same(situation.regime().plafond, montant)


@then("son plafond n'est pas établi")
def _(situation: Situation) -> None:
    assert situation.regime().plafond is None


@then(parsers.re(rf"son plafond peut atteindre {SUM}"))
def _(situation: Situation, montant: str) -> None:
    span = situation.regime().fourchette
    assert span is not None, "le plafond est connu"
    same(span.max, montant)


@then("son plafond est connu au centime")
def _(situation: Situation) -> None:
    regime = situation.regime()
    assert regime.plafond is not None
    assert regime.fourchette is None, regime.fourchette


@then(parsers.re(rf"son plafond indicatif est de {SUM}"))
def _(situation: Situation, montant: str) -> None:
    same(situation.regime().plafond_haut, montant)


@then(parsers.re(rf"ce qui le borne est {BOUND}"))
def _(situation: Situation, borne: str) -> None:
    assert situation.regime().limite == BOUNDS[borne]


# -- the regimes together -------------------------------------------------------------------


@then(parsers.re(rf"le régime retenu est {REGIME}"))
def _(situation: Situation, regime: str) -> None:
    assert situation.aid.retenu == regime


@then("aucun régime n'est retenu")
def _(situation: Situation) -> None:
    assert situation.aid.retenu is None


@then(parsers.re(rf"le premier régime présenté est {REGIME}"))
def _(situation: Situation, regime: str) -> None:
    assert situation.aid.regimes[0].id == regime


@then(parsers.parse("{nombre:d} régimes sont examinés"))
def _(situation: Situation, nombre: int) -> None:
    assert len({found.id for found in situation.aid.regimes}) == nombre


@then("aucun régime d'aide d'État n'est examiné")
def _(situation: Situation) -> None:
    assert situation.aid.regimes == []


# -- the amount -----------------------------------------------------------------------------


@then(parsers.re(rf"le montant maximal est de {SUM}"))
def _(situation: Situation, montant: str) -> None:
    same(situation.aid.montant_max, montant)


@then("le montant maximal n'est pas établi")
def _(situation: Situation) -> None:
    assert situation.aid.montant_max is None


@then(parsers.re(rf"ce qui borne le montant est {BOUND}"))
def _(situation: Situation, borne: str) -> None:
    assert situation.aid.limite == BOUNDS[borne]


@then(parsers.re(r'la décision annonce "(?P<texte>[^"]+)"'))
def _(situation: Situation, texte: str) -> None:
    span = situation.aid.fourchette
    said = plain(f"{situation.aid.motif} {span.texte if span else ''}")
    assert texte in said, said


@then("le montant maximal ne dépend d'aucune information absente")
def _(situation: Situation) -> None:
    assert situation.aid.fourchette is None, situation.aid.fourchette
