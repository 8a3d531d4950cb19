"""A living mutant in words that policy staff read, and the scenario that would kill it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ..audit.gherkin import plain, scenario
from ..audit.scenarios import ANSWERS, PHRASES
from ..dossier import Dossier
from ..messages import Lang, message, template
from ..rulebook.expression import Const, Expr
from ..rulebook.model import RuleBook, Status
from ..rulebook.written import written
from ..wording import Wording, day, euros, number
from .mutant import Figure, Mutant
from .solver import Found

if TYPE_CHECKING:
    from ..findings import Decision, Regime
    from ..measure import Measure

APPLICABLE: Mapping[str, Status] = {
    "oui": "satisfait", "non": "non_satisfait", "inconnu": "indetermine",
    "a_apprecier": "a_apprecier",
}  # fmt: skip
ZONES: Mapping[str, str] = {
    "integralement": "zone_integralement", "partiel": "zone_partiel", "hors": "zone_hors",
}  # fmt: skip


def told(mutant: Mutant, book: RuleBook, lang: Lang = "fr") -> str:
    """Return what would go unseen, in one sentence."""
    wording = Wording(book, lang)
    entry = mutant.kind
    rule = mutant.rule
    if mutant.sort in {"parametre", "edition", "delai"}:
        entry = f"{mutant.sort}_{mutant.kind}"  # type: ignore[assignment]
        if mutant.sort == "edition":
            entry = f"edition_{mutant.part}"  # type: ignore[assignment]
    if mutant.sort == "parametre":
        rule = book.parameters[mutant.unit].label.plain(lang)
    values = {
        "regle": rule,
        "partie": mutant.part,
        "avant": _shown(mutant.before, wording),
        "apres": _shown(mutant.after, wording),
        "tout": _shown(mutant.within, wording),
    }
    return message(f"mutation.si_{entry}", lang, **values)


def _shown(what: Expr | Figure | None, wording: Wording) -> str:
    if what is None:
        return ""
    if isinstance(what, Figure):
        value: Any = what.value
        return wording.shower(what.path, what.kind)(value)
    if isinstance(what, Const) and isinstance(what.value, int | date):
        return wording.shower("", what.type)(what.value)
    return written(what)


class Scribe:
    """Writes the scenario of a dossier that tells a mutant from the rule book."""

    def __init__(self, measure: Measure, listed: Measure | None = None) -> None:
        self.measure, self.book = measure, measure.book
        self.listed = listed or measure
        self._labels = {answer: phrase for phrase, (_, answer) in ANSWERS.items()}

    def scenario(self, mutant: Mutant, found: Found) -> str:
        """Return it; empty where what differs cannot be stated by the sentences there are."""
        measure = self.listed if found.listed else self.measure
        options: dict[str, Any] = {"on": found.on, "edition": found.edition or None}
        dossier = Dossier.model_validate(found.dossier, context=measure.context)
        right = measure.screen(dossier, engine="reference", **options)
        other = measure.reading(mutant.make(self.book))
        statuses: dict[str, Status] = {}
        more: list[str] = []
        try:
            wrong = other.screen(dossier, engine="reference", **options)
        except KeyError:
            # An edition that opens before its figures do: what it should be is all there is to say.
            more += _edition(right)
        else:
            statuses = {
                name: item.statut
                for name, item in right.criteres.items()
                if name not in wrong.criteres or wrong.criteres[name].statut != item.statut
            }
            more += self._more(right, wrong)
            if not statuses and not more and right.verdict == wrong.verdict:
                return ""
        text = scenario(
            self.book, told(mutant, self.book), found.dossier, statuses, right.verdict,
            edition=found.edition, day=plain(day(found.on)) if found.on else "",
        )  # fmt: skip
        lines = text.splitlines()
        if found.listed:
            lines = list(self._placed(lines, found))
        return "\n".join([*lines, *(f"    {_say('et')} {said}" for said in more)]) + "\n"

    def _placed(self, lines: list[str], found: Found) -> Iterator[str]:
        """Yield the lines, the list of areas loaded: a sentence places the site in one."""
        commune = found.dossier.get("projet", {}).get("commune")
        zone = self.listed.afr.zones.get(commune, "hors") if self.listed.afr and commune else ""
        for line in lines:
            if zone and line.startswith(f"    {_say('quand').split()[0]} "):
                yield f"    {_say('et')} {plain(template(f'mutation.scenario_{ZONES[zone]}'))}"
            yield line

    def _more(self, right: Decision, wrong: Decision) -> Iterator[str]:
        """Yield what else differs, as sentences state it."""
        if right.edition != wrong.edition:
            yield from _edition(right)
        if right.categorie_entreprise != wrong.categorie_entreprise:
            answer = right.categorie_entreprise
            yield self._labels.get(answer or "", "") or _said("sans_taille")
        if right.aide is not None and wrong.aide is not None:
            others = {regime.id: regime for regime in wrong.aide.regimes}
            for regime in right.aide.regimes:
                yield from self._of_regime(regime, others.get(regime.id))
            if right.aide.montant_max != wrong.aide.montant_max:
                yield from _amount("montant", right.aide.montant_max)
        given, otherwise = ({item.id for item in d.orientation} for d in (right, wrong))
        for name in sorted(given ^ otherwise):
            yield _phrase("orientation", "satisfait" if name in given else "non_satisfait", name)

    def _of_regime(self, one: Regime, two: Regime | None) -> Iterator[str]:
        if two is None:
            return
        amounts = [
            *(_rate(one.taux_max) if one.taux_max != two.taux_max else ()),
            *(_amount("plafond", one.plafond) if one.plafond != two.plafond else ()),
            *(_amount("plafond_haut", one.plafond_haut)
              if one.plafond_haut != two.plafond_haut and one.plafond_haut is not None else ()),
        ]  # fmt: skip
        if one.fourchette is not None and (
            two.fourchette is None or one.fourchette.max != two.fourchette.max
        ):
            amounts += _amount("fourchette", one.fourchette.max)
        if amounts or one.applicable != two.applicable:
            yield _phrase("regime", APPLICABLE[one.applicable], one.id)
            yield from amounts


def _edition(decision: Decision) -> Iterator[str]:
    entry = "edition" if decision.edition else "sans_edition"
    yield _said(entry, edition=decision.edition)


def _say(key: str) -> str:
    return plain(template(f"audit.scenario_{key}"))


def _said(key: str, **values: object) -> str:
    return plain(message(f"mutation.scenario_{key}", **values))


def _phrase(subject: str, kind: str, name: str) -> str:
    slot = f"{{{subject}}}"
    phrase = next(p for p, found in PHRASES.items() if slot in p and found == kind)
    return phrase.replace(slot, name)


def _rate(rate: float | None) -> Iterator[str]:
    if rate is not None:
        from decimal import Decimal

        yield _said("taux", taux=number(Decimal(str(rate)) * 100))


def _amount(entry: str, amount: float | None) -> Iterator[str]:
    if amount is not None:
        yield _said(entry, montant=euros(round(amount * 100)))
    elif entry in {"plafond", "montant"}:
        yield _said(f"sans_{entry}")
