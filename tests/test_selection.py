"""A higher bar makes better hires: by quadrature, against draws, and at the borders."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from ops2pm.models import selection
from ops2pm.models.selection import SUCCEED, WEIGHT, Settings, abilities, bar, hired, success


def drawn(settings, people=1_500_000, seed=9):
    """(success among hired tech, among hired ops, among the ops shut out), by drawing everybody."""
    dice = np.random.default_rng(seed)
    ability = dice.standard_normal(people)
    score = settings.sees * ability + math.sqrt(1 - settings.sees**2) * dice.standard_normal(people)
    luck = dice.standard_normal(people)

    def succeeds(effect):
        start = math.sqrt(1 + WEIGHT**2) * NormalDist().inv_cdf(SUCCEED + effect)
        return start + WEIGHT * ability + luck > 0

    plain, ops = succeeds(0.0), succeeds(settings.effect)
    tech_bar, ops_bar = bar(settings.tech), bar(settings.ops)
    between = (score > tech_bar) & (score <= ops_bar)
    return plain[score > tech_bar].mean(), ops[score > ops_bar].mean(), ops[between].mean() if between.any() else None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(effect=0.1),
        Settings(tech=0.3, ops=0.02, sees=0.9),
        Settings(tech=0.1, ops=0.6, effect=-0.1),
        Settings(tech=1, ops=0.2),
    ],
)
def test_against_drawing_everybody(settings):
    found, (tech, ops, between) = hired(settings), drawn(settings)
    assert found.tech == pytest.approx(tech, abs=0.004)
    assert found.ops == pytest.approx(ops, abs=0.006)
    if between is not None:
        assert found.would_have == pytest.approx(between, abs=0.004)


def test_as_it_opens():
    found = hired(Settings())
    assert found.tech == pytest.approx(0.6, abs=5e-4), "60 of 100 tech hires succeed"
    assert found.ops == pytest.approx(0.75, abs=1e-3), "25% more, from nothing but the bar"
    assert found.shut_out == pytest.approx(0.4)


def test_the_same_bar_leaves_no_lift():
    for share in (0.05, 0.1, 0.5, 1.0):
        for sees in (0.0, 0.5, 1.0):
            assert hired(Settings(share, share, sees)).lift == pytest.approx(0, abs=1e-12)


def test_an_interview_that_sees_nothing_leaves_no_lift():
    found = hired(Settings(sees=0))
    assert found.lift == pytest.approx(0, abs=1e-9) and found.tech == pytest.approx(SUCCEED, abs=1e-9)


def test_a_higher_bar_and_a_better_look_give_a_larger_lift():
    by_bar = [hired(Settings(ops=share)).lift for share in (0.5, 0.3, 0.2, 0.1, 0.05)]
    by_look = [hired(Settings(sees=sees)).lift for sees in (0, 0.2, 0.4, 0.6, 0.8)]
    assert by_bar == sorted(by_bar) and by_look == sorted(by_look)


def test_a_lower_bar_hides_a_true_effect():
    assert hired(Settings(tech=0.1, ops=0.5, effect=0.05)).lift < 0 < Settings(effect=0.05).effect


def test_all_hired_show_the_true_effect():
    found = hired(Settings(1, 1, 0.5, 0.1))
    assert found.ops - found.tech == pytest.approx(0.1, abs=1e-6)
    assert found.shut_out == 0 and math.isnan(found.would_have)


def test_parts_make_the_whole():
    """Hired by tech's bar = hired by ops' bar and those between, each by its share."""
    tech, ops = bar(0.5), bar(0.1)
    whole = success(tech)
    assert whole == pytest.approx((0.1 * success(ops) + 0.4 * success(tech, ops)) / 0.5, abs=1e-9)


def test_the_score_predicts_as_interviews_are_reported_to():
    assert selection.validity(0.5) == (pytest.approx(0.40, abs=0.005), pytest.approx(0.32, abs=0.005))


def test_abilities_are_a_density():
    at = np.linspace(-8, 8, 4001)
    for share, sees in ((0.1, 0.5), (1, 0.5), (0.5, 0), (0.02, 0.9), (0.3, 1)):
        density = abilities(share, sees, at)
        assert (density >= 0).all() and np.trapezoid(density, at) == pytest.approx(1, abs=3e-3)
    assert abilities(0.5, 0.0, at) == pytest.approx(abilities(1, 0.0, at))


def test_nonsense_is_refused():
    for bad in ({"tech": 0}, {"ops": 1.2}, {"sees": -0.1}, {"effect": 0.6}, {"effect": -0.5}):
        with pytest.raises(ValueError):
            Settings(**bad)


@pytest.mark.parametrize("sees", [0.0, 0.3, 0.5, 0.8])
def test_what_an_interview_is_worth(sees):
    """Both correlations against draws."""
    dice = np.random.default_rng(11)
    score, rest, luck = dice.normal(size=(3, 400_000))
    ability = sees * score + np.sqrt(1 - sees**2) * rest
    does = selection.WEIGHT * ability + luck
    succeeds = does > np.quantile(does, 1 - selection.SUCCEED)
    found = selection.validity(sees)
    assert found[0] == pytest.approx(np.corrcoef(score, does)[0, 1], abs=0.006)
    assert found[1] == pytest.approx(np.corrcoef(score, succeeds)[0, 1], abs=0.006)
    assert selection.sees_at(found[0]) == pytest.approx(sees)
