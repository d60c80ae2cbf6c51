"""What must not go out: the fields marked private, and private words wherever they stand.

Both are taken from a copy of the fields before anything is computed or composed from them. Whatever is made of that
copy is made without them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields as parts_of
from dataclasses import is_dataclass, replace
from functools import lru_cache
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
    letters are only found as whole words, or with an "s". Scripts that put no space between words have neither rule.
    `found` counts what was replaced, as it stood there.
    """

    def __init__(self, words: Iterable[str]) -> None:
        patterns = [pattern for pattern in map(_pattern, words) if pattern]
        self._patterns = [(re.compile(pattern), widened) for pattern, widened in patterns]
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
        spans: list[tuple[int, int]] = []
        for start, end in found:
            first, last = places[start], places[end - 1] + 1
            if spans and first < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
            else:
                spans.append((first, last))
        return spans

    def everywhere(self, value: T) -> T:
        """The same value, a dataclass of texts, tuples and others, with private words replaced in all its texts."""
        return _mapped(value, self)


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
        if any(redactor.holds(form) for piece in readable(name, text) for form in {piece, unquote(piece)})
    ]


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


def _pattern(word: str) -> tuple[str, bool] | None:
    """A regular expression for a private word in folded text, and whether the whole word around it goes too."""
    pieces = re.findall(r"[^\W_]+|&", _folded(_at_seams(word))[0])
    letters = sum(len(piece.replace(UMLAUT, "")) for piece in pieces if piece != "&")
    if letters < 2:
        return None
    body = ""
    for place, piece in enumerate(pieces):
        inner = 0 < place < len(pieces) - 1
        if inner and piece in ("&", "and"):
            body += r"[\W_]*+(?:and(?![^\W_]))?"
        elif piece != "&":
            body += (r"[\W_]*+" if body else "") + _spelt(piece)
    scripts = {unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha()}
    if letters <= SHORT and scripts <= WHOLE_WORDS:
        return rf"(?<![^\W_]){body}(?:['’]?s)?(?![^\W_])", False
    return body, not scripts & UNSPACED


WHOLE_WORDS = frozenset({"LATIN", "FULLWIDTH", "CYRILLIC", "GREEK"})
"""Scripts in which a short name is only a name where it is a word: 楽天 is one in 楽天市場 as well."""
UNSPACED = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
"""Scripts with no space between words: the whole word would be the whole sentence."""


def _at_seams(word: str) -> str:
    """A word with a space where capitals or digits begin another one: AcmePay, DHLPaket, C3."""
    out = ""
    for place, one in enumerate(word):
        before, after = word[place - 1 : place], word[place + 1 : place + 2]
        capital = one.isupper() and (before.islower() or (before.isupper() and after.islower()))
        digit = (one.isdigit() and before.isalpha()) or (one.isalpha() and before.isdigit())
        out += f" {one}" if capital or digit else one
    return out


def _spelt(piece: str) -> str:
    """A piece of a name in folded text: with dots or a hyphen between its letters, ü as ue, and ue as ü."""
    letters = re.findall(rf"[aou]e|.{UMLAUT}?", piece)
    return r"(?:\. ?|-)?".join(
        f"{one[0]}(?:{UMLAUT}|e)?"
        if one.endswith(UMLAUT)
        else f"{one[0]}(?:{UMLAUT}|(?:\\. ?|-)?e)"
        if len(one) == 2
        else f"{re.escape(one)}{UMLAUT}?"
        for one in letters
    )


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
LIKE_LATIN = str.maketrans(
    "асеорхуіјѕһԁԛԝкмтвн" + "αβεζηικμνορτυχ" + "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ" + "łđðı",
    "aceopxyijshdqwkmtbh" + "abezhikmnoptyx" + "abcdefghijklmnoprstuvwyz" + "lddi",
)
"""Letters that look like Latin ones, in small or in capitals, and those with a stroke that doesn't come off."""
IN_TWO = str.maketrans({"ø": "o" + UMLAUT, "æ": "ae", "œ": "oe", "þ": "th"})
FILLERS = frozenset("\u115f\u1160\u2800")
"""Characters that count as letters or signs and show nothing."""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isspace():
        return " "
    decomposed = unicodedata.normalize("NFKD", character).casefold().replace("\u0308", UMLAUT)
    kept = (one for one in decomposed if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Cc"))
    return "".join(one for one in kept if one not in FILLERS).translate(LIKE_LATIN).translate(IN_TWO)


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
