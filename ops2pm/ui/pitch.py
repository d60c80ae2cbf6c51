"""The pitch read aloud against the clock, and beside the one of lesson 00: what changed, as far as a rule sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from ops2pm.course import lesson
from ops2pm.models import pitch as model
from ops2pm.models.pitch import Comparison, Pitch
from ops2pm.numbers import parse_number
from ops2pm.rubrics import baseline_pitch, filled
from ops2pm.rubrics import pitch as rubric
from ops2pm.ui import session
from ops2pm.ui.form import as_written
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, listed, tag
from ops2pm.ui.navigation import notebook_link
from ops2pm.workbook import Version

OPENERS_KEY, OPENED_KEY, PACE_KEY = "pitch.openers", "pitch.opened", "pitch.pace"
SIDES = ("old", "new")
MARKS = [key for key, _ in rubric.OPENERS]
SHORTEST, LONGEST = 5.0, 600.0
"""Seconds between which a stopped time is a reading."""
A_READING = 1 / 3
"""Of the time that a usual pace would take: a shorter one is a slip of the finger."""
FEW_WORDS = 40
"""With fewer, the new pitch isn't written yet, and the old one would be in its way."""


class PitchBeside(Panel):
    """The new pitch with a stopwatch; the old one behind a button; then both, and what changed.

    Follows the form of the pitch as one types. Kept in the workbook's settings: who opens each first sentence
    (OPENERS_KEY: {"old": key, "new": key}, of rubrics.pitch.OPENERS) that the old one was opened (OPENED_KEY: its
    date), and the words a minute of the last reading (PACE_KEY). The seconds of a reading go into the draft of the
    pitch.
    """

    def __init__(self) -> None:
        self.openers = marked_openers()
        self.opened = session.has(f"settings/{OPENED_KEY}")
        for section in ("drafts", "artefacts"):
            session.listen(f"{section}/{rubric.RUBRIC.key}", self.renew)
        super().__init__()

    @property
    def old(self) -> str:
        """The old pitch; "" where there is none."""
        return sealed_words(baseline())

    @property
    def new(self) -> str:
        """What is written of the new one."""
        return rubric.spoken(session.written(rubric.RUBRIC.key))

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The new pitch and the stopwatch, then the two of them."""
        return tag(
            "section",
            tag("p", "Aloud, and beside the old one", class_="o2p-kicker"),
            tag("h3", "Sixty seconds, twice"),
            tag(
                "p",
                "Stand up, press the button, and read. The underlined passage is the one due at a usual pace; "
                "from the second time on, at yours.",
            ),
            tag("div", self._aloud(), data_id="aloud", class_="o2p-aloud"),
            tag(
                "div", tag("div", data_timer_bar=True, style="width: 0"), class_="o2p-bar o2p-pace", aria_hidden="true"
            ),
            tag(
                "div",
                tag(
                    "button",
                    "Start reading",
                    type="button",
                    data_timer="timed",
                    data_stop="Stop",
                    data_seconds=self._usual(),
                    data_id="timer",
                    disabled=not self.new,
                ),
                tag("span", "0 s", data_timer_told=True, role="timer"),
                tag("span", self._usual_words(), data_id="usual", class_="o2p-quiet"),
                class_="o2p-row",
            ),
            tag("p", self._timed(), data_id="timed", class_="o2p-quiet o2p-actions", role="status"),
            tag("h4", "Beside the old one"),
            self._seal(),
            tag("div", self._both() if self.opened else None, data_id="both"),
            aria_label="Your pitch, aloud and beside the old one",
        )

    def _aloud(self) -> Markup:
        """The new pitch in its passages, each with the share of the words that is read when it ends."""
        fields = session.written(rubric.RUBRIC.key)
        passages = [rubric.spoken({key: fields.get(key, "")}) for key in rubric.PASSAGES]
        passages = [passage for passage in passages if passage]
        if not passages:
            return tag("p", "Your new pitch stands here as soon as you have begun it in the form.", class_="o2p-quiet")
        total, read, shown = sum(len(passage.split()) for passage in passages), 0, []
        for passage in passages:
            read += len(passage.split())
            shown += [tag("span", passage, data_upto=f"{read / total:.4f}"), " "]
        return tag("p", shown)

    def _usual(self) -> int:
        return max(1, round(60 * model.read(self.new).words / (self._own_pace() or model.WORDS_A_MINUTE)))

    @staticmethod
    def _own_pace() -> float | None:
        """Words a minute of the last reading; None before it, and where it was too slow or fast to go by."""
        pace = session.remembered("settings", PACE_KEY, float)
        return pace if pace is not None and rubric.PACES[0] <= pace <= rubric.PACES[1] else None

    def _usual_words(self) -> str:
        new = model.read(self.new)
        if not new.words:
            return ""
        own = self._own_pace()
        pace = f"{model.WORDS_A_MINUTE} a minute" if own is None else f"your last pace, {own:.0f} a minute,"
        return f"{new.words} words: at {pace} {self._usual()} seconds, when the bar is full."

    def _timed(self) -> str:
        fields = session.written(rubric.RUBRIC.key)
        return f"Last time: {rubric.read_aloud(fields).message}" if rubric.seconds_read(fields) else "Not timed yet."

    def _seal(self) -> Markup:
        """The button that opens the old pitch; or what to do where there is none."""
        if baseline() is None:
            return tag(
                "p",
                "No pitch of lesson 00 is in your workbook, so there is nothing to lay beside it. If you remember what "
                "you used to say, write that down there and come back: ",
                notebook_link(lesson("00")),
                ". Otherwise the new one stands on its own.",
                data_id="sealed",
            )
        return tag(
            "div",
            tag(
                "button",
                "Open the pitch of lesson 00",
                type="button",
                data_name="open",
                data_id="open",
                hidden=self.opened,
            ),
            tag("p", self._before_opening(), data_id="wait", class_="o2p-ask", hidden=self.opened),
            data_id="sealed",
        )

    def _before_opening(self) -> str:
        if model.read(self.new).words < FEW_WORDS:
            return "Write the new one first: what one has just read comes back in what one writes."
        return "Read it as if somebody else had written it."

    def _both(self) -> Markup:
        version = baseline()
        if version is None:
            return Markup("")
        found = model.compare(self.old, self.new)
        return join(
            [
                tag(
                    "div",
                    tag(
                        "div",
                        tag("h4", f"Sealed on {as_written(version.at)}"),
                        tag("div", marked(found), data_id="old-text", class_="o2p-composed"),
                        self._opener("old", found.old),
                    ),
                    tag(
                        "div",
                        tag("h4", "Today"),
                        tag("div", tag("p", self.new or "Not begun."), data_id="new-text", class_="o2p-composed"),
                        self._opener("new", found.new),
                    ),
                    class_="o2p-pitches",
                ),
                tag("div", changed(found, self.openers), data_id="changed"),
            ]
        )

    def _opener(self, side: str, pitch: Pitch) -> Markup:
        """Who opens the first sentence, to be marked by the reader."""
        whose = "The old one's" if side == "old" else "The new one's"
        return tag(
            "fieldset",
            tag("legend", f"{whose} first sentence is about …"),
            tag("p", _quoted(pitch.opening), data_id=f"opening-{side}", class_="o2p-ask"),
            self.radios(side, rubric.OPENERS, self.openers.get(side)),
        )

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """The old pitch was opened, a first sentence marked, a reading stopped, or the form has changed."""
        if kind == "renew":
            self._show_new()
        elif name == "open":
            self._open()
        elif name in SIDES and value in MARKS:
            self.openers[name] = value
            self.note(f"{name}={value}", checked=True)
            self.patch("changed", html=str(changed(model.compare(self.old, self.new), self.openers)))
            session.record("settings", OPENERS_KEY, self.openers)
        elif name == "timed":
            self._stopped(value)
        else:
            raise ValueError("There is no such thing to choose.")

    def _open(self) -> None:
        self.opened = True
        self.patch_all({"open": {"hidden": True}, "wait": {"hidden": True}})
        self.patch("both", html=str(self._both()))
        session.record("settings", OPENED_KEY, date.today().isoformat())

    def _stopped(self, value: Any) -> None:
        """Take the seconds of a reading into the draft of the pitch, where the form finds them.

        The stopwatch has rounded them already, to what it shows.
        """
        seconds, words = parse_number(value), model.read(self.new).words
        if not words:
            self.patch("timed", text="There was nothing to read aloud yet.")
        elif seconds is None or not SHORTEST <= seconds < LONGEST:
            self.patch(
                "timed",
                text=f"Less than {SHORTEST:.0f} seconds or more than {LONGEST / 60:.0f} minutes is no reading; it "
                "isn't kept.",
            )
        elif seconds < A_READING * model.seconds_aloud(words):
            self.patch("timed", text=f"That was {seconds:.0f} seconds; not taken.")
        else:
            session.record("settings", PACE_KEY, round(model.pace(words, seconds), 1))
            read = {**session.newest(rubric.RUBRIC.key), "seconds": f"{seconds:.0f}"}
            session.record("drafts", rubric.RUBRIC.key, read)
            session.tell(f"filled/{rubric.RUBRIC.key}")

    def _show_new(self) -> None:
        self.patch("aloud", html=str(self._aloud()))
        self.patch("usual", text=self._usual_words())
        self.patch("timer", disabled=not self.new, data_seconds=str(self._usual()))
        self.patch("timed", text=self._timed())
        if baseline() is None:
            return
        self.patch("wait", text=self._before_opening())
        if self.opened:
            found = model.compare(self.old, self.new)
            self.patch("old-text", html=str(marked(found)))
            self.patch("new-text", html=str(tag("p", self.new or "Not begun.")))
            self.patch("opening-new", text=_quoted(found.new.opening))
            self.patch("changed", html=str(changed(found, self.openers)))

    def description(self) -> str:
        """What the panel is for."""
        return (
            "Your new pitch with a stopwatch, and beside it the one that you sealed in lesson 00. Run this notebook to "
            "use it."
        )

    def still(self) -> dict[str, Any]:
        """What the panel is for; nobody's pitch."""
        return {"text/html": str(tag("p", self.description()))}


def pitch() -> PitchBeside:
    """The new pitch, aloud and beside the old one; see PitchBeside."""
    return PitchBeside()


def baseline() -> Version | None:
    """The pitch of lesson 00: the first that was sealed, for later ones know more; None where none was."""
    versions = session.history(baseline_pitch.RUBRIC.key)
    return versions[-1] if versions else None


def sealed_words(version: Version | None) -> str:
    """What a version of the pitch of lesson 00 says; "" where there is none."""
    return filled(version.fields, "pitch") if version else ""


def marked_openers() -> dict[str, str]:
    """Who opens each first sentence by the reader's marking: {"old": key, "new": key}, without what can't be read."""
    kept = session.remembered("settings", OPENERS_KEY, dict) or {}
    return {side: kept[side] for side in SIDES if kept.get(side) in MARKS}


def marked(found: Comparison) -> Markup:
    """The old pitch; what came back word for word in the new one is underlined."""
    if not found.kept:
        return tag("p", "Nothing is written there.")
    pieces = [[tag("span", text, class_="o2p-back") if back else text, " "] for text, back in found.kept]
    return tag("p", pieces)


def changed(
    found: Comparison, openers: Mapping[str, str], later: str = "Today", unmarked: str = "mark it above"
) -> Markup:
    """Two pitches in a table: what a rule can count, and who opens, as the reader has marked it.

    openers: see marked_openers
    later: the head of the new one's column
    unmarked: what stands where the reader has marked nothing
    """
    names = dict(rubric.OPENERS)
    rows = [
        ("Words", *(_words(one) for one in (found.old, found.new))),
        ("Numbers, in digits", *(_numbers(one) for one in (found.old, found.new))),
        ("… with what it was before, or out of", *(_based(one) for one in (found.old, found.new))),
        ("The first sentence is about", *(names.get(openers.get(side, ""), unmarked) for side in SIDES)),
    ]
    head = tag("tr", [tag("th", text, scope="col") for text in ("What", "Then", later)])
    body = [tag("tr", tag("th", label, scope="row"), tag("td", old), tag("td", new)) for label, old, new in rows]
    came = found.returning
    back = (
        f"{came} of your old {found.old.words} words came back, in runs of {model.RUN} or more; they are underlined. "
        "The others you have left behind."
        if came
        else "Nothing of the old one came back word for word."
    )
    return join(
        [
            tag("h4", "What changed"),
            tag("table", tag("thead", head), tag("tbody", body)),
            tag("p", back),
            tag(
                "p",
                "A rule finds these, and misses some. Which of the two is better, it can't say: read both to somebody "
                "who knows neither.",
                class_="o2p-quiet",
            ),
        ]
    )


def _words(one: Pitch) -> str:
    return f"{one.words}, about {one.seconds} seconds" if one.words else "none"


def _numbers(one: Pitch) -> str:
    return f"{len(one.numbers)}: {listed(one.numbers[:6])}" if one.numbers else "none"


def _based(one: Pitch) -> str:
    return listed([f"“{passage[:60]}”" for passage in one.based[:3]]) if one.based else "none"


def _quoted(opening: str) -> str:
    return f"“{opening[:200]}{'…' if len(opening) > 200 else ''}”" if opening else "Nothing yet."
