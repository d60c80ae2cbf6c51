"""Exercise 13: what is special to it. Its numbers by plain counting, its mistakes as readers make them, its words."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from exercise import Exercise

from ops2pm import checks
from ops2pm.checks import Number, grade
from ops2pm.exercises import ex13
from ops2pm.models import capstone

EXERCISE = Exercise("13")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex13.CHECKS if isinstance(check.judge, Number)]

pytestmark = pytest.mark.usefixtures("no_hint_given")


@pytest.fixture(scope="module")
def counted():
    """Orders one after the other: sort -> [orders, asked, in time], in all and by region, carrier and time."""
    seen, found = Counter(), defaultdict(lambda: [0, 0, 0])
    start = ex13.orders()["ordered_at"].min().normalize()
    columns = [
        "customer_id",
        "ordered_at",
        "region",
        "channel",
        "carrier",
        "contacted",
        "promised_by",
        "last_delivered_at",
    ]
    for who, at, region, channel, carrier, asked, promised, came in ex13.orders()[columns].itertuples(index=False):
        seen[who] += 1
        sort = "later order" if seen[who] > 1 else f"first order, {channel}"
        after = (at - start).days // 7 + 1 >= 16
        for where in ("all", f"region {region}", f"carrier {carrier}", f"after {after}"):
            for what, yes in enumerate((True, asked, came <= promised)):
                found[where, sort][what] += bool(yes)
    return found


def merged(counted, test):
    """sort -> share asked about, over all places that pass."""
    out = {}
    for sort in ex13.SORTS:
        cells = [cell for (where, other), cell in counted.items() if other == sort and test(where)]
        out[sort] = sum(cell[1] for cell in cells) / sum(cell[0] for cell in cells)
    return out


def alike(counted, test):
    total = sum(counted["all", sort][0] for sort in ex13.SORTS)
    shares = merged(counted, test)
    return sum(counted["all", sort][0] / total * shares[sort] for sort in ex13.SORTS)


# --- the company is the one that the text tells of


def test_it_is_another_company_than_the_lessons_with_another_gap():
    rehearsal, lesson = capstone.draw(ex13.NUMBER), capstone.draw(capstone.DEFAULT)
    assert rehearsal.kind == "first_order" != lesson.kind
    assert (rehearsal.group, rehearsal.blind, rehearsal.clear) == ("consumer", "web", "app")
    assert (rehearsal.decoy_region, rehearsal.decoy_carrier) == (ex13.REGION, ex13.CARRIER)
    assert rehearsal.change_week == ex13.CHANGE_WEEK
    assert f"number {ex13.NUMBER}" in SOURCE and f"Company {ex13.NUMBER} " in SOURCE


def test_the_sorts_are_the_models():
    assert (ex13.with_sorts()["sort"] == ex13.WEB).tolist() == capstone.in_gap(capstone.company(ex13.NUMBER)).tolist()


def test_the_numbers_are_those_of_the_planted_truth():
    found = capstone.findings(ex13.NUMBER)
    assert ex13._figure() == pytest.approx(found.dashboard.value)
    assert BY_ID["13.3"].judge.value() == pytest.approx(100 * found.region_alike[0].value)
    assert BY_ID["13.4"].judge.value() == pytest.approx(found.spared)
    after, before = found.asked_change_alike[1].value, found.asked_change_alike[0].value
    assert BY_ID["13.10"].judge.value() == pytest.approx(after - before)
    assert BY_ID["13.8"].judge.value() == pytest.approx(
        found.carrier_alike[0].value - found.carrier_alike[1].value, abs=1e-9
    )


# --- by plain counting


def test_what_the_figure_leaves_out(counted):
    first = sum(counted["all", sort][0] for sort in (ex13.WEB, ex13.APP))
    total = first + counted["all", ex13.LATER][0]
    assert BY_ID["13.1"].judge.value() == pytest.approx(100 * first / total)
    assert f"{first:,} of {total:,} orders, {100 * first / total:.1f}%" in SOURCE


def test_like_with_like(counted):
    assert BY_ID["13.3"].judge.value() == pytest.approx(100 * alike(counted, lambda where: where == "region South"))
    by_it = alike(counted, lambda where: where == "carrier C")
    others = alike(counted, lambda where: where in ("carrier A", "carrier B"))
    assert BY_ID["13.8"].judge.value() == pytest.approx(by_it - others)
    after, before = (alike(counted, lambda where, half=half: where == f"after {half}") for half in (True, False))
    assert BY_ID["13.10"].judge.value() == pytest.approx(after - before)


def test_how_many_and_in_time(counted):
    (web, asked, in_time), (app, asked_app, _) = counted["all", ex13.WEB], counted["all", ex13.APP]
    assert BY_ID["13.4"].judge.value() == pytest.approx(web / 26 * (asked / web - asked_app / app))
    assert BY_ID["13.7"].judge.value() == pytest.approx(in_time / web)


def test_the_interval_is_the_textbooks_too(counted):
    """13.9: with thousands of orders the normal approximation gives nearly the same."""
    (web, asked, _), (app, asked_app, _) = counted["all", ex13.WEB], counted["all", ex13.APP]
    p, q = asked / web, asked_app / app
    reach = 1.96 * math.sqrt(p * (1 - p) / web + q * (1 - q) / app)
    wanted = [web / 26 * (p - q + side * reach) for side in (-1, 1)]
    assert BY_ID["13.9"].judge.value() == pytest.approx(wanted, abs=0.1)
    low, high = BY_ID["13.9"].judge.value()
    assert f"Between {low:.0f} and {high:.0f}." in SOURCE


def test_the_search_by_plain_counting():
    orders = ex13.with_sorts()
    rows = orders[[*ex13.COLUMNS, "contacted"]].astype(str).to_dict("records")
    rate, best = orders["contacted"].mean(), {}
    for pair in itertools.combinations(ex13.COLUMNS, 2):
        cells = Counter()
        for row in rows:
            cells[row[pair[0]], row[pair[1]]] += (row["contacted"] == "True") - rate
        best[pair] = cells.most_common(1)[0]
    winner = max(best, key=lambda pair: best[pair][1])
    assert winner == ("channel", "nth") and best[winner][0] == ("web", "first")
    assert BY_ID["13.11"].judge.value() == pytest.approx(best[winner][1])
    assert f"has {ex13._singly():.0f} of the {best[winner][1]:.0f}" in SOURCE
    assert "It holds" not in SOURCE and ex13._elsewhere_half() > 300  # "Here it holds."


# --- what the texts say


def cells(table):
    return {row[0]: row[1:] for row in table()._cells()}


def number(cell):
    return float(cell.replace(",", ""))


def test_what_the_tables_show_is_enough_to_be_right():
    first, later = (number(row[0]) for row in reversed(cells(ex13.by_count).values()))
    assert grade(BY_ID["13.1"], 100 * first / (first + later)).status == "right"
    rows = [[number(cell) for cell in row] for row in cells(ex13.by_region).values()]
    assert grade(BY_ID["13.3"], round(sum(row[0] * row[2] for row in rows[:3]) / 100, 1)).status == "right"
    web, app = ([number(cell) for cell in row] for row in cells(ex13.by_date_shown).values())
    assert grade(BY_ID["13.4"], round(web[0] * (web[3] - app[3]) / 100)).status == "right"
    assert f"{web[0]:.1f} orders a week, and {web[3]:.1f} less {app[3]:.1f} of 100" in SOURCE
    assert web[1] == app[1], "Both wait equally long"
    shown = [f"{row[0]:.1f}% of {row[2]:.1f}" for row in rows[:3]]
    assert f"{', '.join(shown)}: together {BY_ID['13.3'].judge.value():.1f}" in SOURCE
    assert f"{rows[3][2]:.1f} against {rows[3][4]:.1f} as it is, 9.0 against 9.7 like with like" in SOURCE


def test_table_2_is_as_the_explanations_say():
    rows = {name: [number(cell) for cell in row] for name, row in cells(ex13.by_buyer).items()}
    first = [row for name, row in rows.items() if "first" in name]
    later = [row for name, row in rows.items() if "later" in name]
    assert all(25 < row[1] < 29 for row in first)  # "by one in four, whoever placed it"
    assert all(2.3 < row[1] / row[3] < 3.5 for row in first)  # "a third of what it is in the web shop"
    assert all(abs(row[1] - row[3]) < 1 for row in later)  # "web and app are alike"
    assert max(row[1] for row in later) < 5
    found = capstone.findings(ex13.NUMBER)
    said = f"{100 * found.asked_group[0].value:.0f} of 100 against {100 * found.asked_group[1].value:.0f}"
    assert said in SOURCE and said == "13 of 100 against 8"
    cells_told = (rows["consumer, first order"][1], rows["consumer, later order"][1], rows["consumer, first order"][3])
    told = "web shop, {} of 100. Later orders instead: {}. In the app instead: {}. Offices instead: {}."
    assert told.format(*cells_told, rows["office, first order"][1]) in SOURCE
    consumers = rows["consumer, first order"][0] / sum(row[0] for row in first)
    assert consumers > 0.5, "most of those are consumers'"


def test_the_change_is_as_the_text_says():
    rows = {name: [number(cell) for cell in row] for name, row in cells(ex13.by_change).items()}
    assert all(0 < row[1] - row[3] <= 2.05 for name, row in rows.items() if name != "all")  # "by two points or less"
    parts = [(rows[ex13.WEB][n] + rows[ex13.APP][n]) / rows["all"][n] for n in (0, 2)]
    assert parts == pytest.approx([0.5, 0.2], abs=0.01)  # "a half of the early ones", "one in five"
    before, after = rows["all"][1], rows["all"][3]
    dashboard = [f"{share:.0%}" for share in ex13._change_on_the_dashboard()]
    assert (
        f"the dashboard rose from {dashboard[0]} to {dashboard[1]}, and questions fell from {before} to {after}"
        in SOURCE
    )
    assert 100 * BY_ID["13.10"].judge.value() == pytest.approx(-0.6, abs=0.05) and before - after == 5.5


def test_the_other_numbers_of_the_text(counted):
    assert f"**{ex13._figure():.0%} on time**" in SOURCE
    web = counted["all", ex13.WEB]
    assert f"count all {web[1] / 26:.0f} questions" in SOURCE
    assert f"gives {ex13._first_in_the_web():.0%} instead of {ex13._kept():.0%}" in SOURCE
    by_it, others = (ex13._asked(part) for part in ex13._carried())
    assert 0.095 < by_it < 0.105 and by_it > others  # "one question in ten orders, more than the other two"
    here, elsewhere = (ex13._first(part) for part in ex13._there())
    assert f"Of the South's orders {100 * here:.0f} of 100 are first ones, elsewhere {100 * elsewhere:.0f}" in SOURCE
    each = [len(part) / part["customer_id"].nunique() for part in ex13._there()]
    assert each[0] < each[1], "its customers order again less often"
    assert f"{100 * here:.0f} of 100 of its orders are first ones" in BY_ID["13.3"].judge.right()
    plain = 100 * float(ex13._by_sort(ex13._there()[0]).mean())
    assert f"It gives {plain:.1f}," in SOURCE
    first, later = (counted["all", ex13.WEB][0] + counted["all", ex13.APP][0], counted["all", ex13.LATER][0])
    assert f"gives {first / later:.0%}." in SOURCE


# --- numbers: tolerances that follow from the question

DIGITS = {"13.1": 1, "13.3": 1, "13.4": 0, "13.11": 0}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, math.floor(value * 10**digits - 1) / 10**digits).status == "not yet"


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("13.1", "65.5", "what the figure counts"),
        ("13.1", "52.7%", "add both rows"),
        ("13.1", "95.4", "the dashboard's figure itself"),
        ("13.1", "33.4", "after the date shown"),
        ("13.1", "0.345", "as a share"),
        ("13.1", "35", "rounded too far"),
        ("13.3", "11.0", "as it is"),
        ("13.3", "9.7", "everywhere else by the same mix"),
        ("13.3", "12.4", "plain mean"),
        ("13.3", "9", None),
        ("13.3", "9,0 %", None),
        ("13.4", "43", "every question"),
        ("13.4", "14", "would be left"),
        ("13.4", "16", "the app's orders"),
        ("13.4", "45", "all first orders"),
        ("13.4", "18", "percentage points"),
        ("13.4", "29.1", None),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == ("right" if said is None else "not yet"), result.message
    assert said is None or said in result.message


def test_draws_of_other_seeds_are_right():
    for seed in range(8):
        code = BY_ID["13.9"].code.replace("default_rng(1)", f"default_rng({100 + seed})")
        variables = {"np": np, "orders": ex13.with_sorts()}
        exec(code, variables)
        assert grade(BY_ID["13.9"], np.round(variables["answer_9"], 1)).status == "right"


def test_what_is_handed_out_is_a_copy():
    for make in (ex13.orders, ex13.with_sorts):
        first = make()
        first["contacted"] = False
        assert make()["contacted"].any()


# --- what a reader would write who makes the mistake

NTH = 'nth = orders.groupby("customer_id").cumcount()\n'
KEPT = '["last_delivered_at"] <= g["promised_by"]).mean()'
MIX = 'mix = orders["sort"].value_counts(normalize=True)\n'
SIDES = 'c = orders["carrier"] == "C"\na, b = (orders[rows].groupby("sort")["contacted"].mean() for rows in (c, ~c))\n'
HALVES = 's = orders.groupby(["changed", "sort"])["contacted"].mean()\na, b = s[True], s[False]\n'
DRAWN = (
    'rng, f = np.random.default_rng(3), orders[orders["nth"] == "first"]\n'
    'web, app = (f[f["channel"] == c]["contacted"].to_numpy() for c in ("web", "app"))\n'
    "w = np.array([rng.choice(web, len(web)).mean() for _ in range(2000)])\n"
    "p = np.array([rng.choice(app, len(app)).mean() for _ in range(2000)])\n"
)
CELLS = 'c = orders.groupby(["channel", "nth"])["contacted"].agg(["sum", "size"])\n'
MISTAKES = {
    "13.7": {
        'w = orders[orders["channel"] == "web"]\ng = w[w.groupby("customer_id").cumcount() == 0]\nanswer = (g' + KEPT: (
            "first order in the web shop. Some"
        ),
        'w = orders[orders["channel"] == "web"]\ng = w.drop_duplicates("customer_id")\nanswer = (g' + KEPT: (
            "first order in the web shop. Some"
        ),
        'd = orders.drop_duplicates("customer_id")\ng = d[d["channel"] == "web"]\nanswer = (g' + KEPT: None,
        NTH + "g = orders[nth == 0]\nanswer = (g" + KEPT: "both channels",
        'g = orders[orders["channel"] == "web"]\nanswer = (g' + KEPT: "later ones as well",
        NTH + 'g = orders[(nth == 0) & (orders["channel"] == "app")]\nanswer = (g' + KEPT: "those are the app's",
        NTH + 'g = orders[(nth >= 1) & (orders["channel"] == "web")]\nanswer = (g' + KEPT: "begins with 0",
        NTH + 'g = orders[(nth == 0) & (orders["channel"] == "web")]\nanswer = 1 - (g' + KEPT: "after the date",
        "g = orders\nanswer = (g" + KEPT: "those are all orders",
        "answer = 52.5": "right as a percentage",
    },
    "13.8": {
        MIX + SIDES + "answer = (mix * (a - b)).sum()": None,
        'c = orders["carrier"] == "C"\nanswer = orders[c]["contacted"].mean() - orders[~c]["contacted"].mean()': (
            "each with a mix of its own"
        ),
        MIX + SIDES + "answer = (mix * b).sum() - (mix * a).sum()": "other way round",
        MIX + SIDES + "answer = (mix * a).sum()": "And the others",
        MIX + SIDES + 'answer = orders[orders["carrier"] == "C"]["contacted"].mean() - (mix * b).sum()': "its own",
        SIDES + 'answer = a["first order, web"] - b["first order, web"]': "alone",
        MIX + SIDES + "answer = mix * (a - b)": "a column of values",
    },
    "13.9": {
        DRAWN + "answer = np.percentile((w - p) * len(web) / 26, [2.5, 97.5])": None,
        DRAWN + "answer = np.percentile((w - p) * len(web) / 26, [5, 95])": "middle 90%",
        DRAWN + "answer = np.percentile((w - p) * len(web) / 26, [0.025, 0.975])": "",
        DRAWN + "answer = (np.percentile(w, [2.5, 97.5]) - np.percentile(p, [2.5, 97.5])) * len(web) / 26": (
            "percentiles of each channel"
        ),
        DRAWN + "answer = np.percentile((w - p) * len(web), [2.5, 97.5])": "what table 4 gives, 29.",
        DRAWN + "answer = np.percentile(w - p, [2.5, 97.5])": "difference of the shares",
        DRAWN + "answer = np.percentile(100 * (w - p), [2.5, 97.5])": "of 100 orders",
        DRAWN + "answer = np.percentile(w * len(web) / 26, [2.5, 97.5])": "would still ask",
        DRAWN + "answer = np.percentile((p - w) * len(web) / 26, [2.5, 97.5])": "sign turned round",
    },
    "13.10": {
        MIX + HALVES + "answer = (mix * (a - b)).sum()": None,
        'c = orders["changed"]\nanswer = orders[c]["contacted"].mean() - orders[~c]["contacted"].mean()': "as it is",
        MIX + HALVES + "answer = (mix * (b - a)).sum()": "other way round",
        HALVES + "answer = (a - b).mean()": "plain mean",
        HALVES
        + 'mix = orders[orders["changed"]]["sort"].value_counts(normalize=True)\nanswer = (mix * (a - b)).sum()': (
            "mix of the orders after"
        ),
        HALVES
        + 'mix = orders[~orders["changed"]]["sort"].value_counts(normalize=True)\nanswer = (mix * (a - b)).sum()': (
            "mix of the orders before"
        ),
        HALVES + 'answer = (a - b)["first order, web"]': "alone",
        MIX + HALVES + "answer = (mix * a).sum() / (mix * b).sum() - 1": "relative to before",
    },
    "13.11": {
        CELLS + 'answer = (c["sum"] - c["size"] * orders["contacted"].mean()).max()': None,
        'c = orders.groupby("nth")["contacted"].agg(["sum", "size"])\n'
        'answer = (c["sum"] - c["size"] * orders["contacted"].mean()).max()': "single column",
        'c = orders.groupby(["segment", "nth"], observed=True)["contacted"].agg(["sum", "size"])\n'
        'answer = (c["sum"] - c["size"] * orders["contacted"].mean()).max()': "second pair",
        CELLS + 'answer = (c["sum"] - c["size"] * orders["contacted"].mean()).max() / 26': "in a week",
        CELLS + 'answer = c["sum"].max()': "every question of that cell",
    },
}
test_a_mistake_in_code_is_named = EXERCISE.mistakes_named(MISTAKES)
