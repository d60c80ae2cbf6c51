"""A job advert read as a list of asks: which words of it ask for what, sentence by sentence.

A phrasing is a row of words. `word*` takes any ending, `one|other` either, `#` any number, `_` any word, `…` up to
five words or none; hyphens, slashes and capitals don't matter, and no phrasing reaches beyond its sentence. Matching
walks along the words once, so the time grows with the length of the text and nothing else.

`a + b` wants both anywhere in one clause, in any order; what stands first is what gets marked. `$name` stands for the
words of a list. A kind has phrasings of two grades: its hints count only in a clause that asks something of the reader
(it begins as such clauses do, speaks to the reader, or stands under such a heading), and only after the phrasings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

GAP = 5
"""Words that `…` may stand for, at most."""
SILENT, AIMED, US, ASKING = "!silent", "!aimed", "!us", "!asking"
SILENT_BELOW, ASKS_BELOW = "!silent below", "!asks below"
"""What stands in place of an ask for the phrasings that belong to none."""
HEADING = 7
"""Words that a heading has at most."""
HINTED = 2
"""Kinds in a sentence from which hints add no more: few sentences ask three things."""
SECOND = 6
"""Words that hints of a kind must have found before they add it to another."""
MOST_PLACES = 12
"""Places of one phrasing in a clause that are looked at."""
MOST_WORDS = 20_000
"""Different words whose phrasings are remembered."""
LONGEST = 20_000
"""Characters of a text that are read; no advert has more."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "several"]
)
END = re.compile(r"[.!?…]+[”\"’')\]]*(?=\s)|\n+|[•▪●◦‣]")
"""Where a sentence may end: `_goes_on` says where it doesn't."""
END_MARK = re.compile(r"[.!?…]")
CLAUSE = re.compile(r"[;:]\s")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
LISTED = re.compile(r"\$(\w*)")
WRAPPED = 50
"""Characters from which a line was perhaps wrapped by a mailer; a shorter one is an item of a list."""
SHORT = re.compile(r"\b(?:[a-z]\.[a-z]|[a-z]|etc|incl|approx|vs|mr|ms|mrs|dr|ltd|inc)\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Ask:
    """A kind of thing that adverts ask for.

    group: "ops", where operations can be evidence; "everybody", where hardly any applicant would say the opposite; or
        "other", where the evidence comes from elsewhere
    evidence: what a sceptic would count
    artefacts: keys of the course's artefacts that are evidence for it, the best first; none where no lesson builds it
    lookalike: words that only look like evidence for it; "" where there is nothing to warn of
    gap: what to do where no lesson builds it; "" where one does
    hints: weaker phrasings, which count only in clauses that ask something
    """

    key: str
    label: str
    group: Literal["ops", "everybody", "other"]
    evidence: str
    phrasings: tuple[str, ...]
    artefacts: tuple[str, ...] = ()
    lookalike: str = ""
    gap: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Words that ask for something: text[start:end], in which sentence, and the key of the ask."""

    start: int
    end: int
    ask: str
    sentence: int


@dataclass(frozen=True)
class Sentence:
    """text[start:end] without blanks around it."""

    start: int
    end: int
    words: str

    @property
    def key(self) -> str:
        """What a correction is remembered by: the words alone, so that it outlives another bullet or a line break."""
        return " ".join(_folded(found) for found in WORD.findall(self.words))


@dataclass(frozen=True)
class Reading:
    """A text, its sentences, and what is asked in it, in the order of the text."""

    text: str
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        """Each kind that is asked, once, in the order in which it first comes up."""
        return tuple(dict.fromkeys(mark.ask for mark in self.marks))

    def kinds(self, sentence: int) -> frozenset[str]:
        """The kinds asked in one sentence."""
        return frozenset(mark.ask for mark in self.marks if mark.sentence == sentence)


@dataclass(frozen=True)
class _Step:
    """One word of a phrasing: any of `words`, one beginning with one of `stems`, any number, or any word at all; after
    a `gap` or none."""

    words: frozenset[str]
    stems: tuple[str, ...]
    number: bool = False
    every: bool = False
    gap: bool = False

    def takes(self, word: str) -> bool:
        return (
            self.every
            or word in self.words
            or (bool(self.stems) and word.startswith(self.stems))
            or (self.number and (word[0].isdigit() or word in NUMBERS))
        )

    @property
    def openings(self) -> set[str]:
        """The first two letters of the words it takes; "" where they may be any."""
        return {word[:2] for word in (*self.words, *self.stems)} | ({""} if self.number or self.every else set())


_Steps = tuple[_Step, ...]


@dataclass(frozen=True, eq=False)
class _Phrasing:
    """Parts that all have to be found in a clause; the first of them is marked."""

    ask: str
    parts: tuple[_Part, ...]
    hint: bool


@dataclass(frozen=True, eq=False)
class _Part:
    """Steps that one phrasing or several need; opens: whether they count at the beginning of a clause only; heads: the
    phrasings that they are the first part of."""

    steps: _Steps
    opens: bool
    heads: list[_Phrasing] = field(default_factory=list)


@dataclass(frozen=True)
class _Claim:
    """Words of a sentence that a phrasing takes for an ask; size: how many words it found."""

    phrasing: _Phrasing
    size: int
    start: int
    end: int

    @property
    def ask(self) -> str:
        return self.phrasing.ask

    @property
    def hint(self) -> bool:
        return self.phrasing.hint

    def meets(self, other: _Claim) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class _Clause:
    """The words of a clause and where they stand in the sentence; heading: whether it may be one; introduces: whether
    it is one for sure, as it ends in a colon."""

    found: tuple[re.Match[str], ...]
    words: tuple[str, ...]
    heading: bool
    introduces: bool


@dataclass
class Decoder:
    """Finds asks in texts.

    asks: the kinds; silent: phrasings of clauses that ask nothing, whatever else is in them ("isn't needed");
    about_us: how clauses begin that speak of the employer; aimed: what makes even those an ask ("looking for")
    asking: how clauses begin that ask, so that hints count in them, as they do in those that are aimed
    asks_below, silent_below: words of headings under which everything asks, or nothing does
    lists: the words that `$name` stands for
    ValueError with the phrasing where one can't be read.
    """

    asks: Sequence[Ask]
    silent: Sequence[str] = ()
    about_us: Sequence[str] = ()
    aimed: Sequence[str] = ()
    asking: Sequence[str] = ()
    asks_below: Sequence[str] = ()
    silent_below: Sequence[str] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    _by_word: dict[tuple[str, bool], tuple[_Part, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        rows = [(ask.key, one, False) for ask in self.asks for one in ask.phrasings]
        rows += [(ask.key, one, True) for ask in self.asks for one in ask.hints]
        others = (self.silent, self.aimed, self.about_us, self.asking, self.silent_below, self.asks_below)
        for name, phrasings in zip((SILENT, AIMED, US, ASKING, SILENT_BELOW, ASKS_BELOW), others, strict=True):
            rows += [(name, one, False) for one in phrasings]
        known: dict[tuple[_Steps, bool], _Part] = {}
        for ask, one, hint in rows:
            opens = ask in (US, ASKING)
            every = tuple(known.setdefault((each, opens), _Part(each, opens)) for each in parts(one, self.lists))
            every[0].heads.append(_Phrasing(ask, every, hint))
        self._by_opening: dict[str, list[_Part]] = {"": []}
        for part in known.values():
            for opening in part.steps[0].openings:
                self._by_opening.setdefault(opening, []).append(part)

    def read(self, text: str) -> Reading:
        """What a text asks. Of words that two kinds claim, the longer phrasing has them, and a phrasing before a hint;
        each kind counts once a sentence. Only the first LONGEST characters are read."""
        text = text[:LONGEST]
        every = sentences(text)
        marks: list[Mark] = []
        below, ends, inline = "", 0, False
        for number, part in enumerate(every):
            if inline and BLANK_LINE.search(text, ends, part.start):
                below = ""
            ends = part.end
            claims: list[_Claim] = []
            clauses = _clauses(part.words)
            for clause in clauses:
                before = below
                found, below = self._claims(clause, below)
                claims += found
                if below != before:
                    inline = len(clauses) > 1
            marks += _marks(part, number, claims)
        return Reading(text, every, tuple(marks))

    def _claims(self, clause: _Clause, below: str) -> tuple[list[_Claim], str]:
        """What the phrasings find in a clause below a heading of that sort ("" if of neither), nothing where it asks
        nothing; and below what sort of heading the next clause is."""
        places = self._places(clause.words)
        found = [
            phrasing for part in places for phrasing in part.heads if all(other in places for other in phrasing.parts)
        ]
        said = {phrasing.ask for phrasing in found}
        if clause.heading:
            headings = [each for each in (SILENT_BELOW, ASKS_BELOW) if each in said]
            if headings:
                below = headings[0]
            elif clause.introduces and below == SILENT_BELOW:
                below = ""
        asking = AIMED in said or below == ASKS_BELOW
        if SILENT in said or below == SILENT_BELOW or (US in said and not asking):
            return [], below
        asking = asking or ASKING in said
        claims = [
            _Claim(one, stop - at + len(one.parts) - 1, clause.found[at].start(), clause.found[stop - 1].end())
            for one in found
            if not one.ask.startswith("!") and (asking or not one.hint)
            for at, stop in places[one.parts[0]]
        ]
        return claims, below

    def _places(self, words: Sequence[str]) -> dict[_Part, list[tuple[int, int]]]:
        """Where parts were found among words: the first MOST_PLACES of each."""
        places: dict[_Part, list[tuple[int, int]]] = {}
        for at, word in enumerate(words):
            for part in self._starting_with(word, at == 0):
                found = places.get(part)
                if found is not None and len(found) >= MOST_PLACES:
                    continue
                stop = at + 1 if len(part.steps) == 1 else _match(part.steps, words, at)
                if stop is None:
                    continue
                if found is None:
                    places[part] = [(at, stop)]
                else:
                    found.append((at, stop))
        return places

    def _starting_with(self, word: str, first: bool) -> tuple[_Part, ...]:
        found = self._by_word.get((word, first))
        if found is None:
            near = self._by_opening.get(word[:2], []) + self._by_opening[""]
            found = tuple(each for each in near if each.steps[0].takes(word) and (first or not each.opens))
            if len(self._by_word) < MOST_WORDS:
                self._by_word[word, first] = found
        return found


def _marks(part: Sentence, number: int, claims: Iterable[_Claim]) -> list[Mark]:
    """The claims that hold in a sentence, as marks in its order. Among hints, the kind goes first for which most words
    were found."""
    weights: dict[str, int] = defaultdict(int)
    for phrasing, size in {(claim.phrasing, claim.size) for claim in claims}:
        weights[phrasing.ask] += size
    kept: dict[str, _Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.hint, -weights[one.ask] if one.hint else 0, -one.size, one.start)):
        if claim.hint and (len(kept) >= HINTED or (kept and weights[claim.ask] < SECOND)):
            break
        if claim.ask not in kept and not any(claim.meets(other) for other in kept.values()):
            kept[claim.ask] = claim
    marks = [Mark(part.start + each.start, part.start + each.end, each.ask, number) for each in kept.values()]
    return sorted(marks, key=lambda mark: mark.start)


def parts(phrasing: str, lists: Mapping[str, str] = MappingProxyType({})) -> tuple[_Steps, ...]:
    """A phrasing as steps, those on each side of a + apart; ValueError as with `steps`."""
    return tuple(steps(one, lists) for one in f" {phrasing} ".split(" + "))


def steps(phrasing: str, lists: Mapping[str, str] = MappingProxyType({})) -> _Steps:
    """A phrasing without + as steps; ValueError where it is empty, begins or ends in a gap, has a stem below two
    letters, or names a list that there isn't."""
    found: list[_Step] = []
    gap = False
    for piece in spelt_out(phrasing, lists).split():
        if piece == "…":
            if gap or not found:
                raise ValueError(f"“{phrasing}”: … stands between two words.")
            gap = True
            continue
        if piece == "#":
            found.append(_Step(frozenset(), (), number=True, gap=gap))
        elif piece == "_":
            found.append(_Step(frozenset(), (), every=True, gap=gap))
        elif "|" in piece or piece.endswith("*"):
            found.append(_choice(phrasing, piece, gap))
        else:
            words = [_folded(each) for each in WORD.findall(piece)]
            if not words or "*" in piece:
                raise ValueError(f"“{phrasing}”: “{piece}” is no word.")
            found += [_Step(frozenset([word]), (), gap=gap and not place) for place, word in enumerate(words)]
        gap = False
    if gap or not found:
        raise ValueError(f"“{phrasing}”: a phrasing begins and ends with a word.")
    return tuple(found)


def spelt_out(phrasing: str, lists: Mapping[str, str]) -> str:
    """A phrasing with the words of its lists in place of their names."""
    for name in LISTED.findall(phrasing):
        if name not in lists:
            raise ValueError(f"“{phrasing}”: there is no list “{name}”.")
    return LISTED.sub(lambda found: "|".join(lists[found[1]].split()), phrasing)


def _choice(phrasing: str, piece: str, gap: bool) -> _Step:
    words, stems = set(), []
    for one in piece.split("|"):
        stem = _folded(one.removesuffix("*")).rstrip("'")
        if not WORD.fullmatch(stem) or (one.endswith("*") and len(stem) < 2):
            raise ValueError(f"“{phrasing}”: “{one}” is no word, nor the beginning of one.")
        if one.endswith("*"):
            stems.append(stem)
        else:
            words.add(stem)
    return _Step(frozenset(words), tuple(stems), gap=gap)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences and list items of a text, each without the blanks and bullets around it."""
    found, start = [], 0
    for end in [*END.finditer(text), None]:
        if end is not None and _goes_on(text, end):
            continue
        stop = len(text) if end is None else end.end()
        words = text[start:stop]
        bare = words.strip(" \t\r\n\u00a0•▪●◦‣*-–—·")
        if WORD.search(bare):
            at = start + words.index(bare)
            found.append(Sentence(at, at + len(bare), bare))
        start = stop
    return tuple(found)


def _clauses(text: str) -> list[_Clause]:
    """The clauses of a sentence, parted by semicolons and colons; those without a word are left out."""
    ends = [found.end() for found in CLAUSE.finditer(text)]
    clauses = []
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        found = tuple(WORD.finditer(text, start, end))
        if found:
            words = tuple(_folded(each[0]) for each in found)
            last = text[start:end].rstrip()[-1]
            short = start == 0 and len(words) <= HEADING
            introduces = short and last == ":"
            line = short and end == len(text) and last not in ".!;,"
            clauses.append(_Clause(found, words, introduces or line, introduces))
    return clauses


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Whether a sentence goes on after what looked like its end."""
    if "\n" in end[0]:
        line = end.start() - (text.rfind("\n", 0, end.start()) + 1)
        return end[0] == "\n" and line >= WRAPPED and text[end.end() : end.end() + 1].islower()
    if not END_MARK.match(end[0]):
        return False
    return bool(SHORT.search(text[max(0, end.end() - 8) : end.end()]))


def _match(phrasing: _Steps, words: Sequence[str], at: int) -> int | None:
    """Where a phrasing whose first word stands at `at` ends (one behind its last word), or None; the nearest end."""
    if len(phrasing) == 1:
        return at + 1
    if not phrasing[1].gap and (at + 1 == len(words) or not phrasing[1].takes(words[at + 1])):
        return None
    ends = [at + 1]
    for step in phrasing[1:]:
        reach = GAP + 1 if step.gap else 1
        ends = [
            place + 1
            for place in range(ends[0], min(ends[-1] + reach, len(words)))
            if step.takes(words[place]) and any(0 <= place - end < reach for end in ends)
        ]
        if not ends:
            return None
    return ends[0]


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")


# -- What the readings of several adverts say ----------------------------------------------------------------


def spread(asked: Iterable[Iterable[str]]) -> dict[str, int]:
    """How many adverts ask each kind at least once; asked: one collection of kinds an advert."""
    found: defaultdict[str, int] = defaultdict(int)
    for kinds in asked:
        for kind in set(kinds):
            found[kind] += 1
    return dict(found)


def share(asked: Iterable[str], kinds: Iterable[str]) -> float:
    """The share of the kinds asked, each counted once, that are among `kinds`; 0 where nothing is asked."""
    every, wanted = set(asked), set(kinds)
    return len(every & wanted) / len(every) if every else 0.0


@dataclass(frozen=True)
class Agreement:
    """How a marker's kinds compare with those of a hand: pairs of sentence and kind."""

    both: int
    only_marked: int
    only_hand: int

    @property
    def marked(self) -> int:
        """All that was marked."""
        return self.both + self.only_marked

    @property
    def hand(self) -> int:
        """All that the hand has."""
        return self.both + self.only_hand

    @property
    def precision(self) -> float:
        """Of what was marked, the share that the hand has too; 1 where nothing was."""
        return self.both / self.marked if self.marked else 1.0

    @property
    def recall(self) -> float:
        """Of what the hand has, the share that was marked; 1 where there is nothing."""
        return self.both / self.hand if self.hand else 1.0


def agreement(marked: Sequence[Iterable[str]], hand: Sequence[Iterable[str]]) -> Agreement:
    """Compare kinds sentence by sentence. ValueError where the two don't have one entry a sentence."""
    both = only_marked = only_hand = 0
    for found, wanted in zip(map(set, marked), map(set, hand), strict=True):
        both += len(found & wanted)
        only_marked += len(found - wanted)
        only_hand += len(wanted - found)
    return Agreement(both, only_marked, only_hand)


def most_telling(counts: Mapping[str, int], adverts: int) -> list[str]:
    """Kinds by how well they part adverts: those that about half of them ask first, those all or none ask last."""
    return sorted(counts, key=lambda kind: (abs(2 * counts[kind] - adverts), kind))
