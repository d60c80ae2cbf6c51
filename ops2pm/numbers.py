"""Numbers as people write them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real

# A comma before exactly three digits parts thousands, unless only a 0 stands before it.
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[-+]?(0|\d*),\d+(?<!,\d{3})|[-+]?0,\d{3}")
# So may a point, in half of Europe.
POINT_BEFORE_THREE = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")
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


def two_readings(text: object) -> tuple[float, float] | None:
    """What a number such as 1.200 may mean, 1.2 and 1200; None for any other. `parse_number` takes the first."""
    digits = MINUS.sub("-", str(text).translate(SPACES))
    if not POINT_BEFORE_THREE.fullmatch(digits):
        return None
    return float(digits), float(digits.replace(".", ""))


def parse_amount(text: object, *units: str) -> float | None:
    """The number in a text that may have its unit: 8, 8% and 8 per cent are 8; £4 is 4; with "people", 22 people is 22.

    Not for a count that could be mistaken for a share: then 12% is no number.
    """
    bare = str(text).strip().lstrip("£$€")
    for unit in filter(None, (*units, "%", "per cent", "percent")):
        bare = bare.removesuffix(unit)
    return parse_number(bare)


# What a word for a time may be; a number of hours is no number of minutes.
TIMES = {
    "seconds": ("second", "secs", "sec", "s"),
    "minutes": ("minute", "mins", "min"),
    "hours": ("hour", "hrs", "hr", "h"),
    "days": ("day", "d", "nights", "night"),
    "weeks": ("week",),
    "months": ("month",),
    "years": ("year",),
}
TIME_OF = {form: name for name, forms in TIMES.items() for form in (name, *forms)}
# Words that make another number of the one before them, or say that another number follows.
CHANGING = {
    "hundred", "thousand", "million", "billion", "trillion", "hundreds", "thousands", "millions", "billions",
    "trillions", "dozen", "dozens", "k", "m", "mn", "mio", "bn", "half", "halves", "third", "thirds", "quarter",
    "quarters", "tenth", "tenths", "to", "or", "and", "plus", "minus",
}  # fmt: skip
WITH_WORDS = re.compile(r"([-+\u2212\u2013]?[\d.,'’\s]*\d)(\s*)([^\W\d_]+\.?(?:\s[^\W\d_]+\.?){0,3})")
# What says that a number is rough, and is no part of it.
ABOUT = re.compile(
    r"^(?:(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|c\.)\s*|[~≈]\s*)(?=[-+\u2212\u2013£$€.,]*\d)",
    re.IGNORECASE,
)
# A per cent sign after a number; in a range each number may have one.
PER_CENT = re.compile(r"(?<=\d)\s*(?:%|per ?cent)(?!\s*\d)", re.IGNORECASE)
LONGEST_ANSWER = 60  # characters


def bare(text: object, unit: str = "") -> str:
    """A number or a range without what says that it is rough, and without a per cent sign where `unit` has one.

    "about 30" is 30; 31% and 3–10–30% are 31 and 3–10–30 where the unit is "%", "per cent" or "Share sold, %".
    """
    written = ABOUT.sub("", str(text).strip())
    return PER_CENT.sub("", written) if "%" in unit or "per cent" in unit else written


def parse_answer(text: object, unit: str = "") -> float | None:
    """The number in an answer to a question about `unit`, as people type it: 25, 25 min, 25min, 31 a day, 5 USD, $5.

    "about 25", "~25", "=25" and "25." are 25 as well.
    A few words may follow it, whatever they are. None where they would make it another number, as in 5 thousand,
    2 or 3, or 2 hours where the question is about minutes; and where there is something to be worked out, as in 2/3.
    """
    written = ABOUT.sub("", str(text).strip().removeprefix("=").lstrip()).removesuffix(".")
    known = parse_amount(written, unit, *unit.split()[:1])
    if known is not None or len(written) > LONGEST_ANSWER:
        return known
    found = WITH_WORDS.fullmatch(written.lstrip("£$€"))
    if found is None:
        return None
    digits, space, words = found[1], found[2], found[3].casefold().replace(".", "").split()
    asked, typed = ([TIME_OF[word] for word in each if word in TIME_OF] for each in (unit.split(), words))
    if CHANGING.intersection(words) or not (space or typed) or (asked and typed and asked[0] != typed[0]):
        return None
    return parse_number(digits)


def in_print(value: object, form: str = "") -> str:
    """A value as our texts print it: formatted, and a number below 0 with a typographic minus."""
    written = format(value, form)
    return written.replace("-", "−", 1) if isinstance(value, Real) and written.startswith("-") else written


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
BETWEEN = re.compile(r"[-\u2010-\u2015\u2212]|to", re.IGNORECASE)
LONGEST_RANGE = 60  # characters; a pasted page is no range, and needn't be searched for one


def parse_range(text: object) -> Range | None:
    """The range in a text, or None: 2–3–5 is low, base, high; of 2–4 the base is the middle; 3 is certain.

    None too where the numbers fall, such as 5–3, or where one of them is no number.
    """
    written = str(text).strip()
    if len(written) > LONGEST_RANGE:
        return None
    numbers = [parse_number(part.strip()) for part in BETWEEN.split(written)]
    if not 1 <= len(numbers) <= 3 or any(number is None for number in numbers):
        return None
    known = [number for number in numbers if number is not None]
    low, high = known[0], known[-1]
    base = known[1] if len(known) == 3 else (low + high) / 2
    return Range(low, base, high) if low <= base <= high else None


def short(value: float) -> str:
    """A number without a needless ".0", and never with an exponent, which a range could not be read from."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.0f}"


def three_figures(value: float) -> float:
    """A large number to three figures: more would pretend to be known. Below 1000 it is rounded to a whole one."""
    if value == 0:
        return 0.0
    return round(value, -max(0, math.floor(math.log10(abs(value))) - 2))


def signed(value: float, digits: int = 1) -> str:
    """A change as our texts write it: +7.5, −7.5, and a plain 0.0 where nothing is left after rounding."""
    written = f"{abs(value):,.{digits}f}"
    return written if not float(written.replace(",", "")) else f"{'+' if value > 0 else '−'}{written}"


def plural(number: float | str, one: str, many: str = "") -> str:
    """The noun for so many: `one` for 1, else `many`, or `one` with an s. A number may be given as it is printed."""
    return one if number in (1, "1") else many or f"{one}s"


def per_cent(share: float, signs: bool = False) -> str:
    """A share in whole per cent, and 0% or 100% only where it is that: else "under 1%", or "<1%" with signs."""
    if 0 < share < 0.005:
        return "<1%" if signs else "under 1%"
    if 0.995 <= share < 1:
        return ">99%" if signs else "over 99%"
    return f"{share:.0%}"
