"""Writes letters: a decision that the model fits, a context, a template filled."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import Fault, InputError, Where
from ..likeness import nearest
from ..messages import message
from .context import Contexts, verbatim
from .marks import highlight, packed
from .models import Model, models
from .template import Template, require_writer

if TYPE_CHECKING:
    from ..dossier import Dossier
    from ..findings import Decision
    from ..measure import Measure

TEMPLATE = ".docx"
LONGEST_TITLE = 200


class Letter(NamedTuple):
    """A letter: a DOCX file, how many marks are left in it, what its officer must know.

    ``left_out`` are the criteria that failed and are no ground of refusal: nobody checked them.
    """

    reference: str
    content: bytes
    marks: int
    left_out: tuple[str, ...] = ()


def render(
    decision: Decision,
    model: str,
    measure: Measure,
    *,
    dossier: Dossier | None = None,
    on: date | None = None,
) -> bytes:
    """Return the letter about a decision, as a DOCX file: the same bytes for the same decision.

    ``model`` is the id of a model that ships, or the path of a template. ``dossier`` gives the
    names of the applicant and of the project; ``on`` is the date of the letter, left to fill in
    otherwise. Raises :class:`InputError` where the model does not fit the decision or the template
    does not hold, :class:`MissingFileError` and :class:`EngineUnavailableError`.
    """
    return Writer(measure, model).write(decision, dossier, on).content


class Writer:
    """Writes the letters of one model; its template is read and checked once.

    Raises as :func:`render` does.
    """

    def __init__(self, measure: Measure, model: str) -> None:
        self.model = _model(model)
        require_writer()
        shipped = self.model in models().values()
        self.template = _shipped(self.model.path) if shipped else Template(self.model.path)
        self._contexts = Contexts(measure)

    def faults(self, decision: Decision) -> list[Fault]:
        """Return why no letter of this model can be written about a decision; none if it can."""
        return list(self._faults(decision))

    def write(
        self, decision: Decision, dossier: Dossier | None = None, on: date | None = None
    ) -> Letter:
        """Return the letter about a decision; :class:`InputError` where the model does not fit."""
        if faults := self.faults(decision):
            raise InputError(faults)
        context = self._contexts.of(decision, dossier, on)
        if self.model.needs and not any(context[name] for name in self.model.needs):
            raise InputError([Fault("courrier.rien_a_demander", Where(decision.reference))])
        filled = self.template.fill(context)
        marks = highlight(_paragraphs(filled))
        title = f"{self.model.title()} – {verbatim(decision.reference)}"
        filled.docx.core_properties.title = title[:LONGEST_TITLE]
        whole = io.BytesIO()
        filled.docx.save(whole)
        return Letter(decision.reference, packed(whole.getvalue()), marks, self.left_out(decision))

    def left_out(self, decision: Decision) -> tuple[str, ...]:
        """Return the criteria that failed and that a refusal may not cite: nobody checked them."""
        if "motifs_de_refus" not in self.template.named:
            return ()
        return tuple(
            found.id
            for found in decision.criteres.values()
            if found.statut == "non_satisfait" and self._contexts.unverified(decision, found)
        )

    def _faults(self, decision: Decision) -> Iterator[Fault]:
        where, book = Where(decision.reference), self._contexts.book
        if decision.moteur.regles_sha256 != book.sha256:
            yield Fault("courrier.autres_regles", where)
            return
        if decision.edition not in book.editions:
            yield Fault("courrier.sans_edition", where)
            return
        if any(self._other_language(found.id, found.titre) for found in decision.criteres.values()):
            yield Fault("courrier.autre_langue", where)
            return
        needs = (*self.model.needs, *({"motifs_de_refus"} & self.template.named))
        refusing = "motifs_de_refus" in needs
        verdicts = ("ineligible",) if refusing else self.model.verdicts
        if verdicts and decision.verdict not in verdicts:
            params = {"modele": self.model.id, "verdict": decision.verdict,
                      "attendus": ", ".join(verdicts)}  # fmt: skip
            yield Fault("courrier.verdict", where, params)
        elif refusing and not self._contexts.grounds(decision):
            ids = ", ".join(self.left_out(decision))
            yield Fault("courrier.regles_non_verifiees", where, {"criteres": ids})
        elif self.model.orientations and not (
            {each.id for each in decision.orientation} & set(self.model.orientations)
        ):
            yield Fault("courrier.sans_orientation", where, {"modele": self.model.id})

    def _other_language(self, name: str, title: str) -> bool:
        """Whether a decision was worded in English: a letter is not."""
        found = next((each for each in self._contexts.book.criteria if each.id == name), None)
        return found is None or found.title.plain("fr") != title


@cache
def _shipped(path: Path) -> Template:
    """Return a template that ships, read once: many letters, and a service, share it."""
    return Template(path)


def _model(name: str) -> Model:
    """Return a model that ships, or one made of a template of the user's."""
    known = models()
    if name in known:
        return known[name]
    if not name.lower().endswith(TEMPLATE):
        params = {"modele": name, "connus": ", ".join(known), "proche": nearest(name, known) or "—"}
        raise InputError([Fault("courrier.modele_inconnu", params=params)])
    path = Path(name)
    title = message("courrier.titre_libre", "fr")
    return Model(path.stem, {"fr": title, "en": title}, path, (), ())


def _paragraphs(filled: Any) -> Iterator[Any]:
    from docx.oxml.ns import qn

    parts = [filled.docx.element.body]
    for uri in (filled.HEADER_URI, filled.FOOTER_URI):
        parts += [part.element for _, part in filled.get_headers_footers(uri)]
    return chain.from_iterable(part.iter(qn("w:p")) for part in parts)
