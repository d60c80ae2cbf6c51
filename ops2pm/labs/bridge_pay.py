"""Lesson 01, lab 1: does the step that sounds like a step up pay more, and where?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MultipleLocator

from ops2pm.models.occupations import BRACKET, BRIDGE, COUNTRY, OPS
from ops2pm.models.pay import Gaps, Pay
from ops2pm.numbers import signed
from ops2pm.ui.controls import Choice, Control
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, rows_only

NOW, OTHER = "distribution manager", "project management specialist"
LEFT, WIDTH = 0.385, 0.585  # of the figure: the words of a row stand left of its axes
SPANS = ((-60, 60, 5, 20), (-50, 200, 10, 50))  # per cent: first and last gap drawn, width of a bar, distance of ticks
LIMITS = (320_000, 480_000)  # dollars; where the axis may end
ROWS = (0, 1, 2.45, 3.45)
SHORT = {"transport and warehouse supervisor": "warehouse supervisor", "information systems manager": "IT manager"}
"""Where there is too little room."""
NO_CODE = "No code is “product manager”. Two stand-ins:"


class BridgePayLab(Lab):
    """Choose where you are, where you might go and an area; see both wages, and the gap in every other area.

    Fast because a gap is one division over a table of areas, and all bars of one colour are one path.
    """

    name = "bridge-pay"
    title = "What the bridge pays"
    question = (
        "Does the next job pay *more than yours*, here and elsewhere? A thin line holds the middle 80% of the people "
        "in a job, a thick one the middle half. The upright stroke is the median: half earn less."
    )
    opens_after = "predictions/01.bridge"
    lines = 6

    def __init__(self, wages: pd.DataFrame) -> None:
        self.pay = Pay(wages)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """Where you are, where you might go, and in which area."""
        proxies = [(name, f"{short(name)} (near PM?)") for name in BRACKET]
        areas = [(area, area) for area in self.pay.areas if area != COUNTRY]
        return (
            Choice(
                "now",
                "Where you are now",
                tuple((name, short(name)) for name in OPS),
                NOW,
                "For whom is the bridge a rise nearly everywhere, and for whom nearly nowhere?",
            ),
            Choice(
                "other",
                "Compare with",
                (*[(name, capital(name)) for name in BRIDGE], *proxies),
                OTHER,
                "Choose the marketing manager. Is the gap larger in the whole country or in the typical area? Why?",
            ),
            Choice(
                "area",
                "In",
                ((COUNTRY, "the whole United States"), *areas),
                COUNTRY,
                "Find the place most like yours. Is it like the rest?",
            ),
        )

    def draw(self) -> LiveFigure:
        """Above, four jobs in one area; below, the gap: country, typical area, chosen area, and how all areas lie."""
        figure = LiveFigure(self.name, (540, 460))
        with figure.style():
            figure.figure.set_layout_engine("none")  # each picture has its place, and so have the words beside it
            jobs = figure.figure.add_axes((LEFT, 0.54, WIDTH, 0.395))
            marks = figure.figure.add_axes((LEFT, 0.255, WIDTH, 0.155))
            areas = figure.figure.add_axes((LEFT, 0.075, WIDTH, 0.18), sharex=marks)
            self._draw_jobs(figure, jobs)
            self._draw_gaps(figure, marks)
            self._draw_areas(figure, areas)
        return figure

    def _draw_jobs(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("Pay a year, US dollars")
        axes.set_ylim(4, -0.5)
        axes.xaxis.set_major_locator(MultipleLocator(80_000))
        axes.xaxis.set_major_formatter(lambda dollars, _: f"${dollars / 1000:.0f}k" if dollars else "$0")
        rows_only(axes)
        axes.axhspan(1.55, 4, color=GRID, alpha=0.35, linewidth=0)
        axes.text(0.012, 1.63, NO_CODE, transform=axes.get_yaxis_transform(), va="top", color=QUIET, size=10)
        self._jobs = []
        for number, (row, colour) in enumerate(zip(ROWS, (CHOSEN, COMPARED, REST, REST), strict=True)):
            whole = axes.plot([0, 0], [row, row], color=colour, linewidth=2, solid_capstyle="butt")[0]
            half = axes.plot([0, 0], [row, row], color=colour, linewidth=9, solid_capstyle="butt")[0]
            middle = axes.plot([0, 0], [row - 0.32, row + 0.32], color=INK, linewidth=2.4)[0]
            name = beside(axes, row - 0.02, align="bottom", weight="bold" if number < 2 else "normal")
            value = beside(axes, row + 0.02, align="top", colour=QUIET)
            parts = {"range": whole, "half": half, "median": middle, "job": name, "pays": value}
            for part, artist in parts.items():
                figure.track(f"{part}{number}", artist)
            self._jobs.append(tuple(parts.values()))
        self._pay_axes = axes

    def _draw_gaps(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("How much more, or less, it pays than your job", pad=6)
        axes.set_ylim(2.6, -0.6)
        axes.axvline(0, color=INK, linewidth=1)
        rows_only(axes)
        axes.tick_params(labelbottom=False)
        self._gaps = []
        for row, colour in enumerate((REST, REST, COMPARED)):
            bar = figure.track(f"gap{row}", axes.barh([row], [0], height=0.5, color=colour)[0])
            self._gaps.append((bar, figure.track(f"gap-words{row}", beside(axes, row))))

    def _draw_areas(self, figure: LiveFigure, axes: Axes) -> None:
        self._span: tuple[int, int, int, int] | None = None
        axes.xaxis.set_major_formatter(self._tick)
        axes.set_ylim(0, 1)
        axes.axvline(0, color=INK, linewidth=1)
        rows_only(axes)
        flat = bars(np.zeros(1), np.zeros(2))
        self._all = figure.track("areas", axes.add_patch(PathPatch(flat, facecolor=REST, alpha=0.45, linewidth=0)))
        self._told = figure.track("areas-told", axes.add_patch(PathPatch(flat, facecolor=QUIET, linewidth=0)))
        beside(axes, 0.6, "metropolitan areas")
        beside(axes, 0.28, "full tone: beyond survey error", colour=QUIET)
        self._counts = [
            figure.track(f"count-{name}", axes.text(x, 0.95, "-", ha=side, va="top", color=INK, transform=at))
            for name, x, side, at in (("less", -1.5, "right", axes.transData), ("more", 1, "right", axes.transAxes))
        ]
        self._area_axes = axes

    def _tick(self, percent: float, _: object) -> str:
        """A tick of the gap; the bars at the two ends hold what lies beyond them too."""
        first, last = SPANS[0][:2] if self._span is None else self._span[:2]
        beyond = {first: "\nor less", last: "\nor more"}
        return per_cent(percent / 100) + beyond.get(int(percent), "")

    def gaps(self, now: str = NOW, other: str = OTHER) -> Gaps:
        """The comparison the lab opens with, or another one."""
        return self.pay.gaps(now, other)

    def show(self, values: dict[str, Any]) -> str:
        """Four jobs in the chosen area, and the gap there, in the country and in all areas."""
        now, other, area = values["now"], values["other"], values["area"]
        gaps = self.pay.gaps(now, other)
        wages = [self.pay.percentiles(area, name) for name in (now, other, *BRACKET)]
        self._show_jobs((now, other, *BRACKET), wages)
        here = self.pay.gap(area, now, other)
        rows = (
            ("United States", gaps.country),
            ("the typical area", gaps.typical),
            ("the area you chose" if area != COUNTRY else "choose an area", here if area != COUNTRY else math.nan),
        )
        self._show_areas(gaps)
        first, last = self._area_axes.get_xlim()
        for (bar, text), (label, gap) in zip(self._gaps, rows, strict=True):
            bar.set_width(min(max(100 * gap, first), last) if math.isfinite(gap) else 0.0)
            text.set_text(f"{label}: {per_cent(gap)}" if math.isfinite(gap) else _no_gap(label))
        if self.covered:
            return "Above, what each job pays. Below, how much more or less it pays than yours. Predict first."
        return _words(now, other, area, wages, here, gaps)

    def _show_jobs(self, names: tuple[str, ...], wages: list[np.ndarray]) -> None:
        top = max((wage[4] for wage in wages if np.isfinite(wage[4])), default=LIMITS[0])
        self._pay_axes.set_xlim(0, next((limit for limit in LIMITS if top <= limit), LIMITS[-1]))
        for (whole, half, middle, name, value), job, wage in zip(self._jobs, names, wages, strict=True):
            known = bool(np.isfinite(wage).all())
            for artist, ends in ((whole, wage[[0, 4]]), (half, wage[[1, 3]]), (middle, wage[[2, 2]])):
                artist.set_visible(known)
                artist.set_xdata(np.minimum(ends, LIMITS[-1]) if known else [0, 0])
            name.set_text(short(job))
            pays = f"median ${wage[2]:,.0f}" if known else "no figure published here"
            value.set_text(f"you: {pays}" if name is self._jobs[0][3] else pays)

    def _show_areas(self, gaps: Gaps) -> None:
        """How many areas have which gap; a gap beyond the axis stands in the bar at its end."""
        span = SPANS[int(gaps.by_area.max(initial=0.0) > SPANS[0][1] / 100)]
        if span != self._span:
            self._span = span
            self._area_axes.set_xlim(span[0] - 1, span[1] + 1)
            self._area_axes.xaxis.set_major_locator(MultipleLocator(span[3]))
        edges = np.arange(span[0], span[1] + span[2], span[2])
        inside = np.clip(100 * gaps.by_area, edges[0], edges[-1] - 1e-9)
        counts = [np.histogram(inside[chosen], edges)[0] for chosen in (gaps.by_area > -2, gaps.told != 0)]
        tallest = max(counts[0].max(initial=0), 1) / 0.72
        for patch, count in zip((self._all, self._told), counts, strict=True):
            patch.set_path(bars(count / tallest, edges))
        for text, count, word in zip(self._counts, (gaps.less, gaps.more), ("less", "more"), strict=True):
            text.set_text(f"{word} in {count}")


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def short(job: str) -> str:
    """A job where there is little room, with a capital first letter."""
    return capital(SHORT.get(job, job))


def per_cent(share: float) -> str:
    """A gap as one reads it: +8%, −8%, 0%."""
    return f"{signed(100 * share, 0)}%"


def bars(heights: np.ndarray, edges: np.ndarray) -> Path:
    """All bars of a histogram as one path; heights has one entry less than edges."""
    left, right = edges[:-1] + 0.06 * np.diff(edges), edges[1:] - 0.06 * np.diff(edges)
    zero = np.zeros(len(heights))
    corners = np.stack([[left, left, right, right, left], [zero, heights, heights, zero, zero]], axis=-1)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(heights)
    return Path(corners.transpose(1, 0, 2).reshape(-1, 2), codes)


def _no_gap(label: str) -> str:
    return label if label == "choose an area" else f"{label}: not published"


def _words(now: str, other: str, area: str, wages: list[np.ndarray], here: float, gaps: Gaps) -> str:
    place = "In the whole country" if area == COUNTRY else f"In {area}"
    if math.isfinite(here):
        first = (
            f"{place} the median {other} earns **${wages[1][2]:,.0f}** and the median {now} ${wages[0][2]:,.0f}: "
            f"**{per_cent(here)}**."
        )
    else:
        missing = " and ".join(name for name, wage in zip((now, other), wages, strict=False) if np.isnan(wage[2]))
        first = f"{place} no figure is published for: {missing}."
    count = len(gaps.areas)
    return (
        f"{first} Of {count} metropolitan areas that publish both, the {other} earns more in **{gaps.more}** and less "
        f"in **{gaps.less}**. Beyond survey error it is clearly more in {gaps.surely_more}, clearly less in "
        f"{gaps.surely_less} and too close to tell in {gaps.untold}."
    )
