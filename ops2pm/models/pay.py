"""What two occupations earn, in the whole country and area by area, and where the difference is too small to tell.

The wages are those of the US Occupational Employment and Wage Statistics (data/cards/wages.md). A gap is
other / now - 1: 0.1 means that the other occupation's median is 10% higher.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models.occupations import COUNTRY

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
Z = 1.96  # a difference beyond 1.96 standard errors: of twenty that are nothing, one passes


@dataclass(frozen=True)
class Gaps:
    """The gap between the medians of two occupations, as shares (0.1 is 10% more).

    country: in the national figures (NaN where one is not published)
    areas: names of the areas that publish both; by_area: their gaps, in the same order
    told: 1 where the other pays more and the survey can tell, -1 where it pays less, 0 where it can't tell
    same_places: the gap if both worked in the same places, as many in each as there are of `now`; NaN with no area
    own_places: the gap counted the same way, each occupation where it is: area medians weighted by its own employment
    """

    country: float
    areas: tuple[str, ...]
    by_area: np.ndarray
    told: np.ndarray
    same_places: float
    own_places: float

    @property
    def typical(self) -> float:
        """The median of the areas' gaps; NaN with no area."""
        return float(np.median(self.by_area)) if len(self.by_area) else float("nan")

    @property
    def more(self) -> int:
        """In how many areas the other's median is higher."""
        return int((self.by_area > 0).sum())

    @property
    def less(self) -> int:
        """In how many areas the other's median is lower."""
        return int((self.by_area < 0).sum())

    @property
    def untold(self) -> int:
        """In how many areas the survey can't tell the two medians apart."""
        return int((self.told == 0).sum())

    @property
    def surely_more(self) -> int:
        """In how many areas the other's median is higher beyond survey error."""
        return int((self.told > 0).sum())

    @property
    def surely_less(self) -> int:
        """In how many areas the other's median is lower beyond survey error."""
        return int((self.told < 0).sum())

    @property
    def of_100(self) -> float:
        """Of 100 areas that publish both, in how many the other pays more; NaN with no area."""
        return 100 * self.more / len(self.by_area) if len(self.by_area) else float("nan")


class Pay:
    """Wages by area and occupation, ready to be compared.

    wages: the data set "wages": one row for each area and occupation; COUNTRY is the national row
    Raises KeyError, on use, for an area or occupation that the data set doesn't have.
    """

    def __init__(self, wages: pd.DataFrame) -> None:
        self.areas: tuple[str, ...] = tuple(dict.fromkeys(wages["area"]))
        self.occupations: tuple[str, ...] = tuple(dict.fromkeys(wages["occupation"].astype(str)))
        self._row = {area: row for row, area in enumerate(self.areas)}
        self._column = {name: column for column, name in enumerate(self.occupations)}
        at = (wages["area"].map(self._row).to_numpy(), wages["occupation"].astype(str).map(self._column).to_numpy())

        def table(*names: str) -> np.ndarray:
            found = np.full((len(self.areas), len(self.occupations), len(names)), np.nan)
            found[at] = wages[list(names)].to_numpy(dtype=float)
            return found

        self._wages = table(*PERCENTILES)
        self._rse = table("wage_rse")[..., 0]
        self._employment = table("employment")[..., 0]

    def percentiles(self, area: str, occupation: str) -> np.ndarray:
        """P10, P25, median, P75 and P90 in US dollars a year, shape (5,); all NaN where nothing is published."""
        return self._wages[self._row[area], self._column[occupation]]

    def gap(self, area: str, now: str, other: str) -> float:
        """The gap between the medians in one area; NaN where one is not published."""
        return float(self.percentiles(area, other)[2] / self.percentiles(area, now)[2] - 1)

    def gaps(self, now: str, other: str) -> Gaps:
        """The gap in the country and in each metropolitan area that publishes both medians.

        The survey tells two medians apart when they differ by more than 1.96 standard errors of the difference. It
        publishes the relative error of the *mean* wage only; here it stands in for the median's, which is not
        published. The two occupations are taken as independent samples.
        """
        medians = self._wages[:, [self._column[now], self._column[other]], 2]
        errors = medians * self._rse[:, [self._column[now], self._column[other]]] / 100
        country = self._row[COUNTRY]
        rows = np.flatnonzero(np.isfinite(medians).all(axis=1) & (np.arange(len(medians)) != country))
        difference = medians[rows, 1] - medians[rows, 0]
        told = np.where(np.abs(difference) > Z * np.hypot(*errors[rows].T), np.sign(difference), 0).astype(int)
        here = np.nan_to_num(self._employment[rows, self._column[now]])
        with np.errstate(invalid="ignore"):
            first, second = here @ medians[rows]
            same_places = float(second / first - 1)
            theirs = np.nan_to_num(self._employment[rows, self._column[other]])
            own_places = float((theirs @ medians[rows, 1] / theirs.sum()) / (here @ medians[rows, 0] / here.sum()) - 1)
        return Gaps(
            self.gap(COUNTRY, now, other),
            tuple(self.areas[row] for row in rows),
            difference / medians[rows, 0],
            told,
            same_places,
            own_places,
        )
