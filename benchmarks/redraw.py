"""How long Python needs to answer a control, for every lab of every lesson: model, picture and message together.

    python benchmarks/redraw.py [--n 200] [LESSON ...]

Each lab opens as its lesson opens it, in this process. Then one control after the other goes to a random value, as
the browser would report it. What the browser adds is measured in widget_latency.py.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "course"), str(ROOT)]


def labs(number: str) -> Iterator[object]:
    """The labs of a lesson, as its cells make them."""
    import build

    from ops2pm.course import lesson
    from ops2pm.ui.lab import Lab

    namespace: dict[str, object] = {}
    (notebook,) = build.derive(ROOT, ROOT / lesson(number).text)
    with contextlib.redirect_stdout(None):
        for cell in notebook.notebook.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, number, "exec"), namespace)
    return (value for value in namespace.values() if isinstance(value, Lab))


def answer_times(lab: object, n: int) -> list[float]:
    """Milliseconds for each of n changes of a control."""
    dice = random.Random(7)
    lab.send = lambda *_args, **_kwargs: None  # there is no browser to send to
    lab.uncover()
    times = []
    for _ in range(n):
        control = dice.choice(list(lab.controls.values()))
        value = dice.choice(control.sweep())
        name = dice.choice(control.names)
        start = time.perf_counter()
        lab.do("change", name, value)
        times.append(1000 * (time.perf_counter() - start))
    if lab.errors:
        raise lab.errors[0]
    return times


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=200, help="changes for each lab")
    parser.add_argument("lessons", nargs="*", help="numbers, such as 04; all that are ready otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["OPS2PM_HOME"] = home
        from ops2pm.course import LESSONS

        print("| lesson | lab | n | median ms | p95 ms | most ms |")
        print("|---|---|---|---|---|---|")
        for number in options.lessons or [each.number for each in LESSONS]:
            for lab in labs(number):
                times = answer_times(lab, options.n)
                shown = [f"{value:.0f}" for value in (np.median(times), np.percentile(times, 95), max(times))]
                print(f"| {number} | {lab.title} | {options.n} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()
