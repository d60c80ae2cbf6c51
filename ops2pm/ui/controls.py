"""The controls of a lab: a slider one can type into, a choice, a switch. Each has a label and a unit.

A control knows how to draw itself, how to read what the browser sends, and every value worth trying
(tests sweep them all). Larger ones have a module of their own: a table one can type into is `grid`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from markupsafe import Markup

from ops2pm.numbers import bare, parse_number, short
from ops2pm.ui.markup import inline, tag

Patches = dict[str, dict[str, Any]]


class Control(Protocol):
    """What a lab needs of a control.

    wide: it stands under the figure, over the whole width, instead of in the column at the left
    settles: it is read only when the reader pauses, for on its way to 2–5 a text is a 2
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def question(self) -> str: ...
    @property
    def wide(self) -> bool: ...
    @property
    def settles(self) -> bool: ...
    @property
    def names(self) -> Sequence[str]:
        """The names under which the browser reports it: its own, or one a part."""
        ...

    @property
    def fills(self) -> frozenset[str]:
        """Those of its names that set more than their own field."""
        ...

    def sweep(self) -> Sequence[Any]:
        """Every value worth trying under any of its names."""
        ...

    def parse(self, raw: object) -> Any:
        """The value meant; ValueError with a sentence when there is none."""
        ...

    def take(self, value: Any, name: str, raw: object) -> Any:
        """The value after `name` was set to `raw`; ValueError with a sentence when that can't be."""
        ...

    def stored(self, value: Any) -> dict[str, Any]:
        """The value as JSON holds it, by the names that report it; `take` reads each again."""
        ...

    def html(self, value: Any) -> Markup:
        """The control, set to `value`."""
        ...

    def patches(self, value: Any) -> Patches:
        """Sets the control to `value`."""
        ...

    def typed_into(self, name: str) -> str:
        """The data-id of the text field that reports `name`; "" where nothing is typed.

        What can't be read stays there as it was typed, with a sentence beneath, and nothing else moves.
        """
        ...

    def told_at(self, name: str) -> str:
        """The data-id of the place where it is said what is wrong in what `name` reported."""
        ...

    @property
    def each_on_a_line(self) -> bool:
        """Whether what is wrong in several parts is told in their order, a line each; else the latest comes first."""
        ...

    def unread(self, name: str, raw: object) -> dict[str, str]:
        """Texts that came in with `raw`, under a name of `fills`, and can't be read: by the names of their fields."""
        ...


class _Single:
    """A control that is one field."""

    name: str
    wide = False
    settles = False
    fills: ClassVar[frozenset[str]] = frozenset()
    each_on_a_line: ClassVar[bool] = False

    @property
    def names(self) -> Sequence[str]:
        """Its own name."""
        return (self.name,)

    def parse(self, raw: object) -> Any:
        """The value meant; ValueError with a sentence when there is none."""
        raise NotImplementedError

    def take(self, value: Any, name: str, raw: object) -> Any:
        """The value meant; ValueError with a sentence when there is none."""
        return self.parse(raw)

    def typed_into(self, name: str) -> str:
        """None: one chooses."""
        return ""

    def told_at(self, name: str) -> str:
        """Beneath the control."""
        return f"{self.name}-problem"

    def unread(self, name: str, raw: object) -> dict[str, str]:
        """None: what can't be read changes nothing."""
        return {}

    def stored(self, value: Any) -> dict[str, Any]:
        """The value itself, under its name."""
        return {self.name: value}


@dataclass(frozen=True)
class Slider(_Single):
    """A number from `low` to `high` in steps of `step`, by slider or typed.

    question: stands beside the control; asks something that moving it answers
    needs: the name of a switch; while that is off the slider has no effect and is disabled
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float
    unit: str = ""
    question: str = ""
    needs: str = ""

    def parse(self, raw: object) -> float:
        """The value meant, on the nearest step; ValueError with a sentence when there is none."""
        value = self._read(raw)
        value = self.low + round((value - self.low) / self.step) * self.step
        return min(self.high, round(value, 10))

    def _read(self, raw: object) -> float:
        value = parse_number(bare(raw, self.unit))
        if value is None or not self.low <= value <= self.high:
            raise ValueError(f"Type a number from {short(self.low)} to {short(self.high)}.")
        return value

    def snapped(self, raw: object) -> str:
        """A sentence where what was typed is no step and another number counts; "" where it is one."""
        taken = self.parse(raw)
        if math.isclose(taken, self._read(raw), rel_tol=1e-9, abs_tol=1e-9):
            return ""
        return f"Taken as {short(taken)}, in steps of {short(self.step)}."

    def take(self, value: float, name: str, raw: object) -> float:
        """The value meant; ValueError with a sentence that says which one counts until there is one."""
        try:
            return self.parse(raw)
        except ValueError as problem:
            raise ValueError(f"{problem} Until then {short(value)} counts.") from None

    def typed_into(self, name: str) -> str:
        """The box beside the slider."""
        return f"{self.name}-number"

    def sweep(self) -> list[float]:
        """Every value the slider can take."""
        count = math.floor((self.high - self.low) / self.step + 1e-9)
        return [round(self.low + i * self.step, 10) for i in range(count + 1)]

    def html(self, value: float) -> Markup:
        """The control; one that needs a switch opens disabled."""
        common = {"data_name": self.name, "value": short(value), "disabled": bool(self.needs)}
        # Not type="number": some browsers drop a decimal comma from one, and 4,5 becomes 45.
        box = {"type": "text", "inputmode": "decimal", "autocomplete": "off", "class_": "o2p-number"}
        return framed(
            self,
            tag(
                "label",
                tag("span", self.label, class_="o2p-label"),
                tag("input", data_id=self.typed_into(self.name), **box, **common),
                tag("span", self.unit, class_="o2p-unit") if self.unit else None,
            ),
            tag(
                "input",
                type="range",
                data_id=f"{self.name}-range",
                aria_label=f"{self.label} (slider)",
                min=short(self.low),
                max=short(self.high),
                step=short(self.step),
                **common,
            ),
        )

    def patches(self, value: float) -> Patches:
        """Sets the control to `value`."""
        return {f"{self.name}-{part}": {"value": short(value)} for part in ("number", "range")}

    def enable(self, enabled: bool) -> Patches:
        """Lets the reader at the control, or not."""
        return {f"{self.name}-{part}": {"disabled": not enabled} for part in ("number", "range")}


@dataclass(frozen=True)
class Choice(_Single):
    """One of several options: (value, label) pairs."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    question: str = ""

    def parse(self, raw: object) -> str:
        """The chosen option's value; ValueError with a sentence for anything else."""
        if not isinstance(raw, str) or raw not in dict(self.options):
            raise ValueError("Choose one of the options.")
        return raw

    def sweep(self) -> list[str]:
        """Every option's value."""
        return [value for value, _ in self.options]

    def html(self, value: str) -> Markup:
        """The control as a drop-down list."""
        options = [tag("option", text, value=key, selected=key == value) for key, text in self.options]
        select = tag("select", options, data_name=self.name, data_id=f"{self.name}-select")
        return framed(self, tag("label", tag("span", self.label, class_="o2p-label"), select))

    def patches(self, value: str) -> Patches:
        """Sets the control to `value`."""
        return {f"{self.name}-select": {"value": value}}


@dataclass(frozen=True)
class Switch(_Single):
    """Something that is on or off."""

    name: str
    label: str
    value: bool = False
    question: str = ""

    def parse(self, raw: object) -> bool:
        """True or False; ValueError with a sentence for anything else."""
        if not isinstance(raw, bool):
            raise ValueError("This can only be on or off.")
        return raw

    def sweep(self) -> list[bool]:
        """Off and on."""
        return [False, True]

    def html(self, value: bool) -> Markup:
        """The control as a tick box."""
        box = tag("input", type="checkbox", data_name=self.name, data_id=f"{self.name}-switch", checked=value)
        return framed(self, tag("label", box, tag("span", self.label, class_="o2p-label"), class_="o2p-switch"))

    def patches(self, value: bool) -> Patches:
        """Sets the control to `value`."""
        return {f"{self.name}-switch": {"checked": value}}


def framed(control: Control, *parts: Markup) -> Markup:
    """The parts of a control with room for what is wrong, and its question beneath."""
    problem = tag("p", data_id=f"{control.name}-problem", class_="o2p-problem", role="status", hidden=True)
    question = tag("p", inline(control.question), class_="o2p-ask") if control.question else None
    return tag("div", *parts, problem, question, class_="o2p-control")
