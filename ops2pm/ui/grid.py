"""A table one can type into: a number, or a range such as 2–3–5, in each cell. A control of a lab."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from markupsafe import Markup

from ops2pm.numbers import LONGEST_RANGE, Range, bare, parse_number, parse_range, short
from ops2pm.ui.controls import Patches, framed
from ops2pm.ui.markup import tag

Cell = tuple[str, str]
"""Key of the row, key of the column."""
# Two or three numbers, parted by what parts no range.
LISTED = re.compile(r"(\d+(?:\.\d+)?)(?:[,;/\s]+(\d+(?:\.\d+)?))?[,;/\s]+(\d+(?:\.\d+)?)")
# After a comma and a space comes another number, no decimal.
COMMA_AND_SPACE = re.compile(r"\d[,;]\s")


@dataclass(frozen=True)
class Grid:
    """Rows and columns of numbers. Its value is a dict: (row, column) -> Range, or int where cells are counts.

    rows, columns: (key, label) pairs; a key has no full stop
    start: (row, column) -> what the cell holds at first, as one would type it
    kind: "range" (low–base–high, low–high, or one number) or "count" (a whole number)
    low, high: what a cell may hold
    limits: column -> its own low and high, where they differ
    corner: what the rows are, above their labels
    wide: it stands under the figure; a narrow one may stand among the other controls
    """

    name: str
    label: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    start: Mapping[Cell, str]
    kind: Literal["range", "count"] = "range"
    low: float = 0
    high: float = 10
    question: str = ""
    corner: str = ""
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    wide: bool = True
    settles = True
    each_on_a_line: ClassVar[bool] = False

    @property
    def value(self) -> dict[Cell, Any]:
        """What it holds at first."""
        return {cell: self.read(cell, self.start[cell]) for cell in self.cells}

    @property
    def cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return [(row, column) for row, _ in self.rows for column, _ in self.columns]

    @property
    def names(self) -> Sequence[str]:
        """One a cell: the grid's name, the row's key, the column's."""
        return [self._name(cell) for cell in self.cells]

    @property
    def fills(self) -> frozenset[str]:
        """None: each cell sets itself."""
        return frozenset()

    def ends(self, column: str) -> tuple[float, float]:
        """The lowest and the highest a cell of this column may hold."""
        return self.limits.get(column, (self.low, self.high))

    def sweep(self) -> list[str]:
        """What is worth typing into any cell: the ends, what the others hold and, for ranges, each way to write one."""
        ways = ["1-2", "1–2–3"] if self.kind == "range" else []
        ends = [short(end) for column, _ in self.columns for end in self.ends(column)]
        return list(dict.fromkeys([*ends, *self.start.values(), *ways]))

    def read(self, cell: Cell, raw: object) -> Range | int:
        """What a cell means; ValueError with a sentence that names the cell."""
        return self._count(cell, raw) if self.kind == "count" else self._range(cell, raw)

    def _count(self, cell: Cell, raw: object) -> int:
        number = parse_number(bare(raw, self._unit(cell)))
        low, high = self.ends(cell[1])
        if number is None or number % 1 or not low <= number <= high:
            raise ValueError(f"{self._called(cell)}: type a whole number from {low:,.0f} to {high:,.0f}.")
        return int(number)

    def _range(self, cell: Cell, raw: object) -> Range:
        written = bare(raw, self._unit(cell))
        found = None if COMMA_AND_SPACE.search(written[:LONGEST_RANGE]) else parse_range(written)
        low, high = self.ends(cell[1])
        if found is None or not low <= found.low <= found.high <= high:
            raise ValueError(
                f"{self._called(cell)}: type a number from {low:,.10g} to {high:,.10g}, or a range with "
                f"the lowest first, such as {with_dashes(written) or '2–5 or 2–3–5'}."
            )
        return found

    def _unit(self, cell: Cell) -> str:
        """What the column's heading says of its unit, or the row's: only a per cent sign matters."""
        return f"{dict(self.columns)[cell[1]]} {dict(self.rows)[cell[0]]}"

    def parse(self, raw: object) -> dict[Cell, Any]:
        """A value from texts: "row.column" (or a cell) -> text; a cell left out is as at first."""
        if not isinstance(raw, Mapping):
            raise ValueError("Give the cells by row and column.")
        given = {tuple(key.split(".")) if isinstance(key, str) else key: text for key, text in raw.items()}
        return {cell: self.read(cell, given.get(cell, self.start[cell])) for cell in self.cells}

    def take(self, value: dict[Cell, Any], name: str, raw: object) -> dict[Cell, Any]:
        """The value with one cell changed; ValueError with a sentence when that can't be."""
        _, row, column = name.split(".")
        cell = row, column
        try:
            return {**value, cell: self.read(cell, raw)}
        except ValueError as problem:
            raise ValueError(f"{problem} Until then {self._counting(value[cell])} counts.") from None

    def _counting(self, content: Any) -> str:
        """What a cell holds, as a sentence says it."""
        return f"{content:,}" if self.kind == "count" else str(content)

    def stored(self, value: dict[Cell, Any]) -> dict[str, str]:
        """Each cell as a text, by its name."""
        return {self._name(cell): str(content) for cell, content in value.items()}

    def typed_into(self, name: str) -> str:
        """The cell itself."""
        return name

    def told_at(self, name: str) -> str:
        """Beneath the table."""
        return f"{self.name}-problem"

    def unread(self, name: str, raw: object) -> dict[str, str]:
        """None: what can't be read changes nothing."""
        return {}

    def html(self, value: dict[Cell, Any]) -> Markup:
        """The table, a text field in each cell."""
        heads = [tag("th", self.corner, scope="col"), *(tag("th", label, scope="col") for _, label in self.columns)]
        body = [
            tag(
                "tr",
                tag("th", label, scope="row"),
                [tag("td", self._field((row, key), value[row, key])) for key, _ in self.columns],
            )
            for row, label in self.rows
        ]
        table = tag(
            "table", tag("caption", tag("span", self.label)), tag("thead", tag("tr", heads)), tag("tbody", body)
        )
        return framed(self, tag("div", table, class_="o2p-grid"))

    def _field(self, cell: Cell, content: Range | int) -> Markup:
        return tag(
            "input",
            type="text",
            inputmode="decimal" if self.kind == "count" else None,
            aria_label=self._called(cell),
            value=str(content),
            placeholder=self._when_empty(cell),
            data_name=self._name(cell),
            data_id=self._name(cell),
            autocomplete="off",
            class_=self._look(cell),
        )

    def _when_empty(self, cell: Cell) -> str | None:
        """What stands in the cell's field while it is empty, if anything does."""
        return None

    def _look(self, cell: Cell) -> str | None:
        """A class of the cell's field, if it has one."""
        return None

    def patches(self, value: dict[Cell, Any]) -> Patches:
        """Sets every cell."""
        return {name: {"value": text} for name, text in self.stored(value).items()}

    def _name(self, cell: Cell) -> str:
        return ".".join((self.name, *cell))

    def _called(self, cell: Cell) -> str:
        return f"{dict(self.rows)[cell[0]]}, {dict(self.columns)[cell[1]]}"


def with_dashes(written: str) -> str:
    """5, 10, 20 as the range that was meant, 5–10–20; "" where there is none in it."""
    found = LISTED.fullmatch(written) if len(written) <= LONGEST_RANGE else None
    meant = "–".join(filter(None, found.groups())) if found else ""
    return meant if parse_range(meant) else ""
