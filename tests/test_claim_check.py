"""The rubric of the claim check: what each computed check says in every state, and that no text breaks it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from little_work import little_work
from page import Page
from test_panels import HOSTILE

from ops2pm import course, form
from ops2pm.rubrics import Finding, rubric
from ops2pm.rubrics.claim_check import GIVEN, PARTS, READ, ROWS, VERDICTS, of_the_thread

PAST, LATER = (str(date.today() + timedelta(days=days)) for days in (-3, 30))
GIVES = {
    "population": "companies that recruit diverse backgrounds",
    "comparison": "hires with traditional tech backgrounds",
    "measure": "not given",
    "period": "not given",
    "counts": "Not given.",
}
SUMS = {"size": "25", "size_high": "30", "reading": "unsaid", "base_1": "60", "base_2": "85"}


def row(place, where="a search engine", words="ops to PM success rate", found="nothing", on=PAST):
    return {f"on_{place}": on, f"place_{place}": where, f"words_{place}": words, f"found_{place}": found}


LOG = row(1) | row(2, "two archives", "career background PM performance", "no study")
WHOLE = {
    **of_the_thread(),
    "seen_on": PAST,
    **GIVES,
    **SUMS,
    **LOG,
    "verdict": "not_found",
    "why": "Two searches, and no figure with its counts",
    "evidence": "Hires of one year from both backgrounds",
    "instead": "Of 40 changes I planned, 31 are still in use",
}
CHECK = rubric("claim_check")


def finding(key, **fields):
    (criterion,) = [each for each in CHECK.criteria if each.key == key]
    return criterion.check(fields)


def test_a_whole_check_passes_every_computed_check():
    for criterion in CHECK.by_kind("A"):
        assert criterion.check(WHOLE).done is True, criterion.key
        assert criterion.check({}).done is None, "nothing is wrong before anything is typed"
    for criterion in CHECK.by_kind("H"):
        assert criterion.check(WHOLE) == Finding(None, "") == criterion.check({})


# --- Word for word ------------------------------------------------------------------------------------------

SOURCE = "Teams say a lot. They ship 40 % faster, compared with last year’s teams. So “we think”."


@pytest.mark.parametrize(
    ("quote", "done", "says"),
    [
        ("They ship 40 % faster, compared with last year’s teams.", True, "Word for word in the text you pasted."),
        ("They ship 40 % faster, compared with last year's teams.", True, "only spaces, dashes or quotation marks"),
        ("“They ship 40 % faster, compared with last year’s teams.”", True, "Word for word in the text you pasted."),
        ("They ship  40 %\nfaster", True, "only spaces"),
        ("They ship 40 % faster", True, "Word for word in the text you pasted."),
        ("They ship 40 %", True, "Its sentence goes on: “faster, compared with last year's …”"),
        ("They ship … compared with last year’s teams", True, "with gaps. Does a gap leave out the comparison?"),
        ("They ship [...] last year’s teams", True, "with gaps"),
        ("They ship 40 % more", False, "up to “They ship 40 %”. There the text goes on “faster, compared with"),
        ("Teams ship faster", False, "up to “Teams”. There the text goes on “say a lot. They ship”"),
        ("Nobody ships", False, "“Nobody ships” isn't in the text"),
        ("last year’s teams … Teams say", False, "isn't in the text"),
        ("So “we think”. Really", False, "There the text ends"),
    ],
)
def test_word_for_word(quote, done, says):
    found = finding("verbatim", quote=quote, source=SOURCE)
    assert found.done is done and says in found.message, found.message


def test_a_quotation_without_its_comparison_is_asked_about():
    fields = of_the_thread()
    found = finding("verbatim", **fields | {"quote": "25-30% higher success rates"})
    assert found.done is True and "goes on: “with operations-to-PM hires compared to" in found.message
    changed = fields["quote"].replace(" with operations-to-PM hires", "")
    assert finding("verbatim", **fields | {"quote": changed}).done is False


def test_without_the_text_nothing_is_compared():
    assert finding("verbatim", quote="They ship").done is None and finding("verbatim", source=SOURCE).done is None


def test_a_pasted_book_does_not_slow_the_typing():
    book = {"quote": "word " * 5000, "source": "some other word " * 40_000}
    with little_work(5):
        finding("verbatim", **book)


# --- Given, or not ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["not given", "Not given.", "NOT SAID", "it's not stated", "none given", "n/a", "unknown", "-", "?", "none"]
)
def test_not_given_is_read_however_it_is_written(text):
    found = finding("given", **dict.fromkeys(GIVEN, "so and so") | {"counts": text})
    assert found == Finding(True, "Given: 4 of 5. Not given: how many were counted.")


@pytest.mark.parametrize(
    "text", ["unknown companies", "those not given a raise", "no managers", "not given to juniors"]
)
def test_words_that_only_begin_so_are_given(text):
    assert finding("given", **dict.fromkeys(GIVEN, "so and so") | {"counts": text}).message.startswith("All five")


def test_what_is_open_is_named():
    found = finding("given", population="PMs")
    assert found.done is False and "compared with whom; what is counted, and how" in found.message


# --- Of a hundred -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        (SUMS, True, "over a base of 60: 75 to 78 read as per cent of the base; 85 to 90 read as points"),
        (
            SUMS,
            True,
            "Over a base of 85: 106.3 to 110.5 read as per cent of the base (impossible); 110 to 115 read as points",
        ),
        (
            SUMS | {"reading": "relative"},
            True,
            "Of 100, over a base of 60: 75 to 78. Over a base of 85: 106.3 to 110.5 (impossible).",
        ),
        (SUMS | {"reading": "relative", "base_2": "78"}, True, "97.5 to 101.4 (in part impossible)"),
        (
            SUMS | {"reading": "points", "size_high": ""},
            True,
            "Of 100, over a base of 60: 85. Over a base of 85: 110 (impossible).",
        ),
        (
            SUMS | {"size": "-30%", "size_high": "", "reading": "relative"},
            True,
            "over a base of 60: 42. Over a base of 85: 59.5.",
        ),
        (
            SUMS | {"size": "-70 points", "size_high": "", "reading": "points"},
            True,
            "over a base of 60: −10 (impossible)",
        ),
        (SUMS | {"size": "about +25 %", "base_1": "60 of 100", "base_2": "85%"}, True, "over a base of 60: 75 to 78"),
        (SUMS | {"base_2": "60"}, False, "one base twice"),
        (SUMS | {"base_2": ""}, False, "Still open: another base."),
        (SUMS | {"reading": ""}, False, "how it is meant"),
        (SUMS | {"reading": "what"}, False, "how it is meant"),
        (SUMS | {"size": "25-30%"}, False, "are two numbers: type 25 here, and 30 beneath it"),
        (SUMS | {"base_1": "60-70"}, False, "the other base into the next field"),
        (SUMS | {"size": "0.25"}, False, "For 25% type 25."),
        (SUMS | {"base_1": "0,6"}, False, "For 60% type 60."),
        (SUMS | {"base_1": "120"}, False, "Type one from 0 to 100"),
        (SUMS | {"size": "many"}, False, "“many” is not a number I can read"),
        (SUMS | {"size": "9" * 400}, False, "is not a number"),
        ({"reading": "none"}, True, "No number, so nothing to work out."),
        (SUMS | {"reading": "none"}, False, "Which is it?"),
        (SUMS | {"base_1": "0"}, True, "over a base of 0: 0 read as per cent of the base; 25 to 30 read as points"),
    ],
)
def test_of_a_hundred(fields, done, says):
    found = finding("sums", **fields)
    assert found.done is done and says in found.message, found.message


def test_a_decimal_comma_is_read():
    assert (
        "over a base of 62.5: 78.1"
        in finding("sums", **SUMS | {"base_1": "62,5", "reading": "relative", "size_high": ""}).message
    )


# --- The search ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        (LOG, True, "2 searches, 2 of them without a find."),
        (LOG | row(4, "a forum", "other words", "one post by somebody who did it"), True, "3 searches, 2 of them"),
        (row(1), False, "One search. In which other words could it hide?"),
        (row(1) | row(2), False, "Search 2 has the words and the place of search 1"),
        (LOG | {"found_2": ""}, False, "Search 2, still open: what you found."),
        (LOG | {"on_1": "soon"}, False, "Search 1: write the date"),
        (LOG | {"on_2": LATER}, False, "is still to come"),
        (row(1) | row(2, where="an archive"), True, "2 searches"),
    ],
)
def test_the_log(fields, done, says):
    found = finding("log", **fields)
    assert found.done is done and says in found.message, found.message


# --- The verdict --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found", ["nothing", "Nothing.", "none", "no study", "No figures found", "0", "not found", "–"]
)
def test_false_on_an_empty_log_is_asked_about(found):
    log = row(1, found=found) | row(2, words="other words", found="nothing found")
    assert finding("false", **log, verdict="contradicted").message.startswith("Not found, or false?")
    assert "What does it fit" in finding("false", **log, verdict="supported").message
    for verdict in ("not_found", "impossible", ""):
        assert finding("false", **log, verdict=verdict) == Finding(None, "")


@pytest.mark.parametrize(
    "found",
    [
        "a study of 400 hires that finds no difference",
        "no difference between the two, in 400 hires",
        "nothing for it, and one count against it",
        "none of 60 were promoted",
        "0 of 40 had been promoted",
        "No. 7 of the list says 12%",
        "",
    ],
)
def test_it_keeps_silent_where_something_may_have_been_found(found):
    log = row(1) | row(2, words="other words", found=found)
    assert finding("false", **log, verdict="contradicted") == Finding(None, "") or not found


def test_impossible_needs_a_base_over_which_it_is():
    assert finding("possible", **SUMS, verdict="impossible") == Finding(None, "")
    low = SUMS | {"base_2": "40"}
    assert "Over which one isn't it?" in finding("possible", **low, verdict="impossible").message
    assert finding("possible", **low, verdict="not_found") == Finding(None, "")
    assert finding("possible", verdict="impossible") == Finding(None, "")


def test_a_verdict_stands_on_a_search_or_on_a_sum():
    said = {key: WHOLE[key] for key in ("why", "evidence", "instead")}
    assert "What does the verdict stand on?" in finding("decided", **said, verdict="not_found").message
    assert finding("decided", **said, verdict="impossible").done is True
    assert "Still open: what would change it." in finding("decided", **WHOLE | {"evidence": " "}).message


# --- The text -----------------------------------------------------------------------------------------------


def test_the_text_of_a_whole_check():
    text = CHECK.compose(WHOLE)
    assert "[" not in text and text.index("Verdict. Not found: I can't say.") < text.index("Where I looked.")
    assert "Not given: what is counted, and how; in what time; how many were counted." in text
    assert "– " in text and "“ops to PM success rate”. Found: nothing." in text
    assert not re.search(r"\.\.|\?\.|!\.|  ", text)
    assert 100 < len(text.split()) < 300, "about a page"


@pytest.mark.parametrize(
    "end", ["?", "!", ".", " 8%", " 4,5", " 7 a.m.", " about 80", " $5", " & co", " “so”", " 👩‍🚀", " <b>x</b>"]
)
@pytest.mark.parametrize("key", ["quote", "where", "why", "evidence", "instead", "found_1", "population"])
def test_the_text_reads_well_whatever_ends_a_field(key, end):
    text = CHECK.compose(WHOLE | {key: f"The thing{end}"})
    assert not re.search(r"[?!]\.(?!\.)|(?<!\.)\.\.(?!\.)|a\.m\.\.", text), text


def test_the_sums_read_well_by_themselves():
    text = CHECK.compose(WHOLE | SUMS)
    assert (
        "Read as per cent of the base: if 60 of 100 have it otherwise, then 75 to 78 of 100 with it; if 85, then 106.3 "
        "to 110.5, which can't be. Read as points: if 60 of 100" in text
    )
    less = {"size": "-31", "size_high": "", "reading": "relative", "base_1": "8", "base_2": "25"}
    assert "if 8 of 100 have it otherwise, then 5.5 of 100 with it; if 25, then 17.3." in CHECK.compose(WHOLE | less)


def test_a_question_in_the_words_of_a_search_stays():
    assert "“do ops hires do better?”. Found" in CHECK.compose(WHOLE | {"words_1": "do ops hires do better?"})


def test_a_claim_is_higher_or_lower():
    lower = SUMS | {"quote": "25% fewer of them leave", "reading": "relative"}
    assert "“fewer”, and you have it as higher" in finding("lower", **lower).message
    assert finding("lower", **lower | {"size": "-25", "size_high": "-30"}) == Finding(None, "")
    assert "both have a minus" in finding("sums", **lower | {"size": "-25", "size_high": "30"}).message


def test_one_reading_says_where_it_ends():
    text = CHECK.compose(WHOLE | {"reading": "relative"})
    assert "Above a base of 76.9 it would need more than 100 of 100." in text
    assert "Above a base" not in CHECK.compose(WHOLE | {"reading": "relative", "size": "-20", "size_high": "-10"})


def test_because_is_said_once():
    assert "I can't say. Nobody counted." in CHECK.compose(WHOLE | {"why": "because nobody counted"})


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_it(text):
    fields = {field.key: text for field in CHECK.fields}
    for each in (fields, WHOLE | {"quote": text}, WHOLE | {"source": text}, WHOLE | {"size": text}):
        assert CHECK.compose(each)
        for criterion in CHECK.criteria:
            if criterion.check:
                assert isinstance(criterion.check(each), Finding)


# --- The form -----------------------------------------------------------------------------------------------


def test_the_button_takes_the_threads_claim(fresh_workbook):
    page = Page(form("claim_check", numbers=of_the_thread))
    page.press("numbers")
    thread = course.thread()
    assert page.named("quote")[0].value == thread.claim("C6").quotes[0].words
    assert page.named("source")[0].value == thread.texts["R10"].strip()
    assert "Word for word" in page.text("finding-verbatim")
    assert [page.named(key)[0].value for key in ("size", "size_high", "reading")] == ["25", "30", "unsaid"]
    assert not page.named("base_1")[0].value and not page.named("population")[0].value, "the thinking is the reader's"


def test_the_button_leaves_ones_own_claim_alone(fresh_workbook):
    page = Page(form("claim_check", numbers=of_the_thread))
    page.type(page.named("quote")[0], "Stand-ups ship 40% faster")
    page.press("numbers")
    assert page.named("quote")[0].value == "Stand-ups ship 40% faster"
    assert not any(page.named(key)[0].value for key in ("where", "source", "size", "size_high", "reading"))


@pytest.mark.parametrize("claim", [f"C{number}" for number in range(1, 8)])
def test_every_claim_of_the_thread_is_in_its_reply(claim):
    assert finding("verbatim", **of_the_thread(claim)).done is True


def test_four_parts_and_at_least_two_searches():
    assert [part.key for part in PARTS] == ["claim", "sums", "search", "verdict"]
    optional = [field.key for field in CHECK.fields if field.part == "search" and field.optional]
    assert {key[-1] for key in optional} == set(ROWS[2:])
    assert set(VERDICTS) >= {"not_found", "contradicted"} and set(READ) >= {"unsaid", "none"}
