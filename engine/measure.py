"""The façade: a measure is a rule book and the tables it needs; it screens dossiers.

One dossier's whole way is :meth:`Measure.screen`: facts, inference, decision.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from . import cache
from .assessment import Assessor
from .communes import SHIPPED as SHIPPED_COG
from .communes import Cog, shipped
from .decision import deadlines, decide, outside_editions, stale_parameters
from .dossier import Dossier
from .errors import EngineUnavailableError, Fault, InputError, Where
from .explain import Explainer
from .facts import fact_types, facts_of, site_facts
from .findings import Decision, Orientation
from .inference.program import Evaluator, Program, bind_program
from .inference.reference import ReferenceEvaluator, derivation
from .intake import files
from .likeness import nearest
from .messages import Lang, message
from .orientation import orient
from .rulebook.model import Edition, RuleBook
from .rulebook.supposed import Given, supposing
from .territory import NationalList, Site, Territories, locate
from .typography import french
from .wording import Wording, day

if TYPE_CHECKING:
    from .afr import AfrList
    from .remedy.finder import Remedies

Engine = Literal["durable", "reference"]

DAYS_KEPT = 4_000
"""How many days keep their warnings about figures."""

SHIPPED = Path(__file__).parent.parent / "rules"


def load(
    path: str | Path | None = None,
    *,
    territories: str | Path | None = None,
    afr: str | Path | None = None,
) -> Measure:
    """Load the rule book of the folder ``path`` (the one that ships when None).

    ``territories`` is a national list of Territoires d'industrie in the official columns; ``afr``
    the list of communes in regional aid areas. Raises :class:`RulesError`,
    :class:`MissingFileError` or :class:`TerritoryError`.
    """
    root = SHIPPED if path is None else Path(path)
    book = cache.rulebook(root, fact_types)
    own = root / "references" / "cog"
    measure = Measure(book, Cog(own) if own.is_dir() and own != SHIPPED_COG else shipped())
    if territories is not None:
        measure = measure.with_territories(territories)
    return measure if afr is None else measure.with_afr(afr)


class Measure:
    """A rule book ready to screen dossiers. Safe to share between threads."""

    def __init__(
        self,
        book: RuleBook,
        cog: Cog,
        territories: Territories | None = None,
        notices: tuple[Fault, ...] = (),
        afr: AfrList | None = None,
    ) -> None:
        self.book, self.cog, self.notices, self.afr = book, cog, notices, afr
        listed: Any = book.territories
        self.territories = territories or Territories.from_entries(
            listed["territoires"], listed["regions_completes"], listed["phase"]
        )
        self._local = threading.local()

    def with_territories(self, path: str | Path) -> Measure:
        """Return the same measure, completed by a national list of territories."""
        from .territory_list import read_territory_list

        national = read_territory_list(Path(path), self.cog, self.territories)
        completed = self.territories.with_national_list(national)
        return Measure(self.book, self.cog, completed, national.warnings, self.afr)

    def with_afr(self, path: str | Path) -> Measure:
        """Return the same measure, with the list of communes in regional aid areas."""
        from .afr import read_afr

        return Measure(
            self.book, self.cog, self.territories, self.notices, read_afr(Path(path), self.cog)
        )

    def reading(self, book: RuleBook) -> Measure:
        """Return the same measure with another rule book, its own territories aside."""
        return Measure(book, self.cog, self.territories, self.notices, self.afr)

    def supposing(
        self, *, territories: NationalList | None = None, afr: AfrList | None = None
    ) -> Measure:
        """Return the same measure as if these lists were loaded."""
        known = self.territories
        completed = known if territories is None else known.with_national_list(territories)
        return Measure(self.book, self.cog, completed, self.notices, afr or self.afr)

    @cached_property
    def context(self) -> dict[str, Any]:
        """What ``Dossier.model_validate(data, context=…)`` needs to check ids of the rule book."""
        known: dict[str, Any] = {"criteres": {criterion.id for criterion in self.book.criteria}}
        return known | ({"regimes": set(self.book.regimes)} if self.book.regimes else {})

    def facts(self, dossier: Dossier, on: date) -> tuple[Site, dict[str, Any]]:
        """Return the site of a dossier, and its facts by path as known on a reference date."""
        commune = dossier.projet.commune if dossier.projet else None
        site = locate(commune, self.cog, self.territories)
        return site, facts_of(dossier, site, on, self.territories.complete_regions, self.afr)

    def screen(
        self,
        dossier: Dossier,
        *,
        on: date | None = None,
        edition: str | None = None,
        engine: Engine | None = None,
        lang: Lang = "fr",
    ) -> Decision:
        """Return the decision on a dossier.

        ``on`` replaces the date of receipt as the date that chooses edition and figures;
        ``edition`` forces one. ``engine`` is durable_rules where it is installed, unless told.
        Raises :class:`InputError` for an unknown edition or criterion,
        :class:`EngineUnavailableError` for an engine that is not installed.
        """
        self._check_opinions(dossier)
        reference = on or dossier.date_depot
        site, facts = self.facts(dossier, reference)
        chosen = self.book.edition_on(reference) if edition is None else self.edition(edition)
        name: Engine = engine or default_engine()
        header = self._header(dossier, site, chosen, facts, lang)
        if chosen is None:
            return self._outside(dossier, site, facts, header, name, lang)
        program = self.program(chosen, reference)
        evaluator = self.evaluator(program, name)
        findings = evaluator.infer(facts)
        header["avertissements"] += self._stale(program, reference, lang)
        header["moteur"] = self._engine_info(evaluator.name)
        explainer = self._explainer(program, lang)
        header["appreciation"] = self._assessor(explainer).assess(findings.facts)
        return decide(dossier, site, findings, evaluator, explainer, header)

    def remedy(
        self,
        dossier: Dossier,
        *,
        on: date | None = None,
        edition: str | None = None,
        engine: Engine | None = None,
    ) -> Remedies:
        """Return what would make a dossier eligible, or how far it is from losing it.

        The arguments are those of :meth:`screen`; see :func:`.remedy.finder.remedies`.
        """
        from .remedy.finder import remedies

        return remedies(self, dossier, on=on, edition=edition, engine=engine)

    def with_parameters(self, values: Given) -> Measure:
        """Return the same measure as if these parameters had these values, on every day.

        A value is written as in the rule book: ``300000``, ``"15 %"``, a list. Decisions say that
        figures are supposed, and bear another digest of the rules. Raises :class:`InputError`
        with every name that is unknown, every value of another type, and whatever would then not
        hold in the rules.
        """
        book = supposing(self.book, values)
        return Measure(book, self.cog, self.territories, self.notices, self.afr)

    def around(self, site: Site, *, lang: Lang = "fr") -> list[Orientation]:
        """Return whom a site leads to, whatever the dossier: what the place alone decides.

        A site that is a territory, without a commune, leads where any of its members does.
        """
        edition = max((e for e in self.book.editions.values() if not e.base), key=lambda e: e.end)
        program = self.program(edition, edition.end)
        evaluator, explainer = self.evaluator(program, "reference"), self._explainer(program, lang)
        members = site.territory.epci if site.territory and site.commune is None else ()
        found: dict[tuple[str, str], Orientation] = {}
        for siren, nom in members or [("", "")]:
            facts = site_facts(site, self.territories.complete_regions, self.afr)
            if siren:
                facts |= {"site.epci": siren, "site.epci_nom": nom}
            for item in program.derived:
                facts[item.path] = derivation(item)(facts)
            for each in orient(explainer, facts, evaluator):
                found.setdefault((each.id, each.motif), each)
        return sorted(found.values(), key=lambda each: each.id)

    def edition(self, name: str) -> Edition:
        """Return the edition called ``name``; :class:`InputError` names those that exist."""
        if name not in self.book.editions:
            params = {"edition": name, "connues": ", ".join(self.book.editions)}
            raise InputError([Fault("moteur.edition_inconnue", params=params)])
        return self.book.editions[name]

    def closest(self, day: date) -> Edition:
        """Return the edition that ended, or ends, the nearest to a day."""
        editions = (edition for edition in self.book.editions.values() if not edition.base)
        return min(editions, key=lambda edition: abs(edition.end - day))

    # -- parts of the way -------------------------------------------------------------------

    def _check_opinions(self, dossier: Dossier) -> None:
        known = self.context["criteres"]
        unknown = [name for name in dossier.appreciations or () if name not in known]
        if unknown:
            raise InputError(
                Fault(
                    "decision.critere_inconnu",
                    Where(path=f"appreciations.{name}"),
                    {"valeur": name, "proche": nearest(name, sorted(known)) or "—"},
                )
                for name in unknown
            )

    def _header(
        self, dossier: Dossier, site: Site, edition: Edition | None, facts: dict[str, Any],
        lang: Lang,
    ) -> dict[str, Any]:  # fmt: skip
        reference: date = facts["date_reference"]
        warnings = []
        if reference != dossier.date_depot:
            depot = day(dossier.date_depot, lang)
            warnings.append(
                message("decision.date_imposee", lang, jour=day(reference, lang), depot=depot)
            )
        if edition is not None and not edition.covers(reference):
            jour = day(reference, lang)
            warnings.append(message("decision.edition_forcee", lang, edition=edition.id, jour=jour))
        if edition is not None and edition.decided_on is not None:
            jour, auteur = day(edition.decided_on, lang), edition.decided_by
            warnings.append(message("decision.edition_derivee", lang, auteur=auteur, jour=jour))
        warnings += self._supposed_in(lang)
        if site.ancien_code and site.commune:
            old = f"{site.ancien_nom} ({site.ancien_code})" if site.ancien_nom else site.ancien_code
            said = message("decision.ancienne_commune", lang, ancien=old,
                           nom=site.commune.nom, code=site.commune.code)  # fmt: skip
            warnings.append(french(said) if lang == "fr" else said)
        region = site.commune.region if site.commune else ""
        if site.statut == "hors_ti" and region not in self.territories.complete_regions:
            # Outside a list that the user gave: what is doubtful about the list matters here.
            warnings += [notice.message(lang) for notice in self.notices]
        if self.afr is not None and site.commune is not None:
            warnings += self.afr.doubts(site.commune.code, lang)
        if site.cause == "liste_nationale_non_chargee":
            warnings.append(message("decision.liste_nationale", lang))
        return {
            "reference": dossier.reference,
            "mesure": self.book.id,
            "edition": edition.id if edition else None,
            "date_reference": reference,
            "echeances": deadlines(self.book, facts),
            "avertissements": warnings,
        }

    def _supposed_in(self, lang: Lang) -> list[str]:
        """Return a warning for each figure that is not the one of the rules."""
        wording, found = Wording(self.book, lang), []
        for name, before, after in self.book.supposed:
            item = self.book.parameters[name]
            show = wording.shower(f"parametres.{name}", item.type)
            values = {"apres": show(after), "avant": " / ".join(map(show, before))}
            label = item.label.plain(lang)
            found.append(message("simuler.suppose", lang, parametre=label, **values))
        return found

    def _outside(
        self,
        dossier: Dossier,
        site: Site,
        facts: dict[str, Any],
        header: dict[str, Any],
        engine: Engine,
        lang: Lang,
    ) -> Decision:
        """Without an edition only the territory and the size class can be told."""
        reference: date = facts["date_reference"]
        program = self.program(self.closest(reference), reference)
        for item in program.derived:
            facts[item.path] = derivation(item)(facts)
        evaluator = self.evaluator(program, engine)
        header["moteur"] = self._engine_info(evaluator.name)
        wording = Wording(self.book, lang)
        return outside_editions(dossier, site, facts, wording, self.book, header)

    def _engine_info(self, inference: str) -> dict[str, str]:
        from .. import __version__

        return {
            "version": __version__,
            "inference": inference,
            "regles_sha256": self.book.sha256,
        }

    # -- prepared once, then kept -----------------------------------------------------------

    def program(self, edition: Edition, reference: date) -> Program:
        """Return the rules of an edition with the figures valid on a date."""
        programs: dict[Any, Program] = self._kept("programs")
        within = min(max(reference, edition.start), edition.end)
        if (edition.id, within) not in programs:
            # Days on which every figure is the same share one program.
            figures = tuple(
                period.start if (period := parameter.on(within)) else None
                for parameter in self.book.parameters.values()
            )
            if (edition.id, figures) not in programs:
                programs[edition.id, figures] = bind_program(self.book, edition, within)
            programs[edition.id, within] = programs[edition.id, figures]
        return programs[edition.id, within]

    def _kept(self, name: str) -> dict[Any, Any]:
        kept: dict[Any, Any] = self._local.__dict__.setdefault(name, {})
        return kept

    def evaluator(self, program: Program, engine: Engine) -> Evaluator:
        """Return the evaluator of a program on this thread."""
        evaluators: dict[Any, Evaluator] = self._kept("evaluators")
        key = (id(program), engine)
        if key not in evaluators:
            evaluators[key] = make_evaluator(program, engine)
        return evaluators[key]

    def _explainer(self, program: Program, lang: Lang) -> Explainer:
        explainers: dict[Any, Explainer] = self._kept("explainers")
        key = (id(program), lang)
        if key not in explainers:
            explainers[key] = Explainer(program, lang)
        return explainers[key]

    def _assessor(self, explainer: Explainer) -> Assessor:
        assessors: dict[Any, Assessor] = self._kept("assessors")
        if id(explainer) not in assessors:
            assessors[id(explainer)] = Assessor(explainer)
        return assessors[id(explainer)]

    def _stale(self, program: Program, reference: date, lang: Lang) -> list[str]:
        warnings: dict[Any, list[str]] = self._kept("stale")
        key = (id(program), reference, lang)
        if key not in warnings:
            if len(warnings) >= DAYS_KEPT:  # a server may be asked for any day there is
                warnings.clear()
            warnings[key] = stale_parameters(program, reference, lang)
        return warnings[key]


@lru_cache(maxsize=1)
def default_engine() -> Engine:
    """Return the forward-chaining engine where it is installed, else the reference one."""
    return "durable" if find_spec("durable") else "reference"


def make_evaluator(program: Program, engine: Engine) -> Evaluator:
    """Return the evaluator of this name for a program."""
    if engine == "reference":
        return ReferenceEvaluator(program)
    try:
        from .inference.durable import DurableEvaluator
    except ImportError:
        params = {"moteur": "durable"}
        raise EngineUnavailableError([Fault("moteur.indisponible", params=params)]) from None
    return DurableEvaluator(program)


def read(path: str | Path) -> Dossier:
    """Return the only dossier of a file, checked against the rule book that ships.

    Raises :class:`InputError` with every fault, :class:`MissingFileError`.
    """
    return files.read(path, context=_shipped().context)


def read_all(source: str | Path | IO[str] | IO[bytes]) -> Iterator[Dossier | InputError]:
    """Yield each dossier of a file or stream, or the error that says what is wrong with it."""
    return files.read_dossiers(source, context=_shipped().context)


@lru_cache(maxsize=1)
def _shipped() -> Measure:
    return load()
