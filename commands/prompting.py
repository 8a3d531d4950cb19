"""Questions at a terminal: arrows for choices, checks while typing, « je ne sais pas » everywhere.

The only module that imports questionary; what may be answered is checked by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import questionary
from prompt_toolkit.output import create_output
from questionary import Choice

from ..engine.errors import InputError
from ..engine.messages import Lang, message, template
from ..engine.questions.answers import Said, answer

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from ..engine.measure import Measure
    from ..engine.questions.prompts import Question

BACK: Final = "<"
_UNKNOWN: Final = ("",)
_RETURN: Final = ("<",)


class Back(Exception):
    """The person wants the previous question again."""


class Terminal:
    """Asks at a terminal. ``source`` and ``target`` are given by tests.

    Every method raises KeyboardInterrupt or EOFError when the person leaves.
    """

    def __init__(
        self, measure: Measure, lang: Lang,
        source: Input | None = None, target: Output | None = None,
    ) -> None:  # fmt: skip
        self._measure, self._lang = measure, lang
        # Answers may be redirected to a file: questions then go where they can be read.
        self._streams: dict[str, Any] = {
            "input": source, "output": target or create_output(always_prefer_tty=True),
        }  # fmt: skip

    def ask(self, question: Question, data: Mapping[str, Any]) -> Said:
        """Return what the person says, None where nobody knows; raises :class:`Back`."""
        if question.kind == "rows":
            return self._rows(question, data)
        if question.kind == "set":
            return self._boxes(question)
        if question.kind in ("bool", "enum") or question.options:
            found = self._select(question.text, self._values(question), back=True)
            return None if found is _UNKNOWN else str(found)

        def wrong(text: str) -> str | None:
            return self._wrong(data, question.path, text)

        return self._text(self._worded(question), wrong, back=True)

    # -- one prompt each --------------------------------------------------------------------

    def _select(self, text: str, values: list[Choice], *, back: bool) -> Any:
        choices = [*values, Choice(self._say("inconnu"), _UNKNOWN)]
        if back:
            choices.append(Choice(self._say("retour"), _RETURN))
        found = questionary.select(
            text, choices, instruction=self._say("consigne_choix"), use_jk_keys=False,
            **self._streams,
        ).unsafe_ask()  # fmt: skip
        if found is _RETURN:
            raise Back
        return found

    def _boxes(self, question: Question) -> list[str] | None:
        unknown, back = self._say("inconnu"), self._say("retour")
        choices = [*self._values(question), Choice(unknown, _UNKNOWN), Choice(back, _RETURN)]

        def alone(found: list[Any]) -> bool | str:
            for value, name in ((_UNKNOWN, unknown), (_RETURN, back)):
                if value in found and len(found) > 1:
                    return self._say("cases_contraires", reponse=name)
            return True

        found: list[Any] = questionary.checkbox(
            question.text, choices, validate=alone, instruction=self._say("consigne_cases"),
            use_jk_keys=False, **self._streams,
        ).unsafe_ask()  # fmt: skip
        if found == [_RETURN]:
            raise Back
        return None if found == [_UNKNOWN] else found

    def _text(self, text: str, wrong: Callable[[str], str | None], *, back: bool) -> str | None:
        def valid(said: str) -> bool | str:
            bare = said.strip()
            return not bare or (back and bare == BACK) or wrong(bare) or True

        consigne = self._say("consigne_texte" if back else "consigne_colonne")
        found: str = questionary.text(
            text, validate=valid, instruction=f"{consigne} ", **self._streams
        ).unsafe_ask()
        if back and found.strip() == BACK:
            raise Back
        return found.strip() or None

    # -- lists ------------------------------------------------------------------------------

    def _rows(self, question: Question, data: Mapping[str, Any]) -> list[dict[str, str]] | None:
        lines: list[dict[str, str]] = []
        while True:
            more, end = ("autre", "fin") if lines else ("premiere", "aucune")
            choices = [
                Choice(self._say(f"ligne_{more}"), more),
                Choice(self._say(f"ligne_{end}"), end),
            ]
            found = self._select(question.text, choices, back=True)
            if found is _UNKNOWN:
                return lines or None
            if found == end:
                return lines
            lines.append(self._line(question, data, lines))

    def _line(
        self, question: Question, data: Mapping[str, Any], before: list[dict[str, str]]
    ) -> dict[str, str]:
        line: dict[str, str] = {}
        for column in question.columns:
            name = column.path.rpartition(".")[2]
            cell = f"{question.path}[{len(before)}].{name}"
            text = self._say("ligne", numero=len(before) + 1, question=self._worded(column))
            if column.kind == "bool" or column.options:
                found = self._select(text, self._values(column), back=False)
                said = None if found is _UNKNOWN else str(found)
            else:
                said = self._text(
                    text,
                    lambda said, name=name, cell=cell: self._wrong(  # type: ignore[misc]
                        data, question.path, [*before, {**line, name: said}], cell
                    ),
                    back=False,
                )
            if said is not None:
                line[name] = said
        return line

    # -- words ------------------------------------------------------------------------------

    def _say(self, key: str, **values: object) -> str:
        return message(f"interactif.{key}", self._lang, **values)

    def _worded(self, question: Question) -> str:
        """Return the question, with what its answer counts in."""
        if question.kind == "date":
            return self._say("en_date", question=question.text)
        if question.kind != "number" or not question.unit:
            return question.text
        unit = template(f"unites.{question.unit}", self._lang).rpartition("|")[2]
        return self._say("en_unite", question=question.text, unite=unit)

    def _values(self, question: Question) -> list[Choice]:
        if question.kind == "bool":
            return [Choice(template(f"unites.{word}", self._lang), word) for word in ("oui", "non")]
        return [Choice(option.label, option.code) for option in question.options]

    def _wrong(
        self, data: Mapping[str, Any], path: str, said: Said, cell: str | None = None
    ) -> str | None:
        """Return what is wrong with an answer, or with one cell of it; None: nothing."""
        try:
            answer(self._measure, data, path, said, lang=self._lang)
        except InputError as error:
            for fault in error.faults:
                if cell is None or fault.where.path == cell:
                    return message(fault.code, self._lang, **fault.params)
        return None
