"""« Quand »: the dossier is screened, by both inferences, or only read."""

from __future__ import annotations

from pytest_bdd import parsers, when

from .francais import DAY, day
from .situation import Situation


@when("le dossier est instruit")
def _(situation: Situation) -> None:
    situation.screen()


@when(parsers.re(rf"le dossier est instruit à la date du (?P<jour>{DAY})"))
def _(situation: Situation, jour: str) -> None:
    situation.screen(on=day(jour))


@when(parsers.parse("le dossier est instruit selon l'édition {edition:d}"))
def _(situation: Situation, edition: int) -> None:
    situation.screen(edition=str(edition))


@when("le dossier est lu")
def _(situation: Situation) -> None:
    situation.read_dossier()


@when(
    parsers.re(
        rf"le dossier est instruit à la date du (?P<jour>{DAY}) selon l'édition (?P<edition>\d+)"
    )
)
def _(situation: Situation, jour: str, edition: str) -> None:
    situation.screen(on=day(jour), edition=edition)
