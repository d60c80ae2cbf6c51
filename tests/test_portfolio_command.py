"""The command: another's workbook is only read, and nothing that goes wrong is a traceback."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from portfolio_pages import sample

from ops2pm.__main__ import main
from ops2pm.portfolio.files import PortfolioError
from ops2pm.workbook import Workbook, WorkbookError

exporting = import_module("ops2pm.portfolio.export")
FIELDS = sample()["artefacts"]["sizing"]


@pytest.fixture
def book(tmp_path):
    """A workbook, saved twice, so that there is a version before the last."""
    workbook = Workbook(tmp_path / "book")
    workbook.save_artefact("sizing", FIELDS)
    workbook.record("settings", "portfolio", {"words": ["Frischkost", "plumber", "X"]})
    return workbook.home


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def run(book, out, *more):
    return main(["portfolio", "--workbook", str(book), "--out", str(out), *more])


@pytest.mark.parametrize("damage", ["none", "cut", "gone"])
def test_another_workbook_is_read_and_nothing_in_its_folder_changes(book, tmp_path, capsys, damage):
    file = book / "workbook.json"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:100])
    elif damage == "gone":
        file.unlink()
    before = state(book)
    assert run(book, tmp_path / "out") == 0
    told = capsys.readouterr().err
    assert state(book) == before
    assert ("the version from before the last save" in told) == (damage != "none")
    assert str(book) in told and "ops2pm-" not in told


def test_a_workbook_with_nothing_good_in_it_is_one_sentence(book, tmp_path, capsys):
    for path in book.glob("workbook*.json"):
        path.write_text("{", encoding="utf-8")
    before = state(book)
    assert run(book, tmp_path / "out") == 1
    assert capsys.readouterr().err.count("\n") == 1 and state(book) == before


def test_ones_own_damaged_workbook_is_mended_and_said_so(book, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", str(book))
    (book / "workbook.json").write_text("{", encoding="utf-8")
    assert main(["portfolio", "--out", str(tmp_path / "out")]) == 0
    assert "Your workbook was damaged" in capsys.readouterr().err


def test_words_that_were_not_found_are_told(book, tmp_path, capsys):
    assert run(book, tmp_path / "out") == 0
    told = capsys.readouterr().err
    assert "Not found as spelt here: Frischkost" in told and "Too short to look for: X" in told


@pytest.mark.parametrize("place", ["~nobody-of-this-name/x", "a" * 300, "", "a\0b"])
@pytest.mark.parametrize("option", ["--out", "--workbook"])
def test_a_place_that_cant_be_is_one_sentence(book, tmp_path, capsys, monkeypatch, option, place):
    monkeypatch.chdir(tmp_path)
    places = {"--out": str(tmp_path / "out"), "--workbook": str(book), option: place}
    before = sorted(tmp_path.iterdir())
    assert main(["portfolio", *(part for pair in places.items() for part in pair)]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.endswith(".") and not last.endswith("..")
    assert sorted(tmp_path.iterdir()) == before


def test_a_home_of_nobody_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", "~nobody-of-this-name/x")
    assert main(["portfolio", "--out", str(tmp_path / "out")]) == 1
    assert "OPS2PM_HOME" in capsys.readouterr().err


def test_a_folder_that_may_not_be_looked_into_is_one_sentence(book, tmp_path, capsys, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "is_dir", denied)
        assert run(book, tmp_path / "out") == 1
    assert "Permission denied" in capsys.readouterr().err


def test_stopped_it_says_so_in_one_line(book, tmp_path, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "write", stopped)
    assert run(book, tmp_path / "out") == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped. Nothing was written."

    def half_way(*_, **__):
        raise PortfolioError("Some files were replaced: index.html.") from KeyboardInterrupt()

    monkeypatch.setattr(exporting, "write", half_way)
    assert run(book, tmp_path / "out") == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Some files were replaced: index.html."


def test_a_name_that_the_terminal_cant_show_is_no_failure(book, tmp_path, monkeypatch):
    shown = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", shown)
    assert run(book, tmp_path / "портфолио") == 0
    shown.flush()
    assert rb"\u043f\u043e\u0440\u0442" in shown.buffer.getvalue()


COMMAND = [sys.executable, "-m", "ops2pm", "portfolio"]


@pytest.mark.skipif(os.name == "nt", reason="there is no /dev/full")
@pytest.mark.parametrize("to", ["gone", "full"])
def test_where_nobody_reads_the_list_of_files_the_portfolio_is_written_all_the_same(book, tmp_path, to):
    reading, writing = os.pipe()
    os.close(reading)
    stream = writing if to == "gone" else os.open("/dev/full", os.O_WRONLY)
    done = subprocess.run(
        [*COMMAND, "--workbook", str(book), "--out", str(tmp_path / "out")],
        stdout=stream,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert (tmp_path / "out" / "sizing.html").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without a word")
@pytest.mark.parametrize("number", [signal.SIGTERM, getattr(signal, "SIGHUP", None)])
def test_ended_by_the_system_it_says_so_and_leaves_nothing(book, tmp_path, capsys, monkeypatch, number):
    def ended(*_, **__):
        os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    monkeypatch.setattr(exporting, "write", ended)
    assert run(book, tmp_path / "out") == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped. Nothing was written."
    assert signal.getsignal(number) == before


def test_another_workbook_has_no_copy_on_the_disk_and_needs_no_room_for_one(book, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    before = sorted(tmp_path.rglob("*"))
    with exporting.workbook_at(book) as workbook:
        assert workbook.artefacts()["sizing"].fields and sorted(tmp_path.rglob("*")) == before
        assert workbook.notices() == []
        with pytest.raises(WorkbookError, match="only read"):
            workbook.record("settings", "x", 1)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("raw", [b"", b"null", b'{"version": 1.0}', b"PK\x03\x04", b"\xff\xfe{\0}\0", b"[" * 99_999])
def test_what_is_no_workbook_is_one_sentence_that_names_it(tmp_path, capsys, raw):
    file = tmp_path / "mine.json"
    file.write_bytes(raw)
    assert run(file, tmp_path / "out") == 1
    assert capsys.readouterr().err.startswith(f"Nothing was written because {file} can't be used: ")


def test_a_newer_courses_workbook_says_to_update(tmp_path, capsys):
    file = tmp_path / "mine.json"
    file.write_text('{"version": 99}', encoding="utf-8")
    assert run(file, tmp_path / "out") == 1
    assert "update the course" in capsys.readouterr().err and not (tmp_path / "out").exists()
