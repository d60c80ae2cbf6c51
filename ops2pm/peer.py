"""Peer review by file: one kept artefact goes out as a packet, and comes back as a review by the same anchors.

Two people, two computers, no server: the author sends a packet, the peer opens it, judges the criteria of kind S and
writes one question, and sends a review back. Both files are JSON, small, and hold the chosen artefact and nothing else
of the workbook. Whatever else is opened gets one sentence.

A packet's `mark` is computed from its text, so that a review says which version it is of, and a packet that somebody
has altered on the way is noticed. It is no signature: whoever means to can make a packet that passes.

Nothing here reads a disk, shows a panel or knows a workbook.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import fastjsonschema

from ops2pm.rubrics import LEVELS, Fields, Rubric

VERSION = 1
MAX_BYTES = 256_000
"""The largest file that is made or read: an artefact is a page or two, and this is fifty times that."""
MAX_NAME, MAX_QUESTION = 80, 2_000
"""Characters of a name, and of the one question."""

PACKET, REVIEW = "ops2pm packet for a peer", "ops2pm review by a peer"
ABOUT = {
    PACKET: "Work from the course From Ops to Product, for a peer to review: open it in lesson 13 of the course.",
    REVIEW: "A peer's review from the course From Ops to Product: its author opens it in lesson 13 of the course.",
}


class PeerError(Exception):
    """A file can't be used or made; the message is one sentence for the reader."""


@dataclass(frozen=True)
class Packet:
    """One version of one artefact, on its way to a peer.

    artefact: the key of its rubric ("capstone_case")
    author: a random token of the author's workbook; it tells whose work it is without telling who
    fields: what the author wrote, by field key, without the author's own judgements
    kept: the day on which this version was kept, YYYY-MM-DD
    name: what the author wants to be called; "" is allowed
    """

    artefact: str
    author: str
    fields: Fields
    kept: str
    name: str = ""

    @property
    def mark(self) -> str:
        """Equal for the same text of the same author only."""
        return mark(self.artefact, self.author, self.fields)


@dataclass(frozen=True)
class Review:
    """What a peer says of a packet.

    artefact, author, mark: those of the packet
    id: a random token of this review; a later file of the same review replaces the earlier one
    levels: criterion key -> "weak", "between" or "strong": nearer to which anchor
    question: the one question
    written: the day on which it was written, YYYY-MM-DD
    name: what the peer wants to be called; "" is allowed
    """

    artefact: str
    author: str
    mark: str
    id: str
    levels: dict[str, str] = field(default_factory=dict)
    question: str = ""
    written: str = ""
    name: str = ""


def token() -> str:
    """A new random token: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def mark(artefact: str, author: str, fields: Mapping[str, str]) -> str:
    """The mark of a version, 64 hexadecimal digits: of its artefact, author and text, in whatever order its fields are.

    Fields that are empty count as not there.
    """
    written = {key: value for key, value in fields.items() if value}
    return hashlib.sha256(json.dumps([artefact, author, written], sort_keys=True).encode()).hexdigest()


def packet(rubric: Rubric, fields: Mapping[str, Any], author: str, kept: date, name: str = "") -> Packet:
    """The packet of one kept version: what the rubric asks for and nothing else that stands among the fields."""
    own = {one.key: str(fields[one.key]) for one in rubric.fields if fields.get(one.key) not in ("", None)}
    return Packet(rubric.key, author, own, kept.isoformat(), name.strip())


# The files

_TOKEN = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_DAY = {"type": "string", "format": "day"}
_NAME = {"type": "string", "maxLength": MAX_NAME}
_KEY = {"type": "string", "pattern": "^[a-z0-9_]{1,60}$"}
_HEAD: dict[str, Any] = {
    "about": {"type": "string"},
    "kind": {"type": "string"},
    "version": {"const": VERSION},
    "artefact": _KEY,
    "author": _TOKEN,
    "mark": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "name": _NAME,
}


def _shape(**more: Any) -> dict[str, Any]:
    properties = {**_HEAD, **more}
    required = sorted(set(properties) - {"about"})
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


SHAPES = {
    PACKET: _shape(kept=_DAY, fields={"type": "object", "additionalProperties": {"type": "string"}}),
    REVIEW: _shape(
        id=_TOKEN,
        written=_DAY,
        question={"type": "string", "maxLength": MAX_QUESTION},
        levels={"type": "object", "additionalProperties": {"enum": [level for level, _ in LEVELS]}},
    ),
}
"""kind -> the shape of its file, as JSON Schema."""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_VALID = {kind: fastjsonschema.compile(shape, formats={"day": _is_day}) for kind, shape in SHAPES.items()}


def as_file(thing: Packet | Review) -> dict[str, Any]:
    """What stands in a file, as values; `from_file` is the way back."""
    kind = PACKET if isinstance(thing, Packet) else REVIEW
    return {"about": ABOUT[kind], "kind": kind, "version": VERSION, "mark": thing.mark, **asdict(thing)}


def write(thing: Packet | Review) -> str:
    """The text of a file. Raises PeerError where something in it is too long to be sent."""
    if len(thing.name) > MAX_NAME:
        raise PeerError(f"The name has {len(thing.name):,} characters, and {MAX_NAME} is the most.")
    if isinstance(thing, Review) and len(thing.question) > MAX_QUESTION:
        raise PeerError(f"The question has {len(thing.question):,} characters, and {MAX_QUESTION:,} is the most.")
    # Half of a surrogate pair has no UTF-8; as \udXXX inside a JSON string it comes back the same.
    written = json.dumps(as_file(thing), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    if len(written) >= MAX_BYTES:
        raise PeerError(
            f"It is too long to be sent: {len(written) // 1000} KB, and {MAX_BYTES // 1000} KB is the most."
        )
    return written.decode() + "\n"


def read(text: str) -> Packet | Review:
    """What a file says. Raises PeerError for a file of another kind, of another version, or altered on the way."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise PeerError(f"This file is larger than {MAX_BYTES // 1000} KB, so it is neither a packet nor a review.")
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise PeerError("This isn't a file from this course, or it is cut short.") from None
    return from_file(found)


def from_file(found: Any) -> Packet | Review:
    """The packet or review that a file's values are. Raises PeerError as `read` does."""
    if isinstance(found, dict) and "artefacts" in found and "settings" in found:
        raise PeerError("This is a whole workbook, which is private: nothing was read from it; ask for a packet.")
    kind = found.get("kind") if isinstance(found, dict) else None
    if kind not in (PACKET, REVIEW):
        raise PeerError("This file is neither a packet nor a review of this course.")
    what = "packet" if kind == PACKET else "review"
    version = found.get("version")
    if type(version) is int and version > VERSION:
        raise PeerError(f"This {what} was written by a newer version of the course: update yours to open it.")
    try:
        _VALID[kind](found)
    except fastjsonschema.JsonSchemaValueException:
        raise PeerError(f"This {what} is damaged: ask for the file again.") from None
    rest = {key: value for key, value in found.items() if key not in ("about", "kind", "version")}
    if kind == REVIEW:
        return Review(**rest)
    told = rest.pop("mark")
    opened = Packet(**rest)
    if opened.mark != told:
        raise PeerError("This packet was altered after it was made: ask its author for a new one.")
    return opened


def file_name(thing: Packet | Review) -> str:
    """What its file is called: the same for the same version or review, so that a second one replaces the first."""
    if isinstance(thing, Packet):
        return f"for-a-peer-{thing.artefact}-{thing.mark[:8]}.json"
    return f"review-{thing.artefact}-{thing.id[:8]}.json"


# Whether a file is the one that was meant


def check_packet(opened: Packet, author: str | None, known: Mapping[str, Rubric]) -> None:
    """Raises PeerError where a packet is the reader's own, or of an artefact that this course doesn't know.

    author: the token of the reader's own workbook, or None
    known: artefact key -> rubric
    """
    if opened.author == author:
        raise PeerError("This is your own packet: send it to a peer; the file that comes back is called “review-…”.")
    if opened.artefact not in known:
        raise PeerError("This packet holds an artefact that your course doesn't have: update the course to open it.")
    strange = set(opened.fields) - {one.key for one in known[opened.artefact].fields}
    if strange:
        raise PeerError("This packet was written by another version of the course: both of you need the same one.")


def check_review(
    opened: Review, author: str | None, marks: Mapping[str, int], given: set[str], known: Mapping[str, Rubric]
) -> int:
    """Which of the reader's versions a review is of: 0 is the current one, 1 the one before.

    author: the token of the reader's own workbook, or None
    marks: mark -> place among the kept versions, 0 the newest
    given: the ids of the reviews that the reader wrote
    Raises PeerError where it is of somebody else's work, of a version that isn't kept, or the reader's own.
    """
    if opened.id in given:
        raise PeerError("This is the review you wrote yourself: send it back to the author of the work.")
    if opened.author != author:
        raise PeerError("This review is of somebody else's work, so it isn't kept here.")
    if opened.mark not in marks:
        raise PeerError("This review is of a version that is no longer in your workbook, so nothing fits it.")
    strange = set(opened.levels) - {criterion.key for criterion in known[opened.artefact].by_kind("S")}
    if strange:
        raise PeerError("This review was written by another version of the course: both of you need the same one.")
    return marks[opened.mark]
