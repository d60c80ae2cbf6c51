"""The portfolio: what goes out, what doesn't, and that every workbook makes whole pages."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
import yaml
from little_work import little_work
from portfolio_pages import ARTEFACTS, AT, SAMPLE, Strict, everything, files, sample, source

from ops2pm import course
from ops2pm.__main__ import main
from ops2pm.portfolio import PortfolioError, Source, export, look_first, what_first, workbook_at
from ops2pm.portfolio import files as disk
from ops2pm.portfolio.build import _after_headline, _arranged, portfolio
from ops2pm.portfolio.choices import PRIVATE_BY_DEFAULT, Choices, exportable, known_rubric, read, words_of
from ops2pm.portfolio.document import Chart, Row
from ops2pm.portfolio.faces import Face, _things
from ops2pm.portfolio.markdown import _chart, _escaped
from ops2pm.portfolio.private import MARK, OTHER_MARK, Redactor, leaks, scrub_page
from ops2pm.portfolio.prose import rows, typed
from ops2pm.portfolio.site import contact
from ops2pm.rubrics import Field, Rubric, of_part, problem_statement
from ops2pm.workbook import Version, Workbook

ROOT = Path(__file__).resolve().parent.parent
WHOLE = sample()["artefacts"]
SAMPLED = yaml.safe_load((ROOT / "instructor/sample/artefacts.yaml").read_text(encoding="utf-8"))["artefacts"]
TODAY = date(2026, 11, 30)


def pages(artefacts, **chosen):
    return {name: Strict(text) for name, text in files(artefacts, **chosen).items() if name.endswith(".html")}


# --- The sample -----------------------------------------------------------------------------------------------


def test_the_sample_knows_its_fields_and_every_artefact_of_a_ready_lesson_that_can_go_out():
    for key, fields in WHOLE.items():
        assert set(fields) <= {field.key for field in known_rubric(key).fields}, key
    assert SAMPLE.is_file()


def test_a_site_has_a_front_page_and_a_page_for_each_case_and_links_lead_somewhere():
    made = files(WHOLE, **sample()["about"])
    assert {name for name in made if name.endswith(".html")} == {
        "index.html",
        "portfolio.html",
        *(f"{key.replace('_', '-')}.html" for key in WHOLE),
    }
    for name, text in made.items():
        if not name.endswith(".html"):
            continue
        page = Strict(text)
        for link in page.links:
            if link.startswith("#"):
                assert link[1:] in page.ids
            elif link.startswith("mailto:"):
                assert link == "mailto:ruth@example.org"
            else:
                assert link in made
        assert "Content-Security-Policy" in text and "default-src 'none'" in html.unescape(text)
        assert "://" not in text and "url(" not in text


def test_every_printed_page_bears_the_authors_name_and_nothing_of_it_is_style():
    bad = 'Ruth "A" Ö}</style><script>'
    for name in ("Ruth Adeyemi", bad, ""):
        made = files(WHOLE, name=name)
        for text in (text for page, text in made.items() if page.endswith(".html")):
            style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
            foot = re.search(r'@bottom-left { content: "(.*?)"; ', style)[1]
            assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), foot) == name
            assert not re.search(r"[^\w\\ ]", foot) and "<script" not in text
            Strict(text)
        assert html.unescape(re.search("<title>(.*?)</title>", made["sizing.html"])[1]).endswith(name)
    assert "AUTHOR" not in text and MARK in files(WHOLE, name="Ruth", words=["Ruth"])["index.html"]
    assert "Ruth" not in files(WHOLE, name="Ruth", words=["Ruth"])["sizing.html"]


def test_what_was_written_is_on_the_pages_and_what_a_form_says_to_its_writer_is_not():
    artefacts = {key: fields for key, fields in WHOLE.items() if key != "outreach_message"}  # that one is a letter
    text = " ".join(page.text for page in pages(artefacts, **sample()["about"]).values())
    for told in ("40 of 164 sign-ups in May", "40 → 22", "≈ 4", "Ruth Adeyemi", "What would prove this wrong"):
        assert told in text
    assert "38 words" not in text and "not begun" not in text
    assert not re.search(r"\byour?\b", text.replace("time slot a plumber gives you", "")), "it speaks to its writer"


def test_the_page_is_checked_by_what_the_rubric_computes_and_by_nothing_else():
    good = portfolio(source({"trade_off_memo": WHOLE["trade_off_memo"]}), Redactor(())).cases[0]
    bad = portfolio(source({"trade_off_memo": WHOLE["trade_off_memo"] | {"a_change": "−19"}}), Redactor(())).cases[0]
    assert set(good.recomputed) - set(bad.recomputed) == {"the change by the way chosen"}
    assert good.about_numbers.startswith("Recomputed from the numbers given: the change by the way chosen, ")
    whole = " ".join(case.about_numbers for case in portfolio(source(WHOLE), Redactor(())).cases)
    assert "named" not in whole and "one sentence" not in whole, "that all is there is no check of a number"
    (path,) = portfolio(source({"path_decision": WHOLE["path_decision"]}), Redactor(())).cases
    assert path.about_numbers == "Kept on 30 November 2026."


def test_of_parts_that_are_alike_those_are_named_for_which_a_check_holds_unless_it_holds_for_all():
    (case,) = portfolio(source({"reframed_bullets": WHOLE["reframed_bullets"]}), Redactor(())).cases
    assert "the change in per cent (Bullet 1)" in case.recomputed
    three = {
        f"{place}.{key}": value for place in "123" for key, value in of_part(WHOLE["reframed_bullets"], "1").items()
    }
    (case,) = portfolio(source({"reframed_bullets": three}), Redactor(())).cases
    assert "the change in per cent" in case.recomputed


def test_a_number_that_a_lab_filled_in_names_its_data_until_it_is_changed():
    fields = WHOLE["problem_statement"]
    case = portfolio(source({"problem_statement": fields}, filled={"problem_statement": {"part": "40"}}), Redactor(()))
    changed = portfolio(
        source({"problem_statement": fields}, filled={"problem_statement": {"part": "41"}}), Redactor(())
    )
    assert "from public records of flights" in case.cases[0].about_numbers and changed.cases[0].source == ""


def test_the_same_workbook_makes_the_same_bytes_on_any_day(monkeypatch):
    first = files(WHOLE, **sample()["about"])
    assert files(WHOLE, **sample()["about"]) == first
    assert not re.search(r"\b20\d\d-\d\d-\d\d|/home/|/tmp/|/work/|[A-Z]:\\", "".join(first.values()))


# --- Rows ------------------------------------------------------------------------------------------------------


def told(text, **fields):
    rubric = Rubric(
        "x", "X", "", tuple(Field(key, key) for key in fields), (), compose=lambda typed: text if typed else ""
    )
    return rows(rubric, fields)


def test_a_label_is_the_rubrics_own_never_what_was_typed():
    assert told("Worse off: drivers.", who="drivers") == (Row("Worse off", ("Drivers.",)),)
    assert told("Note: drivers.", who="Note: drivers") == (Row("", ("Note: drivers.",)),)
    assert told("Drivers at gate 2, at night: wait.", who="Drivers at gate 2", when="at night")[0].label == ""
    assert told("Where I looked.\n\n– there.", a="there") == (Row("Where I looked", ("there.",)),)
    assert told("So it was.\n\nAnd on.", a="there")[0] == Row("", ("So it was.",))
    assert told("What I saw\n\n• one\n\n• two", what="one") == (Row("What I saw", (), ("one", "two")),)
    assert told("NORTH STAR: kept\n\n\u00a0\u00a0counted", a="kept")[0] == Row("North Star", ("Kept", "Counted"))


def test_a_title_that_was_typed_is_a_label_and_so_is_a_quotation_of_the_rubric():
    rubric = Rubric(
        "x", "X", "", (Field("name", "n"),), (), compose=lambda f: "The date.\n\n“Why?”\n\nSo." if f else ""
    )
    assert rows(rubric, {"name": "The date"}, titles={"The date"}) == (Row("“Why?”", ("So.",)),)
    rubric = Rubric("x", "X", "", (Field("name", "n"),), (), compose=lambda f: "The date.\n\nSo it was." if f else "")
    assert rows(rubric, {"name": "The date"}, titles={"The date"}) == (Row("The date", ("So it was.",)),)
    assert rows(rubric, {"name": "The date"}) == (Row("", ("The date.",)), Row("", ("So it was.",)))


def test_a_sentence_with_an_open_place_is_left_out_and_brackets_that_were_typed_stay():
    assert told("We go. It costs [what it costs]. We stop.", a="We go") == (Row("", ("We go. We stop.",)),)
    assert told("They said [sic] so.", a="They said [sic] so") == (Row("", ("They said [sic] so.",)),)
    assert told("Worse off: [who].", a="long enough") == ()
    assert told(f"{MARK} waits.", a="x") == (Row("", (f"{MARK} waits.",)),)


def test_what_the_headline_has_said_isnt_said_again():
    more = Row("More", ("x",))
    for says, left in (("We go. Because it pays.", "Because it pays."), ("We go, for them.", "For them.")):
        assert _after_headline((Row("Why", (says,)), more), "We go") == (Row("Why", (left,)), more)
    assert _after_headline((Row("Why", ("We go.",)), more), "We go") == (more,)
    assert _after_headline((Row("Why", ("We go.",)),), "We go") == (Row("Why", ("We go.",)),), "one row stays"
    assert _after_headline((Row("Why", ("We gone.",)), more), "We go")[0] == Row("Why", ("We gone.",))
    assert _after_headline((Row("Why", ("We go.",), ("a", "b")),), "We go") == (Row("Why", (), ("a", "b")),)


def test_rows_are_renamed_and_joined_and_none_is_lost():
    face = Face(lambda fields: "", renamed={"Decision": "Why"}, joins={"For": "Why"})
    told = (Row("Decision", ("It pays.",)), Row("For", ("Drivers.",)), Row("", ("a",)), Row("", ("b",)))
    assert _arranged(told, face) == (Row("Why", ("It pays.", "For: Drivers.")), Row("", ("a",)), Row("", ("b",)))
    assert _arranged(told[1:], face) == told[1:]


def test_groups_head_the_front_page_only_where_the_order_keeps_each_together():
    keys = ("stories", "problem_statement", "sizing", "teardown")
    artefacts = {key: SAMPLED[key] for key in keys}
    assert "What I did" in pages(artefacts, order=list(keys))["index.html"].text
    mixed = ["problem_statement", "stories", "sizing", "teardown"]
    assert "What I did" not in pages(artefacts, order=mixed)["index.html"].text


def test_every_kind_is_in_words_of_no_course():
    cases = portfolio(source(SAMPLED, order=list(SAMPLED)), Redactor(())).cases
    kinds = {case.key: case.kind for case in cases}
    assert kinds["stories"] == "Four things I tried" and kinds["capstone_case"] == "A practice case on made-up data"
    assert _things({"1.name": "x"}) == "One thing I tried"
    titles = {one.title for lesson in course.LESSONS for one in lesson.artefacts}
    assert {key for key, kind in kinds.items() if kind in titles} <= {"pitch", "baseline_pitch", *PRIVATE_BY_DEFAULT}


def test_without_a_composed_text_the_fields_stand_one_by_one():
    rubric = Rubric("x", "X", "", (Field("a", "What you say?"), Field("b", "Then")), (), compose=None)
    assert rows(rubric, {"a": "one\n\ntwo", "b": ""}) == (Row("What you say", ("one", "two")),)


# --- What goes out ---------------------------------------------------------------------------------------------


def test_sealed_work_drafts_and_everything_but_artefacts_never_go_out(tmp_path):
    workbook = Workbook(tmp_path)
    workbook.save_artefact("baseline_pitch", {"pitch": "zebra baseline"})
    workbook.save_artefact("from_a_newer_course", {"text": "zebra newer"})
    workbook.save_artefact("problem_statement", WHOLE["problem_statement"] | {"self.specific": "zebra judgement"})
    workbook.record("drafts", "problem_statement", {"user": "zebra draft"})
    for section in ("predictions", "quizzes", "exercises", "ratings"):
        workbook.record(section, "x", {"status": f"zebra {section}"})
    workbook.record("settings", "portfolio", {"included": {"baseline_pitch": True, "from_a_newer_course": True}})
    export(Source.of(workbook), tmp_path / "out", ("site", "html", "markdown"))
    assert "zebra" not in "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())


def test_what_is_about_people_who_may_read_it_is_private_until_it_is_chosen():
    chosen = Choices()
    assert not any(chosen.includes(key) for key in PRIVATE_BY_DEFAULT)
    assert chosen.includes("problem_statement") and chosen.including("path_decision", True).includes("path_decision")
    made = Source({key: Version(fields, AT) for key, fields in WHOLE.items()}, {}, {}, chosen)
    assert set(made.going_out) == set(WHOLE) - PRIVATE_BY_DEFAULT


def test_the_readers_order_is_kept_and_what_is_new_follows():
    keys = ["problem_statement", "sizing", "teardown"]
    chosen = Choices(order=("teardown", "gone"))
    assert chosen.in_order(keys) == ["teardown", "problem_statement", "sizing"]
    assert chosen.moved("teardown", 1, keys).in_order(keys) == ["problem_statement", "teardown", "sizing"]
    assert chosen.moved("teardown", -1, keys).in_order(keys) == ["teardown", "problem_statement", "sizing"]
    assert chosen.moved("sizing", 1, keys).in_order(keys)[-1] == "sizing"


def test_choices_come_back_as_they_were_stored():
    chosen = Choices("N", "T", "C", "O", {"sizing": False}, ("sizing",), {"sizing": ("idea",)}, ("Acme",))
    assert read(json.loads(json.dumps(chosen.stored()))) == chosen
    assert words_of(" Acme ,Big  Parcel;\nAcme\n\n") == ("Acme", "Big Parcel")


# --- What stays private ----------------------------------------------------------------------------------------


def forms(secret):
    """A secret as it may stand in a file."""
    return {
        secret,
        html.escape(secret),
        quote(secret),
        quote(secret, safe=""),
        secret.upper(),
        secret.replace(" ", "_"),
    }


@pytest.mark.parametrize("key", ARTEFACTS)
def test_no_private_field_is_in_any_byte_of_any_file(key):
    """Each field says something of its own. Every second one is private, then the others are."""
    rubric = known_rubric(key)
    for private in (0, 1):
        fields, hidden = {}, {}
        for place, field in enumerate(rubric.fields):
            match field.kind:
                case "choice":
                    value = field.choices[0][0]
                case "number":
                    value = f"{10_000 * (place + 11) + 7}"
                case "date":
                    value = f"20{30 + place % 60}-01-{10 + place // 60}"
                case _:
                    value = f"zebra{place:03}quill <&> “x”"
            fields[field.key] = value
            if place % 2 == private:
                hidden[field.key] = value
        text = everything({key: fields}, private={key: list(hidden)})
        for field in rubric.fields:
            value = fields[field.key]
            if field.key not in hidden or field.kind == "choice":
                continue
            if field.kind == "number":
                rounded = f"{int(value) - 7:,}"
                assert not re.search(rf"{value}|{int(value):,}|\b{rounded}\b", text), field.key
            elif field.kind == "date":
                assert value not in text and f" {value[:4]}" not in text, field.key
            else:
                assert value[:13] not in text.lower(), field.key
        unhidden = everything({key: fields})
        assert "zebra" in unhidden


def test_a_choice_that_is_private_is_not_told_either():
    fields = WHOLE["claim_check"]
    assert "Not found" in everything({"claim_check": fields})
    assert "Not found" not in everything({"claim_check": fields}, private={"claim_check": ["verdict"]})


SECRETS = {
    "Acme": ("Acme", "ACME's", "acme.com", "AcmePay", "Ácme", "A\u200bcme", "x@acme.example", "Ａｃｍｅ", "(acme)"),
    "Big Parcel Ltd": ("Big Parcel Ltd", "big\u00a0parcel  ltd", "Big-Parcel-Ltd", "bigparcelltd", "Big\nParcel Ltd"),
    "H&M": ("H&M", "h & m", "H&M's"),
    "Müller": ("Müller", "Mu\u0308ller", "MÜLLERS", "muller"),
    "UPS": ("UPS", "ups", "(Ups)"),
}


@pytest.mark.parametrize("word", SECRETS)
def test_no_private_word_is_left_anywhere_however_it_is_written(word):
    for written in SECRETS[word]:
        fields = dict.fromkeys((field.key for field in problem_statement.FIELDS), f"say {written} here")
        lines = {name: f"with {written} in" for name in ("name", "title", "contact", "note")}
        text = everything({"problem_statement": fields}, words=[word], **lines)
        folded = Redactor([word])
        for piece in (text, html.unescape(text), unquote(text)):
            bare = re.sub(r"<style>.*?</style>", "", piece, flags=re.DOTALL)
            assert not folded.holds(bare), written
        assert MARK in text and "say" in text


def test_a_short_name_is_a_whole_word_and_a_long_one_takes_its_word_along():
    assert Redactor(["UPS"])("UPS picks up groups") == f"{MARK} picks up groups"
    assert Redactor(["Ford"])("Ford is affordable") == f"{MARK} is {MARK}"
    assert Redactor(["Hartmann"])("Hartmann-Möbel, Möbel-Hartmann-Haus - Hartmann- und") == (
        f"{MARK}, {MARK} - {MARK}- und"
    )
    assert Redactor(["Visa", "Visa card"])("a visa card, visas") == f"a {MARK}, {MARK}"


def test_a_word_that_two_fields_make_together_goes_too():
    fields = WHOLE["teardown"] | {"option_1": "call Big", "cost_1": "Parcel first"}
    (case,) = portfolio(source({"teardown": fields}, title="Acme"), Redactor(["Big (cost: Parcel", "Acme"])).cases
    assert "Big" not in str(case.rows)
    assert portfolio(source({"teardown": fields}, title="Acme"), Redactor(["Acme"])).title == MARK


def test_the_mark_itself_gives_nothing_away():
    assert Redactor(["private"])("a private thing") == f"a {OTHER_MARK} thing"
    assert "private" not in everything({"sizing": WHOLE["sizing"]}, words=["private"]).lower()


def test_our_own_words_go_too_and_the_name_of_the_page():
    text = everything({"problem_statement": WHOLE["problem_statement"]}, words=["problem", "computation"])
    assert not re.search(r"problem|computation", text, re.IGNORECASE)
    assert "case-1.html" in text


def test_words_that_are_html_break_no_page():
    made = pages(WHOLE, words=["div", "style", "class", "html", "span", "main", "amp", "lt", "quot", "utf", "content"])
    assert len(made) == len(WHOLE) + 2


def test_a_word_that_slipped_through_stops_the_export(monkeypatch):
    monkeypatch.setattr(Redactor, "__call__", lambda self, text: text)
    with pytest.raises(PortfolioError, match="private word is left in"):
        files({"sizing": WHOLE["sizing"]}, words=["photo"])
    assert leaks({"acme.html": "<p>x</p>"}, Redactor(["Acme"])) == ["acme.html"]
    assert leaks({"a.html": '<a href="https://x.example/a%63me">x</a>'}, Redactor(["Acme"])) == ["a.html"]


def test_a_page_is_scrubbed_in_texts_and_attributes_and_nowhere_else():
    page = '<style>.acme{}</style><p class="acme" title="Acme &amp; co">Acme &amp; co</p>'
    assert scrub_page(page, Redactor(["Acme"])) == (
        f'<style>.acme{{}}</style><p class="acme" title="{MARK} &amp; co">{MARK} &amp; co</p>'
    )


# --- Hostile workbooks ------------------------------------------------------------------------------------------

HOSTILE = {
    "html": "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>",
    "entities": "&lt;b&gt; &amp;amp; &#x27; &#0; &bogus",
    "links": "javascript:alert(1) data:text/html,x https://evil.example/?a=<b> mailto:a@b.c",
    "markdown": "![x](https://evil.example/x.png) [a](javascript:x) <b>b</b> `c` # h\n\n> q\n\n- l\n\n1. n\n\n***\n\n"
    "| a | b |",
    "rtl": "\u202eעברית\u202c العربية \u2066x\u200f\ufeff",
    "control": "a\x00b\x01\x07\x1b[31m\x7f\x85\u2028c\u2029d\r\ne\tf",
    "surrogates": "half \ud83d and \ude80 whole 👩‍🚀",
    "long": "x" * 3000,
    "template": "{0} {user!r} %s %d ${x} {{x}}",
    "number": 12.5,
    "big number": 10**400,
    "true": True,
    "null": None,
    "list": ["<b>", 1, None, {"a": ["</p>"]}],
    "table": {"<i>": "</i>"},
    "empty": "",
    "spaces": " \n\n \t ",
}


def hostile_workbook(folder, value):
    """A file that the workbook's schema takes: every field of every artefact is this value, and more besides."""
    artefacts = {}
    for key in ARTEFACTS:
        fields = {field.key: value for field in known_rubric(key).fields}
        artefacts[key] = [{"at": AT, "fields": {**fields, "": value, "<x>": value, "self.x": value}}]
    entry = {
        "name": value,
        "title": value,
        "contact": value,
        "note": value,
        "words": [value, "Acme"],
        "order": [value],
        "included": dict.fromkeys(ARTEFACTS, True),
        "private": {key: [value] for key in ARTEFACTS},
    }
    doc = {
        "version": 1,
        "artefacts": artefacts,
        "settings": {"portfolio": {"at": AT, "value": entry}, "form.sizing": {"at": AT, "value": {"idea": value}}},
        "drafts": {"sizing": {"at": AT, "value": value}},
    }
    folder.mkdir(exist_ok=True)
    (folder / "workbook.json").write_text(json.dumps(doc), encoding="ascii")
    return Workbook(folder)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_workbook_gives_whole_pages(name, tmp_path):
    made = Source.of(hostile_workbook(tmp_path / "book", HOSTILE[name]))
    look_first(made, TODAY)
    try:
        written = export(made, tmp_path / "out", ("site", "html", "markdown"))
    except PortfolioError as problem:
        unread = name in ("true", "null", "list", "table") and "couldn't be read" in str(problem)
        assert unread or name in ("null", "empty", "spaces", "big number"), problem
        return
    for path in map(written.folder.joinpath, written.files):
        text = path.read_bytes().decode("utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text), (
            path.name
        )
        if path.suffix == ".html":
            page = Strict(text)
            assert all(
                re.fullmatch(r"#[a-z0-9-]+|[a-z0-9-]+\.html|mailto:[\w.@+-]+|https?://[^<>\"']+", a) for a in page.links
            )


def test_what_markdown_says_is_text_and_nothing_else():
    import mistune

    for value in filter(str.strip, map(str, HOSTILE.values())):
        text = files(
            {"problem_statement": dict.fromkeys((f.key for f in problem_statement.FIELDS), value)}, title=value
        )
        made = mistune.html(text["portfolio.md"])
        assert not re.search(r"<(a|img|script|svg|i|b|code|pre|blockquote|table|hr|del)\b", made), value
    assert _escaped("_a_ *b*") == "\\_a\\_ \\*b\\*"
    assert _escaped("www.a.org, a@b.co @ 9") == "www\\.a.org, a\\@b.co @ 9"
    assert _escaped("The data: x, data:text") == "The data: x, data\\:text"
    assert _escaped("1. a") == "1\\. a" and _escaped("- a") == "\\- a" and _escaped("a - b 1.5") == "a - b 1.5"


def test_a_table_in_markdown_holds_its_cells():
    chart = Chart("T", "D", "", ("a|b", "c"), (("x|y", "1"),), simulated=True)
    assert _chart(chart)[2].splitlines() == ["| a\\|b | c |", "| --- | --- |", "| x\\|y | 1 |"]
    assert _chart(chart)[1].endswith("Simulated data.")


@pytest.mark.parametrize("key", ["problem_statement", "sizing", "reframed_bullets"])
def test_half_a_megabyte_in_a_field_takes_seconds_not_minutes(key):
    field = next(one.key for one in known_rubric(key).fields if one.kind == "text")
    for value in ("x" * 500_000, "[a] " * 125_000, "A. " * 160_000):
        with little_work(25):
            assert files({key: WHOLE[key] | {field: value}}, words=["Acme"])


def test_only_an_address_becomes_a_link():
    made = str(contact("ruth@example.org, https://example.org/a?b=1, javascript:alert(1) http://x.y/<b>"))
    assert re.findall(r'href="([^"]*)"', made) == ["mailto:ruth@example.org", "https://example.org/a?b=1"]
    assert "<b>" not in made and "javascript:alert(1)" in made


def test_what_stands_in_a_field_is_text_without_what_no_page_can_hold():
    assert [typed(value) for value in (None, True, 3, 2.5, ["a"], "a\x00b", "a\r\nb")] == [
        "", "", "3", "2.5", '["a"]', "ab", "a\nb",
    ]  # fmt: skip


# --- What to look at first --------------------------------------------------------------------------------------


def test_a_newer_draft_and_open_places_are_pointed_out():
    fields = {key: value for key, value in WHOLE["problem_statement"].items() if key != "consequence"}
    newer = {"problem_statement": Version({**fields, "user": "Others"}, "2026-12-01T08:00:00.000+00:00")}
    same = {"problem_statement": Version({**fields, "wrong": ""}, "2026-12-01T08:00:00.000+00:00")}
    told = [look.sentence for look in look_first(source({"problem_statement": fields}, drafts=newer), TODAY)]
    assert any("draft is newer" in sentence for sentence in told)
    assert sum("till open" in sentence for sentence in told) == 1, "a gap is named once"
    assert any(sentence == "A sentence with an open place is left out." for sentence in told)
    told = [look.sentence for look in look_first(source({"problem_statement": fields}, drafts=same), TODAY)]
    assert not any("draft is newer" in sentence for sentence in told)


def test_what_does_not_go_out_is_not_looked_at():
    made = source({"trade_off_memo": WHOLE["trade_off_memo"] | {"a_change": "−19"}})
    assert any("−18" in look.sentence for look in look_first(made, TODAY))
    kept_in = Source(made.artefacts, {}, {}, Choices().including("trade_off_memo", False))
    assert look_first(kept_in, TODAY) == []


# --- On the disk ------------------------------------------------------------------------------------------------


def filled_workbook(folder):
    workbook = Workbook(folder)
    for key, fields in WHOLE.items():
        workbook.save_artefact(key, fields)
    return workbook


def listing(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_earlier_portfolio_is_replaced_as_a_whole(tmp_path):
    out = tmp_path / "out"
    export(source(WHOLE), out)
    assert (out / "teardown.html").is_file()
    export(source({"sizing": WHOLE["sizing"]}), out)
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "sizing.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left beside it"


def test_a_failed_export_leaves_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "out"
    export(source(WHOLE), out)
    before = listing(out)

    def full(path, data):
        if path.name == "sizing.html":
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "write_new", full)
        with pytest.raises(PortfolioError, match="the disk is full"):
            export(source(WHOLE, title="new"), out)
    rename = Path.rename

    def stuck(self, target):
        if self.name.endswith(".new"):
            raise OSError(13, "Permission denied")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stuck)
        with pytest.raises(PortfolioError, match="does not allow it"):
            export(source(WHOLE, title="new"), out)
    assert listing(out) == before and [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_somebody_else_is_left_alone_and_with_force_its_files_stay(tmp_path, capsys):
    out = tmp_path / "out"
    export(source(WHOLE), out)
    (out / "photo.html").write_text("<p>mine</p>", encoding="utf-8")
    before = listing(out)
    with pytest.raises(PortfolioError, match=r"something else than a portfolio \(photo.html\)"):
        export(source({"sizing": WHOLE["sizing"]}), out)
    assert listing(out) == before
    book = filled_workbook(tmp_path / "book").home
    assert main(["portfolio", "--out", str(out), "--workbook", str(book)]) == 1
    assert "With --force it is written beside that" in capsys.readouterr().err
    export(source({"sizing": WHOLE["sizing"]}), out, force=True)
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "photo.html", "sizing.html"]
    assert (out / "photo.html").read_text(encoding="utf-8") == "<p>mine</p>"


def test_a_file_a_workbook_and_a_whole_disk_are_no_folder_to_write_to(tmp_path):
    filled_workbook(tmp_path / "book")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place, reason in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "book", r"workbook"),
        (Path(tmp_path.anchor), "whole disk"),
        (f"{tmp_path}/a\0b", "NUL"),
    ):
        with pytest.raises(PortfolioError, match=reason):
            export(source(WHOLE), place)
    assert (tmp_path / "book/workbook.json").is_file()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_is_followed_and_stays(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    export(source(WHOLE), tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real/index.html").is_file()


# --- The command line -------------------------------------------------------------------------------------------


def test_the_command_writes_each_format_and_tells_its_steps(tmp_path, capsys):
    filled_workbook(tmp_path / "book")
    for form, names in (
        ("site", {"index.html", "sizing.html"}),
        ("html", {"portfolio.html"}),
        ("markdown", {"portfolio.md"}),
        ("all", {"index.html", "portfolio.html", "portfolio.md"}),
    ):
        out = tmp_path / form
        assert main(["portfolio", "--out", str(out), "--workbook", str(tmp_path / "book"), "--format", form]) == 0
        said = capsys.readouterr()
        assert names <= {path.name for path in out.iterdir()}
        assert {Path(line).name for line in said.out.splitlines()} == {path.name for path in out.iterdir()}
        assert "Composing 8 artefacts" in said.err and "Look first: Three reframed bullets" in said.err


def test_an_export_of_a_workbook_will_do_and_the_file_itself(tmp_path):
    exported = filled_workbook(tmp_path / "book").export(tmp_path / "mine.json")
    for path in (exported, tmp_path / "book/workbook.json"):
        with workbook_at(path) as workbook:
            assert set(Source.of(workbook).artefacts) == set(WHOLE)
        assert main(["portfolio", "--out", str(tmp_path / "out"), "--workbook", str(path)]) == 0


def test_an_empty_workbook_says_what_to_do_first(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "empty"))
    assert main(["portfolio", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert re.search(r"do lesson \d\d, “.*” \(notebooks/.*\.ipynb\), first", said)
    assert not (tmp_path / "out").exists()


def test_what_first_depends_on_what_there_is():
    nothing = Source({}, {}, {}, Choices())
    assert "nothing to show yet" in what_first(nothing)
    draft = Source({}, {"sizing": Version({"idea": "x"}, AT)}, {}, Choices())
    assert "“Sizing with its range” is begun" in what_first(draft)
    unchosen = Source({"sizing": Version(WHOLE["sizing"], AT)}, {}, {}, Choices().including("sizing", False))
    assert "none of the artefacts" in what_first(unchosen)
    with pytest.raises(PortfolioError, match="none of the artefacts"):
        export(unchosen, "unused")


@pytest.mark.parametrize(
    ("text", "reason"),
    [(None, "There is no workbook at"), ('{"version": 99}', "newer version of the course")],
)
def test_a_workbook_that_cant_be_used_is_one_sentence(tmp_path, capsys, text, reason):
    if text is not None:
        (tmp_path / "workbook.json").write_text(text, encoding="utf-8")
    assert main(["portfolio", "--out", str(tmp_path / "out"), "--workbook", str(tmp_path / "workbook.json")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert reason in said[-1] and "Traceback" not in "".join(said)


def test_the_command_is_installed_by_its_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (name, value), *_ = project["scripts"].items()
    assert (name, EntryPoint(name, value, "console_scripts").load()) == ("ops2pm", main)
    package_data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert "portfolio/*.css" in package_data["package-data"]["ops2pm"]


def test_where_is_quick_because_nothing_is_drawn_for_it():
    code = "import sys; from ops2pm.__main__ import main; main(['where', '04']); print('matplotlib' in sys.modules)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert made.stdout.splitlines()[-1] == "False"


def test_only_what_the_course_knows_can_go_out():
    assert exportable(["baseline_pitch", "x", "../../x", "__init__", "hints", "sizing"]) == ["sizing"]
    assert set(ARTEFACTS) <= {one.key for lesson in course.LESSONS for one in lesson.artefacts}


def test_a_pitch_of_one_sentence_goes_out():
    assert "Clinics wait for a drill" in everything({"pitch": {"problem": "Clinics wait for a drill."}})
