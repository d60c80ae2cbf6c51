"""Lesson 05: what its labs say and draw, and what its text claims."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import numpy as np
import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well, outline

from ops2pm import load, questions
from ops2pm.labs.padding import CLOCKS, EARLINESS, HIGHEST, NOTHING, PARTS, PaddingLab
from ops2pm.labs.waiting_minute import RECORDS, SPAN, WaitingMinuteLab
from ops2pm.models.mode_choice import MODES, recorded, table_rows
from ops2pm.models.padding import OFFICIAL, for_all, today
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.form import form
from ops2pm.ui.markup import plain

NUMBER = r"−?\d[\d,]*(?:\.\d+)?"
ROOT = Path(__file__).resolve().parents[1]
LESSON_FILES = ("course/lessons/05_teardown.md", "ops2pm/questions/05.yaml", "ops2pm/labs/padding.py")
LABS = (PaddingLab, WaitingMinuteLab)


def numbers_in(text):
    return [float(found.replace(",", "").replace("−", "-")) for found in re.findall(NUMBER, plain(text))]


@pytest.fixture(scope="module")
def home(module_workbook):
    for lab in LABS:
        session.record(*lab.opens_after.split("/"), "any")


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture(scope="module")
def promise(home, flights):
    return PaddingLab(flights)


@pytest.fixture(scope="module")
def station(home):
    return WaitingMinuteLab(load("modechoice"))


@pytest.fixture(autouse=True)
def from_the_start(request):
    """Each test gets its lab as it opens."""
    for name in {"promise", "station"} & set(request.fixturenames):
        lab = request.getfixturevalue(name)
        lab.set(**{control.name: control.value for control in lab.make_controls()})


# --- Both ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["promise", "station"])
def test_any_setting_draws_well_and_like_new(name, request):
    lab, dice = request.getfixturevalue(name), random.Random(5)
    page = Page(lab)
    for turn in range(40):
        for control in lab.controls.values():
            value = dice.choice([*control.sweep(), control.sweep()[0], control.sweep()[-1]])
            node = page.named(control.name)[0]
            if isinstance(value, bool):
                page.tick(node, value)
            elif node.get("disabled") is None:
                page.type(node, str(value))
        assert_well(page)
        if turn % 10 == 0:
            assert_drawn_like_new(page)


@pytest.mark.parametrize("name", ["promise", "station"])
def test_the_frame_stays(name, request):
    """Nothing but moved artists is sent, so no setting makes the page parse a whole figure again."""
    lab = request.getfixturevalue(name)
    page, sent = Page(lab), []
    for control in lab.controls.values():
        for value in control.sweep()[:: max(1, len(control.sweep()) // 12)]:
            lab.set(**{control.name: value})
            sent += [element for message in page.messages for element in message["patch"]]
            page.messages.clear()
    assert sent and f"{lab.figure.name}-figure" not in sent


def test_each_waits_for_its_prediction(home, fresh_workbook, flights):
    for make in (lambda: PaddingLab(flights), lambda: WaitingMinuteLab(load("modechoice"))):
        lab = make()
        assert lab.covered
        session.record(*lab.opens_after.split("/"), "any")
        assert not lab.covered
        questions.find("predictions", lab.opens_after.split("/")[1])


# --- Lab 1: whose promise ---------------------------------------------------------------------------------


def settings():
    """Settings over all controls, coarse where the lever is long."""
    for minutes in itertools.product((0, 15, 29, HIGHEST), repeat=3):
        for clock in CLOCKS:
            yield {**dict(zip(PARTS, minutes, strict=True)), "by_time": True, "clock": clock}


def test_bars_numbers_and_words_are_the_models(promise):
    page = Page(promise)
    axes = promise.figure.figure.axes[0]
    for setting in settings():
        words = promise.set(**setting)
        pads = tuple(setting[part] for part in PARTS)
        found, now = (promise.on_time(each, setting["clock"]) for each in (pads, NOTHING))
        one = promise.on_time(for_all(promise.promises.mean_pad(pads)), setting["clock"])
        rows = [*zip(found.by_part, one.by_part, now.by_part, strict=True), (found.overall, one.overall, now.overall)]
        several = len(set(pads)) > 1
        for place, (mine, other, before) in enumerate(rows):
            assert page.text(f"padding-yours{place}-shape") == f"{100 * mine.value:.1f}"
            assert page.text(f"padding-alike{place}-shape") == (f"{100 * other.value:.1f}" if several else "–")
            assert page.text(f"padding-today{place}-shape") == f"{100 * before.value:.1f}"
            right = axes.transData.transform((100 * mine.value, place))[0]
            assert outline(page.one(f"padding-bar{place}-shape").get("d"))[:, 0].max() == pytest.approx(right, abs=0.05)
            assert (page.one(f"padding-one{place}-shape").get("visibility") == "hidden") == (not several)
        said = plain(words)
        assert f"{100 * found.overall.value:.1f}% of all flights keep the promise" in said
        better = round(round(100 * found.overall.value, 1) - round(100 * one.overall.value, 1), 1)
        expected = f"{abs(better):.1f} points {'more' if better > 0 else 'fewer'} than" if better else "as many as with"
        assert (expected in said) == several == ("which costs the same" in said)
        hours = promise.hours(pads)
        assert (f"{hours:,.0f} hours more a year" in said) == bool(hours) != ("Nothing is added" in said)
        assert (
            f"{promise.early(pads).minutes:.1f} minutes before the promise on average, late ones counted as 0" in said
        )
        mean = round(promise.promises.mean_pad(pads), 1)
        assert f"{mean:.1f} minutes a flight are added on average" in said
        assert (
            ("more than the 15 that the question allows" in said) == (mean > 15) != ("; the question allows 15" in said)
        )
        shares = [round(100 * part.value, 1) for part in found.by_part]
        spread = round(max(shares) - min(shares), 1)
        assert (f"{spread:.1f} points apart" in said) == bool(spread) != ("day are alike" in said)
    assert promise.errors == []


def test_with_the_switch_off_the_first_box_is_for_all(promise):
    off = promise.set(morning=20, afternoon=55, evening=0)
    assert off == promise.set(afternoon=3, evening=40)
    assert "which costs the same" not in off and "minutes a flight" not in off
    assert promise.pads(promise.values) == (20, 20, 20)
    on = promise.set(by_time=True)
    assert promise.pads(promise.values) == (20, 3, 40) and "which costs the same" in on


def test_normal_days_are_said(promise):
    assert f"in {promise.promises.days(True)} normal days" in promise.set(normal_only=True)


def test_the_lab_fills_in_a_measure(promise, fresh_workbook):
    assert set(promise.numbers()) <= {field.key for field in rubric("teardown").fields}
    promise.set(by_time=True, morning=4, afternoon=15, evening=29)
    panel = form("teardown", numbers=promise.numbers, numbers_label="Take it")
    panel.do("change", "metric", "My own")
    panel.do("click", "numbers")
    assert panel.fields["metric"] == "My own"
    evening = [100 * promise.on_time(pads).by_part[2].value for pads in (NOTHING, (4, 15, 29))]
    assert [float(panel.fields[key]) for key in ("from", "to")] == [round(share, 1) for share in evening]
    promise.set(clock="official", normal_only=True)
    assert "less than 15 minutes late, normal days" in promise.numbers()["metric"]
    for key in ("metric", "guardrail"):
        (check,) = [each.check for each in rubric("teardown").criteria if each.key == key]
        assert check(promise.numbers()).done
    assert panel.errors == []


def test_what_lesson_05_says_of_the_promise(promise, flights):
    assert promise.worth_of_splitting(15) == "none"
    assert promise.best(15) == for_all(15)  # "the best is 15, 15 and 15"
    best, level = promise.best(15, "official"), promise.level(15)
    gain = promise.against_one_pad(best, "official")
    assert gain.low > 0 and gain.high < 0.5  # "next to nothing"
    assert best[0] < best[1] < best[2]  # "fewer in the morning, more in the evening"
    now, uniform, levelled = (promise.on_time(pads) for pads in (NOTHING, for_all(15), level))
    shares = [part.value for part in now.by_part]
    assert shares == sorted(shares, reverse=True)  # "Delays grow during the day"
    trade = promise.trade(level)
    assert trade["least"] > 0  # "It is small, and it is there"
    assert trade["loss"] < 2 < 5 < min(trade["gives"], trade["gains"])
    assert trade["level"] < 2 < 15 < trade["apart"]
    assert promise.promises.mean_pad(level) <= 15
    # "A minute moved from morning to evening loses about as many flights as it wins"
    counts = promise.promises.shares() * promise.promises.flights()[:, None]
    moved = promise.promises.flights()[0] / promise.promises.flights()[2]  # evening minutes for one of the morning
    lost, won = counts[0, 15] - counts[0, 14], moved * (counts[2, 16] - counts[2, 15])
    assert won == pytest.approx(lost, rel=0.15)
    # "shows what 14 minutes would show by the published one"
    assert promise.kept(NOTHING, "official") == promise.kept(for_all(14)) and OFFICIAL == 14
    assert promise.pad_for_all(0.8) == 26
    assert promise.kept(for_all(26)).value >= 80 > promise.kept(for_all(25)).value
    normal = promise.on_time(for_all(15), normal_only=True).gap
    assert normal.value > 0.9 * uniform.gap.value  # "It is not only the bad days"
    departs, arrives = today(flights)
    assert departs > arrives + 5  # "Part of the delay is made up on the way"
    # The mean arrival as promise is "still broken often", and "a few very late flights pull the mean up"
    delays = flights["arr_delay"].dropna()
    assert delays.mean() > delays.median() and 0.3 < (flights["arr_delay"] > delays.mean()).mean() < 0.5
    assert promise.early(for_all(15)).minutes > 2 * promise.early(NOTHING).minutes
    assert levelled.overall.value < uniform.overall.value


def test_the_worked_teardown_is_what_the_models_say(promise, flights):
    worked = promise.worked()
    evening = flights[flights["sched_dep"] >= 1700]
    # One comparison in the quiz and here: the same minutes for every flight.
    trade = promise.trade(worked["level"])
    assert (worked["pad"], worked["all_more"], worked["gives"]) == (trade["pad"], trade["loss"], trade["gives"])
    assert promise.hours(for_all(worked["pad"])) == pytest.approx(worked["level_hours"])  # "costs as many hours"
    assert worked["evening_now"] == pytest.approx(100 * (evening["arr_delay"] <= 0).mean())
    by_one_pad = promise.on_time(for_all(worked["pad"])).by_part[2].value
    assert worked["evening_uniform"] == pytest.approx(100 * by_one_pad)
    assert (evening["arr_delay"] <= 14).mean() < by_one_pad < (evening["arr_delay"] <= 15).mean()
    assert worked["evening_then"] == pytest.approx(100 * (evening["arr_delay"] <= worked["level"][2]).mean())
    assert worked["evening_now"] < worked["stop"] < worked["evening_then"]  # "half of the way"
    # On 2013's own flights neither stop goes off in any quarter, or all would seem to fail while it goes to plan.
    quarter = (flights["month"].astype(int) - 1) // 3
    minutes = np.select(
        [flights["sched_dep"] < 1200, flights["sched_dep"] < 1700], worked["level"][:2], worked["level"][2]
    )
    early = (minutes - flights["arr_delay"]).clip(lower=0).groupby(quarter).mean()
    assert worked["early"] < early.max() <= worked["guard"] < early.max() + 1
    assert worked["earliest"] == pytest.approx(early.max())
    kept = (flights["arr_delay"] <= minutes)[flights["sched_dep"] >= 1700].groupby(quarter).mean()
    assert 100 * kept.min() > worked["stop"]
    assert [each.minutes for each in promise.promises.early_by_quarter(worked["level"])] == pytest.approx(list(early))
    shares = [part.value for part in promise.on_time(NOTHING).by_part]
    assert min(shares) == shares[2]  # "the promise that is broken most often"
    assert worked["all_more"] > 0 and worked["gives"] > 0
    month, day = promise.promises.middle_day(2).month, promise.promises.middle_day(2).day
    there = evening[(evening["month"] == month) & (evening["day"] == day)]
    assert (worked["evening_flights"], worked["evening_kept"]) == (len(there), (there["arr_delay"] <= 0).sum())
    assert worked["middle_date"] == "Thursday 6 June 2013"
    kept = (evening["arr_delay"] <= 0).groupby([evening["month"], evening["day"]]).mean()
    better, worse = (kept > kept[month, day]).sum(), (kept < kept[month, day]).sum()
    assert better == worse == 182  # "half of the year's went better, half worse"
    guard = promise.numbers()["guard"]
    assert guard == EARLINESS and guard in " ".join(questions._lesson("05")["texts"]["05.worked"]["text"].split())


def test_minutes_before_the_promise_are_said_in_one_way(promise, flights):
    """Late flights count as 0 in it, so it is no plain mean; wherever it stands, the words say so."""
    delay = flights["arr_delay"].dropna()
    assert promise.early().minutes == pytest.approx((-delay).clip(lower=0).mean())
    assert abs(promise.early().minutes - (-delay).mean()) > 10
    right = next(
        option for option in questions._lesson("05")["quizzes"]["05.traveller"]["options"] if "right" in option
    )
    for words in (promise.words, EARLINESS, right["why"]):
        assert "late ones counted as 0" in plain(words) and "before the promise" in plain(words)


# --- Lab 2: a waiting minute ------------------------------------------------------------------------------


def test_the_words_are_right_at_every_setting(station):
    page = Page(station)
    for record, mode, wait, ride, fare in itertools.product(RECORDS, MODES[:3], (0, 1, 30), (0, 300), (0, 1)):
        said = plain(station.set(record=record, mode=mode, wait=wait, ride=ride, fare=fare))
        assert f"{station.weighs[record].value:.1f} riding minutes" in said
        assert ("In truth" in said or "would not win" in said) == (record == "nobody" and wait > 0)
        assert (f"{wait} minute{'s' if wait > 1 else ''} less waiting" in said) == (wait > 0)
        assert (f"a fare {fare} dollar{'s' if fare > 1 else ''} lower" in said) == (fare > 0)
        assert ("Nothing is redesigned" in said) == (wait == ride == fare == 0)
        place = MODES.index(mode)
        new, was = (float(page.text(f"waiting-minute-{part}{place}-shape")) for part in ("value", "was"))
        assert f"{new:.1f}% of these trips" in said
        if wait or ride or fare:
            moved = station.won(record, mode, wait=wait, ride=ride, cost=fare)
            assert moved.value == pytest.approx(new - was, abs=0.11)
            assert f"{round(new - was, 1):.1f} points more" in said
            ends = [f"{end:.1f}".replace("-", "−") for end in (moved.low, moved.high)]
            assert (f" ({ends[0]} to {ends[1]})" in said) == (ends[0] != ends[1])
            assert "(2 to 2)" not in said
        note = page.one("waiting-minute-note-shape")
        assert (note.get("visibility") == "hidden") == (record != "nobody")
        shown = [
            part for part in RECORDS if page.one(f"waiting-minute-picked-{part}-shape").get("visibility") != "hidden"
        ]
        assert shown == [record]
    assert "−" in plain(station.set(record="alike")) and "-3" not in plain(station.words)
    assert station.errors == []


def test_nothing_is_cut_off_by_the_axis(station):
    for found in station.weighs.values():
        assert SPAN[0] < found.low < found.high < SPAN[1]


def test_what_lesson_05_says_of_the_waiting_minute(station):
    file, alike, nobody = (station.weighs[record] for record in RECORDS)
    assert station.nobody_minds() == "twenty"
    assert nobody.low < file.value < nobody.high  # "The number can come out of the recording alone"
    assert nobody.value == pytest.approx(np.median(station.simulated_ratios))
    assert alike.low < 0 < 10 < alike.high  # "Nothing at all is possible; so are ten"
    assert file.low > 0
    won = {record: station.won(record, wait=10) for record in RECORDS}
    assert won["alike"].low < 0 < won["alike"].value < won["file"].value / 2
    riding = station.as_much_riding("file", wait=10)
    steps = {ride: abs(station.won("file", ride=ride).value - won["file"].value) for ride in range(0, 301, 10)}
    assert min(steps, key=steps.get) == riding  # "to the slider's ten"
    assert 200 < riding < 300  # within reach of the slider
    # What the control asks of the fare can be answered on its slider.
    fare = station.controls["fare"]
    assert "30 dollars: how much of that" in fare.question and fare.high == 30
    assert 0 < station.won("file", cost=30).value < won["file"].value
    table = recorded(station.trips)
    assert (table["fives"] >= 0.95).all()  # "nearly all of them multiples of five"
    assert (table["mean_taken"] < table["mean_not_taken"]).all()  # "and smaller ones"
    assert (table["values_not_taken"] == 2).all()  # "one of only two values"
    assert "car" not in table.index  # "The car has no wait, and no row"
    assert len(np.unique(table_rows(station.trips))) == 2  # "there are two groups of travellers"


def test_words_of_the_trade_are_explained_or_absent():
    texts = {path: (ROOT / path).read_text("utf-8") for path in LESSON_FILES}
    for path, text in texts.items():
        assert "on the mean" not in text and "of a point" not in text, path
    for word in ("constant of its own", "modes taken", "mode taken"):
        assert all(word not in text for text in texts.values()), word
    assert "it says 3" in texts[LESSON_FILES[0]]  # what the model does, before it is asked about


def test_the_grades_are_folded():
    text = (ROOT / LESSON_FILES[0]).read_text("utf-8")
    folded = text.split("<details><summary>What this lesson taught, and how well it is supported</summary>\n\n|")[1]
    assert "\n\n</details>\n" in folded and "**Sources.**" in folded.split("</details>")[1]


def test_the_group_shown_is_the_middle_one(station):
    of, by = station.samples["nobody"]
    shown = by.weights[by.names.index("wait")] / by.weights[by.names.index("ride")]
    assert (station.simulated_ratios < shown).sum() == len(station.simulated_ratios) // 2
    assert len(of) == len(station.trips)


# --- The questions ----------------------------------------------------------------------------------------


def test_questions_are_short_and_wrong_options_explain_themselves():
    found = questions._lesson("05")
    for key, entry in found["predictions"].items():
        assert len(entry["question"].split()) <= 45, key
    first = 0
    longest = 0
    for key, entry in found["quizzes"].items():
        options = entry["options"]
        assert sum(bool(option.get("right")) for option in options) == 1, key
        assert all(len(option["why"].split()) > 5 for option in options), key
        first += bool(options[0].get("right"))
        longest += max(options, key=lambda option: len(option["text"])).get("right", False)
    assert longest <= 1 and first == 0
