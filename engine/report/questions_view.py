"""What is still to be asked, at the terminal and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..messages import Lang, message
from ..questions.order import plain
from ..wording import Wording, listed

if TYPE_CHECKING:
    from ..questions.finder import Questions
    from ..rulebook.model import RuleBook


class QuestionsView:
    """Says the questions of one dossier after the other."""

    def __init__(self, book: RuleBook, lang: Lang) -> None:
        self._book, self._lang, self._wording = book, lang, Wording(book, lang)
        self._verdicts = {each.id: each.title.plain(lang) for each in book.verdicts}

    def _say(self, key: str, **values: object) -> str:
        return message(f"interroger.vue_{key}", self._lang, **values)

    def question(self, path: str) -> str:
        """Return the question to ask for a fact; the line of a list is told."""
        label = self._book.labels.get(plain(path))
        asked = label.question.plain(self._lang) if label and label.question else ""
        if asked and "[" not in path:
            return asked
        return self._wording.label(path)

    def contact(self, path: str) -> str:
        """Return whom to ask, "" where the rule book does not say."""
        label = self._book.labels.get(plain(path))
        found = self._book.contacts.get(label.ask) if label else None
        return found.plain(self._lang) if found else ""

    def lines(self, found: Questions) -> Iterator[str]:
        """Yield the lines that a person reads."""
        decision = found.decision
        yield self._say("titre", reference=decision.reference,
                        verdict=self._verdicts[decision.verdict])  # fmt: skip
        if found.settled:
            yield self._say("fixe")
            return
        if found.best is None:
            yield self._say("sans_issue")
        else:
            yield self._say("premiere", interlocuteur=self.contact(found.best),
                            question=self.question(found.best))  # fmt: skip
            if (found.best,) in found.paths:
                yield self._say("premiere_seule")
            yield ""
            yield self._say("chemins")
            yield from self._sets(found.paths)
            if found.more:
                yield self._say("autres")
        if found.best_verdict is not None and set(found.hopeful) != set(found.paths):
            yield ""
            yield self._say("favorables", verdict=self._verdicts[found.best_verdict])
            yield from self._sets(found.hopeful)
            if found.more_hopeful:
                yield self._say("autres")
        if found.idle:
            yield ""
            names = listed([self._wording.label(path) for path in found.idle], self._lang)
            yield self._say("inutiles", faits=names)

    def _sets(self, sets: tuple[tuple[str, ...], ...]) -> Iterator[str]:
        for place, chosen in enumerate(sets):
            if place and (len(chosen) > 1 or len(sets[place - 1]) > 1):
                yield f"  {self._say('ou')}"
            for path in chosen:
                yield f"  – {self._wording.label(path)}"

    def as_data(self, found: Questions) -> dict[str, Any]:
        """Return the same for other programs."""
        return {
            "reference": found.decision.reference,
            "verdict": found.decision.verdict,
            "fixe": found.settled,
            "premiere": None if found.best is None else self._asked(found.best),
            "ensembles": [list(each) for each in found.paths],
            "autres_ensembles": found.more,
            "meilleur_verdict": found.best_verdict,
            "ensembles_favorables": [list(each) for each in found.hopeful],
            "autres_ensembles_favorables": found.more_hopeful,
            "utiles": [self._asked(path) for path in found.useful],
            "inutiles": list(found.idle),
        }

    def _asked(self, path: str) -> dict[str, str]:
        return {"chemin": path, "question": self.question(path), "demander_a": self.contact(path)}
