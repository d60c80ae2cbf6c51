"""A form of several parts: one at a time on screen, nothing lost on the way."""

from __future__ import annotations

import pytest
from page import Page, parse

from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.form import form

PARTS = ("1", "2", "3")


@pytest.fixture
def page(fresh_workbook):
    return Page(form("reframed_bullets"))


def write(page, key, text):
    page.type(page.named(key)[0], text)


def show(page, part):
    (button,) = [node for node in page.named("show") if node.get("value") == part]
    page.click(button)


def shown(page):
    """The parts a reader sees: fields, judgements, and the button pressed must agree."""
    visible = {part for part in PARTS if not page.is_hidden(f"part-{part}")}
    assert visible == {part for part in PARTS if not page.is_hidden(f"judged-{part}")}
    assert visible == {part for part in PARTS if page.one(f"show-{part}").get("aria-pressed") == "true"}
    return visible


def test_one_part_is_shown_at_a_time(page):
    assert shown(page) == {"1"}
    for part in ("3", "2", "2", "1"):
        show(page, part)
        assert shown(page) == {part}
        assert page.reloaded() == page.snapshot()


def test_every_field_of_every_part_is_in_its_part(page):
    for part in PARTS:
        inside = {node.get("data-name") for node in page.one(f"part-{part}") if "data-name" in node.attributes}
        assert inside == {field.key for field in rubric("reframed_bullets").fields if field.part == part}
        judged = {node.get("data-name") for node in page.one(f"judged-{part}") if "data-name" in node.attributes}
        assert judged == {f"self.{c.key}" for c in rubric("reframed_bullets").by_kind("S") if c.part == part}


def test_nothing_is_lost_on_switching(page):
    write(page, "1.who", "Callers")
    show(page, "2")
    write(page, "2.who", "Drivers")
    show(page, "1")
    assert (page.named("1.who")[0].value, page.named("2.who")[0].value) == ("Callers", "Drivers")
    assert "Callers" in page.text("composed") and "Drivers" in page.text("composed")
    assert session.entry("drafts", "reframed_bullets").value == {"1.who": "Callers", "2.who": "Drivers"}
    page.press("keep")
    assert session.artefact("reframed_bullets").fields == {"1.who": "Callers", "2.who": "Drivers"}
    again = Page(form("reframed_bullets"))
    assert again.named("2.who")[0].value == "Drivers" and shown(again) == {"1"}


def test_the_buttons_say_how_far_each_part_is(page):
    count = sum(field.part == "1" and "(optional)" not in field.label for field in rubric("reframed_bullets").fields)
    assert [page.text(f"begun-{part}") for part in PARTS] == ["not begun"] * 3
    write(page, "2.who", "Drivers")
    write(page, "2.from", "12")
    assert [page.text(f"begun-{part}") for part in PARTS] == ["not begun", f"2 of {count} fields", "not begun"]
    write(page, "2.who", "")
    assert page.text("begun-2") == f"1 of {count} fields"
    write(page, "2.cases", "164")
    assert page.text("begun-2") == f"1 of {count} fields", "what may stay empty isn't counted"
    write(page, "3.cases", "164")
    assert page.text("begun-3") == f"0 of {count} fields"


def test_what_is_said_of_a_part_changes_only_with_its_own_fields(page):
    others = [page.text(f"finding-{part}.numbers") for part in ("1", "3")]
    write(page, "2.from", "12")
    assert "needs both numbers" in page.text("finding-2.numbers")
    assert [page.text(f"finding-{part}.numbers") for part in ("1", "3")] == others
    before = len(page.messages)
    write(page, "2.to", "9")
    patched = {element for message in page.messages[before:] for element in message["patch"]}
    assert not [element for element in patched if element.startswith(("finding-1.", "finding-3."))]


def test_the_lab_s_numbers_go_into_the_part_that_is_shown(fresh_workbook):
    page = Page(form("reframed_bullets", numbers=lambda: {"from": "39.9", "to": "14.3", "kind": "percent"}))
    show(page, "3")
    write(page, "3.to", "15")
    page.press("numbers")
    assert [page.named(f"3.{key}")[0].value for key in ("from", "to", "kind")] == ["39.9", "15", "percent"]
    assert page.named("1.from")[0].value == "" and "Left as you had it: To." in page.text("taken")


def test_pressing_again_renews_what_the_button_wrote_and_nothing_else(fresh_workbook):
    lab = {"door": "Internal move", "now": "5", "flip": "4.29", "flips_to": "Bridge job"}
    page = Page(form("path_decision", numbers=lambda: dict(lab)))
    write(page, "because", "They asked me")
    page.press("numbers")
    write(page, "door", "Stay and build")
    lab.update(door="APM programme", now="6", flip="7.5", because="the lab has no say in this")
    page = Page(form("path_decision", numbers=lambda: dict(lab)))  # after a restart
    page.press("numbers")
    values = {key: page.named(key)[0].value for key in (*lab, "because")}
    assert values == {**lab, "door": "Stay and build", "because": "They asked me"}
    told = page.text("taken")
    assert told.startswith("Filled in: “Its weight now” and “Its weight at the flip”. Left as you had it: The door")
    assert "Left as you had it: The door you choose, Why, in one sentence." in told
    assert session.entry("drafts", "path_decision").value["flip"] == "7.5"
    # A flip that is there no longer goes with what the lab shows; the reader's own words stay.
    for key in ("now", "flip", "flips_to"):
        del lab[key]
    page.press("numbers")
    assert [page.named(key)[0].value for key in ("now", "flip", "flips_to")] == ["", "", ""]
    assert page.named("door")[0].value == "Stay and build" and page.named("because")[0].value == "They asked me"
    lab["now"] = "3"
    page.press("numbers")
    assert page.named("now")[0].value == "3"


def test_the_button_of_one_part_leaves_the_other_parts_alone(fresh_workbook):
    lab = {"from": "39.9", "to": "14.3"}
    page = Page(form("reframed_bullets", numbers=lambda: dict(lab)))
    page.press("numbers")
    show(page, "3")
    lab.update({"from": "12"})
    page.press("numbers")
    assert [page.named(f"{part}.from")[0].value for part in ("1", "3")] == ["39.9", "12"]
    del lab["to"]
    page.press("numbers")
    assert [page.named(f"{part}.to")[0].value for part in ("1", "3")] == ["14.3", ""]


def test_a_part_that_does_not_exist_shows_nothing_else(page):
    page.panel.do("click", "show", "9")
    assert isinstance(page.panel.errors.pop(), ValueError) and shown(page) == {"1"}


def test_without_a_kernel_the_fields_stand_once(page):
    fields = [field for field in rubric("reframed_bullets").fields if field.part == "1"]
    text, html = page.panel.description(), page.panel.still()["text/html"]
    for said in (text, parse(html).text):
        assert "Bullet 1, Bullet 2, Bullet 3: each has" in said
        assert all(said.count(field.label) == 1 for field in fields if len(field.label) > 4)


def test_a_form_without_parts_has_no_buttons_for_them(fresh_workbook):
    page = Page(form("problem_statement"))
    assert (
        page.named("show") == [] and "o2p-parts" not in page.panel.html and "each has" not in page.panel.description()
    )


def test_a_second_step_is_folded_up_until_something_stands_in_it(fresh_workbook):
    stories = rubric("stories")
    first = [field.key for field in stories.fields if field.part == "1" and not field.later]
    second = [field.key for field in stories.fields if field.part == "1" and field.later]
    assert first == ["1.name", "1.situation", "1.action", "1.gave_up", "1.differently"] and len(second) == 7

    def folds(page):
        found = [node for node in page.one("part-1") if node.name == "details"]
        assert [node.text.split(":")[0] for fold in found for node in fold if node.name == "summary"] == ["Second step"]
        (fold,) = found
        assert [node.get("data-name") for node in fold if node.get("data-name")] == second
        return "open" in fold.attributes

    page = Page(form("stories"))
    assert not folds(page)
    write(page, "1.situation", "Drivers waited")
    assert not folds(Page(form("stories")))
    write(page, "1.from", "41")
    assert page.reloaded() == page.snapshot() and folds(Page(form("stories")))


def test_what_is_kept_with_something_open_says_what(fresh_workbook):
    page = Page(form("stories"))
    write(page, "1.situation", "Drivers waited")
    assert page.text("kept").startswith("Not kept yet.") and "Not yet there" not in page.text("kept")
    page.press("keep")
    assert page.text("kept").endswith(". Not yet there: “Story 1: The five things of a story”.")
    for key, text in (("kind", "percent"), ("unit", "of visits"), ("from", "31"), ("window", "eight weeks each")):
        write(page, f"1.{key}", text)
    show(page, "2")
    write(page, "2.action", "I ended the routes")
    page.press("keep")
    assert page.text("kept").endswith(
        "Not yet there: “Story 1: From, to, unit and period”, “Story 1: The five things of a story” and 1 more."
    )
    assert Page(form("stories")).text("kept") == page.text("kept")
    write(page, "1.to", "24")
    assert "“Story 1: From, to" not in page.text("kept") and "You have changed it since" in page.text("kept")
