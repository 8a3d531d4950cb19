"""A witness in a sentence: what the dossier says, as people say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ..audit.gherkin import flat
from ..dossier import Dossier
from ..inference.reference import derivation
from ..messages import Lang, message, template
from ..proof.vocabulary import ACTIVITY, is_of_site
from ..territory import locate
from ..values import FactType
from ..wording import Wording, day, listed, series
from .difference import Shift, Side
from .reading import Reading

PLACE, DEPOSIT, REFERENCE = "projet.commune", "date_depot", "date_reference"
UNTOLD = frozenset({"reference", DEPOSIT, PLACE})


class Telling:
    """Tells the dossiers of a comparison in the words of one side's rule book."""

    def __init__(self, side: Side, lang: Lang) -> None:
        self.side, self.lang = side, lang
        self.book = side.measure.book
        self.wording = Wording(self.book, lang)

    def say(self, entry: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return message(f"comparer.{entry}", self.lang, **values)

    def dossier(self, shift: Shift, rank: int, criteria: Sequence[str], *, whole: bool) -> str:
        """Return what a witness is; ``rank`` tells which side's words are used.

        With ``whole``, all that it says; else only what these criteria read, the rest counted.
        """
        data, on = shift.witness.dossier, shift.witness.seen[rank].on
        program = self.side.measure.program(self.side.edition, on)
        reading = Reading(self.side, program)
        known = self._known(data, on, reading)
        read = {path for name in criteria for path in reading.reads(name).facts}
        if any(path in ACTIVITY for path in read):
            read.add("porteur.code_naf")
        said, left = self._said(data, None if whole else read, criteria)
        numbers: list[str] = []
        others: list[str] = []
        for path in said:
            for name, value, kind in self._shown(path, known, reading, criteria):
                amount = kind is not None and kind.kind in {"number", "date"}
                (numbers if amount else others).append(self._fact(name, value, kind))
        others += self._opinions(data, None if whole else criteria)
        parts = [self.say("dossier")]
        if whole or any(is_of_site(path) for path in read):
            parts.append(self._place(data))
        if DEPOSIT in read or REFERENCE in read:
            parts.append(self.say("recu", jour=self.on(date.fromisoformat(data[DEPOSIT]))))
        if others:
            parts.append(self.say("autres", faits=series(others, self.lang)))
        if numbers:
            parts.append(self.say("nombres", faits=listed(numbers, self.lang)))
        if not numbers and not others:
            parts.append(self._unsaid(known, reading, criteria))
        if left:
            parts.append(self.say("ailleurs"))
        return " ".join(part for part in parts if part)

    # -- what it says -------------------------------------------------------------------------

    def _said(
        self, data: Mapping[str, Any], read: set[str] | None, criteria: Sequence[str]
    ) -> tuple[list[str], int]:
        """Return the facts to tell, lists once each, and how many are left out."""
        paths = dict.fromkeys(path.partition("[")[0] for path, _ in flat(data))
        told, left = [], 0
        for path in paths:
            if path.startswith("appreciations."):
                left += read is not None and path.split(".")[1] not in criteria
            elif path not in UNTOLD:
                kept = read is None or path in read
                left += not kept
                told += [path] if kept else []
        return told, left

    def _shown(
        self, path: str, known: Mapping[str, Any], reading: Reading, criteria: Iterable[str]
    ) -> Iterator[tuple[str, str, FactType | None]]:
        """Yield (name, value, type): of a list, what rules compute of it rather than its lines."""
        kind = self.book.facts[path]
        if kind.kind != "rows":
            shown = self.wording.shower(path, kind)(known[path])
            yield self.wording.label(path), shown, kind
            return
        computed = [
            name
            for criterion in criteria
            for name in reading.direct(criterion)
            if name in reading.derived and path in reading.behind(name).facts
        ]
        found = [name for name in dict.fromkeys(computed) if known.get(name) is not None]
        for name in found:
            derived = self.book.facts[name]
            yield self.wording.label(name), self.wording.shower(name, derived)(known[name]), derived
        if not found:
            yield self.wording.label(path), self._lines(path, kind, known[path]), None

    def _lines(self, path: str, kind: FactType, lines: Sequence[Mapping[str, Any]]) -> str:
        told = [
            listed(
                (
                    f"{self.wording.label(f'{path}.{name}')} "
                    f"{self.wording.shower(f'{path}.{name}', kind.fields[name])(value)}"
                    for name, value in line.items()
                    if value is not None
                ),
                self.lang,
            )
            or self.say("ligne_vide")
            for line in lines
        ]
        return self.say("lignes", lignes=" / ".join(told)) if told else self.say("aucune_ligne")

    def _fact(self, label: str, value: str, kind: FactType | None) -> str:
        if kind is None or kind.kind not in {"number", "date"}:
            return self.say("fait", libelle=label, valeur=value)
        if kind.kind == "date":
            return self.say("nombre_date", libelle=label, valeur=value)
        many = template("comparer.pluriel", self.lang)
        entry = "nombre_pluriel" if label.startswith(many) else "nombre"
        return self.say(entry, libelle=label, valeur=value)

    def _opinions(
        self, data: Mapping[str, Any], criteria: Sequence[str] | None
    ) -> Iterator[str]:  # fmt: skip
        for name, opinion in data.get("appreciations", {}).items():
            if criteria is None or name in criteria:
                yield self.say(f"avis_{opinion['avis']}", critere=name)

    def _unsaid(self, known: Mapping[str, Any], reading: Reading, criteria: Iterable[str]) -> str:
        """Return what the criteria look at and the dossier does not say."""
        direct = dict.fromkeys(path for name in criteria for path in reading.direct(name))
        silent = [self.wording.label(path) for path in direct
                  if path not in known and path in self.book.labels]  # fmt: skip
        return self.say("tait", faits=listed(silent, self.lang)) if silent else ""

    def _place(self, data: Mapping[str, Any]) -> str:
        code = data.get("projet", {}).get("commune")
        if code is None:
            return ""
        site = locate(code, self.side.measure.cog, self.side.measure.territories)
        if site.commune is None:
            return self.say("lieu_inconnu", code=code)
        found = site.commune
        return self.say("lieu", nom=found.nom, code=code, region=found.region_nom)

    def _known(self, data: Mapping[str, Any], on: date, reading: Reading) -> dict[str, Any]:
        dossier = Dossier.model_validate(_without_opinions(data))
        _, known = self.side.measure.facts(dossier, on)
        for item in reading.program.derived:
            known[item.path] = derivation(item)(known)
        return known

    def on(self, value: date) -> str:
        """Return a date in words."""
        return day(value, self.lang)


def _without_opinions(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "appreciations"}
