"""A table one can type into, in a lab that keeps what the reader typed."""

import pytest
from page import Page, parse

from ops2pm.models.resample import Estimate
from ops2pm.numbers import Range, parse_range
from ops2pm.ui import session
from ops2pm.ui.bars import EstimateBars
from ops2pm.ui.controls import Slider, Switch
from ops2pm.ui.figure import LiveFigure
from ops2pm.ui.grid import Grid
from ops2pm.ui.lab import Lab

SCORES = Grid(
    "scores",
    "Scores",
    (("apm", "APM"), ("stay", "Stay & build")),
    (("pay", "Pay"), ("odds", "Odds")),
    {("apm", "pay"): "2–3–5", ("apm", "odds"): "1", ("stay", "pay"): "4-6", ("stay", "odds"): "5"},
    question="Which cell are you least sure of?",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2–3–5", (2, 3, 5)),
        ("2-3-5", (2, 3, 5)),
        (" 2 – 3 — 5 ", (2, 3, 5)),
        ("2 to 4", (2, 3, 4)),
        ("2to4", (2, 3, 4)),
        ("2 TO 4", (2, 3, 4)),
        ("0.00001", (0.00001, 0.00001, 0.00001)),
        ("2\u22125", (2, 3.5, 5)),
        ("3", (3, 3, 3)),
        ("0,5-1,5", (0.5, 1, 1.5)),
        ("9,400–9,600", (9400, 9500, 9600)),
        (4, (4, 4, 4)),
        ("2-2-2", (2, 2, 2)),
    ],
)
def test_a_range_is_read_as_people_write_it(text, expected):
    assert parse_range(text) == Range(*expected)


@pytest.mark.parametrize(
    "text",
    ["", "-", "5-3", "2-9-5", "2–", "–2", "-3", "1-2-3-4", "two", "nan", "1-inf", "2tofour", "1" + " " * 50_000 + "2"],
)
def test_what_is_no_range_is_none(text):
    assert parse_range(text) is None


@pytest.mark.parametrize("text", ["2–3–5", "3", "0.5–1–1.5", "2–2–4", "0.00001–1–2"])
def test_a_range_is_written_as_it_is_read(text):
    assert str(parse_range(text)) == text
    assert parse_range(str(parse_range(text))) == parse_range(text)


def test_a_grid_reads_and_writes_its_cells():
    value = SCORES.value
    assert value["apm", "pay"] == Range(2, 3, 5) and value["stay", "pay"] == Range(4, 5, 6)
    assert SCORES.stored(value)["scores.stay.pay"] == "4–5–6"
    changed = SCORES.take(value, "scores.stay.odds", "7-9")
    assert changed["stay", "odds"] == Range(7, 8, 9)
    assert {cell: changed[cell] for cell in changed if cell != ("stay", "odds")} == {
        cell: value[cell] for cell in value if cell != ("stay", "odds")
    }
    with pytest.raises(ValueError, match=r"^APM, Pay: type a number from 0 to 10, or a range"):
        SCORES.take(value, "scores.apm.pay", "11")
    with pytest.raises(ValueError, match="row and column"):
        SCORES.parse("2")


def test_a_column_may_have_limits_of_its_own():
    grid = Grid(
        "s", "S", (("a", "A"),), (("share", "Share"), ("weeks", "Weeks")), {("a", "share"): "50", ("a", "weeks"): "3"},
        low=0, high=100, limits={"weeks": (0.5, 200)},
    )  # fmt: skip
    assert grid.ends("share") == (0, 100) and grid.ends("weeks") == (0.5, 200)
    assert {"0", "100", "0.5", "200"} < set(grid.sweep())
    assert grid.read(("a", "weeks"), "150") == Range(150, 150, 150)
    with pytest.raises(ValueError, match=r"^A, Weeks: type a number from 0\.5 to 200"):
        grid.read(("a", "weeks"), "0")
    with pytest.raises(ValueError, match=r"^A, Share: type a number from 0 to 100"):
        grid.read(("a", "share"), "150")


def test_per_cent_signs_and_about_are_read_where_they_belong():
    grid = Grid(
        "s", "S", (("a", "A"),), (("share", "Share, %"), ("weeks", "Weeks")),
        {("a", "share"): "50", ("a", "weeks"): "3"}, high=100,
    )  # fmt: skip
    for typed in ("3–10–30%", "3%–10%–30%", "3 % to 10 % to 30 %", "about 3-10-30"):
        assert grid.read(("a", "share"), typed) == Range(3, 10, 30)
    assert grid.read(("a", "share"), "31 per cent") == Range(31, 31, 31)
    assert grid.read(("a", "weeks"), "about 3.5") == Range(3.5, 3.5, 3.5)
    with pytest.raises(ValueError, match=r"^A, Weeks: type a number"):
        grid.read(("a", "weeks"), "3%")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5, 10, 20", "5–10–20"),
        ("5; 10", "5–10"),
        ("5, 10", "5–10"),
        ("1,2,3", "1–2–3"),
        ("2/5", "2–5"),
        ("2 3 5", "2–3–5"),
        ("20, 10, 5", "2–5 or 2–3–5"),
        ("5, x", "2–5 or 2–3–5"),
        ("1, 2, 3, 4", "2–5 or 2–3–5"),
    ],
)
def test_a_list_is_told_how_a_range_is_written(typed, meant):
    grid = Grid("s", "S", (("a", "A"),), (("b", "B"),), {("a", "b"): "5"}, high=100)
    with pytest.raises(ValueError, match=f"such as {meant}\\.$"):
        grid.read(("a", "b"), typed)


def test_counts_are_whole_numbers():
    counts = Grid("n", "N", (("cold", "Cold"),), (("sent", "Sent"),), {("cold", "sent"): "20"}, "count", 0, 5000)
    assert counts.value == {("cold", "sent"): 20}
    assert counts.take(counts.value, "n.cold.sent", "1,200")["cold", "sent"] == 1200
    for bad in ("2.5", "-1", "5001", "", "many", "1e9", True):
        with pytest.raises(ValueError, match=r"^Cold, Sent: type a whole number from 0 to 5,000"):
            counts.take(counts.value, "n.cold.sent", bad)


def test_a_grid_is_a_table_with_a_heading_for_each_row_and_column():
    root = parse(str(SCORES.html(SCORES.value)))
    heads = [(node.text, node.get("scope")) for node in root if node.name == "th"]
    assert heads == [("", "col"), ("Pay", "col"), ("Odds", "col"), ("APM", "row"), ("Stay & build", "row")]
    fields = [node for node in root if node.name == "input"]
    assert [node.get("data-name") for node in fields] == list(SCORES.names)
    assert [node.get("aria-label") for node in fields][2] == "Stay & build, Pay"
    assert [node.value for node in fields] == ["2–3–5", "1", "4–5–6", "5"]


class Doors(Lab):
    """Two bars as high as two cells."""

    name = "doors"
    title = "Two doors"
    question = "Which is higher?"
    keeps = True

    def make_controls(self):
        return (
            Slider("weight", "Weight", 1, 3, 1, 1),
            SCORES,
            Switch("bonus", "Bonus"),
            Slider("b", "B", 0, 3, 1, 1, needs="bonus"),
        )

    def draw(self):
        live = LiveFigure("doors", (300, 200))
        with live.style():
            axes = live.figure.subplots()
            axes.set_ylim(0, 40)
            self.bars = EstimateBars(live, axes, "b", ("APM", "stay"))
        return live

    def show(self, values):
        ranges = [values["scores"][door, "pay"] for door in ("apm", "stay")]
        self.bars.move([Estimate(r.base, r.low, r.high).scaled(values["weight"]) for r in ranges])
        return f"They stand at {ranges[0].base:g} and {ranges[1].base:g}, weight {values['weight']:g}."


@pytest.fixture
def doors(fresh_workbook):
    return Page(Doors())


def field(page, cell):
    return page.one(f"scores.{cell}")


def test_a_cell_moves_the_lab_once_it_is_finished(doors):
    node = field(doors, "apm.pay")
    node.state["value"] = "7-"
    doors._event("input", node, "7-")
    assert doors.text("o2p-words").startswith("They stand at 3 ") and doors.is_hidden("scores-problem")
    doors.type(node, "7-9")
    assert doors.text("o2p-words") == "They stand at 8 and 5, weight 1."
    assert node.value == "7-9", "what is typed is not written over"
    assert doors.reloaded() == doors.snapshot()


def test_bad_cells_stay_to_be_mended_and_nothing_else_is_lost(doors):
    first, second = field(doors, "apm.pay"), field(doors, "stay.pay")
    doors.type(first, "lots")
    assert doors.text("scores-problem").startswith("APM, Pay: type") and first.get("aria-invalid") == "true"
    assert doors.text("scores-problem").endswith("Until then 2–3–5 counts.")
    doors.type(second, "5, 10, 20")
    assert doors.text("scores-problem").startswith("Stay & build, Pay: type"), "the latest is named"
    doors.type(second, "9")
    assert doors.text("o2p-words") == "They stand at 3 and 9, weight 1."
    assert first.value == "lots" and doors.text("scores-problem").startswith("APM, Pay: type")
    doors.type(first, "4")
    assert doors.is_hidden("scores-problem") and first.get("aria-invalid") is None
    assert doors.text("o2p-words") == "They stand at 4 and 9, weight 1."
    assert doors.panel.errors == []


def test_the_readers_numbers_are_there_the_next_time(doors):
    doors.type(field(doors, "stay.pay"), "7–8–9")
    doors.type(doors.named("weight")[0], "3")
    doors.tick(doors.one("bonus-switch"), True)
    again = Page(Doors())
    assert again.text("o2p-words") == "They stand at 3 and 8, weight 3."
    assert field(again, "stay.pay").value == "7–8–9" and again.named("weight")[0].value == "3"
    assert again.one("bonus-switch").flag("checked") and not again.one("b-range").flag("disabled")


def test_back_to_the_start_can_be_taken_back(doors):
    doors.press("reset")
    assert doors.is_hidden("back"), "nothing was changed, so there is nothing to bring back"
    doors.type(field(doors, "apm.pay"), "9")
    doors.press("reset")
    assert field(doors, "apm.pay").value == "2–3–5" and not doors.is_hidden("back")
    again = Page(Doors())
    assert not again.is_hidden("back"), "another day it can still be taken back"
    again.press("back")
    assert field(again, "apm.pay").value == "9" and again.is_hidden("back")
    assert again.text("o2p-words") == "They stand at 9 and 5, weight 1."


def test_pressing_reset_twice_does_not_lose_the_numbers(doors):
    doors.type(field(doors, "apm.pay"), "9")
    doors.press("reset")
    doors.press("reset")
    doors.press("back")
    assert field(doors, "apm.pay").value == "9"


def test_a_move_between_two_resets_does_not_lose_the_numbers(doors):
    doors.type(field(doors, "apm.pay"), "9")
    doors.press("reset")
    doors.type(doors.named("weight")[0], "3")
    doors.press("reset")
    doors.press("back")
    assert doors.text("o2p-words") == "They stand at 3 and 5, weight 3."
    doors.press("back")
    assert doors.text("o2p-words") == "They stand at 9 and 5, weight 1."
    doors.press("back")
    assert doors.text("o2p-words") == "They stand at 3 and 5, weight 3.", "and round again"


def test_numbers_typed_after_a_reset_survive_bringing_back_older_ones(doors):
    doors.type(field(doors, "apm.pay"), "9")
    doors.press("reset")
    doors.type(field(doors, "apm.pay"), "7")
    doors.press("back")
    assert field(doors, "apm.pay").value == "9" and not doors.is_hidden("back")
    again = Page(Doors())
    again.press("back")
    assert field(again, "apm.pay").value == "7"


def test_only_so_many_states_are_remembered(doors, fresh_workbook):
    for tenth in range(1, 15):
        doors.type(field(doors, "apm.pay"), f"{tenth / 2:g}")
        doors.press("reset")
    kept = fresh_workbook.get("settings", "lab.doors").value["before"]
    assert [each["scores.apm.pay"] for each in kept] == [f"{tenth / 2:g}" for tenth in range(5, 15)]


@pytest.mark.parametrize(
    "kept",
    [
        "text",
        {"values": 3},
        {"values": {"scores": "2", "weight": "heavy", "gone": 1}},
        {"values": {"scores.apm.pay": "99", "scores.x": "1", "weight": ["3"]}, "before": {"weight": None}},
        {"values": {}, "before": "x"},
        {"values": {}, "before": [3, {"weight": "heavy"}]},
    ],
)
def test_a_damaged_or_older_entry_opens_as_for_everybody(fresh_workbook, kept):
    fresh_workbook.record("settings", "lab.doors", kept)
    page = Page(Doors())
    assert page.text("o2p-words") == "They stand at 3 and 5, weight 1." and page.is_hidden("back")


def test_one_bad_cell_spoils_no_other(fresh_workbook):
    stored = {"scores.apm.pay": "9–1", "scores.stay.pay": "7", "scores.apm.odds": ["x"], "weight": 2}
    fresh_workbook.record("settings", "lab.doors", {"values": stored})
    assert Page(Doors()).text("o2p-words") == "They stand at 3 and 7, weight 2."


def test_two_notebooks_with_the_lab_do_not_undo_each_other(doors):
    other = Page(Doors())
    doors.type(field(doors, "apm.pay"), "9")
    other.type(field(other, "stay.pay"), "1")
    other.type(other.named("weight")[0], "3")
    assert Page(Doors()).text("o2p-words") == "They stand at 9 and 1, weight 3."


def test_a_slider_is_kept_when_it_is_let_go(doors, fresh_workbook):
    (node,) = [node for node in doors.named("weight") if node.get("type") == "range"]
    doors._event("input", node, "3")
    assert doors.text("o2p-words").endswith("weight 3.") and fresh_workbook.get("settings", "lab.doors") is None
    doors._event("change", node, "3")
    assert fresh_workbook.get("settings", "lab.doors").value["values"]["weight"] == 3


def test_a_lab_that_does_not_keep_writes_nothing(fresh_workbook):
    class Forgets(Doors):
        name = "forgets"
        keeps = False

    page = Page(Forgets())
    page.type(field(page, "apm.pay"), "9")
    assert session.entry("settings", "lab.forgets") is None and page.find("back") == []


def test_a_lab_can_be_set_from_python(doors):
    assert doors.panel.set(scores={"apm.pay": "1-2-9"}) == "They stand at 2 and 5, weight 1."
    assert field(doors, "apm.pay").value == "1–2–9"
