"""An import at the terminal: the sum of rows, what was repaired, what was rejected and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.rule import Rule

from ..intake.assemble import Repair
from ..intake.journal import Journal, Reject
from ..intake.record import Origin
from ..intake.verification import Check, Lost
from ..messages import Lang, message
from ..rulebook.model import RuleBook
from ..wording import Wording
from .terminal import columns, rows, text

if TYPE_CHECKING:
    from rich.table import Table


_SECTIONS: Final[Mapping[str, str]] = {
    "absence": "inconnus", "laisse_inconnu": "inconnus",
    "tronque": "a_verifier", "arrondi": "a_verifier",
}  # fmt: skip
"""What was done to a value, where it is no repair of which one is certain."""


def render(journal: Journal, file: str, written: Iterable[tuple[str, str]]) -> RenderableType:
    """Return the account of an import; ``written`` names the files made, and what to do next."""
    return _View(journal).render(file, written)


def _bullets(lines: Iterable[str]) -> Table:
    table = columns(1)
    for line in lines:
        table.add_row("•", text(line))
    return table


def render_check(check: Check, file: str, book: RuleBook, lang: Lang) -> RenderableType:
    """Return what a mapping misses of a form, and what changed in the form."""

    def say(key: str, **values: object) -> str:
        return message(f"importer.verif_{key}", lang, **values)

    def lost(entries: Iterable[Lost]) -> list[str]:
        return [
            say(f"ligne_lost{'_proche' if e.near else ''}", chemin=e.path, source=e.name,
                proche=e.near) for e in entries
        ]  # fmt: skip

    wording = Wording(book, lang)
    sections: dict[str, list[str]] = {
        "required": [f"{path} ({wording.label(path)})" for path in check.required],
        "lost": lost(check.lost),
        "ambiguous": lost(check.ambiguous),
        "options": [
            say("ligne_option", chemin=e.path, source=e.name, reponse=e.option)
            for e in check.options
        ],
        "unconfirmed": lost(check.unconfirmed),
        "renamed": [
            say(f"ligne_renamed{'' if e.sure else '_doute'}", avant=e.before, apres=e.after)
            for e in check.renamed
        ],
        "new": [question.label for question in check.new],
        "gone": check.gone,
        "unused": [question.label for question in check.unused],
        "unfed": [f"{path} ({wording.label(path)})" for path in check.unfed],
    }
    head = say("complete" if check.complete else "incomplete")
    parts: list[RenderableType] = [
        Rule(text(say("titre", fichier=file)), align="left", style="dim"),
        text(head, style="bold green" if check.complete else "bold red"),
    ]
    for key, lines in sections.items():
        if lines:
            count = f" ({len(lines)})"
            parts += [text(""), text(say(key) + count, style="bold")]
            parts.append(_bullets(lines))
    return Group(*parts)


class _View:
    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lang: Lang = journal.lang

    def say(self, key: str, **values: object) -> str:
        return message(f"importer.vue_{key}", self.lang, **values)

    def render(self, file: str, written: Iterable[tuple[str, str]]) -> RenderableType:
        journal = self.journal
        counted = {
            "lignes": self._count(journal.rows),
            "dossiers": self._count(journal.dossiers),
            "rejets": self._count(journal.rejected),
        }
        parts: list[RenderableType] = [
            Rule(text(self.say("titre", fichier=file)), align="left", style="dim"),
            text(self.say("somme", **counted), style="bold"),
            rows([(self.say(key), told) for key, told in written]),
        ]
        parts += self._section(
            "avertissements", [fault.message(self.lang) for fault in journal.warnings]
        )
        for key in ("reparations", "a_verifier", "inconnus"):
            parts += self._section(key, self._repairs(key))
        parts += self._section("rejets", self._rejects())
        return Group(*parts)

    def _section(self, key: str, lines: Iterable[str]) -> list[RenderableType]:
        listed = list(lines)
        title = text(self.say(key), style="bold")
        return [text(""), title, _bullets(listed)] if listed else []

    def _repairs(self, section: str) -> Iterable[str]:
        for code, count in self.journal.repairs.most_common():
            if _SECTIONS.get(code, "reparations") != section:
                continue
            what = message(f"importer.repare_{code}", self.lang)
            example = self._example(self.journal.examples[code][0])
            yield f"{self._count(count)} × {what}\n{example}"

    def _example(self, repair: Repair) -> str:
        key = "exemple" if repair.after else "exemple_absent"
        return self.say(key, ou=self._place(repair.origin), avant=repair.before, apres=repair.after)

    def _rejects(self) -> Iterable[str]:
        for reject in self.journal.rejects:
            yield self._reject(reject)
        if (more := self.journal.rejected - len(self.journal.rejects)) > 0:
            yield self.say("reste", nombre=self._count(more))

    def _reject(self, reject: Reject) -> str:
        named = f"{self._place(reject.origin)}" + (
            f" ({reject.reference})" if reject.reference else ""
        )
        # An answer that fills several places is wrong once.
        reasons = dict.fromkeys(
            f"\n{self._where(each.origin, each.path)}{self.journal.message(each)}"
            for each in reject.troubles
        )
        return named + "".join(reasons)

    def _where(self, origin: Origin, path: str) -> str:
        colon = " : " if self.lang == "fr" else ": "
        name = f"« {origin.label} »" if self.lang == "fr" else f'"{origin.label}"'
        if not origin.label:
            name = origin.champ or path
        return f"{name}{colon}" if name else ""

    def _place(self, origin: Origin) -> str:
        sheet = self.say("feuille", feuille=origin.sheet) if origin.sheet else ""
        column = self.say("colonne", colonne=origin.column) if origin.column else ""
        return f"{sheet}{self.say('ligne', ligne=origin.row)}{column}"

    def _count(self, number: int) -> str:
        mark = "\u202f" if self.lang == "fr" else ","
        return f"{number:,}".replace(",", mark)
