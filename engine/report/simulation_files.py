"""A simulation as plain data, as CSV, and as the panels of a chart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..simulation.account import SEVERITY, Account, Group, Money
from ..simulation.scenario import Scenario
from ..values import CENTS, unscaled
from ..wording import euros
from .chart import PALETTE, Bar, Bars, Curve, Curves, Panel
from .programme_files import harmless, replace_file
from .simulation_view import SimulationView
from .triage_view import COLOURS


def as_data(view: SimulationView, *, details: bool) -> dict[str, Any]:
    """Return the simulation as plain data; keys are the same in every language."""
    pairs = zip(view.scenarios, view.accounts, strict=True)
    before, after = view.editions
    return {
        "edition_avant": before,
        "edition_apres": after,
        "regles_sha256": view.book.sha256,
        "scenarios": [_scenario(*pair, details=details) for pair in pairs],
    }


def _scenario(scenario: Scenario, account: Account, *, details: bool) -> dict[str, Any]:
    old, new = account.verdicts(after=False), account.verdicts(after=True)
    found: dict[str, Any] = {
        "parametres": dict(scenario.values),
        "dossiers": account.rows,
        "rejets": account.rejected,
        "changent": account.changed,
        "somme_juste": account.closed,
        "verdicts": {name: {"avant": old[name], "apres": new[name]} for name in SEVERITY},
        "montant_eligibles": _money(account.eligible_before, account.eligible_after),
        "montant_non_refuses": _money(account.possible_before, account.possible_after),
        "transitions": [
            {"avant": pair[0], "apres": pair[1], **_group(group)} for pair, group in account.moves()
        ],
        "territoires": [
            {"id": name or None, "nom": place or None, **_group(group)}
            for (name, place), group in account.by_territory()
        ],
        "tailles": [{"taille": n or None, **_group(group)} for n, group in account.by_size()],
        "criteres": [{"critere": n, **_group(group)} for n, group in account.by_cause()],
        "sans_effet": [
            {
                "critere": still.criterion, "avant": still.before or None,
                "apres": still.after or None, "dossiers": count,
                "refuses_par": _held(account, still.criterion)
                if still.before == "non_satisfait" else {},
            }
            for still, count in sorted(account.still.items(), key=lambda item: (-item[1], item[0]))
        ],
        "montant_seul": {"dossiers": account.amounts, "ecart": _euros(account.amounts_cents)},
    }  # fmt: skip
    if details:
        found["changements"] = [
            {
                "ligne": each.row, "reference": each.reference, "avant": each.before,
                "apres": each.after, "criteres": list(each.causes),
                "montant_avant": _euros(each.cents_before),
                "montant_apres": _euros(each.cents_after),
                "territoire": each.territory or None, "taille": each.size or None,
            }
            for each in account.changes
        ]  # fmt: skip
    return found


def _held(account: Account, criterion: str) -> dict[str, int]:
    held: Mapping[str, int] = account.held.get(criterion, {})
    return dict(sorted(held.items(), key=lambda item: (-item[1], item[0])))


def _euros(cents: int | None) -> float | None:
    # Fifteen digits at most: the nearest double is written with the same ones.
    return None if cents is None else float(unscaled(cents, CENTS))


def _money(before: Money, after: Money) -> dict[str, Any]:
    return {
        "avant": _euros(before.cents), "apres": _euros(after.cents),
        "ecart": _euros(after.cents - before.cents),
        "inconnus_avant": before.unknown, "inconnus_apres": after.unknown,
    }  # fmt: skip


def _group(group: Group) -> dict[str, Any]:
    return {
        "dossiers": group.count, "mieux": group.better, "moins_bien": group.worse,
        **{f"montant_{key}": value for key, value in _money(group.before, group.after).items()},
    }  # fmt: skip


# -- CSV --------------------------------------------------------------------------------------


def write_csv(path: Path, view: SimulationView, *, summary: bool) -> None:
    """Write the dossiers that change, or a row a value, as French spreadsheets open them.

    Raises OSError, and leaves what was there, when it cannot be written.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in _summary(view) if summary else _changes(view):
        writer.writerow(harmless(cell) if isinstance(cell, str) else cell for cell in row)
    content = out.getvalue().encode("utf-8")
    replace_file(path, lambda temporary: temporary.write_bytes(content))


def _comma(cents: int | None) -> str | None:
    return None if cents is None else f"{unscaled(cents, CENTS):.2f}".replace(".", ",")


def _named(view: SimulationView) -> list[str]:
    return list(dict.fromkeys(name for each in view.scenarios for name in each.values))


def _changes(view: SimulationView) -> Iterator[list[Any]]:
    names = _named(view)
    yield [
        *names, "ligne", "reference", "verdict_avant", "verdict_apres", "criteres",
        "montant_avant", "montant_apres", "territoire", "nom_territoire", "taille",
    ]  # fmt: skip
    for scenario, account in zip(view.scenarios, view.accounts, strict=True):
        for each in account.changes:
            yield [
                *(scenario.values[name] for name in names), each.row, each.reference, each.before,
                each.after, " ".join(each.causes), _comma(each.cents_before),
                _comma(each.cents_after), each.territory, each.place, each.size,
            ]  # fmt: skip


def _summary(view: SimulationView) -> Iterator[list[Any]]:
    names = _named(view)
    sides = [f"{name}_{side}" for name in SEVERITY for side in ("avant", "apres")]
    yield [
        *names, "dossiers", "rejets", "changent", *sides, "montant_eligibles_avant",
        "montant_eligibles_apres", "ecart", "montants_inconnus_avant", "montants_inconnus_apres",
    ]  # fmt: skip
    for scenario, account in zip(view.scenarios, view.accounts, strict=True):
        old, new = account.verdicts(after=False), account.verdicts(after=True)
        before, after = account.eligible_before, account.eligible_after
        counts = [side[name] for name in SEVERITY for side in (old, new)]
        # A number that is negative is no formula: it is written without text before it.
        yield [
            *(scenario.values[name] for name in names), account.rows, account.rejected,
            account.changed, *counts, _comma(before.cents), _comma(after.cents),
            _Number(_comma(after.cents - before.cents)), before.unknown, after.unknown,
        ]  # fmt: skip


class _Number:
    """A number as it is written, which is no text to make harmless."""

    def __init__(self, shown: str | None) -> None:
        self.shown = shown

    def __str__(self) -> str:
        return self.shown or ""


# -- chart ------------------------------------------------------------------------------------


def panels(view: SimulationView) -> list[Panel]:
    """Return the panels of a chart: transitions, territories, criteria, or curves of a sweep."""
    if len(view.accounts) > 1:
        return _sweep(view)
    account = view.accounts[0]
    moves = [
        (f"{view.verdict[one]} → {view.verdict[other]}", group, COLOURS[other])
        for (one, other), group in account.moves()
    ]
    places = [(view.place(n), group, "") for (_, n), group in account.by_territory()]
    why = [(view.criterion(n), group, COLOURS["ineligible"]) for n, group in account.by_cause()]
    return [
        Bars(view.say(key), [_bar(view, *each) for each in groups], view.say("aucun"))
        for key, groups in (("transitions", moves), ("territoires", places), ("causes", why))
    ]


def _bar(view: SimulationView, label: str, group: Group, colour: str) -> Bar:
    shown = f"{view.count(group.count)} · {view.gap(group, short=True)}"
    return Bar(label, group.count, shown, colour or PALETTE[0])


def _sweep(view: SimulationView) -> list[Panel]:
    points = list(range(len(view.accounts)))
    shown = [view.short(each).replace(", ", "\n") for each in view.scenarios]
    verdicts = [account.verdicts(after=True) for account in view.accounts]
    curves = [Curve(view.verdict[n], [each[n] for each in verdicts]) for n in SEVERITY]
    millions = [
        float(unscaled(account.eligible_after.cents, CENTS + 6)) for account in view.accounts
    ]
    return [
        Curves(view.say("courbe_verdicts"), points, shown, curves),
        Curves(view.say("courbe_montants"), points, shown, [Curve("", millions)]),
    ]


def title(view: SimulationView) -> str:
    """Return the title of a chart."""
    return view.say("titre", lignes=view.count(view.accounts[0].rows))


def note(view: SimulationView) -> str:
    """Return what stands at the foot of a chart."""
    rules = [view.before(), view.after(view.scenarios[0])]
    if len(view.accounts) > 1:
        rules = [view.before(), view.tried()]
    account = view.accounts[0]
    shown = " → ".join(rules)
    if len(view.accounts) == 1:
        before, after = account.eligible_before.cents, account.eligible_after.cents
        amounts = f"{euros(before, view.lang)} → {euros(after, view.lang)}"
        shown = f"{shown}. {view.say('eligibles')} {amounts}"
    return view.say("pied", regle=shown, regles=view.book.sha256[:12])
