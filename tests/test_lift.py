"""What a lift makes of a base rate, and counts with their intervals: by hand, and against published values."""

from __future__ import annotations

import math

import pytest

from ops2pm.models.lift import applied, impossible_above, one_in, relative
from ops2pm.models.two_shares import Count, difference, ratio, share, z


def test_the_table_of_the_dilemma():
    assert [round(100 * applied(base, 0.25)) for base in (0.4, 0.6, 0.8)] == [50, 75, 100]
    assert [round(100 * applied(base, 0.30)) for base in (0.4, 0.6, 0.8)] == [52, 78, 104]
    assert [round(100 * applied(0.6, lift, "points")) for lift in (0.25, 0.3)] == [85, 90]


@pytest.mark.parametrize("reading", ["relative", "points"])
@pytest.mark.parametrize("lift", [0.05, 0.25, 0.3, 1.0, 3.0])
def test_at_the_last_possible_base_all_of_them_succeed(lift, reading):
    base = impossible_above(lift, reading)
    if reading == "relative" or lift <= 1:
        assert applied(base, lift, reading) == pytest.approx(1)
    else:
        assert base == 0


def test_where_it_becomes_impossible():
    assert impossible_above(0.25) == 0.8 and impossible_above(0.3) == pytest.approx(0.769, abs=5e-4)
    assert impossible_above(0.25, "points") == 0.75
    assert impossible_above(0.0) == impossible_above(-0.2) == 1


def test_relative_is_the_way_back():
    assert relative(0.6, applied(0.6, 0.27)) == pytest.approx(0.27)
    assert math.isnan(relative(0.0, 0.2))


def test_one_in():
    assert one_in(157 / 2435, 235 / 2435) == pytest.approx(31.2, abs=0.05)
    assert one_in(0.4, 0.4) == math.inf and one_in(0.5, 0.25) == one_in(0.25, 0.5) == 4


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        applied(60, 0.25)
    with pytest.raises(ValueError, match="no reading"):
        applied(0.6, 0.25, "per cent")
    for hits, of in ((3, 2), (-1, 5), (0, 0)):
        with pytest.raises(ValueError, match="no share"):
            Count(hits, of)


# --- Intervals --------------------------------------------------------------------------------------------


def test_wilsons_interval_as_published():
    """Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3."""
    for hits, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        found = share(Count(hits, of))
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_newcombes_interval_as_published():
    """The same, 873-890, table II, method 10."""
    for one, two, low, high in (
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ):
        found = difference(Count(*one), Count(*two))
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_fifteen_of_twenty_against_sixty_of_a_hundred():
    found = difference(Count(15, 20), Count(60, 100)).scaled(100)
    assert (round(found.value), round(found.low), round(found.high)) == (15, -9, 32)


def test_a_ratio_and_its_inverse():
    one, two = Count(235, 2435), Count(157, 2435)
    there, back = ratio(one, two), ratio(two, one)
    assert there.value == pytest.approx(1 / back.value) and there.low == pytest.approx(1 / back.high)
    assert 1 < there.low < there.value < there.high
    assert math.isnan(ratio(Count(0, 5), Count(2, 5)).value)


def test_no_interval_leaves_what_is_possible():
    for one in (Count(0, 3), Count(3, 3), Count(1, 1), Count(1, 2)):
        assert 0 <= share(one).low <= share(one).value <= share(one).high <= 1
        for two in (Count(0, 3), Count(4, 4)):
            found = difference(one, two)
            assert -1 - 1e-9 <= found.low <= found.value <= found.high <= 1 + 1e-9


def test_counts_add():
    assert Count(1, 3) + Count(2, 5) == Count(3, 8)


def test_z():
    assert z() == pytest.approx(1.959964, abs=1e-6)
