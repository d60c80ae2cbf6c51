"""The pieces labs and lessons share: HTML, controls, the live figure, and each kind of panel as its reader meets it."""

from __future__ import annotations

import base64
import io
import json
import logging
import math
import re
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
import yaml
from markupsafe import Markup
from page import Page, parse, put
from test_panels import HOSTILE, assert_drawn_like_new, assert_picture, outline

from ops2pm import checks, course, questions
from ops2pm import lesson as lesson_card
from ops2pm.models.resample import Estimate
from ops2pm.rubrics import Criterion, Field, Finding, Rubric
from ops2pm.ui import figure as figure_module
from ops2pm.ui import form as form_module
from ops2pm.ui import lesson as lesson_module
from ops2pm.ui import live, navigation, session
from ops2pm.ui.analogies import analogies
from ops2pm.ui.ask import ask
from ops2pm.ui.bars import EstimateBars, ShareBars
from ops2pm.ui.controls import Choice, Slider, Switch
from ops2pm.ui.figure import CHOSEN, INK, LiveFigure
from ops2pm.ui.form import form
from ops2pm.ui.lab import Lab
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import escape, inline, join, plain, prose, sentence, tag
from ops2pm.ui.predict import Predict, predict
from ops2pm.ui.progress import progress
from ops2pm.ui.quiz import quiz
from ops2pm.ui.rating import rating
from ops2pm.ui.results import results
from ops2pm.ui.say import say
from ops2pm.workbook import WorkbookError, open_workbook

# Questions of no lesson, so that an author may reword any lesson without touching these tests.
OWN = yaml.safe_load(
    """
predictions:
  "98.number":
    question: Evenings are cancelled {cancelled:.1f} times as often. How many times as often *stranded*?
    unit: times as often
    low: 0
    high: 100
    reveal: They are stranded {value:.1f} times as often ({low:.1f} to {high:.1f}), but cancelled {cancelled:.1f} times.
  "98.percent":
    question: How many are left?
    says: model
    unit: per cent
    low: 0
    high: 100
    reveal: It is {value:.0f}%.
  "98.areas":
    question: In how many of 100 areas?
    unit: of 100 areas
    low: 0
    high: 100
    reveal: In {value:.0f}.
  "98.choice":
    question: Which of the two is worse?
    choices: {A: "Anna Air ({flights:,} flights)", B: Bella Air (B), same: About the same}
    reveal: Anna ruined {ruined:.0%} of her trips.
quizzes:
  "98.quiz":
    question: What hides in an average of {share:.0%}?
    options:
      - {text: Nothing., why: An average is one number for many people.}
      - {text: The tail., right: true, why: "The worst {share:.0%} are in it and cannot be seen."}
      - {text: "*Everything*.", why: "The middle is there, at {share:.0%}."}
  "98.sort":
    question: What is each one?
    categories: {problem: A problem, feature: A feature, process: A process}
    items:
      - text: They wait an hour.
        answer: problem
        why: One can watch it.
        not: {feature: Nothing is built here., process: Somebody waits.}
      - text: There is no button.
        answer: feature
        why: A button is a remedy.
        not: {problem: What do they meet., process: No queue is named.}
      - text: The queue is at 22 minutes.
        answer: process
        why: Who waits in it?
        not: {problem: Nobody is in it., feature: Nothing is built here.}
texts:
  "98.folded":
    title: What you should have seen
    text: You must allow {allow} minutes. With none, *{none:.0%}* are late.
  "98.plain": It was {allow} minutes.
"""
)
NUMBERS = [lesson.number for lesson in course.LESSONS]


@pytest.fixture(autouse=True)
def own_questions(monkeypatch):
    of_the_course = questions._lesson
    monkeypatch.setattr(questions, "_lesson", lambda number: OWN if number == "98" else of_the_course(number))


# --- HTML ---------------------------------------------------------------------------------------------------


def test_a_tag_escapes_children_and_values_and_leaves_markup_alone():
    made = tag("p", "a < b & c", Markup("<b>d</b>"), ["e", ("f", None)], None, False, title='"x" <y>', class_="k")
    assert made == '<p title="&#34;x&#34; &lt;y&gt;" class="k">a &lt; b &amp; c<b>d</b>ef</p>'
    assert isinstance(made, Markup)


def test_attribute_names_bare_attributes_and_left_out_ones():
    assert tag("input", type="text", data_name="a_b", hidden=True, disabled=False, value=None) == (
        '<input type="text" data-name="a_b" hidden>'
    )
    assert tag("input", value="") == '<input value="">'
    assert tag("input", value=0) == '<input value="0">'
    assert tag("div") == "<div></div>"
    assert tag("br") == "<br>"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_was_typed_comes_back_as_text(text):
    text = text.replace("\x00", "").replace("\r\n", "\n")  # what an HTML parser may change by itself
    page = parse(str(tag("section", tag("p", text), tag("input", type="text", value=text), tag("textarea", text))))
    section = page.children[0]
    paragraph, field, area = section.children
    assert paragraph.text == text and field.value == text and area.value == text
    assert [node.name for node in page] == ["", "section", "p", "input", "textarea"]
    for made in (inline(text), prose(text)):
        assert {node.name for node in parse(str(made))} <= {"", "p", "em", "strong", "code"}


def test_a_child_that_is_text_is_escaped_but_a_number_is_a_number():
    assert join([1, 0, "<", 2.5]) == "10&lt;2.5"


def test_marks_become_stress_strong_and_code_and_plain_takes_them_out():
    text = "One *stress*, **strong**  and\n`x < y`. 2 * 3 * 4, a*b*c and ** alone stay."
    assert inline(text) == (
        "One <em>stress</em>, <strong>strong</strong> and <code>x &lt; y</code>. 2 * 3 * 4, a*b*c and ** alone stay."
    )
    assert plain(text) == "One stress, strong and x < y. 2 * 3 * 4, a*b*c and ** alone stay."


def test_blank_lines_part_paragraphs():
    text = "  First\nline. \n\n \n *Second*.\n"
    assert prose(text) == "<p>First line.</p><p><em>Second</em>.</p>"
    assert plain(text) == "First line.\n\nSecond."


def test_plain_says_what_inline_shows():
    """For every text of the questions files: the words without a kernel are the words with one."""
    texts = []
    for number in (*NUMBERS, "98"):
        todo = [questions._lesson(number)]
        while todo:
            each = todo.pop()
            if isinstance(each, str):
                texts.append(each)
            elif isinstance(each, (dict, list)):
                todo += each.values() if isinstance(each, dict) else each
    assert len(texts) > 60
    for text in texts:
        assert plain(text).replace("\n\n", "") == parse(str(prose(text))).text


# --- Controls -----------------------------------------------------------------------------------------------

HALVES = Slider("n", "Flights", 0.5, 16, 0.5, 4, "a day")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("4", 4), ("4,5", 4.5), (" 4.5 ", 4.5), ("4.7", 4.5), ("4.8", 5), ("0.5", 0.5), ("16", 16), (7, 7), ("1e1", 10)],
)
def test_a_slider_takes_the_nearest_step(typed, value):
    assert HALVES.parse(typed) == value


@pytest.mark.parametrize(
    "typed", ["", "x", "0.49", "16.01", "-3", "nan", "inf", "1e9", "4,5,6", None, True, [], {}, "1.000,5"]
)
def test_a_slider_refuses_what_is_no_number_within_its_limits(typed):
    with pytest.raises(ValueError, match=r"^Type a number from 0\.5 to 16\.$"):
        HALVES.parse(typed)


SHARES = Slider("n", "Sold", 0, 100, 5, 40, "% of all seats")


@pytest.mark.parametrize("typed", ["30%", "30 %", "30 per cent", "about 30", "~30%", "30"])
def test_a_slider_of_per_cent_takes_the_sign_and_about(typed):
    assert SHARES.parse(typed) == 30 and SHARES.snapped(typed) == ""


def test_a_slider_of_anything_else_takes_no_per_cent():
    assert HALVES.parse("about 3.5") == 3.5
    for typed in ("3%", "3 per cent", "30% 5"):
        with pytest.raises(ValueError, match="Type a number"):
            HALVES.parse(typed)


def test_a_number_that_is_no_step_is_told_what_counts():
    assert SHARES.snapped("31%") == "Taken as 30, in steps of 5."
    assert HALVES.snapped("4.8") == "Taken as 5, in steps of 0.5." and HALVES.snapped("4.5") == ""
    tenths = Slider("n", "x", 0, 1, 0.1, 0)
    assert [tenths.snapped(value) for value in tenths.sweep()] == [""] * 11


def test_a_slider_never_leaves_its_limits_nor_its_steps():
    odd = Slider("n", "x", 0.1, 1, 0.3, 0.4)
    assert odd.sweep() == [0.1, 0.4, 0.7, 1.0]
    uneven = Slider("n", "x", 0, 1, 0.4, 0)
    assert uneven.sweep() == [0, 0.4, 0.8]
    assert uneven.parse("1") <= 1
    tenths = Slider("n", "x", 0, 1, 0.1, 0)
    assert tenths.sweep() == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert [tenths.parse(str(value)) for value in tenths.sweep()] == tenths.sweep()


def test_a_slider_can_be_typed_into_and_both_halves_say_the_same():
    page = parse(str(HALVES.html(HALVES.value)))
    number, slider = [node for node in page if node.name == "input"]
    assert [slider.get(name) for name in ("min", "max", "step")] == ["0.5", "16", "0.5"]
    for node in (number, slider):
        assert (node.get("value"), node.get("data-name")) == ("4", "n")
    assert slider.get("type") == "range"
    # A browser's own number box may drop a decimal comma.
    assert (number.get("type"), number.get("inputmode")) == ("text", "decimal")
    assert HALVES.typed_into("n") == number.get("data-id") == "n-number"
    assert slider.get("aria-label") == "Flights (slider)"
    assert "a day" in page.text
    assert HALVES.patches(5.0) == {"n-number": {"value": "5"}, "n-range": {"value": "5"}}
    assert HALVES.enable(False) == {"n-number": {"disabled": True}, "n-range": {"disabled": True}}
    assert not number.flag("disabled")
    needing = parse(str(Slider("n", "x", 0, 1, 1, 0, needs="m").html(0)))
    assert all(node.flag("disabled") for node in needing if node.name == "input")


def test_a_choice_and_a_switch_take_only_their_own_values():
    choice = Choice("c", "Rule", (("own", "their own"), ("any", "<any>")), "any", "Which?")
    assert choice.sweep() == ["own", "any"] and choice.parse("own") == "own"
    for wrong in ("", "OWN", None, 1, True):
        with pytest.raises(ValueError, match=r"^Choose one of the options\.$"):
            choice.parse(wrong)
    page = parse(str(choice.html(choice.value)))
    assert [node.value for node in page if node.name == "select"] == ["any"]
    assert "<any>" in page.text and "Which?" in page.text
    switch = Switch("s", "Snow", True)
    assert switch.sweep() == [False, True] and switch.parse(False) is False
    for wrong in (0, 1, "on", "false", None):
        with pytest.raises(ValueError, match=r"^This can only be on or off\.$"):
            switch.parse(wrong)
    assert [node.flag("checked") for node in parse(str(switch.html(switch.value))) if node.name == "input"] == [True]
    assert [node.flag("checked") for node in parse(str(Switch("s", "x").html(False))) if node.name == "input"] == [
        False
    ]


# --- The live figure ----------------------------------------------------------------------------------------


class Drawing:
    """A small figure: a line, two bars, and three texts aligned in three ways."""

    def __init__(self):
        self.live = LiveFigure("tiny", (400, 240))
        with self.live.style():
            self.axes = self.live.figure.subplots()
            self.axes.set_title("Late, of 100")
            self.axes.set_xlabel("minutes")
            self.axes.set_xlim(0, 10)
            self.axes.set_ylim(0, 100)
            self.line = self.live.track("line", self.axes.plot([0, 5, 10], [10, 50, 20], color=CHOSEN)[0])
            bars = self.axes.bar([2, 8], [30, 60], color=CHOSEN)
            self.bars = [self.live.track(f"bar{i}", bar) for i, bar in enumerate(bars)]
            self.texts = [
                self.live.track(f"text{i}", self.axes.text(3, 40, f"label {i}", ha=ha, va=va, color=INK))
                for i, (ha, va) in enumerate((("left", "bottom"), ("center", "top"), ("right", "center")))
            ]

    def svg(self, title="A <title>", words="Words & numbers: 5 < 6."):
        return self.live.svg(title, words)

    def changes(self):
        return self.live.changes("A <title>", "Now.")


@pytest.fixture
def drawing():
    return Drawing()


def shapes(svg):
    return {node.get("id"): node for node in parse(svg) if (node.get("id") or "").endswith("-shape")}


def test_the_svg_is_xml_with_a_role_a_title_and_a_description(drawing):
    svg = drawing.svg()
    root = ElementTree.fromstring(svg)
    assert root.tag == "svg" and root.get("role") == "img"
    assert root.get("viewBox") == "0 0 400 240"
    names = {each.get("id"): each for each in root.iter() if each.get("id")}
    title, words = (names[name] for name in root.get("aria-labelledby").split())
    assert (title.tag, title.text) == ("title", "A <title>")
    assert (words.tag, words.text) == ("desc", "Words & numbers: 5 < 6.")
    assert "Late, of 100" in "".join(root.itertext())
    assert all(text.text for text in root.iter("text")), "texts are drawn as texts"
    assert set(shapes(svg)) == {f"tiny-{name}-shape" for name in ("line", "bar0", "bar1", "text0", "text1", "text2")}


def test_a_drawing_is_the_same_every_time():
    assert Drawing().svg() == Drawing().svg()


def test_its_style_reaches_nothing_else_on_the_page(drawing):
    for style in re.findall(r"<style[^>]*>(.*?)</style>", drawing.svg(), re.S):
        for selector in re.findall(r"([^{}]+)\{", style):
            assert selector.strip().startswith(".o2p-svg")


def test_colours_are_the_pages_own(drawing):
    svg = drawing.svg()
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", svg)
    texts = [node for node in parse(svg) if node.name == "text"]
    assert len(texts) > 10
    for node in texts:
        assert re.search(r"fill: var\(--o2p-(ink|quiet)\)", node.get("style")), node
    assert "stroke: var(--o2p-chosen)" in svg


def test_nothing_moved_nothing_but_the_words_is_sent(drawing):
    drawing.svg()
    assert drawing.changes() == {"tiny-title": {"text": "A <title>"}, "tiny-desc": {"text": "Now."}}


def test_only_what_moved_is_sent_and_only_what_changed_of_it(drawing):
    drawing.svg()
    drawing.bars[1].set_height(20)
    drawing.texts[0].set_text("other")
    drawing.texts[1].set_y(70)
    changed = drawing.changes()
    assert set(changed) == {"tiny-title", "tiny-desc", "tiny-bar1-shape", "tiny-text0-shape", "tiny-text1-shape"}
    assert set(changed["tiny-bar1-shape"]) == {"d"}
    assert changed["tiny-text0-shape"] == {"text": "other"}
    assert set(changed["tiny-text1-shape"]) == {"y"}
    assert set(drawing.changes()) == {"tiny-title", "tiny-desc"}, "what was sent is not sent again"


@pytest.mark.parametrize(
    "change",
    [
        lambda axes: axes.set_ylim(0, 50),
        lambda axes: axes.set_xlim(-1, 10),
        lambda axes: axes.set_title("Other"),
        lambda axes: axes.set_title("Other", loc="left"),
        lambda axes: axes.set_xlabel("hours"),
        lambda axes: axes.set_ylabel("of 100"),
        lambda axes: axes.set_xticks([0, 5], ["zero", "five"]),
        lambda axes: axes.set_yticks([0, 30]),
    ],
)
def test_a_new_frame_is_drawn_whole(drawing, change):
    drawing.svg()
    change(drawing.axes)
    changed = drawing.changes()
    assert set(changed) == {"tiny-figure"}
    assert set(changed["tiny-figure"]) == {"html"}
    assert "Now." in changed["tiny-figure"]["html"]
    assert changed["tiny-figure"]["html"] == drawing.live.svg("A <title>", "Now.")
    assert set(drawing.changes()) == {"tiny-title", "tiny-desc"}


@pytest.mark.parametrize("change", [lambda axes: axes.set_ylim(0, 110), lambda axes: axes.set_xlim(0, 11)])
def test_a_new_limit_between_the_same_figures_is_drawn_whole_too(drawing, change):
    drawing.axes.set_xticks([0, 5, 10])
    drawing.axes.set_yticks([0, 50, 100])
    drawing.svg()
    change(drawing.axes)
    assert set(drawing.changes()) == {"tiny-figure"}


def test_what_is_sent_is_what_matplotlib_would_draw(drawing):
    """Paths and text positions, number by number, for lines, bars and texts of every alignment."""
    drawing.svg()
    drawing.line.set_data([1, 4, 9], [90, 15, 60])
    drawing.bars[0].set_height(77)
    for index, text in enumerate(drawing.texts):
        text.set_position((2 + 2 * index, 20 + 25 * index))
        text.set_text(f"moved {index}")
    sent = drawing.changes()
    drawn = shapes(drawing.svg())
    assert len(sent) == 2 + 5
    for name, change in sent.items():
        if not name.endswith("-shape"):
            continue
        for key, value in change.items():
            if key == "d":
                ours, theirs = outline(value), outline(drawn[name].get("d"))
                np.testing.assert_allclose(ours, theirs, atol=0.006)
                assert np.ptp(ours, axis=0).max() > 10
            elif key == "text":
                assert value == drawn[name].text
            else:
                assert float(value) == pytest.approx(float(drawn[name].get(key)), abs=0.006), (name, key)


def test_an_artist_that_was_hidden_when_drawn_can_appear_later(drawing):
    drawing.bars[0].set_visible(False)
    drawing.texts[0].set_visible(False)
    first = shapes(drawing.svg())
    assert first["tiny-bar0-shape"].get("visibility") == "hidden"
    assert first["tiny-text0-shape"].get("visibility") == "hidden"
    assert first["tiny-bar1-shape"].get("visibility") != "hidden"
    assert not drawing.bars[0].get_visible(), "drawing changes nothing"
    for artist in (drawing.bars[0], drawing.texts[0]):
        artist.set_visible(True)
    drawing.texts[0].set_y(60)
    sent = drawing.changes()
    assert sent["tiny-bar0-shape"] == {"visibility": "visible"}
    assert sent["tiny-text0-shape"]["visibility"] == "visible"
    drawn = shapes(drawing.svg())["tiny-text0-shape"]
    assert float(sent["tiny-text0-shape"]["y"]) == pytest.approx(float(drawn.get("y")), abs=0.006)
    drawing.bars[0].set_visible(False)
    assert drawing.changes()["tiny-bar0-shape"] == {"visibility": "hidden"}


def test_the_axes_stay_where_they_are_when_labels_grow(drawing):
    drawing.svg()
    before = drawing.axes.get_position().bounds
    drawing.axes.set_ylim(0, 1_000_000)
    drawing.changes()
    assert drawing.axes.get_position().bounds == before


def picture(encoded):
    raw = base64.b64decode(encoded)
    assert raw.startswith(b"\x89PNG")
    return matplotlib.image.imread(io.BytesIO(raw))


def test_the_still_is_a_picture_on_white_with_something_in_it(drawing):
    before = drawing.svg()
    pixels = picture(drawing.live.png_base64())
    assert drawing.svg() == before, "the note on the still is not on the figure"
    assert pixels.shape[1] >= 580 and pixels.shape[0] >= 350
    assert pixels[0, 0, :3] == pytest.approx([1, 1, 1])
    inked = (pixels[..., :3] < 0.6).any(axis=-1).mean()
    assert 0.01 < inked < 0.6
    drawing.bars[0].set_height(99)
    assert (picture(drawing.live.png_base64()) != pixels).any()


@pytest.mark.parametrize("name", ["title", "desc", "figure", "line"])
def test_a_name_that_is_taken_is_refused(drawing, name):
    with pytest.raises(ValueError, match="another part of the figure"):
        drawing.live.track(name, drawing.axes.text(1, 1, "x"))


def test_a_long_line_keeps_its_points_when_all_is_drawn_again(drawing):
    drawing.svg()
    drawing.line.set_data(np.linspace(0, 10, 400), np.linspace(10, 10.001, 400))
    drawing.axes.set_ylim(0, 90)
    drawn = shapes(drawing.changes()["tiny-figure"]["html"])["tiny-line-shape"].get("d")
    assert drawn.count("L") == 399


def test_simulated_data_is_marked_on_the_figure(drawing):
    assert "simulated" not in drawing.svg()
    drawing.live.mark_simulated()
    svg = drawing.svg()
    assert "simulated data" in "".join(ElementTree.fromstring(svg).itertext())


def test_bars_without_data_say_so():
    live = LiveFigure("bars", (300, 200))
    with live.style():
        axes = live.figure.subplots()
        axes.set_ylim(0, 1600)
        bars = EstimateBars(live, axes, "b", ("yours", "others"))
    nothing = Estimate(math.nan, math.nan, math.nan)
    bars.move([Estimate(1234.4, 1000, 1500), nothing])
    drawn = shapes(live.svg("t", "w"))
    assert drawn["bars-b-value0-shape"].text == "1,234"
    assert drawn["bars-b-value1-shape"].text == "no flights"
    assert np.ptp(outline(drawn["bars-b-bar1-shape"].get("d"))[:, 1]) == pytest.approx(0, abs=0.01)
    assert drawn["bars-b-whisker1-shape"].get("visibility") == "hidden"
    bars.move([nothing, Estimate(50, 40, 70)])
    sent = live.changes("t", "w")
    assert sent["bars-b-whisker0-shape"]["visibility"] == "hidden"
    assert sent["bars-b-whisker1-shape"]["visibility"] == "visible"
    bar, text = outline(sent["bars-b-bar1-shape"]["d"]), sent["bars-b-value1-shape"]
    assert 0 <= bar[:, 1].min() - float(text["y"]) < 8 and text["text"] == "50", "the figure stands on its bar"
    low, high = (200 - axes.transData.transform((0, y))[1] for y in (40, 70))
    assert sorted(outline(sent["bars-b-whisker1-shape"]["d"])[:, 1]) == pytest.approx([high, low], abs=0.01)


def test_shares_of_nothing_are_said_in_words():
    live = LiveFigure("shares", (400, 160))
    with live.style():
        shares = ShareBars(live, live.figure.subplots(), "s", ("all flights", "all who wait"))
    shares.move([0.256, math.nan])
    drawn = shapes(live.svg("t", "w"))
    assert drawn["shares-s-value0-shape"].text == "Your group is 26% of all flights"
    assert drawn["shares-s-value1-shape"].text == "There is nobody in “all who wait”"
    width = [np.ptp(outline(drawn[f"shares-s-bar{i}-shape"].get("d"))[:, 0]) for i in (0, 1)]
    assert width[0] > 10 and width[1] == pytest.approx(0, abs=0.01)


# --- Contrast -----------------------------------------------------------------------------------------------

CSS = (Path(live.__file__).parent / "live.css").read_text(encoding="utf-8")


def theme(dark):
    """The course's colours by name, as live.css gives them."""
    light_block = re.search(r"^\.ops2pm, \.o2p-text \{(.*?)^\}", CSS, re.S | re.M)[1]
    dark_block = re.search(r'^\[data-jp-theme-light="false"\][^{]*\{(.*?)^\}', CSS, re.S | re.M)[1]
    colours = dict(re.findall(r"--o2p-(\w+): (#[0-9a-f]{6})", light_block))
    return colours | (dict(re.findall(r"--o2p-(\w+): (#[0-9a-f]{6})", dark_block)) if dark else {})


def contrast(one, other):
    """WCAG 2.2, contrast ratio of two colours."""

    def luminance(colour):
        channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_has_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def texts_in_css():
    """The colours texts have: by the style sheet's `color`, and in figures and number lines by `fill`."""
    in_css = set(re.findall(r"(?<![-\w])color: var\(--o2p-(\w+)\)", CSS)) - {"paper"}
    return in_css | {"ink", "quiet", "chosen", "compared"}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read(dark):
    colours = theme(dark)
    assert set(colours) >= {"chosen", "compared", "ink", "quiet", "rest", "grid", "paper", "soft", "edge", "problem"}
    assert texts_in_css() >= {"ink", "quiet", "chosen", "problem"}
    for name in sorted(texts_in_css()):
        assert contrast(colours[name], colours["paper"]) >= 4.5, f"{name} on paper"
    for name in ("ink", "quiet"):
        assert contrast(colours[name], colours["soft"]) >= 4.5, f"{name} on a field"
    # A button: paper on the chosen colour. The edge of a field, and what bars and lines are drawn in, needs 3:1.
    assert contrast(colours["paper"], colours["chosen"]) >= 4.5
    assert contrast(colours["edge"], colours["paper"]) >= 3 and contrast(colours["edge"], colours["soft"]) >= 3
    for name in ("chosen", "compared", "rest"):
        assert contrast(colours[name], colours["paper"]) >= 3, f"{name} on paper"


def test_the_figures_colours_are_the_light_themes():
    light = theme(dark=False)
    assert {name: colour for colour, name in figure_module.VARIABLES.items()}.items() <= light.items()
    for colour, least in (
        (figure_module.INK, 15),
        (figure_module.QUIET, 5.9),
        (CHOSEN, 6.2),
        (figure_module.COMPARED, 5),
    ):
        assert contrast(colour, "#ffffff") >= least, "what the comment in figure.py says"


# --- A panel ------------------------------------------------------------------------------------------------


class Tiny(Panel):
    """Answers with what it was told, unless it was told to break."""

    def body(self):
        return tag("section", tag("input", type="text", data_name="word", data_id="word"), tag("p", data_id="said"))

    def handle(self, kind, name, value):
        self.note("word", value=value)
        if value == "break":
            self.patch("said", text="half done")
            raise RuntimeError("<b>no</b> luck")
        if value == "bare":
            raise ZeroDivisionError
        if value == "disk":
            self.patch("said", text="still said")
            raise WorkbookError("The disk is full: make room, then try again.")
        self.patch("said", text=str(value))

    def description(self):
        return "A tiny panel."

    def still(self):
        return {"text/html": "<p>tiny</p>"}


@pytest.fixture
def tiny():
    return Page(Tiny())


def word(page, value):
    page.type(page.named("word")[0], value)


def test_a_failure_is_told_in_one_sentence_logged_and_kept_and_the_panel_goes_on(tiny, caplog):
    word(tiny, "first")
    assert tiny.text("said") == "first" and tiny.is_hidden("o2p-error")
    with caplog.at_level(logging.ERROR, logger="ops2pm"):
        word(tiny, "break")
    error = tiny.one("o2p-error")
    assert not tiny.is_hidden("o2p-error") and error.get("role") == "alert"
    told, calm, fold = error.children
    assert told.text == "This panel could not answer that: <b>no</b> luck."
    assert "still here" in calm.text
    assert fold.name == "details" and [child.name for child in fold.children] == ["summary", "pre"]
    assert "Traceback" in fold.text and "RuntimeError: <b>no</b> luck" in fold.text
    assert tiny.text("said") == "first", "half an answer is not shown"
    assert [type(problem) for problem in tiny.panel.errors] == [RuntimeError, RuntimeError]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "Tiny could not answer input of word" in caplog.records[0].getMessage()
    assert caplog.records[0].exc_info[0] is RuntimeError
    word(tiny, "after")
    assert tiny.text("said") == "after" and tiny.is_hidden("o2p-error")


def test_a_failure_without_words_is_called_by_its_name(tiny):
    word(tiny, "bare")
    assert tiny.one("o2p-error").children[0].text == "This panel could not answer that: ZeroDivisionError."


def test_work_that_could_not_be_kept_is_told_and_the_answer_stands(tiny, caplog, fresh_workbook):
    word(tiny, "disk")
    assert tiny.text("said") == "still said"
    assert tiny.text("o2p-error") == "The disk is full: make room, then try again."
    assert not tiny.is_hidden("o2p-error") and tiny.panel.errors == [] and not caplog.records
    word(tiny, "after")
    assert tiny.text("said") == "after" and not tiny.is_hidden("o2p-error"), "nothing was kept since"
    session.record("settings", "something", 1)
    word(tiny, "later")
    assert tiny.is_hidden("o2p-error")


def test_an_event_no_panel_knows_is_a_failure_too(fresh_workbook):
    page = Page(rating())
    page._call({"type": "input", "name": "no such skill", "value": "1", "seq": 7})
    assert len(page.panel.errors) == 1 and not page.is_hidden("o2p-error")


def test_half_a_character_reaches_the_page_as_a_sign_and_breaks_nothing(tiny):
    word(tiny, "a \ud83d b \ude80")
    assert tiny.text("said") == "a \ufffd b \ufffd"
    word(tiny, "whole 🚀")
    assert tiny.text("said") == "whole 🚀"


def test_a_page_loaded_again_shows_what_the_first_one_shows(tiny):
    word(tiny, "one")
    word(tiny, "break")
    assert tiny.reloaded() == tiny.snapshot()
    word(tiny, "two")
    assert tiny.reloaded() == tiny.snapshot()


def test_new_html_wins_over_what_was_patched_inside_it_before():
    class Nested(Tiny):
        def body(self):
            return tag(
                "div",
                tag("button", "x", data_name="go"),
                tag("div", tag("p", "opening", data_id="inner"), data_id="outer"),
            )

        def handle(self, kind, name, value):
            patches = (
                {"outer": {"html": str(tag("p", "first", data_id="inner"))}},
                {"inner": {"title": "of the first"}},
                {"outer": {"html": str(tag("p", "second", data_id="inner"))}},
                {"inner": {"text": "the second, changed"}},
            )
            self.patch_all(patches[len(presses)])

    page, presses = Page(Nested()), []
    for _ in range(4):
        page.press("go")
        presses.append(1)
        assert page.reloaded() == page.snapshot()
    assert page.text("inner") == "the second, changed" and page.one("inner").get("title") is None


def test_a_panel_comes_with_words_and_a_still_for_readers_without_a_kernel(tiny):
    data, metadata = tiny.panel._repr_mimebundle_()
    assert data["text/plain"] == "A tiny panel." and data["text/html"] == "<p>tiny</p>"
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == tiny.panel.model_id
    assert metadata == {}


def test_a_solution_notebook_neither_shows_nor_keeps_what_is_the_readers(fresh_workbook):
    session.record("drafts", "problem_statement", {"user": "Own words"})
    session.save_artefact("problem_statement", {"user": "Own words"})
    before = fresh_workbook.path.read_bytes()
    checks.keep_results(False)
    try:
        page = Page(form("problem_statement"))
        assert "Own words" not in page.panel.html
        page.type(page.one("field-user"), "Somebody else")
        page.press("keep")
        assert page.text("kept").startswith("A solution notebook keeps nothing.") and page.panel.errors == []
        session.record("predictions", "04.evening", 3)
    finally:
        checks.keep_results(True)
    assert fresh_workbook.path.read_bytes() == before
    assert Page(form("problem_statement")).one("field-user").value == "Own words"


# --- A lab --------------------------------------------------------------------------------------------------


class Pair(Lab):
    """Two bars, one of which the reader sets."""

    name = "pair"
    title = "A pair"
    question = "How *high* is yours?"
    opens_after = "predictions/99.pair"

    def make_controls(self):
        return (
            Slider("height", "Height", 0, 100, 5, 40, "per cent", "Is it *more*?"),
            Switch("twice", "Count twice"),
            Slider("factor", "Factor", 1, 3, 1, 2, needs="twice"),
        )

    def draw(self):
        live = LiveFigure("pair", (300, 200))
        with live.style():
            self.axes = live.figure.subplots()
            self.axes.set_ylim(0, 100)
            self.bars = EstimateBars(live, self.axes, "b", ("yours", "others"))
        return live

    def show(self, values):
        height = values["height"] * (values["factor"] if values["twice"] else 1)
        self.axes.set_ylim(0, 100 if height <= 100 else 400)
        self.bars.move([Estimate(height, height, height), Estimate(50, 40, 60)])
        return f"Yours is **{height:.0f}** per cent."


@pytest.fixture
def pair(fresh_workbook):
    return Page(Pair())


def test_a_lab_is_covered_until_the_prediction_is_made(pair):
    stage = pair.one("o2p-stage")
    assert "inert" in stage.attributes and "o2p-locked" in stage.get("class")
    assert not pair.is_hidden("o2p-cover")
    session.record("predictions", "99.pair", 3)
    assert "inert" not in stage.attributes and "o2p-locked" not in stage.get("class")
    assert pair.is_hidden("o2p-cover")
    assert pair.reloaded() == pair.snapshot()
    assert "o2p-cover" not in Pair().html, "the next time it opens at once"


def test_a_lab_can_be_opened_without_predicting(pair):
    pair.press("open")
    assert "inert" not in pair.one("o2p-stage").attributes and pair.is_hidden("o2p-cover")
    assert session.remembered("predictions", "99.pair") is None


def test_a_lab_says_and_draws_what_its_controls_say(pair):
    page = pair
    assert page.text("o2p-words") == "Yours is 40 per cent."
    page.type(page.named("height")[0], "71")
    assert page.text("o2p-words") == page.text("pair-desc") == "Yours is 70 per cent."
    assert [node.value for node in page.named("height")] == ["70", "70"], "a typed number settles on its step"
    assert page.text("height-problem") == "Taken as 70, in steps of 5." and not page.is_hidden("height-problem")
    assert page.one("height-problem").get("class") == "o2p-taken", "that is no mistake, and no question either"
    assert page.one("height-number").get("aria-invalid") is None
    assert page.text("pair-b-value0-shape") == "70"
    assert_drawn_like_new(page)
    page.type(page.named("height")[0], "170")
    assert page.text("height-problem") == "Type a number from 0 to 100. Until then 70 counts."
    assert page.one("height-problem").get("class") == "o2p-problem"
    assert page.text("o2p-words") == "Yours is 70 per cent.", "a slip changes nothing"
    page.type(page.named("height")[0], "100")
    assert page.is_hidden("height-problem")


@pytest.mark.parametrize("typed", ["lots", "999", "", "\u2212"])
def test_what_cannot_be_read_stays_in_the_box_to_be_mended(pair, typed):
    box, slider = (pair.one(f"height-{part}") for part in ("number", "range"))
    pair.type(box, typed)
    pair.tick(pair.one("twice-switch"), True)
    assert (box.value, slider.value, box.get("aria-invalid")) == (typed, "40", "true")
    assert not pair.is_hidden("height-problem"), "another control mends nothing"
    assert pair.reloaded() == pair.snapshot()
    pair.type(slider, "45")
    assert (box.value, slider.value, box.get("aria-invalid")) == ("45", "45", None)
    assert pair.is_hidden("height-problem") and pair.text("o2p-words") == "Yours is 90 per cent."


def test_python_mends_what_was_typed(pair):
    pair.type(pair.one("height-number"), "lots")
    pair.panel.set(height=10)
    assert pair.is_hidden("height-problem") and pair.one("height-number").get("aria-invalid") is None


@pytest.mark.parametrize(("typed", "counts"), [("4,5", 4.5), ("4.5", 4.5), ("\u22123", -3), ("-3", -3)])
def test_a_number_box_reads_commas_and_every_minus(fresh_workbook, typed, counts):
    class Wide(Pair):
        def make_controls(self):
            return (
                Slider("height", "Height", -5, 100, 0.5, 40),
                Switch("twice", "x"),
                Slider("factor", "x", 1, 3, 1, 2),
            )

    page = Page(Wide())
    page.type(page.one("height-number"), typed)
    assert page.panel.values["height"] == counts and page.is_hidden("height-problem")


def test_a_control_that_needs_a_switch_is_asleep_without_it(pair):
    assert all(node.flag("disabled") for node in pair.named("factor"))
    pair.tick(pair.named("twice")[0], True)
    assert not any(node.flag("disabled") for node in pair.named("factor"))
    assert pair.text("o2p-words") == "Yours is 80 per cent."
    pair.tick(pair.named("twice")[0], False)
    assert all(node.flag("disabled") for node in pair.named("factor"))


def test_a_lab_keeps_room_for_its_longest_words(fresh_workbook):
    class Talkative(Pair):
        lines = 8

    assert Page(Talkative()).one("o2p-words").get("style") == "--o2p-lines: 8"
    assert "min-height: calc(1.5em * var(--o2p-lines, 3))" in CSS


def test_back_to_the_start_is_the_start(pair):
    pair.press("open")
    opening = pair.snapshot()
    pair.tick(pair.named("twice")[0], True)
    pair.type(pair.named("height")[0], "95")
    pair.type(pair.named("height")[0], "oops")
    assert pair.snapshot() != opening
    pair.press("reset")
    changed = [(old, new) for old, new in zip(opening, pair.snapshot(), strict=True) if old != new]
    drawn = [new for old, new in changed if not (old[1].get("id") or "").startswith(("pair-", "text_", "p"))]
    assert [new[1].get("data-id") for new in drawn] == [], changed
    assert_drawn_like_new(pair)


def test_the_picture_survives_a_new_frame_and_a_reload_in_between(pair):
    """A bar moves, the axis changes, the bar comes back: a page loaded again must not show the older bar."""
    height, twice = pair.named("height")[0], pair.named("twice")[0]
    pair.tick(twice, True)
    for value in ("30", "95", "60", "30", "20"):
        pair.type(height, value)
        assert_drawn_like_new(pair)
        assert_picture(pair)
        assert pair.reloaded() == pair.snapshot()


@pytest.mark.parametrize("fails", ["before the figure moves", "after the figure has moved"])
def test_a_lab_that_failed_once_draws_the_truth_the_next_time(fresh_workbook, fails):
    class Fragile(Pair):
        def handle(self, kind, name, value):
            if value == "65" and fails.startswith("before"):
                raise RuntimeError("no")
            super().handle(kind, name, value)
            if value == "65":
                raise RuntimeError("no")

    page = Page(Fragile())
    height = page.named("height")[0]
    page.type(height, "65")
    assert page.panel.errors and not page.is_hidden("o2p-error")
    page.panel.errors.clear()
    page.tick(page.named("twice")[0], False)
    assert page.is_hidden("o2p-error") and not page.panel.errors
    assert_drawn_like_new(page)
    assert page.text("o2p-words") == plain(page.panel.words)


def test_python_can_move_the_controls(pair):
    assert pair.panel.set(height=10, twice=True) == "Yours is 20 per cent."
    assert pair.text("o2p-words") == "Yours is 20 per cent."
    assert [node.value for node in pair.named("height")] == ["10", "10"]
    assert pair.named("twice")[0].flag("checked")
    with pytest.raises(ValueError, match=r"no control 'size': it has height, twice, factor"):
        pair.panel.set(size=1)
    with pytest.raises(ValueError, match="Type a number from 0 to 100"):
        pair.panel.set(height=101)


def test_a_lab_of_simulated_data_says_so_on_the_figure(fresh_workbook):
    class Simulated(Pair):
        simulated = True

    assert "simulated data" in "".join(ElementTree.fromstring(Simulated().figure.svg("t", "w")).itertext())
    assert "simulated data" not in Pair().html


def test_a_choice_that_was_refused_is_forgotten_with_the_next_move(pair):
    pair.panel.do("change", "twice", "maybe")
    assert pair.text("twice-problem") == "This can only be on or off." and not pair.is_hidden("twice-problem")
    pair.type(pair.one("height-number"), "45")
    assert pair.is_hidden("twice-problem")


@pytest.mark.parametrize(("title", "said"), [("Which door?", "Which door?"), ("A pair", "A pair.")])
def test_a_title_ends_as_a_sentence_does(title, said):
    assert sentence(title) == said


def test_a_lab_in_words_and_as_a_picture(pair):
    data, _ = pair.panel._repr_mimebundle_()
    assert data["text/plain"].splitlines() == [
        "Lab: A pair. How high is yours?",
        "It opens like this: Yours is 40 per cent.",
        "You can change: Height; Count twice; Factor. Run this notebook to play.",
    ]
    assert picture(data["image/png"]).std() > 0.01


# --- Predictions --------------------------------------------------------------------------------------------

EVENING = {"cancelled": 1.4}


def evening():
    return predict("98.number", Estimate(4.2, 3.1, 5.6), **EVENING)


def guess(page, typed):
    (node,) = page.named("guess")
    page.type(node, typed)
    page.press("commit")


def test_the_answer_is_hidden_until_the_reader_has_committed(fresh_workbook):
    page = Page(evening())
    assert "4.2" not in page.panel.html and page.text("answer") == "" and not page.is_hidden("ask")
    assert "1.4 times" in page.root.text
    guess(page, "2,5")
    assert page.is_hidden("ask") and "4.2" in page.text("answer") and "2.5" in page.text("answer")
    assert fresh_workbook.get("predictions", "98.number").value == 2.5
    assert fresh_workbook.has("predictions/98.number")


@pytest.mark.parametrize("typed", ["", "lots", "-1", "101", "nan", "inf", "1e9", "<script>"])
def test_a_guess_that_is_none_is_asked_for_again(fresh_workbook, typed):
    page = Page(evening())
    guess(page, typed)
    assert page.text("guess-problem") == "Type a number from 0 to 100; a rough guess is fine."
    assert not page.is_hidden("guess-problem") and page.text("answer") == ""
    assert fresh_workbook.get("predictions", "98.number") is None
    guess(page, "7")
    assert page.is_hidden("guess-problem") and page.text("answer")


def test_committing_nothing_at_all_is_not_a_guess(fresh_workbook):
    page = Page(evening())
    page.press("commit")
    assert not page.is_hidden("guess-problem") and page.text("answer") == ""


@pytest.mark.parametrize(
    ("typed", "far"),
    [
        ("4", "Your guess is inside the interval."),
        ("4.2", "Exactly."),
        ("2.1", "You said 2.1; the data says 2.0 times that."),
        ("8.4", "You said 8.4, 2.0 times what the data says."),
        ("6", "You said 6; it is 4.2."),
        ("2.9", "You said 2.9; it is 4.2."),
        ("0", ""),
    ],
)
def test_it_says_how_far_off_the_guess_is(fresh_workbook, typed, far):
    page = Page(evening())
    guess(page, typed)
    strong = "".join(node.text for node in page.one("answer") if node.name == "strong")
    assert strong == far


def test_a_share_typed_for_a_per_cent_is_asked_about_once(fresh_workbook):
    page = Page(predict("98.percent", 72))
    guess(page, "0.85")
    assert page.text("guess-problem") == "That is 0.85 per cent. For 85% type 85; if you mean it, commit again."
    assert page.text("answer") == "" and fresh_workbook.get("predictions", "98.percent") is None
    page.press("commit")
    assert fresh_workbook.get("predictions", "98.percent").value == 0.85
    assert "the model says" in page.text("answer") and "the model: 72" in page.text("answer")


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("98.number", "4.5 times", 4.5),
        ("98.percent", "72 %", 72),
        ("98.areas", "16 areas", 16),
        ("98.areas", "16 of 100", None),
    ],
)
def test_a_prediction_may_be_typed_with_words_after_it(fresh_workbook, key, typed, value):
    guess(Page(predict(key, 16, cancelled=1.5)), typed)
    kept = fresh_workbook.get("predictions", key)
    assert (kept and kept.value) == value


@pytest.mark.parametrize("typed", ["0", "1", "85"])
def test_a_per_cent_is_not_asked_about(fresh_workbook, typed):
    guess(Page(predict("98.percent", 72)), typed)
    assert fresh_workbook.get("predictions", "98.percent").value == float(typed)


def test_guess_and_truth_stand_on_one_line_at_their_places(fresh_workbook):
    page = Page(evening())
    guess(page, "2.1")
    nodes = list(page.one("answer"))
    truth, mine = [float(node.get("cx")) for node in nodes if node.name == "circle"]
    axis, band = [node for node in nodes if node.name == "line"]
    zero = float(axis.get("x1"))
    assert (truth - zero) / (mine - zero) == pytest.approx(2, abs=0.01)
    assert float(band.get("x1")) < truth < float(band.get("x2"))
    (line,) = [node for node in nodes if node.name == "svg"]
    assert (
        line.get("role") == "img" and "2.1" in line.get("aria-label") and "4.2 times as often" in line.get("aria-label")
    )


@pytest.mark.parametrize("typed", ["0", "0.001", "4.2", "100"])
def test_the_line_holds_every_guess(fresh_workbook, typed):
    page = Page(evening())
    guess(page, typed)
    for node in page.one("answer"):
        for name in ("cx", "x", "x1", "x2"):
            assert node.get(name) is None or 0 <= float(node.get(name)) <= 560


def test_the_first_prediction_is_kept_and_remembered(fresh_workbook):
    page = Page(evening())
    guess(page, "3")
    guess(page, "50")
    assert fresh_workbook.get("predictions", "98.number").value == 3
    again = Page(evening())
    assert again.is_hidden("ask") and again.text("answer") == page.text("answer")
    guess(again, "60")
    assert fresh_workbook.get("predictions", "98.number").value == 3


def test_a_prediction_belongs_to_what_it_is_about(fresh_workbook):
    def about(company):
        return Page(predict("98.number", Estimate(4.2, 3.1, 5.6), about=f"company {company}", **EVENING))

    guess(about(87), "3")
    other = about(612)
    assert not other.is_hidden("ask") and other.text("answer") == "", "another company asks anew"
    guess(other, "50")
    for company, said in ((87, "3"), (612, "50")):
        again = about(company)
        assert again.is_hidden("ask") and f"you: {said}" in again.panel.html
    assert fresh_workbook.get("predictions", "98.number").value == 50
    fresh_workbook.record("settings", "predicted.98.number", {"company 87": [1]})
    assert not about(87).is_hidden("ask")


@pytest.mark.parametrize("damaged", ["many", [1], {"a": 1}, True, -5, 101, 1e300, "B6"])
def test_a_remembered_prediction_that_is_none_is_asked_for_again(fresh_workbook, damaged):
    fresh_workbook.record("predictions", "98.number", damaged)
    page = Page(evening())
    assert not page.is_hidden("ask") and page.text("answer") == ""


def worse():
    return predict("98.choice", "A", ruined=0.13, flights=1200)


@pytest.mark.parametrize(
    ("choice", "verdict"), [("A", "That is what the data says."), ("same", "The data says: Anna Air (1,200 flights).")]
)
def test_a_choice_is_predicted_like_a_number(fresh_workbook, choice, verdict):
    page = Page(worse())
    page.press("commit")
    assert page.text("guess-problem") == "Choose one of the options first."
    (radio,) = [node for node in page.named("guess") if node.get("value") == choice]
    page.choose(radio)
    assert page.text("answer") == "" and page.is_hidden("guess-problem")
    page.press("commit")
    assert verdict in page.text("answer")
    label = {"A": "Anna Air (1,200 flights)", "same": "About the same"}[choice]
    assert f"You said: {label}." in page.text("answer") and label in page.panel.description()
    assert "Anna ruined 13% of her trips." in page.text("answer")
    assert fresh_workbook.get("predictions", "98.choice").value == choice
    assert Page(worse()).text("answer") == page.text("answer")


def test_a_decision_has_no_verdict(fresh_workbook):
    page = Page(predict("98.choice", None, ruined=0.13, flights=1200))
    said = page.root.text
    assert "Decide first" in said and "Your decision" in said and "wrong guess" not in said
    page.choose(page.named("guess")[1])
    page.press("commit")
    assert page.text("answer") == "You said: Bella Air (B).Anna ruined 13% of her trips."
    assert fresh_workbook.get("predictions", "98.choice").value == "B"
    assert page.panel.description().startswith("Decide first. Which of the two is worse?")


@pytest.mark.parametrize(
    ("guessed", "told"),
    [
        ("60", "You said 60; the model says 12 points more."),
        ("64", "You said 64; the model says 8 points more."),
        ("90", "You said 90; the model says 18 points less."),
        ("0", "You said 0; the model says 72 points more."),
        ("70", "Close."),
        ("72", "Exactly."),
    ],
)
def test_a_share_is_off_by_points_and_not_by_times(fresh_workbook, guessed, told):
    page = Page(predict("98.percent", 72))
    guess(page, guessed)
    assert told in page.text("answer") and "times" not in page.text("answer")


def test_of_100_is_a_share_too(fresh_workbook):
    page = Page(predict("98.areas", 15.6))
    guess(page, "50")
    assert "You said 50; the data says 34 fewer." in page.text("answer")


def test_a_choice_that_is_no_option_is_refused(fresh_workbook):
    page = Page(worse())
    page._call({"type": "input", "name": "guess", "value": "XX", "seq": 90})
    page.press("commit")
    assert not page.is_hidden("guess-problem") and fresh_workbook.get("predictions", "98.choice") is None


@pytest.mark.parametrize("damaged", ["XX", 3, ["A"], True])
def test_a_remembered_choice_that_is_no_option_is_asked_for_again(fresh_workbook, damaged):
    fresh_workbook.record("predictions", "98.choice", damaged)
    page = Page(worse())
    assert not page.is_hidden("ask") and page.text("answer") == ""


def test_a_commitment_uncovers_the_lab_that_waits_for_it(fresh_workbook):
    class Waiting(Pair):
        opens_after = "predictions/98.number"

    lab, page = Page(Waiting()), Page(evening())
    assert not lab.is_hidden("o2p-cover")
    guess(page, "3")
    assert lab.is_hidden("o2p-cover")


def test_a_workbook_that_cannot_be_written_hides_no_answer(fresh_workbook, monkeypatch):
    def full(*_):
        raise WorkbookError("Nothing was saved because the disk is full: make room.")

    monkeypatch.setattr(session, "record", full)
    page = Page(evening())
    guess(page, "3")
    assert "4.2" in page.text("answer") and "disk is full" in page.text("o2p-error")
    page = Page(quiz("98.quiz", share=0.5))
    page.choose(page.named("item-0")[0])
    assert page.text("why-0").startswith("Not this one.") and "disk is full" in page.text("o2p-error")
    page = Page(rating())
    for skill in page.panel.skills:
        page.choose(page.named(skill.key)[0])
    assert [node for node in page.one("order") if node.name == "ol"] and "disk is full" in page.text("o2p-error")
    assert page.panel.errors == []


# --- Quizzes and sortings -----------------------------------------------------------------------------------


def every_quiz():
    return [key for number in NUMBERS for key in questions._lesson(number).get("quizzes", {})]


class Any:
    """A number for every placeholder of a quiz."""

    def __getattr__(self, name):
        return Any()

    def __getitem__(self, name):
        return Any()

    def __format__(self, spec):
        return format(0.5, spec)


def numbers(entry):
    """Something for every placeholder of a question."""
    texts = yaml.safe_dump(entry, width=10_000)
    return {re.split(r"[.\[:]", name)[0]: Any() for name in re.findall(r"\{([^{}]+)\}", texts)}


@pytest.mark.parametrize("key", every_quiz())
def test_every_option_explains_itself_and_may_be_changed(fresh_workbook, key):
    page = Page(quiz(key, **numbers(questions.find("quizzes", key))))
    assert page.panel.items
    for number, item in enumerate(page.panel.items):
        radios = page.named(f"item-{number}")
        assert len(radios) == len(item.options) >= 2
        assert sum(option.right for option in item.options) == 1, "one option is right"
        assert len({option.why for option in item.options}) == len(item.options), "each has a reason of its own"
        assert page.text(f"why-{number}") == ""
        for radio, option in zip(radios, item.options, strict=True):
            page.choose(radio)
            word, _, why = page.text(f"why-{number}").partition(". ")
            assert word == ("Yes" if option.right else "Not this one")
            assert why == plain(option.why) and len(why) > 20
            assert [node.get("class") for node in page.one(f"why-{number}").children] == [
                "o2p-yes" if option.right else "o2p-no"
            ]
        kept = fresh_workbook.get("quizzes", key).value
        assert kept["choices"][number] == len(item.options) - 1


def test_a_page_loaded_again_shows_the_option_chosen_last(fresh_workbook):
    page = Page(quiz("98.quiz", share=0.5))
    for chosen in (0, 1, 0, 2, 1):
        page.choose(page.named("item-0")[chosen])
        assert [node.flag("checked") for node in page.named("item-0")] == [index == chosen for index in range(3)]
        assert page.reloaded() == page.snapshot()


def test_a_sorting_counts_and_is_remembered(fresh_workbook):
    page = Page(quiz("98.sort"))
    assert page.text("score") == "0 of 3 sorted, 0 as we would."
    page.choose(page.named("item-0")[0])
    page.choose(page.named("item-1")[2])
    assert page.text("score") == "2 of 3 sorted, 1 as we would."
    assert page.text("why-1") == "Not this one. No queue is named."
    assert fresh_workbook.get("quizzes", "98.sort").value == {"choices": [0, 2, None], "right": 1}
    again = Page(quiz("98.sort"))
    assert [again.text(f"why-{n}") for n in range(3)] == ["Yes. One can watch it.", page.text("why-1"), ""]
    assert again.snapshot() == [
        (name, {**attributes, "name": other[1].get("name")} if "name" in attributes else attributes, *rest)
        for (name, attributes, *rest), other in zip(page.snapshot(), again.snapshot(), strict=True)
    ]


@pytest.mark.parametrize(
    "damaged",
    [
        {"choices": [7, -1, "1"]},
        {"choices": [True, None, 1.0]},
        {"choices": 3},
        {"choices": None},
        {"choices": {"0": 1}},
        {"choices": [1] * 99},
        {"right": 2},
        [1, 2],
        "text",
        5,
    ],
)
def test_a_damaged_memory_of_a_quiz_is_no_answer(fresh_workbook, damaged):
    fresh_workbook.record("quizzes", "98.sort", damaged)
    page = Page(quiz("98.sort"))
    valid = [1] * 3 if damaged == {"choices": [1] * 99} else [None] * 3
    assert page.panel.choices == valid
    page.choose(page.named("item-0")[0])
    assert page.panel.errors == []


@pytest.mark.parametrize(("name", "value"), [("item-0", "9"), ("item-0", "-1"), ("item-7", "0"), ("item-0", "x")])
def test_an_option_that_does_not_exist_is_refused(fresh_workbook, name, value):
    page = Page(quiz("98.quiz", share=0.5))
    page._call({"type": "input", "name": name, "value": value, "seq": 5})
    assert len(page.panel.errors) == 1 and fresh_workbook.get("quizzes", "98.quiz") is None


def test_a_question_that_is_not_there_names_the_nearest():
    with pytest.raises(KeyError, match=r"There is no '98\.sortt' among the quizzes\. Did you mean '98\.sort'\?"):
        quiz("98.sortt")
    with pytest.raises(KeyError, match="There is no"):
        questions.find("predictions", "99.nothing")


# --- Forms --------------------------------------------------------------------------------------------------

WHOLE = {
    "user": "Night nurses",
    "situation": "at handover",
    "obstacle": "they type each dose twice",
    "consequence": "rounds start late",
    "part": "1,692",
    "whole": "9,400",
    "unit": "handovers",
    "evidence": "interviews",
    "count": "11",
    "seen_on": "2026-05-31",
    "wrong_if": "fewer than 5% trace back to it",
}


def fill(page, fields):
    for name, value in fields.items():
        page.type(page.named(name)[0], value)


@pytest.fixture
def statement(fresh_workbook):
    return Page(form("problem_statement"))


def test_feedback_stands_beside_the_field_as_one_types(statement):
    page = statement
    assert page.text("finding-share").startswith("To come: ")
    page.type(page.named("part")[0], "1,692")
    assert page.text("finding-share").startswith("Not yet: A share needs both numbers")
    fill(page, {"whole": "9,400", "unit": "handovers"})
    assert page.text("finding-share") == "There: That is 18% of handovers."
    page.type(page.named("obstacle")[0], "our product doesn't have an app")
    assert page.text("finding-no_solution") == ""
    page.type(page.named("obstacle")[0], "late, because our product doesn't have an app")
    hint = page.one("finding-no_solution").text
    assert hint.startswith("A question: “because our product doesn't have”") and "missing" not in hint.lower()
    assert "Not yet" not in hint and "There" not in hint
    parents = [node for node in page.root if any(child is page.one("finding-share") for child in node.children)]
    assert page.named("unit")[0] in list(parents[0])


def test_a_finding_stands_beside_its_last_field(statement):
    for criterion in statement.panel.rubric.criteria:
        if criterion.check is None:
            continue
        place = statement.one(f"finding-{criterion.key}")
        (around,) = [node for node in statement.root if any(child is place for child in node.children)]
        assert statement.named(criterion.fields[-1])[0] in list(around)


def test_the_text_builds_itself_from_the_fields(statement):
    page = statement
    assert "[who], [in what situation]" in page.text("composed")
    fill(page, WHOLE)
    assert [node.text for node in page.one("composed").children] == [
        part for part in page.panel.rubric.compose(WHOLE).split("\n\n")
    ]
    assert "[" not in page.text("composed") and "Night nurses, at handover: they type" in page.text("composed")


def test_the_text_can_be_copied_once_there_is_one(statement):
    page = statement
    button = page.one("copy")
    assert button.text == "Copy the text" and page.find(button.get("data-copy")) == page.find("composed")
    assert page.one("copied").get("role") == "status"
    assert button.flag("disabled"), "the words in brackets are no text"
    page.choose(page.named("self.specific")[2])
    assert button.flag("disabled"), "nor is a judgement of one"
    page.type(page.named("user")[0], "Night nurses")
    assert not button.flag("disabled")
    put(page.one("copied"), {"text": "Copied."})
    page.type(page.named("obstacle")[0], "they type")
    assert page.text("copied") == "", "what is shown now was not copied"
    assert not Page(form("problem_statement")).one("copy").flag("disabled")
    page.type(page.named("user")[0], "")
    page.type(page.named("obstacle")[0], "")
    assert button.flag("disabled")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_kept_whole_and_shown_as_text(statement, fresh_workbook, text):
    page = statement
    for name in ("user", "obstacle", "unit"):
        page.type(page.named(name)[0], text)
    page.press("keep")
    assert page.panel.errors == []
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert session.remembered("drafts", "problem_statement")["user"] == whole
    if text:
        assert fresh_workbook.artefact("problem_statement").fields["obstacle"] == whole
    again = Page(form("problem_statement"))
    assert again.panel.fields["user"] == whole
    if "\x00" not in text:  # which HTML has no way to write
        assert again.named("user")[0].value == whole and again.named("obstacle")[0].value == whole


def test_a_draft_is_kept_at_every_pause_and_comes_back(statement, fresh_workbook):
    page = statement
    name = page.named("user")[0]
    page._event("input", name, "Night")
    assert session.remembered("drafts", "problem_statement") is None, "not at every key"
    page.type(name, "Night nurses")
    assert session.remembered("drafts", "problem_statement") == {"user": "Night nurses"}
    page.type(page.named("evidence")[0], "tickets")
    assert session.remembered("drafts", "problem_statement")["evidence"] == "tickets", "a choice needs no pause"
    page.choose(page.named("self.specific")[2])
    assert session.remembered("drafts", "problem_statement")["self.specific"] == "strong"
    again = Page(form("problem_statement"))
    assert again.named("user")[0].value == "Night nurses" and again.named("evidence")[0].value == "tickets"
    assert [node.flag("checked") for node in again.named("self.specific")] == [False, False, True]
    assert fresh_workbook.artefact("problem_statement") is None, "a draft is no version"
    assert "saved as a draft" in again.text("kept")


def test_versions_of_a_case_name_their_company(fresh_workbook):
    fresh_workbook.save_artefact("capstone_case", {"company": "12", "who": "bakeries"})
    fresh_workbook.save_artefact("capstone_case", {"who": "cafés"})
    told = Page(form("capstone_case")).text("history")
    assert told.count("company") == 1 and re.search(r"\d\d:\d\d, company 12 ", told)


def test_a_version_is_kept_changed_and_brought_back(statement, fresh_workbook):
    page = statement
    page.press("keep")
    assert page.text("kept") == "There is nothing to keep yet: fill in a field first."
    fill(page, WHOLE)
    page.press("keep")
    assert fresh_workbook.artefact("problem_statement").fields == WHOLE
    assert re.fullmatch(r"Kept on \d+ \w+ \d{4}, \d\d:\d\d\.", page.text("kept"))
    assert "Versions kept: 1" in page.text("history")
    page.type(page.named("user")[0], "Day nurses")
    assert page.text("kept").endswith("You have changed it since; the draft is saved.")
    page.press("keep")
    assert "Versions kept: 2" in page.text("history")
    _, oldest = page.named("back")
    page.click(oldest)
    assert page.named("user")[0].value == "Night nurses" and "Night nurses" in page.text("composed")
    assert session.remembered("drafts", "problem_statement")["user"] == "Night nurses"
    assert len(fresh_workbook.history("problem_statement")) == 2, "bringing back keeps nothing by itself"
    page.press("keep")
    assert [version.fields["user"] for version in fresh_workbook.history("problem_statement")] == [
        "Night nurses",
        "Day nurses",
        "Night nurses",
    ]
    assert page.panel.errors == []


def test_an_older_version_comes_back_without_what_was_added_since(statement):
    page = statement
    page.type(page.named("user")[0], "Night nurses")
    page.press("keep")
    fill(page, WHOLE)
    page.press("keep")
    page.click(page.named("back")[1])
    assert page.panel._clean() == {"user": "Night nurses"}
    assert page.named("obstacle")[0].value == ""


def test_two_notebooks_write_in_one_form_and_none_loses_a_field(statement, fresh_workbook):
    other = Page(form("problem_statement"))
    statement.type(statement.named("user")[0], "Night nurses")
    other.type(other.named("situation")[0], "at handover")
    assert session.remembered("drafts", "problem_statement") == {"user": "Night nurses", "situation": "at handover"}
    assert other.named("user")[0].value == "Night nurses", "what the other notebook wrote is shown"
    statement.type(statement.named("user")[0], "Day nurses")
    statement.press("keep")
    assert fresh_workbook.artefact("problem_statement").fields == {"user": "Day nurses", "situation": "at handover"}
    assert statement.panel.errors == other.panel.errors == []


def test_a_version_newer_than_the_draft_is_what_opens(fresh_workbook):
    fresh_workbook.record("drafts", "problem_statement", {"user": "an older draft"})
    time.sleep(0.002)  # the workbook tells times by the millisecond
    fresh_workbook.save_artefact("problem_statement", {"user": "brought in"})
    assert Page(form("problem_statement")).named("user")[0].value == "brought in"
    time.sleep(0.002)
    fresh_workbook.record("drafts", "problem_statement", {"user": "newer draft"})
    assert Page(form("problem_statement")).named("user")[0].value == "newer draft"


def test_weak_and_strong_stand_in_the_order_of_the_answers_beneath(statement):
    anchors = [node for node in statement.root if node.get("class") == "o2p-anchors"]
    assert anchors
    for each in anchors:
        assert [node.text.lower() for node in each if node.name == "dt"] == ["weak", "strong"]
    (first, *_) = [criterion for criterion in statement.panel.rubric.by_kind("S")]
    assert [node.get("value") for node in statement.named(f"self.{first.key}")] == ["weak", "between", "strong"]


def test_a_judgement_comes_back_with_its_version(statement):
    page = statement
    fill(page, WHOLE)
    page.choose(page.named("self.specific")[2])
    page.press("keep")
    page.choose(page.named("self.specific")[0])
    page.press("keep")
    page.click(page.named("back")[1])
    assert [node.flag("checked") for node in page.named("self.specific")] == [False, False, True]
    assert page.panel.fields["self.specific"] == "strong"


def test_the_numbers_of_a_lab_are_taken_on_request(fresh_workbook):
    asked = []

    def lab_numbers():
        asked.append(1)
        return {"part": "12", "whole": "48", "unit": "flights"}

    page = Page(form("problem_statement", numbers=lab_numbers))
    assert not asked
    page.type(page.named("user")[0], "Travellers")
    page.press("numbers")
    assert asked and page.text("finding-share") == "There: That is 25% of flights."
    assert [page.named(name)[0].value for name in ("part", "whole", "unit")] == ["12", "48", "flights"]
    assert session.remembered("drafts", "problem_statement") == {
        "user": "Travellers",
        "part": "12",
        "whole": "48",
        "unit": "flights",
    }
    assert not Page(form("problem_statement")).named("numbers"), "without a lab there is no such button"


def test_the_readers_own_numbers_stay_where_the_lab_has_others(fresh_workbook):
    page = Page(form("problem_statement", numbers=lambda: {"part": "12", "whole": "48"}))
    page.type(page.named("whole")[0], "50")
    page.press("numbers")
    assert [page.named(name)[0].value for name in ("part", "whole")] == ["12", "50"]
    label = next(field.label for field in page.panel.rubric.fields if field.key == "whole")
    assert label in page.text("taken") and "Left as you had it" in page.text("taken")
    page.type(page.named("whole")[0], "")
    page.type(page.named("part")[0], "")
    page.press("numbers")
    assert [page.named(name)[0].value for name in ("part", "whole")] == ["12", "48"]
    assert page.text("taken") == "Filled in: “How many times it went wrong” and “Out of how many”."
    page.press("numbers")
    assert page.text("taken") == "", "nothing was left to fill in"


@pytest.mark.parametrize("damaged", ["text", [1], 5, {"user": 7, "obstacle": None, "part": [1]}])
def test_a_damaged_draft_hurts_nobody(fresh_workbook, damaged):
    fresh_workbook.record("drafts", "problem_statement", damaged)
    page = Page(form("problem_statement"))
    fill(page, WHOLE)
    page.press("keep")
    assert page.panel.errors == [] and fresh_workbook.artefact("problem_statement").fields == WHOLE


def test_a_workbook_that_cannot_be_written_is_told_and_the_text_stays(statement, monkeypatch):
    page = statement

    def full(*_):
        raise WorkbookError("Nothing was saved because the disk is full: make room.")

    monkeypatch.setattr(session.workbook(), "record", full)
    monkeypatch.setattr(session.workbook(), "save_artefact", full)
    page.type(page.named("user")[0], "Night nurses")
    assert page.text("kept") == "The draft could not be saved: Nothing was saved because the disk is full: make room."
    page.press("keep")
    assert (
        page.text("kept") == "Not kept: Nothing was saved because the disk is full: make room. Your text is still here."
    )
    assert page.named("user")[0].value == "Night nurses" and "Night nurses" in page.text("composed")
    assert page.panel.errors == []
    monkeypatch.undo()
    page.press("keep")
    assert page.text("kept").startswith("Kept on ")


def test_a_pitch_is_sealed_and_not_shown_again(fresh_workbook):
    page = Page(form("baseline_pitch"))
    page.type(page.named("pitch")[0], "I fix queues.")
    assert "3 words" in page.text("finding-length")
    page.press("keep")
    assert fresh_workbook.artefact("baseline_pitch").fields == {"pitch": "I fix queues."}
    assert page.is_hidden("open") and not page.is_hidden("again")
    assert page.text("kept").startswith("Sealed on ") and "lesson 12" in page.text("kept").lower()
    assert page.named("pitch")[0].value == ""
    again = Page(form("baseline_pitch"))
    assert again.is_hidden("open") and "I fix queues" not in again.panel.html
    again.press("again")
    assert not again.is_hidden("open") and again.is_hidden("again") and again.named("pitch")[0].value == ""
    again.type(again.named("pitch")[0], "I decide what to promise.")
    again.press("keep")
    assert [version.fields["pitch"] for version in fresh_workbook.history("baseline_pitch")] == [
        "I decide what to promise.",
        "I fix queues.",
    ]
    assert fresh_workbook.has("artefacts/baseline_pitch")
    assert page.panel.errors == again.panel.errors == []


def test_no_program_judges_free_text(statement):
    """Kind S is the reader's own: nothing answers a choice there but the draft."""
    fill(statement, WHOLE)
    statement.choose(statement.named("self.specific")[0])
    (message,) = statement.messages[-1:]
    assert set(message["patch"]) <= {
        "finding-four_parts",
        "finding-no_solution",
        "finding-share",
        "finding-evidence",
        "composed",
        "copy",
        "kept",
        "o2p-error",
    }
    legends = [node.text for node in statement.root if node.name == "legend"]
    assert legends == [criterion.text for criterion in statement.panel.rubric.by_kind("S")]
    for criterion in statement.panel.rubric.by_kind("S"):
        assert criterion.strong in statement.root.text and criterion.weak in statement.root.text


def test_a_moment_is_written_as_people_write_it():
    assert form_module.as_written("2026-11-02T21:05:33+01:00") == "2 November 2026, 21:05"


def test_a_rubric_of_another_lesson_needs_no_new_form(fresh_workbook, monkeypatch):
    """One more field and one more criterion are all that a maintainer writes."""
    mine = Rubric(
        "mine",
        "Mine",
        "An *intro*.",
        (Field("a", "A"), Field("b", "B", "choice", choices=(("x", "an x"),))),
        (
            Criterion(
                "c", "C", "A", ("a", "b"), lambda fields: Finding(True, f"{fields.get('a')} and {fields.get('b')}")
            ),
        ),
        compose=None,
    )
    monkeypatch.setattr(form_module, "rubric", lambda key: mine)
    page = Page(form("mine"))
    fill(page, {"a": "<1>", "b": "x"})
    assert page.text("finding-c") == "There: <1> and x"
    assert not page.find("composed")


# --- Rating, progress, terms --------------------------------------------------------------------------------


def test_the_order_appears_when_all_eight_skills_are_rated(fresh_workbook):
    page = Page(rating())
    skills = page.panel.skills
    assert len(skills) == 8
    for done, skill in enumerate(skills, start=1):
        assert not [node for node in page.one("order") if node.name == "ol"]
        left = 9 - done
        many = "all eight skills" if left == 8 else f"{left} more skill{'' if left == 1 else 's'}"
        assert page.text("order").startswith(f"Rate {many},")
        page.choose(page.named(skill.key)[done % 4])
    lists = [node for node in page.one("order") if node.name == "ol"]
    listed = [item.text for each in lists for item in each.children]
    suggested = course.suggested_order(page.panel.levels)
    assert len(listed) == len(course.LESSONS)
    assert [text[:2] for text in listed] == [s.lesson.number for s in suggested]
    assert fresh_workbook.get("ratings", "skills").value == {skill.key: i % 4 + 1 for i, skill in enumerate(skills, 1)}
    assert fresh_workbook.has("ratings/skills")
    assert Page(rating()).text("order") == page.text("order")
    page.choose(page.named(skills[0].key)[3])
    assert page.panel.errors == [] and fresh_workbook.get("ratings", "skills").value[skills[0].key] == 4


@pytest.mark.parametrize("damaged", ["text", [1, 2], 3, {"no skill": 2}, "levels"])
def test_a_damaged_rating_is_no_rating(fresh_workbook, damaged):
    skills = course.skills()
    if damaged == "levels":
        damaged = dict(zip([skill.key for skill in skills], [0, 5, "2", True, None, [1], 2.5, {}], strict=True))
    fresh_workbook.record("ratings", "skills", damaged)
    page = Page(rating())
    assert page.panel.levels == {} and page.text("order").startswith("Rate all eight skills")
    for skill in skills:
        page.choose(page.named(skill.key)[0])
    assert page.panel.errors == [] and [node for node in page.one("order") if node.name == "ol"]


def test_the_board_counts_what_was_done_when_it_looks_again(fresh_workbook):
    page = Page(progress())
    before = course.progress(fresh_workbook.has)
    assert page.text("board").startswith(f"0 of {before.total} objectives met, 0 artefacts kept")
    other_kernel = open_workbook(fresh_workbook.home)
    other_kernel.record("predictions", "00.late", 20)
    other_kernel.save_artefact("problem_statement", WHOLE)
    assert page.text("board").startswith("0 of")
    page.press("look")
    assert page.text("board").startswith(f"1 of {before.total} objectives met, 1 artefact kept")
    bars = [node.get("aria-label") for node in page.one("board") if node.get("class") == "o2p-bar"]
    assert bars[0] == "1 of 3 objectives met" and len(bars) == len(course.LESSONS)
    assert "Problem statement: kept." in page.text("board") and "Baseline pitch: not kept yet." in page.text("board")
    met = [node.text for node in page.one("board") if node.get("class") == "o2p-met"]
    assert len(met) == 1 and met[0].startswith("Met: Use a lab")


def test_the_board_never_says_where_the_computer_keeps_its_files(fresh_workbook):
    html = Page(progress()).panel.html
    assert "my_work/workbook.json" in html and str(fresh_workbook.home.parent) not in html


def test_the_search_leaves_the_pairs_that_have_every_word(fresh_workbook):
    page = Page(analogies())
    pairs = page.panel.pairs
    assert len(pairs) >= 25

    def left():
        return [pair for pair in pairs if not page.is_hidden(f"pair-{pair.id}")]

    assert left() == list(pairs) and page.text("count") == f"{len(pairs)} of {len(pairs)} pairs"
    box = page.named("search")[0]
    page.type(box, "  QUEUE ")
    found = left()
    assert 0 < len(found) < len(pairs)
    for pair in pairs:
        assert ("queue" in f"{pair.ops} {pair.pm} {pair.same} {pair.breaks}".lower()) == (pair in found)
    assert page.text("count") == f"{len(found)} of {len(pairs)} pairs"
    word_of_another = found[0].ops.split()[0]
    page.type(box, f"queue {word_of_another}")
    assert found[0] in left() and len(left()) <= len(found)
    page.type(box, "zzz")
    assert left() == [] and page.text("count").startswith("No pair has that word. Try ")
    page.type(box, "")
    assert left() == list(pairs)


# --- Navigation, texts, the card ----------------------------------------------------------------------------


def link(lesson):
    (node,) = [node for node in parse(str(navigation.notebook_link(lesson))) if node.name == "button"]
    return node


def test_a_link_opens_the_notebook_from_where_the_server_started(monkeypatch, tmp_path):
    lesson = course.lesson("04")
    repository = Path(navigation.__file__).resolve().parents[2]
    monkeypatch.delenv("JUPYTER_SERVER_ROOT", raising=False)
    assert link(lesson).get("data-commandlinker-command") == "docmanager:open"
    assert link(lesson).get("data-commandlinker-args") == '{"path": "notebooks/04_who_struggles.ipynb"}'
    assert link(lesson).text == "04 Who struggles, and why"
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(repository.parent))
    assert link(lesson).get("data-commandlinker-args") == (
        f'{{"path": "{repository.name}/notebooks/04_who_struggles.ipynb"}}'
    )
    monkeypatch.setenv("JUPYTER_SERVER_ROOT", str(tmp_path))
    assert link(lesson).get("data-commandlinker-args") == '{"path": "notebooks/04_who_struggles.ipynb"}'
    assert navigation.notebook_link(lesson, "<b>") == navigation.notebook_link(lesson, "<b>")
    assert "&lt;b&gt;" in navigation.notebook_link(lesson, "<b>")


def test_a_text_says_its_numbers_in_html_and_in_plain_words():
    text = say("98.folded", allow=25, none=0.4)
    bundle = text._repr_mimebundle_()
    assert "25 minutes" in bundle["text/html"] and "40%" in bundle["text/plain"]
    page = parse(bundle["text/html"])
    assert [node.name for node in page][1:4] == ["div", "details", "summary"], "folded, so that nothing is given away"
    assert bundle["text/plain"] == "What you should have seen\n\nYou must allow 25 minutes. With none, 40% are late."
    assert say("98.plain", allow=3)._repr_mimebundle_() == {
        "text/html": '<div class="o2p-text mathjax_ignore"><p>It was 3 minutes.</p></div>',
        "text/plain": "It was 3 minutes.",
    }


def test_a_number_a_text_does_not_get_is_named():
    with pytest.raises(KeyError, match=r"The text '98\.folded' needs the number 'none'"):
        say("98.folded", allow=25)
    with pytest.raises(KeyError, match=r"Did you mean '98\.folded'"):
        say("98.foldet")


@pytest.mark.parametrize("number", NUMBERS)
def test_the_card_of_a_lesson_says_what_one_can_do_afterwards(fresh_workbook, number):
    bundle = lesson_module.card(number)._repr_mimebundle_()
    for objective in course.lesson(number).objectives:
        assert objective.text in bundle["text/plain"] and str(escape(objective.text)) in bundle["text/html"]
    parse(re.sub(r"<style>.*?</style>", "", bundle["text/html"], flags=re.S))


def test_a_style_sheet_in_a_card_is_left_as_it_is():
    """Escaped, `>` and quotes would make its rules void."""
    (style,) = re.findall(r"<style>(.*?)</style>", lesson_module.card("04").html, re.S)
    assert style.startswith(CSS) and "asleep" in style and "</" not in style


def test_the_sign_of_life_says_the_opposite_where_nothing_runs(fresh_workbook):
    awake = lesson_card("04")
    assert "It works." in Page(awake).root.text
    data, _ = awake._repr_mimebundle_()
    assert "Not started yet" in data["text/plain"] and "Not started yet" in data["text/html"]
    assert "It works" not in data["text/html"] + data["text/plain"]


def test_the_card_says_when_the_data_are_not_the_courses(fresh_workbook, monkeypatch, tmp_path):
    assert "OPS2PM_DATA" not in Page(lesson_card("03")).root.text
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    assert "OPS2PM_DATA names another data folder." in Page(lesson_card("03")).root.text


def test_the_card_tells_what_happened_to_the_workbook(fresh_workbook):
    fresh_workbook.record("settings", "a", 1)
    fresh_workbook.record("settings", "a", 2)
    fresh_workbook.path.write_text("{ <b>damaged")
    session.workbook.cache_clear()
    text = Page(lesson_card("04")).root.text
    assert "Please note: " in text and "Your workbook was damaged" in text
    assert "Please note: " not in Page(lesson_card("04")).root.text, "it says so once"


def test_a_workbook_that_cannot_be_read_is_told_once_and_stops_no_panel(fresh_workbook, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", "not/a/full/path")
    session.workbook.cache_clear()
    assert "not a full path" in Page(lesson_card("04")).root.text
    for make in every_panel().values():
        page = Page(make())
        assert page.panel.errors == []
    page = Page(quiz("98.quiz", share=0.5))
    page.choose(page.named("item-0")[1])
    assert page.text("why-0").startswith("Yes.") and "not a full path" in page.text("o2p-error")
    page = Page(form("problem_statement"))
    fill(page, WHOLE)
    page.press("keep")
    assert "not a full path" in page.text("kept") and "Night nurses" in page.text("composed")
    page = Page(progress())
    for name in ("look", "copy", "merge"):
        page.press(name)
    assert page.panel.errors == []


# --- Track A of an exercise ---------------------------------------------------------------------------------


def test_a_question_is_graded_in_its_panel_and_kept(fresh_workbook, monkeypatch):
    monkeypatch.setattr(checks, "_hints_given", {})
    check = checks.find("04.1")
    page = Page(ask("04.1"))
    page.press("check")
    assert "Not attempted" in page.text("result")
    wrong = next(value for value, _ in check.choices if value != check.judge.right)
    for value, said, has in ((wrong, "Not yet", False), (check.judge.right, "Right", True)):
        (radio,) = [node for node in page.named("answer") if node.get("value") == value]
        page.choose(radio)
        page.press("check")
        assert said in page.text("result")
        assert fresh_workbook.has("exercises/04.1") is has
    page.press("hint")
    assert "Hint 1" in page.text("result")
    assert page.panel.errors == []


def test_results_renew_themselves_when_an_item_is_checked(fresh_workbook):
    board, page = Page(results("04")), Page(ask("04.1"))
    assert "0 of 4 right" in board.text("table")
    right = page.panel.check.judge.right
    page.choose(next(node for node in page.named("answer") if node.get("value") == right))
    page.press("check")
    assert "1 of 4 right" in board.text("table")
    open_workbook(fresh_workbook.home).record("exercises", "04.2", {"status": "right", "answer": 5})
    board.press("look")
    assert board.panel.errors == []


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_an_exercise_ends_with_the_way_to_the_next_lesson(fresh_workbook, number):
    after = [lesson for lesson in course.LESSONS if lesson.number > number]
    links = [node for node in Page(results(number)).root if node.get("data-commandlinker-command")]
    paths = [json.loads(node.get("data-commandlinker-args"))["path"] for node in links]
    assert paths == [lesson.notebook for lesson in [*after[:1], course.lesson("00")]]


def test_a_number_is_asked_for_with_its_unit(fresh_workbook):
    number = next(check for check in checks.checks_of("04") if check.question and not check.choices)
    page = Page(ask(number.id))
    (box,) = page.named("answer")
    assert number.unit in page.root.text
    page.type(box, "lots of them")
    page.press("check")
    assert "is not a number" in page.text("result")
    expected = number.judge.value() if callable(number.judge.value) else number.judge.value
    page.type(box, f"{expected:.2f}".replace(".", ","))
    page.press("check")
    assert "Right" in page.text("result") and fresh_workbook.has(f"exercises/{number.id}")


# --- What a reader without a kernel gets --------------------------------------------------------------------


def every_panel():
    return {
        "prediction": evening,
        "choice": worse,
        "quiz": lambda: quiz("98.quiz", share=0.5),
        "sorting": lambda: quiz("98.sort"),
        "form": lambda: form("problem_statement"),
        "pitch": lambda: form("baseline_pitch"),
        "rating": rating,
        "board": progress,
        "terms": analogies,
        "question": lambda: ask("04.1"),
        "results": lambda: results("04"),
        "awake": lambda: lesson_card("04"),
        "number": lambda: ask("04.2"),
        "lab": Pair,
    }


@pytest.mark.parametrize("make", every_panel().values(), ids=every_panel())
def test_words_and_still_are_there_and_depend_on_no_workbook(fresh_workbook, make):
    panel = make()
    before, _ = panel._repr_mimebundle_()
    assert before["application/vnd.jupyter.widget-view+json"]["model_id"] == panel.model_id
    assert ("text/html" in before) != ("image/png" in before)
    words = before["text/plain"]
    assert len(words) > 20 and "object at 0x" not in words and "<" not in words.replace("<any>", "")
    if "text/html" in before:
        still = parse(before["text/html"])
        assert len(still.text) > 20 and not [node for node in still if node.name in ("button", "input", "select")]
    else:
        assert picture(before["image/png"]).std() > 0.01
    fresh_workbook.record("predictions", "98.number", 3)
    fresh_workbook.record("predictions", "98.choice", "A")
    fresh_workbook.record("predictions", "99.pair", 3)
    for key in ("98.quiz", "98.sort"):
        fresh_workbook.record("quizzes", key, {"choices": [1, 1, 1], "right": 1})
    for key in ("problem_statement", "baseline_pitch"):
        fresh_workbook.save_artefact(key, {"user": "somebody", "pitch": "secret words"})
        fresh_workbook.record("drafts", key, {"user": "somebody else"})
    fresh_workbook.record("ratings", "skills", {skill.key: 2 for skill in course.skills()})
    fresh_workbook.record("exercises", "04.1", {"status": "right", "answer": "EWR"})
    other = make()
    after, _ = other._repr_mimebundle_()
    assert after["text/plain"] == words
    assert after.get("text/html") == before.get("text/html") and after.get("image/png") == before.get("image/png")


@pytest.mark.parametrize("make", every_panel().values(), ids=every_panel())
def test_no_panel_gives_its_answer_away(fresh_workbook, make):
    panel = make()
    shown = panel.html + "".join(str(part) for part in panel._repr_mimebundle_()[0].values())
    if isinstance(panel, Predict):
        assert "4.2" not in shown and "That is what the data says" not in shown
    assert "o2p-yes" not in shown and 'data-status="right"' not in shown


def test_each_test_has_a_workbook_of_its_own_and_none_is_the_readers(fresh_workbook, empty_home):
    assert session.workbook() is fresh_workbook and not session._listeners
    assert not fresh_workbook.path.exists()
    repository = Path(live.__file__).resolve().parents[2]
    for home in (fresh_workbook.home, Path(empty_home)):
        assert not home.resolve().is_relative_to(repository)
