"""Shares and the intervals around them: what the checks of several exercises compute, and the mistakes they all know.

For a new exercise: `share_of` and `ends` give the expected values, `ROUNDED` is the `because` of a plain share, and
`mistakes_with_a_difference` goes into an Interval's `wrong`, before or after the exercise's own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ops2pm.checks import Wrong
from ops2pm.numbers import signed

__all__ = ["FROM_0_TO_100", "NINETY", "ROUNDED", "ends", "mistakes_with_a_difference", "points", "share_of"]

ROUNDED = "It is a count divided by a count, so only rounding to three decimals has to be allowed."
"""Why a share of a whole data set has a tolerance of 0.0005."""

NINETY = "that is the middle 90%: take the 2.5th and 97.5th percentile."
FROM_0_TO_100 = "`np.percentile` counts from 0 to 100: those are the 0.025th and the 0.975th. Ask for 2.5 and 97.5."


def share_of(events: np.ndarray | pd.Series, among: np.ndarray | pd.Series) -> float:
    """Events per case, among the cases chosen; NaN where none is.

    events: one entry a case, True or False, or any number
    among: True or False for each case, in the same order
    """
    return float(np.asarray(events)[np.asarray(among)].mean())


def ends(values: np.ndarray, low: float = 2.5, high: float = 97.5) -> tuple[float, float]:
    """Two percentiles, by default the middle 95%'s. `low` and `high` count from 0 to 100."""
    found = np.percentile(values, [low, high])
    return float(found[0]), float(found[1])


def points(interval: tuple[float, float]) -> str:
    """The interval of a difference of shares (0 to 1) in percentage points: "−1.2 to +3.4 points"."""
    return f"{signed(100 * interval[0])} to {signed(100 * interval[1])} points"


def mistakes_with_a_difference(
    drawn: Callable[[], tuple[np.ndarray, np.ndarray]], each: str, both: str
) -> tuple[Wrong, ...]:
    """What goes wrong when one asks for the middle 95% of first minus second.

    drawn: gives first and second, an entry a draw in each, the same draws in both
    each, both: how the message calls one of the groups ("season") and the two numbers ("shares")
    """

    def difference() -> np.ndarray:
        first, second = drawn()
        return first - second

    def each_by_itself() -> tuple[float, float]:
        first, second = map(ends, drawn())
        return first[0] - second[0], first[1] - second[1]

    def quotient() -> tuple[float, float]:
        first, second = drawn()
        return ends(first / second)

    return (
        Wrong(lambda: ends(difference(), 5, 95), NINETY),
        Wrong(
            each_by_itself,
            f"you took percentiles of each {each} first: subtract within each draw, then take percentiles.",
        ),
        Wrong(lambda: ends(difference(), 0.025, 0.975), FROM_0_TO_100),
        Wrong(quotient, f"you divided the two {both}: the question asks for their difference."),
    )
