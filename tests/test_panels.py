"""Every control of every panel of every notebook, swept over its whole range as a reader with a browser could.

The notebooks are read from the course map and derived from their sources; their cells run here, in this process.
Every panel they make is opened in a `Page`, and everything that reports to Python is moved, typed into or clicked.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import math
import os
import random
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from page import Page, parse
from test_build import build

from ops2pm import checks
from ops2pm.course import LESSONS
from ops2pm.portfolio_panel import LINES, WAYS, PortfolioPanel
from ops2pm.rubrics import SELF, in_part
from ops2pm.rubrics.pitch import OPENERS
from ops2pm.ui import live, session
from ops2pm.ui.analogies import Analogies
from ops2pm.ui.ask import Ask
from ops2pm.ui.before_and_after import BeforeAndAfter
from ops2pm.ui.claims import BOXES, Claims
from ops2pm.ui.clinic import KINDS, Clinic
from ops2pm.ui.company import Dashboard
from ops2pm.ui.controls import Choice, Slider, Switch
from ops2pm.ui.conversation import SLOTS, Conversation
from ops2pm.ui.coverage import Coverage
from ops2pm.ui.decoder import VERDICTS, AdvertDecoder
from ops2pm.ui.form import Form
from ops2pm.ui.grid import Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.lesson import Awake
from ops2pm.ui.markup import plain
from ops2pm.ui.objections import LABELS, Objections
from ops2pm.ui.peer_review import PeerReview
from ops2pm.ui.pitch import SIDES, PitchBeside, baseline
from ops2pm.ui.predict import Predict
from ops2pm.ui.progress import Board
from ops2pm.ui.quiz import Quiz
from ops2pm.ui.rating import Rating
from ops2pm.ui.results import Results
from ops2pm.ui.sheet import LONGEST as LONGEST_WORDS
from ops2pm.ui.sheet import Sheet
from ops2pm.ui.tree import Tree
from ops2pm.ui.triage import MARKS, Triage
from ops2pm.ui.truth import Truth

REPO = Path(__file__).resolve().parent.parent
MAKERS = {
    "predict": Predict,
    "quiz": Quiz,
    "form": Form,
    "rating": Rating,
    "progress": Board,
    "analogies": Analogies,
    "ask": Ask,
    "results": Results,
    "lesson": Awake,
    "triage": Triage,
    "claims": Claims,
    "clinic": Clinic,
    "talk": Conversation,
    "decoder": AdvertDecoder,
    "coverage": Coverage,
    "pitch": PitchBeside,
    "objections": Objections,
    "peer_review": PeerReview,
    "before_and_after": BeforeAndAfter,
    "dashboard": Dashboard,
    "truth": Truth,
    "my_portfolio": PortfolioPanel,
}
"""The functions of a notebook that make a panel. Labs are made by their class."""

NO_NUMBER = ("", " ", "text", "nan", "inf", "-inf", "1e9", "-1e9", "1e999", "12 km", "--1", "0x10", "1,2,3")
HOSTILE = (
    "<script>alert(1)</script>",
    "</textarea></div></section><script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    'it\'s "quoted" & <b>bold</b> &amp; &#x27; `code`',
    "👩‍🚀 Zoë 東京 é",
    "\u202eright to left\u202c עברית العربية",
    "line\nline\r\n\ttab\x00\x01\x07\x1b[31m\x7f\u2028end",
    "half a pair \ud83d, the other \ude80 and \udcff",
    "{0} {} {user} {x!r} %s %d %(a)s $HOME ${x}",
    "$\\alpha^2$ **bold** *stress* \\n [link](javascript:alert(1))",
    "x" * 100_000,
    "9" * 400,
    "   ",
    "",
)


def notebooks():
    """path -> (lesson, derived notebook), of every lesson."""
    found = {}
    for lesson in LESSONS:
        for source in filter(None, (lesson.text, lesson.exercise_text)):
            for derived in build.derive(REPO, REPO / source):
                found[derived.path] = (lesson, derived.notebook)
    return found


NOTEBOOKS = notebooks()


def cells(path):
    return [cell.source for cell in NOTEBOOKS[path][1].cells if cell.cell_type == "code"]


class Run:
    """A notebook that has run: the panels it made, and those that a cell ended with, which the reader sees."""

    def __init__(self, path):
        self.path = path
        self.made = []
        self.displayed = []
        opening = live.Panel.__init__

        def noting(panel, *args, **kwargs):
            opening(panel, *args, **kwargs)
            self.made.append(panel)

        namespace = {"__name__": "__main__"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(live.Panel, "__init__", noting)
            for source in cells(path):
                self._run(source, namespace)

    def _run(self, source, namespace):
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, self.path, "exec"), namespace)
        if last is None:
            return
        value = eval(compile(ast.Expression(last.value), self.path, "eval"), namespace)
        if hasattr(value, "_repr_mimebundle_"):
            value._repr_mimebundle_()
        if isinstance(value, live.Panel):
            self.displayed.append(value)

    @property
    def labs(self):
        return [panel for panel in self.made if isinstance(panel, Lab)]


@pytest.fixture(scope="module", params=list(NOTEBOOKS))
def run(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPS2PM_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr(os, "fsync", lambda file: None)  # a thousand saves; what a crash leaves is tested elsewhere
        session.workbook.cache_clear()
        session._listeners.clear()
        yield Run(request.param)
    checks.keep_results(True)  # a solution notebook says that nothing counts
    session.workbook.cache_clear()
    session._listeners.clear()


# --- What there has to be -----------------------------------------------------------------------------------


def lab_classes(lesson):
    """The labs of a lesson, by the course map."""
    modules = [importlib.import_module(path.removesuffix(".py").replace("/", ".")) for path in lesson.parts.labs]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if inspect.isclass(thing) and issubclass(thing, Lab) and thing.__module__ == module.__name__
    ]


def calls(path):
    """How often each name is called in a notebook, read from its text."""
    trees = [ast.parse(source) for source in cells(path)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return Counter(node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def test_the_map_has_lessons_with_labs_and_exercises():
    expected = [
        path for lesson in LESSONS for path in (lesson.notebook, lesson.solution_notebook, lesson.exercise_notebook)
    ]
    assert sorted(NOTEBOOKS) == sorted(path for path in expected if path)
    assert all(lab_classes(lesson) for lesson in LESSONS)
    names = {lab.name for lesson in LESSONS for lab in lab_classes(lesson)}
    assert names >= {"late-flights", "stranded", "rival-causes"}


def names(run):
    """How many panels of each kind were made. By name: traitlets gives each widget a class of its own."""
    return Counter(type(panel).__name__ for panel in run.made)


def test_every_panel_of_the_text_is_made_and_displayed(run):
    lesson = NOTEBOOKS[run.path][0]
    called = calls(run.path)
    expected = Counter({made.__name__: called[name] for name, made in MAKERS.items() if called[name]})
    if run.path == lesson.notebook:
        expected += Counter(lab.__name__ for lab in lab_classes(lesson))
    assert expected, "a notebook without panels"
    assert names(run) == expected
    assert len({id(panel) for panel in run.displayed}) == len(run.made) == len(run.displayed)


def is_sheet(control):
    return isinstance(control, Sheet)


def expected_controls(panel):
    """What a panel ought to offer: (kind, name) -> how many."""
    match panel:
        case Lab():
            found = Counter({("button", "reset"): 1})
            for control in panel.make_controls():
                kinds = {Slider: ("range", "text"), Choice: ("select",), Switch: ("checkbox",)}
                kinds |= {Grid: ("text",), Sheet: ("text",), Tree: ("button",)}
                special = {control.pasted: ("textarea",), control.emptied: ("button",)} if is_sheet(control) else {}
                found.update((k, name) for name in control.names for k in special.get(name, kinds[type(control)]))
            if panel.opens_after:
                found["button", "open"] = 1
            if panel.keeps:
                found["button", "back"] = 1
        case Predict():
            found = Counter({("button", "commit"): 1})
            found.update([("radio", "guess")] * len(panel.choices) if panel.choices else [("text", "guess")])
        case Quiz():
            found = Counter({("radio", f"item-{n}"): len(item.options) for n, item in enumerate(panel.items)})
        case Form():
            kinds = {"text": "textarea", "choice": "select", "date": "date"}
            found = Counter((kinds.get(field.kind, "text"), field.key) for field in panel.rubric.fields)
            found.update({("radio", f"self.{criterion.key}"): 3 for criterion in panel.rubric.by_kind("S")})
            found["button", "keep"] = 1
            found["button", "numbers"] = int(panel.numbers is not None)
            found["button", "anew"] = int(bool(panel.about))
            found["button", "again"] = int(panel.rubric.sealed)
            found["button", "show"] = len(panel.rubric.parts)
        case Ask():
            found = Counter({("button", name): 1 for name in ("check", "hint", "solution")})
            found.update([("radio", "answer")] * len(panel.check.choices) or [("text", "answer")])
        case Rating():
            found = Counter({("radio", skill.key): len(skill.levels) for skill in panel.skills})
        case Analogies():
            found = Counter({("text", "search"): 1})
        case Board():
            found = Counter({("button", name): 1 for name in ("look", "copy", "merge")} | {("text", "path"): 1})
        case Results():
            found = Counter({("button", "look"): 1})
        case Triage():
            found = Counter({("checkbox", name): 1 for name in MARKS})
            found.update([("button", name) for name in ("compare", "previous", "next")])
        case Claims():
            found = Counter({("checkbox", name): 1 for name in BOXES})
            found.update({("button", "show"): len(panel.checked), ("button", "compare"): 1})
        case Clinic():
            found = Counter({("radio", "kind"): len(KINDS)} | {("button", name): 1 for name in ("previous", "next")})
        case Conversation():
            found = Counter({("button", "ask"): SLOTS, ("button", "again"): 1})
        case AdvertDecoder():
            found = Counter({("select", "sample"): 1, ("textarea", "text"): 1, ("select", "kind"): 1})
            found.update({("radio", "verdict"): len(VERDICTS), ("button", "mark"): len(panel.found)})
            found["button", "add"] = len(panel.reading.sentences)
        case Objections():
            found = Counter({("button", name): 1 for name in ("open", "previous", "next")})
            found["button", "said"] = len(LABELS)
        case Coverage():
            found = Counter(("checkbox", f"{each.id}.{part}") for each in panel.questions for part in panel.stories)
        case PitchBeside():
            found = Counter()
            if baseline() is not None:
                found["button", "open"] = 1
            if panel.opened:
                found.update({("radio", side): len(OPENERS) for side in SIDES})
        case PeerReview():
            found = Counter([("text", "name"), ("select", "artefact"), ("button", "packet"), ("file", "file")])
            found["button", "review"] = 1
        case BeforeAndAfter():
            found = Counter({("radio", skill.key): len(skill.levels) for skill in panel.skills})
            found["button", "look"] = 1
        case Dashboard():
            found = Counter([("text", "number"), ("button", "take")])
        case Truth():
            found = Counter([("button", "ask")])
        case PortfolioPanel():  # as it opens for everybody: nothing is kept yet
            found = Counter([("text", line[0]) for line in LINES] + [("textarea", "words")])
            found["button", "write"] = len(WAYS)
        case Awake():
            found = Counter()
        case _:
            pytest.fail(f"say here what controls a {type(panel).__name__} has")
    return +found


def test_each_control_is_there_has_a_label_and_there_are_few(run):
    for panel in run.made:
        page = parse(panel.html)
        found = [node for node in page if "data-name" in node.attributes]
        kinds = {"button": "button", "select": "select", "textarea": "textarea"}
        counted = Counter((kinds.get(node.name) or node.get("type"), node.get("data-name")) for node in found)
        assert counted == expected_controls(panel)
        labels = [node for node in page if node.name == "label"]
        for node in found:
            around = [label.text for label in labels if any(inner is node for inner in label)]
            if node.name == "button":
                assert node.text.strip()
            else:
                assert (node.get("aria-label") or "".join(around)).strip(), f"{node} has no label"
            if node.get("type") == "radio":
                sets = [outer for outer in page if outer.name == "fieldset" and any(inner is node for inner in outer)]
                (legend,) = [inner for inner in sets[0] if inner.name == "legend"]
                assert legend.text.strip()
        names = [node for node in page if node.get("id")]
        assert len({node.get("id") for node in names}) == len(names), "two elements have one id"
    for lab in run.labs:
        assert 1 <= len(lab.controls) <= 6
        sections = [node for node in parse(lab.html) if node.name == "section"]
        assert plain(lab.question) in sections[0].text
        assert plain(lab.question).count("?") >= 1
        assert ("simulated data" in lab.html.lower()) == lab.simulated


# --- Nothing ever breaks ------------------------------------------------------------------------------------


def assert_well(page):
    """What holds after everything a reader may do."""
    panel = page.panel
    assert panel.errors == []
    assert page.is_hidden("o2p-error")
    if isinstance(panel, Lab):
        assert_picture(page)


@cache
def tracked(figure):
    """How many artists move."""
    return len(figure.figure.findobj(lambda artist: (artist.get_gid() or "").startswith(f"{figure.name}-")))


def assert_picture(page):
    """The lab shows something, nothing in it is NaN, nothing is drawn beside the picture, and its words are words."""
    lab = page.panel
    width, height = lab.figure.size
    solid = 0
    shapes = [node for node in page.named_nodes if (node.get("id") or "").endswith("-shape")]
    assert len(shapes) == tracked(lab.figure) > 0
    for node in shapes:
        if node.name == "text":
            assert node.text.strip()
            assert not re.search(r"\b(nan|inf)\b", node.text, re.I)
            assert -1 <= float(node.get("x")) <= width and 0 <= float(node.get("y")) <= height, f"{node} is beside"
            continue
        points = outline(node.get("d"))
        assert len(points) and np.isfinite(points).all()
        assert (points >= -1).all() and (points <= np.array([width, height]) + 1).all(), f"{node} is drawn beside"
        solid += node.get("visibility") != "hidden" and np.ptp(points, axis=0).max() > 0.5
    assert solid, "the figure is empty"
    for axes in lab.figure.figure.axes:
        limits = axes.get_xlim() + axes.get_ylim()
        assert all(map(math.isfinite, limits)) and limits[0] != limits[1] and limits[2] != limits[3]
    words = page.text("o2p-words")
    assert len(words) > 20 and not re.search(r"\b(nan|inf|none)\b", words, re.I), words
    assert page.text(f"{lab.figure.name}-desc") == words


def outline(path):
    """The points of SVG path data, shape (n, 2); a closing point that repeats the first is left out."""
    for token in re.sub(r"[MLQCZz,]", " ", path).split():
        assert math.isfinite(float(token)), path
    points = np.array([float(token) for token in re.sub(r"[MLQCZz,]", " ", path).split()]).reshape(-1, 2)
    while len(points) > 2 and np.allclose(points[0], points[-1], atol=0.02):  # matplotlib closes an ellipse twice
        points = points[:-1]
    return points


def assert_drawn_like_new(page):
    """What was patched together is what matplotlib draws now."""
    lab = page.panel
    fresh = parse(lab.figure.svg(lab.title, plain(lab.words)))
    drawn = {node.get("id"): node for node in fresh if (node.get("id") or "").endswith("-shape")}
    shown = {node.get("id"): node for node in page.named_nodes if (node.get("id") or "").endswith("-shape")}
    assert drawn.keys() == shown.keys()
    for name, node in shown.items():
        hidden = [each.get("visibility") == "hidden" for each in (node, drawn[name])]
        assert hidden[0] == hidden[1], name
        if node.name == "text":
            assert node.text == drawn[name].text
            at = [[float(each.get("x")), float(each.get("y"))] for each in (node, drawn[name])]
            np.testing.assert_allclose(*at, atol=0.02, err_msg=name)
        else:
            np.testing.assert_allclose(outline(node.get("d")), outline(drawn[name].get("d")), atol=0.02, err_msg=name)
    left, right = (
        [
            (node.name, node.text)
            for node in tree
            if node.name == "text" and not (node.get("id") or "").endswith("-shape")
        ]
        for tree in (page.one(f"{lab.figure.name}-figure"), fresh)
    )
    assert left == right, "the frame was not drawn again"


def steps(node):
    """Every value from min to max, as a browser sends it."""
    low, high, step = (Decimal(node.get(name)) for name in ("min", "max", "step"))
    assert step > 0 and high > low
    return [f"{float(low + i * step):g}" for i in range(int((high - low) / step) + 1)]


def sliders(page, name):
    return [node for node in page.named(name) if node.get("type") == "range"]


def beyond(node):
    """Numbers outside of the limits."""
    low, high = Decimal(node.get("min")), Decimal(node.get("max"))
    return [str(low - 1), str(high + 1), str(low - Decimal("0.001")), str(high + Decimal("0.001"))]


def bad_numbers(node):
    return [*NO_NUMBER, *HOSTILE, *beyond(node)]


def typed(node):
    """What else is worth typing into a text field: numbers where one is wanted, dates where one is."""
    if node.get("inputmode") == "decimal":
        return [*NO_NUMBER, "0", "-3", "1,5", "9,400", "1e3"]
    return ["2026-02-30", "0000-00-00", "9999-12-31", "2026-05-31"] if node.get("type") == "date" else ["Night nurses"]


SAMPLE = 7
"""In a part that repeats the first, one in so many values is typed into each field, other ones in the next field; then
the last value of all, so that no field is left with 100,000 characters, which each of the others would save again."""


def repeats(panel, name):
    """Whether a field or a judgement belongs to a later part of a form whose parts are all alike."""
    if not isinstance(panel, Form) or not panel.rubric.parts or not panel.rubric.alike:
        return False
    return any(name.removeprefix(SELF).startswith(in_part(part.key, "")) for part in panel.rubric.parts[1:])


def texts_for(page, node, place):
    """What is typed into a text field, the `place`-th of its panel."""
    every = [*HOSTILE, *typed(node)]
    if not repeats(page.panel, node.get("data-name")):
        return every
    return [*every[place % SAMPLE : -1 : SAMPLE], every[-1]]


def settle(page, node):
    """Press what a field leads to, after each value: the commit, the check, the keeping."""
    wanted = {"guess": "commit", "answer": "check", "path": "merge"}.get(node.get("data-name"))
    if isinstance(page.panel, Form):
        wanted = "keep"
    if wanted:
        page.press(wanted)
        assert_well(page)


def sweep_lab_number(page, control):
    lab, node = page.panel, control.node
    slider, (bar,) = lab.controls[control.name], sliders(page, control.name)
    if slider.needs:
        page.tick(page.named(slider.needs)[0], True)
    assert not node.flag("disabled")
    values = steps(bar)
    assert [float(value) for value in values] == slider.sweep()
    for value in values:
        page.type(node, value)
        assert_well(page)
        assert lab.values[control.name] == float(value)
        assert page.is_hidden(f"{control.name}-problem")
    page.type(node, values[1].replace(".", ","))
    assert lab.values[control.name] == float(values[1])
    box = page.one(f"{control.name}-number")
    for value in bad_numbers(bar):
        words = lab.words
        page.type(node, value)
        assert_well(page)
        assert lab.values[control.name] == float(values[1])
        assert lab.words == words
        assert box.value == value and box.get("aria-invalid") == "true", "the text stays, to be mended"
        assert float(bar.value) == float(values[1]), "the slider stands at what counts"
        assert re.fullmatch(
            r"Type a number from \S+ to \S+\. Until then (\S+) counts\.", page.text(f"{control.name}-problem")
        )
    assert page.reloaded() == page.snapshot()
    page.type(node, values[1])
    assert page.is_hidden(f"{control.name}-problem") and box.get("aria-invalid") is None


def sweep_cell(page, node, grid):
    """Every cell takes what can be read, and keeps what can't with a sentence that names it."""
    _, row, column = node.get("data-name").split(".")
    low, high = grid.ends(column)
    assert {f"{low:g}", f"{high:g}"} < set(grid.sweep())
    for value in grid.sweep():
        try:
            grid.read((row, column), value)
        except ValueError:
            continue  # it belongs to a column with other limits
        page.type(node, value)
        assert_well(page)
        assert page.panel.values[grid.name][row, column] == grid.read((row, column), value)
        assert page.is_hidden(f"{grid.name}-problem")
    if is_sheet(grid) and column in grid.texts:
        sweep_words(page, node, grid)
        return
    words = page.panel.words
    for value in [*NO_NUMBER, *HOSTILE, f"{high + 1:.0f}", "5-3", "1-2-3-4"]:
        if is_sheet(grid) and not value.strip():
            continue  # an empty cell means that one doesn't know
        page.type(node, value)
        assert_well(page)
        assert page.panel.words == words and node.value == value
        assert page.text(f"{grid.name}-problem").startswith(node.get("aria-label"))
    page.type(node, str(grid.value[row, column]))
    assert page.is_hidden(f"{grid.name}-problem")


def sweep_words(page, node, grid):
    """A cell with words takes any that fit, and says what is wrong with the others."""
    _, row, column = node.get("data-name").split(".")
    for value in HOSTILE:
        page.type(node, value)
        assert_well(page)
        assert node.value == value
        assert page.is_hidden(f"{grid.name}-problem") == (len(value) <= LONGEST_WORDS)
    page.type(node, grid.start[row, column])
    assert page.is_hidden(f"{grid.name}-problem")


def sweep(page):
    """Every value of every control; then every button, those included that have appeared."""
    for place, control in enumerate(page.controls()):
        node = control.node
        match control.kind:
            case "range" | "text" if isinstance(page.panel, Lab) and control.name in page.panel.controls:
                sweep_lab_number(page, control)
            case "text" if isinstance(page.panel, Lab):
                sweep_cell(page, node, page.panel.controls[control.name.split(".")[0]])
            case "text" | "textarea" | "date":
                for value in texts_for(page, node, place):
                    page.type(node, value)
                    assert_well(page)
                    settle(page, node)
                    assert node.value == value or page.panel.rubric.sealed
            case "file":
                for value in [*HOSTILE, *(json.dumps(each) for each in (None, 3, [], {}, {"kind": "packet"}))]:
                    page.type(node, value)
                    assert_well(page)
            case "select":
                for value in [*node.options(), "no such option", ""]:
                    page.type(node, value)
                    assert_well(page)
                page.type(node, node.options()[0])
            case "checkbox":
                for value in (True, False, True, False):
                    page.tick(node, value)
                    assert_well(page)
            case "radio":
                page.choose(node)
                assert_well(page)
                if not repeats(page.panel, control.name):
                    settle(page, node)
            case "button":
                pass
            case other:
                pytest.fail(f"say here how a control of kind {other!r} is swept")
    pressed = 0
    for button in [control.node for control in page.controls() if control.kind == "button"]:
        if any(each is button for each in page.named_nodes):  # it may have gone by now
            page.click(button)
            assert_well(page)
            pressed += 1
    return pressed


def test_every_control_takes_every_value(run, caplog):
    for panel in run.made:
        page = Page(panel)
        assert_well(page)
        pressed = sweep(page)
        assert pressed >= sum(kind == "button" for kind, _ in expected_controls(panel))
        assert_well(page)
        assert page.reloaded() == page.snapshot()
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR", "CRITICAL")]


def test_a_kept_work_opens_again(run):
    """After the sweep the workbook holds the worst; the notebook runs again and shows it, harmlessly."""
    again = Run(run.path)
    assert names(again) == names(run)
    for before, panel in zip(run.made, again.made, strict=True):
        assert_well(Page(panel))
        if not isinstance(panel, Lab):  # a lab may say more once it is open
            assert panel.description() == before.description(), "its words without a kernel depend on the workbook"


STEPS = 90


def test_any_combination_of_controls_draws_a_picture(run):
    for lab in run.labs:
        page, dice = Page(lab), random.Random(lab.name)
        controls = page.controls()
        for step in range(STEPS):
            node, kind, name = dice.choice(controls)
            match kind:
                case "range" | "text" if name in lab.controls:
                    (bar,) = sliders(page, name)
                    page.type(node, dice.choice(steps(bar) + bad_numbers(bar)[:3]))
                case "select":
                    page.type(node, dice.choice(node.options()))
                case "checkbox":
                    page.tick(node, dice.choice((True, False)))
                case "text":
                    grid = lab.controls[name.split(".")[0]]
                    page.type(node, dice.choice([*grid.sweep(), "x"]))
                case "button" if name in lab.controls or "." in name or (name == "reset" and dice.random() < 0.3):
                    page.click(node)
            assert_well(page)
            if step % 6 == 0:
                assert_drawn_like_new(page)
            problems = [control for control in lab.controls if not page.is_hidden(f"{control}-problem")]
            if step % 6 == 3 and not problems:
                assert page.reloaded() == page.snapshot()
