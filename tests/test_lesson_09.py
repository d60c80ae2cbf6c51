"""What lesson 09 says in words of lifts, luck, bars and airports: each word is held against the models."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ops2pm import course, questions
from ops2pm.labs.airports import AirportsLab
from ops2pm.labs.higher_bar import HigherBarLab
from ops2pm.labs.lifts_from_nothing import GROUPS, LiftsFromNothingLab
from ops2pm.labs.of_a_hundred import OfAHundredLab
from ops2pm.models.lift import applied
from ops2pm.models.lifts_from_nothing import appears, power
from ops2pm.models.mix import AMERICAN, AUDIT_BLACK, AUDIT_WHITE, DELTA, overall

REPO = Path(__file__).resolve().parent.parent
TEXT = (REPO / "course/lessons/09_check_the_claim.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPS2PM_HOME", str(tmp_path_factory.mktemp("facts")))
        yield {
            "hundred": OfAHundredLab().facts(),
            "luck": LiftsFromNothingLab().facts(),
            "bar": HigherBarLab().facts(),
            "air": AirportsLab().facts(),
            "audit": AirportsLab().audit(),
        }


def entries():
    return yaml.safe_load((REPO / "ops2pm/questions/09.yaml").read_text(encoding="utf-8"))


def numbers(facts, key):
    """What the notebook passes to this text."""
    call = re.search(rf'(?:say|predict|quiz)\("{re.escape(key)}"[^\n]*\)', TEXT)[0]
    names = {"claim": "hundred", "luck": "luck", "behind": "bar", "flown": "air", "audit": "audit"}
    passed = re.search(r"\*\*(\w+)\)", call)
    return facts[names[passed[1]]] if passed else {}


def test_the_table_of_the_dilemma():
    for base in (40, 60):
        low, high = (100 * applied(base / 100, lift) for lift in (0.25, 0.30))
        assert f"| {base} | {low:.0f} to {high:.0f} |" in TEXT
    assert "| 80 | |" in TEXT and "75 to 78" in TEXT


def test_the_last_line_is_impossible(facts):
    of = facts["hundred"]
    assert of["of_eighty"] == pytest.approx(104) and of["ceiling_25"] == pytest.approx(80)
    assert f"{of['ceiling']:.1f}" == "76.9"
    reveal = questions.find("predictions", "09.of_eighty")["reveal"]
    assert "not 75 to 78" in reveal and (round(of["points_25"]), round(of["points_30"])) == (85, 90)


def test_the_readings_are_ten_people_apart(facts):
    assert facts["hundred"]["apart"] == pytest.approx(10)
    text = questions.find("texts", "09.hundred.seen")["text"]
    assert "25% relative is 75 of 100" in text and 100 * applied(0.6, 0.25) == 75
    assert "Over 8 of 100, +25% is 10" in text and 100 * applied(0.08, 0.25) == pytest.approx(10)
    assert "one more success in 50 hires" in text


def test_about_one_in_five_from_nothing(facts):
    luck = facts["luck"]
    assert luck["often"] == pytest.approx(20.8, abs=0.05) and luck["often_12"] == pytest.approx(26.8, abs=0.05)
    assert "one time in five" in course.lesson("09").surprise and "twenty hires" in course.lesson("09").surprise
    assert luck["often"] == 100 * appears(20, 0.6) and (luck["n"], luck["base"], luck["lift"]) == (20, 60, 25)


def test_where_it_becomes_rare(facts):
    rare = facts["luck"]["rare"]
    assert round(100 * appears(rare, 0.6)) == 4 and round(100 * appears(rare - 4, 0.6)) == 5, "as the lab shows it"
    assert all(100 * appears(int(n), 0.6) < 5 for n in GROUPS if n >= rare), "from then on"


def test_what_it_takes_to_tell(facts):
    luck = facts["luck"]
    assert (luck["needed"], luck["needed_40"]) == (152, 388)
    assert luck["power"] == pytest.approx(0.80, abs=0.005)
    assert power(152, 0.6, 0.6) == pytest.approx(0.05, abs=0.006), "“by itself errs in about 5 of 100”"
    assert luck["often_80"] < luck["often"] < luck["often_10"], "“a high base is quieter”"
    assert luck["mean"] > 0.4 and luck["told"] < 20 < 50 < luck["real"]


def test_ten_of_twelve_is_a_quarter_more(facts):
    luck = facts["luck"]
    assert 10 / 8 == 1.25
    least = -float(luck["least"].removeprefix("−"))
    assert least < 0 < luck["points"] < luck["most"]
    assert luck["points"] == pytest.approx(100 / 6) and luck["often_24"] > 10
    assert least < -15, "“a large one the other way”"


def test_behind_the_higher_bar(facts):
    bar = facts["bar"]
    assert bar["share"] == pytest.approx(10, abs=0.3), "“one in five of what tech gets”"
    assert (round(bar["ops"]), round(bar["tech"])) == (75, 60) and (bar["hired_ops"], bar["hired_tech"]) == (10, 50)
    assert bar["worst"].startswith("−") and bar["all_tech"] > 0.25 and bar["plus_5"] > 3 * bar["plus_5_fair"] > 0
    assert (f"{bar['does']:.2f}", f"{bar['succeeds']:.2f}") == ("0.40", "0.32")
    assert bar["unstructured"] == 0.19 and bar["unstructured_lift"] < 0.6 * bar["lift"], "“then a bar shows less”"
    assert bar["tech"] - 8 < bar["would"] < bar["tech"], "“nearly as many”"
    question = questions.find("predictions", "09.higher_bar")["question"]
    assert "Half of those from tech are hired; 60 of 100" in question and "25% more often" in question


def test_the_airports(facts):
    air = facts["air"]
    assert overall(AMERICAN).of + overall(DELTA).of == 10_333 and "10,333 arrivals" in TEXT
    assert air["delta"] < air["american"] and air["delta_lga"] > air["american_lga"]
    assert air["delta_ord"] > air["american_ord"], "“Delta, although it is ahead at both airports”"
    assert min(air["delta_ord"], air["american_ord"]) > max(air["delta_lga"], air["american_lga"]), (
        "“where all are more punctual”"
    )
    assert air["lga"].low > 0 > air["ord"].low, "“only LaGuardia is clear of luck”"
    assert air["alike"].low < 0 < air["alike"].value
    assert air["delta_at_ord"] < air["ties"] < 0.5
    lab = AirportsLab()
    assert "Delta leads" in lab.set(delta=air["leads"]) and "Delta leads" not in lab.set(delta=air["leads"] - 1)
    assert f"{air['ties']:.0%}" == "45%" and "alike" in lab.set(delta=45), "“at 45% the two are level”"


def test_the_audit(facts):
    audit = facts["audit"]
    assert AUDIT_WHITE.of == AUDIT_BLACK.of == 2435 and TEXT.count("2,435 résumés") == 1
    assert f"{audit['more'].value:.1f}" == "3.2" and round(100 * audit["ratio"].value) == 50
    assert audit["more"].low > 0 and audit["ratio"].low > 0, "it survives"
    assert round(audit["among"]) == 31
    assert round(audit["more"].value / audit["black_of_100"], 1) == 0.5, "“50: those are per cent of the 6.4”"


def test_every_text_finds_its_numbers(facts):
    kinds = entries()
    for key, entry in kinds["texts"].items():
        filled = entry["text"].format_map(numbers(facts, key))
        assert "{" not in filled and "nan" not in filled
    for key, entry in kinds["predictions"].items():
        known = numbers(facts, key)
        asked = entry["question"].format(**known)
        assert len(asked.split()) <= 45 and asked.endswith("?"), key
        entry["reveal"].format(guess=1.0, value=1.0, low=0.5, high=2.0, **known)


def test_one_right_option_and_each_explains_itself(facts):
    longest = 0
    for key, entry in entries()["quizzes"].items():
        options = entry["options"]
        assert sum(option.get("right", False) for option in options) == 1 and len(options) in (3, 4, 5)
        assert all(len(option["why"].format(**numbers(facts, key))) > 40 for option in options)
        longest += max(options, key=lambda option: len(option["text"])).get("right", False)
    assert longest <= 1, "the right one isn't always the longest"


def test_no_dollar_sign_where_the_page_would_read_a_formula():
    assert "$" not in TEXT and not any("$" in str(each) for each in entries()["texts"].values())


def test_quotes_are_the_threads():
    texts = course.thread().texts
    for words, reply in re.findall(r"“([^”]+)” \((R\d+)\)", TEXT):
        assert words in texts[reply]
    for words, reply in (
        ("a harder sell than ppl admit", "R1"),
        ("opportunity identification and user impact", "R10"),
    ):
        assert f"“{words}”" in TEXT and words in texts[reply]


def test_examples_say_that_they_are_invented():
    assert "(This log is invented.)" in TEXT
    for key in ("09.twice", "09.temps"):
        assert "(invented)" in questions.find("quizzes", key)["question"]


def test_the_minutes_are_the_maps():
    assert f"about {course.lesson('09').minutes} minutes" in TEXT


def test_lines_of_code_are_short():
    for code in re.findall(r"```\{code-cell\} ipython3\n(.*?)```", TEXT, re.DOTALL):
        assert len(code.strip().splitlines()) <= 8 and all(len(line) <= 80 for line in code.splitlines())
