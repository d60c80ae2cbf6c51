"""Lesson 13: the dashboard, which company it is, and the bench."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest
from little_work import little_work
from page import Page

from ops2pm.labs.breakdown import EVERY, FROM_ROW, LIMITS, MEASURES, MOST, NONE, VIEWS, BreakdownLab
from ops2pm.models import capstone
from ops2pm.portfolio import stale
from ops2pm.rubrics import rubric
from ops2pm.ui import company, session
from ops2pm.ui.company import GIVEN, KEY, Dashboard, current
from ops2pm.ui.form import filled_in, form
from ops2pm.ui.truth import Truth


@pytest.fixture(autouse=True)
def own_workbook(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path))
    monkeypatch.delenv(GIVEN, raising=False)
    session.workbook.cache_clear()
    session._listeners.clear()
    yield
    session.workbook.cache_clear()
    session._listeners.clear()


def lab_of(number):
    session.record("settings", KEY, number)
    return BreakdownLab()


# --- Which company ---------------------------------------------------------------------------------------------


def test_the_number_is_the_reader_s_else_the_cohort_s_else_the_course_s(monkeypatch):
    assert current() == capstone.DEFAULT
    monkeypatch.setenv(GIVEN, "12")
    assert current() == 12 and not company.trouble()
    monkeypatch.setenv(GIVEN, "")
    assert current() == capstone.DEFAULT and not company.trouble()
    monkeypatch.setenv(GIVEN, "12")
    session.record("settings", KEY, 31)
    assert current() == 31


@pytest.mark.parametrize("given", ["0", "1000", "twelve", " ", "1.5", "1e400", "x" * 1000])
def test_a_cohort_s_number_that_is_none_is_said(monkeypatch, given):
    monkeypatch.setenv(GIVEN, given)
    assert current() == capstone.DEFAULT
    assert "which is no company. A company has a whole number from 1 to 999." in company.trouble()
    assert not Page(Dashboard()).is_hidden("trouble")


@pytest.mark.parametrize("kept", [0, 5000, -3])
def test_a_kept_number_that_is_none_is_passed_over(kept):
    session.record("settings", KEY, kept)
    assert current() == capstone.DEFAULT


def test_the_reader_types_another_number():
    page = Page(Dashboard())
    (field,) = [each.node for each in page.controls() if each.name == "number"]
    for wrong in ("0", "1000", "twelve", "1.5", "<b>", ""):
        page.type(field, wrong)
        page.press("take")
        assert page.text("problem") == "A company has a whole number from 1 to 999."
        assert field.value == wrong and current() == capstone.DEFAULT
    page.type(field, " 12 ")
    page.press("take")
    assert page.is_hidden("problem") and current() == 12
    assert "From now on it is company 12." in page.text("taken")
    assert "Company 12" in Page(Dashboard()).panel.html
    assert page.text("title") == f"Company {capstone.DEFAULT}, until the notebook has run again"
    assert "A case" not in page.text("taken") and "The case" not in page.text("taken"), "none is kept"
    session.save_artefact("capstone_case", {"company": "12"})
    page = Page(Dashboard())
    page.type(page.one("number"), "13")
    page.press("take")
    assert page.text("taken").endswith("The case you kept about company 12 stays among your versions.")
    page.type(page.one("number"), "12")
    page.press("take")
    assert page.text("taken") == "That is the company you see." and page.text("title") == "Company 12"


def test_the_dashboard_says_how_many_orders_its_figure_counts():
    number = next(each for each in range(1, 99) if capstone.draw(each).kind == "first_order")
    session.record("settings", KEY, number)
    page, this = Page(Dashboard()), capstone.company(number)
    counted = int(capstone.counted(this).sum())
    assert f"{len(this.orders):,}, of which the figure counts {counted:,}." in page.panel.html
    lab = BreakdownLab()
    words = lab.set(measure="dashboard", by="segment", only=EVERY, also=EVERY, alike=NONE)
    assert f"{counted:,} orders; {len(this.orders) - counted:,} more are not in the dashboard's figure" in words
    assert "not in the dashboard" not in lab.set(measure="asked")


def test_company_is_a_copy_and_has_the_orders():
    mine = company.company()
    assert mine.number == capstone.DEFAULT
    mine.orders["contacted"] = True
    assert not capstone.company(capstone.DEFAULT).orders["contacted"].all()
    assert company.company(3).number == 3
    with pytest.raises(ValueError, match="1 to 999"):
        company.company(0)


@pytest.mark.parametrize("number", [1, 2, 33, 845, capstone.DEFAULT, capstone.REHEARSAL])
def test_the_dashboard_is_all_green_and_true(number):
    session.record("settings", KEY, number)
    panel = Dashboard()
    this = capstone.company(number)
    counted = capstone.counted(this)
    share = capstone.on_the_dashboard(this)[counted].mean()
    assert f"On time: {share:.1%}" in panel.html
    assert panel.html.count("all green") == 4 and "red" not in re.sub(r"<[^>]*>", "", panel.html).split()
    by_region = capstone.on_the_dashboard(this)[counted].groupby(this.orders["region"], observed=True).mean()
    for region, value in by_region.items():
        assert f"{region}: {value:.1%}" in panel.html
    assert company.kinds()[this.planted.kind]["figure"].split(";")[0][:40] in panel.html


def test_the_facts_are_what_the_orders_say():
    seen, orders = company.facts(), capstone.company(capstone.DEFAULT).orders
    assert seen["questions_a_week"] == pytest.approx(orders["contacted"].sum() / 26)
    assert seen["silent"] == pytest.approx(100 * (~orders["contacted"]).mean())
    assert seen["apart"] < 2
    shares = orders.groupby("segment", observed=True)["contacted"].mean()
    assert seen["asked_apart"] == pytest.approx(100 * (shares.max() - shares.min()))


@pytest.mark.parametrize("number", [*range(1, 61), 33, 845])
def test_the_groups_lie_farther_apart_by_who_asks_than_on_the_dashboard(number):
    session.record("settings", KEY, number)
    seen = company.facts()
    assert seen["apart"] < 2.5 and seen["asked_apart"] > 1.5 * seen["apart"], "the figure can't see it"


# --- The bench -------------------------------------------------------------------------------------------------


def test_the_bar_is_the_share_one_counts_oneself():
    lab = lab_of(capstone.DEFAULT)
    orders = lab.company.orders
    late = (orders["ordered_at"].dt.hour >= 16) | (orders["ordered_at"].dt.day_of_week > 4)
    mine = orders[late & (orders["channel"] == "app")].groupby("segment", observed=True)["contacted"]
    found = lab.found("asked", "segment", "from=16", "channel=app")
    for label, rate, n in zip(found.labels, found.rates, found.orders, strict=True):
        assert rate.value == pytest.approx(mine.mean()[label]) and n == mine.size()[label]


def test_every_choice_of_orders_is_some_orders():
    for company_number in (1, capstone.DEFAULT):
        lab = lab_of(company_number)
        every = len(lab.company.orders)
        for only, label in lab._choices():
            inside = lab.chosen(only).sum()
            assert 0 < inside <= every and (inside == every) == (only == EVERY), label
        assert len(dict(lab._choices())) == len(lab._choices()) == len({label for _, label in lab._choices()})


def test_from_an_hour_on_is_that_hour_or_the_weekend():
    lab = lab_of(capstone.DEFAULT)
    at = lab.company.orders["ordered_at"]
    for hour in [only.partition("=")[2] for only, (view, _) in FROM_ROW.items() if view == "hour"]:
        expected = (at.dt.hour >= int(hour)) | (at.dt.day_of_week > 4)
        assert np.array_equal(lab.chosen(f"from={hour}"), expected)
    assert np.array_equal(lab.chosen("several"), lab.company.orders["parcels"] > 1)
    assert np.array_equal(lab.chosen("later"), capstone.nth_order(lab.company.orders) > 1)


@pytest.mark.parametrize("number", [1, 2, capstone.DEFAULT])
def test_the_words_are_what_is_drawn(number):
    lab = lab_of(number)
    for measure in MEASURES:
        for by in VIEWS:
            words = lab.set(measure=measure, by=by, only=EVERY, also=EVERY, alike=NONE)
            found = lab.found(measure, by)
            known = [
                (rate.value, label) for rate, label in zip(found.rates, found.labels, strict=True) if rate.value >= 0
            ]
            assert len(found.labels) <= MOST
            assert f"Highest: {max(known)[1]}, {max(known)[0]:.1%}" in words
            assert f"lowest: {min(known)[1]}, {min(known)[0]:.1%}" in words
            assert f"{sum(found.orders):,} orders" in words


def test_words_for_corners():
    lab = lab_of(capstone.DEFAULT)
    assert lab.set(only="segment=office", also="segment=consumer") == "No order is in both. Choose others."
    assert "all in one row" in lab.set(measure="asked", by="segment", also=EVERY)
    assert "As it is, highest: East," in lab.set(measure="asked", by="region", only=EVERY, also=EVERY, alike="segment")
    assert "by the very thing that makes the rows" in lab.set(only=EVERY, by="region", alike="region")
    assert "can't be had here" in lab.set(by="day", alike="hour", only=EVERY)
    assert "Few orders" in lab.set(by="parcels", alike=NONE, only="lines=2 or 3", also="hour=14 to 16")


def test_the_axis_holds_every_bar():
    lab = lab_of(capstone.DEFAULT)
    for measure in MEASURES:
        for by in VIEWS:
            lab.set(measure=measure, by=by)
            end = lab._axes.get_xlim()[1]
            assert end in LIMITS
            assert all(100 * rate.high <= end for rate in lab.found(measure, by).rates if rate.high >= 0)


@pytest.mark.parametrize("number", [1, capstone.DEFAULT, capstone.REHEARSAL])
def test_the_numbers_fit_the_case_and_stay_from_press_to_press(number):
    lab = lab_of(number)
    planted = lab.company.planted
    circumstance = {"split": "several", "first_order": "nth=first order"}.get(planted.kind, f"from={planted.cut_off}")
    alike = {"split": "parcels", "first_order": "nth"}.get(planted.kind, "hour")
    assert lab.numbers() == {"company": str(number), "whole": f"{len(lab.company.orders):,}", "weeks": "26"}
    lab.set(measure="asked", by="channel", only=circumstance)
    first = lab.numbers()
    found = capstone.findings(number)
    assert first["part"] == f"{found.gap_orders:,}"
    assert float(first["here"]) == pytest.approx(100 * found.asked_gap.value, abs=0.051)
    assert float(first["there"]) == pytest.approx(100 * found.asked_told.value, abs=0.051)
    lab.set(by="region", only=EVERY, alike=alike)
    second = lab.numbers()
    assert second.items() > first.items()
    assert float(second["alike"]) < 0.5 * float(second["raw"])
    assert set(second) <= {field.key for field in rubric("capstone_case").fields}
    size = next(each for each in rubric("capstone_case").criteria if each.key == "size")
    assert size.check(second).done


def test_a_move_takes_no_time_to_speak_of():
    lab = lab_of(capstone.DEFAULT)
    lab.set(measure="asked", by="hour", alike="lines")
    with little_work(0.6 * len(VIEWS)):
        for by in VIEWS:
            lab.set(by=by, only="channel=web")


# --- The case, and which company it is about ---------------------------------------------------------------------


def case(number):
    session.record("settings", KEY, number)
    lab = BreakdownLab()
    return Page(form("capstone_case", numbers=lab.numbers, about={"company": str(lab.number)}))


def test_a_case_begins_with_its_company():
    page = case(412)
    assert page.one("field-company").value == "412" and page.is_hidden("anew")
    page.press("keep")
    assert session.artefact("capstone_case").fields == {"company": "412"}


def test_a_draft_about_another_company_is_said_and_nothing_is_mixed():
    page = case(87)
    page.press("numbers")
    page.type(page.one("field-cause"), "the lorry")
    page = case(412)
    assert page.text("another") == "What stands here is about company 87; the lab above is about company 412."
    assert not page.named("instead"), "nothing about 412 is kept"
    before = dict(page.panel.fields)
    page.press("numbers")
    assert page.panel.fields == before and "Nothing was filled in." in page.text("taken")
    page.press("anew")
    assert page.panel.errors == [] and page.is_hidden("anew")
    assert {key: value for key, value in page.panel.fields.items() if value} == {"company": "412"}
    kept = session.artefact("capstone_case").fields
    assert (kept["company"], kept["cause"]) == ("87", "the lorry"), "the old one is a version"
    page.press("numbers")
    assert page.panel.fields["whole"] == f"{len(capstone.company(412).orders):,}"
    page.type(page.one("field-company"), "87")
    assert not page.is_hidden("anew")
    assert page.reloaded() == page.snapshot()


def test_a_kept_case_about_this_company_is_offered_before_a_new_one():
    page = case(431)
    page.type(page.one("field-cause"), "the lorry")
    page.press("keep")
    page = case(612)
    assert "is kept yet" not in page.text("kept")
    page.press("anew")
    assert page.text("kept").startswith("Nothing about company 612 is kept yet.")
    page.type(page.one("field-cause"), "the check")
    page = case(431)
    assert page.text("another").startswith("What stands here is about company 612;")
    (first,) = page.named("instead")
    assert first.text.startswith("Bring back the one about company 431, kept on ")
    page.click(first)
    assert page.panel.errors == [] and page.is_hidden("anew")
    assert page.panel._clean() == {"company": "431", "cause": "the lorry"}
    assert re.fullmatch(r"Kept on .*, \d\d:\d\d\.", page.text("kept")), "an older version that is brought back is kept"
    assert [version.fields["cause"] for version in session.history("capstone_case")] == ["the check", "the lorry"]
    page.type(page.one("field-cause"), "the last lorry")
    assert page.text("kept").endswith("You have changed it since; the draft is saved.")
    assert page.reloaded() == page.snapshot()


def test_the_lab_s_numbers_are_kept_with_their_company():
    page = case(431)
    page.press("numbers")
    page.press("keep")
    given = filled_in("capstone_case")
    assert given["company"] == "431" and given["whole"] == f"{len(capstone.company(431).orders):,}"
    page = case(612)
    page.press("anew")
    page.press("numbers")
    assert filled_in("capstone_case")["company"] == "612"
    page.press("keep")
    page = case(431)
    page.press("instead")
    page.press("keep")
    kept = session.artefact("capstone_case").fields
    assert kept["company"] == "431"
    found = stale.looks(rubric("capstone_case"), kept, filled_in("capstone_case"), date(2026, 11, 30))
    assert not [look for look in found if "the lab" in look.sentence], "another company's numbers accuse nobody"
    assert Truth().items()[4].key == "size" and "The lab filled in" not in Truth().items()[4].said


def test_examples_are_promised_only_where_they_follow():
    page = case(12)
    parts = {criterion.part for criterion in rubric("capstone_case").by_kind("S")}
    for button in page.named("show"):
        page.click(button)
        assert page.is_hidden("judged") == (button.value not in parts), button.value
    assert {button.value for button in page.named("show")} - parts == {"size"}
    assert page.reloaded() == page.snapshot()
