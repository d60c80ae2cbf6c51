"""Two pitches side by side: their words, the numbers in them that have a baseline, and what of the old one came back.

Everything here is found by rule in plain text. It describes; whether a pitch is good is nobody's to compute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS_A_MINUTE = 150
"""A usual pace for reading aloud: practitioners' habit."""
MOST_READ = 600
"""Words of each pitch that are compared: four minutes of talk, and quick for a pasted novel too."""
MOST_SEARCHED = 4_000
"""Characters that are searched for numbers, about as many."""
RUN = 3
"""So many words in a row make a passage that came back; fewer are everybody's."""

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SPELLED = (
    rf"(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    rf"|nineteen|{_ONES}|none|half)"
)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DIGITS = r"[£$€]?[-−+]?\d+(?:[.,]\d+)*(?:\s?%|\s?per\s?cent\b)?"
# A year, a day of a month, an hour, and a word with a digit in it (Q3, B2B) are no measurements.
_ANY = rf"(?<![\w.,])(?:{_DIGITS}|{_SPELLED})(?![\w%]|[.,]\d|:\d)"
_NOT_MEASURED = re.compile(
    rf"\b(?:19|20)\d\d\b(?![.,]\d|%)|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\b"
    rf"|\b(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?::\d\d)?\s?[ap]\.?m\b\.?|\b\d{{1,2}}:\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(_ANY, re.IGNORECASE)
# Only digits count as a number of their own: "one" is a word of every sentence.
_WRITTEN = re.compile(rf"(?<![\w.,])(?:{_DIGITS})(?![\w%]|[.,]\d|:\d)", re.IGNORECASE)
_UNIT = r"(?:\s+(?!and\b|but\b|to\b|from\b)[^\W\d_][\w'’-]*){0,4}?"
_OURS = r"(?:\s+(?:the|our|my|their|all|every|these|those|about|last|some))*"
_TIME = r"(?!\s+(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?)\b)"
_BASED = [
    rf"\bfrom\s+(?:about\s+|nearly\s+|over\s+)?{_ANY}{_UNIT}\s+to\s+(?:about\s+|nearly\s+|under\s+)?{_ANY}",
    rf"{_ANY}{_UNIT}\s*(?:→|->|–>|=>|⇒)\s*{_ANY}",
    rf"{_ANY}{_UNIT}\s*[,(;–—]?\s+\(?(?:(?:down|up|and\s+not)\s+)?(?:from|instead\s+of|rather\s+than|against"
    rf"|compared\s+(?:with|to)|versus|vs\.?|where\s+it\s+(?:was|had\s+been)|(?:it|that)\s+had\s+been)\s+"
    rf"(?:about\s+|nearly\s+|over\s+)?{_ANY}",
    rf"\b(?:was|were|had\s+been)\s+(?:about\s+)?{_ANY}{_UNIT}\s*[,;]?\s+(?:and\s+|but\s+)?(?:it\s+|they\s+)?"
    rf"(?:is|are|became|fell\s+to|rose\s+to)\s+(?:now\s+)?(?:about\s+)?{_ANY}",
    rf"{_ANY}(?:\s+out)?\s+of{_OURS}\s+{_ANY}",
    rf"{_ANY}\s+in\s+{_ANY}{_TIME}",
]
_PAIR = re.compile("|".join(f"(?:{pattern})" for pattern in _BASED), re.IGNORECASE)
_END = re.compile(r"(?<=[.!?…])[”\"'’)]*\s+|\n+")


@dataclass(frozen=True)
class Pitch:
    """What can be read off a pitch by rule.

    words: how many it has
    numbers: the numbers in digits, as written, in order; years, days and hours are left out
    based: the passages in which a number stands beside what it was before, or what it is out of
    opening: its first sentence
    """

    words: int
    numbers: tuple[str, ...]
    based: tuple[str, ...]
    opening: str

    @property
    def seconds(self) -> int:
        """About how long it takes to read aloud."""
        return seconds_aloud(self.words)


@dataclass(frozen=True)
class Comparison:
    """Two pitches.

    old, new: what each is
    kept: the old pitch in pieces, in order, as (text, whether it came back word for word in the new one); a piece
        that came back has at least RUN words
    """

    old: Pitch
    new: Pitch
    kept: tuple[tuple[str, bool], ...]

    @property
    def returning(self) -> int:
        """How many words of the old pitch came back, in runs of RUN or more."""
        return sum(len(text.split()) for text, back in self.kept if back)


def seconds_aloud(words: int) -> int:
    """About how many seconds so many words take, at WORDS_A_MINUTE."""
    return round(60 * words / WORDS_A_MINUTE)


def pace(words: int, seconds: float) -> float:
    """Words a minute of so many words in so many seconds. ValueError unless the time is above 0."""
    if not seconds > 0:
        raise ValueError("Nothing is read in no time.")
    return 60 * words / seconds


def read(text: str) -> Pitch:
    """What can be read off one pitch; an empty text has nothing of anything."""
    shown = _measured(text)
    return Pitch(
        words=len(text.split()),
        numbers=tuple(found[0].strip() for found in _WRITTEN.finditer(shown)),
        based=tuple(" ".join(found[0].split()) for found in _PAIR.finditer(shown) if _counts(found[0])),
        opening=opening(text),
    )


def opening(text: str) -> str:
    """The first sentence, or the whole text where it has only one."""
    return _END.split(text.strip(), maxsplit=1)[0]


def compare(old: str, new: str) -> Comparison:
    """Two pitches beside each other; either may be empty."""
    return Comparison(read(old), read(new), _kept(old, new))


def _measured(text: str) -> str:
    """The first MOST_SEARCHED characters, in which what isn't measured (years, days, hours) is blank."""
    return _NOT_MEASURED.sub(lambda found: "·" * len(found[0]), text[:MOST_SEARCHED])


def _counts(passage: str) -> bool:
    """Whether a passage has measured something: "one of three" is a way to speak, "four in ten" a share."""
    return bool(re.search(r"\d|\sin\s", passage))


def _kept(old: str, new: str) -> tuple[tuple[str, bool], ...]:
    """The old text in pieces with whether each came back; word for word but for capitals and punctuation."""
    written = old.split()
    first, second = ([_plain(word) for word in text.split()[:MOST_READ]] for text in (old, new))
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    pieces, at = [], 0
    for block in blocks:
        if block.size < RUN:
            continue
        pieces += [(" ".join(written[at : block.a]), False), (" ".join(written[block.a : block.a + block.size]), True)]
        at = block.a + block.size
    pieces.append((" ".join(written[at:]), False))
    return tuple((text, back) for text, back in pieces if text)


def _plain(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word
