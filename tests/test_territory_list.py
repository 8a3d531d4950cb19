"""The national list of territories, as the ANCT publishes it and as people save it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT

from fondsvert.engine import yaml_text
from fondsvert.engine.communes import Cog
from fondsvert.engine.errors import MissingFileError, TerritoryError
from fondsvert.engine.territory import NationalList, Territories, Territory, locate
from fondsvert.engine.territory_list import EXPECTED, is_siren, read_territory_list

OFFICIAL = ROOT / ".." / "shared" / "data" / "liste-ti-grpt.csv"
official = pytest.mark.skipif(
    not OFFICIAL.is_file(), reason="the official national list is not here (../shared/data)"
)
HEADER = "id_ti;lib_ti;siren_groupement;lib_groupement;nature_juridique\n"
ORLEANS = "ti-2408;Orléans Métropole – Beauce Loirétaine;244500468;Orléans Métropole;METRO\n"
DUNKERQUE = "ti-3201;Aa – Dunkerque – Flandre;245900428;CU de Dunkerque;CU\n"
COURTINE = "ti-7506;Creuse Industrie;212306708;La Courtine;\n"
COG = Cog()

Read = Callable[[str | bytes], NationalList]


@pytest.fixture(scope="module")
def shipped() -> Territories:
    """The territories that ship."""
    data = yaml_text.load((ROOT / "rules/territoires.yaml").read_bytes()).data
    return Territories.from_entries(data["territoires"], data["regions_completes"], data["phase"])


@pytest.fixture
def read(tmp_path: Path, shipped: Territories) -> Read:
    """Read a list of this content."""

    def write_and_read(content: str | bytes) -> NationalList:
        path = tmp_path / "liste.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_territory_list(path, COG, shipped)

    return write_and_read


def faults(read: Read, content: str | bytes) -> list[tuple[str, int, str]]:
    """Return (code, line, column) of every fault of a list that is refused."""
    with pytest.raises(TerritoryError) as caught:
        read(content)
    assert all(caught.value.messages("fr") + caught.value.messages("en"))
    return [
        (fault.code.removeprefix("territoire."), fault.where.line, fault.where.path)
        for fault in caught.value.faults
    ]


@official
def test_the_official_list_loads_whole(shipped: Territories) -> None:
    """183 territories, no warning, and every member is known to the communes that ship."""
    national = read_territory_list(OFFICIAL, COG, shipped)
    assert len(national.territories) == EXPECTED == 183
    assert national.warnings == ()


@official
def test_the_official_list_agrees_with_what_ships(shipped: Territories) -> None:
    """The 12 territories of the region have the same members, and the country is complete."""
    national = read_territory_list(OFFICIAL, COG, shipped)
    listed = {each.id: each for each in national.territories}
    for territory in shipped:
        if territory.region == "24":
            assert set(territory.members) == set(listed[territory.id].members)
    completed = shipped.with_national_list(national)
    assert len(completed) == 183
    before = {each.code: locate(each.code, COG, shipped) for each in COG.all()}
    after = {code: locate(code, COG, completed) for code in before}
    assert {site.statut for site in after.values()} == {"labellise", "hors_ti"}
    for code, site in before.items():
        if site.statut != "inconnu":
            assert after[code].statut == site.statut
    ids = {"58152": "ti-2707", "23067": "ti-7506", "92036": "ti-1101", "93005": "ti-1104"}
    found = {code: site.territory.id for code in ids if (site := after[code]).territory}
    assert found == ids


def test_members_are_epci_ept_or_communes(read: Read) -> None:
    """A lone commune, listed by its SIREN, is kept by its code; the region comes from the id."""
    national = read(HEADER + DUNKERQUE + COURTINE)
    assert national.territories == (
        Territory("ti-3201", "Aa – Dunkerque – Flandre", "32", (("245900428", "CU de Dunkerque"),)),
        Territory("ti-7506", "Creuse Industrie", "75", (), ("23067",)),
    )


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + DUNKERQUE).encode("utf-8-sig"),
        (HEADER + DUNKERQUE).encode("cp1252"),
        (HEADER + DUNKERQUE).replace("\n", "\r\n").encode(),
        (HEADER + DUNKERQUE).replace(";", ",").encode(),
        (HEADER + DUNKERQUE).replace(";", "\t").encode(),
        (HEADER + DUNKERQUE).replace("245900428", "245900428.0").encode(),
        (HEADER + DUNKERQUE).replace("245900428", "245 900 428").encode(),
        (HEADER + DUNKERQUE).replace("245900428", " 245\u202f900\u00a0428,00 ").encode(),
        (HEADER + DUNKERQUE).replace("ti-3201", " TI-3201 ").encode(),
        (HEADER + DUNKERQUE).replace("Flandre;", "Flandre\u00a0;").encode(),
        ("\n" + HEADER.upper() + DUNKERQUE + ";;;;;;\n\n" + DUNKERQUE).encode(),
        (HEADER.replace("\n", ";phase\n") + DUNKERQUE.replace("\n", ";2\n")).encode(),
        "lib_ti,siren_groupement,id_ti\nAa – Dunkerque – Flandre,245900428,ti-3201\n".encode(),
    ],
    ids=["bom", "cp1252", "crlf", "comma", "tab", "float", "spaces", "typography", "case",
         "no-break space", "blank and repeated lines", "phase 2", "other order"],
)  # fmt: skip
def test_harmless_differences_change_nothing(content: bytes, read: Read) -> None:
    """However a spreadsheet saved it, the list says the same."""
    (territory,) = read(content).territories
    assert (territory.id, territory.nom) == ("ti-3201", "Aa – Dunkerque – Flandre")
    assert territory.epci == (("245900428", territory.epci[0][1]),)
    assert territory.epci[0][1].endswith("Dunkerque")


def test_every_fault_is_told_at_once(read: Read) -> None:
    """Each fault has its line and its column, in file order."""
    content = HEADER + (
        "ti-3201;Flandre;245900429;Un chiffre faux;CU\n"
        "3201;Flandre;245900428;Identifiant;CU\n"
        "ti-9901;Nulle part;200071892.5;Région et SIREN;CC\n"
        ";;2.00071892E+08;Sans rien;CC\n"
        f"{DUNKERQUE}{DUNKERQUE.replace('3201', '3202')}"
    )
    assert faults(read, content) == [
        ("siren_invalide", 2, "siren_groupement"),
        ("identifiant_invalide", 3, "id_ti"),
        ("identifiant_invalide", 4, "id_ti"),
        ("siren_invalide", 4, "siren_groupement"),
        ("valeur_absente", 5, "id_ti"),
        ("valeur_absente", 5, "lib_ti"),
        ("siren_invalide", 5, "siren_groupement"),
        ("siren_deux_territoires", 6, "siren_groupement"),
        ("siren_deux_territoires", 7, "siren_groupement"),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["liste_vide"]),
        (" \n\n", ["liste_vide"]),
        ("\ufeff\n", ["liste_vide"]),
        (HEADER, ["liste_vide"]),
        ("id_ti;nom\nti-3201;Flandre\n", ["colonne_manquante"] * 2),
        ("n'importe quoi\n", ["colonne_manquante"] * 3),
        (HEADER + DUNKERQUE.replace("Flandre", "Flandre;Lys"), ["trop_de_colonnes"]),
        (HEADER + 'ti-3201;"Flandre;245900428\n', ["liste_illisible"]),
        (b"PK\x03\x04\x14\x00\x06\x00", ["liste_pas_un_texte"]),
        ((HEADER + DUNKERQUE).encode("utf-16"), ["liste_pas_un_texte"]),
        (b"id_ti;\x81\x8d", ["liste_pas_un_texte"]),
    ],
)
def test_what_is_no_list_is_refused(content: str | bytes, expected: list[str], read: Read) -> None:
    """Empty, binary, without its columns: the reason is given, not a stack trace."""
    assert [code for code, _, _ in faults(read, content)] == expected


def test_a_missing_file_is_another_error(tmp_path: Path, shipped: Territories) -> None:
    """A wrong path, or a directory, is a missing file, not a wrong list."""
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(MissingFileError):
            read_territory_list(path, COG, shipped)


def phase_1(shipped: Territories) -> str:
    """Return a list whose ids mean other territories, as those of phase 1 do."""
    ids = [territory.id for territory in shipped if territory.epci]
    shifted = dict(zip(ids, ids[1:] + ids[:1], strict=True))
    return HEADER + "".join(
        f"{shifted[territory.id]};{territory.nom};{siren};{nom};\n"
        for territory in shipped
        for siren, nom in territory.epci
    )


def test_a_list_of_another_phase_is_refused_in_one_message(
    read: Read, shipped: Territories
) -> None:
    """Ids that mean other territories: one fault, with two examples, even with others beside."""
    with pytest.raises(TerritoryError) as caught:
        read(phase_1(shipped) + "x;Faux;123456789;;\n")
    (fault,) = caught.value.faults
    assert fault.code == "territoire.liste_phase_1"
    for text in (fault.message("fr"), fault.message("en")):
        assert "CC Sauldre et Sologne 200000933, ti-2402 ≠ ti-2401" in text
        assert text.count("≠ ti-2401") == 2


def test_a_phase_is_known_by_its_ids_alone(read: Read) -> None:
    """No member is known, but ids that ship have other labels: another phase too."""
    content = HEADER + (
        "ti-2401;Pays de Blois;200030385;CA de Blois;CA\n"
        "ti-2402;Vendôme;200072072;CA Territoires vendômois;CA\n" + DUNKERQUE
    )
    assert [code for code, _, _ in faults(read, content)] == ["liste_phase_1"]


@pytest.mark.parametrize("phase", ["1", "Phase 1", "1.0"])
def test_a_phase_column_decides(phase: str, read: Read) -> None:
    """A file that says its phase is believed, whatever its ids."""
    content = HEADER.replace("\n", ";Phase\n") + ORLEANS.replace("\n", f";{phase}\n")
    assert [code for code, _, _ in faults(read, content)] == ["liste_phase_1"]


def test_a_newer_list_of_the_same_phase_is_not_refused(read: Read, shipped: Territories) -> None:
    """One member moved and one added among many that agree: news, with a warning."""
    content = HEADER + "".join(
        f"{territory.id};{territory.nom};{siren};{nom};\n"
        for territory in shipped
        for siren, nom in territory.epci
    )
    moved = content.replace("ti-2408;Orléans Métropole – Beauce Loirétaine;244500468",
                            "ti-2407;Nord Loiret;244500468")  # fmt: skip
    added = "ti-2401;Berry Sologne;200030385;CA de Blois;CA\n"
    national = read(moved + added)
    assert [fault.code for fault in national.warnings] == [
        "territoire.siren_contredit",
        "territoire.liste_courte",
    ]
    assert all(fault.message("fr") and fault.message("en") for fault in national.warnings)
    completed = shipped.with_national_list(national)
    orleans, blois = (locate(code, COG, completed).territory for code in ("45234", "41018"))
    assert orleans is not None
    assert blois is not None
    assert (orleans.id, blois.id) == ("ti-2408", "ti-2401")


def test_an_unknown_siren_and_a_short_list_are_only_warned_of(read: Read) -> None:
    """A grouping dissolved since is no reason to refuse the list, but it must be seen."""
    national = read(HEADER + DUNKERQUE + "ti-3201;Flandre;732829320;CC dissoute;CC\n")
    assert [(fault.code, fault.where.line) for fault in national.warnings] == [
        ("territoire.siren_inconnu", 3),
        ("territoire.liste_courte", 0),
    ]
    assert "CC dissoute" in national.warnings[0].message("fr")
    assert national.territories[0].nom == "Aa – Dunkerque – Flandre"


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: HEADER + text))
def test_no_content_makes_the_reader_fail(
    content: str | bytes, shipped: Territories, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any bytes are a list or a TerritoryError that can be shown, never another exception."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content.encode(errors="replace") if isinstance(content, str) else content)
    try:
        read_territory_list(path, COG, shipped)
    except TerritoryError as error:
        assert all(error.messages("fr") + error.messages("en"))  # noqa: PT017


@given(st.from_regex(r"[0-9]{8}", fullmatch=True).filter(lambda text: text != "0" * 8))
def test_one_digit_in_ten_completes_a_siren(start: str) -> None:
    """Luhn's check leaves exactly one last digit, so one wrong digit is always seen."""
    assert sum(is_siren(f"{start}{last}") for last in range(10)) == 1
