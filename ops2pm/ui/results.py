"""The reader's results in one exercise, as a table that renews itself whenever an item is checked in this kernel."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import checks, course
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import tag
from ops2pm.ui.navigation import notebook_link


class Results(Panel):
    """Each item of an exercise with its result, and how many are right of each track."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.items = checks.checks_of(number)
        super().__init__()
        for item in self.items:
            session.listen(f"{checks.SECTION}/{item.id}", self.renew)

    def body(self) -> Markup:
        """The table with a button that looks again."""
        return tag(
            "section",
            tag("p", "Your results so far", class_="o2p-kicker"),
            tag("div", self._table(), data_id="table"),
            tag("button", "Look again", type="button", data_name="look", class_="o2p-plain"),
            self._onward(),
            aria_label=f"Your results in exercise {self.number}",
        )

    def _onward(self) -> Markup:
        """The way to the next lesson, and to the board."""
        following = next((each for each in course.LESSONS if each.number > self.number), None)
        board = ["Your progress is at the end of ", notebook_link(course.lesson("00"), "lesson 00"), "."]
        onward = ["Go on with ", notebook_link(following), ". "] if following else []
        return tag("p", onward, board, class_="o2p-actions")

    def _table(self) -> Markup:
        # Markup, because a Report escapes what it shows.
        return Markup(checks.overview(self.number)._repr_mimebundle_()["text/html"])

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Look again: another notebook, or another cell, may have changed something."""
        self.patch("table", html=str(self._table()))

    def description(self) -> str:
        """The items, without their results: those change, and are seen where the notebook runs."""
        lines = [f"  {item.id:<6}{item.title}" for item in self.items]
        return "\n".join([f"Your results in exercise {self.number}. Run this notebook to see them.", *lines])

    def still(self) -> dict[str, Any]:
        """A line that says what appears here."""
        return {"text/html": str(tag("p", "Run this notebook, and your results appear here."))}


def results(number: str) -> Results:
    """The results in the exercise of lesson `number` ("04"); see Results."""
    return Results(number)


def _tell(check_id: str) -> None:
    """Pass on to the panels of this kernel what the checks, which know no panels, have checked."""
    session.tell(f"{checks.SECTION}/{check_id}")


checks.followers.append(_tell)
