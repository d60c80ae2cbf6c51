"""Build data/orders.csv.gz and data/truth.json: the orders of a simulated company, and what was planted.

    python data/build_orders.py                      writes the company of the lessons into data/
    python data/build_orders.py --check              plays it again, compares, exits 1 if a file differs
    python data/build_orders.py --seed 7 --out DIR   writes another company into a folder of its own

To open another company with `ops2pm.load("orders")`, name its folder in OPS2PM_DATA.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from ops2pm.data import ORDERS, TIME_FORMAT, cards_filled
from ops2pm.data_source import finish
from ops2pm.models.orders import DEFAULT_SEED, draw_roles, measure, simulate

FOLDER = Path(__file__).resolve().parent
TRUTH = "truth.json"


def build(seed: int = DEFAULT_SEED) -> dict[str, str]:
    """The text of each file, by file name."""
    company = simulate(seed)
    truth = {**company.truth, "measured_in_these_orders": measure(company.orders, draw_roles(seed))}
    return {
        ORDERS.file: orders_text(company.orders),
        TRUTH: truth_text(truth),
    }


def orders_text(orders: pd.DataFrame) -> str:
    """The orders as CSV: times to the minute, ratings as whole numbers, empty where there is none."""
    frame = orders[ORDERS.names].copy()
    frame["rating"] = frame["rating"].astype("Int8")
    return frame.to_csv(index=False, lineterminator="\n", date_format=TIME_FORMAT)


def truth_text(truth: dict[str, Any]) -> str:
    """The truth as JSON for reading: a list of numbers stands on one line."""
    text = json.dumps(truth, indent=2, ensure_ascii=False)
    return re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or compare them. Returns the exit status."""
    parser = argparse.ArgumentParser(description="Build the orders of a simulated company.")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed gives another company")
    parser.add_argument("--out", type=Path, default=None, help="the folder to write into")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    options = parser.parse_args(arguments)
    if options.seed != DEFAULT_SEED and options.out is None:
        parser.error("another company needs a folder of its own: add --out DIR")
    if options.seed < 0:
        parser.error("a seed is 0 or more")
    folder = (options.out or FOLDER).resolve()
    texts = build(options.seed)
    if folder == FOLDER:
        texts |= cards_filled(texts, FOLDER)
    return finish(texts, folder, options.check)


if __name__ == "__main__":
    sys.exit(main())
