"""« Alors »: the score; the points of each line are among the sentences of ``alors.py``."""

from __future__ import annotations

from pytest_bdd import parsers, then

from .francais import plain
from .situation import Situation, path_of

LINE = r"la ligne (?P<ligne>APP-\d{2})"


@then(parsers.re(rf"{LINE} attend (?P<label>.+)"))
def _(situation: Situation, ligne: str, label: str) -> None:
    assert path_of(label) in situation.grid_line(ligne).manquants


@then(parsers.re(rf"{LINE} n'attend rien du porteur"))
def _(situation: Situation, ligne: str) -> None:
    assert situation.grid_line(ligne).manquants == []


@then(parsers.re(rf'{LINE} mentionne "(?P<texte>[^"]+)"'))
def _(situation: Situation, ligne: str, texte: str) -> None:
    said = plain(situation.grid_line(ligne).motif)
    assert texte in said, said


@then("la note est une fourchette")
def _(situation: Situation) -> None:
    grid = situation.grid
    assert grid.score_min < grid.score_max


@then("la note est connue")
def _(situation: Situation) -> None:
    assert situation.grid.score_min == situation.grid.score_max


@then("la note dit qu'aucune grille officielle n'a été lue")
def _(situation: Situation) -> None:
    assert not situation.grid.officielle
    assert "non officielle" in situation.grid.mention
