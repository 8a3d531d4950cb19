"""What the platform answers: a page of dossiers, or what is wrong in words.

Nothing of an answer is trusted: every name that we asked for is checked, and all that is wrong in
a page is told at once, with its path. Dossiers are kept as they came, figure for figure: a decimal
number never becomes a binary float.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from json.encoder import encode_basestring
from typing import Any, Final

from ...errors import (
    Fault,
    RemoteError,
    RemoteMissingError,
    RemoteRefusedError,
    Where,
)
from ...yaml_text import Loc, dotted, shown

MAX_FAULTS: Final = 20
MAX_DETAIL: Final = 300

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_KINDS: Mapping[type, str] = {dict: "objet", list: "liste", str: "texte", int: "entier",
                              bool: "booleen"}  # fmt: skip
_NODE: Final = (("number", int), ("dateDerniereModification", str), ("state", str),
                ("champs", list))  # fmt: skip


class Raw(str):
    """A number with a fraction or an exponent, as it is written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A dossier: its number, when it was last modified, and the line of JSON that holds it all."""

    number: int
    modified: str
    line: str


@dataclass(frozen=True, slots=True)
class Page:
    """Dossiers, and the cursor of the page that follows: None when this one is the last."""

    title: str
    nodes: tuple[Node, ...]
    next: str | None


class Again(Exception):
    """The same may be asked again: ``after`` seconds when it is said, of less when ``heavy``."""

    def __init__(self, fault: Fault, *, after: float | None = None, heavy: bool = False) -> None:
        super().__init__(fault.code)
        self.fault, self.after, self.heavy = fault, after, heavy


def read_answer(
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    demarche: int,
    url: str,
    hide: Callable[[str], str] = str,
) -> Page:
    """Return the page that an answer holds.

    ``hide`` takes out of a text what must not be shown. Raises :class:`Again` when it is worth
    asking again, :class:`RemoteError` or one of its kind otherwise.
    """
    where = Where(url)

    def say(text: object) -> str:
        return _SPACES.sub(" ", hide(str(text))).strip()[:MAX_DETAIL]

    if status in {408, 425, 429} or status >= 500:
        fault = Fault("telecharger.occupe", where, {"statut": status})
        raise Again(fault, after=_after(headers), heavy=status == 504)
    if 300 <= status < 400:
        params = {"adresse": say(headers.get("location", "")) or "?"}
        raise RemoteError([Fault("telecharger.redirection", where, params)])
    answer = _parsed(content)
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if status in {401, 403}:
        detail = say(_message(errors[0])) if isinstance(errors, list) and errors else "?"
        fault = Fault("telecharger.jeton_refuse", where, {"statut": status, "detail": detail})
        raise RemoteRefusedError([fault])
    if errors:
        _refuse(errors, where, demarche, say)
    if status != 200:
        raise RemoteError([Fault("telecharger.statut", where, {"statut": status})])
    if not isinstance(answer, dict):
        raise RemoteError([Fault("telecharger.pas_du_json", where)])
    return _page(answer, demarche, where, say)


def json_line(value: Any) -> str:
    """Return data read by :func:`_parsed` as one line of JSON: the same texts, the same figures."""
    if isinstance(value, dict):
        inner = ", ".join(f"{_text(key)}: {json_line(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(json_line, value))}]"
    if isinstance(value, Raw):
        return str(value)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """Return a JSON string; what some readers take for an end of line is escaped."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", encode_basestring(text))


def _parsed(content: bytes) -> Any:
    """Return the data of a text in JSON, None when it is not one."""

    def refuse(name: str) -> Any:
        raise ValueError(name)

    try:
        return json.loads(content.decode("utf-8"), parse_float=Raw, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def _after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for; a date counts from the server's own."""
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        return max((until - parsedate_to_datetime(headers.get("date", ""))).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def _message(error: object) -> object:
    return error.get("message", "?") if isinstance(error, dict) else error


def _code(error: object) -> str:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return code if isinstance(code, str) else ""


def _refuse(errors: Any, where: Where, demarche: int, say: Callable[[object], str]) -> None:
    """Raise what the errors of GraphQL mean; the platform asks that any of them be fatal."""
    listed = errors if isinstance(errors, list) else [errors]
    codes = {_code(error) for error in listed}
    params: dict[str, object] = {"demarche": demarche, "detail": say(_message(listed[0]))}
    if codes & {"unauthorized", "forbidden"}:
        raise RemoteRefusedError([Fault("telecharger.acces_refuse", where, params)])
    if "not_found" in codes:
        raise RemoteMissingError([Fault("telecharger.demarche_inconnue", where, params)])
    if codes & {"timeout", "internal_server_error"}:
        raise Again(Fault("telecharger.trop_long", where, params), heavy=True)
    raise RemoteError(
        Fault("telecharger.graphql", Where(where.file, path=say(_path(error))),
              {"detail": say(_message(error)), "code": say(_code(error)) or "?"})
        for error in listed[:MAX_FAULTS]
    )  # fmt: skip


def _path(error: object) -> str:
    path = error.get("path") if isinstance(error, dict) else None
    known = isinstance(path, list) and all(isinstance(part, str | int) for part in path)
    return dotted(tuple(path)) if known and path else ""


def _page(answer: Any, demarche: int, where: Where, say: Callable[[object], str]) -> Page:
    faults: list[Fault] = []

    def get(inside: Any, loc: Loc, kind: type, *, null: bool = False) -> Any:
        """Return what is at the end of ``loc`` in ``inside``; None, and a fault, when wrong."""
        value = inside.get(loc[-1]) if isinstance(inside, dict) else inside[loc[-1]]
        absent = isinstance(inside, dict) and loc[-1] not in inside
        if not absent and (type(value) is kind or (null and value is None)):
            return value
        code = "champ_absent" if absent else f"attendu_{_KINDS[kind]}"
        place = Where(where.file, path=dotted(loc))
        faults.append(Fault(f"telecharger.{code}", place, {"valeur": say(shown(value))}))
        return None

    def done() -> None:
        if faults:
            raise RemoteError(faults[:MAX_FAULTS])

    found: Any = answer
    at: Loc = ()
    for name in ("data", "demarche"):
        at = (*at, name)
        found = get(found, at, dict)
        done()
    number, title = get(found, (*at, "number"), int), get(found, (*at, "title"), str)
    dossiers = get(found, (*at, "dossiers"), dict)
    done()
    if number != demarche:
        params = {"valeur": number, "attendu": demarche}
        raise RemoteError([Fault("telecharger.autre_demarche", where, params)])
    at = (*at, "dossiers")
    info, nodes = get(dossiers, (*at, "pageInfo"), dict), get(dossiers, (*at, "nodes"), list)
    done()
    more = get(info, (*at, "pageInfo", "hasNextPage"), bool)
    cursor = get(info, (*at, "pageInfo", "endCursor"), str, null=more is not True)
    kept = []
    for rank in range(len(nodes)):
        node = get(nodes, (*at, "nodes", rank), dict)
        if node is None:
            continue
        given = [get(node, (*at, "nodes", rank, name), kind) for name, kind in _NODE]
        if None not in given:
            kept.append(Node(given[0], given[1], json_line(node)))
    done()
    return Page(say(title), tuple(kept), cursor if more else None)
