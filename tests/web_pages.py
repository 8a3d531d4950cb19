"""A page as a person without a script uses it: its forms, filled and sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from serving import Client

EXAMPLES = ROOT / "examples"
_INLINE = frozenset({"a", "code", "path", "rect", "span", "strong", "svg"})
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Form:
    """A form: where it is sent, what it holds, what its buttons say."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the form holds a field, or a button, of this name."""
        return any(key == name for key, _ in self.fields) or any(
            key == name for key, _, _ in self.buttons
        )


def bare(action: str) -> str:
    """Return where a form is sent, without its language nor the place that is then shown."""
    return action.partition("?")[0].partition("#")[0]


class Page(HTMLParser):
    """A page read: its forms, its ids, its text; tags that do not match fail."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.status, self.source = answer.status_code, answer.text
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._area: str | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self.feed(answer.text)
        assert self._open == [], f"left open: {self._open}"

    @property
    def text(self) -> str:
        """What is read on the page, spaces made plain."""
        return " ".join("".join(self._text).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag opens."""
        given = {key: value or "" for key, value in attrs}
        if tag not in _INLINE:
            self._text.append(" ")
        self.attributes += [(tag, key) for key in given]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag not in _VOID and tag not in ("path", "rect"):
            self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif self.forms and "form" in self._open:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        own = self.forms[-1]
        if tag == "input" and given.get("type") != "file":
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked:
                own.fields.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._area = given["name"]
            own.fields.append((given["name"], ""))
        elif tag == "select":
            self._select = (given["name"], [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "button":
            own.buttons.append(
                (given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
            )

    def handle_endtag(self, tag: str) -> None:
        """Note what a tag closes."""
        if tag in ("path", "rect") or tag in _VOID:
            return
        assert self._open.pop() == tag
        if tag == "textarea":
            self._area = None
        elif tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected]
            self.forms[-1].fields.append((name, chosen[0] if chosen else options[0][0]))
            self._select = None

    def handle_data(self, data: str) -> None:
        """Note what is read, and what a text area holds."""
        if self._area is not None and self.forms:
            name, held = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, held + data)
        elif not {"style", "script"} & set(self._open):
            self._text.append(data)


class Visit:
    """A person on the pages: goes somewhere, fills a form, sends it."""

    def __init__(self, client: Client, start: str = "/") -> None:
        self.client = client
        self.page = Page(client.get(start))

    def form(self, action: str, press: str = "") -> Form:
        """Return the only form of the page that is sent there, by this button."""
        found = [each for each in self.page.forms if bare(each.action) == action]
        found = [each for each in found if not press or each.has(press.partition("=")[0])]
        assert len(found) == 1, f"{action}: {[each.action for each in self.page.forms]}"
        return found[0]

    def send(
        self, action: str, press: str = "", changed: dict[str, Any] | None = None, **more: str
    ) -> Page:
        """Send a form with other values, by a button ``name=value``; return the next page.

        A value that is a list stands for several of the same name; None leaves the field out.
        """
        self.page = Page(self.answer(action, press, changed, **more))
        return self.page

    def answer(
        self, action: str, press: str = "", changed: dict[str, Any] | None = None, **more: str
    ) -> httpx.Response:
        """Send a form as :meth:`send` does; return the answer, a file perhaps."""
        own, other = self.form(action, press), {**(changed or {}), **more}
        items = [(key, value) for key, value in own.fields if key not in other]
        items += list(_spread(other))
        to = own.action
        if press:
            name, _, value = press.partition("=")
            button = next(each for each in own.buttons if each[:2] == (name, value))
            items.append((name, value))
            to = button[2] or to
        data: dict[str, list[str]] = {}
        for key, value in items:
            data.setdefault(key, []).append(value)
        return self.client.post(to, data=data)

    def drop(self, *paths: Path | tuple[str, bytes], mapping: Path | None = None) -> Page:
        """Send files from the first page; return the next one."""
        token = dict(self.form("/deposer").fields)["csrf"]
        named = [p if isinstance(p, tuple) else (p.name, p.read_bytes()) for p in paths]
        files: list[tuple[str, tuple[str, bytes]]] = [("fichiers", each) for each in named]
        if mapping is not None:
            files.append(("correspondance", (mapping.name, mapping.read_bytes())))
        self.page = Page(self.client.post("/deposer", data={"csrf": token}, files=files))
        return self.page


def _spread(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if value is not None:
            yield from ((key, each) for each in (value if isinstance(value, list) else [value]))
