"""The reader's choices: what can't be read keeps everything in, and two panels keep each other's changes."""

from __future__ import annotations

import json
from datetime import date

import pytest
from portfolio_pages import ARTEFACTS, everything, sample, source

from ops2pm.portfolio import PortfolioError, look_first
from ops2pm.portfolio.build import Source
from ops2pm.portfolio.choices import FIELDS, NAMES, WHAT_GOES_OUT, Choices, changed, merged_words, read
from ops2pm.portfolio.export import export

WHOLE = {"sizing": sample()["artefacts"]["sizing"]}
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("stored", "unread"),
    [
        (7, {NAMES, FIELDS, WHAT_GOES_OUT}),
        ([], {NAMES, FIELDS, WHAT_GOES_OUT}),
        ({"words": {"Acme": True}}, {NAMES}),
        ({"words": True}, {NAMES}),
        ({"words": ["Acme", ["Frischkost"]]}, {NAMES}),
        ({"words": ["Acme", None]}, {NAMES}),
        ({"private": ["idea"]}, {FIELDS}),
        ({"private": "idea"}, {FIELDS}),
        ({"private": {"sizing": {"idea": True}}}, {FIELDS}),
        ({"included": ["sizing"]}, {WHAT_GOES_OUT}),
        ({"included": {"sizing": "no"}}, {WHAT_GOES_OUT}),
        ({"words": 1.5, "private": {"sizing": 3}, "name": None, "title": ["x"], "order": True}, set()),
        ({"words": None, "private": None, "included": None}, set()),
        (None, set()),
        ({}, set()),
    ],
)
def test_what_keeps_something_back_and_cant_be_read_stops_the_export(tmp_path, stored, unread):
    chosen = read(stored)
    assert set(chosen.unread) == unread
    made = source(WHOLE)
    made = Source(made.artefacts, {}, {}, chosen)
    told = [look.told for look in look_first(made, TODAY)]
    for what in unread:
        assert f"portfolio: Your {what} couldn't be read, so nothing is written." in told
    if unread:
        with pytest.raises(PortfolioError, match="couldn't be read"):
            export(made, tmp_path / "out")
        assert not (tmp_path / "out").exists()
    else:
        assert not any("couldn't" in one for one in told)
        export(made, tmp_path / "out")


def test_a_text_counts_as_a_list():
    chosen = read({"words": "Acme, Big Parcel", "private": {"sizing": "idea"}})
    assert (chosen.words, chosen.private, chosen.unread) == (("Acme", "Big Parcel"), {"sizing": ("idea",)}, ())
    assert read({"words": 77}).words == ("77",)


def test_a_change_leaves_alone_what_it_does_not_touch():
    stored = {"words": {"odd": 1}, "title": "T", "of a newer course": [1]}
    before = read(stored)
    after = Choices(name="Ruth", title="T")
    assert json.loads(json.dumps(changed(stored, before, after))) == {**stored, "name": "Ruth"}
    assert changed(None, Choices(), Choices(name="Ruth")) == {"name": "Ruth"}


def test_words_of_two_panels_join():
    assert merged_words(["A1"], ["A1", "C3"], ["A1", "B2"]) == ("A1", "B2", "C3")
    assert merged_words(["A1", "B2"], ["B2"], ["A1", "B2", "C3"]) == ("B2", "C3")
    assert merged_words([], [], ["A1"]) == ("A1",)


def test_the_simulated_case_follows_ones_own_unless_the_reader_says_so():
    usual = Choices().in_order(ARTEFACTS)
    own = ["stories", "problem_statement", "sizing", "trade_off_memo", "promise_decision", "metric_tree"]
    assert [key for key in usual if key in own] == own, "what was done, then one piece of work"
    assert all(usual.index(key) < usual.index("capstone_case") for key in own)
    assert Choices(order=("capstone_case",)).in_order(["capstone_case", "sizing"])[0] == "capstone_case"


def test_a_private_word_in_ones_own_name_or_address_is_pointed_out():
    made = source(WHOLE, words=["Marek", "Acme"], name="Marek Kowalski", contact="marek@example.org")
    told = [look.sentence for look in look_first(made, TODAY)]
    assert any("“Marek” is private and stands in your own name and in how to reach you" in one for one in told)
    assert not any("“Acme”" in one for one in told)


def test_a_word_left_over_is_told_by_its_place():
    with pytest.raises(PortfolioError, match="in “How to reach you”: write the address without it"):
        everything(WHOLE, words=["Acme"], contact="https://example.org/%41cme/x")
    with pytest.raises(PortfolioError, match=r"in “Sizing.*”: write that without it"):
        everything({"sizing": WHOLE["sizing"] | {"idea": "see a%63me"}}, words=["Acme"])
