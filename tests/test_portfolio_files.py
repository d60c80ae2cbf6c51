"""The portfolio's folder: nobody else's file goes, and whatever fails, the earlier portfolio isn't lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops2pm.portfolio import files as disk
from ops2pm.portfolio.files import IN_HTML, IN_MARKDOWN, PortfolioError, write

OLD, NEW = f"{IN_HTML}old", f"{IN_HTML}new"
SITE = {"index.html": NEW, "sizing.html": NEW}
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such mode, and moves no folder in use")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture
def out(tmp_path):
    """An earlier portfolio."""
    return write(tmp_path / "out", {"index.html": OLD, "teardown.html": OLD})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# Mine\n\nMade with `python -m ops2pm portfolio --out .`, then hours of my own.\n"),
        ("notes.html", OLD),
        ("index.html", "<p>About ops2pm portfolio</p>"),
        ("portfolio.md", f"# Mine\n\n{IN_MARKDOWN}"),
        ("case-1.htm", OLD),
    ],
)
def test_a_file_of_the_readers_own_stops_it_and_stays(tmp_path, name, text):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(disk.ForeignFolderError, match=name.replace(".", r"\.")):
        write(folder, SITE)
    assert texts(folder) == {name: text}
    if name not in SITE:
        write(folder, SITE, force=True)
        assert texts(folder) == {name: text, **SITE}


def test_our_own_names_are_replaced_numbered_ones_too(tmp_path):
    names = {"portfolio.html": OLD, "portfolio.md": IN_MARKDOWN, "case-3.html": OLD, "problem-statement.html": OLD}
    write(tmp_path / "out", names)
    assert texts(write(tmp_path / "out", SITE)) == SITE


@pytest.mark.parametrize("name", [".DS_Store", "._index.html", "Thumbs.db", "desktop.ini"])
def test_what_the_system_puts_there_does_not_count_and_is_not_lost(out, name):
    (out / name).write_text("x", encoding="utf-8")
    write(out, SITE)
    assert texts(out) == {name: "x", **SITE}


def fails_at(monkeypatch, which, error, times=1):
    """Make the renames of folders from `which` on fail, so many times."""
    rename, count = Path.rename, [0]

    def failing(self, target):
        count[0] += 1
        if which <= count[0] < which + times:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)


def test_stopped_between_the_two_renames_the_earlier_one_is_there(out, monkeypatch):
    fails_at(monkeypatch, 2, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write(out, SITE)
    assert texts(out) == {"index.html": OLD, "teardown.html": OLD}
    assert list(out.parent.iterdir()) == [out]


def test_where_even_the_way_back_is_denied_it_says_where_the_earlier_one_is(out, monkeypatch):
    fails_at(monkeypatch, 2, PermissionError(13, "Access is denied"), times=2)
    with pytest.raises(PortfolioError, match="your earlier portfolio is in ") as problem:
        write(out, SITE)
    (left,) = out.parent.iterdir()
    assert str(left) in str(problem.value)
    assert texts(left) == {"index.html": OLD, "teardown.html": OLD}


def test_what_came_a_moment_ago_is_not_removed_with_the_old_folder(out, monkeypatch):
    rename = Path.rename

    def late(self, target):
        if self == out:
            (out / "letter.txt").write_text("mine", encoding="utf-8")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", late)
    assert texts(write(out, SITE)) == {"letter.txt": "mine", **SITE}


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_half_way_among_other_files_it_says_what_was_replaced_and_no_page_is_gone(out, monkeypatch, error):
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    replace, count = Path.replace, [0]

    def failing(self, target):
        count[0] += 1
        if count[0] == 2:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PortfolioError, match=r"Some files were replaced: index.html\.$") as problem:
        write(out, SITE, force=True)
    assert problem.value.__cause__ is error
    assert texts(out) == {"index.html": NEW, "letter.txt": "mine", "teardown.html": OLD}


def test_a_folder_in_the_place_of_a_page_is_found_before_anything_changes(out):
    (out / "sizing.html").mkdir()
    with pytest.raises(PortfolioError, match=r"sizing\.html is a folder"):
        write(out, SITE, force=True)
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "sizing.html", "teardown.html"]
    assert (out / "index.html").read_text(encoding="utf-8") == OLD


@ON_POSIX
@pytest.mark.parametrize("where", [".", "out", ""])
def test_the_shells_own_folder_stays_the_one_it_stands_in(out, monkeypatch, where):
    inside = {".": out, "out": out.parent, "": out}[where]
    monkeypatch.chdir(inside)
    before = out.stat().st_ino
    if where == "":
        with pytest.raises(PortfolioError, match="no folder is named"):
            write(where, SITE)
        return
    write(where, SITE)
    assert texts(out) == SITE
    assert (out.stat().st_ino == before) == (where == ".")


@ON_POSIX
def test_the_folders_mode_is_kept(out):
    out.chmod(0o700)
    write(out, SITE)
    assert out.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cant_be_written_to_is_refused(out, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != out)
    with pytest.raises(PortfolioError, match="can't be written to"):
        write(out, SITE)
    assert texts(out)["index.html"] == OLD


@pytest.mark.parametrize("how", ["mount", "read-only parent", "busy"])
def test_a_folder_that_cant_be_moved_gets_the_pages_one_by_one(out, monkeypatch, how):
    before = out.stat().st_ino
    if how == "mount":
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == out)
    elif how == "busy":
        fails_at(monkeypatch, 1, OSError(16, "Device or resource busy"))
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != out.parent)
    (out / ".ops2pm-0123abcd.new").mkdir()  # left by an export that was killed
    write(out, SITE)
    assert texts(out) == SITE and out.stat().st_ino == before
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("place", ["~nobody-of-this-name/x", "a" * 300])
def test_a_place_that_cant_be_is_one_sentence(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PortfolioError) as problem:
        write(place, SITE)
    assert str(problem.value).endswith(".") and not str(problem.value).endswith("..")


# --- What a killed export leaves ---------------------------------------------------------------------------------

KILLED = """
import os, sys
from pathlib import Path
from ops2pm.portfolio.files import write
which, rename, count = int(sys.argv[2]), Path.rename, [0]
def dying(self, target):
    count[0] += 1
    if count[0] == which:
        os._exit(9)
    return rename(self, target)
Path.rename = dying
write(sys.argv[1], {"index.html": "never seen"})
"""


def killed(out, at_rename):
    """An export that dies just before it renames for the so manieth time."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(out), str(at_rename)], check=False)
    assert done.returncode == 9


def beside(out):
    return sorted(path.name for path in out.parent.iterdir() if path != out)


@pytest.mark.parametrize("at_rename", [1, 2])
def test_what_a_killed_export_left_goes_with_the_next_and_nothing_is_lost(out, monkeypatch, at_rename):
    killed(out, at_rename)
    assert len(beside(out)) == at_rename and out.exists() == (at_rename == 1)
    write(out, SITE)
    assert texts(out) == SITE and len(beside(out)) == at_rename, "it might be another export's that is at work"
    monkeypatch.setattr(disk, "AT_WORK", -1.0)
    assert texts(write(out, SITE)) == SITE and beside(out) == []


def test_killed_between_the_renames_the_earlier_portfolio_is_put_back_with_what_came_into_it(out, monkeypatch):
    killed(out, 2)
    (old,) = out.parent.glob(".ops2pm-*.old")
    (old / "letter.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(disk, "AT_WORK", -1.0)
    with pytest.raises(disk.ForeignFolderError, match=r"letter\.txt"):
        write(out, SITE)
    assert texts(out) == {"index.html": OLD, "letter.txt": "mine", "teardown.html": OLD} and beside(out) == []


def test_another_portfolios_earlier_one_and_what_isnt_ours_stay(out, monkeypatch):
    killed(out, 2)
    for name in (".ops2pm-keep.new", "ops2pm-01234567.new"):
        (out.parent / name).mkdir()
    (out.parent / ".ops2pm-01234567.new").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(disk, "AT_WORK", -1.0)
    write(out.parent / "other", SITE)
    left = beside(out)
    assert sum(name.endswith(".old") for name in left) == 1 and len(left) == 5, left


def test_a_folder_lies_still_after_a_minute(out, monkeypatch):
    assert not disk._lies_still(out)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 90)
    assert disk._lies_still(out)


@pytest.mark.parametrize("place", ["file:///portfolio", "https://example.org/me"])
def test_an_address_is_no_folder(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PortfolioError, match="is an address"):
        write(place, SITE)
    assert list(tmp_path.iterdir()) == []
