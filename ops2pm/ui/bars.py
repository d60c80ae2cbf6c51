"""Bars with their 95% interval and their value in figures: what you chose, and what it is compared with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from ops2pm.models.resample import Estimate
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, REST, LiveFigure

COLOURS = (CHOSEN, COMPARED)


class EstimateBars:
    """Vertical bars on `axes`, from zero; `move` sets them. A bar with nothing to show says "no flights"."""

    def __init__(
        self,
        figure: LiveFigure,
        axes: Axes,
        name: str,
        labels: Sequence[str],
        colours: Sequence[str] = COLOURS,
    ) -> None:
        places = range(len(labels))
        axes.set_xticks(list(places), list(labels))
        axes.set_xlim(-0.6, len(labels) - 0.4)
        heights = [0.0] * len(labels)
        self._bars = axes.bar(places, heights, width=0.62, color=[*colours, *[REST] * len(labels)][: len(labels)])
        self._whiskers = [axes.plot([x, x], [0, 0], color=INK, linewidth=1.4)[0] for x in places]
        self._texts = [axes.text(x + 0.06, 0, "", ha="left", va="bottom", color=INK, weight="bold") for x in places]
        for x in places:
            figure.track(f"{name}-bar{x}", self._bars[x])
            figure.track(f"{name}-whisker{x}", self._whiskers[x])
            figure.track(f"{name}-value{x}", self._texts[x])

    def move(self, estimates: Sequence[Estimate]) -> None:
        """One estimate a bar, in the axes' unit."""
        for bar, whisker, text, estimate in zip(self._bars, self._whiskers, self._texts, estimates, strict=True):
            known = math.isfinite(estimate.value)
            value = estimate.value if known else 0.0
            bar.set_height(value)
            whisker.set_visible(known)
            if known:
                whisker.set_ydata([estimate.low, estimate.high])
            text.set_text(f"{value:,.0f}" if known else "no flights")
            text.set_y(value)


class ShareBars:
    """Horizontal bars from 0 to 100%, one a row: how much of each whole the chosen group is."""

    def __init__(self, figure: LiveFigure, axes: Axes, name: str, wholes: Sequence[str]) -> None:
        places = list(range(len(wholes)))
        self._wholes = wholes
        axes.set_xlim(0, 1)
        axes.set_ylim(len(wholes) - 0.6, -0.75)
        axes.set_axis_off()
        axes.barh(places, [1.0] * len(wholes), height=0.42, color=GRID)
        self._bars = axes.barh(places, [0.0] * len(wholes), height=0.42, color=CHOSEN)
        self._texts = [axes.text(0, place - 0.29, "", va="bottom", color=INK) for place in places]
        for place in places:
            figure.track(f"{name}-bar{place}", self._bars[place])
            figure.track(f"{name}-value{place}", self._texts[place])

    def move(self, shares: Sequence[float]) -> None:
        """One share (0 to 1; NaN where there is no whole) a row."""
        for bar, text, whole, share in zip(self._bars, self._texts, self._wholes, shares, strict=True):
            known = math.isfinite(share)
            bar.set_width(share if known else 0.0)
            text.set_text(f"Your group is {share:.0%} of {whole}" if known else f"There is nobody in “{whole}”")
