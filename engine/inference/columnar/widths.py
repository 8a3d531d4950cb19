"""Tables that lack columns: a list may have more lines than there are columns to tell of them."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from ...dossier import vocabulary
from .columns import COUNT
from .facts import lengths_of


def widened(table: Any) -> Any:
    """Return a table with the columns of every line that its counts tell of, null where added.

    Of each such line nothing is known but that it is there.
    """
    frame = nw.from_native(table)
    names = frame.collect_schema().names()
    lengths = lengths_of(names)
    lists = {path: kind for path, kind in vocabulary().items() if kind.kind == "rows"}
    counted = [path for path in lists if f"{path}.{COUNT}" in names]
    if not counted:
        return table
    quoted = "`{}`" if frame.implementation.is_pyspark() else "{}"
    most = (
        nw.col(quoted.format(f"{p}.{COUNT}")).max().alias(f"_{n}") for n, p in enumerate(counted)
    )
    told = frame.lazy().select(*most).collect().rows()[0]
    added = [
        nw.lit(None).cast(_TYPES.get(cell.kind, nw.String)).alias(f"{path}[{line}].{field}")
        for path, count in zip(counted, told, strict=True)
        for line in range(lengths.get(path, 0), count or 0)
        for field, cell in lists[path].fields.items()
    ]
    return frame.with_columns(*added).to_native() if added else table


_TYPES: dict[str, Any] = {"number": nw.Int64, "bool": nw.Boolean, "date": nw.Date}
