"""The conditional logit against published estimates, its own derivative and resampling; and how waits were recorded."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from ops2pm import load
from ops2pm.models import mode_choice as model
from ops2pm.models.mode_choice import MODES, NotFittedError, fitted, one_footing, redesigned, simulated, trips


@pytest.fixture(scope="module")
def frame():
    return load("modechoice")


@pytest.fixture(scope="module")
def file(frame):
    return trips(frame)


@pytest.fixture(scope="module")
def level(file):
    return one_footing(file)


def test_it_finds_what_greene_published(frame, file):
    """Greene, Econometric Analysis (7th ed., 2011), conditional logit of these data: weights and log-likelihood."""
    cost = frame["generalised_cost"].to_numpy(float).reshape(-1, 4)
    as_published = dataclasses.replace(file, cost=cost)
    found = fitted(as_published, terms=("cost", "wait"), by_income=("plane",))
    assert found.names == ("plane", "train", "bus", "cost", "wait", "income: plane")
    assert found.weights == pytest.approx([5.2074, 3.8690, 3.1632, -0.0155, -0.0961, 0.0133], abs=5e-5)
    assert found.log_likelihood == pytest.approx(-199.1284, abs=5e-5)


def test_the_gradient_is_the_derivative(file):
    x, names = model.attributes(file, by_income=("plane", "bus"))
    weights = np.random.default_rng(0).normal(0, 0.01, len(names))
    step = 1e-6
    numeric = [
        (
            model.log_likelihood(x, file.taken, weights + step * unit)
            - model.log_likelihood(x, file.taken, weights - step * unit)
        )
        / (2 * step)
        for unit in np.eye(len(names))
    ]
    assert model.gradient(x, file.taken, weights) == pytest.approx(np.array(numeric), rel=1e-5, abs=1e-4)


def test_the_fit_is_a_maximum(file):
    found = fitted(file)
    x, _ = model.attributes(file)
    assert np.abs(model.gradient(x, file.taken, found.weights)).max() < 1e-6
    for unit in np.eye(len(found.weights)):
        for side in (-1, 1):
            nearby = found.weights + side * 0.1 * found.standard_errors * unit
            assert model.log_likelihood(x, file.taken, nearby) < found.log_likelihood


def test_fitted_shares_are_those_of_the_sample(file):
    """A property of a logit with a constant for all modes but one."""
    found, _ = model.mean_shares(fitted(file), file)
    assert found == pytest.approx(np.bincount(file.taken) / len(file))


def test_shares_sum_to_one_and_many_weights_go_at_once(file):
    x, _ = model.attributes(file)
    drawn = fitted(file).drawn(7)
    many = model.shares(x, drawn)
    assert many.shape == (7, 210, 4)
    assert many.sum(axis=-1) == pytest.approx(1)
    assert many[3] == pytest.approx(model.shares(x, drawn[3]))


def test_the_interval_agrees_with_resampling_travellers(file, level):
    generator = np.random.default_rng(3)
    for sample in (file, level):
        drawn = []
        for _ in range(200):
            again = fitted(sample.of(generator.integers(0, len(sample), len(sample))))
            drawn.append(again.weights[3] / again.weights[4])
        found = model.waiting_weighs(sample)
        low, high = np.percentile(drawn, [2.5, 97.5])
        assert found.low == pytest.approx(low, abs=4)
        assert found.high == pytest.approx(high, abs=8)


def test_an_attribute_that_is_constant_or_decides_everything_is_named(file):
    constant = dataclasses.replace(file, wait=np.zeros_like(file.wait))
    with pytest.raises(NotFittedError, match="told apart"):
        fitted(constant)
    certain = dataclasses.replace(file, cost=1.0 - np.eye(4)[file.taken])
    with pytest.raises(NotFittedError):
        fitted(certain)


def test_the_order_of_the_rows_is_checked(frame):
    with pytest.raises(ValueError, match="plane, train, bus, car"):
        trips(frame.iloc[::-1])


# --- How waiting was recorded ---------------------------------------------------------------------------


def test_waits_of_modes_not_taken_are_one_of_two_sets(file):
    rows = model.table_rows(file)
    not_taken = np.arange(4) != file.taken[:, None]
    assert (file.wait[not_taken] == model.TABLE[rows][not_taken]).all()
    assert sorted(np.bincount(rows)) == [101, 109]
    strange = file.wait.copy()
    strange[5, (file.taken[5] + 1) % 4] = 12
    with pytest.raises(ValueError, match="trip 5"):
        model.table_rows(dataclasses.replace(file, wait=strange))


def test_waits_of_the_mode_taken_are_another_kind_of_number(file):
    table = model.recorded(file)
    assert (table["values_not_taken"] == 2).all()
    assert (table["values_taken"] > 10).all()
    assert (table["fives"] > 0.9).all()
    assert (table["mean_taken"] < table["table_for_taken"] - 10).all()


def test_one_footing_changes_the_wait_of_the_mode_taken_and_nothing_else(file, level):
    changed = level.wait != file.wait
    assert not changed[np.arange(4) != file.taken[:, None]].any()
    assert changed.any(axis=1).sum() > 100
    assert (level.ride == file.ride).all()
    assert (model.table_rows(level) == model.table_rows(file)).all()


def test_the_twenty_four_does_not_survive_one_footing(file, level):
    """The finding of the lesson: 24 as the file has it; on one footing it could be nothing."""
    as_recorded, alike = model.waiting_weighs(file), model.waiting_weighs(level)
    assert as_recorded.value == pytest.approx(24.25, abs=0.01)
    assert 10 < as_recorded.low < as_recorded.high < 60
    assert alike.value == pytest.approx(5.68, abs=0.01)
    assert alike.low < 0 < 1 < alike.high


def test_travellers_who_do_not_mind_waiting_seem_to_all_the_same(file):
    found = model.simulated_ratios(file, 60)
    low, middle, high = np.percentile(found, [2.5, 50, 97.5])
    assert low < model.waiting_weighs(file).value < high
    assert middle > 20
    assert low > 10
    # the same travellers on one footing: nothing to find, and mostly nothing is found
    honest = [fitted(one_footing(simulated(file, seed))).weight("wait") for seed in range(40)]
    assert sum(each.low < 0 < each.high for each in honest) >= 34


def test_without_the_plane_it_is_another_number(file):
    assert model.waiting_weighs(file, modes=("train", "bus", "car")).value < 5


# --- A service designed anew ----------------------------------------------------------------------------


def test_a_redesign_changes_one_mode_and_stops_at_zero(file):
    after = redesigned(file, "train", wait=-30, ride=-60, cost=-200)
    train = MODES.index("train")
    assert (after.wait[:, train] == np.maximum(file.wait[:, train] - 30, 0)).all()
    assert (after.cost[:, train] == 0).all()
    others = [place for place in range(4) if place != train]
    assert (after.ride[:, others] == file.ride[:, others]).all()
    assert (file.wait[:, train] > 0).all()  # the trips that came in are as they were


def test_less_waiting_seems_to_win_more_by_the_file(file, level):
    for sample, least, most in ((file, 0.10, 0.20), (level, 0.0, 0.10)):
        by = fitted(sample)
        now, _ = model.mean_shares(by, sample)
        then, drawn = model.mean_shares(by, redesigned(sample, "train", wait=-10), draws=200)
        assert least < then[1] - now[1] < most
        assert drawn.shape == (200, 4)
