"""What the labs of lesson 02 say and draw at known settings, held against the models."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import Page
from test_panels import outline

from ops2pm import load, questions
from ops2pm.labs.before_after import MONTH_NAMES, BeforeAfterLab
from ops2pm.labs.week_14 import Week14Lab
from ops2pm.models.before_after import Window
from ops2pm.models.process_change import BY_KEY, MEASURES
from ops2pm.rubrics import reframed_bullets as bullets
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain


def numbers_in(text):
    """Every number of a sentence, in order; a minus is a minus."""
    return [
        float(found.replace(",", "")) for found in re.findall(r"[-+]?\d[\d,]*(?:\.\d+)?", plain(text).replace("−", "-"))
    ]


@pytest.fixture(scope="module")
def home(module_workbook):
    for lab in (BeforeAfterLab, Week14Lab):
        session.record(*lab.opens_after.split("/"), 1)


@pytest.fixture(scope="module")
def fall(home):
    return BeforeAfterLab(load("flights"), load("seats"))


@pytest.fixture(scope="module")
def week_14(home):
    return Week14Lab(load("orders"))


@pytest.fixture(autouse=True)
def from_the_start(request):
    for name in {"fall", "week_14"} & set(request.fixturenames):
        lab = request.getfixturevalue(name)
        lab.set(**{control.name: control.value for control in lab.make_controls()})


# --- Before, after, and everyone else -----------------------------------------------------------------------


def test_it_opens_with_nobody_to_compare_with(fall):
    found = fall.compare("B6", 7, 9)
    assert numbers_in(fall.words) == pytest.approx(
        [100 * found.own.before, 100 * found.own.after, -100 * found.own.points.value, -100 * found.own.relative.value],
        abs=0.5,
    )
    assert "in July" in fall.words and "in September" in fall.words
    page = Page(fall)
    for name in (
        "peers-line",
        "peers-mean0",
        "peers-name",
        "expected",
        "gap",
        "whisker1",
        "whisker2",
        "key",
        "told-left",
    ):
        assert page.one(f"before-after-{name}-shape").get("visibility") == "hidden", name


@pytest.mark.parametrize("peers", ["all", "airport"])
@pytest.mark.parametrize(("carrier", "before", "after", "length"), [("B6", 7, 9, 1), ("MQ", 1, 9, 3), ("UA", 2, 7, 5)])
def test_the_words_and_bars_are_the_difference_in_differences(fall, carrier, before, after, length, peers):
    fall.set(carrier=carrier, before=before, after=after, length=length, peers=peers)
    page = Page(fall)
    windows = Window(before, before + length - 1), Window(after, after + length - 1)
    found = fall.shares.compare(carrier, *windows, peers)
    own, others, left = (e.scaled(100) for e in (found.own.points, found.peers.points, found.difference))
    pairs = fall.shares.placebos(carrier, length, peers)
    said = numbers_in(fall.words)
    assert said[:2] == pytest.approx([100 * found.own.before, 100 * found.own.after], abs=0.051)
    assert said[2:4] == pytest.approx([abs(own.value), abs(100 * found.own.relative.value)], abs=0.51)
    size, ends = abs(left.value), sorted(np.sign(left.value) * end for end in (left.low, left.high))
    assert said[4:6] == pytest.approx([abs(others.value), size], abs=0.051)
    assert said[6] == 95 and said[7:9] == pytest.approx(ends, abs=0.051)
    assert said[9] == len(pairs.difference) and said[-1] == pairs.at_least(found.difference.value)
    for change, name in ((own, "It"), (others, "The others")):
        assert re.search(rf"{name}[^.]* {'fell' if change.value < 0 else 'rose'} by", fall.words)
    unsure = left.low <= 0 <= left.high
    assert ("other days could turn it round" in fall.words) == unsure
    assert ("better than they did" in fall.words) == (left.high < 0)
    assert ("worse than they did" in fall.words) == (left.low > 0)
    assert ("points** below" in fall.words) == (left.value < 0) == ("at least this good" in fall.words)
    assert (f"at {fall.shares.main_airport(carrier)}" in fall.words) == (peers == "airport")
    assert page.text("before-after-told-left-shape") == f"{size:.1f} points left"
    assert numbers_in(page.text("before-after-told-expected-shape")) == pytest.approx([100 * found.expected], abs=0.051)
    assert numbers_in(page.text("before-after-told-was-shape")) == pytest.approx([100 * found.own.after], abs=0.051)
    axes = fall.figure.figure.axes[1]
    for row, estimate in enumerate((own, others, left)):
        at = axes.transData.transform([(x, row) for x in (0, estimate.value, estimate.low, estimate.high)])[:, 0]
        bar = outline(page.one(f"before-after-bar{row}-shape").get("d"))[:, 0]
        assert sorted({round(x, 1) for x in bar}) == pytest.approx(sorted(at[:2]), abs=0.06)
        whisker = outline(page.one(f"before-after-whisker{row}-shape").get("d"))[:, 0]
        assert sorted(whisker) == pytest.approx(sorted(at[2:]), abs=0.06)
        assert numbers_in(page.text(f"before-after-value{row}-shape")) == pytest.approx(
            [estimate.value, estimate.low, estimate.high], abs=0.051
        )


def test_the_gap_is_drawn_from_where_the_others_would_have_put_it(fall):
    fall.set(peers="all")
    page, found = Page(fall), fall.compare("B6", 7, 9)
    axes, height = fall.figure.figure.axes[0], fall.figure.size[1]
    levels = axes.transData.transform([(9, 100 * found.expected), (9, 100 * found.own.after)])
    gap = outline(page.one("before-after-gap-shape").get("d"))
    np.testing.assert_allclose(gap[:, 1], height - levels[:, 1], atol=0.02)
    np.testing.assert_allclose(gap[:, 0], levels[:, 0], atol=0.02)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"before": 9, "after": 7}, "After comes later than before"),
        ({"before": 7, "after": 7}, "After comes later than before"),
        ({"before": 7, "after": 9, "length": 3}, "overlap: 3 months from July reach into September"),
        ({"before": 1, "after": 11, "length": 3}, "3 months from November would run past December"),
        ({"carrier": "OO", "before": 2, "after": 9}, "has no flights in February"),
        ({"carrier": "OO", "before": 9, "after": 10}, "has no flights in October"),
        ({"carrier": "OO", "before": 1, "after": 9, "peers": "all"}, "too few to lean on"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(fall, setting, says):
    for peers in ("nobody", "all", "airport"):
        assert says in fall.set(**{"peers": peers, **setting})


def test_a_handful_of_flights_gets_no_interval_and_no_verdict(fall):
    words = fall.set(carrier="OO", before=1, after=9, peers="all")
    assert "says nothing" in words and "interval" not in words and "they did" not in words
    assert "1 time before and 20 times after" in words
    page = Page(fall)
    for row in (0, 2):
        assert page.one(f"before-after-whisker{row}-shape").get("visibility") == "hidden"
        assert "too few flights" in page.text(f"before-after-value{row}-shape")


def test_a_month_between_two_without_flights_is_still_seen(fall):
    fall.set(carrier="OO")
    x, y = fall._lines["own"].get_data()
    seen = np.isfinite(y)
    assert set(np.round(x[seen]).astype(int)) == {1, 6, 8, 9, 11} and seen.sum() == 2 * 3 + 2
    x, _ = (fall.set(carrier="B6"), fall._lines["own"].get_data())[1]
    np.testing.assert_array_equal(x, np.arange(1, 13), "else it is a plain line")


def test_what_the_bar_says_is_never_overprinted(fall):
    """The three lines beside the picture keep apart, stay inside, and stand in the order of the levels."""
    for carrier in ("B6", "MQ", "HA", "WN", "UA"):
        for before, after in ((7, 9), (1, 12), (6, 12), (9, 12)):
            fall.set(carrier=carrier, before=before, after=after, peers="all")
            height = fall.figure.figure.axes[0].get_ylim()[1]
            y = np.array([artist.get_position()[1] for artist in fall._told])
            assert (np.abs(np.diff(y)) >= 0.08 * height).all() and y.min() > 0 and y.max() < height


def test_no_per_cent_of_nothing(fall):
    words = fall.set(carrier="HA", before=10, after=11, peers="all")
    assert ", or " not in words.split("The others")[0]


def test_at_every_setting_the_words_are_words(fall):
    """More than the sweep of test_panels: each carrier at each pair of windows and lengths, compared and not."""
    for carrier in fall.names:
        for before, after, length in ((1, 2, 1), (1, 7, 6), (3, 9, 4), (11, 12, 1), (6, 8, 2), (5, 4, 1)):
            for peers in ("nobody", "all", "airport"):
                words = fall.set(carrier=carrier, before=before, after=after, length=length, peers=peers)
                assert not re.search(r"\bnan\b|−0\.0 |\+-|--", words), words


def test_the_names_at_the_end_of_the_lines_do_not_collide(fall):
    for carrier in fall.names:
        for peers in ("all", "airport"):
            fall.set(carrier=carrier, peers=peers)
            own, others = (fall._line_names[who].get_position()[1] for who in ("own", "peers"))
            assert abs(own - others) >= 0.07 * fall.figure.figure.axes[0].get_ylim()[1]


def test_a_month_between_two_without_flights_is_still_drawn(fall):
    fall.set(carrier="OO")
    line = fall._lines["own"].get_xydata()
    june = line[np.abs(line[:, 0] - 6) < 0.1]
    assert len(june) == 2 and np.isfinite(june).all() and np.ptp(june[:, 0]) > 0.1


def test_rank_counts_from_the_worst(fall):
    share = fall.shares.of("B6").share
    ranked = np.argsort(-share) + 1
    assert [fall.rank("B6", int(month)) for month in ranked] == list(range(1, 13))


def test_the_form_takes_the_numbers_of_the_months_last_chosen(fall, fresh_workbook):
    fall.set(carrier="DL", before=6, after=11, length=2)
    page = Page(form("reframed_bullets", numbers=fall.numbers))
    page.click(page.named("show")[1])
    page.press("numbers")
    found = fall.compare("DL", 6, 11, 2)
    assert float(page.named("2.from")[0].value) == pytest.approx(100 * found.own.before, abs=0.051)
    assert page.named("2.window")[0].value == "June–July and November–December 2013"
    assert page.named("1.from")[0].value == page.named("3.from")[0].value == ""
    own = {key: page.named(f"2.{key}")[0].value for key in fall.numbers()}
    assert bullets.change(own).kind == "percent" and "points" in page.text("composed")
    assert set(fall.numbers()) <= {field.key for field in bullets.ONE}
    fall.set(before=11, after=2)
    assert fall.numbers() == {}, "what can't be compared has no numbers"


@pytest.mark.parametrize("peers", ["nobody", "all", "airport"])
def test_the_form_takes_the_comparison_that_is_shown(fall, peers):
    fall.set(carrier="MQ", before=1, after=9, length=3, peers=peers)
    found, taken = fall.compare("MQ", 1, 9, 3, "airport" if peers == "airport" else "all"), fall.numbers()
    shown = [100 * each for each in (found.own.before, found.own.after, found.peers.before, found.peers.after)]
    assert [float(taken[key]) for key in ("from", "to", "others_from", "others_to")] == pytest.approx(shown, abs=0.051)
    main = fall.shares.main_airport("MQ")
    assert (f"from {main}" in taken["measure"]) == (taken["others"] == "other carriers there") == (peers == "airport")
    assert int(taken["cases"].replace(",", "")) == min(found.own.flights)


def test_the_bullet_the_button_makes_is_short_enough(fall):
    for carrier in fall.names:
        for peers in ("all", "airport"):
            for before, after, length in ((7, 9, 1), (1, 12, 1), (9, 11, 2), (2, 9, 4), (1, 7, 6)):
                fall.set(carrier=carrier, peers=peers, before=before, after=after, length=length)
                assert len(bullets.sentence(fall.numbers()).split()) <= bullets.MOST_WORDS


def test_few_flights_get_no_verdict(fall):
    """From 20 to 199 an interval can be had, and is not leaned on."""
    few = fall.compare("YV", 7, 9)
    assert 20 <= min(few.own.flights) < 200 and few.difference.high < 0
    words = fall.set(carrier="YV", before=7, after=9, peers="all")
    assert "too few to lean on" in words and "95% interval" in words
    assert "on so few flights that it settles nothing" in words and "better than they did" not in words


def test_before_and_after_are_two_words(fall):
    for before in range(1, 12):
        for after in range(before + 1, 13):
            fall.set(before=before, after=after)
            x = [text.get_position()[0] for text in fall._span_names]
            boxes = [text.get_window_extent() for text in fall._span_names]
            assert boxes[0].x1 < boxes[1].x0, (before, after)
            assert boxes[0].x0 >= fall.figure.figure.axes[0].bbox.x0 and x[0] <= before + 0.6 and x[1] >= after


def test_the_lines_of_the_controls_can_be_followed(fall):
    """Each question beside a control has an answer on the lab."""
    questions_asked = " ".join(control.question for control in fall.make_controls())
    assert "Try Envoy with 3 months, from 1 and from 9" in questions_asked
    assert fall.compare("MQ", 1, 9, 3).difference.low > 0
    july, others = fall.compare("B6", 7, 9).left_points, [fall.compare("B6", month, 9).left_points for month in (6, 8)]
    assert abs(others[0].value - july.value) > 5 and others[1].value != july.value
    assert fall.compare("B6", 7, 10).left_points.value > july.value, "a month later it is a better slide"


def test_months_have_their_names():
    assert len(MONTH_NAMES) == 12 and MONTH_NAMES[6] == "July"


# --- Week 14 ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", list(BY_KEY))
@pytest.mark.parametrize(("cut", "weeks", "segment"), [(14, 13, "everybody"), (8, 2, "consumer"), (25, 6, "office")])
def test_the_words_of_week_14_are_the_model_s(week_14, measure, cut, weeks, segment):
    week_14.set(measure=measure, cut=cut, weeks=weeks, segment=segment)
    found = week_14.weekly.difference(measure, cut, weeks, segment)
    words = plain(week_14.words)
    said = numbers_in(words.removeprefix(BY_KEY[measure].label).replace("95%", ""))
    assert said[:6] == pytest.approx(
        [found.before, cut, found.after, found.change.value, found.change.low, found.change.high], abs=0.051
    )
    assert ("more than chance" in words) == found.seen == ("can't be told" not in words)
    clean = [
        other for other in range(3, 26) if other not in (cut, 14) and (other + weeks - 1 < 14 or other - weeks >= 14)
    ]
    others = [week_14.weekly.difference(measure, other, weeks, segment).change.value for other in clean]
    large = sum(abs(value) >= abs(found.change.value) for value in others)
    assert week_14.as_large(measure, weeks, cut, segment) == large and week_14.other_cuts(weeks, cut) == len(others)
    if others:
        assert f"Of the {len(others)} other weeks" in words and f"{large or 'not one'} show" in words
    else:
        assert "week 14 lies inside every other window" in words
    assert ("lies inside this window" in words) == (cut != 14 and cut not in clean and cut + weeks > 14 > cut - weeks)


def test_only_weeks_in_which_nothing_happened_count(week_14):
    assert week_14.other_cuts(6) == 12 and week_14.other_cuts(13) == 0 and week_14.other_cuts(1) == 22
    assert week_14.as_large("first_on_time", 6, 14) == 0 < 6 < week_14.as_large("contacts", 6, 14)
    week_14.set(cut=12, weeks=6)
    assert "week 14 lies inside this window" in week_14.words
    week_14.set(cut=24, weeks=6)
    assert "Only 3 weeks are left after." in week_14.words
    week_14.set(cut=14, weeks=1)
    assert "one week decides" in week_14.words


def test_the_picture_of_week_14_shows_every_week_and_the_chosen_one(week_14):
    week_14.set(measure="contacts", cut=20, weeks=4)
    page, axes = Page(week_14), week_14.figure.figure.axes
    found = week_14.weekly.difference("contacts", 20, 4)
    height = week_14.figure.size[1]
    chosen = axes[1].transData.transform([(20, found.change.low), (20, found.change.high)])
    np.testing.assert_allclose(
        outline(page.one("week-14-interval-shape").get("d")),
        np.column_stack([chosen[:, 0], height - chosen[:, 1]]),
        atol=0.02,
    )
    clean, mixed = (
        len(outline(page.one(f"week-14-{name}-shape").get("d"))) for name in ("intervals", "mixed-intervals")
    )
    assert (clean, mixed) == (2 * 17, 2 * 6), "weeks 11 to 13 and 15 to 17 have week 14 inside"
    assert len(outline(page.one("week-14-weekly-shape").get("d"))) == 26
    mean = axes[0].transData.transform([(16 - 0.35, found.before), (19 + 0.35, found.before)])
    np.testing.assert_allclose(
        outline(page.one("week-14-before-mean-shape").get("d")),
        np.column_stack([mean[:, 0], height - mean[:, 1]]),
        atol=0.02,
    )


def test_no_line_crosses_what_a_small_change_says(week_14):
    week_14.set(measure="contacts", cut=8)
    name = week_14._change_name
    zero = [line for line in week_14._low.lines if list(line.get_ydata()) == [0, 0]]
    in_data = week_14._low.transData
    assert [line.get_transform() == in_data and line.get_xdata()[1] < name.get_position()[0] for line in zero] == [True]


def test_every_week_of_every_segment_is_inside_the_picture(week_14):
    for measure in MEASURES:
        for segment in week_14.weekly.segments:
            week_14.set(measure=measure.key, segment=segment, weeks=1)
            for axes, lines in zip(
                week_14.figure.figure.axes, ((week_14._weekly,), tuple(week_14._intervals.values())), strict=True
            ):
                low, high = axes.get_ylim()
                for line in lines:
                    y = line.get_ydata()
                    if not np.isfinite(y).any():
                        continue
                    assert low <= np.nanmin(y) and np.nanmax(y) <= high


def test_which_moved_is_both_neither_or_the_one(week_14):
    assert week_14.moved("contacts", "reorders") == "neither"
    assert week_14.moved("first_on_time", "complete_on_time") == "both"
    assert week_14.moved("contacts", "lead_time") == "lead_time"
    choices = questions.find("predictions", "02.week_14")["choices"]
    assert {"contacts", "reorders", "both", "neither"} == set(choices)


def test_what_is_said_in_the_text_is_what_the_lab_says(week_14):
    week_14.set(measure="reorders", weeks=13)
    assert f"That is {week_14.said('reorders')}." in plain(week_14.words)


def test_the_company_is_said_to_be_simulated(week_14):
    assert "simulated data" in week_14.html and "imulated" in week_14.words and "simulated" in week_14.question


def test_each_control_asks_something(fall, week_14):
    for lab in (fall, week_14):
        assert all("?" in control.question for control in lab.make_controls()) and len(lab.controls) <= 6
    assert rubric("reframed_bullets").parts


def test_the_key_stands_below_the_months_from_its_first_appearance(fall):
    page = Page(fall)
    page.type(page.named("peers")[0], "all")
    (key,) = [node for node in page.named_nodes if (node.get("id") or "") == "before-after-key-shape"]
    axes = fall.figure.figure.axes[0]
    bottom = fall.figure.size[1] - axes.transAxes.transform((0, 0))[1]
    assert key.get("visibility") != "hidden" and float(key.get("y")) > bottom + 10
