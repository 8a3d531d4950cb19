"""Which files make a rule book, and the SHA-256 that identifies their content."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from ..errors import Fault, MissingFileError, Where


def rule_files(root: Path) -> list[Path]:
    """Return the YAML files of the rule book in a stable order."""
    if not root.is_dir():
        raise MissingFileError([Fault("regles.dossier_absent", Where(str(root)))])
    return sorted(path for path in root.rglob("*.yaml") if "references" not in path.parts)


def digest(root: Path) -> str:
    """Return the SHA-256 of the rule book: every file's name and bytes, references included."""
    whole = sha256()
    references = root / "references"
    data = sorted(path for path in references.rglob("*") if path.is_file())
    for path in [*rule_files(root), *data]:
        content = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()
