"""Lesson 07, lab 1: what it says and draws at every setting, at the borders, and where the queue grows for ever."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm.labs.promise import DAYS, LONGEST, LOST, TODAY, WAGE, PromiseLab
from ops2pm.models import promise_queue as queue
from ops2pm.models.promise_queue import CLOSES, HOURS, KEPT, LOADS, Settings
from ops2pm.numbers import per_cent
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain


@pytest.fixture(scope="module")
def lab(module_workbook):
    session.record(*PromiseLab.opens_after.split("/"), 1)
    return PromiseLab()


@pytest.fixture(autouse=True)
def from_the_start(lab):
    """Each test gets the lab as it opens."""
    lab.set(**{control.name: control.value for control in lab.make_controls()})


def written(lab, name):
    """A text in the picture."""
    return lab._told[f"{name}-words"].get_text()


def at(line):
    """The points of a line, as two lists."""
    return [list(map(float, each)) for each in line.get_data()]


# --- Every setting ------------------------------------------------------------------------------------------


def test_each_control_alone_over_its_whole_range(lab):
    page = Page(lab)
    opening = {control.name: control.value for control in lab.make_controls()}
    for control in lab.make_controls():
        for value in control.sweep():
            words = lab.set(**opening | {control.name: value})
            assert words.endswith(".") and "  " not in words
            assert not re.search(r"\bnan\b|\binf|-\d", words)
            assert_well(page)
    assert_drawn_like_new(page)


def test_the_corners(lab):
    """All controls at their ends, in every combination."""
    page = Page(lab)
    ends = {control.name: (control.sweep()[0], control.sweep()[-1]) for control in lab.make_controls()}
    for values in itertools.product(*ends.values()):
        lab.set(**dict(zip(ends, values, strict=True)))
        assert_well(page)
    assert_drawn_like_new(page)


def test_the_frame_is_never_drawn_again(lab):
    """An axis that moves costs a full drawing, and the picture jumps."""
    before = lab.figure._frame_now()
    for setting in ({"demand": 60}, {"staff": 10}, {"minutes": 30}, {"promise": DAYS}, {"group": 12}, {"cutoff": 11}):
        lab.set(**setting)
        assert lab.figure._frame_now() == before


# --- What it says is what the model finds -------------------------------------------------------------------


@pytest.mark.parametrize(
    "setting",
    [{}, {"demand": 36}, {"promise": 10.5}, {"staff": 6}, {"minutes": 57}, {"group": 1}, {"cutoff": 12}],
    ids=str,
)
def test_words_and_picture_are_the_models(lab, setting):
    words = lab.set(**setting)
    run = queue.run(lab.settings(**setting))
    promise = lab.values["promise"]
    kept, needed = run.kept(promise), run.promise()
    assert re.search(rf"is kept for (just short of )?{kept.value:.0%}", words)
    assert f"({kept.low:.0%} to {kept.high:.0%} in repeated simulations)" in words
    assert f"{needed.value:.1f}".removesuffix(".0") in words
    assert f"{run.settings.busy:.0%} busy" in words
    assert f"${run.settings.staff * HOURS * WAGE:,.0f} a day, at an assumed ${WAGE:.0f} an hour" in words
    assert at(lab._promise) == [[promise, promise, 0], pytest.approx([0, kept.value, kept.value])]
    assert at(lab._here) == [pytest.approx([run.settings.busy] * 2, abs=0.002), [needed.value] * 2]
    assert at(lab._whisker)[1] == [needed.low, min(needed.high, 20)]
    assert at(lab._needed)[0][0] == needed.value
    on_line = np.interp(promise, *at(lab._done))
    assert on_line == pytest.approx(kept.value, abs=0.02), "the corner lies on the line"


def test_littles_law_is_said_with_numbers_that_multiply(lab):
    for setting in ({}, {"demand": 30}, {"staff": 8}, {"group": 1, "demand": 20}):
        words = lab.set(**setting)
        count, demand, days = re.search(
            r"On average ([\d,.]+) restaurants have asked and aren't live yet: (\d+) a day × ([\d.]+) days", words
        ).groups()
        # Days are written to a hundredth, restaurants to a whole one, or a tenth below ten.
        slack = 0.005 * float(demand) + (0.5 if float(count.replace(",", "")) >= 10 else 0.05)
        assert float(count.replace(",", "")) == pytest.approx(float(demand) * float(days), abs=slack + 1e-9)


def test_to_keep_it_one_would_have_to_promise_more_or_less(lab):
    assert "you would have to promise" in plain(lab.words)
    assert "would do" in lab.set(promise=DAYS)
    needed = queue.run(Settings()).promise().value
    assert "you would have to promise" in lab.set(promise=math.floor(2 * needed) / 2)
    words = lab.set(promise=1, demand=19)  # where both are written as 1 day
    assert (
        "kept for 94%" in words
        and lab.make_controls()[3].question.endswith("5% less is 57.")
        and "have to promise a little more than 1 day." in words
    )
    assert "would do" in lab.set(promise=math.ceil(2 * needed) / 2)


def test_the_price_of_a_longer_promise_is_an_assumption_and_nothing_at_one_day(lab):
    assert "assumption" not in plain(lab.words) and "assumption" not in lab.set(promise=0.5)
    assert lab.make_controls()[4].value == TODAY == 1
    words = lab.set(promise=3)
    assert f"turns away {38 * (1 - (1 - LOST) ** 2):.1f} sign-ups a day" in words
    assert "By the course's assumption" in words and "as if they still came" in words


def test_a_cut_off_hides_a_wait_and_speeds_nothing_up(lab):
    assert "starts next morning" not in plain(lab.words)
    for hour in range(11, CLOSES):
        words = lab.set(cutoff=hour)
        assert f"those who ask after {hour}:00 starts next morning" in words
        hidden = float(re.search(r"wait ([\d.]+) working hours more", words)[1])
        assert hidden > 0
    early, none = (queue.run(Settings(cutoff=hour)).mean.value for hour in (11, CLOSES))
    assert early > none


def test_three_ways_keep_the_promise(lab):
    """What the lab's question asks for: each of these alone keeps 95% of 24 hours, or of a longer promise."""
    ways = ({"staff": 10}, {"promise": 11}, {"demand": 17}, {"minutes": 30})
    for way in ways:
        assert queue.run(lab.settings(**way)).kept(way.get("promise", TODAY)).value >= KEPT, way


# --- At the borders -----------------------------------------------------------------------------------------


def test_beyond_capacity_the_queue_grows_and_no_number_is_invented(lab):
    words = lab.set(demand=43)
    assert words.startswith("43 a day ask, and the team can do 40. The queue grows by 3 a day")
    assert "no promise holds for long" in words and "kept for" not in words
    assert written(lab, "needed") == "the queue grows"
    assert not lab._here.get_visible() and not lab._needed.get_visible() and not lab._whisker.get_visible()
    assert set(at(lab._done)[1]) == {0.0}


def test_short_of_it_is_never_said_as_if_it_were_kept(lab):
    """Where share and need are both written alike: the sentence must not contradict itself."""
    met = 0
    for demand, staff, group in itertools.product(range(16, 40, 2), (4, 5, 6), (1, 4, 7, 12)):
        settings = lab.settings(demand=demand, staff=staff, group=group)
        if settings.busy >= 1:
            continue
        needed = queue.run(settings).promise().value
        promise = min(DAYS, max(0.5, round(2 * needed) / 2))  # the slider's nearest
        words = lab.set(demand=demand, staff=staff, group=group, promise=promise)
        kept = queue.run(settings).kept(promise).value
        if kept >= KEPT:
            assert "would do." in words and "just short" not in words
        else:
            assert "would have to promise" in words
            assert ("just short of 95%" in words) == (f"{kept:.0%}" == "95%"), words
            days = re.search(r"(A promise of )([\d.]+ days?)", words)[2]
            assert f"have to promise {days}" not in words
            met += "just short" in words
    assert met > 3


def test_the_lab_never_writes_all_of_them_into_the_form(lab):
    lab.set(staff=10, group=1, promise=15)
    assert queue.run(lab.settings(**lab.values)).kept(15).value == 1 and "share_1" not in lab.numbers()


def test_what_is_assumed():
    assert (WAGE, LONGEST, LOST) == (30, 60, 0.02)


def test_at_exactly_full_nothing_is_said_to_grow_by_nothing(lab):
    words = lab.set(demand=40)
    assert "100% busy" in words and "No promise holds for long" in words and "by 0" not in words
    assert "100% busy" in lab.set(demand=45, minutes=64, staff=6)  # 45 × 64 minutes are 6 people's day, exactly


def test_nearly_full_is_not_called_full(lab):
    words = lab.set(demand=57, staff=9, minutes=75)
    busy = 57 * 75 / (9 * 480)
    assert 0.985 < busy < 1 and "100% busy" not in words
    assert "100" not in written(lab, "here")


def test_a_promise_nobody_would_make_is_not_told_in_days(lab):
    words = lab.set(demand=57, staff=9, minutes=75, group=12)
    needed = queue.run(lab.settings(demand=57, staff=9, minutes=75, group=12)).promise().value
    assert (f"more than {LONGEST:.0f} days" in words) == (needed > LONGEST)


def test_picture_and_sentence_round_alike(lab):
    """Ten people: 99.5 of 100 was the picture's, and 100% the sentence's."""
    met = 0
    for promise in np.arange(0.5, 3.1, 0.5):
        words = lab.set(staff=10, promise=float(promise))
        share = queue.run(lab.settings(**lab.values)).kept(float(promise)).value
        drawn = written(lab, "promise").rsplit(": ", 1)[1]
        assert f"kept for {per_cent(share)}" in words and f"{drawn}%" == per_cent(share, signs=True)
        met += 0.995 <= share < 1
    assert met


def test_the_button_leaves_the_restaurants_groups_and_queue_out_of_another_place(lab):
    page = Page(form("promise_decision", numbers=lab.numbers))
    names = ("service", "arrivals", "group", "queue")
    page.press("numbers")
    assert [page.named(name)[0].value for name in names[1:3]] == ["38", "7"]
    told = page.text("taken")
    assert told.startswith("Filled in: “What is promised”, “How many come”") and "“They come in groups of”" in told
    page.type(page.named("service")[0], "a claim is settled")
    page.press("numbers")
    assert [page.named(name)[0].value for name in names] == ["a claim is settled", "38", "", ""]
    page.type(page.named("queue")[0], "15")
    page.press("numbers")
    assert page.named("queue")[0].value == "15" and "Filled in" not in page.text("taken")
    assert page.text("taken").startswith("Left as you had it: What is promised.")


def test_one_day_is_a_day(lab):
    assert "A promise of 1 day is" in plain(lab.words) and "1 days" not in plain(lab.words)
    assert "A promise of 1.5 days is" in lab.set(promise=1.5)


def test_all_and_none_are_said_only_of_all_and_none(lab):
    lab.set(demand=10, staff=10, minutes=30, promise=DAYS, group=1)
    assert written(lab, "promise").endswith(": 100")
    for promise in np.arange(0.5, DAYS + 0.1, 0.5):
        lab.set(promise=float(promise), demand=37, minutes=90)
        share = queue.run(lab.settings(**lab.values)).kept(float(promise)).value
        assert (written(lab, "promise").rsplit(": ", 1)[1] in ("0", "100")) == (share in (0, 1))


def test_where_the_promise_can_be_kept_is_read_off_the_curve(lab):
    for promise in (0.5, 3.0, 8.0, 15.0):
        lab.set(promise=promise)
        most = queue.busiest(Settings(), promise)
        told = written(lab, "busiest")
        if math.isnan(most):
            assert f"below {LOADS[0]:.0%}" in told or f"beyond {LOADS[-1]:.0%}" in told
        else:
            assert f"up to {most:.0%} busy" in told
            kept = queue.run(Settings().at(most)).kept(promise).value
            assert kept == pytest.approx(KEPT, abs=0.03)


def test_it_says_simulated(lab):
    texts = [text.get_text() for text in lab.figure.figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert "simulated data" in texts


# --- What the lesson and the form ask of it -----------------------------------------------------------------


def test_what_the_lesson_asks_of_it(lab):
    assert lab.run(demand=36).settings == Settings(demand=36)
    assert lab.needed(demand=36).value == queue.run(Settings(demand=36)).promise(KEPT).value
    assert lab.needed(0.5).value < lab.needed().value == lab.at_busy(0.95).value
    assert lab.price(5) == 5 * HOURS * WAGE
    assert lab.turned_away(1) == 0 < lab.turned_away(3) < lab.turned_away(3, demand=60)
    assert lab.hidden() == 0 < lab.hidden(cutoff=15) < lab.hidden(cutoff=11)
    first, again = lab.quarter(3, 120), lab.quarter(3, 120)
    assert first.kept == again.kept and lab.quarter(3, 0).kept.value > first.kept.value
    with pytest.raises(ValueError, match="grows"):
        lab.run(demand=40)


def test_the_fewest_people_for_a_promise(lab):
    for promise in (1, 3, 10):
        staff = lab.people_for(promise)
        assert queue.run(Settings(staff=staff)).kept(promise).value >= KEPT
        fewer = Settings(staff=staff - 1)
        assert fewer.busy >= 1 or queue.run(fewer).kept(promise).value < KEPT
    assert lab.people_for(0.5, demand=60, minutes=90) is None


def test_the_forms_numbers_can_be_read_by_the_form(lab):
    artefact = rubric("promise_decision")
    keys = {field.key for field in artefact.fields}
    for setting in ({}, {"staff": 6, "promise": 3}, {"minutes": 57}, {"minutes": 63}, {"demand": 40}, {"demand": 60}):
        lab.set(**setting)
        fields = lab.numbers()
        assert set(fields) <= keys and all(isinstance(value, str) and value for value in fields.values())
        busy = next(each for each in artefact.criteria if each.key == "busy").check(fields)
        settings = lab.settings(**lab.values)
        assert busy.done == (settings.busy < 1)
        if settings.busy < 1:
            assert f"{settings.busy:.0%} busy" in busy.message
            assert int(fields["queue"]) == round(queue.run(settings).present) and fields["group"] == "7"
            assert fields["share_1"] == f"{100 * queue.run(settings).kept(lab.values['promise']).value:.0f}"
            shares = next(each for each in artefact.criteria if each.key == "shares")
            assert "fewer than half. Which promise" in shares.check(fields).message or float(fields["share_1"]) >= 50
        else:
            assert not {"queue", "promise_1", "share_1"} & set(fields)
