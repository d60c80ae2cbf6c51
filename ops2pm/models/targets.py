"""Where to aim: targets scored on reasons, how sure their order is, which reasons are one reason, and a plan by week.

The scores are weighed as the doors of lesson 01 are (models.doors). A list travels as CSV: `parse_csv` reads what
spreadsheets write, `write_csv` writes what they open without running it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ops2pm.models import doors
from ops2pm.models.doors import Flip
from ops2pm.models.ranges import Ranges, top_shares, triangular

FIRST = 3
"""Targets that one begins with: the top that the chances are about, where there are more targets than these."""
ROLLS = 40_000
"""Rolls behind a chance: its standard error is a quarter of a per cent at most, so two per cent are a difference."""
SEED = 20260101
SELDOM = 0.05
"""A chance to be among the first below which a first step waits until the others are done."""
ALIKE = 0.8
"""A correlation from which two reasons are called one."""
LEAST_ALIKE = 4
"""Targets from which a correlation is worth telling."""
LONGEST_CSV = 100_000
"""Characters of a CSV that are read."""
MOST_ROWS = 10
LONGEST_TEXT = 200
MOST_TOLD = 5
"""Mistakes of a list that are named at once."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""


# -- Scores -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranking:
    """Targets weighed by their reasons.

    points: shape (targets,), weighted mean of the likely scores, in the scores' unit; NaN when every weight is 0
    order: places of the targets, best first; equals keep the list's order
    among: the top that the chances are about, see `among`
    top: shape (targets,), the chance to be among the first `among` when every score is rolled within its range
    flip: the smallest change of one weight that changes who leads, or None
    """

    points: np.ndarray
    order: tuple[int, ...]
    among: int
    top: np.ndarray
    flip: Flip | None

    @property
    def first(self) -> tuple[int, ...]:
        """The places of the first `among`."""
        return self.order[: self.among]


def among(number: int) -> int:
    """The top that chances are about: the best FIRST or, of so few targets that all would be in it, the best one."""
    return FIRST if number > FIRST else 1


def rank(scores: Ranges, weights: np.ndarray, most: float) -> Ranking:
    """Weigh the targets. scores: targets by reasons; weights: shape (reasons,), each from 0 to `most`."""
    points = doors.points(scores.base, weights)
    if not len(points) or np.isnan(points).any():
        return Ranking(points, (), among(len(points)), np.full(len(points), np.nan), None)
    order = tuple(int(place) for place in np.argsort(-np.round(points, 9), kind="stable"))
    best = among(len(points))
    top = top_shares(doors.points(_rolled(scores), weights), best)
    return Ranking(points, order, best, top, doors.flip(scores.base, weights, most))


def _rolled(scores: Ranges) -> np.ndarray:
    """Every score drawn from its range, independently: shape (ROLLS, targets, reasons)."""
    cells = zip(scores.low.flat, scores.base.flat, scores.high.flat, strict=True)
    each = np.stack(
        [_cell(place, float(low), float(base), float(high)) for place, (low, base, high) in enumerate(cells)]
    )
    return np.moveaxis(each.reshape(*scores.base.shape, ROLLS), -1, 0)


@lru_cache(maxsize=128)
def _cell(place: int, low: float, base: float, high: float) -> np.ndarray:
    """One score, rolled: shape (ROLLS,). Kept, since a reader changes one cell or one weight at a time.

    One roll falls into each ROLLS-th of the range's chances, in a drawn order: a Latin hypercube (McKay, Beckman and
    Conover, Technometrics 21, 1979), which strays less than rolls drawn freely.
    """
    dice = np.random.default_rng((SEED, place))
    uniform = (dice.permutation(ROLLS) + dice.random(ROLLS)) / ROLLS
    return triangular(Ranges.of([[(low, base, high)]]), uniform[:, None, None])[:, 0, 0]


def same_reason(base: np.ndarray) -> list[tuple[int, int, float]]:
    """Pairs of reasons that rise and fall together over the targets, the closest first: (reason, reason, correlation).

    base: shape (targets, reasons). Pearson's correlation, from ALIKE; a reason that is the same everywhere has none,
    and fewer than LEAST_ALIKE targets say nothing.
    """
    if len(base) < LEAST_ALIKE:
        return []
    found = []
    for one, other in zip(*np.triu_indices(base.shape[1], 1), strict=True):
        first, second = (base[:, each] - base[:, each].mean() for each in (one, other))
        size = math.sqrt(float(first @ first) * float(second @ second))
        if size > 0 and (together := float(first @ second) / size) >= ALIKE:
            found.append((int(one), int(other), together))
    return sorted(found, key=lambda pair: -pair[2])


# -- A plan by week -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """One first step in the plan: the target's place, and the weeks in which it begins and is done (the first is 1)."""

    target: int
    begins: int
    done: int


def plan(chances: Sequence[float], hours: Sequence[float], per_week: float) -> tuple[Planned, ...]:
    """First steps one after the other, the best chance for an hour first; equals keep the list's order.

    Targets below SELDOM come after all others, in the same order: a step that can't change with which targets one
    begins needn't come first because it is short. Among the others, that order makes the sum of chance × time of
    completion smallest (Smith, Naval Research Logistics Quarterly 3, 1956).
    chances: of each target to be among the first, 0 to 1; hours: its first step takes, above 0; per_week: hours there
    are, above 0. ValueError otherwise.
    """
    if len(chances) != len(hours):
        raise ValueError(f"Each target needs its chance and its hours; there are {len(chances)} and {len(hours)}.")
    if per_week <= 0 or any(each <= 0 for each in hours):
        raise ValueError("Hours are above 0, those of a step and those of a week.")
    places = range(len(chances))
    order = sorted(places, key=lambda at: (chances[at] < SELDOM, -round(chances[at] / hours[at], 9)))
    return one_by_one(order, hours, per_week)


def one_by_one(order: Sequence[int], hours: Sequence[float], per_week: float) -> tuple[Planned, ...]:
    """First steps in a given order. A step that is done when a week ends doesn't touch the next."""
    found, spent = [], 0.0
    for place in order:
        begins = math.floor(spent / per_week + 1e-9) + 1
        spent += hours[place]
        found.append(Planned(place, begins, math.ceil(spent / per_week - 1e-9)))
    return tuple(found)


# -- CSV ----------------------------------------------------------------------------------------------------


class CsvProblem(ValueError):
    """A list that can't be read: a sentence for each thing that is wrong, with row and column where there is one.

    Up to MOST_TOLD of them, each on a line of its own.
    """

    def __init__(self, *problems: str) -> None:
        more = len(problems) - MOST_TOLD
        last = [f"And {more} more like these."] if more > 0 else []
        super().__init__("\n".join([*problems[:MOST_TOLD], *last]))


@dataclass(frozen=True)
class Column:
    """A column of the list.

    heading: as it is written; also: other headings it may come under; needed: it must be there, with no two rows alike
    """

    key: str
    heading: str
    also: tuple[str, ...] = ()
    needed: bool = False


def parse_csv(text: str, columns: Sequence[Column]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a list, as `read_csv` finds them; CsvProblem where anything is wrong in them."""
    rows, problems = read_csv(text, columns)
    if problems:
        raise CsvProblem(*(told for _, told in problems))
    return rows


def read_csv(text: str, columns: Sequence[Column]) -> tuple[list[tuple[int, dict[str, str]]], list[tuple[int, str]]]:
    """The rows of a list: (number, cells by the columns' keys), what a row leaves out being ""; and what is wrong in
    them: (number, sentence).

    Commas, semicolons or tabs; a byte order mark, Excel's `sep=;` line, blank lines and columns in any order don't
    matter, and neither do columns that aren't ours. An apostrophe before a formula sign is taken off again. Rows are
    counted as a spreadsheet counts them: the heading is row 1. CsvProblem where there are no rows to be found.
    """
    if len(text) > LONGEST_CSV:
        raise CsvProblem(f"The list has {len(text):,} characters, and {LONGEST_CSV:,} are read at most.")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise CsvProblem("This is no text: save the list as CSV (UTF-8) in your spreadsheet first.")
    table = _table(text)
    if not table:
        raise CsvProblem("The list is empty: the first row names the columns.")
    (_, head), *body = table
    places = _places(head, columns)
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[tuple[int, str]] = []
    names: set[str] = set()
    for number, cells in body:
        if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
            told = (
                f"Row {number} has {len(cells)} cells, and the heading has {len(head)}: put a text with a separator in "
                "it into quotation marks."
            )
            problems.append((number, told))
            continue
        row = {key: _opened(cells[at]) if at < len(cells) else "" for key, at in places.items()}
        if any(row.values()):
            problems += [(number, told) for told in _wrong(row, number, columns, names)]
            rows.append((number, row))
    if len(rows) > MOST_ROWS:
        number, _ = rows[MOST_ROWS]
        told = f"the list has more than {MOST_ROWS} targets. Of its {len(rows)}, keep the {MOST_ROWS} you mean."
        problems.insert(0, (number, f"Row {number}: {told}"))
    if not rows and not problems:
        raise CsvProblem("The list has a heading and no rows beneath it.")
    return rows, problems


def _table(text: str) -> list[tuple[int, list[str]]]:
    """Rows that aren't blank, with their numbers."""
    lines = text.split("\n")
    skipped = 0
    separator = ""
    if lines and (named := lines[0].strip().lower()).startswith("sep=") and len(named) == 5:
        separator, skipped = lines[0].strip()[4], 1
    rest = "\n".join(lines[skipped:])
    if not separator:
        head = next((line for line in lines[skipped:] if line.strip()), "")
        separator = max(",;\t", key=lambda one: (head.count(one), one == ","))
    try:
        # The number is the row in the spreadsheet: a cell with a line break in it makes no second row.
        rows = list(csv.reader(io.StringIO(rest), delimiter=separator, strict=True))
    except csv.Error:
        raise CsvProblem("A quotation mark opens in the list and doesn't close: look for a single “\"”.") from None
    return [(number, cells) for number, cells in enumerate(rows, 1 + skipped) if any(cell.strip() for cell in cells)]


def _places(head: list[str], columns: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(head):
        name = _plain(heading)
        column = next((each for each in columns if name in map(_plain, (each.heading, each.key, *each.also))), None)
        if column is None:
            continue
        if column.key in found:
            raise CsvProblem(f"Row 1 has the column “{column.heading}” twice.")
        found[column.key] = at
    for column in columns:
        if column.needed and column.key not in found:
            raise CsvProblem(f"Row 1 has no column “{column.heading}”: the first row names the columns.")
    return found


def _wrong(row: dict[str, str], number: int, columns: Sequence[Column], names: set[str]) -> Iterator[str]:
    """What is wrong in a row, one sentence each. names: those of the rows above, to which its own are added."""
    for column in columns:
        value = row.get(column.key, "")
        if column.needed and not value:
            yield f"Row {number}, column “{column.heading}”: it is empty."
        elif len(value) > LONGEST_TEXT:
            yield f"Row {number}, column “{column.heading}”: {len(value)} characters, and {LONGEST_TEXT} fit at most."
        elif column.needed and f"{column.key} {_plain(value)}" in names:
            yield f"Row {number}, column “{column.heading}”: “{value[:60]}” stands above already."
        if column.needed:
            names.add(f"{column.key} {_plain(value)}")


def write_csv(rows: Sequence[dict[str, str]], columns: Sequence[Column]) -> str:
    """A list as CSV, with a heading. What a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.heading for column in columns])
    for row in rows:
        writer.writerow([_guarded(row.get(column.key, "")) for column in columns])
    return out.getvalue()


def _guarded(text: str) -> str:
    """A text that no spreadsheet runs. One that begins with apostrophes before such a sign gets one more, so that
    reading takes off exactly what writing put there."""
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def _opened(text: str) -> str:
    text = " ".join(text.split()) if text.strip() else ""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY) else text


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())
