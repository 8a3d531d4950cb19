"""What a scenario states of a decision, that a mutant may contradict: statuses, verdict, amounts.

Texts quoted from a decision, and what it waits for, are not results: they kill nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ..audit.scenarios import ANSWERS, SUBJECTS, asserted

Sort = Literal["critere", "verdict", "refus", "retour", "regime", "montant", "delai", "lent"]
"""What is stated; ``lent``: only the whole decision tells."""


class Watch(NamedTuple):
    """One thing stated: of a criterion, of a regime, of an output of its line.

    Of a criterion that an opinion settled, ``output`` says so: its computed status matters too.
    """

    sort: Sort
    name: str = ""
    output: str = ""


OUTPUTS = {
    r"son taux est de .+": "taux",
    r"son plafond (est|n'est|peut) .+": "plafond",
    r"son plafond indicatif est .+": "plafond_haut",
}
"""What is said of the regime last named, by the output of its line."""
DELAYS = {
    r"la recevabilité se décide .+": "recevabilite",
    r"la demande se décide .+": "decision",
}
WHOLE = (
    r"le régime retenu est .+", "aucun régime n'est retenu", r"le premier régime présenté est .+",
    r"\d+ régimes sont examinés", "aucun régime d'aide d'État n'est examiné",
    r"le montant maximal .+", r"ce qui (le borne|borne le montant) est .+",
    r"l'édition appliquée est .+", "aucune édition ne s'applique",
    r"la note est .+", r"la décision ne porte que sur .+", r"le critère \S+ n'existe pas .+",
)  # fmt: skip
UNKNOWN_SIZE = (
    "la taille de l'entreprise reste inconnue",
    "le porteur n'a pas de catégorie d'entreprise",
)
REGIME = re.compile(rf"le régime ({SUBJECTS['regime']}) .+")


def watches(texts: Iterable[str]) -> Iterator[tuple[str, Watch]]:
    """Yield each sentence that states a result, and what it states.

    >>> [watch for _, watch in watches(["le critère PRJ-04 est satisfait", "il ne manque rien"])]
    [Watch(sort='critere', name='PRJ-04', output='')]
    """
    regime = ""
    for text in texts:
        text = text.replace("’", "'")
        if named := REGIME.fullmatch(text):
            regime = named[1]
        watch = _watch(text, regime)
        if watch is not None:
            yield text, watch


def _watch(text: str, regime: str) -> Watch | None:
    if text in ANSWERS:
        return Watch("retour", ANSWERS[text][0])
    if text in UNKNOWN_SIZE:
        return Watch("retour", "categorie_entreprise")
    if said := asserted(text):
        rule, kind = said
        if kind == "cite":
            return None
        if text.startswith("le critère"):
            return Watch("critere", rule, "tranche" if kind == "tranche" else "")
        return Watch("regime", rule) if text.startswith("le régime") else Watch("lent")
    if text.startswith("le dossier est "):
        return Watch("verdict")
    if text == "aucun critère ne refuse le dossier":
        return Watch("refus")
    for pattern, output in OUTPUTS.items():
        if re.fullmatch(pattern, text):
            return Watch("montant", regime, output)
    for pattern, delay in DELAYS.items():
        if re.fullmatch(pattern, text):
            return Watch("delai", delay)
    return Watch("lent") if any(re.fullmatch(pattern, text) for pattern in WHOLE) else None
