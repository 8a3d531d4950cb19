"""The compiled rule book, kept beside the user's other caches, never at the price of staleness.

An entry is named by the SHA-256 of the rule book's files, the version of this package and that
of Python: a change of any of them is another entry. A cache that cannot be written or read is
no fault: the rule book is then loaded from its YAML.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from .rulebook.model import RuleBook
from .values import FactType


def directory() -> Path:
    """Return the folder of cached rule books (``FONDSVERT_CACHE``, else the user's cache)."""
    if "FONDSVERT_CACHE" in os.environ:
        return Path(os.environ["FONDSVERT_CACHE"])
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "fondsvert"


def rulebook(root: Path, facts: Callable[[], Mapping[str, FactType]]) -> RuleBook:
    """Return the rule book of ``root``, from the cache when nothing changed."""
    from .rulebook.digest import digest

    content = digest(root)
    entry = directory() / f"{sha256(f'{content}{_code()}'.encode()).hexdigest()[:40]}.pickle"
    with suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError):
        if _trusted(entry):
            book = pickle.loads(entry.read_bytes())  # noqa: S301 — our own file, checked
            if isinstance(book, RuleBook) and book.sha256 == content:
                return book
    from .rulebook.load import load_rulebook

    book = load_rulebook(root, facts())
    with suppress(OSError):
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = entry.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps(book, protocol=5))
        unfinished.replace(entry)
    return book


def _code() -> str:
    """Identify the code that reads the rule book: a development tree changes without a version."""
    here = Path(__file__).parent
    sources = sorted([*here.glob("*.py"), *(here / "rulebook").glob("*.py")])
    stamps = ",".join(f"{path.name}{(s := path.stat()).st_mtime_ns}{s.st_size}" for path in sources)
    return f"{sys.implementation.cache_tag}{stamps}"


def _trusted(entry: Path) -> bool:
    """Whether the entry belongs to this user: another's pickle is never read."""
    if not hasattr(os, "getuid"):
        return True
    found = entry.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022
