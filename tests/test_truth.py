"""The truth: closed until a case is kept or the reader insists, then set beside the case, item by item."""

from __future__ import annotations

import pytest
from page import Page
from test_panels import HOSTILE

from ops2pm.models import capstone
from ops2pm.rubrics.capstone_case import CIRCUMSTANCES
from ops2pm.ui import session
from ops2pm.ui.company import KEY as COMPANY
from ops2pm.ui.company import kinds
from ops2pm.ui.truth import FOUND, KEY, NEARLY, NOT, OPEN, Truth, compare, summary

NUMBERS = [1, 2, 3, 10, capstone.DEFAULT, capstone.REHEARSAL]


@pytest.fixture(autouse=True)
def own_workbook(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path))
    session.workbook.cache_clear()
    session._listeners.clear()
    yield
    session.workbook.cache_clear()
    session._listeners.clear()


def right(number):
    """A case that says what was planted."""
    planted, found = capstone.draw(number), capstone.findings(number)
    return {
        "company": str(number),
        "group": planted.group,
        "circumstance": kinds()[planted.kind]["circumstance"],
        "place": planted.blind,
        "decoy": f"region {planted.decoy_region}",
        "part": str(found.gap_orders),
        "whole": str(found.orders),
        "weeks": "26",
        "a_week": f"{found.gap_a_week:.0f}",
        "here": f"{100 * found.asked_gap.value:.1f}",
        "there": f"{100 * found.asked_told.value:.1f}",
        "cause": "what I think",
    }


def verdicts(number, fields):
    items = compare(fields, capstone.draw(number), capstone.findings(number))
    return {item.key: item.verdict for item in items if item.verdict}, summary(items)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_right_case_is_found_right(number):
    found, said = verdicts(number, right(number))
    assert set(found.values()) == {FOUND} and len(found) == 6
    assert said.startswith("Group, circumstance, place and decoy are as planted.")


@pytest.mark.parametrize("number", NUMBERS)
def test_an_empty_case_leaves_everything_open(number):
    found, said = verdicts(number, {})
    assert set(found.values()) == {OPEN}
    assert said == ""


@pytest.mark.parametrize("number", NUMBERS)
def test_every_text_has_its_words(number):
    for item in compare({}, capstone.draw(number), capstone.findings(number)):
        for text in (item.title, item.planted, item.shown, item.worth):
            assert "{" not in text and "nan" not in text.split(), text
        assert item.planted


def test_each_choice_is_held_against_its_own_truth():
    number = capstone.DEFAULT
    planted = capstone.draw(number)
    wrong = {
        "group": next(each for each in ("consumer", "office") if each != planted.group),
        "circumstance": "lines",
        "place": planted.clear,
        "decoy": "lines",
    }
    for key, value in wrong.items():
        found, _ = verdicts(number, right(number) | {key: value})
        assert found[key] == NOT
        assert [each for each, verdict in found.items() if verdict != FOUND] == [key]


def test_the_carrier_is_as_good_a_decoy_as_its_region():
    number = capstone.DEFAULT
    found, _ = verdicts(number, right(number) | {"decoy": f"carrier {capstone.draw(number).decoy_carrier}"})
    assert found["decoy"] == FOUND


def test_many_lines_are_near_several_parcels_and_near_nothing_else():
    for number in NUMBERS:
        found, _ = verdicts(number, right(number) | {"circumstance": "lines"})
        assert found["circumstance"] == (NEARLY if capstone.draw(number).kind == "split" else NOT)


@pytest.mark.parametrize(
    ("times", "verdict"), [(1.0, FOUND), (1.01, FOUND), (1.1, NEARLY), (0.9, NEARLY), (0.5, NOT), (0.0, NOT)]
)
def test_a_share_is_near_it_or_off(times, verdict):
    number = capstone.DEFAULT
    whole = capstone.findings(number).orders
    part = round(times * capstone.findings(number).gap_orders)
    found, _ = verdicts(number, right(number) | {"part": str(part), "whole": str(whole)})
    assert found["size"] == verdict


def test_the_circumstance_in_both_channels_is_near_it():
    number = capstone.DEFAULT
    this = capstone.company(number)
    both = int(capstone.in_circumstance(this).sum())
    items = compare(right(number) | {"part": str(both)}, this.planted, capstone.findings(number))
    (size,) = [item for item in items if item.key == "size"]
    assert size.verdict == NEARLY and "near the circumstance in both channels" in size.shown


@pytest.mark.parametrize(("here", "there", "verdict"), [("21", "8", FOUND), ("21", "30", NEARLY), ("50", "40", NOT)])
def test_the_rates_by_their_intervals(here, there, verdict):
    found, _ = verdicts(capstone.DEFAULT, right(capstone.DEFAULT) | {"here": here, "there": there})
    assert found["rates"] == verdict


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({"circumstance": "lines"}, "You found whom to talk to."),
        ({"group": "all"}, "You found when it happens"),
        ({"place": "all"}, "What you found is worth keeping"),
        ({"group": "all", "circumstance": "none", "place": "all", "decoy": "none"}, "None of the four choices"),
    ],
)
def test_what_a_part_of_it_is_worth(changes, starts):
    _, said = verdicts(capstone.DEFAULT, right(capstone.DEFAULT) | changes)
    assert said.startswith(starts)


# --- The panel -------------------------------------------------------------------------------------------------


def buttons(page):
    return [each.name for each in page.controls() if each.kind == "button"]


def test_closed_it_tells_nothing():
    page = Page(Truth())
    planted = capstone.draw(capstone.DEFAULT)
    everything = page.panel.html + page.panel.description() + str(page.panel.still())
    for word in (planted.group, f"region {planted.decoy_region}", "o'clock", "lorry", "website"):
        assert word not in everything
    assert buttons(page) == ["ask"]


def test_without_a_case_it_takes_a_second_click_and_counts_as_nothing():
    page = Page(Truth())
    page.press("ask")
    assert buttons(page) == ["leave", "open"] and "can't show you any more" in page.text("inside")
    page.press("leave")
    assert buttons(page) == ["ask"]
    page.press("ask")
    page.press("open")
    assert "You opened it without a case." in page.text("inside")
    assert not session.has(f"quizzes/{KEY}")
    assert "You opened it without a case." in Page(Truth()).text("inside"), "it stays open"
    session.save_artefact("capstone_case", right(capstone.DEFAULT))
    assert "kept after you had opened the truth" in page.text("inside")
    assert not session.has(f"quizzes/{KEY}")


def test_a_kept_case_opens_the_door_and_is_the_one_that_counts():
    page = Page(Truth())
    session.save_artefact("capstone_case", right(capstone.DEFAULT) | {"group": "all"})
    assert buttons(page) == ["open"]
    page.press("open")
    assert session.has(f"quizzes/{KEY}")
    assert "not it" in page.text("inside")
    session.save_artefact("capstone_case", right(capstone.DEFAULT))
    assert "not it" in page.text("inside"), "a later version doesn't make it right"
    assert "not it" in Page(Truth()).text("inside")


def test_a_case_about_another_company_opens_nothing():
    session.save_artefact("capstone_case", right(3))
    page = Page(Truth())
    assert buttons(page) == ["ask"]
    session.record("settings", COMPANY, 3)
    page = Page(Truth())
    assert buttons(page) == ["open"]
    page.press("open")
    session.record("settings", COMPANY, 4)
    assert buttons(Page(Truth())) == ["ask"], "each company has a door of its own"
    session.record("settings", COMPANY, 3)
    assert "beside what was planted" in Page(Truth()).text("inside")


def test_the_reader_judges_the_words_and_it_is_kept():
    session.save_artefact("capstone_case", right(capstone.DEFAULT))
    page = Page(Truth())
    page.press("open")
    radios = [each.node for each in page.controls() if each.name == "cause"]
    assert len(radios) == 3
    page.choose(radios[1])
    assert page.panel.errors == []
    assert page.panel._judged() == {"cause": "part"}
    assert page.reloaded() == page.snapshot()
    again = Page(Truth())
    assert again.panel._judged() == {"cause": "part"} and "checked" in again.panel.html
    page.panel.do("change", "cause", "no such judgement")
    assert page.panel._judged() == {"cause": "part"}


@pytest.mark.parametrize("kept", [3, [], {"87": 3}, {"87": {"at": 5, "judged": 7}}, {"87": {"at": "x"}}])
def test_a_damaged_entry_is_passed_over(kept):
    session.save_artefact("capstone_case", right(capstone.DEFAULT))
    session.record("quizzes", KEY, kept)
    page = Page(Truth())
    assert page.panel.errors == []


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_escaped(text):
    every = {key: text for key in ("cause", "obstacle", "option", "part", "whole", "here", "there", "a_week")}
    session.save_artefact("capstone_case", {**every, "company": "87", "group": text, "decoy": text})
    page = Page(Truth())
    page.press("open")
    assert page.panel.errors == []
    assert "<script>" not in page.panel.shown("inside", "html") and "<img" not in page.panel.shown("inside", "html")


def test_every_circumstance_can_be_said():
    for value, _ in CIRCUMSTANCES:
        found, _ = verdicts(capstone.DEFAULT, right(capstone.DEFAULT) | {"circumstance": value})
        assert found["circumstance"] in (FOUND, NEARLY, NOT)
