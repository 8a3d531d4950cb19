"""Templates ready to be filled: what is escaped, the filters, the texts of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import EngineUnavailableError, Fault
from ..messages import Lang, message
from ..typography import NBSP, french
from ..wording import day, euros, listed, number
from .style import digest, stylesheet

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def environment(lang: Lang = "fr", *folders: Path) -> Environment:
    """Return the environment of the templates of these folders, then of the shared ones.

    Raises :class:`EngineUnavailableError` where Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError:
        raise EngineUnavailableError([Fault("pages.jinja_absent")]) from None
    pages = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters.update(_filters(lang))
    style = f"\n{stylesheet()}"
    pages.globals.update(
        t=lambda key, /, **values: message(key, lang, **values),
        lang=lang,
        style=Markup(style),  # noqa: S704 — a file of ours, without a word from outside
        style_hash=digest(style),
    )
    return pages


def _filters(lang: Lang) -> dict[str, Callable[..., Any]]:
    def amount(value: Decimal | float | str) -> str:
        return euros(int((_exact(value) * 100).to_integral_value(ROUND_HALF_UP)), lang)

    def rate(value: Decimal | float | str) -> str:
        return f"{number(_exact(value) * 100, lang)}{NBSP if lang == 'fr' else ''}%"

    def dated(value: date | str) -> str:
        return day(date.fromisoformat(value) if isinstance(value, str) else value, lang)

    def in_list(items: Iterable[object]) -> str:
        return listed([str(item) for item in items], lang)

    return {
        "euros": partial(_euros, lang=lang),
        "montant": amount,
        "taux": rate,
        "nombre": lambda value: number(_exact(value), lang),
        "jour": dated,
        "fr": french,
        "liste": in_list,
    }


def _euros(cents: int, lang: Lang) -> str:
    return euros(cents, lang)


def _exact(value: Decimal | float | str) -> Decimal:
    """Return a number of a JSON document as it is written there."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
