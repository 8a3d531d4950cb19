"""A decision at the terminal: the verdict and why, then what is missing and whom to ask.

Readable at 80 columns, without colour and piped: every sign comes with its word, every line is
indented by meaning. Texts of a dossier are shown as they are, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..messages import Lang, message, template
from ..wording import Wording, day

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Critere, Decision, Source
    from ..rulebook.model import RuleBook

STYLES = {
    "eligible": "bold green",
    "ineligible": "bold red",
    "a_completer": "bold yellow",
    "a_apprecier": "bold cyan",
    "satisfait": "green",
    "non_satisfait": "red",
    "indetermine": "yellow",
    "sans_objet": "dim",
}
SIGNS = {
    "satisfait": "✓",
    "non_satisfait": "✗",
    "indetermine": "?",
    "a_apprecier": "◦",
    "sans_objet": "–",
}


def render(
    decision: Decision, book: RuleBook, lang: Lang, dossier: Dossier | None = None
) -> RenderableType:
    """Return the decision as Rich shows it; ``dossier`` adds the names of porteur and project."""
    return _View(decision, book, lang).render(dossier)


class _View:
    def __init__(self, decision: Decision, book: RuleBook, lang: Lang) -> None:
        self.decision, self.book, self.lang = decision, book, lang
        self.wording = Wording(book, lang)

    def say(self, key: str, **values: object) -> str:
        return message(f"terminal.{key}", self.lang, **values)

    def render(self, dossier: Dossier | None) -> RenderableType:
        by_status: dict[str, list[Critere]] = {status: [] for status in SIGNS}
        for found in self.decision.criteres.values():
            by_status[found.statut].append(found)
        parts: list[RenderableType] = [*self._head(dossier)]
        parts += self._section("refus", self._criteria(by_status["non_satisfait"]))
        parts += self._section("a_demander", self._missing())
        undetermined = by_status["indetermine"]
        parts += self._section("a_completer", self._criteria(undetermined), len(undetermined))
        judged = by_status["a_apprecier"]
        parts += self._section("a_apprecier", self._criteria(judged), len(judged))
        satisfied = by_status["satisfait"]
        parts += self._section("satisfaits", self._criteria(satisfied), len(satisfied))
        out = by_status["sans_objet"]
        parts += self._section("sans_objet", self._criteria(out, sources=False), len(out))
        parts += self._section("avertissements", self._bullets(self.decision.avertissements, "!"))
        parts += self._section("delais", self._delays())
        parts += self._section("rappels", self._bullets(self.decision.rappels))
        parts.append(self._foot())
        return Group(*parts)

    # -- the head: verdict, and what the dossier is ------------------------------------------

    def _head(self, dossier: Dossier | None) -> Iterable[RenderableType]:
        decision = self.decision
        verdict = next(v for v in self.book.verdicts if v.id == decision.verdict)
        names = [
            name
            for name in (
                dossier.porteur.raison_sociale if dossier and dossier.porteur else None,
                dossier.projet.intitule if dossier and dossier.projet else None,
            )
            if name
        ]
        yield Rule(Text(" · ".join([decision.reference, *names])), align="left", style="dim")
        title = verdict.title.plain(self.lang).upper()
        yield Text(title, style=STYLES[decision.verdict])
        yield Text(verdict.summary.plain(self.lang))
        yield Text("")
        yield _grid(self._identity(), style="dim")

    def _identity(self) -> Iterable[tuple[str, str]]:
        decision, place = self.decision, self.decision.territoire
        edition = (
            self.book.editions[decision.edition].title.plain(self.lang)
            if decision.edition
            else self.say("aucune_edition")
        )
        yield (self.say("edition"), edition)
        yield (self.say("date_reference"), day(decision.date_reference, self.lang))
        status = self.say(f"territoire_{place.statut}", nom=place.nom or "")
        commune = f" ({self.say('commune', code=place.commune)})" if place.commune else ""
        yield (self.say("territoire"), status + commune)
        if decision.categorie_entreprise:
            path = self.book.returns.get("categorie_entreprise", "")
            kind = self.book.facts[path]
            shown = self.wording.shower(path, kind)(decision.categorie_entreprise)
            yield (self.say("categorie"), shown)

    # -- sections ------------------------------------------------------------------------------

    def _section(
        self, key: str, body: RenderableType | None, count: int = 0
    ) -> list[RenderableType]:
        if body is None:
            return []
        title = self.say(key) + (f" ({count})" if count else "")
        return [Text(""), Text(title, style="bold"), body]

    def _criteria(self, found: Sequence[Critere], *, sources: bool = True) -> Table | None:
        if not found:
            return None
        table = _columns(1, 6)
        for item in found:
            body = Text(item.titre, style="bold" if sources else "")
            if item.motif:
                body.append(f"\n{item.motif}", style="not bold")
            if item.preuves:
                body.append(f"\n{self.say('preuves', faits=item.preuves)}", style="not bold")
            if item.note and item.statut in {"a_apprecier", "non_satisfait"}:
                body.append(f"\n{item.note}", style="not bold italic")
            if sources:
                body.append(f"\n{self._source(item.source)}", style="not bold dim")
            sign = Text(SIGNS[item.statut], style=STYLES.get(item.statut, "cyan"))
            table.add_row(sign, Text(item.id), body)
        return table

    def _source(self, source: Source) -> str:
        return self.say(
            "source",
            titre=self.book.sources[source.cle].title.plain(self.lang),
            section=source.section,
            niveau=template(f"terminal.niveau_{source.niveau}", self.lang),
            jour=day(source.verifie_le, self.lang),
        )

    def _missing(self) -> Table | None:
        """Return what to ask, grouped by the person who can answer."""
        waiting: dict[str, dict[str, list[str]]] = {}
        for found in self.decision.criteres.values():
            for path in found.manquants:
                contact = self._contact(path)
                waiting.setdefault(contact, {}).setdefault(path, []).append(found.id)
        if not waiting:
            return None
        table = _columns(1)
        for contact, facts in waiting.items():
            table.add_row("", Text(self.say("a_qui", qui=contact), style="yellow"))
            for path, ids in facts.items():
                label = self._asked(path, ids)
                table.add_row("", Padding(Text(f"• {label}"), (0, 0, 0, 2)))
        return table

    def _asked(self, path: str, ids: list[str]) -> str:
        return f"{self.wording.label(path)} ({', '.join(ids)})"

    def _contact(self, path: str) -> str:
        plain = path.split("[", 1)[0] + path.partition("]")[2] if "[" in path else path
        label = self.book.labels.get(plain)
        contact = self.book.contacts.get(label.ask) if label else None
        return contact.plain(self.lang) if contact else self.say("porteur")

    def _delays(self) -> Table | None:
        table = _columns(1)
        for delay in self.book.delays:
            if (limit := self.decision.echeances.get(delay.id)) is not None:
                text = Text(f"{day(limit, self.lang)} — {delay.text.plain(self.lang)}")
                table.add_row("•", text)
        return table if table.row_count else None

    def _bullets(self, texts: Iterable[str], sign: str = "•") -> Table | None:
        table = _columns(1)
        for text in texts:
            table.add_row(sign, Text(text))
        return table if table.row_count else None

    def _foot(self) -> RenderableType:
        engine = self.decision.moteur
        text = self.say("moteur", version=engine.version, inference=engine.inference,
                        regles=engine.regles_sha256[:12])  # fmt: skip
        return Text(f"\n{text}", style="dim")


def _columns(*widths: int) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    for width in widths:
        table.add_column(width=width, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    return table


def _grid(rows: Iterable[tuple[str, str]], style: str = "") -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(style=style)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    return table
