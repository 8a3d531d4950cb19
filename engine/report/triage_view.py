"""The account of a sort: at the terminal, as JSON, as the panels of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table

from ..messages import Lang, message
from ..rulebook.model import RuleBook
from ..triage.tally import Tally, most
from ..values import CENTS, unscaled
from ..wording import Wording, euros, number
from .chart import PALETTE, Bar, Bars
from .decision_view import STYLES
from .terminal import rows, text

if TYPE_CHECKING:
    from collections.abc import Sequence

COLOURS: Final = {
    "eligible": "#009E73",
    "a_apprecier": "#56B4E9",
    "a_completer": "#E69F00",
    "ineligible": "#D55E00",
    "rejet": "#666666",
}
ORDER: Final = ("eligible", "a_apprecier", "a_completer", "ineligible")


class TriageView:
    """Says what a sort came to."""

    def __init__(self, tally: Tally, book: RuleBook, lang: Lang) -> None:
        self.tally, self.lang = tally, lang
        self._wording = Wording(book, lang)
        self._verdicts = {each.id: each.title.plain(lang) for each in book.verdicts}
        self._criteria = {each.id: each.title.plain(lang) for each in book.criteria}

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return message(f"trier.{key}", self.lang, **values)

    # -- at the terminal ---------------------------------------------------------------------

    def render(self, written: Sequence[tuple[str, str]]) -> RenderableType:
        """Return the account; ``written`` are the files made, by the key of their name."""
        tally = self.tally
        parts: list[RenderableType] = [
            rows([
                (self.say("lignes"), self._number(tally.rows)),
                (self.say("somme"), self.say(
                    "somme_juste", lignes=self._number(tally.rows),
                    decides=self._number(tally.decided), rejets=self._number(tally.rejected))),
                (self.say("montant"), euros(tally.cents, self.lang)),
                *((self.say(key), path) for key, path in written),
            ])
        ]  # fmt: skip
        parts += self._section("verdicts", self._verdict_lines())
        parts += self._section("refus", self._refusal_lines())
        parts += self._section("manquants", self._missing_lines())
        return Group(*parts)

    def _section(self, key: str, lines: list[tuple[str, int, str]]) -> Iterator[RenderableType]:
        yield Rule(text(self.say(key)), align="left", style="dim")
        if not lines:
            yield text(self.say("aucun"))
            return
        table = Table.grid(padding=(0, 2), expand=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(justify="right", no_wrap=True)
        table.add_column(justify="right", no_wrap=True, style="dim")
        for label, count, style in lines:
            table.add_row(text(label, style), text(self._number(count)), text(self._share(count)))
        yield table

    def _verdict_lines(self) -> list[tuple[str, int, str]]:
        lines = [
            (self._verdicts.get(name, name), self.tally.verdicts[name], STYLES.get(name, ""))
            for name in ORDER
        ]
        if self.tally.rejected:
            lines.append((self.say("rejetes"), self.tally.rejected, ""))
        return lines

    def _refusal_lines(self) -> list[tuple[str, int, str]]:
        return [
            (f"{name}  {self._criteria.get(name, '')}", count, "")
            for name, count in most(self.tally.refusals)
        ]

    def _missing_lines(self) -> list[tuple[str, int, str]]:
        return [
            (f"{_capital(self._wording.label(path))} ({path})", count, "")
            for path, count in most(self.tally.missing)
        ]

    def _number(self, count: int) -> str:
        return number(count, self.lang)

    def _share(self, count: int) -> str:
        tenths = round(1000 * count / self.tally.rows) if self.tally.rows else 0
        shown = f"{unscaled(tenths, 1):.1f}"
        return self.say("part", part=shown.replace(".", ",") if self.lang == "fr" else shown)

    # -- as JSON -----------------------------------------------------------------------------

    def data(self) -> dict[str, Any]:
        """Return the account as plain data; keys are the same in every language."""
        tally = self.tally
        return {
            "lignes": tally.rows,
            "decides": tally.decided,
            "rejets": tally.rejected,
            "somme_juste": tally.closed,
            "verdicts": {name: tally.verdicts[name] for name in ORDER},
            "montant_max_eligibles": float(unscaled(tally.cents, CENTS)),
            "refus": [{"critere": name, "dossiers": n} for name, n in most(tally.refusals)],
            "manquants": [{"champ": name, "dossiers": n} for name, n in most(tally.missing)],
        }

    # -- as a chart --------------------------------------------------------------------------

    def panels(self) -> list[Bars]:
        """Return the panels of the chart."""
        tally = self.tally
        counts = [(self._verdicts.get(n, n), tally.verdicts[n], COLOURS[n]) for n in ORDER]
        if tally.rejected:
            counts.append((self.say("rejetes"), tally.rejected, COLOURS["rejet"]))
        refusals = [
            (f"{name} · {self._criteria.get(name, '')}", count, COLOURS["ineligible"])
            for name, count in most(tally.refusals)
        ]
        missing = [
            (_capital(self._wording.label(path)), count, COLOURS["a_completer"])
            for path, count in most(tally.missing)
        ]
        empty = self.say("aucun")
        return [
            Bars(self.say(key), [self._bar(*each) for each in lines], empty)
            for key, lines in (("verdicts", counts), ("refus", refusals), ("manquants", missing))
        ]

    def title(self) -> str:
        """Return the title of the chart."""
        return self.say("titre", lignes=self._number(self.tally.rows))

    def note(self, edition: str) -> str:
        """Return what stands at the foot of the chart."""
        amount = euros(self.tally.cents, self.lang)
        return self.say("pied", montant=amount, regles=edition)

    def _bar(self, label: str, count: int, colour: str) -> Bar:
        shown = f"{self._number(count)} ({self._share(count)})"
        return Bar(label, count, shown, colour or PALETTE[0])


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
