"""What "25 % higher" comes to: read as relative or as points, over a base rate, of a hundred people.

Krämer and Gigerenzer, "How to Confuse with Statistics", Statistical Science 20(3), 2005: a relative change says
nothing without its base, and people read counts out of a hundred better than they read shares.
"""

from __future__ import annotations

import math
from typing import Literal

Reading = Literal["relative", "points"]
READINGS: tuple[Reading, ...] = ("relative", "points")


def applied(base: float, lift: float, reading: Reading = "relative") -> float:
    """The rate that a lift makes of a base rate, 0 to 1; above 1 where the claim is impossible.

    lift: 0.25 is 25 % more than the base ("relative"), or 25 points more ("points")
    """
    _check_share(base, "A base rate")
    if reading not in READINGS:
        raise ValueError(f"There is no reading {reading!r}: it is one of {', '.join(READINGS)}.")
    return base * (1 + lift) if reading == "relative" else base + lift


def impossible_above(lift: float, reading: Reading = "relative") -> float:
    """The base rate above which a lift would need more than 100 of 100: 0.8 for +25 % relative, 0.75 for points.

    1 where a lift of 0 or less is possible over every base.
    """
    applied(0.0, lift, reading)
    if lift <= 0:
        return 1.0
    return 1 / (1 + lift) if reading == "relative" else max(0.0, 1 - lift)


def relative(base: float, after: float) -> float:
    """The lift that a rate is over its base: 0.25 where 60 % became 75 %. NaN over a base of 0."""
    _check_share(base, "A base rate")
    return after / base - 1 if base else math.nan


def one_in(base: float, after: float) -> float:
    """Among how many the difference shows once: 31 where 6.4 % became 9.7 %. Infinite without a difference.

    It is known as the number needed to treat (Laupacis, Sackett & Roberts, NEJM 318, 1988).
    """
    apart = abs(after - base)
    return 1 / apart if apart > 1e-12 else math.inf


def _check_share(value: float, what: str) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{what} is a share from 0 to 1, not {value}.")
