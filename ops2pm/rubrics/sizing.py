"""The artefact of lesson 08: a size made of tagged factors, its range, what drives it, a second route, its flip."""

from __future__ import annotations

import math
import re
from functools import partial
from typing import NamedTuple

import numpy as np

from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import driver, eight_in_ten, lopsided, rolled, swings
from ops2pm.numbers import (
    ABOUT,
    BETWEEN,
    CHANGING,
    LONGEST_RANGE,
    parse_number,
    per_cent,
    plural,
    short,
    three_figures,
    two_readings,
)
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    bare,
    capital,
    filled,
    inside,
    one_stop,
    same_words,
)
from ops2pm.rubrics.trade_off_memo import TIME
from ops2pm.rubrics.trigger import counted, part

PLACES = ("1", "2", "3", "4", "5")
LEAST = 3
"""Factors that a size is made of, at least."""
TAGS = {"known": "known: I counted it", "sourced": "sourced: somebody else did", "guess": "guess: nobody has"}
ROUNDING = 0.02
"""By how much, relative to it, a typed result may be off."""
ALIKE = 0.01
"""Factors whose swings differ by less move the total alike."""
FAR = 3.0
"""Routes that differ by more than this don't size the same thing."""
TIMES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
"""What may stand behind a number and multiplies it."""
WRITTEN = re.compile(r"([£$€]?)\s?(\d[\d.,'’\s]*|[.,]\d+)(%|(?=[^\W\d_])|$)(.*)", re.DOTALL)
"""A currency, digits, per cent, and words."""

OPENS_SMALL = re.compile(
    r"(?:Hour|Minute|Second|Day|Night|Week|Trip|Order|Call|Visit|Customer|Patient|Parcel|Ticket|Complaint|Case|Person|Traveller"
    r"|Shift|Dollar|Euro|Pound|Dose|Error)s?\b"
)
WHAT, FACTORS, SECOND, FLIP = PARTS = (
    Part("what", "What is counted"),
    Part("factors", "The factors"),
    Part("second", "A second route"),
    Part("flip", "When not"),
)
NUMBERED = tuple((place, f"factor {place}") for place in PLACES)


class Amount(NamedTuple):
    """A number as somebody typed it; share: in per cent, so that 18% is 0.18; times: what it was multiplied by."""

    value: float
    share: bool
    times: float


class Factor(NamedTuple):
    """One factor that can be read: its name, its range, and whether it is a share."""

    place: str
    name: str
    low: float
    base: float
    high: float
    share: bool

    def print(self, value: float) -> str:
        """A value of this factor as one reads it."""
        return f"{_told(100 * value)}%" if self.share else _told(value)


EXAMPLES = {
    "1": ("night nurses", "9,400", "the ward list of May"),
    "2": ("who re-key a dose", "12–18–25%", "three nights on one ward"),
    "3": ("hours each", "0.3–0.5–0.8", "nobody has timed it"),
}


def _factor(place: str) -> tuple[Field, ...]:
    optional = "" if int(place) <= LEAST else " (optional)"
    name, numbers, source = EXAMPLES.get(place, ("", "", ""))
    first = place == PLACES[0]
    own = {"part": FACTORS.key, "goes_with": "idea"}
    return (
        Field(f"name_{place}", f"Factor {place}{optional}", example=name, **own),
        Field(
            f"range_{place}",
            f"{place}: low–base–high{optional}",
            help="Three numbers with a dash between; one if you are sure. Per cent, k and million are understood."
            if first
            else "",
            example=numbers,
            **own,
        ),
        Field(
            f"tag_{place}",
            f"{place}: known, sourced or guessed{optional}",
            "choice",
            choices=tuple(TAGS.items()),
            **own,
        ),
        Field(
            f"source_{place}",
            f"{place}: from where{optional}",
            help="So that somebody could look." if first else "",
            example=source,
            **own,
        ),
    )


FIELDS = (
    Field(
        "idea",
        "The idea",
        "text",
        help="What people can do then that they can't today.",
        example="scan the dose at the bed instead of typing it twice",
        part=WHAT.key,
    ),
    Field("who", "For whom", help="In which situation.", example="night nurses on a round", part=WHAT.key),
    Field(
        "unit",
        "What is counted, over which time",
        help="What those people would notice; money later.",
        example="hours a month",
        part=WHAT.key,
        goes_with="idea",
    ),
    *(field for place in PLACES for field in _factor(place)),
    Field(
        "total",
        "Your total, at base",
        "number",
        help="All factors multiplied.",
        example="846",
        part=FACTORS.key,
        goes_with="idea",
    ),
    Field(
        "driver",
        "Which factor moves it most?",
        "choice",
        choices=NUMBERED,
        part=FACTORS.key,
        help="From its low to its high, the others at base.",
        goes_with="idea",
    ),
    Field(
        "second",
        "Another way to the same number",
        "text",
        help="From another side: what is paid, asked, used, written off.",
        example="overtime of the night shift, 1,900 hours a month, of which the ward manager puts half down to typing",
        part=SECOND.key,
        goes_with="idea",
    ),
    Field("second_total", "What that gives", "number", example="950", part=SECOND.key, goes_with="second"),
    Field(
        "shared",
        "What both ways use",
        "text",
        help="A step that both use isn't checked. “Nothing”, if that is so.",
        example="the number of nurses",
        part=SECOND.key,
        goes_with="second",
    ),
    Field(
        "threshold",
        "Below which total you would do something else",
        "number",
        help="In what you count. That is a decision.",
        example="600",
        part=FLIP.key,
        goes_with="idea",
    ),
    Field("whose", "Whose decision that is", example="the head of nursing", part=FLIP.key),
    Field(
        "flip_factor",
        "Take one factor",
        "choice",
        choices=NUMBERED,
        help="Best the one that moves it most.",
        part=FLIP.key,
        goes_with="threshold",
    ),
    Field(
        "flip",
        "At which value of it does the total fall below that?",
        "number",
        help="The others at base.",
        example="12.8%",
        part=FLIP.key,
        goes_with="threshold",
    ),
    Field(
        "first",
        "What you would test first, and which result ends the idea",
        "text",
        help="Whether anybody wants it is often cheaper to find out than whether it can be built.",
        example="two nights with a scanner that only beeps, on one ward, four days; fewer than 20 of 60 doses scanned, "
        "and we stop",
        part=FLIP.key,
    ),
)


# --- Numbers as people type them ---------------------------------------------------------------------------


def amount(typed: str) -> Amount | None:
    """The number in a text, with its unit or without: 18%, 0.5 h, 1.2m, $5, about 80, 9,400 nurses; None for others.

    None too for 1.200, which somebody means as 1,200, for what has to be worked out, and for a number below 0.
    """
    text = ABOUT.sub("", typed.strip()[:LONGEST_RANGE])
    found = WRITTEN.fullmatch(text)
    if found is None or len(typed.strip()) > LONGEST_RANGE:
        return None
    _, digits, sign, rest = found.groups()
    words = rest.casefold().replace(".", " ").split()
    if words[:1] == ["m"] and digits[-1:].isspace():
        return None  # metres, or millions?
    share = sign == "%" or words[:2] == ["per", "cent"] or words[:1] == ["percent"]
    times = 1.0 if share or not words else TIMES.get(words[0], 1.0)
    after = words if share or times == 1 else words[1:]
    value = parse_number(digits.strip())
    if value is None or two_meanings(typed) or CHANGING.intersection(after) or re.search(r"[\d/×*+=]", rest):
        return None
    value = counted(value * times / (100 if share else 1), least=0)
    return None if value is None else Amount(value, share, times)


def two_meanings(typed: str) -> tuple[float, float] | None:
    """What 1.200 may mean; None for others, and for 0.125 and 1.234, where nobody would end in a nought."""
    found = re.fullmatch(r"([£$€]?)\s?([\d.]+)\D*", ABOUT.sub("", typed.strip()[:LONGEST_RANGE]))
    return two_readings(found[2]) if found and found[2].endswith("0") else None


def range_of(typed: str) -> tuple[Amount, Amount, Amount] | None:
    """The range in a text: low, base, high; low and high, with the base in the middle; or one number.

    What stands behind the last number holds for those that have nothing: 8–18–25% are three shares. None where one of
    them can't be read, or where they fall.
    """
    text = typed.strip()
    if len(text) > LONGEST_RANGE:
        return None
    pieces = _pieces(text)
    if not 1 <= len(pieces) <= 3:
        return None
    last = WRITTEN.fullmatch(pieces[-1])
    tail = (last[3] + last[4]) if last else ""
    read = [amount(piece + tail if re.fullmatch(r"[£$€]?[\d.,\s]+", piece) else piece) for piece in pieces]
    known = [one for one in read if one is not None]
    if len(known) != len(pieces) or len({one.share for one in known}) > 1:
        return None
    low, high = known[0], known[-1]
    base = known[1] if len(known) == 3 else low._replace(value=(low.value + high.value) / 2)
    return (low, base, high) if low.value <= base.value <= high.value else None


def _pieces(typed: str) -> list[str]:
    """What stands between the dashes of a range, or its "to"."""
    return [piece.strip() for piece in BETWEEN.split(re.sub(r"\bto\b", "–", typed[:LONGEST_RANGE]))]


def _told(value: float) -> str:
    """To three digits, thousands apart, never with an exponent; 0 only where it is."""
    if value and abs(value) < 1e-4:
        return "less than 0.0001"
    rounded = float(f"{value:.3g}")
    return f"{value:,.0f}" if abs(value) >= 100 else f"{rounded:,.6f}".rstrip("0").rstrip(".")


def _rough(value: float) -> str:
    """To three figures, as a total of guesses deserves."""
    return _told(three_figures(value)) if abs(value) >= 1000 else _told(value)


def two_figures(value: float) -> float:
    """A result of guesses, which has no more than two figures."""
    return float(f"{value:.2g}")


def _flips_at(factor: Factor, at: float) -> str:
    """The value of a factor at which the size flips, with the figures that its own numbers have: two, or three.

    More only where it would otherwise cross an end of the range.
    """
    own = max(len(f"{end:.2e}".partition("e")[0].rstrip("0").replace(".", "")) for end in (factor.low, factor.high))
    for figures in range(max(2, own), 4):
        rounded = float(f"{at:.{figures}g}")
        if all((rounded < end) == (at < end) and (rounded > end) == (at > end) for end in (factor.low, factor.high)):
            return factor.print(rounded)
    return factor.print(at)


def _against(ratio: float) -> str:
    """A second total against the first, in words."""
    if not 0.5 <= ratio < 2:
        return f"{_told(ratio)} times the first"
    apart = per_cent(abs(ratio - 1))
    return "the same as the first" if apart == "0%" else f"{apart} {'more' if ratio > 1 else 'less'} than the first"


def _lopsided(found: list[Factor]) -> str:
    """Where the rolls lie, if the base isn't about in their middle; "" if it is."""
    rolls = _rolls(found)
    most = lopsided(rolls, _total(found))
    if most is None:
        return ""
    side, share = most
    way = "up" if side == "above" else "down"
    return (
        f" The ranges reach farther {way}: {per_cent(share)} of the rolls lie {side} the total at "
        f"base, and half of all rolls {side} {_told(two_figures(np.median(rolls)))}."
    )


def _near(read: float, expected: float, typed: str) -> bool:
    """Whether a typed result is that one, give or take the last digit that was typed and a little rounding."""
    found = re.search(r"[.,](\d{1,2})\D*$", typed)
    step = 0.5 * 10.0 ** -len(found[1]) if found else 0.5
    one = amount(typed)
    scale = (0.01 if one and one.share else 1.0) * (one.times if one else 1.0)
    # Half a step of 1 is generous for a total of 846 and would be blind for a factor of 0.4.
    slack = max(ROUNDING * expected, min(step * scale, 0.15 * expected))
    return abs(read - expected) <= slack * (1 + 1e-9)


def _unread(typed: str, such_as: str) -> Finding:
    meanings = two_meanings(typed)
    if meanings:
        low, high = meanings
        return Finding(False, f"“{typed[:40]}” can be {short(low)} or {high:,.0f}. Type {short(low)} or {high:.0f}.")
    metres = re.fullmatch(r"(.*\d)\s+m", typed[:40].strip())
    if metres:
        return Finding(False, f"“{typed[:40]}” can be metres or millions. Type {metres[1]} million, or {metres[1]}.")
    return Finding(False, f"“{typed[:40]}” is no number I can use here. Type digits, such as {such_as}.")


def _open(parts: dict[str, str]) -> Finding | None:
    missing = [name for name, text in parts.items() if not text]
    return Finding(False, f"Still open: {'; '.join(missing)}.") if missing else None


# --- What the factors make ---------------------------------------------------------------------------------


def _begun(fields: Fields) -> list[str]:
    """Places of the factors of which something is typed."""
    return [place for place in PLACES if any(filled(fields, f"{key}_{place}") for key in ("name", "range", "source"))]


def factors(fields: Fields) -> list[Factor]:
    """The factors whose range can be read, in order."""
    found = []
    for place in PLACES:
        read = range_of(filled(fields, f"range_{place}"))
        if read:
            name = bare(filled(fields, f"name_{place}")[:200]) or f"factor {place}"
            found.append(Factor(place, name, *(one.value for one in read), share=read[0].share))
    return found


def _whole(fields: Fields) -> list[Factor]:
    """All the factors, if each that was begun can be read and there is a product; otherwise none."""
    found = factors(fields)
    return found if found and len(found) == len(_begun(fields)) else []


def _total(found: list[Factor]) -> float:
    return math.prod(factor.base for factor in found)


def _rows(found: list[Factor]) -> Ranges:
    return Ranges.of([[(factor.low, factor.base, factor.high) for factor in found]])


def _rolls(found: list[Factor]) -> np.ndarray:
    return rolled(_rows(found)).prod(axis=-1)


def _swings(found: list[Factor]) -> np.ndarray:
    return swings(_rows(found), lambda values: np.prod(values, axis=-1))


def _chosen(fields: Fields, key: str, found: list[Factor]) -> Factor | None:
    return next((factor for factor in found if factor.place == filled(fields, key)), None)


def _ranges(fields: Fields) -> Finding:
    begun = _begun(fields)
    if not begun:
        return Finding(None, f"{LEAST} to {len(PLACES)} factors, each with its low, base and high.")
    for place in begun:
        problem = _open(
            {
                f"what factor {place} is": filled(fields, f"name_{place}"),
                f"its numbers ({place})": filled(fields, f"range_{place}"),
            }
        )
        if problem:
            return problem
    unread = [place for place in begun if range_of(filled(fields, f"range_{place}")) is None]
    if unread:
        return Finding(False, f"The numbers of factor {', '.join(unread)} can't be read yet.")
    if len(begun) < LEAST:
        return Finding(False, f"{len(begun)} so far. What else has to be multiplied? At least {LEAST}.")
    found = factors(fields)
    total = _total(found)
    if not total:
        return Finding(False, "One of them is 0 at base: then it is all 0.")
    if all(factor.low == factor.high for factor in found):
        return Finding(False, "No factor has a range. Is there none you would bet a month's pay on less?")
    low, high = eight_in_ten(_rolls(found))
    ends = (math.prod(getattr(factor, end) for factor in found) for end in ("low", "high"))
    return Finding(
        True,
        f"Each rolled by itself, 8 of 10 results lie between {_rough(low)} and {_rough(high)}. All low at once would "
        f"be {_rough(next(ends))}, all high {_rough(next(ends))}: that hardly ever comes together, unless the guesses "
        "lean the same way.",
    )


def _range(place: str, fields: Fields) -> Finding:
    """Asks where the numbers of one factor can't be read."""
    typed = filled(fields, f"range_{place}")
    pieces = _pieces(typed)
    read = range_of(typed)
    if read and len(pieces) == 2 and read[0].value < read[2].value:
        likeliest = Factor(place, "", *(one.value for one in read), share=read[0].share)
        base = likeliest.print(likeliest.base)
        return Finding(False, f"You gave two ends; I took {base} as the likeliest. Is it? Then type it too.")
    if not typed or read:
        return Finding(None, "")
    doubtful = next((meanings for piece in pieces if (meanings := two_meanings(piece))), None)
    if doubtful:
        low, high = doubtful
        return Finding(False, f"“{typed[:40]}”: is that {short(low)} or {high:,.0f}? Type {short(low)} or {high:.0f}.")
    return Finding(
        False,
        f"“{typed[:40]}”: which is the lowest, the likeliest and the highest? Such as 8–18–25% or 0.3–0.5–0.8; one "
        "number if you are sure.",
    )


def _tags(fields: Fields) -> Finding:
    begun = _begun(fields)
    if not begun:
        return Finding(None, "Each factor is known, sourced or a guess.")
    told = {place: filled(fields, f"tag_{place}") for place in begun}
    untagged = [place for place, tag in told.items() if tag not in TAGS]
    if untagged:
        return Finding(False, f"Known, sourced or a guess: still open for factor {', '.join(untagged)}.")
    silent = [place for place, tag in told.items() if tag != "guess" and not filled(fields, f"source_{place}")]
    if silent:
        return Finding(False, f"Factor {', '.join(silent)} isn't a guess, you say. From where is it?")
    guesses = sum(tag == "guess" for tag in told.values())
    return Finding(True, f"{guesses} of {len(told)} {plural(guesses, 'is a guess', 'are guesses')}.")


def _sure(fields: Fields) -> Finding:
    """Asks where a guess has no range."""
    for place in _begun(fields):
        read = range_of(filled(fields, f"range_{place}"))
        if read and filled(fields, f"tag_{place}") == "guess" and read[0].value == read[2].value:
            return Finding(False, f"Factor {place} is a guess, and one number. Between what may it lie?")
    return Finding(None, "")


def _beyond(fields: Fields) -> Finding:
    """Asks where a share goes beyond 100%."""
    for factor in factors(fields):
        if factor.share and factor.high > 1:
            return Finding(False, f"Factor {factor.place} goes beyond 100%. Is it a share of the line above it?")
    return Finding(None, "")


def _recomputes(fields: Fields) -> Finding:
    typed, found = filled(fields, "total"), _whole(fields)
    if not typed:
        return Finding(None, "The factors at base, multiplied.")
    read = amount(typed)
    if read is None:
        return _unread(typed, "846")
    if len(found) < 2:
        return Finding(None, "Once the factors are there, this is recomputed.")
    total = _total(found)
    if _near(read.value, total, typed):
        return Finding(True, f"It recomputes: {_rough(total)}.")
    for end, name in (("low", "low"), ("high", "high")):
        if _near(read.value, math.prod(getattr(factor, end) for factor in found), typed):
            return Finding(False, f"That is every factor at its {name} end. At base it is {_rough(total)}.")
    shares = sum(factor.share for factor in found)
    off = read.value / total if total else 0.0
    if shares and any(abs(off / 100**power - 1) < ROUNDING for power in range(1, shares + 1)):
        return Finding(False, f"By your factors it is {_rough(total)}: 18% of something is 0.18 times it.")
    return Finding(False, f"By your own factors it is {_rough(total)}.")


def _drives(fields: Fields) -> Finding:
    given, found = filled(fields, "driver"), _whole(fields)
    if not given:
        return Finding(None, "The factor that moves the total most.")
    if given not in PLACES:
        return Finding(False, "Choose one of the factors.")
    if len(found) < 2 or not _total(found):
        return Finding(None, "Once the factors are there, this is recomputed.")
    mine = _chosen(fields, "driver", found)
    if mine is None:
        return Finding(False, f"Factor {given} is empty.")
    ends = _swings(found)
    moves, most = np.ptp(ends, axis=1), driver(ends)
    if not moves.max():
        return Finding(False, "No factor has a range, so none moves it.")
    row = found.index(mine)
    at_low, at_high = ends[row]
    told = f"it moves the total from {_rough(at_low)} to {_rough(at_high)}"
    if moves[row] >= (1 - ALIKE) * moves.max():
        return Finding(True, f"{capital(told)}, more than any other.")
    at_low, at_high = ends[most]
    return Finding(
        False,
        f"{capital(told)}. Factor {found[most].place} does so from {_rough(at_low)} to {_rough(at_high)}.",
    )


def _ratio(fields: Fields) -> float | None:
    """The second route's total ÷ the first one's; None where one of them is open or 0."""
    found, other = _whole(fields), amount(filled(fields, "second_total"))
    total = _total(found) if found else 0.0
    return other.value / total if other and other.value and total else None


def _crossed(fields: Fields) -> Finding:
    way, typed, shared = (filled(fields, key) for key in ("second", "second_total", "shared"))
    if not (way or typed or shared):
        return Finding(None, "A second number, by a way that shares as little as it can.")
    if typed and amount(typed) is None:
        return _unread(typed, "950")
    problem = _open({"the other way": way, "what it gives": typed, "what both use": shared})
    if problem:
        return problem
    if amount(typed) == Amount(0, False, 1):
        return Finding(False, "It gives 0. Then one of the two ways is wrong: which?")
    ratio = _ratio(fields)
    if ratio is None:
        return Finding(None, "Once the factors are there, the ratio is computed.")
    if not 1 / FAR <= ratio <= FAR:
        return Finding(
            False,
            f"{_told(ratio)} times the first. So far apart they don't size the same thing. At which step do they part?",
        )
    told = _against(ratio)
    return Finding(True, f"{capital(told)}. That checks the steps the two don't share, and none that they do.")


def _same_way(fields: Fields) -> Finding:
    """Asks where the second total is the first one to the digit."""
    found, typed = _whole(fields), filled(fields, "second_total")
    read = amount(typed) if typed else None
    same = read and found and abs(read.value / (_total(found) or math.inf) - 1) < 1e-3
    if same or (typed and same_words(typed, filled(fields, "total"))):
        return Finding(False, "The very same number. Does the second way really not begin with the first?")
    return Finding(None, "")


def _flip(fields: Fields) -> Finding:
    floor, which, typed = (filled(fields, key) for key in ("threshold", "flip_factor", "flip"))
    if not (floor or which or typed):
        return Finding(None, "A total, a factor, and its value there.")
    for text, such_as in ((floor, "400"), (typed, "8.5%")):
        if text and amount(text) is None:
            return _unread(text, such_as)
    problem = _open({"below which total": floor, "which factor": which, "its value there": typed})
    if problem:
        return problem
    if which not in PLACES:
        return Finding(False, "Choose one of the factors.")
    found = _whole(fields)
    total, limit, read = _total(found) if found else 0.0, amount(floor), amount(typed)
    if len(found) < 2 or not total:
        return Finding(None, "Once the factors are there, this is recomputed.")
    factor = _chosen(fields, "flip_factor", found)
    if factor is None:
        return Finding(False, f"Factor {which} is empty.")
    assert limit and read
    at = factor.base * limit.value / total
    if not limit.value:
        return Finding(False, "Below 0 it never falls. From which size on would you rather do something else?")
    if _near(read.value, at, typed) or (factor.share and not read.share and _near(read.value / 100, at, f"{typed}%")):
        return Finding(True, f"It recomputes: {factor.print(at)}. {_where(factor, at, limit.value, found)}")
    return Finding(
        False, f"By your own numbers it is {factor.print(at)}: base × {_told(limit.value)} ÷ {_told(total)}."
    )


def _below(limit: float, found: list[Factor]) -> str:
    """In how many rolls the total is below a limit."""
    share = float((_rolls(found) < limit).mean())
    return {0.0: "none of the rolls", 1.0: "all of the rolls"}.get(share, f"{per_cent(share)} of the rolls")


def _where(factor: Factor, at: float, limit: float, found: list[Factor]) -> str:
    """Where the flip lies in the factor's own range, and how many rolls fall below."""
    total = _total(found)
    lies = (
        "Your base is already below it"
        if limit > total
        else "That is below its low end, so this factor alone doesn't bring it there"
        if at < factor.low
        else f"Its range is {factor.print(factor.low)} to {factor.print(factor.high)}, so it can come to that"
    )
    return f"{lies}. The total is below {_told(limit)} in {_below(limit, found)}."


def _whose(fields: Fields) -> Finding:
    """Asks whose decision the limit is, once there is one."""
    if filled(fields, "threshold") and amount(filled(fields, "threshold")) and not filled(fields, "whose"):
        return Finding(False, "No count gives that limit. Who decides it?")
    return Finding(None, "")


def _time(fields: Fields) -> Finding:
    """Asks where what is counted has no length of time."""
    text = filled(fields, "unit")[:200]
    return Finding(None, "") if not text or TIME.search(text) else Finding(False, "Over which time?")


def compose(fields: Fields) -> str:
    """The sizing as one text, the number first; open parts are shown as such."""
    found, unit = _whole(fields), _small(part(fields, "unit", "what is counted, over which time"))
    lines = [f"The idea: {part(fields, 'idea', 'what people can do then')}. For whom: {part(fields, 'who', 'whom')}."]
    ready = len(found) > 1 and _total(found) > 0
    size = f"about {_rough(_total(found))}" if ready else "[a number]"
    lines.append(f"How big: {size} {unit}.")
    ends = _swings(found) if ready else np.zeros(0)
    ranged = ready and np.ptp(ends) > 0
    if ranged:
        low, high = map(two_figures, eight_in_ten(_rolls(found)))
        lines[-1] += f" In 8 of 10 rolls of the ranges below it is between {_told(low)} and {_told(high)}."
        lines[-1] += _lopsided(found)
    for place in _begun(fields) or PLACES[:1]:
        lines.append(_line(fields, place))
    if ranged:
        most = driver(ends)
        at_low, at_high = map(two_figures, ends[most])
        lines.append(
            f"What moves it most: {found[most].name}. At the low end of its range the total is about "
            f"{_told(at_low)}, at the high end about {_told(at_high)}."
        )
    lines.append(f"A second way: {part(fields, 'second', 'which')}.")
    other, ratio = amount(filled(fields, "second_total")), _ratio(fields)
    lines[-1] += f" It gives {_rough(other.value) if other else '[a number]'}"
    lines[-1] += f", {_against(ratio)}." if ratio else "."
    lines[-1] += f" What both use, and so isn't checked: {inside(part(fields, 'shared', 'which steps'))}."
    limit, factor = amount(filled(fields, "threshold")), _chosen(fields, "flip_factor", found)
    lines.append(f"Below {_told(limit.value) if limit else '[a total]'} we would rather do something else.")
    if filled(fields, "whose"):
        lines[-1] += f" Who decides that: {inside(part(fields, 'whose', ''))}."
    if ready and limit and factor and limit.value:
        at_flip = factor.base * limit.value / _total(found)
        lines[-1] += (
            f" With the other factors at base, a total of {_told(limit.value)} means about "
            f"{_flips_at(factor, at_flip)} for “{factor.name}”."
        )
        outside = "below" if at_flip < factor.low else "above" if at_flip > factor.high else ""
        if outside:
            lines[-1] += f" That is {outside} the range we give it."
        lines[-1] += f" The total is below {_told(limit.value)} in {_below(limit.value, found)}."
    lines.append(f"Tested first: {inside(part(fields, 'first', 'what, and which result ends the idea'))}.")
    return one_stop("\n\n".join(lines))


def _small(unit: str) -> str:
    """A unit as it goes on behind its number: Hours a month opens small; what may be a name keeps its capital."""
    return unit[0].lower() + unit[1:] if OPENS_SMALL.match(unit) else inside(unit)


def _line(fields: Fields, place: str) -> str:
    """One factor with its range, tag and source."""
    factor = next((one for one in factors(fields) if one.place == place), None)
    numbers = "[numbers]"
    if factor:
        numbers = factor.print(factor.base)
        if factor.low != factor.high:
            numbers += f" ({factor.print(factor.low)} to {factor.print(factor.high)})"
    tag = filled(fields, f"tag_{place}")
    source = inside(bare(filled(fields, f"source_{place}")))
    told = ": ".join(filter(None, (tag if tag in TAGS else "[known, sourced or a guess]", source)))
    return f"– {part(fields, f'name_{place}', 'a factor')}: {numbers}. {capital(told)}."


RUBRIC = Rubric(
    key="sizing",
    title="Your sizing",
    intro=(
        "How big is it, and how small would it have to be for you not to do it? Take an idea of your own, or the "
        "travellers: in the lesson a button fills in what the lab shows. Four parts, and you may begin with any."
    ),
    fields=FIELDS,
    parts=PARTS,
    criteria=(
        Criterion("time", "What is counted has a length of time", "H", ("unit",), _time, part=WHAT.key),
        *(
            Criterion(
                f"range_{place}",
                f"The numbers of factor {place} can be read",
                "H",
                (f"range_{place}",),
                partial(_range, place),
                part=FACTORS.key,
            )
            for place in PLACES
        ),
        Criterion("total", "The total recomputes", "A", ("total",), _recomputes, part=FACTORS.key),
        Criterion(
            "ranges",
            "Factors with low, base and high",
            "A",
            (*(f"{key}_{place}" for place in PLACES for key in ("name", "range")), "total"),
            _ranges,
            part=FACTORS.key,
        ),
        Criterion(
            "tags",
            "Each is known, sourced or a guess",
            "A",
            (*(f"{key}_{place}" for place in PLACES for key in ("tag", "source")), "total"),
            _tags,
            part=FACTORS.key,
        ),
        Criterion("sure", "A guess without a range", "H", ("range_1", "tag_1", "total"), _sure, part=FACTORS.key),
        Criterion("beyond", "A share beyond 100%", "H", ("range_1", "total"), _beyond, part=FACTORS.key),
        Criterion("driver", "What drives it, recomputed", "A", ("driver",), _drives, part=FACTORS.key),
        Criterion(
            "crossed",
            "A second way, and its ratio",
            "A",
            ("second", "second_total", "shared"),
            _crossed,
            part=SECOND.key,
        ),
        Criterion("same", "Both ways give the same number", "H", ("second_total",), _same_way, part=SECOND.key),
        Criterion(
            "flip",
            "The value at which it flips, recomputed",
            "A",
            ("threshold", "flip_factor", "flip"),
            _flip,
            part=FLIP.key,
        ),
        Criterion("whose", "Whose decision the limit is", "H", ("threshold", "whose"), _whose, part=FLIP.key),
        Criterion(
            "notice",
            "Would those people notice it if it changed?",
            "S",
            ("unit",),
            strong="Hours a month that night nurses type a dose twice.",
            weak="A market of $50bn.",
            part=WHAT.key,
        ),
        Criterion(
            "look",
            "Could somebody go and look where each number is from?",
            "S",
            ("source_1",),
            strong="Counted on one ward, three nights in May, by me. Other wards: a guess.",
            weak="Industry average.",
            part=FACTORS.key,
        ),
        Criterion(
            "other",
            "Does the second way come from another side, or is it the first one dressed up?",
            "S",
            ("second", "shared"),
            strong="From the overtime that was paid. Shares only the number of nurses.",
            weak="The same factors, rounded.",
            part=SECOND.key,
        ),
        Criterion(
            "act",
            "Would you really let go of it at that value?",
            "S",
            ("threshold", "flip"),
            strong="Not if fewer than 13 of 100 type it twice: then new trolleys do more for less.",
            weak="It is large anyway.",
            part=FLIP.key,
        ),
        Criterion(
            "end",
            "Can the first test end the idea, and soon?",
            "S",
            ("first",),
            strong="Two nights with a scanner that only beeps. Fewer than 20 of 60 doses scanned, and we stop.",
            weak="Build the interface to the hospital system, then roll it out.",
            part=FLIP.key,
        ),
    ),
    compose=compose,
)
