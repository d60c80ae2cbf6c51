"""data/thread.yaml: no piece of advice and no claim is lost, and lessons quote what they claim to treat."""

import hashlib
import re
from dataclasses import replace

import pytest

from ops2pm import course

THREAD = course.thread()
PIECES = [f"P{n}" for n in range(12)]
CLAIMS = [f"C{n}" for n in range(1, 8)]
NUMBERS = {each.number: each for each in course.LESSONS}
SOURCES = [each for each in course.LESSONS if (course.REPO / each.text).is_file()]


def plain(text):
    """Whitespace and quotation marks made the same, so that line breaks and curls do not matter."""
    text = re.sub(r"[‘’]", "'", re.sub(r"[“”]", '"', text))
    return " ".join(text.split())


def blocks(source):
    """The paragraphs of a lesson's text, code left out, with block quotes marked by a leading ">"."""
    prose = re.sub(r"^(`{3,}|~{3,}).*?^\1\s*$", "", source, flags=re.M | re.S)
    for block in re.split(r"\n\s*\n", prose):
        lines = [line.strip() for line in block.strip().splitlines()]
        if not lines:
            continue
        quoted = all(line.startswith(">") for line in lines)
        text = plain(" ".join(line.removeprefix(">") for line in lines))
        yield ("> " if quoted else "") + text


def numbered(block, reply):
    """Whether a paragraph names the reply: "R9", "reply 9"; for the question "Q" or "the question"."""
    if reply == "Q":
        return bool(re.search(r"\bQ\b|\bthe question\b", block))
    return bool(re.search(rf"\bR{reply[1:]}\b|\breply {reply[1:]}\b", block, flags=re.I))


def quotes(block, words):
    """Whether a paragraph holds these words as a quotation: in quotation marks or as a block quote."""
    words = plain(words)
    return words in block and (block.startswith(">") or bool(re.search(f'"[^"]*{re.escape(words)}[^"]*"', block)))


def unquoted(lesson, source):
    """The pieces and claims a lesson treats according to the map and that its text does not quote."""
    items = [THREAD.piece(id) for id in lesson.advice] + [THREAD.claim(id) for id in lesson.claims]
    paragraphs = list(blocks(source))
    return [
        item.id
        for item in items
        if not any(
            quotes(block, quote.words) and numbered(block, quote.reply)
            for quote in item.quotes
            if quote.reply == item.quotes[0].reply
            for block in paragraphs
        )
    ]


def misquoted(source):
    """Quotations followed by a reply number in brackets whose words do not stand in that reply."""
    wrong = []
    for block in blocks(source):
        for words, reply in re.findall(r'"([^"]+)"[\s*_]*\((Q|R\d+)\)', block):
            parts = [part.strip(" .,;") for part in re.split(r"…|\[[^\]]*\]", words)]
            if reply not in THREAD.texts or any(part not in plain(THREAD.texts[reply]) for part in parts):
                wrong.append(f"{words} ({reply})")
    return wrong


# --- the thread itself -----------------------------------------------------------------------


def test_the_question_and_ten_replies():
    assert list(THREAD.texts) == ["Q", *(f"R{n}" for n in range(1, 11))]
    # What others wrote is never edited, not even its spelling or its curly quotes.
    words = "\n".join(THREAD.texts.values()).encode()
    assert hashlib.sha256(words).hexdigest() == "8f2315efa223eeaed54bbae0079ba61d46dd082f5db156d8542e45b466678cac"


def test_every_piece_and_every_claim_is_there_once():
    assert [piece.id for piece in THREAD.pieces] == ["Q", *PIECES]
    assert [claim.id for claim in THREAD.claims] == CLAIMS
    assert [tension.id for tension in THREAD.tensions] == [f"T{n}" for n in range(1, 7)]


@pytest.mark.parametrize("item", [*THREAD.pieces, *THREAD.claims, *THREAD.tensions], ids=lambda item: item.id)
def test_quoted_words_are_verbatim_and_short(item):
    assert item.quotes
    for quote in item.quotes:
        assert quote.words in THREAD.texts[quote.reply], f"{item.id}: {quote.words!r} is not in {quote.reply}"
        assert 3 <= len(quote.words.split()) <= 20


def test_every_reply_has_given_a_piece_of_advice():
    assert {quote.reply for piece in THREAD.pieces for quote in piece.quotes} == set(THREAD.texts)


# --- the thread against the map --------------------------------------------------------------


def test_every_piece_belongs_to_the_lesson_that_lists_it():
    for piece in THREAD.pieces:
        assert [each.number for each in course.LESSONS if piece.id in each.advice] == [piece.lesson]
        if piece.id == "Q":
            assert piece.exercise is None and piece.task is None
        else:
            assert piece.exercise == NUMBERS[piece.lesson].stem and piece.task
    listed = [id for each in course.LESSONS for id in each.advice]
    assert sorted(listed) == sorted(piece.id for piece in THREAD.pieces)


def test_every_claim_belongs_to_the_lessons_that_list_it():
    for claim in THREAD.claims:
        assert [each.number for each in course.LESSONS if claim.id in each.claims] == list(claim.lessons)
        assert claim.exercise in {NUMBERS[number].stem for number in claim.lessons}
        assert claim.task and claim.found
        assert claim.grade in {"measured", "cited", "practitioners' habit", "unverified"}
    assert {id for each in course.LESSONS for id in each.claims} == set(CLAIMS)


def test_every_tension_has_a_lesson():
    assert all(tension.lesson in NUMBERS and tension.teach for tension in THREAD.tensions)


# --- lessons against the thread --------------------------------------------------------------


@pytest.mark.parametrize("each", course.LESSONS, ids=lambda each: each.number)
def test_a_lesson_quotes_what_it_claims(each):
    path = course.REPO / each.text
    assert path.is_file(), f"lesson {each.number} is on the map, and {each.text} is not there"
    missing = unquoted(each, path.read_text(encoding="utf-8"))
    assert not missing, (
        f"{each.text} treats {', '.join(missing)} and quotes no words of it with their reply number; "
        "data/thread.yaml has the words"
    )


def test_no_lesson_misquotes_a_reply():
    wrong = {each.text: misquoted((course.REPO / each.text).read_text("utf-8")) for each in SOURCES}
    assert len(wrong) == len(course.LESSONS)
    assert not any(wrong.values()), wrong


# The finder itself, on texts made for it.

P3 = "this customer group is struggling with X, and the reason is our product doesn't do Y"


@pytest.mark.parametrize(
    "source",
    [
        f'Reply 9 says: "{P3}".',
        f"> {P3}\n> (R9)",
        "> “this customer group is struggling with X,\n> and the reason is our product doesn’t do Y” (R9)",
        f"Intro.\n\n“Like, I'd say '{P3}'” *(R9)*\n\nMore.",
    ],
)
def test_a_quoted_piece_is_found(source):
    assert unquoted(course.lesson("04"), source) == []


@pytest.mark.parametrize(
    "source",
    [
        "",
        f'"{P3}"',  # no reply number
        f"{P3} (R9)",  # not marked as a quotation
        f'"{P3}" (R5)',  # the wrong reply
        f'"{P3}"\n\nR9 is elsewhere.',
        f'"{P3.replace("struggling", "fighting")}" (R9)',
        f'```{{code-cell}}\nprint("{P3} (R9)")\n```',  # in code, not in the text
        f'"{P3}" (R90)',
        '"I identified customer friction points in our fulfillment process" (R5)',  # not the main reply
    ],
)
def test_a_piece_that_is_not_quoted_is_missed(source):
    assert unquoted(course.lesson("04"), source) == ["P3"]


def test_a_lesson_that_claims_more_than_it_quotes_is_caught():
    greedy = replace(course.lesson("04"), advice=("P3", "P5"), claims=("C6",))
    assert unquoted(greedy, f'"{P3}" (R9)') == ["P5", "C6"]


def test_misquotations_are_caught():
    assert misquoted('As one put it, "concrete example beats words" (R3), and "own it!" (R4).') == []
    assert misquoted('"Where do I actually start? … into an APM program first" (Q)') == []
    assert misquoted('"concrete examples beat words" (R3)') == ["concrete examples beat words (R3)"]
    assert misquoted('"own it!" (R5) and "own it!" (R11)') == ["own it! (R5)", "own it! (R11)"]
