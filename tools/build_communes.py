"""Build ``rules/references/cog/`` from the npm package ``@etalab/decoupage-administratif``.

    python tools/build_communes.py                  # fetches the pinned package with npm
    python tools/build_communes.py --paquet X.tgz   # a copy at hand, its integrity checked
    python tools/build_communes.py --paquet DIR     # unpacked: nothing to check it against
    python tools/build_communes.py --verifier       # writes nothing; exit 1 on any difference

The result depends on the package alone: running it again changes no byte. To take the next
millésime, change ``VERSION``, ``SHA512`` and ``MILLESIME`` together, then read the diff.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

NAME = "@etalab/decoupage-administratif"
VERSION = "6.0.0"
MILLESIME = "2026"
SHA512 = "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ=="
MEMBERS = (
    "package.json",
    "LICENSE",
    *(
        f"data/{name}.json"
        for name in ("communes", "epci", "ept", "arrondissements", "departements", "regions")
    ),
)
OUTPUT = Path(__file__).parent.parent / "rules" / "references" / "cog"

KINDS = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement-municipal",
}
"""Types of the package that are no longer, or never were, communes."""

Record = dict[str, Any]
Row = tuple[str, ...]

LICENCE = """\
# Code officiel géographique {millesime}

Les fichiers `.tsv` de ce dossier sont produits par `tools/build_communes.py` à partir du paquet
npm `{name}`, version {version}, qui correspond au COG {millesime}. Ne pas les modifier à la main.

* Données : INSEE (code officiel géographique, EPT), DGCL (EPCI à fiscalité propre et leur
  composition), réunies par Etalab ; **Licence Ouverte / Open Licence 2.0**.
* Paquet : licence MIT, reproduite ci-dessous.

| fichier | une ligne par |
|---|---|
| `communes.tsv` | commune actuelle, métropole (`metro`), outre-mer (`drom`, `com`) |
| `anciennes.tsv` | ancien code ou ancien nom, et la commune actuelle qui le porte |
| `epci.tsv` | EPCI à fiscalité propre, ou établissement public territorial (`EPT`) |
| `ept.tsv` | commune du Grand Paris membre d'un établissement public territorial |
| `arrondissements.tsv`, `departements.tsv`, `regions.tsv` | division, avec son chef-lieu |

Chaque fichier est trié par sa première colonne, octet par octet.

## Licence du paquet

{licence}"""


def fetch(directory: Path) -> Path:
    """Download the pinned package into ``directory`` with npm, and return its tarball."""
    command = ["npm", "pack", f"{NAME}@{VERSION}", "--silent"]
    done = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True)
    return directory / done.stdout.split()[-1]


def read_package(package: Path) -> dict[str, bytes]:
    """Return the members of the package that matter, refusing another version or content."""
    if package.is_dir():
        content = {member: (package / member).read_bytes() for member in MEMBERS}
    else:
        digest = hashlib.sha512(package.read_bytes()).digest()
        if base64.b64encode(digest).decode() != SHA512:
            raise SystemExit(f"{package.name} : contenu différent de {NAME}@{VERSION}")
        with tarfile.open(package) as archive:
            content = {member: _member(archive, f"package/{member}") for member in MEMBERS}
    version = json.loads(content["package.json"])["version"]
    if version != VERSION:
        raise SystemExit(f"version {version} du paquet, {VERSION} attendue")
    return content


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} absent du paquet")
    return member.read()


def communes(records: Iterable[Record], epci: Iterable[Record]) -> list[Row]:
    """Return the current communes. Delegated ones may share their code: the type tells."""
    group = {member["code"]: each["code"] for each in epci for member in each["membres"]}
    return [
        (
            each["code"],
            each["nom"],
            group.get(each["code"], ""),
            each.get("arrondissement", ""),
            each["departement"],
            each["region"],
            each["zone"],
            each.get("siren", ""),
        )
        for each in records
        if each["type"] == "commune-actuelle"
    ]


def former(records: Sequence[Record]) -> list[Row]:
    """Return (code, current code, name, kind) of every former code or former name.

    A delegated commune that kept the code of its new commune is listed when its name differs, so
    that it can still be found by name. Where the two descriptions of the package disagree, the
    living one (``chefLieu`` of a delegated commune) wins over the historical ``anciensCodes``.
    """
    current = {each["code"]: each for each in records if each["type"] == "commune-actuelle"}
    rows: dict[str, Row] = {
        code: (code, each["code"], "", "fusionnee")
        for each in current.values()
        for code in each.get("anciensCodes", ())
    }
    for each in records:
        kind = KINDS.get(each["type"])
        if kind is None:
            continue
        code, nom = each["code"], each["nom"]
        heir = each["commune"] if kind == "arrondissement-municipal" else each["chefLieu"]
        if code not in current or current[code]["nom"] != nom:
            rows[code] = (code, heir, nom, kind)
    orphans = sorted(row[0] for row in rows.values() if row[1] not in current)
    if orphans:
        raise SystemExit(f"codes sans commune actuelle : {', '.join(orphans)}")
    return list(rows.values())


def table(header: str, rows: Iterable[Row]) -> str:
    """Return the rows as a tab-separated text sorted by the bytes of its unique first column."""
    lines = sorted(rows, key=lambda row: row[0].encode())
    if len({line[0] for line in lines}) != len(lines):
        raise SystemExit(f"clé en double dans « {header} »")
    return "".join("\t".join(line) + "\n" for line in [tuple(header.split()), *lines])


def build(content: dict[str, bytes]) -> dict[str, str]:
    """Return the text of every output file, by name."""

    def load(name: str) -> list[Record]:
        records: list[Record] = json.loads(content[f"data/{name}.json"])
        return records

    places, epci, ept = load("communes"), load("epci"), load("ept")
    return {
        "communes.tsv": table(
            "code nom epci arrondissement departement region zone siren", communes(places, epci)
        ),
        "anciennes.tsv": table("code actuel nom nature", former(places)),
        "epci.tsv": table(
            "siren type nom", [(each["code"], each["type"], each["nom"]) for each in epci + ept]
        ),
        "ept.tsv": table(
            "commune siren",
            [(member["code"], each["code"]) for each in ept for member in each["membres"]],
        ),
        **{
            f"{name}.tsv": table(
                "code nom chef_lieu",
                [(each["code"], each["nom"], each["chefLieu"]) for each in load(name)],
            )
            for name in ("arrondissements", "departements", "regions")
        },
        "LICENCE.md": LICENCE.format(
            name=NAME, version=VERSION, millesime=MILLESIME, licence=content["LICENSE"].decode()
        ),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(description="Construit les tables du COG.")
    parser.add_argument("--paquet", type=Path, help="archive .tgz ou dossier du paquet npm")
    parser.add_argument("--sortie", type=Path, default=OUTPUT, help="dossier des tables")
    parser.add_argument("--verifier", action="store_true", help="compare sans rien écrire")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        texts = build(read_package(options.paquet or fetch(Path(scratch))))
    different = []
    for name, text in texts.items():
        target: Path = options.sortie / name
        if target.is_file() and target.read_bytes() == text.encode():
            continue
        different.append(name)
        if not options.verifier:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    verb = "diffère" if options.verifier else "écrit"
    for name in different:
        print(f"{verb} : {name}", file=sys.stderr)
    return 1 if options.verifier and different else 0


if __name__ == "__main__":
    raise SystemExit(main())
