"""What it would take, in sentences and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding

from ..dossier import vocabulary
from ..messages import Lang, message
from ..remedy.told import Changement, Marge, Remede, Voie
from ..values import FactType, quantity, unscaled
from ..wording import Wording, listed
from .terminal import columns, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from ..findings import Critere, Decision
    from ..remedy.altered import Altered, Way
    from ..remedy.finder import Remedies
    from ..remedy.margins import Margin
    from ..rulebook.model import RuleBook

DAYS = quantity("jours")


class RemedyView:
    """Says the remedies of one dossier after the other, in one language.

    To an applicant (``plainly``) it names no criterion: it says what each one says.
    """

    def __init__(self, book: RuleBook, lang: Lang, *, plainly: bool = False) -> None:
        self._plainly = plainly
        self._book, self._lang, self._wording = book, lang, Wording(book, lang)
        sums = {item.path: item.type for item in book.derived}
        self._kinds: Mapping[str, FactType] = {**vocabulary(), **sums}

    def _say(self, key: str, **values: object) -> str:
        return message(f"remede.{key}", self._lang, **values)

    def _key(self, key: str) -> str:
        return f"{key}_porteur" if self._plainly else key

    # -- at the terminal ------------------------------------------------------------------

    def render(self, found: Remedies) -> RenderableType:
        """Return the remedies as Rich shows them, under a decision."""
        title = self._say("titre_marges" if found.nature == "marges" else "titre")
        table = columns(1)
        for line in self.lines(found):
            table.add_row(text("•"), text(line))
        return Padding(Group(text(title, style="bold"), table), (1, 0, 0, 0))

    def lines(self, found: Remedies) -> Iterator[str]:
        """Yield the sentences that a person reads."""
        if found.nature in {"questions", "hors_edition"}:
            yield self._say(found.nature)
        elif found.nature == "marges":
            yield from self._margins(found)
        else:
            yield from self._ways(found)

    def _ways(self, found: Remedies) -> Iterator[str]:
        if found.blocking:
            key = "aucun_ensemble" if found.together else "aucun"
            yield self._say(self._key(key), criteres=listed(found.blocking, self._lang))
            for name in found.blocking:
                motive = found.decision.criteres[name].motif
                yield motive if self._plainly else self._say("motif", critere=name, motif=motive)
        for place, way in enumerate(found.ways):
            yield f"{self._say('ou') if place else ''}{self._uncapped(self.way(way), place)}"
        if found.more:
            yield self._say("autres")

    @staticmethod
    def _uncapped(sentence: str, place: int) -> str:
        return sentence[:1].lower() + sentence[1:] if place else sentence

    def _margins(self, found: Remedies) -> Iterator[str]:
        left = _of_status(found.decision, "a_apprecier")
        if left:
            yield self._say("reserve", criteres=listed(left, self._lang))
        yield from self._nearest(found.margins)
        if not found.margins:
            yield self._say("aucune_marge")

    def _nearest(self, margins: Sequence[Margin]) -> Iterator[str]:
        """Yield, for each figure and each sense, the criterion that changes first."""
        for path in dict.fromkeys(one.path for one in margins):
            own = [one for one in margins if one.path == path]
            ways = [[one for one in own if one.sense == sense] for sense in ("baisse", "hausse")]
            first = [min(some, key=lambda one: one.margin) for some in ways if some]
            stuck = [one for one in first if one.margin == 0]
            if len(stuck) == len(ways) and stuck[0].criterion == stuck[1].criterion:
                fait, valeur = self._figure(path, stuck[0].value)
                yield self._say("sans_marge", fait=fait, valeur=valeur,
                                critere=stuck[0].criterion)  # fmt: skip
            else:
                yield from map(self.margin, first)

    # -- sentences ------------------------------------------------------------------------

    def way(self, way: Way) -> str:
        """Return a way as a sentence."""
        values = {"conditions": self._conditions(way)}
        if way.decision.verdict == "eligible":
            return self._say("eligible", **values)
        if way.decision.verdict == "ineligible":
            titles = [way.decision.criteres[name].titre for name in way.lifts]
            lifted = titles if self._plainly else way.lifts
            return self._say(self._key("leve"), criteres=listed(lifted, self._lang), **values)
        judged = listed(_of_status(way.decision, "a_apprecier"), self._lang)
        if way.decision.verdict == "a_apprecier":
            return self._say(self._key("a_apprecier"), criteres=judged, **values)
        missing = listed(_of_status(way.decision, "indetermine"), self._lang)
        key = "a_completer_apprecier" if judged else "a_completer"
        return self._say(self._key(key), criteres=missing, apprecies=judged, **values)

    def _conditions(self, way: Way) -> str:
        *head, last = map(self.change, way.changes)
        if not head:
            return last
        return self._say("si_suite").join(head) + self._say("si_aussi") + last

    def change(self, altered: Altered) -> str:
        """Return a change as a clause that follows « si »."""
        declared = self._book.changes[altered.path]
        if altered.change is None:
            after, before = altered.after, altered.before
            values = [v for v in declared.to if v in after and v not in before] if isinstance(
                after, frozenset) else [after]  # fmt: skip
            return listed([declared.to[value].plain(self._lang) for value in values], self._lang)
        words = declared.rise if altered.change > 0 else declared.fall
        assert words is not None  # noqa: S101 — a lever moves the ways that have words
        kind = self._kinds[altered.path]
        shown = self._wording.shower(altered.path, kind)
        size = abs(altered.change)
        far = self._days(size) if kind.kind == "date" else shown(size)
        sign = "+" if altered.change > 0 else "−"
        return self._say("nombre", mots=words.plain(self._lang), apres=shown(altered.after),
                         ecart=f"{sign}{far}")  # fmt: skip

    def _days(self, count: int) -> str:
        return self._wording.shower("", DAYS)(count * 10**DAYS.scale)

    def margin(self, found: Margin) -> str:
        """Return a margin as a sentence."""
        kind = self._kinds[found.path]
        shown = self._wording.shower(found.path, kind)
        fait, valeur = self._figure(found.path, found.value)
        values = {"fait": fait, "valeur": valeur, "critere": found.criterion,
                  "statut": message(f"regle.statut_{found.status}", self._lang)}  # fmt: skip
        if found.margin == 0:
            return self._say(f"sans_{found.sense}", **values)
        rounder = _digits(found.crossed, kind) < _digits(found.limit, kind)
        bound = found.crossed if rounder else found.limit
        key = f"{found.sense}_avant" if rounder else found.sense
        return self._say(key, borne=shown(bound), marge=shown(abs(bound - found.value)), **values)

    def _figure(self, path: str, value: int) -> tuple[str, str]:
        label = self._wording.label(path)
        return label[:1].upper() + label[1:], self._wording.shower(path, self._kinds[path])(value)

    # -- for other programs ---------------------------------------------------------------

    def as_data(self, found: Remedies) -> dict[str, Any]:
        """Return the same for other programs: see :class:`..remedy.told.Remede`."""
        return self.told(found).model_dump(mode="json")

    def told(self, found: Remedies) -> Remede:
        """Return the same field for field: amounts in euros, sentences beside figures."""
        return Remede(
            nature=found.nature,
            phrases=list(self.lines(found)),
            voies=[self._voie(way) for way in found.ways],
            autres_voies=found.more,
            bloquants=list(found.blocking),
            ensemble=found.together,
            marges=[self._marge(one) for one in found.margins],
        )

    def _voie(self, way: Way) -> Voie:
        return Voie(
            phrase=self.way(way),
            cout=way.cost,
            verdict=way.decision.verdict,
            leve=list(way.lifts),
            a_apprecier=_of_status(way.decision, "a_apprecier"),
            a_completer=_of_status(way.decision, "indetermine"),
            changements=[self._changement(one) for one in way.changes],
        )

    def _changement(self, altered: Altered) -> Changement:
        kind, change = self._kinds[altered.path], altered.change
        return Changement(
            chemin=altered.path,
            libelle=self._wording.label(altered.path),
            avant=_plain(altered.before, kind),
            apres=_plain(altered.after, kind),
            ecart=change if change is None or kind.kind == "date" else _plain(change, kind),
            phrase=self.change(altered),
        )

    def _marge(self, found: Margin) -> Marge:
        kind = self._kinds[found.path]
        return Marge(
            critere=found.criterion,
            chemin=found.path,
            libelle=self._wording.label(found.path),
            sens=found.sense,
            valeur=_plain(found.value, kind),
            limite=_plain(found.limit, kind),
            franchi=_plain(found.crossed, kind),
            marge=_plain(found.margin, kind),
            statut_au_dela=found.status,
            phrase=self.margin(found),
        )


def _of_status(decision: Decision, status: str) -> list[str]:
    def has(item: Critere) -> bool:
        return item.statut == status

    return [item.id for item in decision.criteres.values() if has(item)]


def _digits(value: int, kind: FactType) -> int:
    """Return how many decimals a number is written with."""
    exponent = Decimal(unscaled(value, kind.scale)).normalize().as_tuple().exponent
    return max(-int(exponent), 0)


def _plain(value: Any, kind: FactType) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if kind.kind == "set":
        return [one for one in kind.values if one in value]
    return float(unscaled(value, kind.scale))
