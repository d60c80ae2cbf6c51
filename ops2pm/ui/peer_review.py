"""Peer review in the notebook: make a packet, open what a peer sent, judge it by the same anchors, ask one question.

What comes and goes is `ops2pm.peer`'s part; here it is shown, and kept in the workbook: "ratings/peer.given.<id>" holds
a packet with the reader's review of it, "ratings/peer.received.<id>" a review that came back.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup

from ops2pm import checks, course, peer
from ops2pm.peer import Packet, PeerError, Review
from ops2pm.rubrics import LEVELS, SELF, Fields, Rubric, rubric
from ops2pm.ui import session
from ops2pm.ui.form import anchors, day
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, paragraphs, tag
from ops2pm.workbook import Version

FOLDER = "peer"
GIVEN, RECEIVED = "peer.given.", "peer.received."
AUTHOR, NAME = "peer.author", "peer.name"
LEVEL = "level."
PORTFOLIO = "portfolio"
"""Under this key the workbook's settings hold what the reader decided about the portfolio (`portfolio.choices`)."""
REMOVE = "Remove this work from here"
SAYS = dict(LEVELS)


@dataclass(frozen=True)
class Given:
    """A packet that the reader opened, and the review of it so far."""

    packet: Packet
    review: Review


@cache
def known() -> dict[str, Rubric]:
    """Every artefact that can go to a peer: those that aren't sealed, in the order of the course."""
    return {key: one for key in course.artefacts() if not (one := rubric(key)).sealed}


class PeerReview(Panel):
    """Send one artefact, open a file, review what a peer sent, see what peers said; see the module.

    key: the artefact that comes first, and is chosen until the reader chooses another, where it is kept
    """

    def __init__(self, key: str = "capstone_case") -> None:
        self.first = self.wanted = self.artefact = key
        self.name = session.remembered("settings", NAME, str) or ""
        self.given = _given()
        self.at = next(reversed(self.given), "")
        self._sure_of = ""
        self._own: dict[str, dict[str, str]] = {}  # id -> what was judged or written here and is not kept yet
        super().__init__()
        for other in known():
            session.listen(f"artefacts/{other}", self.renew)

    # -- what is on screen ------------------------------------------------------------------------

    def body(self) -> Markup:
        """Making a packet, opening a file, the review that is being written, and the reviews received."""
        self._choose_kept()
        return tag(
            "section",
            tag("p", "With a peer", class_="o2p-kicker"),
            tag("h3", "Let somebody else read it"),
            tag(
                "p",
                "You send a file the way you send any file; theirs comes back the same way. It holds the artefact's "
                "fields, the day you kept it, the name you type here, and two codes: a random one that stands for your "
                "workbook, and one for this version of the text. By these a review finds its way back. Your own "
                "judgements and the rest of your workbook stay here.",
            ),
            tag(
                "label",
                tag("span", "Your name in the files, if you like", class_="o2p-label"),
                tag("input", type="text", value=self.name, data_name="name", data_id="name", autocomplete="off"),
                class_="o2p-row",
            ),
            tag("h4", "Send yours"),
            tag(
                "label",
                tag("span", "What to send", class_="o2p-label"),
                tag("select", self._options(), data_name="artefact", data_id="artefact"),
                class_="o2p-row",
            ),
            tag(
                "details",
                tag("summary", "What your peer will read"),
                tag("div", self._preview(), data_id="preview", class_="o2p-composed"),
            ),
            tag("p", self._private(), data_id="private", role="status", class_="o2p-ask"),
            _file_buttons("packet", "Make the file for a peer"),
            tag("h4", "Open what a peer sent"),
            tag(
                "label",
                tag("span", "A peer's work, or a review of yours", class_="o2p-label"),
                tag(
                    "input",
                    type="file",
                    accept=".json,application/json",
                    data_name="file",
                    # One byte more than may be, so that a larger file shows.
                    data_limit=peer.MAX_BYTES + 1,
                ),
                class_="o2p-row",
            ),
            tag("p", data_id="opened", role="status", class_="o2p-quiet"),
            tag("div", self._shelf(), data_id="shelf"),
            tag("div", self._reading(), data_id="reading"),
            tag("div", _file_buttons("review", "Make the file with your review"), data_id="back", hidden=not self.at),
            tag("h4", "What peers said of yours"),
            tag("div", self._received(), data_id="received"),
            aria_label="Peer review",
        )

    def _choose_kept(self) -> None:
        """Choose what the reader wants, where it is kept; else something that is."""
        kept = self._in_order()
        if self.wanted in kept:
            self.artefact = self.wanted
        elif self.artefact not in kept and kept:
            self.artefact = next(iter(kept))

    def _in_order(self) -> dict[str, Version]:
        """What can be sent, with what this lesson is about before all else."""
        kept = _kept()
        return {key: kept[key] for key in sorted(kept, key=lambda each: each != self.first)}

    def _options(self) -> list[Markup]:
        kept = self._in_order()
        if not kept:
            return [tag("option", "Nothing is kept yet", value="")]
        return [
            tag(
                "option",
                f"{_title(key)}{_about(key, version)}, kept on {day(version.at)}",
                value=key,
                selected=key == self.artefact,
            )
            for key, version in kept.items()
        ]

    def _preview(self) -> Markup:
        version = _kept().get(self.artefact)
        if version is None:
            return tag("p", "Press “Keep this version” in your form first. Only a version that is kept can be sent.")
        return _composed(self._packet(version, ""))

    def _private(self) -> str:
        """That a packet holds what the portfolio keeps back, or ""."""
        version, choices = _kept().get(self.artefact), session.remembered("settings", PORTFOLIO, dict) or {}
        hidden = choices.get("private")
        keys = hidden.get(self.artefact) if isinstance(hidden, dict) else None
        if version is None or not isinstance(keys, (list, tuple)):
            return ""
        labels = [one.label for one in known()[self.artefact].fields if one.key in keys and version.fields.get(one.key)]
        named = ", ".join(f"“{label}”" for label in labels)
        return f"What you marked private in the portfolio is in it: {named}." if labels else ""

    def _packet(self, version: Version, author: str) -> Packet:
        one = known()[self.artefact]
        return peer.packet(one, version.fields, author, session.moment(version.at).date(), self.name)

    def _shelf(self) -> Markup | None:
        """The packets that were opened, where there are several."""
        if len(self.given) < 2:
            return None
        buttons = [
            tag(
                "button",
                _title(each.packet.artefact),
                tag("span", "from ", tag("bdi", each.packet.name or "a peer")),
                type="button",
                data_name="show",
                value=id,
                data_id=f"show-{id}",
                aria_pressed="true" if id == self.at else "false",
                class_="o2p-part",
            )
            for id, each in self.given.items()
        ]
        return tag("div", buttons, class_="o2p-parts", role="group", aria_label="Whose work to review")

    def _reading(self) -> Markup | None:
        """The packet that is open, with the reader's review of it."""
        if not self.at:
            return None
        packet, review = self.given[self.at].packet, self.given[self.at].review
        judged = known()[packet.artefact].by_kind("S")
        items = [
            tag(
                "fieldset",
                tag("legend", known()[packet.artefact].named(criterion)),
                anchors(criterion),
                tag(
                    "div",
                    self.radios(LEVEL + criterion.key, LEVELS, review.levels.get(criterion.key)),
                    class_="o2p-row",
                ),
            )
            for criterion in judged
        ]
        return join(
            [
                tag("h4", f"{_title(packet.artefact)}, from ", tag("bdi", packet.name or "a peer")),
                tag("p", f"Kept on {day(packet.kept)}.", class_="o2p-quiet"),
                tag("div", _composed(packet), class_="o2p-composed"),
                tag("p", "Compare it with the two invented examples that its author had.", class_="o2p-actions")
                if items
                else None,
                items,
                tag(
                    "label",
                    tag("span", "Your one question", class_="o2p-label"),
                    tag(
                        "textarea",
                        review.question,
                        rows=2,
                        maxlength=peer.MAX_QUESTION,
                        data_name="question",
                        data_id="question",
                    ),
                ),
                tag(
                    "p",
                    "The one whose answer would change your mind about it. Ask, don't advise.",
                    class_="o2p-ask",
                ),
                tag("p", _full(review.question), data_id="full", role="status", class_="o2p-problem"),
                tag("p", self._not_judged(), data_id="unjudged", role="status", class_="o2p-ask"),
                tag("button", REMOVE, type="button", data_name="remove", data_id="remove", class_="o2p-plain"),
            ]
        )

    def _not_judged(self) -> str:
        """How many questions of the open packet have no judgement yet; "" where all have one."""
        given = self.given[self.at]
        left = sum(c.key not in given.review.levels for c in known()[given.packet.artefact].by_kind("S"))
        return f"Not judged yet: {left}." if left else ""

    def _received(self) -> Markup:
        reviews = _reviews()
        if not reviews:
            return tag("p", "Nothing yet. A review that you open above is kept here.", class_="o2p-quiet")
        works = dict.fromkeys((review.artefact, review.mark) for review in reviews)
        return join(
            _of_one_version(*work, [review for review in reviews if (review.artefact, review.mark) == work])
            for work in works
        )

    # -- what the reader does ----------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A choice, a text, a file; or a button that makes one."""
        if name == "name":
            self.name = value
            self.note("name", value=value)
            self._forget_files()
            if kind == "change":
                session.record("settings", NAME, value)
        elif name == "artefact":
            if value in _kept():
                self.wanted = self.artefact = value
            self._renew_send()
        elif name == "packet":
            self._make("packet", self._write_packet)
        elif name == "file":
            try:
                self._open(value)
            except PeerError as problem:
                self.patch("opened", text=str(problem))
        elif name == "show":
            if value not in self.given:
                raise ValueError("That work isn't here.")
            self.at = value
            self._renew_reading()
        elif name == "remove":
            self._remove()
        elif name == "review":
            self._make("review", self._write_review)
        elif name == "question" or name.startswith(LEVEL):
            self._review(kind, name, value)
        else:
            self._renew_send()
            self.patch("received", html=str(self._received()))

    def _renew_send(self) -> None:
        self._choose_kept()
        self.patch("artefact", html=str(join(self._options())), value=self.artefact if _kept() else "")
        self.patch("preview", html=str(self._preview()))
        self.patch("private", text=self._private())
        self._forget_files()

    def _renew_reading(self) -> None:
        self.patch("shelf", html=str(join([self._shelf()])))
        self.patch("reading", html=str(join([self._reading()])))
        self.patch("back", hidden=not self.at)
        self._sure_of = ""
        self._forget_files()

    def _forget_files(self) -> None:
        """A file that was made is no longer what is on screen."""
        for which in ("packet", "review"):
            self.patch(f"{which}-made", text="")
            self.patch(f"{which}-download", hidden=True)

    def _make(self, which: str, write: Any) -> None:
        """Make a file: in the workbook's folder, and for the browser to save."""
        if not checks.keeping():
            self.patch(f"{which}-made", text="A solution notebook makes no files. Do it in the lesson.")
            return
        try:
            name, text = write()
        except PeerError as problem:
            self.patch(f"{which}-made", text=str(problem))
            return
        self.patch(f"{which}-text", text=text)
        self.patch(f"{which}-download", value=name, hidden=False)
        path = session.workbook().put_file(FOLDER, name, text)
        self.patch(f"{which}-made", text=f"Saved as {name} in the folder {path.parent.parent.name}/{FOLDER}.")

    def _write_packet(self) -> tuple[str, str]:
        version = _kept().get(self.artefact)
        if version is None:
            raise PeerError("Nothing is kept yet: press “Keep this version” in your form first.")
        packet = self._packet(version, _author() or _new_author())
        return peer.file_name(packet), peer.write(packet)

    def _write_review(self) -> tuple[str, str]:
        if not self.at:
            raise PeerError("No peer's work is open: open their file first.")
        review = self.given[self.at].review
        if not review.levels and not review.question.strip():
            raise PeerError("The review is empty: judge something, or ask your question first.")
        review = replace(review, name=self.name.strip(), written=date.today().isoformat())
        return peer.file_name(review), peer.write(review)

    def _open(self, text: str) -> None:
        opened = peer.read(text)
        if isinstance(opened, Packet):
            self._open_packet(opened)
        else:
            self._open_review(opened)

    def _open_packet(self, packet: Packet) -> None:
        peer.check_packet(packet, _author(), known())
        elsewhere = {id: each for id, each in _given().items() if id not in self._own}
        self.given |= elsewhere  # another notebook may have it open
        same = [id for id, each in self.given.items() if each.packet.mark == packet.mark]
        self.at = same[0] if same else peer.token()
        if not same:
            review = Review(packet.artefact, packet.author, packet.mark, self.at, written=date.today().isoformat())
            self.given[self.at] = Given(packet, review)
        self._renew_reading()
        again = " You have it already; your review of it is below." if same else " It is below."
        self.patch("opened", text=f"A peer's work: {_title(packet.artefact)}.{again}")
        self._keep_given()

    def _open_review(self, review: Review) -> None:
        marks = _marks(review.artefact)
        age = peer.check_review(review, _author(), marks, set(self.given), known())
        before = session.remembered("ratings", RECEIVED + review.id, dict)
        session.record("ratings", RECEIVED + review.id, peer.as_file(review))
        of = "" if age == 0 else " It is of an earlier version: you have kept another since."
        again = "It replaces the one you had from the same peer." if before else "It is kept below."
        self.patch("opened", text=f"A review of yours: {_title(review.artefact)}. {again}{of}")
        self.patch("received", html=str(self._received()))

    def _review(self, kind: str, name: str, value: Any) -> None:
        """The reader judged something or wrote at the question."""
        if not self.at:
            raise ValueError("No peer's work is open.")
        given = self.given[self.at]
        if name == "question":
            self.note("question", value=value)
            self.patch("full", text=_full(value))
        else:
            criterion = name.removeprefix(LEVEL)
            if value not in SAYS or criterion not in {c.key for c in known()[given.packet.artefact].by_kind("S")}:
                raise ValueError("That can't be judged.")
            self.note(f"{name}={value}", checked=True)
        own = self._own.setdefault(self.at, {})
        own[name] = value
        before = _with(given.review, own)
        review = _with(_kept_review(given, self.at), own)
        self.given[self.at] = replace(given, review=review)
        if name != "question" and review != before:
            self._renew_reading()
        self.patch("unjudged", text=self._not_judged())
        self._forget_files()
        if kind == "change" or name != "question":
            self._keep_given()

    def _remove(self) -> None:
        """A packet that was opened by mistake goes at the second press, and the review of it with it."""
        if not self.at:
            raise ValueError("No peer's work is open.")
        if self._sure_of != self.at:
            self._sure_of = self.at
            self.patch("remove", text="Press again: it goes, and what you wrote about it")
            return
        session.record("ratings", GIVEN + self.at, None)
        self._own.pop(self.at, None)
        del self.given[self.at]
        self.at = next(reversed(self.given), "")
        self._renew_reading()
        self.patch("opened", text="It is no longer here.")

    def _keep_given(self) -> None:
        given = self.given[self.at]
        value = {"packet": peer.as_file(given.packet), "review": peer.as_file(given.review)}
        session.record("ratings", GIVEN + self.at, value)
        self._own.pop(self.at, None)

    def description(self) -> str:
        """What can be done here."""
        return (
            "Peer review by file: make a file of an artefact for a peer; open a peer's file, judge it by the two "
            "examples of each question, and ask one question; open the review that comes back."
        )

    def still(self) -> dict[str, Any]:
        """The same, as a paragraph."""
        return {"text/html": str(tag("p", self.description()))}


def peer_review(key: str = "capstone_case") -> PeerReview:
    """Peer review by file; `key` is the artefact chosen at first. See PeerReview."""
    return PeerReview(key)


def _file_buttons(which: str, label: str) -> Markup:
    """A button that makes a file, one that saves it, and where it was put."""
    return join(
        [
            tag(
                "div",
                tag("button", label, type="button", data_name=which),
                tag(
                    "button",
                    "Download it",
                    type="button",
                    data_save=f"{which}-text",
                    data_id=f"{which}-download",
                    class_="o2p-plain",
                    hidden=True,
                ),
                class_="o2p-row o2p-actions",
            ),
            tag("pre", data_id=f"{which}-text", hidden=True),
            tag("p", data_id=f"{which}-made", role="status", class_="o2p-quiet"),
        ]
    )


def _full(question: str) -> str:
    """That a question is as long as may be, or ""."""
    full = len(question) >= peer.MAX_QUESTION
    return f"{peer.MAX_QUESTION:,} characters is the most that can be sent." if full else ""


def _about(artefact: str, version: Version) -> str:
    """What a version is about, where it says so."""
    told = known()[artefact].about(version.fields)
    return f" of {told}" if told else ""


def _title(artefact: str) -> str:
    """What an artefact is called, whoever's it is."""
    return course.artefacts()[artefact].title


def _composed(packet: Packet) -> Markup:
    """A packet's artefact as its author reads it; without a text of its own, field by field."""
    one = known()[packet.artefact]
    if one.compose:
        return paragraphs(one.compose(packet.fields))
    return join(tag("p", tag("strong", f"{field.label}: "), packet.fields.get(field.key, "")) for field in one.fields)


def _kept() -> dict[str, Version]:
    """The current version of every artefact that can be sent."""
    found = {key: session.artefact(key) for key in known()}
    return {key: version for key, version in found.items() if version is not None}


def _author() -> str | None:
    """The token of this workbook, or None where nothing was sent from it yet."""
    return session.remembered("settings", AUTHOR, str)


def _new_author() -> str:
    author = peer.token()
    session.record("settings", AUTHOR, author)
    return author


def _marks(artefact: str) -> dict[str, int]:
    """The marks of the versions that are kept, each with its place; of equal ones the newest counts."""
    author, one = _author(), known().get(artefact)
    if author is None or one is None:
        return {}
    versions = list(enumerate(session.history(artefact)))
    return {_mark(one, version, author): place for place, version in reversed(versions)}


def _mark(one: Rubric, version: Version, author: str) -> str:
    return peer.packet(one, version.fields, author, session.moment(version.at).date()).mark


def _given() -> dict[str, Given]:
    """The packets in the workbook with their reviews, oldest first; what can't be read is as if it weren't there."""
    found = {}
    entries = [(key, entry) for key, entry in session.section("ratings").items() if key.startswith(GIVEN)]
    for key, entry in sorted(entries, key=lambda item: session.moment(item[1].at)):
        try:
            packet = peer.from_file(entry.value["packet"])
            if not isinstance(packet, Packet):
                continue
            peer.check_packet(packet, _author(), known())
        except (PeerError, KeyError, TypeError):
            continue
        id = key.removeprefix(GIVEN)
        found[id] = Given(packet, _review_of(packet, id, entry.value.get("review")))
    return found


def _kept_review(given: Given, id: str) -> Review:
    """The review as the workbook has it: another notebook may have changed it."""
    entry = session.remembered("ratings", GIVEN + id, dict)
    return given.review if entry is None else _review_of(given.packet, id, entry.get("review"))


def _with(review: Review, own: Mapping[str, str]) -> Review:
    """A review with what was judged and written here."""
    levels = {name.removeprefix(LEVEL): value for name, value in own.items() if name.startswith(LEVEL)}
    return replace(review, levels={**review.levels, **levels}, question=own.get("question", review.question))


def _review_of(packet: Packet, id: str, kept: Any) -> Review:
    """The review that was kept with a packet, its question as long as may be; a new one where it can't be read."""
    if isinstance(kept, dict) and isinstance(kept.get("question"), str):
        kept = {**kept, "question": kept["question"][: peer.MAX_QUESTION]}
    with suppress(PeerError):
        review = peer.from_file(kept)
        if isinstance(review, Review) and review.mark == packet.mark:
            return review
    return Review(packet.artefact, packet.author, packet.mark, id, written=date.today().isoformat())


def _reviews() -> list[Review]:
    """The reviews received, oldest first; what can't be read is as if it weren't there."""
    entries = [(key, entry) for key, entry in session.section("ratings").items() if key.startswith(RECEIVED)]
    found = []
    for _, entry in sorted(entries, key=lambda item: session.moment(item[1].at)):
        try:
            review = peer.from_file(entry.value)
        except PeerError:
            continue
        if isinstance(review, Review) and review.artefact in known():
            found.append(review)
    return found


def _of_one_version(artefact: str, mark: str, reviews: list[Review]) -> Markup:
    """What peers said of one version, beside what its author said: no sum, no mean."""
    one = known()[artefact]
    place = _marks(artefact).get(mark)
    version = None if place is None else session.history(artefact)[place]
    when = "a version that is no longer kept" if version is None else f"the version you kept on {day(version.at)}"
    changed = "" if place in (0, None) else " You have kept another since."
    own: Fields = version.fields if version is not None else {}
    names = [review.name or f"peer {n}" for n, review in enumerate(reviews, start=1)]
    rows = []
    for criterion in one.by_kind("S"):
        said = [own.get(SELF + criterion.key), *(review.levels.get(criterion.key) for review in reviews)]
        cells = [tag("td", SAYS.get(str(level), "not judged")) for level in said]
        apart = len({level for level in said if level}) > 1
        rows.append(tag("tr", tag("th", one.named(criterion), " (you differ)" if apart else None, scope="row"), cells))
    table = tag(
        "div",
        tag(
            "table",
            tag(
                "thead",
                tag(
                    "tr",
                    tag("th", "Judged", scope="col"),
                    tag("th", "you", scope="col"),
                    [tag("th", tag("bdi", name), scope="col") for name in names],
                ),
            ),
            tag("tbody", rows),
        ),
        class_="o2p-scroll",
        tabindex="0",
        role="region",
        aria_label=f"Judgements of your {_title(artefact)}",
    )
    asked = [
        tag("blockquote", tag("p", tag("bdi", name), " asks: ", tag("bdi", review.question)))
        for name, review in zip(names, reviews, strict=True)
        if review.question.strip()
    ]
    return tag(
        "div",
        tag("p", tag("strong", f"{_title(artefact)}, "), f"{when}.{changed}"),
        table if rows else None,
        tag(
            "p",
            "Where you differ, one of you reads something the other doesn't. Talk about that first.",
            class_="o2p-actions",
        )
        if any("you differ" in str(row) for row in rows)
        else None,
        asked,
    )
