"""What the reader had at the start beside what there is now: the pitch, the artefacts, the eight skills.

It shows and asks; it counts what was done, and never how well.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import course
from ops2pm.models.pitch import compare
from ops2pm.numbers import plural
from ops2pm.rubrics import pitch as rubric
from ops2pm.ui import session
from ops2pm.ui.form import day
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, listed, tag
from ops2pm.ui.navigation import notebook_link
from ops2pm.ui.pitch import baseline, changed, marked, marked_openers, sealed_words
from ops2pm.workbook import KEPT_VERSIONS, Version

PITCH = rubric.RUBRIC.key
THEN, NOW = "skills", "skills.now"
"""Keys of the section "ratings": the self-rating of lesson 00, and the second one."""


class BeforeAndAfter(Panel):
    """The sealed pitch beside the newest, what was kept and when, and the eight skills rated again.

    The second rating is kept as {"skill": level} in "ratings/skills.now"; the first stays as it is, and is shown skill
    by skill once the reader has rated that one again.
    """

    def __init__(self) -> None:
        self.skills = course.skills()
        self.now = self._levels(NOW)
        super().__init__()
        for artefact in course.artefacts().values():
            session.listen(artefact.evidence, self.renew)

    def _levels(self, key: str) -> dict[str, int]:
        kept = session.remembered("ratings", key, dict) or {}
        return {
            skill.key: kept[skill.key]
            for skill in self.skills
            if type(kept.get(skill.key)) is int and kept[skill.key] in course.LEVELS
        }

    # -- what is on screen ------------------------------------------------------------------------

    def body(self) -> Markup:
        """Both pitches, the artefacts by date, the rating."""
        return tag(
            "section",
            tag("p", "Before and after", class_="o2p-kicker"),
            tag("h3", "What you had then, and what you have now"),
            tag("div", self._pitches(), data_id="pitches"),
            tag("h4", "What you kept, in the order in which you first kept it"),
            tag("div", self._kept(), data_id="kept"),
            tag("button", "Look again", type="button", data_name="look", class_="o2p-plain"),
            tag("h4", "The eight skills, rated again"),
            tag(
                "p",
                "Think of the last twelve months, as in lesson 00. Which of these would a colleague have seen you do? "
                "Choose the last one that is true.",
            ),
            tag("p", "What you chose in lesson 00 appears when you have chosen again.", class_="o2p-quiet"),
            tag(
                "details",
                tag("summary", "Rate them now, about five minutes"),
                [self._skill(skill) for skill in self.skills],
                open=bool(self.now),
            ),
            aria_label="Before and after",
        )

    def _pitches(self) -> Markup:
        """The sealed pitch beside the newest, as lesson 12 compares them; alone, the sealed one stays folded."""
        old, new = baseline(), session.artefact(PITCH)
        first, later = sealed_words(old), rubric.spoken(new.fields) if new else ""
        found = compare(first, later)
        if old is None or not first:
            before = tag("p", "You sealed no pitch in lesson 00, so there is none to open.")
        elif new is None:
            summary = tag("summary", f"Sealed on {day(old.at)}: open it anyway")
            before = tag("details", summary, _pitch("Then", old, marked(found)))
        else:
            before = _pitch("Then", old, marked(found))
        if new is not None:
            after = _pitch("Now", new, tag("p", later or "Nothing is written there."))
        else:
            after = tag("p", "No newer pitch is kept yet. It is built in ", notebook_link(course.lesson("12")), ".")
        compared = [
            tag("div", changed(found, marked_openers(), "Now", "not marked in lesson 12")),
            tag(
                "p",
                "Read both as a stranger would. After which of them would you ask a second question, and which one?",
            ),
        ]
        return join(
            [
                tag("h4", "Your pitch"),
                tag("div", tag("div", before), tag("div", after), class_="o2p-pitches"),
                compared if first and new is not None else None,
            ]
        )

    def _kept(self) -> Markup:
        rows, missing = [], []
        for lesson in course.LESSONS:
            for artefact in lesson.artefacts:
                versions = session.history(artefact.key)
                if versions:
                    rows.append((session.moment(versions[-1].at), artefact.title, lesson.number, versions))
                else:
                    missing.append(artefact.title)
        if not rows:
            return tag("p", "Nothing yet. Every lesson has a form, and “Keep this version” puts it here.")
        items = [
            tag("li", tag("strong", title), f", lesson {number}: {_days(versions)}")
            for _, title, number, versions in sorted(rows, key=lambda row: row[:3])
        ]
        predicted = sum(entry.value is not None for entry in session.section("predictions").values())
        right = sum(session.has(f"exercises/{key}") for key in session.section("exercises"))
        done = []
        if predicted:
            done.append(f"{predicted} {plural(predicted, 'prediction')} committed before the answer was shown")
        if right:
            done.append(f"{right} exercise {plural(right, 'item')} right")
        return join(
            [
                tag("ol", items),
                tag(
                    "p",
                    f"Beside these: {', and '.join(done)}.",
                    class_="o2p-quiet",
                    style="margin-top: 0.5rem",
                )
                if done
                else None,
                tag("p", f"Not kept yet: {listed(missing)}.", class_="o2p-quiet") if missing else None,
            ]
        )

    def _skill(self, skill: course.Skill) -> Markup:
        levels = zip(course.LEVELS, skill.levels, strict=True)
        options = self.radios(skill.key, levels, self.now.get(skill.key))
        compared = tag("div", self._compared(skill), data_id=f"compared-{skill.key}", class_="o2p-why", role="status")
        return tag("fieldset", tag("legend", skill.name), options, compared, class_="o2p-item")

    def _compared(self, skill: course.Skill) -> Markup | None:
        """What was chosen in lesson 00, and what the reader could show for what is chosen now."""
        now = self.now.get(skill.key)
        if now is None:
            return None
        first = session.entry("ratings", THEN)
        then = self._levels(THEN).get(skill.key)
        if then is None or first is None:
            before = "You didn't rate this one in lesson 00."
        elif then == now:
            before = f"The same as on {day(first.at)}."
        else:
            before = f"On {day(first.at)} you chose: “{skill.levels[then - 1]}”"
        artefacts = [one for number in skill.lessons for one in course.lesson(number).artefacts]
        shown = [one.title for one in artefacts if session.has(one.evidence)]
        if then is not None and now < then:
            show = "The same sentences may read differently now. What do you see that you didn't see then?"
        elif shown:
            show = f"What you kept from its lessons: {listed(shown)}. Which line of it would you show?"
        elif now > 1:
            show = "Nothing that you kept here shows it. What would you show somebody who doubts it?"
        else:
            show = ""
        return tag("p", f"{before} {show}".strip())

    # -- what the reader does ----------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A level was chosen, or there may be something new to look at."""
        if name in {skill.key for skill in self.skills}:
            if int(value) not in course.LEVELS:
                raise ValueError("That level does not exist.")
            self.now[name] = int(value)
            self.note(f"{name}={int(value)}", checked=True)
            skill = next(skill for skill in self.skills if skill.key == name)
            self.patch(f"compared-{name}", html=str(join([self._compared(skill)])))
            session.record("ratings", NOW, self.now)
        else:
            self.patch("pitches", html=str(self._pitches()))
            self.patch("kept", html=str(self._kept()))
            for skill in self.skills:
                self.patch(f"compared-{skill.key}", html=str(join([self._compared(skill)])))

    def description(self) -> str:
        """What stands beside what."""
        return (
            "Before and after: the pitch sealed in lesson 00 beside the newest, what was kept and when, and the eight "
            "skills of lesson 00, rated again. Run this notebook to see yours."
        )

    def still(self) -> dict[str, Any]:
        """The same, as a paragraph."""
        return {"text/html": str(tag("p", self.description()))}


def before_and_after() -> BeforeAndAfter:
    """The start of the course beside its end; see BeforeAndAfter."""
    return BeforeAndAfter()


def _pitch(when: str, version: Version, text: Markup) -> Markup:
    """One pitch with its day."""
    head = tag("p", tag("strong", when), f", {day(version.at)}", class_="o2p-quiet")
    return join([head, tag("div", text, class_="o2p-composed")])


def _days(versions: list[Version]) -> str:
    """When an artefact was kept first and last; versions: newest first."""
    first = day(versions[-1].at)
    if len(versions) == 1:
        return first
    earlier = " or before" if len(versions) == KEPT_VERSIONS else ""  # the workbook lets go of older ones
    return f"{first}{earlier}; {len(versions)} versions, the last {day(versions[0].at)}"
