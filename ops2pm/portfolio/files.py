"""The portfolio on the disk: a folder that is replaced as a whole, or not at all.

A folder that holds anything but an earlier portfolio is left alone, unless the caller insists; then files of the same
names are replaced, earlier pages of ours go, and everything else stays.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ops2pm._workbook_store import patiently, why, write_new

GENERATOR = "ops2pm portfolio"
"""Stands near the top of every file we write, and so tells them from others."""
NEAR_THE_TOP = 1000


class PortfolioError(Exception):
    """Something kept the portfolio from being written; the message is one sentence for the reader."""


class ForeignFolderError(PortfolioError):
    """The folder holds files of somebody else; `force` would write beside them."""


def write(target: Path | str, files: Mapping[str, str], *, force: bool = False) -> Path:
    """Write files into a folder and return its full path. An earlier portfolio there is replaced.

    Raises PortfolioError, and then what was there is there still.
    """
    folder = full_path(target)
    foreign = _foreign(folder)
    if foreign and not force:
        raise ForeignFolderError(
            f"Nothing was written because {folder} holds something else than a portfolio ({foreign[0]}): move that "
            "away, or choose another folder."
        )
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    staged, old = beside.with_name(f"{beside.name}.new"), beside.with_name(f"{beside.name}.old")
    try:
        staged.mkdir(parents=True)
        for name, text in files.items():
            write_new(staged / name, text.encode("utf-8"))
        if foreign:
            _into(folder, staged)
        else:
            _swap(folder, staged, old)
    except OSError as error:
        raise PortfolioError(
            f"Nothing was written to {folder} because {why(error, folder.parent)}: mend that, or choose another folder."
        ) from error
    finally:
        for leftover in (staged, old):
            shutil.rmtree(leftover, ignore_errors=True)
    return folder


def full_path(path: Path | str) -> Path:
    """The folder a path means, in full and without links. Raises PortfolioError."""
    try:
        if "\0" in str(path):
            raise ValueError("it holds a NUL character")
        folder = Path(os.path.realpath(Path(path).expanduser()))
    except (ValueError, RuntimeError, OSError) as error:
        raise PortfolioError(f"{str(path)!r} can't be used as a folder because {error}.") from error
    if folder == folder.parent:
        raise PortfolioError(f"{folder} is a whole disk: choose a folder in it.")
    if os.path.lexists(folder) and not folder.is_dir():
        raise PortfolioError(f"Nothing was written because {folder} is a file: choose a folder.")
    return folder


def _foreign(folder: Path) -> list[str]:
    """What a folder holds that isn't ours."""
    try:
        return sorted(entry.name for entry in folder.iterdir() if not _is_ours(entry))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PortfolioError(f"Nothing was written because {why(error, folder)}.") from error


def _is_ours(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.suffix not in (".html", ".md"):
        return False
    with suppress(OSError), path.open("rb") as file:
        return GENERATOR.encode() in file.read(NEAR_THE_TOP)
    return False


def _swap(folder: Path, staged: Path, old: Path) -> None:
    """Put the new folder in the place of the old one; where that fails, the old one comes back."""
    if folder.exists():
        patiently(lambda: folder.rename(old))
    try:
        patiently(lambda: staged.rename(folder))
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def _into(folder: Path, staged: Path) -> None:
    """Put the new files among others, each in one step. Pages of an earlier portfolio that are no more, go."""
    names = {path.name for path in staged.iterdir()}
    for path in list(folder.iterdir()):
        if path.name not in names and _is_ours(path):
            path.unlink()
    for name in names:
        patiently(lambda name=name: (staged / name).replace(folder / name))
