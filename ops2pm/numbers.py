"""Numbers as people write them."""

from __future__ import annotations

import math

SPACES = str.maketrans("", "", " \u00a0\u202f'’")


def parse_number(text: object) -> float | None:
    """The number in a text, or None: 9,400 and 9 400 are 9400; 12,5 and 12.5 are 12.5; 1.234,5 is none."""
    digits = str(text).translate(SPACES)
    if digits.count(",") == 1 and "." not in digits and len(digits.rpartition(",")[2]) != 3:
        digits = digits.replace(",", ".")
    try:
        value = float(digits.replace(",", "")) if "," not in digits.partition(".")[2] else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
