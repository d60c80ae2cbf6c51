"""The artefact of a lesson, in fields, with honest feedback while one types; kept in the workbook.

An artefact of several parts shows one at a time; what is typed in the others stays in the page. Every pause in
typing keeps the draft. "Keep this version" adds a version to the artefact's history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from markupsafe import Markup

from ops2pm import checks
from ops2pm.rubrics import LEVELS, SELF, Criterion, Field, Fields, Part, Rubric, Text, in_part, rubric
from ops2pm.rubrics.dates import written
from ops2pm.rubrics.placing import Placed, placed
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, listed, paragraphs, plain, sentence, tag
from ops2pm.workbook import Version, WorkbookError

OTHERS = "The other one is under “Versions kept”."


class NothingToFill(Exception):
    """A lab has nothing yet that would belong into a form; in one sentence."""


NAMED = 2
"""So many open things are named beside what is kept; of more, it is said how many."""


class Form(Panel):
    """The form of one artefact.

    numbers: a callable that gives field values computed by a lab; adds a button that fills them in. Where the
        artefact has parts, they are the fields of one part, and go into the part that is shown; where its parts are
        a list (Rubric.named_by), they are those of all parts, and each goes where its name stands already. It raises
        NothingToFill where there is nothing to give yet.
    numbers_label: what that button says
    about: field values that say what the page is about now; filled in where they are empty. What is about something
        else is said to be so, and the reader may bring back a kept version about this, or begin another one
    """

    def __init__(
        self,
        key: str,
        numbers: Callable[[], Fields] | None = None,
        numbers_label: str = "Fill in the lab's numbers",
        about: Fields | None = None,
    ) -> None:
        self.rubric: Rubric = rubric(key)
        self.numbers = numbers
        self.numbers_label = numbers_label
        self.about: Fields = about or {}
        self.fields: Fields = self._newest()
        self.fields.update({key: value for key, value in self.about.items() if not self.fields.get(key)})
        self.part = self.rubric.parts[0].key if self.rubric.parts else ""
        self._changed: set[str] = set()
        self._not_yet: dict[str, bool] = {}  # whether a computed check says so, by criterion
        session.listen(f"filled/{key}", self.renew)
        super().__init__()

    def _newest(self) -> Fields:
        """What the form opens with. What is sealed isn't shown again: only what was begun since."""
        if self.rubric.sealed:
            return session.remembered("drafts", self.rubric.key, dict) or {}
        return session.newest(self.rubric.key)

    # -- what is on screen ------------------------------------------------------------------------

    def body(self) -> Markup:
        """Fields with their feedback, the text they make, the reader's own judgement, the buttons."""
        rubric = self.rubric
        sealed = rubric.sealed and session.artefact(rubric.key) is not None
        take = tag("button", self.numbers_label, type="button", data_name="numbers", class_="o2p-plain")
        return tag(
            "section",
            tag("p", "Your turn", class_="o2p-kicker"),
            tag("h3", rubric.title),
            tag("p", inline(rubric.intro)),
            tag(
                "div",
                tag("p", self._of_another(), data_id="another"),
                tag("div", self._instead(), data_id="instead", class_="o2p-row o2p-actions"),
                data_id="anew",
                class_="o2p-notice",
                hidden=not self._of_another(),
            )
            if self.about
            else None,
            tag(
                "div",
                tag("div", take, tag("p", data_id="taken", class_="o2p-ask", role="status"), class_="o2p-actions")
                if self.numbers
                else None,
                [self._fields(part) for part in self._sections()],
                self._reads() if rubric.compose else None,
                self._judgements(),
                tag("button", self._keep_label(), type="button", data_name="keep"),
                data_id="open",
                hidden=sealed,
            ),
            tag("p", self._kept_and_open(), data_id="kept", role="status", class_="o2p-quiet o2p-actions"),
            tag(
                "button",
                "Write it again",
                type="button",
                data_name="again",
                data_id="again",
                class_="o2p-plain",
                hidden=not sealed,
            )
            if rubric.sealed
            else tag("div", self._history(), data_id="history"),
            aria_label=rubric.title,
        )

    def _sections(self) -> list[Part | None]:
        """What the fields and criteria are divided into: those of the whole (None), then each part."""
        return [None, *self.rubric.parts]

    def _fields(self, part: Part | None) -> Markup | None:
        """The fields of one part; above the first part, the buttons that choose one."""
        own = [field for field in self.rubric.fields if field.part == (part.key if part else "")]
        grid = (
            join(self._step(heading, own) for heading in dict.fromkeys(field.later for field in own)) if own else None
        )
        if part is None:
            return grid
        shown = tag(
            "div", grid, data_id=f"part-{part.key}", role="group", aria_label=part.label, hidden=part.key != self.part
        )
        return join([self._parts(), shown]) if part == self.rubric.parts[0] else shown

    def _step(self, heading: str, own: list[Field]) -> Markup:
        """The fields of one step; a later one is folded up until something stands in it."""
        fields = [field for field in own if field.later == heading]
        grid = tag("div", [self._field(field) for field in fields], class_="o2p-fields")
        begun = any(self.fields.get(field.key) for field in fields)
        return tag("details", tag("summary", tag("strong", heading)), grid, open=begun) if heading else grid

    def _parts(self) -> Markup:
        buttons = [
            tag(
                "button",
                part.label,
                tag("span", self._begun(part), data_id=f"begun-{part.key}"),
                type="button",
                data_name="show",
                value=part.key,
                data_id=f"show-{part.key}",
                aria_pressed="true" if part.key == self.part else "false",
                class_="o2p-part",
            )
            for part in self.rubric.parts
        ]
        return tag("div", buttons, class_="o2p-parts", role="group", aria_label="Which one to work on")

    def _begun(self, part: Part) -> str:
        """How many of the fields that are wanted are filled in; those that may stay empty don't count."""
        own = [field for field in self.rubric.fields if field.part == part.key]
        if not any(self.fields.get(field.key) for field in own):
            return "not begun"
        wanted = [field.key for field in own if not field.optional]
        return f"{sum(bool(self.fields.get(key)) for key in wanted)} of {len(wanted)} fields"

    def _field(self, field: Field) -> Markup:
        value = self.fields.get(field.key, "")
        help_id = f"{self.model_id}-{field.key}"
        common = {"data_name": field.key, "aria_describedby": help_id, "data_id": f"field-{field.key}"}
        if field.kind == "text":
            control = tag("textarea", value, rows=2, **common)
        elif field.kind == "choice":
            options = [("", "choose"), *field.choices]
            control = tag(
                "select", [tag("option", text, value=v, selected=v == value) for v, text in options], **common
            )
        else:
            # Numbers stay text fields: "9,400" is a number to a reader, not to a browser's number box.
            kind = "date" if field.kind == "date" else "text"
            mode = "decimal" if field.kind == "number" else None
            control = tag("input", type=kind, value=value, inputmode=mode, **common)
        example = f" Invented example: {sentence(field.example)}" if field.example else ""
        findings = [c for c in self.rubric.criteria if c.check and c.fields and c.fields[-1] == field.key]
        return tag(
            "div",
            tag("label", tag("span", field.label, class_="o2p-label"), control),
            tag("p", inline(field.help), example, id=help_id, class_="o2p-ask"),
            [
                tag("p", self._finding(c), data_id=f"finding-{c.key}", class_="o2p-finding", role="status")
                for c in findings
            ],
            class_=f"o2p-field o2p-field-{field.kind}" + (" o2p-half" if field.beside else ""),
        )

    def _finding(self, criterion: Criterion) -> Markup:
        assert criterion.check is not None
        finding = criterion.check(self.fields)
        self._not_yet[criterion.key] = criterion.kind == "A" and finding.done is False
        if not finding.message:
            return Markup("")
        if criterion.kind == "H":
            return join([tag("strong", "A question: "), finding.message])
        word = {True: "There: ", False: "Not yet: ", None: "To come: "}[finding.done]
        return join([tag("strong", word), finding.message])

    def _reads(self) -> Markup:
        """The texts that the fields make, and buttons that take them along; the browser does that without Python."""
        texts = self._texts()
        boxes = [tag("div", self._composed(text), data_id=_place(text), class_="o2p-composed") for text in texts]
        buttons = [
            tag(
                "button",
                f"Copy {text.name}",
                type="button",
                data_copy=_place(text),
                data_id=_place(text, "copy"),
                disabled=not self._begun_at_all(),
                class_="o2p-plain",
            )
            for text in texts
        ]
        told = tag("span", data_id="copied", role="status", class_="o2p-ask")
        return join([tag("h4", "How it reads"), *boxes, tag("div", buttons, told, class_="o2p-row o2p-actions")])

    def _texts(self) -> tuple[Text, ...]:
        """What is shown and copied apart: all of it, unless the rubric cuts it up."""
        assert self.rubric.compose is not None
        return self.rubric.texts or (Text("", "the text", self.rubric.compose),)

    def _begun_at_all(self) -> bool:
        return any(self.fields.get(field.key) for field in self.rubric.fields)

    def _composed(self, text: Text) -> Markup:
        return paragraphs(text.compose(self.fields))

    def _judgements(self) -> Markup:
        criteria = self.rubric.by_kind("S")
        if not criteria:
            return Markup("")
        intro = [
            tag("h4", "Read it as a sceptic would"),
            tag("p", "No program can judge these. Compare yours with the two invented examples, and be hard on it."),
        ]
        sections = []
        for part in self._sections():
            key = part.key if part else ""
            items = [self._judgement(criterion) for criterion in criteria if criterion.part == key]
            if items and part:
                title = tag("p", part.label, class_="o2p-kicker")
                sections.append(tag("div", title, items, data_id=f"judged-{key}", hidden=key != self.part))
            else:
                sections.append(join(items))
        return join([tag("div", intro, data_id="judged", hidden=not self._is_judged()), sections])

    def _is_judged(self) -> bool:
        """Whether the reader judges something of the part that is shown, or of the whole."""
        return any(criterion.part in ("", self.part) for criterion in self.rubric.by_kind("S"))

    def _judgement(self, criterion: Criterion) -> Markup:
        radios = self.radios(SELF + criterion.key, LEVELS, self.fields.get(SELF + criterion.key))
        return tag("fieldset", tag("legend", criterion.text), anchors(criterion), tag("div", radios, class_="o2p-row"))

    def _keep_label(self) -> str:
        return "Seal it" if self.rubric.sealed else "Keep this version"

    def _kept_and_open(self) -> str:
        """Whether it is kept, and what the checks above still say “Not yet” to."""
        told = self._kept()
        still = [self.rubric.named(one) for one in self.rubric.criteria if self._not_yet.get(one.key)]
        if not still or not told.startswith("Kept on "):
            return told
        named = [f"“{text}”" for text in still[:NAMED]]
        return f"{told} Not yet there: {listed([*named, f'{len(still) - NAMED} more'] if still[NAMED:] else named)}."

    def _kept(self) -> str:
        if not checks.keeping():
            return "A solution notebook keeps nothing. Write in the lesson or in the exercise."
        newest = session.artefact(self.rubric.key)
        if newest is None:
            return "Not kept yet. What you type is saved as a draft."
        if self.rubric.sealed:
            return (
                f"Sealed on {as_written(newest.at)}, safe in your workbook. Lesson 12 opens it. Writing it again keeps "
                "this one too."
            )
        clean = self._clean()
        of_this = [each for each in session.history(self.rubric.key) if self._is_about_the_same(each)]
        if not of_this:
            return f"Nothing about {self.rubric.about(self.fields)} is kept yet. What you type is saved as a draft."
        same = next((each for each in of_this if each.fields == clean), None)
        if same:
            return f"Kept on {as_written(same.at)}."
        return f"Kept on {as_written(of_this[0].at)}. You have changed it since; the draft is saved."

    def _is_about_the_same(self, version: Version) -> bool:
        """Whether a version is about what the form is about; where the form doesn't say it, any is."""
        mine = self.rubric.about(self.fields)
        return not mine or self.rubric.about(version.fields) == mine

    def _history(self) -> Markup:
        versions = session.history(self.rubric.key)
        if not versions:
            return Markup("")
        rows = [
            tag(
                "li",
                ", ".join(filter(None, [as_written(version.at), self.rubric.about(version.fields)])),
                " ",
                tag("button", "Bring back", type="button", data_name="back", value=version.at, class_="o2p-plain"),
            )
            for version in versions
        ]
        return tag("details", tag("summary", f"Versions kept: {len(versions)}"), tag("ul", rows))

    # -- what the reader does ----------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A field changed, or a button was pressed; or, as "renew", another panel filled in a field."""
        if kind == "renew":
            self._take_up()
            return
        if kind == "click":
            if name == "keep":
                self._keep()
            elif name == "show":
                self._show_part(value)
            elif name == "numbers" and self.numbers:
                if self._of_another():
                    self.patch("taken", text=f"{self._of_another()} Nothing was filled in.")
                else:
                    self._ask_the_lab(self.numbers)
            elif name == "anew":
                self._begin_anew()
            elif name == "again":
                self.patch_all({"open": {"hidden": False}, "again": {"hidden": True}})
            elif name == "back":
                self._bring_back(next(v for v in session.history(self.rubric.key) if v.at == value))
            elif name == "instead":
                version = self._kept_about_this()
                if version:
                    self._keep_draft()
                    self._bring_back(version)
                    self.patch("taken", text=OTHERS)
            return
        self.fields[name] = value
        self._changed.add(name)
        if name.startswith(SELF):
            self.note(f"{name}={value}", checked=True)
        else:
            self.note(f"field-{name}", value=value)
        self._refresh(name)
        is_typed = not name.startswith(SELF) and self._is_typed(name)
        if kind == "change" or not is_typed:
            self._save_draft()

    def _show_part(self, key: str) -> None:
        if key not in {part.key for part in self.rubric.parts}:
            raise ValueError("That part does not exist.")
        self.part = key
        for part in self.rubric.parts:
            here = part.key == key
            self.patch(f"part-{part.key}", hidden=not here)
            self.patch(f"show-{part.key}", aria_pressed="true" if here else "false")
            if any(criterion.part == part.key for criterion in self.rubric.by_kind("S")):
                self.patch(f"judged-{part.key}", hidden=not here)
        if self.rubric.by_kind("S"):
            self.patch("judged", hidden=not self._is_judged())

    def _ask_the_lab(self, numbers: Callable[[], Fields]) -> None:
        try:
            given = numbers()
        except NothingToFill as problem:
            self.patch("taken", text=str(problem))
            return
        if self.rubric.named_by:
            self._take_list(given)
        else:
            self._take(self._for_the_part(given))

    def _of_another(self) -> str:
        """That what the form holds is about something else than the page, or ""."""
        other = [
            f"{field.label.lower()} {self.fields[field.key].strip()}"
            for field in self.rubric.fields
            if field.key in self.about and self.fields.get(field.key, "").strip() not in ("", self.about[field.key])
        ]
        mine = self.rubric.about(self.fields) or listed(other)
        return f"What stands here is about {mine}; the lab above is about {self._this()}." if other else ""

    def _this(self) -> str:
        """What the page is about, in words."""
        return self.rubric.about(self.about) or listed(list(self.about.values()))

    def _kept_about_this(self) -> Version | None:
        """The version about what the page is about that was kept last."""
        this, every = self.rubric.about(self.about), session.history(self.rubric.key)
        return next((version for version in every if this and self.rubric.about(version.fields) == this), None)

    def _instead(self) -> Markup:
        """What the reader may do about it: bring back what is kept about this page's subject, or begin anew."""
        kept = self._kept_about_this()
        begin = f"Begin a new one about {self._this()}"
        if kept is None:
            return tag("button", begin, type="button", data_name="anew")
        back = f"Bring back the one about {self._this()}, kept on {as_written(kept.at)}"
        return join(
            [
                tag("button", back, type="button", data_name="instead"),
                tag("button", begin, type="button", data_name="anew", class_="o2p-plain"),
            ]
        )

    def _bring_back(self, version: Version) -> None:
        self._fill({**dict.fromkeys(self.fields, ""), **version.fields})

    def _keep_draft(self) -> None:
        """Keep the draft as a version, unless it is one."""
        draft = self._clean()
        if draft and all(version.fields != draft for version in session.history(self.rubric.key)):
            session.save_artefact(self.rubric.key, draft)
            self.patch("history", html=str(self._history()))

    def _begin_anew(self) -> None:
        """An empty form about what the page is about; what was there is kept first."""
        self._keep_draft()
        self._fill({**dict.fromkeys(self.fields, ""), **self.about})
        self.patch("taken", text=OTHERS)

    def _for_the_part(self, numbers: Fields) -> Fields:
        """A lab knows the fields of one part; they go into the part that is shown."""
        known = {field.key for field in self.rubric.fields}
        return {key if key in known else in_part(self.part, key): value for key, value in numbers.items()}

    def _is_typed(self, name: str) -> bool:
        return any(field.key == name and field.kind != "choice" for field in self.rubric.fields)

    def _refresh(self, changed: str | None = None) -> None:
        """Say everything anew; after one field has changed, only what can depend on it."""
        part = next((field.part for field in self.rubric.fields if field.key == changed), "")
        for criterion in self.rubric.criteria:
            if criterion.check and (not part or criterion.part in ("", part)):
                self.patch(f"finding-{criterion.key}", html=str(self._finding(criterion)))
        if self.rubric.compose:
            for text in self._texts():
                composed = str(self._composed(text))
                if composed != self.shown(_place(text), "html"):  # else a selection in it, and “Copied.”, stay
                    self.patch(_place(text), html=composed)
                    self.patch("copied", text="")
                self.patch(_place(text, "copy"), disabled=not self._begun_at_all())
        for part in self.rubric.parts:
            self.patch(f"begun-{part.key}", text=self._begun(part))
        if self.about:
            instead = str(self._instead())
            if instead != self.shown("instead", "html"):  # else a button that has the focus stays
                self.patch("instead", html=instead)
            self.patch_all({"another": {"text": self._of_another()}, "anew": {"hidden": not self._of_another()}})
        self.patch("kept", text=self._kept_and_open())

    def _take(self, numbers: Fields) -> None:
        """Fill in what is empty and renew what the button itself wrote; the reader's own entries stay."""
        ours = self._still_ours()
        # Of something else than the lab's, these would be somebody else's numbers.
        other = {
            key for key, value in numbers.items() if key not in ours and self.fields.get(key, value) not in ("", value)
        }
        foreign = {field.key for field in self.rubric.fields if field.goes_with in other}
        numbers = {key: value for key, value in numbers.items() if key not in foreign}
        here = {field.key for field in self.rubric.fields if field.part in ("", self.part)}
        # What the lab gave before and gives no longer would be a number of another setting.
        gone = {key: "" for key in ours if key in here and key not in numbers}
        free = {key: value for key, value in numbers.items() if key in ours or not self.fields.get(key)}
        own = [
            field.label
            for field in self.rubric.fields
            if field.key in numbers and field.key not in free and self.about.get(field.key) != numbers[field.key]
        ]
        new = [
            _in_a_sentence(field)
            for field in self.rubric.fields
            if free.get(field.key) and free[field.key] != self.fields.get(field.key)
        ]
        # What the page is about stands there already, and says whose numbers these are.
        about = {key: value for key, value in self.about.items() if numbers.get(key) == value == self.fields.get(key)}
        self._fill_ours(ours, {**free, **gone, **about})
        told = [f"Filled in: {_quoted(new)}."] if new else []
        if own:
            told.append(
                f"Left as you had it: {', '.join(own)}. Empty a field and press again to take the lab's number."
            )
        self.patch("taken", text=" ".join(told))

    def _take_list(self, numbers: Fields) -> None:
        """Fill in a lab's list, each thing where its name stands already, or else into the first empty part."""
        ours = self._still_ours()
        found = placed(self.rubric, numbers, self.fields, ours)
        news = [key for key, value in found.fields.items() if value and value != self.fields.get(key, "")]
        self._fill_ours(ours, found.fields)
        self.patch("taken", text=self._told_of_list(news, found))

    def _told_of_list(self, news: list[str], found: Placed) -> str:
        """What a lab's list has changed, and what not."""
        by_field: dict[str, int] = {}
        for field in self.rubric.fields:
            if field.key in news:
                label = _in_a_sentence(field)
                by_field[label] = by_field.get(label, 0) + 1
        parts = {part.key: part.label for part in self.rubric.parts}
        own = listed([parts[field.part] for field in self.rubric.fields if field.key in found.left])
        told = [
            by_field and f"Filled in: {listed([f'{many} × “{label}”' for label, many in by_field.items()])}.",
            found.gone and f"No longer in the lab's list, and taken out here: {_quoted(found.gone)}.",
            own and f"Your own words stay in {own}, where the lab has others.",
            found.homeless and f"No part is empty for {_quoted(found.homeless)}.",
        ]
        return " ".join(filter(None, told)) or "Everything in the lab's list is here already."

    def _still_ours(self) -> Fields:
        """What the button wrote and nobody has changed since."""
        return {key: value for key, value in self._filled_in().items() if value and self.fields.get(key) == value}

    def _fill_ours(self, ours: Fields, values: Fields) -> None:
        self._fill(values)
        with suppress(WorkbookError):  # _fill has said that nothing could be saved
            session.record("settings", _filled_key(self.rubric.key), {**ours, **values})

    def _filled_in(self) -> Fields:
        return filled_in(self.rubric.key)

    def _fill(self, values: Fields) -> None:
        self._changed.update(values)
        self._show(values)
        self._save_draft()
        self._refresh()

    def _show(self, values: Fields) -> None:
        self.fields.update(values)
        for key, value in values.items():
            if key.startswith(SELF):
                for level, _ in LEVELS:
                    self.patch(f"{key}={level}", checked=level == value)
            else:
                self.patch(f"field-{key}", value=value)

    def _clean(self) -> Fields:
        return {key: value for key, value in self.fields.items() if value != ""}

    def _save_draft(self) -> None:
        """Save what changed here; what changed meanwhile in another notebook's form of this artefact is shown."""
        try:
            self._take_up()
            session.record("drafts", self.rubric.key, self.fields)
            self._changed.clear()
        except WorkbookError as problem:
            self.patch("kept", text=f"The draft could not be saved: {problem}")

    def _take_up(self) -> None:
        """Show what the draft holds and this form doesn't yet."""
        stored = session.remembered("drafts", self.rubric.key, dict) or {}
        elsewhere = {
            key: value
            for key, value in stored.items()
            if key not in self._changed and value != self.fields.get(key, "")
        }
        if elsewhere:
            self._show(elsewhere)
            self._refresh()

    def _keep(self) -> None:
        if not self._clean():
            self.patch("kept", text="There is nothing to keep yet: fill in a field first.")
            return
        self._save_draft()
        try:
            session.save_artefact(self.rubric.key, self._clean())
        except WorkbookError as problem:
            self.patch("kept", text=f"Not kept: {problem} Your text is still here.")
            return
        if self.rubric.sealed:
            self._fill(dict.fromkeys(self.fields, ""))
            self.patch_all({"open": {"hidden": True}, "again": {"hidden": False}})
        else:
            self.patch("history", html=str(self._history()))
        self.patch("kept", text=self._kept_and_open())

    def description(self) -> str:
        """The fields that are asked for."""
        lines = [f"  {field.label}" for field in self.rubric.fields if self._stands_for_all(field)]
        return "\n".join([f"Form: {self.rubric.title}.", *filter(None, [self._each()]), *lines])

    def still(self) -> dict[str, Any]:
        """The fields, and what is looked for in them."""
        fields = [
            tag(
                "li",
                tag("strong", f.label),
                " ",
                plain(f.help),
                f" Invented example: {sentence(f.example)}" if f.example else "",
            )
            for f in self.rubric.fields
            if self._stands_for_all(f)
        ]
        looked_for = tag("ul", [tag("li", c.text) for c in self.rubric.criteria if self._stands_for_all(c)])
        title = [tag("strong", self.rubric.title), tag("p", self._each()) if self._each() else None]
        return {"text/html": str(tag("div", title, tag("ul", fields), "What is looked for:", looked_for))}

    def _each(self) -> str:
        if not self.rubric.parts:
            return ""
        return ", ".join(part.label for part in self.rubric.parts) + (": each has" if self.rubric.alike else "")

    def _stands_for_all(self, one: Field | Criterion) -> bool:
        """Whether it is told of: all of it, or, where the parts are alike, what belongs to the first or the whole."""
        return not self.rubric.alike or one.part in ("", *[part.key for part in self.rubric.parts[:1]])


def _quoted(words: Iterable[str]) -> str:
    """Words in a row, each in quotation marks; they may have commas in them."""
    return listed(f"“{word}”" for word in words)


def _in_a_sentence(field: Field) -> str:
    """A field's label where a sentence names it."""
    return field.label.removesuffix("(optional)").strip("… ")


def _place(text: Text, what: str = "composed") -> str:
    """The data-id of a text, or of the button that copies it."""
    return f"{what}-{text.key}" if text.key else what


def form(
    key: str,
    numbers: Callable[[], Fields] | None = None,
    numbers_label: str = "Fill in the lab's numbers",
    about: Fields | None = None,
) -> Form:
    """The form of the artefact `key`; see Form."""
    return Form(key, numbers, numbers_label, about)


def filled_in(key: str) -> Fields:
    """What the button of a lab wrote into the form of the artefact `key`; the reader may have changed it since."""
    return session.remembered("settings", _filled_key(key), dict) or {}


def _filled_key(key: str) -> str:
    return f"form.{key}"


def anchors(criterion: Criterion) -> Markup:
    """The two examples that a judgement is made against."""
    return tag(
        "dl",
        tag("div", tag("dt", "Weak"), tag("dd", criterion.weak)),  # in the order of the answers beneath
        tag("div", tag("dt", "Strong"), tag("dd", criterion.strong)),
        class_="o2p-anchors",
    )


def as_written(iso: str) -> str:
    """A time from the workbook as a reader writes it: 22 November 2026, 21:15."""
    return f"{day(iso)}, {session.moment(iso):%H:%M}"


def day(iso: str) -> str:
    """The day of a time from the workbook, or a day, as a reader writes it: 22 November 2026."""
    return written(session.moment(iso))
