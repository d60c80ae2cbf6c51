"""Lesson 07, lab 2: what it says and draws, at every setting."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm import load
from ops2pm.labs.one_promise import BY, FLOORS, SPLITS, OnePromiseLab
from ops2pm.models.promises import groups, shares_kept
from ops2pm.numbers import per_cent
from ops2pm.ui import session
from ops2pm.ui.markup import plain
from ops2pm.ui.say import say


@pytest.fixture(scope="module")
def lab(module_workbook):
    session.record(*OnePromiseLab.opens_after.split("/"), 1)
    return OnePromiseLab(load("deliveries"))


@pytest.fixture(autouse=True)
def from_the_start(lab):
    """Each test gets the lab as it opens."""
    lab.set(**{control.name: control.value for control in lab.make_controls()})


def cells(lab):
    """Promise and share kept of each group, as the picture has them."""
    drawn = {artist.get_gid(): artist for artist in lab.figure.figure.findobj() if artist.get_gid()}
    places = range(len(lab.groups))
    return [tuple(drawn[f"one-promise-{key}{place}"].get_text() for key in ("promise", "kept")) for place in places]


def test_every_setting_is_said_and_drawn(lab):
    """All splits and ways, at the ends and in the middle of the sliders."""
    page = Page(lab)
    for share, split, how, sooner in itertools.product((80, 95, 99), SPLITS, FLOORS, (5, 20)):
        words = lab.set(share=share, split=split, how=how, sooner=sooner)
        assert words.endswith(".") and not re.search(r"\bnan\b|\binf\b|-\d", words)
        outcome = lab.outcome(share=share, split=split, how=how)
        assert f"promised {outcome.mean_promise:.1f} minutes" in words
        assert f"{outcome.share_kept:.1%} are kept" in words and outcome.share_kept >= share / 100
        for (told, kept), promise, found in zip(cells(lab), outcome.promise, outcome.shares, strict=True):
            assert told == (f"{promise} min" if promise else "given up")
            assert kept == per_cent(found, signs=True)
        assert_well(page)
    assert_drawn_like_new(page)


def test_it_opens_with_one_promise_for_everybody(lab):
    words = plain(lab.words)
    assert {told for told, _ in cells(lab)} == {"38 min"}
    assert "one promise for all" not in words
    minutes = load("deliveries")["minutes"]
    assert f"{(minutes <= 38).mean():.1%} are kept" in words
    assert f"{(minutes <= 28).mean():.0%} are told 10 minutes too long or more." in words


def test_the_worst_served_are_named_and_the_given_up_counted(lab):
    assert "Served worst: 17:00 to 19:00 and beyond 6 miles, where 18% of 56 are kept." in plain(lab.words)
    words = lab.set(split="both", how="free")
    given_up = lab.table.sum(axis=1)[lab.outcome(split="both", how="free").promise == 0].sum()
    assert f"the average counts {given_up} orders that are given up as 0" in words and lab.facts()["given"] == given_up
    assert sum(told == "given up" for told, _ in cells(lab)) == 3
    facts = lab.facts()
    assert f"The others are promised {facts['free_others']:.1f} on average. With no group below 90%" in words
    assert f"be promised {facts['ninety_others']:.1f}." in words
    words = lab.set(split="both", how="free", share=80)
    assert f"With no group below 80%, the same orders would be promised {facts['each_80_others']:.1f}." in words


def test_a_floor_protects_only_the_groups_one_cuts_by(lab):
    """The control's question: who is let down inside the groups?"""
    for split in ("hour", "miles"):
        assert lab.outcome(split=split, how="each").shares.min() < 0.9
    for how, floor in FLOORS.items():
        assert lab.outcome(split="both", how=how).shares.min() >= min(0.95, floor)


def test_each_further_per_cent_costs_more_at_the_end(lab):
    mean = [lab.outcome(share=share, split="both").mean_promise for share in range(80, 100)]
    assert mean == sorted(mean) and mean[-1] - mean[-5] > 2 * (mean[4] - mean[0])


def test_more_groups_keep_less_of_orders_not_seen(lab):
    for how in ("ninety", "free"):
        found = lab.unseen(split="both", how=how)
        assert found.low <= found.value < 0.95
    assert lab.unseen(split="none").value > lab.unseen(split="both", how="ninety").value
    assert f"keeps {lab.unseen(split='both', how='free').value:.1%} of the other half" in lab.set(
        split="both", how="free"
    )


def test_with_one_promise_the_menu_says_that_there_is_nothing_to_choose(lab):
    nothing = "has nothing to choose"
    assert nothing not in plain(lab.words)
    opening = lab.promises().tolist()
    for how in ("ninety", "half", "free"):
        assert nothing in lab.set(how=how) and lab.promises(how=how).tolist() == opening
    assert nothing not in lab.set(split="hour", how="free")


def test_it_is_compared_with_one_promise_that_keeps_as_much(lab):
    minutes = load("deliveries")["minutes"]
    for share in (80, 95, 99):
        promise = int(np.ceil(minutes.quantile(share / 100, interpolation="higher")))
        assert f"one promise for all ({promise} minutes)" in lab.set(share=share, split="both")


def test_told_too_long(lab):
    minutes = load("deliveries")["minutes"]
    assert lab.told_too_long() == (minutes <= 28).mean()
    assert lab.told_too_long(split="both") < lab.told_too_long(split="miles") < lab.told_too_long()


@pytest.mark.parametrize(
    ("share", "written"), [(0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.9962, ">99%"), (1, "100%")]
)
def test_all_and_none_are_not_said_of_nearly(share, written):
    assert per_cent(share, signs=True) == written
    assert per_cent(share) == written.replace("<", "under ").replace(">", "over ")


def test_the_picture_says_where_the_orders_are_from(lab):
    texts = " ".join(text.get_text() for text in lab.figure.figure.findobj(lambda a: hasattr(a, "get_text")))
    assert "One restaurant; provenance undocumented." in texts and "95% interval" in texts
    assert "orange: one promise for all" in texts
    assert f"{len(load('deliveries')):,} orders" in OnePromiseLab.question


def test_what_the_lesson_asks_of_it(lab):
    deliveries = load("deliveries")
    far = deliveries["minutes"][deliveries["miles"] > 6]
    assert lab.count("miles")["beyond 6 miles"] == len(far)
    assert lab.by("miles", 38)["beyond 6 miles"] == (far <= 38).mean()
    minutes = lab.needed("miles")["beyond 6 miles"]
    assert (far <= minutes).mean() >= 0.95 > (far <= minutes - 1).mean()
    assert lab.needed("miles", 80)["beyond 6 miles"] < minutes
    lunch = deliveries["minutes"][deliveries["hour"] < 13]
    assert lab.by("hour", 20)["before 13:00"] == (lunch <= 20).mean()
    assert sum(lab.count("hour").values()) == len(deliveries)


# --- What the lesson's texts claim of these orders ----------------------------------------------------------


def test_the_five_per_cent_are_not_drawn_by_lot(lab):
    """They live far away, or they order when everybody does."""
    deliveries = load("deliveries")
    broken = deliveries["minutes"] > lab.facts()["promise"]
    far, busy = deliveries["miles"] > 4, deliveries["hour"].between(15, 19)
    assert (far | busy)[broken].mean() > 0.95
    assert far[broken].mean() > 4 * far.mean() and busy[broken].mean() > 1.4 * busy.mean()
    facts = lab.facts()
    assert facts["far"] < 0.5 < 0.95 < facts["everybody"] < facts["near"]


def test_the_line_of_the_worst_group_is_wide(lab):
    facts = lab.facts()
    place = int(lab.outcome().shares.argmin())
    estimate = shares_kept(lab.table, lab._drawn, lab.outcome().promise)[place]
    assert (estimate.value, lab.outcome().orders[place]) == (facts["worst"], facts["worst_orders"])
    assert lab.groups[place] == ("17:00 to 19:00", "beyond 6 miles")  # "from 17:00 to 19:00"
    assert estimate.high - estimate.low > 0.15


def test_what_splitting_brings(lab):
    facts = lab.facts()
    assert facts["promise"] > facts["miles"] > facts["hour"] > facts["both"]  # the order in which they are told
    assert facts["both_early"] < facts["early"] / 2
    lunch = load("deliveries").loc[lambda d: d["hour"] < 13, "minutes"]
    assert (lunch <= facts["lunch"]).mean() >= 0.95 > (lunch <= facts["lunch"] - 1).mean()


def test_the_cheapest_is_not_for_everybody(lab):
    """Each order followed by itself: what those who aren't given up are told, with and without a floor."""
    facts, deliveries = lab.facts(), load("deliveries")
    code = groups(deliveries, BY).code
    for share, free_others, floor_others in (
        (95, "free_others", "ninety_others"),
        (80, "free_80_others", "each_80_others"),
    ):
        free, spared = (lab.promises(split="both", share=share, how=how)[code] for how in ("free", "ninety"))
        assert facts[free_others] == pytest.approx(free[free > 0].mean())
        assert facts[floor_others] == pytest.approx(spared[free > 0].mean())
    for how in ("ninety", "free"):
        assert lab.unseen(split="both", how=how).value < 0.95  # "a little better than it is"
    assert facts["unseen"] > 0.94


def test_the_texts_say_the_facts(lab):
    facts = lab.facts()
    words = say("07.one.seen", **facts)._repr_mimebundle_()["text/plain"]
    for number in (f"{facts['far']:.0%}", f"{facts['given']} orders", f"{facts['given_80']:,} orders"):
        assert number in words


def test_each_way_to_choose_fits_its_menu(lab):
    """At 900 pixels the menu shows about 200 of them: 25 letters. And “each” may be kept more often than asked."""
    (how,) = [control for control in lab.make_controls() if control.name == "how"]
    assert all(len(text) <= 25 for _, text in how.options) and dict(how.options)["each"] == "each keeps at least that"
    assert lab.outcome(how="each", split="miles").share_kept > 0.95
