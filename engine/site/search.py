"""What can be searched: each thing of the site, where it is told, the words that lead to it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ..messages import message
from ..rulebook.model import Criterion, Slot
from ..typography import french
from . import address
from .material import Material
from .reading import Reader
from .scenes import FeatureView
from .territories import Atlas


class Entry(NamedTuple):
    """A thing: its name, what it is, where it is told, more words for it, how much it weighs."""

    title: str
    kind: str
    href: str
    words: str = ""
    weight: float = 1

    @property
    def letter(self) -> str:
        """Under which letter it is listed: the first of its name, « # » for any other sign."""
        first = next((letter for letter in folded(self.title) if letter.isalnum()), "")
        return first.upper() if first.isalpha() else "#"


def entries(
    material: Material, reader: Reader, features: tuple[FeatureView, ...], atlas: Atlas
) -> list[Entry]:
    """Return all there is, in alphabetical order."""
    found = [*_rules(material, reader), *_places(material, atlas), *_scenarios(material, features)]
    return sorted(found, key=lambda entry: (folded(entry.title), entry.href))


def compact(found: list[Entry]) -> str:
    """Return the entries as JSON, each kind written once."""
    kinds = sorted({(entry.kind, entry.weight) for entry in found})
    names = [name for name, _ in kinds]
    rows = [(e.title, names.index(e.kind), e.href, *([e.words] if e.words else [])) for e in found]
    return json.dumps({"k": kinds, "e": rows}, ensure_ascii=False, separators=(",", ":"))


def folded(text: str) -> str:
    """Return a text without accents nor capitals, as it is sorted and searched.

    >>> folded("Éligibilité")
    'eligibilite'
    """
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _rules(material: Material, reader: Reader) -> Iterator[Entry]:
    book, lang = material.measure.book, material.lang

    def kind(key: str) -> str:
        return message(f"site.genre_{key}", lang)

    for item in book.criteria:
        title = f"{item.id} — {item.title.plain(lang)}"
        yield Entry(title, kind("critere"), address.criterion(item.id), _words(item, lang), 3)
    for figure in book.parameters.values():
        label = capital(figure.label.plain(lang))
        yield Entry(label, kind("parametre"), address.parameter(figure.id), figure.id)
    for table in book.tables.values():
        title = capital(reader.plain(table.title))
        yield Entry(title, kind("table"), address.table(table.id), table.id)
        for line in table.lines if table.policy == "collect" else ():
            href = f"{address.table(table.id)}#{address.anchor(line.id)}"
            title = f"{line.id} — {reader.plain(line.title)}"
            yield Entry(title, kind("ligne"), href, line.note.plain(lang))
    for graded in book.grid.lines if book.grid else ():
        title = f"{graded.id} — {graded.title.plain(lang)}"
        yield Entry(title, kind("grille"), f"{address.GRID}#{graded.id}")
    for path, known in book.labels.items():
        words = " ".join((path, known.question.plain(lang)))
        yield Entry(capital(reader.named(path).text), kind("information"), address.fact(path),
                    words)  # fmt: skip
    for source in book.sources.values():
        words = f"{source.key} {source.note.plain(lang)}"
        yield Entry(source.title.plain(lang), kind("source"), address.source(source.key), words)
    for edition in book.editions.values():
        words = edition.notes.plain(lang)
        yield Entry(edition.title.plain(lang), kind("edition"), address.edition(edition.id), words)


def _places(material: Material, atlas: Atlas) -> Iterator[Entry]:
    kind = message("site.genre_territoire", material.lang)
    for place in atlas.places:
        words = " ".join(
            [member.name for member in place.members]
            + [commune.nom for member in place.members for commune in member.communes]
        )
        href = address.territory(place.territory.id)
        yield Entry(place.territory.nom, kind, href, f"{place.territory.id} {words}", 3)


def _scenarios(material: Material, features: tuple[FeatureView, ...]) -> Iterator[Entry]:
    kind = message("site.genre_scenario", material.lang)
    for feature in features:
        for scene in feature.scenes:
            href = address.scenario(scene.file, scene.line)
            name = french(scene.name) if material.lang == "fr" else scene.name
            yield Entry(name, kind, href, " ".join(scene.cites), 0.4)


def _words(item: Criterion, lang: str) -> str:
    """Return the sentences of a criterion, without the places for values."""
    found = [
        piece
        for motives in item.motives.values()
        for motive in motives
        for piece in motive.text.pieces("fr" if lang == "fr" else "en")
        if not isinstance(piece, Slot)
    ]
    return " ".join(" ".join(found).split())


def capital(text: str) -> str:
    """Return a text that starts with a capital."""
    return text[:1].upper() + text[1:]
