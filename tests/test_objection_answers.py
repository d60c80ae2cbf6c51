"""Answers to objections: what each check says, how an answer reads, and how far the hint can be trusted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from little_work import little_work
from test_panels import HOSTILE

from ops2pm.rubrics import in_part, rubric, stories, words
from ops2pm.rubrics.hints import unsourced_statistic
from ops2pm.rubrics.objection_answers import (
    ENOUGH,
    MOST_WORDS,
    ONE,
    PARTS,
    STORIES,
    answered,
    begun,
    objections,
    spoken,
)

ANSWERS = rubric("objection_answers")
SOON = (date.today() + timedelta(days=200)).isoformat()
WHOLE = {field.key: field.example for field in ONE if field.example} | {"until": SOON}
SAMPLE = yaml.safe_load(
    (Path(__file__).parent / "fixtures" / "hints" / "unsourced_statistic.yaml").read_text(encoding="utf-8")
)


def of(part, fields):
    return {in_part(part, key): value for key, value in fields.items()}


def finding(key, part="roadmap", /, **fields):
    (criterion,) = [each for each in ANSWERS.criteria if each.key == in_part(part, key)]
    return criterion.check(of(part, fields))


def test_there_is_a_part_for_each_objection_and_it_says_which():
    assert [part.key for part in PARTS] == list(objections()) and len(PARTS) == 10 and ANSWERS.alike
    for card in objections().values():
        (field,) = [each for each in ANSWERS.fields if each.key == in_part(card.id, "concedes")]
        assert field.label == f"“{card.text}” What is true in it?"
    assert [key for key, _ in STORIES] == [part.key for part in stories.PARTS]


def test_the_examples_make_a_whole_answer():
    for key in ("there", "plan", "words"):
        assert finding(key, **WHOLE).done is True and finding(key).done is None
    assert finding("sourced", **WHOLE).message == ""
    assert answered(WHOLE) and begun(WHOLE) and not answered({}) and not begun({"other": "x"})
    example = WHOLE | {"until": "2027-06-30"}
    assert spoken(example) == (
        "Right, I have never owned a roadmap. In March I took the clinics' returns first. Late returns went from 19% "
        "to 11%, and two shops left. What I haven't done yet: choose against a revenue target. Until 30 June 2027, "
        "every fortnight: I write down one such choice from our own tickets."
    )


@pytest.mark.parametrize("key", ["concedes", "episode", "gap", "action", "often", "until"])
def test_an_answer_is_whole_only_with_all_of_it(key):
    assert not answered(WHOLE | {key: "  "})


@pytest.mark.parametrize(
    ("key", "fields", "done", "says"),
    [
        ("there", {"episode": "In May"}, False, "Still open: what is true in it; what you haven't done."),
        ("plan", {"action": "I ask"}, False, "Still open: how often; until when."),
        ("plan", WHOLE | {"until": "30 June"}, False, "Write the date as year-month-day"),
        ("plan", WHOLE | {"until": "2020-06-30"}, False, "30 June 2020 has passed. Did you do it?"),
        ("plan", WHOLE | {"until": date.today().isoformat()}, True, "A rhythm and a date"),
        ("plan", {"until": "2020-06-30"}, False, "has passed"),
        ("plan", WHOLE | {"often": "often"}, False, "no number and no rhythm"),
        ("plan", WHOLE | {"often": "as soon as I can"}, False, "no number and no rhythm"),
        ("plan", WHOLE | {"often": "2x"}, True, "A rhythm and a date"),
        ("plan", WHOLE | {"often": "Tuesdays"}, True, "A rhythm and a date"),
        ("plan", WHOLE | {"often": "Once, in May"}, True, "A rhythm and a date"),
        ("words", {"story": "1"}, True, "words, at most 220"),
        ("words", WHOLE | {"episode": "word " * 250}, False, "more than 220. What can wait"),
        ("sourced", {"episode": "Studies show that it works."}, False, "“Studies show”: who counted that, and when?"),
        ("sourced", {"gap": "70% of PMs have none either"}, False, "“70% of PMs”"),
        ("sourced", {"often": "Statistically"}, None, ""),
    ],
)
def test_what_is_computed(key, fields, done, says):
    found = finding(key, **fields)
    assert found.done is done and says in found.message


def test_the_limit_of_words_is_exact_and_of_what_is_said():
    rest = words(spoken(WHOLE | {"episode": "x"})) - 1
    at = WHOLE | {"episode": " ".join(["word"] * (MOST_WORDS - rest))}
    assert words(spoken(at)) == MOST_WORDS and finding("words", **at).done is True
    assert "221 words, 1 more than 220." in finding("words", **at | {"gap": f"{at['gap']} more"}).message


@pytest.mark.parametrize(
    ("key", "typed", "stands"),
    [
        ("concedes", "right, none yet.", "Right, none yet. In March"),
        ("concedes", "Right.\nNone yet!", "Right. None yet. In March"),
        ("episode", "I stopped it at 7 a.m.", "at 7 a.m. What I haven't"),
        ("gap", "The choice against revenue.", "What I haven't done yet: the choice against revenue. Until"),
        ("often", "Every week,", ", every week: I write"),
        ("often", "Tuesdays", ", Tuesdays: I write"),
        ("action", "", ": [what you do about it]."),
        ("until", "soon", "Until [a date], every"),
        ("gap", "", "What I haven't done yet: [the gap]."),
    ],
)
def test_it_reads_well_whatever_ends_a_field(key, typed, stands):
    assert stands in spoken(WHOLE | {key: typed})


def test_only_what_is_begun_is_in_the_text_and_each_under_its_objection():
    fields = of("team", WHOLE) | of("others", {"concedes": "They have"})
    text = ANSWERS.compose(fields).split("\n\n")
    cards = objections()
    assert text[::2] == [f"“{cards['team'].text}”", f"“{cards['others'].text}”"]
    assert text[1] == spoken(WHOLE) and text[3].startswith("They have. [an episode].") and len(text) == 4
    assert ANSWERS.compose({}) == "No answer is begun yet."


def test_three_whole_answers_are_enough():
    (enough,) = [each for each in ANSWERS.criteria if each.key == "enough"]
    assert enough.check({}).done is None and "Three of the ten" in enough.check({}).message and ENOUGH == 3
    fields = of("team", WHOLE) | of("others", WHOLE) | of("domain", {"gap": "x"})
    assert enough.check(fields).message == f"2 of {ENOUGH} answers whole." and enough.check(fields).done is False
    assert enough.check(fields | of("domain", WHOLE)).done is True


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_it(text):
    for field in ONE:
        fields = of("roadmap", WHOLE | {field.key: text})
        assert ANSWERS.compose(fields)
        for criterion in ANSWERS.criteria:
            if criterion.check and criterion.part in ("", "roadmap"):
                criterion.check(fields)


# --- The hint -----------------------------------------------------------------------------------------------------


def sample(name):
    return [(text, group["leans"]) for group in SAMPLE[name] for text in group["texts"]]


@pytest.mark.parametrize("name", SAMPLE)
def test_the_hint_is_almost_never_wrong_when_it_fires(name, record_property):
    """At first sight: of "blind" 11 of 11 fires were right, of "fresh" 10 of 12, of "last" 13 of 13. The patterns were
    mended after "fresh"; "blind" and "last" are by the same hand that wrote the patterns."""
    texts = sample(name)
    assert len(texts) >= 30 and 0.4 < sum(leans for _, leans in texts) / len(texts) < 0.6
    fired = [(text, leans) for text, leans in texts if unsourced_statistic(text)]
    right = sum(leans for _, leans in fired)
    recall = right / sum(leans for _, leans in texts)
    record_property("recall", round(recall, 2))
    assert right / len(fired) >= 0.95, [text for text, leans in fired if not leans]
    assert recall >= 0.5, f"{recall:.0%}"


@pytest.mark.parametrize("name", SAMPLE)
def test_what_the_hint_quotes_stands_in_the_text(name):
    for text, _ in sample(name):
        found = unsourced_statistic(text)
        assert found is None or (found in text and found == found.strip())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Somebody told me “studies show that 70% of PMs fail”. I asked which.",
        "Studies show that 70% of PMs come from elsewhere (BrainStation 2019).",
        "Our studies show that 70% of companies order on Mondays.",
        "I could tell you that studies show it, but I couldn't find one.",
        "Studies by Seiden and others show it.",
        "40% of companies on my route have a gate that closes at four.",
        "Three of ten companies complained.",
        "In May 7% of all orders were late.",
        "Our data shows that ops people scan twice.",
        "The data shows that the gate is closed.",
        "It's proven that the slip was wrong.",
    ],
)
def test_the_hint_is_silent_when_in_doubt(text):
    assert unsourced_statistic(text) is None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("First line.\nStudies have shown it. More.", "Studies have shown"),
        ("True; statistically I'm a safe choice.", "statistically"),
        ("Right. 25-30% of companies see it.", "25-30% of companies"),
        ("In our depot it was 7%. Experts agree that it is low.", "Experts agree"),
        ("one in four product managers comes from operations", "one in four product managers"),
    ],
)
def test_what_leans_on_nobody_is_asked_about(text, quoted):
    assert unsourced_statistic(text) == quoted


def test_the_hint_takes_no_time_on_any_text():
    for text in (*HOSTILE, "studies " * 20_000, "9 of 10 " * 20_000, "most companies (" * 9_000, "a typical " * 9_000):
        with little_work(1):
            unsourced_statistic(text)


def test_the_hint_only_asks():
    found = finding("sourced", episode="Studies show that it works.")
    assert found.message.count("?") == 2 and "missing" not in found.message.lower()
