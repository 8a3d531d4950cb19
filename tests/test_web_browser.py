"""The pages in a real browser: an officer's journey, an applicant's by keyboard, a portfolio."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from browsing import WIDTHS, Browse, axe, picture
from serving import KEY
from web_pages import EXAMPLES

from fondsvert.web.app import create_app
from fondsvert.web.serving import bound
from fondsvert.web.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PORTFOLIO = sorted((EXAMPLES / "portefeuille").glob("PF-0[6-9].yaml"))
PORTFOLIO += [EXAMPLES / "portefeuille/PF-10.yaml", EXAMPLES / "portefeuille/PF-12.yaml"]
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const form = document.querySelector("[data-drop]");
  form.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, cancelable: true}));
  form.dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def site(chromium: Browser) -> Iterator[str]:
    """Serve the application on a free port; give its address."""
    del chromium  # where there is no browser nothing need be served
    place = bound("127.0.0.1", 0)
    app = create_app(Settings(key=KEY, workers=0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
    thread.start()
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def choose(page: Page, *paths: Path) -> None:
    """Choose files on the first page and send them."""
    page.set_input_files("#fichiers", [str(path) for path in paths])
    page.get_by_role("button", name="Examiner").click()
    page.wait_for_selector("#verdict, #programme")


def simulated(page: Page, site: str) -> None:
    """Begin a simulation: the first question is shown."""
    page.goto(f"{site}/simulateur")
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_selector("[data-question]")


def decided(page: Page, site: str) -> None:
    """Show the decision on a dossier that lacks much, and what another amount would change."""
    page.goto(site)
    choose(page, EXAMPLES / "a-completer.yaml")
    page.locator("#s-financement > summary").click()
    page.fill("#f-financement-montant_demande", "900000")
    page.locator("#f-financement-montant_demande").blur()
    page.wait_for_selector("#essai-vivant #essai")


def listed(page: Page, site: str) -> None:
    """Show a portfolio."""
    page.goto(site)
    choose(page, *PORTFOLIO)


def at(path: str) -> Callable[[Page, str], None]:
    """Return what shows the page of this address."""
    return lambda page, site: page.goto(f"{site}{path}") and None


SHOWN: dict[str, Callable[[Page, str], None]] = {
    "accueil": at("/"),
    "formulaire": at("/formulaire"),
    "entretien": at("/entretien"),
    "simulateur": at("/simulateur"),
    "question": simulated,
    "decision": decided,
    "portefeuille": listed,
}


@pytest.mark.parametrize("name", SHOWN)
def test_pages_are_for_everybody(browse: Browse, site: str, name: str) -> None:
    """Each page passes axe-core, light and dark, holds in a telephone, and is kept as a picture."""
    page = browse()
    SHOWN[name](page, site)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    axe(page)
    picture(page, f"page-{name}")
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    picture(page, f"page-{name}-sombre")


def test_faults_are_for_everybody(chromium: Browser, site: str) -> None:
    """A page that tells faults passes axe-core; they are read first, each leads to its field."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}/formulaire")
    page.fill("#f-reference", "FV-1")
    page.get_by_role("button", name="Examiner").click()
    page.wait_for_selector("#fautes")
    assert page.evaluate("document.activeElement.id") == "fautes"
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#f-date_depot'")
    context.close()


def test_an_officer(browse: Browse, site: str) -> None:
    """An officer drops a dossier, reads the ground of a criterion, judges, and gets a letter."""
    page = browse()
    page.goto(site)
    text = (EXAMPLES / "portefeuille/PF-12.yaml").read_text(encoding="utf-8")
    page.evaluate(DROP, ["PF-12.yaml", text])
    page.wait_for_selector("#verdict")
    assert "À apprécier" in page.inner_text("#verdict")
    page.locator("#verdict a").first.click()
    name = page.evaluate("location.hash.slice(1)")
    ground = page.locator(f"#{name} details").first
    ground.locator("summary").click()
    assert "vérifié le" in ground.inner_text()
    page.locator(f"#f-appreciations-{name}-avis-favorable").check()
    page.fill(f"#f-appreciations-{name}-auteur", "DREETS")
    page.fill(f"#f-appreciations-{name}-motif", "Devis signés.")
    page.get_by_role("button", name="Porter ces avis au dossier").click()
    page.wait_for_selector("#verdict.good")
    assert "Éligible" in page.inner_text("#verdict")
    assert "Devis signés." in page.inner_text(f"#{name}") or page.locator(f"#{name}").count()
    with page.expect_download() as waited:
        page.locator("button[name=modele][value=favorable]").click()
    content = Path(waited.value.path()).read_bytes()
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_an_applicant_by_keyboard(browse: Browse, site: str) -> None:
    """An applicant simulates with the keyboard alone: each question takes the focus."""
    page = browse()
    page.goto(f"{site}/simulateur")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#f-date_depot").focus()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.wait_for_selector("[data-question], .verdict")
        if page.locator(".verdict").count():
            break
        asked = page.title()
        assert page.evaluate("document.activeElement.closest('[data-question]') !== null")
        if page.locator("[data-question] input[value=non]").count():
            page.keyboard.press("ArrowRight")  # the second answer: no
        else:
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_function("(before) => document.title !== before", arg=asked)
    assert "ne serait pas éligible" in page.inner_text(".verdict")


def test_a_portfolio(browse: Browse, site: str) -> None:
    """A portfolio is narrowed, its programme adjusted, and a dossier of it opened."""
    page = browse()
    listed(page, site)
    page.select_option("#verdict", "ineligible")
    page.get_by_role("button", name="Filtrer").click()
    page.wait_for_function("document.querySelectorAll('#t-dossiers ~ tbody tr').length === 1")
    page.fill("#enveloppe", "1 000 000")
    page.get_by_role("button", name="Calculer le programme").click()
    page.wait_for_function("document.querySelector('#enveloppe').value === '1000000'")
    with page.expect_popup() as waited:
        page.get_by_role("button", name="PF-10").click()
    opened = waited.value
    opened.wait_for_selector("#verdict.bad")
    assert opened.locator("#remede").count() == 1
    assert page.locator("#programme").count() == 1
