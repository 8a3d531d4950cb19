"""The walk from page to page: every dossier of a démarche, in one file of JSON Lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .client import Client
from .query import Asked
from .store import Progress, Store


def download(
    client: Client,
    asked: Asked,
    path: Path,
    *,
    resume: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,  # noqa: ARG005 # a silent listener
) -> Progress:
    """Fetch the dossiers asked for into ``path``, each on its line, as the platform gave it.

    ``resume`` goes on after an interruption, and starts when there was none. ``tell`` hears after
    each page how far it went. The file appears when it is complete; until then, what came is kept
    beside it. Raises :class:`InputError` for what was begun otherwise, :class:`RemoteError` or
    one of its kind for what the platform answers, OSError when a file cannot be written.
    """
    with Store(path, asked, client.url, resume=resume) as store:
        tell(store.progress)
        while not store.progress.complet:
            store.add(client.page(asked, store.progress.curseur))
            tell(store.progress)
        store.finish()
        return store.progress
