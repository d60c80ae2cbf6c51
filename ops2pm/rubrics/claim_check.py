"""The artefact of lesson 09: a claim, word for word; what it leaves out; of a hundred; the search; the verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ops2pm import course
from ops2pm.models.lift import READINGS, Reading, applied, impossible_above
from ops2pm.numbers import ABOUT, parse_amount, parse_range, short
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    capital,
    filled,
    inside,
    one_stop,
    same_words,
    stopless,
)
from ops2pm.rubrics.dates import day, written
from ops2pm.rubrics.trigger import part, unread

VERDICTS = {
    "supported": "Supported: what I found fits",
    "partly": "Supported in part",
    "contradicted": "False: what I found speaks against it",
    "impossible": "Impossible as it stands",
    "not_found": "Not found: I can't say",
}
READ = {
    "relative": "per cent of the base",
    "points": "points",
    "unsaid": "the claim doesn't say",
    "none": "there is no number in it",
}
CALLED = {"relative": "read as per cent of the base", "points": "read as points"}
GIVEN = {
    "population": "among whom",
    "comparison": "compared with whom",
    "measure": "what is counted, and how",
    "period": "in what time",
    "counts": "how many were counted",
}
ROWS = ("1", "2", "3", "4")
FEWEST = 2
"""Rows of a search log, at least."""
LONGEST_QUOTE, LONGEST_SOURCE = 2_000, 200_000
"""Characters that are compared; nobody needs more, and a pasted book shall not slow the typing."""
LESS = re.compile(r"\b(?:lower|fewer|less|reduc\w+|decreas\w+|down|drops?|dropped|falls?|fell|cuts?)\b", re.IGNORECASE)
MORE = re.compile(r"\b(?:higher|more|increas\w+|up|rises?|rose|raised?|better|faster|greater)\b", re.IGNORECASE)
MOST = 1000
"""Per cent; a larger size is a slip, or no comparison."""

CLAIM, SUMS, SEARCH, VERDICT = PARTS = (
    Part("claim", "The claim"),
    Part("sums", "Of a hundred"),
    Part("search", "The search"),
    Part("verdict", "The verdict"),
)

NOT_GIVEN = re.compile(
    r"(?:it'?s\s+|is\s+)?(?:not|none|nothing|never)\s+(?:given|said|stated|mentioned|named)|not\s+in\s+it|unknown|n/?a|"
    r"none|nothing|no|[-–—?]+",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"nothing(?:\s+(?:at\s+all|found|usable|of\s+use|there|with\s+an?y?\s+(?:number|figure|count)s?))?|none|no|nil|zero|0|not\s+found|"
    r"no\s+(?:figures?|numbers?|stud(?:y|ies)|sources?|hits?|results?|data|evidence|match(?:es)?)(?:\s+found)?|[-–—]+",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})\s*")


def _row(place: str) -> tuple[Field, ...]:
    more = "" if int(place) <= FEWEST else " (optional)"
    examples = {
        "1": ("a search engine", "success rate operations product manager hires", "nothing with a number"),
        "2": ("two research archives", "career background product manager performance", "no study"),
    }
    where, words, found = examples.get(place, ("", "", ""))
    return (
        Field(f"on_{place}", f"Search {place}: on{more}", "date", part=SEARCH.key, beside=True),
        Field(f"place_{place}", f"where{more}", example=where, part=SEARCH.key, beside=True),
        Field(f"words_{place}", f"which words{more}", example=words, part=SEARCH.key, beside=True),
        Field(f"found_{place}", f"what you found{more}", example=found, part=SEARCH.key, beside=True),
    )


_HELP = "As the claim says it. If it doesn't, write “not given”."
FIELDS = (
    Field(
        "quote",
        "The claim, word for word",
        "text",
        help="Copy it. Who shortens a claim often drops what it is compared with.",
        example="Teams with daily stand-ups ship 40% faster",
        part=CLAIM.key,
    ),
    Field(
        "where",
        "Where it stands",
        help="A link, a page, a name: somebody else should find it.",
        example="a supplier's brochure, page 3",
        part=CLAIM.key,
        goes_with="quote",
    ),
    Field("seen_on", "Seen on", "date", part=CLAIM.key),
    Field(
        "source",
        "The text around it (optional)",
        "text",
        help="Paste it, and your quotation is compared with it word for word.",
        part=CLAIM.key,
        goes_with="quote",
    ),
    Field("population", "Among whom", help=_HELP, example="teams of one supplier's clients", part=CLAIM.key),
    Field("comparison", "Compared with whom", help=_HELP, example="not given", part=CLAIM.key),
    Field("measure", "What is counted, and how", help=_HELP, example="not given", part=CLAIM.key),
    Field("period", "In what time", help=_HELP, example="in their first quarter", part=CLAIM.key),
    Field("counts", "How many were counted", help=_HELP, example="not given", part=CLAIM.key),
    Field(
        "size",
        "It says: higher by",
        "number",
        help="In per cent or points. With a minus if it says lower.",
        example="25",
        part=SUMS.key,
        goes_with="quote",
    ),
    Field("size_high", "… up to (optional)", "number", example="30", part=SUMS.key, goes_with="quote"),
    Field("reading", "That means", "choice", choices=tuple(READ.items()), part=SUMS.key, goes_with="quote"),
    Field(
        "base_1",
        "Of 100 it is compared with, so many have it (succeed, leave, ring …)",
        "number",
        help="Your own guess, for the claim seldom says.",
        example="60",
        part=SUMS.key,
    ),
    Field("base_2", "… and if it were", "number", help="Another one that could be.", example="85", part=SUMS.key),
    *(field for place in ROWS for field in _row(place)),
    Field("verdict", "Your verdict", "choice", choices=tuple(VERDICTS.items()), part=VERDICT.key),
    Field(
        "why",
        "Because",
        "text",
        example="four searches in three places, two of them in other words, and no figure with its counts",
        part=VERDICT.key,
    ),
    Field(
        "evidence",
        "What would change it",
        "text",
        help="Who would have to be counted, compared with whom, by which measure, for how long.",
        example="hires of one year from both backgrounds, in twenty companies, by promotion within two years",
        part=VERDICT.key,
    ),
    Field(
        "instead",
        "What you say instead, or do anyway",
        "text",
        help="One case of your own, with its denominator.",
        example="I found no figure I'd trust. Here is one case: of 40 changes I planned, 31 are still in use",
        part=VERDICT.key,
    ),
)


# ---------------------------------------------------------------------------------------------
# The claim
# ---------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A text with one kind of quotation mark, dash and space."""
    for marks, plain in (("“”„«»", '"'), ("‘’‚", "'"), ("‐‑‒–—−", "-")):
        text = re.sub(f"[{marks}]", plain, text)
    return " ".join(text.split())


def _quoted(fields: Fields) -> str:
    """The quotation without the marks around it."""
    quote = filled(fields, "quote")[:LONGEST_QUOTE]
    for opening, closing in (("“", "”"), ('"', '"'), ("„", "“"), ("‘", "’")):
        inner = quote[1:-1]
        if len(quote) > 2 and quote[0] == opening and quote[-1] == closing and opening not in inner:
            return inner.strip()
    return quote


def _verbatim(fields: Fields) -> Finding:
    quote, source = _quoted(fields), filled(fields, "source")[:LONGEST_SOURCE]
    if not quote:
        return Finding(None, "The claim, as it stands there.")
    if not source:
        return Finding(None, "Paste the text around it, and the two are compared.")
    wanted, text = _plain(quote), _plain(source)
    if wanted in text:
        only = "" if quote in source else "; only spaces, dashes or quotation marks differ"
        return Finding(True, f"Word for word in the text you pasted{only}.{_goes_on(wanted, text)}")
    pieces = [piece for piece in LEFT_OUT.split(wanted) if piece]
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return _differs(piece, text, at)
        at = found + len(piece)
    # A text that was cut reads on: what stands in the gap may be what it is compared with.
    return Finding(True, "Word for word in the text you pasted, with gaps. Does a gap leave out the comparison?")


def _goes_on(quote: str, text: str) -> str:
    """How the sentence ends that the quotation breaks off, as a question; "" where it doesn't break one off."""
    rest = text[text.find(quote) + len(quote) :]
    words = re.match(r"[^.!?;]*", rest)
    assert words is not None  # it also matches nothing
    if quote[-1] in ".!?" or not words[0].startswith(" ") or len(words[0].split()) < 2:
        return ""
    return f" Its sentence goes on: “{_some(words[0])} …”. Does that belong to the claim?"


def _differs(piece: str, text: str, at: int) -> Finding:
    """Where a piece of a quotation leaves the text, which is searched from `at` on."""
    words = piece.split()
    low, high = 0, len(words)  # so many words are in it; more than that aren't
    while low < high:
        middle = (low + high + 1) // 2
        if text.find(" ".join(words[:middle]), at) >= 0:
            low = middle
        else:
            high = middle - 1
    if not low:
        return Finding(False, f"“{_some(piece)}” isn't in the text you pasted. Copy it from there.")
    same = " ".join(words[:low])
    rest = text[text.find(same, at) + len(same) :].strip()
    there = f"the text goes on “{_some(rest)}”" if rest else "the text ends"
    return Finding(
        False, f"Word for word up to “{' '.join(words[max(0, low - 4) : low])[-60:]}”. There {there}; yours doesn't."
    )


def _some(text: str) -> str:
    """The first words of a text."""
    words = text[:60].split()[:5]
    return " ".join(words)


def _is_given(fields: Fields, key: str) -> bool:
    return not NOT_GIVEN.fullmatch(filled(fields, key).rstrip(" .!"))


def _given(fields: Fields) -> Finding:
    typed = [key for key in GIVEN if filled(fields, key)]
    if not typed:
        return Finding(None, "Five things a claim has to say before anybody can check it.")
    still = [words for key, words in GIVEN.items() if key not in typed]
    if still:
        return Finding(False, f"Still open: {'; '.join(still)}. If the claim doesn't say, write “not given”.")
    lacking = [words for key, words in GIVEN.items() if not _is_given(fields, key)]
    if not lacking:
        return Finding(True, "All five are given: it can be checked.")
    return Finding(True, f"Given: {len(GIVEN) - len(lacking)} of {len(GIVEN)}. Not given: {'; '.join(lacking)}.")


# ---------------------------------------------------------------------------------------------
# Of a hundred
# ---------------------------------------------------------------------------------------------


def _number(fields: Fields, key: str) -> float | None:
    """A size or base in per cent or of 100, or None; of 25 points, +25% and “about 25” it is 25."""
    text = ABOUT.sub("", re.sub(r"\+(?=\d)", "", filled(fields, key)[:60]))
    value = parse_amount(text, "percentage points", "points", "pp", "of 100", "in 100", "out of 100")
    if value is None:
        return None
    most = 100 if key.startswith("base") else MOST
    return value if (0 if key.startswith("base") else -100) <= value <= most else None


def _misread(fields: Fields, key: str) -> Finding | None:
    """What is wrong with a number that was typed; None when nothing is, or nothing was."""
    typed = filled(fields, key)
    if not typed:
        return None
    value, is_base = _number(fields, key), key.startswith("base")
    if value is None:
        both = parse_range(ABOUT.sub("", typed[:60]).rstrip("% "))
        if both and both.low < both.high:
            where = "the other base into the next field" if is_base else f"{short(both.high)} beneath it"
            return Finding(False, f"“{typed[:40]}” are two numbers: type {short(both.low)} here, and {where}.")
        if is_base:
            return Finding(False, f"“{typed[:40]}” is no number of 100. Type one from 0 to 100, such as 60.")
        return Finding(False, unread(typed, "25"))
    if 0 < abs(value) < 1:
        return Finding(
            False,
            f"“{typed[:40]}” would be less than one {'of 100' if is_base else 'per cent'}. For {value:.0%} type "
            f"{short(round(100 * value, 6))}.",
        )
    return None


@dataclass(frozen=True)
class _Result:
    """What the claim comes to over one base, of 100; low and high are one where the claim names one size."""

    base: float
    reading: Reading
    low: float
    high: float

    @property
    def impossible(self) -> bool:
        return not (self.low >= -1e-9 and self.high <= 100 + 1e-9)

    @property
    def impossible_in_part(self) -> bool:
        """Whether only one end of the range is impossible."""
        return self.impossible and self.low <= 100 and self.high >= 0

    def __str__(self) -> str:
        ends = dict.fromkeys((_of_100(self.low), _of_100(self.high)))
        return " to ".join(ends)


def _of_100(value: float) -> str:
    return short(round(value + 1e-9, 1)).replace("-", "−", 1)


def _sizes(fields: Fields) -> tuple[float, float] | None:
    sizes = [value for value in (_number(fields, "size"), _number(fields, "size_high")) if value is not None]
    return (min(sizes), max(sizes)) if _number(fields, "size") is not None else None


def _readings(fields: Fields) -> tuple[Reading, ...]:
    given = filled(fields, "reading")
    return READINGS if given == "unsaid" else tuple(each for each in READINGS if each == given)


def _results(fields: Fields) -> list[_Result]:
    """What the claim comes to, for each base and reading that can be worked out."""
    sizes = _sizes(fields)
    bases = [value for value in (_number(fields, "base_1"), _number(fields, "base_2")) if value is not None]
    if sizes is None or any(_misread(fields, key) for key in ("size", "size_high", "base_1", "base_2")):
        return []
    return [
        _Result(base, reading, *(100 * applied(base / 100, size / 100, reading) for size in sizes))
        for base in dict.fromkeys(bases)
        for reading in _readings(fields)
    ]


def _sums(fields: Fields) -> Finding:
    keys = ("size", "size_high", "base_1", "base_2")
    reading = filled(fields, "reading")
    if reading == "none":
        if any(filled(fields, key) for key in keys):
            return Finding(False, "You chose that there is no number in it, and typed one. Which is it?")
        return Finding(True, "No number, so nothing to work out. What would have to be counted, then?")
    if not any(filled(fields, key) for key in keys):
        return Finding(None, "The size, how it is meant, and two bases.")
    for key in keys:
        problem = _misread(fields, key)
        if problem:
            return problem
    still = [
        name
        for name, there in (
            ("how much", filled(fields, "size")),
            ("how it is meant", reading in READ),
            ("a base", filled(fields, "base_1")),
            ("another base", filled(fields, "base_2")),
        )
        if not there
    ]
    if still:
        return Finding(False, f"Still open: {'; '.join(still)}.")
    sizes = _sizes(fields)
    if sizes is not None and sizes[0] < 0 < sizes[1]:
        return Finding(False, "One end is lower and the other higher. If it says lower, both have a minus.")
    if _number(fields, "base_1") == _number(fields, "base_2"):
        return Finding(False, "That is one base twice. Over which other one could it be?")
    return Finding(True, f"{_told(fields)}.")


def _told(fields: Fields) -> str:
    """What the claim comes to over each base, in words; "" where nothing can be worked out."""
    told = []
    results = _results(fields)
    for base in dict.fromkeys(each.base for each in results):
        own = [each for each in results if each.base == base]
        parts = [f"{each}{f' {CALLED[each.reading]}' if len(own) > 1 else ''}{_impossible(each)}" for each in own]
        told.append(f"over a base of {short(base)}: {'; '.join(parts)}")
    return f"Of 100, {'. '.join([told[0], *map(capital, told[1:])])}" if told else ""


def _written_out(fields: Fields) -> str:
    """The same for somebody who hasn't seen the form."""
    results = _results(fields)
    told = []
    for reading in dict.fromkeys(each.reading for each in results):
        first, *others = (each for each in results if each.reading == reading)
        parts = [f"if {short(first.base)} of 100 have it otherwise, then {first} of 100 with it{_cannot(first)}"]
        parts += [f"if {short(each.base)}, then {each}{_cannot(each)}" for each in others]
        told.append(f"{capital(CALLED[reading])}: {'; '.join(parts)}")
    return ". ".join(told)


def _cannot(each: _Result) -> str:
    return f", which {'in part ' if each.impossible_in_part else ''}can't be" if each.impossible else ""


def _impossible(each: _Result) -> str:
    return f" ({'in part ' if each.impossible_in_part else ''}impossible)" if each.impossible else ""


def _lower(fields: Fields) -> Finding:
    """Asks where the quotation speaks of less, and of nothing more, and the size is more."""
    sizes, quote = _sizes(fields), _quoted(fields)[:LONGEST_QUOTE]
    word = LESS.search(quote)
    if not word or MORE.search(quote) or sizes is None or sizes[0] <= 0:
        return Finding(None, "")
    return Finding(
        False, f"The claim says “{word[0]}”, and you have it as higher. Does a minus belong before the number?"
    )


def _ceiling(fields: Fields) -> str:
    """Above which base it can't be, where it says how it is meant and is more; otherwise ""."""
    sizes, readings = _sizes(fields), _readings(fields)
    if sizes is None or len(readings) != 1 or sizes[1] <= 0 or _misread(fields, "size_high"):
        return ""
    above = 100 * impossible_above(sizes[1] / 100, readings[0])
    return f"Above a base of {short(round(above, 1))} it would need more than 100 of 100" if above > 0 else ""


# ---------------------------------------------------------------------------------------------
# The search
# ---------------------------------------------------------------------------------------------

NO_ANSWER = re.compile(r"n/?a|[?]+", re.IGNORECASE)
COLUMNS = {"on": "the date", "place": "where", "words": "the words", "found": "what you found"}


def _begun(fields: Fields) -> list[str]:
    return [place for place in ROWS if any(filled(fields, f"{column}_{place}") for column in COLUMNS)]


def _log(fields: Fields) -> Finding:
    begun = _begun(fields)
    if not begun:
        return Finding(None, "Date, where, which words, what you found. Two rows at least, and better four.")
    for place in begun:
        still = [words for column, words in COLUMNS.items() if not filled(fields, f"{column}_{place}")]
        if still:
            return Finding(False, f"Search {place}, still open: {'; '.join(still)}.")
        when = day(fields, f"on_{place}")
        if when is None:
            return Finding(False, f"Search {place}: write the date as year-month-day, such as 2027-05-31.")
        if NO_ANSWER.fullmatch(filled(fields, f"found_{place}").rstrip(" .!")):
            return Finding(False, f"Search {place}: what came up? “Nothing with a number” is an answer.")
        if when > date.today():
            return Finding(False, f"Search {place}: {written(when)} is still to come. When did you search?")
    if len(begun) < FEWEST:
        return Finding(False, "One search. In which other words could it hide?")
    for number, place in enumerate(begun):
        for other in begun[:number]:
            if all(
                same_words(filled(fields, f"{key}_{place}"), filled(fields, f"{key}_{other}"))
                for key in ("words", "place")
            ):
                return Finding(
                    False, f"Search {place} has the words and the place of search {other}. How else could it be said?"
                )
    return Finding(True, f"{len(begun)} searches, {len(_empty(fields))} of them without a find.")


def _empty(fields: Fields) -> list[str]:
    """The searches that clearly found nothing."""
    return [
        place for place in _begun(fields) if NOTHING.fullmatch(filled(fields, f"found_{place}")[:100].rstrip(" .!"))
    ]


def _empty_handed(fields: Fields) -> bool:
    """Whether there is a log, and every row of it clearly found nothing."""
    begun = _begun(fields)
    return bool(begun) and len(_empty(fields)) == len(begun)


# ---------------------------------------------------------------------------------------------
# The verdict
# ---------------------------------------------------------------------------------------------


def _decided(fields: Fields) -> Finding:
    given = filled(fields, "verdict")
    if given in VERDICTS and not _begun(fields) and given != "impossible":
        return Finding(False, "There is no search in the log yet. What does the verdict stand on?")
    still = [
        name
        for name, there in (
            ("the verdict", given in VERDICTS),
            ("why", filled(fields, "why")),
            ("what would change it", filled(fields, "evidence")),
            ("what you say instead, or do anyway", filled(fields, "instead")),
        )
        if not there
    ]
    if len(still) == 4:
        return Finding(None, "A verdict that says no more than your log.")
    if still:
        return Finding(False, f"Still open: {'; '.join(still)}.")
    results = _results(fields)
    if given == "impossible" and results and not any(each.impossible for each in results):
        come = " and ".join(f"{each} of 100" for each in results)
        return Finding(False, f"Over your bases it comes to {come}. That is possible. Over which base isn't it?")
    return Finding(True, "Written. Whether your log carries it, only you can tell: look at the pair below.")


def _false(fields: Fields) -> Finding:
    """Asks where the log is empty-handed and the verdict is that the claim is true, or false."""
    if not _empty_handed(fields):
        return Finding(None, "")
    given = filled(fields, "verdict")
    if given == "contradicted":
        return Finding(
            False, "Not found, or false? Your searches came back with nothing, and nothing speaks against it."
        )
    if given in ("supported", "partly"):
        return Finding(False, "Your searches came back with nothing. What does it fit, then?")
    return Finding(None, "")


def _possible(fields: Fields) -> Finding:
    """Asks where the verdict is "impossible" and every sum comes to a possible number."""
    results = _results(fields)
    if filled(fields, "verdict") != "impossible" or not results or any(each.impossible for each in results):
        return Finding(None, "")
    return Finding(False, "Over your two bases it is possible. Over which one isn't it?")


def compose(fields: Fields) -> str:
    """The check as one text, the verdict first; open parts are shown as such."""
    quote = _quoted(fields)
    said = f"“{quote}”" if quote else "[the claim, word for word]"
    when = day(fields, "seen_on")
    seen = f"seen on {written(when)}" if when else "[date]"
    given = filled(fields, "verdict")
    lines = [
        f"Claim. {said} ({part(fields, 'where', 'where it stands')}; {seen}).",
        f"Verdict. {VERDICTS.get(given, '[your verdict]')}. {_because(fields)}.",
    ]
    told = [f"{capital(words)}: {part(fields, key, '?')}" for key, words in GIVEN.items() if _is_given(fields, key)]
    lacking = [words for key, words in GIVEN.items() if filled(fields, key) and not _is_given(fields, key)]
    gaps = f"Not given: {'; '.join(lacking)}." if lacking else ""
    lines.append(" ".join(filter(None, ["What it says.", *(f"{each}." for each in told), gaps])))
    sums = _written_out(fields)
    if sums:
        lines.append(". ".join(filter(None, [sums, _ceiling(fields)])) + ".")
    elif filled(fields, "reading") == "none":
        lines.append("There is no number in it, so nothing to work out.")
    rows = [_as_row(fields, place) for place in _begun(fields)]
    lines.append("Where I looked." if rows else "Where I looked: [date, where, which words, what you found].")
    lines += rows
    lines.append(f"What would change my mind: {inside(part(fields, 'evidence', 'who is counted, against whom, how'))}.")
    lines.append(f"What I say instead: {part(fields, 'instead', 'one case, with its denominator')}.")
    return one_stop("\n\n".join(lines))


def _because(fields: Fields) -> str:
    why = part(fields, "why", "why")
    why = re.sub(r"^because(?=\W)[\s,:]*", "", why, flags=re.IGNORECASE)
    return capital(why) if not why.startswith("[") else f"Because {why}"


def _as_row(fields: Fields, place: str) -> str:
    when = day(fields, f"on_{place}")
    words = stopless(filled(fields, f"words_{place}")) or "[which words]"
    words = words if words.startswith(("[", "“", '"')) else f"“{words}”"
    found = inside(part(fields, f"found_{place}", "what you found"))
    return (
        f"– {written(when) if when else '[date]'}, {part(fields, f'place_{place}', 'where')}: {words}. Found: {found}."
    )


def of_the_thread(claim: str = "C6") -> Fields:
    """A claim of the thread, as the form's fields want it: its words, where they stand, and the text around them."""
    thread = course.thread()
    quote = thread.claim(claim).quotes[0]
    fields = {
        "quote": quote.words,
        "where": f"reply {quote.reply.removeprefix('R')} of the forum thread this course is built from",
        "source": thread.texts[quote.reply].strip(),
    }
    if claim == "C6":
        fields |= {"size": "25", "size_high": "30", "reading": "unsaid"}
    return fields


RUBRIC = Rubric(
    key="claim_check",
    title="Your claim check",
    intro=(
        "A claim that you have repeated, or are tempted to: from a forum, a slide, an advert, your own résumé. If you "
        "have none, take *25-30% higher success rates*. Four parts, and you may begin with any."
    ),
    fields=FIELDS,
    parts=PARTS,
    criteria=(
        Criterion("verbatim", "Word for word", "A", ("quote", "source"), _verbatim, part=CLAIM.key),
        Criterion("given", "What it says, and what it leaves out", "A", tuple(GIVEN), _given, part=CLAIM.key),
        Criterion(
            "sums",
            "Of a hundred, over two bases",
            "A",
            ("size", "size_high", "reading", "base_1", "base_2"),
            _sums,
            part=SUMS.key,
        ),
        Criterion("lower", "Higher or lower", "H", ("quote", "size"), _lower, part=SUMS.key),
        Criterion(
            "log",
            "Where you looked",
            "A",
            tuple(f"{column}_{place}" for place in ROWS for column in COLUMNS),
            _log,
            part=SEARCH.key,
        ),
        Criterion("false", "Not found, or false", "H", ("found_1", "verdict"), _false),
        Criterion("possible", "Impossible over which base", "H", ("base_2", "verdict"), _possible),
        Criterion(
            "decided",
            "Verdict, reason, what would change it, what you say instead",
            "A",
            ("verdict", "why", "evidence", "instead"),
            _decided,
        ),
        Criterion(
            "fair",
            "Would whoever said it agree that this is what they said?",
            "S",
            ("quote",),
            strong="The sentence whole, with “compared to traditional tech backgrounds”, and the text around it.",
            weak="“Ops people are 30% better”, from memory.",
            part=CLAIM.key,
        ),
        Criterion(
            "bases",
            "Could both bases be true where the claim is made?",
            "S",
            ("base_1", "base_2"),
            strong="60, if success is a promotion in two years; 85, if it is still being there after one.",
            weak="1 and 99.",
            part=SUMS.key,
        ),
        Criterion(
            "hidden",
            "Did you look under other words, and where a figure against it would stand?",
            "S",
            ("words_1",),
            strong="“internal transfer product manager retention”, “non-technical product managers performance study”.",
            weak="The sentence itself, four times, on one site.",
            part=SEARCH.key,
        ),
        Criterion(
            "no_more",
            "Does the verdict say no more than the log?",
            "S",
            ("verdict", "why"),
            strong="Not found in four searches; so I can't use it, and can't call it wrong.",
            weak="Fake.",
            part=VERDICT.key,
        ),
        Criterion(
            "own_case",
            "Could somebody check what you say instead?",
            "S",
            ("instead",),
            strong="Of 40 changes I planned, 31 are still in use a year later. I can show you the list.",
            weak="I'm confident that ops people do well.",
            part=VERDICT.key,
        ),
        Criterion(
            "own_rival",
            "What else could explain your own case: luck, choice, another mix?",
            "S",
            ("instead",),
            strong="Another mix, perhaps: the hard changes went to another team, and I got the easy ones.",
            weak="It worked because I planned it well.",
            part=VERDICT.key,
        ),
    ),
    compose=compose,
)
