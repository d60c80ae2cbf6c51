"""Lesson 11, lab 1: a job advert with its asks marked, and what the reader can show for each.

The marks come from word lists and only propose: each can be corrected, and what was missed can be added. Corrections
are remembered by sentence, so they hold when the same advert is pasted again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ops2pm import adverts, course
from ops2pm.models import decoder as model
from ops2pm.models.decoder import LONGEST, Ask, Reading, Sentence
from ops2pm.numbers import plural
from ops2pm.rubrics import capital
from ops2pm.rubrics.quoting import quoted
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, tag
from ops2pm.ui.navigation import notebook_link

KEY = "11.decoder"
OWN = "own"
MOST_REMEMBERED = 400
"""Sentences whose corrections are kept, the latest ones."""
FOLLOWING = re.compile(r"[.,;:!?)”’]+")
"""What stays with the mark before it, where a line ends."""
OPENS_WITH = "card_disputes"
"""The advert that the lesson reads first."""
NO, HAVE, LACK, ADDED = "no", "have", "lack", "added"
"""What the reader said of an ask in a sentence, as it is kept: a verdict; of one that no word list has marked there,
ADDED, alone or before its verdict ("added have")."""
PERHAPS, OPEN = "perhaps", "open"
"""Where an ask stands that nobody has judged: the workbook may hold something for it, or it doesn't."""
HEADING = re.compile(
    r"about (?:us|you|the \w+)|(?:the|your|our) (?:role|team|job|company|position|mission|profile|package|offer)"
    r"|(?:what|who|why|how|where) (?:you|you'll|you'd|you're|we|we're|we'll|us|join|to apply)(?: \w+){0,3}"
    r"|(?:key |main |your )?(?:responsibilities|duties|tasks|requirements|qualifications|skills|experience)"
    r"|benefits|perks"
    r"|(?:nice|must)[ -](?:to[ -])?haves?|bonus(?: points)?|job description|equal opportunit.*"
    r"|(?:salary|pay|compensation|location|place of work|closing date|start(?:ing)? date|contract|contact)\b.*",
    re.IGNORECASE,
)
"""How adverts word their headings, and the lines that say what a job pays and where it is. Narrower than asks_below in
content/asks.yaml: an item of a list, such as “people skills”, must keep its plus."""
OFFERED = re.compile(
    r"(?:we|what we) (?:offer|pay)\b|in return\b|benefits include|to apply\b|apply (?:by|with)\b", re.I
)
"""How sentences begin that say what is offered, or how one applies."""
LONGEST_WORD = 20
"""Characters of the last word that stay on one line with what follows."""
LONGEST_HEADING = 6
"""Words of a line that may be a heading."""
VERDICTS = (
    (HAVE, "I can show something for it"),
    (LACK, "I can't show anything yet"),
    (NO, "It isn't an ask"),
)
LOOKS = {
    "ops": "operations can be evidence",
    "everybody": "everybody says it",
    "other": "evidence from elsewhere",
}
GROUPS = {
    "ops": "Where operations can be evidence",
    "everybody": "What hardly any applicant would deny",
    "other": "Where the evidence comes from elsewhere",
}


@dataclass(frozen=True)
class Evidence:
    """What the workbook may hold for an ask: which artefact, words of it, and whether it is kept or a draft."""

    title: str
    lesson: course.Lesson
    words: str
    kept: bool


@dataclass(frozen=True)
class Found:
    """One ask in one sentence, after the reader's corrections; at: its words' place in the text, if it has any."""

    ask: str
    sentence: int
    verdict: str
    at: tuple[int, int] | None

    @property
    def id(self) -> str:
        """How a button names it."""
        return f"{self.sentence}:{self.ask}"


def facts() -> dict[str, Any]:
    """What lesson 11 says of the eight invented adverts, by the name its texts give each number.

    Counted on the labels that were given by hand, not on what the marker finds.
    """
    every, asks = adverts.adverts(), adverts.asks()
    ops = {key for key, ask in asks.items() if ask.group == "ops"}
    counts = model.spread(each.asked for each in every)
    by = {each.id: each for each in every}

    def mean(which: Iterable[adverts.Advert]) -> float:
        shares = [model.share(each.asked, ops) for each in which]
        return sum(shares) / len(shares)

    sides = {"waits": "product", "others": "elsewhere"}
    of_side = {side: [each for each in every if each.fulfilment == name] for side, name in sides.items()}

    def asked_by(side: str, kind: str) -> int:
        return sum(kind in each.asked for each in of_side[side])

    checkout, disputes = by["pallet_checkout"], by["card_disputes"]
    return {
        "adverts": len(every),
        "heavy": mean(each for each in every if each.field_is == "heavy"),
        "light": mean(each for each in every if each.field_is == "light"),
        "waits": mean(each for each in every if each.fulfilment == "product"),
        "elsewhere": mean(each for each in every if each.fulfilment == "elsewhere"),
        "checkout": len(ops & set(checkout.asked)),
        "checkout_of": len(checkout.asked),
        "disputes": len(ops & set(disputes.asked)),
        "disputes_of": len(disputes.asked),
        "stakeholders": counts.get("influence", 0),
        "execution": counts.get("execution", 0),
        "engineers": counts.get("engineers", 0),
        "promise": counts.get("promise", 0),
        **{f"of_{side}": len(of_side[side]) for side in sides},
        **{
            f"{kind}_{side}": asked_by(side, kind)
            for kind in ("influence", "engineers", "execution", "capacity", "exceptions")
            for side in sides
        },
        "capacity_label": asks["capacity"].label,
        "exceptions_label": asks["exceptions"].label,
        "phrasings": sum(len(ask.phrasings) + len(ask.hints) for ask in asks.values()),
        "held_out": adverts.HELD_OUT,
        "precision": adverts.MEASURED.precision,
        "right": adverts.MEASURED.both,
        "marked": adverts.MEASURED.marked,
        "missed": adverts.MEASURED.only_hand,
        "hand": adverts.MEASURED.hand,
    }


class AdvertDecoder(Panel):
    """A text with marked words; one mark at a time is looked at; beneath, what can be shown and what can't.

    Kept in the workbook as settings {"sample": id or "own", "own": text, "corrections": {sentence: {ask: verdict}}},
    and as a quiz {"read": n, "judged": n} once a mark has been judged.
    """

    def __init__(self) -> None:
        self.decoder = adverts.decoder()
        self.asks = adverts.asks()
        self.samples = {each.id: each for each in adverts.adverts()}
        kept = session.remembered("settings", KEY, dict) or {}
        self.own = kept["own"] if isinstance(kept.get("own"), str) else ""
        sample = kept.get("sample")
        self.sample = sample if sample == OWN or sample in self.samples else OPENS_WITH
        self.corrections = self._corrections(kept.get("corrections"))
        self.chosen: tuple[int, str] | None = None  # sentence and ask; "" where a sentence waits for its ask
        self.evidence = self._evidence()
        self._read()
        super().__init__()
        for key in sorted({key for ask in self.asks.values() for key in ask.artefacts}):
            session.listen(f"artefacts/{key}", self.renew)

    def _corrections(self, stored: object) -> dict[str, dict[str, str]]:
        """The kept corrections, by sentence and ask, without what can't be read."""
        known = {NO, HAVE, LACK, ADDED}
        found = {}
        for sentence, said in stored.items() if isinstance(stored, dict) else ():
            clean = {
                ask: verdict
                for ask, verdict in (said.items() if isinstance(said, dict) else ())
                if ask in self.asks and isinstance(verdict, str) and set(verdict.split()) <= known
            }
            if clean:
                found[sentence] = clean
        return found

    # -- what is read --------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The advert that is shown."""
        return self.own if self.sample == OWN else self.samples[self.sample].text

    def _read(self) -> None:
        self.reading: Reading = self.decoder.read(self.text)
        self.found = self._found()

    def _found(self) -> list[Found]:
        """Marks and additions, in the order of the text; those that were called no ask are in it too."""
        every = []
        for number, sentence in enumerate(self.reading.sentences):
            said = self.corrections.get(sentence.key, {})
            marked = {mark.ask: mark for mark in self.reading.marks if mark.sentence == number}
            every += [Found(ask, number, said.get(ask, ""), (mark.start, mark.end)) for ask, mark in marked.items()]
            every += [
                Found(ask, number, verdict.removeprefix(ADDED).strip(), None)
                for ask, verdict in said.items()
                if ask not in marked and verdict.startswith(ADDED)
            ]
        return every

    def _is_marked(self, sentence: int, ask: str) -> bool:
        """Whether the word lists mark it there; what the reader adds is no mark."""
        return any((mark.sentence, mark.ask) == (sentence, ask) for mark in self.reading.marks)

    def _evidence(self) -> dict[str, Evidence]:
        """What the workbook holds, by artefact: what is kept, else a draft that is far enough to quote."""
        found = {}
        for key, artefact in course.artefacts().items():
            version = session.artefact(key)
            kept = quoted(key, version.fields) if version else ""
            words = kept or quoted(key, session.remembered("drafts", key, dict) or {})
            if words:
                found[key] = Evidence(artefact.title, course.lesson_of(key), words, bool(kept))
        return found

    def _evidence_for(self, ask: Ask) -> list[Evidence]:
        return [self.evidence[key] for key in ask.artefacts if key in self.evidence]

    def _stands(self, key: str) -> str:
        """Where an ask stands: HAVE and LACK only by the reader's word; PERHAPS where the workbook may hold something;
        else OPEN."""
        said = {each.verdict for each in self.found if each.ask == key}
        if HAVE in said or LACK in said:
            return HAVE if HAVE in said else LACK
        return PERHAPS if self._evidence_for(self.asks[key]) else OPEN

    def _by_standing(self) -> dict[str, list[str]]:
        """The asks that a choice can be made by, without those that everybody asks, by where they stand."""
        found: dict[str, list[str]] = {HAVE: [], PERHAPS: [], OPEN: [], LACK: []}
        for key in self.asked:
            if self.asks[key].group != "everybody":
                found[self._stands(key)].append(key)
        return found

    @property
    def asked(self) -> list[str]:
        """The kinds asked after the corrections, each once."""
        return list(dict.fromkeys(each.ask for each in self.found if each.verdict != NO))

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The choice of an advert, the marked text beside the mark that is looked at, and the two lists."""
        options = [(each.id, f"{each.title}: {each.field} (invented)") for each in self.samples.values()]
        options.append((OWN, "An advert of my own, pasted below"))
        choice = tag(
            "label",
            tag("span", "Which advert", class_="o2p-label"),
            tag(
                "select",
                [tag("option", label, value=key, selected=key == self.sample) for key, label in options],
                data_name="sample",
                data_id="sample",
            ),
        )
        paste = tag(
            "details",
            tag("summary", "Paste an advert of your own"),
            tag(
                "label",
                tag("span", "Its text. It stays on this computer.", class_="o2p-label"),
                tag("textarea", self.own, rows=6, data_name="text", data_id="text"),
            ),
            data_id="paste",
            open=self.sample == OWN,
        )
        return tag(
            "section",
            tag("p", "Decoder", class_="o2p-kicker"),
            tag("h3", "Which of their words are your evidence?"),
            tag(
                "p",
                f"{len(self.samples)} adverts, all written for this course, or one of your own. Word lists mark what "
                "seems to be asked. In our adverts the marks should mostly be right: read them. In one of your own, "
                "expect wrong ones, and correct them: press a mark, or + after a sentence to add one. Your corrections "
                "are remembered.",
            ),
            tag("div", choice, paste, class_="o2p-advert"),
            tag("p", self._measured(), class_="o2p-quiet"),
            tag("p", self._summary(), data_id="summary", role="status"),
            tag("p", self._legend(), class_="o2p-quiet"),
            tag(
                "div",
                tag("div", self._marked(), data_id="marked", class_="o2p-marked", role="group",
                    aria_label="The advert, with its asks marked"),
                self._judging(),
                class_="o2p-talk",
            ),
            tag("div", self._lists(), data_id="lists", class_="o2p-anchors o2p-shown"),
            aria_label="Advert decoder",
        )  # fmt: skip

    def _legend(self) -> list[Markup]:
        return [tag("span", label, class_=f"o2p-mark o2p-mark-{group}") for group, label in LOOKS.items()]

    def _measured(self) -> list[Markup | str]:
        """How far the marks can be trusted."""
        found = adverts.MEASURED
        return [
            tag("strong", "Read along with the marks. "),
            f"On {adverts.HELD_OUT} invented adverts that the lists weren't written for, {found.both} of "
            f"{found.marked} marks were right ({found.precision:.0%}, measured once), and {found.only_hand} of "
            f"{found.hand} asks were missed. On the {len(self.samples)} adverts of the course the lists do better: "
            "they were written for them.",
        ]

    def _summary(self) -> str:
        asked = self.asked
        if not self.reading.sentences:
            return "Nothing to read yet: paste an advert, or choose one of ours."
        cut = f" Only the first {LONGEST:,} characters are read." if len(self.text) > LONGEST else ""
        if not asked:
            return f"No ask is marked in it. Press + after a sentence that asks something.{cut}"
        groups = [self.asks[key].group for key in asked]
        stands = self._by_standing()
        return (
            f"{len(asked)} {plural(len(asked), 'kind')} of ask: operations can be evidence for {groups.count('ops')}, "
            f"{groups.count('everybody')} hardly anybody would deny, and {groups.count('other')} need evidence from "
            f"elsewhere. Perhaps in what you kept: {len(stands[PERHAPS])}. You confirmed: {len(stands[HAVE])}.{cut}"
        )

    def _marked(self) -> Markup:
        """The text in paragraphs, its marks as buttons, a + after each sentence that may ask something."""
        if not self.reading.sentences:
            return tag("p", "The marked advert will stand here.", class_="o2p-quiet")
        parts: list[list[Markup]] = [[]]
        before = 0
        for number, sentence in enumerate(self.reading.sentences):
            if parts[-1] and "\n" in self.reading.text[before : sentence.start]:
                parts.append([])
            parts[-1].append(self._sentence(number, sentence))
            before = sentence.end
        return join(tag("p", part) for part in parts)

    def _sentence(self, number: int, sentence: Sentence) -> Markup:
        pieces: list[object] = []
        at = sentence.start
        here = [each for each in self.found if each.sentence == number]
        for each in sorted((each for each in here if each.at), key=lambda one: one.at or (0, 0)):
            assert each.at is not None
            start, end = each.at
            after = FOLLOWING.match(self.reading.text, end)
            stop = min(after.end() if after else end, sentence.end)
            mark = tag(
                "span",
                self._mark(each, self.reading.text[start:end]),
                self.reading.text[end:stop],
                class_="o2p-unbroken",
            )
            pieces += [self.reading.text[at:start], mark]
            at = stop
        pieces.append(self.reading.text[at : sentence.end])
        for each in here:
            if each.at is None:
                pieces += [" ", self._mark(each, f"[{self.asks[each.ask].label}]")]
        if here or not (OFFERED.match(sentence.words) or self._is_heading(number)):
            pieces = _with_plus(pieces, number, sentence.words)
        return tag("span", pieces, " ")

    def _is_heading(self, number: int) -> bool:
        """Whether a sentence is a short line without a stop that is worded like a heading, stands alone among longer
        paragraphs, or above all others. An item of a list is none."""
        sentence, text = self.reading.sentences[number], self.reading.text
        if not _is_short(sentence.words):
            return False
        line_begins = not text[: sentence.start].rpartition("\n")[2].strip()
        line_ends = not text[sentence.end :].partition("\n")[0].strip()
        if not (line_begins and line_ends):
            return False
        if sentence.words.endswith(":") or HEADING.fullmatch(sentence.words.replace("’", "'")):
            return True
        before, here, after = (_paragraph(text, sentence.start, step).strip() for step in (-1, 0, 1))
        if not _is_short(here):
            return False
        return bool(after) if not before else not (_is_short(before) or _is_short(after))

    def _mark(self, each: Found, words: str) -> Markup:
        group = NO if each.verdict == NO else self.asks[each.ask].group
        told = "called no ask" if each.verdict == NO else self.asks[each.ask].label
        return tag(
            "button",
            words,
            type="button",
            data_name="mark",
            data_id=f"mark-{each.id}",
            value=each.id,
            aria_label=f"{words}: {told}",
            aria_pressed="true" if self.chosen == (each.sentence, each.ask) else "false",
            class_=f"o2p-mark o2p-mark-{group}",
        )

    def _judging(self) -> Markup:
        """What is said of the mark that is looked at, and how it is corrected."""
        options = [("", "choose"), *((key, ask.label) for key, ask in self.asks.items())]
        return tag(
            "div",
            tag("div", self._about(), data_id="about", role="status", class_="o2p-about"),
            tag(
                "div",
                tag("fieldset", tag("legend", "What do you say?"), self.radios("verdict", VERDICTS),
                    data_id="verdicts", hidden=True),
                tag(
                    "label",
                    tag("span", "It asks for", class_="o2p-label"),
                    tag(
                        "select",
                        [tag("option", label, value=key) for key, label in options],
                        data_name="kind",
                        data_id="kind",
                    ),
                    data_id="kinds",
                    hidden=True,
                ),
            ),
            class_="o2p-judging",
        )  # fmt: skip

    def _about(self) -> Markup:
        if self.chosen is None:
            return tag("p", "Press a mark in the advert, and what it asks for stands here.", class_="o2p-quiet")
        number, key = self.chosen
        if not key:
            words = self.reading.sentences[number].words
            return join([tag("h4", "What does it ask for?"), tag("p", f"“{words[:200]}”")])
        ask = self.asks[key]
        shown = self._evidence_for(ask)
        parts = [
            tag("h4", capital(ask.label)),
            tag("p", f"{GROUPS[ask.group]}. A sceptic would count: {ask.evidence[:1].lower()}{ask.evidence[1:]}"),
        ]
        if ask.lookalike:
            parts.append(tag("p", tag("strong", "Only looks like it: "), ask.lookalike))
        if shown:
            parts += [tag("p", tag("strong", "Perhaps in your workbook: "), _told(each)) for each in shown]
            parts.append(tag("p", "Would it convince a sceptic? Only your word counts it.", class_="o2p-quiet"))
        else:
            builds = [ask.gap] if ask.gap else [_lesson(_builder(ask)), " builds it."]
            parts.append(tag("p", tag("strong", "Nothing in your workbook yet. "), builds))
        return join(parts)

    def _lists(self) -> Markup:
        """What the reader can show, what may be shown, what is open, and what can't yet; what everybody asks apart."""
        stands = self._by_standing()
        rest = [key for key in self.asked if self.asks[key].group == "everybody"]
        nothing = "Nothing. Press a mark above, and say what you can show."
        columns = [
            tag(
                "div",
                tag("h4", f"{title}: {len(keys)}"),
                tag("ul", [tag("li", self._line(key)) for key in keys]) if keys else tag("p", empty),
                class_=None if stands[HAVE] else "o2p-across",
            )
            for title, keys, empty in (
                ("They ask, and you confirmed that you can show it", stands[HAVE], nothing),
                ("They ask, and perhaps it is in what you kept", stands[PERHAPS], "Nothing."),
            )
        ]
        for title, keys in (
            ("They ask, and it isn't confirmed yet", stands[OPEN]),
            ("They ask, and you said that you can't show it yet", stands[LACK]),
        ):
            if keys or title.endswith("confirmed yet"):
                columns.append(
                    tag(
                        "div",
                        tag("h4", f"{title}: {len(keys)}"),
                        tag("ul", self._gaps([self.asks[key] for key in keys])) if keys else tag("p", "Nothing."),
                        class_="o2p-across",
                    )
                )
        if rest:
            labels = ", ".join(self.asks[key].label for key in rest)
            columns.append(
                tag(
                    "p",
                    tag("strong", "Left out of these, since hardly any applicant would say the opposite: "),
                    f"{labels}. Only an episode shows any of it: ",
                    _lesson(course.lesson("12")),
                    " is about those.",
                    class_="o2p-across",
                )
            )
        return join(columns)

    def _gaps(self, gaps: list[Ask]) -> list[Markup]:
        """What nothing in the workbook shows: by the lesson that builds it, then what no lesson builds."""
        built: dict[str, list[str]] = {}
        for ask in gaps:
            if ask.artefacts:
                built.setdefault(_builder(ask).number, []).append(ask.label)
        rows = [
            tag("li", _lesson(course.lesson(number)), f" builds: {'; '.join(built[number])}.")
            for number in sorted(built)
        ]
        return rows + [tag("li", tag("strong", f"{capital(ask.label)}. "), ask.gap) for ask in gaps if ask.gap]

    def _line(self, key: str) -> Markup:
        ask = self.asks[key]
        evidence = self._evidence_for(ask)
        told = [tag("span", _told(each), " ") for each in evidence] or "By your own word."
        return join([tag("strong", f"{capital(ask.label)}. "), told])

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Another advert, a mark, a sentence, or a correction; or, as "renew", an artefact was kept."""
        if kind == "renew":
            self._look_again()
        elif name == "sample":
            self._take_sample(str(value))
        elif name == "text":
            self._take_text(kind, str(value))
        elif name in ("mark", "add"):
            self._look_at(name, str(value))
        elif name == "verdict":
            self._judge(str(value))
        elif name == "kind":
            self._rename(str(value))
        else:
            raise ValueError("There is no such thing to press.")

    def _take_sample(self, sample: str) -> None:
        if sample != OWN and sample not in self.samples:
            self.patch("sample", value=self.sample)
            return
        self.sample = sample
        self.note("sample", value=sample)
        if sample == OWN:
            self.patch("paste", open="")
        self._show_text()
        self._keep()

    def _take_text(self, kind: str, text: str) -> None:
        self.own = text
        self.note("text", value=text)
        if kind == "input":
            return
        self.sample = OWN
        self.patch("sample", value=OWN)
        self.patch("paste", open="")
        self._show_text()
        self._keep()

    def _show_text(self) -> None:
        self.chosen = None
        self._read()
        self._show()
        self._show_chosen()

    def _look_at(self, name: str, value: str) -> None:
        number, _, key = value.partition(":")
        place = int(number) if re.fullmatch(r"\d{1,5}", number) else -1
        known = {each.id for each in self.found}
        if place not in range(len(self.reading.sentences)) or (name == "mark" and value not in known):
            return  # pressed as another advert came up
        before, self.chosen = self.chosen, (place, key if name == "mark" else "")
        for one in filter(None, (before, self.chosen)):
            if one[1]:
                pressed = "true" if one == self.chosen else "false"
                self.patch(f"mark-{one[0]}:{one[1]}", aria_pressed=pressed)
        self._show_chosen()

    def _judge(self, verdict: str) -> None:
        if verdict not in dict(VERDICTS) or not self.chosen or not self.chosen[1]:
            self.patch(f"verdict={verdict}", checked=False)  # pressed as another advert came up
            return
        self._correct(self.chosen[1], verdict)
        for each, _ in VERDICTS:
            self.note(f"verdict={each}", checked=each == verdict)
        self._after_correction()

    def _rename(self, key: str) -> None:
        """The chosen words ask for something else, or the chosen sentence asks for this."""
        if key not in self.asks or not self.chosen:
            self.patch("kind", value=self.chosen[1] if self.chosen else "")
            return
        self.note("kind", value=key)
        number, old = self.chosen
        if key == old:
            return
        if old:
            self._correct(old, NO)
        marked, said = self._is_marked(number, key), self._said(number)
        if marked and said.get(key) == NO:
            del said[key]
        elif not marked:
            said.setdefault(key, ADDED)
            if said[key] == f"{ADDED} {NO}":
                said[key] = ADDED
        self.chosen = number, key
        self._after_correction()
        self._show_chosen()

    def _said(self, number: int) -> dict[str, str]:
        """What is kept of a sentence, to be changed in place; `_keep` drops those that stay empty."""
        return self.corrections.setdefault(self.reading.sentences[number].key, {})

    def _correct(self, key: str, verdict: str) -> None:
        assert self.chosen is not None
        number = self.chosen[0]
        self._said(number)[key] = verdict if self._is_marked(number, key) else f"{ADDED} {verdict}"

    def _after_correction(self) -> None:
        self.found = self._found()
        self._show()
        self._keep()
        judged = sum(len(said) for said in self.corrections.values())
        read = (session.remembered("quizzes", KEY, dict) or {}).get("read")
        seen = [each for each in read if isinstance(each, str)] if isinstance(read, list) else []
        session.record("quizzes", KEY, {"read": list(dict.fromkeys([*seen, self.sample])), "judged": judged})

    def _look_again(self) -> None:
        """An artefact was kept: it may be evidence."""
        self.evidence = self._evidence()
        self._show()
        self.patch("about", html=str(self._about()))

    def _show(self) -> None:
        self.patch("summary", text=self._summary())
        self.patch("marked", html=str(self._marked()))
        self.patch("lists", html=str(self._lists()))

    def _show_chosen(self) -> None:
        self.patch("about", html=str(self._about()))
        key = self.chosen[1] if self.chosen else ""
        self.patch("kinds", hidden=self.chosen is None)
        self.patch("kind", value=key)
        self.patch("verdicts", hidden=not key)
        said = next((each.verdict for each in self.found if (each.sentence, each.ask) == self.chosen), "")
        for verdict, _ in VERDICTS:
            self.patch(f"verdict={verdict}", checked=verdict == said)

    def _keep(self) -> None:
        self.corrections = {key: said for key, said in self.corrections.items() if said}
        for old in list(self.corrections)[:-MOST_REMEMBERED]:
            del self.corrections[old]
        session.record("settings", KEY, {"sample": self.sample, "own": self.own, "corrections": self.corrections})

    # -- without a kernel ----------------------------------------------------------------------------

    def _first(self) -> tuple[str, Reading]:
        """What stands for the panel where nobody can play: the advert it opens with, as everybody sees it."""
        first = self.samples[OPENS_WITH]
        return f"{first.title}: {first.field} (invented)", self.decoder.read(first.text)

    def description(self) -> str:
        """The first advert, each mark followed by what it asks for."""
        title, reading = self._first()
        lines = [f"Advert decoder. {title}. Run this notebook to choose another, to paste your own and to correct it."]
        for number, sentence in enumerate(reading.sentences):
            asked = "; ".join(self.asks[mark.ask].label for mark in reading.marks if mark.sentence == number)
            lines.append(f"  {sentence.words}" + (f" [{asked}]" if asked else ""))
        return "\n".join(lines)

    def still(self) -> dict[str, Any]:
        """The first advert, its marks in bold."""
        title, reading = self._first()
        rows = []
        for number, sentence in enumerate(reading.sentences):
            asked = [mark for mark in reading.marks if mark.sentence == number]
            pieces, at = [], sentence.start
            for mark in asked:
                label = f" [{self.asks[mark.ask].label}]"
                pieces += [reading.text[at : mark.start], tag("strong", reading.text[mark.start : mark.end]), label]
                at = mark.end
            rows.append(tag("li", *pieces, reading.text[at : sentence.end]))
        return {"text/html": str(tag("div", tag("strong", f"Advert decoder. {title}"), tag("ul", rows)))}


def _with_plus(pieces: list[object], number: int, words: str) -> list[object]:
    """The pieces of a sentence with a + after the last word, on the same line as that."""
    plus = tag(
        "button",
        "+",
        type="button",
        data_name="add",
        value=str(number),
        aria_label=f"Add an ask to: {words[:60]}",
        class_="o2p-add",
    )
    *before, last = [piece for piece in pieces if piece]
    if not isinstance(last, Markup):
        written = str(last)
        at = max(len(written) - LONGEST_WORD, *(written.rfind(blank) + 1 for blank in " \n\t"))
        before.append(written[:at])
        last = written[at:]
    return [*before, tag("span", last, "\u00a0", plus, class_="o2p-unbroken")]


def _is_short(line: str) -> bool:
    """Whether a line may be a heading: a few words, and no stop at its end."""
    return "\n" not in line and 0 < len(line.split()) <= LONGEST_HEADING and line[-1] not in ".!?;,”"


def _paragraph(text: str, at: int, step: int) -> str:
    """The paragraph in which a place of a text lies, or the one before (-1) or after it (1); "" where there is none."""
    before = text.rfind("\n\n", 0, at)
    begins = 0 if before < 0 else before + 2
    ends = text.find("\n\n", at)
    ends = len(text) if ends < 0 else ends
    if step < 0:
        return text[:begins].rstrip().rpartition("\n\n")[2]
    return text[ends:].lstrip().partition("\n\n")[0] if step else text[begins:ends]


def _told(evidence: Evidence) -> Markup:
    state = "kept" if evidence.kept else "a draft, not kept yet"
    link = notebook_link(evidence.lesson, f"lesson {evidence.lesson.number}")
    return join([f"{evidence.title} ({state}, ", link, f"): “{evidence.words}”"])


def _builder(ask: Ask) -> course.Lesson:
    """The lesson that keeps the artefact that is the best evidence."""
    return course.lesson_of(ask.artefacts[0])


def _lesson(lesson: course.Lesson) -> Markup:
    """A lesson by name, linked."""
    return join([notebook_link(lesson, f"Lesson {lesson.number}"), f", “{lesson.title}”"])


def decoder() -> AdvertDecoder:
    """Eight invented job adverts, or one's own, with their asks marked; see AdvertDecoder."""
    return AdvertDecoder()
