"""Files for peer review: what goes out comes back the same, and everything else gets one sentence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from ops2pm import peer
from ops2pm.peer import MAX_BYTES, MAX_NAME, MAX_QUESTION, Packet, PeerError, Review
from ops2pm.rubrics import rubric

RUBRIC = rubric("problem_statement")
KNOWN = {RUBRIC.key: RUBRIC}
FIRST = RUBRIC.fields[0].key
ME, THEM = "a" * 32, "b" * 32
DAY = date(2026, 11, 30)
ODD = (
    "plain",
    "“quoted” & <b>bold</b> \\ \" ' \n\r\t",
    "👩‍🚀 東京 \u202eabc\u202c",
    "half a pair \ud83d and \udcff",
    "\x00\x07\u2028",
    "x" * 100_000,
)


def packet(text="Night nurses wait", author=ME, name=""):
    return peer.packet(RUBRIC, {FIRST: text}, author, DAY, name)


def review(of=None, **more):
    of = of or packet()
    level = {RUBRIC.by_kind("S")[0].key: "weak"}
    made = {"levels": level, "question": "How many?", "written": "2026-12-01", "name": "Kim", "id": "c" * 32}
    return Review(of.artefact, of.author, of.mark, **{**made, **more})


def refused(text):
    with pytest.raises(PeerError) as caught:
        peer.read(text)
    said = str(caught.value)
    assert said[0].isupper() and said.endswith(".") and said.count(".") == 1 and "\n" not in said
    return said


@pytest.mark.parametrize("text", ODD)
def test_what_goes_out_comes_back(text):
    for thing in (packet(text, name="Zoë \ud83d"), review(packet(text), question=text[:MAX_QUESTION])):
        written = peer.write(thing)
        assert peer.read(written.encode().decode()) == thing, "through a file in UTF-8"
        assert peer.from_file(json.loads(json.dumps(peer.as_file(thing)))) == thing, "through the workbook"


def test_a_mark_in_front_of_the_file_is_no_matter():
    assert peer.read("\ufeff" + peer.write(packet())) == packet()


def test_a_packet_holds_what_the_rubric_asks_for_and_nothing_else():
    fields = {FIRST: "Nurses", "self.size": "strong", "employer": "ACME", RUBRIC.fields[1].key: ""}
    made = peer.packet(RUBRIC, fields, ME, DAY)
    assert made.fields == {FIRST: "Nurses"}
    written = peer.write(made)
    assert "ACME" not in written and "strong" not in written
    assert set(json.loads(written)) == {
        "about", "kind", "version", "mark", "artefact", "author", "fields", "kept", "name"
    }  # fmt: skip
    assert json.loads(written)["kept"] == "2026-11-30", "the day, not the minute"


def test_the_mark_tells_texts_and_authors_apart_and_nothing_else():
    assert packet().mark == packet(name="Ana").mark == replace(packet(), kept="2020-01-01").mark
    assert packet().mark == replace(packet(), fields={FIRST: "Night nurses wait", "x": ""}).mark
    marks = {packet(text, author).mark for text in ("a", "b") for author in (ME, THEM)}
    assert len(marks) == 4
    both = {"b": "2", "a": "1"}
    assert peer.mark("k", ME, both) == peer.mark("k", ME, dict(sorted(both.items())))
    assert peer.mark("k", ME, {"a": "1"}) != peer.mark("k", ME, {"a1": ""})


def test_tokens_are_new_each_time():
    found = {peer.token() for _ in range(50)}
    assert len(found) == 50 and all(re.fullmatch("[0-9a-f]{32}", each) for each in found)


def altered(thing, **changes):
    return json.dumps({**peer.as_file(thing), **changes})


def test_an_altered_packet_is_noticed():
    assert "altered" in refused(altered(packet(), fields={FIRST: "Night nurses wait."}))
    assert "altered" in refused(altered(packet(), author=THEM))
    assert "altered" in refused(altered(packet(), mark="0" * 64))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "text", "{", "[" * 100_000, '{"a":' * 5_000, "null", "3", "[]", "NaN", '"x"', "\x00"),
        *('{"kind": "export"}', '{"kind": []}', '{"kind": {}}', "9" * 5_000, peer.write(packet())[:-9]),
    ],
)
def test_another_file_is_neither(text):
    assert refused(text).startswith(
        ("This file is neither a packet nor a review", "This isn't a file from this course")
    )


def test_a_workbook_is_not_opened():
    assert "whole workbook" in refused(json.dumps({"version": 1, "artefacts": {}, "settings": {}}))


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": []},
        {"fields": {FIRST: 3}},
        {"fields": {FIRST: None}},
        {"fields": {FIRST: {"deep": "er"}}},
        {"kept": "yesterday"},
        {"kept": "2026-02-30"},
        {"kept": "20261130"},
        {"author": "A" * 32},
        {"author": "a" * 31},
        {"author": None},
        {"artefact": "../../etc/passwd"},
        {"artefact": ""},
        {"name": 3},
        {"name": "x" * (MAX_NAME + 1)},
        {"version": "1"},
        {"version": 0},
        {"version": True},
        {"version": 1.5},
        {"more": 1},
    ],
)
def test_a_packet_of_another_shape_is_damaged(changes):
    assert "packet is damaged" in refused(altered(packet(), **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": {"size": "very strong"}},
        {"levels": {"size": 3}},
        {"levels": []},
        {"question": "x" * (MAX_QUESTION + 1)},
        {"question": None},
        {"id": "../x"},
        {"mark": "short"},
        {"written": "2026-13-01"},
        {"fields": {}},
    ],
)
def test_a_review_of_another_shape_is_damaged(changes):
    assert "review is damaged" in refused(altered(review(), **changes))


@pytest.mark.parametrize("key", ["mark", "author", "artefact", "fields", "kept", "name", "version"])
def test_a_packet_without_one_of_its_parts_is_damaged(key):
    found = peer.as_file(packet())
    del found[key]
    assert "damaged" in refused(json.dumps(found))


def test_a_newer_course_is_told():
    for thing, what in ((packet(), "packet"), (review(), "review")):
        assert f"This {what} was written by a newer version" in refused(altered(thing, version=2, more=[]))


def test_too_large_is_told_on_both_sides():
    with pytest.raises(PeerError, match=r"too long to be sent: 300 KB"):
        peer.write(packet("x" * 300_000))
    assert "larger than 256 KB" in refused("x" * (MAX_BYTES + 1))
    spare = MAX_BYTES - len(peer.write(packet("")).encode())
    for length in range(spare - 40, spare + 40):
        try:
            written = peer.write(packet("x" * length))
        except PeerError:
            continue
        assert len(written.encode()) <= MAX_BYTES and peer.read(written), "what is made can be opened"


def test_a_name_or_a_question_that_is_too_long_is_not_cut_but_told():
    with pytest.raises(PeerError, match=r"The name has 81 characters, and 80 is the most."):
        peer.write(packet(name="x" * 81))
    with pytest.raises(PeerError, match=r"The question has 2,001 characters, and 2,000 is the most."):
        peer.write(review(question="x" * 2_001))


def test_a_file_is_called_by_what_is_in_it():
    assert peer.file_name(packet()) == peer.file_name(packet(name="Ana"))
    assert peer.file_name(packet()) != peer.file_name(packet("other"))
    assert peer.file_name(review()) == peer.file_name(review(question="Another?"))
    for name in (peer.file_name(packet()), peer.file_name(review())):
        assert re.fullmatch(r"[a-z0-9_-]+\.json", name)


# --- Whether it is the file that was meant ------------------------------------------------------------------


def test_ones_own_packet_is_no_peers():
    with pytest.raises(PeerError, match="your own packet"):
        peer.check_packet(packet(), ME, KNOWN)
    peer.check_packet(packet(), THEM, KNOWN)
    peer.check_packet(packet(), None, KNOWN)


def test_a_packet_of_another_course():
    with pytest.raises(PeerError, match="doesn't have"):
        peer.check_packet(packet(), THEM, {})
    made = replace(packet(), fields={"unheard_of": "x"})
    with pytest.raises(PeerError, match="another version of the course"):
        peer.check_packet(made, THEM, KNOWN)


def test_a_review_finds_its_version():
    marks = {packet("new").mark: 0, packet("old").mark: 1}
    assert peer.check_review(review(packet("new")), ME, marks, set(), KNOWN) == 0
    assert peer.check_review(review(packet("old")), ME, marks, set(), KNOWN) == 1


@pytest.mark.parametrize(
    ("opened", "author", "given", "said"),
    [
        (review(), THEM, set(), "somebody else's work"),
        (review(), None, set(), "somebody else's work"),
        (review(), ME, {"c" * 32}, "you wrote yourself"),
        (review(packet("gone")), ME, set(), "no longer in your workbook"),
        (review(levels={"unheard_of": "weak"}), ME, set(), "another version of the course"),
    ],
)
def test_a_review_that_does_not_belong_here(opened, author, given, said):
    with pytest.raises(PeerError, match=said):
        peer.check_review(opened, author, {packet().mark: 0}, given, KNOWN)


def test_a_review_of_an_artefact_that_is_not_known_raises_its_sentence():
    strange = replace(review(), artefact="unheard_of")
    with pytest.raises(PeerError):
        peer.check_review(strange, ME, {}, set(), KNOWN)


def test_both_kinds_are_what_they_say():
    assert isinstance(peer.read(peer.write(packet())), Packet)
    assert isinstance(peer.read(peer.write(review())), Review)
