"""The searchable table "You know X in ops; the PM version is Y; here the analogy breaks"."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import course
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import tag


class Analogies(Panel):
    """All pairs, and a search box that leaves those which contain every word typed."""

    def __init__(self) -> None:
        self.pairs = course.analogies()
        super().__init__()

    def body(self) -> Markup:
        """The search box and the table."""
        head = tag(
            "tr",
            [
                tag("th", text, scope="col")
                for text in ("You know", "In product", "What carries over", "Where it breaks")
            ],
        )
        return tag(
            "section",
            tag("p", "Look it up", class_="o2p-kicker"),
            tag("h3", "You know this in operations"),
            tag(
                "label",
                tag("span", "Search", class_="o2p-label"),
                tag(
                    "input",
                    type="text",
                    data_name="search",
                    data_id="search",
                    placeholder="a word, such as queue or SLA",
                ),
                tag("span", self._count(""), data_id="count", class_="o2p-quiet", role="status"),
                class_="o2p-row",
            ),
            tag(
                "div",
                tag("table", tag("thead", head), tag("tbody", [self._row(pair) for pair in self.pairs])),
                class_="o2p-scroll",
                tabindex="0",
                role="region",
                aria_label="Pairs of terms",
            ),
            aria_label="Table of terms",
        )

    @staticmethod
    def _row(pair: course.Analogy) -> Markup:
        cells = [tag("td", text) for text in (pair.pm, pair.same, pair.breaks)]
        return tag("tr", tag("th", pair.ops, scope="row"), cells, data_id=f"pair-{pair.id}")

    def _found(self, text: str) -> list[str]:
        words = text.casefold().split()
        return [
            pair.id
            for pair in self.pairs
            if all(word in f"{pair.ops} {pair.pm} {pair.same} {pair.breaks}".casefold() for word in words)
        ]

    def _count(self, text: str) -> str:
        found = len(self._found(text))
        return (
            f"{found} of {len(self.pairs)} pairs"
            if found
            else "No pair has that word. Try queue, shift, escalation or bottleneck."
        )

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Leave the rows that contain every word."""
        self.note("search", value=value)
        found = set(self._found(str(value)))
        for pair in self.pairs:
            self.patch(f"pair-{pair.id}", hidden=pair.id not in found)
        self.patch("count", text=self._count(str(value)))

    def description(self) -> str:
        """The pairs, one a line."""
        return "\n".join(f"{pair.ops} -> {pair.pm}. Breaks: {' '.join(pair.breaks.split())}" for pair in self.pairs)

    def still(self) -> dict[str, Any]:
        """The whole table."""
        head = tag(
            "tr", [tag("th", text) for text in ("You know", "In product", "What carries over", "Where it breaks")]
        )
        return {
            "text/html": str(tag("table", tag("thead", head), tag("tbody", [self._row(pair) for pair in self.pairs])))
        }


def analogies() -> Analogies:
    """The searchable table of pairs; see Analogies."""
    return Analogies()
