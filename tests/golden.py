"""Golden files: texts that people read, kept as they should be.

``FONDSVERT_GOLDEN=update`` rewrites them; the difference is then reviewed like any change.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    """Compare ``text`` with the golden file ``name``, a path under ``tests/golden``."""
    path = FOLDER / name
    if os.environ.get("FONDSVERT_GOLDEN") == "update":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no golden file {name}: run with FONDSVERT_GOLDEN=update and review it"
    assert text == path.read_text(encoding="utf-8")
