"""The controls of a lab: a slider one can type into, a choice, a switch. Each has a label and a unit.

A control knows how to draw itself, how to read what the browser sends, and every value worth trying
(tests sweep them all).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ops2pm.numbers import parse_number
from ops2pm.ui.markup import inline, tag


@dataclass(frozen=True)
class Slider:
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
        value = parse_number(raw)
        if value is None or not self.low <= value <= self.high:
            raise ValueError(f"Type a number from {_short(self.low)} to {_short(self.high)}.")
        value = self.low + round((value - self.low) / self.step) * self.step
        return min(self.high, round(value, 10))

    def sweep(self) -> list[float]:
        """Every value the slider can take."""
        count = math.floor((self.high - self.low) / self.step + 1e-9)
        return [round(self.low + i * self.step, 10) for i in range(count + 1)]

    def html(self) -> Markup:
        """The control; one that needs a switch opens disabled."""
        limits = {"min": _short(self.low), "max": _short(self.high), "step": _short(self.step)}
        limits |= {"disabled": bool(self.needs)}
        name = {"data_name": self.name, "value": _short(self.value)}
        return _control(
            self,
            tag(
                "label",
                tag("span", self.label, class_="o2p-label"),
                tag("input", type="number", class_="o2p-number", data_id=f"{self.name}-number", **limits, **name),
                tag("span", self.unit, class_="o2p-unit") if self.unit else None,
            ),
            tag(
                "input",
                type="range",
                data_id=f"{self.name}-range",
                aria_label=f"{self.label} (slider)",
                **limits,
                **name,
            ),
        )

    def patches(self, value: float) -> dict[str, dict[str, Any]]:
        """Sets the control to `value`."""
        return {f"{self.name}-{part}": {"value": _short(value)} for part in ("number", "range")}

    def enable(self, enabled: bool) -> dict[str, dict[str, Any]]:
        """Lets the reader at the control, or not."""
        return {f"{self.name}-{part}": {"disabled": not enabled} for part in ("number", "range")}


@dataclass(frozen=True)
class Choice:
    """One of several options: (value, label) pairs."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    question: str = ""

    def parse(self, raw: object) -> str:
        """The chosen option's value; ValueError with a sentence for anything else."""
        if raw not in dict(self.options):
            raise ValueError("Choose one of the options.")
        return str(raw)

    def sweep(self) -> list[str]:
        """Every option's value."""
        return [value for value, _ in self.options]

    def html(self) -> Markup:
        """The control as a drop-down list."""
        options = [tag("option", text, value=value, selected=value == self.value) for value, text in self.options]
        select = tag("select", options, data_name=self.name, data_id=f"{self.name}-select")
        return _control(self, tag("label", tag("span", self.label, class_="o2p-label"), select))

    def patches(self, value: str) -> dict[str, dict[str, Any]]:
        """Sets the control to `value`."""
        return {f"{self.name}-select": {"value": value}}


@dataclass(frozen=True)
class Switch:
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

    def html(self) -> Markup:
        """The control as a tick box."""
        box = tag("input", type="checkbox", data_name=self.name, data_id=f"{self.name}-switch", checked=self.value)
        return _control(self, tag("label", box, tag("span", self.label, class_="o2p-label"), class_="o2p-switch"))

    def patches(self, value: bool) -> dict[str, dict[str, Any]]:
        """Sets the control to `value`."""
        return {f"{self.name}-switch": {"checked": value}}


Control = Slider | Choice | Switch


def _control(control: Control, *parts: Markup) -> Markup:
    problem = tag("p", data_id=f"{control.name}-problem", class_="o2p-problem", role="status", hidden=True)
    question = tag("p", inline(control.question), class_="o2p-ask") if control.question else None
    return tag("div", *parts, problem, question, class_="o2p-control")


def _short(value: float) -> str:
    """A number without a needless ".0"."""
    return f"{value:.10g}"
