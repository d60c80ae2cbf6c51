"""Lesson 09's labs: what they say and draw at every setting, held against the models."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm.labs.airports import AirportsLab
from ops2pm.labs.higher_bar import TALLEST, HigherBarLab
from ops2pm.labs.lifts_from_nothing import LiftsFromNothingLab
from ops2pm.labs.of_a_hundred import OfAHundredLab
from ops2pm.models import mix
from ops2pm.models.lift import applied, impossible_above
from ops2pm.models.lifts_from_nothing import appears, needed, power
from ops2pm.models.mix import AMERICAN, DELTA, LGA, ORD
from ops2pm.models.selection import Settings, abilities, hired
from ops2pm.ui.figure import CHOSEN, LiveFigure
from ops2pm.ui.icons import COUNT, IconArray, whole
from ops2pm.ui.markup import plain

LABS = (OfAHundredLab, LiftsFromNothingLab, HigherBarLab, AirportsLab)


@pytest.fixture(autouse=True)
def own_workbook(module_workbook):
    yield


def figures(array):
    """(filled, others, beyond the frame), as drawn."""
    parts = (array._filled, array._rest, array._beyond)
    per = len(array._codes)
    return tuple(len(part.get_path()) // per if part is not None and part.get_visible() else 0 for part in parts)


# --- The icon array -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("over", [0, 5])
@pytest.mark.parametrize("shape", ["person", "company"])
def test_so_many_are_filled_and_the_rest_are_not(over, shape):
    figure = LiveFigure("icons", (300, 300))
    with figure.style():
        axes = figure.figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 20)
        axes.set_ylim(0, 20)
        array = IconArray(figure, axes, "a", 1, 1, CHOSEN, shape, over)
    for filled in (0, 0.4, 0.5, 1, 37, 99.5, 100):
        count = array.move(filled)
        assert count == whole(filled) and figures(array)[:2] == (count, COUNT - count)
    assert array.move(104) == 104 and figures(array) == (100, 0, 4 if over else 0)
    array.move(1000)
    assert figures(array) == (100, 0, 50 if over else 0)


def test_a_half_goes_up():
    assert [whole(x) for x in (0.5, 1.5, 2.4999, 62.5)] == [1, 2, 2, 63]


def test_no_figure_touches_another():
    figure = LiveFigure("icons", (300, 300))
    with figure.style():
        array = IconArray(figure, figure.figure.add_axes((0, 0, 1, 1)), "a")
    for corners in array._corners:
        inside = corners - np.floor(corners.min(axis=0))
        assert inside.min() > 0.05 and inside.max() < 0.95


# --- All four -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", LABS)
def test_every_corner_is_drawn_like_new(made):
    lab = made()
    page = Page(lab)
    ends = [(control.sweep()[0], control.sweep()[-1]) for control in lab.controls.values()]
    for values in itertools.product(*ends):
        lab.set(**dict(zip(lab.controls, values, strict=True)))
        assert_well(page)
        assert_drawn_like_new(page)


@pytest.mark.parametrize("made", LABS)
def test_at_most_four_controls_each_with_a_question(made):
    lab = made()
    assert 2 <= len(lab.controls) <= 4
    assert all("?" in control.question for control in lab.controls.values())
    assert lab.opens_after.startswith("predictions/09.")


# --- Of a hundred -------------------------------------------------------------------------------------------


def test_it_says_and_fills_what_the_sum_says():
    lab = OfAHundredLab()
    for lift, reading, base in itertools.product((5, 25, 30, 50), ("relative", "points"), (5, 8, 33, 60, 77, 80, 95)):
        words = lab.set(lift=lift, reading=reading, base=base)
        after = 100 * applied(base / 100, lift / 100, reading)
        assert figures(lab._tech)[0] == base
        assert figures(lab._ops)[0] + figures(lab._ops)[2] == whole(after)
        assert ("can't be" in words) == (after > 100 + 1e-9)
        assert ("too many" in lab._told["too-many"].get_text() and lab._told["too-many"].get_visible()) == (
            whole(after) > 100
        )
        ceiling = float(re.search(r"base of ([\d.]+), and not above", words)[1])
        assert ceiling == pytest.approx(100 * impossible_above(lift / 100, reading), abs=0.05)


def test_the_last_possible_base_is_possible():
    assert "100" in OfAHundredLab().set(base=80, lift=25) and "can't be" not in OfAHundredLab().set(base=80, lift=25)


def test_what_was_rounded_says_about():
    words = OfAHundredLab().set(base=33)
    assert "about 41" in words and "about 8.3 more" in words and "in about 12 hires" in words
    assert "of 100 ops hires about 5.3: about 0.3 more" in OfAHundredLab().set(base=5, lift=5)
    assert "6.5: 1.5 more" in OfAHundredLab().set(base=5, lift=30), "exact to the tenth"
    assert "about" not in OfAHundredLab().set(base=60).split("succeed, and")[1].split(":")[0]


# --- A lift from nothing ------------------------------------------------------------------------------------


def test_the_companies_are_the_models():
    lab = LiftsFromNothingLab()
    for n, base, lift, real in itertools.product((4, 12, 20, 152, 400), (10, 60, 80, 90), (10, 25, 50), (False, True)):
        words = lab.set(n=n, base=base, lift=lift, real=real)
        after = base / 100 * (1 + lift / 100)
        is_real = real and after <= 1 + 1e-9
        shown = appears(n, base / 100, lift / 100, min(after, 1.0) if is_real else None)
        assert figures(lab._companies)[0] == whole(100 * shown)
        assert ("Now it is real" in words) == is_real
        assert ("can't be real" in words) == (real and not is_real)
        assert all(part.get_visible() == is_real for part in (lab._power, lab._dots["power"], lab._tells))
        nobody = (1 - base / 100) ** n
        assert ("no tech hire succeeds" in words) == (nobody > 0.01)
        if after <= 1 + 1e-9:
            takes = needed(base / 100, min(after, 1.0))
            assert f"{takes:,} in each group" in words


def test_the_other_side_is_as_lucky():
    """“In another 21, tech looks at least 25% better.”"""
    from ops2pm.models.lifts_from_nothing import lifts, together

    for n, base in ((4, 0.1), (12, 0.6), (20, 0.9)):
        pairs = together(n, base)
        with np.errstate(divide="ignore", invalid="ignore"):
            other = 1 / (1 + lifts(n)) - 1
        hit = np.isfinite(other) & (other >= 0.25 - 1e-9)
        assert pairs[hit].sum() == pytest.approx(appears(n, base))
    lab = LiftsFromNothingLab()
    assert "In another 21, tech looks at least 25% better." in lab.set(n=20)
    assert "As seldom does tech look" in lab.set(n=400)
    assert "In 66 of 100 no tech hire succeeds" in lab.set(n=4, base=10)
    assert "Whatever they see, 18 can tell it from luck." in lab.set(n=20, base=60, real=True)


def test_the_line_between_tested_sizes_is_near():
    lab = LiftsFromNothingLab()
    lab.set(real=True)
    for n in (16, 60, 152, 280):
        drawn = np.interp(n, lab._power.get_xdata(), lab._power.get_ydata())
        assert drawn == pytest.approx(power(n, 0.6, 0.75), abs=0.025)


# --- The higher bar -----------------------------------------------------------------------------------------


def test_the_people_are_the_models():
    lab = HigherBarLab()
    for ops, tech, sees, effect in itertools.product((5, 50, 100), (5, 50, 100), (0, 0.5, 0.8), (-15, 0, 5)):
        words = lab.set(ops=ops, tech=tech, sees=sees, effect=effect)
        found = hired(Settings(tech / 100, ops / 100, sees, effect / 100))
        filled = {name: figures(array)[0] for name, array in lab._arrays.items()}
        assert filled == {
            "apply-ops": ops,
            "apply-tech": tech,
            "hired-ops": whole(100 * found.ops),
            "hired-tech": whole(100 * found.tech),
        }
        assert bool(re.search(r"\d% better", words)) == (found.lift >= 0.005)
        assert ("Nothing but the bar did it" in words) == (effect == 0 and abs(found.lift) >= 0.005)
        assert ("weren't hired" in words) == (ops < tech)
        assert ("cleared" in words) == (sees > 0 and ops < tech < 100), "by lot nobody clears a bar"
        assert ("draws lots" in words) == (sees == 0 and ops < tech)
        turned = effect != 0 and abs(found.lift) >= 0.005 and (effect > 0) != (found.lift > 0)
        assert ("turn it round" in words) == turned


def test_no_curve_is_cut_off():
    at = np.linspace(-3.5, 3.5, 141)
    for share, sees in itertools.product((0.05, 0.5, 1), (0, 0.5, 0.8)):
        assert abilities(share, sees, at).max() < TALLEST


def test_the_share_that_makes_a_lift():
    lab = HigherBarLab()
    share = lab.share_for(0.25)
    assert lab.hired(ops=share).lift == pytest.approx(0.25, abs=1e-6)
    assert share == pytest.approx(10, abs=0.3)


def test_the_worst_that_looks_better():
    lab = HigherBarLab()
    worst = lab.worst_that_looks_better()
    assert worst < -5 and lab.hired(effect=worst).lift > 0.005 >= lab.hired(effect=worst - 1).lift


def test_it_says_simulated():
    assert HigherBarLab.simulated and not AirportsLab.simulated


# --- Airports -----------------------------------------------------------------------------------------------


def test_who_leads_is_the_models():
    lab = AirportsLab()
    for delta, american in itertools.product(range(0, 101, 5), (0, 21, 69, 100)):
        words = lab.set(delta=delta, american=american)
        rates = {
            name: mix.with_mix(group, {ORD: at / 100, LGA: 1 - at / 100}).value
            for name, group, at in (("Delta", DELTA, delta), ("American", AMERICAN, american))
        }
        ahead = rates["Delta"] - rates["American"]
        if abs(ahead) >= 0.0005:
            assert f"{'Delta' if ahead > 0 else 'American'} leads" in words
        else:
            assert "alike" in words
        assert all(f"{rate:.1%}" in words for rate in rates.values())


def test_it_opens_with_the_real_mix():
    lab = AirportsLab()
    assert (lab.values["delta"], lab.values["american"]) == (21, 69)
    assert "78.1% against 80.2%" in plain(lab.words), "rounded shares of flights give the table's own rates"


def test_with_one_mix_delta_always_leads():
    lab = AirportsLab()
    for share in (0, 30, 69, 100):
        words = lab.set(delta=share, american=share)
        assert "Delta leads" in words and "same mix" in words
