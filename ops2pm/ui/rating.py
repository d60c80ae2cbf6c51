"""The self-rating of lesson 00: eight skills by what a colleague would have seen, and the order that follows."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import course
from ops2pm.numbers import plural
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, tag
from ops2pm.ui.navigation import notebook_link


class Rating(Panel):
    """Eight skills with four levels each; kept as {"skill": level} in "ratings/skills"."""

    def __init__(self) -> None:
        self.skills = course.skills()
        kept = session.remembered("ratings", "skills", dict) or {}
        self.levels = {
            skill.key: kept[skill.key]
            for skill in self.skills
            if type(kept.get(skill.key)) is int and kept[skill.key] in course.LEVELS
        }
        super().__init__()

    def body(self) -> Markup:
        """The skills, one set of radio buttons each, and the suggested order beneath."""
        return tag(
            "section",
            tag("p", "Where you are now", class_="o2p-kicker"),
            tag("h3", "Eight skills, by what a colleague has seen you do"),
            tag("p", course.skills_question()),
            [self._skill(skill) for skill in self.skills],
            tag("h4", "A suggested order"),
            tag("div", self._order(), data_id="order", role="status"),
            aria_label="Self-rating",
        )

    def _skill(self, skill: course.Skill) -> Markup:
        levels = zip(course.LEVELS, skill.levels, strict=True)
        options = self.radios(skill.key, levels, self.levels.get(skill.key))
        return tag("fieldset", tag("legend", skill.name), options, class_="o2p-item")

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A level was chosen: keep it and renew the order."""
        if name not in {skill.key for skill in self.skills} or int(value) not in course.LEVELS:
            raise ValueError("That skill or level does not exist.")
        self.levels[name] = int(value)
        self.note(f"{name}={int(value)}", checked=True)
        self.patch("order", html=str(self._order()))
        session.record("ratings", "skills", self.levels)

    def _order(self) -> Markup:
        left = len(self.skills) - len(self.levels)
        if left:
            word = plural(left, "skill")
            left = "all eight" if left == len(self.skills) else f"{left} more"
            return tag("p", f"Rate {left} {word}, and an order that fits you appears here.", class_="o2p-quiet")
        order = course.suggested_order(self.levels)
        rule = "The rule is plain: the lessons for your lowest ratings come first, except where one needs another."
        return join(
            [
                tag("p", rule, class_="o2p-quiet"),
                tag("ol", [tag("li", notebook_link(s.lesson), " ", s.reason) for s in order]),
            ]
        )

    def description(self) -> str:
        """The skills that are rated."""
        return "\n".join(["Self-rating on eight skills.", *(f"  {skill.name}" for skill in self.skills)])

    def still(self) -> dict[str, Any]:
        """The skills and levels as a list."""
        rows = [
            tag("li", tag("strong", skill.name), tag("ol", [tag("li", text) for text in skill.levels]))
            for skill in self.skills
        ]
        return {"text/html": str(tag("div", course.skills_question(), tag("ul", rows)))}


def rating() -> Rating:
    """The self-rating on eight skills; see Rating."""
    return Rating()
