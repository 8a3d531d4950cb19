"""The browser of the tests sees what is wrong with a page."""

from __future__ import annotations

import pytest
from browsing import Browse, axe


def test_axe_sees_a_page_that_cannot_be_read(browse: Browse) -> None:
    """A picture without words, a text too pale, links too small are told, with where they are."""
    page = browse()
    page.set_content(
        "<html lang=fr><title>Page</title><main><h1>Titre</h1><img src='data:,'>"
        "<p style='color:#ccc;background:#fff'>pâle</p>"
        "<a href='#a' style='display:block;height:9px;font-size:8px;line-height:8px'>a</a>"
        "<a href='#b' style='display:block;height:9px;font-size:8px;line-height:8px'>b</a></main>"
    )
    with pytest.raises(AssertionError, match=r"color-contrast[\s\S]*image-alt[\s\S]*target-size"):
        axe(page)


def test_a_sound_page_is_clean(browse: Browse) -> None:
    """A page that breaks nothing raises nothing."""
    page = browse(dark=True)
    page.set_content("<html lang=fr><title>Page</title><main><h1>Titre</h1><p>Texte</p></main>")
    axe(page)
