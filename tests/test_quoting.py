"""What is quoted of an artefact, so that somebody recognises it."""

from __future__ import annotations

import pytest

from ops2pm import course
from ops2pm.rubrics import rubric
from ops2pm.rubrics.quoting import MOST_WORDS, NAMED, QUOTED, quoted

KEYS = [one.key for lesson in course.LESSONS for one in lesson.artefacts]


def test_every_artefact_has_its_quote_and_what_is_sealed_has_none():
    assert set(QUOTED) == {key for key in KEYS if not rubric(key).sealed}


@pytest.mark.parametrize("key", QUOTED)
def test_a_quote_names_fields_that_are_there(key):
    found = rubric(key)
    known = {field.key for field in found.fields}
    own = [{name.removeprefix(f"{part.key}.") for name in known} for part in found.parts]
    for piece in QUOTED[key]:
        names = set(NAMED.findall(piece))
        assert names and any(names <= keys for keys in [known, *own]), piece


def test_of_bullets_the_new_one_is_quoted_and_never_the_old():
    fields = {"1.before": "Responsible for calls", "1.who": "Callers"}
    assert quoted("reframed_bullets", fields) == ""
    fields |= {"2.action": "Moved the cut-off.", "2.measure": "late orders", "2.from": "9", "2.to": "4"}
    assert quoted("reframed_bullets", fields) == "Moved the cut-off; late orders; 9 → 4"
    del fields["2.to"]
    assert quoted("reframed_bullets", fields) == "Moved the cut-off; late orders"


def test_without_its_main_field_nothing_is_quoted():
    assert quoted("trade_off_memo", {"loser": "The evening shift"}) == ""
    assert quoted("trade_off_memo", {"decision": " ", "loser": "x"}) == "" == quoted("trade_off_memo", {})
    assert quoted("no_such", {"x": "y"}) == "" == quoted("baseline_pitch", {"pitch": "Me"})


def test_a_long_text_is_cut():
    told = quoted("sizing", {"idea": "word " * 100})
    assert told.endswith(" …") and len(told.split()) == MOST_WORDS + 1


@pytest.mark.parametrize("value", [None, 3, [], {}, "{decision}", "{0}%s\x00\ud800"])
def test_whatever_the_workbook_holds_it_is_quoted_or_not(value):
    for key in QUOTED:
        fields = {field.key: value for field in rubric(key).fields}
        assert isinstance(quoted(key, fields), str)
