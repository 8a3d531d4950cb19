"""fondsvert: is this dossier eligible, why, and by which text.

>>> import fondsvert
>>> measure = fondsvert.load()                        # doctest: +SKIP
>>> decision = measure.screen(fondsvert.read("dossier.yaml"))   # doctest: +SKIP
>>> decision.verdict                                  # doctest: +SKIP
'eligible'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "Decision": "findings",
    "Dossier": "dossier",
    "EngineUnavailableError": "errors",
    "Fault": "errors",
    "FondsvertError": "errors",
    "InferenceError": "errors",
    "InputError": "errors",
    "Measure": "measure",
    "MissingFileError": "errors",
    "RulesError": "errors",
    "TerritoryError": "errors",
    "load": "measure",
    "read": "measure",
    "read_all": "measure",
}

__all__ = [*_HOMES, "__version__"]

if TYPE_CHECKING:
    from .engine.dossier import Dossier as Dossier
    from .engine.errors import EngineUnavailableError as EngineUnavailableError
    from .engine.errors import Fault as Fault
    from .engine.errors import FondsvertError as FondsvertError
    from .engine.errors import InferenceError as InferenceError
    from .engine.errors import InputError as InputError
    from .engine.errors import MissingFileError as MissingFileError
    from .engine.errors import RulesError as RulesError
    from .engine.errors import TerritoryError as TerritoryError
    from .engine.findings import Decision as Decision
    from .engine.measure import Measure as Measure
    from .engine.measure import load as load
    from .engine.measure import read as read
    from .engine.measure import read_all as read_all


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command line starts in milliseconds."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".engine.{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
