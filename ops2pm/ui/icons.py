"""A hundred people, or companies, as figures: so many of them filled. Natural frequencies, as one can count them.

The filled ones are one path and the others another, so that a change sends two paths. Filled against outlined: colour
is never alone.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ops2pm.ui.figure import CHOSEN, GRID, REST, LiveFigure

COUNT, HIGH = 100, 10
"""So many in the frame, in columns of so many, filled from the bottom of the first column."""
APART = 0.35
"""Cells between the frame and those beyond it."""

_AROUND = np.arange(8) * math.pi / 4 + math.pi / 8
_HEAD = np.column_stack([0.5 + 0.17 * np.cos(_AROUND), 0.72 + 0.17 * np.sin(_AROUND)])
_BODY = np.array([[0.2, 0.12], [0.2, 0.36], [0.32, 0.49], [0.68, 0.49], [0.8, 0.36], [0.8, 0.12]])
_HOUSE = np.array([[0.2, 0.14], [0.2, 0.56], [0.5, 0.86], [0.8, 0.56], [0.8, 0.14]])
SHAPES = {"person": (_HEAD, _BODY), "company": (_HOUSE,)}
"""Polygons in a cell of 1 by 1."""


class IconArray:
    """A frame with 100 figures on `axes`, at (x, y), in cells of 1 by 1; `move` says how many are filled.

    over: columns to the right of the frame for those beyond 100, which cannot be; they are drawn as a third path
    """

    def __init__(
        self,
        figure: LiveFigure,
        axes: Axes,
        name: str,
        x: float = 0.0,
        y: float = 0.0,
        colour: str = CHOSEN,
        shape: Literal["person", "company"] = "person",
        over: int = 0,
    ) -> None:
        wide = COUNT // HIGH
        columns = [x + column + (APART if column >= wide else 0) for column in range(wide + over)]
        cells = np.array([(column, y + row) for column in columns for row in range(HIGH)])
        # Each polygon ends where it began.
        outlines = [np.vstack([polygon, polygon[:1]]) for polygon in SHAPES[shape]]
        self._corners = np.vstack(outlines)[None, :, :] + cells[:, None, :]
        # And is not closed with a code of its own: matplotlib writes that as one more point than a patch would have.
        self._codes = np.concatenate([[Path.MOVETO, *[Path.LINETO] * (len(outline) - 1)] for outline in outlines])
        axes.add_patch(Rectangle((x - 0.1, y - 0.1), wide + 0.2, HIGH + 0.2, fill=False, edgecolor=GRID, lw=1.2))
        # Joins are round, for the point of a mitred corner would reach into the next figure.
        look = {"joinstyle": "round", "capstyle": "round", "lw": 0.9}
        self._filled = self._patch(figure, axes, f"{name}-filled", facecolor=colour, edgecolor=colour, **look)
        self._rest = self._patch(figure, axes, f"{name}-rest", facecolor=_hardly(REST), edgecolor=REST, **look)
        self._beyond = (
            self._patch(
                figure, axes, f"{name}-beyond", facecolor=_hardly(colour), edgecolor=colour, **look | {"lw": 1.5}
            )
            if over
            else None
        )

    def _patch(self, figure: LiveFigure, axes: Axes, name: str, **look: object) -> PathPatch:
        patch = axes.add_patch(PathPatch(self._figures(0, 1), **look))
        figure.track(name, patch)
        return patch

    def _figures(self, first: int, last: int) -> Path:
        """The figures from `first` up to `last`, not included, as one path."""
        return Path(self._corners[first:last].reshape(-1, 2), np.tile(self._codes, last - first))

    def move(self, filled: float) -> int:
        """Fill so many, rounded to whole ones; returns how many that is, those beyond the frame included."""
        count = whole(filled)
        inside = min(count, COUNT)
        self._set(self._filled, 0, inside)
        self._set(self._rest, inside, COUNT)
        if self._beyond is not None:
            self._set(self._beyond, COUNT, min(count, len(self._corners)))
        return count

    def _set(self, patch: PathPatch, first: int, last: int) -> None:
        patch.set_visible(last > first)
        if last > first:  # a path without points can't be drawn, and so couldn't appear later
            patch.set_path(self._figures(first, last))


def _hardly(colour: str) -> tuple[float, float, float, float]:
    """A colour that can't be seen. matplotlib clips a path that isn't filled at all, and so adds points to it."""
    return to_rgba(colour, 0.004)


def whole(count: float) -> int:
    """A count rounded as people round: a half goes up."""
    return math.floor(count + 0.5 + 1e-9)
