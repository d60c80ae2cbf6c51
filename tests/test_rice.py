"""RICE with ranges: scores, who leads, and the value of knowing against a slow simulation inside a simulation."""

from __future__ import annotations

import numpy as np
import pytest

from ops2pm.models.ranges import DRAWS, Ranges, rolled
from ops2pm.models.rice import FACTORS, rank, scores


def random_case(seed, options=3):
    dice = np.random.default_rng(seed)
    ends = np.sort(dice.uniform(0.2, 2, (options, len(FACTORS), 3)), axis=2)
    return Ranges(ends[..., 0], ends[..., 1], ends[..., 2])


def test_a_score_is_reach_times_impact_times_confidence_over_effort():
    assert scores(np.array([[1000.0, 0.5, 0.8, 10.0], [0.0, 1.0, 1.0, 3.0]])) == pytest.approx([40, 0])


def test_certain_inputs_leave_nothing_to_know():
    case = random_case(1)
    found = rank(Ranges(case.base, case.base, case.base))
    assert found.first.tolist() == [float(option == found.base.argmax()) for option in range(3)]
    assert found.knowing == pytest.approx(np.zeros((3, 4)), abs=1e-12)
    assert all(
        e.low == pytest.approx(e.high) == pytest.approx(b) for e, b in zip(found.rolled, found.base, strict=True)
    )


@pytest.mark.parametrize("seed", range(6))
def test_rolls_are_scored_and_counted(seed):
    case = random_case(seed)
    found = rank(case)
    drawn = scores(rolled(case))
    assert found.first == pytest.approx(np.bincount(drawn.argmax(axis=1), minlength=3) / DRAWS)
    for option, estimate in enumerate(found.rolled):
        assert (estimate.low, estimate.high) == pytest.approx(tuple(np.percentile(drawn[:, option], [2.5, 97.5])))
        assert estimate.value == pytest.approx(drawn[:, option].mean(), rel=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_the_value_of_knowing_agrees_with_a_simulation_inside_a_simulation(seed):
    case = random_case(seed)
    found = rank(case)
    dice = np.random.default_rng(100 + seed)

    def draw(n):
        return dice.triangular(case.low, case.base, case.high, (n, *case.base.shape))

    plain = scores(draw(200_000)).mean(axis=0).max()
    for option in range(3):
        for factor in range(4):
            best = []
            for known in draw(1500)[:, option, factor]:
                inside = draw(600)
                inside[:, option, factor] = known
                best.append(scores(inside).mean(axis=0).max())
            # The inner maximum of noisy means is a little high, and the outer one has its own chance.
            spread = 4 * np.std(best) / np.sqrt(len(best)) + 0.03
            assert found.knowing[option, factor] == pytest.approx(np.mean(best) - plain, abs=spread)


@pytest.mark.parametrize("seed", range(30))
def test_knowing_is_never_worth_less_than_nothing_nor_one_thing_more_than_all(seed):
    case = random_case(seed, 5)
    found, drawn = rank(case), scores(rolled(case))
    all_known = drawn.max(axis=1).mean() - drawn.mean(axis=0).max()
    assert (found.knowing >= 0).all()
    # One is computed from means, the other from whole rolls: 2 per cent of a score is the chance between them.
    assert found.knowing.max() <= all_known + 0.02 * max(e.value for e in found.rolled)


def test_knowing_is_what_choosing_with_it_adds_to_choosing_without():
    """One number with a range, so that the sum can be written down: what is above the certain rival is gained."""
    case = Ranges.of([[(0, 1, 2), (1, 1, 1), (1, 1, 1), (1, 1, 1)], [(1.0, 1.0, 1.0)] * 4])
    reach = rolled(case)[:, 0, 0]
    gained = np.maximum(reach, 1).mean() - max(reach.mean(), 1)
    assert rank(case).knowing[0, 0] == pytest.approx(gained, rel=1e-9)
    assert np.count_nonzero(rank(case).knowing > 1e-12) == 1


def test_an_option_that_reaches_nobody_is_known():
    found = rank(
        Ranges.of([[(0, 0, 0), (1, 1, 1), (1, 1, 1), (1, 2, 3)], [(1, 2, 3), (1, 1, 1), (1, 1, 1), (1, 1, 1)]])
    )
    assert found.base[0] == 0 and found.knowing[0] == pytest.approx(np.zeros(4))
    assert list(found.first) == [0, 1]


def test_an_effort_of_nothing_is_refused():
    with pytest.raises(ValueError, match="effort must be above 0"):
        rank(Ranges.of([[(1, 1, 1), (1, 1, 1), (1, 1, 1), (0, 1, 2)]]))


def test_one_option_alone_always_leads():
    found = rank(random_case(3, 1))
    assert found.first.tolist() == [1] and found.knowing == pytest.approx(np.zeros((1, 4)), abs=1e-12)
