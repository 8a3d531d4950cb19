"""What a decision was made with, as bytes: rule book, table of communes, lists of the user.

Pieces are kept once each, under the SHA-256 of their stored bytes; they name no applicant.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ..communes import SHIPPED as SHIPPED_COG
from ..communes import Cog
from ..errors import Fault, MissingFileError, Where
from ..measure import SHIPPED, Measure, load
from ..rulebook.digest import rule_files
from .entries import RegistryError, canonical

PARTS = {"regles": ("regles", "communes"), "territoires": ("territoires",), "afr": ("afr",)}
"""What may change between two decisions, and the pieces of each. ``communes`` is there for a rule
book without a table of communes of its own: it reads the one that ships."""


@dataclass(frozen=True)
class Materials:
    """The pieces of a decision, by part; those that it did without are absent."""

    pieces: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def taken(
        cls,
        rules: str | Path | None = None,
        *,
        territories: str | Path | None = None,
        afr: str | Path | None = None,
    ) -> Materials:
        """Read what :func:`fondsvert.load` reads, given the same arguments."""
        root = SHIPPED if rules is None else Path(rules)
        references = root / "references"
        files = [*rule_files(root), *(path for path in references.rglob("*") if path.is_file())]
        pieces = {"regles": _packed(root, files)}
        if not (references / "cog").is_dir():
            pieces["communes"] = _packed(SHIPPED_COG, SHIPPED_COG.iterdir())
        for part, path in (("territoires", territories), ("afr", afr)):
            if path is not None:
                pieces[part] = _packed(Path(path).parent, [Path(path)])
        return cls(pieces)

    def hashes(self) -> dict[str, str]:
        """Return under which hash each piece is kept."""
        return {part: sha256(piece).hexdigest() for part, piece in self.pieces.items()}

    def mixed(self, other: Materials, *parts: str) -> Materials:
        """Return these materials, but for some parts, which are those of another."""
        kept = {part: piece for part, piece in self.pieces.items() if part not in parts}
        taken = {part: piece for part, piece in other.pieces.items() if part in parts}
        return Materials(kept | taken)

    @contextmanager
    def measure(self) -> Iterator[Measure]:
        """Give the measure that these pieces make, for as long as the context lasts."""
        with TemporaryDirectory(prefix="fondsvert-") as name:
            folder = Path(name)
            for part, piece in self.pieces.items():
                _unpack(piece, folder / part)
            measure = load(folder / "regles")
            if "communes" in self.pieces:
                measure = Measure(measure.book, Cog(folder / "communes"))
            for part, join in (("territoires", "with_territories"), ("afr", "with_afr")):
                if part in self.pieces:
                    measure = getattr(measure, join)(next((folder / part).iterdir()))
            yield measure


def _packed(root: Path, files: Iterable[Path]) -> bytes:
    """Return files as one piece: their names from ``root``, their bytes."""
    try:
        content = {
            path.relative_to(root).as_posix(): b64encode(path.read_bytes()).decode()
            for path in sorted(files)
            if "__pycache__" not in path.parts
        }
    except OSError as error:
        where = Where(str(error.filename))
        raise MissingFileError([Fault("registre.fichier_illisible", where)]) from None
    return zlib.compress(canonical(content), 6)


def _unpack(piece: bytes, folder: Path) -> None:
    """Write the files of a piece under a folder, and nowhere else."""
    try:
        content = json.loads(zlib.decompress(piece))
        for name, text in content.items():
            path = (folder / name).resolve()
            path.relative_to(folder.resolve())  # ValueError for a name that leads elsewhere
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b64decode(text, validate=True))
    except (zlib.error, ValueError, AttributeError):
        raise RegistryError([Fault("registre.piece_illisible")]) from None
