"""A mapping is data: which place of a dossier takes which answer of a form, and how.

The models of the file, strict; :mod:`.mapping_file` reads one and tells its faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ..dossier_types import ROWS, Texte
from ..messages import template
from ..values import FactType
from ..yaml_text import shown
from .convert import ABSENT_MARKS, How
from .numbers import UNITS, shift, unit_key
from .record import METAS, STATES, Wanted
from .targets import Target, cell_of, target_of

Meta = Literal[
    "numero", "etat", "date_depot", "date_passage_en_instruction", "date_traitement", "demandeur",
    "groupe_instructeur", "motivation",
]  # fmt: skip
State = Literal["en_construction", "en_instruction", "accepte", "refuse", "sans_suite"]
assert set(METAS) == set(Meta.__args__)  # type: ignore[attr-defined]  # noqa: S101
assert set(STATES) == set(State.__args__)  # type: ignore[attr-defined]  # noqa: S101

_LINKS: Final = ("champ", "libelle", "dossier", "constante")


def refusal(code: str, value: object, **params: object) -> PydanticCustomError:
    """Return the error ``importer.<code>`` of a mapping file."""
    text = template(f"importer.{code}")
    return PydanticCustomError(f"importer.{code}", text, {"valeur": shown(value), **params})


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Link(_Section):
    """What fills one place: a question, what the platform says, or a constant; and how.

    ``partie`` takes a part of a composite answer, ``rang`` the nth question of that label,
    ``si_rempli`` a value as soon as something was answered. ``si_invalide: inconnu`` leaves the
    place unknown where the answer cannot be read, instead of refusing the row.
    """

    champ: Texte | None = None
    libelle: Texte | None = None
    dossier: Meta | None = None
    constante: Any = None
    partie: Texte | None = None
    rang: Annotated[int, Field(ge=1)] | None = None
    valeurs: dict[str, Any] | None = None
    si_rempli: Any = None
    unite: Texte | None = None
    decimale: Literal[",", "."] | None = None
    arrondi: bool = False
    prefixe: Texte | None = None
    si_invalide: Literal["rejet", "inconnu"] = "rejet"
    facultatif: bool = False
    a_confirmer: bool = False

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Link:
        given = {name for name in _LINKS if getattr(self, name) is not None}
        if len(given) != 1 and given != {"champ", "libelle"}:
            raise refusal("lien_source", ", ".join(sorted(given)) or "{}")
        return self

    @cached_property
    def wanted(self) -> Wanted:
        """What to look for in a record."""
        return Wanted(self.champ or "", self.libelle or "", self.dossier or "", self.rang or 0)

    @cached_property
    def how(self) -> How:
        """How to read the answer."""
        mark: Any = self.decimale or ""
        return How(self.valeurs, self.unite or "", mark, self.arrondi, self.prefixe or "")

    @property
    def name(self) -> str:
        """What people call the source."""
        return self.libelle or self.champ or self.dossier or shown(self.constante)


def _listed(value: object) -> object:
    """One link may stand alone where several are possible."""
    return value if isinstance(value, list | tuple) else [value]


Links = Annotated[tuple[Link, ...], BeforeValidator(_listed), ROWS, Field(min_length=1)]


class Block(_Section):
    """Lines of a list: a repeated block of the form, or one line made of the dossier's answers."""

    champ: Texte | None = None
    libelle: Texte | None = None
    colonnes: Annotated[dict[str, Links], Field(min_length=1)]
    facultatif: bool = False
    a_confirmer: bool = False

    @cached_property
    def wanted(self) -> Wanted | None:
        """The repeated block to look for; None for a line of the dossier's own answers."""
        if self.champ is None and self.libelle is None:
            return None
        return Wanted(self.champ or "", self.libelle or "")


Blocks = Annotated[tuple[Block, ...], BeforeValidator(_listed), ROWS, Field(min_length=1)]


class Snapshot(_Section):
    """The form as it was when the mapping was made: what lets a new revision be compared."""

    numero: int | None = None
    titre: Texte | None = None
    revision: Texte | None = None
    champs: dict[str, Texte] | None = None


class MappingFile(_Section):
    """A whole mapping."""

    formulaire: Snapshot | None = None
    feuille: Texte | None = None
    absences: Annotated[tuple[Texte, ...], ROWS] | None = None
    etats: Annotated[tuple[State, ...], ROWS] | None = None
    champs: dict[str, Links] = Field(default_factory=dict)
    blocs: dict[str, Blocks] = Field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        """The cells that mean « nothing here »."""
        return ABSENT_MARKS if self.absences is None else self.absences

    @cached_property
    def fields(self) -> tuple[tuple[Target, tuple[Link, ...]], ...]:
        """Each place with what fills it: reference and date are the platform's unless told."""
        told = {
            "reference": (Link(dossier="numero"),),
            "date_depot": (Link(dossier="date_depot"),),
            **self.champs,
        }
        return tuple((known(path), links) for path, links in told.items())

    @cached_property
    def lists(self) -> tuple[tuple[Target, tuple[tuple[Block, Columns], ...]], ...]:
        """Each list of lines with the blocks that fill it."""
        return tuple(
            (
                known(path),
                tuple(
                    (block, tuple((column(path, n), links) for n, links in block.colonnes.items()))
                    for block in blocks
                ),
            )
            for path, blocks in self.blocs.items()
        )

    def links(self) -> Iterator[tuple[tuple[str | int, ...], Target, Link]]:
        """Yield every link with its place in the file and the place that it fills."""
        for path, links in self.champs.items():
            for rank, link in enumerate(links):
                yield ("champs", path, rank), known(path), link
        for path, blocks in self.blocs.items():
            for rank, block in enumerate(blocks):
                for name, links in block.colonnes.items():
                    for index, link in enumerate(links):
                        yield (
                            ("blocs", path, rank, "colonnes", name, index),
                            column(path, name),
                            link,
                        )


Columns = tuple[tuple[Target, tuple[Link, ...]], ...]


def known(path: str) -> Target:
    """Return the place of a path that was checked; LookupError otherwise."""
    found = target_of(path)
    if found is None:
        raise LookupError(path)
    return found


def column(rows: str, field: str) -> Target:
    """Return the place of a field in a list that was checked; LookupError otherwise."""
    found = cell_of(rows, field)
    if found is None:
        raise LookupError(f"{rows}.{field}")
    return found


def check_link(link: Link, target: Target) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield (key of the link, code, parameters) of all that does not suit the place."""
    kind = target.kind
    told: list[tuple[str, object]] = [
        ("constante", link.constante), ("si_rempli", link.si_rempli)
    ]  # fmt: skip
    told += [("valeurs", value) for value in (link.valeurs or {}).values()]
    for key, value in told:
        if value is not None and not _suits(value, kind):
            number = "nombre" if kind.kind == "number" else str(kind)
            expected = ", ".join(kind.values) or number
            yield key, "valeur_cible", {"valeur": shown(value), "attendu": expected}
    if link.unite is not None:
        unit = unit_key(link.unite)
        if unit not in UNITS or kind.kind != "number" or shift(unit, kind.unit) is None:
            yield "unite", "unite_cible", {"valeur": link.unite, "attendu": kind.unit or "—"}
    if link.prefixe is not None and kind.kind != "text":
        yield "prefixe", "prefixe_cible", {"valeur": link.prefixe}


def _suits(value: object, kind: FactType) -> bool:
    if kind.kind == "bool":
        return isinstance(value, bool)
    if kind.kind == "number":
        return not isinstance(value, bool | list | dict)
    if kind.kind in ("enum", "set"):
        listed = value if isinstance(value, list) and kind.kind == "set" else [value]
        return all(each in kind.values for each in listed if isinstance(each, str)) and all(
            isinstance(each, str) for each in listed
        )
    return isinstance(value, str)
