"""Numbers as people write them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

# A comma before exactly three digits parts thousands, unless only a 0 stands before it.
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[-+]?(0|\d*),\d+(?<!,\d{3})|[-+]?0,\d{3}")
SPACES = str.maketrans("", "", " \u00a0\u202f'’")
# A typographic minus, as our own texts print it, and the dash a phone makes of two hyphens.
MINUS = re.compile("^[\u2212\u2013]")


def parse_number(text: object) -> float | None:
    """The number in a text, or None: 9,400 and 9 400 are 9400; 12,5 and 0,125 are decimals; 1.234,5 is none.

    A typographic minus counts as one.
    """
    digits = MINUS.sub("-", str(text).translate(SPACES))
    if DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    elif THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Range:
    """A number one isn't sure of: `low` to `high`, most likely `base`."""

    low: float
    base: float
    high: float

    def __str__(self) -> str:
        """As it is typed: 2–3–5, or 3 where there is no doubt."""
        ends = (self.low, self.base, self.high)
        return "–".join(short(end) for end in ends) if self.low != self.high else short(self.base)


# Any dash, or "to", stands between the numbers of a range; none of them is negative.
BETWEEN = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b)\s*")


def parse_range(text: object) -> Range | None:
    """The range in a text, or None: 2–3–5 is low, base, high; of 2–4 the base is the middle; 3 is certain.

    None too where the numbers fall, such as 5–3, or where one of them is no number.
    """
    numbers = [parse_number(part) for part in BETWEEN.split(str(text).strip())]
    if not 1 <= len(numbers) <= 3 or any(number is None for number in numbers):
        return None
    known = [number for number in numbers if number is not None]
    low, high = known[0], known[-1]
    base = known[1] if len(known) == 3 else (low + high) / 2
    return Range(low, base, high) if low <= base <= high else None


def short(value: float) -> str:
    """A number without a needless ".0"."""
    return f"{value:.10g}"
