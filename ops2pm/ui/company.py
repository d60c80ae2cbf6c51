"""Lesson 13: which company the reader works on, and its dashboard."""

from __future__ import annotations

import math
import os
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.models import capstone
from ops2pm.models.breakdown import Breakdown, broken_down, views
from ops2pm.models.capstone import Company
from ops2pm.models.orders import WEEKS
from ops2pm.numbers import parse_number
from ops2pm.rubrics.capstone_case import company_of
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, tag

KEY = "capstone.company"
"""Under this key the workbook's settings hold the number the reader typed."""
GIVEN = "OPS2PM_COMPANY"
"""The environment variable in which whoever teaches a cohort gives its number."""
GREEN = "color: #2da44e"
TITLES = {"segment": "Customers", "region": "Regions", "channel": "Channels", "weeks": "Weeks"}


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """What each kind of company is, in words; see content/capstone.yaml."""
    return yaml.safe_load((course.CONTENT / "capstone.yaml").read_text(encoding="utf-8"))["kinds"]


def parse(raw: object) -> int:
    """The company number meant; ValueError with a sentence for the reader where there is none."""
    value = parse_number(raw)
    if value is None or value != int(value):
        raise ValueError(f"A company has a whole number from {capstone.LOWEST} to {capstone.HIGHEST}.")
    return capstone.check_number(int(value))


def current() -> int:
    """The number the reader chose; else the one given to the cohort; else the course's own."""
    for raw in (session.remembered("settings", KEY, int), os.environ.get(GIVEN) or None):
        try:
            if raw is not None:
                return parse(raw)
        except ValueError:
            continue
    return capstone.DEFAULT


def trouble() -> str:
    """A sentence about a cohort's number that is none; "" where nothing is wrong."""
    given = os.environ.get(GIVEN)
    try:
        if given:
            parse(given)
    except ValueError as problem:
        return f"{GIVEN} is set to “{given[:40]}”, which is no company. {problem} This is company {current()}."
    return ""


def company(number: int | None = None) -> Company:
    """The reader's company, or another by its number: `company().orders` is its frame. ValueError: no such company.

    The frame is a copy of its own, to do with as one likes.
    """
    found = capstone.company(current() if number is None else capstone.check_number(number))
    return Company(found.planted, found.orders.copy())


def facts() -> dict[str, Any]:
    """What the lesson says of the reader's company before anything is known, by the name its texts give each number."""
    number = current()
    this, found = capstone.company(number), capstone.findings(number)
    by_group = by_view(this, "segment")
    shares = [each.value for each in by_group.rates]
    asked = this.orders.groupby("segment", observed=True)["contacted"].mean()
    return {
        "number": number,
        "orders": found.orders,
        "weeks": WEEKS,
        "on_time": found.dashboard,
        "target": capstone.TARGET,
        "apart": 100 * (max(shares) - min(shares)),
        "asked_apart": 100 * float(asked.max() - asked.min()),
        "questions_a_week": float(this.orders["contacted"].sum() / WEEKS),
        "asked": float(this.orders["contacted"].mean()),
        "silent": 100 * float(1 - this.orders["contacted"].mean()),
    }


def by_view(this: Company, view: str) -> Breakdown:
    """The dashboard's figure, broken down."""
    by = views(this.orders)[view].array
    return broken_down(capstone.measures(this)["dashboard"].to_numpy(), by, this.orders["customer_id"].to_numpy())


class Dashboard(Panel):
    """What the company looks at every Monday, and a field for another company's number."""

    def __init__(self) -> None:
        self.number = current()
        self.this = capstone.company(self.number)
        self.typed: object = str(self.number)
        super().__init__()

    def body(self) -> Markup:
        """The figure, broken down four ways, each with its light in words; the number of the company."""
        found = capstone.findings(self.number)
        head = tag(
            "p",
            tag("strong", f"On time: {found.dashboard.value:.1%}"),
            f" (target {capstone.TARGET:.0%}). ",
            self._light([found.dashboard.value]),
            f". Orders in {WEEKS} weeks: {found.orders:,}{self._counted()}.",
        )
        note = tag("p", f"On time: {kinds()[self.this.planted.kind]['figure']}. Simulated data.", class_="o2p-ask")
        return tag(
            "section",
            tag("p", "The Monday dashboard", class_="o2p-kicker"),
            tag("h3", f"Company {self.number}", data_id="title"),
            head,
            self._table(),
            note,
            self._choose(),
            tag("p", trouble(), data_id="trouble", class_="o2p-problem", hidden=not trouble()),
            aria_label=f"The dashboard of company {self.number}",
        )

    def _counted(self) -> str:
        """How many orders the figure counts, where it leaves some out."""
        counted = int(capstone.counted(self.this).sum())
        return f", of which the figure counts {counted:,}" if counted < len(self.this.orders) else ""

    def _light(self, values: list[float]) -> Markup:
        green = all(value >= capstone.TARGET for value in values if math.isfinite(value))
        every = "all " if len(values) > 1 else ""
        sign = tag("span", "●" if green else "▲", style=GREEN if green else None)
        return tag("span", sign, f" {every}green" if green else " red", class_="o2p-unbroken")

    def _table(self) -> Markup:
        rows = []
        for view in capstone.ON_THE_WALL:
            found = by_view(self.this, view)
            parts = [
                f"{label}: {each.value:.1%}" if math.isfinite(each.value) else f"{label}: none counted"
                for label, each in zip(found.labels, found.rates, strict=True)
            ]
            light = self._light([each.value for each in found.rates])
            *first, last = parts
            pieces = [*(f"{part} ·" for part in first), last]  # a line may end with a dot, and doesn't begin with one
            told = join(join([tag("span", piece, class_="o2p-unbroken"), " "]) for piece in pieces)
            rows.append(tag("div", tag("dt", TITLES[view]), tag("dd", told, light)))
        return tag("dl", rows, class_="o2p-truth")

    def _choose(self) -> Markup:
        field = tag(
            "label",
            tag("span", "Another company's number", class_="o2p-label"),
            tag(
                "input",
                type="text",
                inputmode="numeric",
                autocomplete="off",
                value=str(self.number),
                data_name="number",
                data_id="number",
                data_enter="take",
                class_="o2p-number",
            ),
            class_="o2p-row",
        )
        return tag(
            "details",
            tag("summary", f"Take another company ({capstone.LOWEST} to {capstone.HIGHEST})"),
            field,
            tag("p", f"{capstone.REHEARSAL} is the exercise's: its answers stand there.", class_="o2p-ask"),
            tag("p", data_id="problem", class_="o2p-problem", role="status", hidden=True),
            tag("button", "Take this company", type="button", data_name="take", class_="o2p-plain"),
            tag("p", data_id="taken", class_="o2p-notice", role="status"),
        )

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Another number is kept; the notebook shows that company when it runs again."""
        if name == "number":
            self.typed = value
            self.note("number", value=value)
            self.patch("problem", text="", hidden=True)
        elif name == "take":
            try:
                number = parse(self.typed)
            except ValueError as problem:
                self.patch("problem", text=str(problem), hidden=False)
                return
            self.patch("problem", text="", hidden=True)
            here = number == self.number
            told = f"From now on it is company {number}. Choose Run, then Run All Cells: then everything is about it."
            if any(company_of(each.fields) == self.number for each in session.history("capstone_case")):
                told += f" The case you kept about company {self.number} stays among your versions."
            session.record("settings", KEY, number)
            self.patch("taken", text="That is the company you see." if here else told)
            self.patch("title", text=f"Company {self.number}" + ("" if here else ", until the notebook has run again"))

    def description(self) -> str:
        """The figure over all, and by group."""
        found, groups = capstone.findings(self.number), by_view(self.this, "segment")
        parts = ", ".join(f"{label} {each.value:.1%}" for label, each in zip(groups.labels, groups.rates, strict=True))
        return (
            f"The dashboard of company {self.number} (simulated): on time {found.dashboard.value:.1%}, "
            f"target {capstone.TARGET:.0%}. {parts}. Everything is green. Run this notebook to see all of it."
        )

    def still(self) -> dict[str, Any]:
        """The table."""
        return {"text/html": str(tag("div", tag("strong", self.description()), self._table()))}


def dashboard() -> Dashboard:
    """The dashboard of the reader's company; see Dashboard."""
    return Dashboard()
