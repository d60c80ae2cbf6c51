"""How much work something may be: processor time, which other programs on the machine don't change.

It guards against a pattern or a loop that explodes. How fast a lab answers is measured in benchmarks/.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_work(seconds: float) -> Iterator[None]:
    """Fail if what is inside takes more processor time than that."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < seconds, f"{took:.1f} s of work, {seconds} allowed"
