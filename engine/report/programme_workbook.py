"""A programme as a workbook whose totals are live formulas. Only this module knows XlsxWriter.

Every total is computed by the spreadsheet from the amounts granted: an officer who changes one
sees envelope, shares and constraints follow. Texts of dossiers are written as texts, whatever
they start with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ..envelope.candidates import AXES, Axis, Candidate
from ..envelope.programme import Programme
from ..envelope.sayings import POINTS, sentences
from ..envelope.terms import Limit
from ..envelope.vocabulary import Vocabulary
from ..errors import EngineUnavailableError, Fault
from ..messages import Lang, template
from ..values import CENTS, unscaled
from .programme_files import replace_file

KEPT: Final = (
    "reference", "intitule", "verdict", "score", "score_max", "demande", "part", "accorde",
    "deja_engage", "pondere", "volet", "departement", "territoire",
)  # fmt: skip
MAX_CELL: Final = 32_000
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "head": {"bold": True, "bg_color": "#D9E1F2", "text_wrap": True, "valign": "top"},
    "bold": {"bold": True},
    "title": {"bold": True, "font_size": 14},
    "money": {"num_format": "#,##0.00 €"},
    "total": {"num_format": "#,##0.00 €", "bold": True, "top": 1},
    "points": {"num_format": "0.00"},
    "part": {"num_format": "0.0 %"},
    "wrap": {"text_wrap": True, "valign": "top"},
}
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 — as in a zip: the same programme, the same file


def check_available() -> None:
    """Raise :class:`EngineUnavailableError` when XlsxWriter is not installed."""
    _library()


def write_xlsx(path: Path, made: Programme, names: Vocabulary, lang: Lang = "fr") -> None:
    """Write the workbook at ``path``.

    Raises :class:`EngineUnavailableError` without XlsxWriter, OSError when it cannot be written.
    """
    library = _library()

    def write(temporary: Path) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        book = library.Workbook(str(temporary), options)
        _Workbook(book, made, names, lang).fill()
        try:
            book.close()
        except library.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) from None

    replace_file(path, write)


def _library() -> Any:
    try:
        import xlsxwriter  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise EngineUnavailableError([Fault("enveloppe.tableur_absent")]) from None
    return xlsxwriter


class _Workbook:
    """The sheets of one programme."""

    def __init__(self, book: Any, made: Programme, names: Vocabulary, lang: Lang) -> None:
        self.book, self.made, self.names, self.lang = book, made, names, lang
        self.plan, self.problem = made.plan, made.plan.problem
        self.formats = {name: book.add_format(style) for name, style in FORMATS.items()}
        themes = sorted({t for grant in self.plan.grants for t in grant.candidate.thematiques})
        limited = [s.value for s in self.problem.terms.shares if s.axis == "thematique"]
        self.rows = max(len(self.plan.grants), 1)
        self.themes = list(dict.fromkeys([*themes, *limited]))
        book.set_properties({"created": _MADE})

    def say(self, key: str) -> str:
        return template(f"programme.{key}", self.lang)

    def fill(self) -> None:
        """Write every sheet, the summary first."""
        summary = self._sheet("programme", (34, 20, 20))
        kept = self._sheet("retenus", (18, 40, 14, 10, 10, 16, 8, 16, 12, 10, 16, 14, 28))
        self._kept(kept)
        self._summary(summary)
        self._shares(self._sheet("parts", (36, 10, 18, 10)))
        if self.problem.limits:
            self._limits(self._sheet("contraintes", (60, 18, 18, 12)))
        self._left(self._sheet("ecartes", (18, 40, 14, 10, 10, 16, 16, 100)))

    def _sheet(self, key: str, widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(self.say(f"feuille_{key}"))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _heads(self, sheet: Any, keys: Sequence[str]) -> None:
        for column, key in enumerate(keys):
            self._text(sheet, 0, column, self.say(f"entete_{key}"), "head")
        sheet.freeze_panes(1, 1)

    def _text(self, sheet: Any, row: int, column: int, content: str, style: str = "") -> None:
        sheet.write_string(row, column, content[:MAX_CELL], self.formats.get(style))

    def _euros(self, sheet: Any, row: int, column: int, cents: int | None) -> None:
        if cents is not None:
            sheet.write_number(row, column, _number(cents, CENTS), self.formats["money"])

    def _formula(
        self, sheet: Any, cell: tuple[int, int], formula: str, value: float | str, style: str
    ) -> None:
        """Write a formula with the value that it has now, for readers that compute nothing."""
        sheet.write_formula(*cell, formula, self.formats.get(style), value)

    # -- those funded: the only amounts, which every total reads --------------------------------

    _AMOUNT, _PART, _SCORE = "H", "G", "D"
    _COLUMN: Final[dict[Axis, str]] = {"volet": "K", "departement": "L", "territoire": "M"}
    _FIRST_THEME = 13

    def _kept(self, sheet: Any) -> None:
        self._heads(sheet, KEPT)
        for offset, theme in enumerate(self.themes):
            name = self.names.name("thematique", theme)
            self._text(sheet, 0, self._FIRST_THEME + offset, name, "head")
        for row, grant in enumerate(self.plan.grants, 1):
            candidate = grant.candidate
            self._identity(sheet, row, candidate)
            self._euros(sheet, row, 5, candidate.demande)
            sheet.write_number(row, 6, grant.percent / 100, self.formats["part"])
            self._euros(sheet, row, 7, grant.cents)
            self._text(sheet, row, 8, self.say("oui") if grant.committed else "")
            weighted, line = _number(grant.score, POINTS), row + 1
            self._formula(sheet, (row, 9), f"=D{line}*G{line}", weighted, "points")
            for axis, column in self._COLUMN.items():
                self._text(sheet, row, ord(column) - ord("A"), self._value(candidate, axis))
            for offset, theme in enumerate(self.themes):
                mark = self.say("oui") if theme in candidate.thematiques else ""
                self._text(sheet, row, self._FIRST_THEME + offset, mark)
        last = self.rows + 1
        self._text(sheet, last, 0, self.say("entete_total"), "bold")
        total = _number(self.plan.engaged, CENTS)
        self._formula(sheet, (last, 7), self._sum("H"), total, "total")
        self._formula(sheet, (last, 9), self._sum("J"), _number(self.plan.score, POINTS), "points")

    def _identity(self, sheet: Any, row: int, candidate: Candidate) -> None:
        self._text(sheet, row, 0, candidate.reference)
        self._text(sheet, row, 1, candidate.intitule or "")
        self._text(sheet, row, 2, self.say(f"verdict_{candidate.verdict}"))
        for column, score in ((3, candidate.score_min), (4, candidate.score_max)):
            sheet.write_number(row, column, _number(score * 100, POINTS), self.formats["points"])

    def _value(self, candidate: Candidate, axis: Axis) -> str:
        return next((self.names.name(axis, v) for v in candidate.valeurs(axis)),
                    self.say("non_renseigne"))  # fmt: skip

    def _range(self, column: str) -> str:
        sheet = self.say("feuille_retenus")
        return f"'{sheet}'!${column}$2:${column}${self.rows + 1}"

    def _sum(self, column: str) -> str:
        # Within its own sheet, the total stands just below what it sums.
        return f"=SUM({column}2:{column}{self.rows + 1})"

    def _cell_total(self) -> str:
        return f"'{self.say('feuille_retenus')}'!$H${self.rows + 2}"

    # -- totals ---------------------------------------------------------------------------------

    def _summary(self, sheet: Any) -> None:
        plan, problem = self.plan, self.problem
        self._text(sheet, 0, 0, self.say("feuille_programme"), "title")
        proved = "mode_optimal_prouve" if plan.proved else "mode_optimal"
        self._text(sheet, 1, 0, self.say("mode_rang" if self.made.mode == "rang" else proved))
        labels = ("entete_enveloppe", "tete_reserve", "tete_engage", "tete_reliquat",
                  "entete_nombre", "tete_score")  # fmt: skip
        for row, key in enumerate(labels, 3):
            self._text(sheet, row, 0, self.say(key), "bold")
        self._euros(sheet, 3, 1, problem.envelope)
        self._euros(sheet, 4, 1, problem.terms.reserve)
        engaged, left = (_number(cents, CENTS) for cents in (plan.engaged, plan.left))
        self._formula(sheet, (5, 1), f"={self._cell_total()}", engaged, "money")
        self._formula(sheet, (6, 1), "=B4-B5-B6", left, "money")
        count = len(plan.grants)
        self._formula(sheet, (7, 1), f"=COUNT({self._range('H')})", count, "")
        total = f"=SUM({self._range('J')})"
        self._formula(sheet, (8, 1), total, _number(plan.score, POINTS), "points")
        notes = [] if self.made.official else [self.say("grille_non_officielle")]
        notes += [warning.text(self.lang) for warning in self.made.warnings]
        for row, note in enumerate(notes, 10):
            self._text(sheet, row, 0, note)

    def _shares(self, sheet: Any) -> None:
        self._heads(sheet, ("valeur", "nombre", "accorde", "part_engage"))
        row = 1
        for axis in AXES:
            self._text(sheet, row, 0, self.say(f"titre_{axis}"), "bold")
            row += 1
            for value, grants in self.plan.shared(axis).items():
                if axis == "thematique" and value is None:
                    continue
                name = self.names.name(axis, value) if value else self.say("non_renseigne")
                cents = sum(grant.cents for grant in grants)
                self._text(sheet, row, 0, name)
                count, amount = self._tests(axis, value, f"$A{row + 1}")
                self._formula(sheet, (row, 1), count, len(grants), "")
                self._formula(sheet, (row, 2), amount, _number(cents, CENTS), "money")
                part = cents / self.plan.engaged if self.plan.engaged else 0
                of_all = f"=IF({self._cell_total()}=0,0,C{row + 1}/{self._cell_total()})"
                self._formula(sheet, (row, 3), of_all, part, "part")
                row += 1

    def _tests(self, axis: Axis, value: str | None, name: str) -> tuple[str, str]:
        """Return the formulas that count and sum what is given to a value of an axis."""
        if axis == "thematique":
            column = _letter(self._FIRST_THEME + self.themes.index(value or ""))
            name = f'"{self.say("oui")}"'
        else:
            column = self._COLUMN[axis]
        where, amounts = self._range(column), self._range(self._AMOUNT)
        return f"=COUNTIF({where},{name})", f"=SUMIF({where},{name},{amounts})"

    def _limits(self, sheet: Any) -> None:
        self._heads(sheet, ("contrainte", "limite", "engage", "respectee"))
        for row, (number, limit) in enumerate(enumerate(self.problem.limits), 1):
            self._text(sheet, row, 0, limit.words.text(self.lang), "wrap")
            if limit.rate is None:
                self._euros(sheet, row, 1, limit.cents)
            else:
                envelope = f"'{self.say('feuille_programme')}'!$B$4"
                share = f"=ROUND({envelope}*{unscaled(limit.rate, 6):f},2)"
                self._formula(sheet, (row, 1), share, _number(limit.cents, CENTS), "money")
            named = self._quoted(limit)
            _, amount = self._tests(limit.share.axis, limit.share.value, named)
            total = self.plan.totals[number]
            self._formula(sheet, (row, 2), amount, _number(total, CENTS), "money")
            sign = ">=" if limit.side == "minimum" else "<="
            yes, no = self.say("oui"), self.say("non")
            test = f'=IF(ROUND(C{row + 1}-B{row + 1},2){sign}0,"{yes}","{no}")'
            self._formula(sheet, (row, 3), test, yes if self.plan.keeps(number) else no, "bold")

    def _quoted(self, limit: Limit) -> str:
        return '"' + limit.share.name.replace('"', '""') + '"'

    def _left(self, sheet: Any) -> None:
        self._heads(sheet, ("reference", "intitule", "verdict", "score", "score_max", "demande",
                            "financable", "motif"))  # fmt: skip
        for row, (candidate, why) in enumerate(self.made.left, 1):
            self._identity(sheet, row, candidate)
            self._euros(sheet, row, 5, candidate.demande)
            self._euros(sheet, row, 6, candidate.montant)
            self._text(sheet, row, 7, sentences(why, self.lang), "wrap")


def _number(value: int, scale: int) -> float:
    # The double nearest to an exact amount shows as that amount.
    return float(unscaled(value, scale))


def _letter(column: int) -> str:
    """Return the letters of a column, from 0.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
