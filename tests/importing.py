"""Importing in memory, for the tests of the import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fondsvert.engine.communes import Cog
from fondsvert.engine.dossier import Dossier
from fondsvert.engine.intake.assemble import Source
from fondsvert.engine.intake.importer import assembler, run
from fondsvert.engine.intake.journal import Journal
from fondsvert.engine.intake.mapping_file import parse_mapping
from fondsvert.engine.intake.record import Origin
from fondsvert.engine.intake.source import open_source

COG = Cog()


class Imported(NamedTuple):
    """What an import gave."""

    dossiers: list[Dossier]
    journal: Journal
    sources: list[tuple[Origin, list[Source]]]

    @property
    def reasons(self) -> list[str]:
        """The code of each reason of each reject, without its topic, in order."""
        return [
            trouble.code.removeprefix("importer.rejet_")
            for reject in self.journal.rejects
            for trouble in reject.troubles
        ]


class Kept:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.dossiers: list[Dossier] = []
        self.sources: list[tuple[Origin, list[Source]]] = []

    def add(self, dossier: Dossier, origin: Origin, sources: list[Source]) -> None:
        """Keep a dossier."""
        self.dossiers.append(dossier)
        self.sources.append((origin, sources))


def import_file(path: Path, mapping: Mapping[str, Any] | None = None) -> Imported:
    """Import a file; without a mapping its columns are paths. The sum is always right."""
    read = None if mapping is None else parse_mapping(json.dumps(mapping, ensure_ascii=False))
    source = open_source(path, path.name, (read.feuille or "") if read else "")
    kept, journal = Kept(), Journal("fr")
    try:
        with journal:
            run(source, assembler(source, read, COG), kept, journal)
    finally:
        source.close()
    assert journal.closed
    assert len(kept.dossiers) == journal.dossiers
    return Imported(kept.dossiers, journal, kept.sources)
