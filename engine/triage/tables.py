"""CSV and workbooks whose columns are the paths of a dossier, read as ``importer`` reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..communes import Cog
from ..dossier import Dossier
from ..errors import Fault, InputError, Where
from ..intake.assemble import Assembled, PlainAssembler, Trouble
from ..intake.convert import Converter
from ..intake.files import Context
from ..intake.importer import dossier_of
from ..intake.json_source import Refused
from ..intake.source import TableSource, open_source
from ..intake.targets import REQUIRED
from ..messages import Lang
from .batch import Rejected, Row
from .documents import RowSource


class Table(RowSource):
    """A table of dossiers.

    Raises InputError with everything wrong in its columns: those unknown, those that lack.
    """

    def __init__(self, path: Path, cog: Cog, context: Context, lang: Lang, sheet: str = "") -> None:
        super().__init__(str(path), (path,))
        self._context, self._lang = context, lang
        source = open_source(path, sheet=sheet)
        if not isinstance(source, TableSource):
            raise InputError([Fault("trier.pas_un_tableau", Where(str(path)))])
        self._source = source
        faults: list[Fault] = []
        missing = [name for name in REQUIRED if name not in source.header.labels]
        if missing:
            params = {"champs": ", ".join(missing)}
            faults.append(Fault("trier.colonnes_absentes", Where(str(path)), params))
        try:
            self._make = PlainAssembler(source.header, Converter(cog))
        except InputError as error:
            faults += error.faults
        if faults:
            source.close()
            raise InputError(faults)

    def rows(self) -> Iterator[Row]:
        """Yield the dossier of each row that holds something, or why it is none."""
        try:
            for record in self._source.records():
                if isinstance(record, Refused):
                    params: dict[str, object] = {"valeur": "", **record.params}
                    code = f"importer.rejet_{record.code}"
                    why = Trouble(code, "", record.origin, str(params["valeur"]), params)
                    yield self._rejected("", (why,))
                    continue
                made = self._make(record)
                found = dossier_of(made, self.name, self._context)
                yield found if isinstance(found, Dossier) else self._refused(made, found)
        finally:
            self._source.close()

    def _refused(self, made: Assembled, why: tuple[Trouble, ...]) -> Rejected:
        reference = made.data.get("reference")
        return self._rejected(reference if isinstance(reference, str) else "", why)

    def _rejected(self, reference: str, why: tuple[Trouble, ...]) -> Rejected:
        said = (Fault(each.code, _place(each), each.params).message(self._lang) for each in why)
        return Rejected(reference, tuple(dict.fromkeys(said)))


def _place(trouble: Trouble) -> Where:
    return Where(trouble.origin.sheet, trouble.origin.row, path=trouble.path)
