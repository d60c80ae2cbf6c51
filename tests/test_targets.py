"""The target list's model: scores and their doubt, reasons that are one, the plan, and lists as CSV."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from ops2pm.models.ranges import Ranges, first_shares, top_shares
from ops2pm.models.targets import (
    FIRST,
    LONGEST_CSV,
    MOST_ROWS,
    MOST_TOLD,
    SELDOM,
    Column,
    CsvProblem,
    one_by_one,
    parse_csv,
    plan,
    rank,
    same_reason,
    write_csv,
)

COLUMNS = (Column("target", "Company and team", needed=True), Column("warm", "A warm path", also=("path",)),
           Column("step", "First step"))  # fmt: skip


def certain(*rows):
    return Ranges.of([[(value, value, value) for value in row] for row in rows])


# --- Among the first ----------------------------------------------------------------------------------------


def test_top_shares_are_first_shares_for_one_place():
    results = np.random.default_rng(1).integers(0, 4, (500, 6)).astype(float)
    np.testing.assert_allclose(top_shares(results, 1), first_shares(results))


@pytest.mark.parametrize("places", [1, 2, 3, 6, 9])
def test_top_shares_sum_to_the_places(places):
    results = np.random.default_rng(2).integers(0, 3, (300, 6)).astype(float)
    shares = top_shares(results, places)
    assert shares.sum() == pytest.approx(min(places, 6)) and (shares >= 0).all() and (shares <= 1).all()


def test_those_that_tie_share_the_last_places():
    np.testing.assert_allclose(top_shares(np.array([[5.0, 3.0, 3.0, 3.0, 1.0]]), 3), [1, 2 / 3, 2 / 3, 2 / 3, 0])


def test_certain_scores_leave_no_doubt():
    found = rank(certain((9, 9), (5, 5), (7, 7), (1, 1)), np.array([1.0, 3.0]), 10)
    assert found.order == (0, 2, 1, 3) and found.first == (0, 2, 1)
    np.testing.assert_array_equal(found.top, [1, 1, 1, 0])


def test_a_hope_leads_the_list_and_not_the_rolls():
    scores = Ranges.of([[(0, 8, 8)], *[[(6, 7, 10)]] * 4])
    found = rank(scores, np.array([1.0]), 10)
    assert found.order[0] == 0 and found.top[0] < found.top[1:].min() / 2


def test_equals_keep_the_lists_order_and_no_weight_decides_nothing():
    assert rank(certain((3,), (3,), (3,)), np.array([2.0]), 10).order == (0, 1, 2)
    nothing = rank(certain((3,), (4,)), np.array([0.0]), 10)
    assert nothing.order == () and nothing.flip is None and np.isnan(nothing.top).all()


@pytest.mark.parametrize("number", range(1, 6))
def test_of_so_few_that_all_would_be_among_the_first_the_best_one_is_looked_for(number):
    found = rank(Ranges.of([[(0, 4 + place / 10, 8)] for place in range(number)]), np.array([1.0]), 10)
    assert found.among == len(found.first) == (1 if number <= FIRST else FIRST)
    assert found.top.sum() == pytest.approx(found.among) and (number == 1 or found.top.max() < 1)


def test_one_target_is_sure_of_its_place():
    assert rank(certain((3, 1)), np.array([1.0, 1.0]), 10).top.tolist() == [1.0]


def test_the_flip_gives_another_the_lead():
    scores, weights = certain((8, 2), (3, 6)), np.array([5.0, 5.0])
    found = rank(scores, weights, 10)
    assert found.order[0] == 0 and found.flip is not None
    weights[found.flip.criterion] = found.flip.at + 0.01 * np.sign(found.flip.change)
    assert rank(scores, weights, 10).order[0] == found.flip.winner == 1


# --- One reason, twice --------------------------------------------------------------------------------------


def test_reasons_that_rise_together_are_found_the_closest_first():
    base = np.array([[1, 2, 9, 5], [2, 4, 1, 5], [3, 6.5, 5, 5], [4, 8, 2, 5]], dtype=float)
    ((one, other, together),) = same_reason(base)
    assert (one, other) == (0, 1) and together == pytest.approx(np.corrcoef(base[:, 0], base[:, 1])[0, 1])


def test_opposite_equal_and_few_reasons_are_no_pair():
    assert same_reason(np.array([[1, 4], [2, 3], [3, 2], [4, 1]], dtype=float)) == []
    assert same_reason(np.full((5, 3), 4.0)) == []
    assert same_reason(np.array([[1, 1], [2, 2], [3, 3]], dtype=float)) == []


# --- The plan -----------------------------------------------------------------------------------------------


def waited(order, chances, hours):
    """Chance × time of completion, summed."""
    spent, total = 0.0, 0.0
    for place in order:
        spent += hours[place]
        total += chances[place] * spent
    return total


def test_no_other_order_waits_less():
    dice = random.Random(11)
    for _ in range(20):
        chances, hours = [dice.uniform(SELDOM, 1) for _ in range(5)], [dice.choice((0.5, 1, 2, 3, 5)) for _ in range(5)]
        mine = [one.target for one in plan(chances, hours, 3)]
        assert waited(mine, chances, hours) == pytest.approx(
            min(waited(order, chances, hours) for order in itertools.permutations(range(5)))
        )


def test_who_is_hardly_ever_among_the_first_comes_last_however_short_the_step():
    chances, hours = (0.049, 0.05, 0.0, 0.9), (0.5, 40, 0.5, 40)
    assert [one.target for one in plan(chances, hours, 3)] == [3, 1, 0, 2]
    assert [one.target for one in plan((0.0, 0.0), (2, 1), 3)] == [0, 1]


def test_weeks_are_counted_as_people_count_them():
    found = one_by_one((0, 1, 2), (3, 3, 1), 3)
    assert [(one.begins, one.done) for one in found] == [(1, 1), (2, 2), (3, 3)]
    assert [(one.begins, one.done) for one in one_by_one((0, 1), (1, 5), 3)] == [(1, 1), (1, 2)]
    assert one_by_one((0,), (0.3,), 0.1)[0].done == 3  # and not 4, by the dust of 0.3 / 0.1


def test_more_hours_a_week_never_make_it_later():
    hours = (4, 2, 5, 3)
    ends = [max(one.done for one in plan((0.1, 0.2, 0.3, 0.4), hours, week)) for week in (1, 2, 3, 7, 14)]
    assert ends == sorted(ends, reverse=True) and ends[0] == sum(hours) and ends[-1] == 1


@pytest.mark.parametrize(
    ("chances", "hours", "week"), [((1,), (0,), 3), ((1,), (1,), 0), ((1,), (-1,), 3), ((1, 2), (1,), 3)]
)
def test_a_plan_that_cannot_be(chances, hours, week):
    with pytest.raises(ValueError, match=r"Hours|hours"):
        plan(chances, hours, week)


def test_an_empty_plan():
    assert plan((), (), 3) == ()


# --- Lists in -----------------------------------------------------------------------------------------------

WANTED = [
    (2, {"target": "Bank, disputes", "warm": "2–5–8", "step": "Call"}),
    (3, {"target": "Zoë", "warm": "", "step": ""}),
]


@pytest.mark.parametrize(
    "text",
    [
        'Company and team,A warm path,First step\n"Bank, disputes",2–5–8,Call\nZoë,,\n',
        "\ufeffCompany and team;A warm path;First step\r\nBank, disputes;2–5–8;Call\r\nZoë;;\r\n",
        "Company and team\tA warm path\tFirst step\rBank, disputes\t2–5–8\tCall\rZoë\t\t",
        "first STEP;notes; company  and team ;path\nCall;ours;Bank, disputes;2–5–8\n;;Zoë;",
        "Company and team;A warm path;First step\nBank, disputes; 2–5–8 ;Call\nZoë\n\n;;\n",
    ],
    ids=["commas", "semicolons-bom-crlf", "tabs-cr", "other-order", "short-and-blank-rows"],
)
def test_what_spreadsheets_write_is_read(text):
    assert parse_csv(text, COLUMNS) == WANTED


def test_excels_first_line_is_none_of_the_rows_and_is_counted():
    assert parse_csv("sep=;\nCompany and team;A warm path\nX;1", COLUMNS)[0][0] == 3


def test_a_line_break_within_a_cell_makes_no_row():
    assert parse_csv('Company and team,First step\n"A\nB",x\nC,y', COLUMNS)[0][1]["target"] == "A B"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The list is empty: the first row names the columns."),
        ("\n \n;;\n", "The list is empty"),
        ("Company and team\n", "The list has a heading and no rows beneath it."),
        ("Firm,First step\nX,y", "Row 1 has no column “Company and team”"),
        ("Company and team,company and team\nX,y", "Row 1 has the column “Company and team” twice."),
        ("Company and team,First step\n,y", "Row 2, column “Company and team”: it is empty."),
        ("Company and team,First step\nX,y\nx ,z", "Row 3, column “Company and team”: “x” stands above already."),
        ("Company and team,First step\nX,y,z", "Row 2 has 3 cells, and the heading has 2"),
        (f"Company and team\n{'x' * 201}", "201 characters, and 200 fit at most"),
        ("Company and team\n" + "\n".join(map(str, range(MOST_ROWS + 1))), "Row 12: the list has more than 10 targets"),
        ('Company and team\n"X', "A quotation mark opens"),
        ("PK\x03\x04\0\0", "This is no text: save the list as CSV"),
        ("x" * (LONGEST_CSV + 1), "100,001 characters, and 100,000 are read at most."),
    ],
)
def test_a_bad_list_gets_one_sentence(text, says):
    with pytest.raises(CsvProblem) as refused:
        parse_csv(text, COLUMNS)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_several_mistakes_are_named_up_to_a_few():
    with pytest.raises(CsvProblem) as refused:
        parse_csv("Company and team,First step\nX,y\nx,z\n,w\nY,a,b\nZ,c", COLUMNS)
    assert [line.partition(":")[0] for line in str(refused.value).split("\n")] == [
        "Row 3, column “Company and team”",
        "Row 4, column “Company and team”",
        "Row 5 has 3 cells, and the heading has 2",
    ]
    with pytest.raises(CsvProblem, match="And 25 more like these") as refused:
        parse_csv("Company and team,First step\n" + ",x\n" * (MOST_TOLD + 24), COLUMNS)
    assert str(refused.value).count("\n") == MOST_TOLD


def test_no_text_raises_anything_else():
    dice = random.Random(3)
    for _ in range(400):
        text = "".join(dice.choice(",;\"\n\t\r='Cx company and team\ufeff") for _ in range(dice.randint(0, 60)))
        for one in (text, f"Company and team\n{text}"):
            try:
                parse_csv(one, COLUMNS)
            except CsvProblem as problem:
                assert str(problem)


# --- Lists out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_spreadsheet_runs_what_goes_out(sign):
    out = write_csv([{"target": f"{sign}cmd|' /C calc'!A0", "step": f"{sign}1+1"}], COLUMNS)
    cells = out.splitlines()[1].split(",")
    assert not any(cell.lstrip('"').startswith(sign) for cell in cells)


@pytest.mark.parametrize(
    "name",
    ["Bank, disputes", 'A "quoted" one', "=1+1", "'=1+1", "''=1", "'tis a firm", "-3", "@home", "+x", "Zoë; & co", "'"],
)
def test_what_goes_out_comes_in_again(name):
    row = {"target": name, "warm": "2–5–8", "step": "a, b; c"}
    assert parse_csv(write_csv([row], COLUMNS), COLUMNS) == [(2, row)]


def test_the_first_three_are_three():
    assert FIRST == 3
