"""What others say: the governance of the territory, the pieces joined, the services' opinions."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from ..dossier import vocabulary
from .cells import Cells, Phrases, Sheet
from .draws import Draws, Ints
from .laws import Governance, Opinions, laws

PIECES: Final = vocabulary()["pieces"].values
OPINIONS: Final = ("favorable", "defavorable")


def governance(draws: Draws, law: Governance, deposit: Ints, sheet: Sheet) -> None:
    """Draw the agreement and the pieces: the written agreement comes with a favourable one."""
    accord = draws.pick("gouvernance.accord", law.accord)
    given = accord != law.accord.labels.index("en_attente")
    day = deposit - draws.level("date de l'accord", law.delai_jours)
    dated = given & draws.happens("accord daté", law.date_connue)
    whole = draws.happens("pièces", law.pieces_completes)
    sheet |= {
        "gouvernance.accord": Cells(accord, labels=law.accord.labels),
        "gouvernance.date_accord": Cells(day, dated),
        "pieces.connu": Cells(np.ones(draws.size, dtype=np.bool_)),
    }
    for piece in PIECES:
        joined = whole | draws.happens(f"pièce {piece}", law.piece_jointe)
        if piece == "accord_gouvernance":
            joined &= accord == law.accord.labels.index("favorable")
        sheet[f"pieces.{piece}"] = Cells(joined)


@cache
def _motives() -> Phrases:
    return Phrases.of(laws().appreciations.motifs[opinion] for opinion in OPINIONS)


def opinions(draws: Draws, law: Opinions, deposit: Ints, sheet: Sheet) -> None:
    """Draw the opinions of the dossiers that the services have seen."""
    seen = draws.happens("instruits", law.instruits)
    for criterion, bound in law.criteres.items():
        path = f"appreciations.{criterion}"
        given = seen & draws.happens(f"{path} demandé", bound)
        against = ~draws.happens(path, law.favorable[criterion])
        opinion = against.astype(np.int64)
        author = draws.below(f"{path} auteur", len(law.auteurs))
        day = deposit + draws.level(f"{path} délai", law.delai_jours)
        sheet |= {
            f"{path}.avis": Cells(opinion, given, OPINIONS),
            f"{path}.auteur": Cells(author, given, law.auteurs),
            f"{path}.date": Cells(day, given),
            f"{path}.motif": _motives().drawn(draws, f"{path} motif", opinion, given),
        }
