"""A programme at the terminal: the envelope that fills, who is funded, who is not and why.

Readable at 80 columns, without colour and piped. Each dossier funded is a bar that starts where
the one before it stopped, so that the column of bars is the envelope being filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.rule import Rule

from ..envelope.candidates import AXES, Candidate
from ..envelope.programme import Programme
from ..envelope.sayings import Money, Points, percentage, points, said, sentences
from ..envelope.terms import WHOLE
from ..messages import Lang, template
from ..wording import euros
from .terminal import columns, console, rows, text

if TYPE_CHECKING:
    from rich.table import Table

    from ..envelope.problem import Grant
    from ..envelope.vocabulary import Vocabulary

TAKEN, BEFORE, RESERVED, FREE = "█", "░", "▒", "·"
"""What is given here, what was given before, the reserve, and what is left."""
SHOWN = 60
"""How many dossiers left out are shown; JSON, CSV and XLSX hold them all."""
MONEY = 16
MAX_NAME = 24


def render(made: Programme, names: Vocabulary, lang: Lang = "fr") -> RenderableType:
    """Return the programme as Rich shows it."""
    return _View(made, names, lang).render()


def filled(width: int, total: int, *parts: tuple[str, int]) -> str:
    """Return a bar of ``width`` signs for ``total``, filled by parts in turn, each (sign, amount).

    >>> filled(10, 100, ("░", 30), ("█", 1))
    '░░░█······'
    """
    bar, reached = "", 0
    for sign, amount in parts:
        reached += amount
        end = width if total <= 0 else min(width, (2 * width * reached + total) // (2 * total))
        # What is given is seen, however little it is.
        least = 1 if sign == TAKEN and amount else 0
        bar += sign * min(max(end - len(bar), least), width - len(bar))
    return bar.ljust(width, FREE)


class _View:
    def __init__(self, made: Programme, names: Vocabulary, lang: Lang) -> None:
        self.made, self.names, self.lang = made, names, lang
        self.plan, self.problem = made.plan, made.plan.problem
        self.width = console().width

    def say(self, key: str, **values: object) -> str:
        return said(key, **values).text(self.lang)

    def render(self) -> RenderableType:
        parts: list[RenderableType] = [*self._head()]
        kept, left = self.plan.grants, self.made.left
        parts += self._section("titre_retenus", self._kept(kept), len(kept))
        parts += self._section("titre_contraintes", self._limits())
        for axis in AXES:
            parts += self._section(f"titre_{axis}", self._shared(axis) if kept else None)
        parts += self._section("titre_frontiere", self._frontier())
        parts += self._section("titre_ecartes", self._left(), len(left))
        parts += self._section("titre_avertissements", self._warnings())
        parts.append(self._foot())
        return Group(*parts)

    def _section(
        self, key: str, body: RenderableType | None, count: int = 0
    ) -> list[RenderableType]:
        if body is None:
            return []
        title = template(f"programme.{key}", self.lang) + (f" ({count})" if count else "")
        return [text(""), text(title, style="bold"), body]

    # -- the head ----------------------------------------------------------------------------

    def _head(self) -> Iterable[RenderableType]:
        plan, envelope = self.plan, self.problem.envelope
        committed = sum(grant.cents for grant in self.problem.committed)
        reserve = self.problem.terms.reserve
        yield Rule(text(self.say("titre", enveloppe=Money(envelope))), align="left", style="dim")
        yield text(self.say(self._mode()), style="bold")
        yield text("")
        shown = [("engage", Money(plan.engaged))]
        shown += [("dont_engages", Money(committed))] if committed else []
        shown += [("reserve", Money(reserve))] if reserve else []
        shown.append(("reliquat", Money(plan.left)))
        labels = [template(f"programme.tete_{key}", self.lang) for key, _ in shown]
        pairs = [
            (label, f"{self._money(cents)}   {self._part(cents, envelope):>8}")
            for label, (_, cents) in zip(labels, shown, strict=True)
        ]
        total = points(plan.score, self.lang)
        pairs.append((template("programme.tete_score", self.lang), f"{total:>{MONEY}}"))
        yield rows(pairs)
        yield text(filled(self.width, envelope, (BEFORE, committed),
                          (TAKEN, plan.engaged - committed), (FREE, plan.left),
                          (RESERVED, reserve)))  # fmt: skip

    def _mode(self) -> str:
        if self.made.mode == "rang":
            return "mode_rang"
        return "mode_optimal_prouve" if self.plan.proved else "mode_optimal"

    def _money(self, cents: int) -> str:
        return f"{euros(cents, self.lang):>{MONEY}}"

    def _part(self, cents: int, whole: int) -> str:
        """Return a share to a tenth of a percent, rounded down."""
        tenths = cents * 1000 // whole if whole else 0
        return percentage(tenths * (WHOLE // 1000), self.lang)

    def _score(self, candidate: Candidate) -> str:
        if not candidate.score_connu:
            return template("programme.inconnu", self.lang)
        low, high = (points(s * 100, self.lang) for s in (candidate.score_min, candidate.score_max))
        return low if low == high else self.say("de_a", bas=low, haut=high)

    # -- who is funded -----------------------------------------------------------------------

    def _kept(self, kept: Sequence[Grant]) -> RenderableType:
        if not kept:
            return text(self.say("aucun"))
        named = min(MAX_NAME, max(len(grant.candidate.reference) for grant in kept))
        marks = {g: self._mark(g) for g in kept}
        marked = max(map(len, marks.values()))
        scored = max(len(self._score(grant.candidate)) for grant in kept)
        table = columns(named, scored, MONEY, *([marked] if marked else []))
        bar = max(self.width - named - scored - MONEY - 3 - (marked + 1 if marked else 0), 20)
        starts = accumulate((grant.cents for grant in kept), initial=0)
        for grant, (start, end) in zip(kept, pairwise(starts), strict=True):
            name = grant.candidate.reference
            drawn = filled(bar, self.problem.envelope, (BEFORE, start), (TAKEN, end - start))
            cells = [text(name), text(self._score(grant.candidate)), text(self._money(grant.cents))]
            cells += [text(marks[grant])] if marked else []
            table.add_row(*cells, text(drawn))
        return table

    def _mark(self, grant: Grant) -> str:
        if grant.committed:
            return template("programme.marque_engage", self.lang)
        return "" if grant.percent == 100 else percentage(grant.percent * WHOLE // 100, self.lang)

    # -- constraints and shares --------------------------------------------------------------

    def _limits(self) -> RenderableType | None:
        limits = self.problem.limits
        if not limits:
            return None
        prices = {price.limit: price.gain for price in self.made.prices}
        table = columns(1)
        for number, limit in enumerate(limits):
            kept = self.plan.keeps(number)
            key = "contrainte_tenue" if kept else "contrainte_non_tenue"
            total = Money(self.plan.totals[number])
            sentence = self.say(key, limite=limit.words, engage=total)
            if number in prices:
                sentence += " " + self.say("contrainte_prix", gain=Points(prices[number]))
            table.add_row(text("✓" if kept else "✗", style="green" if kept else "red"),
                          text(sentence))  # fmt: skip
        return table

    def _shared(self, axis: str) -> Table:
        shared = self.plan.shared(axis)  # type: ignore[arg-type]
        shown = {
            value: self.names.name(axis, value) if value else self.say("non_renseigne")  # type: ignore[arg-type]
            for value in shared
        }
        named = min(28, max(map(len, shown.values())))
        table = columns(named, 3, MONEY, 7)
        bar = max(self.width - named - 3 - MONEY - 7 - 4, 20)
        for value, grants in shared.items():
            cents = sum(grant.cents for grant in grants)
            part = self._part(cents, self.plan.engaged)
            table.add_row(
                text(shown[value]), text(f"{len(grants):>3}"), text(self._money(cents)),
                text(f"{part:>7}"), text(filled(bar, self.plan.engaged, (TAKEN, cents))),
            )  # fmt: skip
        return table

    # -- the frontier ------------------------------------------------------------------------

    def _frontier(self) -> RenderableType | None:
        if not self.made.steps:
            return None
        table = columns(MONEY, 3, MONEY, 10)
        heads = ("enveloppe", "nombre", "engage", "score", "mouvements")
        table.add_row(*(
            text(self._head_of(key, width), style="dim")
            for key, width in zip(heads, (MONEY, 3, MONEY, 10, 0), strict=True)
        ))  # fmt: skip
        for step in self.made.steps:
            plan = step.plan
            if plan is None:
                cannot = self.say("etape_infaisable")
                table.add_row(text(self._money(step.envelope)), "", "", "", text(cannot))
                continue
            moves = [f"+ {name}" for name in step.entering] + [f"− {name}" for name in step.leaving]
            table.add_row(
                text(self._money(step.envelope)), text(f"{len(plan.grants):>3}"),
                text(self._money(plan.engaged)), text(f"{points(plan.score, self.lang):>10}"),
                text(", ".join(moves)),
            )  # fmt: skip
        return table

    def _head_of(self, key: str, width: int) -> str:
        return f"{template(f'programme.colonne_{key}', self.lang):>{width}}"

    # -- who is not, and what must be said ---------------------------------------------------

    def _left(self) -> RenderableType | None:
        if not self.made.left:
            return None
        table = columns(1)
        for candidate, why in self.made.left[:SHOWN]:
            asked = candidate.montant
            amount = self.say("sans_montant") if asked is None else euros(asked, self.lang)
            score = self.say("des_points", score=self._score(candidate))
            score = score if candidate.score_connu else self.say("score_absent")
            head = self.say("ecarte", reference=candidate.reference, score=score, montant=amount)
            body = text(head, style="bold")
            body.append_text(text(f"\n{sentences(why, self.lang)}", style="not bold"))
            table.add_row("–", body)
        if (more := len(self.made.left) - SHOWN) > 0:
            table.add_row("…", text(self.say("ecartes_autres", nombre=more)))
        return table

    def _warnings(self) -> RenderableType | None:
        if not self.made.warnings:
            return None
        table = columns(1)
        for warning in self.made.warnings:
            table.add_row("!", text(warning.text(self.lang)))
        return table

    def _foot(self) -> RenderableType:
        notes = [] if self.made.official else [self.say("grille_non_officielle")]
        notes.append(self.say("note_rang" if self.made.mode == "rang" else "note_optimal"))
        return text("\n" + " ".join(notes), style="dim")
