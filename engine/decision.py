"""Findings → a decision: statuses after opinions, verdict, motives, what is missing, delays."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from .aid import assess_aid
from .dossier import Appreciation, Dossier
from .explain import Explainer
from .findings import Critere, Decision, Source
from .inference.program import Evaluator, Findings, Program
from .messages import Lang, message
from .orientation import concluded, orient
from .rulebook.model import RuleBook
from .territory import Site
from .wording import Wording, day, rendered


def decide(
    dossier: Dossier,
    site: Site,
    findings: Findings,
    evaluator: Evaluator,
    explainer: Explainer,
    header: Mapping[str, Any],
) -> Decision:
    """Return the decision for what an evaluator found; ``header`` holds the fields around it."""
    facts = findings.facts
    opinions = dossier.appreciations or {}
    criteria: dict[str, Critere] = {}
    aid, said = assess_aid(explainer, findings, evaluator, _regime(dossier))
    warnings: list[str] = [*header["avertissements"], *said]
    missing: dict[str, None] = {}
    counts = {"bilan.non_satisfait": 0, "bilan.indetermine": 0, "bilan.a_apprecier": 0}
    for name, result in findings.results.items():
        view = explainer.views[name]
        found = explainer.finding(view, result, facts)
        if (opinion := opinions.get(name)) is not None:
            found, said = _heard(found, opinion, explainer.lang)
            warnings += said
        missing.update(dict.fromkeys(found.manquants))
        if view.warnings:
            warnings += explainer.warnings(view, facts)
        key = f"bilan.{found.statut}"
        if key in counts:
            counts[key] += 1
        criteria[name] = found
    warnings += _general(explainer, criteria, opinions)
    verdict = evaluator.verdict(counts)
    returned = {key: facts.get(path) for key, path in explainer.program.book.returns.items()}
    return Decision.model_validate(
        {
            **header,
            **returned,
            "verdict": verdict,
            "territoire": territory_of(site),
            "criteres": criteria,
            "manquants": list(missing),
            "aide": aid,
            "orientation": orient(
                explainer,
                concluded(facts, verdict, criteria, header["echeances"]),
                evaluator,
            ),
            "projet": project_of(dossier, site),
            "avertissements": list(dict.fromkeys(warnings)),
            "rappels": explainer.reminders(facts),
        }
    )


def _heard(
    found: Critere, opinion: Appreciation, lang: Lang, *, judged: bool = True
) -> tuple[Critere, list[str]]:
    """Note a person's opinion; it settles the status only of what a person must judge."""
    settles = judged and found.statut == "a_apprecier" and opinion.avis is not None
    changes: dict[str, Any] = {"appreciation": _opinion(opinion, settles=settles)}
    said = []
    if settles:
        changes["statut"] = "satisfait" if opinion.avis == "favorable" else "non_satisfait"
        who, when, why = opinion.auteur, opinion.date, opinion.motif
        changes["motif"] = message(
            f"decision.avis_{opinion.avis}",
            lang,
            auteur=message("decision.avis_de", lang, auteur=who) if who else "",
            date=message("decision.avis_du", lang, jour=day(when, lang)) if when else "",
            motif=message("decision.avis_motif", lang, motif=_closed(why)) if why else "",
        )
    elif opinion.avis is not None:
        said.append(message("decision.avis_sans_effet", lang, critere=found.id))
    return Critere.model_validate({**found.__dict__, **changes}), said


def _closed(sentence: str) -> str:
    """Return a person's sentence with its final stop."""
    sentence = sentence.rstrip()
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _opinion(opinion: Appreciation, *, settles: bool) -> dict[str, Any]:
    return {
        "avis": opinion.avis,
        "auteur": opinion.auteur,
        "date": opinion.date,
        "motif": opinion.motif,
        "retenu": settles,
    }


def _general(
    explainer: Explainer, criteria: Mapping[str, Critere], opinions: Mapping[str, Any]
) -> list[str]:
    """Return what must be said of the sources, and of opinions on criteria not in the edition."""
    lang, warnings = explainer.lang, []
    refusing = [
        (name, found.source.cle)
        for name, found in criteria.items()
        if found.statut == "non_satisfait"
        and found.source.niveau == "secondaire"
        and found.appreciation is None
    ]
    for name, key in refusing:
        warnings.append(message("decision.source_secondaire", lang, critere=name, source=key))
    unverified = [
        name
        for name, found in criteria.items()
        if explainer.views[name].unverified and found.statut == "a_apprecier"
    ]
    if unverified:
        warnings.append(message("decision.regles_non_verifiees", lang, ids=", ".join(unverified)))
    warnings += [
        message("decision.avis_hors_edition", lang, critere=name)
        for name in opinions
        if name not in criteria
    ]
    return warnings


def _regime(dossier: Dossier) -> str | None:
    return dossier.financement.regime if dossier.financement else None


def project_of(dossier: Dossier, site: Site) -> dict[str, Any]:
    """Return what a programme of dossiers looks at."""
    project = dossier.projet
    return {
        "intitule": project.intitule if project else None,
        "volet": project.volet if project else None,
        "thematiques": list(project.thematiques or ()) if project else [],
        "departement": site.commune.departement if site.commune else None,
    }


def territory_of(site: Site) -> dict[str, Any]:
    """Return where the site lies, as a decision says it."""
    commune, territory = site.commune, site.territory
    return {
        "statut": site.statut,
        "id": territory.id if territory else None,
        "nom": territory.nom if territory else None,
        "epci_siren": commune.epci if commune else None,
        "commune": commune.code if commune else None,
        "region": commune.region if commune else None,
    }


def add_months(start: date, months: int) -> date:
    """Return the day ``months`` later, clipped to the end of a shorter month.

    >>> add_months(date(2024, 12, 31), 2)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def deadlines(book: RuleBook, facts: Mapping[str, Any]) -> dict[str, date]:
    """Return the legal deadlines, counted from the dossier's dates."""
    return {
        delay.id: add_months(facts[delay.since], delay.months)
        for delay in book.delays
        if facts.get(delay.since) is not None
    }


def stale_parameters(program: Program, on: date, lang: Lang) -> list[str]:
    """Return a warning for each figure checked too long ago, or not valid on the date."""
    wording = Wording(program.book, lang)
    found = []
    for name, period in sorted(program.periods.items()):
        label = program.book.parameters[name].label.plain(lang)
        if not period.covers(on):
            found.append(message("decision.parametre_hors_validite", lang, parametre=label,
                                 jour=day(on, lang)))  # fmt: skip
        if add_months(period.citation.verified, program.book.freshness_months) < on:
            found.append(message("decision.parametre_perime", lang, parametre=label,
                                 jour=day(period.citation.verified, wording.lang)))  # fmt: skip
        if period.citation.level == "a_verifier":
            found.append(message("decision.parametre_non_verifie", lang, parametre=label))
    return found


def outside_editions(
    dossier: Dossier,
    site: Site,
    facts: Mapping[str, Any],
    wording: Wording,
    book: RuleBook,
    header: Mapping[str, Any],
) -> Decision:
    """Return the decision for a date that no edition covers: no opinion settles it."""
    name, text = book.outside
    criterion = next(item for item in book.criteria if item.id == name)
    fields = {
        "id": name,
        "titre": criterion.title.plain(wording.lang),
        "statut": "a_apprecier",
        "motif": rendered(wording.renderer(text, {}), facts) or "",
        "valeurs": {"date_reference": facts["date_reference"].isoformat()},
        "manquants": [],
        "source": Source.of(criterion.citations[0]),
    }
    found = Critere.model_validate(fields)
    warnings = list(header["avertissements"])
    for other, opinion in (dossier.appreciations or {}).items():
        if opinion is None:
            continue
        if other == name:
            found, said = _heard(found, opinion, wording.lang, judged=False)
            warnings += said
        else:
            warnings.append(message("decision.avis_sans_edition", wording.lang, critere=other))
    return Decision.model_validate(
        {
            **header,
            **{key: facts.get(path) for key, path in book.returns.items()},
            "verdict": "a_apprecier",
            "territoire": territory_of(site),
            "criteres": {name: found},
            "manquants": [],
            "projet": project_of(dossier, site),
            "avertissements": warnings,
        }
    )
