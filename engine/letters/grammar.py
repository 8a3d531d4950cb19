"""What a template may say: the places of a letter, loops and conditions over them, nothing else.

The tags of a template are a small part of Jinja's language: what is not listed here is refused, so
that no template reaches further than the texts of its letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment

from ..likeness import nearest
from .fields import FIELDS, LOOP, TEXT, Kind, Many, Record

FILTERS: Final = ("upper", "lower", "capitalize", "trim", "length")
DEPTH: Final = 3
"""How many loops may stand within one another."""

_CONDITIONS = (nodes.Not, nodes.And, nodes.Or, nodes.Compare)


class Wrong(NamedTuple):
    """Something wrong in a template: a code, the line of the tag, what to say."""

    code: str
    line: int
    params: Mapping[str, object]


class Environment(SandboxedEnvironment):
    """Jinja without what a letter does not need; a text is compiled once."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled: dict[str, Any] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the template of a text, from what was compiled before where it can be."""
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source, *args, **kwargs)
        return self._compiled[source]


def environment() -> Environment:
    """Return what reads and fills templates; whatever it writes is escaped."""
    made = Environment()
    made.globals.clear()
    made.tests.clear()
    for name in [name for name in made.filters if name not in FILTERS]:
        del made.filters[name]
    return made


class Grammar:
    """Checks the tree of a template: every fault at once, and the places that it names."""

    def __init__(self) -> None:
        self.wrong: list[Wrong] = []
        self.named: set[str] = set()

    def check(self, tree: nodes.Template) -> None:
        """Check a tree; its faults and the names it uses are then there."""
        self._body(tree.body, dict(FIELDS), 0)

    def _body(self, body: list[nodes.Node], known: dict[str, Kind], depth: int) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._written(part, known)
            elif isinstance(node, nodes.If):
                self._condition(node.test, known)
                self._body(node.body, known, depth)
                self._body([*node.elif_, *node.else_], known, depth)
            elif isinstance(node, nodes.For):
                self._loop(node, known, depth)
            else:
                self._refuse(node)

    def _loop(self, node: nodes.For, known: dict[str, Kind], depth: int) -> None:
        if node.recursive or not isinstance(node.target, nodes.Name) or depth >= DEPTH:
            self._refuse(node)
            return
        kind = self._kind(node.iter, known)
        if kind is not None and not isinstance(kind, Many):
            self._say("gabarit_pas_une_liste", node.iter, nom=_spelt(node.iter))
        item = kind.item if isinstance(kind, Many) else None
        # What the loop goes through is already at fault: nothing more is said of its items.
        inner: dict[str, Any] = {**known, node.target.name: item, "loop": LOOP}
        if node.test is not None:
            self._condition(node.test, inner)
        self._body(node.body, inner, depth + 1)
        self._body(node.else_, known, depth)

    def _written(self, node: nodes.Node, known: dict[str, Kind]) -> None:
        if isinstance(node, nodes.TemplateData | nodes.Const):
            return
        if isinstance(node, nodes.CondExpr):
            self._condition(node.test, known)
            self._written(node.expr1, known)
            if node.expr2 is not None:
                self._written(node.expr2, known)
            return
        kind = self._kind(node, known)
        if isinstance(kind, Record | Many):
            inside = _inside(kind)
            self._say("gabarit_pas_un_texte", node, nom=_spelt(node), champs=", ".join(inside))
        elif kind is not None and kind.flag:
            self._say("gabarit_oui_ou_non", node, nom=_spelt(node))

    def _condition(self, node: nodes.Node, known: dict[str, Kind]) -> None:
        if isinstance(node, _CONDITIONS):
            for child in node.iter_child_nodes():
                self._condition(child, known)
        elif isinstance(node, nodes.Operand):
            self._condition(node.expr, known)
        elif not isinstance(node, nodes.Const):
            self._kind(node, known)

    def _kind(self, node: nodes.Node, known: dict[str, Kind]) -> Kind | None:
        """Return what an expression is; None, once said, where it is nothing that is known."""
        if isinstance(node, nodes.Name):
            if node.name not in known:
                self._unknown(node, node.name, known)
                return None
            if known is FIELDS or node.name in FIELDS:
                self.named.add(node.name)
            return known[node.name]
        if isinstance(node, nodes.Getattr):
            held = self._kind(node.node, known)
            if held is None:
                return None
            fields = held.fields if isinstance(held, Record) else {}
            if node.attr not in fields:
                self._unknown(node, _spelt(node), _paths(_spelt(node.node), fields) or known)
                return None
            return fields[node.attr]
        if isinstance(node, nodes.Filter) and node.node is not None and node.name in FILTERS:
            self._kind(node.node, known)
            return TEXT
        self._refuse(node)
        return None

    def _unknown(self, node: nodes.Node, name: str, known: Mapping[str, object]) -> None:
        near = nearest(name, known, 0.6) or nearest(name, _everything(), 0.6)
        self._say("gabarit_champ_proche" if near else "gabarit_champ", node, nom=name, proche=near)

    def _refuse(self, node: nodes.Node) -> None:
        self._say("gabarit_construction", node, nom=_spelt(node))

    def _say(self, code: str, node: nodes.Node, **params: object) -> None:
        # Jinja gives some nodes no line: the part is then told, from its start.
        self.wrong.append(Wrong(f"courrier.{code}", node.lineno or 1, params))


def _spelt(node: nodes.Node) -> str:
    """Return an expression as it is written, near enough to be found again."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_spelt(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter):
        return f"{_spelt(node.node)} | {node.name}" if node.node is not None else node.name
    if isinstance(node, nodes.Call):
        return f"{_spelt(node.node)}(…)"
    if isinstance(node, nodes.Getitem):
        return f"{_spelt(node.node)}[…]"
    return type(node).__name__.lower()


def _paths(prefix: str, fields: Mapping[str, Kind]) -> dict[str, Kind]:
    return {f"{prefix}.{name}": kind for name, kind in fields.items()}


def _inside(kind: Record | Many) -> Iterator[str]:
    if isinstance(kind, Record):
        yield from kind.fields
    else:
        yield "{%p for x in … %}"


def _everything() -> Iterator[str]:
    for name, kind in FIELDS.items():
        yield name
        if isinstance(kind, Record):
            yield from (f"{name}.{inner}" for inner in kind.fields)
