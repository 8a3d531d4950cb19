"""What can never be: a status, a case, a line, a text, a verdict, a part of a condition.

Each question is put to the solver over every dossier. What it answers « none » to in every window
where the rule is found is a candidate, with the questions whose answer shows it best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import InferenceError
from ..inference.program import Bound
from ..proof.encoding import Encoding
from ..proof.terms import Formula, Truth, all_of, any_of, no
from ..rulebook.expression import And, Compare, Expr, Fact, Not, Or, bind, walk
from ..rulebook.model import Motive, Slot, Status
from ..rulebook.tables import holds as holds_of
from ..rulebook.written import written
from .finding import Place

Formulas = tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that should be possible: ``asked`` is what the solver looks for.

    ``shows`` are the questions to put for a witness, the first that has an answer being shown.
    ``everywhere`` says that it is found only where it is impossible in every edition; else, in
    every window of one. ``about`` tells questions of one rule apart.
    """

    code: str
    places: tuple[Place, ...]
    asked: Formulas
    shows: tuple[Formulas, ...]
    params: Mapping[str, object] = field(default_factory=dict)
    everywhere: bool = False
    about: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same question in another window."""
        return (self.code, tuple(place.rule for place in self.places), self.about)


def can(encoding: Encoding, *formulas: Formula) -> bool:
    """Whether some dossier makes the formulas hold; nothing is claimed where nobody can tell."""
    try:
        return encoding.possible(*formulas)
    except InferenceError:
        return True


def fails(encoding: Encoding, criterion: str) -> Formula:
    """Return when the requirement of a criterion is known not to be met."""
    results = encoding.rules.results(criterion)
    return any_of(formula for result, formula in results.items() if result.outcome >= 0)


def passes(encoding: Encoding, criterion: str) -> Formula:
    """Return when a criterion is satisfied or does not apply."""
    found = encoding.computed(criterion)
    return any_of((found["satisfait"], found["sans_objet"]))


def questions(encoding: Encoding) -> Iterator[Question]:
    """Yield everything that should be possible under the rules of an encoding."""
    for bound in encoding.program.criteria:
        yield from _of_criterion(encoding, bound)
    yield from _of_verdicts(encoding)
    yield from _of_tables(encoding)
    yield from _of_grid(encoding)
    yield from _of_derived(encoding)


def _of_criterion(encoding: Encoding, bound: Bound) -> Iterator[Question]:
    item = bound.criterion
    here = (Place(item.id, item.where),)
    computed = encoding.computed(item.id)
    broken = fails(encoding, item.id)
    applies = encoding.condition(bound.applies)
    if item.applies is not None:
        outside = ((computed["sans_objet"],),)
        yield Question("jamais_applicable", here, (applies.yes,), outside)
    if bound.requires is None:
        return
    others = tuple(
        passes(encoding, other.criterion.id)
        for other in encoding.program.criteria
        if other is not bound and other.requires is not None
    )
    alone = ((broken, *others), (broken,), (computed["indetermine"],))
    yield Question("jamais_satisfait", here, (computed["satisfait"],), alone)
    yield Question("jamais_en_defaut", here, (broken,), ((computed["satisfait"],), ()))
    results = encoding.rules.results(item.id)
    for index in range(len(bound.outcomes) - 1):
        reached = any_of(when for result, when in results.items() if result.outcome == index)
        case = item.outcomes[index].condition
        told = {"cas": index + 1, "condition": "" if case is None else written(case)}
        yield Question("cas_inatteignable", here, (reached,), ((broken,), ()), told,
                       everywhere=True, about=str(index))  # fmt: skip
    for status, motives in item.motives.items():
        yield from _of_texts(encoding, here, status, motives, computed)
    yield from _of_parts(encoding, here, item.applies, True, "si")
    yield from _of_parts(encoding, here, item.requires, applies.yes, "exige")


def _of_texts(
    encoding: Encoding, here: tuple[Place, ...], status: Status, motives: tuple[Motive, ...],
    computed: Mapping[Status, Formula],
) -> Iterator[Question]:  # fmt: skip
    """Yield, for each text of a status, that it is the first whose condition holds.

    A text gives way to the next where a fact that it writes is unknown.
    """
    left: Formula = computed[status]
    for rank, motive in enumerate(motives, 1):
        if motive.condition is None or not _readable(motive.condition):
            return
        holds = _bound(encoding, motive.condition)
        told = {"statut": status, "rang": rank, "condition": written(motive.condition)}
        yield Question("texte_jamais_affiche", here, (all_of((left, holds.yes)),),
                       ((computed[status],), ()), told, everywhere=True,
                       about=f"{status}.{rank}")  # fmt: skip
        if not any(isinstance(piece, Slot) for piece in motive.text.fr):
            left = all_of((left, no(holds.yes)))


def _of_verdicts(encoding: Encoding) -> Iterator[Question]:
    where = {verdict.id: verdict.where for verdict in encoding.program.verdicts}
    judged = [found for name in encoding.criteria for found in _settled(encoding, name)]
    for verdict, given in encoding.verdict().items():
        yield Question("verdict_inatteignable", (Place(verdict, where[verdict]),), (given,),
                       (tuple(judged), ()))  # fmt: skip


def _settled(encoding: Encoding, criterion: str) -> Iterator[Formula]:
    """Yield that a criterion is neither undetermined nor left to a person, if it can be so."""
    status = encoding.status(criterion)
    yield no(any_of((status["indetermine"], status["a_apprecier"])))


def _of_tables(encoding: Encoding) -> Iterator[Question]:
    for bound in encoding.program.tables.values():
        table = bound.table
        for line in bound.lines:
            status = encoding.line(table.id, line.line.id)
            held = any_of((status["satisfait"], status["a_apprecier"]))
            others = [
                encoding.line(table.id, other.line.id)["satisfait"]
                for other in bound.lines
                if other is not line
            ]
            places = (Place(line.line.id, line.line.where),)
            told = {"table": table.id, "ligne": line.line.id}
            yield Question("ligne_jamais_retenue", places, (held,), ((any_of(others),), ()), told,
                           everywhere=True, about=table.id)  # fmt: skip
    singles = {t.id: t for t in encoding.program.book.tables.values() if t.policy != "collect"}
    for item in encoding.program.derived:
        if item.path not in singles:
            continue
        table, before = singles[item.path], False
        whole = encoding.condition(item.applies).yes if item.applies is not None else True
        for rank, entry in enumerate(table.lines, 1):
            expr = holds_of(entry)
            holds = _bound(encoding, expr).yes
            name = entry.id or f"{table.id} ({rank})"
            told = {"table": table.id, "ligne": name}
            yield Question("ligne_jamais_retenue", (Place(name, entry.where),),
                           (all_of((whole, holds, no(before))),), ((whole,), ()), told,
                           everywhere=True, about=table.id)  # fmt: skip
            before = any_of((before, holds))


def _of_grid(encoding: Encoding) -> Iterator[Question]:
    grid = encoding.program.book.grid
    for line in grid.lines if grid else ():
        here = (Place(line.id, line.where),)
        for part in (line.applies, line.condition):
            if part is not None:
                yield Question("jamais_applicable", here, (_bound(encoding, part).yes,), ((),),
                               everywhere=True, about=written(part))  # fmt: skip


def _of_derived(encoding: Encoding) -> Iterator[Question]:
    tables = encoding.program.book.tables
    for item in encoding.program.book.derived:
        if (
            item.path not in tables
            and item.formula is not None
            and item.formula.type.kind == "bool"
        ):
            here = (Place(item.path, item.where),)
            yield from _of_parts(encoding, here, item.formula, True, "formule")


# -- parts of a condition ----------------------------------------------------------------------


def _of_parts(
    encoding: Encoding, here: tuple[Place, ...], expr: Expr | None, context: Formula, field_: str
) -> Iterator[Question]:
    """Yield, for each part of ``and`` and ``or``, that it makes a difference to the others."""
    for node in _skeleton(expr):
        truths = [_bound(encoding, part) for part in node.parts]
        for rank, (part, truth) in enumerate(zip(node.parts, truths, strict=True)):
            rest = [other for n, other in enumerate(truths) if n != rank]
            if isinstance(node, And):
                matters = all_of((context, *(one.yes for one in rest), no(truth.yes)))
            else:
                matters = all_of((context, truth.yes, *(no(one.yes) for one in rest)))
            threshold = isinstance(part, Compare) and part.left.type.kind in {"number", "date"}
            code = "seuil_sans_effet" if threshold else "partie_sans_effet"
            told = {"partie": written(part), "tout": written(node)}
            shows = ((all_of((context, truth.yes)),), ())
            about = f"{field_} {written(node)} {rank}"
            yield Question(code, here, (matters,), shows, told, everywhere=True,
                           about=about)  # fmt: skip


def _skeleton(expr: Expr | None) -> Iterator[And | Or]:
    """Yield the conjunctions and disjunctions of a condition, those inside lists left out."""
    match expr:
        case And(parts) | Or(parts):
            yield expr
            for part in parts:
                yield from _skeleton(part)
        case Not(part):
            yield from _skeleton(part)


def _bound(encoding: Encoding, expr: Expr) -> Truth:
    return encoding.condition(bind(expr, encoding.program.figures))


def _readable(expr: Expr) -> bool:
    """Whether a condition of a text speaks of what the encoding knows: not of the aid's amount."""
    facts = (node.path for node in walk(expr) if isinstance(node, Fact))
    return not any(path.startswith("aide.") for path in facts)
