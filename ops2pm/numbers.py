"""Numbers as people write them."""

from __future__ import annotations

import math
import re

# A comma before exactly three digits parts thousands, unless only a 0 stands before it.
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[-+]?(0|\d*),\d+(?<!,\d{3})|[-+]?0,\d{3}")
SPACES = str.maketrans("", "", " \u00a0\u202f'’")


def parse_number(text: object) -> float | None:
    """The number in a text, or None: 9,400 and 9 400 are 9400; 12,5 and 0,125 are decimals; 1.234,5 is none."""
    digits = str(text).translate(SPACES)
    if DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    elif THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
