"""A table of words and ranges that can also be pasted in, and taken along, as CSV. A control of a lab."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from ops2pm.models.targets import Column, CsvProblem, parse_csv, write_csv
from ops2pm.numbers import short
from ops2pm.ui.controls import Patches
from ops2pm.ui.grid import Cell, Grid
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
class Sheet(Grid):
    """A grid in which some columns hold words. Its value is a dict: (row, column) -> str, or Range.

    texts: keys of the columns that hold words; the first of them names the row, and a row without it is empty
    blanks: column -> what an empty cell means, as one would type it
    units: column -> words that may follow its number
    filename: what a saved file is called
    """

    texts: tuple[str, ...] = ()
    blanks: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filename: str = "list.csv"

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
            written = " ".join("".join(one if one.isprintable() else " " for one in str(raw)).split())
            if len(written) > LONGEST:
                raise ValueError(f"{self._called(cell)}: {LONGEST} characters fit, and this has {len(written):,}.")
            return written
        written = str(raw).strip()
        if not written and cell[1] in self.blanks:
            return super().read(cell, self.blanks[cell[1]])
        if LIKE_A_DAY.fullmatch(written[:LONGEST]):
            raise ValueError(
                f"{self._called(cell)}: “{written}” is a day. Excel makes days of ranges such as 7-9: write 7–8–9 or "
                "7 to 9, or make the column text first."
            )
        return super().read(cell, self._as_range(cell[1], written))

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
        """The table that a CSV holds, its other rows empty; CsvProblem in one sentence, with row and column."""
        found = self.empty()
        for (row, _), (number, cells) in zip(self.rows, parse_csv(text, self.csv_columns), strict=False):
            for column, label in self.columns:
                try:
                    found[row, column] = self.read((row, column), cells.get(column, ""))
                except ValueError as problem:
                    told = str(problem).removeprefix(f"{self._called((row, column))}: ")
                    raise CsvProblem(f"Row {number}, column “{label}”: {told}{_quoting(cells[column], told)}") from None
        return found

    def to_csv(self, value: Mapping[Cell, Any]) -> str:
        """The rows that have a name, as CSV."""
        return write_csv(
            [{column: str(value[row, column]) for column, _ in self.columns} for row in self.named(value)],
            self.csv_columns,
        )

    def empty(self) -> dict[Cell, Any]:
        """A table in which nothing is filled in."""
        return {cell: self.read(cell, "") for cell in self.cells}

    def named(self, value: Mapping[Cell, Any]) -> list[str]:
        """The keys of the rows that have a name, in order."""
        return [row for row, _ in self.rows if value[row, self.texts[0]]]

    def typed_into(self, name: str) -> str:
        """The cell or the pasted list; "" for the button."""
        return "" if name == self.emptied else name

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

    def outgoing(self, value: Mapping[Cell, Any]) -> Patches:
        """Sets the list to take along."""
        return {f"{self.name}-out": {"text": self.to_csv(value)}}

    def html(self, value: dict[Cell, Any]) -> Markup:
        """The table, and beneath it the ways in and out."""
        return tag("div", super().html(value), self._ways(value), class_="o2p-sheet")

    def _look(self, cell: Cell) -> str | None:
        return "o2p-words-cell" if cell[1] in self.texts else None

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


def _quoting(written: str, told: str) -> str:
    """What was read, where the message doesn't say it yet."""
    if f"“{written}”" in told:
        return ""
    cut = written if len(written) <= LONGEST_QUOTED else f"{written[:LONGEST_QUOTED]}…"
    return f" What was read: “{cut}”."
