"""A lab: one question, a few controls, one figure, two or three numbers in words.

A new lab is a subclass with a `name`, a `title`, a `question`, its `controls`, `draw()` (once: the frame
and every artist that will move) and `show(values)` (each time: move the artists, return the words).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from markupsafe import Markup

from ops2pm.ui import session
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import LiveFigure
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, plain, tag


class Lab(Panel):
    """The frame all labs share. `values` holds the controls' current values by name.

    opens_after: an evidence key ("predictions/04.evening"); until it is in the workbook the lab is
        covered, so that the prediction comes first. The reader can open it without.
    simulated: the data is simulated, and the figure says so.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    question: ClassVar[str]
    opens_after: ClassVar[str | None] = None
    simulated: ClassVar[bool] = False

    def __init__(self) -> None:
        self.controls = {control.name: control for control in self.make_controls()}
        self.values: dict[str, Any] = {name: control.value for name, control in self.controls.items()}
        self.covered = self.opens_after is not None and not session.has(self.opens_after)
        self.figure = self.draw()
        if self.simulated:
            self.figure.mark_simulated()
        self.words = self.show(self.values)
        super().__init__()
        if self.covered:
            session.listen(str(self.opens_after), self.uncover)

    @abstractmethod
    def make_controls(self) -> tuple[Control, ...]:
        """The controls, top to bottom; never more than six."""

    @abstractmethod
    def draw(self) -> LiveFigure:
        """Draw the frame and register the artists that move."""

    @abstractmethod
    def show(self, values: dict[str, Any]) -> str:
        """Move the artists to what `values` say; return the sentences under the figure (*stress* allowed)."""

    def set(self, **values: Any) -> str:
        """Set controls from Python (`lab.set(from_hour=17)`) and return the words under the figure."""
        unknown = set(values) - set(self.controls)
        if unknown:
            raise ValueError(f"This lab has no control {unknown.pop()!r}: it has {', '.join(self.controls)}.")
        parsed = {name: self.controls[name].parse(value) for name, value in values.items()}
        self.values.update(parsed)
        for name, value in parsed.items():
            self.patch_all(self.controls[name].patches(value))
        self._update()
        self.flush()
        return plain(self.words)

    def uncover(self) -> None:
        """Let the reader at the lab."""
        self.covered = False
        self._update()
        self.patch("o2p-stage", inert=None, class_="o2p-stage")
        self.patch("o2p-cover", hidden=True)
        self.flush()

    def body(self) -> Markup:
        """The panel: title and question, controls at the left, figure, words beneath."""
        figure = tag(
            "div",
            Markup(self.figure.svg(self.title, plain(self.words))),
            data_id=f"{self.figure.name}-figure",
            class_="o2p-figure",
        )
        controls = tag(
            "div",
            [control.html() for control in self.controls.values()],
            tag("button", "Back to the start", type="button", data_name="reset", class_="o2p-plain"),
            class_="o2p-controls",
        )
        words = tag("div", inline(self.words), data_id="o2p-words", class_="o2p-words", role="status")
        stage = tag(
            "div",
            controls,
            tag("div", figure, words, class_="o2p-picture"),
            data_id="o2p-stage",
            class_="o2p-stage o2p-locked" if self.covered else "o2p-stage",
            inert=self.covered,
        )
        cover = tag(
            "div",
            tag("p", "Commit your prediction above, and this lab opens."),
            tag("button", "Open it without predicting", type="button", data_name="open", class_="o2p-plain"),
            data_id="o2p-cover",
            class_="o2p-cover",
        )
        head = [tag("h3", self.title), tag("p", inline(self.question), class_="o2p-question")]
        return tag(
            "section",
            head,
            tag("div", stage, cover if self.covered else None, class_="o2p-lab"),
            aria_label=f"Lab: {self.title}",
        )

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A control moved, or a button was pressed."""
        if kind == "click":
            if name == "open":
                self.uncover()
            elif name == "reset":
                for control in self.controls.values():
                    self._set_problem(control.name, "")
                self.set(**{control.name: control.value for control in self.controls.values()})
            return
        control = self.controls[name]
        try:
            self.values[name] = control.parse(value)
        except ValueError as problem:
            # Nothing moves on a value that can't be; its box goes back to the one that counts.
            self._set_problem(name, str(problem))
            self.patch_all(control.patches(self.values[name]))
            return
        self._set_problem(name, "")
        put = self.patch if kind == "change" else self.note
        for element, changes in control.patches(self.values[name]).items():
            put(element, **changes)
        self._update()

    def recover(self) -> None:
        """Draw the figure anew next time."""
        self.figure.redraw()

    def _set_problem(self, name: str, text: str) -> None:
        self.patch(f"{name}-problem", text=text, hidden=not text)

    def _update(self) -> None:
        self.words = self.show(self.values)
        for control in self.controls.values():
            if isinstance(control, Slider) and control.needs:
                self.patch_all(control.enable(self.values[control.needs]))
        self.patch_all(self.figure.changes(self.title, plain(self.words)))
        self.patch("o2p-words", html=str(inline(self.words)))

    def description(self) -> str:
        """The lab in words, as it opens."""
        controls = "; ".join(control.label for control in self.controls.values())
        return "\n".join(
            [
                f"Lab: {self.title}. {plain(self.question)}",
                f"It opens like this: {plain(self.words)}",
                f"You can change: {controls}. Run this notebook to play.",
            ]
        )

    def still(self) -> dict[str, Any]:
        """The figure as it opens."""
        return {"image/png": self.figure.png_base64()}
