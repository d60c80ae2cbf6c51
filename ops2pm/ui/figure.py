"""A matplotlib figure that lives in the page: drawn once as SVG, then only what moved is sent.

matplotlib draws frame, axes and labels. Artists that will move are registered with `track`; after
they were changed, `changes()` gives their new paths and texts as a patch for the panel. When an axis
limit, a tick or a title changed, the whole SVG is sent instead.
"""

from __future__ import annotations

import base64
import io
import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch as MplPatch
from matplotlib.path import Path as MplPath
from matplotlib.text import Text

STYLE = Path(__file__).parent / "course.mplstyle"

# Colours that mean something, on white paper. In the page each becomes the CSS variable of its name,
# so that dark themes have their own. Contrast on white: ink 15, quiet 5.9, chosen 6.2, compared 5.0.
CHOSEN = "#0b5cad"
COMPARED = "#b45309"
INK = "#1f2328"
QUIET = "#57606a"
REST = "#8c959f"
GRID = "#d8dee4"
VARIABLES = {CHOSEN: "chosen", COMPARED: "compared", INK: "ink", QUIET: "quiet", REST: "rest", GRID: "grid"}

Patches = dict[str, dict[str, Any]]


class LiveFigure:
    """A figure and the artists in it that move.

    name: begins every element id, so that two labs in one page don't answer for each other
    size: width and height in points (1/72 inch), which are the SVG's own units
    still_dpi: how fine the still picture is; hundreds of small figures make a large file
    """

    def __init__(self, name: str, size: tuple[float, float] = (620, 300), still_dpi: int = 110) -> None:
        self.name = name
        self.still_dpi = still_dpi
        with self.style():
            self.figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72)
        self.size = size
        self._tracked: dict[str, Line2D | MplPatch | Text] = {}
        self._offset: dict[str, tuple[float, float]] = {}
        self._sent: Patches = {}
        self._frame: Any = None

    @staticmethod
    def style() -> AbstractContextManager[None]:
        """The course's style: draw everything inside `with figure.style():`."""
        return mpl.style.context(STYLE)

    def track(self, name: str, artist: Line2D | MplPatch | Text) -> Any:
        """Register an artist (a line, a patch such as a bar, or a text) that will move; returns it.

        Raises ValueError for a name that something in the figure has already.
        """
        if name in ("title", "desc", "figure") or f"{self.name}-{name}" in self._tracked:
            raise ValueError(f"{name!r} is the name of another part of the figure: choose one of its own.")
        gid = f"{self.name}-{name}"
        artist.set_gid(gid)
        self._tracked[gid] = artist
        return artist

    def svg(self, title: str, description: str) -> str:
        """The whole figure as inline SVG with title and description, in the theme's colours."""
        raw = io.StringIO()
        # matplotlib leaves out what is hidden, and what isn't in the page can't appear later.
        hidden = [artist for artist in self._tracked.values() if not artist.get_visible()]
        for artist in hidden:
            artist.set_visible(True)
        for artist in self._tracked.values():
            if isinstance(artist, Line2D):
                # A line moved outside of the style would lose points in the whole drawing, and jump.
                artist.get_path().should_simplify = False
        with self.style():
            FigureCanvasSVG(self.figure).print_svg(raw, metadata={"Date": None})
        for artist in hidden:
            artist.set_visible(False)
        # The first drawing has found room for every label; from now on the axes stay where they are.
        self.figure.set_layout_engine("none")
        text = raw.getvalue()
        text = text[text.index("<svg") :]
        self._remember_text_offsets(text)
        self._sent = {gid: self._state(gid) for gid in self._tracked}
        self._frame = self._frame_now()
        return self._for_the_page(text, title, description)

    def changes(self, title: str, description: str) -> Patches:
        """What to patch after artists were changed; everything if the frame itself changed."""
        if self._frame_now() != self._frame:
            return {f"{self.name}-figure": {"html": self.svg(title, description)}}
        patches: Patches = {f"{self.name}-desc": {"text": description}, f"{self.name}-title": {"text": title}}
        for gid in self._tracked:
            state = self._state(gid)
            changed = {key: value for key, value in state.items() if self._sent[gid].get(key) != value}
            if changed:
                self._sent[gid] = state
                # matplotlib wraps each artist in a group: its path or text is marked `gid-shape`.
                patches[f"{gid}-shape"] = changed
        return patches

    def redraw(self) -> None:
        """Send everything next time: what is on screen is no longer known."""
        self._frame = None

    def mark_simulated(self) -> None:
        """Say on the figure itself that its data is simulated."""
        with self.style():
            self.figure.text(0.995, 0.005, "simulated data", ha="right", va="bottom", color=QUIET, size=9.5)

    def png_base64(self) -> str:
        """The figure as it is now, as a base64 PNG on white, for readers without a kernel; it says how to play."""
        raw = io.BytesIO()
        with self.style():
            note = self.figure.text(0.5, -0.01, "A still picture. Run this notebook to play.", ha="center", va="top")
            self.figure.savefig(
                raw,
                format="png",
                dpi=self.still_dpi,
                facecolor="white",
                bbox_inches="tight",
                metadata={"Software": None},
            )
            note.remove()
        return base64.b64encode(raw.getvalue()).decode("ascii")

    def _frame_now(self) -> Any:
        return [
            (
                axes.get_xlim(),
                axes.get_ylim(),
                axes.get_title(),
                axes.get_title(loc="left"),
                axes.get_xlabel(),
                axes.get_ylabel(),
                # New ticks or tick labels bring a new locator or formatter; asking for the labels takes 2 ms.
                axes.xaxis.get_major_locator(),
                axes.xaxis.get_major_formatter(),
                axes.yaxis.get_major_locator(),
                axes.yaxis.get_major_formatter(),
            )
            for axes in self.figure.axes
        ]

    def _state(self, gid: str) -> dict[str, Any]:
        artist = self._tracked[gid]
        shown = "visible" if artist.get_visible() else "hidden"
        if isinstance(artist, Text):
            x, y = self._anchor(artist)
            dx, dy = self._offset.get(gid, (0.0, 0.0))
            return {
                "text": artist.get_text(),
                "x": _number(x + dx),
                "y": _number(y + dy),
                "visibility": shown,
            }
        path = artist.get_transform().transform_path(artist.get_path())
        return {"d": self._path_data(path), "visibility": shown}

    def _anchor(self, text: Text) -> tuple[float, float]:
        x, y = text.get_transform().transform(text.get_unitless_position())
        return float(x), self.size[1] - float(y)

    def _path_data(self, path: MplPath) -> str:
        """An SVG path from one in display coordinates (points, y upward)."""
        letters = {MplPath.MOVETO: "M", MplPath.LINETO: "L", MplPath.CURVE3: "Q", MplPath.CURVE4: "C"}
        parts = []
        for points, code in path.iter_segments(simplify=False):
            if code == MplPath.CLOSEPOLY:
                parts.append("Z")
                continue
            pairs = zip(points[0::2], points[1::2], strict=True)
            parts.append(letters[code] + " ".join(f"{_number(x)} {_number(self.size[1] - y)}" for x, y in pairs))
        return " ".join(parts)

    def _remember_text_offsets(self, svg: str) -> None:
        """How far from its anchor matplotlib drew each tracked text: vertical alignment, mostly."""
        for gid, artist in self._tracked.items():
            if not isinstance(artist, Text):
                continue
            drawn = re.search(rf'<g id="{re.escape(gid)}">.*?<text[^>]*? x="([-\d.]+)" y="([-\d.]+)"', svg, re.S)
            if drawn:
                x, y = self._anchor(artist)
                self._offset[gid] = (float(drawn[1]) - x, float(drawn[2]) - y)

    def _for_the_page(self, svg: str, title: str, description: str) -> str:
        for colour, variable in VARIABLES.items():
            svg = svg.replace(colour, f"var(--o2p-{variable})")
        # An inline style sheet reaches the whole page; matplotlib's is meant for the figure.
        svg = svg.replace('<style type="text/css">*{', '<style type="text/css">.o2p-svg *{')
        for gid, artist in self._tracked.items():
            shown = "" if artist.get_visible() else ' visibility="hidden"'
            svg = re.sub(
                rf'(<g id="{re.escape(gid)}">(?:\s*<(?:g|!--)[^>]*>)*\s*<(?:path|text))',
                rf'\1 id="{gid}-shape"{shown}',
                svg,
                count=1,
            )
        width, height = self.size
        head = (
            f'<svg viewBox="0 0 {_number(width)} {_number(height)}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc" class="o2p-svg">'
            f'<title id="{self.name}-title">{escape(title)}</title>'
            f'<desc id="{self.name}-desc">{escape(description)}</desc>'
        )
        return head + re.sub(r"^<svg[^>]*>(\s*<metadata>.*?</metadata>)?", "", svg, count=1, flags=re.S)


def dot(axes: Axes, x: float, y: float, wide: float, colour: str, size: float, **look: Any) -> Line2D:
    """A dot that can be tracked; `put` moves it. A marker isn't a path that can be sent.

    It is a line of next to no length (`wide`, in data) with round ends; size: its diameter in points
    """
    return axes.plot([x, x + wide], [y, y], color=colour, lw=size, solid_capstyle="round", **look)[0]


def put(dot: Line2D, x: float, y: float, wide: float) -> None:
    """Moves a dot so that its middle is at (x, y)."""
    dot.set_data([x - wide / 2, x + wide / 2], [y, y])


def _number(value: float) -> str:
    """A coordinate with at most two decimals: finer than any screen."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
