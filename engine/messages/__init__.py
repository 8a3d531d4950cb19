"""The message catalogue: every text of the machinery shown to a person, in French and English.

One JSON file a topic beside this module, each entry ``{"fr": …, "en": …}``. A key is
``topic.entry``; placeholders are those of :meth:`str.format`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

from ..typography import french

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")


@cache
def _topic(topic: str) -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / f"{topic}.json").read_text(encoding="utf-8")
    entries: dict[str, dict[str, str]] = json.loads(text)
    return entries


@cache
def template(key: str, lang: Lang = "fr") -> str:
    """Return the raw template of ``key`` (``"topic.entry"``); KeyError when there is none."""
    topic, entry = key.split(".", 1)
    text = _topic(topic)[entry][lang]
    return french(text) if lang == "fr" else text


def message(key: str, lang: Lang = "fr", /, **values: object) -> str:
    """Return the message ``key`` in ``lang``, its placeholders filled with ``values``."""
    return template(key, lang).format(**values)
