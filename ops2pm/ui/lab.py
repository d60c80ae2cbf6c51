"""A lab: one question, a few controls, one figure, two or three numbers in words.

A new lab is a subclass with a `name`, a `title`, a `question`, its `controls`, `draw()` (once: the frame
and every artist that will move) and `show(values)` (each time: move the artists, return the words).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar

from markupsafe import Markup

from ops2pm.ui import session
from ops2pm.ui.controls import Control, Patches, Slider
from ops2pm.ui.figure import LiveFigure
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, plain, sentence, tag

MOST_REMEMBERED = 10
"""How many states before a reset a lab can bring back."""


class Lab(Panel):
    """The frame all labs share. `values` holds the controls' current values by name.

    opens_after: an evidence key ("predictions/04.evening"); until it is in the workbook the lab is
        covered, so that the prediction comes first. The reader can open it without.
    simulated: the data is simulated, and the figure says so.
    keeps: what the reader sets is kept in the workbook, because it is about the reader ("settings/lab.which-door").
    lines: for how many lines of words there is room beside the controls, so that the panel keeps its size; only
        where figure and words are taller than the controls does it matter
    """

    name: ClassVar[str]
    title: ClassVar[str]
    question: ClassVar[str]
    opens_after: ClassVar[str | None] = None
    simulated: ClassVar[bool] = False
    keeps: ClassVar[bool] = False
    lines: ClassVar[int] = 3

    def __init__(self) -> None:
        self.controls = {control.name: control for control in self.make_controls()}
        self._reports = {name: control for control in self.controls.values() for name in control.names}
        self.values: dict[str, Any] = self._start()
        self._before_reset: list[dict[str, Any]] = []  # the latest last
        self._problems: dict[str, str] = {}  # by the name the browser reports; a table may have several
        self._unread: dict[str, str] = {}  # texts that can't be read, by that name: they stay where they were typed
        if self.keeps:
            self._bring_back()
        self.covered = self.opens_after is not None and not session.has(self.opens_after)
        self.figure = self.draw()
        if self.simulated:
            self.figure.mark_simulated()
        self.words = self.show(self.values)
        super().__init__()
        for element, changes in self._enabling().items():
            self.note(element, **changes)
        if self.keeps:
            self._show_unread()
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

    # -- what is kept ------------------------------------------------------------------------------

    def _bring_back(self) -> None:
        """Take up what the workbook holds; what can't be read opens as it does for everybody."""
        kept = session.remembered("settings", self._key, dict) or {}
        self.values = self._read(kept.get("values"))
        before = kept.get("before")
        states = [self._read(values) for values in before] if isinstance(before, list) else []
        self._before_reset = [values for values in states if values != self._start()]

    def _read(self, stored: object) -> dict[str, Any]:
        values = self._start()
        for name, raw in stored.items() if isinstance(stored, dict) else ():
            with suppress(KeyError, ValueError):
                control = self._reports[name]
                values[control.name] = control.take(values[control.name], name, raw)
        return values

    def _show_unread(self) -> None:
        """What was typed and couldn't be read stands where it stood, with what is wrong in it."""
        kept = (session.remembered("settings", self._key, dict) or {}).get("unread")
        for name, raw in kept.items() if isinstance(kept, dict) else ():
            control = self._reports.get(name)
            if control is None or not control.typed_into(name):
                continue
            self._show_refused(control, name, raw)
        self.flush()

    def _show_refused(self, control: Control, name: str, raw: object) -> None:
        """A text that can't be read, with what is wrong in it; nothing where it can."""
        try:
            control.take(self.values[control.name], name, raw)
        except ValueError as problem:
            self._refuse(control, name, raw, str(problem))

    def _keep(self, changed: Iterable[str], reset: bool = False) -> None:
        """Store what was changed here; the rest stays as another notebook with this lab may have stored it."""
        if not self.keeps:
            return
        kept = session.remembered("settings", self._key, dict) or {}
        theirs = kept["values"] if isinstance(kept.get("values"), dict) else {}
        mine, changed = self._stored(self.values), set(changed)
        values = {name: mine[name] if name in changed else theirs.get(name, mine[name]) for name in mine}
        before = [self._stored(each) for each in self._before_reset] if reset else kept.get("before", [])
        unread = {"unread": dict(self._unread)} if self._unread else {}
        session.record("settings", self._key, {"values": values, "before": before, **unread})

    def _stored(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: raw
            for control in self.controls.values()
            for name, raw in control.stored(values[control.name]).items()
        }

    def _start(self) -> dict[str, Any]:
        """How the lab opens for everybody."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def _key(self) -> str:
        return f"lab.{self.name}"

    # -- what is on screen --------------------------------------------------------------------------

    def set(self, **values: Any) -> str:
        """Set controls from Python (`lab.set(from_hour=17)`) and return the words under the figure."""
        unknown = set(values) - set(self.controls)
        if unknown:
            raise ValueError(f"This lab has no control {unknown.pop()!r}: it has {', '.join(self.controls)}.")
        parsed = {name: self.controls[name].parse(value) for name, value in values.items()}
        self.values.update(parsed)
        for name in parsed:
            self._put(self.controls[name])
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
        back = tag(
            "button",
            "Bring my numbers back",
            type="button",
            data_name="back",
            data_id="back",
            class_="o2p-plain",
            hidden=not self._before_reset,
        )
        controls = tag(
            "div",
            [control.html(self.values[control.name]) for control in self.controls.values() if not control.wide],
            tag("button", "Back to the start", type="button", data_name="reset", class_="o2p-plain"),
            back if self.keeps else None,
            class_="o2p-controls",
        )
        wide = [control.html(self.values[control.name]) for control in self.controls.values() if control.wide]
        room = f"--o2p-lines: {self.lines}"
        words = tag("div", inline(self.words), data_id="o2p-words", class_="o2p-words", role="status", style=room)
        stage = tag(
            "div",
            tag("div", controls, tag("div", figure, words, class_="o2p-picture"), class_="o2p-beside"),
            tag("div", wide, class_="o2p-wide") if wide else None,
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
        if kind == "click" and name in ("open", "reset", "back"):
            {"open": self.uncover, "reset": self._reset, "back": self._undo_reset}[name]()
            return
        control = self._reports[name]
        if control.settles:
            if control.typed_into(name):
                self.note(name, value=value)  # as it was typed, read or not
            if kind == "input":
                return
        before = dict(self.values)
        try:
            self.values[control.name] = control.take(self.values[control.name], name, value)
        except ValueError as problem:
            self._refuse(control, name, value, str(problem))
            if control.settles or kind != "input":
                self._keep([])
            return
        snapped = isinstance(control, Slider) and kind != "input"
        self._tell(control, name, "", control.snapped(value) if snapped else "")
        for other in self.controls.values():  # what was chosen there has gone back since
            for each in other.names:
                if self._problems.get(each) and not other.typed_into(each):
                    self._tell(other, each, "")
        if not control.settles:
            put = self.note if kind == "input" else self.patch
            for element, changes in control.patches(self.values[control.name]).items():
                put(element, **changes)
        self._update()
        if name in control.fills:
            self._filled(control, name, value, before)
        elif kind != "input" or not isinstance(control, Slider):  # a slider that is being dragged isn't there yet
            self._keep([name])

    def _filled(self, control: Control, name: str, raw: object, before: dict[str, Any]) -> None:
        """All of a control was set at once: what was there before can be brought back."""
        unread = control.unread(name, raw)
        if self.values == before and not unread:
            return
        self._put(control)
        for each, text in unread.items():
            self._show_refused(control, each, text)
            self.patch(control.typed_into(each), value=text)
        if unread:
            number = len(unread)
            these = "one cell that can't be read is marked, and holds what came"
            if number > 1:
                these = f"{number} cells that can't be read are marked, and hold what came"
            self._tell(control, name, "", f"It stands in the table: {these}.")
        if self.keeps:
            self._remember_before(len(self._before_reset), before)
            self.patch("back", hidden=not self._before_reset)
        self._keep(control.names, reset=True)

    def _refuse(self, control: Control, name: str, raw: object, problem: str) -> None:
        """Nothing moves on a value that can't be. A text stays, to be mended; what was chosen goes back."""
        self._tell(control, name, problem)
        box = control.typed_into(name)
        if box:
            self.note(box, value=raw)
            self._unread[name] = str(raw)
        if not control.settles:
            patches = control.patches(self.values[control.name])
            self.patch_all({element: changes for element, changes in patches.items() if element != box})

    def _tell(self, control: Control, name: str, problem: str, aside: str = "") -> None:
        """Say beneath a control what is wrong in it, in its order or the latest first; else an aside, or nothing."""
        self._problems.pop(name, None)
        self._problems[name] = problem
        if not problem:
            self._unread.pop(name, None)
        place = control.told_at(name)
        wrong = {
            each: told
            for each, told in self._problems.items()
            if told and each in control.names and control.told_at(each) == place
        }
        look = "o2p-taken" if aside and not wrong else "o2p-problem"
        if control.each_on_a_line:
            lines = [line for each in control.names if each in wrong for line in wrong[each].split("\n")] or [aside]
            said = join(tag("span", line, " ", class_="o2p-one") for line in lines)
            self.patch(place, html=str(said), hidden=not (wrong or aside), class_=look)
        else:
            told = " ".join(reversed(wrong.values())) or aside
            self.patch(place, text=told, hidden=not told, class_=look)
        if box := control.typed_into(name):
            self.patch(box, aria_invalid="true" if problem else None)

    def _put(self, control: Control) -> None:
        """Show a control as it is, whatever was typed there."""
        self.patch_all(control.patches(self.values[control.name]))
        for name in control.names:
            self._tell(control, name, "")

    def _reset(self) -> None:
        """Back to how the lab opens for everybody; a lab that keeps remembers what was there."""
        if self.keeps:
            self._remember_before(len(self._before_reset))
        self._set_all(self._start())

    def _undo_reset(self) -> None:
        """What was there before the last reset. What is there now goes to the end of the queue: nothing is lost."""
        if not self._before_reset:
            return  # a second click, on a button that is going
        last = self._before_reset.pop()
        self._remember_before(0)
        self._set_all(last)

    def _remember_before(self, place: int, values: dict[str, Any] | None = None) -> None:
        values = dict(self.values if values is None else values)
        if values != self._start() and values not in self._before_reset:
            self._before_reset.insert(place, values)
            del self._before_reset[:-MOST_REMEMBERED]

    def _set_all(self, values: dict[str, Any]) -> None:
        self.values.update(values)
        if self.keeps:
            self.patch("back", hidden=not self._before_reset)
        for control in self.controls.values():
            self._put(control)
        self._update()
        self._keep(self._reports, reset=True)

    def recover(self) -> None:
        """Draw the figure anew next time."""
        self.figure.redraw()

    def _enabling(self) -> Patches:
        """Which sliders have an effect now."""
        sliders = [control for control in self.controls.values() if isinstance(control, Slider) and control.needs]
        return {key: change for slider in sliders for key, change in slider.enable(self.values[slider.needs]).items()}

    def _update(self) -> None:
        self.words = self.show(self.values)
        self.patch_all(self._enabling())
        self.patch_all(self.figure.changes(self.title, plain(self.words)))
        self.patch("o2p-words", html=str(inline(self.words)))

    def description(self) -> str:
        """The lab in words, as it opens."""
        controls = "; ".join(control.label for control in self.controls.values())
        return "\n".join(
            [
                f"Lab: {sentence(self.title)} {plain(self.question)}",
                f"It opens like this: {plain(self.words)}",
                f"You can change: {controls}. Run this notebook to play.",
            ]
        )

    def still(self) -> dict[str, Any]:
        """The figure as it opens."""
        return {"image/png": self.figure.png_base64()}
