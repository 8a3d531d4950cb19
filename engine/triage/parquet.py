"""Parquet as a source of rows: a file, or a folder of parts, read by slices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from ..dossier import Dossier
from ..errors import Fault, InputError, Where
from ..flat import RowReader, column_of, dtype, polars, unknown_columns
from ..intake.files import Context, validated
from ..intake.targets import REQUIRED
from ..messages import Lang
from ..validity import faults_of
from ..values import FactType
from ..yaml_text import Document
from .batch import FEW, Batch, Rejected, ranked
from .documents import identity_of, messages

if TYPE_CHECKING:
    import polars as pl

BATCH: Final = 1 << 18
"""Four groups of rows of the tables that we write."""


class Parquet:
    """A table of dossiers in Parquet; its parts all have the same columns.

    Raises InputError with everything wrong in the columns of every part: unknown names, with the
    likely one, types that are not those of :mod:`..flat`, columns that lack.
    """

    def __init__(
        self,
        name: str,
        files: Sequence[Path],
        context: Context,
        lang: Lang,
        *,
        size: int = BATCH,
        dossiers: bool = False,
    ) -> None:
        self.name, self.files, self.size = name, files, size
        self._context, self._lang, self._dossiers = context, lang, dossiers
        library = polars()
        # A damaged file also makes the library panic, or gives days that no calendar has.
        self._errors: Any = (
            library.exceptions.PolarsError, library.exceptions.PanicException, OSError,
            ValueError, OverflowError,
        )  # fmt: skip
        faults: list[Fault] = []
        self._heights: list[int] = []
        for path in files:
            try:
                scan = library.scan_parquet(path, glob=False)
                schema = scan.collect_schema()
                self._heights.append(scan.select(library.len()).collect().item())
            except self._errors:
                faults.append(Fault("importer.parquet_illisible", Where(str(path))))
                continue
            faults += _wrong(schema, str(path))
        if faults:
            raise InputError(faults)
        self.total = sum(self._heights)

    def identity(self) -> list[dict[str, Any]]:
        """Return the name, the size and the digest of each part."""
        return [identity_of(path) for path in self.files]

    def batches(self, after: int) -> Iterator[Batch]:
        """Yield the batches, the first ``after`` ones left out; a batch is of one part.

        The first one is read at once, each of the next while the last is screened.
        """
        found = self._batches(after)
        pool = ThreadPoolExecutor(1)
        return _ahead(pool, pool.submit(next, found, None), found)

    def _batches(self, after: int) -> Iterator[Batch]:
        number = 0
        for path, height in zip(self.files, self._heights, strict=True):
            for start in range(0, height, self.size):
                number += 1
                if number > after:
                    yield self._batch(self._slice(path, start))

    def _slice(self, path: Path, start: int) -> pl.DataFrame:
        library = polars()
        try:
            frame = library.scan_parquet(path, glob=False).slice(start, self.size).collect()
            return frame.cast(  # type: ignore[no-any-return]
                {name: dtype(found.kind) for name in frame.columns if (found := column_of(name))}
            )
        except self._errors:
            raise InputError([Fault("importer.parquet_illisible", Where(str(path)))]) from None

    def _batch(self, frame: pl.DataFrame) -> Batch:
        rejected: dict[int, Rejected] = {}
        dossiers: dict[int, Dossier] = {}
        few = frame.height < FEW
        if self._dossiers or few:
            self._read(frame, dossiers, rejected, keep=self._dossiers or few)
        else:
            references = frame["reference"]
            for rank, faults in faults_of(frame, self._context).items():
                told = messages(InputError(faults), self._lang)
                rejected[rank] = Rejected(references[rank] or "", told)
        if few:
            return Batch(frame.height, None, dossiers, rejected, {})
        kept = [rank for rank in range(frame.height) if rank not in rejected]
        rows = frame if not rejected else frame[kept]
        return Batch(frame.height, ranked(rows, kept), {}, rejected, dossiers)

    def _read(
        self,
        frame: pl.DataFrame,
        dossiers: dict[int, Dossier],
        rejected: dict[int, Rejected],
        *,
        keep: bool,
    ) -> None:
        """Make the dossier of each row, kept if they are wanted, or tell why there is none."""
        read, context = RowReader(frame.columns), self._context
        at = frame.columns.index("reference")
        for rank, values in enumerate(frame.iter_rows()):
            try:
                data = read(values)
                dossier = Dossier.model_validate(data, context=context)
            except InputError as error:
                wrong = error
            except ValidationError:
                found = validated(Document(data, {}, {}), "", context)
                if isinstance(found, Dossier):
                    continue
                wrong = found
            else:
                if keep:
                    dossiers[rank] = dossier
                continue
            rejected[rank] = Rejected(values[at] or "", messages(wrong, self._lang))


def _ahead(
    pool: ThreadPoolExecutor, coming: Future[Batch | None], found: Iterator[Batch]
) -> Iterator[Batch]:
    with pool:
        while (batch := coming.result()) is not None:
            coming = pool.submit(next, found, None)
            yield batch


def _wrong(schema: Mapping[str, Any], file: str) -> Iterator[Fault]:
    """Yield what is wrong with the columns of a table."""
    missing = [name for name in REQUIRED if name not in schema]
    if missing:
        yield Fault("trier.colonnes_absentes", Where(file), {"champs": ", ".join(missing)})
    for fault in unknown_columns(schema):
        yield Fault(fault.code, Where(file, path=fault.where.path), fault.params)
    for name, given in schema.items():
        found = column_of(name)
        if found is not None and not _fits(given, found.kind):
            params = {"valeur": str(given), "attendu": str(dtype(found.kind))}
            yield Fault("trier.type_de_colonne", Where(file, path=name), params)


def _fits(given: Any, kind: FactType) -> bool:
    """Tell whether a column of this type says the same, whatever it holds, as the expected one."""
    pl = polars()
    wanted = dtype(kind)
    if given in (wanted, pl.Null):
        return True
    if isinstance(wanted, pl.Decimal):
        narrow = given.is_decimal() and given.scale <= wanted.scale
        whole = wanted.precision - wanted.scale
        return bool(narrow and given.precision - given.scale <= whole)
    if wanted == pl.String:
        return isinstance(given, (pl.Categorical, pl.Enum))
    small = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
    return wanted == pl.Int64 and given in small
