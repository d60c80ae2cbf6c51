"""The kinds of ask and the course's invented job adverts, read from ops2pm/content. No widget."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from ops2pm import course
from ops2pm.models.decoder import Agreement, Ask, Decoder, parts, spelt_out, steps

ASKS = course.CONTENT / "asks.yaml"
ADVERTS = course.CONTENT / "adverts.yaml"
SHARED = ("silent", "about_us", "aimed", "asking", "asks_below", "silent_below")
"""Lists of phrasings that belong to no kind."""
GROUPS = ("ops", "everybody", "other")
LEAST_PHRASINGS = 4
HELD_OUT = 12
MEASURED = Agreement(both=144, only_marked=49, only_hand=50)
"""How the marker did on HELD_OUT adverts that no phrasing was written for, measured once; see tests/test_decoder.py."""
STOPS = (".", "!", "?", ":", "”")


@dataclass(frozen=True)
class Said:
    """A sentence of an advert, and the kinds it asks, labelled by hand."""

    text: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advert:
    """An invented job advert; the fields are explained at the head of content/adverts.yaml."""

    id: str
    title: str
    employer: str
    field: str
    field_is: Literal["heavy", "light"]
    fulfilment: Literal["product", "elsewhere"]
    note: str
    paragraphs: tuple[tuple[Said, ...], ...]

    @property
    def text(self) -> str:
        """The advert as a reader sees it; what ends without a stop is an item of a list, on a line of its own."""
        return "\n\n".join("".join(map(_spaced, part)).rstrip() for part in self.paragraphs)

    @property
    def said(self) -> tuple[Said, ...]:
        """All sentences."""
        return tuple(said for part in self.paragraphs for said in part)

    @property
    def asked(self) -> tuple[str, ...]:
        """The kinds it asks by hand, each once."""
        return tuple(dict.fromkeys(kind for said in self.said for kind in said.asks))


def _spaced(said: Said) -> str:
    return said.text + (" " if said.text.endswith(STOPS) else "\n")


@cache
def decoder() -> Decoder:
    """The marker. ValueError with the place where the file is broken."""
    raw = _yaml(ASKS)
    lists = lists_in(raw)
    return Decoder(
        asks_in(raw),
        **{name: _phrasings(ASKS.name, name, raw.get(name), lists) for name in SHARED},
        lists=lists,
    )


@cache
def asks() -> dict[str, Ask]:
    """The kinds by key, in the order of the file."""
    return {ask.key: ask for ask in decoder().asks}


@cache
def adverts() -> tuple[Advert, ...]:
    """The eight adverts, in the order of the file."""
    return adverts_in(ADVERTS)


def asks_in(raw: Any) -> tuple[Ask, ...]:
    """The kinds in what was read from a file like asks.yaml; ValueError with the place of the first mistake."""
    rows = raw.get("asks") if isinstance(raw, dict) else None
    if not isinstance(rows, list) or not rows:
        raise ValueError("asks.yaml: it needs a list called asks.")
    lists = lists_in(raw)
    found: dict[str, Ask] = {}
    for place, row in enumerate(rows, 1):
        ask = _ask(f"asks.yaml, ask {place}", row, lists)
        if ask.key in found:
            raise ValueError(f"asks.yaml, ask {place}: there is a “{ask.key}” already.")
        found[ask.key] = ask
    return tuple(found.values())


def lists_in(raw: dict[str, Any]) -> dict[str, str]:
    """The named lists of words, each spelt out; ValueError where one isn't words, or names a list below itself."""
    rows = raw.get("lists") or {}
    if not isinstance(rows, dict) or not all(isinstance(words, str) and words.split() for words in rows.values()):
        raise ValueError("asks.yaml: lists has a name and a row of words each.")
    found: dict[str, str] = {}
    for name, words in rows.items():
        try:
            found[name] = " ".join(spelt_out(words, found).replace("|", " ").split())
            steps("|".join([*found[name].split()] * 2))
        except ValueError as problem:
            raise ValueError(f"asks.yaml, list {name}: {problem}") from None
    return found


def _ask(place: str, row: Any, lists: dict[str, str]) -> Ask:
    known = {each.name for each in fields(Ask)}
    if not isinstance(row, dict) or not isinstance(row.get("key"), str):
        raise ValueError(f"{place}: it needs a key.")
    place = f"{place} ({row['key']})"
    for name in row:
        if name not in known:
            raise ValueError(f"{place}: there is no field “{name}”.")
    for name in ("label", "evidence"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ValueError(f"{place}: it needs a text called {name}.")
    if row.get("group") not in GROUPS:
        raise ValueError(f"{place}: group is one of {', '.join(GROUPS)}.")
    phrasings = _phrasings(place, "phrasings", row.get("phrasings"), lists)
    hints = _phrasings(place, "hints", row.get("hints", []), lists)
    if len(phrasings) < LEAST_PHRASINGS:
        raise ValueError(f"{place}: it needs {LEAST_PHRASINGS} phrasings at least, and has {len(phrasings)}.")
    artefacts = row.get("artefacts") or []
    for key in artefacts if isinstance(artefacts, list) else [artefacts]:
        if key not in course.artefacts():
            raise ValueError(f"{place}: no lesson keeps an artefact “{key}”.")
    if bool(artefacts) == bool(row.get("gap")):
        raise ValueError(f"{place}: it needs artefacts, or a gap that says what to do without.")
    return Ask(**{**row, "phrasings": phrasings, "hints": hints, "artefacts": tuple(artefacts)})


def _phrasings(place: str, name: str, rows: Any, lists: dict[str, str]) -> tuple[str, ...]:
    if not isinstance(rows, list) or not all(isinstance(one, str) for one in rows):
        raise ValueError(f"{place}: {name} is a list of phrasings.")
    for one in rows:
        try:
            (parts if name in ("phrasings", "hints", "silent", "aimed") else steps)(one, lists)
        except ValueError as problem:
            raise ValueError(f"{place}: {problem}") from None
    return tuple(rows)


def adverts_in(path: Path) -> tuple[Advert, ...]:
    """The adverts of a file like adverts.yaml; ValueError with the place of the first mistake."""
    found = []
    for place, row in enumerate(_yaml(path), 1):
        try:
            parts = tuple(
                tuple(Said(said["text"], tuple(said.get("asks", ()))) for said in part) for part in row["paragraphs"]
            )
            advert = Advert(**{**row, "paragraphs": parts})
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"{path.name}, advert {place}: {problem}.") from None
        for said in advert.said:
            for kind in said.asks:
                if kind not in asks():
                    raise ValueError(f"{path.name}, advert {place}, “{said.text[:40]}”: there is no kind “{kind}”.")
        found.append(advert)
    return tuple(found)


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ValueError(f"{path.name} can't be read: {problem}") from None
