"""The sample workbook: whole, coherent, said to be invented, and committed as it is built."""

from __future__ import annotations

import re
import runpy
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import yaml
from portfolio_pages import Strict

from ops2pm import course, rubrics
from ops2pm.labs.breakdown import BreakdownLab
from ops2pm.models import capstone
from ops2pm.portfolio import Source, look_first
from ops2pm.portfolio.build import portfolio
from ops2pm.portfolio.charts import spread
from ops2pm.portfolio.choices import PRIVATE_BY_DEFAULT, known_rubric
from ops2pm.portfolio.private import Redactor
from ops2pm.rubrics import dates, of_part
from ops2pm.rubrics.change import change
from ops2pm.ui import company
from ops2pm.workbook import open_workbook

FOLDER = Path(__file__).resolve().parent.parent / "instructor" / "sample"
BUILDER = runpy.run_path(str(FOLDER / "build_sample.py"))
SAMPLE = BUILDER["read"]()
WHOLE = SAMPLE["artefacts"]
ARTEFACTS = [one.key for lesson in course.LESSONS for one in lesson.artefacts]


@pytest.fixture
def the_day():
    with BUILDER["on_the_day"](SAMPLE["today"]):
        yield


def number(text):
    return float(re.sub(r"[^\d.]", "", text))


# --- Built ----------------------------------------------------------------------------------------------------


def test_what_is_committed_is_what_is_built(tmp_path):
    BUILDER["build"](tmp_path)
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(built) > 10
    for name, content in built.items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run python instructor/sample/build_sample.py"
    ours = {Path(name) for name in ("artefacts.yaml", "build_sample.py", "README.md")}
    there = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert there - ours == set(built)


def test_a_later_year_builds_the_same(tmp_path, monkeypatch):
    class Later(date):
        @classmethod
        def today(cls):
            return date(2031, 1, 1)

    for found in iter_modules(rubrics.__path__):
        module = import_module(f"ops2pm.rubrics.{found.name}")
        if "date" in vars(module):
            monkeypatch.setattr(module, "date", Later)
    assert dates.not_ahead({"on": "2027-03-31"}, "on")
    BUILDER["build"](tmp_path)
    assert (tmp_path / "portfolio.html").read_bytes() == (FOLDER / "portfolio.html").read_bytes()
    assert dates.date is Later


def test_the_workbook_can_be_opened_and_says_what_to_look_at_first(the_day, tmp_path):
    (tmp_path / "workbook.json").write_bytes((FOLDER / "workbook.json").read_bytes())
    workbook = open_workbook(tmp_path)
    assert set(workbook.artefacts()) == set(ARTEFACTS)
    assert look_first(Source.of(workbook), SAMPLE["today"]) == []
    assert workbook.notices() == []


# --- Whole ----------------------------------------------------------------------------------------------------


def test_every_artefact_of_the_course_is_there_with_the_evening_on_which_it_was_kept():
    assert set(WHOLE) == set(SAMPLE["kept"]) == set(ARTEFACTS)
    skills = {skill.key for skill in course.skills()}
    assert set(SAMPLE["skills"]) == set(SAMPLE["skills.now"]) == skills
    for key, fields in WHOLE.items():
        assert set(fields) <= {field.key for field in known_rubric(key).fields}, key
        assert all(isinstance(value, str) and value == value.strip() for value in fields.values()), key
    assert max(SAMPLE["kept"].values()) <= SAMPLE["today"]


@pytest.mark.parametrize("key", ARTEFACTS)
def test_every_computed_criterion_is_met(key, the_day):
    for criterion in known_rubric(key).by_kind("A"):
        finding = criterion.check(WHOLE[key])
        assert finding.done is True, f"{criterion.key}: {finding.message}"


@pytest.mark.parametrize("key", ARTEFACTS)
def test_hints_have_nothing_to_ask_but_what_they_always_ask(key, the_day):
    for criterion in known_rubric(key).by_kind("H"):
        if criterion.key.endswith("chance"):  # whether the cases are independent isn't in the fields
            continue
        assert criterion.check(WHOLE[key]).message == "", criterion.key


@pytest.mark.parametrize("key", ARTEFACTS)
def test_nothing_is_open_and_nothing_asked_for_is_empty(key):
    rubric, fields = known_rubric(key), WHOLE[key]
    # What may stay empty: an answer of its own says so in its label, or there is nothing to say.
    spare = {"why_not", "source", "others"} | {"people", "seen_on", "rival", "story"}
    empty = [one.key for one in rubric.fields if not fields.get(one.key) and not one.optional]
    assert [each for each in empty if each.rpartition(".")[2] not in spare] == []
    if rubric.compose is not None:
        assert not re.search(r"\[[a-z]", rubric.compose(fields))


# --- Said to be invented, and fit to be shown -----------------------------------------------------------------


def test_the_front_page_every_format_and_the_file_say_that_it_is_invented():
    for name in ("artefacts.yaml", "README.md", "site/index.html", "portfolio.html", "portfolio.md", "workbook.json"):
        assert "invented" in (FOLDER / name).read_text(encoding="utf-8")[:40_000].casefold(), name
    assert "@example.org" in SAMPLE["about"]["contact"]
    assert "simulated" in (FOLDER / "site/capstone-case.html").read_text(encoding="utf-8")


def test_what_stays_private_is_in_no_file():
    private = [value for key in PRIVATE_BY_DEFAULT for value in WHOLE[key].values() if len(value) > 25]
    private += [WHOLE["baseline_pitch"]["pitch"][:60]]
    shown = {v for key, fields in WHOLE.items() if key not in PRIVATE_BY_DEFAULT for v in fields.values()}
    for path in [*FOLDER.glob("site/*.html"), FOLDER / "portfolio.html", FOLDER / "portfolio.md"]:
        text = Strict(path.read_text(encoding="utf-8")).text if path.suffix == ".html" else path.read_text("utf-8")
        for value in private:
            assert value in shown or value not in text, f"{path.name}: {value}"


def test_her_own_work_comes_before_the_simulated_company():
    page = Strict((FOLDER / "site/index.html").read_text(encoding="utf-8"))
    cases = [link for link in page.links if link.endswith(".html")]
    assert cases[0] == "stories.html" and cases[-1] == "capstone-case.html" and "reframed-bullets.html" not in cases
    for heading in ("What I did", "One piece of work", "Elsewhere"):
        assert page.text.count(heading) == 1


def test_the_front_page_tells_what_happened_from_what_is_meant_to():
    text = Strict((FOLDER / "site/index.html").read_text(encoding="utf-8")).text
    assert "31 → 21 expected: discharges a month" in text and "≈35 → 15% the goal: people in the queue" in text
    assert "24 → 26% beds up before ten" in text and "95 of 100 the goal: " in text
    assert "28.5 against 11.8 of 100 ask where it is, with the cause and without it, simulated" in text


def test_the_pitch_is_read_in_paragraphs_and_a_story_with_its_points(the_day):
    workbook = open_workbook(FOLDER)
    whole = portfolio(Source.of(workbook), Redactor(()))
    assert [text.split()[0] for text in whole.pitch] == ["Families", "It", "That"]
    assert " ".join(whole.pitch) == known_rubric("pitch").compose(WHOLE["pitch"])
    (stories,) = [case for case in whole.cases if case.key == "stories"]
    assert [row.label for row in stories.rows] == [WHOLE["stories"][f"{place}.name"] for place in range(1, 5)]
    assert all([item.partition(":")[0] for item in row.items][1:] == ["What it cost", "Today"] for row in stories.rows)


def test_a_promise_that_nobody_has_counted_is_a_goal():
    text = (FOLDER / "portfolio.md").read_text(encoding="utf-8")
    assert "within 2 working days; the goal is 95 of 100." in text and "kept for 9" not in text


def test_titles_are_short_and_no_row_repeats_one(the_day):
    whole = portfolio(Source.of(open_workbook(FOLDER)), Redactor(()))
    for case in whole.cases:
        most = 18 if case.key == "trade_off_memo" else 12  # a decision with its condition
        assert len(case.headline.split()) <= most, case.headline
        assert all(case.headline.casefold() not in text.casefold() for row in case.rows for text in row.text)
    assert len({case.kind for case in whole.cases}) == len(whole.cases)


def test_no_word_of_fashion():
    text = (FOLDER / "portfolio.md").read_text(encoding="utf-8")
    found = re.findall(
        r"(?i)\b(?:leverag\w+|synerg\w+|passionate|world-class|seamless|stakeholders?|holistic|!)\b", text
    )
    assert found == []


# --- One person, one trade, one set of numbers -----------------------------------------------------------------


def test_june_is_the_same_everywhere():
    statement, memo, size = WHOLE["problem_statement"], WHOLE["trade_off_memo"], WHOLE["sizing"]
    part, whole = number(statement["part"]), number(statement["whole"])
    assert memo["now"] == statement["part"] and memo["group"] == statement["user"]
    assert float(WHOLE["metric_tree"]["ns_today"]) == round(100 * (1 - part / whole))
    assert size["range_2"].split("–")[1] == f"{100 * part / whole:.0f}"
    assert size["range_3"].split("–")[1] == f"{100 * 19 / part:.0f}"
    assert number(size["range_1"]) == round(12 * whole, -1)
    everywhere = yaml.safe_dump(WHOLE, allow_unicode=True, width=10_000)
    assert set(re.findall(r"(\d+) of 148", everywhere)) == {"31", memo["trigger_level"]}
    assert set(re.findall(r"\b(\d+) of (?:the |those )?31\b", everywhere)) == {"19", "22"}
    assert (
        f"more than 15 of their next 100 discharges, which is {memo['trigger_level']} of 148" in statement["wrong_if"]
    )
    assert round(0.15 * whole) == number(memo["trigger_level"])
    # The same stop in a year, to the next discharge a month.
    stopped = part - number(memo["trigger_level"])
    assert 12 * (stopped - 1) < number(size["threshold"]) < 12 * stopped


def test_the_memo_comes_from_the_sizing():
    memo, size = WHOLE["trade_off_memo"], WHOLE["sizing"]
    books, holds = (number(size[f"range_{place}"].split("–")[1]) / 100 for place in (4, 5))
    likeliest = round(19 * books * holds)
    assert number(size["total"]) == 12 * likeliest and f" {likeliest} of them go right" in memo["because"]
    rolls = spread(size)
    assert rolls is not None
    saved = round(rolls[1] / 12)
    assert f"the middle of the rolls, {saved}," in memo["because"]
    assert number(memo["a_value"]) == number(memo["now"]) - saved
    assert number(memo["b_value"]) == number(memo["now"]) - round(22 * 0.8)
    assert memo["b"].endswith("£6,100 a month") and "£6,100 a month" in WHOLE["promise_decision"]["instead"]
    assert number(size["second_total"]) == round(310 * 0.4 * books * holds) < number(size["threshold"])
    assert number(size["flip"]) / 100 == pytest.approx(12 / 25, abs=0.015)  # the test ends the idea where it flips
    assert float(memo["a_value"]) < float(memo["trigger_level"]) < float(memo["now"])


def test_the_promise_the_guardrail_and_the_tree_watch_one_number():
    promise, tree, memo = WHOLE["promise_decision"], WHOLE["metric_tree"], WHOLE["trade_off_memo"]
    assert number(promise["trigger_level"]) == number(tree["guard_2_stop"]) == 100 - number(promise["share_2"])
    assert "five working days" in memo["guardrail"] and "10 per cent" in memo["guardrail"]
    assert promise["promise_2"] == "5" and "five working days" in tree["guard_2_numerator"]
    assert promise["trigger_on"] == memo["trigger_on"]
    stops = 4 * 10
    assert number(promise["capacity"]) == stops and "Five vans, one of them" in promise["constraint"]


def test_a_bullet_its_story_the_pitch_the_answers_and_the_claim_tell_one_change():
    bullets, stories = WHOLE["reframed_bullets"], WHOLE["stories"]
    for place, told in (("1", "2"), ("2", "3"), ("3", "4")):
        bullet, story = of_part(bullets, place), of_part(stories, told)
        same = ("kind", "unit", "from", "to", "window", "measure")
        assert [bullet[key] for key in same] == [story[key] for key in same]
    first = of_part(bullets, "1")
    pitch = WHOLE["pitch"]
    assert (pitch["from"], pitch["to"]) == (first["from"], first["to"])
    for text in (pitch["moved"], WHOLE["claim_check"]["instead"], WHOLE["objection_answers"]["process.episode"]):
        assert f"from {first['from']} to {first['to']}" in text
    assert number(first["cases"]) == round(float(first["from"]) * 360)
    answers = WHOLE["objection_answers"]
    told = [key.partition(".")[0] for key in answers if key.endswith(".story")]
    assert len(told) > 3
    for place in told:
        moved = change(of_part(stories, answers[f"{place}.story"]))
        episode = answers[f"{place}.episode"]
        assert f"{moved.before:g}" in episode and f"{moved.after:g}" in episode, place


def test_the_teardowns_share_is_what_was_counted():
    fields = WHOLE["teardown"]
    counted = [re.match(r"(\d+) of (\d+)", fields[f"seen_{place}.who"]).groups() for place in (1, 2)]
    hit, whole = (sum(int(pair[place]) for pair in counted) for place in (0, 1))
    assert number(fields["from"]) == round(100 * hit / whole)
    assert f"{hit} of {whole} people" in WHOLE["objection_answers"]["domain.episode"]


def test_the_capstone_is_what_the_lab_shows_of_a_company_no_reader_is_given(monkeypatch):
    fields = WHOLE["capstone_case"]
    chosen = int(fields["company"])
    assert chosen not in (capstone.DEFAULT, capstone.REHEARSAL)
    truth = capstone.draw(chosen)
    assert (fields["group"], fields["place"], fields["decoy"]) == (
        truth.group,
        truth.blind,
        f"carrier {truth.decoy_carrier}",
    )
    kind = company.kinds()[truth.kind]
    assert fields["circumstance"] == kind["circumstance"]
    monkeypatch.setenv(company.GIVEN, str(chosen))
    lab = BreakdownLab()
    lab.values |= {"measure": "asked", "by": "channel", "only": "several"}
    lab.numbers()
    lab.values |= {"by": "carrier", "only": "every", "alike": "segment"}
    for key, value in lab.numbers().items():
        assert fields[key] == value, key
    orders = capstone.company(chosen).orders
    offices = orders.groupby(orders["carrier"] == truth.decoy_carrier)["segment"].apply(
        lambda all_: (all_ == "office").mean()
    )
    assert (
        f"{100 * offices[True]:.0f} of 100" in fields["rival"]
        and f"{100 * offices[False]:.0f} of 100" in fields["rival"]
    )


def test_nothing_was_seen_after_it_was_written_and_every_step_lies_ahead():
    ahead = {"trigger_on", "stop_on", "step_on", "recheck_by", "by", "until"}
    for key, fields in WHOLE.items():
        for field in known_rubric(key).fields:
            if field.kind != "date" or not fields.get(field.key):
                continue
            when, kept = date.fromisoformat(fields[field.key]), SAMPLE["kept"][key]
            assert (when > SAMPLE["today"]) if field.key.rpartition(".")[2] in ahead else (when <= kept), field.key
