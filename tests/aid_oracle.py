"""The State aid of a dossier, in plain Python from the domain: the oracle of ``test_aid``.

Nothing here reads the rule book. Unknown is ``None``; an amount is a pair, the lowest and the
highest it can be (None: no top), exact fractions of a cent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

Truth = bool | None
Span = tuple[Fraction, Fraction | None]

CLASSES = ("micro", "petite", "moyenne", "grande")
NOTHING: Span = (Fraction(0), Fraction(0))
FREE = {"autofinancement", "privee"}
STUDIES = {"etude", "ingenierie"}
EXEMPTED = (date(2014, 7, 1), date(2027, 6, 30))
DE_MINIMIS = (date(2024, 1, 1), date(2030, 12, 31))
JUDGE = "juge"


def every(*values: Truth) -> Truth:
    """Kleene's and."""
    return False if False in values else None if None in values else True


def some(*values: Truth) -> Truth:
    """Kleene's or."""
    return True if True in values else None if None in values else False


def test(check: Callable[..., bool], *values: Any) -> Truth:
    """Return the result of a test, unknown when a value is."""
    return None if None in values else check(*values)


def euros(value: Any) -> Fraction | None:
    """Return an amount of a file in cents."""
    return None if value is None else Fraction(str(value)) * 100


@dataclass
class Money:
    """A sum over lines: its span, and whether it is known at all."""

    span: Span
    known: Fraction | None


def total(lines: Any, column: str, chosen: Callable[[Any], Truth]) -> Money:
    """Return a sum: missing when a line that counts, or may count, lacks what it takes."""
    if lines is None:
        return Money((Fraction(0), None), None)
    low, high, known = Fraction(0), Fraction(0), True
    open_top = False
    for line in lines:
        counts, amount = chosen(line), euros(line.get(column))
        if counts is False:
            continue
        known = known and counts is True and amount is not None
        open_top = open_top or amount is None
        low += amount or 0 if counts else 0
        high += amount or 0
    return Money((low, None if open_top else high), low if known else None)


def times(rate: tuple[Fraction, Fraction], span: Span) -> Span:
    """Return a share of an amount; a share of zero is nothing, whatever the amount."""
    top = Fraction(0) if rate[1] == 0 else None if span[1] is None else rate[1] * span[1]
    return rate[0] * span[0], top


def least(one: Span, two: Span) -> Span:
    """Return the smaller of two amounts."""
    tops = [top for top in (one[1], two[1]) if top is not None]
    return min(one[0], two[0]), min(tops, default=None)


def most(one: Span, two: Span) -> Span:
    """Return the greater of two amounts."""
    tops = (one[1], two[1])
    return max(one[0], two[0]), None if None in tops else max(t for t in tops if t is not None)


@dataclass
class Said:
    """What a regime is worth: its ceiling, what a person may admit, the indicative ceiling."""

    status: str
    ceiling: Span | None = None
    judged: Span | None = None
    indicative: Fraction | None = None

    @property
    def guaranteed(self) -> int | None:
        """The ceiling that is sure, in cents; None when nothing is."""
        if self.status == "non" or self.ceiling is None:
            return None
        low, high = int(self.ceiling[0]), cents(self.ceiling[1])
        return low if low or low == high else None


def cents(value: Fraction | None) -> int | None:
    """Return an amount rounded down to the cent."""
    return None if value is None else int(value)


@dataclass
class Case:
    """What the domain looks at, drawn from a dossier as plain data."""

    data: dict[str, Any]
    day: date
    zone: str | None
    naf: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.applicant: dict[str, Any] = self.data.get("porteur") or {}
        self.project: dict[str, Any] = self.data.get("projet") or {}
        self.money: dict[str, Any] = self.data.get("financement") or {}
        self.impacts: dict[str, Any] = self.project.get("impacts") or {}
        self.naf = (self.applicant.get("code_naf") or "").replace(".", "") or None
        spent, paid = self.money.get("depenses"), self.money.get("ressources")
        self.base = total(spent, "montant_ht", lambda line: line.get("eligible"))
        self.studies = total(
            spent,
            "montant_ht",
            lambda line: every(
                line.get("eligible"), test(STUDIES.__contains__, line.get("nature"))
            ),
        )
        self.own = total(paid, "montant", lambda line: test(FREE.__contains__, line.get("origine")))
        self.others = total(
            paid,
            "montant",
            lambda line: every(
                test(lambda origin: origin == "publique", line.get("origine")),
                not line.get("fonds_vert"),
            ),
        )
        self.extra = euros(self.money.get("surcout_ht"))

    # -- the company --------------------------------------------------------------------

    @property
    def company(self) -> Truth:
        """Whether the applicant is a company."""
        return test(lambda nature: nature == "entreprise", self.applicant.get("nature"))

    @property
    def figures(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Headcount, turnover, balance sheet."""
        heads = self.applicant.get("effectif")
        return (
            None if heads is None else Fraction(str(heads)),
            euros(self.applicant.get("chiffre_affaires")),
            euros(self.applicant.get("total_bilan")),
        )

    def below(self, fewer: int, turnover: int, balance: int) -> Truth:
        """Whether the company is under a headcount and one of two amounts."""
        heads, sales, sheet = self.figures
        return every(
            test(lambda x: x < fewer, heads),
            some(
                test(lambda x: x <= turnover * 100, sales),
                test(lambda x: x <= balance * 100, sheet),
            ),
        )

    @property
    def sme(self) -> Truth:
        """RGEC annexe I, art. 2(1)."""
        return self.below(250, 50_000_000, 43_000_000)

    @property
    def classes(self) -> set[str]:
        """The size classes that the company may be of."""
        heads, sales, sheet = self.figures
        grid: tuple[list[Any], ...] = (
            [0, 10, 50, 250] if heads is None else [heads],
            [0, 10**9, 5 * 10**9, 10**11] if sales is None else [sales],
            [0, 10**9, 43 * 10**8, 10**11] if sheet is None else [sheet],
        )
        found = set()
        for x, y, z in product(*grid):
            found.add(
                "micro" if x < 10 and (y <= 2 * 10**8 or z <= 2 * 10**8)
                else "petite" if x < 50 and (y <= 10**9 or z <= 10**9)
                else "moyenne" if x < 250 and (y <= 5 * 10**9 or z <= 43 * 10**8)
                else "grande"
            )  # fmt: skip
        return found

    def rate(self, large: int, medium: int, small: int) -> tuple[Fraction, Fraction]:
        """Return the lowest and the highest rate that the size allows."""
        by_class = dict(zip(CLASSES, (small, small, medium, large), strict=True))
        rates = [Fraction(by_class[name], 100) for name in self.classes]
        return min(rates), max(rates)

    def bonus(self, points: int, holds: Truth) -> tuple[Fraction, Fraction]:
        """Return points that are added when something holds."""
        added = Fraction(points, 100)
        return (added if holds else Fraction(0), Fraction(0) if holds is False else added)

    # -- the project --------------------------------------------------------------------

    def theme(self, *names: str) -> Truth:
        """Whether one of the themes is declared."""
        return test(lambda found: bool(set(names) & set(found)), self.project.get("thematiques"))

    def falls(self, name: str, unit: str) -> Truth:
        """Whether a yearly quantity falls."""
        before = self.impacts.get(f"{name}_avant_{unit}")
        return test(lambda x, y: x < y, self.impacts.get(f"{name}_apres_{unit}"), before)

    @property
    def operation(self) -> Truth | str:
        """Whether the operation is one of regional or SME investment."""
        kind = self.project.get("nature_operation")
        if kind in {"modernisation", "equipement"}:
            return JUDGE
        return test(lambda found: found in {"creation_site", "extension"}, kind)

    @property
    def clean(self) -> tuple[Truth, Truth]:
        """Beyond Union standards, without fossil-fuelled equipment."""
        fossil = self.project.get("chaudiere_fossile")
        return self.project.get("va_au_dela_des_normes"), test(lambda found: not found, fossil)


def regional(case: Case) -> list[Truth | str]:
    """Return the conditions of article 14."""
    zones: dict[str | None, Truth | str] = {"integralement": True, "partiel": JUDGE, "hors": False}
    kind = case.project.get("nature_operation")
    elsewhere = every(
        test(lambda sme: not sme, case.sme), test(lambda found: found != "creation_site", kind)
    )
    sector: Truth | str = None
    if case.naf is not None:
        division, group = int(case.naf[:2]), case.naf[:3]
        excluded = division == 35 or 49 <= division <= 53 or group in {"051", "052", "241"}
        sector = JUDGE if group == "242" else not excluded
    cost: Truth | str = None
    if case.base.known is not None:
        cost = True if case.base.known < 50_000_000 * 100 else JUDGE
    share = test(lambda own, base: 4 * own >= base, case.own.known, case.base.known)
    large = JUDGE if elsewhere else test(lambda found: not found, elsewhere)
    return [zones.get(case.zone), case.operation, large, sector, cost, share]


def status(case: Case, conditions: Iterable[Truth | str], window: tuple[date, date]) -> str:
    """Return whether a regime applies: one false excludes, then unknown, then judged."""
    found = {*conditions, window[0] <= case.day <= window[1], case.company}
    if False in found:
        return "non"
    if None in found:
        return "inconnu"
    return "a_apprecier" if JUDGE in found else "oui"


def added(
    one: tuple[Fraction, Fraction], two: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction]:
    """Return the sum of two rates."""
    return one[0] + two[0], one[1] + two[1]


HALF = (Fraction(1, 2), Fraction(1, 2))


def regimes(case: Case) -> dict[str, Said]:
    """Return what the domain says of each regime, in its order; none outside companies."""
    if case.company is False:
        return {}
    base, studies = case.base.span, case.studies.span
    capped: Span = (
        least((Fraction(0), None), base) if case.extra is None
        else least((case.extra, case.extra), base)
    )  # fmt: skip
    zone = test(lambda found: found == "integralement", case.zone)
    near = test(lambda found: found in {"integralement", "partiel"}, case.zone)
    zero = test(lambda found: found == 0, case.impacts.get("ges_apres_tco2e"))

    def better(rate: tuple[Fraction, Fraction]) -> Span:
        half = (rate[0] / 2, rate[1] / 2)
        return most(times(half, base), times(rate, capped))

    def said(
        conditions: Iterable[Truth | str],
        ceiling: Span | None,
        judged: Span | None = None,
        indicative: Fraction | None = None,
        window: tuple[date, date] = EXEMPTED,
    ) -> Said:
        return Said(status(case, conditions, window), ceiling, judged or ceiling, indicative)

    found: dict[str, Said] = {}
    found["rgec-14"] = said(regional(case), times(case.rate(15, 25, 35), base))
    cap = (Fraction(825_000_000), Fraction(825_000_000))
    found["rgec-17"] = said(
        [case.sme, case.operation], least(times(case.rate(0, 10, 20), base), cap)
    )
    some_studies = test(lambda amount: amount > 0, case.studies.known)
    cap = (Fraction(220_000_000), Fraction(220_000_000))
    found["rgec-18"] = said([case.sme, some_studies], least(times(HALF, studies), cap))
    found["rgec-31"] = said(
        [test(lambda volet: volet == "competences", case.project.get("volet"))], None
    )
    for name, size, conditions in (
        ("rgec-36", (40, 50, 60), [case.theme("decarbonation", "protection_environnement")]),
        ("rgec-38", (30, 40, 50), [case.falls("energie", "mwh")]),
    ):
        rate = added(case.rate(*size), case.bonus(5, zone))
        high = added(case.rate(*size), case.bonus(5, near))
        if name == "rgec-36":
            high = added(high, case.bonus(10, zero))
        found[name] = said(
            [*conditions, *case.clean], better(rate), better(high), rate[0] * base[0]
        )
    renewable = case.project.get("production_energie_renouvelable")
    found["rgec-41"] = said([renewable], times(case.rate(45, 55, 65), base))
    found["rgec-45"] = said(
        [case.theme("genie_ecologique")], times(case.rate(70, 80, 90), base), base
    )
    rate = added(case.rate(40, 50, 60), case.bonus(5, zone))
    high = added(case.rate(40, 50, 60), case.bonus(5, near))
    material = some(
        case.falls("eau", "m3"), case.falls("matieres", "t"), case.falls("dechets", "t")
    )
    stated = None if case.extra is None else True
    found["rgec-47"] = said(
        [case.theme("gestion_ressources"), material, case.clean[0], stated],
        times(rate, capped),
        times(high, base),
        rate[0] * base[0],
    )
    found["rgec-49"] = said([some_studies], times(case.rate(60, 70, 80), studies))
    received = euros(case.money.get("de_minimis_3_ans"))
    room: Span = (Fraction(0), Fraction(300_000_00))
    if received is not None:
        left = max(Fraction(300_000_00) - received, Fraction(0))
        room = (left, left)
    stated = None if received is None else True
    found["de-minimis"] = said([stated], room, window=DE_MINIMIS)
    return found


def asked(case: Case) -> Span:
    """Return the amount that is compared: what is asked for, other public aid added."""
    wanted = euros(case.money.get("montant_demande"))
    low, high = case.others.span
    if wanted is None:
        return low, None
    return low + wanted, None if high is None else high + wanted


def within(amount: Span, ceiling: Span | None) -> Truth:
    """Whether an amount is within a ceiling, as soon as their spans tell."""
    if ceiling is None:
        return False
    if amount[1] is not None and amount[1] <= ceiling[0]:
        return True
    if ceiling[1] is not None and amount[0] > ceiling[1]:
        return False
    return None


def fits(case: Case, found: dict[str, Said]) -> str:
    """Return the status of FIN-04 for regimes whose texts were all read."""
    if case.company is False:
        return "sans_objet"
    amount = asked(case)
    plain = {"oui": True, "inconnu": None}
    sure = some(
        *(
            every(plain.get(said.status, False), within(amount, said.ceiling))
            for said in found.values()
        )
    )
    if sure:
        return "satisfait"
    if sure is None or case.company is None:
        return "indetermine"
    wide = {"oui": True, "a_apprecier": True, "inconnu": None}
    judged = some(
        *(
            every(wide.get(said.status, False), within(amount, said.judged))
            for said in found.values()
        )
    )
    return {True: "a_apprecier", None: "indetermine", False: "non_satisfait"}[judged]


def best(found: dict[str, Said]) -> str | None:
    """Return the regime to retain: the highest sure ceiling among those that apply."""
    sure = [(said.guaranteed, name) for name, said in found.items()
            if said.status == "oui" and said.guaranteed]  # fmt: skip
    return max(sure, key=lambda item: item[0] or 0)[1] if sure else None
