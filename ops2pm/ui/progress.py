"""The board in lesson 00: lessons and objectives done, artefacts kept, minutes left."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup

from ops2pm import course
from ops2pm.numbers import plural
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import join, tag
from ops2pm.ui.navigation import notebook_link
from ops2pm.workbook import WorkbookError


class Board(Panel):
    """What the workbook holds, lesson by lesson. It knows only what was done, never how well it was written."""

    def __init__(self) -> None:
        self._path = ""
        super().__init__()

    def body(self) -> Markup:
        """The board with a button that looks again."""
        return tag(
            "section",
            tag("p", "Your progress", class_="o2p-kicker"),
            tag("div", self._board(), data_id="board"),
            tag("button", "Look again", type="button", data_name="look", class_="o2p-plain"),
            tag("p", self._place(), class_="o2p-ask"),
            tag(
                "details",
                tag("summary", "Move your work to another computer"),
                tag("button", "Save a copy", type="button", data_name="copy", class_="o2p-plain"),
                tag(
                    "label",
                    tag("span", "A copy to bring in (its name in the folder my_work, or its whole path)"),
                    tag("input", type="text", data_name="path", data_id="path", data_enter="merge"),
                    class_="o2p-row",
                ),
                tag("button", "Bring it in", type="button", data_name="merge", class_="o2p-plain"),
                tag("p", data_id="moved", role="status"),
            ),
            aria_label="Progress",
        )

    def _place(self) -> str:
        try:
            path = session.workbook().path
        except WorkbookError as problem:
            return str(problem)
        return f"Kept on this computer only, in {path.parent.name}/{path.name}."

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Read the workbook again, for another notebook may have written; save a copy; bring one in."""
        if name == "path":
            self._path = str(value)
            self.note("path", value=value)
            return
        if name in ("copy", "merge"):
            try:
                self.patch("moved", text=self._copy() if name == "copy" else self._merge())
            except WorkbookError as problem:
                self.patch("moved", text=str(problem))
        self.patch("board", html=str(self._board()))

    def _copy(self) -> str:
        if not session.workbook().path.exists():
            return "There is nothing to copy yet."
        path = session.workbook().export(session.workbook().home / f"copy-{date.today().isoformat()}.json")
        return f"Saved as {path.name} in the folder {path.parent.name}. Take that file with you."

    def _merge(self) -> str:
        if not self._path.strip():
            return "Type the name of the file first."
        return str(session.workbook().merge(session.workbook().home / self._path.strip()))

    def _board(self) -> Markup:
        now = course.progress(session.has)
        summary = tag(
            "p",
            tag("strong", f"{now.done} of {now.total}"),
            " objectives met, ",
            tag("strong", f"{now.artefacts_kept}"),
            f" {plural(now.artefacts_kept, 'artefact')} kept, about ",
            tag("strong", f"{now.minutes_left} minutes"),
            " left.",
        )
        return join([summary, *map(self._lesson, now.lessons)])

    def _lesson(self, row: course.LessonProgress) -> Markup:
        objectives = [
            tag(
                "li",
                tag("strong", "Met: " if met else "Open: "),
                objective.text,
                class_="o2p-met" if met else "o2p-open",
            )
            for objective, met in zip(row.lesson.objectives, row.met, strict=True)
        ]
        kept = " ".join(
            f"{one.title}: {'kept' if one in row.kept else 'not kept yet'}." for one in row.lesson.artefacts
        )
        return tag(
            "div",
            tag(
                "div",
                notebook_link(row.lesson),
                tag(
                    "span",
                    f"{row.done} of {row.total} objectives, about {row.minutes_left} min left",
                    class_="o2p-quiet",
                ),
                class_="o2p-row",
            ),
            tag(
                "div",
                tag("div", style=f"width: {100 * row.done / row.total:.0f}%"),
                class_="o2p-bar",
                role="img",
                aria_label=f"{row.done} of {row.total} objectives met",
            ),
            tag("ul", objectives, class_="o2p-objectives"),
            tag("p", kept, class_="o2p-ask"),
            class_="o2p-lesson",
        )

    def description(self) -> str:
        """The lessons that are on the board."""
        lessons = [f"  {lesson.number} {lesson.title}" for lesson in course.LESSONS]
        return "\n".join(["Your progress, lesson by lesson. Run this notebook to see it.", *lessons])

    def still(self) -> dict[str, Any]:
        """A line that says what appears here."""
        return {"text/html": str(tag("p", "Run this notebook, and your progress appears here."))}


def progress() -> Board:
    """The progress board; see Board."""
    return Board()
