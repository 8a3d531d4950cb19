"""Where each thing stands in the site: paths from its top, so that links work from any folder."""

from __future__ import annotations

import re

HOME = "index.html"
CRITERIA = "criteres.html"
PARAMETERS = "parametres.html"
TABLES = "tables.html"
GRID = "grille.html"
FACTS = "informations.html"
SCENARIOS = "scenarios.html"
MATRIX = "tracabilite.html"
TERRITORIES = "territoires.html"
EDITIONS = "editions.html"
STATE = "etat.html"
SOURCES = "sources.html"
GLOSSARY = "glossaire.html"
SEARCH = "recherche.html"
INDEX = "index-alphabetique.html"

_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")


def anchor(text: str) -> str:
    """Return what a thing is called inside a page.

    >>> anchor("porteur.en_difficulte"), anchor("en_difficulte a-b")
    ('porteur.en_difficulte', 'en_difficulte-a-b')
    """
    return _OTHER.sub("-", text).strip("-")


def criterion(name: str) -> str:
    """Return the page of a criterion."""
    return f"criteres/{anchor(name)}.html"


def parameter(name: str) -> str:
    """Return where a figure is told."""
    return f"{PARAMETERS}#{anchor(name)}"


def fact(path: str) -> str:
    """Return where a fact is told."""
    return f"{FACTS}#{anchor(path)}"


def table(name: str) -> str:
    """Return the page of a decision table."""
    return f"tables/{anchor(name)}.html"


def source(key: str) -> str:
    """Return where a source is told."""
    return f"{SOURCES}#{anchor(key)}"


def feature(file: str) -> str:
    """Return the page of a file of scenarios."""
    return f"scenarios/{anchor(file.removesuffix('.feature'))}.html"


def scenario(file: str, line: int) -> str:
    """Return where a scenario is shown."""
    return f"{feature(file)}#l{line}"


def territory(name: str) -> str:
    """Return the page of a territory."""
    return f"territoires/{anchor(name)}.html"


def edition(name: str) -> str:
    """Return where an edition is told."""
    return f"{EDITIONS}#edition-{anchor(name)}"


def root(path: str) -> str:
    """Return the way from a page to the top of the site.

    >>> root("index.html"), root("criteres/PRJ-04.html")
    ('', '../')
    """
    return "../" * path.count("/")
