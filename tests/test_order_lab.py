"""Lesson 08, which assumption first: the orders, the days they take, and when feasibility comes first."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm.labs.first_test import ASSUMPTIONS, CLOSE, KINDS, ORDERS, TABLE, OrderLab
from ops2pm.models.testing_order import expected_days
from ops2pm.ui import session
from ops2pm.ui.markup import plain


@pytest.fixture(scope="module")
def lab(module_workbook):
    session.record(*OrderLab.opens_after.split("/"), "three")
    return OrderLab()


@pytest.fixture(autouse=True)
def from_the_start(lab):
    """Each test gets the lab as it opens."""
    lab.set(**{control.name: control.value for control in lab.make_controls()})


def table(**cells):
    """The table with some cells changed: A_days=20."""
    return {**TABLE.value, **{tuple(name.split("_")): value for name, value in cells.items()}}


def test_each_control_alone_over_its_whole_range(lab):
    page = Page(lab)
    opening = {control.name: control.value for control in lab.make_controls()}
    for control in lab.make_controls():
        if control is TABLE:
            continue
        for value in control.sweep():
            words = lab.set(**opening | {control.name: value})
            assert words.endswith(".") and "  " not in words and not re.search(r"\bnan\b|\binf|-\d", words)
            assert_well(page)
    assert_drawn_like_new(page)


def test_any_table_can_be_typed(lab):
    page = Page(lab)
    draw = random.Random(8)
    for _ in range(40):
        ends = {cell: TABLE.ends(cell[1]) for cell in TABLE.cells}
        cells = {
            ".".join(cell): str(draw.choice((low, high, draw.randint(low, high)))) for cell, (low, high) in ends.items()
        }
        words = lab.set(table=cells, order=draw.choice(list(ORDERS)), feasibility=draw.choice((5, 100, 200)))
        assert words.endswith(".") and not re.search(r"\bnan\b|\binf|-\d", words)
        assert_well(page)
    for cells in ({"wrong": 0, "ends": 0}, {"wrong": 100, "ends": 100}, {"wrong": 100, "ends": 0, "days": 60}):
        lab.set(table={f"{key}.{column}": str(value) for key in ASSUMPTIONS for column, value in cells.items()})
        assert_well(page)
        places = [letter.get_position() for letter in lab._letters]
        assert all(
            abs(a[0] - b[0]) >= CLOSE or abs(a[1] - b[1]) >= CLOSE for a, b in itertools.combinations(places, 2)
        ), "no letter stands on another"
        letter = lab._letters[0]
        right, up = letter.get_transform().transform((CLOSE, CLOSE)) - letter.get_transform().transform((0, 0))
        assert right > 0.85 * letter.get_size() and up > 0.75 * letter.get_size(), "a bold capital in points, at most"
        assert letter.get_size() > 13, "larger than the headings: the letters are the picture"


def test_no_order_of_all_is_better_than_the_best(lab):
    days, kills = lab.tests()
    fewest = min(
        expected_days([days[i] for i in order], [kills[i] for i in order])
        for order in itertools.permutations(range(len(days)))
    )
    assert lab.expected()["best"] == pytest.approx(fewest)


def test_each_order_is_what_its_name_says(lab):
    found = {name: [list(ASSUMPTIONS.values())[i] for i in order] for name, order in lab.orders().items()}
    assert [each.kind for each in found["comfortable"]] == sorted(
        (each.kind for each in ASSUMPTIONS.values()), key=KINDS.index
    )
    for name, value in {
        "important": lambda each: -each.ends,
        "risky": lambda each: -each.ends * each.wrong,
        "cheap": lambda each: each.days,
        "best": lambda each: -each.ends * each.wrong / each.days,
    }.items():
        assert [value(each) for each in found[name]] == sorted(map(value, ASSUMPTIONS.values()))


def test_when_feasibility_goes_first(lab):
    share = lab.feasible_first()
    names = list(ASSUMPTIONS.values())
    for feasibility, first in ((share - 0.1, "feasibility"), (share + 0.1, "value")):
        assert names[lab.orders(feasibility=feasibility)["best"][0]].kind == first
    assert "below 10% of the days" in plain(lab.words)
    sure = table(**{f"{key}_wrong": 0 for key, each in ASSUMPTIONS.items() if each.kind != "feasibility"})
    assert lab.feasible_first(sure) == float("inf"), "nothing else can end it"
    assert names[lab.orders(sure)["best"][0]].kind == "feasibility"


def test_what_is_drawn_is_what_is_said(lab):
    words = lab.set(order="cheap")
    chosen = lab.expected()["cheap"]
    place = list(ORDERS).index("cheap")
    bars, value = lab._orders[place]
    assert [bar.get_visible() for bar in bars] == [True, False, False]
    assert bars[0].get_width() == pytest.approx(chosen) and value.get_text() == f"{chosen:.1f}"
    assert f"{chosen:.1f} days on average" in words
    assert sum(spent.get_width() for _, spent, _, _ in lab._tests) == pytest.approx(chosen)
    first = lab.orders()["cheap"][0]
    assert lab._ring.get_center() == lab._letters[first].get_position()
    assert "no order takes fewer" in lab.set(order="best")


def test_a_test_that_takes_longer_comes_later(lab):
    assert lab.orders()["best"][0] == 0
    assert lab.orders(table(A_days=20))["best"][0] != 0
    assert "Most chance a day has D" in lab.set(table={"A.days": "20"})


def test_what_the_lesson_says_of_it_is_so(lab):
    facts = lab.facts()
    days = facts["days"]
    assert days["best"] < days["risky"] < days["cheap"] < days["important"] < days["comfortable"]
    assert days["comfortable"] / days["best"] > 3 and facts["all_days"] == 52
    assert facts["order"]["best"] == "ADGBCFE" and facts["order"]["comfortable"].startswith("EF")
    assert facts["survives"] == pytest.approx(0.083, abs=0.0005)
    assert facts["quick"]["best"] < facts["quick"]["comfortable"] < facts["quick"]["important"]
