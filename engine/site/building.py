"""Every file of the site, by its path from the top: pages, the search's index and script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..messages import message
from ..pages import environment
from ..report.rules_view import used_parameters
from ..rulebook.model import Edition, Period
from . import address, excerpt, state
from .chart import chart
from .material import Material
from .reading import Reader
from .relations import Relations
from .scenes import Scene, features
from .search import capital, compact, entries
from .territories import Atlas

HERE = Path(__file__).parent
MENU = ("HOME", "CRITERIA", "TABLES", "EDITIONS", "TERRITORIES", "SCENARIOS", "STATE", "SOURCES")
"""The pages of the menu, by the name of their address."""

WORDS = (
    "assiette", "contrefactuel", "critere", "edition", "engagement", "epci", "fait_deduit",
    "minimis", "motif", "mutation", "orientation", "porteur", "regime", "rgec", "scenario",
    "territoire", "volet",
)  # fmt: skip
"""The entries of the glossary."""

SCOPE = ("projet.volet", "projet.thematiques")
"""The facts whose values say what a measure is about."""

POLICY = (
    "default-src 'none'; style-src '{style}'; script-src {script}; img-src data:; "
    "form-action 'self' file:; base-uri 'none'"
)
"""Nothing is fetched but the scripts of the search, which stand beside the page."""


def pages(material: Material) -> Mapping[str, str]:
    """Return every file of the site."""
    return _Site(material).files()


class _Site:
    def __init__(self, material: Material) -> None:
        self.material, self.book, self.lang = material, material.measure.book, material.lang
        self.reader = Reader(self.book, self.lang)
        self.relations = Relations(self.book)
        self.features = features(material.features, material.results, material.matrix)
        self.atlas = Atlas(material.measure)
        self.env = environment(self.lang, HERE / "templates")
        self.env.filters.update(
            plain=self.reader.plain,
            read=self.reader.condition,
            words=self.reader.words,
            slots=self.reader.text,
            gives=self.reader.output,
            value=self._value,
            threshold=lambda step, line: self.reader.wording.shower("", line.kind)(step.threshold),
            chart=lambda item: chart(item, self.reader.wording),
            yaml=lambda where: excerpt.excerpt(material.folder, where),
        )
        self.env.globals.update(
            at=address,
            book=self.book,
            site=self.book.title.plain(self.lang),
            material=material,
            relations=self.relations,
            features=self.features,
            scenes_of=self._scenes_of(),
            tally=state.tally(self.features),
            levels=state.levels(self.book),
            atlas=self.atlas,
            named=self.reader.named,
        )

    def _say(self, key: str, **values: object) -> str:
        return message(f"site.{key}", self.lang, **values)

    def _value(self, period: Period, name: str) -> str:
        kind = self.book.parameters[name].type
        return self.reader.wording.shower(f"parametres.{name}", kind)(period.value)

    def _scenes_of(self) -> Mapping[str, list[Scene]]:
        """Return the scenarios that cite each rule."""
        found: dict[str, list[Scene]] = {}
        for feature in self.features:
            for scene in feature.scenes:
                for tag in scene.cites:
                    found.setdefault(tag, []).append(scene)
        return found

    # -- files --------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Return every file."""
        found = {each[0]: self._page(*each) for each in self._pages()}
        texts = entries(self.material, self.reader, self.features, self.atlas)
        found[address.SEARCH] = self._page(
            address.SEARCH, "recherche.html", self._say("recherche"), {}
        )
        found[address.INDEX] = self._page(
            address.INDEX, "index_alphabetique.html", self._say("index"), {"entries": texts}
        )
        # JSON is JavaScript; a page opened from a folder may not read any other file.
        found["recherche-index.js"] = f"const FONDSVERT_INDEX={compact(texts)};\n"
        for name in ("minisearch.js", "recherche.js"):
            found[name] = (HERE / "assets" / name).read_text(encoding="utf-8")
        found["LICENCES.txt"] = self._licences()
        return found

    def _licences(self) -> str:
        names = ("pages/assets/simple", "site/assets/minisearch", "site/assets/departements")
        parts = []
        for name in names:
            path = HERE.parent / f"{name}.LICENCE"
            parts.append(f"== {path.stem} ==\n\n{path.read_text(encoding='utf-8').strip()}\n")
        return "\n".join(parts)

    def _pages(self) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
        """Yield each page: its path, its template, its title, what it shows."""
        say, book = self._say, self.book
        told = [path for path in SCOPE if path in book.labels]
        shown: dict[str, Any] = {"verified": state.verified(book), "told": told}
        yield address.HOME, "accueil.html", say("accueil"), shown
        yield address.CRITERIA, "criteres.html", say("criteres"), {}
        for rank, item in enumerate(book.criteria):
            around = {
                "item": item,
                "before": book.criteria[rank - 1] if rank else None,
                "after": book.criteria[rank + 1] if rank + 1 < len(book.criteria) else None,
                "direct": used_parameters(item),
                "row": self.material.matrix.row(item.id) if self.material.matrix else None,
            }
            yield address.criterion(item.id), "critere.html", item.id, around
        yield address.PARAMETERS, "parametres.html", say("parametres"), {}
        yield address.TABLES, "tables.html", say("tables"), {}
        for table in book.tables.values():
            title = capital(self.reader.plain(table.title))
            yield address.table(table.id), "table.html", title, {"table": table}
        if book.grid:
            yield address.GRID, "grille.html", say("grille"), {"grid": book.grid}
        yield address.FACTS, "informations.html", say("informations"), {}
        yield address.EDITIONS, "editions.html", say("editions"), {"derived": self._derived()}
        yield address.TERRITORIES, "territoires.html", say("territoires"), {"map": self.atlas.map()}
        for place in self.atlas.places:
            title = place.territory.nom
            yield address.territory(place.territory.id), "territoire.html", title, {"place": place}
        yield address.SCENARIOS, "scenarios.html", say("scenarios"), {}
        for feature in self.features:
            yield address.feature(feature.file), "scenario.html", feature.name, {"feature": feature}
        yield address.MATRIX, "tracabilite.html", say("tracabilite"), {}
        shown = {"survivors": state.survivors(self.material), "verified": state.verified(book)}
        yield address.STATE, "etat.html", say("etat"), shown
        yield address.SOURCES, "sources.html", say("sources"), {"sources": state.sources(book)}
        yield address.GLOSSARY, "glossaire.html", say("glossaire"), {"words": WORDS}

    def _derived(self) -> tuple[Edition, ...]:
        return tuple(edition for edition in self.book.editions.values() if edition.base)

    def _page(self, path: str, template: str, title: str, shown: Mapping[str, Any]) -> str:
        root = address.root(path)
        style = self.env.globals["style_hash"]
        script = "'self' file:" if path == address.SEARCH else "'none'"
        current = {"criteres": "CRITERIA", "tables": "TABLES", "territoires": "TERRITORIES",
                   "scenarios": "SCENARIOS"}.get(path.partition("/")[0])  # fmt: skip
        menu = [
            (
                self._say(f"menu_{name.lower()}"),
                root + getattr(address, name),
                path == getattr(address, name) or name == current,
            )
            for name in MENU
        ]
        section = getattr(address, current) if current and root else ""
        crumbs = [(self._say("accueil"), root + address.HOME, False)]
        if section:
            crumbs.append((self._say(f"menu_{str(current).lower()}"), root + section, False))
        crumbs.append((title, "", True))
        return self.env.get_template(template).render(
            path=path,
            root=root,
            title=title,
            menu=menu,
            crumbs=[] if path == address.HOME else crumbs,
            search=root + address.SEARCH,
            policy=POLICY.format(style=style, script=script),
            **shown,
        )
