"""A decision, ready to be shown: what a template needs of it, as plain data.

Runs in a worker: whoever reads what strangers send is never the server itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..engine.errors import EngineUnavailableError, InferenceError
from ..engine.messages import Lang, message, template
from ..engine.questions.order import plain
from ..engine.typography import french
from ..engine.values import scaled
from ..engine.wording import Wording, day
from .desk import Asked, letter_models
from .fields import field_id
from .uploads import dossier_of

if TYPE_CHECKING:
    from ..engine.dossier import Dossier
    from ..engine.findings import Decision
    from ..engine.measure import Measure
    from ..engine.values import FactType

QUIET = frozenset({"satisfait", "sans_objet"})
"""What an officer need not read to know why."""


def decide(
    measure: Measure,
    data: Mapping[str, Any],
    asked: Asked,
    *,
    deep: bool = True,
    margins: bool = False,
    plainly: bool = False,
) -> dict[str, Any]:
    """Return the decision on a dossier, in words; ``deep`` adds what would lift a refusal.

    ``margins`` adds how far the dossier is from losing a criterion: a second or so. ``plainly``
    says what it would take to the applicant, whom the names of criteria would not help.

    Raises :class:`InputError` where the data is no dossier.
    """
    dossier = dossier_of(measure, data)
    decision = measure.screen(dossier, **asked._asdict())
    view = _View(measure, asked.lang).view(dossier, decision)
    refused = decision.verdict == "ineligible"
    wanted = margins or (deep and refused)
    lines, ways = (
        remedy(measure, dossier, decision, asked, plainly=plainly) if wanted else ([], False)
    )
    view["remede"], view["voies"] = lines, ways
    view["marges"] = (
        decision.verdict in {"eligible", "a_apprecier"}
        and not margins
        and find_spec("z3") is not None
    )
    return view


def remedy(
    measure: Measure, dossier: Dossier, decision: Decision, asked: Asked, *, plainly: bool = False
) -> tuple[list[str], bool]:
    """Return what it would take, in sentences, and whether something can be done about it.

    No sentence where that cannot be told.
    """
    from ..engine.remedy.finder import remedies
    from ..engine.report.remedy_view import RemedyView

    try:
        found = remedies(measure, dossier, on=asked.on, edition=asked.edition, decision=decision)
    except (EngineUnavailableError, InferenceError):
        return [], False
    if found.nature in {"questions", "hors_edition"}:
        return [], False
    return list(RemedyView(measure.book, asked.lang, plainly=plainly).lines(found)), bool(
        found.ways
    )


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs between two decisions shown, in words."""
    statuses = {each["id"]: each for each in _criteria(before)}
    changed = [
        (each, statuses[each["id"]])
        for each in _criteria(after)
        if each["id"] in statuses and each["statut"] != statuses[each["id"]]["statut"]
    ]
    return {
        "verdict": before["verdict"]["id"] != after["verdict"]["id"],
        "criteres": [
            {"id": new["id"], "titre": new["titre"], "avant": old["statut"],
             "apres": new["statut"], "motif": new["motif"]}
            for new, old in changed
        ],
        "aide": before["aide_max"] != after["aide_max"],
        "score": before["score"] != after["score"],
        "rien": not changed
        and all(before[key] == after[key] for key in ("aide_max", "score", "verdict")),
    }  # fmt: skip


def _criteria(view: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for group in view["groupes"]:
        yield from group["criteres"]


class _View:
    def __init__(self, measure: Measure, lang: Lang) -> None:
        self.measure, self.book, self.lang = measure, measure.book, lang
        self.wording = Wording(measure.book, lang)

    def view(self, dossier: Dossier, decision: Decision) -> dict[str, Any]:
        data = decision.model_dump(mode="json")
        verdict = next(each for each in self.book.verdicts if each.id == decision.verdict)
        place, aid, grid = data["territoire"], data["aide"], data["appreciation"]
        criteria = {each["id"]: each for each in data["criteres"]}
        for each in criteria.values():
            each["valeurs"] = [(self._name(key), self._shown(key, value))
                               for key, value in each["valeurs"].items()]  # fmt: skip
            if self.lang == "fr":
                each["source"]["section"] = french(each["source"]["section"])
        return {
            "reference": decision.reference,
            "noms": self._names(dossier),
            "verdict": {"id": verdict.id, "titre": verdict.title.plain(self.lang),
                        "resume": verdict.summary.plain(self.lang)},
            "identite": list(self._identity(decision, place)),
            "edition": decision.edition,
            "groupes": list(self._groups(criteria)),
            "decisifs": [criteria[name] for name in decision.deciding],
            "a_juger": [each for each in criteria.values()
                        if each["statut"] == "a_apprecier" or each["appreciation"]],
            "manquants": list(self._missing(decision)),
            "aide": aid,
            "aide_max": (aid or {}).get("montant_max"),
            "regime": self._regime(aid),
            "score": (grid["score_min"], grid["score_max"]) if grid else None,
            "grille": grid,
            "orientation": data["orientation"],
            "echeances": [
                (decision.echeances[each.id].isoformat(), each.text.plain(self.lang))
                for each in self.book.delays if each.id in decision.echeances
            ],
            "avertissements": data["avertissements"],
            "rappels": data["rappels"],
            "titres": {key: each.title.plain(self.lang) for key, each in self.book.sources.items()},
            "courriers": self._letters(decision),
            "moteur": data["moteur"],
        }  # fmt: skip

    def _names(self, dossier: Dossier) -> list[str]:
        return [name for name in (
            dossier.porteur.raison_sociale if dossier.porteur else None,
            dossier.projet.intitule if dossier.projet else None,
        ) if name]  # fmt: skip

    def _identity(self, decision: Decision, place: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        def say(key: str, **values: object) -> str:
            return message(f"terminal.{key}", self.lang, **values)

        yield say("edition"), decision.edition or say("aucune_edition")
        yield say("date_reference"), day(decision.date_reference, self.lang)
        named = place["nom"] or ""
        where = say(f"territoire_{place['statut']}",
                    nom=french(named) if self.lang == "fr" else named)  # fmt: skip
        town = self.measure.cog.resolve(place["commune"]) if place["commune"] else None
        if town is not None:
            where += f" ({town.commune.nom}, {town.commune.code})"
        yield say("territoire"), where
        if decision.categorie_entreprise:
            path = self.book.returns.get("categorie_entreprise", "")
            shown = self.wording.shower(path, self.book.facts[path])
            yield say("categorie"), shown(decision.categorie_entreprise)

    def _groups(self, criteria: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
        themes = {each.id: each.theme for each in self.book.criteria}
        for theme in self.book.themes:
            own = [each for name, each in criteria.items() if themes[name] == theme.id]
            if own:
                counts: dict[str, int] = {}
                for each in own:
                    counts[each["statut"]] = counts.get(each["statut"], 0) + 1
                yield {"id": theme.id, "titre": theme.title.plain(self.lang), "criteres": own,
                       "comptes": list(counts.items()),
                       "ouvert": any(each["statut"] not in QUIET for each in own)}  # fmt: skip

    def _missing(self, decision: Decision) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield what to ask, by the person who can answer, in the order of the rule book."""
        order = {path: place for place, path in enumerate(self.book.labels)}
        waiting: dict[str, dict[str, dict[str, Any]]] = {}
        for found in decision.criteres.values():
            for path in found.manquants:
                asked = waiting.setdefault(self._contact(path), {})
                each = asked.setdefault(path, self._question(path))
                each["criteres"].append(found.id)
        for contact, questions in waiting.items():
            paths = sorted(questions, key=lambda path: order.get(plain(path), len(order)))
            yield contact, [questions[path] for path in paths]

    def _question(self, path: str) -> dict[str, Any]:
        label = self.book.labels.get(plain(path))
        asked = label.question.plain(self.lang) if label and label.question else ""
        text = asked if asked and "[" not in path else self.wording.label(path)
        return {"texte": text[:1].upper() + text[1:], "champ": field_id(path), "criteres": []}

    def _contact(self, path: str) -> str:
        label = self.book.labels.get(plain(path))
        found = self.book.contacts.get(label.ask) if label else None
        return found.plain(self.lang) if found else message("terminal.porteur", self.lang)

    def _regime(self, aid: Mapping[str, Any] | None) -> str:
        held = (aid or {}).get("retenu")
        return next((each["titre"] for each in (aid or {}).get("regimes", ())
                     if each["id"] == held), "")  # fmt: skip

    def _letters(self, decision: Decision) -> list[tuple[str, str]]:
        if find_spec("docxtpl") is None or not letter_models():
            return []
        from ..engine.letters import models, suited

        return [(name, models()[name].title(self.lang)) for name in suited(decision)]

    # -- values ------------------------------------------------------------------------------

    def _paths(self, key: str) -> str:
        """Return the fact or the parameter that a decision calls by its last name."""
        known = self.book.labels
        if key in known:
            return key
        return next((path for path in known if path.rpartition(".")[2] == key), "")

    def _name(self, key: str) -> str:
        named = self.book.parameters.get(key)
        if named is not None:
            text = named.label.plain(self.lang)
        elif path := self._paths(key):
            text = self.wording.label(path)
        elif key in {each.id for each in self.book.criteria}:
            return key
        else:
            text = key.replace("_", " ").replace(".", " ")
        return text[:1].upper() + text[1:]

    def _shown(self, key: str, value: Any) -> str:
        """Return a value as a decision has it in words."""
        if value is None:
            return message("page.inconnu", self.lang)
        if isinstance(value, bool):
            return template(f"unites.{'oui' if value else 'non'}", self.lang)
        named = self.book.parameters.get(key)
        path = f"parametres.{key}" if named else self._paths(key)
        kind: FactType | None = named.type if named else self.book.facts.get(path)
        if isinstance(value, list):
            one = self.wording.shower(path, _one_of(kind)) if kind else str
            return ", ".join(str(one(each)) for each in value) or message("page.aucun", self.lang)
        if kind is None or (kind.kind == "number") != isinstance(value, int | float):
            return str(value)
        if kind.kind == "number":
            return self.wording.shower(path, kind)(scaled(Decimal(str(value)), kind.scale))
        if kind.kind == "date":
            from datetime import date

            return day(date.fromisoformat(value), self.lang)
        return self.wording.shower(path, kind)(value)


def _one_of(kind: FactType) -> FactType:
    """Return the type of one value of a set."""
    from dataclasses import replace

    return replace(kind, kind="enum") if kind.kind == "set" else kind
