"""The portfolio's panel, as a reader uses it: choose, order, hide, look, write."""

from __future__ import annotations

import re
import shutil

import pytest
from page import Page
from portfolio_pages import sample
from test_portfolio import HOSTILE

from ops2pm import checks, my_portfolio
from ops2pm.portfolio.choices import KEY, read
from ops2pm.portfolio.private import MARK
from ops2pm.ui import session
from ops2pm.ui.navigation import browser_tab
from ops2pm.workbook import Workbook, WorkbookError

WHOLE = sample()["artefacts"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder of one's own, and the sample kept in it."""
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "work"))
    session.workbook.cache_clear()
    session._listeners.clear()
    for key, fields in WHOLE.items():
        session.save_artefact(key, fields)
    yield tmp_path / "work"
    checks.keep_results(True)
    session.workbook.cache_clear()
    session._listeners.clear()


def opened():
    return Page(my_portfolio())


def kept():
    return read(session.remembered("settings", KEY))


def titles(page):
    """The artefacts in the order of the list."""
    return [node.text.split(" kept on")[0] for node in page.one("list") if node.name == "label"]


def button(page, name, key):
    return page.one(f"{name}-{key}")


def well(page):
    assert page.panel.errors == []
    assert page.reloaded() == page.snapshot()


def test_lines_choices_and_words_are_kept_and_open_again(home):
    page = opened()
    page.type(page.named("title")[0], "Operations <b>& product</b>")
    page.tick(page.named("include.sizing")[0], False)
    page.tick(page.named("private.teardown.job")[0], True)
    page.type(page.named("words")[0], "Acme\nplumber, A")
    chosen = kept()
    assert chosen.title == "Operations <b>& product</b>" and chosen.words == ("Acme", "plumber", "A")
    assert not chosen.includes("sizing") and chosen.private["teardown"] == ("job",)
    assert page.text("hidden-teardown") == "1 private"
    assert page.text("found").startswith("Too short to look for: A. Found: plumber (")
    well(page)
    again = opened()
    assert again.named("title")[0].value == "Operations <b>& product</b>"
    assert not again.named("include.sizing")[0].flag("checked")
    assert again.named("private.teardown.job")[0].flag("checked")


def test_an_artefact_moves_one_place_and_stays_at_the_ends(home):
    page = opened()
    before = titles(page)
    first = next(node for node in page.named("up") if node.get("aria-disabled") == "true").value
    page.click(button(page, "down", first))
    assert titles(page) == [before[1], before[0], *before[2:]]
    page.click(button(page, "up", first))
    page.click(button(page, "up", first))
    assert titles(page) == before
    assert button(page, "up", first).get("aria-disabled") == "true"
    assert kept().order[0] == first
    well(page)


def test_an_artefact_is_lifted_to_the_top_in_one_press(home):
    page = opened()
    *others, last = titles(page)
    key = page.named("top")[-1].value
    page.click(button(page, "top", key))
    assert titles(page) == [last, *others] and button(page, "top", key).get("aria-disabled") == "true"
    assert button(page, "top", key).get("aria-label") == f"Move “{last}” to the top"
    page.click(button(page, "top", key))
    assert titles(page) == [last, *others]
    well(page)


def test_two_panels_do_not_undo_each_other(home):
    one, other = opened(), opened()
    one.tick(one.named("include.sizing")[0], False)
    other.type(other.named("name")[0], "Ruth")
    assert kept().name == "Ruth" and not kept().includes("sizing")


def test_private_words_of_two_panels_join_and_a_word_that_is_taken_away_goes(home):
    one, other = opened(), opened()
    one.type(one.named("words")[0], "Acme")
    other.type(other.named("words")[0], "plumber")
    assert kept().words == ("Acme", "plumber") and other.named("words")[0].value == "Acme\nplumber"
    other.type(other.named("words")[0], "plumber")
    assert kept().words == ("plumber",)
    one.tick(one.named("private.teardown.job")[0], True)
    other.tick(other.named("private.teardown.segment")[0], True)
    assert kept().private["teardown"] == ("job", "segment") and kept().words == ("plumber",)
    well(other)


def test_each_private_word_that_is_not_found_is_named(home):
    page = opened()
    page.type(page.named("words")[0], "Frischkost\nplumber")
    found = page.text("found")
    assert "Found: plumber (" in found and "Not found as spelt here: Frischkost." in found
    page.type(page.named("name")[0], "Plumber Ruth")
    assert "“plumber” is private and stands in your own name" in page.text("looks")


def test_advice_on_other_spellings_stands_there_always_and_what_is_found_comes_again(home):
    page = opened()
    assert "other spellings, short forms, initials and first names" in page.panel.html
    assert page.text("found") == ""
    page.type(page.named("words")[0], "plumber")
    found = page.text("found")
    assert found.startswith("Found: plumber (") and opened().text("found") == found, "as after Run All"
    for key in WHOLE:
        page.tick(page.named(f"include.{key}")[0], key == "problem_statement")
    assert page.text("found") != found, "of what goes out"
    well(page)


def test_a_private_word_that_is_everywhere_is_asked_about(home):
    page = opened()
    page.type(page.named("words")[0], "the\nplumber")
    many = int(re.search(r"“the” would blank (\d+) places: is it a name\?", page.text("found"))[1])
    assert many > 40 and page.text("found").count("is it a name?") == 1


def test_lists_that_cant_be_read_let_nothing_out_until_they_are_begun_anew(home):
    odd = {"words": {"Acme": 1}, "private": {"teardown": 7.5}, "included": [], "title": "T"}
    session.record("settings", KEY, odd)
    page = opened()
    assert "Your list of private names couldn't be read" in page.text("looks")
    page.click(page.named("write")[0])
    assert "couldn't be read" in page.text("written") and not (home / "portfolio").exists()
    page.type(page.named("words")[0], "plumber")
    assert "can't be read: press “Begin anew” first" in page.text("o2p-error")
    page.type(page.named("title")[0], "New")
    assert session.remembered("settings", KEY) == odd | {"title": "New"}, "what can't be read isn't lost"
    page.click(page.named("anew")[0])
    assert "couldn't be read" not in page.text("looks") and kept().title == "New" and not kept().unread
    page.type(page.named("words")[0], "plumber")
    page.click(page.named("write")[0])
    assert "Written:" in page.text("written") and kept().words == ("plumber",)
    well(page)


def test_after_a_later_change_what_was_written_is_told_to_be_old(home):
    page = opened()
    page.type(page.named("title")[0], "T")
    assert "Changed since" not in page.text("written")
    for change in (
        lambda: page.tick(page.named("include.sizing")[0], False),
        lambda: session.save_artefact("trade_off_memo", WHOLE["trade_off_memo"] | {"a_change": "−19"}),
        lambda: page.click(button(page, "down", "problem_statement")),
    ):
        page.click(page.named("write")[0])
        assert page.text("written").startswith("Written:")
        change()
        assert page.text("written").startswith("Changed since: write it again.")
    well(page)


def test_with_nothing_to_look_at_it_says_so(home):
    page = opened()
    for key in WHOLE:
        if key != "problem_statement":
            page.tick(page.named(f"include.{key}")[0], False)
    assert page.text("looks") == "Nothing to look at."


def test_what_is_written_is_what_was_chosen_and_nothing_private(home):
    page = opened()
    page.tick(page.named("include.sizing")[0], False)
    page.tick(page.named("private.problem_statement.user")[0], True)
    page.type(page.named("words")[0], "plumber")
    for way, name in (("site", "index.html"), ("html", "portfolio.html"), ("markdown", "portfolio.md")):
        page.click(next(node for node in page.named("write") if node.get("value") == way))
        written = home / "portfolio" / way
        assert str(written / name) in page.text("written") and "plumber (" in page.text("written")
        text = "".join(path.read_text("utf-8") for path in written.iterdir())
        assert MARK in text.replace("\\", "") and "plumber" not in text and "one branch that have just" not in text
        assert "form instead of sending a photo" not in text
    well(page)


def test_what_to_look_at_first_changes_with_what_goes_out(home):
    session.save_artefact("trade_off_memo", WHOLE["trade_off_memo"] | {"a_change": "−19"})
    page = opened()
    assert "By your own two numbers it is −18" in page.text("looks")
    page.tick(page.named("include.trade_off_memo")[0], False)
    assert "−18" not in page.text("looks")


def test_a_version_kept_in_another_panel_of_the_notebook_shows_at_once(home):
    page = opened()
    session.save_artefact("trade_off_memo", WHOLE["trade_off_memo"] | {"a_change": "−19"})
    assert "By your own two numbers it is −18" in page.text("looks")
    well(page)


def test_an_empty_workbook_says_what_to_do_first_and_writes_nothing(home):
    shutil.rmtree(home)
    page = opened()
    assert "do lesson" in page.text("list")
    page.click(page.named("write")[0])
    assert "do lesson" in page.text("written") and not (home / "portfolio").exists()
    well(page)


def test_a_workbook_that_cant_be_read_says_so(home):
    (home / "workbook.json").write_text('{"version": 99}', encoding="utf-8")
    page = opened()
    assert "newer version of the course" in page.text("list")


def test_a_folder_that_holds_something_else_is_left_alone(home):
    (home / "portfolio/site").mkdir(parents=True)
    (home / "portfolio/site/mine.txt").write_text("x", encoding="utf-8")
    page = opened()
    page.click(page.named("write")[0])
    assert "something else than a portfolio" in page.text("written") and "--force" not in page.text("written")
    well(page)


def test_a_solution_notebook_shows_and_writes_nothing(home):
    checks.keep_results(False)
    page = opened()
    assert "Ruth" not in page.panel.html
    page.click(page.named("write")[0])
    assert "writes nothing" in page.text("written") and not (home / "portfolio").exists()


def test_nothing_that_is_typed_breaks_it_and_it_can_be_written_all_the_same(home):
    page = opened()
    for text in (text for text in HOSTILE.values() if isinstance(text, str)):
        for node in (*(page.named(name)[0] for name in ("name", "title", "contact", "note")), page.named("words")[0]):
            page.type(node, text)
            assert node.value == text
        page.click(page.named("write")[1])
        assert page.panel.errors == []
        assert "Written:" in page.text("written") or "Nothing was written" in page.text("written")
    well(page)
    well(opened())


def test_its_words_without_a_kernel_do_not_depend_on_the_workbook(home):
    with_work = my_portfolio().description()
    shutil.rmtree(home)
    assert my_portfolio().description() == with_work and with_work in my_portfolio().still()["text/html"]


def test_only_a_file_that_the_server_reaches_gets_a_link(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(tmp_path))
    assert '{"path": "a/b.html"}' in browser_tab(tmp_path / "a/b.html", "Open").unescape()
    assert browser_tab(tmp_path.parent / "b.html", "Open") is None


def test_a_panel_that_cannot_show_it_does_not_stop_the_form_from_keeping(fresh_workbook, monkeypatch):
    page = Page(my_portfolio())
    monkeypatch.setattr(page.panel, "_list", lambda source: 1 / 0)
    session.save_artefact("problem_statement", {"who": "Clinics"})
    assert session.artefact("problem_statement").fields == {"who": "Clinics"}
    assert not page.is_hidden("o2p-error") and len(page.panel.errors) == 1


# --- What is on screen is what goes out --------------------------------------------------------------------------


def written(home):
    return "".join(path.read_text("utf-8") for path in sorted((home / "portfolio").rglob("*.html")))


def test_a_choice_that_cant_be_kept_keeps_the_portfolio_from_being_written_until_it_is(home, monkeypatch):
    def full(self, *_):
        raise WorkbookError("Your work was not saved because the disk is full.")

    page = opened()
    with monkeypatch.context() as patch:
        patch.setattr(Workbook, "record", full)
        page.tick(page.named("private.teardown.job")[0], True)
        page.tick(page.named("include.sizing")[0], False)
        page.type(page.named("words")[0], "plumber")
        assert "the disk is full" in page.text("o2p-error")
        page.click(page.named("write")[0])
        assert "what you chose last isn't kept" in page.text("written") and not (home / "portfolio").exists()
    page.click(page.named("write")[0])
    assert "Written:" in page.text("written") and page.panel.errors == []
    assert kept().private["teardown"] == ("job",) and kept().words == ("plumber",) and not kept().includes("sizing")
    assert "plumber" not in written(home).lower() and not (home / "portfolio/site/sizing.html").exists()
    well(page)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("artefact", "“Stories” came to what goes out"),
        ("included", "“Outreach message"),
        ("private", "fields of “Teardown” are private no longer"),
        ("words", "“Frischkost” left the names"),
    ],
)
def test_what_another_notebook_lets_out_is_shown_before_it_goes(home, change, told):
    page = opened()
    page.tick(page.named("private.teardown.job")[0], True)
    page.type(page.named("words")[0], "Frischkost")
    page.click(page.named("write")[0])
    assert "Written:" in page.text("written")
    stored = session.remembered("settings", KEY)
    match change:
        case "artefact":
            session.workbook().save_artefact("stories", {"1.name": "A story", "1.situation": "It stood still."})
        case "included":
            session.workbook().record("settings", KEY, stored | {"included": {"outreach_message": True}})
        case _:
            session.workbook().record("settings", KEY, {name: of for name, of in stored.items() if name != change})
    shutil.rmtree(home / "portfolio")
    page.click(page.named("write")[0])
    assert told in page.text("written") and "press again" in page.text("written")
    assert not (home / "portfolio").exists()
    page.click(page.named("write")[0])
    assert "Written:" in page.text("written") and page.panel.errors == []
    well(page)


def test_a_workbook_that_cant_be_read_any_more_is_said_to_be_so_and_not_to_be_empty(home):
    page = opened()
    (home / "workbook.json").write_text('{"version": 99}', encoding="utf-8")
    page.click(page.named("write")[0])
    assert "update the course" in page.text("written") and "nothing to show" not in page.text("written")
    page.click(page.named("down")[0])
    assert "update the course" in page.text("o2p-error") and page.panel.errors == []
