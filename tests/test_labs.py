"""What the labs of lessons 00 and 04 say and draw at known settings, held against the models and plain pandas."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from page import Page, parse
from test_panels import outline

from ops2pm import load, questions
from ops2pm.labs.late_flights import LateFlightsLab
from ops2pm.labs.rival_causes import BARS, SHORT, RivalCausesLab
from ops2pm.labs.stranded import ANY_ROUTE, RULE_LABELS, StrandedLab
from ops2pm.models import ruined
from ops2pm.models.rival_causes import CAUSES, RivalCauses
from ops2pm.models.stranding import RULES, queues, timetable
from ops2pm.rubrics import number, rubric
from ops2pm.ui import session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain

NUMBER = r"-?\d[\d,]*(?:\.\d+)?"


def numbers_in(text):
    """Every number of a sentence, in order."""
    return [float(found.replace(",", "")) for found in re.findall(NUMBER, plain(text))]


def rounded(value, spec):
    """A value as the words round it."""
    return float(format(value, spec).replace(",", "").rstrip("%"))


@pytest.fixture(scope="module")
def home(module_workbook):
    for lab in (LateFlightsLab, StrandedLab, RivalCausesLab):  # each is open, and hides nothing any more
        session.record(*lab.opens_after.split("/"), 1)


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture(scope="module")
def times(flights):
    return timetable(flights, load("seats"))


@pytest.fixture(scope="module")
def late(home, flights):
    return LateFlightsLab(flights)


@pytest.fixture(scope="module")
def stranded(home, flights):
    return StrandedLab(flights, load("seats"))


@pytest.fixture(scope="module")
def rivals(home, flights):
    return RivalCausesLab(flights, load("seats"))


@pytest.fixture(autouse=True)
def from_the_start(request):
    """Each test gets its lab as it opens."""
    for name in {"late", "stranded", "rivals"} & set(request.fixturenames):
        lab = request.getfixturevalue(name)
        lab.set(**{control.name: control.value for control in lab.make_controls()})


# --- Lesson 00: how late is late? ---------------------------------------------------------------------------


def test_late_is_what_arrives_later_than_the_line_or_never(late, flights):
    delay = flights["arr_delay"]
    for minutes in late.controls["minutes"].sweep():
        expected = (delay.isna() | (delay > minutes)).mean()
        assert late.late_share(minutes) == pytest.approx(expected)
        said = numbers_in(late.set(minutes=minutes))
        assert said == [minutes, rounded(expected, ".0%"), 1, rounded(1 / expected, ".0f")]


def test_the_point_stands_on_the_curve(late):
    page = Page(late)
    axes = late.figure.figure.axes[0]
    curve = axes.get_lines()[0]
    for minutes in (0, 15, 60, 120):
        page.type(page.named("minutes")[0], str(minutes))
        drop = outline(page.one("late-flights-drop-shape").get("d"))
        on_curve = float(np.interp(minutes, *curve.get_data()))
        at = axes.transData.transform([(minutes, 0), (minutes, on_curve)])
        height = late.figure.size[1]
        np.testing.assert_allclose(sorted(drop[:, 1]), sorted(height - at[:, 1]), atol=0.02)
        np.testing.assert_allclose(drop[:, 0], at[:, 0], atol=0.02)
        assert page.text("late-flights-value-shape") == f"{on_curve / 100:.1%}"


def test_the_question_beside_the_slider_has_an_answer_on_it(late):
    shares = [late.late_share(minutes) for minutes in late.controls["minutes"].sweep()]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.2 > shares[-1]


def test_what_lesson_00_says_without_a_number_is_so(late):
    reveal = questions.find("predictions", "00.late")["reveal"]
    assert "about one flight in four" in reveal and 0.225 < late.late_share(15) < 0.275


# --- Lesson 04, lab 1: stranded -----------------------------------------------------------------------------


def group(times, from_hour, at_most, normal_only):
    """Which flights are chosen, and which are everyone else."""
    kept = times.normal if normal_only else np.ones(len(times.hour), dtype=bool)
    chosen = times.hour >= from_hour
    if at_most < ANY_ROUTE:
        chosen &= times.flights_a_day <= at_most
    return chosen & kept, ~chosen & kept


def counted(times, rule="own", limit=None, from_hour=17, at_most=ANY_ROUTE, normal_only=False):
    """Flights, cancelled and stranded of the chosen group and of everyone else, counted flight by flight."""
    waiting = np.zeros(len(times.hour))
    waiting[times.cancelled] = queues(times, rule).stranded_share(limit)
    sets = group(times, from_hour, at_most, normal_only)
    return pd.DataFrame(
        {
            "flights": [each.sum() for each in sets],
            "cancelled": [times.cancelled[each].sum() for each in sets],
            "stranded": [waiting[each].sum() for each in sets],
        },
        index=["yours", "others"],
    )


SETTINGS = [
    {},
    {"from_hour": 12},
    {"from_hour": 18},
    {"from_hour": 17, "at_most": 2.5},
    {"from_hour": 17, "normal_only": True},
    {"from_hour": 6, "at_most": 1.0, "rule": "family"},
    {"from_hour": 20, "at_most": 4.0, "normal_only": True, "rule": "any airport"},
    {"from_hour": 17, "rule": "any airport", "seats_limited": True, "load": 85},
    {"from_hour": 15, "at_most": 8.0, "rule": "any carrier", "seats_limited": True, "load": 100},
]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_the_lab_says_and_draws_what_can_be_counted(stranded, times, setting):
    page = Page(stranded)
    words = stranded.set(**setting)
    limited = setting.get("seats_limited")
    keys = {key: value for key, value in setting.items() if key not in ("seats_limited", "load")}
    table = counted(times, limit=setting["load"] / 100 if limited else None, **keys)
    rates = table.div(table["flights"], axis=0)
    times_as_often = rates.loc["yours"] / rates.loc["others"]
    lost = table["stranded"] / table["cancelled"]
    said = numbers_in(words)
    assert said[0] == rounded(times_as_often["cancelled"], ".1f")
    assert said[3] == rounded(times_as_often["stranded"], ".1f")
    assert said[6:] == [rounded(lost["yours"], ".0%"), rounded(lost["others"], ".0%")]
    assert said[1] <= said[0] <= said[2] and said[4] <= said[3] <= said[5], "the interval holds the value"
    assert said[1] < said[2] and said[4] < said[5]
    for column in ("cancelled", "stranded"):
        for index, row in enumerate(("yours", "others")):
            per = 10_000 * rates.loc[row, column]
            assert page.text(f"stranded-{column}-value{index}-shape") == f"{per:,.0f}"
    shares = table.div(table.sum()).loc["yours"]
    assert page.text("stranded-share-value0-shape") == f"Your group is {shares['flights']:.0%} of all flights"
    assert page.text("stranded-share-value1-shape") == (
        f"Your group is {shares['stranded']:.0%} of all who are stranded"
    )


def test_bars_are_as_high_as_their_numbers_from_zero_and_on_one_scale(stranded):
    page = Page(stranded)
    for setting in ({"from_hour": 17}, {"from_hour": 17, "at_most": 2.5}, {"from_hour": 6, "rule": "any airport"}):
        stranded.set(**setting)
        heights, values = [], []
        contrast = stranded.contrast
        for column, pair in (("cancelled", contrast.cancelled), ("stranded", contrast.stranded)):
            for index in (0, 1):
                bar = outline(page.one(f"stranded-{column}-bar{index}-shape").get("d"))
                heights.append(np.ptp(bar[:, 1]))
                values.append(pair[index].value)
                whisker = outline(page.one(f"stranded-{column}-whisker{index}-shape").get("d"))
                spread = pair[index].high - pair[index].low
                assert np.ptp(whisker[:, 1]) / heights[-1] == pytest.approx(spread / values[-1], rel=0.02)
        np.testing.assert_allclose(np.array(heights) / heights[1], np.array(values) / values[1], rtol=0.01)


def test_the_number_lines_of_both_pictures_say_the_same(stranded):
    """The right picture has no figures on its axis; it may only because the left one's hold for both."""
    stranded.set(from_hour=17, at_most=2.5)
    left, right, _ = stranded.figure.figure.axes
    assert left.get_ylim() == right.get_ylim() and left.get_ylim()[0] == 0


def test_compare_is_what_the_lab_shows_with_room_on_every_flight(stranded, times):
    for hour, rule, normal in ((17, "own", False), (9, "any carrier", True)):
        found = stranded.compare(from_hour=hour, rule=rule, normal_only=normal)
        table = counted(times, rule, None, hour, ANY_ROUTE, normal)
        assert found.flights == tuple(table["flights"])
        assert found.stranded_flights == pytest.approx(tuple(table["stranded"]))
        stranded.set(from_hour=hour, rule=rule, normal_only=normal, seats_limited=True, load=95)
        assert stranded.contrast.stranded_flights > found.stranded_flights
        stranded.set(seats_limited=False)
        assert stranded.contrast == found


def test_the_load_that_strands_is_the_lowest_that_does(stranded, times):
    for rule, hour, share in (("any airport", 17, 0.5), ("any airport", 6, 0.4), ("own", 17, 0.9)):
        found = stranded.load_that_strands(share, rule, from_hour=hour)
        lost = {}
        for limit in (found - 0.01, found):
            table = counted(times, rule, limit, hour)
            lost[limit] = table.loc["yours", "stranded"] / table.loc["yours", "cancelled"]
        assert lost[found - 0.01] < share <= lost[found]


def test_the_worst_day_is_counted_flight_by_flight(stranded, times):
    waiting = pd.Series(queues(times, "own").stranded_share())
    rows = times.flights[times.cancelled].reset_index(drop=True)
    by_day = waiting.groupby([rows["month"], rows["day"]]).sum()
    assert by_day.idxmax() == (2, 8)
    for month, day in ((2, 8), (9, 12)):
        assert stranded.stranded_on(month=month, day=day) == pytest.approx(by_day[month, day])


def test_what_other_rules_and_busier_routes_would_do_is_counted(stranded, times):
    waiting = {rule: queues(times, rule).stranded_share() for rule in RULES}
    for rule in RULES:
        away = waiting["own"].sum() - waiting[rule].sum()
        assert stranded.rescued(rule) == pytest.approx(away / waiting["own"].sum())
    busy = (times.hour >= 17) & (times.flights_a_day > 2.5)
    assert stranded.lost_on_busier_routes(17, 2.5) == pytest.approx(waiting["own"][busy[times.cancelled]].mean())


@pytest.mark.parametrize("setting", [{"from_hour": 17}, {"from_hour": 19, "at_most": 2.5, "normal_only": True}])
def test_the_numbers_for_the_statement_are_those_on_the_screen(stranded, times, setting):
    stranded.set(**setting)
    fields = stranded.numbers()
    table = counted(times, **setting)
    assert number(fields, "part") == table.loc["yours", "stranded"]
    assert number(fields, "whole") == table.loc["yours", "flights"]
    assert number(fields, "count") == table["flights"].sum()
    assert f"from {setting['from_hour']}:00 on" in fields["unit"]
    assert ("at most 2.5 flights a day" in fields["unit"]) == ("at_most" in setting)
    assert ("normal days" in fields["unit"]) == ("normal_only" in setting)
    assert RULE_LABELS["own"] in fields["unit"] and "with room on every later flight" in fields["unit"]
    assert set(fields) <= {field.key for field in rubric("problem_statement").fields}
    checks = {
        criterion.key: criterion.check(fields) for criterion in rubric("problem_statement").criteria if criterion.check
    }
    assert checks["share"].done and checks["evidence"].done, "the form takes them as they are"


def test_the_numbers_name_the_assumptions_they_were_made_under(stranded, times):
    stranded.set(from_hour=17, rule="any airport", seats_limited=True, load=85)
    fields = stranded.numbers()
    assert RULE_LABELS["any airport"] in fields["unit"] and "85% of seats sold" in fields["unit"]
    table = counted(times, "any airport", 0.85, 17)
    assert number(fields, "part") == pytest.approx(table.loc["yours", "stranded"], abs=0.5)


def test_the_form_takes_the_numbers_of_the_group_last_chosen(stranded, fresh_workbook):
    page = Page(form("problem_statement", numbers=stranded.numbers))
    stranded.set(from_hour=18)
    page.press("numbers")
    whole = stranded.contrast.flights[0]
    assert page.named("whole")[0].value == f"{whole:,}" and f"of {whole:,} flights" in page.text("composed")


def test_the_load_matters_only_where_seats_are_limited(stranded):
    before = stranded.set(from_hour=17)
    assert stranded.set(load=100) == before
    after = stranded.set(seats_limited=True)
    assert after != before and "100%" in after, "with every seat sold nobody gets away"


def test_a_kinder_rule_never_strands_more(stranded):
    left = [stranded.compare(from_hour=17, rule=rule).stranded_flights[0] for rule in RULES]
    assert left == sorted(left, reverse=True) and left[0] > left[-1] > 0
    assert list(RULE_LABELS) == list(RULES)


def test_no_ratio_is_absurd(stranded):
    """Rounding dust among those with nobody stranded once made an interval of 2.4e14 times."""
    limits = [100, 85, 80, 50]
    for hour, normal, rule, limit in itertools.product((6, 7, 12, 22), (False, True), RULES, limits):
        words = stranded.set(from_hour=hour, normal_only=normal, rule=rule, seats_limited=True, load=limit)
        assert max(numbers_in(words)) < 1000, words


def test_an_empty_group_and_an_empty_rest_are_said_in_words(flights, home):
    afternoon = flights[flights["sched_dep"].between(1200, 1859)]
    small = StrandedLab(afternoon, load("seats"))
    small.set(from_hour=12)
    assert small.contrast.flights[1] == 0 and small.words.startswith("Every flight is in your group")
    page = Page(small)
    assert page.text("stranded-cancelled-value1-shape") == "no flights"
    page.type(page.named("from_hour")[0], "17")
    assert "times" in page.text("o2p-words")
    assert page.one("stranded-cancelled-whisker1-shape").get("visibility") == "visible"
    page.type(page.named("from_hour")[0], "20")
    assert small.contrast.flights[0] == 0 and page.text("o2p-words").startswith("No flight is in that group.")
    assert page.text("stranded-cancelled-value0-shape") == "no flights"
    assert page.text("stranded-share-value0-shape") == "Your group is 0% of all flights"


def test_too_few_to_compare_is_said_in_words(flights, home):
    calm = flights[(flights["month"] == 9) & (flights["day"].between(15, 16)) & flights["dep_delay"].notna()]
    one = flights[flights["dep_delay"].isna() & (flights["month"] == 9) & (flights["day"] == 16)].head(1)
    lab = StrandedLab(pd.concat([calm, one]), load("seats"))
    assert lab.words.startswith("Too few flights to compare")


# --- The questions beside the controls, and what the lesson answers -----------------------------------------


def test_the_hour_in_the_lessons_answer_is_the_first_that_fits(stranded):
    asked = stranded.controls["from_hour"]
    assert "over 4 in 5 of the cancelled flights stranded" in asked.question
    lost = {int(hour): stranded.compare(from_hour=int(hour)).lost[0] for hour in asked.sweep()}
    first = next(hour for hour, share in lost.items() if share > 0.8)
    text = questions.find("texts", "04.evening.seen")["text"]
    assert f"From {first}:00 on, over 4 in 5" in text


def test_thin_routes_move_the_right_picture_and_not_the_left(stranded):
    evening, thin = stranded.compare(from_hour=17), stranded.compare(from_hour=17, at_most=2.5)
    cancelled = thin.cancelled[0].value / evening.cancelled[0].value
    lost = thin.lost[0] / evening.lost[0]
    assert lost > 1.1 and thin.lost[0] > 0.9 and cancelled < 2


def test_the_snow_does_not_make_it(stranded):
    evening, normal = stranded.compare(from_hour=17), stranded.compare(from_hour=17, normal_only=True)
    assert normal.stranded_ratio.value > evening.stranded_ratio.value > evening.cancelled_ratio.value > 1


def test_the_load_that_is_asked_for_is_on_the_slider(stranded):
    slider = stranded.controls["load"]
    assert slider.low / 100 < stranded.load_that_strands(0.5, "any airport", from_hour=17) < slider.high / 100


def test_what_lesson_04_says_of_the_two_carriers_is_so(flights):
    two = ruined.compare(flights, "9E", "B6")
    choices = questions.find("predictions", "04.worse_carrier")["choices"]
    assert "shorter average delay" in choices["9E"] and "longer average delay" in choices["B6"]
    assert two.first.mean_delay < two.second.mean_delay and two.first.ruined > two.second.ruined
    assert two.first.cancelled > two.second.cancelled and two.gap.low > 0


def test_evenings_have_no_more_diversions(flights):
    """What the quiz 04.kpi says to whoever thinks so."""
    diverted = flights["dep_delay"].notna() & flights["arr_delay"].isna()
    evening = flights["sched_dep"] >= 1700
    assert diverted[evening].mean() <= diverted[~evening].mean()


# --- Lesson 04, lab 2: rival causes -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(times):
    return RivalCauses(times)


@pytest.mark.parametrize("chosen", [(), CAUSES[:1], CAUSES[1:3], CAUSES[:3], CAUSES], ids=len)
def test_each_bar_is_what_the_model_counts(rivals, model, chosen):
    page = Page(rivals)
    rivals.set(load=90, at_least=3, **{cause: cause in chosen for cause in CAUSES})
    sets = [(), *[(cause,) for cause in CAUSES], chosen]
    expected = [10_000 * model.stranded(off, 0.9, 3).value for off in sets]
    assert len(BARS) == len(expected)
    for index, value in enumerate(expected):
        assert page.text(f"rival-causes-left-value{index}-shape") == f"{value:,.0f}"
    before, *alone, left = expected
    fall = {cause: 1 - value / before for cause, value in zip(CAUSES, alone, strict=True)}
    said = numbers_in(rivals.words)
    if not chosen:
        assert said[:3] == [90, rounded(before, ".0f"), 10_000]
        assert said[3] == rounded(sum(fall.values()), ".0%")
    else:
        assert said[:2] == [rounded(left, ".0f"), rounded(before, ".0f")]
        assert said[3] == rounded(1 - left / before, ".0%")
        together = [rounded(sum(fall[cause] for cause in chosen), ".0%")] if len(chosen) > 1 else []
        assert said[4:] == together
        assert all(SHORT[cause] in rivals.words for cause in chosen)


def test_the_shares_the_lesson_quotes_are_those_of_the_lab(rivals, model):
    before = model.stranded((), 0.8, 2.5).value
    shares = rivals.shares_removed(load=80, at_least=2.5)
    assert list(shares) == list(CAUSES)
    for cause, share in shares.items():
        assert share == pytest.approx(1 - model.stranded((cause,), 0.8, 2.5).value / before)
    both = rivals.before_and_left(load=80, at_least=2.5)
    assert both == pytest.approx((10_000 * before, 10_000 * model.stranded(CAUSES, 0.8, 2.5).value))


def test_no_combination_is_said_to_take_less_than_nothing_or_more_than_all(rivals):
    for on in itertools.product((False, True), repeat=4):
        for load_sold, at_least in ((50, 1), (80, 2.5), (99, 8)):
            rivals.set(load=load_sold, at_least=at_least, **dict(zip(CAUSES, on, strict=True)))
            words = plain(rivals.words)
            assert "-" not in words.replace("one-carrier", ""), words
            if any(on):
                assert 0 <= numbers_in(words)[3] <= 100


def test_the_questions_of_the_second_lab_have_an_answer_on_it(rivals):
    """No one switch makes the others needless; and the falls add up to more than all at first, to less when full."""
    start = rivals.values
    shares = rivals.shares_removed(start["load"], start["at_least"])
    assert max(shares.values()) < 0.95
    assert sum(shares.values()) > 1
    fullest = rivals.shares_removed(rivals.controls["load"].high, start["at_least"])
    assert "less than 100%" in rivals.controls["load"].question and sum(fullest.values()) < 1


def test_the_words_change_where_the_falls_stop_adding_up_to_all(rivals):
    assert "only 100% to lose" in rivals.set()
    assert "only 100% to lose" not in rivals.set(load=99)


def test_the_limit_of_thin_routes_moves_only_what_leaves_them_out(rivals):
    before = Page(rivals)
    rivals.set(**{"thin routes": True})
    texts = [before.text(f"rival-causes-left-value{index}-shape") for index in range(6)]
    rivals.set(at_least=8)
    after = [before.text(f"rival-causes-left-value{index}-shape") for index in range(6)]
    assert [old != new for old, new in zip(texts, after, strict=True)] == [False, False, False, False, True, True]


# --- What all labs share ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["late", "stranded", "rivals"])
def test_a_lab_opens_as_its_controls_say_and_comes_back_there(request, name):
    lab = request.getfixturevalue(name)
    opening = lab.set(**{control.name: control.value for control in lab.make_controls()})
    for control in lab.controls.values():
        assert control.value in control.sweep()
        lab.set(**{control.name: control.sweep()[0]})
    assert plain(lab.words) != opening
    Page(lab).press("reset")
    assert plain(lab.words) == opening and opening in lab.description()
    svg = parse(lab.figure.svg(lab.title, plain(lab.words)))
    assert [node.text for node in svg if node.name == "desc"] == [opening]
