"""The data set "modechoice": what the file holds, what its card says of it, and how it was built."""

from __future__ import annotations

import dataclasses
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from data_builder import builder

from ops2pm import data
from ops2pm.data import MODECHOICE, DataError
from ops2pm.models import mode_choice

FOLDER = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def frame():
    return data.read(FOLDER / MODECHOICE.file, MODECHOICE)


@pytest.fixture(scope="module")
def card():
    return data.text_of(FOLDER / "cards" / "modechoice.md")


def test_rows_are_what_the_source_says(frame):
    first = frame.iloc[:4].drop(columns="traveller")
    assert first.values.tolist() == [
        ["plane", False, 69, 100, 59, 70, 35, 1],
        ["train", False, 34, 372, 31, 71, 35, 1],
        ["bus", False, 35, 417, 25, 70, 35, 1],
        ["car", True, 0, 180, 10, 30, 35, 1],
    ]
    assert len(frame) == 840
    assert frame["chosen"].sum() == 210
    assert frame[frame["chosen"]]["mode"].value_counts().to_dict() == {"train": 63, "car": 59, "plane": 58, "bus": 30}


def test_the_file_opens_in_a_spreadsheet_and_is_small():
    raw = (FOLDER / MODECHOICE.file).read_bytes()
    assert raw.isascii()
    assert b'"' not in raw
    assert len(raw) < 40_000


def test_what_the_card_says_of_the_waits_is_so(frame, card):
    trips = mode_choice.trips(frame)
    (plane, train, bus, _), (plane_2, train_2, bus_2, _) = mode_choice.TABLE.astype(int)
    assert f"plane {plane}, train {train}, bus {bus}, or plane {plane_2}, train {train_2}, bus {bus_2}" in card
    table = mode_choice.recorded(trips)
    values = table["values_taken"].astype(int)
    assert f"there are {values.min()} to {values.max()} different values" in card
    less = table["table_for_taken"] - table["mean_taken"]
    assert f"{less.min():.0f} to {less.max():.0f} minutes less" in card
    assert (table["fives"] > 0.5).all()


@pytest.mark.parametrize(
    ("edits", "column", "trouble"),
    [
        ({"mode": "train"}, "mode", "stood in a row before"),
        ({"chosen": "True"}, "chosen", "exactly one"),
        ({"wait_minutes": "999"}, "wait_minutes", "is not between"),
        ({"mode": "ship"}, "mode", "is not a known mode"),
    ],
)
def test_cells_that_contradict_each_other_are_named(edits, column, trouble, tmp_path):
    cells = [line.split(",") for line in data.text_of(FOLDER / MODECHOICE.file).splitlines()]
    for name, cell in edits.items():
        cells[3][MODECHOICE.names.index(name)] = cell
    path = tmp_path / MODECHOICE.file
    path.write_text("".join(",".join(row) + "\n" for row in cells))
    with pytest.raises(DataError, match=rf"modechoice\.csv, row \d, column {column}: .*{trouble}"):
        data.read(path, dataclasses.replace(MODECHOICE, rows=840))


def test_the_file_is_what_the_package_holds():
    try:
        distribution("statsmodels")
    except PackageNotFoundError:
        pytest.skip('statsmodels is not installed (pip install -e ".[build-data]"); SHA-256 and rows are checked')
    build = builder("modechoice")
    texts = build.build(build.SOURCE.read())
    assert data.differing_files(texts, FOLDER) == []
    assert data.differing_files(data.cards_filled(texts, FOLDER), FOLDER) == []


SOURCE = b"individual;mode;choice;ttme;invc;invt;gc;hinc;psize\n1;1;0;69;59;100;70;35;1\n1;4;1;0;10;180;30;35;1\n"


def test_the_script_renames_and_computes_nothing():
    assert builder("modechoice").build(SOURCE)["modechoice.csv"].splitlines() == [
        "traveller,mode,chosen,wait_minutes,ride_minutes,cost,generalised_cost,income,party",
        "1,plane,False,69,100,59,70,35,1",
        "1,car,True,0,180,10,30,35,1",
    ]
