"""Which carrier hurts travellers more: the mean arrival delay beside ruined trips (lesson 04, finding B).

A trip is **ruined** when the flight was cancelled or diverted, or arrived at least `late_by` minutes late. The
mean arrival delay leaves out the first two, because they have no arrival delay, and lets many small delays
outweigh a few lost evenings. Sixty minutes is a choice, so it is an argument.

Everything here is frames in, frames and values out. Frames of flights have the columns of data/cards/flights.md:
`dep_delay` is NaN where the flight was cancelled, `arr_delay` where it was cancelled or diverted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models import resample
from ops2pm.models.resample import Estimate, day_weights

LATE_BY = 60.0
"""Minutes late on arrival from which a trip counts as ruined, unless a caller says otherwise."""


@dataclass(frozen=True)
class Comparison:
    """Two carriers: their rows of `by_carrier`, how far apart they are, and in how many months the first is worse."""

    first: pd.Series
    second: pd.Series
    gap: Estimate
    months: int

    @property
    def worse(self) -> str:
        """The carrier that ruined the larger share of its trips."""
        return str(max(self.first, self.second, key=lambda row: row["ruined"]).name)


def compare(flights: pd.DataFrame, first: str, second: str) -> Comparison:
    """The first carrier against the second. Raises ValueError for a carrier that has no flights."""
    gap = difference(flights, first, second)
    table = by_carrier(flights)
    return Comparison(table.loc[first], table.loc[second], gap, len(worse_months(flights, first, second)))


def is_ruined(flights: pd.DataFrame, late_by: float = LATE_BY) -> pd.Series:
    """Whether each trip was ruined: True or False, on the index of `flights`.

    Raises ValueError when `late_by` is not a finite number of minutes.
    """
    if not math.isfinite(late_by):
        raise ValueError(f"Late by {late_by} minutes can't be compared: give a finite number of minutes.")
    delay = flights["arr_delay"]
    # A missing arrival delay is a flight that never arrived where it was sold to; it compares as False, so it is asked.
    return (delay.isna() | (delay >= late_by)).rename("ruined")


def by_carrier(flights: pd.DataFrame, late_by: float = LATE_BY) -> pd.DataFrame:
    """One row a carrier that has flights, in the order of the codes.

    flights: number of flights
    mean_delay, median_delay, p95, p99: arrival delay in minutes, of the flights that arrived (NaN where none did)
    cancelled, diverted, ruined: shares of all the carrier's flights, 0 to 1
    """
    cancelled = flights["dep_delay"].isna()
    carriers = flights["carrier"]
    delays = flights["arr_delay"].astype(float).groupby(carriers, observed=True)
    shares = pd.DataFrame(
        {
            "cancelled": cancelled,
            "diverted": flights["arr_delay"].isna() & ~cancelled,
            "ruined": is_ruined(flights, late_by),
        }
    )
    table = pd.DataFrame(
        {
            "flights": delays.size(),
            "mean_delay": delays.mean(),
            "median_delay": delays.median(),
            "p95": delays.quantile(0.95),
            "p99": delays.quantile(0.99),
        }
    ).join(shares.groupby(carriers, observed=True).mean())
    table.index = table.index.astype(str)
    return table.sort_index()


def by_day(flights: pd.DataFrame, carrier: str, late_by: float = LATE_BY) -> pd.DataFrame:
    """Flights and ruined trips of one carrier, day by day.

    Columns month, day, flights, ruined; one row for each day that is in `flights`, in order, so that the rows
    of two carriers are the same days. Raises ValueError for a carrier that has no flights.
    """
    _known(flights, carrier)
    date = flights["month"].to_numpy(np.int64) * 100 + flights["day"].to_numpy(np.int64)
    dates, day = np.unique(date, return_inverse=True)
    own = (flights["carrier"] == carrier).to_numpy()
    lost = is_ruined(flights, late_by).to_numpy() & own
    return pd.DataFrame(
        {
            "month": dates // 100,
            "day": dates % 100,
            "flights": np.bincount(day[own], minlength=len(dates)),
            "ruined": np.bincount(day[lost], minlength=len(dates)),
        }
    )


def difference(
    flights: pd.DataFrame,
    first: str,
    second: str,
    late_by: float = LATE_BY,
    draws: int = 1000,
    seed: int = 2013,
) -> Estimate:
    """Share of ruined trips of the first carrier minus that of the second, -1 to 1, with its 95 % interval.

    The interval comes from resampling days (resample.py), the same days for both: one storm hits both carriers.
    Raises ValueError for a carrier that has no flights.
    """
    counts = [by_day(flights, carrier, late_by) for carrier in (first, second)]
    ruined = np.array([count["ruined"] for count in counts])
    flown = np.array([count["flights"] for count in counts])
    return resample.difference(ruined, flown, day_weights(flown.shape[1], draws, seed))


def by_month(flights: pd.DataFrame, late_by: float = LATE_BY) -> pd.DataFrame:
    """Share of ruined trips, 0 to 1: one row a month, one column a carrier (NaN where it had no flights)."""
    lost = is_ruined(flights, late_by).groupby([flights["month"], flights["carrier"].astype(str)]).mean()
    return lost.unstack("carrier").sort_index()


def worse_months(flights: pd.DataFrame, first: str, second: str, late_by: float = LATE_BY) -> tuple[int, ...]:
    """The months (1 to 12) in which the first carrier ruined a larger share of its trips than the second.

    Raises ValueError for a carrier that has no flights.
    """
    for carrier in (first, second):
        _known(flights, carrier)
    shares = by_month(flights, late_by)
    return tuple(int(month) for month in shares.index[shares[first] > shares[second]])


def _known(flights: pd.DataFrame, carrier: str) -> None:
    carriers = sorted(flights["carrier"].astype(str).unique())
    if carrier not in carriers:
        raise ValueError(f"There are no flights of carrier {carrier!r}: there are those of {', '.join(carriers)}.")
