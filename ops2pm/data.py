"""The course's data: what each file holds, and `load`, which reads a file and checks it.

`TABLES` is the one description of every data set: its columns in order, with kind, range, unit and meaning.
`load` reads and checks by it, the build scripts in ``data/`` write by it, and the tables in
``data/cards/*.md`` are derived from it.

The quick path of `load` checks whole columns at once. Only when something doesn't fit is the file read again
row by row, to name the first row and column that are wrong.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import hashlib
import io
import math
import os
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from ops2pm.models import mode_choice as travel
from ops2pm.models import orders as company
from ops2pm.models.occupations import OCCUPATIONS

__all__ = ["TABLES", "Column", "DataError", "Rule", "Table", "data_folder", "load", "read"]

Kind = Literal["int8", "int16", "int32", "float32", "float64", "category", "text", "time", "bool"]

TIME_FORMAT = "%Y-%m-%d %H:%M"
"""How a point in time is written in the files: to the minute, sorted as text the same as in time."""


class DataError(Exception):
    """A data set is missing, damaged or unknown. The message is one sentence for the reader."""


@dataclass(frozen=True)
class Column:
    """One column of a data set.

    `low` and `high` are inclusive bounds, in `unit`; `missing` says what an empty cell means (None: an empty
    cell is an error); `whole` marks a float column (float only because cells may be empty) whose numbers are
    whole; `clock` marks local times of day written HHMM.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()
    missing: str | None = None
    whole: bool = False
    clock: bool = False

    @property
    def is_integer(self) -> bool:
        """Whether the column holds integers, with no empty cell."""
        return self.kind.startswith("int")

    @property
    def is_float(self) -> bool:
        """Whether the column holds numbers that may be fractional or empty."""
        return self.kind.startswith("float")


@dataclass(frozen=True)
class Rule:
    """Something that must hold between columns of one row.

    `holds` takes the frame and returns a boolean array, one value a row; `column` is the column to name when
    it doesn't hold, `trouble` the end of the sentence.
    """

    column: str
    trouble: str
    holds: Callable[[pd.DataFrame], np.ndarray]


@dataclass(frozen=True)
class Table:
    """One data set: its file, its columns in order, its number of rows and the rules between columns."""

    name: str
    file: str
    rows: int
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


# --- What each data set holds ---------------------------------------------------------------------------


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CARRIERS = _codes("9E AA AS B6 DL EV F9 FL HA MQ OO UA US VX WN YV")
ORIGINS = ("EWR", "JFK", "LGA")
DESTINATIONS = _codes("""
    ABQ ACK ALB ANC ATL AUS AVL BDL BGR BHM BNA BOS BQN BTV BUF BUR BWI BZN CAE CAK CHO CHS CLE CLT
    CMH CRW CVG DAY DCA DEN DFW DSM DTW EGE EYW FLL GRR GSO GSP HDN HNL HOU IAD IAH ILM IND JAC JAX
    LAS LAX LEX LGA LGB MCI MCO MDW MEM MHT MIA MKE MSN MSP MSY MTJ MVY MYR OAK OKC OMA ORD ORF PBI
    PDX PHL PHX PIT PSE PSP PVD PWM RDU RIC ROC RSW SAN SAT SAV SBN SDF SEA SFO SJC SJU SLC SMF SNA
    SRQ STL STT SYR TPA TUL TVC TYS XNA
""")

_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Days of each month of 2013, by the month's number."""

FLIGHTS = Table(
    name="flights",
    file="flights.csv.gz",
    rows=336_776,
    columns=(
        Column("month", "int8", "month of the departure, in 2013", "1 to 12", 1, 12),
        Column("day", "int8", "day of the month", "1 to 31", 1, 31),
        Column("sched_dep", "int16", "scheduled departure", "local time, HHMM", 1, 2359, clock=True),
        Column(
            "dep_delay",
            "float32",
            "departure delay; negative is early",
            "minutes",
            -120,
            1440,
            missing="the flight was cancelled",
            whole=True,
        ),
        Column(
            "sched_arr",
            "int16",
            "scheduled arrival, in the destination's time",
            "local time, HHMM",
            1,
            2359,
            clock=True,
        ),
        Column(
            "arr_delay",
            "float32",
            "arrival delay; negative is early",
            "minutes",
            -120,
            1440,
            missing="the flight was cancelled or diverted",
            whole=True,
        ),
        Column("carrier", "category", "the carrier's code; names in seats.csv", values=CARRIERS),
        Column("flight", "int16", "flight number", "", 1, 9999),
        Column("origin", "category", "New York airport it leaves from", values=ORIGINS),
        Column("dest", "category", "airport it goes to; places in airports.csv", values=DESTINATIONS),
        Column(
            "air_time",
            "float32",
            "time in the air",
            "minutes",
            10,
            900,
            missing="the flight was cancelled or diverted",
            whole=True,
        ),
        Column("distance", "int16", "distance between the airports", "miles", 1, 6000),
        Column(
            "seats",
            "float32",
            "seats of the plane, as its registration lists them",
            "seats",
            30,
            500,
            missing="the plane isn't listed, or is listed with fewer than 30 seats",
            whole=True,
        ),
    ),
    rules=(
        Rule(
            "day",
            "is not a day of that month",
            lambda f: f["day"].to_numpy() <= _DAYS[f["month"].to_numpy()],
        ),
        Rule(
            "arr_delay",
            "is filled although dep_delay says that the flight was cancelled",
            lambda f: (f["arr_delay"].isna() | f["dep_delay"].notna()).to_numpy(),
        ),
        Rule(
            "air_time",
            "must be filled exactly when arr_delay is",
            lambda f: (f["air_time"].isna() == f["arr_delay"].isna()).to_numpy(),
        ),
    ),
)

SEATS = Table(
    name="seats",
    file="seats.csv",
    rows=len(CARRIERS),
    columns=(
        Column("carrier", "category", "the carrier's code", values=CARRIERS),
        Column("name", "text", "the carrier's name in 2013"),
        Column("seats", "int16", "seats to assume where `flights` has none for the flight", "seats", 30, 500),
        Column(
            "basis",
            "category",
            "median: of the carrier's flights whose plane is listed; assumption: see the card",
            values=("assumption", "median"),
        ),
        Column(
            "family",
            "category",
            "carrier whose network it flew for, from JFK and LGA (an assumption of the course)",
            values=CARRIERS,
        ),
        Column(
            "family_at_EWR",
            "category",
            "carrier whose network it flew for, from EWR (an assumption of the course)",
            values=CARRIERS,
        ),
    ),
)

AIRPORTS = Table(
    name="airports",
    file="airports.csv",
    rows=103,
    columns=(
        Column("faa", "text", "the airport's code"),
        Column("name", "text", "the airport's name in the source"),
        Column("lat", "float64", "latitude; north is positive", "degrees", -90, 90),
        Column("lon", "float64", "longitude; west is negative", "degrees", -180, 180),
        Column("tz", "int8", "standard time, against UTC", "hours", -12, 12),
    ),
)

_PERIOD = ("2001-01-01 00:00", "2001-07-01 23:59")
_PERIOD_AND_DELIVERY = (_PERIOD[0], "2001-12-31 23:59")

ORDERS = Table(
    name="orders",
    file="orders.csv.gz",
    rows=company.ORDERS,
    columns=(
        Column("order_id", "int32", "number of the order, in the order of ordered_at", "", 1, company.ORDERS),
        Column("customer_id", "int32", "number of the customer", "", 1, company.CUSTOMERS),
        Column("ordered_at", "time", "when the order was placed", "local time", values=_PERIOD),
        Column("segment", "category", "what kind of customer it is", values=company.SEGMENTS),
        Column("region", "category", "where the customer is", values=company.REGIONS),
        Column("channel", "category", "how the order was placed", values=company.CHANNELS),
        Column("lines", "int8", "different articles in the order", "lines", 1, company.MOST_LINES),
        Column("parcels", "int8", "parcels it was sent in; more than one: split", "parcels", 1, 3),
        Column("carrier", "category", "who delivered it", values=company.CARRIERS),
        Column(
            "promised_by",
            "time",
            "the one promise made for the order",
            "local time",
            values=_PERIOD_AND_DELIVERY,
        ),
        Column(
            "first_delivered_at",
            "time",
            "when the first parcel was handed over",
            "local time",
            values=_PERIOD_AND_DELIVERY,
        ),
        Column(
            "last_delivered_at",
            "time",
            "when the last parcel was handed over, and the order was complete",
            "local time",
            values=_PERIOD_AND_DELIVERY,
        ),
        Column("contacted", "bool", "the customer asked about the order", "True or False"),
        Column(
            "rating",
            "float32",
            "the customer's rating",
            "1 to 5",
            1,
            5,
            missing="no rating was given",
            whole=True,
        ),
        Column(
            "reordered_90d",
            "bool",
            "the customer ordered again within 90 days, after the 26 weeks included",
            "True or False",
        ),
    ),
    rules=(
        Rule("order_id", "this number stood in a row before", lambda f: ~f["order_id"].duplicated().to_numpy()),
        Rule("parcels", "there are more parcels than lines", lambda f: (f["parcels"] <= f["lines"]).to_numpy()),
        Rule(
            "first_delivered_at",
            "it lies before ordered_at",
            lambda f: (f["first_delivered_at"] >= f["ordered_at"]).to_numpy(),
        ),
        Rule(
            "last_delivered_at",
            "it lies before first_delivered_at",
            lambda f: (f["last_delivered_at"] >= f["first_delivered_at"]).to_numpy(),
        ),
        Rule(
            "last_delivered_at",
            "it must be later than first_delivered_at exactly when there are several parcels",
            lambda f: ((f["last_delivered_at"] > f["first_delivered_at"]) == (f["parcels"] > 1)).to_numpy(),
        ),
    ),
)

_NOT_RELEASED = "the source released no estimate"


def _wage(name: str, share: str) -> Column:
    meaning = f"annual wage that {share} earn less than"
    return Column(name, "float64", meaning, "US dollars a year", 10_000, 1_000_000, missing=_NOT_RELEASED, whole=True)


WAGES = Table(
    name="wages",
    file="wages.csv",
    rows=6_549,
    columns=(
        Column("area", "text", "United States, or a metropolitan area: its cities, then its states"),
        Column(
            "occupation",
            "category",
            "the occupation, as the course calls it",
            values=tuple(occupation.name for occupation in OCCUPATIONS),
        ),
        Column(
            "employment",
            "float64",
            "employees, rounded by the source to tens; the self-employed are not in it",
            "employees",
            30,
            10_000_000,
            missing=_NOT_RELEASED,
            whole=True,
        ),
        Column(
            "wage_rse",
            "float64",
            "relative standard error of the *mean* wage (the source has none for percentiles)",
            "percent",
            0,
            50,
            missing=_NOT_RELEASED,
        ),
        _wage("p10", "10 %"),
        _wage("p25", "25 %"),
        _wage("p50", "half (the median)"),
        _wage("p75", "75 %"),
        _wage("p90", "90 %"),
    ),
    rules=(
        Rule(
            "occupation",
            "this area and occupation stood in a row before",
            lambda f: ~f.duplicated(["area", "occupation"]).to_numpy(),
        ),
        Rule(
            "p50",
            "either all five percentiles and wage_rse are empty, or none",
            lambda f: f[_WAGES].isna().sum(axis=1).isin((0, len(_WAGES))).to_numpy(),
        ),
        Rule(
            "p50",
            "the percentiles do not rise from p10 to p90",
            lambda f: (f["p10"].isna() | (f[_WAGES[:5]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=1)).to_numpy(),
        ),
    ),
)
_WAGES = ["p10", "p25", "p50", "p75", "p90", "wage_rse"]

MODECHOICE = Table(
    name="modechoice",
    file="modechoice.csv",
    rows=len(travel.MODES) * travel.TRAVELLERS,
    columns=(
        Column("traveller", "int16", "number of the traveller; four rows each", "", 1, travel.TRAVELLERS),
        Column("mode", "category", "one way to make the trip", values=travel.MODES),
        Column("chosen", "bool", "the traveller took this one", "True or False"),
        Column(
            "wait_minutes",
            "int16",
            "waiting at the terminal: at the airport, the station or the stop; see the card before using it",
            "minutes",
            0,
            240,
        ),
        Column("ride_minutes", "int16", "in the vehicle, all stages", "minutes", 1, 2880),
        Column("cost", "int16", "in-vehicle cost, all stages", "Australian dollars of 1987", 0, 1000),
        Column(
            "generalised_cost",
            "int16",
            "cost, plus the ride at a value of time, as the source computed it; only to compare with published fits",
            "Australian dollars of 1987",
            0,
            1000,
        ),
        Column("income", "int16", "income of the household", "thousands of Australian dollars a year", 0, 200),
        Column("party", "int8", "people travelling together", "people", 1, 20),
    ),
    rules=(
        Rule(
            "mode",
            "this traveller and mode stood in a row before",
            lambda f: ~f.duplicated(["traveller", "mode"]).to_numpy(),
        ),
        Rule(
            "chosen",
            "a traveller takes exactly one of the four",
            lambda f: (f.groupby("traveller")["chosen"].transform("sum") == 1).to_numpy(),
        ),
    ),
)

DELIVERIES = Table(
    name="deliveries",
    file="deliveries.csv",
    rows=10_012,
    columns=(
        Column("minutes", "float64", "from the order to the food being received", "minutes", 10, 70),
        Column("hour", "float64", "when the order was placed: 17.5 is half past five", "hours of the day", 11, 21),
        Column("weekday", "category", "day of the week", values=_codes("Mon Tue Wed Thu Fri Sat Sun")),
        Column("miles", "float64", "approximate distance from the restaurant to the customer", "miles", 1, 12),
        Column("items", "int8", "dishes in the order: the source's 27 counts added up", "dishes", 1, 12),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (FLIGHTS, ORDERS, AIRPORTS, SEATS, WAGES, MODECHOICE, DELIVERIES)
}


# --- Reading --------------------------------------------------------------------------------------------


def data_folder() -> Path:
    """The folder the data sets are in: $OPS2PM_DATA where it is set, else ``data/`` beside the package.

    Raises DataError when there is no such folder.
    """
    named = os.environ.get("OPS2PM_DATA")
    folder = Path(named).expanduser() if named else Path(__file__).resolve().parent.parent / "data"
    if folder.is_dir():
        return folder
    if named:
        raise DataError(
            f"OPS2PM_DATA names the folder {folder}, which doesn't exist; correct it, or unset it to use the "
            "course's own data."
        )
    raise DataError(
        f"The course's data folder {folder} is missing; get the whole course again, or set OPS2PM_DATA to the "
        "folder that holds the data."
    )


_cache: dict[str, tuple[tuple[str, int, int], pd.DataFrame]] = {}


def load(name: str) -> pd.DataFrame:
    """A data set of the course as a typed frame, by its name in `TABLES`: "flights", "orders", "deliveries" ...

    The file is found from any working directory and checked against its description in `TABLES`. Every call
    returns a frame of its own: changing it changes nothing for the next caller.

    Raises DataError, with one sentence, for an unknown name and for a file that is missing or damaged.
    """
    table = TABLES.get(name) if isinstance(name, str) else None
    if table is None:
        known = ", ".join(f'"{each}"' for each in TABLES)
        close = difflib.get_close_matches(name.lower(), TABLES, 1) if isinstance(name, str) else []
        nearest = f'; the nearest name is "{close[0]}"' if close else ""
        raise DataError(f"There is no data set called {name!r}: the course has {known}{nearest}.")
    path = data_folder() / table.file
    try:
        state = path.stat()
    except OSError:
        raise DataError(f"The file {path} is missing; {_repair(table)}.") from None
    key = (str(path), state.st_mtime_ns, state.st_size)
    kept = _cache.get(name)
    if kept is None or kept[0] != key:
        kept = (key, read(path, table))
        _cache[name] = kept
    return kept[1].copy()


def read(path: Path, table: Table) -> pd.DataFrame:
    """Read one file by a table's description, and check it.

    Raises DataError naming the file and, where there are such, the column and the row as a spreadsheet counts
    it (the header is row 1).
    """
    raw = _bytes(path, table)
    header, newline, _ = raw.partition(b"\n")
    fits = (
        header.rstrip(b"\r") == ",".join(table.names).encode()
        and newline != b""
        and b'"' not in raw
        # pandas fills a short row with empty cells; counting commas is how such a row is noticed quickly.
        and raw.count(b",") == (len(table.columns) - 1) * raw.count(b"\n")
    )
    frame = _parse(raw, table) if fits else None
    if frame is None:
        frame = _parse_slowly(raw, path, table)
    if len(frame) != table.rows:
        raise DataError(
            f"{path.name} has {len(frame):,} rows of data instead of {table.rows:,}, so rows are "
            f"missing or were added; {_repair(table)}."
        )
    for rule in table.rules:
        holds = rule.holds(frame)
        if not holds.all():
            row = int(np.flatnonzero(~holds)[0]) + 2
            raise _wrong(path, table, row, rule.column, rule.trouble)
    return frame


def _repair(table: Table) -> str:
    """What to do about a file that is missing or damaged, as the end of a sentence."""
    if os.environ.get("OPS2PM_DATA"):
        return "put the right file into the folder OPS2PM_DATA names, or unset OPS2PM_DATA"
    return f"take data/{table.file} from the course again (git checkout -- data/{table.file})"


def _wrong(path: Path, table: Table, row: int, column: str | None, trouble: str) -> DataError:
    place = f"row {row:,}" if column is None else f"row {row:,}, column {column}"
    return DataError(f"{path.name}, {place}: {trouble}; {_repair(table)}.")


def _bytes(path: Path, table: Table) -> bytes:
    """The file's text, unpacked, without the byte-order mark that some spreadsheets put in front."""
    try:
        raw = path.read_bytes()
        if path.suffix == ".gz":
            raw = gzip.decompress(raw)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        trouble = "is cut off or damaged and can't be unpacked"
        raise DataError(f"{path.name} {trouble}; {_repair(table)}.") from None
    except OSError as error:
        raise DataError(f"{path.name} can't be read ({error.strerror}); {_repair(table)}.") from None
    return raw.removeprefix(b"\xef\xbb\xbf")


def _parse(raw: bytes, table: Table) -> pd.DataFrame | None:
    """The typed frame, or None when anything in it doesn't fit (then the slow path says what)."""
    # Integers are read wide and narrowed after the range check: pandas wraps an int8 of 300 to 44 silently.
    kinds = {"bool": "str", "time": "str", "text": "str", "category": "category"}
    dtype = {c.name: "int64" if c.is_integer else "float64" if c.is_float else kinds[c.kind] for c in table.columns}
    try:
        with np.errstate(invalid="ignore"):  # pandas casts a number too large for int64 before it refuses it
            frame = pd.read_csv(
                io.BytesIO(raw), dtype=dtype, keep_default_na=False, na_values=[""], skip_blank_lines=False
            )
        columns = {column.name: _typed(frame[column.name], column) for column in table.columns}
    except (ValueError, OverflowError):  # pandas' parser errors, UnicodeDecodeError included, are ValueErrors
        return None
    return pd.DataFrame(columns)


def _typed(series: pd.Series, column: Column) -> pd.Series:
    """The column in its own type. Raises ValueError when a value doesn't fit."""
    if column.missing is None and series.isna().any():
        raise ValueError(column.name)
    if column.is_integer or column.is_float:
        values = series.to_numpy()
        with np.errstate(invalid="ignore"):
            if column.low is not None and (values < column.low).any():
                raise ValueError(column.name)
            if column.high is not None and (values > column.high).any():
                raise ValueError(column.name)
            if column.clock and (values % 100 > 59).any():
                raise ValueError(column.name)
            if column.whole and (values[~np.isnan(values)] % 1 != 0).any():
                raise ValueError(column.name)
        return series.astype(column.kind)
    if column.kind == "category":
        if not set(series.cat.categories) <= set(column.values):
            raise ValueError(column.name)
        return series.cat.set_categories(column.values)
    if column.kind == "bool":
        if not series.isin(["True", "False"]).all():
            raise ValueError(column.name)
        return series == "True"
    if column.kind == "time":
        times = pd.to_datetime(series, format=TIME_FORMAT)
        if not _within(times, column):
            raise ValueError(column.name)
        return times.astype("datetime64[s]")
    return series


def _within(times: pd.Series, column: Column) -> bool:
    """Whether all times lie in the period the column's `values` (first, last) give."""
    first, last = (pd.Timestamp(value) for value in column.values)
    return bool((times.dropna() >= first).all() and (times.dropna() <= last).all())


def _parse_slowly(raw: bytes, path: Path, table: Table) -> pd.DataFrame:
    """The same frame, read row by row, to name the first thing that is wrong.

    It also takes what the quick path leaves to it although nothing is wrong: cells in quotation marks.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise _wrong(path, table, row, None, "there is a character that isn't UTF-8 text") from None
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows, [])
    if header != table.names:
        raise DataError(f"{path.name}, row 1: {_header_trouble(header, table)}; {_repair(table)}.")
    kept: list[list[str]] = []
    row = 1
    try:
        for row, cells in enumerate(rows, start=2):
            if len(cells) != len(table.columns):
                trouble = f"it has {len(cells)} cells instead of {len(table.columns)}"
                raise _wrong(path, table, row, None, trouble)
            for column, cell in zip(table.columns, cells, strict=True):
                trouble = _cell_trouble(cell, column)
                if trouble:
                    raise _wrong(path, table, row, column.name, trouble)
            kept.append(cells)
    except csv.Error as error:
        raise _wrong(path, table, row + 1, None, f"it can't be read as a table ({error})") from None
    if not text.endswith("\n"):
        raise _wrong(path, table, row, None, "the file ends in the middle of this row")
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows([header, *kept])
    frame = _parse(again.getvalue().encode(), table)
    if frame is None:
        raise DataError(f"{path.name} doesn't fit its description in data/cards; {_repair(table)}.")
    return frame


def _header_trouble(header: list[str], table: Table) -> str:
    missing = [name for name in table.names if name not in header]
    added = [name for name in header if name not in table.names]
    if missing and not added:
        return f"the column {missing[0]} is missing"
    if added and not missing:
        return f"there is a column {added[0]!r} that doesn't belong"
    if not missing and len(header) == len(table.names):
        return "the columns stand in another order"
    if not missing:
        return "a column stands there twice"
    return f"it should name the columns {', '.join(table.names)}"


def _cell_trouble(cell: str, column: Column) -> str | None:
    """What is wrong with one cell, as the middle of a sentence, or None."""
    shown = repr(cell if len(cell) <= 40 else cell[:40] + "…")
    if cell == "":
        return None if column.missing is not None else "the cell is empty"
    if column.is_integer or column.is_float:
        try:
            number = float(cell)
        except ValueError:
            return f"{shown} is not a number"
        if not math.isfinite(number) or "_" in cell:
            return f"{shown} is not a number"
        if column.is_integer and not cell.strip().lstrip("+-").isdigit():
            return f"{shown} is not a whole number"
        if column.whole and number % 1:
            return f"{shown} is not a whole number"
        if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
            return f"{shown} is not between {column.low} and {column.high}"
        if column.clock and number % 100 > 59:
            return f"{shown} is not a time of day (HHMM)"
    elif column.kind == "category":
        if cell not in column.values:
            close = difflib.get_close_matches(cell, column.values, 1)
            some = ", ".join(column.values) if len(column.values) <= 6 else ""
            hint = f" (known: {some})" if some else f" (the nearest is {close[0]})" if close else ""
            return f"{shown} is not a known {column.name}{hint}"
    elif column.kind == "bool":
        if cell not in ("True", "False"):
            return f"{shown} is neither True nor False"
    elif column.kind == "time":
        try:
            moment = datetime.strptime(cell, TIME_FORMAT)
        except ValueError:
            return f"{shown} is not a time written like {column.values[0]}"
        first, last = (datetime.strptime(value, TIME_FORMAT) for value in column.values)
        if not first <= moment <= last:
            return f"{shown} is not between {column.values[0]} and {column.values[1]}"
    return None


# --- The files' upkeep: what the build scripts and the tests use ----------------------------------------


def pack(text: str) -> bytes:
    """The text as gzip with no time, file name or system in it: the same zlib gives the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(text.encode())
    return packed.getvalue()


def text_of(path: Path) -> str:
    """A data file's text: unpacked, with \\n at the ends of lines whatever the checkout made of them."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode().replace("\r\n", "\n")


def write_files(texts: dict[str, str], folder: Path) -> list[str]:
    """Write each text as the file of that name, packed where the name ends in .gz; the names that changed.

    A file that already holds the text keeps its bytes, whatever zlib this machine has.
    """
    changed = differing_files(texts, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        path = folder / name
        path.write_bytes(pack(texts[name]) if path.suffix == ".gz" else texts[name].encode())
    return changed


def differing_files(texts: dict[str, str], folder: Path) -> list[str]:
    """The names of the files in the folder that are missing or hold another text."""
    return [name for name, text in texts.items() if not (folder / name).exists() or text_of(folder / name) != text]


_CARD_PART = re.compile(r"(<!-- derived: columns -->\n).*?(<!-- end -->)", re.DOTALL)


def card_filled(card: str, name: str, text: str) -> str:
    """A card's text with its derived part made anew: the columns, the rows, the SHA-256 of the file's text.

    The part stands between the comments "derived: columns" and "end". Raises ValueError when it is not there
    exactly once.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    part = f"{_card_columns(name)}\n{TABLES[name].rows:,} rows. SHA-256 of the unpacked text: `{digest}`\n"
    filled, found = _CARD_PART.subn(lambda match: f"{match[1]}{part}{match[2]}", card)
    if found != 1:
        raise ValueError(f"the card of {name} needs one part between the comments 'derived: columns' and 'end'")
    return filled


def cards_filled(texts: dict[str, str], folder: Path) -> dict[str, str]:
    """The cards, by file name, of those data sets whose file is among the texts."""
    cards = {}
    for table in TABLES.values():
        if table.file in texts:
            file = f"cards/{table.name}.md"
            cards[file] = card_filled(text_of(folder / file), table.name, texts[table.file])
    return cards


def _card_columns(name: str) -> str:
    """The Markdown table of a data set's columns."""
    heads = ("column", "kind", "unit", "range or values", "empty means", "meaning")
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for c in TABLES[name].columns:
        if c.kind == "time":
            span = f"{c.values[0]} to {c.values[1]}"
        elif c.values:
            span = ", ".join(c.values) if len(c.values) <= 6 else f"{len(c.values)} codes"
        elif c.low is not None:
            span = f"{c.low} to {c.high}"
        else:
            span = ""
        empty = c.missing or "never empty"
        lines.append(f"| `{c.name}` | {c.kind} | {c.unit} | {span} | {empty} | {c.meaning} |")
    return "\n".join(lines) + "\n"
