"""Text → data with positions: YAML 1.2 and JSON to the letter, faults all at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_json

from fondsvert.engine import yaml_text
from fondsvert.engine.errors import InputError
from fondsvert.engine.yaml_text import UnquotedDigits, dotted, load, parse, read_each, shown

# What JSON may hold and a dossier may not: surrogates, control characters, NaN, giant numbers.
_REFUSED = re.compile(
    r"\\ud[89a-f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|NaN|Infinity"
    r"|e[-+]\d\d|\d{60}"
)


def data(text: str | bytes) -> Any:
    return load(text).data


def faults(text: str | bytes) -> list[tuple[str, int, int]]:
    with pytest.raises(InputError) as caught:
        parse(text)
    return [
        (fault.code.removeprefix("entree."), fault.where.line, fault.where.column)
        for fault in caught.value.faults
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("y", "y"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("2024-05-13", "2024-05-13"), ("2024-05-13T10:00:00Z", "2024-05-13T10:00:00Z"),
        ("12:30:45", "12:30:45"), ("1_000", "1_000"), ("0x1F", "0x1F"), ("0o17", "0o17"),
        (".nan", ".nan"), (".inf", ".inf"), ("--", "--"),
        ("84", 84), ("-3", -3), ("+3", 3), ("0", 0),
        ("12.50", Decimal("12.50")), ("1e5", Decimal("1E+5")), ("0.1", Decimal("0.1")),
        ("01004", UnquotedDigits("01004")), ("00", UnquotedDigits("00")),
        ("2A004", "2A004"), ("25.62B", "25.62B"), ("732 829", "732 829"),
        ('"18279"', "18279"), ("'true'", "true"), ('"a\\u00e9\\n"', "aé\n"),
    ],
)  # fmt: skip
def test_a_scalar_follows_yaml_1_2(text: str, value: object) -> None:
    """No country is a boolean, no commune octal, no date anything but a text."""
    found = data(f"a: {text}\n")["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_number_keeps_every_digit() -> None:
    """Decimals come from the text, integers are exact, and no float is ever made."""
    text = '{"a": 0.1, "b": 123456789012345678901234567890, "c": 12.50, "d": -0.0, "e": 1E-2}'
    for found in (data(text), data(text.replace('"', ""))):
        assert {key: str(value) for key, value in found.items()} == {
            "a": "0.1", "b": "123456789012345678901234567890", "c": "12.50", "d": "-0.0",
            "e": "0.01",
        }  # fmt: skip
        assert not any(isinstance(value, float) for value in found.values())


@given(any_json())
def test_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    """What ``json`` writes comes back the same, floats as decimals."""
    text = json.dumps([value])
    if _REFUSED.search(text):
        return
    expected = json.loads(text, parse_float=Decimal)
    for options in ({}, {"ensure_ascii": False}, {"indent": "\t"}):
        written = json.dumps([value], **options)
        if not _REFUSED.search(written):
            assert data(written) == expected


def test_json_keeps_what_yaml_would_lose() -> None:
    """Surrogate pairs, keys beyond 1 024 characters, line separators and tabs are JSON's."""
    long = "k" * 2000
    text = f'{{\n\t"{long}": "\\ud83d\\ude00",\n\t"b": "a\u2028b\\/",\n\t"c":[]}}'
    assert data(text) == {long: "😀", "b": "a\u2028b/", "c": []}


@pytest.mark.parametrize(
    "text",
    ['{"a": NaN}', '{"a": -Infinity}', '{"a": 01}', '{"a": 1.}', '{"a": .5}', '{"a": +1}',
     '{"a": 1,}', '{"a" 1}', '{"a": "\\x"}', '{"a": "\\ud800"}', "[1, 2", '{"a": 1} x',
     '{"a": tru}', '["a",, 1]', '{"a": 1]', '{"a": "\t"}', '{"a": 1a}', '{"a": trueish}',
     "[1 2]", '{"a":: 1}'],
)  # fmt: skip
def test_json_is_refused_to_the_letter(text: str) -> None:
    """What RFC 8259 does not know is no JSON: one fault, with its place."""
    ((code, line, column),) = faults(text)
    assert code.startswith("json_")
    assert (line, column > 0) == (1, True)


def test_positions_lead_to_every_key_and_value() -> None:
    """Keys, values, items and the root each have their line and column, in both formats."""
    yaml = "# dossier\nreference: A\nfinancement:\n  depenses:\n    - {montant_ht: -3}\n"
    document = load("\ufeff" + yaml)
    loc = ("financement", "depenses", 0, "montant_ht")
    assert document.positions[loc] == (5, 20)
    assert document.keys[loc] == (5, 8)
    assert document.positions["financement", "depenses", 0] == (5, 7)
    assert document.positions[()] == (2, 1)
    assert document.position((*loc, "further", 3)) == (5, 20)
    assert document.keys["financement",] == (3, 1)
    json_document = load('{"reference": "A",\r\n "é": [1,\r\n\t{"b": 2}]}')
    assert json_document.positions["é", 1, "b"] == (3, 8)
    assert json_document.keys["é", 1, "b"] == (3, 3)
    assert json_document.positions["é", 0] == (2, 8)


def test_every_fault_of_a_text_comes_out_at_once() -> None:
    """Duplicates, anchors, aliases, tags and keys that are no texts: all, in file order."""
    text = (
        "a: 1\na: &x 2\nb: *x\nc: !!int '3'\n4: 5\n? [k]\n: 6\nd: {e: 1, e: *y}\n"
        "f: 1e999999999\n*x : 1\n"
    )
    assert faults(text) == [
        ("cle_en_double", 2, 1), ("ancre", 2, 4), ("alias", 3, 4), ("etiquette", 4, 4),
        ("cle_non_texte", 5, 1), ("cle_non_texte", 6, 3), ("cle_en_double", 8, 11),
        ("alias", 8, 14), ("nombre_demesure", 9, 4), ("alias", 10, 1), ("cle_non_texte", 10, 1),
    ]  # fmt: skip


def test_the_first_of_duplicated_keys_is_kept() -> None:
    """After a duplicate the data is still whole: the first value stands, even a mapping's."""
    (document,) = read_each("a: {b: 1}\na: {c: 2, d: [1]}\ne: 3\n")
    assert document.data == {"a": {"b": 1}, "e": 3}
    assert document.positions["a",] == (1, 4)


@pytest.mark.parametrize("bomb", ["[", '{"a":', '[{"a":', "{a: ", "- ", "? "])
def test_a_deep_text_is_refused_before_it_hurts(bomb: str) -> None:
    """Forty levels are plenty; a hundred thousand neither recurse nor take time."""
    begun = time.perf_counter()
    for document in read_each(bomb * 100_000):
        assert document.faults[-1].fault.code == "entree.profondeur"
        assert len(document.faults) <= 41
    assert time.perf_counter() - begun < 5
    nested = "[" * 40 + "]" * 40
    assert load(nested).data == json.loads(nested)
    assert faults("[" + nested + "]") == [("profondeur", 1, 41)]


@pytest.mark.parametrize("digits", ["9" * 5000, "1e999999999", "-1E-99999999", "0." + "3" * 80])
def test_a_number_out_of_all_proportion_is_never_computed(digits: str) -> None:
    """A giant exponent costs nothing: it is refused from its text, in both formats."""
    assert faults(f"a: {digits}") == [("nombre_demesure", 1, 4)]
    assert faults(f'{{"a": {digits}}}') == [("nombre_demesure", 1, 7)]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [(b"a: 1\nb: \xe9", ("pas_utf8", 2, 4)), (b"\xff\xfea\x00", ("pas_utf8", 1, 1)),
     (b"a: 1\x00", ("caractere_de_controle", 1, 5)), ("a: \x85", ("caractere_de_controle", 1, 4)),
     ("a: \ud800", ("caractere_de_controle", 1, 4)), ("", ("fichier_vide", 0, 0)),
     (" \n\n", ("fichier_vide", 0, 0)), ("# rien\n---\n...\n# non plus", ("fichier_vide", 0, 0))],
)  # fmt: skip
def test_what_is_no_text_is_refused(raw: str | bytes, fault: tuple[str, int, int]) -> None:
    """Not UTF-8, invisible characters, nothing at all: said with the place."""
    assert faults(raw) == [fault]


def test_a_text_that_is_too_big_is_refused_unread() -> None:
    """More than 20 MB is refused from its length."""
    assert faults(b"a" * (yaml_text.MAX_BYTES + 1)) == [("fichier_trop_gros", 0, 0)]


def test_newlines_of_every_system_count_the_same() -> None:
    """Windows and old Macintosh files give the lines that an editor shows."""
    for newline in ("\n", "\r\n", "\r"):
        assert load(f"a: 1{newline}{newline}b: 2").positions["b",] == (3, 4)


def test_one_bad_document_never_spoils_the_others() -> None:
    """In YAML between ``---`` lines, in JSON on its own line."""
    yaml = list(read_each("a: 1\n---\nb: [\n---\nc: 'x\n--- \nd: 4\n...\n---\n"))
    assert [document.data for document in yaml] == [{"a": 1}, None, None, {"d": 4}]
    assert [document.readable for document in yaml] == [True, False, False, True]
    assert yaml[3].positions["d",] == (7, 4)
    lines = list(read_each('{"a": 1}\n{"b": }\n\n{"c": 3}\noops\n'))
    assert [document.data for document in lines] == [{"a": 1}, None, {"c": 3}, None]
    assert lines[2].positions["c",] == (4, 7)
    broken_first = list(read_each('{"a": oops\n{"b": 2}\n'))
    assert [document.readable for document in broken_first] == [False, True]


@pytest.mark.parametrize(
    ("text", "count"),
    [('{"a": 1}\n{"b": 2}', 2), ('{"a": 1,\n"b": 2}', 1), ('[{"a": 1},\n{"b": 2}]', 1),
     ('{"a": [\n{"b": 2}\n]}', 1), ('{"a":\n{"b": 2}\n}', 1), ('oops\n{"b": 2}', 2),
     ('---\n{"a": 1}\n---\n{"b": 2}\n', 2), ("{a: 1}", 1), ('# note\n{"a": 1}', 1),
     ('a:\n{"b": 1}', 1)],
)  # fmt: skip
def test_content_decides_the_format(text: str, count: int) -> None:
    """JSON, JSON Lines, YAML and YAML in braces are told apart without an extension."""
    assert len(list(read_each(text))) == count


def test_a_single_document_is_asked_for() -> None:
    """``load`` refuses a second document and says where it begins."""
    with pytest.raises(InputError) as caught:
        load("a: 1\n---\nb: 2\n", file="regles.yaml")
    assert str(caught.value.faults[0].where) == "regles.yaml:3:1"


def test_a_value_is_shown_short_and_printable() -> None:
    """Errors quote at most forty visible characters."""
    assert shown("é" * 50) == "é" * 39 + "…"
    assert shown("a\x1b[31m\n") == "a\\x1b[31m\\n"
    assert shown(10**5000).endswith("…")
    assert [shown(value) for value in (True, None, {}, [1], Decimal("1E+3"))] == [
        "true", "null", "{}", "[…]", "1000"]  # fmt: skip
    assert dotted((0, "a", 1, "b")) == "[0].a[1].b"


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3)))  # fmt: skip
def test_yaml_written_by_pyyaml_is_read_back(value: Any) -> None:
    """Mappings that PyYAML writes with quotes come back as they were."""
    yaml = pytest.importorskip("yaml")
    text = "--- # YAML\n" + yaml.safe_dump({"a": value}, default_style='"', allow_unicode=False)
    if "!!" in text or "&" in text:
        return
    assert data(text) == {"a": value}


def test_thousands_of_documents_take_a_moment() -> None:
    """2 000 documents in well under the time that a person notices twice."""
    one = "reference: A\nporteur:\n" + "".join(f"  champ_{n}: valeur {n}\n" for n in range(40))
    begun = time.perf_counter()
    assert sum(1 for _ in read_each("---\n".join([one] * 2000))) == 2000
    assert time.perf_counter() - begun < 4  # a fifth of that on the machine it was written on


def test_json_needs_no_yaml() -> None:
    """PyYAML is imported for YAML alone, and late."""
    script = (
        "import sys; from fondsvert.engine import yaml_text; "
        "yaml_text.parse('{\"a\": 1}'); assert 'yaml' not in sys.modules; "
        "yaml_text.parse('a: 1'); assert 'yaml' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
