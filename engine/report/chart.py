"""Charts as SVG or PNG: panels of horizontal bars and of curves. Only this module knows Matplotlib.

The same data give the same SVG: nothing random, no date inside. Colours are those of Okabe and
Ito, told apart by colour-blind people; every bar bears its value in figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, Final

from ..errors import EngineUnavailableError, Fault, InputError, Where
from .programme_files import replace_file

FORMS: Final = (".svg", ".png")
PALETTE: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#666666")
MARKERS: Final = "osD^vP*"
WIDTH: Final = 9.0
"""Inches."""
LINE: Final = 0.34
"""Inches that a bar takes."""
LABEL: Final = 44
"""Characters of a label before it goes on on a second line."""
NOTE: Final = 120
INK: Final = "#222222"
PALE: Final = "#D0D0D0"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is about, how long it is, the figure that people read at its end."""

    label: str
    value: float
    shown: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, the first one on top; ``empty`` is said when there are none."""

    title: str
    bars: Sequence[Bar]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values along the axis of a panel of curves."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves over the same points, in order; ``shown`` are the points as people read them."""

    title: str
    points: Sequence[float]
    shown: Sequence[str]
    curves: Sequence[Curve]
    axis: str = ""


Panel = Bars | Curves


def check_chart(path: Path) -> None:
    """Refuse at once what :func:`write_chart` could not do.

    Raises :class:`InputError` for a name that ends otherwise than in ``.svg`` or ``.png``,
    :class:`EngineUnavailableError` without Matplotlib.
    """
    if path.suffix.lower() not in FORMS:
        params = {"formes": ", ".join(FORMS)}
        raise InputError([Fault("graphique.forme", Where(str(path)), params)])
    _library()


def write_chart(path: Path, title: str, panels: Sequence[Panel], note: str = "") -> None:
    """Draw panels one under the other and write them at ``path``, whole or not at all.

    ``note`` stands in small letters at the foot. Raises as :func:`check_chart` does, and OSError
    when it cannot be written.
    """
    check_chart(path)
    library = _library()
    heights = [_height(panel) for panel in panels]
    figure = library.figure.Figure(figsize=(WIDTH, sum(heights) + 0.9), layout="constrained")
    figure.suptitle(title, fontsize=14, fontweight="bold", color=INK)
    if note:
        figure.supxlabel(_plain(fill(note, NOTE)), fontsize=8, color="#555555")
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)
    for axis, panel in zip(axes[:, 0], panels, strict=True):
        axis.set_title(panel.title, loc="left", fontsize=11, fontweight="bold", color=INK)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
        if isinstance(panel, Bars):
            _bars(axis, panel)
        else:
            _curves(axis, panel)
    form = path.suffix.lower().removeprefix(".")
    about: dict[str, Any] = {"Date": None} if form == "svg" else {"Software": None}

    def write(temporary: Path) -> None:
        with library.rc_context({"svg.hashsalt": "fondsvert"}):
            figure.savefig(temporary, format=form, dpi=150, metadata=about)

    replace_file(path, write)


def _library() -> Any:
    try:
        import matplotlib as mpl
        import matplotlib.figure
    except ImportError:
        raise EngineUnavailableError([Fault("graphique.absent")]) from None
    return mpl


def _height(panel: Panel) -> float:
    if isinstance(panel, Curves):
        return 3.6
    lines = sum(_wrapped(bar.label).count("\n") * 0.45 + 1 for bar in panel.bars)
    return max(lines, 1) * LINE + 0.7


def _wrapped(label: str) -> str:
    return fill(label, LABEL)


def _plain(text: str) -> str:
    """A dollar would begin a formula."""
    return text.replace("$", r"\$")


def _bars(axis: Any, panel: Bars) -> None:
    axis.spines["bottom"].set_visible(False)
    axis.xaxis.set_visible(False)
    axis.spines["left"].set_color(PALE)
    axis.tick_params(axis="y", length=0, labelsize=9, labelcolor=INK)
    if not panel.bars:
        axis.yaxis.set_visible(False)
        axis.spines["left"].set_visible(False)
        axis.text(0, 0.5, panel.empty, transform=axis.transAxes, fontsize=9, color=INK)
        return
    places = range(len(panel.bars))
    drawn = axis.barh(
        places,
        [bar.value for bar in panel.bars],
        height=0.68,
        color=[bar.colour or PALETTE[0] for bar in panel.bars],
    )
    labels = [_plain(bar.shown) for bar in panel.bars]
    axis.bar_label(drawn, labels, padding=4, fontsize=9, color=INK)
    axis.set_yticks(places, [_plain(_wrapped(bar.label)) for bar in panel.bars])
    axis.set_ylim(len(panel.bars) - 0.5, -0.5)
    longest = max(bar.value for bar in panel.bars) or 1
    axis.set_xlim(min(0, *(bar.value for bar in panel.bars)), longest * 1.22)


def _curves(axis: Any, panel: Curves) -> None:
    for rank, curve in enumerate(panel.curves):
        axis.plot(
            panel.points,
            curve.values,
            label=_plain(curve.label),
            color=PALETTE[rank % len(PALETTE)],
            marker=MARKERS[rank % len(MARKERS)],
            linewidth=1.8,
        )
    axis.set_xticks(panel.points, panel.shown, fontsize=9)
    axis.set_xlabel(panel.axis, fontsize=9, color=INK)
    axis.tick_params(axis="y", labelsize=9)
    axis.grid(axis="y", color=PALE, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.set_ylim(bottom=min(0, *(value for curve in panel.curves for value in curve.values)))
    if len(panel.curves) > 1:
        axis.legend(fontsize=9, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
