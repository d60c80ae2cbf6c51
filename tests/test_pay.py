"""Pay gaps between two occupations, against plain pandas and small cases worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.occupations import BRACKET, BRIDGE, COUNTRY, OPS
from ops2pm.models.pay import Pay

PAIRS = [
    ("distribution manager", "project management specialist"),
    ("distribution manager", "marketing manager"),
    ("logistician", "project management specialist"),
    ("planning clerk", "data scientist"),
]


@pytest.fixture(scope="module")
def wages():
    return load("wages")


@pytest.fixture(scope="module")
def pay(wages):
    return Pay(wages)


def side_by_side(wages, now, other):
    """One row for each metropolitan area that publishes both, by two merges."""
    metro = wages[wages["area"] != COUNTRY].dropna(subset=["p50"])
    first, second = (metro[metro["occupation"] == name] for name in (now, other))
    return first.merge(second, on="area", suffixes=("", "_other"))


@pytest.mark.parametrize(("now", "other"), PAIRS)
def test_gaps_are_what_pandas_finds(pay, wages, now, other):
    gaps, both = pay.gaps(now, other), side_by_side(wages, now, other)
    expected = (both["p50_other"] / both["p50"] - 1).set_axis(both["area"])
    found = pd.Series(gaps.by_area, index=gaps.areas)
    pd.testing.assert_series_equal(found.sort_index(), expected.sort_index(), check_names=False)
    assert COUNTRY not in gaps.areas
    assert gaps.typical == pytest.approx(expected.median())
    assert (gaps.more, gaps.less) == ((expected > 0).sum(), (expected < 0).sum())
    assert gaps.of_100 == pytest.approx(100 * (expected > 0).mean())
    country = wages[wages["area"] == COUNTRY].set_index("occupation")["p50"]
    assert gaps.country == pytest.approx(country[other] / country[now] - 1)


@pytest.mark.parametrize(("now", "other"), PAIRS)
def test_what_the_survey_can_tell_is_beyond_two_standard_errors(pay, wages, now, other):
    gaps, both = pay.gaps(now, other), side_by_side(wages, now, other)
    error = ((both["p50"] * both["wage_rse"]) ** 2 + (both["p50_other"] * both["wage_rse_other"]) ** 2) ** 0.5 / 100
    z = (both["p50_other"] - both["p50"]) / error
    expected = pd.Series(np.select([z > 1.96, z < -1.96], [1, -1], 0), index=both["area"])
    assert dict(zip(gaps.areas, gaps.told, strict=True)) == expected.to_dict()
    assert gaps.untold == (z.abs() <= 1.96).sum()
    assert (gaps.surely_more, gaps.surely_less) == ((z > 1.96).sum(), (z < -1.96).sum())


@pytest.mark.parametrize(("now", "other"), PAIRS)
def test_the_gap_in_the_same_places_weighs_both_by_where_the_first_works(pay, wages, now, other):
    both = side_by_side(wages, now, other)
    people = both["employment"].fillna(0)
    expected = (people * both["p50_other"]).sum() / (people * both["p50"]).sum() - 1
    assert pay.gaps(now, other).same_places == pytest.approx(expected)
    theirs = both["employment_other"].fillna(0)
    own = (theirs * both["p50_other"]).sum() / theirs.sum() / ((people * both["p50"]).sum() / people.sum()) - 1
    assert pay.gaps(now, other).own_places == pytest.approx(own)


def row(area, occupation, p50, rse=1.0, employment=100.0):
    spread = {f"p{p}": p50 * f for p, f in ((10, 0.6), (25, 0.8), (50, 1), (75, 1.3), (90, 1.8))}
    return {"area": area, "occupation": occupation, "employment": employment, "wage_rse": rse, **spread}


def test_a_small_case_by_hand():
    nothing = row("Gap", "b", math.nan, math.nan, math.nan)
    table = pd.DataFrame(
        [
            row(COUNTRY, "a", 100),
            row(COUNTRY, "b", 150),
            row("Dear", "a", 200, employment=10),
            row("Dear", "b", 220, employment=900),
            row("Cheap", "a", 80, employment=90),
            row("Cheap", "b", 80, employment=100),
            row("Gap", "a", 100),
            nothing,
            row("Only a", "a", 100),
        ]
    )
    pay = Pay(table)
    gaps = pay.gaps("a", "b")
    assert gaps.country == pytest.approx(0.5)
    assert gaps.areas == ("Dear", "Cheap") and gaps.by_area == pytest.approx([0.1, 0])
    assert list(gaps.told) == [1, 0]
    assert (gaps.more, gaps.less, gaps.untold) == (1, 0, 1), "an equal median is neither more nor less"
    # 10 people at 200 and 90 at 80 earn 9200; the same places at b's medians 9400.
    assert gaps.same_places == pytest.approx(9400 / 9200 - 1)
    assert list(pay.percentiles("Dear", "b")) == pytest.approx([132, 176, 220, 286, 396])
    assert math.isnan(pay.gap("Gap", "a", "b")) and math.isnan(pay.gap("Only a", "a", "b"))
    assert np.isnan(pay.percentiles("Only a", "b")).all()


def test_a_gap_of_exactly_the_error_is_not_told():
    table = pd.DataFrame([row("X", "a", 1000, rse=3), row("X", "b", 1000 * (1 + 1e-9), rse=4), row(COUNTRY, "a", 1)])
    assert list(Pay(table).gaps("a", "b").told) == [0]
    clear = table.assign(p50=[1000, 1104, 1])  # the error of the difference is hypot(30, 44.16) = 53.4
    assert list(Pay(clear).gaps("a", "b").told) == [0]
    assert list(Pay(clear.assign(p50=[1000, 1110, 1])).gaps("a", "b").told) == [1]


def test_no_area_in_common_has_no_typical_gap():
    table = pd.DataFrame([row(COUNTRY, "a", 100), row(COUNTRY, "b", 90), row("X", "a", 1), row("Y", "b", 1)])
    gaps = Pay(table).gaps("a", "b")
    assert gaps.areas == () and (gaps.more, gaps.less, gaps.untold) == (0, 0, 0)
    assert math.isnan(gaps.typical) and math.isnan(gaps.of_100) and math.isnan(gaps.same_places)
    assert gaps.country == pytest.approx(-0.1)


def test_an_unknown_name_is_an_error(pay):
    with pytest.raises(KeyError):
        pay.gaps("wizard", "logistician")
    with pytest.raises(KeyError):
        pay.gap("Atlantis", "logistician", "data scientist")


def test_the_order_of_the_rows_does_not_matter(wages, pay):
    shuffled = Pay(wages.sample(frac=1, random_state=3))
    for now in OPS:
        for other in (*BRIDGE, *BRACKET):
            first, second = pay.gaps(now, other), shuffled.gaps(now, other)
            assert (first.more, first.less, first.untold) == (second.more, second.less, second.untold)
            assert first.same_places == pytest.approx(second.same_places)


def test_swapping_the_two_turns_the_gap_round(pay):
    there, back = pay.gaps("logistician", "data scientist"), pay.gaps("data scientist", "logistician")
    assert there.areas == back.areas
    np.testing.assert_allclose((1 + there.by_area) * (1 + back.by_area), 1)
    assert list(there.told) == list(-back.told)
