"""The folder of rules as it is in a git revision, without touching the working tree."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..engine.messages import message
from .shared import lang_of


@contextmanager
def checked_out(folder: str, revision: str, ctx: click.Context) -> Iterator[Path]:
    """Give a temporary copy of a folder of a git repository, as a revision has it.

    Fails as a usage error where git does not know the revision, or the folder there.
    """
    place = Path(folder).resolve()

    def git(*words: str) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 — words of ours, a revision after --end-of-options
                ["git", *words],  # noqa: S607 — the git of the user
                cwd=place.parent,
                capture_output=True,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error).encode()
            detail = said.decode(errors="replace").strip().splitlines()[-1]
            params = {"dossier": folder, "revision": revision, "detail": detail}
            text = message("comparer.aide_revision_inconnue", lang_of(ctx), **params)
            raise click.UsageError(text, ctx) from None
        return done.stdout

    commit = git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    archive = git("archive", "--format=tar", f"{commit.decode().strip()}:./{place.name}")
    with tempfile.TemporaryDirectory(prefix="fondsvert-") as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(made, filter="data")
        yield Path(made)
