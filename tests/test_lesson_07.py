"""What lesson 07 says in words of its team, its queue and its deliveries: each word is held against the models."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from ops2pm import load, questions
from ops2pm.labs.one_promise import OnePromiseLab
from ops2pm.labs.promise import PromiseLab
from ops2pm.models import promise_queue as queue
from ops2pm.models import promises
from ops2pm.models.promise_queue import HOURS, Settings

REPO = Path(__file__).resolve().parent.parent
TEXT = (REPO / "course/lessons/07_constraints.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPS2PM_HOME", str(tmp_path_factory.mktemp("team")))
        yield PromiseLab()


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPS2PM_HOME", str(tmp_path_factory.mktemp("one")))
        yield OnePromiseLab(load("deliveries"))


def test_the_numbers_of_the_dilemma_are_the_labs(team):
    place = team.settings()
    assert (place.demand, place.staff, place.minutes, place.capacity, HOURS) == (38, 5, 60, 40, 8)
    for said in (
        "Five people",
        "an hour for each",
        "eight hours a day: 40 a day",
        "On average 38 ask",
        "120 are waiting",
    ):
        assert said in TEXT
    assert "120 waiting ÷ 40 a day = 3 days" in TEXT and "waiting, days = lab.facts(), 120, 60" in TEXT
    assert queue.days_to_clear(120, place.demand, place.capacity) == 60


def test_three_days_fail_and_a_quarter_tells_little(team):
    after = team.quarter(promise=3, waiting=120)
    assert 0.4 < after.kept.value < 0.75, "the naive promise fails: nowhere near 95%"
    bad, good = after.one_in_ten()
    assert bad < 0.2 and good > 0.9
    others = [queue.quarter(team.settings(), 120, 3, replications=400, seed=seed).one_in_ten() for seed in range(6)]
    assert bad == pytest.approx(np.mean([low for low, _ in others]), abs=0.015), "no luck of one seed"
    assert good == pytest.approx(np.mean([high for _, high in others]), abs=0.015)
    assert (after.shares < bad).mean() == pytest.approx(0.1, abs=0.01)
    assert (after.shares > good).mean() == pytest.approx(0.1, abs=0.01)


def test_120_is_an_ordinary_morning(team):
    """How many are there when somebody asks: between the quarters of the long run, and near its mean."""
    draws = queue.Draws.of(20_000, 200, 5, seed=4)
    place = team.settings()
    came = queue.asked(place, draws)
    begins = queue.first_come(came, draws.work * place.service, [np.zeros(200)] * place.staff)
    mornings = np.arange(250, 450, 20)
    waiting = (came[:, :, None] <= mornings).sum(axis=0) - (begins[:, :, None] <= mornings).sum(axis=0)
    low, high = np.percentile(waiting, [25, 75])
    assert low < 120 < high
    assert waiting.mean() == pytest.approx(team.facts()["present"], rel=0.25)


def test_the_sum_is_right_for_whoever_asks_this_morning(team):
    """120 in front and 40 a day: work begins after 3 days, on average."""
    draws = queue.Draws.of(121, 4000, 5, seed=6)
    begins = queue.first_come(np.zeros((121, 4000)), draws.work * team.settings().service, [np.zeros(4000)] * 5)
    assert begins[120].mean() == pytest.approx(3, rel=0.05)


def test_being_busy_costs_more_and_more(team):
    facts = team.facts()
    assert facts["steps"] == sorted(facts["steps"]) and facts["steps"][-1] > 5 * facts["steps"][0]
    assert facts["times"] > 1.8
    assert (facts["calm"].demand, facts["place"].demand) == (36, 38), "“Two more requests a day”"
    assert facts["calm"].busy == pytest.approx(0.90) and facts["place"].busy == pytest.approx(0.95)
    assert (facts["calm_spare"], facts["spare"]) == (4, 2)


def test_what_brings_it_down(team):
    facts = team.facts()
    assert facts["hire"] == team.needed(staff=6).value and facts["place"].staff == 5, "“A sixth person”"
    assert 0.95 * facts["place"].minutes == 57, "“Five per cent quicker”"
    assert facts["place"].group == 7, "“Groups of three instead of seven”"
    assert max(facts[way] for way in ("hire", "quick", "fewer", "three", "single")) < 0.6 * facts["now"]
    assert facts["single"] < facts["hire"], "spreading does more than the sixth person"
    assert team.run(staff=facts["people"]).kept(1).value >= 0.95 > team.run(staff=facts["people"] - 1).kept(1).value


def test_a_cut_off_speeds_nothing_up(team):
    facts = team.facts()
    assert facts["cut"] > 0.9 * facts["now"]
    assert facts["cut_mean"] == team.run(cutoff=12).mean.value > facts["mean"], "“the real wait grows”"
    assert (
        "real wait grows from {mean:.2f} to {cut_mean:.2f} days" in questions.find("texts", "07.promise.seen")["text"]
    )
    assert facts["hidden"] > 0 and team.run(cutoff=12).mean.value > team.run().mean.value


def test_the_rule_is_exact_for_one_and_near_for_a_busy_team(team):
    facts = team.facts()
    assert facts["rule"] == 7 / 2 and facts["mean"] == pytest.approx(facts["rule"], rel=0.05)
    for busy in (0.85, 0.9, 0.95, 0.97):
        place = team.settings().at(busy)
        assert queue.run(place).mean.value == pytest.approx(queue.one_server(place), rel=0.1)
        assert queue.run(place).promise().value == pytest.approx(3 * queue.one_server(place), rel=0.1)
    assert "near for a busy team" in questions.find("texts", "07.promise.seen")["text"]


def test_hire_or_promise(team):
    """Those whom a promise turns away don't queue: both places are looked at where they come to rest."""
    facts = team.facts()
    assert facts["person"] == team.price(1) and facts["worth"] == facts["person"] / facts["more_ask"]
    for staff, name in ((5, "five"), (6, "six")):
        promise, ask = facts[f"{name}_days"], facts[f"{name}_ask"]
        assert ask == pytest.approx(38 - team.turned_away(promise))
        assert team.needed(staff=staff, demand=ask).value == pytest.approx(promise, abs=0.02)
    assert facts["five_days"] < facts["now"] / 2, "a long promise shortens its own queue"
    assert facts["more_ask"] == pytest.approx(facts["six_ask"] - facts["five_ask"])
    assert f"{facts['more_ask']:.1f}" == f"{round(facts['six_ask'], 1) - round(facts['five_ask'], 1):.1f}"
    naive = facts["person"] / (team.turned_away(facts["now"]) - team.turned_away(facts["hire"]))
    assert facts["worth"] > 2 * naive, "as if all still queued, hiring looks too good"


def test_the_mean_is_not_the_middle(team):
    facts = team.facts()
    assert 0.58 < facts["within_mean"] < 0.7
    assert facts["now"] > 2.5 * facts["mean"]


def test_the_page_is_kept_for_one_in_four(team):
    """The invented bullet: “kept it for one in four”; three days can be promised with daily groups."""
    assert team.facts()["today"] == pytest.approx(0.25, abs=0.03)
    weekly = team.facts()["sellers"]
    needed = queue.run(Settings(group=38 / weekly)).promise().value
    assert math.ceil(needed) == 3 and "hand in daily, not weekly, and we promised three days" in TEXT
    assert weekly == pytest.approx(5 * 38 / 7) and 38 / weekly < 3, "each daily instead of weekly: stacks below three"


def test_the_longer_promise_changes_only_words(team):
    facts = team.facts()
    assert facts["short_kept"] < 0.7 and facts["long_kept"] >= 0.95


# --- Deliveries -------------------------------------------------------------------------------------------


def test_the_broken_ones_live_far_away_or_order_with_everybody(one):
    facts = one.facts()
    by_miles, by_hour = one.by("miles", facts["promise"]), one.by("hour", facts["promise"])
    assert list(by_miles.values()) == sorted(by_miles.values(), reverse=True)
    orders = one.count("hour")
    assert min(by_hour, key=by_hour.get) == max(orders, key=orders.get) == "17:00 to 19:00"
    hour, miles = one.groups[int(one.outcome().shares.argmin())]
    assert (hour, miles) == ("17:00 to 19:00", "beyond 6 miles")
    assert facts["far"] < 0.5 < 0.99 < facts["near"] and facts["worst"] < facts["far"]
    assert facts["beyond"] == 177 and facts["worst_orders"] == 56


def test_what_is_found_is_what_the_table_has(one):
    deliveries, facts = load("deliveries"), one.facts()
    assert facts["let_down"] == pytest.approx((deliveries["minutes"] > facts["promise"]).mean())
    far = deliveries["minutes"][deliveries["miles"] > 6]
    assert facts["far"] == pytest.approx((far <= facts["promise"]).mean()) and len(far) == facts["beyond"]
    assert (deliveries["minutes"] <= facts["promise"]).mean() == pytest.approx(facts["everybody"])
    assert (deliveries["minutes"] <= facts["promise"] - 1).mean() < 0.95 <= facts["everybody"]
    lunch = deliveries["minutes"][deliveries["hour"] < 13]
    assert (lunch <= facts["lunch"]).mean() >= 0.95 > (lunch <= facts["lunch"] - 1).mean()
    assert facts["early"] == pytest.approx((deliveries["minutes"] <= facts["promise"] - 10).mean())
    assert 10_000 < len(deliveries) < 10_100, "“ten thousand food orders”"


def test_an_hour_would_be_kept_beyond_six_miles(one):
    assert one.by("miles", 60)["beyond 6 miles"] >= 0.95


def test_with_so_few_the_black_line_is_wide(one):
    kept = promises.shares_kept(one.table, one._drawn, one.outcome().promise)
    worst = kept[int(one.outcome().shares.argmin())]
    assert worst.high - worst.low > 0.15


def test_giving_some_up_helps_nobody(one):
    """Only the zeros make the mean shorter: whoever isn't given up is told longer than with a floor."""
    given_up = 0
    for share, split in itertools.product(range(80, 100), ("hour", "miles", "both")):
        free, half, ninety = (one.outcome(share=share, split=split, how=how) for how in ("free", "half", "ninety"))
        assert free.mean_promise <= half.mean_promise <= ninety.mean_promise
        if free.given_up:
            given_up += 1
            assert free.mean_among(free.served) > half.mean_among(free.served) + 0.3, (share, split)
            # By distance alone a floor near the target keeps more than was asked for, so twice it costs a little.
            if split != "miles":
                assert free.mean_among(free.served) > ninety.mean_among(free.served) + 0.3, (share, split)
    assert given_up > 10


def test_what_is_said_of_giving_up(one):
    facts = one.facts()
    assert facts["both"] < facts["hour"] < facts["miles"] < facts["promise"]
    assert facts["free"] < facts["ninety"] < facts["both"], "“has the shortest average”"
    assert facts["free_others"] > facts["ninety_others"] and facts["free_80_others"] > facts["each_80_others"]
    assert facts["free_80"] < facts["each_80"]
    plainer = facts["free_80_others"] - facts["each_80_others"]
    assert plainer > 2 * (facts["free_others"] - facts["ninety_others"]), "“plainer still”"
    assert facts["given"] + facts["others"] == len(load("deliveries"))
    assert facts["given"] > 0 and facts["given_80"] > 10 * facts["given"]
    assert facts["both_early"] < facts["early"]


def test_the_real_exchange_is_smaller_and_gives_nobody_up(one):
    facts, half = one.facts(), one.outcome(split="both", how="half", share=80)
    assert not half.given_up and facts["half_80_worst"] == half.shares.min() >= 0.5
    assert 0 < facts["each_80"] - facts["half_80"] < (facts["each_80"] - facts["free_80"]) / 3


def test_whom_one_promise_treats_badly(one):
    """The quiz's right answer, by plain counting, and the one that sounds as good."""
    d, facts = load("deliveries"), one.facts()
    broken, early = d["minutes"] > facts["promise"], d["minutes"] <= facts["promise"] - 10
    far, rush, near = d["miles"] > 4, d["hour"].between(17, 19, inclusive="left"), d["miles"] <= 3
    assert facts["broken"] == broken.sum()
    assert facts["broken_far"] == pytest.approx(far[broken].mean()) and facts["broken_far"] > 0.5
    assert facts["broken_rush"] == pytest.approx(rush[broken].mean()) and facts["broken_rush"] > 0.5
    assert facts["broken_beyond"] == pytest.approx((d["miles"] > 6)[broken].mean())
    assert (far | rush)[broken].mean() > 0.85
    assert facts["near_early"] == pytest.approx(early[near].mean()) and facts["near_early"] > 0.5, (
        "“most of those near”"
    )
    assert facts["early_near_lunch"] == pytest.approx((near & (d["hour"] < 13))[early].mean())
    assert max(facts["early_near_lunch"], facts["broken_beyond"]) < 0.25, "“they are few”"


def test_what_luck_adds(one):
    facts = one.facts()
    assert facts["unseen"] < 0.95, "it looks a little better than it is"
    assert facts["unseen"] > 0.93, "a little"


def test_more_groups_are_fitted_to_luck(one):
    unseen = [one.unseen(split=split, how="free").value for split in ("none", "hour", "both")]
    over = [one.outcome(split=split, how="free").share_kept for split in ("none", "hour", "both")]
    lost = [found - kept for found, kept in zip(over, unseen, strict=True)]
    assert lost == sorted(lost)


# --- Questions --------------------------------------------------------------------------------------------


def entries():
    return yaml.safe_load((REPO / "ops2pm/questions/07.yaml").read_text(encoding="utf-8"))


def test_predictions_are_short_and_quizzes_explain_themselves(team, one):
    facts = team.facts() | one.facts() | {"days": 60, "waiting": 120, "clear": 60, "bad": 0.1, "good": 0.9}
    for key, entry in entries()["predictions"].items():
        asked = entry["question"].format(**facts)
        assert len(asked.split()) <= 45 and asked.endswith("?"), key
    longest = 0
    for entry in entries()["quizzes"].values():
        options = entry["options"]
        assert sum(option.get("right", False) for option in options) == 1
        assert all(option["why"].strip() for option in options)
        longest += max(options, key=lambda option: len(option["text"])).get("right", False)
    assert longest < len(entries()["quizzes"]), "the right one isn't always the longest"


def test_no_dollar_sign_where_the_page_would_read_a_formula():
    assert "$" not in TEXT and not any("$" in str(each) for each in entries()["texts"].values())


def test_quotes_are_the_threads():
    thread = (REPO / "data/thread.yaml").read_text(encoding="utf-8")
    for quote in re.findall(r"“([^”]+)” \(R\d+\)", TEXT):
        assert quote in thread
    for quote in ("understand constraints and execution", "u ship and execute"):
        assert f"“{quote}”" in TEXT and quote in thread
    assert "as execution-focused rather than strategy-focused" in TEXT
    assert "as execution-focused rather than strategy-focused" in thread


def test_the_settings_are_the_models_own():
    assert PromiseLab.simulated and Settings() == Settings(38, 7, 5, 60, 17)
