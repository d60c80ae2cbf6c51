"""What labs 1 and 2 of lesson 06 say at known settings, held against the models and against what the lesson says."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import numpy as np
import pytest
from page import Page

from ops2pm import course, load, questions
from ops2pm.labs import rice as rice_lab
from ops2pm.labs.capacity import TEAM, WEEKS, CapacityLab, in_words
from ops2pm.labs.rice import COLUMNS, START, TABLE, RiceLab, guessed_table
from ops2pm.labs.stop_rule import StopRuleLab
from ops2pm.models.capacity import on_average
from ops2pm.models.options import CONFIDENCE, EFFORT, GUESSES, HELD, NAMES, NOTICE, OPTIONS
from ops2pm.models.stop_rule import World
from ops2pm.rubrics import rubric
from ops2pm.ui import rows, session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain

SOURCE = (Path(__file__).parents[1] / course.lesson("06").text).read_text(encoding="utf-8")
LOADS = (70, 75, 80, 85, 90, 95)


@pytest.fixture(scope="module")
def model():
    return RiceLab(load("flights"), load("seats")).options


@pytest.fixture
def home(fresh_workbook):
    """An empty workbook in which the predictions of this lesson are committed."""
    for lab in (RiceLab, CapacityLab, StopRuleLab):
        session.record(*lab.opens_after.split("/"), "x")
    return fresh_workbook


@pytest.fixture
def rice(home, model, monkeypatch):
    monkeypatch.setattr(rice_lab, "Options", lambda _: model)
    monkeypatch.setattr(rice_lab, "timetable", lambda *_: None)
    return RiceLab(None, None)


@pytest.fixture
def capacity(home, model):
    return CapacityLab(model)


def words_of(key, **numbers):
    entry = questions.find("texts", key)
    return plain((entry["text"] if isinstance(entry, dict) else entry).format(**numbers))


# --- RICE ---------------------------------------------------------------------------------------------------


def test_the_guessed_table_is_the_product_of_its_columns():
    table = guessed_table()
    product = table.iloc[:, 0] * 1000 * table.iloc[:, 1] * table.iloc[:, 2] / 100 / table.iloc[:, 3]
    assert table["RICE"].tolist() == product.round().tolist() == sorted(table["RICE"], reverse=True)
    assert table.index[0] == "Tell them early" and table["RICE"].iloc[0] > 1.3 * table["RICE"].iloc[1], "by a distance"


def test_the_first_becomes_the_last_to_lead_and_the_last_the_first(rice):
    facts = rice.facts()
    assert (facts["guessed"], facts["guessed_last"]) == ("Tell them early", "Hotel room")
    assert facts["computed"] == "Hotel room" and facts["computed_last"] == "Any carrier"
    assert facts["computed_first"] > 0.5 > facts["second_first"], "it leads, and not surely"
    assert facts["computed_first"] < 0.9
    assert abs(facts["guess"]["voucher"] / facts["stranded"] - 1) < 0.05, "guessed about right"
    assert facts["guess"]["notify"] > 10 * facts["reach"]["notify"].value


def test_no_load_factor_gives_another_winner_but_a_lower_impact_does(rice):
    assert {rice.rank(True, at).leaders for at in LOADS} == {("voucher",)}
    flip = rice.voucher_flip()
    for factor, leads in ((1.02, "voucher"), (0.98, "hold")):
        value = f"{flip * factor:.6f}"
        table = TABLE.parse({"voucher.impact": value})
        assert rice.rank(True, 85, table).leaders == (leads,)


def test_one_number_is_worth_knowing_and_the_others_nothing(rice):
    found = rice.rank(True)
    assert [(option, factor) for option, factor, _ in found.worth_knowing()] == [("voucher", "impact")]
    assert sorted(found.scored.knowing.ravel())[-2] < 1, "“for every other number it is nothing”"
    assert found.scored.knowing.size == 20
    assert words_of("06.rice.seen", **rice.facts())


def test_what_swings_the_lead_is_not_always_worth_knowing(rice):
    """Four numbers can cost the room its lead, and for three of them knowing it is worth nothing."""
    found, facts = rice.rank(True), rice.facts()
    beaten = [(option, factor) for option, factor, *ends in found.swings() if min(ends) < 0]
    assert facts["swings"] == len(beaten) == 4 and beaten[0] == ("voucher", "impact")
    for option, factor, *ends in found.swings():
        if (option, factor) in beaten[1:]:
            cell = TABLE.value[option, factor]
            half = {f"{option}.{factor}": f"{(cell.base + end) / 2:g}" for end in (cell.low, cell.high)}
            assert [rice.rank(True, 85, TABLE.parse(half)).leaders] == [("voucher",)], "near one end of the range"
            assert -min(ends) <= facts["barely"] < facts["lead"]
    expected = [estimate.value for estimate in found.scored.rolled]
    best, second = sorted(expected)[:-3:-1]
    assert best - second > 1.5 * found.lead, "over all rolls the room is further ahead"
    assert facts["impact_mean"] == pytest.approx(0.4 / 3)


def test_the_lower_picture_can_be_a_tornado(rice):
    page = Page(rice)
    words = rice.set(computed=True, below="swings")
    found = rice.ranking
    option, factor, low, high = found.swings()[0]
    assert f"{NAMES[option]}: {factor} swings the lead most" in words
    assert "4 of 20 numbers can cost it the lead" in words
    assert "worth knowing first" not in words.lower()
    titles = [rice._knowing_axes.get_title(loc=place) for place in ("left", "center")]
    assert titles == [rice_lab.BELOW["swings"], ""], "one title, and not two on each other"
    for row in range(4):
        option, factor, low, high = found.swings()[row]
        assert page.text(f"rice-know-name{row}-shape") == f"{NAMES[option]}: {factor}"
        lost = page.one(f"rice-lost{row}-shape").get("visibility") != "hidden"
        assert lost == (min(low, high) < 0)
    assert all(page.one(f"rice-{line}-shape").get("visibility") != "hidden" for line in ("lead", "zero"))
    rice.set(below="knowing")
    assert page.one("rice-lead-shape").get("visibility") == page.one("rice-lost0-shape").get("visibility") == "hidden"


def test_a_tornado_has_words_where_nothing_swings(rice):
    rice.set(below="swings")
    certain = {f"{option}.{column}": str(place + 1) for place, option in enumerate(OPTIONS) for column in COLUMNS}
    certain |= {f"{option}.impact": "1" for option in OPTIONS}
    assert "No number has a range, so none can swing the lead." in rice.set(table=certain)
    apart = certain | {"voucher.reach": "4000–5000–6000"}
    assert "No number alone can cost it the lead." in rice.set(table=apart)
    assert rice.set(table={f"{option}.impact": "0" for option in OPTIONS}).startswith("Every score is 0")


def test_the_words_and_the_picture_are_those_of_the_ranking(rice):
    page = Page(rice)
    for computed, at in [(False, 85), *itertools.product([True], LOADS)]:
        words = rice.set(computed=computed, load=at)
        found = rice.rank(computed, at)
        leader = found.leaders[0]
        assert f"{NAMES[leader]} leads with {found.score(leader):,.0f} nights" in words
        assert ("guessed" in words.partition(",")[0]) == (not computed)
        assert f"and {NAMES[found.second]} is level" in words
        reached = f"Any carrier {rice._reach('carrier', at / 100).value:,.0f}"
        assert (reached in words) == computed, "all five reaches are said where they are computed"
        for row, option in enumerate(OPTIONS):
            assert page.text(f"rice-score{row}-shape").startswith(f"{found.score(option):,.0f}, first in ")
        shown = [page.one(f"rice-first{row}-shape").get("visibility") != "hidden" for row in range(5)]
        assert [option for option, there in zip(OPTIONS, shown, strict=True) if there] == [leader]


def test_the_margin_is_what_it_says(rice):
    found = rice.rank(False)
    cell = TABLE.value["notify", "reach"].base
    lower = cell * (1 - found.margin)
    for factor, leads in ((1.001, "notify"), (0.999, "hold")):
        table = TABLE.parse({"notify.reach": f"{lower * factor:.6f}"})
        assert rice.rank(False, 85, table).leaders == (leads,)


def test_level_scores_and_scores_of_nothing_have_words_of_their_own(rice):
    same = {f"{option}.{column}": "1" for option in OPTIONS for column in COLUMNS}
    words = rice.set(table=same)
    assert "Tell them early, Any carrier, Any airport, Hold seats and Hotel room are level" in words
    nothing = rice.set(table={f"{option}.impact": "0" for option in OPTIONS})
    assert nothing.startswith("Every score is 0")
    only = rice.set(table={f"{option}.reach": "0" for option in OPTIONS if option != "hold"})
    assert "Hold seats leads" in only and "is level" not in only


def test_what_is_worth_knowing_is_said_of_whoever_chooses_by_the_average(rice):
    """The likeliest numbers and the average of the rolls may choose differently: then both are named."""
    for table, first in (
        ({"hold.reach": "50–130–140", "notify.reach": "80–110–400"}, "Hold seats"),
        ({"notify.reach": "0–0–10000"}, "Hold seats"),
    ):
        words = rice.set(table=table, computed=False, below="knowing")
        found = rice.ranking
        means = [estimate.value for estimate in found.scored.rolled]
        assert f"{first} leads with" in words and found.on_average == OPTIONS[int(np.argmax(means))] == "notify"
        said = f"Averaged over the rolls, though, Tell them early has the most ({max(means):,.0f} nights)"
        assert said in words and words.index(said) < words.index("worth")
        assert "Averaged" not in rice.set(below="swings")
    for computed in (False, True):
        assert "Averaged" not in rice.set(table={}, computed=computed, below="knowing"), "not as the lab opens"


def test_words_at_the_ends_of_the_scale(rice):
    far = {f"hold.{column}": top for column, top in (("reach", "10000"), ("impact", "2"), ("confidence", "100"))}
    words = rice.set(table=far | {"hold.effort": "0.5"}, computed=False, below="knowing")
    assert "leads with 40,000,000 nights" in words and "confidence more than 99% lower, and Tell them early" in words
    small = {f"{option}.{column}": "1" for option in OPTIONS for column in COLUMNS}
    small |= {f"{option}.reach": "0.001" for option in OPTIONS}
    assert "are level at under 1 night a quarter" in rice.set(table=small)
    assert "under 1, first in 20%" in Page(rice).text("rice-score0-shape")
    same = {f"{option}.{column}": "1" for option in OPTIONS for column in COLUMNS}
    assert "less than 1% lower" in rice.set(table=same | {"hold.reach": "1.004"})
    assert "1% lower" in rice.set(table=same | {"hold.reach": "1.006"}) and "less than" not in rice.words
    with pytest.raises(ValueError, match="from 0 to 10,000, or a range"):
        TABLE.parse({"hold.reach": "10001"})


def test_the_guesses_are_typed_as_one_writes_them():
    assert START["notify", "reach"] == "80–110–140" and START["voucher", "impact"] == "0–0.1–0.3"
    assert START["hold", "impact"] == "1" and START["carrier", "confidence"] == "30–50–80"
    assert all(EFFORT[option] == TABLE.value[option, "effort"].base for option in OPTIONS)


def test_flights_without_cancellations_are_refused_in_a_sentence(home):
    flights = load("flights")
    with pytest.raises(ValueError, match="None of these flights is cancelled"):
        RiceLab(flights[flights["dep_delay"].notna()], load("seats"))


def test_whose_numbers_they_are_is_on_the_picture(rice):
    page = Page(rice)
    assert page.text("rice-whose-shape") == "the course's guesses; reach: guessed"
    rice.set(table={"hold.reach": "7", "hold.effort": "3"})
    assert page.text("rice-whose-shape") == "2 of our guesses changed; reach: guessed"
    rice.set(computed=True)
    assert page.text("rice-whose-shape") == "1 of our guesses changed; reach: computed from flights of 2013"


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.001, "under 1%"), (0.5, "50%"), (0.996, "over 99%"), (1, "100%")]
)
def test_a_share_of_the_rolls_is_never_rounded_to_certainty(share, said):
    assert rice_lab.per_cent(share) == said


@pytest.mark.parametrize(("top", "limit"), [(0, 1000), (1000, 1000), (1001, 2000), (4999, 5000), (5001, 10_000)])
def test_the_axis_ends_at_few_places(top, limit):
    assert rows.round_limit(top, 1000) == limit


# --- Capacity -----------------------------------------------------------------------------------------------


def test_the_prediction_offers_the_best_set_the_lists_and_another(capacity):
    choices = questions.find("predictions", "06.given_up")["choices"]
    assert capacity.answer() in choices
    listed = "-".join(sorted(capacity.from_the_top().built))
    assert listed in choices and listed != capacity.answer()
    for key, label in choices.items():
        weeks = sum(EFFORT[option] for option in key.split("-"))
        assert weeks <= WEEKS, "“Each of these sets fits.”"
        assert not any(letter.isdigit() for letter in label), "a choice has no typed number"
        assert capacity.worth(key.split("-")) <= capacity.best().worth
    assert "hotel room" in in_words(set(OPTIONS) - capacity.best().built), "the room is among what is given up"


def test_what_the_lesson_says_of_the_best_set_is_so(capacity):
    facts = capacity.facts()
    assert facts["chosen"] == "any carrier and any airport" and facts["given_up"].count(",") == 1
    order = facts["order_alone"].split(", ")
    assert order[0] == "hotel room" and order[2] == "any airport" and order[-1] == "any carrier"
    assert facts["pair"] > 1.2 * facts["pair_alone"], "together is not the sum"
    assert facts["room_in_pair"] < facts["each"]["voucher"]
    assert facts["with_room"] == facts["load_set"] == facts["held_set"] == facts["list_set"], (
        "one other set, three times"
    )
    assert (facts["room_from"], facts["load_from"], facts["held_from"]) == (15, 90, 9)
    assert 0.4 < facts["fits"] < 0.7
    assert facts["lost_best"] < facts["lost_alone"] < facts["lost_guessed"]
    assert facts["lost_guessed"] - facts["lost_best"] < facts["set_gap"], "between these three lies less"
    assert facts["lost_worst"] - facts["lost_best"] > facts["set_gap"], "but not between any two orders"
    assert facts["normal_alone"] > facts["normal_guessed"], "nights a week can lose"
    assert facts["list"] == "hotel room, hold seats, any airport, tell them early", "in the list's order"
    assert facts["orders"] == 120 and facts["lost_worst"] >= facts["lost_guessed"]
    assert 0.02 < facts["lost_alone"] / facts["lost_best"] - 1 < 0.03, "within 3% of the best order"
    assert "within 3% of the best order on all days" in SOURCE
    assert facts["seats_a_night"] == pytest.approx(facts["seats"] / facts["each"]["hold"])
    assert words_of("06.capacity.seen", **facts)


@pytest.mark.parametrize("normal", [False, True])
def test_every_number_of_weeks_has_words_and_a_set_that_fits(capacity, normal):
    for weeks, room in itertools.product(range(81), (0, 10, 100)):
        words = capacity.set(weeks=weeks, room=room, normal=normal)
        plan = capacity.plan
        assert plan.effort <= weeks
        if not plan.built:
            assert weeks < min(EFFORT.values()) and words.startswith("Nothing fits into")
            assert ("1 person-week:" in words) == (weeks == 1)
            continue
        assert words.startswith(f"The most for {weeks} person-weeks: {in_words(plan.built)} ({plan.effort:g})")
        given_up = in_words(set(OPTIONS) - plan.built)
        if len(plan.built) < len(OPTIONS):
            assert f"Given up: {given_up}." in words
        else:
            assert "Nothing is given up" in words
        assert ("Holding seats" in words) == ("hold" in plan.built)
        assert ("The rooms are for" in words) == ("voucher" in plan.built)
        assert ("Each alone" in words) == (len(plan.built) > 1)
        assert ("The list from the top" in words) == (capacity.listed.worth < plan.worth - 0.5)


def test_the_list_is_never_better_than_the_best(capacity):
    for weeks, at, room in itertools.product(range(0, 81, 4), LOADS, (0, 10, 50)):
        values = {"weeks": weeks, "load": at, "room": room}
        assert capacity.from_the_top(**values).worth <= capacity.best(**values).worth + 1e-6


def test_the_orders_are_permutations_and_the_best_costs_least(capacity):
    for size in range(6):
        for built in itertools.combinations(OPTIONS, size):
            found = capacity.delays(built)
            assert all(sorted(order) == sorted(built) for order, _ in found.values())
            assert found["best"][1] <= min(lost for _, lost in found.values()) + 1e-6


def test_the_picture_shows_the_set_and_the_weeks(capacity):
    page = Page(capacity)
    assert page.one("capacity-list-shape").get("visibility") != "hidden"
    capacity.set(weeks=44)
    assert page.one("capacity-list-shape").get("visibility") == "hidden", "the list is as good here"
    assert [page.text(f"capacity-order{row}-shape").count(",") for row in range(3)] == [3, 3, 3]


# --- The memo -----------------------------------------------------------------------------------------------


def test_the_button_fills_numbers_that_recompute(capacity):
    known = {field.key for field in rubric("trade_off_memo").fields}
    checks = {each.key: each.check for each in rubric("trade_off_memo").by_kind("A")}
    for weeks, room, normal in itertools.product((8, 10, 16, 26, 44, 50, 64, 80), (0, 10, 50), (False, True)):
        capacity.set(weeks=weeks, room=room, normal=normal)
        numbers = capacity.numbers()
        assert numbers.keys() <= known and all(numbers.values())
        assert checks["a_change"](numbers).done is (True if capacity.plan.built else None)
        rival = capacity.rival(**capacity.values)
        fitting = [p for p in capacity.plans(**capacity.values) if p.effort <= weeks and p.built != capacity.plan.built]
        assert (rival.worth if rival else 0) == pytest.approx(max((p.worth for p in fitting), default=0)), "runner-up"
        if rival:
            assert rival.built != capacity.plan.built and rival.worth <= capacity.plan.worth + 1e-6
            assert checks["b_change"](numbers).done is True and checks["options"](numbers).done is True
        else:
            assert weeks < 10, "only one option fits"
        assert checks["loses"](numbers).done is (True if capacity.plan.built else None), "somebody pays for every set"
        assert ("a night in a room" in numbers["unit"]) == any(
            "voucher" in plan.built for plan in (capacity.plan, rival) if plan
        )
        assert ("normal days" in numbers["unit"]) == normal
        assert ("a night in a room" not in numbers["unit"]) or f"counts as {room}% of a night spared" in numbers["unit"]


def test_with_the_confidences_of_the_first_lab_the_other_set_is_ahead(capacity):
    """Counted again, over all that may work or not."""
    surely = capacity.options.spared

    def by_hand(built):
        total = 0.0
        for draw in itertools.product((True, False), repeat=len(built)):
            chance = np.prod([c if yes else 1 - c for c, yes in zip((CONFIDENCE[o] for o in built), draw, strict=True)])
            total += chance * surely({o for o, yes in zip(built, draw, strict=True) if yes}, 0.85, 0.05, 0.1)
        return total

    facts = capacity.facts()
    other = ("airport", "hold", "notify", "voucher")
    assert facts["likely_chosen"] == pytest.approx(by_hand(("carrier", "airport")))
    assert facts["likely_nights"] == pytest.approx(by_hand(other)) and facts["likely_nights"] > facts["likely_chosen"]
    assert facts["likely_set"] == facts["list_set"] == facts["with_room"] == in_words(other), "“that other set”"
    assert facts["chosen"] == "any carrier and any airport"
    signed = on_average(capacity._surely(**capacity.values), {**CONFIDENCE, "carrier": 1.0})
    assert signed(frozenset({"carrier", "airport"})) > signed(frozenset(other)), (
        "“whether the other carriers would sign”"
    )
    capacity.set(weeks=50)
    said = capacity.numbers()["other_wins"]
    assert f"spares {facts['likely_nights']:,.0f} nights a quarter on average, and the chosen one" in said
    assert said.endswith(f"{facts['likely_chosen']:,.0f}")
    words = capacity.set(likely=True)
    assert f"{facts['likely_set']} (44), {facts['likely_nights']:,.0f} nights a quarter on average." in words
    numbers = capacity.numbers()
    assert "on average over whether each option works" in numbers["unit"]
    capacity.set(likely=False, weeks=16)
    assert "other_wins" in capacity.numbers(), "the room is likelier to work than any airport"
    capacity.set(weeks=10)
    assert "other_wins" not in capacity.numbers(), "where it makes no difference, the reader says it"


def test_the_questions_of_the_capacity_lab_have_answers_in_the_fold(capacity):
    facts = capacity.facts()
    assert facts["order_20"] > 500 and facts["order_20_alone"] == pytest.approx(0), "“and nights a week none”"
    assert facts["order_44"] > 50
    alone = capacity.delays(capacity.best(weeks=10).built)
    assert len({lost for _, lost in alone.values()}) == 1, "with one option there is no order"
    assert facts["lost_guessed"] - facts["lost_best"] < facts["set_gap"], "less lies between the orders"
    assert facts["all_effort"] == 74
    normal_best = capacity.delays(OPTIONS, normal=True)["best"][1]
    assert facts["lost_alone"] / facts["lost_best"] < 1.03 and "within 3% of the best order on all days" in SOURCE
    assert round(100 * (facts["normal_alone"] / normal_best - 1)) == 10 and "10% off on normal days" in SOURCE


def test_the_verdict_stands_before_the_reaches(rice):
    words = rice.set(computed=True, below="knowing")
    assert words.index("leads with") < words.index("worth knowing") < words.index("Reach, travellers a quarter")


def test_who_pays_for_each_kind_of_set(capacity):
    capacity.set(weeks=50)
    numbers = capacity.numbers()
    assert numbers["loses"] == f"{capacity.plan.worth:,.0f}" and numbers["loses_unit"] == "seats a quarter, at most"
    now, left = capacity.options.stranded(()), capacity.options.stranded(("carrier", "airport"))
    assert capacity.filled(("carrier", "airport", "voucher")) == pytest.approx(capacity.filled(("carrier", "airport")))
    assert capacity.facts()["filled"] == pytest.approx(now - left)
    capacity.set(weeks=10)
    assert capacity.plan.built == {"voucher"} and "pay for the rooms" in capacity.numbers()["loser"]
    capacity.set(weeks=64)
    assert "hold" in capacity.plan.built and "held back" in capacity.numbers()["loser"]


def test_before_the_prediction_the_picture_orders_all_five(fresh_workbook, model):
    """The still picture shows three orders with three numbers, and not which set is best."""
    session.workbook.cache_clear()
    lab = CapacityLab(model)
    assert lab.covered
    shown = [(text.get_text(), value.get_text()) for _, value, text in lab._orders]
    assert [text.count(",") for text, _ in shown] == [4, 4, 4] and len({value for _, value in shown}) == 3
    assert "?" not in "".join(text for text, _ in shown) and "any carrier and any airport" not in lab.words


def test_moving_the_seats_held_is_quick(capacity):
    taken = []
    for held in capacity.controls["held"].sweep():
        began = time.process_time()  # of this process: a busy machine isn't a slow model
        capacity.plans(held=held, load=80)
        taken.append(time.process_time() - began)
    assert sorted(taken)[len(taken) // 2] < 0.03


def test_nothing_that_fits_leaves_an_honest_memo(capacity):
    capacity.set(weeks=0)
    numbers = capacity.numbers()
    assert set(numbers) == {"unit", "now"} and numbers["now"] == f"{capacity.options.stranded(()):,.0f}"


def test_the_memo_says_for_whom_if_lesson_04_knows(capacity):
    assert "group" not in capacity.numbers()
    session.save_artefact("problem_statement", {"user": "Evening travellers.", "situation": "on thin routes"})
    assert capacity.numbers()["group"] == "Evening travellers, on thin routes"
    page = Page(form("trade_off_memo", capacity.numbers))
    page.press("numbers")
    assert "For: Evening travellers, on thin routes." in page.text("composed")
    assert "(−45,180 against nothing)" in page.text("composed")


# --- What the text states without braces --------------------------------------------------------------------


def test_numbers_that_the_prose_spells_out_are_those_of_the_models(capacity):
    assert "We take it that 85 of 100 seats are sold." in SOURCE and rice_lab.SOLD == 85
    assert "two hours before departure" in SOURCE and NOTICE == 120
    assert "on every flight 5 of 100 seats are not sold" in SOURCE and HELD == 0.05
    assert "So 15 are free anyway, and “Hold seats” makes it 20" in SOURCE and round(15 + 100 * HELD) == 20
    assert "Your team of four has 50 person-weeks this quarter." in SOURCE and (TEAM, WEEKS) == (4, 50)
    assert "by a team of four" in questions.find("texts", "06.capacity.seen")["text"]
    assert "says that ten such nights are as good" in " ".join(questions.find("texts", "06.unit").split())
    assert TABLE.value["voucher", "impact"].base == 0.1
    assert "confidence of 50%" in questions.find("quizzes", "06.confidence")["question"]
    assert TABLE.value["carrier", "confidence"].base == 50
    assert "for 10 person-weeks" in questions.find("quizzes", "06.loser")["question"] and EFFORT["hold"] == 10
    assert len(GUESSES) == 5 and set(EFFORT) == set(OPTIONS)


def test_a_confidence_of_90_would_not_make_any_carrier_lead(rice):
    found = rice.rank(True)
    table = TABLE.parse({"carrier.confidence": "90"})
    raised = rice.rank(True, 85, table)
    assert raised.score("carrier") == pytest.approx(found.score("carrier") * 0.9 / 0.5)
    assert raised.leaders == ("voucher",) and raised.score("carrier") < 0.6 * raised.score("voucher")


def test_no_effort_of_any_carrier_makes_it_lead(rice):
    found, cell = rice.rank(True), TABLE.value["carrier", "effort"]
    assert (cell.low, cell.base, cell.high) == (20, 30, 50)
    shortest = rice.rank(True, 85, TABLE.parse({"carrier.effort": "20"}))
    assert shortest.leaders == ("voucher",)
    assert shortest.score("carrier") == pytest.approx(found.score("carrier") * 30 / 20)
    assert found.scored.knowing[OPTIONS.index("carrier"), 3] == pytest.approx(0, abs=1e-9)


def test_the_line_of_the_quiz_is_the_line_of_the_rule(home):
    lab = StopRuleLab()
    line = 100 * lab.rule({**lab.values, "looks": "high"}).line()
    assert line == pytest.approx(8 / np.arange(1, 9)) and line[-1] == pytest.approx(1), "8 ÷ week, and ends at 1"
    assert 1 < 1.6 < line[2], "above the line of week 8, below that of week 3"
    asked = questions.find("quizzes", "06.peek")["question"]
    assert "After week 3 complaints are higher by 1.6." in " ".join(asked.split())
    once, weekly, high = (lab.errs(looks=looks) for looks in ("end", "week", "high"))
    assert weekly.false_stops.low > 5 * once.false_stops.high and high.false_stops.high < 0.05
    assert weekly.weeks_out < high.weeks_out < once.weeks_out
    assert (
        questions.find("predictions", "06.peeking")["question"].count("1 in 100") == 1
        and lab.rule(lab.values).weeks == 8
    )
    assert World().base == 0.10


def test_questions_are_short():
    for key in ("06.reach", "06.given_up", "06.peeking"):
        question = re.sub(r"\{.*?\}", "n", questions.find("predictions", key)["question"])
        assert len(question.split()) <= 45, key
