"""The places that a template of a letter may have: their names, what each holds.

One description serves the check of a template, the list that officers read and the context of a
letter, so that none says more than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ..messages import Lang, template


class Word(NamedTuple):
    """A text, ready to be read; ``flag`` when it is a yes or a no, for conditions alone."""

    flag: bool = False


class Record(NamedTuple):
    """Named places."""

    fields: Mapping[str, Kind]


class Many(NamedTuple):
    """A list, in the order of the rule book."""

    item: Kind


Kind = Word | Record | Many

TEXT: Final = Word()
FLAG: Final = Word(flag=True)


def _texts(*names: str, **others: Kind) -> Record:
    return Record({**dict.fromkeys(names, TEXT), **others})


_RESTS_ON = ("texte", "section", "niveau", "verifie_le")
"""What a thing rests on: the document, where in it, how surely, since when."""

_ASKED = Many(_texts("question", "libelle"))
_GROUNDS = Many(_texts("critere", "titre", *_RESTS_ON))

FIELDS: Final[Mapping[str, Kind]] = {
    "reference": TEXT,
    "mesure": TEXT,
    "edition": TEXT,
    "verdict": TEXT,
    "date_courrier": TEXT,
    "date_reception": TEXT,
    "porteur": _texts("raison_sociale", "siret", "nature"),
    "projet": _texts("intitule", "commune", "territoire", labellise=FLAG),
    "echeances": _texts("recevabilite", "decision"),
    "pieces_demandees": Many(_texts("nom", "critere", *_RESTS_ON)),
    "informations_demandees": Many(Record({"questions": _ASKED, "fondements": _GROUNDS})),
    "demandes_a_des_tiers": Many(
        Record({"a_qui": TEXT, "questions": _ASKED, "fondements": _GROUNDS})
    ),
    "points_du_service": _ASKED,
    "motifs_de_refus": Many(
        _texts(
            "critere",
            "titre",
            "constat",
            "note",
            "raison",
            *_RESTS_ON,
            secondaire=FLAG,
            apprecie=FLAG,
            elements=Many(_texts("libelle", "valeur")),
        )
    ),
    "textes_du_refus": Many(_texts("titre", "sections")),
    "points_a_apprecier": Many(_texts("critere", "titre", "constat", "note", *_RESTS_ON)),
    "aide": _texts(
        "montant_max",
        "montant_demande",
        "assiette_eligible",
        "autres_aides",
        "motif",
        "fourchette",
        "regime",
        "taux",
        "regime_motif",
        "regime_note",
        "regime_texte",
        "regime_section",
        "regime_niveau",
        plafond_connu=FLAG,
        demande_dans_le_plafond=FLAG,
        demande_au_dela=FLAG,
        regime_connu=FLAG,
        regime_sur=FLAG,
    ),
    "orientations": Many(_texts("id", "vers", "constat", *_RESTS_ON)),
    "orientation_ingenierie": Many(_texts("id", "vers", "constat", *_RESTS_ON)),
    "rappels": Many(TEXT),
    "avertissements": Many(TEXT),
    "regles": TEXT,
}

LOOP: Final = Record(dict.fromkeys(("index", "length"), TEXT) | {"first": FLAG, "last": FLAG})
"""What ``loop`` says inside a ``{% for %}``."""


class Place(NamedTuple):
    """A place, as officers read of it: its path, how it is used, what it holds."""

    path: str
    usage: str
    meaning: str


def places(lang: Lang) -> Iterator[Place]:
    """Yield every place that a template may have, in the order of the list."""
    yield from _places("", FIELDS, lang)


def _places(prefix: str, fields: Mapping[str, Kind], lang: Lang) -> Iterator[Place]:
    for name, kind in fields.items():
        path = f"{prefix}{name}"
        if isinstance(kind, Record):
            yield from _places(f"{path}.", kind.fields, lang)
            continue
        yield Place(path, _usage(path, kind), _meaning(path, name, lang))
        if isinstance(kind, Many) and isinstance(kind.item, Record):
            yield from _places(f"{path}[].", kind.item.fields, lang)


def _usage(path: str, kind: Kind) -> str:
    name = path.rpartition("[].")[2]
    if "[]." in path:
        name = f"x.{name}"
    if isinstance(kind, Many):
        return f"{{%p for x in {name} %}}"
    return f"{{%p if {name} %}}" if isinstance(kind, Word) and kind.flag else f"{{{{ {name} }}}}"


def _meaning(path: str, name: str, lang: Lang) -> str:
    """Return what a place holds; names that mean the same everywhere are told once."""
    whole = f"courrier.champ_{path}"
    try:
        return template(whole, lang)
    except KeyError:
        return template(f"courrier.champ_*.{name}", lang)
