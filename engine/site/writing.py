"""Writes the site into a folder: whole or not at all, and never over what is not one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..errors import Fault, InputError, Where

MARK = ".fondsvert-site"
"""The file that says that a folder was made here, and may be made again."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a site, in place of the one that the folder may hold.

    Raises :class:`InputError` where the folder holds something else, ``OSError``.
    """
    folder = folder.absolute()
    if folder.exists() and not _ours(folder):
        raise InputError([Fault("site.dossier_etranger", Where(str(folder.name)))])
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        for name, text in {**files, MARK: ""}.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.replace(old)
        fresh.replace(folder)
    finally:
        if old.exists() and not folder.exists():
            old.replace(folder)
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)


def _ours(folder: Path) -> bool:
    """Whether the folder holds nothing, or what was written here."""
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))
