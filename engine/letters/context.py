"""A decision → what a letter says: plain texts and lists of texts, in French, ready to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..decision import add_months
from ..explain import Explainer
from ..facts import fact_types
from ..inference.program import Bound
from ..messages import message, template
from ..rulebook.expression import Contains, Fact, walk
from ..rulebook.model import Slot
from ..typography import french
from ..values import CENTS, FactType, scaled
from ..wording import Wording, day, euros, listed, number
from .models import engineering

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Aide, Critere, Decision, Regime, Source
    from ..measure import Measure

_UNREADABLE = re.compile(
    "[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]"
)
"""What no document may hold, and what would turn the reading order of a line around."""

APPLICANT = "porteur"
"""Whom a letter is addressed to, among those whom the rule book asks."""

WITHIN = frozenset({"instructeur", "dreets", "ademe"})
"""Those who examine the dossier themselves: a letter does not pass their questions on."""


def blank(what: str) -> str:
    """Return the mark of something to fill in, which a letter highlights."""
    return message("courrier.a_completer", "fr", quoi=template(f"courrier.vide_{what}", "fr"))


def verbatim(text: str) -> str:
    """Return a name of the user's as it is, on one line, without what a document cannot hold."""
    return _UNREADABLE.sub(" ", text).replace("\n", " ").strip()


def clean(text: str) -> str:
    """Return a sentence on one line, in French typography, without what no document can hold."""
    return french(verbatim(text))


class Contexts:
    """Makes the contexts of letters from the decisions of one measure."""

    def __init__(self, measure: Measure) -> None:
        self.measure, self.book = measure, measure.book
        self.wording = Wording(measure.book, "fr")
        # What the tables of aid conclude is in the finding already, and has no name in a sentence.
        own = fact_types().keys() | {each.path for each in measure.book.derived}
        self._telling = own & measure.book.labels.keys()
        self._explainers: dict[tuple[str, date], Explainer] = {}

    def of(
        self, decision: Decision, dossier: Dossier | None = None, on: date | None = None
    ) -> dict[str, Any]:
        """Return what a letter about a decision says; ``on`` is the letter's own date.

        What neither the decision nor the dossier gives is a mark to fill in. A ground of refusal
        whose rule nobody has checked against its text is left out.
        """
        criteria = list(decision.criteres.values())
        edition = self.book.editions.get(decision.edition or "")
        grounds = [self._ground(decision, found) for found in self.grounds(decision)]
        verdict = next(each for each in self.book.verdicts if each.id == decision.verdict)
        orientations = [
            {"id": each.id, "vers": clean(each.vers), "constat": clean(each.motif),
             **self._rests_on(each.source)}
            for each in decision.orientation
        ]  # fmt: skip
        led = engineering()
        return {
            "reference": verbatim(decision.reference),
            "mesure": self.book.title.plain("fr"),
            "edition": edition.title.plain("fr") if edition else blank("edition"),
            "verdict": verdict.title.plain("fr"),
            "date_courrier": day(on) if on else blank("date"),
            "date_reception": self._received(decision, dossier),
            "porteur": self._applicant(dossier),
            "projet": self._project(decision, dossier),
            "echeances": {
                name: day(limit) if (limit := decision.echeances.get(name)) else blank("echeance")
                for name in ("recevabilite", "decision")
            },
            **self._requests(criteria),
            "motifs_de_refus": grounds,
            "textes_du_refus": _gathered(grounds),
            "points_a_apprecier": [
                self._point(found) for found in criteria if found.statut == "a_apprecier"
            ],
            "aide": self._aid(decision.aide),
            "orientations": orientations,
            "orientation_ingenierie": [
                told
                for each, told in zip(decision.orientation, orientations, strict=True)
                if each.id in led
            ],
            "rappels": [clean(each) for each in decision.rappels],
            "avertissements": [clean(each) for each in decision.avertissements],
            "regles": decision.moteur.regles_sha256[:12],
        }

    # -- grounds of refusal --------------------------------------------------------------------

    def grounds(self, decision: Decision) -> list[Critere]:
        """Return the criteria that a refusal may rest on: failed, their rule checked."""
        return [
            found
            for found in decision.criteres.values()
            if found.statut == "non_satisfait" and not self.unverified(decision, found)
        ]

    def unverified(self, decision: Decision, found: Critere) -> bool:
        """Whether nobody has checked the rule, after the decision or after the rule book."""
        view = self._explainer(decision).views.get(found.id)
        return found.source.niveau == "a_verifier" or view is None or view.unverified

    def _ground(self, decision: Decision, found: Critere) -> dict[str, Any]:
        opinion = found.appreciation
        return {
            **self._point(found),
            "secondaire": found.source.niveau == "secondaire",
            "apprecie": opinion is not None and opinion.retenu,
            "raison": clean(opinion.motif) if opinion and opinion.motif else "",
            "elements": self._values(decision, found),
        }

    def _point(self, found: Critere) -> dict[str, Any]:
        return {
            "critere": found.id,
            "titre": clean(found.titre),
            "constat": clean(found.motif),
            "note": clean(found.note),
            **self._rests_on(found.source),
        }

    def _values(self, decision: Decision, found: Critere) -> list[dict[str, str]]:
        """Return the facts of the dossier that a finding rests on, as people read them."""
        view = self._explainer(decision).views[found.id]
        named = _named(view.bound) & self._telling
        shown = []
        for name, path, _ in view.values:
            value, kind = found.valeurs.get(name), self.book.facts.get(path)
            if value is None or kind is None or kind.kind == "rows" or path not in named:
                continue
            words = self.wording.shower(path, kind)(_read(value, kind))
            shown.append({"libelle": self.wording.label(path), "valeur": clean(words)})
        return shown

    def _explainer(self, decision: Decision) -> Explainer:
        key = (decision.edition or "", decision.date_reference)
        if key not in self._explainers:
            edition = self.measure.edition(key[0])
            self._explainers[key] = Explainer(self.measure.program(edition, key[1]), "fr")
        return self._explainers[key]

    def _rests_on(self, source: Source | None) -> dict[str, str]:
        """Return the text that a thing rests on, and how sure that is."""
        if source is None:
            return dict.fromkeys(("texte", "section", "niveau", "verifie_le"), "")
        return {
            "texte": self.book.sources[source.cle].title.plain("fr"),
            "section": french(source.section),
            "niveau": template(f"courrier.niveau_{source.niveau}", "fr"),
            "verifie_le": day(source.verifie_le),
        }

    # -- what is asked ---------------------------------------------------------------------------

    def _requests(self, criteria: Iterable[Critere]) -> dict[str, list[Any]]:
        """Return what is asked, and of whom: documents, questions to the applicant, to others.

        What the administration has to establish itself is apart: no letter asks it.
        """
        pieces: list[dict[str, str]] = []
        waiting: dict[str, list[Critere]] = {}
        for found in criteria:
            for path in found.manquants if found.statut == "indetermine" else ():
                if names := self._pieces(found, path):
                    rests = self._rests_on(found.source)
                    pieces += [{"nom": n, "critere": found.id, **rests} for n in names]
                else:
                    waiting.setdefault(path, []).append(found)
        order = {path: rank for rank, path in enumerate(self.book.labels)}
        paths = sorted(waiting, key=lambda path: (order.get(_plain(path), len(order)), path))
        here: dict[tuple[str, ...], dict[str, Any]] = {}
        elsewhere: dict[tuple[str, ...], dict[str, Any]] = {}
        inside: list[dict[str, str]] = []
        for path in paths:
            label, asked = self.book.labels.get(_plain(path)), self._question(path)
            who = label.ask if label and label.ask else APPLICANT
            key = tuple(found.id for found in waiting[path])
            if who in WITHIN:
                inside.append(asked)
            elif who == APPLICANT:
                here.setdefault(key, self._group(waiting[path]))["questions"].append(asked)
            else:
                group = elsewhere.setdefault((who, *key), self._group(waiting[path]))
                group["a_qui"] = self.book.contacts[who].plain("fr")
                group["questions"].append(asked)
        return {
            "pieces_demandees": pieces,
            "informations_demandees": list(here.values()),
            "demandes_a_des_tiers": list(elsewhere.values()),
            "points_du_service": inside,
        }

    def _question(self, path: str) -> dict[str, str]:
        """Return a question as the rule book asks it; that of a line says which."""
        label, plain = self.wording.label(path), self.wording.label(_plain(path))
        found = self.book.labels.get(_plain(path))
        question = found.question.plain("fr") if found else ""
        line = label.removeprefix(plain) if "[" in path else ""
        return {"question": f"{question}{line}" if question else label, "libelle": label}

    def _group(self, asking: Iterable[Critere]) -> dict[str, Any]:
        """Return what questions are asked for: the criteria that wait, each with its text."""
        grounds = [
            {"critere": found.id, "titre": clean(found.titre), **self._rests_on(found.source)}
            for found in asking
        ]
        return {"fondements": grounds, "questions": []}

    def _pieces(self, found: Critere, path: str) -> list[str]:
        """Return the documents that a criterion waits for, by their names."""
        kind = self.book.facts.get(path)
        if kind is None or kind.kind != "set":
            return []
        names = self.book.labels[path].values
        return [
            names[node.symbol].plain("fr")
            for criterion in self.book.criteria
            if criterion.id == found.id and criterion.requires is not None
            for node in walk(criterion.requires)
            if isinstance(node, Contains) and node.within.path == path and node.symbol in names
        ]

    # -- who, what, where -------------------------------------------------------------------------

    def _applicant(self, dossier: Dossier | None) -> dict[str, str]:
        who = dossier.porteur if dossier else None
        nature = self.book.labels["porteur.nature"].values
        return {
            "raison_sociale": _or_blank(who.raison_sociale if who else None, "raison_sociale"),
            "siret": _or_blank(who.siret if who else None, "siret"),
            "nature": nature[who.nature].plain("fr") if who and who.nature else blank("nature"),
        }

    def _project(self, decision: Decision, dossier: Dossier | None) -> dict[str, Any]:
        place = decision.territoire
        commune = self.measure.cog.commune(place.commune) if place.commune else None
        title = decision.projet.intitule if decision.projet else None
        if title is None and dossier and dossier.projet:
            title = dossier.projet.intitule
        return {
            "intitule": _or_blank(title, "intitule"),
            "commune": clean(commune.nom) if commune else blank("commune"),
            "territoire": clean(place.nom) if place.nom else "",
            "labellise": place.statut == "labellise",
        }

    def _received(self, decision: Decision, dossier: Dossier | None) -> str:
        """Return the day of receipt; the reference date stands for it where delays run from it."""
        if dossier is not None:
            return day(dossier.date_depot)
        for delay in self.book.delays:
            limit = decision.echeances.get(delay.id)
            if delay.since == "date_depot" and limit is not None:
                same = add_months(decision.date_reference, delay.months) == limit
                return day(decision.date_reference) if same else blank("reception")
        return blank("reception")

    # -- how much ------------------------------------------------------------------------------

    def _aid(self, aid: Aide | None) -> dict[str, Any]:
        regime = (
            next((each for each in aid.regimes if each.id == aid.retenu), None) if aid else None
        )
        most, asked = (aid.montant_max, aid.montant_demande) if aid else (None, None)
        span = aid.fourchette if aid else None
        return {
            "plafond_connu": most is not None,
            "montant_max": _amount(most, "montant_max"),
            "montant_demande": _amount(asked, "montant_demande"),
            "demande_dans_le_plafond": most is not None and asked is not None and asked <= most,
            "demande_au_dela": most is not None and asked is not None and asked > most,
            "assiette_eligible": _amount(aid.assiette_eligible if aid else None, "assiette"),
            "autres_aides": _amount(aid.autres_aides if aid else None, "autres_aides"),
            "motif": clean(aid.motif) if aid else "",
            "fourchette": clean(span.texte) if span else "",
            **self._regime(regime),
        }

    def _regime(self, regime: Regime | None) -> dict[str, Any]:
        if regime is None:
            names = ("motif", "note", "texte", "section", "niveau")
            empty = {f"regime_{name}": "" for name in names}
            return {"regime": blank("regime"), "taux": "", "regime_connu": False,
                    "regime_sur": False, **empty}  # fmt: skip
        rate = regime.taux_max
        rests = self._rests_on(regime.source)
        return {
            "regime": clean(regime.titre),
            "taux": french(f"{number(_exact(rate) * 100)} %") if rate is not None else "",
            "regime_connu": True,
            "regime_sur": regime.applicable == "oui" and regime.niveau != "a_verifier",
            "regime_motif": clean(regime.motif),
            "regime_note": clean(regime.note),
            **{f"regime_{name}": rests[name] for name in ("texte", "section", "niveau")},
        }


def _named(bound: Bound) -> set[str]:
    """Return the facts that a criterion itself names, in its rule or in its motives."""
    item = bound.criterion
    parts = [item.applies, item.requires, *(outcome.condition for outcome in item.outcomes)]
    nodes = [node for part in parts if part is not None for node in walk(part)]
    motives = [*item.motives.get("non_satisfait", ())]
    motives += [motive for outcome in item.outcomes for motive in outcome.motives]
    slots = {piece.path for m in motives for piece in m.text.fr if isinstance(piece, Slot)}
    return slots | {node.path for node in nodes if isinstance(node, Fact)}


def _gathered(grounds: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the texts that grounds rest on, each once, with what is cited of it."""
    found: dict[str, dict[str, None]] = {}
    for ground in grounds:
        found.setdefault(ground["texte"], {})[ground["section"]] = None
    return [
        {"titre": title, "sections": listed(section for section in sections if section)}
        for title, sections in found.items()
    ]


def _or_blank(value: str | None, what: str) -> str:
    return (verbatim(value) if value else "") or blank(what)


def _amount(value: float | None, what: str) -> str:
    return blank(what) if value is None else euros(scaled(_exact(value), CENTS))


def _exact(value: float) -> Decimal:
    """Return the decimal number that JSON writes: no sum is ever made of floats."""
    return Decimal(str(value))


def _read(value: Any, kind: FactType) -> Any:
    """Return a value of a decision as the rules count it."""
    if kind.kind == "number":
        return scaled(_exact(value), kind.scale)
    return date.fromisoformat(value) if kind.kind == "date" else value


def _plain(path: str) -> str:
    head, bracket, rest = path.partition("[")
    return head + rest.partition("]")[2] if bracket else path
