"""What must hold across a rule book: names that exist, dates that cover, no circle, no waste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from ..errors import Where
from ..likeness import nearest_path
from . import table_check
from .expression import Const, Expr, Fact, Holds, Member, Parameter, walk
from .files import Files
from .model import Criterion, Derived, Edition, Motive, RuleBook, Slot, Table, Text

Item = TypeVar("Item")


def in_order(
    items: Iterable[Item],
    name: Callable[[Item], str],
    needs: Callable[[Item], Iterable[str]],
    files: Files,
    where: Callable[[Item], Where],
) -> tuple[Item, ...]:
    """Return the items, each after those it rests on; a circle is a fault that names it."""
    by_name = {name(item): item for item in items}
    done: dict[str, Item] = {}
    path: list[str] = []

    def visit(key: str) -> None:
        if key in done or key not in by_name:
            return
        if key in path:
            circle = [*path[path.index(key) :], key]
            files.fault("cycle", where(by_name[key]), noms=" → ".join(circle))
            return
        path.append(key)
        for other in needs(by_name[key]):
            visit(other)
        path.pop()
        done[key] = by_name[key]

    for key in by_name:
        visit(key)
    return tuple(done.values())


def derived_needs(item: Derived) -> list[str]:
    """Return the facts a derived fact mentions."""
    return [n.path for part in item.parts for n in walk(part) if isinstance(n, Fact)]


def criterion_parts(item: Criterion) -> Iterator[Expr]:
    """Yield every expression of a criterion: conditions of its rule, texts and warnings."""
    if item.applies is not None:
        yield item.applies
    if item.requires is not None:
        yield item.requires
    for outcome in item.outcomes:
        if outcome.condition is not None:
            yield outcome.condition
    for motive in criterion_motives(item):
        if motive.condition is not None:
            yield motive.condition


def criterion_motives(item: Criterion) -> Iterator[Motive]:
    """Yield every conditional text of a criterion."""
    for motives in item.motives.values():
        yield from motives
    for outcome in item.outcomes:
        yield from outcome.motives
    yield from item.warnings


def criterion_needs(item: Criterion) -> list[str]:
    """Return the criteria whose status a criterion reads."""
    return [n.criterion for part in criterion_parts(item) for n in walk(part)
            if isinstance(n, Holds)]  # fmt: skip


def _slots(text: Text) -> Iterator[str]:
    for pieces in (text.fr, text.en):
        yield from (piece.path for piece in pieces if isinstance(piece, Slot))


def cross_check(book: RuleBook, files: Files) -> None:
    """Note every fault that no single entry shows by itself."""
    _unique_ids(book, files)
    in_order(book.criteria, lambda c: c.id, criterion_needs, files, lambda c: c.where)
    for criterion in book.criteria:
        _criterion(book, criterion, files)
    for part, where in _all_parts(book):
        _lists_in_range(book, part, files, where)
    _editions(book, files)
    _parameters(book, files)
    _roles(book, files)
    _tables(book, files)
    if book.outside[0] not in {criterion.id for criterion in book.criteria}:
        files.fault("critere_inconnu", Where("mesure.yaml"), nom=book.outside[0], proche="—")
    for path in book.returns.values():
        if path not in book.facts:
            files.fault("fait_inconnu", Where("mesure.yaml"), nom=path)


def _roles(book: RuleBook, files: Files) -> None:
    """A table that the decision reads gives what is read of it, and each line says its source."""
    for role, name in book.roles.items():
        table = book.tables.get(name)
        where = Where("mesure.yaml", path=f"roles.{role}")
        if role not in ROLES:
            files.fault("role_inconnu", where, nom=role, proche=", ".join(ROLES))
        elif table is not None:
            collects = table.policy == "collect"
            given = {*table.outputs, *(text for line in table.lines for text in line.texts)}
            for wanted in ROLES[role]:
                if not collects or wanted not in given:
                    files.fault("role_incomplet", table.where, nom=name, role=role, sortie=wanted)
            for line in table.lines:
                if collects and line.citation is None:
                    files.fault("ligne_sans_source", line.where, nom=line.id)


ROLES: Mapping[str, tuple[str, ...]] = {
    "aide": ("taux", "plafond"),
    "limites": ("montant",),
    "orientation": ("vers", "motif"),
}
"""What the decision reads of a table, by the role that it plays."""


def _tables(book: RuleBook, files: Files) -> None:
    """A table of one hit leaves nothing out; lines meet only where the first one wins."""
    faulty = {fault.where.file for fault in files.faults}
    for table in book.tables.values():
        # Of a file that is at fault one cannot tell what its conditions say.
        if table.policy == "collect" or faulty & {table.where.file, "parametres.yaml"}:
            continue
        looked: set[tuple[object, ...]] = set()
        used = sorted(_used(table_parts(table), ()))
        for day in _days(book):
            periods = [book.parameters[name].on(day) for name in used]
            values = tuple(None if period is None else period.value for period in periods)
            if None in values or values in looked:
                continue
            looked.add(values)
            figures = {f"parametres.{name}": v for name, v in zip(used, values, strict=True)}
            try:
                found = list(table_check.findings(table, figures))
            except table_check.TooWideError:
                files.fault("table_trop_large", table.where, nom=table.id, maximum=table_check.MOST)
                break
            for finding in found:
                _table_fault(table, finding, day, files)


def _table_fault(table: Table, finding: table_check.Finding, day: date, files: Files) -> None:
    match finding:
        case table_check.Gap(values):
            case_ = ", ".join(f"{name} = {value}" for name, value in values)
            files.fault("table_trou", table.where, nom=table.id, cas=case_, jour=day)
        case table_check.Meeting(one, two):
            where = table.lines[two - 1].where
            files.fault("table_recouvrement", where, nom=table.id, une=one, autre=two, jour=day)
        case table_check.Masked(line):
            where = table.lines[line - 1].where
            files.fault("table_ligne_masquee", where, nom=table.id, ligne=line, jour=day)


def _days(book: RuleBook) -> list[date]:
    """Return a day for each set of figures that an edition can meet."""
    plain = [edition for edition in book.editions.values() if not edition.base]
    days = {edition.start for edition in plain}
    for parameter in book.parameters.values():
        for period in parameter.periods:
            days |= {period.start for edition in plain if edition.covers(period.start)}
    return sorted(days)


def _unique_ids(book: RuleBook, files: Files) -> None:
    seen: set[str] = set()
    for criterion in book.criteria:
        if criterion.id in seen:
            files.fault("identifiant_double", criterion.where, nom=criterion.id)
        seen.add(criterion.id)


def _criterion(book: RuleBook, item: Criterion, files: Files) -> None:
    for path in (*item.evidence, *(p for outcome in item.outcomes for p in outcome.awaits)):
        if path not in book.facts:
            proche = nearest_path(path, list(book.facts)) or "—"
            files.fault("fait_inconnu_proche", item.where, nom=path, proche=proche)
    for edition in item.editions:
        if edition not in book.editions:
            files.fault("edition_inconnue", item.where, nom=edition)
    for edition_ in book.editions.values():
        cited = any(not c.editions or _root(book, edition_).id in c.editions
                    for c in item.citations)  # fmt: skip
        if item.in_edition(_root(book, edition_).id) and not cited:
            files.fault("sans_source", item.where, nom=item.id, edition=edition_.id)
    needed = {"a_apprecier"} if item.judged else {"satisfait"}
    if not item.judged:
        default = item.outcomes[-1].status
        unverified = all(c.level == "a_verifier" for c in item.citations)
        texts = {"a_apprecier", "non_satisfait"} if unverified else {default}
        if not texts & set(item.motives) and default != "indetermine":
            needed.add(default)
    for status in sorted(needed - set(item.motives)):
        files.fault("motif_absent", item.where, nom=item.id, statut=status)


def _root(book: RuleBook, edition: Edition) -> Edition:
    seen = {edition.id}
    while edition.base in book.editions and edition.base not in seen:
        edition = book.editions[edition.base]
        seen.add(edition.id)
    return edition


def table_parts(table: Table) -> Iterator[Expr]:
    """Yield every expression of a table: its condition, its cells, what its lines give."""
    if table.applies is not None:
        yield table.applies
    for line in table.lines:
        for cell in line.cells:
            yield cell.possible
        for output in line.outputs.values():
            yield output.expr
    for motive in table_motives(table):
        if motive.condition is not None:
            yield motive.condition


def table_motives(table: Table) -> Iterator[Motive]:
    """Yield every text of a table that depends on the dossier."""
    for column in table.columns:
        yield from (*column.refusal, *column.doubt, *column.unknown)
    for motives in table.texts.values():
        yield from motives
    for line in table.lines:
        yield Motive(line.title)
        for motives in line.texts.values():
            yield from motives


def _all_parts(book: RuleBook) -> Iterator[tuple[Expr, Where]]:
    for item in book.derived:
        for part in item.parts:
            yield part, item.where
    for table in book.tables.values():
        for part in table_parts(table):
            yield part, table.where
    for criterion in book.criteria:
        for part in criterion_parts(criterion):
            yield part, criterion.where
    for line in book.grid.lines if book.grid else ():
        for part in line.parts:
            yield part, line.where
    for reminder in book.reminders:
        if reminder.condition is not None:
            yield reminder.condition, Where("mesure.yaml")


def _lists_in_range(book: RuleBook, part: Expr, files: Files, where: Where) -> None:
    """A list of symbols compared with a choice holds only values of that choice."""
    for node in walk(part):
        if not (isinstance(node, Member) and isinstance(node.options, Parameter)):
            continue
        values = node.item.type.values
        if node.item.type.kind != "enum" or isinstance(node.item, Const):
            continue
        for period in book.parameters[node.options.id].periods:
            for symbol in period.value if isinstance(period.value, tuple) else ():
                if symbol not in values:
                    proche = nearest_path(symbol, list(values)) or ", ".join(values)
                    files.fault("symbole_inconnu", where, nom=symbol, proche=proche)


def _editions(book: RuleBook, files: Files) -> None:
    plain = [edition for edition in book.editions.values() if not edition.base]
    if not plain:
        files.fault("aucune_edition", Where("editions"))
    for index, edition in enumerate(plain):
        if edition.end < edition.start:
            files.fault("dates_inversees", edition.where, debut=edition.start, fin=edition.end)
        for other in plain[:index]:
            if edition.start <= other.end and other.start <= edition.end:
                files.fault("editions_chevauchantes", edition.where,
                            nom=edition.id, autre=other.id)  # fmt: skip
    for edition in book.editions.values():
        if edition.base and edition.base not in book.editions:
            files.fault("edition_inconnue", edition.where, nom=edition.base)
        elif edition.base and _root(book, edition).base:
            files.fault("cycle", edition.where, noms=f"{edition.id} → {edition.base}")
        if edition.base and not (edition.decided_by and edition.decided_on):
            files.fault("derivee_sans_auteur", edition.where, nom=edition.id)
        if not edition.base and (edition.parameters or edition.criteria):
            files.fault("surcharge_sans_base", edition.where, nom=edition.id)


def _used(parts: Iterable[Expr], texts: Iterable[Text]) -> set[str]:
    used = {n.id for part in parts for n in walk(part) if isinstance(n, Parameter)}
    slots = {slot for text in texts for slot in _slots(text)}
    return used | {slot[11:] for slot in slots if slot.startswith("parametres.")}


def _criterion_texts(item: Criterion) -> Iterator[Text]:
    yield item.note
    yield from (motive.text for motive in criterion_motives(item))


def _parameters(book: RuleBook, files: Files) -> None:
    """Every parameter is read somewhere, and has a value on each day of each edition using it."""
    common = [part for item in book.derived for part in item.parts]
    common += [r.condition for r in book.reminders if r.condition is not None]
    common += [part for table in book.tables.values() for part in table_parts(table)]
    common += [part for line in book.grid.lines for part in line.parts] if book.grid else []
    texts = [reminder.text for reminder in book.reminders]
    texts += [m.text for table in book.tables.values() for m in table_motives(table)]
    everywhere = _used(common, texts)
    read = set(everywhere)
    for edition in book.editions.values():
        root = _root(book, edition)
        criteria = [c for c in book.criteria if c.in_edition(root.id)] + list(edition.criteria)
        used = everywhere | {
            name for c in criteria for name in _used(criterion_parts(c), _criterion_texts(c))
        }
        read |= used
        for name in sorted(used - set(edition.parameters)):
            gap = _gap(book, name, edition)
            if gap is not None:
                parameter = book.parameters[name]
                files.fault("parametre_non_couvert", parameter.where,
                            nom=name, edition=edition.id, jour=gap)  # fmt: skip
    for name, parameter in book.parameters.items():
        if name not in read:
            files.fault("parametre_inutile", parameter.where, nom=name)


def _gap(book: RuleBook, name: str, edition: Edition) -> date | None:
    """Return the first day of the edition on which the parameter has no value."""
    day = edition.start
    while day <= edition.end:
        period = book.parameters[name].on(day)
        if period is None:
            return day
        if period.end is None:
            return None
        day = period.end + timedelta(days=1)
    return None
