"""The rubric of the teardown: what each computed check says in every state, and that no text breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from little_work import little_work
from page import Page
from test_panels import HOSTILE

from ops2pm.rubrics import Finding, rubric
from ops2pm.rubrics import teardown as page
from ops2pm.rubrics.dates import written
from ops2pm.rubrics.hints import wish_inside
from ops2pm.rubrics.teardown import SEEN
from ops2pm.ui.form import form

LATER, TODAY, AHEAD, PAST = (str(date.today() + timedelta(days=days)) for days in (120, 0, 1, -1))
WHOLE = {
    "product": "The time slot a plumber gives you",
    "segment": "tenants who must take half a day off",
    "job": "be at home when it counts.",
    "seen_1.when": "2026-05-04",
    "seen_1.who": "3 of 4 neighbours",
    "seen_1.saw": "rang the office in the last hour",
    "seen_2.when": "2026-05-05",
    "seen_2.who": "myself",
    "seen_2.saw": "waited from 7 a.m.",
    "seen_3.when": "2026-05-09",
    "seen_3.who": "the office's list of 40 visits",
    "seen_3.saw": "two in ten found nobody",
    "protects": "the plumber's route",
    "option_1": "a text message",
    "cost_1": "a week of work",
    "option_2": "two-hour slots",
    "cost_2": "gaps in the route",
    "nothing": "about 40 calls a week",
    "choice": "option_1",
    "why": "it touches no route",
    "metric": "visits that find somebody",
    "from": "80",
    "to": "90%",
    "unit": "%",
    "stop": "83",
    "stop_on": LATER,
    "guard": "visits per plumber and day",
    "guard_when": "below",
    "guard_stop": "7",
    "guard_unit": "visits",
}


def criterion(key):
    (found,) = [each for each in rubric("teardown").criteria if each.key == key]
    return found


def finding(key, **fields):
    return criterion(key).check(fields)


def test_a_whole_teardown_passes_every_check():
    for each in rubric("teardown").by_kind("A"):
        assert each.check(WHOLE).done is True, each.key
        assert each.check({}).done is None, "nothing is wrong before anything is typed"


def test_the_criteria_are_those_of_a_teardown():
    kinds = {kind: [each.key for each in rubric("teardown").by_kind(kind)] for kind in "AHS"}
    assert {"three", "options", "metric", "stop", "guardrail"} <= set(kinds["A"])
    assert kinds["S"] == ["one_segment", "why_today", "real_options", "seen"]
    assert kinds["H"] == [f"{part.key}.no_solution" for part in SEEN]


def changed(**changes):
    return {**WHOLE, **{key.replace("__", "."): value for key, value in changes.items()}}


@pytest.mark.parametrize(
    ("key", "fields", "done", "says"),
    [
        ("one_user", {"product": "A form"}, False, "for whom, what they want to get done"),
        ("one_user", {"segment": "x", "job": "y"}, False, "Still open: the product."),
        ("seen_1.dated", {"seen_1.saw": "they rang"}, False, "Still open: when, who, or how many."),
        ("seen_1.dated", changed(seen_1__when="4 May"), False, "year-month-day"),
        ("seen_1.dated", changed(seen_1__when="2026-02-30"), False, "year-month-day"),
        ("seen_1.dated", {"seen_1.when": AHEAD}, False, "is still to come. An observation has happened."),
        ("seen_1.dated", changed(seen_1__when=TODAY), True, f"Dated {written(date.today())}."),
        ("seen_1.dated", WHOLE, True, "Dated 4 May 2026."),
        ("seen_1.no_solution", changed(seen_1__saw="they need a dashboard"), False, "make it an option"),
        ("seen_1.no_solution", WHOLE, None, ""),
        ("three", changed(seen_3__when=""), False, "2 of 3 so far"),
        ("three", changed(seen_3__when=AHEAD), False, "2 of 3 so far"),
        ("three", changed(seen_3__saw=" Waited, from 7 A.M"), False, "Two of the observations are the same"),
        ("options", {"option_1": "x"}, False, "option 2; what happens if you do nothing".replace(";", ",")),
        ("options", changed(option_2="A text message!"), False, "The two options are the same."),
        *(
            ("options", changed(option_2=idle), False, "Nothing is option 3 already")
            for idle in ("nothing", "Do nothing.", "LEAVE IT")
        ),
        ("options", {"option_1": "Nothing"}, False, "Nothing is option 3 already"),
        ("options", changed(option_2="Leave it at the neighbour's, who does nothing"), True, "Three options"),
        ("seen_1.dated", changed(seen_1__who="5 of 4 neighbours"), False, "“5 of 4” are more than there are"),
        ("seen_1.dated", changed(seen_1__saw="rang: 1,200 out of the 900."), False, "more than there are"),
        ("seen_1.dated", changed(seen_1__saw="rang on 4 of 4 days, 9 of 1,200 calls"), True, "Dated"),
        ("options", changed(nothing=" "), False, "Still open: what happens if you do nothing."),
        ("options", changed(choice=""), False, "Still open: which one."),
        ("options", changed(choice="nothing"), True, "You would do nothing, for now."),
        ("metric", {"from": "80"}, False, "what should change, to, the unit"),
        ("metric", changed(to="many"), False, "“many” is not a number"),
        ("metric", changed(to="80,0"), False, "the same"),
        ("metric", WHOLE, True, "Up by 10 points."),
        ("metric", changed(to="110"), False, "110% lies outside 0% to 100%"),
        ("metric", changed(**{"from": "about -5", "unit": "Per cent"}), False, "\u22125% lies outside"),
        ("metric", changed(to="110", unit="visits"), True, "Up by 30 visits."),
        ("metric", changed(to="1.200", unit="visits"), False, "read in two ways. Type 1200, or 1.2."),
        ("metric", changed(**{"from": "about 1.234"}, unit="visits"), False, "Type 1234, or 1.2340."),
        ("metric", changed(**{"from": "1.2340"}, unit="visits"), True, "Up by"),
        ("metric", changed(to="70 per cent", unit="per cent"), True, "Down by 10 points."),
        ("metric", changed(**{"from": "4,5", "to": "\u22121", "unit": "days"}), True, "Down by 5.5 days."),
        ("stop", {"stop": "83"}, False, "Still open: the date."),
        ("stop", {"stop_on": LATER}, False, "Still open: the level."),
        ("stop", changed(stop="few"), False, "“few” is not a number"),
        ("stop", changed(stop_on="soon"), False, "year-month-day"),
        ("stop", changed(stop_on=PAST), False, "has passed"),
        ("stop", changed(stop="183"), False, "183% lies outside"),
        ("stop", changed(stop="1.200", unit="visits"), False, "read in two ways"),
        ("stop", changed(to=""), False, "From what to what, first"),
        ("stop", changed(to="80"), False, "From what to what, first"),
        ("stop", changed(stop="91"), False, "beyond your own success"),
        ("stop", changed(stop="90"), False, "success itself"),
        ("stop", changed(stop="79.9"), False, "worse than today"),
        ("stop", changed(stop="80"), True, "no better than today"),
        ("stop", changed(stop="83 %"), True, f"on {written(date.fromisoformat(LATER))} it has come less than 30% of"),
        # down is good: the losing side is above
        ("stop", changed(**{"from": "40", "to": "20", "stop": "35"}), True, "less than 25% of the way"),
        ("stop", changed(**{"from": "40", "to": "20", "stop": "15"}), False, "beyond your own success"),
        ("stop", changed(**{"from": "40", "to": "20", "stop": "45"}), False, "worse than today"),
        ("stop", changed(**{"from": "-1e308", "to": "1e308", "stop": "1e308", "unit": "visits"}), False, "too large"),
        ("guardrail", {"guard": "calls"}, False, "which way is harm, the level, the unit"),
        ("guardrail", changed(guard_stop="low"), False, "“low” is not a number"),
        ("guardrail", changed(guard_stop="108%", guard_unit="%"), False, "108% lies outside"),
        ("guardrail", changed(guard_stop="\u22127"), False, "a count doesn't go below 0"),
        ("guardrail", changed(guard_stop="-18", guard_unit="°C"), True, "below \u221218 °C"),
        ("guardrail", changed(guard_stop="-2", guard_unit="minutes"), True, "below \u22122 minutes"),
        ("guardrail", changed(guard_stop="1.200"), False, "read in two ways"),
        ("guardrail", changed(guard="Visits that find somebody."), False, "repeats the metric"),
        ("guardrail", WHOLE, True, "below 7 visits"),
        ("guardrail", changed(guard_when="above", guard_stop="8%", guard_unit="%"), True, "above 8%."),
    ],
)
def test_each_check_says_what_is_there_and_what_is_not(key, fields, done, says):
    found = finding(key, **fields)
    assert found.done is done and says in found.message, found


def test_the_page_has_the_choice_on_top_and_marks_what_is_open():
    text = page.compose(WHOLE)
    lines = text.split("\n\n")
    assert lines[0] == "TEARDOWN: The time slot a plumber gives you. For: tenants who must take half a day off"
    assert lines[1:3] == [
        "What I would do",
        "•\u00a0A text message (cost: a week of work). Why: it touches no route.",
    ]
    assert lines[3] == "They use it to be at home when it counts."
    assert lines[5:8] == [
        "•\u00a04 May 2026. 3 of 4 neighbours: rang the office in the last hour.",
        "•\u00a05 May 2026. Myself: waited from 7 a.m.",
        "•\u00a09 May 2026. The office's list of 40 visits: two in ten found nobody.",
    ]
    assert "•\u00a0Two-hour slots (cost: gaps in the route)." in lines
    assert "•\u00a0Doing nothing. Then: about 40 calls a week." in lines
    assert text.lower().count("a text message") == 1, "what is chosen is not weighed against itself"
    assert lines[-1].startswith(
        "How I would know: visits that find somebody, from 80% to 90%. If it has not got past 83%"
    )
    assert lines[-1].endswith("Guardrail: visits per plumber and day. I stop when it is below 7 visits.")
    assert "[" not in text and ".." not in text
    assert len(text.split()) < 250, "one page"
    empty = page.compose({})
    for open_ in ("[the product]", "[one of three options]", "[three observations, with dates]", "[When do you stop?]"):
        assert open_ in empty


def test_doing_nothing_is_an_option_one_can_choose():
    text = page.compose(changed(choice="nothing"))
    assert "•\u00a0Nothing, for now. Why:" in text
    assert "•\u00a0A text message (cost: a week of work)." in text
    assert "What I expect, then: about 40 calls a week." in text
    assert "Doing nothing. Then" not in text


def test_who_does_nothing_promises_no_change_and_stops_nothing():
    idle = changed(choice="nothing", to="", stop="", stop_on="")
    for each in rubric("teardown").by_kind("A"):
        assert each.check(idle).done is True, each.key
    last = page.compose(idle).split("\n\n")[-1]
    assert last == (
        "I would watch: visits that find somebody, now 80%. Also: visits per plumber and day. I would think again "
        "when it is below 7 visits."
    )
    assert "How I would know" not in page.compose(idle) and "I stop" not in page.compose(idle)
    assert "no goal is wanted" in finding("metric", **idle).message
    assert finding("metric", **{**idle, "from": "many"}).done is False
    assert "where it stands today" in finding("metric", **{**idle, "from": ""}).message
    assert "nothing to stop" in finding("stop", **idle).message
    same = {**idle, "guard": WHOLE["metric"], "guard_stop": "70", "guard_unit": "%"}
    assert finding("guardrail", **same).done is True
    assert page.compose(same).endswith(
        "I would watch: visits that find somebody, now 80%. I would think again when it is below 70%."
    )
    bare = page.compose({**idle, "guard": ""})
    assert bare.endswith("visits that find somebody, now 80%. [At which level would you think again?]")
    # What was typed before stays out of the page.
    assert "90%" not in page.compose(changed(choice="nothing"))


def test_the_choice_renews_what_is_said_of_the_measure(fresh_workbook):
    panel = form("teardown")
    for key, value in WHOLE.items():
        panel.do("change", key, value)
    sheet = Page(panel)
    panel.do("change", "choice", "nothing")
    assert "nothing to stop" in sheet.text("finding-stop") and "You leave it at 80%" in sheet.text("finding-metric")
    panel.do("change", "choice", "option_2")
    assert "You stop if" in sheet.text("finding-stop") and "Up by 10 points" in sheet.text("finding-metric")
    assert panel.errors == []


@pytest.mark.parametrize("typed", ["about 80", "About 80%", "~80", "roughly 80 %", "ca. 80", "approx. 80"])
def test_a_guess_is_said_to_be_one(typed):
    fields = changed(**{"from": typed})
    assert finding("metric", **fields) == Finding(True, "Up by about 10 points.")
    assert finding("stop", **fields).done is True
    assert "from about 80% to 90%" in page.compose(fields)
    assert "now about 80%" in page.compose({**fields, "choice": "nothing"})


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("They use it to be at home.", "They use it to be at home."),
        ("they use it to … Be at home", "They use it to be at home."),
        ("… be at home", "They use it to be at home."),
        ("...be at home", "They use it to be at home."),
        ("To be at home", "They use it to be at home."),
        ("to", "They use it to [get something done]."),
        ("For keeping the day free", "They use it for keeping the day free."),
        ("SMS each other", "They use it to SMS each other."),
        ("top up", "They use it to top up."),
    ],
)
def test_the_sentence_does_not_begin_twice(typed, reads):
    assert reads in page.compose(changed(job=typed)).split("\n\n")


@pytest.mark.parametrize(
    ("typed", "reads"),
    [("for tenants", "tenants"), ("… For tenants", "tenants"), ("foreign tenants", "foreign tenants"), ("for", "[one")],
)
def test_for_whom_is_not_said_twice(typed, reads):
    assert f"gives you. For: {reads}" in page.compose(changed(segment=typed))


def test_a_question_has_no_full_stop_behind_it():
    text = page.compose(changed(why="who would not?", nothing="Calls!", product="Is it late?", guard="who waits?"))
    assert "Why: who would not?\n" in text and "Then: Calls!\n" in text and "Is it late? For: " in text
    assert not any(stop in text for stop in ("?.", "!."))


def test_what_was_typed_stands_where_a_capital_may_stand():
    typed = changed(
        segment="London commuters",
        cost_1="Nothing",
        seen_1__who="Asked at the desk",
        metric="Share of early departures",
    )
    text = page.compose(typed)
    assert "For: London commuters" in text and "(cost: nothing)" in text and "2026. Asked at the desk: rang" in text
    assert "How I would know: share of early departures, from" in text
    assert "I would watch: share of early" in page.compose({**typed, "choice": "nothing"})


def test_a_capital_of_the_readers_does_not_stand_after_a_colon():
    capitals = changed(
        option_1="Print the list twice", why="It costs a week.", protects="The route", job="Be at home", cost_1="A week"
    )
    text = page.compose(capitals)
    assert "•\u00a0Print the list twice (cost: a week). Why: it costs a week." in text
    assert "protects: the route." in text
    assert "Newark" in page.compose(changed(protects="Newark's gates")), "a name keeps its capital"


WISHES = [
    "The app should show live changes",
    "They need an app with live tracking",
    "The list should be printed twice",
    "They should print the list twice.",
    "Drivers waited an hour. The app should show live changes.",
    "I think the form should be shorter",
    "The app should have a dark mode",
]
SEEN_WITH_SHOULD = [
    "the sign says the bus should come at 8",
    "The list should be at the gate by seven; it came at nine",
    "asked whether it should be signed",
    "The app should have loaded by then",
    "The form should be signed by the driver. Four of ten weren't.",
    "The form should show the weight; on 4 of 10 it was missing",
    "The page should open in two seconds",
    "The page should load",
    "They should be here at eight",
    "They should have been there at 7",
    "It should come at noon",
    "2 of 5 asked what they should do next",
    "He said they should print it twice",
    "rang to ask whether the app should show the change",
    "The list should be complete by noon, and the clerk filled three gaps by hand",
    "read aloud “the list should be printed twice” and shrugged",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_among_the_observations_is_asked_about(text):
    found = finding("seen_2.no_solution", **{"seen_2.saw": text})
    assert found.done is False and "make it an option" in found.message


@pytest.mark.parametrize("text", SEEN_WITH_SHOULD)
def test_what_was_seen_may_say_should(text):
    assert finding("seen_1.no_solution", **{"seen_1.saw": text}) == Finding(None, "")


def test_a_long_text_holds_nobody_up():
    for part in ("the app should ", "they should be ", "The a-b-c ", "It should have a ", "was the list should x. "):
        with little_work(5):
            wish_inside(part * (100_000 // len(part)))


def test_no_text_breaks_it():
    keys = [field.key for field in rubric("teardown").fields]
    texts = [*HOSTILE, "\u22121", "1e999", "{0}", "9" * 400, "y" * 10_000]
    for key in keys:
        for text in texts:
            fields = changed(**{key: text})
            for each in rubric("teardown").criteria:
                if each.check:
                    found = each.check(fields)
                    assert isinstance(found, Finding) and len(found.message) < 400
            assert page.compose(fields)
    for text in texts:
        assert page.compose(dict.fromkeys(keys, text))
