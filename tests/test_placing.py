"""A lab's list in a form of like parts: nothing written moves, and a name never gets another's text."""

from __future__ import annotations

from itertools import permutations

import pytest
from page import Page

from ops2pm.rubrics import in_part, rubric
from ops2pm.rubrics.placing import placed
from ops2pm.rubrics.target_list import MOST
from ops2pm.ui import session
from ops2pm.ui.form import NothingToFill, form

LIST = rubric("target_list")
SEVEN = {"waits": "Patients", "source": "told", "seen_on": "2026-11-01", "people": "One", "off": "No PM"}


def items(*names, **steps):
    """What a lab gives: names in its order, each with a step "Ask <name>" unless told otherwise."""
    found = {}
    for number, name in enumerate(names, 1):
        found |= {in_part(str(number), "target"): name, in_part(str(number), "step"): steps.get(name, f"Ask {name}")}
    return found


def written(part, **own):
    return {in_part(str(part), key): value for key, value in own.items()}


class Lab:
    """A list that a test changes."""

    def __init__(self, *names, **steps):
        self.now = items(*names, **steps)

    def numbers(self):
        return dict(self.now)


def page_with(lab):
    return Page(form("target_list", numbers=lab.numbers))


def held(page, part):
    return {key.partition(".")[2]: value for key, value in page.panel._clean().items() if key.startswith(f"{part}.")}


@pytest.mark.parametrize("order", list(permutations(["Acme", "Bank", "Clinic"])))
def test_whatever_the_order_of_the_lab_nothing_moves(fresh_workbook, order):
    lab = Lab("Acme", "Bank", "Clinic")
    page = page_with(lab)
    page.press("numbers")
    for key, value in SEVEN.items():
        page.type(page.named(f"2.{key}")[0], value)
    before = {part: held(page, part) for part in range(1, MOST + 1)}
    assert before[2]["target"] == "Bank" and before[2]["waits"] == "Patients"
    lab.now = items(*order)
    page.press("numbers")
    assert {part: held(page, part) for part in range(1, MOST + 1)} == before
    assert page.text("taken") == "Everything in the lab's list is here already."


def test_a_new_name_goes_to_the_first_empty_target_and_never_beside_another_s_text(fresh_workbook):
    page = page_with(lab := Lab("Acme"))
    page.type(page.named("1.waits")[0], "Patients wait for a bed")  # its name is still to come
    page.type(page.named("2.target")[0], "Clinic")
    page.press("numbers")
    assert held(page, 1) == {"waits": "Patients wait for a bed"} and held(page, 2) == {"target": "Clinic"}
    assert held(page, 3) == {"target": "Acme", "step": "Ask Acme"}
    lab.now = items("clinic ", "Acme")
    page.press("numbers")
    assert held(page, 2) == {"target": "Clinic", "step": "Ask clinic "} and held(page, 4) == {}


def test_the_reader_s_own_words_stay_and_the_button_s_are_renewed(fresh_workbook):
    page = page_with(lab := Lab("Acme", "Bank"))
    page.press("numbers")
    assert page.text("taken") == "Filled in: 2 × “Company and team” and 2 × “Your first step”."
    page.type(page.named("1.step")[0], "My own step")
    lab.now = items("Bank", "Acme", Bank="Call them", Acme="Write")
    page = page_with(lab)  # after a restart
    page.press("numbers")
    assert held(page, 1) == {"target": "Acme", "step": "My own step"}
    assert held(page, 2) == {"target": "Bank", "step": "Call them"}
    assert "Your own words stay in Target 1" in page.text("taken")


def test_what_leaves_the_lab_goes_only_if_nothing_was_written_beside_it(fresh_workbook):
    page = page_with(lab := Lab("Acme", "Bank", "Clinic", "Depot"))
    page.press("numbers")
    page.type(page.named("2.off")[0], "No PM there")
    page.type(page.named("3.target")[0], "Clinic, beds")
    lab.now = items("Depot", "Eel")
    page.press("numbers")
    assert held(page, 1) == {"target": "Eel", "step": "Ask Eel"}
    assert held(page, 2) == {"target": "Bank", "step": "Ask Bank", "off": "No PM there"}
    assert held(page, 3) == {"target": "Clinic, beds", "step": "Ask Clinic"}
    assert held(page, 4) == {"target": "Depot", "step": "Ask Depot"}
    assert "taken out here: “Acme”." in page.text("taken")
    lab.now = {}
    page.press("numbers")
    assert held(page, 1) == {} and held(page, 4) == {} and held(page, 2) != {} and held(page, 3) != {}


def test_a_name_that_the_reader_wrote_is_never_taken_out(fresh_workbook):
    page = page_with(lab := Lab("Acme"))
    page.type(page.named("1.target")[0], "Acme")
    page.press("numbers")
    lab.now = {}
    page.press("numbers")
    assert held(page, 1)["target"] == "Acme"


def test_without_room_it_says_what_found_none(fresh_workbook):
    page = page_with(lab := Lab(*[f"Firm {n}" for n in range(MOST)]))
    page.press("numbers")
    for part in range(1, MOST + 1):
        page.type(page.named(f"{part}.off")[0], "No PM")
    lab.now = items("New one", "Firm 3")
    page.press("numbers")
    assert "No part is empty for “New one”." in page.text("taken")
    assert [held(page, part)["target"] for part in range(1, MOST + 1)] == [f"Firm {n}" for n in range(MOST)]


def test_two_of_one_name_keep_their_places():
    twice = items("Acme", "Acme") | {"2.step": "Another"}
    once = placed(LIST, twice, {}, {}).fields
    assert once == twice
    assert placed(LIST, twice, once, {}).fields == {} and placed(LIST, twice, once, once).fields == twice
    odd = items("***")
    assert placed(LIST, odd, odd, {}) == placed(LIST, odd, odd, {}) and placed(LIST, odd, odd, {}).fields == {}


def test_a_lab_with_nothing_to_give_says_so_and_changes_nothing(fresh_workbook):
    def numbers():
        raise NothingToFill("Put your own in first.")

    page = Page(form("target_list", numbers=numbers))
    page.press("numbers")
    assert page.text("taken") == "Put your own in first." and page.panel._clean() == {}
    assert session.entry("drafts", "target_list") is None and page.panel.errors == []
