"""Lesson 11's labs: the advert decoder as a panel, the list of targets, and the sheet it is typed into."""

from __future__ import annotations

import pytest
from page import Page

from ops2pm import adverts, checks
from ops2pm.labs.targets import LIST, REASONS, TABLE, TargetsLab
from ops2pm.models.targets import CsvProblem
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.decoder import ADDED, HAVE, KEY, LACK, NO, OWN, AdvertDecoder, facts
from ops2pm.ui.sheet import LONGEST


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path))
    session.workbook.cache_clear()
    session._listeners.clear()
    yield
    session.workbook.cache_clear()
    session._listeners.clear()


# --- The decoder --------------------------------------------------------------------------------------------


@pytest.fixture
def page(home):
    return Page(AdvertDecoder())


def press(page, name, value=None):
    page.click(next(node for node in page.named(name) if value is None or node.get("value") == value))


def choose(page, name, value):
    page.type(page.one(name), value)


def judge(page, verdict):
    page.choose(page.one(f"verdict={verdict}"))


def test_it_opens_with_the_first_advert_and_nothing_chosen(page):
    assert "14 kinds of ask: operations can be evidence for 11, and you can show something for 0" in page.text(
        "summary"
    )
    assert page.is_hidden("verdicts") and page.is_hidden("kinds")
    assert "Nothing yet." in page.text("lists")


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


def test_what_is_no_ask_leaves_the_lists_and_stays_to_be_undone(page):
    press(page, "mark", "9:engineers")
    judge(page, NO)
    assert "13 kinds of ask" in page.text("summary")
    assert "engineers" not in page.text("lists")
    assert "o2p-mark-no" in page.one("mark-9:engineers").get("class")
    judge(page, LACK)
    assert "14 kinds of ask" in page.text("summary")


def test_the_readers_word_counts_for_evidence(page):
    press(page, "mark", "1:promise")
    judge(page, HAVE)
    assert "you can show something for 1" in page.text("summary")
    assert "By your own word" in page.text("lists")
    judge(page, LACK)
    assert "you can show something for 0" in page.text("summary")


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
    assert "1 kind of ask: operations can be evidence for 1, and you can show something for 1" in page.text("summary")
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


def test_an_artefact_is_evidence_as_soon_as_it_is_kept(page):
    session.record("drafts", "metric_tree", {"north_star": "Orders that came when we said"})
    assert "a draft" in Page(AdvertDecoder()).text("lists")
    session.save_artefact(
        "promise_decision", {"promise": "Within two days, for nine of ten parcels on every route we run"}
    )
    assert "Promise decision (kept, lesson 07)" in page.text("lists")
    press(page, "mark", "1:promise")
    assert "In your workbook" in page.text("about")


def test_what_everybody_asks_is_in_neither_list(page):
    choose(page, "sample", "pallet_checkout")
    assert "Left out of both" in page.text("lists") and "stakeholders and influence" in page.text("lists")
    press(page, "mark", next(each.id for each in page.panel.found if each.ask == "influence"))
    judge(page, HAVE)
    assert "They ask, and you can show: 0" in page.text("lists")


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
    assert told["top"] < 0.5 < told["second_top"] and abs(told["top"] - told["fourth_top"]) < 0.02
    assert f"week {told['last_week']}" in lab.words and f"Begin with {told['next_step']}" in lab.words
    assert told["by_hour"] > told["by_points"]
    assert told["with_"][:2] == told["without"][:2] and told["with_"][2] != told["without"][2]
    assert told["no_warm"] != told["leader"] and told["no_waits"] == "Logistics firm, checkout"


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
    assert "Only one team is the only target" in page.text("o2p-words")
    assert lab.numbers() == {"1.target": "Only *one* `team`"}
    assert lab.errors == []


def test_a_list_comes_in_as_csv_and_what_was_there_can_be_brought_back(lab):
    page = Page(lab)
    page.type(page.one("targets.3.warm"), "9")
    page.type(page.one("targets.csv"), "Company and team;A warm path;Hours\nAcme, returns;2-4-5;1,5\nZoë;;")
    assert lab.list.names == ["Acme, returns", "Zoë"]
    assert page.one("targets.1.warm").value == "2–4–5" and page.one("targets.2.warm").value == "0–5–10"
    assert page.one("targets.1.hours").value == "1.5" and "Acme, returns" in page.text("targets-out")
    assert not page.is_hidden("back")
    again = TargetsLab()
    assert again.list.names == ["Acme, returns", "Zoë"]
    page.click(page.named("back")[0])
    assert lab.list.names[3] == LIST[3][0] and page.one("targets.3.warm").value == "9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Company and team;A warm path\nX;12", "Row 2, column “A warm path”: type a number from 0 to 10"),
        ("Company and team;Hours\nX;1\nY;0", "Row 3, column “Hours”: type a number from 0.5 to 40"),
        (f"Company and team\n{'x' * 81}", "Row 2, column “Company and team”: 80 characters fit, and this has 81."),
        ("Firm\nX", "Row 1 has no column “Company and team”"),
    ],
)
def test_a_bad_list_changes_nothing_and_says_row_and_column(lab, text, says):
    page, before = Page(lab), dict(lab.values)
    page.type(page.one("targets.csv"), text)
    assert says in page.text("targets-problem") and lab.values == before
    assert page.one("targets.csv").value == text
    page.type(page.one("targets.csv"), "Company and team\nX")
    assert page.is_hidden("targets-problem") and lab.list.names == ["X"]


def test_the_list_goes_round(lab):
    value = dict(TABLE.value)
    assert TABLE.from_csv(TABLE.to_csv(value)) == value
    value["1", "target"], value["2", "step"] = "=1+1", '-x "y", z'
    assert TABLE.from_csv(TABLE.to_csv(value)) == value
    with pytest.raises(CsvProblem):
        TABLE.from_csv("x")


def test_a_cell_with_words_is_cleaned_and_not_too_long():
    cell = ("1", "target")
    assert TABLE.read(cell, " a\x00b\n\u202e c ") == "a b c"
    assert TABLE.read(cell, "x" * LONGEST) == "x" * LONGEST
    with pytest.raises(ValueError, match="1, Company and team: 80 characters fit, and this has 81"):
        TABLE.read(cell, "x" * (LONGEST + 1))


def test_the_lab_fills_in_the_form_best_first(lab):
    fields, known = lab.numbers(), {field.key for field in rubric("target_list").fields}
    assert set(fields) <= known and len(fields) == 20
    assert fields["1.target"] == lab.facts()["leader"] and fields["1.step"] == "Write to a former colleague there"


def test_the_plan_in_the_picture_is_the_plan_in_words(lab):
    for hours in (1, 3, 15):
        words = lab.set(per_week=hours)
        assert f"week {max(one.done for one in lab.list.plan)}" in words
    assert "week 35" in lab.set(per_week=1)
