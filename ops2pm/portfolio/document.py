"""The portfolio as a value: everything that a page or a text says, before it is a page or a text."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True)
class Row:
    """One point of a case: a label ("" for none), paragraphs, and a list beneath them."""

    label: str
    text: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """The one number of a case, as it is printed, and what it counts, of how many."""

    value: str
    what: str


@dataclass(frozen=True)
class Chart:
    """A picture of the reader's own numbers, with a description and the numbers as a table.

    svg: an <svg> element with its own <title> and <desc>; its colours are the classes of site.css or currentColor
    head, rows: the table, the first column of which names its row
    simulated: whether the numbers come from simulated data, which is then said beside it
    name: what the ids of its elements begin with; one of its own among all charts, and without a word that may be
        private
    """

    title: str
    description: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    simulated: bool = False
    name: str = field(default="chart", metadata={"fixed": True})


@dataclass(frozen=True)
class Case:
    """One artefact as a reader of the portfolio meets it.

    key: the artefact's, which is never shown; names of files are made of it
    kind: what it is, in words of no course ("The problem"); headline: the sentence that matters
    recomputed: the numbers that follow from others and do ("the total"); what is complete isn't listed
    source: a sentence on where numbers come from that the course gave; "" where it gave none
    kept_on: the day the version was kept ("30 November 2026"); kept_when: what to know of that day, "" for nothing
    group: beneath which heading the front page may show it; "" for none
    """

    key: str = field(metadata={"fixed": True})
    kind: str
    headline: str
    figure: Figure | None
    rows: tuple[Row, ...]
    charts: tuple[Chart, ...]
    recomputed: tuple[str, ...]
    source: str
    kept_on: str
    kept_when: str = ""
    group: str = field(default="", metadata={"fixed": True})

    @property
    def about_numbers(self) -> str:
        """One quiet line: which sums were done again, where numbers come from, and when it was kept."""
        again = f"Recomputed from the numbers given: {', '.join(self.recomputed)}." if self.recomputed else ""
        counts = "Counts are the author's own." if self.recomputed else ""
        kept = ", ".join(filter(None, [f"Kept on {self.kept_on}", self.kept_when]))
        return " ".join(filter(None, [again, counts, self.source, f"{kept}."]))


@dataclass(frozen=True)
class Portfolio:
    """The front page and the cases, in order."""

    name: str
    title: str
    contact: str
    note: str
    pitch: tuple[str, ...]
    cases: tuple[Case, ...]
