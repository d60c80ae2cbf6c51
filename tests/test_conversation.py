"""The talk with Sam, and the machine it runs on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from ops2pm.models.conversation import Script, Talk

CONTENT = Path(__file__).resolve().parents[1] / "ops2pm" / "content" / "conversation.yaml"
RAW = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
SAM = Script.read(RAW)
PLEASANT = ("compliment", "hypothetical")


def tiny(**changes):
    """A script of three states, to be broken."""
    raw = {
        "start": "a",
        "opening": "Hello.",
        "turn": {"after": 100, "state": "b"},
        "ends": {"after": 4, "state": "z"},
        "facts": [{"id": "f", "short": "what", "text": "That."}],
        "states": {"a": {"offers": ["p", "q"]}, "b": {"offers": ["q", "r"]}, "z": {"offers": []}},
        "questions": [
            {"id": "p", "kind": "past", "text": "P?", "answer": "Yes.", "to": "b", "learns": ["f"]},
            {"id": "q", "kind": "past", "text": "Q?", "answer": "No.", "to": "z"},
            {"id": "r", "kind": "past", "text": "R?", "answer": "Oh.", "to": "same"},
        ],
    }
    return {**raw, **changes}


def test_the_tiny_one_plays():
    script = Script.read(tiny())
    assert [talk.asked for talk in script.finished] == [("q",), ("p", "q"), ("p", "r")]
    assert (script.most(), script.least(), script.most(["q"])) == (1, 0, 0)
    with pytest.raises(ValueError, match="can't be asked"):
        Talk(script).ask("r")
    with pytest.raises(ValueError, match="can't be asked"):
        script.play(["p", "p"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": "nowhere"}, "no state 'nowhere'"),
        ({"states": {**tiny()["states"], "c": {"offers": ["p", "q"]}}}, "Nobody comes to the state 'c'"),
        ({"states": {**tiny()["states"], "a": {"offers": ["p", "x"]}}}, "no question 'x'"),
        ({"states": {**tiny()["states"], "a": {"offers": ["p", "q", "q"]}}}, "offers a question twice"),
        ({"states": {**tiny()["states"], "b": {"offers": ["q"]}}}, "Nobody can ask 'r'"),
        ({"states": {**tiny()["states"], "z": {"offers": ["p", "q"]}}}, "z is no end"),
        ({"facts": [*tiny()["facts"], {"id": "g", "short": "x", "text": "X."}]}, "Nobody can learn 'g'"),
        ({"facts": []}, "no fact 'f'"),
        ({"ends": {"after": 100, "state": "z"}}, "there is no choice"),
        ({"questions": [tiny()["questions"][0], *tiny()["questions"]]}, "one id"),
        ({"questions": [{**row, "minutes": 0} for row in tiny()["questions"]]}, "a minute or more"),
    ],
)
def test_a_script_that_cannot_be_played_says_where(changes, says):
    with pytest.raises(ValueError, match=says):
        Script.read(tiny(**changes))


def test_the_talk_has_many_states_and_always_a_choice():
    assert len(SAM.states) >= 12 and len(SAM.facts) == 10
    for talk in SAM.talks:
        assert talk.ended or 2 <= len(talk.offered) <= 4
        assert len(set(talk.asked)) == len(talk.asked)
        assert not {question.id for question in talk.offered} & set(talk.asked)
        texts = [question.text for question in talk.offered]
        assert len(set(texts)) == len(texts)


def test_every_talk_fits_into_fifteen_minutes():
    assert all(talk.minutes <= 15 for talk in SAM.finished)
    moves = Counter(len(talk.asked) for talk in SAM.finished)
    assert max(moves) == 7 and moves[7] > 0.9 * moves.total()
    for talk in SAM.finished:
        assert talk.state.id in ("goodbye", "gone")
        if talk.state.id == "goodbye":
            assert talk.passed.count(SAM.turn) == 1


def test_no_single_way_is_the_right_one():
    most = SAM.most()
    assert most == 7 < len(SAM.facts)
    best = [talk for talk in SAM.finished if len(talk.learnt) == most]
    good = [talk for talk in SAM.finished if len(talk.learnt) >= most - 1]
    assert len({frozenset(talk.learnt) for talk in best}) >= 3
    assert {talk.asked[0] for talk in good} == {question.id for question in SAM.play([]).offered}


def test_what_is_pleasant_teaches_nothing():
    assert SAM.least() == 0
    for question in SAM.questions.values():
        if question.kind in (*PLEASANT, "pitch"):
            assert not question.learns, question.id
        if question.kind in ("past", "trade-off"):
            assert question.learns, question.id
    most = [SAM.most_of_kinds(PLEASANT, moves) for moves in range(5)]
    assert most == sorted(most, reverse=True) and most[0] == SAM.most() and most[2] == 4


def test_nothing_is_spoken_of_before_it_was_told():
    """A question that takes something for known is offered only where it has been said."""
    needs = {"what_made": "spring", "how_many": "spring", "which_banks": "spring", "who_against": "spring"}
    for talk in SAM.talks:
        for question in talk.offered:
            if question.id in needs:
                assert needs[question.id] in talk.learnt, (talk.asked, question.id)


def test_who_hides_gets_no_name_and_who_asks_for_a_job_neither():
    for talk in SAM.finished:
        if "next" in talk.learnt:
            assert "one_sentence" in talk.asked


def test_the_numbers_told_make_the_trade_off_real():
    """A date for everybody brings more calls than none; for those whose bank keeps it, fewer."""
    late, missed, none, kept = 30, 41, 12, 3
    text = " ".join(fact.text for fact in SAM.facts.values())
    assert all(f"{number}" in text for number in (late, missed, none, kept))
    with_date = (late * missed + (100 - late) * kept) / 100
    assert with_date > none
    split = (late / 3 * missed + (75 - late / 3) * kept) / 100 + 25 * none / 100
    assert split < none
