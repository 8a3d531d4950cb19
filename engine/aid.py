"""How much: each regime's ceiling and why, the best one, and what binds the amount.

The regimes and the limits are tables of the rule book, which evaluators read as they read
criteria. Here their lines become sentences and amounts: what is guaranteed whatever is still
unknown, and how far the unknown can go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from . import findings
from .explain import Explainer
from .findings import Aide, Applicable
from .inference.program import Evaluator, Findings
from .inference.results import Result
from .lines import LineView
from .messages import message
from .rulebook.bounds import Interval
from .rulebook.kleene import ready
from .rulebook.model import Status
from .values import CENTS, unscaled
from .wording import euros, first_true, listed, number, rendered, series

APPLICABLE: Mapping[Status, Applicable] = {
    "satisfait": "oui",
    "non_satisfait": "non",
    "indetermine": "inconnu",
    "a_apprecier": "a_apprecier",
}
STRENGTH = ("lu", "secondaire")
"""The levels that a regime may be chosen on, the strongest first: never on an unverified one."""

CEILING, INDICATIVE, JUDGED, RATE = "plafond", "plafond_haut", "plafond_apprecie", "taux"
"""The outputs that a table of regimes gives."""


class Regime(NamedTuple):
    """A regime on a dossier: its status, what it gives, its ceiling, what a person may admit."""

    view: LineView
    status: Status
    row: dict[str, Any]
    ceiling: Interval | None
    judged: Interval | None

    @property
    def guaranteed(self) -> int | None:
        """The ceiling in cents that holds whatever is still unknown; None when that is nothing."""
        if self.ceiling is None or not (self.ceiling.low or self.ceiling.exact):
            return None
        return self.ceiling.low

    @property
    def top(self) -> Interval | None:
        """The ceiling at its most favourable: a person's assessment included."""
        return self.judged if self.status == "a_apprecier" else self.ceiling

    @property
    def level(self) -> str:
        """How surely its text is known."""
        citation = self.view.line.citation
        return citation.level if citation else "a_verifier"


class Waits(NamedTuple):
    """What a regime waits for, path → name: what can be asked for, and what nobody can supply."""

    asked: Mapping[str, str]
    silent: Mapping[str, str]

    @property
    def all(self) -> dict[str, str]:
        """Both, those to ask for first."""
        return {**self.asked, **self.silent}


def assess_aid(
    explainer: Explainer, found: Findings, evaluator: Evaluator, asked: str | None
) -> tuple[Aide, list[str]]:
    """Return the aid of a dossier and the warnings about it.

    The facts of the findings then hold what texts may say of it: the regime chosen, its ceiling,
    the highest amount.
    """
    return _Reader(explainer, found, evaluator).read(asked)


class _Reader:
    def __init__(self, explainer: Explainer, found: Findings, evaluator: Evaluator) -> None:
        self.explainer, self.lang = explainer, explainer.lang
        self.facts, self.told = found.facts, found.facts
        program = explainer.program
        roles = program.book.roles
        self.table = roles.get("aide", "")
        self.limits = program.tables.get(roles.get("limites", ""))
        self.statuses = evaluator.lines(self.limits.table.id, self.facts) if self.limits else {}
        bound = program.tables.get(self.table)
        self.regimes: tuple[Regime, ...] = ()
        self.waits: dict[str, Waits] = {}
        # Outside its own condition a table says nothing: no regime for a local authority.
        if bound is not None and ready(bound.applies)(self.facts, None) is not False:
            self.regimes = tuple(self._regimes(found.lines[self.table]))

    def say(self, key: str, **values: object) -> str:
        return message(f"aide.{key}", self.lang, **values)

    def _regimes(self, results: Mapping[str, Result]) -> Iterable[Regime]:
        for view, row in zip(self.explainer.lines[self.table], self.facts[self.table], strict=True):
            ceiling = view.span(CEILING, row)
            judged = view.span(JUDGED, row) or ceiling
            yield Regime(view, results[view.line.id].status, row, ceiling, judged)

    def read(self, asked: str | None) -> tuple[Aide, list[str]]:
        chosen = self._chosen()
        guaranteed = chosen.guaranteed if chosen else None
        limits, highest, binding = self._bound(guaranteed)
        if binding == "regime" and chosen is not None:
            others = self.facts.get("financement.autres_aides")
            binding = "cumul" if others else self._binding(chosen)
        told: Any = self.told
        told["aide.retenu"] = chosen.view.line.id if chosen else None
        told["aide.plafond_retenu"] = guaranteed
        told["aide.montant_max"] = highest
        ordered = sorted(self.regimes, key=lambda item: item.view.line.id != asked)
        span = self._overall(highest)
        fields = {
            "assiette_eligible": self._money("financement.assiette_eligible"),
            "montant_demande": self._money("financement.montant_demande"),
            "autres_aides": self._money("financement.autres_aides"),
            "regimes": [self._regime(item) for item in ordered],
            "retenu": chosen.view.line.id if chosen else None,
            "montant_max": _euros(highest),
            "limite": binding if highest is not None else None,
            "limites": limits,
            "fourchette": span,
            "motif": self._motive(chosen, highest, binding, limits, span),
        }
        return Aide.model_validate(fields), self._warnings()

    def _chosen(self) -> Regime | None:
        """Return the best regime: the strongest source, then the highest guaranteed ceiling."""
        sure = [
            item
            for item in self.regimes
            if item.status == "satisfait" and item.guaranteed and item.level in STRENGTH
        ]
        sure.sort(key=lambda item: (STRENGTH.index(item.level), -(item.guaranteed or 0)))
        return sure[0] if sure else None

    # -- what binds the amount ----------------------------------------------------------------

    def _bound(self, ceiling: int | None) -> tuple[list[dict[str, Any]], int | None, str | None]:
        """Return the limits that are known, the amount they leave, and the one that binds."""
        spans = self._spans(ceiling)
        known = [
            (low, view)
            for view, (low, high) in spans
            if low is not None and low == high and self._sure(view)
        ]
        limits: list[dict[str, Any]] = [
            {
                "id": view.line.id,
                "titre": rendered(view.title, self.facts) or "",
                "montant": _euros(amount),
            }
            for amount, view in known
        ]
        if not known or len(known) < len(spans):
            return limits, None, None
        least, view = min(known, key=lambda item: item[0])
        return limits, least, view.line.id

    def _sure(self, view: LineView) -> bool:
        return self.statuses[view.line.id].status == "satisfait"

    def _spans(self, ceiling: int | None) -> list[tuple[LineView, Interval]]:
        """Return the amount of each limit that may apply, for a ceiling of aid in cents."""
        if self.limits is None:
            return []
        rows = self.limits.rows(self.statuses, {**self.facts, "aide.plafond_retenu": ceiling})
        return [
            (view, view.span("montant", row) or Interval(None, None))
            for view, row in zip(self.explainer.lines[self.limits.table.id], rows, strict=True)
            if row["admissible"] is not False
        ]

    def _overall(self, highest: int | None) -> dict[str, Any] | None:
        """Return between what and what the amount lies, when something is still open."""
        possible = [item for item in self.regimes if item.status != "non_satisfait"]
        tops = [span.high for item in possible if (span := item.top) is not None]
        known = [high for high in tops if high is not None]
        top = max(known, default=None) if len(known) == len(tops) else None
        low = highest or 0
        # A limit that may not apply holds nothing down.
        spans = [span for view, span in self._spans(top) if self._sure(view)]
        high = min((span.high for span in spans if span.high is not None), default=None)
        if high is not None and high <= low:
            return None
        waits = self._open(possible, low)
        return self._span(low, high, waits) if waits else None

    def _open(self, possible: Iterable[Regime], low: int) -> dict[str, str]:
        """Return what the amount still depends on: path or regime → its name in a sentence."""
        found: dict[str, str] = {}
        for item in possible:
            top = item.top
            if top is None or (top.high is not None and top.high <= low):
                continue
            found |= self._waits(item).all
            if item.status == "a_apprecier":
                name = rendered(item.view.title, self.facts) or item.view.line.id
                found[item.view.line.id] = self.say("appreciation", regime=name)
        for path in ("porteur.nature", "financement.assiette_eligible", "financement.autres_aides"):
            # A rule book may speak of no aid at all, and then has no such facts.
            if path in self.explainer.program.book.facts and self.facts.get(path) is None:
                for asked in self.explainer.waits_for(path, self.facts):
                    found[asked] = self.explainer.wording.label(asked)
        return found

    def _waits(self, item: Regime) -> Waits:
        """Return what a regime waits for, a list that is not loaded included."""
        name = item.view.line.id
        if name not in self.waits:
            names = [*item.view.waits("applicable", self.facts, item.row)]
            if item.ceiling is not None and not item.ceiling.exact:
                names += item.view.waits(CEILING, self.facts, item.row)
            asked: dict[str, str] = {}
            silent: dict[str, str] = {}
            label = self.explainer.wording.label
            for path in dict.fromkeys(names):
                wanted = self.explainer.asked((path,), self.facts)
                asked.update((each, label(each)) for each in wanted)
                if not wanted:
                    silent[path] = label(path)
            self.waits[name] = Waits(asked, silent)
        return self.waits[name]

    # -- one regime ---------------------------------------------------------------------------

    def _regime(self, item: Regime) -> Any:
        view = item.view
        if item.status == "non_satisfait":
            return self._refused(view)
        waits = self._waits(item)
        ceiling, indicative = item.guaranteed, view.span(INDICATIVE, item.row)
        span = None
        if item.ceiling is not None and not item.ceiling.exact:
            span = self._span(item.ceiling.low or 0, item.ceiling.high, waits.all)
        rate = self._rate(item)
        return {
            **self._fixed(view),
            "applicable": APPLICABLE[item.status],
            "motif": self._why(item, [*waits.asked.values()], ceiling),
            "taux_max": None if rate is None else float(rate),
            "plafond": _euros(ceiling),
            "plafond_haut": _euros(indicative.low) if indicative and indicative.low else None,
            "limite": self._binding(item) if ceiling is not None else None,
            "fourchette": span,
            "manquants": list(waits.asked),
        }

    def _refused(self, view: LineView) -> findings.Regime:
        """Return a regime that does not apply: made once for each set of reasons."""
        reasons = view.refusals(self.facts)
        if view.lapsed(self.facts):
            texts = self.explainer.table_texts(self.table)
            reasons.insert(0, first_true(texts.get("echu", ()), self.facts) or "")
        why = self.say("non", raisons=series(reasons, self.lang))
        if why not in view.memory:
            nothing = dict.fromkeys(("taux_max", "plafond", "plafond_haut", "limite", "fourchette"))
            view.memory[why] = findings.Regime.model_validate(
                {**self._fixed(view), **nothing, "applicable": "non", "motif": why, "manquants": []}
            )
        made: findings.Regime = view.memory[why]
        return made

    def _fixed(self, view: LineView) -> dict[str, Any]:
        """Return what is the same for every dossier, made once."""
        if not view.fixed:
            citation = view.line.citation
            if citation is None:
                raise AssertionError("a regime without a source is a fault of the rule book")
            view.fixed.update(
                id=view.line.id,
                titre=rendered(view.title, self.facts) or view.line.id,
                niveau=citation.level,
                source=findings.Source.of(citation),
                note=rendered(view.note, self.facts) or "",
            )
        return view.fixed

    def _rate(self, item: Regime) -> Decimal | None:
        found = item.row.get(RATE)
        if found is None or not found.low:
            return None
        return unscaled(found.low, item.view.numbers[RATE].scale)

    def _binding(self, item: Regime) -> str | None:
        return item.view.numbers[CEILING].binding({**self.facts, **item.row})

    def _why(self, item: Regime, missing: list[str], ceiling: int | None) -> str:
        view = item.view
        amount = self._amount(item, ceiling)
        if item.status == "a_apprecier":
            points = series(view.doubts(self.facts), self.lang)
            return self.say("a_apprecier", points=points, montant=amount).rstrip()
        if item.status == "indetermine":
            reasons = view.unknowns(self.facts)
            if missing:
                reasons.insert(0, self.say("il_manque", faits=listed(missing, self.lang)))
            return self.say("inconnu", raisons=series(reasons, self.lang), montant=amount).rstrip()
        return self.say("oui", montant=amount).rstrip()

    def _amount(self, item: Regime, ceiling: int | None) -> str:
        """Return the sentence of the ceiling: the rate, on what, and how much that makes."""
        base = first_true(item.view.texts.get("assiette", ()), self.facts)
        rate = self._rate(item)
        if base is None or (ceiling is None and rate is None):
            return ""
        percent = "" if rate is None else number(rate * 100, self.lang)
        share = self.say("taux", taux=percent) if percent else ""
        if ceiling is None:
            key = "base" if item.status == "satisfait" else "base_serait"
            return self.say(key, taux=share, assiette=base)
        key = "plafond" if item.status == "satisfait" else "plafond_serait"
        return self.say(key, taux=share, assiette=base, plafond=euros(ceiling, self.lang))

    # -- sentences -----------------------------------------------------------------------

    def _span(self, low: int, high: int | None, waits: Mapping[str, str]) -> dict[str, Any]:
        key = "jusqu_a" if high is not None and not low else "entre" if high is not None else "sans"
        text = self.say(
            key,
            bas=euros(low, self.lang),
            haut="" if high is None else euros(high, self.lang),
            faits=series(dict.fromkeys(waits.values()), self.lang),
        )
        return {"min": _euros(low), "max": _euros(high), "selon": list(waits), "texte": text}

    def _motive(
        self,
        chosen: Regime | None,
        highest: int | None,
        binding: str | None,
        limits: Iterable[Mapping[str, Any]],
        span: Mapping[str, Any] | None,
    ) -> str:
        if highest is None:
            return str(span["texte"]) if span else self.say("aucun")
        amount = euros(highest, self.lang)
        regime = rendered(chosen.view.title, self.facts) if chosen else ""
        if binding is not None and chosen is not None and binding in self._regime_limits(chosen):
            return self.say(f"limite_{binding}", montant=amount, regime=regime)
        reason = next((str(item["titre"]) for item in limits if item["id"] == binding), "")
        return self.say("limite", montant=amount, raison=reason)

    def _regime_limits(self, chosen: Regime) -> set[str]:
        return {"cumul", *(name for name, _, _ in chosen.view.numbers[CEILING].parts)}

    def _warnings(self) -> list[str]:
        """Return what must be said of the dates, and of a list that is not loaded."""
        day = self.facts["date_reference"]
        texts = self.explainer.table_texts(self.table)
        found: dict[str, None] = {}
        for item in self.regimes:
            line = item.view.line
            if line.end is None or line.tolerated is None or day <= line.end:
                continue
            key = "ajustement" if day <= line.tolerated else "fin"
            if (text := first_true(texts.get(key, ()), self.facts)) is not None:
                found[text] = None
        for item in self.regimes:
            if item.status == "indetermine":
                for reason in item.view.unknowns(self.facts):
                    found[self.say("avertissement", raison=reason)] = None
        return list(found)

    def _money(self, path: str) -> float | None:
        return _euros(self.facts.get(path))


def _euros(amount: int | None) -> float | None:
    return None if amount is None else float(Decimal(amount).scaleb(-CENTS))
