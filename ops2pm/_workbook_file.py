"""What stands in a workbook's file: its shape, its values, its versions, and how two of them merge.

Pure functions on bytes and dicts; the disk is ``_workbook_store``'s part, the reader's view ``workbook``'s.
"""

import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fastjsonschema

VERSION = 1
SECTIONS = ("predictions", "quizzes", "exercises", "drafts", "ratings", "settings")
OWN = ("artefacts", *SECTIONS)
KEPT_VERSIONS = 10  # of each artefact
LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # a time a computer's clock can go wrong by, and Python still add to
MAX_BITS = 10_000  # of a whole number; Python refuses to read numbers of more than 4,300 digits
MAX_DEPTH = 50  # of lists and tables in one value: far more than a form needs, far less than Python's limit

Doc = dict[str, Any]

#: version -> a function that takes a file of that version and returns one of the next; 1 is the first.
MIGRATIONS: dict[int, Callable[[Doc], Doc]] = {}

ABOUT = "Your own work in the course From Ops to Product. It is yours and private: the course sends it nowhere."
ABOUT_EXPORT = "Work exported from the course From Ops to Product. Another copy of the course can merge it."

_ENTRY = {
    "type": "object",
    "required": ["at", "value"],
    "properties": {"at": {"type": "string", "format": "moment"}, "value": {}},
}
_SAVED_VERSION = {
    "type": "object",
    "required": ["at", "fields"],
    "properties": {"at": {"type": "string", "format": "moment"}, "fields": {"type": "object"}},
}
_HISTORY = {"type": "array", "minItems": 1, "maxItems": KEPT_VERSIONS, "items": _SAVED_VERSION}
#: The shape of the file, as JSON Schema. Keys it doesn't name are left alone and kept.
SCHEMA: Doc = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ops2pm workbook",
    "type": "object",
    "required": ["version"],
    "properties": {
        "about": {"type": "string"},
        "kind": {"const": "export"},
        "version": {"const": VERSION},
        "artefacts": {"type": "object", "additionalProperties": _HISTORY},
        **{name: {"type": "object", "additionalProperties": _ENTRY} for name in SECTIONS},
        "notices": {"type": "array", "items": {"type": "string"}},
    },
}


class WorkbookError(Exception):
    """Something kept the workbook from being read or saved; the message is one sentence for the reader."""


class Damaged(Exception):
    """A file can't be used; the message is the reason, as half a sentence ("it is empty")."""


class Unkept(Exception):
    """A value is not one JSON can hold; the message is the reason, as half a sentence."""


# Values


def text(value: str) -> str:
    """A plain str. Two halves of one character are joined, as reading the file back would do."""
    plain_str = value if type(value) is str else str.__str__(value)
    if plain_str.isascii() or not re.search("[\ud800-\udfff]", plain_str):
        return plain_str
    return plain_str.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def plain(value: Any, room: int = MAX_DEPTH) -> Any:
    """A copy of ``value`` made of JSON's own types only; raises Unkept. Numpy scalars become numbers."""
    if isinstance(value, str):
        return text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise Unkept("it holds a number of thousands of digits")
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        raise Unkept(f"it holds {float(value)}, which is not a number that can be kept")
    if isinstance(value, list | tuple | dict) and room == 0:
        raise Unkept(f"it holds lists or tables more than {MAX_DEPTH} deep")
    if isinstance(value, list | tuple):
        return [plain(item, room - 1) for item in value]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise Unkept(f"it holds a table with the key {repr(key)[:40]}, which is not text")
        return {text(key): plain(item, room - 1) for key, item in value.items()}
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a numpy scalar
        return plain(value.item(), room)
    raise Unkept(f"it holds something of the type {type(value).__name__}")


def canonical(value: Any) -> str:
    """Equal for equal values only; unlike ==, it tells 1 from True and from 1.0."""
    return json.dumps(value, sort_keys=True)


# Times


def moment(at: str) -> datetime:
    """An ISO 8601 time with offset as a datetime that can be compared."""
    return datetime.fromisoformat(at)


def stamp(after: str | None = None) -> str:
    """Now, in local time with its offset, and always later than ``after``, whatever the clock says.

    So the order by time is the order of saving, and a merge can compare times.
    """
    now = datetime.now().astimezone()
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    if after is not None and now <= moment(after):
        now = min(moment(after) + timedelta(milliseconds=1), LATEST)
    return now.isoformat(timespec="milliseconds")


def _is_moment(at: str) -> bool:
    try:
        found = moment(at)
    except ValueError:
        return False
    return found.tzinfo is not None and found <= LATEST


_validate = fastjsonschema.compile(SCHEMA, formats={"moment": _is_moment})


# The whole file


def complete(doc: Doc) -> Doc:
    """The same with every section there, if only empty."""
    return {**doc, "notices": doc.get("notices", []), **{name: doc.get(name, {}) for name in OWN}}


def encode(doc: Doc, about: str = ABOUT, **more: str) -> bytes:
    """The file's bytes: what it is first, then the artefacts, then the rest, keys in order."""
    head = {"about": about, **more, "version": VERSION}
    sections = {name: dict(sorted(doc[name].items())) for name in OWN}
    rest = {k: v for k, v in doc.items() if k not in {*head, *OWN, "kind", "exported", "notices"}}
    whole = {**head, **sections, "notices": doc["notices"], **rest}
    written = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    # Half a surrogate pair has no UTF-8. As \udXXX inside a JSON string it is legal and comes back the same.
    return (written + "\n").encode("utf-8", "backslashreplace")


def decode(raw: bytes, path: Path) -> Doc:
    """What the bytes say, migrated, validated, complete.

    Raises Damaged; raises WorkbookError for a newer course's file, or an older one that can't be migrated.
    """
    if not raw.strip():
        raise Damaged("it is empty")
    try:
        # Notepad may have put a mark in front. The values of a file lie up to five levels deep in it.
        doc = plain(json.loads(raw.removeprefix(BOM_UTF8).decode("utf-8")), MAX_DEPTH + 5)
    except UnicodeDecodeError:
        raise Damaged("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise Damaged(f"it is cut short or not JSON, at line {error.lineno}") from None
    except Unkept as error:
        raise Damaged(str(error)) from None
    except (ValueError, RecursionError):
        raise Damaged("it holds a number or a nesting that is too long") from None
    version = doc.get("version") if isinstance(doc, dict) else None
    if type(version) is not int or (version < VERSION and version not in MIGRATIONS):
        raise Damaged("it is not a workbook of this course")
    if version > VERSION:
        raise WorkbookError(
            f"{path} was written by a newer version of the course (file version {version}, this course knows "
            f"{VERSION}): update the course; nothing was changed."
        )
    if version < VERSION:
        return _migrated(doc, path)
    try:
        _validate(doc)
    except fastjsonschema.JsonSchemaValueException as error:
        raise Damaged(f"the entry {error.name.removeprefix('data.')[:80]} has the wrong shape") from None
    return complete(doc)


def _migrated(doc: Doc, path: Path) -> Doc:
    """An older file in today's shape. Where that fails the course is at fault, not the file: it stays."""
    started = doc["version"]
    try:
        for version in range(started, VERSION):
            doc = {**MIGRATIONS[version](doc), "version": version + 1}
        _validate(doc)
    except Exception as error:
        raise WorkbookError(
            f"{path} is from an older version of the course (file version {started}) and could not be brought up "
            "to date: please report this to the course's authors; nothing was changed."
        ) from error
    return complete(doc)


# Merging


@dataclass(frozen=True)
class MergeReport:
    """What ``merge`` brought in, as keys like "artefacts/…" or "predictions/…". ``str()`` says it in words."""

    added: tuple[str, ...] = ()
    """Keys that weren't there before."""
    updated: tuple[str, ...] = ()
    """Keys whose value in the file was newer, so that it is the current one now."""
    kept: tuple[str, ...] = ()
    """Artefacts whose current version stayed; the file's older versions joined their history."""

    @property
    def changed(self) -> bool:
        """Whether anything came in at all."""
        return bool(self.added or self.updated or self.kept)

    def sentences(self) -> list[str]:
        """The report in sentences, with counts."""
        out = []
        for keys, one, many in (
            (self.added, "was new and came in", "were new and came in"),
            (self.updated, "was newer in the file and came in", "were newer in the file and came in"),
            (self.kept, "stayed as it was, with more history", "stayed as they were, with more history"),
        ):
            artefacts = sum(key.startswith("artefacts/") for key in keys)
            for count, noun, nouns in (
                (artefacts, "artefact", "artefacts"),
                (len(keys) - artefacts, "other entry", "other entries"),
            ):
                if count:
                    out.append(f"1 {noun} {one}." if count == 1 else f"{count} {nouns} {many}.")
        return out or ["There was nothing new in the file."]

    def __str__(self) -> str:
        return " ".join(self.sentences())


def merge(ours: Doc, theirs: Doc) -> tuple[Doc, MergeReport]:
    """Ours with theirs brought in; ``ours`` itself isn't touched."""
    new = {**ours, **{name: dict(ours[name]) for name in OWN}}
    added, updated, kept = [], [], []
    for section in SECTIONS:
        for key, entry in theirs[section].items():
            mine = ours[section].get(key)
            if mine is not None and moment(mine["at"]) >= moment(entry["at"]):
                continue
            new[section][key] = entry
            if mine is None:
                added.append(f"{section}/{key}")
            elif canonical(mine["value"]) != canonical(entry["value"]):
                updated.append(f"{section}/{key}")
    for key, versions in theirs["artefacts"].items():
        mine = ours["artefacts"].get(key, [])
        new["artefacts"][key] = merged = _merge_histories(mine, versions)
        texts, before = ([canonical(v["fields"]) for v in some] for some in (merged, mine))
        if not mine:
            added.append(f"artefacts/{key}")
        elif texts[0] != before[0]:
            updated.append(f"artefacts/{key}")
        elif texts != before:
            kept.append(f"artefacts/{key}")
    return new, MergeReport(tuple(added), tuple(updated), tuple(kept))


def _merge_histories(ours: list[Doc], theirs: list[Doc]) -> list[Doc]:
    """Both histories as one, newest first, at most ten; of neighbours with equal fields the newer one stays.

    Time and text together are a total order, so merging a second time finds everything in its place.
    """
    union = {(moment(v["at"]), canonical(v["fields"])): v for v in [*_rising(theirs), *_rising(ours)]}
    merged: list[Doc] = []
    last = None
    for (_, fields), version in sorted(union.items(), key=lambda item: item[0], reverse=True):
        if fields != last:
            merged.append(version)
        last = fields
    return merged[:KEPT_VERSIONS]


def _rising(versions: list[Doc]) -> list[Doc]:
    """The same with times that never fall from the oldest to the newest: position counts, not the clock."""
    out: list[Doc] = []
    for version in reversed(versions):
        if out and moment(version["at"]) < (last := moment(out[-1]["at"])):
            later = min(last + timedelta(milliseconds=1), LATEST)
            version = {**version, "at": later.isoformat(timespec="milliseconds")}
        out.append(version)
    return out[::-1]
