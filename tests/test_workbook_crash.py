"""Many processes write the workbook at once, and processes are killed while they write: nothing is lost."""

import json
import os
import random
import subprocess
import sys
import time

import pytest

from ops2pm.workbook import Workbook

PROCESSES, WRITES = 4, 200
KILLS = 80

#: home, name, count: records that many values, each under a key of its own, and an artefact now and then.
WRITER = """
import sys
from pathlib import Path
from ops2pm import _workbook_store
from ops2pm.workbook import Workbook
_workbook_store.LOCK_SECONDS = 60.0  # four that never pause can keep one waiting, on a busy machine for long
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
wb = Workbook(home)
for n in range(count):
    wb.record("predictions", f"{name}.{n}", n)
    if n % 20 == 0:
        wb.save_artefact(name, {"n": n})
"""

#: home, first: records rising numbers for ever and prints each once it is saved.
ENDLESS = """
import os, sys
from itertools import count
from pathlib import Path
from ops2pm.workbook import Workbook
wb = Workbook(Path(sys.argv[1]))
for n in count(int(sys.argv[2])):
    wb.record("drafts", "d", {"n": n, "text": "x" * 20_000})
    os.write(1, b"%d\\n" % n)
"""

#: home, kills, seed: forks a writer, lets it write, kills it at a random moment, looks at what is left; and again.
KILLER = """
import json, os, random, signal, sys, time
from itertools import count
from pathlib import Path
from ops2pm.workbook import Workbook
home, kills, rng = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
problems, in_a_write, saved = [], 0, 0
for kill in range(kills):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        wb = Workbook(home)
        for n in count(saved + 1):
            wb.record("drafts", "d", {"n": n, "text": "x" * 20_000})
            os.write(writing, b"%d\\n" % n)
    os.close(writing)
    seen = os.read(reading, 100)
    time.sleep(rng.uniform(0, 0.006))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        acknowledged = int((seen + pipe.read()).split()[-1])
    left = sorted(path.name for path in home.glob("*.tmp"))
    in_a_write += bool(left)
    wb = Workbook(home)
    value = wb.get("drafts", "d").value
    saved = value["n"]
    if saved not in (acknowledged, acknowledged + 1):  # one may be saved and not yet acknowledged
        problems.append(f"kill {kill}: {acknowledged} was acknowledged, {saved} is there")
    if len(value["text"]) != 20_000 or wb.get("settings", "kept").value != "from the start":
        problems.append(f"kill {kill}: the content is spoilt")
    if wb.notices() or list(home.glob("workbook.damaged-*")):
        problems.append(f"kill {kill}: {wb.notices()}")
    if len(left) > 2:
        problems.append(f"kill {kill}: litter {left}")
print(json.dumps({"problems": problems, "in_a_write": in_a_write, "saved": saved}))
"""

#: home: a writer dies just before and just after its first, second, … call that touches the disk.
STEPS = """
import io, json, os, sys
from pathlib import Path
from ops2pm.workbook import Workbook
home = Path(sys.argv[1])
problems, steps = [], 0
Workbook(home).record("drafts", "d", 0)
Workbook(home).record("drafts", "d", 1)
expected = 1
while steps < 100:
    child = os.fork()
    if child == 0:
        wb = Workbook(home)
        calls = [0]
        def dying(call):
            def wrapped(*args, **kwargs):
                for when in ("before", "after"):
                    if calls[0] == steps:
                        os._exit(7)
                    calls[0] += 1
                    if when == "before":
                        result = call(*args, **kwargs)
                return result
            return wrapped
        for name in ("fsync", "replace", "link", "unlink"):
            setattr(os, name, dying(getattr(os, name)))
        Path.open = dying(Path.open)
        wb.record("drafts", "d", expected + 1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    wb = Workbook(home)
    value = wb.get("drafts", "d").value
    if value not in (expected, expected + 1) or wb.notices():
        problems.append(f"step {steps}: {value} is there, {wb.notices()}")
    expected = value
    if len(list(home.glob("*.tmp"))) > 2:
        problems.append(f"step {steps}: litter")
    if os.waitstatus_to_exitcode(status) != 7:
        break
    steps += 1
print(json.dumps({"problems": problems, "steps": steps, "code": os.waitstatus_to_exitcode(status), "value": value}))
"""

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork; the test below kills processes")


def run(script, *arguments, **options):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def finished(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def only_its_own_files(home):
    return sorted(path.name for path in home.iterdir()) == [
        "README.txt",
        "workbook.json",
        "workbook.lock",
        "workbook.previous.json",
    ]


def test_many_processes_write_at_once_and_none_loses_a_write(tmp_path):
    home = tmp_path / "my_work"
    writers = [run(WRITER, home, f"writer {n}", WRITES) for n in range(PROCESSES)]
    reader, seen = Workbook(home), [0]
    while any(writer.poll() is None for writer in writers):
        seen.append(len(reader.section("predictions")))  # someone reading meanwhile sees whole files only
        time.sleep(0.04)
    for writer in writers:
        finished(writer)
    assert seen == sorted(seen)
    assert len(set(seen)) > 10, "the reader must have read while they wrote"
    wb = Workbook(home)
    expected = {f"writer {name}.{n}": n for name in range(PROCESSES) for n in range(WRITES)}
    assert {key: entry.value for key, entry in wb.section("predictions").items()} == expected
    for name in range(PROCESSES):
        assert [v.fields["n"] for v in wb.history(f"writer {name}")] == list(range(WRITES - 20, -1, -20))
    assert wb.notices() == []
    assert only_its_own_files(home)


@forks
def test_killed_at_random_moments_the_last_acknowledged_write_is_there(tmp_path):
    home = tmp_path / "my_work"
    Workbook(home).record("settings", "kept", "from the start")
    seed = random.randrange(10**6)
    found = json.loads(finished(run(KILLER, home, KILLS, seed)))
    assert found["problems"] == [], f"seed {seed}"
    assert found["saved"] > KILLS
    assert found["in_a_write"] >= 5, "too few kills hit a write half way for this test to mean anything"
    wb = Workbook(home)
    wb.record("settings", "after", 1)
    assert only_its_own_files(home)
    assert wb.get("drafts", "d").value["n"] == found["saved"]


@forks
def test_dying_before_or_after_any_step_of_a_save_loses_nothing(tmp_path):
    home = tmp_path / "my_work"
    found = json.loads(finished(run(STEPS, home)))
    assert found["problems"] == []
    assert found["code"] == 0, "in the end the writer must get through"
    assert found["steps"] >= 12, "the steps of a save were not intercepted"
    Workbook(home).record("settings", "after", 1)
    assert only_its_own_files(home)


def test_a_killed_process_leaves_the_last_acknowledged_write_and_a_free_lock(tmp_path):
    """The same on every system, a few times only, for starting Python takes long."""
    home = tmp_path / "my_work"
    first = 0
    for _ in range(3):
        writer = run(ENDLESS, home, first)
        seen = [int(writer.stdout.readline()) for _ in range(5)]
        writer.kill()
        seen += [int(line) for line in writer.communicate(timeout=60)[0].split()]
        value = Workbook(home).get("drafts", "d").value
        assert value["n"] in (seen[-1], seen[-1] + 1)
        first = value["n"] + 1
    wb = Workbook(home)
    wb.record("settings", "after", 1)
    assert wb.notices() == []
    assert only_its_own_files(home)
