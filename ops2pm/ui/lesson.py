"""The card at the top of a lesson: what it builds on, what you can do afterwards, what the workbook has to say."""

from __future__ import annotations

from markupsafe import Markup

from ops2pm import course
from ops2pm.ui import session
from ops2pm.ui.live import HERE
from ops2pm.ui.markup import tag
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


def lesson(number: str) -> Text:
    """The card of a lesson, with the course's style for every output that isn't a panel."""
    this = course.lesson(number)
    objectives = [objective.text for objective in this.objectives]
    notices = _notices()
    card = tag(
        "div",
        tag("style", Markup((HERE / "live.css").read_text(encoding="utf-8") + ASLEEP)),
        [tag("p", tag("strong", "Please note: "), notice) for notice in notices],
        tag("p", tag("strong", "It works."), " Every panel below is live now. After this lesson you can:"),
        tag("ul", [tag("li", text) for text in objectives]),
        class_="o2p-text o2p-card",
    )
    words = [*notices, f"Lesson {this.number}, {this.title}. After this lesson you can:", *objectives]
    return Text(card, "\n  ".join(words))


def _notices() -> list[str]:
    try:
        return session.workbook().notices()
    except WorkbookError as problem:
        return [str(problem)]
