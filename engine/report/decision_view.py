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

from ..messages import Lang, message, template
from ..rulebook.expression import Contains, walk
from ..typography import french
from ..wording import Wording, day, series
from .aid_view import render_aid, render_orientation
from .grid_view import render_grid
from .questions import Questions
from .terminal import columns, rows, text

if TYPE_CHECKING:
    from rich.text import Text

    from ..dossier import Dossier
    from ..findings import Critere, Decision, Source
    from ..rulebook.model import RuleBook
    from .questions import Asked

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
    decision: Decision,
    book: RuleBook,
    lang: Lang,
    dossier: Dossier | None = None,
    asked: Asked | None = None,
) -> RenderableType:
    """Return the decision as Rich shows it; ``dossier`` adds the names of porteur and project.

    ``asked`` are the questions of the form that it was imported from.
    """
    return _View(decision, book, lang, asked).render(dossier)


def summary(lines: Iterable[tuple[str, str, list[str]]], book: RuleBook, lang: Lang) -> Group:
    """Return one line a dossier: reference, verdict, the criteria that it rests on."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    titles = {verdict.id: verdict.title.plain(lang) for verdict in book.verdicts}
    for reference, verdict, ids in lines:
        table.add_row(
            text(reference), text(titles[verdict], style=STYLES[verdict]), text(", ".join(ids))
        )
    head = Rule(text(message("terminal.bilan", lang)), align="left", style="dim")
    return Group(head, table)


class _View:
    def __init__(
        self, decision: Decision, book: RuleBook, lang: Lang, asked: Asked | None = None
    ) -> None:
        self.decision, self.book, self.lang = decision, book, lang
        self.wording = Wording(book, lang)
        self.questions = Questions(asked or {}, book, lang)

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
        parts += self._section("satisfaits", self._criteria(satisfied, brief=True), len(satisfied))
        out = by_status["sans_objet"]
        parts += self._section("sans_objet", self._criteria(out, brief=True), len(out))
        if self.decision.aide is not None:
            parts += self._section("combien", render_aid(self.decision.aide, self.lang))
        if self.decision.appreciation is not None:
            grid = render_grid(self.decision.appreciation, self.lang)
            parts += self._section("appreciation", grid)
        parts += self._section("orientation", render_orientation(self.decision.orientation))
        parts += self._section("avertissements", self._bullets(self.decision.avertissements, "!"))
        parts += self._section("delais", self._delays())
        parts += self._section("textes", self._sources())
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
        yield Rule(text(decision.reference), align="left", style="dim")
        if names:
            yield text(" — ".join(names))
        title = verdict.title.plain(self.lang).upper()
        yield text(title, style=STYLES[decision.verdict])
        yield text(verdict.summary.plain(self.lang))
        yield text("")
        yield rows(list(self._identity()))

    def _identity(self) -> Iterable[tuple[str, str]]:
        decision, place = self.decision, self.decision.territoire
        yield (self.say("edition"), decision.edition or self.say("aucune_edition"))
        yield (self.say("date_reference"), day(decision.date_reference, self.lang))
        named = french(place.nom or "") if self.lang == "fr" else place.nom
        status = self.say(f"territoire_{place.statut}", nom=named)
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
        return [text(""), text(title, style="bold"), body]

    def _criteria(self, found: Sequence[Critere], *, brief: bool = False) -> Table | None:
        """Return one row a criterion; in brief, its motive alone and what it rests on."""
        if not found:
            return None
        table = columns(1, 6)
        for item in found:
            sign = text(SIGNS[item.statut], style=STYLES.get(item.statut, "cyan"))
            table.add_row(sign, text(item.id), self._brief(item) if brief else self._full(item))
        return table

    def _brief(self, item: Critere) -> Text:
        body = text(item.motif)
        if item.statut != "sans_objet":
            body.append_text(text(f" [{self._reference(item.source)}]", style="dim"))
        return body

    def _full(self, item: Critere) -> Text:
        body = text(item.titre, style="bold")
        lines = [item.motif]
        if item.preuves:
            lines.append(self.say("preuves", faits=item.preuves))
        if item.statut == "non_satisfait" and (answers := self.questions.under(item)):
            lines.append(answers)
        for line in lines:
            body.append_text(text(f"\n{line}", style="not bold"))
        if item.note:
            body.append_text(text(f"\n{item.note}", style="not bold italic"))
        source = self.say("source", reference=self._reference(item.source))
        return body.append_text(text(f"\n{source}", style="not bold dim"))

    def _reference(self, source: Source) -> str:
        level = template(f"terminal.niveau_{source.niveau}", self.lang)
        section = french(source.section) if self.lang == "fr" else source.section
        return f"{source.cle}, {section} ({level})"

    def _sources(self) -> Table:
        """Return the texts cited, each once, and when they were last checked."""
        table = columns(1)
        seen = {item.source.cle: item.source for item in self.decision.criteres.values()}
        for key, source in seen.items():
            title = self.book.sources[key].title.plain(self.lang)
            checked = self.say("verifie", jour=day(source.verifie_le, self.lang))
            table.add_row("•", text(f"{key}{self.say('deux_points')}{title} ({checked})"))
        return table

    def _missing(self) -> Table | None:
        """Return what to ask, grouped by the person who can answer."""
        waiting: dict[str, dict[str, list[str]]] = {}
        for found in self.decision.criteres.values():
            for path in found.manquants:
                contact = self._contact(path)
                waiting.setdefault(contact, {}).setdefault(path, []).append(found.id)
        if not waiting:
            return None
        table = columns(1)
        for contact, facts in waiting.items():
            table.add_row("", text(self.say("a_qui", qui=contact), style="yellow"))
            for path, ids in facts.items():
                label = self._asked(path, ids)
                table.add_row("", Padding(text(f"• {label}"), (0, 0, 0, 2)))
        return table

    def _asked(self, path: str, ids: list[str]) -> str:
        """Return the fact to ask for, each missing item of a set by its own name."""
        kind = self.book.facts.get(path)
        if kind is None or kind.kind != "set":
            return f"{self.wording.label(path)} ({', '.join(ids)}){self.questions.suffix(path)}"
        names = self.book.labels[path].values
        wanted = [
            (criterion.id, node.symbol)
            for criterion in self.book.criteria
            if criterion.id in ids and criterion.requires is not None
            for node in walk(criterion.requires)
            if isinstance(node, Contains) and node.within.path == path
        ]
        told = (
            f"{names[s].plain(self.lang)} ({name}){self.questions.suffix(path, s)}"
            for name, s in wanted
        )
        items = series(told, self.lang)
        return f"{self.wording.label(path)}{self.say('deux_points')}{items}"

    def _contact(self, path: str) -> str:
        plain = path.split("[", 1)[0] + path.partition("]")[2] if "[" in path else path
        label = self.book.labels.get(plain)
        contact = self.book.contacts.get(label.ask) if label else None
        return contact.plain(self.lang) if contact else self.say("porteur")

    def _delays(self) -> Table | None:
        table = columns(1)
        for delay in self.book.delays:
            if (limit := self.decision.echeances.get(delay.id)) is not None:
                meaning = f"{day(limit, self.lang)} — {delay.text.plain(self.lang)}"
                table.add_row("•", text(meaning))
        return table if table.row_count else None

    def _bullets(self, sentences: Iterable[str], sign: str = "•") -> Table | None:
        table = columns(1)
        for sentence in sentences:
            table.add_row(sign, text(sentence))
        return table if table.row_count else None

    def _foot(self) -> RenderableType:
        engine = self.decision.moteur
        line = self.say("moteur", version=engine.version, inference=engine.inference,
                        regles=engine.regles_sha256[:12])  # fmt: skip
        return text(f"\n{line}", style="dim")
