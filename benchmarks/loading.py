"""How long a reader waits before anything is on screen: loading the flights, and starting a second time.

    python benchmarks/loading.py [--n 5]

Each time is a fresh process, so that nothing is remembered. The baseline for the data is a plain
`pandas.read_csv` of the same file; for start.py it is JupyterLab started directly. start.py must have been
run in this checkout before.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

LOADS = {
    'load("flights")': "from ops2pm import load; read = lambda: load('flights')",
    "pandas.read_csv": f"read = lambda: pandas.read_csv({str(ROOT / 'data' / 'flights.csv.gz')!r})",
}
TIMED = """
import pandas, sys, time
{prepare}
start = time.perf_counter()
frame = read()
print(time.perf_counter() - start, frame.memory_usage(deep=True).sum() / 1e6)
"""


def timed(command: list[str]) -> float:
    """Seconds a command takes from start to end."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=5, help="fresh processes for each row")
    n = parser.parse_args().n
    print("| 336,776 flights into memory | n | median s | most s | frame, MB |")
    print("|---|---|---|---|---|")
    for name, prepare in LOADS.items():
        code = TIMED.format(prepare=prepare)
        runs = [
            [float(x) for x in subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()]
            for _ in range(n)
        ]
        seconds = [run[0] for run in runs]
        print(f"| {name} | {n} | {statistics.median(seconds):.2f} | {max(seconds):.2f} | {runs[0][1]:.0f} |")

    print("\n| jupyter lab --version | n | median s |\n|---|---|---|")
    direct = [timed([sys.executable, "-m", "jupyterlab", "--version"]) for _ in range(n)]
    through = [timed([sys.executable, "start.py", "--version"]) for _ in range(n)]
    print(f"| directly | {n} | {statistics.median(direct):.2f} |")
    print(f"| through a second start.py | {n} | {statistics.median(through):.2f} |")


if __name__ == "__main__":
    main()
