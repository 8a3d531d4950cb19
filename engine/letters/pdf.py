"""DOCX → PDF, by LibreOffice where it is installed: tagged, so that a screen reader reads it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..errors import EngineUnavailableError, Fault

PROGRAMS: Final = ("soffice", "libreoffice")
EXPORT: Final = (
    'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"DisplayPDFDocumentTitle":{"type":"boolean","value":"true"}}'
)
FIRST: Final = 120
EACH: Final = 10
"""How many seconds the first letter may take, its program's start included, and each one after."""

AT_ONCE: Final = 50
"""How many letters are converted by one run of the program."""


def converter() -> str:
    """Return the program that converts; :class:`EngineUnavailableError` where there is none."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise EngineUnavailableError([Fault("courrier.libreoffice_absent")])


def as_pdf(letters: Sequence[bytes]) -> list[bytes]:
    """Return each letter, a DOCX file, as a PDF file, in order.

    The program runs with a profile of its own, thrown away after. Raises
    :class:`EngineUnavailableError` where it is absent, fails or takes too long.
    """
    program, made = converter(), []
    for start in range(0, len(letters), AT_ONCE):
        made += _converted(program, letters[start : start + AT_ONCE])
    return made


def _converted(program: str, letters: Sequence[bytes]) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="fondsvert-") as folder:
        root = Path(folder)
        files = [root / f"{rank}.docx" for rank in range(len(letters))]
        for path, content in zip(files, letters, strict=True):
            path.write_bytes(content)
        command = [
            program, "--headless", "--norestore", "--nolockcheck",
            f"-env:UserInstallation={(root / 'profil').as_uri()}",
            "--convert-to", EXPORT, "--outdir", str(root), *map(str, files),
        ]  # fmt: skip
        try:
            _run(command, FIRST + EACH * len(files))
            return [path.with_suffix(".pdf").read_bytes() for path in files]
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineUnavailableError([Fault("courrier.conversion")]) from error


def _run(command: Sequence[str], seconds: float) -> None:
    """Run a program to its end, or end it with all that it started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 — a fixed program, files that we wrote
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(seconds)
        finally:
            # Its first process only starts the one that works.
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
