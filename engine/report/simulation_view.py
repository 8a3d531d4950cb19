"""A simulation at the terminal: the transitions, where, for how much, why; value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table

from ..messages import Lang, message, template
from ..rulebook.model import RuleBook
from ..rulebook.supposed import figures
from ..simulation.account import SEVERITY, Account, Change, Group, Money
from ..simulation.scenario import Scenario
from ..typography import NARROW, NBSP
from ..values import unscaled
from ..wording import Wording, euros, listed, number, series
from .decision_view import STYLES
from .terminal import rows, text

if TYPE_CHECKING:
    from rich.text import Text

MOST: Final = 12
"""Lines told of what changes no verdict."""
SHORT: Final = 8
"""Characters of a column of figures at least."""


class SimulationView:
    """Says what a simulation came to; ``scenarios`` and ``accounts`` go in pairs."""

    def __init__(
        self,
        book: RuleBook,
        scenarios: Sequence[Scenario],
        accounts: Sequence[Account],
        editions: tuple[str | None, str | None],
        lang: Lang,
    ) -> None:
        self.book, self.lang, self.scenarios, self.accounts = book, lang, scenarios, accounts
        self.editions = (editions[0], editions[1] or editions[0])
        self._before, self._after = self.editions
        self._wording = Wording(book, lang)
        self.verdict = {each.id: each.title.plain(lang) for each in book.verdicts}
        self._criteria = {each.id: each.title.plain(lang) for each in book.criteria}

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue."""
        return message(f"simuler.{key}", self.lang, **values)

    # -- words --------------------------------------------------------------------------------

    def edition(self, name: str | None) -> str:
        """Return how an edition is called, or how it is chosen."""
        return self.say("regle_date") if name is None else self.say("regle_edition", edition=name)

    def values(self, scenario: Scenario, *, names: bool = True) -> str:
        """Return the values of a scenario as people read them."""
        found = []
        for name, value in figures(self.book, scenario.values).items():
            item = self.book.parameters[name]
            shown = self._wording.shower(f"parametres.{name}", item.type)(value)
            label = item.label.plain(self.lang)
            found.append(
                self.say("regle_valeur", parametre=label, valeur=shown) if names else shown
            )
        return ", ".join(found)

    def before(self) -> str:
        """Return the rules before."""
        return self.edition(self._before)

    def after(self, scenario: Scenario) -> str:
        """Return the rules of a scenario."""
        edition, values = self.edition(self._after), self.values(scenario)
        return self.say("regle_valeurs", edition=edition, valeurs=values) if values else edition

    def tried(self) -> str:
        """Return what a sweep makes vary, and the edition that it is tried in."""
        names = list(dict.fromkeys(name for each in self.scenarios for name in each.values))
        labels = [self.book.parameters[name].label.plain(self.lang) for name in names]
        return series([self.edition(self._after), listed(labels, self.lang)], self.lang)

    def place(self, name: str) -> str:
        """Return a territory's name, or that there is none."""
        return name or self.say("hors_territoire")

    def size(self, name: str) -> str:
        """Return a size class in words."""
        if not name:
            return self.say("sans_taille")
        path = self.book.returns["categorie_entreprise"]
        return str(self._wording.shower(path, self.book.facts[path])(name))

    def criterion(self, name: str) -> str:
        """Return a criterion and its title."""
        return f"{name}  {self._criteria.get(name, '')}"

    def count(self, value: int) -> str:
        """Return a whole number."""
        return number(value, self.lang)

    def signed(self, cents: int) -> str:
        """Return a difference of amounts with its sign."""
        shown = euros(abs(cents), self.lang)
        return shown if not cents else f"{'+' if cents > 0 else '−'}{shown}"

    def amount(self, cents: int | None) -> str:
        """Return an amount, or that it is unknown."""
        return self.say("inconnu") if cents is None else euros(cents, self.lang)

    # -- at the terminal ----------------------------------------------------------------------

    def render(self, written: Sequence[tuple[str, str]], *, details: bool) -> RenderableType:
        """Return the account; ``written`` are the files made, by the key of their name."""
        parts: list[RenderableType] = []
        if len(self.accounts) > 1:
            parts += [self._sweep_head(), self._title("valeurs"), self._sweep()]
            if details:
                for scenario, account in zip(self.scenarios, self.accounts, strict=True):
                    parts.append(Rule(text(self.values(scenario)), align="left", style="dim"))
                    parts += self._changes(account.changes)
        else:
            parts += self._one(self.scenarios[0], self.accounts[0], details=details)
        if written:
            parts.append(rows([(self.say(key), path) for key, path in written]))
        return Stack(*parts)

    def _title(self, key: str) -> Rule:
        return Rule(text(self.say(key)), align="left", style="dim")

    def _one(
        self, scenario: Scenario, account: Account, *, details: bool
    ) -> Iterator[RenderableType]:
        yield rows([
            (self.say("avant"), self.before()),
            (self.say("apres"), self.after(scenario)),
            (self.say("dossiers"), self._sum(account)),
            (self.say("eligibles"), self._money(account.eligible_before, account.eligible_after)),
            (self.say("possibles"), self._money(account.possible_before, account.possible_after)),
        ])  # fmt: skip
        yield self._title("verdicts")
        yield self._verdicts(account)
        if account.changes:
            arrows = [(self._arrow(*pair), group) for pair, group in account.moves()]
            places = [
                (text(self.place(name)), group) for (_, name), group in account.by_territory()
            ]
            sizes = [(text(self.size(name)), group) for name, group in account.by_size()]
            why = [(text(self.criterion(name)), group) for name, group in account.by_cause()]
            for key, groups in (
                ("transitions", arrows), ("territoires", places), ("tailles", sizes),
                ("causes", why),
            ):  # fmt: skip
                yield self._title(key)
                yield self._groups(groups)
        else:
            yield text(self.say("aucun_changement"), "bold")
        effects = self.effects(account)
        if effects:
            yield self._title("effets")
            yield from (text(line) for line in effects[:MOST])
        elif not account.changes:
            yield text(self.say("aucun_effet"))
        if details and account.changes:
            yield self._title("details")
            yield from self._changes(account.changes)

    def _sum(self, account: Account) -> str:
        kept = account.rows - account.rejected - account.changed
        return self.say(
            "somme", lignes=self.count(account.rows), changent=self.count(account.changed),
            gardent=self.count(kept), rejets=self.count(account.rejected),
        )  # fmt: skip

    def _money(self, before: Money, after: Money) -> str:
        shown = self.say(
            "montants", avant=euros(before.cents, self.lang), apres=euros(after.cents, self.lang),
            ecart=self.signed(after.cents - before.cents),
        )  # fmt: skip
        if not (before.unknown or after.unknown):
            return shown
        unknown = {"avant": self.count(before.unknown), "apres": self.count(after.unknown)}
        return series([shown, self.say("inconnus", **unknown)], self.lang)

    def _verdicts(self, account: Account) -> Table:
        table = Table.grid(padding=(0, 2))
        before, after = account.verdicts(after=False), account.verdicts(after=True)
        for name in SEVERITY:
            change = after[name] - before[name]
            sign = "+" if change > 0 else "−" if change < 0 else ""
            counts = f"{self.count(before[name])} → {self.count(after[name])}"
            shown = f"({sign}{self.count(abs(change))})" if change else ""
            table.add_row(text(self.verdict[name], STYLES.get(name, "")), text(counts), text(shown))
        return table

    def _arrow(self, before: str, after: str) -> Text:
        shown = text(self.verdict[before], STYLES.get(before, ""))
        return shown.append(" → ").append(text(self.verdict[after], STYLES.get(after, "")))

    def _groups(self, groups: Iterable[tuple[Text, Group]]) -> Table:
        table = Table(box=None, padding=(0, 1), expand=True, header_style="dim", pad_edge=False)
        table.add_column("", ratio=1, overflow="fold")
        for key in ("nombre", "mieux", "moins"):
            table.add_column(text(self.say(key)), justify="right")
        table.add_column(text(self.say("ecart")), justify="right")
        for label, group in groups:
            table.add_row(
                label, *(text(self.count(n)) for n in (group.count, group.better, group.worse)),
                text(self.gap(group)),
            )  # fmt: skip
        return table

    def gap(self, group: Group, *, short: bool = False) -> str:
        """Return what a group's amounts come to; what is unknown on either side beside it."""
        cents = group.after.cents - group.before.cents
        shown = self.plus(cents) if short else self.signed(cents)
        unknown = group.before.unknown + group.after.unknown
        if not unknown:
            return shown
        return self.say("plus_inconnus", montant=shown, nombre=self.count(unknown))

    def _changes(self, changes: Iterable[Change]) -> Iterator[RenderableType]:
        for change in changes:
            line = text(f"{change.reference}  ", "bold").append(
                self._arrow(change.before, change.after)
            )
            yield line.append(text(f"  {', '.join(change.causes)}"))
            money = f"{self.amount(change.cents_before)} → {self.amount(change.cents_after)}"
            yield text(f"    {self.place(change.place)} · {self.size(change.size)} · {money}")

    # -- what changes no verdict --------------------------------------------------------------

    def effects(self, account: Account) -> list[str]:
        """Return what changes on dossiers that keep their verdict, in sentences."""
        found = []
        for still, count in sorted(account.still.items(), key=lambda item: (-item[1], item[0])):
            held = account.held.get(still.criterion)
            if held and still.before == "non_satisfait":
                others = [
                    self.say("masque_par", critere=name, nombre=self.count(n))
                    for name, n in sorted(held.items(), key=lambda item: (-item[1], item[0]))
                ]
                found.append(
                    self.say("masque", critere=still.criterion, nombre=self.count(count),
                             autres=listed(others[:4], self.lang))
                )  # fmt: skip
            else:
                found.append(
                    self.say("statut_change", critere=still.criterion, nombre=self.count(count),
                             avant=self._status(still.before), apres=self._status(still.after))
                )  # fmt: skip
        if account.amounts:
            ecart = self.signed(account.amounts_cents)
            found.append(
                self.say("montant_change", nombre=self.count(account.amounts), ecart=ecart)
            )
        return found

    def _status(self, name: str) -> str:
        return template(f"regle.statut_{name}", self.lang) if name else self.say("hors_regles")

    # -- value by value -----------------------------------------------------------------------

    def _sweep_head(self) -> Table:
        return rows([
            (self.say("avant"), self.before()),
            (self.say("apres"), self.tried()),
            (self.say("dossiers"), self.count(self.accounts[0].rows)),
        ])  # fmt: skip

    def _sweep(self) -> Table:
        table = Table(
            box=None, padding=(0, 1), collapse_padding=True, header_style="dim", pad_edge=False
        )
        table.add_column(text(self.say("valeur")), no_wrap=True)
        heads = [self.verdict[name] for name in SEVERITY]
        heads += [self.say(key) for key in ("changent", "montant_eligibles", "ecart_court")]
        for head in heads:
            longest = max(map(len, head.split(" ")))
            table.add_column(text(head), justify="right", min_width=max(longest, SHORT))
        first = self.accounts[0]
        today = first.verdicts(after=False)
        table.add_row(
            text(self.say("actuelles"), "dim"), *(text(self.count(today[n])) for n in SEVERITY),
            "", text(self.millions(first.eligible_before.cents)), "",
        )  # fmt: skip
        for scenario, account in zip(self.scenarios, self.accounts, strict=True):
            found = account.verdicts(after=True)
            gap = account.eligible_after.cents - account.eligible_before.cents
            table.add_row(
                text(self.short(scenario)),
                *(text(self.count(found[name])) for name in SEVERITY),
                text(self.count(account.changed)),
                text(self.millions(account.eligible_after.cents)),
                text(self.plus(gap)),
            )
        return table

    def millions(self, cents: int) -> str:
        """Return an amount in million euros, for a narrow column."""
        hundredths = (abs(cents) + 500_000) // 1_000_000
        shown = f"{unscaled(hundredths, 2):,.2f}"
        if self.lang == "fr":
            shown = shown.replace(",", NARROW).replace(".", ",")
        sign = "−" if cents < 0 and hundredths else ""
        return self.say("millions", montant=f"{sign}{shown}")

    def plus(self, cents: int) -> str:
        """Return a difference in million euros with its sign."""
        return ("+" if cents > 0 else "") + self.millions(cents)

    def short(self, scenario: Scenario) -> str:
        """Return the values of a scenario without their names nor idle cents."""
        shown = self.values(scenario, names=False)
        return shown.replace(f",00{NBSP}€", f"{NBSP}€") if self.lang == "fr" else shown
