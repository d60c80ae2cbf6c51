"""Charts of the portfolio: each shows the reader's own numbers, and nothing where they don't determine a picture."""

from __future__ import annotations

import os
import re
from xml.etree import ElementTree

import pytest
from jupyter_browser import chromium, find_browser
from test_portfolio import HOSTILE
from test_sample import FOLDER, SAMPLE

from ops2pm import course
from ops2pm.portfolio import charts
from ops2pm.portfolio.choices import known_rubric
from ops2pm.portfolio.private import without_private
from ops2pm.portfolio.prose import typed

WHOLE = SAMPLE["artefacts"]


def drawn(key, **changes):
    return charts.of_artefact(key, {**WHOLE[key], **changes})


def parsed(chart):
    return ElementTree.fromstring(str(chart.svg))


def shapes(chart, name, look=None):
    return [each for each in parsed(chart).iter(name) if look is None or each.get("class") == look]


def widths(chart):
    """The lengths of the bars, in per cent of the width."""
    return [float(bar.get("width").rstrip("%")) for bar in shapes(chart, "rect")]


def letters(chart):
    return " ".join(text.text for text in shapes(chart, "text"))


# --- Every chart ----------------------------------------------------------------------------------------------


def test_every_artefact_with_charts_is_one_of_the_course_and_the_sample_draws_all_of_them():
    known = {one.key for lesson in course.LESSONS for one in lesson.artefacts}
    assert set(charts.DRAWN) <= known
    assert {key for key in charts.DRAWN if drawn(key)} == set(charts.DRAWN)


@pytest.mark.parametrize("key", charts.DRAWN)
def test_a_chart_has_a_name_a_description_a_table_and_nothing_that_the_page_forbids(key):
    for chart in drawn(key):
        root = parsed(chart)
        title, desc, *_ = root
        assert (
            (title.tag, desc.tag) == ("title", "desc") and title.text == chart.title and desc.text == chart.description
        )
        assert root.get("role") == "img" and root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.get("id").startswith(chart.name) and key.partition("_")[0] not in title.get("id")
        assert all(len(row) == len(chart.head) for row in chart.rows) and len(chart.rows) > 1
        for each in root.iter():
            assert not {"style", "href", "onload", "fill-opacity"} & set(each.keys())
            assert each.get("class", "mine") in {"mine", "other", "rest"}
            if each.tag == "text":
                assert float(each.get("font-size")) >= 14
    ids = re.findall(r' id="([^"]+)"', "".join(str(chart.svg) for chart in drawn(key)))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("key", charts.DRAWN)
def test_each_number_of_a_picture_stands_in_its_table(key):
    for chart in drawn(key):
        told = (
            " ".join(cell for row in chart.rows for cell in row) + chart.description + " 0 100 200 "
        )  # the axis ends at a round value
        for number in re.findall(r"(?<![\w.])\d[\d.,]*\d|\b\d\b", letters(chart)):
            assert number in told, number


@pytest.mark.parametrize("key", charts.DRAWN)
def test_without_a_number_there_is_no_picture_of_it(key):
    assert charts.of_artefact(key, {}) == ()
    assert charts.of_artefact(key, {name: "" for name in WHOLE[key]}) == ()
    numbers = [field.key for field in known_rubric(key).fields if field.kind == "number"]
    emptied = without_private(WHOLE[key], known_rubric(key), [*numbers, "here", "there", "raw", "alike", "range_1"])
    assert charts.of_artefact(key, emptied) == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_raise_nothing_and_are_escaped(name):
    value = typed(HOSTILE[name])
    for key in charts.DRAWN:
        fields = known_rubric(key).fields
        everywhere = charts.of_artefact(key, {field.key: value for field in fields})
        assert everywhere == () or name == "number"
        # Labels that hold it, around numbers that can be drawn.
        labels = {"unit", "a", "b", "to_1", "to_2", "guard_1", "guard_2", "second", "who"}
        labels |= {each.key for each in fields if re.match(r"name_|\d\.(measure|others)$", each.key)}
        for chart in drawn(key, **{each.key: value for each in fields if each.key in labels}):
            assert not [each.tag for each in parsed(chart).iter() if each.tag in ("script", "img", "svg")][1:]


def test_a_long_text_is_cut_and_quickly():
    (chart,) = drawn("trade_off_memo", a="word " * 100_000, b="x" * 500_000)
    assert len(str(chart.svg)) < 5000
    lines = [text.text for text in shapes(chart, "text")]
    assert all(len(line) <= charts.IN_A_LINE + 2 for line in lines)


@pytest.mark.parametrize("value", ["1e300", "9" * 400, "-5", "inf", "nan", "1.2.3", "٣", "0x10", "about"])
@pytest.mark.parametrize("key", charts.DRAWN)
def test_a_number_that_is_none_or_impossible_draws_nothing_that_is_not_finite(key, value):
    for field in WHOLE[key]:
        for chart in drawn(key, **{field: value}):
            assert not re.search(r"\b(?:nan|inf)\b", str(chart.svg), re.IGNORECASE) or value in ("inf", "nan")
            assert all(0 <= width <= 100 for width in widths(chart))
            for line in shapes(chart, "line"):
                assert -1e-9 <= float(str(line.get("x1")).rstrip("%")) <= 100


# --- One by one -----------------------------------------------------------------------------------------------


def test_each_case_is_a_dot_and_those_that_went_wrong_are_full():
    (chart,) = drawn("problem_statement")
    assert (len(shapes(chart, "circle", "mine")), len(shapes(chart, "circle"))) == (31, 148)
    assert chart.title == "31 of 148" and chart.description.startswith("One dot each")
    places = {(dot.get("cx"), dot.get("cy")) for dot in shapes(chart, "circle")}
    assert len(places) == 148
    _, _, wide, high = map(float, parsed(chart).get("viewBox").split())
    assert all(float(x) + 5 <= wide and float(y) + 5 <= high for x, y in places)
    for whole in ("3", "401", "148.5", "30"):
        assert drawn("problem_statement", whole=whole) == ()
    (full,) = drawn("problem_statement", part="4", whole="4")
    assert len(shapes(full, "circle", "mine")) == 4


def test_options_are_as_long_as_their_numbers():
    (chart,) = drawn("trade_off_memo")
    assert [round(width / charts.REACH * 31, 1) for width in widths(chart)] == [31, 21, 13]
    assert chart.rows[1] == ("Tell the hour by nine", "21", "−10")
    assert [bar.get("class") for bar in shapes(chart, "rect")] == ["rest", "mine", "other"]
    for field in ("now", "a_value", "b_value", "unit", "b"):
        assert drawn("trade_off_memo", **{field: ""}) == ()
    (nothing,) = drawn("trade_off_memo", a_value="0")
    assert widths(nothing)[1] == 0
    assert drawn("trade_off_memo", now="0", a_value="0", b_value="0") == ()
    (half,) = drawn("trade_off_memo", a_value="18.5")
    assert half.rows[1][2] == "−12.5"


def test_a_size_shows_each_factor_alone_all_together_the_second_way_and_the_limit():
    (chart,) = drawn("sizing")
    names = [row[0] for row in chart.rows]
    assert (
        names[0].startswith("All varied at once")
        and names[1].startswith("The ward books")
        and names[-1] == "The second way"
    )
    assert chart.rows[1][1:] == ("82", "170") and len(names) == 6  # one factor is known, and moves nothing
    (driver,) = shapes(chart, "rect", "other")
    most = 200  # the next round value after 177
    assert float(driver.get("x").rstrip("%")) == pytest.approx(98 * 82.06 / most, abs=0.05)
    assert float(shapes(chart, "line")[0].get("x1").rstrip("%")) == pytest.approx(98 * 100 / most, abs=0.05)
    assert letters(chart).endswith("0 200 100")
    assert drawn("sizing", range_2="many") == () == drawn("sizing", range_1="0")
    (far,) = drawn("sizing", threshold="5,000")
    assert "5,000" in letters(far) and not letters(far).endswith("200")
    (open_,) = drawn("sizing", threshold="", second_total="")
    assert "mark" not in open_.description and open_.rows[-1][0] != "The second way"


def test_the_capstones_charts_say_that_they_are_simulated():
    (cause,) = drawn("capstone_case")
    assert cause.simulated
    assert [bar.get("class") for bar in shapes(cause, "rect")] == ["mine", "rest"]
    assert cause.rows == (("With the cause", "28.5"), ("Without it, all else alike", "11.8"))
    assert drawn("capstone_case", here="") == () == drawn("capstone_case", here="120")


def test_an_axis_ends_at_a_round_value_that_isnt_far():
    for value in (0.3, 1, 7, 99.9, 100, 101, 177, 2345, 9.9e11):
        assert value <= charts._nice(value) * (1 + 1e-9) and charts._nice(value) < 1.5 * value
    assert [charts._nice(value) for value in (177, 100, 101, 0)] == [200, 100, 125, 0]


def test_a_sizing_without_ranges_has_no_spread_and_one_with_them_has_its_middle_between():
    low, middle, high = charts.spread(WHOLE["sizing"])
    assert low < middle < high and round(middle) == 122
    assert charts.spread({}) is None


# --- In a browser ---------------------------------------------------------------------------------------------


@pytest.mark.skipif(find_browser() is None and not os.environ.get("CI"), reason="no Chromium or Chrome on this machine")
def test_letters_stay_in_the_picture_and_keep_their_size_at_every_width():
    outside = """() => [...document.querySelectorAll("figure.chart svg")].flatMap(svg => {
        const room = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text, rect, circle, line")].filter(each => {
            const box = each.getBoundingClientRect();
            return box.left < room.left - 2 || box.right > room.right + 2 || box.top < room.top - 2
                || box.bottom > room.bottom + 2
                || (each.tagName == "text" && getComputedStyle(each).fontSize != "14px");
        }).map(each => each.outerHTML);
    })"""
    seen = 0
    with chromium() as browser:
        page = browser.new_page()
        for path in sorted((FOLDER / "site").glob("*.html")):
            page.goto(path.as_uri())
            for width in (320, 768, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(outside) == [], f"{path.name} at {width}"
                seen += page.locator("figure.chart svg").count()
        page.close()
    assert seen == 3 * 4
