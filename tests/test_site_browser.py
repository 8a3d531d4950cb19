"""The site in a real browser: read by everyone, searched by keyboard, from a folder or a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import site_made
from browsing import WIDTHS, Browse, axe, picture

from fondsvert.engine.site import address

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

# Large tables take axe-core seconds: both themes are the same stylesheet, read on these pages.
IN_THE_DARK = (
    "index.html",
    "criteres/FIN-06.html",
    "territoires.html",
    "etat.html",
    "recherche.html",
)
SIDE = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  return document.documentElement.scrollWidth;
}"""
NARROW = ("index.html", "criteres/FIN-06.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, in a folder."""
    return site_made.written(tmp_path_factory.mktemp("un dossier é"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The same folder, below a path of a server."""
    handler = partial(_Quiet, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/site/"
        server.shutdown()
        thread.join()


def test_each_kind_of_page_can_be_read_by_everyone(folder: Path, browse: Browse) -> None:
    """axe-core finds nothing on any kind of page, folds opened; in the dark neither."""
    page = browse()
    for path in site_made.KINDS:
        if path != "criteres/PRJ-04.html":
            page.goto((folder / path).as_uri())
            _opened(page)
            axe(page)
    page.emulate_media(color_scheme="dark")
    for path in IN_THE_DARK:
        page.goto((folder / path).as_uri())
        _opened(page)
        axe(page)


def _opened(page: Page) -> None:
    """Open what folds; of a long list of things alike, keep the first and the last."""
    page.evaluate(
        """() => {
          for (const fold of document.querySelectorAll("details")) fold.open = true;
          for (const list of document.querySelectorAll("ul, ol, tbody, dl, main")) {
            const kept = list.tagName === "MAIN" ? 36 : 4;
            for (const item of [...list.children].slice(kept, -1)) item.remove();
          }
        }"""
    )


def test_a_telephone_shows_whole_pages(folder: Path, browse: Browse) -> None:
    """At 375 pixels nothing runs over the side of the page, and axe-core finds nothing either."""
    page = browse(width=375)
    for path in (*site_made.KINDS, "tables/regimes.html", "scenarios/projet.html"):
        page.goto((folder / path).as_uri())
        assert page.evaluate(SIDE) <= 375, path
        if path in NARROW:
            _opened(page)
            axe(page)


def test_nothing_stands_before_the_first_paint(served: str, browse: Browse) -> None:
    """A page asks for nothing but itself; that of the search, for scripts that wait."""
    page = browse()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    for path in site_made.KINDS:
        asked.clear()
        page.goto(served + path)
        assert asked[0].url == served + path
        assert {request.resource_type for request in asked[1:]} <= {"script"}
        assert (len(asked) > 1) == (path == address.SEARCH), [request.url for request in asked]
    waiting = page.goto(served + address.SEARCH)
    assert waiting is not None
    scripts = page.locator("script")
    assert scripts.count() == 3
    assert page.locator("script[defer]").count() == 3


@pytest.mark.parametrize("place", ["folder", "server"])
def test_the_search_needs_no_mouse(
    place: str, folder: Path, served: str, browse: Browse
) -> None:  # fmt: skip
    """From any page: a word, Enter, the arrows, Enter. Accents and capitals do not matter."""
    page = browse()
    page.goto((folder / "criteres/POR-05.html").as_uri() if place == "folder"
              else f"{served}criteres/POR-05.html")  # fmt: skip
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#chercher").focus()
    page.keyboard.type("ELIGIBLE mini")
    page.keyboard.press("Enter")
    page.wait_for_selector("#resultats a")
    first = page.locator("#resultats a").first
    assert first.inner_text() == "PRJ-04 — L’assiette éligible atteint le minimum"
    assert page.locator("#resultats-nombre").inner_text().endswith("résultats")
    assert page.evaluate("document.activeElement.id") == "mots"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/criteres/PRJ-04.html")
    assert page.locator("h1").inner_text().startswith("PRJ-04")


def test_the_search_says_what_it_does_not_find(folder: Path, browse: Browse) -> None:
    """A word that is nowhere gives no result, and says so; a commune leads to its territory."""
    page = browse()
    page.goto((folder / address.SEARCH).as_uri())
    page.locator("#mots").fill("zzyzx")
    assert page.locator("#resultats-nombre").inner_text() == "Aucun résultat."
    page.locator("#mots").fill("vierzon")
    assert page.locator("#resultats a").first.inner_text() == "Berry Sologne"
    page.locator("#mots").fill("<img src=x onerror=alert(1)>")
    assert page.locator("#resultats img").count() == 0


def test_without_javascript_everything_is_listed(folder: Path, browse: Browse) -> None:
    """Without scripts the search leads to the index, where each thing is."""
    page = browse(javascript=False)
    page.goto((folder / "index.html").as_uri())
    page.locator("#chercher").fill("assiette")
    page.locator("#chercher").press("Enter")
    page.wait_for_url("**/recherche.html?q=assiette")
    page.locator("main a", has_text="Index alphabétique").click()
    page.locator("main a", has_text="PRJ-04").first.click()
    assert page.locator("h1").inner_text().startswith("PRJ-04")


def test_paper_has_no_menu(folder: Path, browse: Browse) -> None:
    """Printed, a page keeps its content and loses what only a screen needs."""
    page = browse()
    page.goto((folder / "criteres/PRJ-04.html").as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    for selector in ("header nav", ".side", "form", ".crumbs"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator("main h1").is_visible()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_pictures_are_kept(folder: Path, browse: Browse) -> None:
    """Whole pages at three widths, light and dark, for people to look at."""
    for dark in (False, True):
        for width in WIDTHS:
            page = browse(width=width, dark=dark)
            page.goto((folder / "criteres/FIN-06.html").as_uri())
            picture(page, f"site-critere-{width}-{'dark' if dark else 'light'}")
    page = browse()
    for path in ("index.html", "territoires.html"):
        page.goto((folder / path).as_uri())
        picture(page, f"site-{Path(path).stem}-1440-light")
