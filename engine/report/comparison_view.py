"""Two editions compared: at the terminal, as sentences; as JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule

from ..comparison.difference import (
    ABSENT,
    Cause,
    Comparison,
    Difference,
    Resting,
    Shift,
    Value,
)
from ..comparison.telling import Telling
from ..errors import Where
from ..messages import Lang, message, template
from ..wording import day, listed, series
from .terminal import text

ELIGIBLE = "eligible"


class ComparisonView:
    """Says what a comparison found."""

    def __init__(self, found: Comparison, lang: Lang) -> None:
        self.found, self.lang = found, lang
        self.labels = tuple(side.label for side in found.sides)
        self._telling = tuple(Telling(side, lang) for side in found.sides)
        self._titles: dict[str, str] = {}
        self._verdicts: dict[str, str] = {}
        for side in reversed(found.sides):
            book = side.measure.book
            self._titles |= {c.id: c.title.plain(lang) for c in book.criteria_of(side.edition)}
            self._verdicts |= {v.id: v.title.plain(lang) for v in book.verdicts}

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue; both sides are always told by name."""
        named = {"avant": self.labels[0], "apres": self.labels[1]}
        return message(f"comparer.{key}", self.lang, **{**named, **values})

    def title(self, criterion: str) -> str:
        """Return the title of a criterion."""
        return self._titles[criterion]

    # -- sentences ------------------------------------------------------------------------------

    def sentence(self, criterion: str, shift: Shift) -> str:
        """Return a change of status as people tell it."""
        rank = 1 if shift.before == ABSENT else 0
        dossier = self._telling[rank].dossier(shift, rank, [criterion], whole=True)
        words = [template(f"comparer.statut_{s}", self.lang) for s in (shift.before, shift.after)]
        return self.say("phrase_critere", dossier=dossier, critere=criterion,
                        statut_a=words[0], statut_b=words[1])  # fmt: skip

    def verdict_sentence(self, shift: Shift) -> str:
        """Return a change of verdict as people tell it."""
        missing = [name for name in shift.causes if name not in shift.witness.seen[0].statuses]
        rank = 1 if missing else 0
        dossier = self._telling[rank].dossier(shift, rank, shift.causes, whole=not shift.causes)
        words = [self._verdicts[name].lower() for name in (shift.before, shift.after)]
        return self.say("phrase", dossier=dossier, statut_a=words[0], statut_b=words[1])

    def move(self, shift: Shift) -> str:
        """Return a change of verdict, and because of which criteria."""
        words = {"avant": self._verdicts[shift.before], "apres": self._verdicts[shift.after]}
        if not shift.causes:
            return self.say("verdict", **words)
        return self.say("verdict_causes", criteres=listed(shift.causes, self.lang), **words)

    def cause(self, cause: Cause) -> str:
        """Return what is not written the same."""
        sides = (cause.before, cause.after)
        place = self._place(*(value and value.where for value in sides))
        if cause.kind == "critere":
            shown = [self._part(cause.part, value) for value in sides]
            return self.say(f"cause_{cause.part}", valeur_a=shown[0], valeur_b=shown[1])
        shown = [self._figure(rank, cause.name, value) for rank, value in enumerate(sides)]
        return self.say(f"cause_{cause.kind}", nom=self._named(cause), lieu=place,
                        valeur_a=shown[0], valeur_b=shown[1])  # fmt: skip

    def _named(self, cause: Cause) -> str:
        for side, telling, value in zip(
            self.found.sides, self._telling, (cause.before, cause.after), strict=True
        ):
            if value is None:
                continue
            if cause.kind == "parametre":
                label = side.measure.book.parameters[cause.name].label.plain(self.lang)
                return f"{label[:1].upper()}{label[1:]}"
            return telling.wording.label(cause.name)
        return cause.name

    def _part(self, part: str, value: Value | None) -> str:
        if value is None:
            return template("comparer.rien", self.lang)
        if part == "niveau":
            return template(f"terminal.niveau_{value.shown}", self.lang)
        return str(value.shown)

    def _figure(self, rank: int, name: str, value: Value | None) -> str:
        if value is None or value.type is None:
            return template("comparer.rien", self.lang)
        show = self._telling[rank].wording.shower(f"parametres.{name}", value.type)
        return show(value.shown)

    def _place(self, one: Where | None, two: Where | None) -> str:
        found = [placed(where) for where in (one, two) if where is not None]
        return " / ".join(dict.fromkeys(found))

    def texts(self, resting: tuple[Resting | None, Resting | None]) -> Iterator[str]:
        """Yield the texts that a criterion rests on, told once where they are the same."""
        same = resting[0] == resting[1]
        for rank, found in enumerate(resting[:1] if same else resting):
            if found is not None:
                yield self._texts("textes_memes" if same else "textes", rank, found)

    def _texts(self, key: str, rank: int, resting: Resting) -> str:
        told = [
            self.say("texte", source=c.key, section=c.section,
                     niveau=template(f"terminal.niveau_{c.level}", self.lang))
            for c in resting.citations
        ]  # fmt: skip
        return self.say(key, edition=self.labels[rank], textes=series(told, self.lang),
                        lieu=placed(resting.where))  # fmt: skip

    def windows(self) -> str:
        """Return both periods of deposit, where they are not the same."""
        if not self.found.windows_differ:
            return ""
        one, two = (side.edition for side in self.found.sides)
        days = {"debut_a": one.start, "fin_a": one.end, "debut_b": two.start, "fin_b": two.end}
        return self.say("fenetres", **{key: day(value, self.lang) for key, value in days.items()})

    def dates(self, shift: Shift) -> str:
        """Return that a change comes of the days alone."""
        one, two = (day(seen.on, self.lang) for seen in shift.witness.seen)
        return self.say("dates", jour_a=one, jour_b=two)

    def sum(self) -> str:
        """Return the whole in a sentence."""
        found = self.found
        if found.alike:
            return self.say("bilan_meme")
        return self.say("bilan", criteres=len(found.differences), verdicts=len(found.verdicts),
                        total=found.total)  # fmt: skip

    # -- at the terminal --------------------------------------------------------------------------

    def render(self, *, details: bool = False) -> RenderableType:
        """Return the whole.

        Without ``details``, a dossier is told for each change that makes one eligible or no longer
        so; the other changes are named.
        """
        found = self.found
        parts: list[RenderableType] = [text(self.say("titre"), "bold"), text(self.sum())]
        if windows := self.windows():
            parts.append(text(windows, "dim"))
        if found.differences:
            parts.append(self._head("ce_qui_change"))
            for item in found.differences:
                parts += self._difference(item)
        if found.verdicts:
            parts.append(self._head("verdicts"))
            for shift in found.verdicts:
                parts.append(text(self.move(shift)))
                if details or ELIGIBLE in (shift.before, shift.after):
                    parts.append(_inset(self.verdict_sentence(shift)))
            parts.append(text(self.say("verdicts_autres")))
        parts += [self._head("prouve"), *(text(line) for line in self.proved())]
        if found.idle:
            parts += [self._head("sans_effet"), *(text(self.cause(c)) for c in found.idle)]
        parts.append(text(self.say("bornes", lignes=found.lines), "dim"))
        return Group(*parts)

    def proved(self) -> Iterator[str]:
        """Yield what is proved to be the same."""
        found = self.found
        if not found.verdicts:
            yield self.say("verdicts_memes")
        yield self.say("memes", n=len(found.same), total=found.total,
                       criteres=self._spans(found.same))  # fmt: skip
        for name, _ in found.rewritten:
            yield self.say("reecrit", critere=name)
        if found.listed:
            yield self.say("listes", criteres=listed(found.listed, self.lang))
        if found.worded:
            yield self.say("reformules", criteres=listed(found.worded, self.lang))

    def _spans(self, names: Sequence[str]) -> str:
        """Return names, those that follow one another told by the first and the last."""
        runs: list[list[str]] = []
        for name in names:
            if runs and _next(runs[-1][-1]) == name:
                runs[-1].append(name)
            else:
                runs.append([name])
        told = (
            [self.say("suite_de", premier=run[0], dernier=run[-1])] if len(run) > 2 else run
            for run in runs
        )
        return listed([name for run in told for name in run], self.lang)

    def _head(self, key: str) -> Rule:
        return Rule(text(self.say(key)), align="left", style="dim")

    def _difference(self, item: Difference) -> Iterator[RenderableType]:
        yield text(f"{item.criterion}  {self.title(item.criterion)}", "bold")
        for rank, resting in enumerate(item.resting):
            if resting is None:
                yield _inset(self.say("seulement", edition=self.labels[1 - rank]))
        for shift in item.shifts:
            yield _inset(self.sentence(item.criterion, shift))
            if shift.dates:
                yield _inset(self.dates(shift))
        if item.follows:
            yield _inset(self.say("suite", criteres=listed(item.follows, self.lang)))
        for cause in item.causes:
            yield _inset(self.cause(cause), "dim")
        for told in self.texts(item.resting):
            yield _inset(told, "dim")


def _inset(content: str, style: str = "") -> Padding:
    return Padding(text(content, style), (0, 0, 0, 2))


def _next(name: str) -> str:
    """Return the name that comes after: PRJ-05 after PRJ-04."""
    head, dash, number = name.rpartition("-")
    return f"{head}{dash}{int(number) + 1:0{len(number)}d}" if number.isdigit() else ""


def placed(where: Where) -> str:
    """Return a place of a rule book: its file and line."""
    return ":".join(str(part) for part in (where.file, where.line) if part)
