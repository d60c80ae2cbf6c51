"""How long a queue of lesson 07 takes: the course's recursion beside SimPy, on the same requests.

    python benchmarks/promise_queue.py [--days 2000] [--times 5]

Both are given the same arrivals and works, and must find the same beginnings; then each is timed on so many simulated
days. SimPy runs each replication after the other; ours runs them side by side. Needs the extra "test".
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import simpy

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ops2pm.models import promise_queue as queue  # noqa: E402


def with_simpy(joined: np.ndarray, work: np.ndarray, staff: int) -> np.ndarray:
    """When each work begins: one process a request and a resource, as SimPy's guide has it."""
    begins = np.empty_like(joined)

    def request(env: simpy.Environment, people: simpy.Resource, number: int, column: int) -> simpy.events.Process:
        yield env.timeout(joined[number, column])
        with people.request() as turn:
            yield turn
            begins[number, column] = env.now
            yield env.timeout(work[number, column])

    for column in range(joined.shape[1]):
        env = simpy.Environment()
        people = simpy.Resource(env, capacity=staff)
        for number in range(len(joined)):
            env.process(request(env, people, number, column))
        env.run()
    return begins


def seconds(function: Callable[[], object], times: int) -> tuple[float, object]:
    """The median of so many runs, and what the last one gave."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        result = function()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=2000, help="simulated days")
    parser.add_argument("--times", type=int, default=5, help="runs of ours, of which the median counts")
    options = parser.parse_args()
    place = queue.Settings()
    requests = queue.REQUESTS
    size = queue.BATCHES
    replications = max(1, round(options.days * place.demand / requests / size)) * size
    draws = queue.Draws.of(requests, replications)
    joined = queue.asked(place, draws)
    work = draws.work * place.service
    free = [np.zeros(replications)] * place.staff
    ours, begins = seconds(lambda: queue.first_come(joined, work, free), options.times)
    theirs, reference = seconds(lambda: with_simpy(joined, work, place.staff), 1)
    np.testing.assert_allclose(begins, reference, rtol=0, atol=1e-9)
    days = requests * replications / place.demand
    print("| line | simulated days | requests | ms | days a second | times as fast |")
    print("|---|---|---|---|---|---|")
    for name, taken in (("SimPy", theirs), ("ours", ours)):
        print(
            f"| {name} | {days:,.0f} | {requests * replications:,} | {1000 * taken:,.1f} | {days / taken:,.0f} "
            f"| {theirs / taken:,.0f} |"
        )


if __name__ == "__main__":
    main()
