"""Hostile things to send, and the command to send them to, in a folder that is watched."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

SENT = "Zébulon-Confidentiel"
"""In what is sent, never in what is logged."""
RUN = '!!python/object/apply:os.system ["touch execute"]'
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
DOSSIER = {"reference": f"FV-{SENT}", "date_depot": "2024-05-13"}
JSON, YAML = "application/json", "application/yaml"


class Server(NamedTuple):
    """The command, running: who asks it, where it answers, where it was started, what it logs."""

    client: httpx.Client
    port: int
    folder: Path
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The command, in a folder of its own that is also its home and its place for what passes."""
    folder = tmp_path_factory.mktemp("serveur")
    log = tmp_path_factory.mktemp("journal") / "stderr"
    env = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "fondsvert.cli", "servir", "--port", "0", "--ouvriers", "1"],
            cwd=folder, env=env, stdout=subprocess.PIPE, stderr=errors,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        said = process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, log.read_text()
        with httpx.Client(base_url=found[0], timeout=60) as client:
            yield Server(client, int(found[1]), folder, log)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    told = log.read_text(encoding="utf-8")
    assert SENT not in told
    assert not re.search("defect|Traceback", told), told


@pytest.fixture
def unharmed(server: Server) -> Iterator[None]:
    """Whatever was sent, nothing is written, and the next request is served."""
    yield
    assert list(server.folder.rglob("*")) == []
    answer = server.client.post("/api/v1/decisions", json=DOSSIER)
    assert answer.status_code == 200


def archive(name: str, content: bytes) -> bytes:
    """Return a ZIP of one file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return whole.getvalue()


def dossier(**more: Any) -> bytes:
    """Return a dossier as JSON, with more fields."""
    return json.dumps({**DOSSIER, **more}).encode()


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
FAULTY = {
    "alias bomb": (YAML, BOMB.encode()),
    "anchor that holds itself": (YAML, b"reference: &a [*a]"),
    "YAML merge key": (YAML, b"<<: {reference: x}\nreference: y"),
    "YAML that would run a command": (YAML, f"reference: {RUN}".encode()),
    "YAML that would make an object": (YAML, b"!!python/object:os.system {}"),
    "YAML nested in flow": (YAML, b"a: " + b"[" * 200_000),
    "YAML nested in blocks": (YAML, b"\n".join(b" " * n + b"a:" for n in range(1_500))),
    "JSON lists nested": (JSON, b"[" * 500_000),
    "JSON mappings nested": (JSON, b'{"a":' * 200_000),
    "number of a million digits": (JSON, b'{"reference":"x","date_depot":' + b"9" * 10**6 + b"}"),
    "exponent out of all proportion": (JSON, dossier().replace(b"}", b',"projet":1e999999999}')),
    "amount out of all proportion": (
        JSON, dossier(financement={"montant_demande": "9" * 5_000}),
    ),
    "NaN": (JSON, b'{"reference": NaN}'),
    "Infinity": (JSON, b'{"reference": -Infinity}'),
    "YAML NaN": (
        YAML, b"reference: a\ndate_depot: 2024-01-01\nfinancement: {montant_demande: .nan}",
    ),
    "null bytes": (YAML, b"reference: a\0b\ndate_depot: 2024-01-01"),
    "bad UTF-8": (YAML, b"reference: \xff\xfe\xfa\ndate_depot: 2024-01-01"),
    "UTF-16": (YAML, "reference: a".encode("utf-16")),
    "lone surrogate": (JSON, b'{"reference": "\\ud800", "date_depot": "2024-01-01"}'),
    "control characters": (YAML, b"reference: a\x1b[2Jb\ndate_depot: 2024-01-01"),
    "duplicated key": (JSON, b'{"reference": "a", "reference": "b"}'),
    "prototype": (JSON, dossier(__proto__={"admin": True})),
    "dunder": (JSON, dossier(__class__="x", __init__={})),
    "hundred thousand fields": (JSON, dossier(**{f"c{n}": n for n in range(100_000)})),
    "hundred thousand expenses": (JSON, dossier(financement={"depenses": [{}] * 100_000})),
    "hundred thousand documents": (YAML, b"--- {}\n" * 100_000),
    "too many dossiers": (JSON, b"[" + b",".join([dossier()] * 501) + b"]"),
    "too many lines": ("application/x-ndjson", b"\n".join([dossier()] * 501)),
    "a ZIP bomb under another name": (YAML, archive("a.yaml", b"\0" * 10_000_000)),
    "an archive that climbs": (YAML, archive("../../execute", b"x")),
    "a spreadsheet": (JSON, archive("xl/workbook.xml", b"<a/>")),
    "external entity": (
        YAML, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ),
    "nothing": (JSON, b""),
    "a megabyte of nothing": (YAML, b" " * 10**6),
    "a megabyte of colons": (YAML, b":" * 10**6),
    "a megabyte of dashes": (YAML, b"- " * 500_000),
    "a megabyte of quotes": (JSON, b'"' * 10**6),
    "a megabyte of backslashes": (JSON, b'"' + b"\\" * 10**6),
    "a reference of a megabyte": (JSON, dossier(reference="x" * 10**6)),
    "a commune that is a path": (JSON, dossier(projet={"commune": "../../../etc/passwd"})),
    "a regime that is a path": (JSON, dossier(financement={"regime": "../rules"})),
    "a criterion that is code": (JSON, dossier(appreciations={"__import__('os')": {}})),
}  # fmt: skip
