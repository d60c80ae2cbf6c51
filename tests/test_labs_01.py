"""What the labs of lesson 01 say and draw at known settings, held against the models, plain pandas and each other."""

from __future__ import annotations

import math
import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from page import Page, parse
from test_panels import outline

from ops2pm import load, questions
from ops2pm.labs import bridge_pay, funnel, which_door
from ops2pm.labs.bridge_pay import BridgePayLab
from ops2pm.labs.funnel import CHANNELS, INVENTED, REACHED, STEPS, FunnelLab
from ops2pm.labs.which_door import CRITERIA, DOORS, GUESSES, WhichDoorLab
from ops2pm.models import funnel as model
from ops2pm.models.doors import Swing, win_shares
from ops2pm.models.occupations import BRACKET, BRIDGE, COUNTRY, OPS
from ops2pm.models.ranges import Ranges
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain

ENDS = ("low", "base", "high")
NUMBER = r"[-−+]?\d[\d,]*(?:\.\d+)?"
LABS = {"pay": BridgePayLab, "doors": WhichDoorLab, "search": FunnelLab}


def numbers_in(text):
    """Every number of a sentence, in order."""
    found = (each.replace(",", "").replace("−", "-") for each in re.findall(NUMBER, plain(text)))
    return [float(each) for each in found]


def shown(page, part):
    """What a moving text of the picture says."""
    return page.text(f"{page.panel.name}-{part}-shape")


@pytest.fixture
def home(fresh_workbook):
    """An empty workbook in which every prediction of this lesson is committed."""
    for lab in LABS.values():
        session.record(*lab.opens_after.split("/"), 1)
    return fresh_workbook


@pytest.fixture(scope="module")
def wages():
    return load("wages")


@pytest.fixture
def pay(home, wages):
    return BridgePayLab(wages)


@pytest.fixture
def doors(home):
    return WhichDoorLab()


@pytest.fixture
def search(home):
    return FunnelLab()


# --- Pay ----------------------------------------------------------------------------------------------------


def median(wages, area, job):
    found = wages[(wages["area"] == area) & (wages["occupation"] == job)]["p50"]
    return float(found.iloc[0]) if len(found) else math.nan


@pytest.mark.parametrize(
    ("now", "other", "start"),
    [
        ("distribution manager", "project management specialist", "United States"),
        ("logistician", "project management specialist", "Chicago"),
        ("planning clerk", "marketing manager", "San Jose"),
        ("purchasing manager", "market research analyst", "Atlanta"),
    ],
)
def test_the_pay_lab_says_and_draws_what_the_table_holds(pay, wages, now, other, start):
    area = next(each for each in pay.pay.areas if each.startswith(start))
    page = Page(pay)
    said = numbers_in(pay.set(now=now, other=other, area=area).replace(area, "there"))
    ours, theirs = median(wages, area, now), median(wages, area, other)
    metro = (
        wages[wages["area"] != COUNTRY].pivot(index="area", columns="occupation", values="p50")[[now, other]].dropna()
    )
    assert said[:3] == [theirs, ours, round(100 * (theirs / ours - 1))]
    assert said[3:6] == [len(metro), (metro[other] > metro[now]).sum(), (metro[other] < metro[now]).sum()]
    gaps = pay.gaps(now, other)
    assert said[6:] == [gaps.surely_more, gaps.surely_less, gaps.untold] and sum(said[6:]) == said[3]
    assert shown(page, "pays0") == f"you: median ${ours:,.0f}" and shown(page, "pays1") == f"median ${theirs:,.0f}"
    typical = (metro[other] / metro[now]).median() - 1
    assert shown(page, "gap-words1") == f"the typical area: {bridge_pay.per_cent(typical)}"
    assert shown(page, "count-more") == f"more in {said[4]:.0f}"


def test_a_line_runs_from_the_tenth_to_the_ninetieth_and_all_are_on_one_scale(pay, wages):
    page, axes = Page(pay), pay.figure.figure.axes[0]
    for number, job in enumerate(("distribution manager", "project management specialist", *BRACKET)):
        row = wages[(wages["area"] == COUNTRY) & (wages["occupation"] == job)].iloc[0]
        for part, columns in (("range", ("p10", "p90")), ("half", ("p25", "p75")), ("median", ("p50", "p50"))):
            drawn = outline(page.one(f"bridge-pay-{part}{number}-shape").get("d"))[:, 0]
            expected = axes.transData.transform([(row[column], 0) for column in columns])[:, 0]
            np.testing.assert_allclose([drawn.min(), drawn.max()], expected, atol=0.02)
    assert axes.get_xlim()[0] == 0


def test_the_bars_of_the_areas_count_every_area_once(pay):
    axes = pay.figure.figure.axes[2]
    for now, other in product(("distribution manager", "planning clerk"), (*BRIDGE, *BRACKET)):
        pay.set(now=now, other=other)
        gaps = pay.gaps(now, other)
        heights = [patch.get_path().vertices.reshape(-1, 5, 2)[:, 1, 1] for patch in (pay._all, pay._told)]
        share = heights[1].sum() / heights[0].sum()
        assert share == pytest.approx((gaps.told != 0).mean()), "dark bars are the part the survey can tell"
        assert (heights[1] <= heights[0] + 1e-9).all()
        edges = pay._all.get_path().vertices.reshape(-1, 5, 2)[:, 0, 0]
        below = heights[0][edges < 0].sum() / heights[0].sum()
        assert below == pytest.approx((gaps.by_area < 0).mean(), abs=1e-9)
        assert axes.get_xlim()[0] < -50 < 0 < axes.get_xlim()[1]


def test_what_is_not_published_is_said(pay, wages):
    metro = wages[wages["area"] != COUNTRY].pivot(index="area", columns="occupation", values="p50")
    first = metro.index[metro["data scientist"].isna() & metro["logistician"].notna()][0]
    page = Page(pay)
    words = pay.set(now="logistician", other="data scientist", area=first)
    assert f"In {first} no figure is published for: data scientist." in words
    assert shown(page, "pays1") == "no figure published here"
    assert shown(page, "gap-words2") == "the area you chose: not published"
    assert page.one("bridge-pay-median1-shape").get("visibility") == "hidden"
    assert page.one("bridge-pay-median0-shape").get("visibility") != "hidden"


def test_the_text_about_pay_is_so(pay):
    """“Nearly everywhere” and “nearly nowhere”: at least nine in ten areas, at most one in ten."""
    of_100 = {now: pay.gaps(now).of_100 for now in OPS}
    everywhere = ("buyer", "transport and warehouse supervisor", "production supervisor")
    nowhere = ("purchasing manager", "production manager")
    assert all(of_100[now] >= 90 for now in everywhere) and all(of_100[now] <= 10 for now in nowhere)
    gaps = pay.gaps()
    assert gaps.less > 3 * gaps.more and pay.gaps("logistician").more > 9 * pay.gaps("logistician").less
    proxy = pay.gaps("distribution manager", "marketing manager")
    assert proxy.country - proxy.typical > 0.15 and proxy.typical < proxy.same_places < proxy.country
    source = (Path(__file__).parents[1] / "course" / "lessons" / "01_which_door.md").read_text(encoding="utf-8")
    sentence = "in the typical area the bridge pays a distribution manager 8% less, so our guess for it is 4."
    assert sentence in source and f"{gaps.typical:.0%}" == "-8%"
    base = which_door.TABLE.value["bridge", "pay"].base
    assert base == 4 == round(5 + 10 * gaps.typical), "one point is about 10% of what you earn"
    text = questions.find("texts", "01.bridge.seen")["text"]
    for phrase in (
        "buyers and supervisors it is a rise nearly everywhere",
        "purchasing and production managers, nearly nowhere",
    ):
        assert phrase in " ".join(text.split())


def test_a_gap_is_signed_with_a_true_minus():
    assert [bridge_pay.per_cent(x) for x in (0.084, -0.084, 0.001, -0.004, 0)] == ["+8%", "−8%", "0%", "0%", "0%"]


# --- Five doors ---------------------------------------------------------------------------------------------


def test_the_guesses_make_the_surprise_true_and_are_labelled(doors):
    opening = which_door.opening()
    assert opening.leaders == ("stay",) and opening.second == opening.winner == "ops"
    assert abs(opening.flip.change) < 1, "less than one point of ten"
    assert shown(Page(doors), "whose") == "scores: the course's guesses"
    assert "guesses" in doors.question and "guesses" in doors.controls["scores"].label
    assert which_door.hopeless() == {"APM programme": "Internal move", "Bridge job": "Stay and build"}
    facts = which_door.facts()
    assert facts["second"] == facts["pay"] == facts["safety"] == "PM in an ops product"
    row = [which_door.TABLE.value["ops", key] for key in CRITERIA]
    assert 0.27 < facts["often"] < 0.33, "about three in ten; with 200,000 rolls 30.0%"
    assert all(cell.base - cell.low >= cell.high - cell.base for cell in row)
    seen = questions.find("texts", "01.doors.seen")["text"]
    assert "**Two doors can't win here" in seen


def words_of(found, start=5):
    """door that wins, weight name, from, to: what the words propose."""
    match = re.search(
        r"(Raise|Lower) the weight of (.+?) from ([\d.]+): at ([\d.]+) \((.+?) (higher|lower)\) two doors are level, "
        r"at ([\d.]+) the lead goes to (.+?)\.",
        plain(found),
    )
    if not match:
        return None
    now, at, to = float(match[3]), float(match[4]), float(match[7])
    assert (match[1] == "Raise") == (match[6] == "higher") == (to > now)
    assert min(now, to) < at < max(now, to), "level before the other leads"
    assert match[5] == "a hair" or abs(at - now) == pytest.approx(float(match[5]), abs=0.011)
    return match[8], {which_door._small(label): key for key, label in CRITERIA.items()}[match[2]], to, match[1]


@pytest.mark.parametrize(
    "weights", [{}, {"odds": 0}, {"pay": 10}, {"safety": 0}, {"near": 7.3, "odds": 2.1}, {"odds": 4.3}]
)
def test_doing_what_the_words_propose_makes_that_door_win(doors, weights):
    winner, criterion, to, verb = words_of(doors.set(**weights))
    before = doors.values[criterion]
    assert (to > before) == (verb == "Raise")
    words = doors.set(**{criterion: to})
    assert plain(words).startswith(f"{winner} leads with")
    back = round(to + (0.1 if verb == "Lower" else -0.1), 1)
    assert not plain(doors.set(**{criterion: back})).startswith(f"{winner} leads with"), "one step less isn't enough"


def test_every_wording_and_every_draw_is_right_over_many_settings(doors):
    dice = np.random.default_rng(11)
    for _ in range(120):
        weights = {
            key: float(value) for key, value in zip(CRITERIA, dice.choice([0, 1, 2.5, 5, 9.9, 10], 5), strict=True)
        }
        words = plain(doors.set(**weights))
        if not any(weights.values()):
            assert words.startswith("Every weight is 0")
            continue
        points = {
            door: sum(weights[key] * doors.values["scores"][door, key].base for key in CRITERIA) / sum(weights.values())
            for door in DOORS
        }
        best = [DOORS[door] for door in DOORS if points[door] > max(points.values()) - 1e-9]
        assert words.startswith(" and ".join(best))
        assert ("are level" in words.partition(":")[0]) == (len(best) > 1)
        proposal = words_of(words)
        if len(best) == 1 and proposal is None:
            assert "No change of a single weight" in words
            # the slider's whole range of every weight, and the same door leads
            for key in CRITERIA:
                for value in (0.1, 2, 4, 6, 8, 9.9):
                    assert (
                        DOORS[which_door.decide(doors.values["scores"], {**weights, key: value}).leaders[0]] == best[0]
                    )


def test_bars_and_names_are_those_of_the_decision(doors):
    page, axes = Page(doors), doors.figure.figure.axes[0]
    for weights in ({}, {"odds": 0, "near": 10}, {"safety": 10, "pay": 0}):
        doors.set(**weights)
        decision, cells = doors.decision, doors.values["scores"]
        shares = win_shares(
            Ranges(*(np.array([[getattr(cells[d, k], end) for k in CRITERIA] for d in DOORS]) for end in ENDS)),
            np.array([doors.values[key] for key in CRITERIA]),
        )
        for row, door in enumerate(DOORS):
            seen = [
                p
                for p in ("first", "second", "rest")
                if page.one(f"which-door-{p}{row}-shape").get("visibility") != "hidden"
            ]
            place = "first" if door in decision.leaders else "second" if door == decision.second else "rest"
            assert seen == [place]
            bar = outline(page.one(f"which-door-{place}{row}-shape").get("d"))[:, 0]
            width = np.ptp(axes.transData.transform([(0, 0), (shares[row], 0)])[:, 0])
            assert np.ptp(bar) == pytest.approx(width, abs=0.03)
            assert shown(page, f"points{row}").endswith(f"leads in {shares[row]:.0%}")
        top = decision.swings[0]
        assert shown(page, "swing0") == which_door.swing_name(top)
        lost = outline(page.one("which-door-lost0-shape").get("d"))[:, 0]
        below = min(0.0, top.at_low, top.at_high)
        scale = doors.figure.figure.axes[1].transData
        assert np.ptp(lost) == pytest.approx(np.ptp(scale.transform([(below, 0), (0, 0)])[:, 0]), abs=0.03)


def test_the_readers_own_scores_count_are_told_and_are_kept(doors):
    page = Page(doors)
    page.type(page.named("scores.bridge.pay")[0], "8-9-10")
    page.type(page.named("scores.bridge.near")[0], "9")
    page.type(page.named("scores.bridge.evidence")[0], "7 to 9")
    page.type(page.named("scores.bridge.safety")[0], "8–9–10")
    assert page.text("o2p-words").startswith("Bridge job leads")
    assert shown(page, "whose") == "scores: 4 of 25 differ from the course's guesses"
    again = WhichDoorLab()
    assert plain(again.words).startswith("Bridge job leads")
    assert which_door.opening().leaders == ("stay",), "what the lesson says of the guesses doesn't move"
    page.press("reset")
    assert page.text("o2p-words").startswith("Stay and build leads")
    assert shown(page, "whose") == "scores: the course's guesses"


def test_a_table_row_has_a_cell_for_each_criterion(doors, search):
    for lab, columns in ((doors, len(CRITERIA)), (search, len(STEPS))):
        rows = [node for node in parse(lab.html) if node.name == "tr"][1:]
        assert rows and all(sum(each.name == "td" for each in row) == columns for row in rows)


def test_the_form_takes_the_doors_and_a_flip_that_recomputes(doors):
    page = Page(form("path_decision", numbers=doors.numbers))
    doors.set(pay=10, odds=6)
    page.press("numbers")
    flip = doors.decision.flip
    assert page.named("door")[0].value == DOORS[doors.decision.leaders[0]]
    assert float(page.named("flip")[0].value) == pytest.approx(flip.at, abs=0.005)
    checks = {c.key: c.check(doors.numbers()) for c in rubric("path_decision").criteria if c.check}
    assert checks["doors"].done and checks["flip"].done, checks["flip"].message
    assert set(doors.numbers()) <= {field.key for field in rubric("path_decision").fields}


def test_the_numbers_for_the_form_are_right_where_nothing_flips(doors):
    doors.set(**dict.fromkeys(CRITERIA, 0))
    assert doors.numbers() == {"leader": ""}
    doors.set(safety=10)
    fields = doors.numbers()
    assert fields["door"] == "Stay and build" and ("flip" in fields) == (doors.decision.flip is not None)
    for seed in range(60):
        dice = np.random.default_rng(seed)
        doors.set(**{key: float(dice.integers(0, 101)) / 10 for key in CRITERIA})
        fields = doors.numbers()
        if "flip" in fields:
            check = next(c for c in rubric("path_decision").criteria if c.key == "flip").check
            assert check(fields).done, fields


def test_a_door_that_hardly_opens_may_lead_and_that_is_said(doors):
    words = plain(doors.set(scores={"apm.odds": "1", **{f"apm.{key}": "10" for key in list(CRITERIA)[1:]}}))
    assert words.startswith("APM programme leads") and "although it hardly opens" in words
    assert "although" not in plain(doors.set(scores={**{f"apm.{key}": "10" for key in CRITERIA}, "apm.odds": "2"}))


def test_a_door_with_no_odds_at_all_is_left_out_and_the_rest_is_as_without_it(doors):
    page, splendid = Page(doors), {f"inside.{key}": "10" for key in CRITERIA}
    words = plain(doors.set(scores={**splendid, "inside.odds": "0"}))
    assert words.startswith("Stay and build leads") and words.endswith(
        "Left out, because the odds are 0: Internal move."
    )
    assert shown(page, "points1") == "left out: odds 0"
    assert page.one("which-door-rest1-shape").get("visibility") != "hidden"
    names = {which_door.swing_name(swing) for swing in doors.decision.swings}
    assert len(names) == 20 and not any(name.startswith("Internal move") for name in names)
    start = which_door.opening()
    for door in ("apm", "bridge", "ops", "stay"):
        assert doors.decision.points[door] == pytest.approx(start.points[door])
    assert doors.decision.winner == "ops" and DOORS["ops"] == list(DOORS.values())[doors.decision.flip.winner]
    # The likely odds may be 0: as long as the best case is above, the door stays.
    assert "Left out" not in plain(doors.set(scores={**splendid, "inside.odds": "0–0–1"}))
    shut = {f"{door}.odds": "0" for door in DOORS}
    assert plain(doors.set(scores=shut)).startswith("Every door has 0 for its odds")
    assert doors.numbers() == {"leader": ""}
    del shut["ops.odds"]
    assert plain(doors.set(scores=shut)).startswith("PM in an ops product is the only door left")
    assert doors.numbers() == {"door": DOORS["ops"], "leader": DOORS["ops"]}
    assert "Every weight is 0" in plain(doors.set(**dict.fromkeys(CRITERIA, 0)))


def test_every_name_of_a_score_has_room(doors):
    renderer = RendererAgg(600, 600, 72)
    words = doors._swings[0][2]
    for door, key in product(DOORS, CRITERIA):
        words.set_text(which_door.swing_name(Swing(list(DOORS).index(door), list(CRITERIA).index(key), 0, 1)))
        with doors.figure.style():
            assert words.get_window_extent(renderer).width < 0.405 * doors.figure.size[0] - 10, words.get_text()


def test_level_doors_are_both_named(doors):
    same = dict.fromkeys([f"{door}.{key}" for door in ("apm", "stay") for key in CRITERIA], "9")
    words = plain(doors.set(scores=same))
    assert words.startswith("APM programme and Stay and build are level at 9.0 points.")
    assert "flip" not in doors.numbers()


def test_every_guess_rises_and_has_a_line_for_every_criterion():
    assert GUESSES.keys() == DOORS.keys()
    for cell in which_door.TABLE.value.values():
        assert 0 <= cell.low <= cell.base <= cell.high <= 10


# --- The funnel ---------------------------------------------------------------------------------------------


def test_the_funnel_says_what_the_counts_leave_possible(search):
    (rate,) = model.rates([3], [20])
    said = numbers_in(search.words)
    assert said[:5] == [3, 20, 15, round(100 * rate.low), round(100 * rate.high)]
    page = Page(search)
    page.type(page.named("counts.cold.sent")[0], "200")
    page.type(page.named("counts.cold.screen")[0], "30")
    (rate,) = model.rates([30], [200])
    assert numbers_in(page.text("o2p-words"))[:5] == [30, 200, 15, round(100 * rate.low), round(100 * rate.high)]
    assert shown(page, "rate0") == "cold, to a screen: 30 of 200" and shown(page, "whose") == "counts: yours"


def test_lines_and_strokes_stand_where_the_numbers_say(search):
    page, axes = Page(search), search.figure.figure.axes[0]
    for row, (step, channel) in enumerate(product(range(len(REACHED)), CHANNELS)):
        tried, passed = INVENTED[channel][step], INVENTED[channel][step + 1]
        (rate,) = model.rates([passed], [tried])
        band = outline(page.one(f"funnel-band{row}-shape").get("d"))[:, 0]
        ends = axes.transData.transform([(rate.low, 0), (rate.high, 0)])[:, 0]
        np.testing.assert_allclose([band.min(), band.max()], ends, atol=0.02)
        stroke = outline(page.one(f"funnel-counted{row}-shape").get("d"))[:, 0]
        assert stroke.mean() == pytest.approx(axes.transData.transform((rate.value, 0))[0], abs=0.02)


def simulated(counts, a_week, draws=40_000):
    """Median weeks by drawing rates and then whole applications, with other random numbers."""
    dice = np.random.default_rng(77)
    pairs = zip(counts[1:], counts[:-1], strict=True)
    rate = np.prod([dice.beta(x + 0.5, n - x + 0.5, draws) for x, n in pairs], axis=0)
    return float(np.median((dice.geometric(np.maximum(rate, 1e-9)) - 0.5) / a_week))


@pytest.mark.parametrize("counts", [INVENTED["cold"], (60, 12, 5, 1), (200, 30, 9, 2)])
def test_weeks_are_those_of_a_plain_simulation(counts):
    found = funnel.waits({"cold": counts, "warm": (0, 0, 0, 0)}, cold=4, warm=0, push="points")
    assert found["cold only"].value == pytest.approx(simulated(counts, 4), rel=0.12)
    assert found["both"] == found["cold only"] and math.isinf(found["warm only"].value)


@pytest.mark.parametrize(
    ("cold", "why"),
    [
        ((0, 0, 0, 0), "no cold application has been counted yet"),
        ((12, 0, 0, 0), "no cold application has led to a screen yet"),
        ((12, 3, 0, 0), "no cold application has come to interviews yet"),
    ],
)
def test_where_a_stage_has_no_count_no_weeks_are_named(search, cold, why):
    """With nothing counted the prior alone would promise an offer within two weeks."""
    page = Page(search)
    cells = {f"cold.{step}": str(n) for step, n in zip(STEPS, cold, strict=True)}
    words = plain(search.set(counts=cells))
    assert f"How many weeks with both, your counts can't say: {why}. By the warm ones alone half of such" in words
    assert "to never" not in words, "the warm ones say more than that"
    assert shown(page, "wait0") == "cold only: can't say" and shown(page, "wait2") == "both: can't say"
    assert page.one("funnel-weeks2-shape").get("visibility") == "hidden"
    assert page.one("funnel-median2-shape").get("visibility") == "hidden"
    # What the warm ones say is still said, and is theirs alone.
    alone = funnel.waits(INVENTED, 0, 1, "points")["both"]
    assert f"By the warm ones alone half of such searches have an offer within {funnel.in_weeks(alone.value)};" in words
    assert shown(page, "wait1") == f"warm only: {funnel.in_weeks(alone.value)}"
    assert words.endswith("Set them to 0 a week to see which warm stage would help.")
    # With the silent channel unused the other one is enough.
    assert "can't say" not in plain(search.set(cold=0, warm=2))


def test_what_helps_most_is_named_only_where_the_weeks_shown_differ(search):
    dice = np.random.default_rng(4)
    for _ in range(60):
        row = {c: np.minimum.accumulate(dice.integers(1, 60, 4)).tolist() for c in CHANNELS}
        cells = {f"{c}.{step}": str(n) for c in CHANNELS for step, n in zip(STEPS, row[c], strict=True)}
        words = plain(
            search.set(counts=cells, cold=int(dice.integers(1, 20)), push=str(dice.choice(list(funnel.PUSHES))))
        )
        weeks = funnel.waits(
            {c: tuple(row[c]) for c in CHANNELS}, *(search.values[k] for k in ("cold", "warm", "push"))
        )
        told = {name: funnel.in_weeks(weeks[name].value) for name in funnel.BETTER}
        named = re.search(r"Better (.+?) would help most: (.+?)\.", words)
        if named is None:
            assert "Better at any one stage, it would be much the same." in words
            continue
        best = {f"better {each}" for each in named[1].split(" or ")}
        assert {told[name] for name in best} == {named[2]}
        assert all(told[name] != named[2] for name in set(told) - best) and len(best) < 3
        assert min(weeks[name].value for name in told) == min(weeks[name].value for name in best)


def test_a_better_stage_is_never_slower_and_doubling_gains_the_same_everywhere(search):
    for push in funnel.PUSHES:
        found = funnel.waits(INVENTED, 4, 1, push)
        assert all(found[name].value <= found["both"].value for name in funnel.BETTER)
    low = {channel: (4000, 600, 60, 6) for channel in CHANNELS}
    values = [funnel.waits(low, 4, 1, "double")[name].value for name in funnel.BETTER]
    assert values == pytest.approx([values[0]] * 3, rel=0.01)
    points = {
        name: funnel.waits({c: (100, 10, 5, 4) for c in CHANNELS}, 4, 1, "points")[name].value for name in funnel.BETTER
    }
    assert min(points, key=points.get) == "better at screens", "ten points are worth most where the rate is lowest"
    assert "Better at any one stage, it would be much the same." in search.set(push="double")


def test_twice_as_many_cold_applications_halve_the_weeks_of_cold_ones():
    once, twice = (funnel.waits(INVENTED, cold, 0, "points")["both"].value for cold in (4, 8))
    assert once == pytest.approx(2 * twice)


def test_impossible_counts_are_said_in_one_sentence_and_the_rest_stays(search):
    page = Page(search)
    page.type(page.named("counts.warm.offer")[0], "4")
    words = page.text("o2p-words")
    assert words.startswith("In the row “warm” 4 offers come from 1 interview rounds, which can't be")
    assert shown(page, "wait2") == "both: –"
    assert page.one("funnel-weeks2-shape").get("visibility") == "hidden"
    assert shown(page, "rate0") == "cold, to a screen: 3 of 20"
    page.type(page.named("counts.warm.offer")[0], "1")
    assert page.one("funnel-weeks2-shape").get("visibility") != "hidden" and "can't be" not in page.text("o2p-words")


def test_nothing_sent_and_nothing_counted_are_said(search):
    words = plain(search.set(cold=0, warm=0))
    assert "Nothing is sent, so no offer comes." in words
    nothing = {f"{channel}.{step}": "0" for channel in CHANNELS for step in STEPS}
    words = plain(search.set(counts=nothing, cold=4, warm=1))
    assert words.startswith("No cold application yet: their rate may be anything.")
    assert "can't say: no cold application has been counted and no warm application has been counted yet" in words
    assert "Anything from under a week to never fits." in words


def test_weeks_are_said_as_people_say_them():
    said = [funnel.in_weeks(weeks) for weeks in (0.2, 0.95, 1.4, 1.6, 30.2, 103.6, 104, 300, 521, math.inf, math.nan)]
    assert said == [
        "under 1 week", "1 week", "1 week", "2 weeks", "30 weeks", "104 weeks", "2.0 years", "5.8 years",
        "over 10 years", "nothing sent", "can't say",
    ]  # fmt: skip


def test_very_short_and_very_long_searches_are_sentences(search):
    sure = {f"{channel}.{step}": "9" for channel in CHANNELS for step in STEPS}
    words = plain(search.set(cold=20, warm=5, counts=sure))
    assert "have an offer in under 1 week; all of the middle 80% take under 1 week." in words
    long = {"cold.sent": "9999", "cold.screen": "100", "cold.interviews": "3", "cold.offer": "0"}
    words = plain(search.set(cold=1, warm=0, counts=long))
    assert "have an offer only after more than 10 years; all of the middle 80% take over 10 years." in words
    words = plain(search.set(cold=20, warm=5, counts={}))
    assert "the middle 80% take from under 1 week to" in words


@pytest.mark.parametrize("cold", [0, 1, 4, 20])
@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (1, 1, 1, 0), (20, 3, 1, 0), (9, 9, 9, 9), (9999, 100, 3, 0)])
def test_no_number_of_weeks_follows_within(search, cold, counts):
    typed = {f"cold.{step}": str(count) for step, count in zip(STEPS, counts, strict=True)}
    assert not re.search(r"within (under|over|can't)|take (under|over)[^.]* to", search.set(cold=cold, counts=typed))


def test_the_ends_of_the_gaps_say_what_they_hold(pay):
    for now, other in product(("distribution manager", "transport and warehouse supervisor"), (*BRIDGE, *BRACKET)):
        pay.set(now=now, other=other)
        axes = pay.figure.figure.axes[2]
        ticks = axes.xaxis.get_ticklocs()
        words = dict(zip(ticks, axes.xaxis.get_major_formatter().format_ticks(ticks), strict=True))
        first, last = (round(end) for end in (axes.get_xlim()[0] + 1, axes.get_xlim()[1] - 1))
        assert words[first].endswith("or less") and words[last].endswith("or more")
        assert sum("or" in word for word in words.values()) == 2


def test_the_text_about_the_funnel_is_so():
    (few,), (more,) = model.rates([3], [20]), model.rates([30], [200])
    ratio = (more.high - more.low) / (few.high - few.low)
    assert 0.28 < ratio < 0.38, "about a third as long"
    facts = funnel.facts()
    assert [facts[key] for key in ("cold", "warm")] == [4, "one"] and facts["both"] == funnel.waits(
        INVENTED, 4, 1, "points"
    )["both"]
    assert facts["ten"].value > 1.5 * facts["both"].value, "the same shares of more counts, and more weeks"
    assert facts["uniform"].high < facts["both"].high / 2, "the long end is mostly assumption"
    assert facts["warmth"].low < 1 < facts["warmth"].high and 0.2 < facts["worse"] < 0.5
    assert facts["warmth"].value == pytest.approx(facts["equal"], rel=0.2)
    (single,) = model.rates([0], [1])
    assert single.high - single.low > 0.8, "nearly everything"


def test_no_reply_mentions_a_programme_as_the_opening_says():
    thread = (Path(__file__).parents[1] / "data" / "thread.yaml").read_text(encoding="utf-8").partition("\npieces:")[0]
    question, *replies = re.split(r"\n  - id: R\d+", thread)
    assert len(replies) == 10 and "APM program" in question
    assert not any(re.search("APM|associate product|rotation", reply) for reply in replies)


# --- All three ----------------------------------------------------------------------------------------------


def test_a_covered_lab_gives_nothing_away(fresh_workbook, wages):
    covered = [BridgePayLab(wages), WhichDoorLab(), FunnelLab()]
    assert all(lab.covered for lab in covered)
    assert not numbers_in(covered[0].words)
    assert "weight" not in covered[1].words
    assert not numbers_in(covered[2].words)
    for lab, key in zip(covered, ("01.bridge", "01.flip", "01.three_of_twenty"), strict=True):
        Page(lab)
        lab.uncover()
        assert numbers_in(lab.words), key


def test_predictions_are_within_their_limits(wages, home):
    answers = {
        "01.bridge": BridgePayLab(wages).gaps().of_100,
        "01.flip": abs(which_door.opening().flip.change),
        "01.three_of_twenty": 100 * model.rates([3], [20])[0].high,
    }
    for key, answer in answers.items():
        entry = questions.find("predictions", key)
        assert entry["low"] < answer < entry["high"]


def test_every_name_in_the_wages_has_room(pay):
    """Words beside a row end left of the axes and must begin inside the picture."""
    room = bridge_pay.LEFT * pay.figure.size[0]
    renderer = RendererAgg(600, 600, 72)
    for job in (*OPS, *BRIDGE, *BRACKET):
        pay._jobs[0][3].set_text(bridge_pay.capital(bridge_pay.SHORT.get(job, job)))
        with pay.figure.style():
            width = pay._jobs[0][3].get_window_extent(renderer).width
        assert width < room - 10, job


def test_frames_of_floats_and_categories_are_both_read(wages, home):
    again = BridgePayLab(wages.astype({"occupation": object}))
    assert isinstance(again.pay.gaps("logistician", "data scientist").by_area, np.ndarray)
    assert again.words == BridgePayLab(pd.DataFrame(wages)).words


def test_each_better_stage_is_its_own():
    """Where everybody gets through, ten points more change nothing; where hardly anybody does, they change most."""
    counts = {channel: (4000, 4000, 200, 100) for channel in CHANNELS}
    found = {name: each.value for name, each in funnel.waits(counts, 4, 1, "points").items()}
    assert found["better at screens"] == pytest.approx(found["both"], rel=0.01)
    assert found["better at interviews"] < found["better at offers"] < found["both"]


def test_level_doors_leave_the_choice_to_the_reader(doors):
    level = {f"{door}.{criterion}": "5" for door in DOORS for criterion in CRITERIA}
    doors.set(scores=level)
    fields = doors.numbers()
    assert fields == {"leader": "APM programme, Internal move, Bridge job, PM in an ops product and Stay and build"}
    checks = {c.key: c.check({**fields, "door": "Bridge job"}) for c in rubric("path_decision").criteria if c.check}
    assert not any("Why not that one?" in found.message for found in checks.values())


def test_where_no_weight_flips_the_table_the_form_can_be_finished(doors):
    doors.set(**dict(zip(CRITERIA, (8, 2, 5, 2, 8), strict=True)))
    fields = doors.numbers()
    assert fields["weight"] == "none" and "flip" not in fields
    checks = {c.key: c.check(fields) for c in rubric("path_decision").criteria if c.check}
    assert checks["flip"].done and "No single weight" in rubric("path_decision").compose(fields)
