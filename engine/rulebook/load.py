"""YAML files → a checked :class:`RuleBook`, or every fault with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from ..errors import Fault, Where
from ..likeness import nearest_path
from ..values import CODE, EUROS, MILLIONTHS, RATE, FactType, quantity
from . import check, frame, schema, tables
from .change_load import changes_of
from .dated import citation_of, figure, parameters_of
from .digest import digest
from .expression import Expr
from .files import Files, Reading
from .grid_load import GridShape, grid_of
from .model import (
    Criterion,
    Derived,
    Edition,
    Motive,
    Outcome,
    Period,
    RuleBook,
    Source,
    Table,
    Text,
    Theme,
)
from .parse import parse_any
from .scope import Scope
from .texts import condition_of, motives_of, text_of

PARAMETER_TYPES: Mapping[str, FactType] = {
    "euros": EUROS,
    "taux": RATE,
    "nombre": FactType("number", "", MILLIONTHS),
    "personnes": quantity("personnes"),
    "annees": FactType("number", "annees"),
    "mois": FactType("number", "mois"),
    "jours": FactType("number", "jours"),
    "code": CODE,
    "codes": FactType("set", "codes"),
    "choix": FactType("set", "choix"),
}


def load_rulebook(root: Path, facts: Mapping[str, FactType]) -> RuleBook:
    """Load the rule book of the folder ``root``.

    ``facts`` is the vocabulary: every fact that a dossier and its context can give. Raises
    :class:`RulesError` with every fault found.
    """
    return _Loader(root, facts).load()


class _Loader:
    def __init__(self, root: Path, facts: Mapping[str, FactType]) -> None:
        self.root, self.files = root, Files(root)
        self.scope = self.said = Scope(dict(facts))

    def load(self) -> RuleBook:
        files = self.files
        measure = files.read("mesure.yaml", schema.MeasureShape)
        sources = files.read("sources.yaml", list[schema.SourceShape])
        parameters = files.read("parametres.yaml", list[schema.ParameterShape])
        labels = files.read("faits.yaml", schema.FactsShape)
        derived = files.read("faits_deduits.yaml", list[schema.DerivedShape])
        territories = files.read("territoires.yaml", schema.TerritoriesShape)
        names = sorted(path.name for path in (self.root / "editions").glob("*.yaml"))
        editions = [files.read(f"editions/{name}", schema.EditionShape) for name in names]
        themes = [
            files.read(f"criteres/{theme}.yaml", schema.ThemeShape)
            for theme in (measure[0].themes if measure else [])
        ]
        found = [
            files.read(f"{name}.yaml", list[schema.TableShape])
            for name in (measure[0].tables if measure else [])
        ]
        grid = None
        if (self.root / "appreciation.yaml").is_file():
            grid = files.read("appreciation.yaml", GridShape)
        meant = None
        if (self.root / "audit.yaml").is_file():
            meant = files.read("audit.yaml", list[schema.ExplainedShape])
        files.raise_faults()
        if not (measure and sources and parameters and labels and derived and territories):
            raise AssertionError("a file that could not be read is a fault")

        known_sources = self._sources(*sources)
        files.sources = tuple(known_sources)
        dated = parameters_of(*parameters, PARAMETER_TYPES, files)
        self.scope = Scope(self.scope.facts, {key: value.type for key, value in dated.items()})
        read_tables = [
            (shape, reading, index)
            for shapes, reading in (item for item in found if item)
            for index, shape in enumerate(shapes)
        ]
        single = {
            shape.id: tables.single_type(shape)
            for shape, _, _ in read_tables
            if shape.politique != "collect"
        }
        derived_types = single | self._derived_types(*derived, single)
        read_themes = [theme for theme in themes if theme]
        ids = frozenset(c.id for theme, _ in read_themes for c in theme.criteres)
        parameter_types = {key: value.type for key, value in dated.items()}
        self.scope = Scope({**self.scope.facts, **derived_types}, parameter_types, ids)
        known_tables = self._tables(read_tables, measure[0])
        computed = self._derived(*derived, known_tables)
        lists = {
            shape.id: tables.rows_type(shape)
            for shape, _, _ in read_tables
            if shape.politique == "collect"
        }
        self.scope = Scope({**self.scope.facts, **lists}, parameter_types, ids)
        # What texts may say of the aid, which no rule can read: it is known after them.
        aid = frame.aid_facts(known_tables.get(measure[0].roles.get("aide", "")))
        self.said = Scope({**self.scope.facts, **aid}, parameter_types, ids)
        criteria = [
            self._criterion(theme.theme, shape, reading, ("criteres", index))
            for theme, reading in read_themes
            for index, shape in enumerate(theme.criteres)
        ]
        book = RuleBook(
            id=measure[0].id,
            title=self._text(measure[0].titre, measure[1].where(("titre",))),
            sha256=digest(self.root),
            sources=known_sources,
            parameters=dated,
            editions=self._editions([item for item in editions if item], read_themes),
            derived=computed,
            themes=tuple(
                Theme(theme.theme, self._text(theme.titre, reading.where(("titre",))))
                for theme, reading in read_themes
            ),
            criteria=tuple(criteria),
            verdicts=frame.verdicts_of(*measure, self.scope, files),
            delays=frame.delays_of(*measure, self.scope, files),
            reminders=frame.reminders_of(*measure, self.scope, files),
            labels=frame.labels_of(
                *labels, derived[0], known_tables, measure[0].roles, self.scope, files
            ),
            contacts={
                key: self._text(value, labels[1].where(("interlocuteurs", key)))
                for key, value in labels[0].interlocuteurs.items()
            },
            territories=territories[0].model_dump(),
            facts=self.said.facts,
            returns=measure[0].restitue,
            outside=(
                measure[0].hors_edition.critere,
                self._text(measure[0].hors_edition.motif, measure[1].where(("hors_edition",))),
            ),
            freshness_months=measure[0].fraicheur_mois,
            tables=known_tables,
            roles=measure[0].roles,
            grid=None if grid is None else grid_of(*grid, self.scope, files),
            explained=() if meant is None else frame.explained_of(*meant, self.scope, files),
            changes=changes_of(labels, derived, computed, self.scope, files),
        )
        check.cross_check(book, files)
        files.raise_faults()
        return book

    # -- small pieces ---------------------------------------------------------------------

    def _text(self, shape: schema.TextShape | None, where: Where) -> Text:
        return text_of(shape, self.scope, self.files, where)

    def _condition(self, source: schema.Condition | None, where: Where) -> Expr | None:
        return condition_of(source, self.scope, self.files, where)

    def _sources(self, shapes: list[schema.SourceShape], reading: Reading) -> Mapping[str, Source]:
        known: dict[str, Source] = {}
        for index, shape in enumerate(shapes):
            where = reading.where((index, "cle"))
            if shape.cle in known:
                self.files.fault("identifiant_double", where, nom=shape.cle)
            known[shape.cle] = Source(
                shape.cle,
                self._text(shape.titre, where),
                shape.niveau,
                shape.verifie_le,
                shape.date,
                shape.url,
                self._text(shape.note, where),
                where,
            )
        return known

    # -- derived facts --------------------------------------------------------------------

    def _derived_types(
        self,
        shapes: list[schema.DerivedShape],
        reading: Reading,
        single: Mapping[str, FactType],
    ) -> dict[str, FactType]:
        """Give each derived fact its type, those it rests on first; name a circle."""
        types: dict[str, FactType] = {}
        waiting = dict(enumerate(shapes))
        faults: dict[int, list[Fault]] = {}
        progress = True
        while waiting and progress:
            progress = False
            scope = Scope({**self.scope.facts, **single, **types}, self.scope.parameters)
            for index, shape in list(waiting.items()):
                where = reading.where((index, "formule"))
                tree, faults[index] = parse_any(shape.formule, scope, where)
                if tree is not None:
                    types[shape.id] = tree.type
                    del waiting[index]
                    progress = True
        # A name that is itself waiting is no unknown fact, but a link of a circle.
        links: dict[str, str] = {}
        for index, shape in waiting.items():
            for fault in faults[index]:
                missing = str(fault.params.get("nom"))
                if any(missing == other.id for other in waiting.values()):
                    links[shape.id] = missing
                else:
                    self.files.faults.append(fault)
        if waiting and not self.files.faults:
            path = [next(iter(links))]
            while path[-1] not in path[:-1]:
                path.append(links[path[-1]])
            circle = path[path.index(path[-1]) :]
            first = next(i for i, shape in waiting.items() if shape.id == circle[0])
            where = reading.where((first, "formule"))
            self.files.fault("cycle", where, noms=" → ".join(circle))
        if waiting:
            self.files.raise_faults()
        return types

    def _derived(
        self,
        shapes: list[schema.DerivedShape],
        reading: Reading,
        known_tables: Mapping[str, Table],
    ) -> tuple[Derived, ...]:
        """Return the derived facts, those of tables among them, each after what it rests on."""
        found = []
        for index, shape in enumerate(shapes):
            where = reading.where((index, "formule"))
            formula, faults = parse_any(shape.formule, self.scope, where)
            self.files.faults.extend(faults)
            kind = self.scope.facts.get(shape.id, frame.COUNTS)
            applies = self._condition(shape.si, reading.where((index, "si")))
            label = self._text(shape.libelle, where)
            found.append(Derived(shape.id, label, kind, where, formula, applies))
        found += [
            tables.derived_of(table) for table in known_tables.values() if table.policy != "collect"
        ]
        seen: set[str] = set()
        for item in found:
            if item.path in seen:
                self.files.fault("identifiant_double", item.where, nom=item.path)
            seen.add(item.path)
        return check.in_order(
            found, lambda d: d.path, check.derived_needs, self.files, lambda d: d.where
        )

    def _tables(
        self,
        shapes: Iterable[tuple[schema.TableShape, Reading, int]],
        measure: schema.MeasureShape,
    ) -> Mapping[str, Table]:
        """Return the tables by id; those of a role that comes after the verdict may read it."""
        found: dict[str, Table] = {}
        roles = measure.roles
        after = frame.conclusions(self.scope.criteria, [delay.id for delay in measure.delais])
        for shape, reading, index in shapes:
            later = shape.id in {roles.get("orientation"), roles.get("limites")}
            scope = self.scope
            if later:
                scope = Scope({**scope.facts, **after}, scope.parameters)
            if shape.id in found:
                where = reading.where((index, "id"))
                self.files.fault("identifiant_double", where, nom=shape.id)
            found[shape.id] = tables.table_of(shape, reading, index, scope, self.files)
        for role, name in roles.items():
            if name not in found:
                proche = nearest_path(name, list(found)) or "—"
                where = Where("mesure.yaml", path=f"roles.{role}")
                self.files.fault("table_inconnue", where, nom=name, proche=proche)
        return found

    # -- criteria -------------------------------------------------------------------------

    def _criterion(
        self,
        theme: str,
        shape: schema.CriterionShape,
        reading: Reading,
        loc: tuple[str | int, ...],
    ) -> Criterion:
        files, scope = self.files, self.said
        where = reading.where((*loc, "id"))
        if shape.apprecie == (shape.exige is not None):
            files.fault("exige_ou_apprecie", where, nom=shape.id)
        motives = {
            status: motives_of(
                getattr(shape.motifs, status), scope, files, reading.where((*loc, "motifs", status))
            )
            for status in schema.MotivesShape.model_fields
            if getattr(shape.motifs, status) is not None
        }
        outcomes = []
        for index, case in enumerate(shape.sinon):
            spot = reading.where((*loc, "sinon", index, "si"))
            condition = self._condition(case.si, spot)
            texts = motives_of(case.motif, scope, files, spot)
            outcomes.append(Outcome(condition, case.statut, tuple(case.attend), texts))
        if not shape.apprecie:
            outcomes.append(Outcome(None, shape.echec, tuple(shape.attend)))
        return Criterion(
            id=shape.id,
            theme=theme,
            title=self._text(shape.titre, where),
            where=where,
            judged=shape.apprecie,
            applies=self._condition(shape.si, reading.where((*loc, "si"))),
            requires=self._condition(shape.exige, reading.where((*loc, "exige"))),
            outcomes=tuple(outcomes),
            motives=motives,  # type: ignore[arg-type]
            citations=tuple(
                citation_of(item, files, reading.where((*loc, "sources", number, "cle")))
                for number, item in enumerate(shape.sources)
            ),
            editions=tuple(shape.editions),
            evidence=tuple(shape.preuves),
            warnings=tuple(
                Motive(
                    self._text(item.texte, reading.where((*loc, "avertissements", index))),
                    self._condition(item.si, reading.where((*loc, "avertissements", index, "si"))),
                )
                for index, item in enumerate(shape.avertissements)
            ),
            note=self._text(shape.note, where),
            source_text={
                key: str(value)
                for key, value in (("si", shape.si), ("exige", shape.exige))
                if value is not None
            },
        )

    # -- editions -------------------------------------------------------------------------

    def _editions(
        self,
        read: Iterable[tuple[schema.EditionShape, Reading]],
        themes: Iterable[tuple[schema.ThemeShape, Reading]],
    ) -> Mapping[str, Edition]:
        editions: dict[str, Edition] = {}
        by_id = {c.id: (t.theme, c) for t, _ in themes for c in t.criteres}
        for shape, reading in read:
            where = reading.where(("id",))
            if shape.id in editions:
                self.files.fault("identifiant_double", where, nom=shape.id)
            editions[shape.id] = Edition(
                id=shape.id,
                title=self._text(shape.titre, where),
                start=shape.debut,
                end=shape.fin,
                citation=citation_of(shape.source, self.files, reading.where(("source", "cle"))),
                notes=self._text(shape.notes, where),
                where=where,
                base=shape.derive_de,
                decided_by=shape.decide_par,
                decided_on=shape.decide_le,
                parameters=self._figures(shape, reading),
                criteria=self._overrides(shape, reading, by_id),
            )
        return editions

    def _figures(self, shape: schema.EditionShape, reading: Reading) -> Mapping[str, Period]:
        """Return the figures that a derived edition changes."""
        changed = {}
        for name, item in shape.parametres.items():
            loc = ("parametres", name)
            kind = self.scope.parameters.get(name)
            if kind is None:
                proche = nearest_path(name, list(self.scope.parameters)) or "—"
                self.files.fault("fait_inconnu_proche", reading.key(loc), nom=name, proche=proche)
                continue
            value = figure(item.valeur, kind, self.files, reading.where((*loc, "valeur")))
            citation = citation_of(item.source, self.files, reading.where((*loc, "source", "cle")))
            changed[name] = Period(shape.debut, shape.fin, value, citation)
        return changed

    def _overrides(
        self,
        shape: schema.EditionShape,
        reading: Reading,
        by_id: Mapping[str, tuple[str, schema.CriterionShape]],
    ) -> tuple[Criterion, ...]:
        """Rewrite the criteria that a derived edition changes, field by field."""
        changed = []
        for key, fields in shape.criteres.items():
            loc = ("criteres", key)
            if key not in by_id:
                self.files.fault("critere_inconnu", reading.key(loc), nom=key, proche="—")
                continue
            theme, base = by_id[key]
            merged = {**base.model_dump(exclude_unset=True), **fields}
            try:
                validated = schema.CriterionShape.model_validate(merged)
            except ValidationError as error:
                self.files.explain(error, reading, loc)
            else:
                changed.append(self._criterion(theme, validated, reading, loc))
        return tuple(changed)
