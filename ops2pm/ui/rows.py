"""Pictures that are rows: each row's words stand at its left, outside the axes, so that nothing can run into them."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from ops2pm.ui.figure import INK


def rows_only(axes: Axes) -> None:
    """No number line upward: its rows are named by `beside`."""
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)


def beside(axes: Axes, y: float, text: str = "-", align: str = "center", colour: str = INK, **look: object) -> Text:
    """Words that end just left of the axes, at height `y` in data; align: which side of them is at `y`.

    A text that will be tracked and filled in later can't be empty, or matplotlib leaves it out: it starts as a dash.
    """
    look = {"size": 10.5, **look}
    return axes.text(-0.025, y, text, transform=axes.get_yaxis_transform(), ha="right", va=align, color=colour, **look)


def span(bar: Rectangle, start: float, end: float) -> None:
    """Lets a horizontal bar reach from `start` to `end`."""
    bar.set_x(start)
    bar.set_width(end - start)


def round_limit(top: float, least: float) -> float:
    """Where an axis ends: 1, 2 or 5 times a power of ten, so that it changes rarely; never below `least`."""
    top = max(top, least)
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= top * (1 - 1e-9))


def thousands(value: float, _: int) -> str:
    """A tick label with its thousands apart, small ones in full, and a typographic minus."""
    return (f"{value:,.0f}" if abs(value) >= 1 or value == 0 else f"{value:g}").replace("-", "−")
