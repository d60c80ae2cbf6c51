"""Build data/modechoice.csv from the package statsmodels, which carries the travel mode data of Greene and Hensher.

    pip install -e ".[build-data]"
    python data/build_modechoice.py               writes the file, and the derived part of its card
    python data/build_modechoice.py --check       builds in memory, compares with the file, exits 1 if it differs
    python data/build_modechoice.py --from PATH   reads the package's wheel, or its modechoice.csv, there

Nothing is computed: columns get the names the course uses, and modes their words. The source's file is compared
with its SHA-256 before it is read.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pandas as pd

from ops2pm.data import MODECHOICE, cards_filled, differing_files, write_files
from ops2pm.models.mode_choice import MODES

FOLDER = Path(__file__).resolve().parent

PACKAGE = "statsmodels"
MEMBER = "statsmodels/datasets/modechoice/modechoice.csv"
SHA256 = "d2d72c1db440f8ffce01f58ed39fc1145569ec1703970dac1636c154fc01fd8e"
"""Of the source's file, as statsmodels 0.15.0 has it."""

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


class SourceError(Exception):
    """The file is not the one this script was written for."""


def source(named: Path | None) -> bytes:
    """The source's file: the package's, or from what is named. Raises PackageNotFoundError, OSError, SourceError."""
    path = named or Path(str(distribution(PACKAGE).locate_file(MEMBER)))
    if path.suffix == ".whl":
        try:
            with zipfile.ZipFile(path) as wheel:
                raw = wheel.read(MEMBER)
        except (zipfile.BadZipFile, KeyError):
            raise SourceError(f"{path} is not a wheel that holds {MEMBER}.") from None
    else:
        raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise SourceError(f"{path} does not hold the data of statsmodels 0.15.0: its SHA-256 differs.")
    return raw


def build(raw: bytes) -> dict[str, str]:
    """The text of the file, by its name."""
    rows = pd.read_csv(io.BytesIO(raw), sep=";").rename(columns=NAMES)
    rows["mode"] = rows["mode"].map(dict(enumerate(MODES, start=1)))
    rows["chosen"] = rows["chosen"] == 1
    return {MODECHOICE.file: rows[MODECHOICE.names].to_csv(index=False, lineterminator="\n")}


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or compare it. Returns the exit status."""
    parser = argparse.ArgumentParser(description=f"Build the mode choice data from the package {PACKAGE}.")
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    parser.add_argument("--from", dest="named", type=Path, metavar="PATH", help="the wheel, or the file out of it")
    options = parser.parse_args(arguments)
    try:
        texts = build(source(options.named))
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
