"""The case of lesson 13 in the portfolio: which version goes out, and what its opened truth says of it."""

from __future__ import annotations

from datetime import date

import pytest
from page import Page
from portfolio_pages import everything, source
from test_truth import right

from ops2pm import _workbook_file, my_portfolio
from ops2pm.models import capstone
from ops2pm.portfolio import Source, export, look_first, rendered
from ops2pm.portfolio.planted import KEY, Opened, kept_after, not_as_planted, opened
from ops2pm.ui import session, truth
from ops2pm.workbook import Entry, Version, Workbook

TODAY = date(2026, 11, 30)
CASE = truth.CASE
NUMBER = capstone.DEFAULT
MARKED = "after the planted answer was opened."
WORDS = {
    "who": "Office buyers",
    "obstacle": "They see one date for all of it",
    "rival": "it is the mix",
    "raw": "3",
    "alike": "-1",
}


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workbook whose clock goes on by a minute with each save."""
    minutes = iter(range(60))
    monkeypatch.setattr(_workbook_file, "stamp", lambda after=None: f"2026-11-30T19:{next(minutes):02}:00.000+00:00")
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "work"))
    session.workbook.cache_clear()
    session._listeners.clear()
    yield Workbook(tmp_path / "work")
    session.workbook.cache_clear()
    session._listeners.clear()


def case(**changes):
    return right(NUMBER) | WORDS | changes


def open_truth(workbook, section="quizzes", number=NUMBER, **more):
    at = _workbook_file.stamp()
    workbook.record(section, KEY, {str(number): {"at": at, "late": section == "settings", "judged": {}, **more}})


def told(workbook):
    return " ".join(look.sentence for look in look_first(Source.of(workbook), TODAY))


def page_of(workbook):
    made, _ = rendered(Source.of(workbook), ("site", "html", "markdown"))
    pages = [made["capstone-case.html"], made["portfolio.html"], made["portfolio.md"]]
    marked = {MARKED in page for page in pages}
    assert len(marked) == 1, "all forms say it, or none"
    return marked.pop()


def test_its_key_is_the_panels():
    assert KEY == truth.KEY


def test_before_the_truth_is_open_nothing_of_it_is_told(workbook):
    wrong = case(place="all", part="12", here="90", cause="what I think")
    workbook.save_artefact(CASE, wrong)
    open_truth(workbook, number=NUMBER + 1)
    assert "planted" not in told(workbook) and not page_of(workbook)
    assert not_as_planted(wrong, {}) == ""


def test_once_it_is_open_what_was_not_as_planted_is_named(workbook):
    workbook.save_artefact(CASE, case(place="all", part="12"))
    open_truth(workbook, judged={"cause": "other", "obstacle": "part", "option": 7})
    assert (
        f"The truth of company {NUMBER} is open. In this case, not as planted: “Where”, “How many”, “Why”; near it: "
        "“What stands in their way”." in told(workbook)
    )
    assert not page_of(workbook), "it was kept before"
    workbook.save_artefact(CASE, case())
    assert "not as planted" not in told(workbook), "and what was judged were the words of another version"


@pytest.mark.parametrize("section", ["quizzes", "settings"])
def test_a_version_kept_after_it_is_marked_and_nothing_takes_that_away(workbook, section):
    before = case(place="all")
    if section == "quizzes":
        workbook.save_artefact(CASE, before)
    open_truth(workbook, section)
    workbook.save_artefact(CASE, case())
    assert page_of(workbook) and "You kept it after you had opened the truth" in told(workbook)
    fields = {"company": True, "by": True}
    workbook.record("settings", "portfolio", {"private": {CASE: [*fields]}, "words": ["Kept"]})
    assert page_of(workbook)
    workbook.save_artefact(CASE, {**case(), "company": ""})
    assert page_of(workbook), "a case that names no company may be about any"
    if section == "quizzes":
        workbook.save_artefact(CASE, {**before, "self.specific": "strong"})
        assert not page_of(workbook), "an older one that was brought back and kept again was there before"


def test_a_damaged_record_counts_as_open_and_none_stops_the_export(workbook, tmp_path):
    at = "2026-11-30T19:00:00.000+00:00"
    odd = {"12": {"at": "yesterday"}, "13": {"at": 5, "judged": [1]}, "14": None, "x": {}, "9" * 5000: {}, "²": {}}
    assert opened([None, Entry([1], at), Entry(odd, at)]) == {12: Opened(at), 13: Opened(at)}
    assert kept_after([Version({"company": "12"}, "2026-11-30T20:00:00+00:00")], {12: Opened("2026-11-30T19:00:00")})
    for value in (odd, [], "x", {str(NUMBER): {"at": 1e300, "judged": {"cause": {}}}}):
        workbook.record("quizzes", KEY, value)
        workbook.save_artefact(CASE, case())
        told(workbook)
        export(Source.of(workbook), tmp_path / "out")


def test_an_earlier_version_that_answers_more_is_named(workbook):
    workbook.save_artefact(CASE, case())
    assert "bring it back" not in told(workbook)
    workbook.save_artefact(CASE, {"company": "612", "who": "Offices", "self.specific": "weak"})
    many = len(case())
    assert (
        f"The version of 30 November 2026, 19:00 (company {NUMBER}), answers {many} questions, and the newest, which "
        "goes out, 2; bring it back in lesson 13 if you want that one." in told(workbook)
    )
    workbook.save_artefact("problem_statement", {"user": "Nurses", "obstacle": "wait"})
    workbook.save_artefact("problem_statement", {"user": "Nurses"})
    assert "The version of 30 November 2026, 19:02, answers 2 questions" in told(workbook)


def test_the_panel_names_the_company_and_looks_again_when_the_truth_is_opened(workbook):
    workbook.save_artefact(CASE, case(place="all", decoy="none"))
    page = Page(my_portfolio())
    assert f"company {NUMBER}, kept on 30 November 2026, 19:00" in page.text("list")
    assert "not as planted" not in page.text("looks")
    private = page.text("private")
    assert "in both alike" in private and "nothing that I found" in private, "a choice is in words, as in the form"
    session.record("quizzes", KEY, {str(NUMBER): {"at": "2026-11-30T19:30:00.000+00:00", "late": False, "judged": {}}})
    assert "not as planted: “Where”" in page.text("looks")


def test_two_groups_stand_against_each_other_and_only_where_there_is_a_cause():
    text = everything({CASE: case(here="22.6", there="7.9", cause="one date for all")})
    assert "22.6 against 7.9" in text and "→" not in text
    assert "(+3.0 points as it is, −1.0 like with like)" in text
    assert "Office buyers: they see one date for all of it" in text
    assert text.count("a company simulated for the course, with a fault planted in it") == 3, "once in each form"
    assert "22.6 against" not in everything({CASE: case(here="22.6", there="7.9", cause="")})


def test_one_gap_is_named_once_and_small():
    looks = look_first(source({CASE: {"company": "12", "group": "office", "here": "20", "there": "10"}}), TODAY)
    sentences = [look.sentence for look in looks]
    assert not any("Who struggles" in sentence or "a rival" in sentence for sentence in sentences[:-1])
    assert sentences[-1].startswith("Also open: ") and "Who " not in sentences[-1]
    assert "what stands in their way" not in sentences[-1] and "the option" in sentences[-1]
