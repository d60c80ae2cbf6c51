"""The reader's saved work: what comes back, what is refused, and what happens when the disk misbehaves."""

import errno
import json
import math
import os
import random
import re
import stat
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from ops2pm import _workbook_file as file
from ops2pm import _workbook_store as store
from ops2pm.workbook import SECTIONS, Workbook, WorkbookError, open_workbook

posix_only = pytest.mark.skipif(os.name != "posix", reason="permissions and links behave differently here")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "my_work"


@pytest.fixture
def wb(home):
    return open_workbook(home)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(store, "SETTLE", 0.0)
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.3)
    monkeypatch.setattr("os.fsync", lambda handle: None)  # a busy disk makes it slow; the tests about it set their own


def is_one_sentence(message):
    return message.endswith(".") and "\n" not in message and not re.search(r"[.!?]\s", message)


def refused(action, *words):
    """The action raises a WorkbookError of one sentence that holds these words; returns it."""
    with pytest.raises(WorkbookError) as caught:
        action()
    message = str(caught.value)
    assert is_one_sentence(message), message
    for word in words:
        assert word in message, message
    return message


def files(home):
    return sorted(path.name for path in home.iterdir())


def aside(home):
    return sorted(home.glob("workbook.damaged-*"))


def litter(home):
    return [name for name in files(home) if name.endswith(".tmp")]


# What comes back


def test_nothing_is_created_until_something_is_saved(wb, home):
    assert wb.get("predictions", "04.evening") is None
    assert wb.section("quizzes") == {}
    assert wb.artefact("pitch") is None
    assert wb.history("pitch") == [] and wb.artefacts() == {} and wb.notices() == []
    assert not wb.has("artefacts/pitch")
    assert not home.exists()
    assert wb.path == home / "workbook.json"
    wb.record("settings", "theme", "dark")
    assert wb.path.is_file()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_value_comes_back_to_another_object(wb, home, section):
    before = datetime.now().astimezone().replace(microsecond=0)
    wb.record(section, "04.b", {"n": 1.5, "list": [True, None, "x"], "order": {"z": 1, "a": 2}})
    wb.record(section, "04.a", 7)
    wb.record(section, "04.a", 8)
    other = Workbook(home)
    entry = other.get(section, "04.b")
    assert entry.value == {"n": 1.5, "list": [True, None, "x"], "order": {"z": 1, "a": 2}}
    assert list(entry.value["order"]) == ["z", "a"]
    at = datetime.fromisoformat(entry.at)
    assert at.tzinfo is not None and before <= at <= datetime.now().astimezone()
    assert {key: e.value for key, e in other.section(section).items()} == {"04.a": 8, "04.b": entry.value}
    assert list(other.section(section)) == ["04.a", "04.b"]


def test_the_caller_owns_what_is_returned_and_what_was_given(wb):
    given = {"list": [1]}
    wb.record("drafts", "d", given)
    wb.save_artefact("a", given)
    given["list"].append(2)
    wb.get("drafts", "d").value["list"].append(3)
    wb.section("drafts")["d"].value["list"].append(4)
    wb.history("a")[0].fields["list"].append(5)
    assert wb.get("drafts", "d").value == {"list": [1]}
    assert wb.artefact("a").fields == {"list": [1]}


HOSTILE = {
    "unicode": "Größe — 大きさ \U0001f69a é e\u0301 \u2028\u2029\u200f\ufeff",
    "long": "ab ü\n" * 20_000,
    "html": "</script><script>alert('x')</script><img src=x onerror=alert(1)>&lt;&amp;",
    "line ends": "a\r\nb\rc\nd\n",
    "control characters": "\x00\x01\x1b[31m\x7f\x85\t",
    "lone surrogates": "\ud800 x \udfff\ude00",
    "json": '{"a": "\\u0041\\"}\\',
    "empty": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_back_the_same_everywhere(wb, home, tmp_path, text):
    wb.record("drafts", f"key {text}", {f"name {text}": [text]})
    wb.save_artefact(f"key {text}", {"statement": text})
    exported = wb.export(tmp_path / "out.json")
    elsewhere = open_workbook(tmp_path / "elsewhere")
    elsewhere.merge(exported)
    for book in (wb, Workbook(home), elsewhere):
        assert book.get("drafts", f"key {text}").value == {f"name {text}": [text]}
        assert book.artefact(f"key {text}").fields == {"statement": text}
        assert book.has(f"artefacts/key {text}")
    wb.path.read_bytes().decode("utf-8")  # strictly: any editor can open it


def test_two_halves_of_a_character_become_that_character(wb, home):
    wb.record("drafts", "d", "\ud83d\ude00")
    assert wb.get("drafts", "d").value == Workbook(home).get("drafts", "d").value == "\U0001f600"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(2.5), 2.5),
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.array(4), 4),
        ((1, (2,)), [1, [2]]),
        ({"a": np.int8(1)}, {"a": 1}),
        (10**3000, 10**3000),
        (-0.0, -0.0),
        (1e-300, 1e-300),
    ],
)
def test_numbers_and_tuples_become_plain(wb, home, value, plain):
    wb.record("exercises", "04.2", value)
    for book in (wb, Workbook(home)):
        found = book.get("exercises", "04.2").value
        assert found == plain
        assert type(found) is type(plain)
        assert repr(found) == repr(plain)


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (math.nan, "nan"),
        (np.float64("nan"), "nan"),
        ({"a": [math.inf]}, "inf"),
        (-math.inf, "-inf"),
        ({1, 2}, "set"),
        (..., "ellipsis"),
        (datetime(2026, 1, 1), "datetime"),
        (b"x", "bytes"),
        (np.array([1]), "ndarray"),
        ({1: "x"}, "the key 1"),
        ({"a": {None: 1}}, "the key None"),
        (nested(51), "50 deep"),
        (nested(5000), "50 deep"),
        (10**5000, "digits"),
        (-(10**5000), "digits"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_json_cannot_hold_is_refused(wb, value, word):
    wb.record("drafts", "d", "before")
    wb.save_artefact("a", {"field": "before"})
    raw = wb.path.read_bytes()
    refused(lambda: wb.record("drafts", "d", value), "drafts/d was not saved", word)
    refused(lambda: wb.save_artefact("a", {"field": value}), "artefacts/a was not saved", word)
    assert wb.path.read_bytes() == raw
    assert wb.get("drafts", "d").value == "before"
    assert wb.artefact("a").fields == {"field": "before"}


def test_the_deepest_value_that_is_taken_can_be_read_again(wb, home):
    wb.record("drafts", "d", nested(50))
    wb.save_artefact("a", {"f": nested(49)})
    other = Workbook(home)
    assert other.get("drafts", "d").value == nested(50)
    assert other.artefact("a").fields == {"f": nested(49)}
    assert other.notices() == []


def test_mistakes_of_the_calling_code_are_value_errors(wb, home):
    for action in (
        lambda: wb.record("artefacts", "k", 1),
        lambda: wb.record("predictoins", "k", 1),
        lambda: wb.get("predictoins", "k"),
        lambda: wb.section("notices"),
        lambda: wb.record("drafts", "", 1),
        lambda: wb.record("drafts", 4, 1),
        lambda: wb.has("04.evening"),
        lambda: wb.has("predictions"),
        lambda: wb.has("quiz/04.kpi"),
        lambda: wb.save_artefact("k", ["not a dict"]),
    ):
        with pytest.raises(ValueError):
            action()
    assert not home.exists()


def test_has_knows_what_counts_as_evidence(wb):
    wb.record("predictions", "04.evening", 0)
    wb.record("predictions", "04.cleared", None)
    wb.record("quizzes", "04.kpi", {"choice": "b"})
    wb.record("exercises", "04.1", {"answer": 3, "status": "not yet"})
    wb.record("exercises", "04.2", {"answer": 4, "status": "right"})
    wb.record("exercises", "04.3", "right")
    wb.save_artefact("problem_statement", {})
    assert wb.has("predictions/04.evening")
    assert not wb.has("predictions/04.cleared")
    assert wb.has("quizzes/04.kpi") and not wb.has("quizzes/04.other")
    assert [wb.has(f"exercises/04.{n}") for n in (1, 2, 3, 4)] == [False, True, False, False]
    assert wb.has("artefacts/problem_statement") and not wb.has("artefacts/memo")


# Artefacts


def test_the_last_ten_versions_are_kept_newest_first(wb, home):
    saved = [wb.save_artefact("memo", {"text": f"draft {n}"}) for n in range(13)]
    wb.save_artefact("other", {"text": "x"})
    other = Workbook(home)
    assert [v.fields["text"] for v in other.history("memo")] == [f"draft {n}" for n in range(12, 2, -1)]
    assert other.history("memo") == saved[:2:-1]
    assert other.artefact("memo") == saved[-1]
    assert list(other.artefacts()) == ["memo", "other"]
    assert other.artefacts()["memo"] == saved[-1]


def test_saving_the_same_fields_makes_no_new_version(wb):
    first = wb.save_artefact("memo", {"a": 1, "b": "x"})
    raw = wb.path.read_bytes()
    assert wb.save_artefact("memo", {"b": "x", "a": 1}) == first
    assert wb.path.read_bytes() == raw
    wb.save_artefact("memo", {"a": True, "b": "x"})  # True is not 1
    wb.save_artefact("memo", {"a": 1, "b": "x"})  # back again is a new version
    assert [v.fields["a"] for v in wb.history("memo")] == [1, True, 1]
    assert [type(v.fields["a"]) for v in wb.history("memo")] == [int, bool, int]


class Clock(datetime):
    """A datetime whose now() is set by the test."""

    time = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.time


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(file, "datetime", Clock)

    def at(hour, minute=0, year=2026):
        Clock.time = datetime(year, 11, 22, hour, minute, tzinfo=UTC)

    at(10)
    return at


def test_a_clock_that_goes_backwards_breaks_no_order(wb, clock):
    for n, hour in enumerate((10, 12, 9, 8, 11)):
        clock(hour)
        wb.save_artefact("memo", {"n": n})
        wb.record("predictions", "p", n)
    history = wb.history("memo")
    assert [v.fields["n"] for v in history] == [4, 3, 2, 1, 0]
    times = [datetime.fromisoformat(v.at) for v in history]
    assert times == sorted(times, reverse=True) and len(set(times)) == 5
    assert wb.get("predictions", "p").value == 4
    assert datetime.fromisoformat(wb.get("predictions", "p").at).hour == times[0].hour


def test_the_order_in_the_file_counts_even_if_its_times_fall(wb, home):
    home.mkdir()
    versions = [{"at": f"2026-01-0{n}T10:00:00+01:00", "fields": {"n": n}} for n in (1, 3, 2)]
    wb.path.write_text(json.dumps({"version": 1, "artefacts": {"memo": versions}}))
    assert [v.fields["n"] for v in wb.history("memo")] == [1, 3, 2]
    wb.save_artefact("memo", {"n": 9})
    assert [v.fields["n"] for v in wb.history("memo")] == [9, 1, 3, 2]


# Where it is kept


def test_home_comes_from_the_environment_or_from_the_package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "named"))
    assert open_workbook().home == tmp_path / "named"
    assert open_workbook(tmp_path / "given").home == tmp_path / "given"
    for unset in ("", "  "):
        monkeypatch.setenv("OPS2PM_HOME", unset)
        assert open_workbook().home == Path(file.__file__).resolve().parents[1] / "my_work"
    monkeypatch.setenv("OPS2PM_HOME", "my_work")
    refused(open_workbook, "OPS2PM_HOME", "full path")
    monkeypatch.setenv("OPS2PM_HOME", str(Path("~") / "work"))
    assert open_workbook().home == Path.home() / "work"
    assert list(tmp_path.iterdir()) == []


def test_one_process_has_one_object_for_a_folder(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPS2PM_HOME", str(home))
    assert open_workbook() is open_workbook(home) is open_workbook("my_work")
    assert open_workbook(tmp_path) is not open_workbook(home)


def test_a_package_outside_its_repository_asks_for_a_home(tmp_path, monkeypatch):
    from ops2pm import workbook

    monkeypatch.delenv("OPS2PM_HOME", raising=False)
    monkeypatch.setattr(workbook, "__file__", str(tmp_path / "site-packages" / "ops2pm" / "workbook.py"))
    refused(open_workbook, "OPS2PM_HOME")


def test_a_home_given_as_a_relative_path_stays_where_it_was(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wb = open_workbook("here")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    wb.record("drafts", "d", 1)
    assert (tmp_path / "here" / "workbook.json").is_file()


def test_a_path_with_spaces_and_accents_that_does_not_exist_yet(tmp_path):
    home = tmp_path / "Meine Dateien" / "élan vital 大" / "my_work"
    wb = Workbook(home)
    wb.record("drafts", "d", "é")
    wb.record("drafts", "d", "è")
    assert Workbook(home).get("drafts", "d").value == "è"
    wb.export(home.parent / "mon travail é.json")
    assert open_workbook(tmp_path / "b").merge(home.parent / "mon travail é.json").changed


def test_a_folder_that_is_renamed_and_renamed_back_loses_nothing(wb, home, tmp_path):
    wb.record("drafts", "d", 1)
    home.rename(tmp_path / "moved")
    assert wb.get("drafts", "d") is None  # an empty folder is no damage: the reader may have started over
    (tmp_path / "moved").rename(home)
    wb.record("drafts", "e", 2)
    assert {k: e.value for k, e in Workbook(home).section("drafts").items()} == {"d": 1, "e": 2}
    assert wb.notices() == []


def test_a_note_for_whoever_opens_the_folder_is_written_once(wb, home):
    wb.record("drafts", "d", 1)
    note = home / "README.txt"
    assert "private" in note.read_text(encoding="utf-8")
    note.unlink()
    wb.record("drafts", "d", 2)
    assert not note.exists()


def test_without_the_note_the_work_is_saved_all_the_same(wb, home, monkeypatch):
    monkeypatch.setattr(Path, "write_text", fail(errno.ENOSPC))
    wb.record("drafts", "d", 1)
    assert not (home / "README.txt").exists()
    assert Workbook(home).get("drafts", "d").value == 1


def test_importing_it_is_light():
    heavy = ["pandas", "numpy", "matplotlib", "IPython", "ipywidgets", "anywidget", "yaml"]
    script = f"import sys, ops2pm.workbook; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# The file


def test_the_file_can_be_read_by_a_person(wb):
    wb.record("settings", "b", "Größe")
    wb.record("settings", "a", 1)
    wb.save_artefact("memo", {"text": "</script>"})
    text = wb.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[1].startswith(' "about": "Your own work in the course')
    assert lines[2] == ' "version": 1,'
    assert "Größe" in text and "\\u" not in text
    doc = json.loads(text)
    assert list(doc) == ["about", "version", "artefacts", *SECTIONS, "notices"]
    assert list(doc["settings"]) == ["a", "b"]


def test_unchanged_bytes_are_not_parsed_again(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    parsed = []
    monkeypatch.setattr(store, "decode", lambda raw, path: parsed.append(path) or file.decode(raw, path))
    for _ in range(3):
        wb.get("drafts", "d")
        wb.record("drafts", "d", 1)
    assert parsed == []
    Workbook(home).record("drafts", "d", 2)
    parsed.clear()
    assert wb.get("drafts", "d").value == 2
    assert wb.get("drafts", "d").value == 2
    assert len(parsed) == 1


def test_a_change_is_seen_even_with_the_same_size_and_time(wb, home):
    wb.record("drafts", "d", 1)
    wb.get("drafts", "d")
    old = wb.path.stat()
    wb.path.write_bytes(wb.path.read_bytes().replace(b'"value": 1', b'"value": 2'))
    os.utime(wb.path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert (wb.path.stat().st_size, wb.path.stat().st_mtime_ns) == (old.st_size, old.st_mtime_ns)
    assert wb.get("drafts", "d").value == 2


def test_the_previous_file_is_the_one_before_the_last_save(wb, home):
    wb.record("drafts", "d", 1)
    assert files(home) == ["README.txt", "workbook.json", "workbook.lock"]
    for n in (2, 3):
        before = wb.path.read_bytes()
        wb.record("drafts", "d", n)
        assert (home / "workbook.previous.json").read_bytes() == before
    assert files(home) == ["README.txt", "workbook.json", "workbook.lock", "workbook.previous.json"]


@posix_only
def test_a_save_reaches_the_disk_before_it_takes_the_old_file_s_place(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    steps = []
    fsync, replace = os.fsync, os.replace
    kinds = {True: "flush the folder", False: "flush a file"}
    monkeypatch.setattr("os.fsync", lambda fd: steps.append(kinds[stat.S_ISDIR(os.fstat(fd).st_mode)]) or fsync(fd))
    monkeypatch.setattr("os.replace", lambda old, new: steps.append(f"replace {Path(new).name}") or replace(old, new))
    wb.record("drafts", "d", 2)
    assert steps == [
        "flush a file",
        "replace workbook.json",
        "replace workbook.previous.json",
        "flush the folder",
    ]


def test_keys_it_does_not_know_are_kept(wb, home):
    home.mkdir()
    wb.path.write_text('{"my notes": [1, "two"], "version": 1, "drafts": {}}')
    wb.record("drafts", "d", 1)
    assert json.loads(wb.path.read_text())["my notes"] == [1, "two"]


def test_a_mark_that_notepad_puts_in_front_does_no_harm(wb):
    wb.record("drafts", "d", "é")
    wb.path.write_bytes(b"\xef\xbb\xbf" + wb.path.read_bytes())
    assert wb.get("drafts", "d").value == "é"
    assert wb.notices() == []


# Damage

WHEN = "2026-11-22T10:00:00+01:00"


def as_json(**sections):
    return json.dumps({"version": 1, **sections}).encode()


DAMAGE = {
    "cut short": (None, "cut short"),
    "empty": (b"", "empty"),
    "blank": (b" \r\n", "empty"),
    "NUL bytes": (b"\0" * 4096, "not JSON"),
    "prose": (b"Dear diary", "not JSON"),
    "latin-1": ('{"version": 1, "about": "é"}'.encode("latin-1"), "UTF-8"),
    "utf-16": ('{"version": 1}'.encode("utf-16"), "UTF-8"),
    "a list": (b"[]", "not a workbook"),
    "a number": (b"1", "not a workbook"),
    "no version": (b"{}", "not a workbook"),
    "version true": (b'{"version": true}', "not a workbook"),
    "version in words": (b'{"version": "1"}', "not a workbook"),
    "version never used": (b'{"version": 0}', "not a workbook"),
    "section is a list": (as_json(drafts=[]), "drafts"),
    "entry without time": (as_json(predictions={"04.x": {"value": 1}}), "predictions"),
    "entry without value": (as_json(predictions={"04.x": {"at": WHEN}}), "predictions"),
    "time without offset": (as_json(predictions={"04.x": {"at": WHEN[:-6], "value": 1}}), "predictions"),
    "month 13": (
        as_json(predictions={"04.x": {"at": WHEN.replace("-11-", "-13-"), "value": 1}}),
        "predictions",
    ),
    "empty history": (as_json(artefacts={"memo": []}), "artefacts"),
    "fields are text": (as_json(artefacts={"memo": [{"at": WHEN, "fields": "x"}]}), "artefacts"),
    "too many versions": (as_json(artefacts={"memo": [{"at": WHEN, "fields": {}}] * 11}), "artefacts"),
    "NaN": (as_json(drafts={"d": {"at": WHEN, "value": math.nan}}), "nan"),
    "infinite": (b'{"version": 1, "drafts": {"d": {"at": "%s", "value": 1e999}}}' % WHEN.encode(), "inf"),
    "deep": (b"[" * 100_000, "too long"),
    "rather deep": (as_json(drafts={"d": {"at": WHEN, "value": nested(80)}}), "deep"),
    "long number": (b'{"version": 1' + b"0" * 5000 + b"}", "too long"),
}


@pytest.mark.parametrize(("raw", "reason"), DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("act", ["read", "write"])
def test_a_damaged_file_is_set_aside_and_the_last_good_one_used(wb, home, raw, reason, act):
    wb.record("drafts", "d", "first")
    wb.record("drafts", "d", "second")
    raw = raw if raw is not None else wb.path.read_bytes()[:-20]
    wb.path.write_bytes(raw)
    other = Workbook(home)
    if act == "write":
        other.record("drafts", "e", "new")
        assert other.get("drafts", "e").value == "new"
    assert other.get("drafts", "d").value == "first"
    assert [path.read_bytes() for path in aside(home)] == [raw]
    third = Workbook(home)
    assert third.get("drafts", "d").value == "first"
    (notice,) = third.notices()  # kept in the file, so any kernel can show it
    assert is_one_sentence(notice) and reason in notice and aside(home)[0].name in notice
    assert third.notices() == wb.notices() == other.notices() == []
    wb.record("drafts", "d", "third")
    assert other.get("drafts", "d").value == "third"
    assert len(aside(home)) == 1 and litter(home) == []


def test_a_folder_in_place_of_the_file_is_set_aside(wb, home):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    wb.path.unlink()
    wb.path.mkdir()
    (wb.path / "inside.txt").write_text("kept")
    assert wb.get("drafts", "d").value == 1
    assert (aside(home)[0] / "inside.txt").read_text() == "kept"
    assert "folder" in wb.notices()[0]


def test_setting_aside_never_overwrites_an_earlier_one(wb, home, monkeypatch):
    monkeypatch.setattr(store, "datetime", Clock)
    for n in range(4):
        wb.record("drafts", "d", n)
        wb.path.write_bytes(b"damage %d" % n)
    wb.record("drafts", "d", 9)
    assert sorted(path.read_bytes() for path in aside(home)) == [b"damage %d" % n for n in range(4)]
    assert len(wb.notices()) == 4


def test_with_the_previous_one_damaged_too_it_starts_empty_and_keeps_both(wb, home):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    wb.path.write_bytes(b"one")
    (home / "workbook.previous.json").write_bytes(b"two")
    assert wb.get("drafts", "d") is None
    assert sorted(path.read_bytes() for path in aside(home)) == [b"one", b"two"]
    (notice,) = wb.notices()
    assert is_one_sentence(notice) and "starts empty" in notice
    assert all(path.name in notice for path in aside(home))
    wb.record("drafts", "d", 3)
    assert Workbook(home).get("drafts", "d").value == 3


def test_with_no_previous_one_it_starts_empty(wb, home):
    wb.record("drafts", "d", 1)
    wb.path.write_bytes(b"")
    assert wb.get("drafts", "d") is None
    (notice,) = wb.notices()
    assert is_one_sentence(notice) and "starts empty" in notice


def test_a_file_that_was_taken_away_comes_back_from_the_previous_one(wb, home):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    wb.path.unlink()
    assert wb.get("drafts", "d").value == 1
    assert wb.path.is_file()
    (notice,) = wb.notices()
    assert is_one_sentence(notice) and "no longer there" in notice


def test_moving_the_whole_folder_away_starts_over(wb, home, tmp_path):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    home.rename(tmp_path / "old")
    assert wb.get("drafts", "d") is None
    wb.record("drafts", "e", 3)
    assert list(wb.section("drafts")) == ["e"]
    assert wb.notices() == []


def test_a_file_that_is_only_being_written_is_waited_for(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    whole = wb.path.read_bytes()
    wb.path.write_bytes(whole[:50])
    monkeypatch.setattr(store.time, "sleep", lambda seconds: wb.path.write_bytes(whole))
    assert Workbook(home).get("drafts", "d").value == 2
    assert aside(home) == [] and wb.notices() == []


# Versions of the course


@pytest.mark.parametrize("which", ["workbook.json", "workbook.previous.json"])
def test_a_file_from_a_newer_course_is_left_alone(wb, home, tmp_path, which):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    newer = b'{"version": 2, "drafts": "another shape"}'
    (home / which).write_bytes(newer)
    if which != "workbook.json":
        wb.path.write_bytes(b"damaged")
    before = {name: (home / name).read_bytes() for name in files(home)}
    book = Workbook(home)
    for action in (
        lambda: book.get("drafts", "d"),
        lambda: book.record("drafts", "d", 3),
        lambda: book.save_artefact("memo", {}),
        lambda: book.has("drafts/d"),
        lambda: book.notices(),
        lambda: book.export(tmp_path / "out.json"),
    ):
        refused(action, "newer version", "update the course")
    assert {name: (home / name).read_bytes() for name in files(home)} == before
    assert not (tmp_path / "out.json").exists()


def from_version_0(doc):
    """A version that never was: drafts under another name."""
    return {"drafts": {key: {"at": WHEN, "value": value} for key, value in doc["scribbles"].items()}}


def test_an_older_file_is_migrated(wb, home, tmp_path, monkeypatch):
    monkeypatch.setitem(file.MIGRATIONS, 0, from_version_0)
    home.mkdir()
    old = b'{"version": 0, "scribbles": {"d": "text"}}'
    wb.path.write_bytes(old)
    assert wb.get("drafts", "d").value == "text"
    assert wb.path.read_bytes() == old  # reading changes nothing
    wb.record("drafts", "e", 1)
    assert json.loads(wb.path.read_text())["version"] == 1
    assert (home / "workbook.previous.json").read_bytes() == old
    assert {k: e.value for k, e in Workbook(home).section("drafts").items()} == {"d": "text", "e": 1}
    (tmp_path / "old.json").write_bytes(old)
    elsewhere = open_workbook(tmp_path / "elsewhere")
    elsewhere.merge(tmp_path / "old.json")
    assert elsewhere.get("drafts", "d").value == "text"


@pytest.mark.parametrize("migrate", [lambda doc: doc["missing"], lambda doc: {"drafts": []}])
def test_a_migration_that_fails_leaves_the_file_alone(wb, home, monkeypatch, migrate):
    monkeypatch.setitem(file.MIGRATIONS, 0, migrate)
    home.mkdir()
    old = b'{"version": 0, "scribbles": {"d": "text"}}'
    wb.path.write_bytes(old)
    refused(lambda: wb.get("drafts", "d"), "older version", "nothing was changed")
    refused(lambda: wb.record("drafts", "d", 1), "older version")
    assert wb.path.read_bytes() == old and aside(home) == []


# A disk that misbehaves


def fail(number, times=10**9, then=None):
    """A function that fails ``times`` times with this error number, then does what ``then`` does."""
    left = [times]

    def failing(*args, **kwargs):
        if left[0] > 0:
            left[0] -= 1
            raise OSError(number, os.strerror(number))
        return then(*args, **kwargs)

    return failing


def half_written(path, mode="r", *args, **kwargs):
    """Stands in for Path.open: the disk is full after the first half."""
    opened = Path.__dict__["_open"](path, mode, *args, **kwargs)
    if mode != "r" and "r" not in mode:
        write = opened.write

        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *error):
                opened.close()

            def write(self, data):
                write(data[: len(data) // 2])
                raise OSError(errno.ENOSPC, "No space left on device")

        return Full()
    return opened


def not_opened(path, mode="r", *args, **kwargs):
    """Stands in for Path.open: files can be read but none can be written."""
    if mode != "r" and "r" not in mode:
        raise PermissionError(errno.EACCES, "Permission denied")
    return Path.__dict__["_open"](path, mode, *args, **kwargs)


BROKEN = {
    "no lock file": ("filelock._api.BaseFileLock.acquire", errno.ENOSPC, "disk is full"),
    "no folder": ("pathlib.Path.mkdir", errno.EROFS, "does not allow"),
    "no temporary file": ("pathlib.Path.open", not_opened, "does not allow"),
    "full half way": ("pathlib.Path.open", half_written, "disk is full"),
    "full at the flush": ("os.fsync", errno.ENOSPC, "disk is full"),
    "input/output error": ("os.fsync", errno.EIO, "problem"),
    "not replaced": ("os.replace", errno.EPERM, "does not allow"),
}


@pytest.mark.parametrize(("target", "error", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_save_that_fails_changes_nothing(wb, home, monkeypatch, target, error, reason):
    wb.record("drafts", "d", "before")
    wb.save_artefact("memo", {"text": "before"})
    kept = {name: (home / name).read_bytes() for name in files(home)}
    monkeypatch.setattr(Path, "_open", Path.open, raising=False)
    with monkeypatch.context() as broken:
        broken.setattr(target, error if callable(error) else fail(error))
        refused(lambda: wb.record("drafts", "d", "after"), "not saved", reason)
        refused(lambda: wb.save_artefact("memo", {"text": "after"}), "not saved", reason)
        assert wb._store._doc["drafts"]["d"]["value"] == "before"
    assert {name: (home / name).read_bytes() for name in files(home)} == kept
    assert wb.get("drafts", "d").value == "before" and len(wb.history("memo")) == 1
    wb.record("drafts", "d", "after")
    assert Workbook(home).get("drafts", "d").value == "after"


def test_a_disk_without_links_gets_a_copy(wb, home, monkeypatch):
    monkeypatch.setattr(Path, "hardlink_to", fail(errno.EPERM))
    wb.record("drafts", "d", 1)
    before = wb.path.read_bytes()
    wb.record("drafts", "d", 2)
    assert (home / "workbook.previous.json").read_bytes() == before
    assert litter(home) == []


def test_what_a_killed_process_left_is_never_written_into(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    for name in ("workbook.keeping.tmp", "workbook.saving.tmp"):  # names of the very file that is in use
        (home / name).hardlink_to(wb.path)
    used = wb.path.open("rb")
    before = used.read()
    monkeypatch.setattr(Path, "hardlink_to", fail(errno.EPERM))
    wb.record("drafts", "d", 2)
    used.seek(0)
    assert used.read() == before == (home / "workbook.previous.json").read_bytes()
    used.close()
    assert litter(home) == [] and wb.get("drafts", "d").value == 2


def test_a_save_interrupted_by_the_reader_leaves_no_litter(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)

    def interrupted(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("os.replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            wb.record("drafts", "d", 2)
    assert litter(home) == []
    wb.record("drafts", "d", 3)  # and the lock is free again
    assert Workbook(home).get("drafts", "d").value == 3


def test_work_is_saved_even_if_the_previous_one_cannot_be_renewed(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    replace = os.replace

    def only_the_workbook(source, target):
        if Path(target).name == "workbook.previous.json":
            raise PermissionError(errno.EACCES, "held by another program")
        replace(source, target)

    monkeypatch.setattr("os.replace", only_the_workbook)
    wb.record("drafts", "d", 2)
    wb.record("drafts", "d", 3)
    assert Workbook(home).get("drafts", "d").value == 3
    assert litter(home) == []
    (notice,) = wb.notices()
    assert is_one_sentence(notice) and "is saved" in notice


def test_a_folder_in_place_of_the_previous_one_is_set_aside(wb, home):
    wb.record("drafts", "d", 1)
    (home / "workbook.previous.json").mkdir()
    wb.record("drafts", "d", 2)
    assert (home / "workbook.previous.json").is_file()
    assert len(aside(home)) == 1


def test_windows_gets_a_second_try(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    monkeypatch.setattr(store, "RETRY_DENIED", True)
    monkeypatch.setattr("os.replace", fail(errno.EACCES, 3, os.replace))
    monkeypatch.setattr(Path, "read_bytes", fail(errno.EACCES, 2, Path.read_bytes))
    wb.record("drafts", "d", 2)
    assert Workbook(home).get("drafts", "d").value == 2


@posix_only
def test_a_read_only_folder():
    """With real permissions; root, whom they don't bind, becomes an ordinary user first."""
    script = """
import os, sys
from pathlib import Path
from ops2pm.workbook import WorkbookError, open_workbook
home = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
wb = open_workbook(home)
print("value", wb.get("drafts", "d").value)
for action in (lambda: wb.record("drafts", "d", 9), lambda: wb.export(home / "out.json")):
    try:
        action()
    except WorkbookError as error:
        print("refused", error)
print("value", wb.get("drafts", "d").value)
print("notices", *wb.notices())
"""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "my_work"
        Path(folder).chmod(0o755)
        wb = Workbook(home)
        wb.record("drafts", "d", 1)
        wb.record("drafts", "d", 2)
        try:
            home.chmod(0o555)

            def run():
                done = subprocess.run(
                    [sys.executable, "-c", script, str(home)], capture_output=True, text=True, check=True
                )
                return done.stdout.splitlines()

            before = {name: (home / name).read_bytes() for name in files(home)}
            value, saved, exported, again, notices = run()
            assert value == again == "value 2" and notices == "notices"
            assert saved.startswith("refused Your work was not saved because") and str(home) in saved
            assert exported.startswith("refused Nothing was exported")
            assert is_one_sentence(saved) and is_one_sentence(exported)

            home.chmod(0o755)
            wb.path.write_bytes(b"damaged")
            before["workbook.json"] = b"damaged"
            home.chmod(0o555)
            value, saved, _, again, notices = run()
            assert value == again == "value 1"
            assert is_one_sentence(notices) and "nothing can be saved" in notices
            assert {name: (home / name).read_bytes() for name in files(home)} == before
        finally:
            home.chmod(0o755)


@posix_only
def test_a_file_that_may_not_be_read_is_not_called_damaged(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    monkeypatch.setattr(Path, "read_bytes", fail(errno.EACCES))
    book = Workbook(home)
    refused(lambda: book.get("drafts", "d"), "can't be read")
    refused(lambda: book.record("drafts", "d", 2), "can't be read")
    assert aside(home) == []


@pytest.mark.parametrize("where", ["itself", "its parent"])
def test_a_file_where_the_folder_should_be(tmp_path, where):
    (tmp_path / "my_work").write_text("a file")
    wb = open_workbook(tmp_path / "my_work" if where == "itself" else tmp_path / "my_work" / "inside")
    refused(lambda: wb.record("drafts", "d", 1), "is a file and not a folder")
    if os.name == "posix":
        refused(lambda: wb.get("drafts", "d"), "is a file and not a folder")
    assert (tmp_path / "my_work").read_text() == "a file"


def test_a_lock_held_by_another_program(wb, home):
    wb.record("drafts", "d", 1)
    held, done = threading.Event(), threading.Event()

    def hold():
        with FileLock(home / "workbook.lock"):
            held.set()
            done.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(20)
        refused(lambda: wb.record("drafts", "d", 2), "another program", "0.3 seconds")
        assert wb.get("drafts", "d").value == 1  # reading needs no lock
    finally:
        done.set()
        thread.join()
    wb.record("drafts", "d", 3)
    assert wb.get("drafts", "d").value == 3


def test_damage_that_cannot_be_mended_is_tried_again_later(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    wb.path.write_bytes(b"damaged")
    with monkeypatch.context() as broken:
        broken.setattr("filelock._api.BaseFileLock.acquire", fail(errno.EROFS))
        assert wb.get("drafts", "d").value == 1
        refused(lambda: wb.record("drafts", "d", 3), "not saved")
    assert wb.get("drafts", "d").value == 1 and aside(home) == []  # not tried at every look
    wb._store._unmended = (0.0, {})
    assert wb.get("drafts", "d").value == 1
    assert len(aside(home)) == 1
    assert len(wb.notices()) == 2


@pytest.mark.parametrize("broken", ["os.rename", "os.fsync"])
@pytest.mark.parametrize("previous", ["good", "damaged", "none"])
def test_a_damaged_file_that_cannot_be_replaced_stays(wb, home, monkeypatch, broken, previous):
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    wb.path.write_bytes(b"damaged")
    if previous == "damaged":
        (home / "workbook.previous.json").write_bytes(b"damaged too")
    if previous == "none":
        (home / "workbook.previous.json").unlink()
    before = {name: (home / name).read_bytes() for name in files(home)}
    with monkeypatch.context() as patch:
        patch.setattr(broken, fail(errno.ENOSPC if broken == "os.fsync" else errno.EACCES, 1, getattr(os, broken[3:])))
        refused(lambda: wb.record("drafts", "d", 3), "not saved")
    assert {name: (home / name).read_bytes() for name in files(home)} == before
    with monkeypatch.context() as patch:
        patch.setattr(broken, fail(errno.ENOSPC if broken == "os.fsync" else errno.EACCES, 1, getattr(os, broken[3:])))
        seen = wb.get("drafts", "d")
    assert seen is None if previous != "good" else seen.value == 1
    assert {name: (home / name).read_bytes() for name in files(home)} == before
    wb.record("drafts", "d", 4)
    assert wb.get("drafts", "d").value == 4
    assert sorted(path.read_bytes() for path in aside(home)) == [
        raw for name, raw in sorted(before.items()) if raw.startswith(b"damaged")
    ]


def test_threads_and_objects_in_one_process_lose_nothing(home, monkeypatch):
    monkeypatch.setattr(store, "LOCK_SECONDS", 30)
    books = [Workbook(home), Workbook(home)]
    errors = []

    def write(worker):
        try:
            for n in range(15):
                books[worker % 2].record("drafts", f"{worker}.{n}", n)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(Workbook(home).section("drafts")) == 6 * 15


def test_two_kernels_show_a_notice_once_and_lose_none(wb, home):
    wb.record("drafts", "d", 1)
    other = Workbook(home)
    for damage in (b"one", b"two"):
        wb.path.write_bytes(damage)
        other.record("drafts", "d", 1)
    shown = wb.notices() + other.notices() + Workbook(home).notices()
    assert len(shown) == len(set(shown)) == 2


@pytest.mark.parametrize("meanwhile", ["added", "shown"])
def test_a_notice_of_another_kernel_at_the_same_moment(wb, home, monkeypatch, meanwhile):
    wb.record("drafts", "d", 1)
    other = Workbook(home)
    wb.path.write_bytes(b"one")
    wb.record("drafts", "d", 1)
    wb.record("drafts", "d", 2)
    update = wb._store.update

    def just_before(change):
        monkeypatch.undo()
        if meanwhile == "shown":
            assert len(other.notices()) == 1
        else:
            wb.path.write_bytes(b"two")
            other.record("drafts", "d", 1)
        update(change)

    monkeypatch.setattr(wb._store, "update", just_before)
    assert len(wb.notices()) == {"shown": 0, "added": 2}[meanwhile]
    assert wb.notices() == Workbook(home).notices() == []


def test_notices_that_cannot_be_cleared_are_shown_all_the_same(wb, home, monkeypatch):
    wb.record("drafts", "d", 1)
    wb.path.write_bytes(b"damage")
    wb.get("drafts", "d")
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail(errno.ENOSPC))
        assert len(wb.notices()) == 1
    assert len(wb.notices()) == 1
    assert wb.notices() == []


# Export


@pytest.fixture
def full(wb):
    for section in SECTIONS:
        wb.record(section, "04.k", {"in": section})
    for n in range(3):
        wb.save_artefact("memo", {"text": f"draft {n}"})
    return wb


def contents(wb):
    return {
        **{section: wb.section(section) for section in SECTIONS},
        **{key: wb.history(key) for key in wb.artefacts()},
    }


def test_an_export_holds_everything(full, home, tmp_path):
    full.path.write_bytes(b"damaged")  # so that there is a notice, which is no business of the export
    full.get("drafts", "x")
    target = full.export(tmp_path / "out.json")
    assert target == tmp_path / "out.json" and target.is_absolute()
    doc = json.loads(target.read_text(encoding="utf-8"))
    assert doc["kind"] == "export" and doc["version"] == 1 and doc["notices"] == []
    assert next(iter(doc)) == "about" and "exported" in doc
    elsewhere = open_workbook(tmp_path / "elsewhere")
    assert elsewhere.merge(target).changed
    assert contents(elsewhere) == contents(full)
    assert len(full.notices()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "my_work", "out.json"]


def test_an_export_used_as_the_workbook_becomes_one(full, tmp_path):
    (tmp_path / "new").mkdir()
    full.export(tmp_path / "new" / "copy.json").rename(tmp_path / "new" / "workbook.json")
    wb = open_workbook(tmp_path / "new")
    assert contents(wb) == contents(full)
    wb.record("drafts", "x", 1)
    assert "kind" not in json.loads(wb.path.read_text(encoding="utf-8"))


def test_export_of_an_empty_workbook_and_names(wb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert wb.export("out") == tmp_path / "out.json"
    assert wb.export("out.JSON") == tmp_path / "out.JSON"
    assert not wb.home.exists()
    refused(lambda: wb.export("out.txt"), ".json")
    refused(lambda: wb.export(tmp_path), "is a folder")
    refused(lambda: wb.export(tmp_path / "missing" / "out.json"), "does not exist")
    for path in ("a\0b.json", "~nobody-of-this-name/out.json", "x" * 300 + ".json"):
        refused(lambda path=path: wb.export(path))
        refused(lambda path=path: wb.merge(path))


def test_export_overwrites_only_its_own(full, tmp_path):
    target = tmp_path / "out.json"
    full.export(target)
    full.record("drafts", "later", 1)
    full.export(target)
    assert b"later" in target.read_bytes()
    for foreign in (b"", b'{"important": 1}', as_json(), b'{"version": 2, "kind": "export"}', b"\xff"):
        target.write_bytes(foreign)
        refused(lambda: full.export(target), "is there already")
        assert target.read_bytes() == foreign
    full.export(target, overwrite=True)
    assert b"later" in target.read_bytes()


def test_export_never_goes_over_the_workbook_itself(full, home, tmp_path):
    raw = full.path.read_bytes()
    targets = [full.path, home / "workbook.previous.json", home / "workbook.extra.json"]
    if os.name == "posix":
        (tmp_path / "link.json").symlink_to(full.path)
        (tmp_path / "folder").symlink_to(home)
        targets += [tmp_path / "link.json", tmp_path / "folder" / "workbook.json"]
    for target in targets:
        refused(lambda target=target: full.export(target, overwrite=True), "part of the workbook")
    assert full.path.read_bytes() == raw
    full.export(home / "copy.json")


def test_an_export_that_fails_leaves_nothing_and_spoils_nothing(full, tmp_path, monkeypatch):
    target = full.export(tmp_path / "out.json")
    before = target.read_bytes()
    full.record("drafts", "later", 1)
    for broken in ("os.fsync", "os.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(broken, fail(errno.ENOSPC))
            refused(lambda: full.export(target), "Nothing was exported", "disk is full")
        assert target.read_bytes() == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["my_work", "out.json"]


# Merge


@pytest.fixture
def two(tmp_path, clock):
    return open_workbook(tmp_path / "here"), open_workbook(tmp_path / "there")


def test_the_newer_entry_wins(two, clock):
    here, there = two
    clock(10)
    here.record("predictions", "older here", 1)
    there.record("predictions", "older there", 2)
    here.record("settings", "only here", 3)
    there.record("quizzes", "only there", 4)
    clock(11)
    there.record("predictions", "older here", 10)
    here.record("predictions", "older there", 20)
    report = here.merge(there.path)
    assert {k: e.value for k, e in here.section("predictions").items()} == {
        "older here": 10,
        "older there": 20,
    }
    assert here.get("settings", "only here").value == 3 and here.get("quizzes", "only there").value == 4
    assert here.get("predictions", "older here").at == there.get("predictions", "older here").at
    assert report.added == ("quizzes/only there",)
    assert report.updated == ("predictions/older here",)
    assert report.kept == ()
    assert report.sentences() == [
        "1 other entry was new and came in.",
        "1 other entry was newer in the file and came in.",
    ]
    assert there.get("settings", "only here") is None  # the file that is merged isn't touched


def test_times_are_compared_across_time_zones(two, tmp_path):
    here, _ = two
    here.record("drafts", "d", "at ten in London")  # 10:00+00:00
    for at, wins in (("2026-11-22T10:30:00+01:00", False), ("2026-11-22T09:30:00-01:00", True)):
        (tmp_path / "in.json").write_bytes(as_json(drafts={"d": {"at": at, "value": at}}))
        here.merge(tmp_path / "in.json")
        assert (here.get("drafts", "d").value == at) is wins


def test_at_the_same_instant_ours_stays(two):
    here, there = two
    here.record("drafts", "d", "here")
    there.record("drafts", "d", "there")
    assert here.get("drafts", "d").at == there.get("drafts", "d").at
    assert not here.merge(there.path).changed
    assert here.get("drafts", "d").value == "here"


def test_merging_keeps_the_order_of_a_file_whose_times_fall(two, tmp_path):
    here, _ = two
    versions = [{"at": f"2026-01-0{n}T10:00:00+01:00", "fields": {"n": n}} for n in (1, 3, 2)]
    (tmp_path / "in.json").write_bytes(as_json(artefacts={"memo": versions}))
    for _ in range(2):
        here.merge(tmp_path / "in.json")
        assert [v.fields["n"] for v in here.history("memo")] == [1, 3, 2]


def test_times_at_the_end_of_the_calendar_do_no_harm(two, tmp_path):
    here, _ = two
    latest = "9000-01-01T00:00:00+00:00"
    both = {"drafts": {"d": {"at": latest, "value": 1}}, "artefacts": {"a": [{"at": latest, "fields": {}}]}}
    (tmp_path / "in.json").write_bytes(as_json(**both))
    here.merge(tmp_path / "in.json")
    here.record("drafts", "d", 2)
    here.save_artefact("a", {"n": 1})
    again = Workbook(here.home)
    assert again.get("drafts", "d").value == 2 and again.artefact("a").fields == {"n": 1}
    assert again.notices() == []
    (tmp_path / "in.json").write_bytes(as_json(drafts={"d": {"at": latest.replace("9000", "9999"), "value": 1}}))
    refused(lambda: here.merge(tmp_path / "in.json"), "wrong shape")


def test_the_newer_artefact_becomes_current_and_the_other_stays(two, clock):
    here, there = two
    for hour, book, text in (
        (8, here, "first"),
        (9, there, "second"),
        (10, here, "third"),
        (11, there, "fourth"),
    ):
        clock(hour)
        book.save_artefact("memo", {"text": text})
        book.save_artefact("other" if book is here else "new", {"text": text})
    clock(12)
    here.save_artefact("mine", {"text": "newest is mine"})
    clock(7)
    there.save_artefact("mine", {"text": "old"})
    report = here.merge(there.path)
    assert [v.fields["text"] for v in here.history("memo")] == ["fourth", "third", "second", "first"]
    assert [v.fields["text"] for v in here.history("mine")] == ["newest is mine", "old"]
    assert report.added == ("artefacts/new",)
    assert report.updated == ("artefacts/memo",)
    assert report.kept == ("artefacts/mine",)
    assert str(report) == (
        "1 artefact was new and came in. 1 artefact was newer in the file and came in. "
        "1 artefact stayed as it was, with more history."
    )


def test_merging_twice_or_with_itself_changes_nothing(full, tmp_path):
    elsewhere = open_workbook(tmp_path / "elsewhere")
    elsewhere.save_artefact("memo", {"text": "another"})
    elsewhere.merge(full.path)
    raw = elsewhere.path.read_bytes()
    before = (elsewhere.home / "workbook.previous.json").read_bytes()
    for source in (full.path, elsewhere.path, full.export(tmp_path / "out.json")):
        report = elsewhere.merge(source)
        assert not report.changed and str(report) == "There was nothing new in the file."
        assert elsewhere.path.read_bytes() == raw
        assert (elsewhere.home / "workbook.previous.json").read_bytes() == before  # not even saved


def test_equal_neighbours_in_a_merged_history_become_one_and_ten_are_kept(two, clock):
    here, there = two
    for n in range(9):
        clock(1 + n)
        here.save_artefact("memo", {"n": n})
    for n in range(8, 12):
        clock(10 + n)
        there.save_artefact("memo", {"n": n})
    here.merge(there.path)
    assert [v.fields["n"] for v in here.history("memo")] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]


def random_history(rng):
    """A history as files can hold it: few texts, times that collide with the other's, and clocks that jump."""
    out, hour = [], None
    for _ in range(rng.randint(1, 10)):
        hour = rng.choice([h for h in range(10) if h != hour])
        zone = rng.randint(0, 2)
        out.append({"at": f"2026-01-01T{hour + zone:02}:00:00+0{zone}:00", "fields": {"n": rng.randint(0, 3)}})
    return out


def test_any_two_histories_merge_once_and_for_all():
    rng = random.Random(4)
    for _ in range(1500):
        ours, theirs = ({"artefacts": {"memo": random_history(rng)}} for _ in range(2))
        once, report = file.merge(file.complete(ours), file.complete(theirs))
        twice, again = file.merge(once, file.complete(theirs))
        assert twice == once and not again.changed
        merged = once["artefacts"]["memo"]
        times = [file.moment(v["at"]) for v in merged]
        assert times == sorted(times, reverse=True) and 1 <= len(merged) <= 10
        given = [*ours["artefacts"]["memo"], *theirs["artefacts"]["memo"]]
        assert all(v["fields"] in [g["fields"] for g in given] for v in merged)
        if len(given) <= 10:  # then nothing may be cut off
            assert all(g["fields"] in [v["fields"] for v in merged] for g in given)
        assert merged[0]["fields"] in (given[0]["fields"], theirs["artefacts"]["memo"][0]["fields"])
        assert once["artefacts"] != ours["artefacts"] or not report.changed


def test_import_into_an_empty_workbook_keeps_the_order_of_a_jumping_clock(two, clock):
    here, there = two
    for n, hour in enumerate((10, 3, 12, 5)):
        clock(hour)
        there.save_artefact("memo", {"n": n})
    here.merge(there.path)
    assert here.history("memo") == there.history("memo")
    clock(1)
    here.save_artefact("memo", {"n": 99})
    there.merge(here.path)
    assert there.artefact("memo").fields == {"n": 99}  # saved later, whatever the clock said


@pytest.mark.parametrize(("raw", "reason"), DAMAGE.values(), ids=DAMAGE.keys())
def test_a_bad_file_brings_nothing_in(full, home, tmp_path, raw, reason):
    before = {name: (home / name).read_bytes() for name in files(home)}
    bad = tmp_path / "bad.json"
    bad.write_bytes(raw if raw is not None else full.path.read_bytes()[:-20])
    kept = bad.read_bytes()
    refused(lambda: full.merge(bad), "Nothing was brought in", reason)
    assert {name: (home / name).read_bytes() for name in files(home)} == before
    assert bad.read_bytes() == kept


def test_a_newer_or_missing_file_or_a_folder_brings_nothing_in(full, home, tmp_path, monkeypatch):
    raw = full.path.read_bytes()
    (tmp_path / "newer.json").write_bytes(b'{"version": 2}')
    refused(lambda: full.merge(tmp_path / "newer.json"), "newer version", "update the course")
    refused(lambda: full.merge(tmp_path / "missing.json"), "there is no file")
    refused(lambda: full.merge(tmp_path), "folder" if os.name == "posix" else "Nothing was brought in")
    (tmp_path / "fine.json").write_bytes(as_json(drafts={"d": {"at": WHEN, "value": 1}}))
    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail(errno.ENOSPC))
        refused(lambda: full.merge(tmp_path / "fine.json"), "not saved", "disk is full")
    assert full.path.read_bytes() == raw
    assert full.merge(tmp_path / "fine.json").changed
