"""The marker of lesson 11: its little language, its sentences, what it finds, and its file of asks."""

from __future__ import annotations

import re
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ops2pm import adverts, course
from ops2pm.models import decoder as decoder_module
from ops2pm.models.decoder import (
    GAP,
    LONGEST,
    Agreement,
    Ask,
    Decoder,
    agreement,
    most_telling,
    parts,
    sentences,
    share,
    spread,
    steps,
)

FIXTURES = Path(__file__).parent / "fixtures" / "asks"


def ask(key, *phrasings):
    return Ask(key, key, "ops", "something", phrasings)


def found(decoder, text):
    """What is marked: (key, words)."""
    return [(mark.ask, text[mark.start : mark.end]) for mark in decoder.read(text).marks]


# --- The phrasings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrasing", "text", "words"),
    [
        ("end to end", "Own it End-to-End.", "End-to-End"),
        ("a b test*", "Run A/B tests.", "A/B tests"),
        ("siz*", "Sizing is key.", "Sizing"),
        ("ride|riding along", "You'll be riding along.", "riding along"),
        ("# years", "5+ years of it", "5+ years"),
        ("# years", "three years of it", "three years"),
        ("don't need", "You don’t need it.", "don’t need"),
        ("customers' words", "in customers’ words", "customers’ words"),
        ("own … day", "You own that day.", "own that day"),
        ("own … day", "You own day.", "own day"),
        ("own _ day", "You own that day.", "own that day"),
        ("_ is", "Tallowby is here.", "Tallowby is"),
        ("café", "The CAFÉ shift", "CAFÉ"),
    ],
)
def test_a_phrasing_finds(phrasing, text, words):
    assert found(Decoder([ask("k", phrasing)]), text) == [("k", words)]


@pytest.mark.parametrize(
    ("phrasing", "text"),
    [
        ("test", "We contest it, testing."),
        ("own … day", "You own it. A day passes."),
        ("own … day", f"You own {'x ' * (GAP + 1)}day"),
        ("a b", "a c b"),
        ("# years", "many years"),
        ("own day", "own\n\nday"),
        ("own _ day", "own day"),
    ],
)
def test_a_phrasing_leaves_alone(phrasing, text):
    assert found(Decoder([ask("k", phrasing)]), text) == []


def test_the_gap_reaches_as_far_as_it_says():
    assert found(Decoder([ask("k", "own … day")]), f"You own {'x ' * GAP}day")


@pytest.mark.parametrize("bad", ["", " ", "…", "… a", "a …", "a … … b", "*", "a*", "x|*", "|", "a||b", "in*side", "-"])
def test_a_phrasing_that_cannot_be_read_is_refused(bad):
    with pytest.raises(ValueError, match="“"):
        steps(bad)


def test_the_longer_phrasing_has_the_words_and_no_two_marks_overlap():
    decoder = Decoder([ask("short", "delivery"), ask("long", "delivery promise kept"), ask("other", "kept by us")])
    assert found(decoder, "A delivery promise kept by us.") == [("long", "delivery promise kept")]


def test_the_loser_of_an_overlap_may_stand_elsewhere_in_the_sentence():
    decoder = Decoder([ask("short", "delivery"), ask("long", "delivery promise")])
    assert found(decoder, "The delivery promise, and delivery.") == [
        ("long", "delivery promise"),
        ("short", "delivery"),
    ]


def test_a_kind_counts_once_a_sentence():
    reading = Decoder([ask("k", "sql")]).read("SQL and SQL. More SQL.")
    assert [mark.sentence for mark in reading.marks] == [0, 1]
    assert reading.asked == ("k",) and reading.kinds(0) == {"k"} and reading.kinds(9) == set()


def test_a_clause_that_is_not_needed_or_about_the_employer_asks_nothing():
    decoder = Decoder([ask("k", "sql")], silent=["isn't needed"], about_us=["we", "our"], aimed=["looking for", "you"])
    assert found(decoder, "SQL isn't needed.") == []
    assert found(decoder, "We use SQL.") == []
    assert found(decoder, "We are looking for SQL.") == [("k", "SQL")]
    assert found(decoder, "Our SQL is yours, and you write it.") == [("k", "SQL")]
    assert found(decoder, "A degree isn't needed; SQL is.") == [("k", "SQL")]
    assert found(decoder, "Knows SQL, as we do.") == [("k", "SQL")]


def test_words_of_a_list_stand_for_its_name_also_among_others():
    decoder = Decoder([ask("k", "tell $users|children")], lists={"users": "patients guest*"})
    for text in ("Tell patients.", "Tell guests.", "Tell children."):
        assert found(decoder, text), text
    assert not found(decoder, "Tell users.")
    with pytest.raises(ValueError, match="there is no list “crew”"):
        Decoder([ask("k", "tell $crew")], lists={"users": "patients"})
    for bad in ("tell $", "$ tell"):
        with pytest.raises(ValueError, match="no list"):
            steps(bad)


def test_a_sum_wants_both_in_one_clause_in_any_order_and_marks_the_first_written():
    decoder = Decoder([ask("k", "queue|queues + reduce … time")])
    for text in ("Queues: you know how to reduce waiting time.", "A queue. Reduce that time.", "Mind the queue."):
        assert not found(decoder, text), text
    for text in ("Reduce the time in a queue.", "In a queue, reduce the time."):
        assert found(decoder, text) == [("k", "queue")]


@pytest.mark.parametrize("bad", ["+", "a +", "+ a", "a + + b", "a + …", "a … + b"])
def test_a_sum_that_cannot_be_read_is_refused(bad):
    with pytest.raises(ValueError, match="“"):
        parts(bad)


@pytest.fixture
def hinting():
    """A decoder whose asks are hints, but for SQL."""
    hints = {"queue": ["queue", "queue + peak"], "tell": ["tell guests when"], "floor": ["guests", "shift"]}
    asks = [replace(ask(key), hints=tuple(each)) for key, each in hints.items()]
    return Decoder(
        [*asks, ask("sql", "sql")],
        silent=["isn't needed"],
        about_us=["we", "_ is"],
        aimed=["you"],
        asking=["cut|tell", "experience"],
        asks_below=["your|duties"],
        silent_below=["benefits"],
    )


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Cut the queue.", "queue"),
        ("The queue is long.", ""),
        ("The queue, and you.", "queue"),
        ("We have a queue.", ""),
        ("Cut the queue, which isn't needed.", ""),
        ("Cut SQL; mind the queue.", "sql"),
        ("Experience of SQL and a queue.", "sql"),
        ("Tell guests when the queue ends.", "tell"),
        ("Tell guests when the shift ends.", "tell floor"),
        ("Your duties\nThe queue\nA shift", "queue floor"),
        ("Your duties: the queue\na shift\n\nA queue", "queue floor"),
        ("Your duties:\n\nThe queue is yours", "queue"),
        ("Your duties, all of them, are many and long:\n\nthe queue", ""),
        ("Benefits\nSQL, and you cut the queue", ""),
        ("Benefits: SQL\nSQL\n\nSQL", "sql"),
        ("Benefits\nSQL\nYour duties\nSQL", "sql"),
        ("Benefits\nSQL\nAnd now:\nSQL", "sql"),
    ],
)
def test_a_hint_counts_where_something_is_asked(hinting, monkeypatch, text, kinds):
    monkeypatch.setattr(decoder_module, "SECOND", 2)
    assert " ".join(mark.ask for mark in hinting.read(text).marks) == kinds


def test_hints_come_after_phrasings_and_the_kind_with_most_words_first(hinting):
    assert found(hinting, "Cut the shift and the queue at the peak.") == [("queue", "queue")]
    assert found(hinting, "Cut SQL, tell guests when.") == [("sql", "SQL")]


# --- The sentences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("- one\n- two", ["one", "two"]),
        ("• one • two", ["one", "two"]),
        ("Tools, e.g. SQL and so on.", ["Tools, e.g. SQL and so on."]),
        ("own it. then go.", ["own it.", "then go."]),
        ("“Stop.” Go.", ["“Stop.”", "Go."]),
        ("Version 2.5 is out.", ["Version 2.5 is out."]),
        (f"{'long words ' * 6}that\nwrap on.", [f"{'long words ' * 6}that\nwrap on."]),
        ("own the map\ntalk to users", ["own the map", "talk to users"]),
        ("", []),
        (" \n\t• - \n", []),
        ("...", []),
    ],
)
def test_sentences(text, parts):
    assert [each.words for each in sentences(text)] == parts


def test_a_sentence_knows_its_place_and_a_key_that_outlives_another_bullet():
    for text in ("Own it. Go on.", "  Own it.\n\n* Go on.", "Own it.\r\nGO on"):
        every = sentences(text)
        assert [text[each.start : each.end] for each in every] == [each.words for each in every]
        assert [each.key for each in every] == ["own it", "go on"]


HOSTILE = [
    "\x00",
    "\ud800",
    "a" * 200_000,
    "<b>&amp;</b>",
    "💥" * 300,
    "\u202e אבג",
    ". " * 5_000,
    "\n" * 9_000,
    "e.g." * 9_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_it_and_marks_lie_in_order_within_their_sentences(text):
    mixed = f"{text} You own the roadmap. {text}"
    for one in (text, mixed):
        reading = adverts.decoder().read(one)
        before = 0
        for mark in reading.marks:
            sentence = reading.sentences[mark.sentence]
            assert before <= mark.start < mark.end and sentence.start <= mark.start and mark.end <= sentence.end
            before = mark.end


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(each.text for each in adverts.adverts()) * 4,
        "own " * 6_000,
        "decide what " * 2_000,
        "talk to with " * 1_600,
        "the " * 6_000,
    ],
    ids=["adverts", "own", "decide", "talk", "the"],
)
def test_a_long_paste_is_read_in_a_blink(text):
    decoder = adverts.decoder()
    decoder.read(text)
    times = []
    for _ in range(5):
        start = time.process_time()
        decoder.read(text[:LONGEST])
        times.append(time.process_time() - start)
    assert min(times) < 0.15  # 25 to 70 ms here; the machine may be slower


# --- Counting -----------------------------------------------------------------------------------------------


def test_spread_share_and_agreement():
    assert spread([["a", "a", "b"], ["b"], []]) == {"a": 1, "b": 2}
    assert share(["a", "b", "a"], ["a"]) == 0.5 and share([], ["a"]) == 0.0
    assert most_telling({"all": 8, "half": 4, "one": 1}, 8) == ["half", "one", "all"]
    compared = agreement([["a", "b"], []], [["a"], ["c"]])
    assert compared == Agreement(1, 1, 1) and compared.precision == compared.recall == 0.5
    assert agreement([], []).precision == agreement([], []).recall == 1.0
    with pytest.raises(ValueError, match="zip"):
        agreement([["a"]], [])


# --- The file of asks ---------------------------------------------------------------------------------------


def test_there_are_more_than_twenty_kinds_each_with_several_phrasings():
    asks = adverts.asks()
    assert len(asks) == 28
    assert all(len(each.phrasings) >= adverts.LEAST_PHRASINGS for each in asks.values())
    assert {each.group for each in asks.values()} == set(adverts.GROUPS)
    assert all(each.lookalike for each in asks.values() if each.group == "everybody")
    for each in asks.values():
        assert len(set(each.phrasings)) == len(each.phrasings), each.key


def test_no_phrasing_is_cut_short_by_what_yaml_takes_for_a_comment():
    for line in adverts.ASKS.read_text(encoding="utf-8").splitlines():
        assert not re.match(r"\s*- [^\"].*\s#", line), line


def test_an_item_without_a_stop_stands_on_a_line_of_its_own():
    said = tuple(map(adverts.Said, ("You:", "own the map", "talk to users", "Then go.", "And rest.")))
    assert replace(adverts.adverts()[0], paragraphs=(said,)).text == (
        "You: own the map\ntalk to users\nThen go. And rest."
    )


def test_what_lessons_build_is_what_they_keep():
    kept = {one.key for lesson in course.LESSONS for one in lesson.artefacts}
    for each in adverts.asks().values():
        if each.group == "ops" and each.artefacts:
            assert set(each.artefacts) <= kept, each.key


@pytest.fixture
def row():
    return {"key": "k", "label": "a kind", "group": "ops", "evidence": "It.", "artefacts": ["sizing"],
            "phrasings": ["a", "b", "c", "d"]}  # fmt: skip


def test_a_good_row_is_read(row):
    assert adverts.asks_in({"asks": [row]})[0].artefacts == ("sizing",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": None}, "ask 1: it needs a key"),
        ({"label": ""}, r"ask 1 \(k\): it needs a text called label"),
        ({"evidence": 3}, "called evidence"),
        ({"group": "some"}, "group is one of"),
        ({"phrasings": ["a", "b", "c"]}, "has 3"),
        ({"phrasings": "a"}, "is a list of phrasings"),
        ({"phrasings": ["a", "b", "c", "in*side"]}, "“in[*]side” is no word"),
        ({"phrasings": ["a", "b", "c", "$none"]}, "no list “none”"),
        ({"hints": "a"}, "hints is a list of phrasings"),
        ({"hints": ["a +"]}, "a phrasing begins and ends with a word"),
        ({"artefacts": ["none_such"]}, "no lesson keeps an artefact “none_such”"),
        ({"artefacts": []}, "artefacts, or a gap"),
        ({"gap": "Do it."}, "artefacts, or a gap"),
        ({"colour": "red"}, "no field “colour”"),
    ],
)
def test_a_broken_row_is_refused_with_its_place(row, change, says):
    with pytest.raises(ValueError, match=says):
        adverts.asks_in({"asks": [{**row, **change}]})


def test_a_list_may_hold_lists_above_it(row):
    lists = adverts.lists_in({"lists": {"few": "two three", "some": "$few ten*"}})
    assert lists == {"few": "two three", "some": "two three ten*"}
    row["hints"] = ["$some|one"]
    assert adverts.asks_in({"lists": {"some": "two"}, "asks": [row]})[0].hints == ("$some|one",)


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        ("words", "lists has a name and a row of words each"),
        ({"few": ["two"]}, "lists has a name"),
        ({"few": " "}, "lists has a name"),
        ({"few": "$some", "some": "two"}, "list few: .*no list “some”"),
        ({"few": "two a*"}, "list few: .*“a[*]” is no word"),
        ({"few": "two-three"}, "list few: .*is no word"),
    ],
)
def test_a_broken_list_is_refused_with_its_name(row, lists, says):
    with pytest.raises(ValueError, match=says):
        adverts.asks_in({"lists": lists, "asks": [row]})


def test_no_hint_stands_there_twice_or_is_a_phrasing_and_every_list_is_used():
    for each in adverts.asks().values():
        assert len({*each.hints, *each.phrasings}) == len(each.hints) + len(each.phrasings), each.key
    text = adverts.ASKS.read_text(encoding="utf-8").split("\nsilent:")[1]
    assert all(f"${name}" in text for name in adverts.decoder().lists)


def test_broken_files_are_refused(row, tmp_path):
    for raw in (None, [], {"asks": []}, {"asks": "x"}):
        with pytest.raises(ValueError, match="needs a list"):
            adverts.asks_in(raw)
    with pytest.raises(ValueError, match="there is a “k” already"):
        adverts.asks_in({"asks": [row, deepcopy(row)]})
    path = tmp_path / "adverts.yaml"
    path.write_text("- {id: x", encoding="utf-8")
    with pytest.raises(ValueError, match=r"adverts\.yaml can't be read"):
        adverts.adverts_in(path)
    kept = yaml.safe_load(adverts.ADVERTS.read_text(encoding="utf-8"))
    kept[1]["paragraphs"][0][0]["asks"] = ["none_such"]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    with pytest.raises(ValueError, match=r"advert 2, .*there is no kind “none_such”"):
        adverts.adverts_in(path)
    del kept[0]["note"]
    path.write_text(yaml.safe_dump(kept), encoding="utf-8")
    with pytest.raises(ValueError, match="advert 1"):
        adverts.adverts_in(path)


# --- The adverts, and how well they are marked --------------------------------------------------------------


def test_eight_adverts_in_four_trades_heavy_and_four_light_with_a_trap_in_each():
    every = adverts.adverts()
    assert [each.field_is for each in every].count("heavy") == [each.field_is for each in every].count("light") == 4
    crossed = {each.id for each in every if (each.field_is == "heavy") != (each.fulfilment == "product")}
    assert crossed == {"pallet_checkout", "card_disputes"} == {each.id for each in every if each.note}
    assert all(100 <= len(each.text.split()) <= 240 for each in every)


def measured(path):
    """The marker against the hand, by labelled sentence and kind."""
    marked, hand = [], []
    for advert in adverts.adverts_in(path):
        marks = adverts.decoder().read(advert.text).marks
        end = 0
        for said in advert.said:
            start = advert.text.index(said.text, end)
            end = start + len(said.text)
            marked.append({mark.ask for mark in marks if start <= mark.start < end})
            hand.append(said.asks)
    return agreement(marked, hand)


@pytest.mark.parametrize(
    ("path", "precision", "recall"),
    [
        (adverts.ADVERTS, 1, 0.95),
        (FIXTURES / "seen.yaml", 1, 0.95),
        (FIXTURES / "once_blind.yaml", 0.94, 0.74),
        (FIXTURES / "twice_blind.yaml", 0.94, 0.85),
        (FIXTURES / "seen_later.yaml", 0.9, 0.75),
    ],
    ids=lambda each: getattr(each, "stem", ""),
)
def test_on_adverts_that_the_phrasings_were_written_for(path, precision, recall):
    """It says nothing about others; a mark that is wrong here was let through knowingly."""
    found = measured(path)
    assert found.precision >= precision and found.recall > recall


def test_on_adverts_that_were_kept_apart_it_does_as_the_lesson_says():
    """Nobody who wrote a phrasing has read these, and the totals were looked at once. Phrasings alone, without hints,
    gave 90 of 114 marks right and 90 of 194 asks found. Pruning or widening anything for these would make the number
    worthless: write new ones instead, and measure once."""
    assert len(adverts.adverts_in(FIXTURES / "fresh.yaml")) == adverts.HELD_OUT
    assert measured(FIXTURES / "fresh.yaml") == adverts.MEASURED
