"""The site: what each page tells, links that lead somewhere, the same bytes for the same rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import golden
import pytest
import site_made
import yaml
from click.testing import CliRunner
from places import ROOT

import fondsvert
from fondsvert.cli import fondsvert as program
from fondsvert.engine.errors import InputError, MissingFileError
from fondsvert.engine.messages import message
from fondsvert.engine.pages import digest
from fondsvert.engine.rulebook.expression import Expr
from fondsvert.engine.site import address, gather, pages, write
from fondsvert.engine.site.excerpt import excerpt
from fondsvert.engine.site.reading import Reader, Said
from fondsvert.engine.site.results import Result, read_results
from fondsvert.engine.site.writing import MARK

VOID = {"meta", "link", "br", "input", "path", "img", "hr"}
BLOCKS = {"p", "ul", "ol", "dl", "div", "table", "section", "article", "nav", "details", "pre",
          "h1", "h2", "h3", "h4", "form", "figure"}  # fmt: skip
HEAVIEST = 200_000


class Page(HTMLParser):
    """A page read strictly: its anchors and links; what is not well formed is noted."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"never closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        given = dict(attrs)
        if len(given) != len(attrs) or "style" in given or any(n.startswith("on") for n in given):
            self.faults.append(f"attributes of {tag}: {attrs}")
        if tag in BLOCKS and any(t in {"p", "span", "a", "summary"} for t in self._open):
            self.faults.append(f"{tag} in {self._open[-1]} at {self.getpos()}")
        self.ids.update([str(given["id"])] if given.get("id") else [])
        self.links += [str(given[n]) for n in ("href", "src", "action") if n in given]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        """A shape closes itself."""
        if tag != "path":
            self.faults.append(f"closes itself: {tag}")

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes another than the last."""
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closes another: {tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self._open and self._open[-1] not in {"style", "script"}:
            self.text.append(data)

    @property
    def words(self) -> str:
        """The words of the page, as one text."""
        return " ".join(" ".join(self.text).split())


def flat(text: str) -> str:
    """Return a text with ordinary spaces, as :attr:`Page.words` has them."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def read() -> dict[str, Page]:
    """Every page of the site, read."""
    made = site_made.files()
    return {path: Page(text) for path, text in made.items() if path.endswith(".html")}


def test_pages_are_well_formed(read: dict[str, Page]) -> None:
    """Tags nest, no anchor is given twice, no style or script hides in an attribute."""
    wrong = {path: page.faults[:3] for path, page in read.items() if page.faults}
    twice = {path: {i for i, n in page.ids.items() if n > 1} for path, page in read.items()}
    assert not wrong
    assert not {path: ids for path, ids in twice.items() if ids}


def test_every_link_leads_somewhere(read: dict[str, Page]) -> None:
    """Each link is relative, to a file of the site, and to an anchor that it has."""
    made, broken = site_made.files(), []
    for path, page in read.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if link == "data:,":
                continue
            where = _joined(path, target) if target else path
            found = where in made and (not anchor or anchor in read[where].ids)
            if not found:
                broken.append(f"{path}: {link}")
    assert not broken, broken[:10]


def _joined(page: str, link: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / link).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_what_the_search_finds_is_there(read: dict[str, Page]) -> None:
    """The index that is searched leads to the same places as the alphabetical page."""
    index = site_made.files()["recherche-index.js"]
    assert index.startswith('const FONDSVERT_INDEX={"k":[')
    listed = {link for link in read[address.INDEX].links if "#" in link or "/" in link}
    searched = set(re.findall(r'",\d+,"([^"]+)"', index))
    assert len(searched) > 500
    assert searched <= listed


def test_nothing_is_fetched_and_nothing_else_may_run() -> None:
    """The policy of each page admits its own style and nothing more; only the search has scripts.

    No page names a server.
    """
    for path, text in site_made.files().items():
        if not path.endswith(".html"):
            continue
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
        assert policy is not None
        assert style is not None
        assert f"&#39;{digest(style[1])}&#39;" in policy[1], path
        assert ("<script" in text) == (path == address.SEARCH)
        assert "script-src &#39;none&#39;" in policy[1] or path == address.SEARCH
        assert "http://" not in text
        assert "https://" not in text
        assert "@import" not in text
        assert "url(" not in text


def test_no_page_is_heavy() -> None:
    """A page weighs less than 200 kB, with the scripts it runs."""
    made = site_made.files()
    scripts = sum(len(text.encode()) for path, text in made.items() if path.endswith(".js"))
    for path, text in made.items():
        whole = len(text.encode()) + (scripts if path == address.SEARCH else 0)
        assert whole < HEAVIEST, f"{path}: {whole}"


def test_a_criterion_has_all_its_page_must_tell(read: dict[str, Page]) -> None:
    """The rule in words and as written, grounds, texts, figures, scenarios with their result."""
    book = site_made.material().measure.book
    for item in book.criteria:
        words = read[address.criterion(item.id)].words
        assert flat(item.title.plain("fr")) in words
        assert f"- id: {item.id}" in words
        for citation in item.citations:
            assert flat(book.sources[citation.key].title.plain("fr")) in words
    words = read[address.criterion("FIN-06")].words
    told_there = (
        "l’avance demandée ≤",
        "(30\u00a0% puis 15\u00a0%)",
        "12/03/2025",
        "Une édition imposée garde sa propre limite",
        "Réussi",
        "2 exemples joués",
    )
    for told in told_there:
        assert flat(told) in words, told
    prj_11 = read[address.criterion("PRJ-11")]
    assert "Il dépend de" in prj_11.words
    assert "../criteres/DEC-01.html" in prj_11.links
    assert "../criteres/PRJ-11.html" in read[address.criterion("DEC-01")].links


def test_a_rule_that_nobody_checked_is_never_said_to_refuse(read: dict[str, Page]) -> None:
    """The page of an unverified rule says that it asks for an opinion, and refuses nobody."""
    book = site_made.material().measure.book
    for item in book.criteria:
        notice = flat(message("site.jamais_refus")) in read[address.criterion(item.id)].words
        assert notice == (item.citations[0].level == "a_verifier"), item.id


def test_results_are_told_as_they_are(read: dict[str, Page]) -> None:
    """A scenario that failed or was left out is never shown as passed."""
    words = read["scenarios/projet.html"].words
    assert words.count("En échec") == 1
    assert words.count("Non joué") == 1
    assert "1 en échec" in read[address.HOME].words


def test_what_was_not_measured_is_said() -> None:
    """Without scenarios, results, solver nor mutations, the pages say so, and invent nothing."""
    bare = replace(site_made.material(), matrix=None, features=(), results={}, audit=None,
                   comparisons=(), mutations=None)  # fmt: skip
    made = {path: Page(text) for path, text in pages(bare).items() if path.endswith(".html")}
    assert made[address.STATE].words.count("Non mesuré") == 2
    assert flat(message("site.sans_scenarios")) in made[address.criterion("PRJ-04")].words
    assert flat(message("site.comparaison_absente")) in made[address.EDITIONS].words
    assert "réussi" not in made[address.HOME].words
    assert not any(page.faults for page in made.values())


def test_the_state_of_the_proofs_is_told(read: dict[str, Page]) -> None:
    """Findings to settle, those that are meant, mutants that nobody saw."""
    words = read[address.STATE].words
    assert "1 constat" in words
    assert "Voulu." in words
    assert "5 changements vus sur 7" in words
    assert "Passe inaperçu : 400 000 €." in words


def test_the_same_rules_give_the_same_bytes() -> None:
    """Nothing of the day, of the machine or of the order of a set is in the site."""
    again = gather(fondsvert.load(), ROOT / "rules", scenarios=ROOT / "features", proofs=False)
    once = site_made.material()
    same = replace(once, measure=again.measure, matrix=again.matrix, features=again.features)
    assert pages(same) == site_made.files()


def test_the_site_speaks_english() -> None:
    """In English the same pages have the same anchors and links."""
    one = replace(site_made.material(), lang="en", comparisons=(), matrix=None)
    two = replace(one, lang="fr")
    english, french = pages(one), pages(two)
    assert english.keys() == french.keys()
    page = Page(english[address.criterion("PRJ-04")])
    assert page.links == Page(french[address.criterion("PRJ-04")]).links
    assert "The eligible base reaches the minimum" in page.words


def test_conditions_read_aloud() -> None:
    """Each criterion's condition in words, as people read it on its page."""
    book = fondsvert.load().book
    reader, told = Reader(book, "fr"), []
    for item in book.criteria:
        told.append(f"{item.id} {item.title.plain('fr')}")
        for key, expr in (("si", item.applies), ("exige", item.requires)):
            told += [f"  {key}", *_lines(reader, expr)] if expr else []
    for fact in book.derived:
        told += [fact.path, *_lines(reader, fact.formula)] if fact.formula else []
    golden.check("site/lectures.txt", "\n".join(told) + "\n")


def _lines(reader: Reader, expr: Expr) -> list[str]:
    def lines(said: Said, depth: int) -> list[str]:
        text = "".join(word.text for word in said.words)
        return [f"{'  ' * depth}{text}", *(x for i in said.items for x in lines(i, depth + 1))]

    return lines(reader.condition(expr), 2)


def test_an_excerpt_is_the_rule_and_nothing_else() -> None:
    """What is shown as written parses to the one item that it is about."""
    book = fondsvert.load().book
    for item in (*book.criteria, *book.parameters.values(), *book.tables.values()):
        found = yaml.safe_load(excerpt(ROOT / "rules", item.where))
        assert [each["id"] for each in found] == [item.id]


# -- files ---------------------------------------------------------------------------------------


def _case(scenario: str, outcome: str = "") -> str:
    told = f'<properties><property name="scenario" value="{scenario}"/></properties>'
    return f'<testcase name="a">{told}{outcome}</testcase>'


def test_a_report_of_tests_is_read(tmp_path: Path) -> None:
    """Runs of a scenario add up; one failure is enough; what was skipped did not pass."""
    runs = (
        _case("f.feature::Un"),
        _case("f.feature::Un", '<failure message="non"/>'),
        _case("f.feature::Deux", "<skipped/>"),
        _case("f.feature::Trois : «\u00a0x\u00a0»"),
        '<testcase name="other"/>',
    )
    path = tmp_path / "r.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(runs)}</testsuite></testsuites>", "utf-8")
    found = read_results(path)
    assert found["f.feature", "Un"] == Result(2, 1, 1)
    outcomes = {name: result.outcome for (_, name), result in found.items()}
    assert outcomes == {"Un": "echoue", "Deux": "ignore", "Trois : «\u00a0x\u00a0»": "reussi"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<testsuites>", "site.resultats_illisibles"),
        ("<testsuites/>", "site.resultats_sans_scenario"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><testsuites/>', "site.resultats_illisibles"),
        ("\x00", "site.resultats_illisibles"),
    ],
)
def test_what_is_no_report_is_refused(text: str, code: str, tmp_path: Path) -> None:
    """A file that is no report, or that defines entities, is named with what was expected."""
    path = tmp_path / "r.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_results(path)
    assert [fault.code for fault in error.value.faults] == [code]
    with pytest.raises(MissingFileError):
        read_results(tmp_path / "absent.xml")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"mutants": true}', "[" * 100_000])
def test_what_is_no_score_is_refused(text: str, tmp_path: Path) -> None:
    """A file of mutations that is not what the command prints is refused."""
    path = tmp_path / "m.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        gather(fondsvert.load(), ROOT / "rules", mutations=path, proofs=False)
    assert [fault.code for fault in error.value.faults] == ["site.mutations_illisibles"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """Only an empty folder, or a site made before, is written into; the old pages then go."""
    where = tmp_path / "notes"
    where.mkdir()
    (where / "a.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(InputError):
        write(where, {"index.html": "x"})
    assert [path.name for path in where.iterdir()] == ["a.txt"]
    (where / "a.txt").unlink()
    write(where, {"index.html": "x", "b/old.html": "y"})
    write(where, {"index.html": "z"})
    assert sorted(path.name for path in where.rglob("*")) == [MARK, "index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]


def test_a_site_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """When a file cannot be written the folder is as it was, and nothing is left beside it."""
    where = tmp_path / "site"
    write(where, {"index.html": "x"})
    with pytest.raises(OSError, match="File name too long"):
        write(where, {"index.html": "y", f"{'n' * 300}.html": "z"})
    assert (where / "index.html").read_text(encoding="utf-8") == "x"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command_writes_the_site(tmp_path: Path) -> None:
    """The command says where the home page is; what a folder holds is a fault of the data."""
    where = tmp_path / "site"
    line = ["site", "-o", str(where), "--sans-preuves", "--scenarios", str(ROOT / "features")]
    done = CliRunner().invoke(program, line)
    assert done.exit_code == 0
    assert str(where / "index.html") in done.stdout
    assert (where / "criteres/PRJ-04.html").is_file()
    wrong = CliRunner().invoke(program, ["site", "-o", str(ROOT / "rules"), "--sans-preuves"])
    assert isinstance(wrong.exception, InputError)
    assert not (ROOT / "rules" / MARK).exists()
