"""What surrounds the criteria: verdicts, delays, reminders, the names of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from ..errors import Where
from ..likeness import nearest_path
from ..values import DATE, EUROS, FactType
from . import schema
from .dated import citation_of
from .files import Files, Reading
from .model import Delay, Explained, FactLabel, Reminder, Status, Table, Verdict, VerdictId
from .parse import parse_condition
from .scope import Scope
from .texts import condition_of, text_of

COUNTS = FactType("number")
VERDICT_FACTS = {
    "bilan.non_satisfait": COUNTS,
    "bilan.indetermine": COUNTS,
    "bilan.a_apprecier": COUNTS,
}


def aid_facts(table: Table | None) -> dict[str, FactType]:
    """Return the facts that say the aid of a dossier, for a table of regimes."""
    if table is None:
        return {}
    return {
        "aide.retenu": FactType("enum", values=tuple(line.id for line in table.lines)),
        "aide.plafond_retenu": EUROS,
        "aide.montant_max": EUROS,
    }


def conclusions(criteria: Iterable[str], delays: Iterable[str]) -> dict[str, FactType]:
    """Return the facts that exist once the verdict is given, for the tables that come after it."""
    statuses = FactType("enum", values=get_args(Status))
    return {
        "verdict": FactType("enum", values=get_args(VerdictId)),
        **{f"statut.{name.replace('-', '_')}": statuses for name in criteria},
        **{f"echeance.{name}": DATE for name in delays},
        "aide.plafond_retenu": EUROS,
        "aide.montant_max": EUROS,
    }


def verdicts_of(
    shape: schema.MeasureShape, reading: Reading, scope: Scope, files: Files
) -> tuple[Verdict, ...]:
    """Return the verdicts in order; the last one, and it alone, has no condition."""
    counts = Scope(VERDICT_FACTS)
    verdicts = []
    for index, item in enumerate(shape.verdicts):
        where = reading.where(("verdicts", index, "si"))
        condition = None
        if item.si is not None:
            condition, faults = parse_condition(item.si, counts, where)
            files.faults.extend(faults)
        title, summary = (
            text_of(item.titre, scope, files, where),
            text_of(item.resume, scope, files, where),
        )
        place = reading.where(("verdicts", index, "id"))
        verdicts.append(Verdict(item.id, title, summary, condition, place))
        if (condition is None) != (index == len(shape.verdicts) - 1):
            files.fault("dernier_verdict", where)
    return tuple(verdicts)


def explained_of(
    shapes: list[schema.ExplainedShape], reading: Reading, scope: Scope, files: Files
) -> tuple[Explained, ...]:
    """Return what the audit finds and that is meant, with the reason."""
    return tuple(
        Explained(
            shape.constat,
            tuple(shape.regles),
            text_of(shape.motif, scope, files, reading.where((index, "motif"))),
            reading.where((index, "constat")),
        )
        for index, shape in enumerate(shapes)
    )


def delays_of(
    shape: schema.MeasureShape, reading: Reading, scope: Scope, files: Files
) -> tuple[Delay, ...]:
    """Return the legal delays, each counted from a date of the dossier."""
    delays = []
    for index, item in enumerate(shape.delais):
        where = reading.where(("delais", index))
        text = text_of(item.texte, scope, files, where)
        if scope.facts.get(item.depuis, COUNTS).kind != "date":
            files.fault("fait_inconnu", where, nom=item.depuis)
        citation = citation_of(item.source, files, where)
        delays.append(Delay(item.id, item.depuis, item.mois, text, citation))
    return tuple(delays)


def reminders_of(
    shape: schema.MeasureShape, reading: Reading, scope: Scope, files: Files
) -> tuple[Reminder, ...]:
    """Return the reminders and when each is shown."""
    return tuple(
        Reminder(
            text_of(item.texte, scope, files, reading.where(("rappels", index))),
            condition_of(item.si, scope, files, reading.where(("rappels", index, "si"))),
            citation_of(item.source, files, reading.where(("rappels", index, "source")))
            if item.source
            else None,
        )
        for index, item in enumerate(shape.rappels)
    )


def labels_of(
    shape: schema.FactsShape,
    reading: Reading,
    derived: list[schema.DerivedShape],
    tables: Mapping[str, Table],
    roles: Mapping[str, str],
    scope: Scope,
    files: Files,
) -> Mapping[str, FactLabel]:
    """Return how each fact is named, whom to ask for it, what its values are called."""
    labels = {}
    for path, item in shape.faits.items():
        where = reading.key(("faits", path))
        _check_label(path, item, shape.interlocuteurs, where, scope, files)
        values = {key: text_of(text, scope, files, where) for key, text in item.valeurs.items()}
        question = text_of(item.question, scope, files, where)
        labels[path] = FactLabel(
            text_of(item.libelle, scope, files, where), item.demander_a, question, values,
            cost=1 if item.demande is None else item.demande.cout,
        )  # fmt: skip
    for fact in derived:
        labels[fact.id] = FactLabel(text_of(fact.libelle, scope, files, Where()))
    for table in tables.values():
        labels[table.id] = FactLabel(table.title, values=table.labels)
    if (aid := tables.get(roles.get("aide", ""))) is not None:
        labels["aide.retenu"] = FactLabel(
            aid.title, values={line.id: line.title for line in aid.lines}
        )
    return labels


def _check_label(
    path: str,
    item: schema.FactShape,
    contacts: Mapping[str, object],
    where: Where,
    scope: Scope,
    files: Files,
) -> None:
    """The fact exists, every value it may take has a name, whom to ask is known."""
    columns = {f"{p}.{c}": t for p, k in scope.facts.items() for c, t in k.fields.items()}
    kind = {**scope.facts, **columns}.get(path)
    if kind is None:
        proche = nearest_path(path, [*scope.facts, *columns]) or "—"
        files.fault("fait_inconnu_proche", where, nom=path, proche=proche)
        return
    if item.demander_a and item.demander_a not in contacts:
        proche = nearest_path(item.demander_a, list(contacts)) or "—"
        files.fault("symbole_inconnu", where, nom=item.demander_a, proche=proche)
    if kind.kind in {"enum", "set"} and kind.values:
        for value in sorted(set(kind.values) ^ set(item.valeurs)):
            files.fault("valeur_sans_libelle", where, nom=path, valeur=value)
