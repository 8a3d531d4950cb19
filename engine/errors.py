"""Every error a caller can meet, and nothing else.

::

    FondsvertError
    ├── InputError (ValueError)             the user's dossiers are wrong       exit 65
    │   └── InfeasibleError                 constraints that cannot hold together exit 65
    ├── MissingFileError (FileNotFoundError) a file named by the user is absent  exit 66
    ├── TerritoryError (ValueError)         a user's list of territories is wrong exit 65
    ├── RulesError (ValueError)             the rule book does not hold         exit 78
    ├── EngineUnavailableError (ImportError) an optional part is not installed exit 69
    ├── RemoteError (ConnectionError)       a distant service answers what it should not exit 76
    │   ├── RemoteBusyError                 it does not answer, or asks for patience exit 75
    │   ├── RemoteMissingError (LookupError) it does not know what was asked for   exit 66
    │   └── RemoteRefusedError (PermissionError) it does not let us in             exit 77
    └── InferenceError (RuntimeError)       the inference failed: a bug to report exit 70

Errors about a file carry *all* its faults at once. A fault has a stable code, documented in
``docs/erreurs.md``, and renders in French or English from the message catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .messages import Lang, message


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a user's file: its name, a 1-based line and column, a path inside the data."""

    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return " ".join(part for part in (place, self.path) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place. ``code`` is a key of the message catalogue."""

    code: str
    where: Where = field(default_factory=Where)
    params: Mapping[str, object] = field(default_factory=dict)

    def message(self, lang: Lang = "fr") -> str:
        """Return the fault as one line: the place, then what is wrong and what was expected."""
        text = message(self.code, lang, **self.params)
        place = str(self.where)
        separator = "\u00a0: " if lang == "fr" else ": "
        return f"{place}{separator}{text}" if place else text


class FondsvertError(Exception):
    """Root of the tree. ``faults`` lists everything wrong, in file order."""

    exit_code = 70

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message() for fault in self.faults))

    def messages(self, lang: Lang = "fr") -> list[str]:
        """Return one line a fault, in ``lang``."""
        return [fault.message(lang) for fault in self.faults]


class InputError(FondsvertError, ValueError):
    """A dossier file cannot be read as dossiers."""

    exit_code = 65


class InfeasibleError(InputError):
    """The constraints of a programme cannot hold together: it names a smallest set of them."""


class MissingFileError(FondsvertError, FileNotFoundError):
    """A file that the user named is not there, or cannot be opened."""

    exit_code = 66


class TerritoryError(FondsvertError, ValueError):
    """A list of territories given by the user is not one, or is of another phase."""

    exit_code = 65


class RulesError(FondsvertError, ValueError):
    """The rule book does not hold together."""

    exit_code = 78


class EngineUnavailableError(FondsvertError, ImportError):
    """An optional part that was asked for, an engine or a reader, is not installed here."""

    exit_code = 69


class RemoteError(FondsvertError, ConnectionError):
    """A distant service answered what it should not, or is not who it says."""

    exit_code = 76


class RemoteBusyError(RemoteError):
    """A distant service does not answer, or asks to come back later: trying again may do."""

    exit_code = 75


class RemoteMissingError(RemoteError, LookupError):
    """A distant service does not know what was asked for."""

    exit_code = 66


class RemoteRefusedError(RemoteError, PermissionError):
    """A distant service does not let us in: no token, or one without the right."""

    exit_code = 77


class InferenceError(FondsvertError, RuntimeError):
    """The inference itself failed: a defect of the engine, never of the dossier."""
