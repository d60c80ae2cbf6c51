"""Lesson 11's labs: the advert decoder as a panel, the list of targets, and the sheet it is typed into."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from page import Page

from ops2pm import adverts, checks, course
from ops2pm.labs.targets import LIST, REASONS, TABLE, TargetsLab, opening
from ops2pm.models.doors import points
from ops2pm.models.ranges import Ranges, top_shares, triangular
from ops2pm.models.targets import FIRST, SELDOM, CsvProblem
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.decoder import ADDED, HAVE, KEY, LACK, NO, OWN, AdvertDecoder, facts
from ops2pm.ui.form import NothingToFill, form
from ops2pm.ui.sheet import LONGEST


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path))
    session.workbook.cache_clear()
    session._listeners.clear()
    yield
    session.workbook.cache_clear()
    session._listeners.clear()


PROMISE = {"service": "Same-day parcels", "to_1": "shops", "promise_1": "2", "unit": "hours"}

# --- The decoder --------------------------------------------------------------------------------------------


@pytest.fixture
def page(home):
    found = Page(AdvertDecoder())
    choose(found, "sample", "parcel_promise")
    return found


def counts(page):
    """What the summary and the headings say: perhaps, confirmed, not yet."""
    summary = re.search(r"Perhaps in what you kept: (\d+)\. You confirmed: (\d+)\.", page.text("summary"))
    lists = page.text("lists")
    heads = [re.search(rf"{words}: ?(\d+)", lists)[1] for words in ("in what you kept", "that you can show it")]
    assert list(summary.groups()) == heads, "summary and headings agree"
    lacking = re.search(r"you said that you can't show it yet: (\d+)", lists)
    yet = int(re.search(r"it isn't confirmed yet: (\d+)", lists)[1]) + (int(lacking[1]) if lacking else 0)
    return (*map(int, heads), yet)


def press(page, name, value=None):
    page.click(next(node for node in page.named(name) if value is None or node.get("value") == value))


def choose(page, name, value):
    page.type(page.one(name), value)


def judge(page, verdict):
    page.choose(page.one(f"verdict={verdict}"))


def test_it_opens_with_the_advert_that_is_read_first_and_nothing_chosen(home):
    page = Page(AdvertDecoder())
    assert page.one("sample").value == "card_disputes" and "disputes" in page.panel.description()
    assert page.is_hidden("verdicts") and page.is_hidden("kinds")
    choose(page, "sample", "parcel_promise")
    told = page.text("summary")
    asked, ops, everybody, other = map(int, re.findall(r"\d+", told)[:4])
    assert (asked, ops) == (14, 11) and asked == ops + everybody + other
    assert counts(page)[:2] == (0, 0) and counts(page)[2] == asked - everybody


def test_an_advert_of_one_s_own_unfolds_the_field_for_it(home):
    page = Page(AdvertDecoder())
    assert page.one("paste").get("open") is None
    choose(page, "sample", OWN)
    assert page.one("paste").get("open") == ""


def test_the_text_is_shown_whole_whatever_is_marked(page):
    for advert in adverts.adverts():
        choose(page, "sample", advert.id)
        shown = page.text("marked").replace("+", "").replace("\u00a0", " ")
        assert "".join(shown.split()) == "".join(advert.text.replace("+", "").split()), advert.id


def test_a_mark_tells_what_it_asks_for(page):
    press(page, "mark", "1:promise")
    assert page.one("mark-1:promise").get("aria-pressed") == "true"
    assert "What customers are told" in page.text("about") and "Lesson 07" in page.text("about")
    assert not page.is_hidden("verdicts") and page.one("kind").value == "promise"
    press(page, "mark", "2:exceptions")
    assert page.one("mark-1:promise").get("aria-pressed") == "false"


def links(page, element):
    """The notebooks that an element links to, and with which words."""
    return {
        (node.text, json.loads(node.get("data-commandlinker-args"))["path"])
        for node in page.one(element)
        if node.get("data-commandlinker-command") == "docmanager:open"
    }


def test_it_says_beside_the_marks_how_often_they_are_right_and_that_they_miss(page):
    found = adverts.MEASURED
    shown = page.panel.body()
    assert f"{found.both} of {found.marked} marks were right ({found.precision:.0%}, measured once)" in shown
    assert f"{found.only_hand} of {found.hand} asks were missed" in shown


def test_gaps_and_evidence_link_to_their_lessons(page):
    seven = course.lesson("07")
    gap = ("Lesson 07", seven.notebook)
    press(page, "mark", "1:promise")
    assert links(page, "about") == {gap} and gap in links(page, "lists")
    session.save_artefact("promise_decision", PROMISE)
    assert links(page, "about") == {("lesson 07", seven.notebook)} <= links(page, "lists")


def test_what_is_no_ask_leaves_the_lists_and_stays_to_be_undone(page):
    press(page, "mark", "9:engineers")
    judge(page, NO)
    assert "13 kinds of ask" in page.text("summary")
    assert "engineers" not in page.text("lists")
    assert "o2p-mark-no" in page.one("mark-9:engineers").get("class")
    judge(page, LACK)
    assert "14 kinds of ask" in page.text("summary")


def test_the_measured_misses_stand_above_the_advert(page):
    body = str(page.panel.body())
    assert body.index("Read along with the marks") < body.index('data-id="marked"')


def test_what_was_never_asked_about_is_not_called_lacking(page):
    before = page.text("lists")
    assert "it isn't confirmed yet: 13" in before and "can't show" not in before
    press(page, "mark", "1:promise")
    judge(page, LACK)
    assert "it isn't confirmed yet: 12" in page.text("lists")
    assert "you said that you can't show it yet: 1" in page.text("lists")


HEADED = """Product Manager

About us

We carry parcels for three thousand shops in all of Europe.

What you’ll do
- Own the thing
- the backlog and its order

Requirements:

Chess

Confidence in rooms

Salary: 50,000 to 60,000

You play well with others, and know the trade. We offer 28 days of holiday."""


def test_a_plus_stands_where_something_may_be_asked_and_on_the_line_of_the_last_word(page):
    page.type(page.one("text"), HEADED)
    buttons = [node for node in page.one("marked") if node.get("data-name") == "add"]
    asked = [page.panel.reading.sentences[int(node.get("value"))].words for node in buttons]
    assert asked == [
        "We carry parcels for three thousand shops in all of Europe.", "Own the thing", "the backlog and its order",
        "Chess", "Confidence in rooms", "You play well with others, and know the trade.",
    ]  # fmt: skip
    bound = [node for node in page.one("marked") if node.get("class") == "o2p-unbroken"]
    assert [node.text for node in bound][-1] == "trade.\u00a0+" and len(bound) >= len(buttons)
    press(page, "add", buttons[0].get("value"))
    choose(page, "kind", "growth")
    assert "[growth]\u00a0+" in page.text("marked")


def test_the_readers_word_counts_for_evidence(page):
    press(page, "mark", "1:promise")
    judge(page, HAVE)
    assert counts(page)[:2] == (0, 1)
    assert "By your own word" in page.text("lists")
    judge(page, LACK)
    assert counts(page)[:2] == (0, 0)


def test_another_kind_takes_the_place_of_the_mark(page):
    press(page, "mark", "9:engineers")
    choose(page, "kind", "technical")
    assert "Technical depth" in page.text("lists") and "Working with engineers" not in page.text("lists")
    choose(page, "kind", "engineers")
    assert "Working with engineers" in page.text("lists") and "Technical depth" not in page.text("lists")


def test_what_was_missed_can_be_added_and_taken_away(page):
    press(page, "add", "0")
    assert page.is_hidden("verdicts") and not page.is_hidden("kinds")
    choose(page, "kind", "growth")
    assert "15 kinds of ask" in page.text("summary") and "[growth]" in page.text("marked")
    judge(page, NO)
    assert "14 kinds of ask" in page.text("summary")
    choose(page, "sample", "returns")
    choose(page, "sample", "parcel_promise")
    press(page, "mark", "0:growth")
    judge(page, HAVE)
    assert "15 kinds of ask" in page.text("summary")


def test_corrections_are_remembered_and_hold_for_the_same_sentence_elsewhere(page):
    press(page, "mark", "1:promise")
    judge(page, HAVE)
    press(page, "add", "0")
    choose(page, "kind", "growth")
    again = Page(AdvertDecoder())
    assert again.text("summary") == page.text("summary")
    page.type(page.one("text"), "* You will own THAT day\n* Nothing else")
    assert page.one("sample").value == OWN
    assert "1 kind of ask: operations can be evidence for 1" in page.text("summary") and counts(page) == (0, 1, 0)
    later = Page(AdvertDecoder())
    assert later.one("text").value.startswith("* You will own") and later.text("summary") == page.text("summary")


@pytest.mark.parametrize(
    "stored",
    [
        None, 3, "x", [], {"sample": 5, "own": [], "corrections": 4}, {"sample": "no such", "corrections": {"a": 1}},
        {"corrections": {"you will own that day": {"promise": "maybe", "nonsense": NO, "growth": [NO]}}},
        {"corrections": {"you will own that day": {"promise": NO, "growth": f"{ADDED} {HAVE}"}}},
    ],
)  # fmt: skip
def test_whatever_the_workbook_holds_it_opens(stored):
    session.record("settings", KEY, stored)
    page = Page(AdvertDecoder())
    press(page, "add", "0")
    choose(page, "kind", "growth")
    assert page.panel.errors == []


def test_a_failure_to_look_again_is_the_decoder_s_and_not_that_of_whoever_keeps_something(page, monkeypatch):
    monkeypatch.setattr(page.panel, "_evidence", lambda: 1 / 0)
    session.save_artefact("promise_decision", PROMISE)
    assert [type(each) for each in page.panel.errors] == [ZeroDivisionError]
    assert "could not answer that" in page.text("o2p-error")


def test_what_is_kept_may_be_evidence_and_only_the_reader_s_click_makes_it_so(page):
    session.record("drafts", "metric_tree", {"customer": "Shops", "ns_today": "80"})
    assert "a draft" not in Page(AdvertDecoder()).text("lists"), "a few words are no evidence"
    session.record("drafts", "metric_tree", {"north_star": "Orders that came when we said"})
    assert "(a draft, not kept yet, lesson 03): “Orders that came when we said”" in Page(AdvertDecoder()).text("lists")
    before = counts(page)
    session.save_artefact("promise_decision", PROMISE)
    told = "Promise decision (kept, lesson 07): “Same-day parcels; shops: within 2 hours”"
    assert told in page.text("lists")
    perhaps, confirmed, yet = counts(page)
    assert perhaps > before[0] and confirmed == 0 and perhaps + yet == sum(before)
    press(page, "mark", "1:promise")
    assert "Perhaps in your workbook" in page.text("about")
    judge(page, HAVE)
    assert counts(page) == (perhaps - 1, 1, yet)
    judge(page, LACK)
    assert counts(page) == (perhaps - 1, 0, yet + 1)


def test_evidence_from_elsewhere_counts_in_summary_and_headings(page):
    press(page, "add", "0")
    choose(page, "kind", "growth")
    judge(page, HAVE)
    assert counts(page)[:2] == (0, 1)


def test_what_everybody_asks_is_in_neither_list(page):
    choose(page, "sample", "pallet_checkout")
    assert "Left out of these" in page.text("lists") and "stakeholders and influence" in page.text("lists")
    press(page, "mark", next(each.id for each in page.panel.found if each.ask == "influence"))
    judge(page, HAVE)
    assert counts(page)[:2] == (0, 0)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> own the roadmap", "", " \n ", "x" * 100_000, "🙂 sql\x00", "a<b & c"]
)
def test_any_paste_is_shown_escaped_and_kept(page, text):
    page.type(page.one("text"), text)
    assert page.panel.errors == [] and "<script>" not in str(page.panel.shown("marked", "html"))
    assert page.one("text").value == text and Page(AdvertDecoder()).one("text").value == text


def test_a_long_paste_says_that_it_is_cut(page):
    page.type(page.one("text"), "Own the roadmap. " * 2_000)
    assert "Only the first 20,000 characters are read." in page.text("summary")


def test_buttons_of_an_advert_that_has_gone_do_nothing(page):
    for name, value in (
        ("mark", "99:promise"),
        ("mark", "1:growth"),
        ("add", "99"),
        ("add", "x"),
        ("mark", ""),
        ("add", "-1"),
    ):
        page.panel.do("click", name, value)
    page.panel.do("change", "verdict", HAVE)
    page.panel.do("change", "kind", "growth")
    assert page.panel.errors == [] and page.panel.corrections == {}


def test_judging_counts_as_having_read(page):
    assert not session.has(f"quizzes/{KEY}")
    press(page, "mark", "1:promise")
    judge(page, LACK)
    assert session.remembered("quizzes", KEY) == {"read": ["parcel_promise"], "judged": 1}


def test_a_solution_notebook_keeps_nothing():
    checks.keep_results(False)
    try:
        page = Page(AdvertDecoder())
        choose(page, "sample", "parcel_promise")
        press(page, "mark", "1:promise")
        judge(page, HAVE)
        assert page.panel.errors == []
    finally:
        checks.keep_results(True)
    assert not session.has(f"settings/{KEY}")


def test_the_surprise_is_in_the_adverts():
    told = facts()
    assert told["checkout"] / told["checkout_of"] < 0.25 < 0.75 < told["disputes"] / told["disputes_of"]
    assert told["waits"] - told["elsewhere"] > 2 * (told["heavy"] - told["light"]) > 0
    assert told["stakeholders"] > told["promise"]
    assert told["of_waits"] == told["of_others"] == 4
    for kind in ("influence", "engineers"):  # "hardly tell them apart"
        assert abs(told[f"{kind}_waits"] - told[f"{kind}_others"]) == 1
    for kind in ("capacity", "exceptions"):  # "all four ask them, and only those"
        assert told[f"{kind}_waits"] == told["of_waits"] and told[f"{kind}_others"] == 0
    assert told["execution_waits"] + 2 < told["execution_others"]  # "points the other way"
    for each in adverts.adverts():  # "All of them are for products whose users wait for operations"
        assert "promise" not in each.asked or each.fulfilment == "product"


# --- The targets --------------------------------------------------------------------------------------------


@pytest.fixture
def lab(home):
    found = TargetsLab()
    found.uncover()
    return found


def test_the_list_as_it_opens_says_what_the_lesson_says(lab):
    told = lab.facts()
    assert told["leader"] in lab.words and f"**{told['top']:.0%}** of the rolls" in lab.words
    assert told["top"] < 0.55 < 0.7 < told["second_top"]
    assert 0.01 < told["top"] - told["fourth_top"] < 0.04, "almost as often as the leader"
    assert f"week {told['last_week']}" in lab.words and f"Begin with {told['next_step']}" in lab.words
    assert told["chance_best"] > told["ratio_best"] + 0.3 and told["chance_best"] > told["points_best"] + 0.3
    assert told["ratio_steps"] > told["chance_steps"] >= told["points_steps"]
    assert told["bait"] == "Logistics firm, checkout" and f"Only if time is left: “{told['bait']}”" in lab.words
    assert "Roll everything again, and on average 1.8 of your three are still among the best three." in lab.words
    assert told["with_"][:2] == told["without"][:2] and told["with_"][2] != told["without"][2]
    assert told["no_warm"] != told["leader"] and told["no_waits"] == "Logistics firm, checkout"
    assert told["unneeded"] == "one", "the text says “is a place”"


def test_no_place_that_the_lesson_names_rests_on_a_tie():
    for without in ({}, *({key: 0} for key in REASONS)):
        found = -np.sort(-opening(**without).ranking.points)
        assert found[0] - found[1] > 0.2, f"the leader, {without}"
        if without.keys() <= {"waits", "past"}:
            assert found[FIRST - 1] - found[FIRST] > 0.2, f"the third, {without}"
    start = opening()
    worth = np.array(start.hours)
    for value in (start.ranking.points / worth, start.ranking.top / worth):  # the plans begin with a named target
        first, second = -np.sort(-value)[:2]
        assert first > 1.1 * second


def test_the_chances_are_those_of_many_more_rolls_drawn_freely():
    start = opening()
    scores = np.array([[[each.low, each.base, each.high] for each in (TABLE.value[row, key] for key in REASONS)]
                       for row in start.rows])  # fmt: skip
    dice = np.random.default_rng(77)
    drawn = [points(triangular(Ranges.of(scores), dice.random((40_000, *scores.shape[:2]))), np.ones(len(REASONS)))
             for _ in range(5)]  # fmt: skip
    np.testing.assert_allclose(start.ranking.top, top_shares(np.concatenate(drawn), FIRST), atol=0.006)


@pytest.mark.parametrize("reason", REASONS)
def test_the_weight_it_names_does_give_another_the_lead(lab, reason):
    words = lab.set(**{reason: 7})
    if "leads." not in words:
        return
    flip = lab.list.ranking.flip
    key, leader = list(REASONS)[flip.criterion], lab.list.names[lab.list.ranking.order[0]]
    up = flip.change > 0
    beyond = next(
        w / 2 for w in (range(21) if up else range(20, -1, -1)) if (w / 2 > flip.at) == up and w / 2 != flip.at
    )
    lab.set(**{key: beyond})
    assert lab.list.names[lab.list.ranking.order[0]] == lab.list.names[flip.winner] != leader


def test_a_reason_without_weight_is_not_counted_twice(lab):
    assert "counted twice" in lab.words and "counted twice" not in lab.set(past=0)


def test_no_weights_no_list_and_one_target_have_a_sentence(lab):
    assert "Every weight is 0" in lab.set(**dict.fromkeys(REASONS, 0))
    lab.set(**dict.fromkeys(REASONS, 5))
    page = Page(lab)
    page.click(page.named("targets.empty")[0])
    assert "The list is empty" in lab.words and lab.numbers() == {}
    page.type(page.one("targets.1.target"), "Only *one* `team`")
    assert lab.words == "“Only one team”: nothing known yet, so look it up first."
    page.type(page.one("targets.1.warm"), "3")
    assert "Only one team is the only target" in page.text("o2p-words")
    assert lab.numbers() == {"1.target": "Only *one* `team`"}
    assert lab.errors == []


def test_a_list_comes_in_as_csv_and_what_was_there_can_be_brought_back(lab):
    page = Page(lab)
    page.type(page.one("targets.3.warm"), "9")
    page.type(page.one("targets.csv"), "Company and team;A warm path;Hours\nAcme, returns;2-4-5;1,5\nZoë;;")
    assert lab.list.names == ["Acme, returns"] and lab.list.unknown == [("Zoë", "")]
    assert page.one("targets.1.warm").value == "2–4–5" and page.one("targets.2.warm").value == ""
    assert page.one("targets.2.warm").get("placeholder") == "0–5–10"
    assert page.one("targets.1.hours").value == "1.5" and "Acme, returns" in page.text("targets-out")
    assert not page.is_hidden("back")
    again = TargetsLab()
    assert again.list.names == ["Acme, returns"] and again.list.unknown == [("Zoë", "")]
    page.click(page.named("back")[0])
    assert lab.list.names[3] == LIST[3][0] and page.one("targets.3.warm").value == "9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Firm\nX", "Row 1 has no column “Company and team”"),
        (
            "Company and team;A warm path\nX;12\nx;",
            "Row 3, column “Company and team”: “x” stands above already. Row 2, column "
            "“A warm path”: “12” is no number from 0 to 10, and no range such as 2–5 or 2–3–5.",
        ),
        (
            "Company and team\n" + "\n".join(map(str, range(12))),
            "Row 12: the list has more than 10 targets. Of its 12, keep",
        ),
        ("Company and team;Hours\n" + "\n".join(f"{n};low" for n in range(12)), "And 8 more like these."),
    ],
)
def test_a_bad_list_changes_nothing_and_says_row_and_column(lab, text, says):
    page, before = Page(lab), dict(lab.values)
    page.type(page.one("targets.csv"), text)
    assert says in page.text("targets.csv-problem") and lab.values == before
    assert page.is_hidden("targets-problem"), "it stands beside the box that it is about"
    assert page.one("targets.csv").value == text
    page.type(page.one("targets.csv"), "Company and team\nX")
    assert page.is_hidden("targets.csv-problem") and lab.list.unknown == [("X", "")]


def test_the_list_goes_round(lab):
    value = dict(TABLE.value)
    assert TABLE.from_csv(TABLE.to_csv(value)) == value
    value["1", "target"], value["2", "step"] = "=1+1", '-x "y", z'
    assert TABLE.from_csv(TABLE.to_csv(value)) == value
    with pytest.raises(CsvProblem):
        TABLE.from_csv("x")


ROUGH = """Company and team,Ops is the product,A warm path,Hours,First step
Acme,high,12,two,Look
Bank,7,,,
Clinic,6-8,=1+1,"1,5",Ask
"""


def problems(page):
    """A line each."""
    return [node.text.strip() for node in page.one("targets-problem") if node.get("class") == "o2p-one"]


def test_what_cannot_be_read_comes_in_goes_out_and_comes_back_as_it_was_typed(lab):
    page = Page(lab)
    page.type(page.one("targets.csv"), ROUGH)
    assert [page.one(f"targets.{cell}").value for cell in ("1.waits", "1.warm", "1.hours", "3.warm", "3.hours")] == [
        "high", "12", "two", "=1+1", "1.5"
    ]  # fmt: skip
    told = problems(page)
    assert [line.partition(":")[0] for line in told] == [
        "1, Ops is the product", "1, A warm path", "1, Hours", "3, A warm path"
    ]  # fmt: skip
    assert told[2].endswith(
        "“two” is no number from 0.5 to 40, and no range such as 2–5 or 2–3–5. Until then 2 counts."
    )
    assert page.text("targets.csv-problem").strip() == (
        "It stands in the table: 4 cells that can't be read are marked, and hold what came."
    )
    out = page.text("targets-out")
    assert "Acme,high,,12,,two,Look" in out and "'=1+1" in out and "Bank,7,,,,," in out
    values = dict(lab.values)
    page.click(page.named("targets.empty")[0])
    assert page.is_hidden("targets-problem") and "high" not in page.text("targets-out")
    page.type(page.one("targets.csv"), out)
    assert lab.values == values and problems(page) == told and page.text("targets-out") == out
    again = Page(TargetsLab())
    assert again.panel.values == values and problems(again) == told and again.text("targets-out") == out
    page.type(page.one("targets.1.hours"), "3")
    assert "Acme,high,,12,,3,Look" in page.text("targets-out") and len(problems(page)) == 3


def test_an_empty_table_is_empty_and_hours_that_were_left_out_are_said_to_be_assumed(lab):
    page = Page(lab)
    page.click(page.named("targets.empty")[0])
    assert {page.one(name).value for name in TABLE.names if name not in (TABLE.pasted, TABLE.emptied)} == {""}
    assert {page.one(f"targets.{row}.hours").get("placeholder") for row in range(1, 11)} == {"2"}
    page.type(page.one("targets.1.target"), "Acme")
    page.type(page.one("targets.1.warm"), "8")
    page.type(page.one("targets.2.target"), "Bank")
    page.type(page.one("targets.2.warm"), "4")
    page.type(page.one("targets.2.hours"), "1")
    assert "2 first steps (3 hours, 2 assumed for each step without hours) are done" in lab.words
    page.type(page.one("targets.1.hours"), "2")
    assert "2 first steps (3 hours) are done" in lab.words


def test_three_targets_or_fewer_are_about_the_best_one(lab):
    page = Page(lab)
    page.type(page.one("targets.csv"), "Company and team;A warm path;Hours\nA;2-6-8;2\nB;2-5-9;1\nC;1-4-6;4")
    assert lab.list.ranking.top.sum() == pytest.approx(1) and lab.list.ranking.top.max() < 0.9
    assert "**A** leads" in lab.words and "It is the best one in **" in lab.words
    assert "From four targets on they show how often it is among the best three" in lab.words
    picture = lab.figure.svg("t", "w")
    assert "The best one" in picture and "Sorted by points; blue: the first<" in picture
    page.type(page.one("targets.4.target"), "D")
    page.type(page.one("targets.4.warm"), "3")
    assert lab.list.ranking.top.sum() == pytest.approx(3) and "among the best three in **" in lab.words
    assert "Sorted by points; blue: the first three" in lab.figure.svg("t", "w")


def test_a_cell_with_words_is_cleaned_and_not_too_long():
    cell = ("1", "target")
    assert TABLE.read(cell, " a\x00b\n\u202e c ") == "a b c"
    assert TABLE.read(cell, "x" * LONGEST) == "x" * LONGEST
    with pytest.raises(ValueError, match="1, Company and team: 80 characters fit, and this has 81"):
        TABLE.read(cell, "x" * (LONGEST + 1))


OWN_LIST = """Company and team;Ops is the product;Hours;First step
Acme, returns;2-4-5;1;Return one
Bank, disputes;7-8-9;3 h;
Clinic, beds;;;Ask a nurse
Depot, rounds;6..7;2;Call
Eel, sales;0/1/2;1;Look at it"""


def test_the_course_s_list_goes_into_nobody_s_form(lab):
    page = Page(form("target_list", numbers=lab.numbers))
    page.press("numbers")
    assert page.text("taken") == "The lab still holds the course's invented list. Put your own in first."
    assert session.entry("drafts", "target_list") is None
    table = Page(lab)
    table.type(table.one("targets.9.step"), "Another step, and still an invented company")
    assert lab.figure is not None and table.panel.errors == []
    with pytest.raises(NothingToFill):
        lab.numbers()
    table.type(table.one("targets.9.target"), "My own, checkout")
    assert [value for key, value in lab.numbers().items() if key.endswith("target")] == ["My own, checkout"]


def test_the_lab_fills_in_the_form_best_first_and_later_moves_nothing(lab):
    table, page = Page(lab), Page(form("target_list", numbers=lab.numbers))
    table.type(table.one("targets.csv"), OWN_LIST)
    fields, known = lab.numbers(), {field.key for field in rubric("target_list").fields}
    assert set(fields) <= known
    names = ["Bank, disputes", "Depot, rounds", "Acme, returns", "Eel, sales", "Clinic, beds"]
    assert [fields[f"{n}.target"] for n in range(1, 6)] == names and "1.step" not in fields
    page.press("numbers")
    page.type(page.named("1.waits")[0], "People whose card was used")
    table.type(table.one("targets.1.waits"), "10")
    assert lab.numbers()["1.target"] == "Acme, returns"
    page.press("numbers")
    assert [page.named(f"{n}.target")[0].value for n in range(1, 6)] == names
    assert page.named("1.waits")[0].value == "People whose card was used"


def test_of_what_nothing_is_known_nothing_is_ranked(lab):
    table = Page(lab)
    table.type(table.one("targets.csv"), OWN_LIST)
    assert lab.list.unknown == [("Clinic, beds", "Ask a nurse")] and len(lab.list.ranking.order) == 4
    assert lab.words.endswith("“Clinic, beds”: nothing known yet, so look it up first.")
    assert "nothing known yet" in lab.figure.svg("t", "w") and "your list, 5 targets" in lab.figure.svg("t", "w")
    table.type(table.one("targets.3.level"), "0–4–10")
    assert lab.list.unknown == [] and "nothing known" not in lab.words


def test_whoever_is_level_to_the_digit_shown_does_not_lead(lab):
    table = Page(lab)
    table.type(table.one("targets.csv"), "Company and team;A warm path\nA;5\nB;5.1\nC;1\nD;2")
    assert lab.words.startswith("**B** leads with") or "level to the digit shown" in lab.words
    table.type(table.one("targets.1.warm"), "5.05")
    assert lab.words.startswith("**B** and A are level to the digit shown, with 5.0 points each. B is among")


def test_who_is_hardly_ever_among_the_three_comes_when_time_is_left(lab):
    for values in ({}, {"waits": 0}, {"warm": 10, "past": 0}, {"per_week": 1}):
        words = lab.set(**values)
        late = [name for place, name in enumerate(lab.list.names) if lab.list.ranking.top[place] < SELDOM]
        assert all((f"“{name}”" in words.partition("Only if time is left:")[2]) == (name in late) for name in
                   lab.list.names)  # fmt: skip
        done = [one.target for one in lab.list.plan]
        assert set(done[len(done) - len(late) :]) == {lab.list.names.index(name) for name in late}
        assert lab.figure.svg("t", "w").count("if time is left") == len(late)


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [("5..8", "5–6.5–8"), ("2/5/9", "2–5–9"), ("2…5", "2–3.5–5"), ("2\ufffd5\ufffd9", "2–5–9"), ("7 to 9", "7–8–9")],
)
def test_ranges_as_people_write_them(typed, becomes):
    assert str(TABLE.read(("1", "warm"), typed)) == becomes


@pytest.mark.parametrize("typed", ["2h", "2 h", "2 hours", "2 Hrs", "about 2 h"])
def test_hours_with_their_unit(typed):
    assert str(TABLE.read(("1", "hours"), typed)) == "2"
    with pytest.raises(ValueError, match="A warm path: “"):
        TABLE.read(("1", "warm"), typed)


@pytest.mark.parametrize("typed", ["07-Sep", "7. Sep", "Sep 09", "07.09.2026", "2026-09-07", "9-Jul-26", "7/9/2026"])
def test_what_excel_makes_of_a_range_is_named(lab, typed):
    page = Page(lab)
    page.type(page.one("targets.csv"), f"Company and team;A warm path\nX;{typed}")
    told = page.text("targets-problem")
    assert told.startswith(f"1, A warm path: “{typed}” is a day. Excel makes days of ranges")


def test_every_wrong_cell_is_named_and_stands_after_a_restart(lab):
    page = Page(lab)
    page.type(page.one("targets.1.warm"), "lots")
    page.type(page.one("targets.2.hours"), "none")
    told = page.text("targets-problem")
    assert "1, A warm path: “lots” is no number" in told and "2, Hours: “none” is no number" in told
    again = Page(TargetsLab())
    assert again.one("targets.1.warm").value == "lots" and again.one("targets.2.hours").value == "none"
    assert again.text("targets-problem") == told
    assert again.panel.values == lab.values
    again.type(again.one("targets.1.warm"), "4")
    once_more = Page(TargetsLab())
    assert once_more.one("targets.1.warm").value == "4" and once_more.one("targets.2.hours").value == "none"
    assert "A warm path" not in once_more.text("targets-problem")


def test_the_plan_in_the_picture_is_the_plan_in_words(lab):
    for hours in (1, 3, 15):
        words = lab.set(per_week=hours)
        assert f"week {max(one.done for one in lab.list.worthwhile)}" in words
    assert "week 33" in lab.set(per_week=1)
