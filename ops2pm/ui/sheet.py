"""A table of words and ranges that can also be pasted in, and taken along, as CSV. A control of a lab."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

from markupsafe import Markup

from ops2pm.models.targets import LONGEST_TEXT, Column, CsvProblem, read_csv, write_csv
from ops2pm.numbers import Range, short
from ops2pm.ui.controls import Patches
from ops2pm.ui.grid import Cell, Grid, with_dashes
from ops2pm.ui.markup import tag

LONGEST_FILE = 200_000
"""Bytes of a chosen file that are read; no list of the course is longer."""
LONGEST_QUOTED = 30
"""Characters of a cell that can't be read, as a message quotes them."""
LONGEST = 80
"""Characters of a cell with words."""
# Between the numbers of a range people also put two points, a slash, or a dash that a file's code page has lost.
PARTED = re.compile(r"(?<=\d)\s*(?:\.{2,3}|…|/|\ufffd)\s*(?=\d)")
# What Excel makes of 7-9: a day, with its month as a word or with points.
LIKE_A_DAY = re.compile(
    r"\d{1,4}[-./ ]+(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?(?:[-./ ]+\d{2,4})?"
    r"|(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?[-./ ]+\d{1,4}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Assumed(Range):
    """What counts for an empty cell."""

    def __str__(self) -> str:
        """As it is typed: not at all."""
        return ""


@dataclass(frozen=True)
class Sheet(Grid):
    """A grid in which some columns hold words. Its value is a dict: (row, column) -> str, or Range; Assumed where a
    cell is empty.

    texts: keys of the columns that hold words; the first of them names the row, and a row without it is empty
    blanks: column -> what an empty cell means, as one would type it
    units: column -> words that may follow its number
    filename: what a saved file is called
    """

    texts: tuple[str, ...] = ()
    blanks: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filename: str = "list.csv"
    each_on_a_line: ClassVar[bool] = True

    @property
    def pasted(self) -> str:
        """The name under which a pasted list is reported."""
        return f"{self.name}.csv"

    @property
    def emptied(self) -> str:
        """The name of the button that empties the table."""
        return f"{self.name}.empty"

    @property
    def names(self) -> Sequence[str]:
        """Those of the cells, of the pasted list and of the button that empties the table."""
        return [*super().names, self.pasted, self.emptied]

    @property
    def fills(self) -> frozenset[str]:
        """Names that set the whole table when they are reported."""
        return frozenset([self.pasted, self.emptied])

    @property
    def csv_columns(self) -> tuple[Column, ...]:
        """The columns as a CSV has them."""
        return tuple(Column(key, label, needed=key == self.texts[0]) for key, label in self.columns)

    def read(self, cell: Cell, raw: object) -> Any:
        """What a cell means; ValueError with a sentence that names the cell."""
        if cell[1] in self.texts:
            written = " ".join(_printable(str(raw)).split())
            if len(written) > LONGEST:
                raise ValueError(f"{self._called(cell)}: {LONGEST} characters fit, and this has {len(written):,}.")
            return written
        written = str(raw).strip()
        if not written and cell[1] in self.blanks:
            meant = super().read(cell, self.blanks[cell[1]])
            assert isinstance(meant, Range)
            return Assumed(meant.low, meant.base, meant.high)
        if LIKE_A_DAY.fullmatch(written[:LONGEST]):
            raise ValueError(
                f"{self._called(cell)}: “{written}” is a day. Excel makes days of ranges such as 7-9: write 7–8–9 or "
                "7 to 9, or make the column text first."
            )
        try:
            return super().read(cell, self._as_range(cell[1], written))
        except ValueError:
            low, high = map(short, self.ends(cell[1]))
            cut = written if len(written) <= LONGEST_QUOTED else f"{written[:LONGEST_QUOTED]}…"
            raise ValueError(
                f"{self._called(cell)}: “{cut}” is no number from {low} to {high}, and no range such as "
                f"{with_dashes(written) or '2–5 or 2–3–5'}."
            ) from None

    def _as_range(self, column: str, written: str) -> str:
        """A number or a range as a grid reads it: 2..5, 2/3/5 and, in a column of hours, 2 h too."""
        if len(written) > LONGEST:
            return written
        for unit in self.units.get(column, ()):
            if written.casefold().endswith(unit) and written[: -len(unit)].rstrip()[-1:].isdigit():
                written = written[: -len(unit)].rstrip()
                break
        return PARTED.sub("–", written)

    def take(self, value: dict[Cell, Any], name: str, raw: object) -> dict[Cell, Any]:
        """The value with one cell changed, or with a pasted list in place of it; ValueError with a sentence."""
        if name == self.emptied:
            return self.empty()
        if name != self.pasted:
            return super().take(value, name, raw)
        return self.from_csv(str(raw)) if str(raw).strip() else value

    def from_csv(self, text: str) -> dict[Cell, Any]:
        """The table that a CSV holds, its other rows empty, and so the cells that can't be read: `unread` has those.

        CsvProblem where the list can't be taken as it is; then it names the cells too.
        """
        found = self.empty()
        for cell, written in self._cells_of(text).items():
            with suppress(ValueError):
                found[cell] = self.read(cell, written)
        return found

    def unread(self, name: str, raw: object) -> dict[str, str]:
        """The texts of a pasted list that are no number or range, or too long, by the names of their cells."""
        if name != self.pasted or not str(raw).strip():
            return {}
        return {
            self._name(cell): written
            for cell, written in self._cells_of(str(raw)).items()
            if self._wrong(cell, written)
        }

    def _cells_of(self, text: str) -> dict[Cell, str]:
        """The texts of a list by the cells that they go into."""
        rows, problems = read_csv(text, self.csv_columns)
        if problems:
            first = self.rows[0][0]  # of a list that may have too many rows any will do: the message names its own
            labels = dict(self.columns)
            cells = [
                f"Row {number}, column “{labels[column]}”: {wrong}"
                for number, row in rows
                for column, written in row.items()
                if len(written) <= LONGEST_TEXT and (wrong := self._wrong((first, column), written))
            ]
            raise CsvProblem(*(told for _, told in problems), *cells)
        return {
            (row, column): cells.get(column, "")
            for (row, _), (_, cells) in zip(self.rows, rows, strict=False)
            for column, _ in self.columns
        }

    def _wrong(self, cell: Cell, written: str) -> str:
        """What is wrong in a text for a cell, without the cell's name; "" where it can be read."""
        try:
            self.read(cell, written)
        except ValueError as problem:
            return str(problem).removeprefix(f"{self._called(cell)}: ")
        return ""

    def to_csv(self, value: Mapping[Cell, Any], unread: Mapping[str, str] | None = None) -> str:
        """The rows that have a name, as CSV. unread: texts by the names of their cells, which go out as they are."""
        typed = {name: " ".join(_printable(text).split()) for name, text in (unread or {}).items()}
        rows = [
            {column: typed.get(self._name((row, column)), str(value[row, column])) for column, _ in self.columns}
            for row, _ in self.rows
        ]
        return write_csv([row for row in rows if row[self.texts[0]]], self.csv_columns)

    def empty(self) -> dict[Cell, Any]:
        """A table in which nothing is filled in."""
        return {cell: self.read(cell, "") for cell in self.cells}

    def named(self, value: Mapping[Cell, Any]) -> list[str]:
        """The keys of the rows that have a name, in order."""
        return [row for row, _ in self.rows if value[row, self.texts[0]]]

    def typed_into(self, name: str) -> str:
        """The cell or the pasted list; "" for the button."""
        return "" if name == self.emptied else name

    def told_at(self, name: str) -> str:
        """Beneath the table or, of a pasted list, beneath the box that it was pasted into."""
        return f"{self.pasted}-problem" if name == self.pasted else super().told_at(name)

    def sweep(self) -> list[str]:
        """What is worth typing into any cell: the ends, the first row's cells, each way to write a range, nothing."""
        ends = [short(end) for column, _ in self.columns for end in self.ends(column)]
        first = [self.start[cell] for cell in self.cells if cell[0] == self.rows[0][0]]
        return list(dict.fromkeys([*ends, *first, "1-2", "1–2–3", ""]))

    def stored(self, value: dict[Cell, Any]) -> dict[str, str]:
        """Each cell as a text, by its name."""
        return {self._name(cell): str(value[cell]) for cell in self.cells} | {self.pasted: ""}

    def patches(self, value: dict[Cell, Any]) -> Patches:
        """Sets every cell, and the list to take along."""
        cells: Patches = {self._name(cell): {"value": str(value[cell])} for cell in self.cells}
        return cells | self.outgoing(value)

    def outgoing(self, value: Mapping[Cell, Any], unread: Mapping[str, str] | None = None) -> Patches:
        """Sets the list to take along."""
        return {f"{self.name}-out": {"text": self.to_csv(value, unread)}}

    def html(self, value: dict[Cell, Any]) -> Markup:
        """The table, and beneath it the ways in and out."""
        return tag("div", super().html(value), self._ways(value), class_="o2p-sheet")

    def _look(self, cell: Cell) -> str | None:
        return "o2p-words-cell" if cell[1] in self.texts else None

    def _when_empty(self, cell: Cell) -> str | None:
        # A blank for the name: by it the style knows an empty row, and shows nothing there that would count.
        return " " if cell[1] == self.texts[0] else self.blanks.get(cell[1])

    def _counting(self, content: Any) -> str:
        return Range.__str__(content) if isinstance(content, Range) else f"“{content}”" if content else "an empty cell"

    def _ways(self, value: Mapping[Cell, Any]) -> Markup:
        empty = tag("button", "Start with an empty table", type="button", data_name=self.emptied, class_="o2p-plain")
        bring = tag(
            "details",
            tag("summary", "Bring a list in as CSV"),
            tag(
                "label",
                tag("span", f"Paste it here. It takes the place of the table, {len(self.rows)} rows at most.",
                    class_="o2p-label"),
                tag("textarea", rows=4, data_name=self.pasted, data_id=self.pasted, spellcheck="false"),
            ),
            tag(
                "label",
                tag("span", "Or choose a file", class_="o2p-label"),
                tag(
                    "input",
                    type="file",
                    accept=".csv,.txt,.tsv,text/csv",
                    data_into=self.pasted,
                    data_limit=LONGEST_FILE,
                ),
            ),
            tag("p", data_id=self.told_at(self.pasted), class_="o2p-problem", role="status", hidden=True),
        )  # fmt: skip
        out = f"{self.name}-out"
        along = tag(
            "details",
            tag("summary", "Take the list along as CSV"),
            tag("pre", self.to_csv(value), data_id=out, class_="o2p-csv", tabindex="0", aria_label="The list as CSV"),
            tag(
                "div",
                tag("button", "Copy the text", type="button", data_copy=out, class_="o2p-plain"),
                tag("button", "Save as a file", type="button", data_save=out, value=self.filename, class_="o2p-plain"),
                tag("span", data_id="copied", role="status", class_="o2p-ask"),
                class_="o2p-row o2p-actions",
            ),
        )
        return tag("div", empty, bring, along, class_="o2p-ways")


def _printable(text: str) -> str:
    """A text with blanks in place of what nobody can see."""
    return "".join(one if one.isprintable() else " " for one in text)
