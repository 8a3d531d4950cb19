"""The questions of the form behind a decision: what to ask again, what a refusal rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from ..findings import Critere, Decision
from ..intake.origins import question_of
from ..messages import Lang, message
from ..rulebook.expression import Aggregate, Contains, Expr, Fact, walk
from ..rulebook.model import Derived, RuleBook
from ..typography import french

Asked = Mapping[tuple[str, str], str]
"""The question behind each (path, member of a set) of a dossier."""

MOST = 6
"""Questions named under a refusal: more would hide the motive."""


class Questions:
    """Names the questions of the form that a dossier was imported from."""

    def __init__(self, asked: Asked, book: RuleBook, lang: Lang) -> None:
        self._asked, self._book, self._lang = asked, book, lang

    def __bool__(self) -> bool:
        return bool(self._asked)

    def suffix(self, path: str, element: str = "") -> str:
        """Return « , question « … » du formulaire » for a missing fact, "" when it is unknown."""
        question = question_of(self._asked, path, element)
        if not question:
            return ""
        return message("importer.vue_formulaire", self._lang, question=self._shown(question))

    def under(self, item: Critere) -> str:
        """Return the questions whose answers a criterion rests on, as a sentence; "" for none."""
        found = dict.fromkeys(question_of(self._asked, path) for path in self._rests_on(item.id))
        kept = [self._shown(question) for question in found if question][:MOST]
        named = [message("importer.vue_citee", self._lang, question=question) for question in kept]
        if not named:
            return ""
        return message("importer.vue_reponses", self._lang, questions=", ".join(named))

    def _shown(self, question: str) -> str:
        return french(question) if self._lang == "fr" else question

    def _rests_on(self, criterion: str) -> Iterator[str]:
        """Yield the paths of the dossier that a criterion looks at, derived facts followed."""
        found = next((each for each in self._book.criteria if each.id == criterion), None)
        if found is not None and found.requires is not None:
            yield from self._paths(found.requires, set())

    def _paths(self, expr: Expr, seen: set[str]) -> Iterator[str]:
        for node in walk(expr):
            if isinstance(node, Aggregate):
                yield node.rows.path
            elif isinstance(node, Contains):
                yield node.within.path
            elif isinstance(node, Fact) and node.path not in seen:
                seen.add(node.path)
                made = self._derived.get(node.path)
                if made is None:
                    yield node.path
                elif made.formula is not None:
                    yield from self._paths(made.formula, seen)

    @cached_property
    def _derived(self) -> Mapping[str, Derived]:
        return {each.path: each for each in self._book.derived}


def as_data(decision: Decision, asked: Asked) -> dict[str, str]:
    """Return the question behind each missing fact of a decision, for other programs."""
    found = {path: question_of(asked, path) for path in decision.manquants}
    return {path: question for path, question in found.items() if question}
