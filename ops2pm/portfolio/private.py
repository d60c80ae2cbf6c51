"""What must not go out: the fields marked private, and private words wherever they stand.

Both are taken from a copy of the fields before anything is computed or composed from them. Whatever is made of that
copy is made without them.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields as parts_of
from dataclasses import is_dataclass, replace
from functools import lru_cache, reduce
from typing import Any, TypeVar
from urllib.parse import unquote

from markupsafe import Markup

from ops2pm.rubrics import Fields, Rubric

T = TypeVar("T")
MARK = "[private]"
OTHER_MARK = "[…]"
"""The mark where "private" is itself a private word."""
SHORT = 3
"""Letters. A shorter name is looked for as a whole word: UPS isn't looked for in "groups"."""


def without_private(fields: Fields, rubric: Rubric, private: Iterable[str]) -> Fields:
    """A copy of the fields in which the private ones hold nothing that was typed.

    A text becomes the mark, so that its sentence says that something is kept back. A number, a date and a choice
    become empty, and nothing is computed from them.
    """
    hidden = set(private)
    kinds = {field.key: field.kind for field in rubric.fields}
    return {
        key: (MARK if kinds.get(key) in ("line", "text") and value else "") if key in hidden else value
        for key, value in fields.items()
    }


class Redactor:
    """Replaces private words, whatever their capitals, accents, spaces, invisible characters and look-alike letters.

    The whole word that holds one goes: of "AcmePay" nothing stays where "Acme" is private. Names of up to three
    letters are only found as whole words, with an "s", or where capitals or digits set them off ("DHL2", "myDHL").
    Scripts that put no space between words have neither rule.
    `found` counts what was replaced, as it stood there.
    """

    def __init__(self, words: Iterable[str]) -> None:
        patterns = [pattern for pattern in map(_pattern, words) if pattern]
        self._patterns = [(re.compile(pattern), widened) for pattern, widened in patterns]
        self._short = [pattern for pattern, widened in self._patterns if not widened]
        self._anywhere = [re.compile(_unbound(pattern.pattern)) for pattern in self._short]
        self.found: Counter[str] = Counter()
        self.mark = MARK
        if self.holds(MARK):
            self.mark = OTHER_MARK

    def __call__(self, text: str) -> str:
        """The text with every private word replaced."""
        spans = self._spans(text)
        if not spans:
            return text
        out, last = [], 0
        for start, end in spans:
            self.found[text[start:end]] += 1
            out += [text[last:start], self.mark]
            last = end
        return "".join([*out, text[last:]])

    def holds(self, text: str) -> bool:
        """Whether a private word stands in the text."""
        return bool(self._spans(text))

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where private words stand in the text: not overlapping, in order."""
        if not self._patterns:
            return []
        folded, places = _folded(text)
        found = sorted(
            _whole_word(folded, match.span()) if widened else match.span()
            for pattern, widened in self._patterns
            for match in pattern.finditer(folded)
        )
        found = [(places[start], places[end - 1] + 1) for start, end in found]
        if any(pattern.search(folded) for pattern in self._anywhere):
            found = sorted(found + self._at_seams(text))
        spans: list[tuple[int, int]] = []
        for first, last in found:
            if spans and first < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
            else:
                spans.append((first, last))
        return spans

    def _at_seams(self, text: str) -> list[tuple[int, int]]:
        """Where short names stand as a part of a word that shows it, "DHL2" or "myDHL": the whole of that word."""
        marked, came_from = _with_seams(text, SEAM)
        if len(marked) == len(text):
            return []
        folded, places = _folded(marked)
        spans = (match.span() for pattern in self._short for match in pattern.finditer(folded))
        return [_whole_word(text, (came_from[places[start]], came_from[places[end - 1]] + 1)) for start, end in spans]

    def everywhere(self, value: T) -> T:
        """The same value, a dataclass of texts, tuples and others, with private words replaced in all its texts."""
        return _mapped(value, self)


def _unbound(pattern: str) -> str:
    """A pattern for a word as one that finds it within others too."""
    return reduce(lambda left, bound: left.replace(bound, ""), (IT_ALONE, ALONE, ENDS), pattern)


def too_short(words: Iterable[str]) -> list[str]:
    """Those private words that can't be looked for: fewer than two letters or digits."""
    return [word for word in words if _pattern(word) is None]


def not_found(words: Iterable[str], found: Iterable[str]) -> list[str]:
    """Those private words that none of the replaced texts holds; words that are too short aren't looked for."""
    replaced = list(found)
    return [word for word in words if _pattern(word) and not any(map(Redactor([word]).holds, replaced))]


def leaks(files: dict[str, str], redactor: Redactor) -> list[str]:
    """The names of files in whose readable text a private word is left, plain or as part of an address."""
    return [
        name
        for name, text in files.items()
        if any(redactor.holds(form) for piece in readable(name, text) for form in decoded(piece))
    ]


def decoded(text: str) -> set[str]:
    """A text as it stands there, and as anybody can read it: %41cme, A&#99;me, \\u0041cme, xn--mller-kva."""
    forms, latest = {text}, text
    if not _ENCODED.search(text):
        return forms
    latest = re.sub(r"\\([^\w\s])", r"\1", latest)  # Markdown's own
    for _ in range(3):  # one may be within another
        latest = _ESCAPED.sub(_one, html.unescape(unquote(latest)))
        forms.add(latest)
    return forms


_ENCODED = re.compile(r"[%&\\]|xn--|[\U000e0020-\U000e007e]", re.IGNORECASE)
_ESCAPED = re.compile(
    r"\\+(?:u\{(?P<braces>[0-9a-f]{1,6})\}|u(?P<eight>000[0-9a-f]{5})|u(?P<four>[0-9a-f]{4})|x(?P<two>[0-9a-f]{2})"
    r"|(?P<n>[nrt]))"
    r"|(?<![^\W_])xn--(?P<puny>[a-z0-9-]{1,59})|(?P<tag>[\U000e0020-\U000e007e])",
    re.IGNORECASE,
)


def _one(found: re.Match[str]) -> str:
    """An escaped character; a host's name in Punycode; a character of an invisible tag. Else as it stands there."""
    if found["n"]:
        return "\n"
    if found["tag"]:
        return chr(ord(found["tag"]) - 0xE0000)
    if found["puny"]:
        with suppress(UnicodeError):
            return found["puny"].encode("ascii").decode("punycode")
        return found[0]
    code = int(next(filter(None, (found[name] for name in ("braces", "four", "two", "eight")))), 16)
    return chr(code) if code <= sys.maxunicode else found[0]


def readable(name: str, text: str) -> Iterator[str]:
    """What a reader of a file can come to see: its name, its text, and those attributes of a page that say something.

    What is the same in everybody's portfolio (the names of elements, of classes, of index.html) isn't looked at.
    """
    stem = name.partition(".")[0]
    if stem not in OF_EVERYBODY:
        yield stem
    if not name.endswith(".html"):
        yield text
        return
    for token in re.findall(r"<[^>]*>|[^<]+", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)):
        if token.startswith("<"):
            yield from (html.unescape(value) for value in _ATTRIBUTE.findall(token))
        else:
            yield html.unescape(token)


OF_EVERYBODY = frozenset({"index", "portfolio"})
_ATTRIBUTE = re.compile(r'\s(?:title|alt|aria-label|href(?==".{0,10}:))="([^"]*)"')


def scrub_page(page: str, redactor: Redactor) -> str:
    """An HTML page of ours with private words replaced in our own texts and attributes too; styles are left alone."""

    def token(found: re.Match[str]) -> str:
        whole = found[0]
        if whole.startswith("<style"):
            return whole
        if whole.startswith("<"):
            return _ATTRIBUTE.sub(lambda each: each[0].replace(each[1], _escaped(each[1], redactor)), whole)
        return _escaped(whole, redactor)

    return re.sub(r"<style>.*?</style>|<[^>]*>|[^<]+", token, page, flags=re.DOTALL)


def _escaped(text: str, redactor: Redactor) -> str:
    """An escaped text with private words replaced; exactly as it was where there are none."""
    plain = html.unescape(text)
    clean = redactor(plain)
    return text if clean == plain else html.escape(clean)


ALONE, ENDS = r"(?<![^\W_])", r"(?![^\W_])"
"""Beside these stands no letter and no digit."""
JOINED = rf"[\W_]*+(?:{ALONE}(?:and|und|et|en|og|och|y|n){ENDS})?[\W_]*+"
"""What stands for "&": Procter + Gamble, Procter 'n' Gamble."""
GLUED = r"[\W_]*+(?:and)?[\W_]*+"


def _pattern(word: str) -> tuple[str, bool] | None:
    """A regular expression for a private word in folded text, and whether the whole word around it goes too."""
    pieces = re.findall(r"[^\W_]+|&", _folded(_with_seams(word, " ")[0])[0])
    joined = [0 < place < len(pieces) - 1 and piece in ("&", "and") for place, piece in enumerate(pieces)]
    names = [piece for piece, is_join in zip(pieces, joined, strict=True) if piece != "&" and not is_join]
    letters = sum(len(piece.replace(UMLAUT, "")) for piece in pieces if piece != "&")
    if letters < 2:
        return None
    body = between = ""
    for piece, is_join in zip(pieces, joined, strict=True):
        if is_join:
            between = JOINED if min(map(len, names)) < SHORT else f"(?:{JOINED}|{GLUED})"
        elif piece != "&":
            body += (between or r"[\W_]*+" if body else "") + _spelt(piece, letters)
            between = ""
    scripts = {unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha()}
    if letters <= SHORT and scripts <= WHOLE_WORDS:
        return rf"{ALONE}{body}(?:['’]?s)?{ENDS}", False
    if len(names) == 2 and any(joined) and min(map(len, names)) >= SHORT:  # Procter & Gamble is P&G too
        body += rf"|{ALONE}{names[0][0]}\.? ?(?:[&+]|and{ENDS}) ?{names[1][0]}(?:['’]?s)?{ENDS}"
    return body, not scripts & UNSPACED


WHOLE_WORDS = frozenset({"LATIN", "FULLWIDTH", "CYRILLIC", "GREEK"})
"""Scripts in which a short name is only a name where it is a word: 楽天 is one in 楽天市場 as well."""
UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts with no space between words: the whole word would be the whole sentence."""


SEAM = "\ue000"
"""Stands where capitals or digits begin another word. Nothing that anybody types."""


def _with_seams(text: str, mark: str) -> tuple[str, list[int]]:
    """A text with a mark where capitals or digits begin another word (AcmePay, DHLPaket, C3), and where each
    character of it came from."""
    seen = [place for place, one in enumerate(text) if _plain(one) not in ("", UMLAUT)]
    seams = set()
    for before, here, after in zip(seen, seen[1:], [*seen[2:], None], strict=False):
        last, one = text[before], text[here]
        next_ = "" if after is None else text[after]
        ends = last.islower() or (last.isupper() and next_.islower() and not _is_plural(text, after))
        if (one.isupper() and ends) or (one.isdigit() and last.isalpha()) or (one.isalpha() and last.isdigit()):
            seams.add(here)
    out, came_from = [], []
    for place, one in enumerate(text):
        out += [mark, one] if place in seams else [one]
        came_from += [place, place] if place in seams else [place]
    return "".join(out), came_from


def _is_plural(text: str, place: int | None) -> bool:
    """Whether at a place in a text stands the "s" of "PMs"."""
    return place is not None and text[place] == "s" and not text[place + 1 : place + 2].isalnum()


def _spelt(piece: str, letters: int) -> str:
    """A piece of a name in folded text: ü as ue and ue as ü; with dots or a hyphen between its letters; broken at the
    end of a line; or with each letter by itself, "A C M E", where it is long enough for that."""
    ones = re.findall(rf"[aou]e|.{UMLAUT}?", piece)
    shown = [
        f"{one[0]}(?:{UMLAUT}|e)?"
        if one.endswith(UMLAUT)
        else f"{one[0]}(?:{UMLAUT}|(?:\\. ?|-)?e)"
        if len(one) == 2
        else f"{re.escape(one)}{UMLAUT}?"
        for one in ones
    ]
    if len(ones) < 2:
        return shown[0]
    tight = "".join(_between(one[-1], after[0]) + letter for one, after, letter in _pairs(ones, shown))
    apart = [f"{one[0]}{SPACED}e" if one[1:] == "e" else each for one, each in zip(ones, shown, strict=True)]
    ways = [(BROKEN, shown)] + ([(SPACED, apart)] if len(piece) >= SHORT or letters > SHORT else [])
    if len(ones[0]) > 1:
        told = "".join(f"|{ALONE}{between.join(each)}{ENDS}" for between, each in ways)
        return f"(?:{shown[0]}{tight}{told})"
    told = "".join(f"|{IT_ALONE}{between}{between.join(each[1:])}{ENDS}" for between, each in ways)
    return f"{shown[0]}(?:{tight}{told})"


BROKEN = r"(?:-?\n *|- )?"
"""Between letters where a line may end."""
SPACED = r"[\W_]{1,3}"
"""Between letters that stand by themselves."""


def _pairs(ones: list[str], shown: list[str]) -> Iterator[tuple[str, str, str]]:
    return zip(ones, ones[1:], shown[1:], strict=False)


def _between(one: str, other: str) -> str:
    """What may stand between two letters or digits of a name that is one word all the same."""
    if one.isdigit() and other.isdigit():  # 4,711
        return r"(?:[.'’-]|[, ](?=\d{3}))?"
    if all(unicodedata.name(each, "").partition(" ")[0] in UNSPACED for each in (one, other)):
        return r"[ \n]?"
    return r"(?:\. ?|-)?"


def _whole_word(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span with the whole word around it, and with what a hyphen joins to that: all of "Hartmann-Möbel"."""
    start, end = span
    while start and (text[start - 1].isalnum() or (text[start - 1] in HYPHENS and text[:start][-2:-1].isalnum())):
        start -= 1
    while end < len(text) and (text[end].isalnum() or (text[end] in HYPHENS and text[end + 1 : end + 2].isalnum())):
        end += 1
    return start, end


HYPHENS = "-\u2010"
"""As they stand in folded text."""


def _folded(text: str) -> tuple[str, list[int] | range]:
    """The text without capitals, accents and invisible characters, and where each character of it came from."""
    plain = {character: _plain(character) for character in set(text)}
    if all(len(one) == 1 for one in plain.values()):  # as nearly always, and then it goes quickly
        return text.translate({ord(character): one for character, one in plain.items()}), range(len(text))
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        out.append(plain[character])
        places += [place] * len(plain[character])
    return "".join(out), places


UMLAUT = "\ua66e"
"""Stands in folded text for two dots or a stroke over the letter before it. A letter that nobody's name holds."""
IT_ALONE = rf"(?<![^\W_][^{UMLAUT}])(?<![^\W_].{UMLAUT})"
"""Beside the letter that was just read stands no other one. A pattern that begins with a letter is quick to find."""
LIKE_LATIN = str.maketrans(
    "асеорхуіјѕһԁԛԝкмтвнɑɡ" + "αβεζηικμνορτυχ" + "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ" + "łđðı",
    "aceopxyijshdqwkmtbhag" + "abezhikmnoptyx" + "abcdefghijklmnoprstuvwyz" + "lddi",
)
"""Letters that look like Latin ones, in small or in capitals, and those with a stroke that doesn't come off."""
IN_TWO = str.maketrans({"ø": "o" + UMLAUT, "æ": "ae", "œ": "oe", "þ": "th"})
FILLERS = frozenset("\u115f\u1160\u2800")
"""Characters that count as letters or signs and show nothing."""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isspace():
        return "\n" if character in LINE_ENDS else " "
    decomposed = unicodedata.normalize("NFKD", character.translate(LUNATE)).casefold().replace("\u0308", UMLAUT)
    kept = (one for one in decomposed if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Cc"))
    folded = "".join(one for one in kept if one not in FILLERS).translate(LIKE_LATIN).translate(IN_TWO)
    if len(folded) == 1 and not folded.isascii() and (named := _LETTER.search(unicodedata.name(folded, ""))):
        return named[1].lower()
    return folded


LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
LUNATE = str.maketrans("ϲϹ", "cc")
_LETTER = re.compile(r"(?:LATIN .*LETTER|LATIN LETTER SMALL CAPITAL|SYMBOL LETTER|LISU LETTER) ([A-Z])(?: WITH .*)?$")
"""A letter with something on it, or in a box: ƈ, 🅰, 🇦."""


def _mapped(value: Any, change: Redactor) -> Any:
    if isinstance(value, Markup):
        return Markup(scrub_page(value, change))
    if isinstance(value, str):
        return change(value)
    if isinstance(value, (tuple, list)):
        return type(value)(_mapped(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changing = [part.name for part in parts_of(value) if not part.metadata.get("fixed")]
        return replace(value, **{name: _mapped(getattr(value, name), change) for name in changing})
    return value
