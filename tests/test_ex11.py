"""Exercise 11: what is special to it. Its numbers by plain counting, its mistakes as readers make them, its words."""

import itertools
import math
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import adverts, checks, load
from ops2pm.checks import Number, OneOf, grade
from ops2pm.course import CONTENT
from ops2pm.exercises import ex11
from ops2pm.models import replies
from ops2pm.models.ranges import top_shares
from ops2pm.models.targets import SELDOM
from ops2pm.rubrics import dates, rubric
from ops2pm.ui.form import form

EXERCISE = Exercise("11")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex11.CHECKS if isinstance(check.judge, Number)]
TABLES = (ex11.by_ask, ex11.by_product, ex11.by_reason, ex11.by_target, ex11.by_employer)

pytestmark = pytest.mark.usefixtures("no_hint_given")


def cells(table):
    return {row[0]: row[1:] for row in table()._cells()}


# --- numbers: tolerances that follow from the question

DIGITS = {"11.2": 0, "11.4": 1, "11.6": 0, "11.8": 1, "11.11": 2}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, math.floor(value * 10**digits - 1) / 10**digits).status == "not yet"


def test_what_the_tables_show_is_enough_to_be_right():
    rows = [row for row in cells(ex11.by_ask).values() if int(row[0]) < 5 and row[2] == "asks"]
    assert grade(BY_ID["11.2"], 100 * sum(row[1] == "yes" for row in rows) / len(rows)).status == "right"
    products = cells(ex11.by_product)
    of_100 = {name: int(row[1].replace(",", "")) / int(row[0].replace(",", "")) for name, row in products.items()}
    assert "town hall" in max(of_100, key=of_100.get) and BY_ID["11.3"].judge.right == "passports"
    tiles = [float(row[1]) for row in list(cells(ex11.by_reason).values())[:5]]
    assert grade(BY_ID["11.4"], (sum(tiles[:3]) / 3 + tiles[3] + tiles[4]) / 3).status == "right"
    people = [int(row[0]) for row in cells(ex11.by_employer).values()]
    assert grade(BY_ID["11.6"], 100 * people[3] / people[1]).status == "right"


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [
        ("11.2", "67%"),
        ("11.2", "66,7 %"),
        ("11.2", "67 per cent"),
        ("11.4", "6,3"),
        ("11.4", "6.3 points"),
        ("11.4", "6.33"),
        ("11.6", "17 %"),
        ("11.6", "16.7"),
    ],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("11.2", "50%", "everything it asks"),
        ("11.2", "83", "counted a “looks like it”"),
        ("11.2", "33%", "the shop app"),
        ("11.2", "40", "out of both"),
        ("11.2", "80", "divided by what you can show"),
        ("11.2", "25", "the asks to leave out"),
        ("11.2", "4", "Of how many"),
        ("11.2", "0.67", "as a share"),
        ("11.2", "60", "too low"),
        ("11.4", "5.8", "counts three times"),
        ("11.4", "4.3", "leads no longer"),
        ("11.4", "5.4", "in the table"),
        ("11.4", "7.5", "altogether"),
        ("11.4", "3.8", "divided by five"),
        ("11.4", "9", "still count three times"),
        ("11.4", "6.7", "the highest"),
        ("11.4", "19", "the sum"),
        ("11.6", "40%", "a course, a department"),
        ("11.6", "42", "about all product managers"),
        ("11.6", "14.5", "everybody with “product”"),
        ("11.6", "35", "another row on top"),
        ("11.6", "38%", "Kelmarsh"),
        ("11.6", "10", "Of how many product managers"),
        ("11.6", "0.17", "as a share"),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == "not yet" and said in result.message


# --- the numbers, by plain counting


def test_the_two_adverts_of_table_1_look_alike_until_the_common_asks_are_left_out():
    eight = [advert.asked for advert in adverts.adverts()]
    assert len(eight) == 8
    for name, left in ((ex11.LINEN, (4, 6)), (ex11.SHOP, (2, 6))):
        asked = ex11.ASKED_BY[name]
        assert len(set(asked)) == len(asked) == 10  # "Each asks ten things"
        assert sum(ex11.CAN_SHOW[kind] == "yes" for kind in asked) == 5  # "of each you can show five"
        rare = [kind for kind in asked if sum(kind in each for each in eight) < 5]
        assert (sum(ex11.CAN_SHOW[kind] == "yes" for kind in rare), len(rare)) == left == ex11._covered(name)
    assert set(itertools.chain(*ex11.ASKED_BY.values())) == set(ex11.CAN_SHOW) <= set(adverts.asks())
    counts = [int(row[0]) for row in cells(ex11.by_ask).values()]
    assert counts == sorted(counts, reverse=True)  # "Take the rows below five"


def test_table_2_has_a_trap_for_each_other_measure():
    products = ex11.PRODUCTS
    assert max(products, key=lambda key: products[key].when) == "loyalty"
    assert max(products, key=lambda key: products[key].when / products[key].written) == "bikes"
    assert products["bikes"].when / products["bikes"].written == 0.75  # "three in four"
    assert max(products, key=lambda key: products[key].of_100) == "passports"
    assert int(products["passports"].of_100) == 14  # "fourteen"
    assert all(each.of_100 < 1 for key, each in products.items() if key != "passports")  # "even one"


def test_table_3_turns_round_when_the_reasons_are_merged():
    assert ex11._flat(ex11.CANAL) > ex11._flat(ex11.TILES) and ex11._once(ex11.CANAL) < ex11._once(ex11.TILES)
    for name, (alike, others) in ex11.SCORES.items():
        third = (sum(alike) / 3 + sum(others)) / (3 * (1 / 3) + 2)  # "gives the same result"
        assert third == pytest.approx(ex11._once(name))
        assert float(cells(ex11.by_reason)["mean"][list(ex11.SCORES).index(name)]) == ex11._flat(name)


def three_best(points):
    return set(sorted(points, key=points.get, reverse=True)[:3])


def test_only_one_check_could_change_the_three():
    """11.5: put each target anywhere in its range, the others at their likely points."""
    likely = {name: base for name, (_, base, _) in ex11.POINTS.items()}
    now = three_best(likely)
    assert now == {"Parcel lockers", "Meal boxes", "Hospital rotas"}
    changing = {
        name
        for name, (low, _, high) in ex11.POINTS.items()
        for found in np.linspace(low, high, 200)
        if three_best(likely | {name: found}) != now
    }
    assert changing == {"Hospital rotas"} and BY_ID["11.5"].judge.right == "hospital_rotas"
    assert [name for name in ex11.POINTS if ex11._changes(name)] == ["Hospital rotas"]
    widths = {name: high - low for name, (low, _, high) in ex11.POINTS.items()}
    assert max(widths, key=widths.get) == "Airline meals"  # "the widest range of all"


def test_the_ranges_of_11_6_are_those_of_the_model():
    said = BY_ID["11.6"].judge.right()
    for sent, replied in ((60, 10), (8, 3)):
        found = replies.rate(replies.Tally(sent, replied))
        assert f"{found.low:.0%} to {found.high:.0%}" in said
    rows = list(cells(ex11.by_employer).values())
    for upper, lower in itertools.pairwise(rows):
        assert all(int(a) >= int(b) for a, b in zip(upper, lower, strict=True))  # "a part of the one above"


def test_contacts_by_plain_counting():
    """11.7: order by order."""
    rows = load("orders")[["promised_by", "last_delivered_at", "parcels", "contacted"]].itertuples(index=False)
    good = asked_of_good = asked = bad_asked = total = 0
    for promised, last, parcels, contacted in rows:
        fine = last <= promised and parcels == 1
        total += 1
        asked += contacted
        good += fine
        asked_of_good += fine and contacted
        bad_asked += contacted and not fine
    left = asked_of_good / good * total
    assert BY_ID["11.7"].judge.value() == pytest.approx((asked - left) / asked)
    assert f"{bad_asked / asked:.1%} come from" in BY_ID["11.7"].judge.right()
    assert (asked - left) / asked > 0.5  # "more than half"
    assert bad_asked / asked - (asked - left) / asked == pytest.approx(0.1, abs=0.01)  # "ten points more"


def test_kinds_met_by_reading_at_random():
    """11.8: shuffle the adverts and read on; the mean over shuffles is that over choices."""
    rng = np.random.default_rng(8)
    asked = [set(advert.asked) for advert in adverts.adverts()]
    met = np.array(
        [
            [len(set().union(*[asked[place] for place in order[:n]])) for n in range(1, 9)]
            for order in (rng.permutation(8) for _ in range(4000))
        ]
    )
    curve = met.mean(axis=0)
    assert BY_ID["11.8"].judge.value() == pytest.approx(curve[2], abs=0.15)
    assert np.allclose([ex11._met(n) for n in range(1, 9)], curve, atol=0.15)
    steps = np.diff(curve)
    assert (np.diff(steps) < 0).all() and steps[0] > 5 and steps[-1] < 0.5  # "steep, and then flat"
    assert curve[7] == len(set().union(*asked)) == len(adverts.asks())  # "every kind is in one of them at least"


def test_words_of_the_trade_by_plain_counting():
    """11.9"""
    ops = {key for key, ask in adverts.asks().items() if ask.group == "ops"}
    said = [said for advert in adverts.adverts() for said in advert.said]
    words = ex11.TRADE_WORDS.split("|")
    marked = [one for one in said if any(word in one.text.lower() for word in words)]
    right = [one for one in marked if ops & set(one.asks)]
    wanted = [one for one in said if ops & set(one.asks)]
    assert BY_ID["11.9"].judge.value() == pytest.approx(len(right) / len(marked))
    assert len(right) / len(marked) <= len(wanted) / len(said) < len(right) / len(marked) + 0.05  # "or a little less"
    assert f"{len(right)} of the {len(wanted)} sentences" in BY_ID["11.9"].judge.right()
    assert 1 / 7.5 < len(right) / len(wanted) < 1 / 6.5  # "one in seven"
    assert sum(not one.asks for one in marked) > len(marked) - len(right) - sum(bool(one.asks) for one in marked)
    assert f'words = "{ex11.TRADE_WORDS}"' in SOURCE
    unmarked = " ".join(one.text for one in wanted if one not in marked).casefold()
    for quoted in ("say no to a branch manager", "tell families honestly when somebody will be at the door"):
        assert quoted in unmarked and quoted in SOURCE
    assert "what a recipient is told" in unmarked  # “you decide what a recipient is told”


def test_what_the_words_mark_is_mostly_the_company_on_itself():
    frame = ex11.sentences()
    marked = frame["sentence"].str.contains(ex11.TRADE_WORDS, case=False)
    silent = {said.text for advert in adverts.adverts() for said in advert.said if not said.asks}
    wrong = frame[marked & ~frame["ops"]]["sentence"]
    assert wrong.isin(silent).mean() > 0.5
    text = " ".join(wrong)
    assert "parcels at cost" in text and "operations are small" in text and "process has five interviews" in text


def test_what_an_hour_is_worth():
    """11.10, target by target, with the triangles' own means and fresh rolls of numpy's own."""
    rng = np.random.default_rng(4)
    means = {name: sum(points) / 3 for name, points in ex11.TEN.items()}
    three = three_best(means)
    assert "Ferry bookings" not in three  # "the ferry isn't among them"
    brings = {}
    for name, points in ex11.TEN.items():
        others = sorted((mean for other, mean in means.items() if other != name), reverse=True)
        known = rng.triangular(*points, 200_000)
        together = np.maximum(known, others[2]) + others[0] + others[1]
        brings[name] = together.mean() - sum(means[each] for each in three)
    assert BY_ID["11.10"].judge.value() == pytest.approx(brings["Ferry bookings"], abs=0.012)
    for name, worth in brings.items():
        assert ex11._brings(name) == pytest.approx(max(worth, 0), abs=0.012)
    assert ex11._most()[0] == max(brings, key=brings.get) == "Tram information"
    for told in (
        f"Tram information, the fourth by its mean, brings {ex11._most()[1]:.3f}",
        f"a little more than the ferry's {ex11._brings(ex11.HOPED):.3f}",
        "its best is the highest of all",
    ):
        assert told in " ".join(SOURCE.split())
    assert sorted(means, key=means.get)[-4] == "Tram information"
    assert max(ex11.TEN, key=lambda name: ex11.TEN[name][2]) == "Tram information"
    third = sorted(means.values(), reverse=True)[2]
    too_low = [name for name, (_, _, high) in ex11.TEN.items() if high < third]
    stays = [name for name, (low, _, _) in ex11.TEN.items() if low > sorted(means.values(), reverse=True)[3]]
    assert len(too_low) == 4 and stays == [ex11.SUREST]  # "Four have nothing to bring", "one because it stays"
    assert all(ex11._brings(name) == 0 for name in [*too_low, *stays])
    chances = dict(zip(ex11.TEN, top_shares(ex11._rolls().to_numpy()[:4000], ex11.WANTED), strict=True))
    assert {name for name, chance in chances.items() if chance < SELDOM} == set(too_low)  # "it puts the same ones last"
    widths = {name: high - low for name, (low, _, high) in ex11.TEN.items()}
    assert max(widths, key=widths.get) == ex11.WIDEST and 0 < ex11._brings(ex11.WIDEST) < 0.05  # "brings little"
    assert BY_ID["11.10"].judge.value() == pytest.approx(0.2, abs=0.02)  # "a fifth of a point"


def test_the_text_of_11_10_is_about_these_targets():
    likely = {name: base for name, (_, base, _) in ex11.TEN.items()}
    assert max(likely, key=likely.get) == ex11.HOPED and ex11.TEN[ex11.HOPED] == (3.5, 8.0, 8.5)
    rolls = ex11.rolls()
    assert rolls.shape == (20_000, 10) and rolls.mean().idxmax() == ex11.SUREST
    for name, (low, base, high) in ex11.TEN.items():
        assert low <= rolls[name].min() and rolls[name].max() <= high
        assert rolls[name].mean() == pytest.approx((low + base + high) / 3, abs=0.03)


def test_three_guesses_from_one_source():
    """11.11, with fresh rolls of numpy's own."""
    rng = np.random.default_rng(5)
    apart = rng.triangular(*ex11.REASON, (200_000, 3)).mean(axis=1)
    together = rng.triangular(*ex11.REASON, 200_000)
    widths = [np.ptp(np.percentile(each, [2.5, 97.5])) for each in (together, apart)]
    assert BY_ID["11.11"].judge.value() == pytest.approx(widths[0] / widths[1], abs=0.03)
    apart, together = ex11.guesses()
    assert apart.shape == together.shape == (20_000, 3)
    assert (together == together[:, :1]).all() and not (apart == apart[:, :1]).all(axis=1).any()
    assert (apart[:, 0] == together[:, 0]).all()
    assert ex11.REASON == (2.0, 6.0, 9.0) and "guessed at 6 points, at worst 2, at best 9" in SOURCE


def test_what_is_handed_out_is_a_copy():
    for make in (ex11.asks, ex11.sentences, ex11.rolls):
        frame = make()
        frame.iloc[:, 0] = frame.iloc[0, 0]
        assert not make().equals(frame)
    apart, _ = ex11.guesses()
    apart[:] = 0
    assert ex11.guesses()[0].any()


# --- mistakes, as readers make them

UPSET = 'upset = (orders["last_delivered_at"] > orders["promised_by"]) | (orders["parcels"] > 1)\n'
LATE = 'late = orders["last_delivered_at"] > orders["promised_by"]\n'
WIDE = "w = [np.ptp(np.percentile(each.mean(axis=1), [2.5, 97.5])) for each in (apart, together)]\n"
KINDS = 'kinds = asks.groupby("advert")["kind"].agg(set)\n'
THIRD = "third = rolls.mean().nlargest(3).iloc[-1]\n"
MISTAKES = {
    "11.7": {
        UPSET + 'answer = upset[orders["contacted"]].mean()': "would have asked anyway",
        LATE + 'c = orders["contacted"]\nanswer = 1 - c[~late].mean() / c.mean()': "In pieces counts too",
        'split = orders["parcels"] > 1\nc = orders["contacted"]\nanswer = 1 - c[~split].mean() / c.mean()': (
            "Late counts too"
        ),
        LATE
        + 'bad = late & (orders["parcels"] > 1)\nc = orders["contacted"]\nanswer = 1 - c[~bad].mean() / c.mean()': (
            "Either is enough"
        ),
        UPSET + 'answer = orders["contacted"][upset].mean()': "how often customers of such orders ask",
        UPSET + 'c = orders["contacted"]\nanswer = c[upset].mean() - c[~upset].mean()': "how much more often",
        UPSET + 'c = orders["contacted"]\nanswer = 1 - c[~upset].mean() / c[upset].mean()': "about all contacts",
        UPSET + 'c = orders["contacted"]\nanswer = c.mean() - c[~upset].mean()': "one contact less",
        UPSET + 'c = orders["contacted"]\nanswer = c[~upset].mean() / c.mean()': "would be left",
        UPSET + "answer = upset.mean()": "Count contacts",
        UPSET + 'c = orders["contacted"]\nanswer = 100 * (1 - c[~upset].mean() / c.mean())': "divide it by 100",
        UPSET + 'c = orders["contacted"]\nanswer = (c.sum() - c[~upset].mean() * len(c)) / c.sum()': None,
    },
    "11.8": {
        KINDS + "answer = 3 * kinds.map(len).mean()": "take the union",
        KINDS + "answer = np.mean([sum(map(len, three)) for three in combinations(kinds, 3)])": "take the union",
        KINDS + "answer = len(set().union(*kinds.iloc[:3]))": "the first three adverts",
        "first = asks['advert'].unique()[:3]\nanswer = asks[asks['advert'].isin(first)]['kind'].nunique()": (
            "the first three adverts"
        ),
        KINDS + "answer = np.mean([len(set().union(*two)) for two in combinations(kinds, 2)])": "for two adverts",
        KINDS + "answer = np.mean([len(set().union(*four)) for four in combinations(kinds, 4)])": "for four adverts",
        'answer = asks["kind"].nunique()': "in all eight",
        KINDS + "answer = kinds.map(len).mean()": "that is one advert",
        KINDS
        + "answer = np.mean([len(set().union(*three)) for three in combinations(kinds, 3)]) / 28": "asks how many",
        KINDS + "answer = np.mean([len(a | b | c) for a, b, c in combinations(kinds, 3)])": None,
    },
    "11.9": {
        'm = sentences["sentence"].str.contains(words, case=False)\nanswer = m[sentences["ops"]].mean()': (
            "the other way round"
        ),
        'answer = sentences["ops"].mean()': "all sentences",
        'answer = sentences["sentence"].str.contains(words, case=False).mean()': "Of these, how many ask",
        'm = sentences["sentence"].str.contains(words, case=False)\nanswer = (m & sentences["ops"]).mean()': (
            "Divide by those that have a word"
        ),
        'm = sentences["sentence"].str.contains(words, case=False)\nanswer = (m == sentences["ops"]).mean()': (
            "word and ask agree"
        ),
        'm = sentences["sentence"].str.contains(words, case=False)\nanswer = (~sentences["ops"])[m].mean()': (
            "nothing of the kind"
        ),
        'm = sentences["sentence"].str.lower().str.contains(words)\nanswer = sentences["ops"][m].mean()': None,
    },
    "11.10": {
        THIRD + 'answer = rolls["Ferry bookings"].mean() - third': "subtracted two means",
        THIRD + 'answer = (rolls["Ferry bookings"] > third).mean()': "how often it gets in",
        THIRD + 'f = rolls["Ferry bookings"]\nanswer = (f - third)[f > third].mean()': "the gain is 0",
        THIRD + 'answer = np.maximum(rolls["Ferry bookings"], third).mean()': "How much more",
        "fourth = rolls.mean().nlargest(4).iloc[-1]\n"
        'answer = np.maximum(rolls["Ferry bookings"], fourth).mean() - fourth': ("compared with the fourth"),
        'best = rolls.mean().max()\nanswer = np.maximum(rolls["Ferry bookings"], best).mean() - best': (
            "compared with the best"
        ),
        'answer = np.maximum(rolls["Ferry bookings"], 7.4).mean() - 7.4': "likely points",
        "o = np.sort(rolls.drop(columns='Ferry bookings'), axis=1)[:, -3]\n"
        'answer = (np.maximum(rolls["Ferry bookings"], o) - o).mean()': "looked into all ten",
        THIRD + 'answer = (rolls["Ferry bookings"] - third).clip(lower=0).mean()': None,
        THIRD + 'f = rolls["Ferry bookings"]\nanswer = f.where(f > third, third).mean() - third': None,
    },
    "11.11": {
        WIDE + "answer = w[0] / w[1]": "other way round",
        WIDE + "answer = w[1] - w[0]": "in points",
        WIDE + "answer = w[1]": "rolled together",
        WIDE + "answer = w[0]": "rolled apart",
        "answer = np.var(together.mean(axis=1)) / np.var(apart.mean(axis=1))": "variances",
        "answer = np.ptp(together.mean(axis=1)) / np.ptp(apart.mean(axis=1))": "two rolls",
        "w = [np.ptp(np.percentile(each, [2.5, 97.5])) for each in (apart, together)]\nanswer = w[1] / w[0]": (
            "the mean of each row"
        ),
        "w = [np.ptp(np.percentile(each.mean(axis=1), [5, 95])) for each in (apart, together)]\n"
        "answer = w[1] / w[0]": "middle 90%",
        "w = [np.ptp(np.percentile(each.sum(axis=1), [2.5, 97.5])) for each in (apart, together)]\n"
        "answer = w[1] / w[0]": None,
    },
}

test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- what may be chosen


def test_the_right_option_does_not_stand_out():
    for check in ex11.CHECKS:
        if isinstance(check.judge, OneOf):
            lengths = {value: len(label) for value, label in check.choices}
            right = lengths.pop(check.judge.right)
            assert min(lengths.values()) / 2 <= right <= max(lengths.values())


def test_the_options_of_11_1_are_the_rows_of_the_text():
    part = SOURCE.partition("### Which line is yours\n")[2]
    rows = re.findall(r"^\| (\d) \| (.*) \|$", part.partition("```")[0], re.MULTILINE)
    assert [number for number, _ in rows] == [label.partition(",")[0] for _, label in BY_ID["11.1"].choices]
    bullet = re.search(r"^Your bullet: \*(.*)\*$", part, re.MULTILINE)[1]
    for said in ("from 9% to 4%", "Sixty shops lost their afternoon order", "In March"):
        assert said in bullet
    assert "9% late became 4%" in grade(BY_ID["11.1"], "refused").message


def test_the_options_of_11_3_and_11_5_are_the_rows_of_their_tables():
    assert [value for value, _ in BY_ID["11.3"].choices] == list(ex11.PRODUCTS)
    assert [label for _, label in BY_ID["11.5"].choices] == list(ex11.POINTS)


def test_the_thread_is_quoted_as_it_stands():
    thread = (CONTENT.parents[1] / "data" / "thread.yaml").read_text(encoding="utf-8").replace("’", "'")
    for quoted in (
        "target companies or PMs who've come from operations backgrounds themselves",
        "particularly in marketplace and logistics companies",
        "arketplace and logistics companies",
    ):
        assert quoted in " ".join(thread.split()) and quoted in SOURCE


# --- expected values come from the data


def test_with_other_orders_the_answer_is_another(monkeypatch):
    check = BY_ID["11.7"]
    before = (check.judge.value(), check.judge.right())
    ex11._orders.cache_clear()
    monkeypatch.setattr(ex11, "load", lambda name: load(name).iloc[:12_000])
    try:
        assert check.judge.value() != before[0] and check.judge.right() != before[1]
        assert grade(check, check.judge.value()).status == "right"
    finally:
        ex11._orders.cache_clear()


def test_with_other_labels_the_answers_are_others(monkeypatch):
    whole = adverts.adverts()
    before = {item: BY_ID[item].judge.value() for item in ("11.8", "11.9")}
    caches = (ex11._asks, ex11._sentences, ex11._met, ex11.by_ask)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(ex11.adverts, "adverts", lambda: whole[:6])
    try:
        assert all(BY_ID[item].judge.value() != value for item, value in before.items())
        assert max(int(row[0]) for row in cells(ex11.by_ask).values()) <= 6
    finally:
        monkeypatch.undo()
        for cached in caches:
            cached.cache_clear()
    assert {item: BY_ID[item].judge.value() for item in before} == before


# --- what is said of the sources


def test_every_table_says_where_its_numbers_are_from():
    for table in TABLES:
        assert "nvented" in table().caption
    assert "the eight are counted" in ex11.by_ask().caption
    assert "**invented**" in SOURCE and "**simulated**" in SOURCE and "was found in no source" in SOURCE
    for check_id in ("11.7", "11.10", "11.11"):
        assert "simulated" in BY_ID[check_id].judge.right()
    assert "the course's own" in BY_ID["11.8"].judge.right() and "We wrote the eight" in SOURCE
    assert "No figure for that was found" in BY_ID["11.6"].explanation()


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert (ex11.COMMON, ex11.WANTED, ex11.READ, ex11.GUESSES, ex11.ROLLS) == (5, 3, 3, 3, 20_000)
    assert "five or more" in BY_ID["11.2"].question and "twenty thousand times" in SOURCE
    assert (
        len(ex11.ALIKE) == 3 and "Three of the five reasons" in SOURCE and "three fifths" in BY_ID["11.4"].judge.right()
    )
    assert "Six are left, and you can show four." in SOURCE and "it is two of six" in SOURCE


def test_the_sentences_and_asks_are_those_of_the_adverts():
    assert len(ex11.sentences()) == sum(len(advert.said) for advert in adverts.adverts())
    frame = ex11.asks()
    assert not frame.duplicated(["advert", "kind"]).any() and frame["advert"].nunique() == 8
    assert set(frame["fulfilment"]) == {"product", "elsewhere"}
    assert ex11.sentences()["ops"].dtype == bool


def test_texts_of_the_checks_read_as_sentences():
    said = [check.judge.right() for check in NUMBERS] + [checks.say(check.explanation) for check in ex11.CHECKS]
    said += [
        checks.say(option.why)
        for check in ex11.CHECKS
        if isinstance(check.judge, OneOf)
        for option in check.judge.options
    ]
    for text, pair in itertools.product(said, ("  ", " ,", "..", "--", "{", "}", "nan")):
        assert pair not in text


# --- the form


def test_the_form_is_the_lessons():
    assert 'form("target_list")' in SOURCE
    assert "target" in str(form("target_list").body()).lower()


EXAMPLE = {
    "aim": "People wait for something that a shift, a route or a queue decides",
    "1.target": "Tallowby Parcels, the delivery promise",
    "1.waits": "Recipients stay at home for a parcel that comes on another day",
    "1.source": "checked",
    "1.seen_on": "2026-11-28",
    "1.people": "A PM there was a hub planner, by his own profile",
    "1.step": "read thirty reviews of the last month, and count those about waiting in",
    "1.step_on": "2026-12-04",
    "1.off": "Fewer than five of the thirty are about the promised day",
    "2.target": "Marrowgate Bank, card disputes",
    "2.waits": "Customers with a payment that they didn't make wait for 19 days",
    "2.source": "checked",
    "2.seen_on": "2026-11-29",
    "2.step": "write half a page on where such a case lies still, from what their help page says",
    "2.step_on": "2026-12-11",
    "2.off": "The team has been closed to outsiders for a year",
    "3.target": "A hospital trust, the porters' app",
    "3.waits": "Patients wait for somebody who brings them to the scan",
    "3.source": "guess",
    "3.step": "ask the one nurse I know what happens when nobody comes",
    "3.step_on": "2026-12-06",
    "3.off": "The app was bought, and nobody there decides about it",
}


class ThatEvening(date):
    """A date for which the example's first steps lie ahead."""

    @classmethod
    def today(cls):
        return cls(2026, 11, 30)


def test_the_example_is_what_the_form_makes_of_its_fields(monkeypatch):
    artefact = rubric("target_list")
    assert set(EXAMPLE) <= {field.key for field in artefact.fields}
    assert EXERCISE.quoted() == artefact.compose(EXAMPLE)
    monkeypatch.setattr(dates, "date", ThatEvening)
    found = {criterion: criterion.check(EXAMPLE) for criterion in artefact.criteria if criterion.check}
    of_parts = [finding for criterion, finding in found.items() if criterion.part in ("1", "2", "3")]
    assert len(of_parts) >= 9 and all(finding.done for finding in of_parts)
    of_all = {criterion.key: finding for criterion, finding in found.items() if not criterion.part}
    assert of_all["checked"].done and of_all["ten"].done is False  # "will still say that three aren't ten"
    assert of_all["ten"].message.startswith("3 of 10")


# --- the adverts that the lesson and this exercise read


def test_the_adverts_are_of_a_length_to_be_read_and_varied():
    for advert in adverts.adverts():
        assert 120 <= len(advert.text.split()) <= 220, advert.id
        assert any(not said.asks for said in advert.said) and len(advert.asked) >= 10
    sides = pd.Series([advert.fulfilment for advert in adverts.adverts()]).value_counts()
    trades = pd.Series([advert.field_is for advert in adverts.adverts()]).value_counts()
    assert set(sides) == set(trades) == {4}
    noted = {advert.id for advert in adverts.adverts() if advert.note}
    assert noted == {"pallet_checkout", "card_disputes"}
    assert {kind for advert in adverts.adverts() for kind in advert.asked} == set(adverts.asks())
