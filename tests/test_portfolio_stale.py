"""What to look at before a portfolio goes out: found where it is wrong, and silent where it is right."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from portfolio_pages import ARTEFACTS, sample
from test_portfolio import HOSTILE
from test_sample import WHOLE, the_day  # noqa: F401  a fixture

from ops2pm.portfolio import stale
from ops2pm.portfolio.choices import known_rubric
from ops2pm.portfolio.prose import typed

TODAY = date(2026, 11, 30)


def looks(key, changes=None, filled_in=None, today=TODAY):
    return stale.looks(known_rubric(key), {**WHOLE[key], **(changes or {})}, filled_in or {}, today)


def told(found):
    return [(look.field, look.given, look.recomputed) for look in found]


# --- Nothing to look at ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ARTEFACTS)
@pytest.mark.usefixtures("the_day")
def test_a_whole_artefact_has_nothing_to_look_at(key):
    assert looks(key) == []
    if key in sample()["artefacts"]:
        other = sample()["artefacts"][key]
        assert [look for look in stale.looks(known_rubric(key), other, {}, TODAY) if look.recomputed] == []


@pytest.mark.parametrize("key", ARTEFACTS)
@pytest.mark.usefixtures("the_day")
def test_an_empty_artefact_has_nothing_to_look_at(key):
    assert stale.looks(known_rubric(key), {}, {}, TODAY) == []


# --- Criteria -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("the_day")
def test_what_no_longer_recomputes_is_named_with_its_part():
    (look,) = looks("reframed_bullets", {"2.claimed": "29"})
    assert look.field == "2.claimed" and look.sentence.startswith("Bullet 2: That is the difference in points.")
    (look,) = looks("trade_off_memo", {"a_change": "−22"})
    assert look.field == "a_change" and look.told.startswith("Trade-off memo: By your own two numbers it is −10")
    (look,) = looks("sizing", {"total": "200"})
    assert look.sentence == "By your own factors it is 144."


@pytest.mark.usefixtures("the_day")
def test_a_product_whose_factor_changed_is_stale_wherever_it_is_used():
    found = looks("sizing", {"range_5": "60–70–80%"})
    assert {look.field for look in found} == {"total", "flip"}


# --- Dates ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("the_day")
def test_a_date_that_has_passed_by_the_day_passed_in():
    for key, field in (
        ("path_decision", "recheck_by"),
        ("teardown", "stop_on"),
        ("trade_off_memo", "trigger_on"),
        ("promise_decision", "trigger_on"),
        ("objection_answers", "team.until"),
        ("target_list", "3.step_on"),
        ("capstone_case", "by"),
    ):
        due = date.fromisoformat(WHOLE[key][field])
        assert field not in {look.field for look in looks(key, today=due)}, key
        (look,) = [look for look in looks(key, today=due + timedelta(days=1)) if look.field == field]
        assert f"{due.day} {due:%B %Y} has passed" in look.sentence and look.given == str(due)


@pytest.mark.usefixtures("the_day")
def test_a_date_is_reported_once_even_where_its_criterion_sees_it_too():
    found = looks("trade_off_memo", {"trigger_on": "2026-05-01"})
    assert [look.field for look in found] == ["trigger_on"] and "1 May 2026 has passed" in found[0].sentence


@pytest.mark.usefixtures("the_day")
def test_evidence_from_tomorrow_and_evidence_that_has_grown_old():
    (look,) = looks("problem_statement", {"seen_on": "2026-12-01"})
    assert "1 December 2026 is still to come" in look.sentence
    old = date(2026, 6, 30) + timedelta(days=stale.OLD)
    assert looks("problem_statement", today=old) == []
    (look,) = looks("problem_statement", today=old + timedelta(days=1))
    assert "more than a year ago" in look.sentence and look.field == "seen_on"
    assert "“Search 2: on”" in looks("claim_check", {"on_2": "2025-10-01"})[0].sentence
    three, look = looks("teardown", {"seen_1.when": "2026-12-24"})
    assert look.field == "seen_1.when" and look.sentence.startswith("Seen 1, “When you saw it”: 24 December 2026")
    assert three.sentence.startswith("2 of 3 so far")


@pytest.mark.usefixtures("the_day")
def test_a_day_that_is_none_is_the_criterions_business():
    (look,) = looks("trade_off_memo", {"trigger_on": "in spring"})
    assert "year-month-day" in look.sentence


# --- What a lab filled in -------------------------------------------------------------------------------------

LAB = {"idea": WHOLE["sizing"]["idea"], "range_2": "15–21–24%", "total": "144", "threshold": "100", "unit": "hours"}


@pytest.mark.usefixtures("the_day")
def test_a_number_of_the_labs_that_was_changed_since():
    assert looks("sizing", filled_in=LAB) == []
    (look,) = looks("sizing", filled_in={**LAB, "threshold": "400"})
    assert (look.field, look.given, look.recomputed) == (
        "threshold",
        "100",
        "400",
    ) and "the lab gave 400" in look.sentence
    (look,) = looks("sizing", filled_in={**LAB, "range_2": "2–8–20%"})
    assert look.field == "range_2"
    for same in ("100.0", " 100 ", "1e2"):
        assert looks("sizing", filled_in={**LAB, "threshold": same}) == [], same


@pytest.mark.usefixtures("the_day")
def test_a_number_of_the_labs_that_stayed_when_its_subject_went():
    elsewhere = {**LAB, "idea": "another flight offered at once"}
    found = looks("sizing", filled_in=elsewhere)
    assert {look.field for look in found} == {"range_2", "total", "threshold"}
    assert all(
        "still the lab's number" in look.sentence and "“The idea” is your own" in look.sentence for look in found
    )
    # Where the number is the reader's own too, there is nothing to ask.
    assert looks("sizing", filled_in={**elsewhere, "range_2": "1–2–3%", "total": "9", "threshold": "8"}) == []


@pytest.mark.usefixtures("the_day")
def test_the_labs_words_choices_and_dates_are_the_readers_to_change():
    changed = {"user": "Travellers in New York, 9 airports", "evidence": "survey", "seen_on": "2013-12-31", "gone": "5"}
    assert looks("problem_statement", filled_in=changed) == []
    (look,) = looks("problem_statement", filled_in={"part": "289", "unit": "x"})
    assert told([look]) == [("part", "31", "289")]


@pytest.mark.usefixtures("the_day")
def test_a_capstone_has_no_more_orders_and_weeks_than_its_company():
    found = looks("capstone_case", {"whole": "19,440", "weeks": "27", "a_week": "75"})
    assert told(found) == [("whole", "19,440", "19,439"), ("weeks", "27", "26")]
    assert "company 114 has 19,439 orders in all" in found[0].sentence
    for company in ("", "1000", "0", "1.5", "many"):
        assert looks("capstone_case", {"whole": "19,440", "company": company}) == [], company
    # Another company's numbers, which the lab filled in before.
    before = {"company": "87", "whole": "19,439", "part": "2,014"}
    assert {look.field for look in looks("capstone_case", filled_in=before)} == {"company", "whole", "part"}


# --- Sums in sentences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "recomputed"),
    [
        ("In 31 of 148 discharges (24%) nobody was told", "20.9%"),
        ("31 out of the 148 orders, or 31%", "20.9%"),
        ("1,692 of 9,400 doses (19%)", "18%"),
        ("calls fell from 0.62 to 0.35 per bed (−56%)", "−43.5%"),
        ("from 41 to 23 a month, down 18%", "−43.9%"),
        ("calls fell from 0.62 to 0.35 (+44%)", "−43.5%"),
        ("from 52% to 81% (+20%)", "55.8%, or 29 points"),
        ("12 × 148 = 1,876", "1,776"),
        ("1,780 x 0.21 x 0.61 is 300", "228"),
        ("3 of 9 people (about 50%)", "33.3%"),
    ],
)
@pytest.mark.usefixtures("the_day")
def test_a_sum_that_does_not_come_out(text, recomputed):
    (look,) = looks("problem_statement", {"consequence": text})
    assert look.field == "consequence" and look.recomputed == recomputed and look.given in text
    assert look.given in look.sentence and recomputed in look.sentence


@pytest.mark.parametrize(
    "text",
    [
        "In 31 of 148 discharges (21%) nobody was told",
        "31 of 148 (20.9%), as in May",
        "31 of 148 (about 20%)",
        "calls fell from 0.62 to 0.35 per bed (−44%)",
        "calls fell from 0.62 to 0.35 per bed, down 44%",
        "from 52% to 81% (+29 points, +56%)",
        "from 52% to 81% (+29%)",
        "from 52% to 81% (56%)",
        "12 × 148 = 1,776 a year",
        "1,780 × 0.21 ≈ 370",
        "7 of 10 rolls lie below (80% of all)",
        "5 of 6 wards (95% interval 40 to 99)",
        "3 of 4 neighbours; 20% of the others",
        "from 9 to 5, on 40% of the days",
        "from 8 to 10 o'clock (20% of calls)",
        "pages 3 of 4 and 5. In May 12% left",
        "2 of 3 in 2026, and 7 of 9 (78%)",
        "a 2 × 3 m gate",
        "0 of 0 (5%)",
        "from 0 to 5 (12%)",
    ],
)
@pytest.mark.usefixtures("the_day")
def test_a_sum_that_comes_out_or_is_none_is_left_alone(text):
    assert looks("problem_statement", {"consequence": text}) == []


# --- Any text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_raises(name):
    value = typed(HOSTILE[name])
    for key in ARTEFACTS:
        every = {field.key: value for field in known_rubric(key).fields}
        for fields, filled_in in ((every, {}), (WHOLE[key], every), (every, WHOLE[key]), ({}, every)):
            for look in stale.looks(known_rubric(key), fields, filled_in, TODAY):
                assert look.artefact == key and look.sentence and len(look.told) < 1000


def test_a_novel_of_digits_is_quick():
    for text in ("1 of 2 " * 100_000, "9" * 500_000, "from 1 to 2 " * 50_000, "1 × 2 × " * 50_000, "1,2," * 100_000):
        begun = time.perf_counter()
        stale.looks(known_rubric("problem_statement"), {**WHOLE["problem_statement"], "consequence": text}, {}, TODAY)
        assert time.perf_counter() - begun < 1
