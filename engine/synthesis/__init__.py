"""Synthetic dossiers, drawn from documented laws: for trials and benchmarks, never for conclusions.

>>> from fondsvert.engine.synthesis import generate
>>> next(generate(1, 42))["reference"]
'SYN-0000001'

A dossier depends on the seed and on its rank alone, on every platform: the first of a million are
those of a hundred. The laws are in ``distributions.yaml``, told in
``docs/portefeuille-synthetique.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from .. import flat
from ..errors import EngineUnavailableError, Fault

if TYPE_CHECKING:
    import polars as pl

__all__ = ["CHUNK", "LINES", "MOST", "generate", "generate_frame", "synthetic_columns"]

MOST: Final = 50_000_000
"""Each dossier has a fictional SIRET of its own: there are twice as many."""
CHUNK: Final = 50_000
LINES: Final = {
    "porteur.difficulte.exercices": 3,
    "financement.depenses": 6,
    "financement.ressources": 5,
}
"""How many lines the columns hold of each list: its longest."""


def generate(n: int, seed: int, *, texts: bool = True) -> Iterator[dict[str, Any]]:
    """Yield ``n`` dossiers as plain data, each valid; amounts are ``Decimal``, days ``date``.

    ``seed`` is any number from 0. Without ``texts``, names, titles and motives are left out: no
    rule reads them. Raises ValueError for arguments that make no sense, EngineUnavailableError
    without the optional part.
    """
    frames = generate_frame(n, seed, chunk=min(CHUNK, max(n, 1)), texts=texts)
    return (dossier for frame in frames for dossier in flat.from_columns(frame))


def generate_frame(
    n: int, seed: int, *, chunk: int = CHUNK, texts: bool = True
) -> Iterator[pl.DataFrame]:
    """Yield ``n`` dossiers as tables of at most ``chunk`` rows, all with the same columns.

    See :mod:`~..flat` for their form, and :func:`generate` for the rest.
    """
    if not 0 <= n <= MOST:
        raise ValueError(f"n: from 0 to {MOST}, not {n}")
    if seed < 0:
        raise ValueError(f"seed: from 0, not {seed}")
    if chunk < 1:
        raise ValueError(f"chunk: from 1, not {chunk}")
    flat.polars()
    try:
        from .portfolio import chunk_of
    except ImportError as error:
        raise EngineUnavailableError([Fault("generer.numpy_absent")]) from error
    columns = synthetic_columns(texts=texts)
    return (chunk_of(seed, start, min(chunk, n - start), columns) for start in range(0, n, chunk))


def synthetic_columns(*, texts: bool = True) -> tuple[flat.Column, ...]:
    """Return the columns of the tables, in order."""
    from .laws import laws

    every = flat.columns(LINES, laws().appreciations.criteres)
    return tuple(
        column
        for column in every
        if texts or column.kind.kind != "text" or column.name == "reference"
    )
