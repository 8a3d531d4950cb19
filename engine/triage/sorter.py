"""The walk of a sort: batches of a source → parts of results, as many as are not done yet."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..communes import Cog
from ..errors import Fault, InputError, MissingFileError, Where
from ..intake.files import Context
from ..messages import Lang
from .batch import FEW, Source
from .documents import LINES, TEXTS, Documents, in_folder
from .parquet import Parquet
from .parts import Parts
from .results import Results
from .tables import Table
from .tally import Tally, tally

PARQUET: Final = ".parquet"


def open_source(
    path: Path,
    context: Context,
    cog: Cog,
    lang: Lang,
    *,
    sheet: str = "",
    details: bool = False,
) -> Source:
    """Return the source that a file or a folder is.

    Files of dossiers are told by the ends of their names, tables by their content. Raises
    MissingFileError, or InputError with everything wrong in the columns of a table.
    """
    name = str(path)
    if path.is_dir():
        parts, texts = in_folder(path, (PARQUET,)), in_folder(path, (*TEXTS, *LINES))
        if parts and texts:
            raise InputError([Fault("trier.dossier_mele", Where(name))])
        if parts:
            return Parquet(name, parts, context, lang, dossiers=details)
        if texts:
            return Documents(name, texts, context, lang)
        raise InputError([Fault("trier.dossier_vide", Where(name))])
    if path.suffix.lower() in (*TEXTS, *LINES):
        _start(path)
        return Documents(name, [path], context, lang)
    start = _start(path)
    if start.startswith(b"PAR1"):
        return Parquet(name, [path], context, lang, dossiers=details)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return Documents(name, [path], context, lang)
    return Table(path, cog, context, lang, sheet)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except FileNotFoundError:
        raise MissingFileError([Fault("entree.fichier_absent", Where(str(path)))]) from None
    except (OSError, ValueError):
        raise MissingFileError([Fault("entree.fichier_illisible", Where(str(path)))]) from None


def sort(
    source: Source,
    results: Results,
    parts: Parts,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    most: int | None = None,
) -> Tally:
    """Screen every batch that is not done, keep its part, and return the account of all.

    ``most`` is how many rows the output can hold. An interruption is heard between two batches:
    raises KeyboardInterrupt, the parts done being kept. Raises InputError when the source cannot
    be read to its end, OSError when a part cannot be written.
    """
    whole = Tally()
    for each in parts.done:
        whole.add(each)
    with interruptible() as interrupted:
        batches = source.batches(len(parts.done))
        if source.total is not None and source.total >= FEW:
            results.get_ready()
        for batch in batches:
            rows = results.of(batch, whole.rows)
            found = tally(rows, results.criteria)
            parts.add(rows, found)
            whole.add(found)
            progress(whole.rows, source.total)
            if interrupted:
                raise KeyboardInterrupt
            if most is not None and whole.rows > most:
                raise InputError([Fault("trier.trop_de_lignes", params={"maximum": most})])
    if not whole.rows:
        raise InputError([Fault("trier.rien", Where(source.name))])
    return whole


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Note in the list the signals that ask to stop; asked twice, it stops at once."""
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted  # signals are the main thread's alone
        return

    def note(number: int, _frame: Any) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    before = {each: signal.signal(each, note) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noted
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
