"""The portfolio's panel: what goes out, in which order, what stays private, what to look at first, and the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ops2pm import checks, course, rubrics
from ops2pm.portfolio import FORMATS, PortfolioError, Source, export, look_first, rendered, what_first
from ops2pm.portfolio.choices import (
    FIELDS,
    KEY,
    LABELS,
    NAMES,
    WHAT_GOES_OUT,
    Choices,
    changed,
    merged_words,
    read,
    words_of,
)
from ops2pm.portfolio.planted import KEY as TRUTH
from ops2pm.portfolio.planted import SECTIONS as TRUTHS
from ops2pm.portfolio.private import Redactor, not_found, too_short
from ops2pm.rubrics import Field
from ops2pm.ui import session
from ops2pm.ui.form import as_written
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, listed, tag
from ops2pm.ui.navigation import browser_tab
from ops2pm.workbook import WorkbookError

LINES = (
    ("name", LABELS["name"], "As it stands at the top. Empty, if you would rather send it without."),
    ("title", LABELS["title"], "The headline. Invented example: Operations, read as product work."),
    ("contact", f"{LABELS['contact']} (optional)", "An e-mail address or a web address becomes a link."),
    ("note", f"{LABELS['note']} (optional)", "Such as what is invented, rounded or left out."),
)
WAYS = {
    "site": ("Write the web site", "index.html"),
    "html": ("Write one HTML file", "portfolio.html"),
    "markdown": ("Write Markdown", "portfolio.md"),
}
WHOLE_IN_ONE = "html"
"""The one that JupyterLab can show: it doesn't follow a link from one page of a site to the next."""
WRITTEN = "13.portfolio"
"""Where it is kept that a portfolio was written: what lesson 13 counts."""
HOLDS = {"words": NAMES, "private": FIELDS, "included": WHAT_GOES_OUT}
"""Under these keys the workbook has what keeps something back."""
MOVES = {"top": -len(course.artefacts()), "up": -1, "down": 1}
"""Button -> how many places it moves an artefact, at most."""
COMMON = 40
"""Places. A private word that stands in more is probably no name."""
MOST_LOOKS = 30
"""More than these to look at are only counted."""


class PortfolioPanel(Panel):
    """Chooses what of the workbook goes into the portfolio, and writes it beside the workbook."""

    def __init__(self) -> None:
        self._unread = ""
        self._written: Path | None = None
        self._words_shown: tuple[str, ...] = ()
        self._listed: frozenset[str] = frozenset()
        self._shown_choices = Choices()
        self._not_kept: list[Callable[[Choices], Choices]] = []
        super().__init__()
        for one in course.artefacts().values():
            session.listen(one.evidence, self.renew)
        for section in TRUTHS:
            session.listen(f"{section}/{TRUTH}", self.renew)

    # -- what is on screen ------------------------------------------------------------------------

    def body(self) -> Markup:
        """The lines at the top, the artefacts, what stays private, what to look at, and the buttons that write."""
        source = self._source()
        return tag(
            "section",
            tag("p", "Your portfolio", class_="o2p-kicker"),
            tag("h3", "What you kept, as somebody who hires reads it"),
            tag(
                "p",
                "It is made from the versions you kept. Nothing is sent anywhere: it is written into a folder on your "
                "computer, and you decide who gets it.",
            ),
            tag("div", [self._line(source.choices, *line) for line in LINES], class_="o2p-fields"),
            tag("h4", "What goes out, in this order"),
            tag("div", self._list(source), data_id="list"),
            tag("h4", "What stays private"),
            tag(
                "p",
                "A private field is left out, and so is all that is worked out from it. What you typed elsewhere "
                "stays: if it says the same again, make that private too.",
                class_="o2p-ask",
            ),
            tag("div", self._private(source), data_id="private"),
            self._words(source),
            tag("h4", "Look at these first"),
            tag("div", self._looks(source), data_id="looks", role="status"),
            tag(
                "div",
                [
                    tag(
                        "button",
                        label,
                        type="button",
                        data_name="write",
                        value=way,
                        class_=None if first else "o2p-plain",
                    )
                    for first, (way, (label, _)) in zip((True, False, False), WAYS.items(), strict=True)
                ],
                class_="o2p-row o2p-actions",
            ),
            tag("div", self._where(), data_id="written", role="status", class_="o2p-why"),
            aria_label="Your portfolio",
        )

    def _line(self, chosen: Choices, name: str, label: str, help_: str) -> Markup:
        help_id = f"{self.model_id}-{name}"
        box = tag(
            "input", type="text", value=getattr(chosen, name), data_name=name, data_id=name, aria_describedby=help_id
        )
        return tag(
            "div",
            tag("label", tag("span", label, class_="o2p-label"), box),
            tag("p", help_, id=help_id, class_="o2p-ask"),
            class_="o2p-field",
        )

    def _list(self, source: Source) -> Markup:
        keys = source.choices.in_order(source.artefacts)
        self._listed = frozenset(keys)
        self._shown_choices = replace(self._shown_choices, included=source.choices.included)
        if not keys:
            return tag("p", self._unread or what_first(source))
        rows = [self._artefact(source, key, place == 0, place == len(keys) - 1) for place, key in enumerate(keys)]
        return tag("ol", rows, class_="o2p-outgoing")

    def _artefact(self, source: Source, key: str, first: bool, last: bool) -> Markup:
        title = _title(key)
        box = tag(
            "input",
            type="checkbox",
            checked=source.choices.includes(key),
            data_name=f"include.{key}",
            data_id=f"include.{key}",
        )
        about = rubrics.rubric(key).about(source.fields(key))
        told = ", ".join(filter(None, [about, f"kept on {as_written(source.artefacts[key].at)}"]))
        kept = tag("span", told, class_="o2p-quiet")

        def move(name: str, sign: str, word: str, disabled: bool) -> Markup:
            return tag(
                "button",
                sign,
                type="button",
                data_name=name,
                data_id=f"{name}-{key}",
                value=key,
                # Never `disabled`: a button that a key press has just disabled would drop the focus.
                aria_disabled="true" if disabled else None,
                aria_label=f"Move “{title}” {word}",
                class_="o2p-plain",
            )

        return tag(
            "li",
            tag("label", box, tag("span", title, " ", kept), class_="o2p-option"),
            tag(
                "span",
                move("top", "top", "to the top", first),
                move("up", "↑", "up", first),
                move("down", "↓", "down", last),
                class_="o2p-row",
            ),
        )

    def _private(self, source: Source) -> Markup:
        keys = source.choices.in_order(source.artefacts)
        self._shown_choices = replace(self._shown_choices, private=source.choices.private)
        return join(self._fields(source, key) for key in keys)

    def _fields(self, source: Source, key: str) -> Markup:
        rubric = rubrics.rubric(key)
        fields, private = source.fields(key), source.choices.private.get(key, ())
        boxes = [
            tag(
                "label",
                tag(
                    "input",
                    type="checkbox",
                    checked=field.key in private,
                    data_name=f"private.{key}.{field.key}",
                    data_id=f"private.{key}.{field.key}",
                ),
                tag(
                    "span",
                    rubric.named(field),
                    " ",
                    tag("span", _glimpse(field, fields[field.key]), class_="o2p-quiet"),
                ),
                class_="o2p-option",
            )
            for field in rubric.fields
            if fields.get(field.key)
        ]
        count = tag("span", _how_many(private), data_id=f"hidden-{key}", class_="o2p-quiet")
        return tag("details", tag("summary", _title(key), " ", count), boxes)

    def _words(self, source: Source) -> Markup:
        chosen = source.choices
        help_id = f"{self.model_id}-words"
        self._words_shown = chosen.words
        area = tag(
            "textarea", "\n".join(chosen.words), rows=3, data_name="words", data_id="words", aria_describedby=help_id
        )
        return tag(
            "div",
            tag("label", tag("span", "Names that must not appear", class_="o2p-label"), area),
            tag(
                "p",
                "Your employer, customers, colleagues: one on each line. Each becomes “[private]” wherever it stands, "
                "with the whole word around it. Only what you list is found: add other spellings, short forms, "
                "initials and first names.",
                id=help_id,
                class_="o2p-ask",
            ),
            tag("p", self._found(source), data_id="found", role="status", class_="o2p-ask"),
            class_="o2p-field",
        )

    def _looks(self, source: Source) -> Markup:
        looks = look_first(source, date.today())
        if not looks:
            nothing = "Nothing to look at." if source.going_out else "Nothing goes out yet."
            return tag("p", nothing, class_="o2p-quiet")
        more = len(looks) - MOST_LOOKS
        rows = [tag("li", tag("strong", f"{_title(look.artefact)}. "), look.sentence) for look in looks[:MOST_LOOKS]]
        first = tag("p", "You can write it all the same.", class_="o2p-quiet")
        if source.choices.unread:
            label = "Begin anew: nothing is private until you say so again"
            first = tag("button", label, type="button", data_name="anew", class_="o2p-plain")
        return join([first, tag("ul", rows, tag("li", f"And {more} more.") if more > 0 else None)])

    def _where(self) -> Markup:
        return tag("p", "It goes into the folder “portfolio” beside your workbook.", class_="o2p-quiet")

    # -- what the reader does ----------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A choice changed, a button was pressed, or something was kept in this kernel."""
        what, _, key = name.partition(".")
        if kind == "renew":
            self._show()
        elif kind == "click":
            if name == "write":
                self._write(value)
            elif name == "anew":
                self._begin_anew()
            elif name in MOVES:
                self._move(value, MOVES[name])
        elif name in {line[0] for line in LINES}:
            self.note(name, value=value)
            if kind == "change":
                self._choose(lambda chosen: replace(chosen, **{name: value}))
                self._show_looks()
        elif name == "words":
            self.note(name, value=value)
            if kind == "change":
                self._keep_words(words_of(value))
        elif what == "include":
            self.note(name, checked=bool(value))
            before = self._source()
            after = self._choose(lambda chosen: chosen.including(key, bool(value)))
            if after.in_order(before.artefacts) != before.choices.in_order(before.artefacts):  # the practice case moves
                self.patch("list", html=str(self._list(self._source())))
            self.patch("found", text=self._found(self._source()))
            self._show_looks()
        elif what == "private":
            artefact, _, field_key = key.partition(".")
            self.note(name, checked=bool(value))
            chosen = self._choose(lambda chosen: chosen.hiding(artefact, field_key, bool(value)))
            self.patch(f"hidden-{artefact}", text=_how_many(chosen.private[artefact]))

    def _show(self) -> None:
        """Show what the workbook holds now."""
        source = self._source()
        self.patch("list", html=str(self._list(source)))
        self.patch("private", html=str(self._private(source)))
        self.patch("looks", html=str(self._looks(source)))
        self.patch("found", text=self._found(source))
        self._is_changed()

    def _choose(self, change: Callable[[Choices], Choices]) -> Choices:
        """Change what the workbook holds, not what this panel once read: another notebook may have one too.

        A change that can't be kept now is tried again with the next: on screen it stands, and nothing is written
        without it. Raises WorkbookError, also where the change is to a list that can't be read: its rest would be lost.
        """
        stored = session.remembered("settings", KEY)
        before = read(stored)
        after = change(reduce(lambda chosen, each: each(chosen), self._not_kept, before))
        new = changed(stored, before, after)
        for name, what in HOLDS.items():
            if what in before.unread and getattr(after, name) != getattr(before, name):
                raise WorkbookError(f"That was not kept because your {what} can't be read: press “Begin anew” first.")
        try:
            session.record("settings", KEY, new)
        except WorkbookError:
            self._not_kept.append(change)
            raise
        self._not_kept = []
        self._shown_choices = change(self._shown_choices)
        self._is_changed()
        return after

    def _keep_words(self, typed: tuple[str, ...]) -> None:
        """Keep the private words as typed, with those that another panel has kept meanwhile."""
        shown = self._words_shown
        kept = self._choose(lambda chosen: replace(chosen, words=merged_words(shown, typed, chosen.words))).words
        source = self._source()
        self._words_shown = source.choices.words
        if set(kept) - set(typed):
            self.patch("words", value="\n".join(kept))
        self.patch("found", text=self._found(source))
        self._show_looks()

    def _begin_anew(self) -> None:
        """Put an empty list in the place of each that can't be read."""
        stored = session.remembered("settings", KEY)
        unread = read(stored).unread
        empty = {name: [] if name == "words" else {} for name, what in HOLDS.items() if what in unread}
        session.record("settings", KEY, (dict(stored) if isinstance(stored, dict) else {}) | empty)
        self._show()

    def _show_looks(self) -> None:
        self.patch("looks", html=str(self._looks(self._source())))

    def _is_changed(self) -> None:
        """What was written is no longer what would be."""
        if self._written is not None:
            told = [tag("p", "Changed since: write it again."), tag("p", f"Written before: {self._written}")]
            self.patch("written", html=str(join(told)))

    def _move(self, key: str, by: int) -> None:
        among = self._source().artefacts
        if self._unread:
            raise WorkbookError(self._unread)
        if key not in among:
            raise ValueError("That artefact is not kept.")
        self._choose(lambda chosen: chosen.moved(key, by, among))
        self.patch("list", html=str(self._list(self._source())))

    def _write(self, way: str) -> None:
        if way not in FORMATS:
            raise ValueError("That is no way to write a portfolio.")
        if not checks.keeping():
            self.patch("written", html=str(tag("p", "A solution notebook writes nothing. Use the one in the lesson.")))
            return
        try:
            if self._not_kept:
                self._choose(lambda chosen: chosen)
        except WorkbookError as problem:
            told = "Nothing was written because what you chose last isn't kept, and would go out as it was before."
            self.patch("written", html=str(join([tag("p", told), tag("p", problem)])))
            return
        source = self._source()
        if self._unread:
            self.patch("written", html=str(tag("p", f"Nothing was written. {self._unread}")))
            return
        unseen = self._unseen(source)
        if unseen:
            self._show()
            self._words_shown = source.choices.words
            self.patch("words", value="\n".join(source.choices.words))
            told = f"Nothing was written yet, because in another notebook {unseen}. Look at it above, then press again."
            self.patch("written", html=str(tag("p", told)))
            return
        self.patch("looks", html=str(self._looks(source)))
        folder = session.workbook().home / "portfolio" / way
        try:
            written = export(source, folder, (way,))
        except PortfolioError as problem:
            self.patch("written", html=str(tag("p", problem)))
            return
        path = self._written = written.folder / WAYS[way][1]
        self.patch(
            "written",
            html=str(
                join(
                    [
                        tag("p", f"Written: {path}"),
                        tag("p", self._how_to_open(way, path)),
                        tag("p", f"Replaced: {_counted(written.replaced)}.") if written.replaced else None,
                    ]
                )
            ),
        )
        session.record("quizzes", WRITTEN, {"way": way})

    def _unseen(self, source: Source) -> str:
        """What would go out that isn't so on this screen, as half a sentence; "" where there is nothing."""
        shown, now = self._shown_choices, source.choices
        new = [key for key in source.going_out if key not in self._listed or not shown.includes(key)]
        if new:
            return f"{listed(f'“{_title(key)}”' for key in new)} came to what goes out"
        freed = [key for key in source.going_out if {*shown.private.get(key, ())} - {*now.private.get(key, ())}]
        if freed:
            return f"fields of {listed(f'“{_title(key)}”' for key in freed)} are private no longer"
        words = [word for word in self._words_shown if word not in now.words]
        return f"{listed(f'“{word}”' for word in words)} left the names that must not appear" if words else ""

    def _how_to_open(self, way: str, path: Path) -> Markup | str:
        """How to look at what was written."""
        link = browser_tab(path, "Open it in a new tab") if way == WHOLE_IN_ONE else None
        return (
            link
            or {
                "site": "Open that file with your browser. To send it or to publish it, take the whole folder.",
                "html": "Open that file with your browser.",
                "markdown": "It is plain text, for a repository or to go on writing.",
            }[way]
        )

    def _found(self, source: Source) -> str:
        """Which private words stand in the portfolio."""
        short = too_short(source.choices.words)
        told = [f"Too short to look for: {listed(short)}."] if short else []
        if source.choices.words and source.going_out:
            try:
                _, replaced = rendered(source, ("markdown",))
            except PortfolioError as problem:
                return str(problem)
            told += [f"Found: {_counted(replaced)}."] if replaced else []
            missing = not_found(source.choices.words, replaced)
            if missing:
                told.append(f"Not found as spelt here: {listed(missing)}.")
            told += [
                f"“{word}” would blank {count} places: is it a name?"
                for word in source.choices.words
                if (count := sum(many for found, many in replaced.items() if Redactor([word]).holds(found))) > COMMON
            ]
        return " ".join(told)

    def _source(self) -> Source:
        """What the workbook holds now; nothing where it can't be read, or where nothing counts."""
        if checks.keeping():
            try:
                self._unread = ""
                return Source.of(session.workbook())
            except WorkbookError as problem:
                self._unread = str(problem)
        return Source({}, {}, {}, Choices())

    def description(self) -> str:
        """What it is for."""
        return (
            "Your portfolio: choose what of your kept work goes out, in which order, and what stays private; then "
            "write it as a web site, one HTML file or Markdown."
        )

    def still(self) -> dict[str, Any]:
        """The same, as HTML."""
        return {"text/html": str(tag("p", self.description()))}


def my_portfolio() -> PortfolioPanel:
    """The panel that makes the portfolio; see PortfolioPanel."""
    return PortfolioPanel()


def _title(key: str) -> str:
    return "Your choices" if key == KEY else course.artefacts()[key].title


def _glimpse(field: Field, text: str) -> str:
    """The beginning of what was typed, or what was chosen."""
    line = " ".join(dict(field.choices).get(text, text)[:200].split())
    return line if len(line) <= 60 else f"{line[:60].rsplit(' ', 1)[0]} …"


def _how_many(private: tuple[str, ...]) -> str:
    return f"{len(private)} private" if private else "nothing private"


def _counted(found: Counter[str]) -> str:
    return listed(f"{word} ({count})" for word, count in found.most_common(20))
