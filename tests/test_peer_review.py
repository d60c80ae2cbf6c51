"""Peer review in the notebook: two readers with a workbook each, and the files that go between them."""

from __future__ import annotations

import json
import os

import pytest
from page import Page
from test_panels import HOSTILE, assert_well

from ops2pm import peer, peer_review
from ops2pm.portfolio import choices
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.live import _sendable
from ops2pm.ui.peer_review import FOLDER, GIVEN, LEVEL, RECEIVED, known
from ops2pm.workbook import Workbook, WorkbookError

KEY = "problem_statement"
RUBRIC = rubric(KEY)
JUDGED = [criterion.key for criterion in RUBRIC.by_kind("S")]
FIELDS = {RUBRIC.fields[0].key: "Night nurses", f"self.{JUDGED[0]}": "strong", "employer": "ACME"}


@pytest.fixture
def sit(tmp_path, monkeypatch):
    """Changes computers: whose workbook the panels use from now on."""
    monkeypatch.setattr(os, "fsync", lambda file: None)  # what a crash leaves is tested elsewhere

    def down(name):
        monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / name))
        session.workbook.cache_clear()
        session._listeners.clear()
        return session.workbook()

    down("ana")
    yield down
    session.workbook.cache_clear()
    session._listeners.clear()


def keep(**more):
    session.save_artefact(KEY, {**FIELDS, **more})


def open_file(page, text):
    (node,) = page.named("file")
    page.type(node, text)
    assert_well(page)
    return page.text("opened")


def made(page, which):
    """Press the button that makes a file, and return its text, the same in the folder and for the browser."""
    page.press(which)
    assert_well(page)
    (button,) = page.find(f"{which}-download")
    if button.flag("hidden"):
        return None
    text = page.text(f"{which}-text")
    path = session.workbook().home / FOLDER / button.value
    assert path.read_text(encoding="utf-8") == text
    assert path.name in page.text(f"{which}-made")
    return text


def a_packet(sit, who="ana", **more):
    sit(who)
    keep(**more)
    return made(Page(peer_review(KEY)), "packet")


def judge(page, level="weak", question="How many nights?"):
    for key in JUDGED:
        (radio,) = [node for node in page.named(LEVEL + key) if node.value == level]
        page.choose(radio)
    page.type(page.one("question"), question)
    assert_well(page)


def a_review(sit, packet, who, name="", **said):
    sit(who)
    page = Page(peer_review())
    page.type(page.one("name"), name)
    open_file(page, packet)
    judge(page, **said)
    return made(page, "review")


# --- There and back -----------------------------------------------------------------------------------------


def test_there_and_back_between_two_computers(sit):
    packet = a_packet(sit)
    review = a_review(sit, packet, "ben", name="Ben")
    assert list(session.workbook().section("ratings")), "what was given is kept by its giver"
    assert session.artefact(KEY) is None, "the author's work is no artefact of the peer's"
    sit("ana")
    page = Page(peer_review())
    told = open_file(page, review)
    assert told == "A review of yours: Problem statement. It is kept below."
    shown = page.text("received")
    assert "Ben" in shown and "How many nights?" in shown and "closer to the weak one" in shown
    assert "closer to the strong one" in shown and "you differ" in shown, "beside the author's own judgement"
    again = Page(peer_review())
    assert again.text("received") == shown


def test_what_travels_is_what_was_shown(sit):
    sit("ana")
    keep()
    page = Page(peer_review())
    packet = made(page, "packet")
    assert "ACME" not in packet and str(session.workbook().home) not in packet and "strong" not in packet
    assert set(peer.read(packet).fields) == {RUBRIC.fields[0].key}
    preview = page.text("preview")
    sit("ben")
    other = Page(peer_review())
    open_file(other, packet)
    assert preview and preview in other.text("reading"), "the peer reads what the author saw"


def test_two_reviews_of_one_version_stand_side_by_side(sit):
    packet = a_packet(sit)
    reviews = [a_review(sit, packet, who, name=name) for who, name in (("ben", "Ben"), ("cem", ""), ("dan", "Dan"))]
    sit("ana")
    page = Page(peer_review())
    for review in reviews:
        open_file(page, review)
    heads = [node.text for node in page.one("received") if node.name == "th" and node.get("scope") == "col"]
    assert heads == ["Judged", "you", "Ben", "peer 2", "Dan"]
    assert len([key for key in session.section("ratings") if key.startswith(RECEIVED)]) == 3


def test_a_second_file_of_the_same_review_replaces_the_first(sit):
    packet = a_packet(sit)
    first = a_review(sit, packet, "ben")
    page = Page(peer_review())
    page.type(page.one("question"), "And in winter?")
    second = made(page, "review")
    sit("ana")
    page = Page(peer_review())
    open_file(page, first)
    assert "replaces the one you had" in open_file(page, second)
    assert "And in winter?" in page.text("received") and "How many nights?" not in page.text("received")


def test_a_review_of_an_earlier_version_is_kept_and_told(sit):
    packet = a_packet(sit)
    review = a_review(sit, packet, "ben")
    sit("ana")
    keep(**{RUBRIC.fields[1].key: "after midnight"})
    page = Page(peer_review())
    assert "earlier version" in open_file(page, review)
    assert "You have kept another since." in page.text("received")


def test_judging_oneself_anew_makes_no_other_version_of_the_text(sit):
    packet = a_packet(sit)
    review = a_review(sit, packet, "ben")
    sit("ana")
    keep(**{f"self.{JUDGED[0]}": "weak"})
    page = Page(peer_review())
    assert "earlier" not in open_file(page, review)
    assert "you differ" not in page.text("received")


def test_a_packet_opened_twice_is_one_review(sit):
    packet = a_packet(sit)
    a_review(sit, packet, "ben", question="First thought?")
    page = Page(peer_review())
    assert "You have it already" in open_file(page, packet)
    assert page.one("question").value == "First thought?"
    assert page.is_hidden("back") is False
    assert len([key for key in session.section("ratings") if key.startswith(GIVEN)]) == 1


def test_several_peers_works_each_keep_their_own_review(sit):
    packets = [a_packet(sit, "ana"), a_packet(sit, "cem", **{RUBRIC.fields[0].key: "Couriers"})]
    sit("ben")
    page = Page(peer_review())
    for number, packet in enumerate(packets):
        open_file(page, packet)
        judge(page, question=f"Question {number}?")
    shelf = page.named("show")
    assert len(shelf) == 2
    page.click(shelf[0])
    assert_well(page)
    assert page.one("question").value == "Question 0?" and "Night nurses" in page.text("reading")
    assert [node.get("aria-pressed") for node in page.named("show")] == ["true", "false"]
    assert page.reloaded() == page.snapshot()


# --- What isn't the right file ------------------------------------------------------------------------------


def test_ones_own_packet_and_ones_own_review(sit):
    packet = a_packet(sit)
    page = Page(peer_review())
    assert "your own packet" in open_file(page, packet)
    review = a_review(sit, packet, "ben")
    assert "you wrote yourself" in open_file(Page(peer_review()), review)
    sit("eve")
    assert "somebody else's work" in open_file(Page(peer_review()), review)
    assert not session.section("ratings")


@pytest.mark.parametrize("text", [*HOSTILE, "null", "[[]]", json.dumps({"kind": peer.PACKET})])
def test_a_hostile_file_is_one_sentence_and_changes_nothing(sit, text):
    page = Page(peer_review())
    told = open_file(page, text)
    assert told.endswith(".") and "<" not in told and len(told) < 160
    assert not session.section("ratings") and page.is_hidden("back")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_a_packet_are_shown_as_words(sit, text):
    author = peer.token()
    packet = peer.Packet(KEY, author, {field.key: text for field in RUBRIC.fields[:2]}, "2026-11-30", text[:80])
    page = Page(peer_review())
    open_file(page, peer.write(packet))
    asked = _sendable(text[:2_000])  # half a pair reaches Python as a mark that something was there
    judge(page, question=asked)
    assert_well(page)
    assert peer.read(made(page, "review")).question == asked
    assert page.reloaded() == page.snapshot()
    assert text.strip() in page.text("reading") or not text.isprintable(), "nothing of it is cut or read as HTML"


def test_an_artefact_of_no_known_kind_is_told(sit):
    packet = peer.Packet("unheard_of", peer.token(), {"a": "b"}, "2026-11-30")
    assert "doesn't have" in open_file(Page(peer_review()), peer.write(packet))


@pytest.mark.parametrize("kept", [3, None, {}, {"packet": {}, "review": {}}, {"packet": "x"}, []])
def test_what_cannot_be_read_in_the_workbook_is_as_if_it_were_not_there(sit, kept):
    session.record("ratings", GIVEN + "1", kept)
    session.record("ratings", RECEIVED + "1", kept)
    page = Page(peer_review())
    assert_well(page)
    assert "Nothing yet." in page.text("received") and page.is_hidden("back")


# --- Small things -------------------------------------------------------------------------------------------


def test_nothing_kept_nothing_sent(sit):
    page = Page(peer_review())
    page.press("packet")
    assert "Nothing is kept yet" in page.text("packet-made")
    assert page.is_hidden("packet-download")
    keep()
    assert page.one("artefact").value == KEY, "it follows what is kept in the same notebook"
    assert made(page, "packet")


def test_the_case_comes_first_also_where_it_is_kept_after_another(sit):
    sit("ana")
    session.save_artefact("path_decision", {"door": "x"})
    page = Page(peer_review())
    assert page.one("artefact").value == "path_decision", "nothing else is kept"
    session.save_artefact("capstone_case", {"company": "12"})
    assert page.one("artefact").options() == ["capstone_case", "path_decision"]
    assert page.one("artefact").value == page.panel.artefact == "capstone_case"
    page.type(page.one("artefact"), "path_decision")
    session.save_artefact("capstone_case", {"company": "13"})
    assert page.panel.artefact == "path_decision", "what the reader chose stays"


def test_a_file_made_before_a_change_is_not_offered_any_more(sit):
    sit("ana")
    keep()
    page = Page(peer_review())
    made(page, "packet")
    page.type(page.one("name"), "Ana")
    assert page.is_hidden("packet-download") and page.text("packet-made") == ""
    assert peer.read(made(page, "packet")).name == "Ana"


def test_a_name_that_is_too_long_is_told_and_stays(sit):
    sit("ana")
    keep()
    page = Page(peer_review())
    page.type(page.one("name"), "x" * 81)
    assert made(page, "packet") is None
    assert "80 is the most" in page.text("packet-made") and page.one("name").value == "x" * 81


def test_an_empty_review_is_not_sent(sit):
    packet = a_packet(sit)
    sit("ben")
    page = Page(peer_review())
    open_file(page, packet)
    assert made(page, "review") is None
    assert "review is empty" in page.text("review-made")


def test_without_a_peers_work_there_is_nothing_to_send_back(sit):
    page = Page(peer_review())
    page.press("review")
    assert_well(page)
    assert "No peer's work is open" in page.text("review-made") and page.is_hidden("review-download")


def test_parts_that_are_judged_alike_are_told_apart(sit):
    one = known()["reframed_bullets"]
    assert one.alike
    packet = peer.Packet(one.key, peer.token(), {one.fields[0].key: "Night nurses"}, "2026-11-30")
    page = Page(peer_review())
    open_file(page, peer.write(packet))
    legends = [node.text for node in page.one("reading") if node.name == "legend"]
    assert len(legends) == len(set(legends)) == len(one.by_kind("S"))
    assert legends[0].startswith(f"{one.parts[0].label}: ")


def test_a_folder_that_cannot_be_made_is_one_sentence_and_the_download_stays(sit):
    sit("ana")
    keep()
    (session.workbook().home / FOLDER).write_text("in the way")
    page = Page(peer_review())
    page.press("packet")
    assert "Nothing was written to" in page.text("o2p-error") and not page.is_hidden("o2p-error")
    assert peer.read(page.text("packet-text")) and not page.is_hidden("packet-download")


def test_the_first_pitch_stays_sealed(sit):
    assert "baseline_pitch" not in known() and KEY in known()
    session.save_artefact("baseline_pitch", {"pitch": "My secret pitch"})
    assert "My secret pitch" not in peer_review().html


def test_every_artefact_can_be_sent(sit):
    for key, one in known().items():
        session.save_artefact(key, {one.fields[0].key: "Some words"})
        page = Page(peer_review(key))
        packet = peer.read(made(page, "packet"))
        assert packet.artefact == key and packet.fields == {one.fields[0].key: "Some words"}


def test_a_question_of_any_length_loses_neither_the_work_nor_the_review(sit):
    packet = a_packet(sit)
    sit("ben")
    page = Page(peer_review())
    open_file(page, packet)
    judge(page, question="y" * (peer.MAX_QUESTION - 1))
    assert page.one("question").get("maxlength") == str(peer.MAX_QUESTION) and page.text("full") == ""
    page.type(page.one("question"), "x" * (peer.MAX_QUESTION + 500))
    assert page.text("full") == "2,000 characters is the most that can be sent."
    again = Page(peer_review())
    assert again.one("question").value == "x" * peer.MAX_QUESTION
    assert again.text("unjudged") == "" and made(again, "review")


def test_a_damaged_review_leaves_the_work(sit):
    packet = a_packet(sit)
    sit("ben")
    session.record("ratings", GIVEN + "1" * 32, {"packet": peer.as_file(peer.read(packet)), "review": 7})
    page = Page(peer_review())
    assert_well(page)
    assert "Night nurses" in page.text("reading")
    assert page.text("unjudged") == f"Not judged yet: {len(JUDGED)}."


def test_a_work_opened_by_mistake_goes_at_the_second_press(sit):
    packets = [a_packet(sit, who) for who in ("ana", "cem")]
    sit("ben")
    page = Page(peer_review())
    for packet in packets:
        open_file(page, packet)
    page.press("remove")
    assert len(page.panel.given) == 2
    page.press("remove")
    assert_well(page)
    assert len(page.panel.given) == 1 and len(Page(peer_review()).panel.given) == 1
    page.press("remove")
    page.press("remove")
    assert page.is_hidden("back") and page.text("reading") == "" and not Page(peer_review()).panel.given


def test_what_the_portfolio_keeps_back_is_told_before_it_is_sent(sit):
    sit("ana")
    keep()
    first = RUBRIC.fields[0]
    assert Page(peer_review(KEY)).text("private") == ""
    session.record("settings", "portfolio", choices.Choices().hiding(KEY, first.key, True).stored())
    assert Page(peer_review(KEY)).text("private") == (
        f"What you marked private in the portfolio is in it: “{first.label}”."
    )
    for damaged in (3, {"private": 3}, {"private": {KEY: 3}}, {"private": {KEY: [3, None]}}):
        session.record("settings", "portfolio", damaged)
        assert Page(peer_review(KEY)).text("private") == ""


# --- Two notebooks at once ------------------------------------------------------------------------------------


def test_two_notebooks_with_the_same_work_lose_nothing_of_each_other(sit):
    packet = a_packet(sit)
    sit("bob")
    one = Page(peer_review())
    open_file(one, packet)
    other = Page(peer_review())

    def choose(page, key, level):
        (radio,) = [node for node in page.named(LEVEL + key) if node.value == level]
        page.choose(radio)
        assert_well(page)

    first, second, *_ = JUDGED
    choose(one, first, "weak")
    one.type(one.one("question"), "How many nights?")
    choose(other, second, "strong")
    (kept,) = [entry.value["review"] for key, entry in session.section("ratings").items() if key.startswith(GIVEN)]
    assert kept["levels"] == {first: "weak", second: "strong"} and kept["question"] == "How many nights?"
    assert other.one("question").value == "How many nights?"
    choose(other, first, "strong")
    choose(one, second, "weak")
    sent = json.loads(made(one, "review"))
    assert sent["levels"] == {first: "strong", second: "weak"}


def test_a_work_that_another_notebook_has_open_is_not_a_second_one(sit):
    packet = a_packet(sit)
    sit("bob")
    one, other = Page(peer_review()), Page(peer_review())
    open_file(one, packet)
    judge(one)
    assert "You have it already" in open_file(other, packet)
    assert other.one("question").value == "How many nights?"
    assert sum(key.startswith(GIVEN) for key in session.section("ratings")) == 1


def test_what_could_not_be_kept_of_a_review_is_kept_with_the_next(sit, monkeypatch):
    packet = a_packet(sit)
    sit("bob")
    page = Page(peer_review())
    open_file(page, packet)

    def full(self, *_):
        raise WorkbookError("Your work was not saved because the disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(Workbook, "record", full)
        page.type(page.one("question"), "How many nights?")
        assert "the disk is full" in page.text("o2p-error")
    judge(page, question="How many?")
    sent = json.loads(made(page, "review"))
    assert sent["question"] == "How many?" and set(sent["levels"]) == set(JUDGED)
