"""A real browser for tests: Chromium, driven by Playwright, and axe-core's judgement of a page.

Tests that ask for ``browse`` skip, visibly, where Chromium is not installed. Pictures are kept in
``build/pictures``, for people to look at.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

PICTURES = ROOT / "build/pictures"
WIDTHS = (375, 768, 1440)
"""In CSS pixels: a telephone, a tablet, a desk."""

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Neither a sandbox (tests run as root in CI) nor anything that the browser asks for itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The rule of WCAG 2.2 that axe-core leaves out unless asked.
RULES = {"rules": {"target-size": {"enabled": True}}}

Browse = Callable[..., "Page"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give one browser to the tests of a module.

    No longer than a module: while Playwright runs, its thread has an event loop, and other tests
    need to start their own.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("Chromium is not installed: nothing is tested in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Browse]:
    """Open pages, each with no memory of the others; none may ask for anything from elsewhere.

    ``browse(width=1440, dark=False, javascript=True)``; other words are those of a Playwright
    context. What a page complains of in its console, a script that fails included, fails the test.
    """
    contexts: list[Any] = []
    elsewhere: list[str] = []
    complaints: list[str] = []

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in ("127.0.0.1", "localhost"):
            elsewhere.append(request.url)

    def opened(
        width: int = 1440, *, dark: bool = False, javascript: bool = True, **words: Any
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale="fr-FR",
            **words,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.on("request", asked)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not elsewhere, f"asked from elsewhere: {elsewhere}"
    assert not complaints, f"in the console: {complaints}"


def axe(page: Page) -> None:
    """Fail where axe-core finds that a page breaks WCAG 2.2 AA or what it calls best practice."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    told = [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html']}\n{node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def picture(page: Page, name: str) -> None:
    """Keep the whole page as ``build/pictures/<name>.png``."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
