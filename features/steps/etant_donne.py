"""« Étant donné »: what a scenario writes in the dossier.

Most sentences are data (``phrases.yaml``). Only those that do more than write fields are here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import yaml
from pytest_bdd import given, parsers

from .francais import AMOUNT, DAY, NUMBER, amount, day, number, plain, signed_amount
from .situation import HERE, Situation, path_of

DECLARED: dict[str, Any] = yaml.safe_load((HERE / "phrases.yaml").read_text(encoding="utf-8"))
WORDS: dict[str, dict[str, str]] = DECLARED["mots"]

IN_AFR = {
    "classé intégralement en zone AFR": "18279",
    "classé en partie en zone AFR": "18033",
    "hors de la zone AFR": "36044",
}
"""A commune of ``liste_afr_d_essai.csv`` for each classification."""

SLOTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "montant": (AMOUNT, signed_amount),
    "jour": (DAY, day),
    "nombre": (NUMBER, number),
    "apres": (NUMBER, number),
    "critere": (r"[A-Z]{3}-\d{2}", str),
    "regime": (r"[a-z]+-[a-z0-9]+", str),
    "code": (r"[0-9AB]{5}", str),
    "numero": (r"\d{14}", str),
    "naf": (r"\S+", str),
    "auteur": (r"[^,]+", str),
    "texte": (r'[^"]+', str),
    **{
        name: ("|".join(sorted(map(re.escape, words), key=len, reverse=True)), words.__getitem__)
        for name, words in WORDS.items()
    },
}


def sentence(text: str) -> parsers.re:
    """Return the parser of a sentence with slots; it keeps the text, to be named by it."""
    parts = re.split(r"\{(\w+)\}", text)
    pattern = "".join(
        f"(?P<{part}>{SLOTS[part][0]})" if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )
    parser = parsers.re(pattern)
    parser.sentence = text
    return parser


def filled(value: Any, slots: Mapping[str, Any]) -> Any:
    """Return a declared value with its slots replaced by what the scenario says."""
    if isinstance(value, dict):
        return {key: filled(item, slots) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, slots) for item in value]
    if isinstance(value, str) and value.startswith("{"):
        return slots[value[1:-1]]
    return value


def _declare(text: str, writes: Mapping[str, Any]) -> None:
    names = re.findall(r"\{(\w+)\}", text)

    def step(situation: Situation, **slots: Any) -> None:
        values = {name: SLOTS[name][1](found) for name, found in slots.items()}
        for path, value in writes.items():
            situation.write(path.format(**values), filled(value, values))

    # pytest gives a step the fixtures and slots that its signature names.
    step.__signature__ = _signature(names)  # type: ignore[attr-defined]
    given(sentence(text), stacklevel=2)(step)


def _signature(names: list[str]) -> Any:
    from inspect import Parameter, Signature

    kind = Parameter.POSITIONAL_OR_KEYWORD
    return Signature([Parameter(name, kind) for name in ("situation", *names)])


for _text, _writes in DECLARED["phrases"].items():
    _declare(_text, _writes)


@given("un dossier complet et éligible")
def _(situation: Situation) -> None:
    """Start from the dossier of ``dossier_type.yaml``."""


@given("un dossier qui dit seulement :")
def _(situation: Situation, datatable: list[list[str]]) -> None:
    """Start from nothing: one field a line, its value as a file of dossier holds it."""
    situation.data = {}
    for path, value, _label in datatable[1:]:
        written = plain(value)
        given = YES_NO[written] if written in YES_NO else yaml.safe_load(written)
        rows, _, column = path.partition("].")
        name, _, rank = rows.removesuffix("]").partition("[")
        if not rank:
            situation.write(path, given)
            continue
        lines = situation.list_of(name)
        lines.extend({} for _ in range(int(rank) + 1 - len(lines)))
        if column:
            lines[int(rank)][column] = given


@given(parsers.parse("le dossier ne dit rien sur {label}"))
def _(situation: Situation, label: str) -> None:
    situation.write(path_of(label), None)


@given(parsers.re(rf"une assiette éligible de (?P<montant>{AMOUNT})"))
def _(situation: Situation, montant: str) -> None:
    """Set one eligible expense; the financing plan follows, half of it asked for at most."""
    total = Decimal(amount(montant))
    asked = min(Decimal(300_000), (total / 2).quantize(Decimal(1)))
    expense = {"poste": "Four", "nature": "equipement", "montant_ht": total, "eligible": True}
    own = {"financeur": "Fonds propres", "origine": "autofinancement", "etat": "acquis"}
    fund = {"financeur": "Fonds vert", "origine": "publique", "etat": "sollicite"}
    situation.write("financement.depenses", [expense])
    situation.write(
        "financement.ressources",
        [{**own, "montant": total - asked}, {**fund, "montant": asked, "fonds_vert": True}],
    )
    situation.write("financement.montant_demande", asked)


@given("les dépenses suivantes :")
def _(situation: Situation, datatable: list[list[str]]) -> None:
    columns = {"poste": str, "nature": NATURES.get, "montant": amount, "éligible": YES_NO.get}
    fields = {"montant": "montant_ht", "éligible": "eligible"}
    situation.write("financement.depenses", table(datatable, columns, fields))


@given("les ressources suivantes :")
def _(situation: Situation, datatable: list[list[str]]) -> None:
    columns = {
        "financeur": str,
        "origine": ORIGINS.get,
        "montant": amount,
        "état": STATES.get,
        "Fonds vert": YES_NO.get,
    }
    fields = {"état": "etat", "Fonds vert": "fonds_vert"}
    situation.write("financement.ressources", table(datatable, columns, fields))


@given("les exercices suivants :")
def _(situation: Situation, datatable: list[list[str]]) -> None:
    columns = {"année": int} | dict.fromkeys(
        ("dettes", "capitaux propres", "EBITDA", "intérêts"), signed_amount
    )
    fields = {
        "année": "annee",
        "capitaux propres": "capitaux_propres",
        "EBITDA": "ebitda",
        "intérêts": "charges_interets",
    }
    situation.write("porteur.difficulte.exercices", table(datatable, columns, fields))


@given("un plan de financement sans aucune ressource")
def _(situation: Situation) -> None:
    situation.write("financement.ressources", [])


@given("toutes les pièces jointes")
def _(situation: Situation) -> None:
    situation.write("pieces", list(WORDS["piece"].values()))


@given(parsers.re(rf"toutes les pièces jointes sauf (?P<piece>{SLOTS['piece'][0]})"))
def _(situation: Situation, piece: str) -> None:
    situation.write("pieces", [p for p in WORDS["piece"].values() if p != WORDS["piece"][piece]])


@given("aucune pièce jointe")
def _(situation: Situation) -> None:
    situation.write("pieces", [])


@given("la liste nationale des territoires est chargée")
def _(situation: Situation) -> None:
    situation.national = True


@given(parsers.re(rf"un site (?P<classement>{'|'.join(IN_AFR)})"))
def _(situation: Situation, classement: str) -> None:
    """Load the list of AFR communes, and place the project in one that is so classified."""
    situation.afr = True
    situation.write("projet.commune", IN_AFR[classement])


@given("la liste des communes en zone AFR n'est pas chargée")
def _(situation: Situation) -> None:
    situation.afr = False


@given(parsers.re(rf"la Région apporte (?P<montant>{AMOUNT})"))
def _(situation: Situation, montant: str) -> None:
    """Add a public line to the plan, in the place of own funds."""
    lines = situation.read("financement.ressources")
    own = next(line for line in lines if line["origine"] == "autofinancement")
    own["montant"] = Decimal(own["montant"]) - Decimal(amount(montant))
    region = {"financeur": "Région", "origine": "publique", "etat": "sollicite"}
    lines.append({**region, "montant": Decimal(amount(montant)), "fonds_vert": False})


YES_NO = {"oui": True, "non": False}
NATURES = {
    "équipement": "equipement",
    "bâtiment": "batiment",
    "étude": "etude",
    "ingénierie": "ingenierie",
}
ORIGINS = {"autofinancement": "autofinancement", "privée": "privee", "publique": "publique"}
STATES = {"acquis": "acquis", "sollicité": "sollicite"}


def table(
    rows: list[list[str]],
    columns: Mapping[str, Callable[[str], Any]],
    fields: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the lines of a table as a dossier has them; an empty cell is left unknown."""
    header, *lines = rows
    found = []
    for line in lines:
        cells = {name: plain(cell) for name, cell in zip(header, line, strict=True) if cell}
        found.append({fields.get(name, name): columns[name](cell) for name, cell in cells.items()})
        assert None not in found[-1].values(), f"mot inconnu dans le tableau : {line}"
    return found
