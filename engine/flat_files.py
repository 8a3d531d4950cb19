"""Tables of dossiers written as files, chunk by chunk: a file may be larger than memory.

JSON Lines holds the dossiers themselves, one a line; Parquet and CSV hold the columns of
:mod:`~.flat`.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

from . import flat

if TYPE_CHECKING:
    import polars as pl

Form = Literal["jsonl", "parquet", "csv"]
FORMS: Final[tuple[Form, ...]] = ("jsonl", "parquet", "csv")
ROW_GROUP: Final = 65_536
"""Rows kept in memory until they are written."""
AWAKE: Final = 0.1
"""Seconds between two looks at what interrupts."""


def write_frames(
    path: Path, form: Form, frames: Iterable[pl.DataFrame], columns: Iterable[flat.Column]
) -> None:
    """Write tables that all have these columns as one file.

    Raises OSError when it cannot be written, KeyboardInterrupt between two tables.
    """
    with path.open("wb") as file, _interruptible() as interrupted:
        given = _until(frames, interrupted)
        if form == "csv":
            _write_csv(file, given, columns)
        elif form == "parquet":
            _write_parquet(file, given, columns)
        else:
            write_lines(file, given)


def write_lines(file: BinaryIO, frames: Iterable[pl.DataFrame]) -> None:
    """Write the dossiers of tables as JSON Lines."""
    for frame in frames:
        file.writelines(map(json_line, flat.from_columns(frame)))


def json_line(dossier: Mapping[str, Any]) -> bytes:
    r"""Return a plain dossier as a line of JSON, its figures as they are written.

    >>> json_line({"montant": Decimal("12.50"), "jour": date(2024, 5, 13)})
    b'{"montant": 12.5, "jour": "2024-05-13"}\n'
    """
    return json.dumps(dossier, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # Fifteen digits at most: the nearest double is written with the same ones.
        return int(value) if value == int(value) else float(value)
    raise TypeError(type(value).__name__)


def _write_csv(
    file: BinaryIO, frames: Iterable[pl.DataFrame], columns: Iterable[flat.Column]
) -> None:
    names = [column.name for column in columns]
    flat.polars().DataFrame(schema=names).write_csv(file)
    for frame in frames:
        frame.write_csv(file, include_header=False)


def _write_parquet(
    file: BinaryIO, frames: Iterable[pl.DataFrame], columns: Iterable[flat.Column]
) -> None:
    from polars.io.plugins import register_io_source

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,  # noqa: ARG001 # Polars' signature: nothing is filtered here
        n_rows: int | None,  # noqa: ARG001 # idem: nor cut
        batch_size: int | None,  # noqa: ARG001 # idem: a chunk is a batch
    ) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield frame if with_columns is None else frame.select(with_columns)

    table = register_io_source(
        source, schema={column.name: flat.dtype(column.kind) for column in columns}
    )
    with ThreadPoolExecutor(1) as aside:
        written = aside.submit(table.sink_parquet, file, row_group_size=ROW_GROUP)
        # Aside, for this thread alone hears of an interruption, and only when it is awake.
        while not wait([written], timeout=AWAKE).done:
            pass
        try:
            written.result()
        except flat.polars().exceptions.ComputeError as error:
            if "IO error" not in str(error):
                raise
            raise OSError(str(error)) from error


def _until(frames: Iterable[pl.DataFrame], interrupted: list[int]) -> Iterator[pl.DataFrame]:
    """Yield the tables, as long as nothing interrupts."""
    for frame in frames:
        yield frame
        if interrupted:
            return


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Note an interruption of the block, in the list, and raise it once the block is over.

    Raised inside, it would come twice, from Polars then from Python, with a trace of Polars' own.
    """
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted  # signals are the main thread's alone
        return
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)
    if noted:
        raise KeyboardInterrupt
