"""Pictures that are rows: each row's words stand at its left, outside the axes, so that nothing can run into them."""

from __future__ import annotations

from matplotlib.axes import Axes
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
