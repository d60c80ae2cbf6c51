"""The top of a lesson: what you can do afterwards, what the workbook has to say, and whether the page is awake."""

from __future__ import annotations

import os
from typing import Any

from IPython.display import display
from markupsafe import Markup

from ops2pm import course
from ops2pm.ui import session
from ops2pm.ui.live import HERE, Panel
from ops2pm.ui.markup import sentence, tag
from ops2pm.ui.say import Text
from ops2pm.workbook import WorkbookError

# A panel whose kernel is gone shows "Error displaying widget: model not found". The card's style says it kindly.
ASLEEP = """
.jp-OutputArea-output.jupyter-widgets:not(:has(*)) { font-size: 0; }
.jp-OutputArea-output.jupyter-widgets:not(:has(*))::after {
  content: "This panel is asleep. Choose Run, then Run All Cells, and it wakes up. What you kept is safe.";
  font-size: 0.9rem; font-style: italic;
}
"""


OTHER_DATA = (
    "OPS2PM_DATA names another data folder. What this lesson says without computing it is true of the course's own "
    "data, and may be wrong here."
)


class Awake(Panel):
    """Says that the lesson runs. Its still, which stands there before anything ran, says the opposite."""

    def __init__(self, notices: list[str]) -> None:
        self.notices = notices
        super().__init__()

    def body(self) -> Markup:
        """The good news, and what the workbook has to say."""
        return tag(
            "section",
            tag("p", tag("strong", "It works."), " Every panel below is live now."),
            [tag("p", tag("strong", "Please note: "), notice) for notice in self.notices],
            aria_label="This lesson",
        )

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Nothing here can be pressed."""

    def description(self) -> str:
        """What stands here before anything ran."""
        return "Not started yet. Choose Run, then Run All Cells; the buttons and sliders appear then."

    def still(self) -> dict[str, Any]:
        """The same, as HTML."""
        return {"text/html": str(tag("p", tag("strong", self.description())))}


def card(number: str) -> Text:
    """What the lesson teaches, with the course's style for every output that isn't a panel."""
    this = course.lesson(number)
    objectives = [objective.text for objective in this.objectives]
    html = tag(
        "div",
        tag("style", Markup((HERE / "live.css").read_text(encoding="utf-8") + ASLEEP)),
        tag("p", tag("strong", "After this lesson you can:")),
        tag("ul", [tag("li", text) for text in objectives]),
        class_="o2p-text",
    )
    return Text(html, "\n  ".join([f"Lesson {this.number}, {sentence(this.title)} After it you can:", *objectives]))


def lesson(number: str) -> Awake:
    """Show the card of a lesson; return its sign of life."""
    display(card(number))
    return Awake(_notices())


def _notices() -> list[str]:
    other = [OTHER_DATA] if os.environ.get("OPS2PM_DATA") else []
    try:
        return [*other, *session.workbook().notices()]
    except WorkbookError as problem:
        return [*other, str(problem)]
