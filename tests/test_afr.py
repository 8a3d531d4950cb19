"""The list of communes in regional aid areas: damaged as it comes, never guessed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fondsvert
from fondsvert.engine.afr import read_afr
from fondsvert.engine.errors import FondsvertError, MissingFileError, TerritoryError

HEADER = "insee_com;lib_com;classement_afr\n"


@pytest.fixture
def listed(tmp_path: Path, measure: fondsvert.Measure) -> Any:
    """Write a list and read it."""

    def read(text: str | bytes, header: str = HEADER) -> Any:
        path = tmp_path / "afr.csv"
        path.write_bytes(text if isinstance(text, bytes) else (header + text).encode())
        return read_afr(path, measure.cog)

    return read


def test_the_word_decides(listed: Any) -> None:
    """« intégralement » is the area, any other word a part of it, none and absent outside."""
    found = listed("18279;Vierzon;Intégralement\n45234;Orléans;partiellement\n28085;Chartres;\n")
    zones = [found.zone(code) for code in ("18279", "45234", "28085", "37261")]
    assert zones == ["integralement", "partiel", "hors", "hors"]
    assert found.warnings == ()


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_encoding_and_separator_of_a_spreadsheet(
    listed: Any, encoding: str, separator: str
) -> None:
    """Accents, a byte order mark, commas or tabs: the same list."""
    text = HEADER + "18279;Vierzon;INTÉGRALEMENT\r\n\r\n"
    found = listed(text.replace(";", separator).encode(encoding))
    assert found.zone("18279") == "integralement"


def test_lost_zeros_are_put_back_where_that_makes_a_commune(listed: Any) -> None:
    """1004 is 01004, Ambérieu-en-Bugey; 99999 is nowhere, and said."""
    for code in ("1004", "1004.0", "1004,00", " 1 004 ", "'01004", '="01004"'):
        assert listed(f"{code}\tA\tintégralement\n", HEADER.replace(";", "\t")).zones == {
            "01004": "integralement"
        }
    found = listed("1004;Ambérieu;intégralement\n99999;Nulle part;intégralement\n")
    assert found.zone("01004") == "integralement"
    (warning,) = found.warnings
    assert warning.code == "afr.commune_inconnue"
    assert warning.where.line == 3
    assert warning.params["valeur"] == "99999"


def test_a_commune_of_old_classifies_only_a_part_of_today_s(listed: Any) -> None:
    """Fougères-sur-Bièvre (41092) is part of Le Controis-en-Sologne (41059), whatever the word."""
    found = listed("41092;Fougères-sur-Bièvre;intégralement\n")
    assert found.zone("41059") == "partiel"
    assert [w.code for w in found.warnings] == ["afr.ancienne_commune"]
    both = listed("41092;Fougères;partiellement\n41059;Le Controis;intégralement\n")
    assert both.zone("41059") == "integralement"


def test_a_list_that_leads_nowhere_is_refused(listed: Any) -> None:
    """Else all of France would pass for outside; a list where nobody is classified is a list."""
    with pytest.raises(TerritoryError) as caught:
        listed("99998;X;intégralement\n;;oui\n")
    assert [fault.code for fault in caught.value.faults] == ["afr.aucune_commune"]
    assert listed("99998;X;intégralement\n18279;Vierzon;\n").zones == {}
    assert listed("99998;X;intégralement\n41092;Fougères;oui\n").zones == {"41059": "partiel"}


def test_a_site_outside_may_be_on_a_line_left_aside(listed: Any) -> None:
    """The doubt is told of communes found outside, and of those alone."""
    found = listed("99998;X;intégralement\n18279;Vierzon;oui\n45234;Orléans;\n")
    assert found.doubts("18279", "fr") == []
    (said,) = found.doubts("45234", "en")
    assert "commune: 1." in said
    assert listed("18279;Vierzon;oui\n").doubts("45234", "en") == []


def test_a_commune_given_twice(listed: Any) -> None:
    """Twice alike is once; twice otherwise is a fault that names both lines."""
    assert listed("18279;V;intégralement\n18279;V;Intégralement\n").zone("18279") == "integralement"
    with pytest.raises(TerritoryError) as caught:
        listed("18279;V;intégralement\n45234;O;oui\n18279;V;partiellement\n")
    (fault,) = caught.value.faults
    assert fault.code == "afr.classement_double"
    assert (fault.where.line, fault.params["ligne"]) == (4, 2)


def test_every_missing_column_is_said_at_once(listed: Any) -> None:
    """A table of something else is refused with what was expected."""
    with pytest.raises(TerritoryError) as caught:
        listed("a;b\n1;2\n", header="")
    assert [fault.code for fault in caught.value.faults] == ["afr.colonne_manquante"] * 2


def test_no_file(tmp_path: Path, measure: fondsvert.Measure) -> None:
    """A path that leads nowhere is a missing file."""
    with pytest.raises(MissingFileError):
        measure.with_afr(tmp_path / "absent.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_a_clean_error(data: bytes) -> None:
    """No traceback, whatever the file."""
    _read_any(data)


@given(st.text(alphabet="0123456789;,\n\"' éABintégralement", max_size=300))
def test_any_text_below_the_header_is_a_list_or_a_clean_error(text: str) -> None:
    """Quotes, separators and codes at random."""
    _read_any((HEADER + text).encode())


def _read_any(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "afr.csv"
        path.write_bytes(data)
        messages: list[str] | None = None
        zones: set[str] = set()
        try:
            zones = set(read_afr(path, fondsvert.load().cog).zones.values())
        except FondsvertError as error:
            messages = [*error.messages("fr"), *error.messages("en")]
    assert messages is None or all(messages)
    assert zones <= {"integralement", "partiel"}


def test_a_dossier_knows_its_area_only_once_the_list_is_loaded(
    measure: fondsvert.Measure, eligible: dict[str, Any], tmp_path: Path
) -> None:
    """Without the list the regime of article 14 is unknown, never refused; with it, decided."""
    dossier = fondsvert.Dossier.model_validate(eligible)
    path = tmp_path / "afr.csv"

    def regime(found: fondsvert.Decision) -> Any:
        assert found.aide is not None
        return next(item for item in found.aide.regimes if item.id == "rgec-14")

    assert regime(measure.screen(dossier)).applicable == "inconnu"
    assert regime(measure.screen(dossier)).manquants == []
    assert any("AFR" in warning for warning in measure.screen(dossier).avertissements)
    path.write_text(HEADER + "37261;Tours;intégralement\n", encoding="utf-8")
    outside = measure.with_afr(path).screen(dossier)
    assert regime(outside).applicable == "non"
    assert not any("AFR" in warning for warning in outside.avertissements)
    site = eligible["projet"]["commune"]
    path.write_text(HEADER + f"{site};Site;intégralement\n", encoding="utf-8")
    assert regime(measure.with_afr(path).screen(dossier)).applicable == "a_apprecier"
